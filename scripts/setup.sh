# shellcheck shell=bash
# Installs what a Debian 12 machine lacks. Sourced by ./dev.

readonly kPackageList=packaging/debian-packages.txt
readonly kSetupStamp=build/setup.stamp
readonly kNodeVersionMin=18

# As root: how an administrator of this machine would run a command.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root and there is no sudo; as root, run: $*"
  fi
}

has_node() {
  local version
  command -v npm >/dev/null && version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  ((${version%%.*} >= kNodeVersionMin))
}

# The packages of the list that are not installed, one a line.
missing_packages() {
  local package
  local -A installed=()
  while read -r package; do
    installed[$package]=1
  done < <(dpkg-query --show --showformat '${db:Status-Abbrev}${Package}\n' | sed -n 's/^ii *//p')
  while read -r package _; do
    [[ $package == '' || $package == '#'* || -v installed[$package] ]] || echo "$package"
  done <"$kPackageList"
  has_node || printf '%s\n' nodejs npm
}

# Debian's postgresql makes and starts a server of its own when it is first installed. The tests
# need only the programs, so that is switched off while it installs.
install_packages() {
  local switch=/etc/postgresql-common/createcluster.d/penstock-setup.conf
  as_root mkdir -p "${switch%/*}"
  echo 'create_main_cluster = false' | as_root tee "$switch" >/dev/null
  # shellcheck disable=SC2064  # The path of now.
  trap "as_root rm -f '$switch'" EXIT
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
  as_root rm -f "$switch"
  trap - EXIT
}

setup() {
  command -v apt-get >/dev/null ||
    fail "setup knows Debian 12; elsewhere install what $kPackageList lists"
  local missing
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} > 0)); then
    heading "Installing ${#missing[@]} packages: ${missing[*]}"
    as_root apt-get update
    install_packages "${missing[@]}"
  fi
  mkdir -p "${kSetupStamp%/*}"
  cp "$kPackageList" "$kSetupStamp"
}

# What every other command begins with; instant once setup has run for this list of packages.
ensure_setup() {
  cmp --silent "$kPackageList" "$kSetupStamp" || setup
}
