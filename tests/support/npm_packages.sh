# shellcheck shell=bash
# Sourced by the tests that run on Node, in a folder with a package.json.

# install_npm_packages [arguments of npm ci]: what the lock file names; nothing to do when it is there.
install_npm_packages() {
  local installed=node_modules/.package-lock.json
  [[ $installed -nt package-lock.json && $installed -nt package.json ]] && return
  npm ci --loglevel=error "$@" >&2
  touch "$installed"
}
