# shellcheck shell=bash
# The checks that read the sources: clang-format, Prettier and clang-tidy. Sourced by ./dev.

readonly kLintMinutesMax=${PENSTOCK_LINT_MINUTES:-5}  # of lint --changed

our_sources() {
  local folders=(src tests)
  [[ ! -d bench ]] || folders+=(bench)
  find "${folders[@]}" -name node_modules -prune -o \( -name '*.h' -o -name '*.cc' \) -print | sort
}

format() {
  if [[ ${1:-} == --check ]]; then
    check_format
  else
    our_sources | xargs clang-format-14 -i
    npm --prefix studio run --silent format
  fi
}

check_format() {
  local misformatted
  misformatted=$(our_sources | xargs clang-format-14 --dry-run -Werror 2>&1 |
    sed -nE 's/^([^:]+):.*: error: .*/\1/p' | uniq) || true
  [[ -z $misformatted ]] || {
    printf '%s\n' "$misformatted" 'Not laid out as clang-format would; ./dev format mends them.'
    return 1
  }
  npm --prefix studio run --silent format:check
}

# The commit since which changes count: where this branch left main, or, on main itself, a day
# before its last commit. Nothing when the whole history counts.
lint_base() {
  local base day_before
  if [[ -n ${PENSTOCK_LINT_BASE:-} ]]; then
    echo "$PENSTOCK_LINT_BASE"
  elif base=$(git merge-base HEAD origin/main 2>/dev/null) && [[ $base != $(git rev-parse HEAD) ]]; then
    echo "$base"
  else
    day_before=$(($(git log -1 --format=%ct) - 24 * 60 * 60))
    git rev-list -1 --before="$day_before" HEAD
  fi
}

# The sources to look at for the changes since `lint_base`, newest change first. A header is looked
# at through the first source that includes it.
changed_sources() {
  local base file
  base=$(lint_base)
  {
    git diff --name-only HEAD -- src tests bench
    git ls-files --others --exclude-standard -- src tests bench
    git log --format= --name-only "${base:+$base..}HEAD" -- src tests bench
  } | while read -r file; do
    [[ -f $file ]] || continue
    case $file in
      *.cc) echo "$file" ;;
      *.h) git grep --files-with-matches --fixed-strings "\"${file#*/}\"" -- '*.cc' | sed -n 1p ;;
    esac
  done | awk '!seen[$0]++'
}

# Those of the sources on standard input that preset $1 compiles, in the same order.
compiled_by() {
  grep --fixed-strings --line-regexp --file <(
    sed -n "s|^ *\"file\": \"$PWD/\(.*\)\".*|\1|p" "build/$1/compile_commands.json"
  ) || true
}

# without_precompiled PRESET: writes how its files are compiled, but for the precompiled headers: a
# file has to include what it uses.
without_precompiled() {
  mkdir -p "build/$1/lint"
  sed -E 's/ (-Winvalid-pch|-Xclang [^ ]+)//g' "build/$1/compile_commands.json" \
    >"build/$1/lint/compile_commands.json"
}

# remember_includes PRESET: writes what each source includes of ours, as the last build read it, a
# line of names each.
remember_includes() {
  mkdir -p "build/$1/lint"
  ninja -C "build/$1" -t deps 2>/dev/null |
    awk '/^[^ ]/ { if (line) print line; line = "" } sub(/^ +\.\.\/\.\.\//, "") { line = line $0 " " }
         END { print line }' >"build/$1/lint/includes"
}

# still_clean PRESET FILE: whether nothing that it reads has changed since it was found clean.
still_clean() {
  local stamp=build/$1/lint/$2.clean included
  [[ -f $stamp ]] && included=$(grep --max-count 1 "^$2 " "build/$1/lint/includes") || return
  # shellcheck disable=SC2086  # A line of names.
  [[ -z $(find .clang-tidy $included -newer "$stamp") ]]
}

# lint_one PRESET DEADLINE FILE: silent when all is well.
lint_one() {
  still_clean "$1" "$3" && return
  if (($(date +%s) > $2)); then
    echo "not looked at, out of time: $3"
    return
  fi
  local output stamp=build/$1/lint/$3.clean
  mkdir -p "$(dirname "$stamp")"
  touch "$stamp.begun"
  if output=$(clang-tidy-14 -p "build/$1/lint" --quiet "$3" 2>&1); then
    mv "$stamp.begun" "$stamp"
    return
  fi
  rm -f "$stamp.begun" "$stamp"
  grep --invert-match -E '^([0-9]+ warnings|Suppressed|Use -header-filter)' <<<"$output"
  return 1
}

lint() {
  local deadline preset files status=0 sources=our_sources
  deadline=$(($(date +%s) + 24 * 60 * 60))
  if [[ ${1:-} == --changed ]]; then
    sources=changed_sources
    deadline=$(($(date +%s) + kLintMinutesMax * 60))
  fi
  build dev || return  # Generated headers are included, too.
  [[ ! -d bench ]] || cmake --preset release >/dev/null || return
  export -f lint_one still_clean
  for preset in dev release; do
    [[ -f build/$preset/compile_commands.json ]] || continue
    files=$($sources | compiled_by "$preset")
    [[ $preset == release ]] && files=$(grep '^bench/' <<<"$files" || true)
    [[ -n $files ]] || continue
    without_precompiled "$preset"
    remember_includes "$preset"
    heading "clang-tidy over $(wc -l <<<"$files") files of preset $preset"
    xargs --max-procs "$(nproc)" -I '{}' bash -c "lint_one $preset $deadline '{}'" <<<"$files" || status=1
  done
  return $status
}
