#!/bin/sh
# cnn --check: what it knows of branches, loops and data (tests/check/*.cases, as in tests/errors), that it writes
# nothing, and, on every program of tests/errors that fails when it is run, the run's own words. check.sh --refresh
# writes what is said now into the cases: read it.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 CNN_STDLIB=../../stdlib ASAN_OPTIONS="allocator_may_return_null=1:${ASAN_OPTIONS-}"
cd "$source/tests/errors" || exit 1
failed=

split() { # FILE: N.program, N.says, N.title
  rm -f "$work"/*.program "$work"/*.says "$work"/*.title
  awk -v work="$work" '
    $0 == "--- says" || $0 == "--- shows" { out = work "/" n ".says"; next }
    /^--- / { n = sprintf("%03d", ++i); out = work "/" n ".program"
              print >(work "/" n ".title"); close(work "/" n ".title"); printf "" >out; printf "" >(work "/" n ".says"); next }
    n != "" { print >out }' "$1"
}

# The library's lines move: tests/errors leaves their numbers out.
error_of() {
  grep -a -m 1 '^standard input:.*: error: \|^.*\.cnn:.*: error: ' "$1" |
    sed -E 's#(stdlib/[a-z_/]+\.cnn):[0-9]+:[0-9]+#\1:…#g' || :
}

# ---- its own cases ----

check() { # PROGRAM: what is said, in $work/now
  status=0
  timeout 20 "$cnn" --check - <"$1" >"$work/now" 2>&1 || status=$?
  [ "$status" -le 1 ] || echo "exit: $status" >>"$work/now"
  [ "$status" != 0 ] || [ ! -s "$work/now" ] || echo "exit: 0" >>"$work/now"
}

compare() { # FILE
  for program in "$work"/*.program; do
    check "$program"
    diff -u "${program%.program}.says" "$work/now" >"$work/difference" && continue
    echo "FAILED $1 $(cat "${program%.program}.title")"
    tail -n +3 "$work/difference"
    failed=yes
  done
}

refresh() { # FILE
  for program in "$work"/*.program; do
    check "$program"
    cat "${program%.program}.title" "$program"
    echo "--- says"
    cat "$work/now"
  done >"$work/fresh"
  cmp -s "$work/fresh" "$1" || { cp "$work/fresh" "$1" && echo "refreshed $1"; }
}

for file in "$source"/tests/check/*.cases; do
  split "$file"
  if [ "${1-}" = --refresh ]; then refresh "$file"; else compare "$file"; fi
done

# ---- the programs of tests/errors ----

# What only numbers, the machine or the disk decide, and recursion without end, is not found.
silent='differs from central differences|no finite number|cannot write|does not fit in memory|out of memory|too deeply'
case ${CFLAGS-} in *-fsanitize*) every=4 ;; *) every=1 ;; esac # sanitizers look at the same code, slowly
programs=0 found=0 turn=0
for file in *.cases; do
  case $file in explain.cases | walk.cases) continue ;; esac # these are about numbers, and change nothing
  split "$file"
  for program in "$work"/*.program; do
    turn=$((turn + 1))
    [ $((turn % every)) = 0 ] || continue
    says=$(error_of "${program%.program}.says")
    ! echo "$says" | grep -Eq "$silent" || continue
    status=0
    timeout 20 "$cnn" --check - <"$program" >"$work/now" 2>&1 || status=$?
    now=$(error_of "$work/now")
    [ "$status" -le 1 ] || { echo "FAILED $file $(cat "${program%.program}.title"): status $status"; failed=yes; }
    [ -n "$says" ] || [ -n "$now" ] || continue
    programs=$((programs + 1))
    if [ "$says" = "$now" ]; then found=$((found + 1)); continue; fi
    echo "$file $(cat "${program%.program}.title")"
    echo "  run:   $says"
    echo "  check: $now"
    [ -z "$now" ] || failed=yes
  done
done
echo "of $programs programs that fail $found are found"
[ $((found * 100)) -ge $((programs * 97)) ] || failed=yes

# ---- nothing is written ----

cd "$work" || exit 1
export CNN_STDLIB="$source/stdlib"
printf 'save("w.npz", {W = ones(2)})\nprint(ones(2))\nones(3)\nW = load("w.npz").W\nW ones(2, 1)\nexit(3)\n' >writes.cnn
"$cnn" --check writes.cnn >said 2>&1 || { echo "FAILED: status $? of a script that writes"; failed=yes; }
[ ! -s said ] || { cat said; failed=yes; }
[ ! -e w.npz ] || { echo "FAILED: cnn --check wrote a file"; failed=yes; }
"$cnn" --check >said 2>&1
[ $? = 2 ] || { echo "FAILED: cnn --check without a file"; failed=yes; }
[ -z "$failed" ]
