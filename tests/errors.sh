#!/bin/sh
# Bad input and what is said about it. A file tests/errors/*.cases holds cases of the form
#     --- what it shows
#     the program
#     --- says
#     exactly what it prints, standard output and standard error as they come, then "exit: N" where N is not 1
#     (but how often functions call themselves until the stack ends)
# Each program runs alone, as `cnn -` would read it. Then all programs of the file run in one interactive session on a
# pipe, which must still work at the end. `errors.sh --refresh [FILE …]` writes what they say now: read it.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 ASAN_OPTIONS="allocator_may_return_null=1:${ASAN_OPTIONS-}"
export CNN_STDLIB=../../stdlib
cd "$source/tests/errors" || exit 1

# $work/N.program, N.says and N.title for each case of a file.
split() {
  rm -f "$work"/*.program "$work"/*.says "$work"/*.title
  awk -v work="$work" '
    $0 == "--- says" { out = work "/" n ".says"; next }
    /^--- / { out = work "/" sprintf("%03d", ++i) ".program"; n = sprintf("%03d", i); print > (work "/" n ".title"); close(work "/" n ".title")
              printf "" > out; printf "" > (work "/" n ".says"); next }
    n == "" { print > (work "/head"); next }
    { print > out }' "$1"
}

run() { # PROGRAM
  status=0
  timeout 60 "$cnn" - <"$1" >"$work/raw" 2>&1 || status=$?
  head -c 20000 "$work/raw" | grep -av '^==[0-9]*==WARNING: AddressSanitizer failed to allocate' |
    sed -E 's/\([0-9]+ times\)$/(many times)/; s/^  and [0-9]+ calls more$/  and many calls more/' || :
  [ "$status" = 1 ] || echo "exit: $status"
}

session() { # FILE
  cat "$work"/*.program >"$work/session"
  printf '\nprint("still", 1 + 1)\n' >>"$work/session"
  timeout 60 "$cnn" <"$work/session" >"$work/now" 2>&1
  status=$?
  [ "$status" = 0 ] && [ "$(tail -n 1 "$work/now")" = "still 2" ] && return
  tail -n 5 "$work/now"
  echo "FAILED $1: the session of all its programs ended with status $status"
  failed=yes
}

refresh() { # FILE
  cat "$work/head" >"$work/fresh"
  for program in "$work"/*.program; do
    cat "${program%.program}.title" "$program"
    echo "--- says"
    run "$program"
  done >>"$work/fresh"
  cmp -s "$work/fresh" "$1" || { cp "$work/fresh" "$1" && echo "refreshed $1"; }
}

compare() { # FILE
  for program in "$work"/*.program; do
    run "$program" >"$work/now"
    cmp -s "${program%.program}.says" "$work/now" && continue
    cat "${program%.program}.title" "$program"
    diff -u --label expected --label now "${program%.program}.says" "$work/now"
    echo "FAILED $1"
    failed=yes
  done
}

failed= action=compare
[ "$1" != --refresh ] || { action=refresh; shift; }
[ $# -gt 0 ] || set -- *.cases
for file; do
  : >"$work/head"
  split "$file"
  $action "$file"
  case $file in *unfinished* | *exit*) ;; *) session "$file" ;; esac
done
[ -z "$failed" ]
