#!/usr/bin/env bash
# The official clients, unmodified, against a server: run.sh BINARY [arguments of node --test]
set -euo pipefail

(($# >= 1)) || { echo "usage: run.sh BINARY [ARGS]" >&2; exit 2; }
PENSTOCK=$(realpath "$1")
export PENSTOCK
shift
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
# shellcheck source=tests/support/npm_packages.sh
source ../support/npm_packages.sh

install_npm_packages
run_node_tests "$(node_of_client)" "$@"
