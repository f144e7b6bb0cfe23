#!/usr/bin/env bash
# Prints, as a JSON array, which of the statements in a file, a JSON array too, are not SQL or PL/SQL
# of Oracle: parse.sh FILE
set -euo pipefail

(($# == 1)) || { echo "usage: parse.sh FILE" >&2; exit 2; }
file=$(realpath "$1")
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
# shellcheck source=tests/support/npm_packages.sh
source ../../../support/npm_packages.sh

install_npm_packages --ignore-scripts
exec node parse.mjs "$file"
