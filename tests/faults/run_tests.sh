#!/usr/bin/env bash
# The server where things go wrong: run_tests.sh BINARY [arguments of node --test]
set -euo pipefail

(($# >= 1)) || { echo "usage: run_tests.sh BINARY [ARGS]" >&2; exit 2; }
PENSTOCK=$(realpath "$1")
export PENSTOCK
shift
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=tests/support/npm_packages.sh
source "$here/../support/npm_packages.sh"

# Its packages have the official client.
node=$(cd "$here/../clients" && install_npm_packages && node_of_client)
cd "$here"
run_node_tests "$node" "$@"
