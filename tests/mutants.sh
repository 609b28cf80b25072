#!/bin/sh
# cnn --check, judged by slips: mutants.sh [COUNT]. The examples, the goldens, the laws, the fixtures and the code
# blocks of doc/ and README.md raise no alarm as they stand. Then tests/mutants/mutate.awk makes one slip at a time in
# them until COUNT (60; 15 with sanitizers, 240 where MUTANTS=full; others from SEED on) have failed at run time over sizes or names. Of
# those cnn --check must find nine in ten, with the run's own words at its own place, and it must find nothing in a
# mutant that runs to its end. Then tests/mutants/veil.awk hides one value at a time from it: again no alarm.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
case ${CFLAGS-} in *-fsanitize*) usual=15 ;; *) usual=60 ;; esac # sanitizers look at the same code, slowly
wanted=${1:-$usual}
[ "${MUTANTS-}" != full ] || wanted=240
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 CNN_STDLIB="$source/stdlib" CNN_PATH="$source/tests/laws:$source/tests/fixtures"
failed=

# ---- the scripts: $work/scripts/N.cnn, N.name, N.arguments ----

scripts=0
add() { # FILE NAME ARGUMENTS…
  scripts=$((scripts + 1))
  cp "$1" "$work/scripts/$scripts.cnn"
  echo "$2" >"$work/scripts/$scripts.name"
  shift 2
  echo "$*" >"$work/scripts/$scripts.arguments"
}

add_script() {
  expected=${1%.cnn}.out
  if [ -f "$expected" ] && grep -q '^exit: ' "$expected"; then return; fi
  add "$1" "${1#"$source"/}" "$(sed -n 's/^# arguments: //p' "$1" | sed "s|{scratch}|$work/files|g")"
}

# Blocks that show no error and, with what they continue, are scripts of their own.
add_page() {
  mkdir -p "$work/blocks"
  rm -f "$work"/blocks/*
  awk -v into="$work/blocks" '
    /^```/ && state == "" {
      state = "other"
      if ($0 ~ /^```cnn( |$)/) { state = "code"; bad = $0 ~ / error/; if ($0 !~ / more/) text = ""; start = FNR }
      next
    }
    /^```/ {
      if (state == "code" && !bad) { file = into "/" sprintf("%04d", start); printf "%s", text >file; close(file) }
      state = ""; next
    }
    state == "code" { text = text $0 "\n" }' "$1"
  for block in "$work"/blocks/*; do
    [ ! -f "$block" ] || add "$block" "${1#"$source"/}:$(basename "$block")"
  done
}

# ---- one script, run and checked; both from a folder in which the paths of all of them are right ----

run() { # PROGRAM [OPTION]: the error's first line goes to $work/said, the status to $status
  rm -rf "$work/files" && mkdir "$work/files"
  status=0
  (cd "$work/place" && timeout "${CNN_TIMEOUT:-10}" "$cnn" $2 ./script.cnn $arguments) </dev/null >"$work/out" 2>"$work/err" ||
    status=$?
  grep -a -m 1 ': error: ' "$work/err" >"$work/said"
}

take() { # N
  arguments=$(cat "$work/scripts/$1.arguments")
  name=$(cat "$work/scripts/$1.name")
}

check_intact() { # N
  take "$1"
  cp "$work/scripts/$1.cnn" "$work/place/script.cnn"
  run - --check
  if [ "$status" != 0 ] || [ -s "$work/out" ] || [ -s "$work/err" ]; then
    echo "FAILED $name: cnn --check finds an error in an intact script (status $status)"
    head -n 5 "$work/err"
    failed=yes
  fi
}

# Numbers, and what the host said, are no business of cnn --check.
is_about_numbers() {
  grep -Eq 'assertion failed|central differences|no finite number|cannot write' "$work/said"
}

try_mutant() { # N SEED
  take "$1"
  LC_ALL=C awk -v seed="$2" -f "$source/tests/mutants/mutate.awk" "$work/scripts/$1.cnn" \
    >"$work/place/script.cnn" 2>"$work/slip" || return 0
  run - ""
  case $status in
    0) harmless=$((harmless + 1)) ;;
    1) [ -s "$work/said" ] && ! is_about_numbers || return 0 ;;
    124) return 0 ;;
    *) [ "$status" -lt 126 ] || { echo "CRASH of the run: $name, seed $2"; failed=yes; }; return 0 ;;
  esac
  cp "$work/said" "$work/told"
  ran=$status
  run - --check
  [ "$status" -le 1 ] || { echo "FAILED $name, seed $2: cnn --check ends with $status"; failed=yes; }
  if [ "$ran" = 0 ]; then
    [ "$status" = 0 ] || alarm "$@"
    return
  fi
  mutants=$((mutants + 1))
  if cmp -s "$work/told" "$work/said"; then found=$((found + 1)); else missed "$@"; fi
}

try_veiled() { # N SEED
  take "$1"
  LC_ALL=C awk -v seed="$2" -f "$source/tests/mutants/veil.awk" "$work/scripts/$1.cnn" \
    >"$work/place/script.cnn" 2>"$work/slip" || return 0
  veiled=$((veiled + 1))
  run - --check
  [ "$status" != 0 ] || return 0
  [ "$status" = 1 ] || { echo "FAILED $name, seed $2: cnn --check ends with $status"; failed=yes; }
  cp "$work/said" "$work/told"
  run - ""
  cmp -s "$work/told" "$work/said" || { cp "$work/told" "$work/said"; alarm "$@"; }
}

alarm() {
  echo "ALARM $name, seed $2 ($(cat "$work/slip")): it runs, or says otherwise, but"
  cat "$work/said"
  failed=yes
}

missed() {
  echo "missed $name, seed $2 ($(cat "$work/slip"))"
  sed 's/^/  run:   /' "$work/told"
  sed 's/^/  check: /' "$work/said"
}

# ---- all ----

mkdir "$work/scripts" "$work/place"
for folder in examples stdlib tests doc; do ln -s "$source/$folder" "$work/place/$folder"; done
add "$source/examples/lenet.cnn" examples/lenet.cnn short
add "$source/examples/fig-8-11.cnn" examples/fig-8-11.cnn short
add "$source/examples/fig-8-11.cnn" "examples/fig-8-11.cnn maximum" short maximum
for script in "$source"/examples/*.cnn; do
  case $script in */lenet.cnn | */fig-8-11.cnn) ;; *) add_script "$script" ;; esac
done
examples=$scripts
for script in "$source"/tests/golden/*.cnn "$source"/tests/laws/*.cnn; do add_script "$script"; done
for page in "$source"/README.md "$source"/doc/*.md; do add_page "$page"; done

tried=$scripts
for script in "$source"/tests/fixtures/*.cnn; do add_script "$script"; done
number=1
while [ "$number" -le "$scripts" ]; do
  check_intact "$number"
  number=$((number + 1))
done
echo "$scripts intact scripts checked"

mutants=0 found=0 harmless=0 seed=${SEED-0}
last=$((seed + wanted * 12))
while [ "$mutants" -lt "$wanted" ] && [ "$seed" -lt "$last" ]; do
  seed=$((seed + 1))
  case $((seed % 5)) in # every second one in an example
    0 | 2) try_mutant $((seed / 2 % examples + 1)) "$seed" ;;
    *) try_mutant $((seed * 7 % (tried - examples) + examples + 1)) "$seed" ;;
  esac
done
echo "$mutants mutants failed at run time: $found found, $((mutants - found)) missed; $harmless ran to their end"

veiled=0
while [ "$veiled" -lt $((wanted * 3)) ] && [ "$seed" -lt $((last + wanted * 12)) ]; do
  seed=$((seed + 1))
  try_veiled $((seed % scripts + 1)) "$seed"
done
echo "$veiled scripts with a value hidden"

[ "$mutants" -ge "$wanted" ] || { echo "FAILED: too few mutants failed"; failed=yes; }
[ $((found * 10)) -ge $((mutants * 9)) ] || { echo "FAILED: fewer than nine in ten were found"; failed=yes; }
[ -z "$failed" ]
