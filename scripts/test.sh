# shellcheck shell=bash
# Everything that a change must pass, counted. Sourced by ./dev.

passed=0 failed=0 skipped=0

# run_ctest PRESET LABEL [FILTER]: runs the programs' tests of one label and counts them.
run_ctest() {
  local preset=$1 label=$2 filter=${3:-.} report status=0 failures
  report=$PWD/build/$preset/$label.xml
  rm -f "$report"
  heading "The $label tests of preset $preset"
  local options=(--output-on-failure --output-junit "$report" --test-output-size-passed 1000000)
  [[ $filter != . ]] || options+=(--no-tests=error)
  ctest --test-dir "build/$preset" --label-regex "^$label\$" --tests-regex "$filter" \
    --parallel "$(nproc)" "${options[@]}" |
    grep --line-buffered --invert-match -E '^ *Start +[0-9]+: | Passed +[0-9.]+ sec *$' || status=$?

  failures=$(outcomes "$report" FAILED)
  ((status == 0 || failures > 0)) || failures=1  # A crash, a time-out, or CTest itself.
  count "$(outcomes "$report" OK)" "$failures" "$(outcomes "$report" SKIPPED)"
}

# outcomes REPORT OUTCOME: how many of GoogleTest's tests ended so, by what the programs printed. A
# program whose tests share a server is a single test to CTest, and its skipped ones would not show.
outcomes() {
  [[ -f $1 ]] || { echo 0; return; }
  grep --count -E "^(\s*<system-out>)?\[ +$2 \].* \([0-9]+ ms\)$" "$1" || true
}

# run_suite NAME COMMAND...: runs a suite that counts for itself, as Node's test runner does
# ("# pass 12"), or else as "N passed, N failed, N skipped".
run_suite() {
  local name=$1 status=0 log
  shift
  log=$PWD/build/$name.log
  heading "The $name tests"
  "$@" 2>&1 | tee "$log" || status=$?
  local ok bad left
  ok=$(suite_count "$log" 'pass')
  bad=$(($(suite_count "$log" 'fail') + $(suite_count "$log" 'cancelled')))
  left=$(($(suite_count "$log" 'skipped') + $(suite_count "$log" 'todo')))
  ((status == 0 || bad > 0)) || bad=1
  count "$ok" "$bad" "$left"
}

suite_count() {
  sed -nE "s/^(#|ℹ) $2 ([0-9]+)\$/\2/p; s/^(.*, )?([0-9]+) $2(ed)?(, .*)?\$/\2/p" "$1" |
    awk '{ sum += $1 } END { print sum + 0 }'
}

# run_check NAME COMMAND...: a check that passes or fails as a whole.
run_check() {
  heading "Check: $1"
  shift
  if "$@"; then count 1 0 0; else count 0 1 0; fi
}

count() {
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# run_suites PRESET [NAME]: the tests written in JavaScript, against the server of that preset.
run_suites() {
  local only=${2:-} server=$PWD/build/$1/src/app/penstock
  if [[ ${only:-clients} == clients && -d tests/clients ]]; then
    run_suite clients tests/clients/run.sh "$server"
  fi
  if [[ ${only:-studio} == studio ]]; then
    run_suite studio tests/studio/run.sh "$server"
  fi
  if [[ ${only:-faults} == faults && -d tests/faults ]]; then
    run_suite faults tests/faults/run_tests.sh "$server"
  fi
}

# Sanitizers: a finding ends the program, which fails the test. The build for threads borrows the
# script worker of dev, since the engine hangs under that sanitizer. It remembers as many accesses
# as it can: without the stack of the earlier one no suppression fits a finding.
run_sanitizer() {
  export PENSTOCK_SANITIZER=$1
  export TSAN_OPTIONS="suppressions=$PWD/tests/tsan.suppressions history_size=7"
  build "$1"
  run_ctest "$1" unit
  run_ctest "$1" integration
  run_suites "$1"
}

run_everything() {
  run_ctest dev unit
  run_ctest dev integration
  run_suites dev
  run_check format format --check
}

run_tests() {
  local all=''
  [[ ${1:-} == --all ]] && { all=1; shift; }
  build dev
  case ${1:-} in
    '') run_everything ;;
    clients | studio | faults) run_suites dev "$1" ;;
    *)
      run_ctest dev unit "$1"
      run_ctest dev integration "$1"
      ;;
  esac
  if [[ $all ]]; then
    run_check clang-tidy lint
    run_sanitizer asan
    run_sanitizer tsan
  fi
  heading "In all"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  if [[ ${CI:-} == true ]] && ((skipped > 0)); then
    fail "a skipped test is a failure here: the machine must have everything"
  fi
  ((failed == 0))
}
