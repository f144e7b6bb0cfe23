#!/usr/bin/env bash
# The Studio in a browser, as a person uses it: run.sh BINARY [arguments of node --test]
set -euo pipefail

(($# >= 1)) || { echo "usage: run.sh BINARY [ARGS]" >&2; exit 2; }
PENSTOCK=$(realpath "$1")
export PENSTOCK
shift
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/support/npm_packages.sh
source "$here/../support/npm_packages.sh"

# Its packages have a Node that runs files beside each other.
node=$(cd "$here/../clients" && install_npm_packages && node_of_client)
cd "$here"
install_npm_packages --ignore-scripts
npm --prefix ../../studio test --silent
run_node_tests "$node" "$@"
