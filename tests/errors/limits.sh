#!/bin/sh
# Programs that are too long, too deep or too wide: each ends by itself, with status 0 or with one clear error.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
case $CFLAGS in *-fsanitize*) n=100000 ;; *) n=1000000 ;; esac

repeat() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'; }

# expect STATUS TEXT: the program on standard input ends with this status, and its first line holds the text.
expect() {
  wanted=$1
  shift
  status=0
  timeout 120 "$cnn" - >"$work/out" 2>&1 || status=$?
  [ "$status" = "$wanted" ] && head -c 3000 "$work/out" | head -n 1 | grep -qF -e "$*" && return
  echo "expected status $wanted and: $*"
  echo "found status $status and:"
  head -c 500 "$work/out"
  failed=yes
}

failed=
deep='nested too deeply'
for open in '(' '[' '{' 'x[1' 'f(' 'x_{1' 'Σ_{l=1}^{1}(' '∂('; do repeat $n "$open" | expect 1 "$deep"; done
{ repeat $n '('; echo 1; repeat $n ')'; } | expect 1 "$deep: 600 brackets are open"
for prefix in '-' '- ' 'not ' 'x ↦ ' '⊞ave_{1,1} ' '2^' 'x ⊗ ' 'x and ' 'x == ' 'x ∘ ' 'x + '; do
  { echo 'x = 1'; repeat $n "$prefix"; echo x; } | expect 1 "$deep"
done
for block in 'if 1;' 'for i = 1:1;' 'while 0;'; do repeat $n "$block" | expect 1 "$deep"; done
{ printf 'x = 1\nx'; repeat $n "'"; echo; } | expect 1 "$deep"
{ printf 'L = {W = 1}\nL'; repeat $n '.W'; echo; } | expect 1 "$deep"

{ printf 'x = ['; repeat $n '1 '; printf ']\nprint(numel(x))\n'; } | expect 0 $n
{ printf 'L = {1'; repeat $n ', 1'; printf '}\nprint(numel(L))\n'; } | expect 0 $((n + 1))
{ repeat $n 'x = 1;'; printf '\nprint(x)\n'; } | expect 0 1
{ echo 'x = 1'; repeat $n 'x '; echo; } | expect 0 1
{ printf 'x = "'; repeat $n y; printf '"\nprint(1)\n'; } | expect 0 1
{ printf '# '; repeat $n y; printf '\nprint(1)\n'; } | expect 0 1
{ printf 'x = '; repeat $n 1; printf '\nprint(x)\n'; } | expect 0 inf
{ repeat $n y; echo; } | expect 1 'error: '
{ printf 'f(x1'; awk 'BEGIN { for (i = 2; i < 1000; i++) printf ", x%d", i; print ") = x1" }'; } | expect 1 'at most 64 parameters'
{ printf 'f(x) = x\nf('; repeat $n '1, '; echo '1)'; } | expect 1 'f takes 1 argument, not'

printf 'x = 1\0 2\n' | expect 1 'standard input:1:6: error: a NUL byte has no place in a program'
printf 'x = 1 \377 2\n' | expect 1 'standard input:1:7: error: the text is not UTF-8'
printf 'x = "\303"\n' | expect 1 'the text is not UTF-8'
printf 'x = 1 \355\240\200\n' | expect 1 'the text is not UTF-8'
head -c 100000 /dev/zero | expect 1 'a NUL byte'
printf '\357\273\277print(1)\n' | expect 0 1
printf 'print(1)\r\nprint(2)\r\n' | expect 0 1
[ -z "$failed" ]
