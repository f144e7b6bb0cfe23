# shellcheck shell=bash
# Sourced by what is tried on a machine that has nothing: a minimal Debian 12, made with Debian's
# debootstrap. Who sources it names that machine's folder in kMachine.

readonly kRelease=bookworm
readonly kStore=${BARE_ROOT:-/var/tmp/penstock-bare-root}
readonly kPristine=$kStore/pristine  # As debootstrap leaves it, so that the next try starts at once.

# The first of this machine's own sources that has the release; debootstrap's default without one.
mirror() {
  # shellcheck disable=SC2016  # These are apt's own names.
  apt-get indextargets --format '$(RELEASE) $(SITE)' 'Created-By: Packages' |
    sed -n "s/^$kRelease //p" | head -1
}

make_pristine() {
  rm -rf "$kPristine.new"
  # shellcheck disable=SC2046  # No mirror is no argument.
  debootstrap --variant=minbase "$kRelease" "$kPristine.new" $(mirror)
  mv "$kPristine.new" "$kPristine"
}

# Where packages come from, so that the bare machine reaches what this one reaches.
hand_over_package_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
    grep --quiet --no-messages "$kRelease" "$file" || continue
    rm -f "$kMachine/etc/apt/sources.list"
    cp "$file" "$kMachine/etc/apt/sources.list.d/"
  done
  apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' \
    >"$kMachine/etc/apt/apt.conf.d/99as-outside" || true
  cp /etc/resolv.conf "$kMachine/etc/resolv.conf"
  echo '127.0.0.1 localhost' >"$kMachine/etc/hosts"
  mkdir -p "$kMachine/usr/local/share/ca-certificates" "$kMachine/etc/ssl/certs"
  cp -r /usr/local/share/ca-certificates/. "$kMachine/usr/local/share/ca-certificates/"
}
