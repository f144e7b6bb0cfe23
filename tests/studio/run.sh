#!/usr/bin/env bash
# The Studio in a browser, as a person uses it: run.sh BINARY [arguments of node --test]
set -euo pipefail

(($# >= 1)) || { echo "usage: run.sh BINARY [ARGS]" >&2; exit 2; }
PENSTOCK=$(realpath "$1")
export PENSTOCK
shift
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

# The packages as the lock file names them; nothing to do when they are there already.
install_packages() {
  local installed=node_modules/.package-lock.json
  [[ $installed -nt package-lock.json && $installed -nt package.json ]] && return
  npm ci --ignore-scripts --loglevel=error >&2
  touch "$installed"
}

install_packages
npm --prefix ../../studio test --silent
exec node --test "$@" ./*.test.mjs
