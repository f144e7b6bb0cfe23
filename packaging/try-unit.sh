# shellcheck shell=bash
# Sourced by try-package: the package's unit under a systemd that runs. Debian's systemd-nspawn boots it
# in the machine, with a network that ends there.

readonly kExposureMax=17  # Of 100, as systemd counts; what is left is what a server needs.
readonly kSettings=/etc/penstock
readonly kData=/var/lib/penstock

nspawn=''  # What runs the machine, while it runs,
init=''    # and its first process, as this machine numbers it.
url=http://127.0.0.1:8080
tls=()     # With which curl gets in.

# eventually COMMAND...: false if that is not true within a minute.
eventually() {
  local deadline=$((SECONDS + 60))
  until "$@" 2>/dev/null; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2  # Between two looks; the deadline decides.
  done
}

assert_eventually() { # assert_eventually WHAT COMMAND...
  local what=$1
  shift
  eventually "$@" >/dev/null && return
  in_machine journalctl --unit penstock --lines 30 --no-pager >&2
  fail "not within a minute: $what"
}

is_booted() {
  init=$(cut -d ' ' -f 1 "/proc/$nspawn/task/$nspawn/children")
  [[ $init ]] && in_machine systemctl --quiet is-active multi-user.target
}

is_booted_or_over() { is_booted || ! kill -0 "$nspawn"; }

boot() {
  systemd-nspawn --boot --directory="$kMachine" --machine=penstock-try --private-network \
    --register=no --keep-unit --console=pipe </dev/null >"$kMachine/tmp/boot.log" 2>&1 &
  nspawn=$!
  eventually is_booted_or_over && is_booted 2>/dev/null
}

# Nothing of the machine is of use afterwards: its first process takes all others with it.
halt() {
  [[ $nspawn ]] || return 0
  kill -KILL "${init:-$nspawn}" 2>/dev/null || true
  wait "$nspawn" || true
  init='' nspawn=''
}

# ask PATH [ARGS of curl]...: what the server answers; fails when that is an error.
ask() {
  local path=$1
  shift
  nsenter --target "$init" --net \
    curl --noproxy '*' --silent --show-error --fail --max-time 20 "${tls[@]}" "$@" "$url$path"
}

property() { in_machine systemctl show --value --property "$1" penstock; }

assert_runs() {
  assert_eventually 'the server is ready' ask /health/ready
  [[ $(property ActiveState) == active ]] || fail 'the unit is not active'
}

is_replaced() {
  local now
  now=$(property MainPID)
  ((now != 0 && now != $1))
}

# assert_replaced PROCESS: another one runs in its place, with the same data.
assert_replaced() {
  assert_eventually 'the server is restarted' is_replaced "$1"
  assert_runs
  has_delivered || fail 'the server lost what it had'
}

# A task between two databases, whose script runs in a worker.
make_task() {
  local database
  for database in shop archive; do
    ask "/admin/databases?name=$database" -X PUT -d "{\"DatabaseName\": \"$database\"}"
  done
  ask /databases/shop/admin/connection-strings -X PUT -d '{
    "Name": "archive", "Type": "Raven", "Database": "archive", "TopologyDiscoveryUrls": ["'"$url"'"]}'
  ask /databases/shop/admin/etl -X PUT -d '{
    "Name": "Archive", "EtlType": "Raven", "ConnectionStringName": "archive", "Transforms": [{
      "Name": "Orders", "Collections": ["Orders"], "Script": "loadToOrders({Total: this.Price * this.Quantity});"}]}'
  ask '/databases/shop/docs?id=orders/1' -X PUT -d '{
    "Price": 6, "Quantity": 7, "@metadata": {"@collection": "Orders"}}'
}

has_delivered() { ask '/databases/archive/docs?id=orders/1' | grep --quiet '"Total":42'; }

kernel_says() { in_machine sed -n "s/^$1:[[:space:]]*//p" "/proc/$2/status"; }  # kernel_says FIELD PROCESS

may_write() { # may_write PROCESS FOLDER: as root would where that process is.
  in_machine nsenter --target "$1" --mount sh -c "touch $2/written && rm $2/written" 2>/dev/null
}

# What the unit says is one thing; this is what the kernel holds the server to, and its workers.
assert_locked_in() {
  local server worker folder
  server=$(property MainPID)
  worker=$(in_machine sh -c "cat /proc/$server/task/*/children")
  worker=${worker%% *}
  [[ $(kernel_says Uid "$server") == "$(in_machine id --user penstock)"* ]] || fail 'the server has another account'
  [[ $(kernel_says NoNewPrivs "$server") == 1 ]] || fail 'the server could gain rights'
  [[ $(kernel_says CapBnd "$server") =~ ^0+$ ]] || fail 'the server could have capabilities'
  (($(kernel_says Seccomp_filters "$server") > $(kernel_says Seccomp_filters 1))) ||
    fail 'the server may call anything'
  (($(kernel_says Seccomp_filters "$worker") > $(kernel_says Seccomp_filters "$server"))) ||
    fail 'a script may call what the server may'
  may_write "$server" "$kData" || fail 'the server cannot write its data'
  for folder in "$kSettings" /usr /var /root; do
    ! may_write "$server" "$folder" || fail "the server may write to $folder"
  done
}

# show_certificate NAME: a new one, which vouches for itself, takes the place of the one before.
show_certificate() {
  local made=$kMachine/root
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj "/CN=$1" \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$made/$1.key" -out "$made/$1.pem" 2>/dev/null
  install -m 644 "$made/$1.pem" "$kMachine$kSettings/server.pem"
  install -m 640 --group="$(in_machine id --group penstock)" "$made/$1.key" "$kMachine$kSettings/server.key"
  tls=(--cacert "$made/$1.pem" --cert "$made/$1.pem" --key "$made/$1.key")
}

serve_https() {
  url=https://127.0.0.1:8080
  sed -i "s|^url = .*|url = \"$url\"\ncertificate = \"$kSettings/server.pem\"\nkey = \"$kSettings/server.key\"|" \
    "$kMachine$kSettings/penstock.toml"
}

try_unit() {
  local server
  apt_get install --no-install-recommends systemd
  install_version 0.1.0
  say "its unit is sound, and exposes little"
  in_machine systemd-analyze verify penstock.service || fail "the unit is not sound"
  in_machine systemd-analyze security --offline=true --threshold=$kExposureMax penstock.service \
    >"$kMachine/tmp/security.log" || { cat "$kMachine/tmp/security.log" >&2; fail "the unit exposes too much"; }

  if ! boot; then
    say "SKIPPED: the unit under systemd, which does not boot here:"
    cat "$kMachine/tmp/boot.log"
    return
  fi
  say "starts with the machine, locked in, and runs tasks"
  assert_runs
  make_task >/dev/null
  assert_eventually 'the task delivers' has_delivered
  assert_locked_in

  say "starts again after a crash"
  server=$(property MainPID)
  in_machine systemctl kill --signal=KILL --kill-whom=main penstock
  assert_replaced "$server"

  say "shows a renewed certificate without a restart"
  show_certificate first
  serve_https
  in_machine systemctl restart penstock
  assert_runs
  server=$(property MainPID)
  show_certificate second
  assert_eventually 'the new certificate is shown' ask /health/ready
  [[ $(property MainPID) == "$server" ]] || fail "the server was restarted"

  say "is restarted by an upgrade"
  install_version 0.1.1
  assert_replaced "$server"

  say "stops when told, and when it is removed, which keeps the data"
  in_machine systemctl stop penstock
  [[ $(property Result) == success ]] || fail "the server did not stop by itself"
  in_machine systemctl start penstock
  assert_runs
  apt_get remove penstock
  [[ $(property ActiveState) == inactive ]] || fail "the server goes on without its package"
  assert_gone /etc/systemd/system/multi-user.target.wants/penstock.service
  assert_there "$kData/system"
  halt
}
