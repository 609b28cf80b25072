#!/bin/sh
# The command line: exit statuses, streams, Ctrl-C.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
cd "$work" || exit 1
failed=

# expect STATUS TEXT COMMAND …: ends with this status, and what it prints holds the text.
expect() {
  wanted=$1 text=$2
  shift 2
  status=0
  timeout 60 "$@" >out 2>&1 </dev/null || status=$?
  [ "$status" = "$wanted" ] && { [ -z "$text" ] || grep -qF -e "$text" out; } && return
  echo "$*: expected status $wanted and $text; found status $status and:"
  head -n 5 out
  failed=yes
}

expect 2 '-e needs code' "$cnn" -e
expect 2 'unknown option --frobnicate' "$cnn" --frobnicate
expect 2 'usage: cnn' "$cnn" -x
expect 0 'usage: cnn' "$cnn" --help
expect 0 'cnn --check file.cnn' "$cnn" --help
expect 2 '--check needs a file' "$cnn" --check
expect 1 '-e:1:1: error: x has no value' "$cnn" --check -e 'x'
expect 0 '' "$cnn" --check -e 'exit(7)'
expect 0 'cnn ' "$cnn" --version
expect 0 '3' "$cnn" --portable -e 'print([1 1 1] · [1; 1; 1])'
expect 2 'unknown option --portabel' "$cnn" --portabel -e 'print(1)'
expect 1 'cannot read missing.cnn: No such file' "$cnn" missing.cnn
expect 1 'Is a directory' "$cnn" .
expect 0 '2' "$cnn" -e 'print(1 + 1)'
expect 1 '-e:1:1: error: x has no value' "$cnn" -e 'x'
expect 1 '-e:1:5: error: there is no bracket open' "$cnn" -e 'x = )'
expect 7 '' "$cnn" -e 'exit(7)'
expect 0 '' "$cnn" -e ''
expect 0 'a b' "$cnn" -e 'print(args[1], args[2])' a b
echo 'x = 1' >unreadable.cnn
chmod 000 unreadable.cnn
[ -r unreadable.cnn ] || expect 1 'Permission denied' "$cnn" unreadable.cnn
printf 'print("one")\nx = y\nprint("two")\n' >stops.cnn
expect 1 'one' "$cnn" stops.cnn
grep -q two out && { echo "a script goes on behind its error"; failed=yes; }
printf 'print("one")\nx = (\n' >syntax.cnn
expect 1 'syntax.cnn:2:5: error: the bracket ( is not closed' "$cnn" syntax.cnn
grep -q one out && { echo "a script runs in spite of a syntax error"; failed=yes; }
expect 1 'cannot read' env CNN_STDLIB="$work/nowhere" "$cnn" -e 'shift(1, 1, 1)'

# What nobody reads any more ends the program.
"$cnn" -e 'for i = 1:1e7; print("line"); end' 2>/dev/null | head -n 1 >out
[ "$(cat out)" = line ] || { echo "head -n 1 saw $(cat out)"; failed=yes; }
if [ -w /dev/full ]; then
  "$cnn" -e 'print("x")' >/dev/full 2>out && { echo "status 0 though nothing could be written"; failed=yes; }
  grep -q 'could not be written' out || { echo "no word about output that was lost"; failed=yes; }
fi

# Ctrl-C: status 130 and a place, in a loop and inside one large operation.
interrupt() { # CODE
  timeout -s KILL 20 "$cnn" -e "$1" >out 2>&1 & # passes the signal on; a subshell killed early would run the trap
  pid=$!
  sleep 1
  kill -INT $pid
  wait $pid
  status=$?
  [ $status = 130 ] && grep -q 'interrupted' out && return
  echo "$1: interrupted, status $status and:"
  head -n 5 out
  failed=yes
}
interrupt 'while 1; x = 1; end'
interrupt 'for i = 1:1e12; end'
interrupt 'function f(n); while n > 0; n = n + 1; end; end; f(1)'
interrupt 'W = ones(101, 101); P = ones(3000, 3000); Z = W ⊗ P;'
interrupt 'A = ones(4000, 4000); for i = 1:1000; B = A A; end'
interrupt 's = Σ_{l=1}^{1e12} l'

# In a session the variables stay.
mkfifo input
"$cnn" <input >out 2>&1 &
pid=$!
exec 3>input
printf 'x = 42;\nwhile 1; y = x; end\n' >&3
sleep 1
kill -INT $pid
sleep 1
printf 'print("kept", x + 1)\n' >&3
exec 3>&-
wait $pid || { echo "the interrupted session ended with status $?"; failed=yes; }
grep -q 'interrupted' out && grep -q '^kept 43$' out || { echo "the interrupted session said:"; cat out; failed=yes; }
[ -z "$failed" ]
