#!/bin/sh
# Bad input and what is said about it. A file tests/errors/*.cases holds cases of the form
#     --- what it shows
#     the program
#     --- says
#     exactly what it prints, standard output and standard error as they come, then "exit: N" where N is not 1
#     (but how often functions call themselves until the stack ends)
# A case may be followed by proofs that what its message tells the user to type works, any number of them:
#     --- type what the message says to type, or the essential part of it
#     a program, in which that stands letter for letter, as it does in the message
#     --- shows
#     exactly what it prints, with status 0
# Each program runs alone, as `cnn -` would read it. Then all programs of the file run in one interactive session on a
# pipe, which must still work at the end. `errors.sh --refresh [FILE …]` writes what they say now: read it.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 ASAN_OPTIONS="allocator_may_return_null=1:${ASAN_OPTIONS-}"
export CNN_STDLIB=../../stdlib
cd "$source/tests/errors" || exit 1

# $work/N.program, N.says and N.title of each case of a file, and of each proof, of which N.says is what it shows.
split() {
  rm -f "$work"/*.program "$work"/*.says "$work"/*.title
  awk -v work="$work" '
    $0 == "--- says" || $0 == "--- shows" { out = work "/" n ".says"; next }
    /^--- / { n = sprintf("%03d", ++i); out = work "/" n ".program"; print > (work "/" n ".title"); close(work "/" n ".title")
              printf "" > out; printf "" > (work "/" n ".says"); next }
    n == "" { print > (work "/head"); next }
    { print > out }' "$1"
}

# What a proof types; nothing for a case.
typed() { sed -n 's/^--- type //p' "${1%.program}.title"; } # PROGRAM

run() { # PROGRAM
  status=0 usual=1
  [ -z "$(typed "$1")" ] || usual=0
  timeout 60 "$cnn" - <"$1" >"$work/raw" 2>&1 || status=$?
  head -c 20000 "$work/raw" | grep -av '^==[0-9]*==WARNING: AddressSanitizer failed to allocate' |
    sed -E 's/\([0-9]+ times\)$/(many times)/; s#(stdlib/[a-z_/]+\.cnn):[0-9]+:[0-9]+#\1:…#g; s/^  and [0-9]+ calls more$/  and many calls more/' || :
  [ "$status" = "$usual" ] || echo "exit: $status"
}

fail() { # FILE PROGRAM WHY
  cat "${2%.program}.title" "$2"
  echo "FAILED $1: $3"
  failed=yes
}

# What is typed stands in the message above and in the program, which runs.
prove() { # FILE PROGRAM, after run
  text=$(typed "$2")
  [ -n "$text" ] || { said=${2%.program}.says; return; }
  [ -n "$said" ] && grep -aqF -e "$text" "$said" || fail "$1" "$2" "the message above does not say to type: $text"
  grep -aqF -e "$text" "$2" || fail "$1" "$2" "the program does not type: $text"
  [ "$status" = 0 ] || fail "$1" "$2" "what the message says to type ends with status $status"
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
    if [ -n "$(typed "$program")" ]; then echo "--- shows"; else echo "--- says"; fi
    run "$program"
    case $status in 124 | 126 | 127 | 134 | 139) echo "$1 stays: a program ended with status $status" >&2; failed=yes; return ;; esac
  done >>"$work/fresh"
  cmp -s "$work/fresh" "$1" || { cp "$work/fresh" "$1" && echo "refreshed $1"; }
}

compare() { # FILE
  said=
  for program in "$work"/*.program; do
    run "$program" >"$work/now"
    prove "$1" "$program"
    cmp -s "${program%.program}.says" "$work/now" && continue
    diff -u --label expected --label now "${program%.program}.says" "$work/now"
    fail "$1" "$program" "it says something else"
  done
}

failed= action=compare
[ "$1" != --refresh ] || { action=refresh; shift; }
[ $# -gt 0 ] || set -- *.cases
for file; do
  : >"$work/head"
  split "$file"
  [ "$action" = compare ] || { refresh "$file"; split "$file"; }
  compare "$file"
  case $file in *unfinished* | *exit*) ;; *) session "$file" ;; esac
done
[ -z "$failed" ]
