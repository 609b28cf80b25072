#!/bin/sh
# The session's own commands on a pipe: what undo takes back, what :save writes, what :vars, :latex, :time and :load say.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
cd "$work" || exit 1
failed=

fail() { echo "FAILED: $1"; failed=yes; }

session() { "$cnn" >out 2>&1; } # a session of the lines on standard input

# what_follows TITLE LINES EXPECTED: the output of the lines after a common beginning.
shows() {
  printf '%s\n' "$2" | session
  [ "$(cat out)" = "$3" ] && return
  fail "$1"
  printf '%s\n' "$3" >expected
  diff -u expected out
}

shows 'undo gives back a variable, and what was computed from it its history' \
'param w = 3;
F = w^2;
w = 4;
:undo
w
backprop F
dw' \
'undone: w = 4;
w = 3
dw = 6'

shows 'undo takes back a whole input, whatever it changed' \
'x = 1; y = 2;
x = 10; y = 20; z = 30;
:undo
x
y
z' \
'undone: x = 10; …
x = 1
y = 2
input:1:1: error: z has no value
  z
  ^'

shows 'undo goes back several times, past inputs that only looked' \
'x = 1;
x = 2;
x
x = 3;
x
:undo
:undo
x
:undo
:undo' \
'x = 2
x = 3
undone: x = 3;
undone: x = 2;
x = 1
undone: x = 1;
error: there is nothing to undo'

shows 'undo gives a name of the library back' \
'sum = 3;
:undo
sum([1 2 3])' \
'undone: sum = 3;
6'

shows 'undo takes back an element that was set, and what a loop did' \
'X = [1 2; 3 4];
X[1, 1] = 9;
:undo
X
for k = 1:2
  X[k, 1] = 0
end
:undo
X' \
'undone: X[1, 1] = 9;
X =
  1  2
  3  4
undone: for k = 1:2 …
X =
  1  2
  3  4'

shows 'undo leaves nothing of what it unbinds' \
'x = 1;
y = 2;
z = 3;
:undo
:undo
x
:undo' \
'undone: z = 3;
undone: y = 2;
x = 1
undone: x = 1;'

shows 'undo gives back how numbers are written' \
'format long
:undo
1/3' \
'undone: format long
0.33333'

printf 'x = 3;\nF = x^2;\n' >first.cnn
shows 'what :load binds first is the session'"'"'s' \
':load first.cnn
backprop F
dx
:undo
:undo
x' \
'dx = 6
undone: backprop F
undone: x = 3; …
input:1:1: error: x has no value
  x
  ^'

printf '%s\n' 'a = randn(1);' 'b = randn(1);' 'print(b)' ':undo' 'c = randn(1);' 'print(c)' | session
[ "$(sed -n 1p out)" = "$(sed -n 3p out)" ] && [ "$(wc -l <out)" = 3 ] || fail 'undo takes back random numbers'

shows 'undo takes back a rule' \
'f(x) = x^2;
rule y = f(x)
  dx = 5 dy
end
:undo
x = 3;
F = f(x);
backprop F
dx' \
'undone: rule y = f(x) …
dx = 6'

shows 'the value of an expression is ans, also in the script that is saved' \
'[1 2; 3 4];
2 ans
ans[1, 2]
print("no value")
ans + 1
:save answers.cnn
:load answers.cnn
ans' \
'  2  4
  6  8
4
no value
5
saved: cnn answers.cnn does it again, :load answers.cnn in a session
no value
ans = 5'

printf '%s\n' 'Z = ones(2, 2);' ':time Z;' | session
grep -q '; 1 allocation$' out || { fail 'one allocation is singular'; cat out; }

# The library's functions are found by their names: a script has no copy of them.
printf '%s\n' 'S = square(5);' 'train;' ':save small.cnn' 'T = square(4);' | session
printf 'S = square(5);\ntrain;\n' >expected
sed 1d small.cnn | diff -u expected - || fail 'a saved session is what was typed, without the code of the library'

shows 'the maps of a variable with a superscript are LaTeX that runs' \
'W¹ = stack([1 2], [3 4]);
:latex W¹
W¹ = cat(4, W¹, 2 W¹);
:latex W¹
Y = W¹ + 1;
:latex W¹^{1,2}' \
'\mathbf{W}^{1,1} = \begin{bmatrix} 1 & 2 \end{bmatrix}
\mathbf{W}^{1,2} = \begin{bmatrix} 3 & 4 \end{bmatrix}
\mathbf{W}^{1,1,1} = \begin{bmatrix} 1 & 2 \end{bmatrix}
\mathbf{W}^{1,1,2} = \begin{bmatrix} 3 & 4 \end{bmatrix}
\mathbf{W}^{1,2,1} = \begin{bmatrix} 2 & 4 \end{bmatrix}
\mathbf{W}^{1,2,2} = \begin{bmatrix} 6 & 8 \end{bmatrix}
\mathbf{W}^{1,1,2} = \begin{bmatrix} 3 & 4 \end{bmatrix}'

step='F = (w - 3)^4; backprop F; adam(0.1);'
printf '%s\n' 'param w = 1;' "$step" "$step" 'print(w)' | session
mv out straight
printf '%s\n' 'param w = 1;' "$step" "$step" ':undo' "$step" 'print(w)' | session
[ "$(tail -n 1 straight)" = "$(tail -n 1 out)" ] || fail 'undo takes back the steps of an optimiser'

# A script that was saved gives the same variables, digit for digit.
cat >typed <<'END'
seed(3)
W = randn(2, 2)
W = 7
:undo
param b = 0.25; param K = randn(2, 2);
P = randn(5, 5)
for k = 1:3
  F = sum((K ⊗ P + b)^2)
  backprop F
  adam(0.01)
end
function g(x)   # a comment
  return x + 1
end
y = g(2); z = nothing_there
s = "a \"quoted\" text"
backprop F
adam(0.01)
:undo
backprop F
adam(0.01)
:save again.cnn
format long
W
K
b
F
y
s
randn(1)
END
sed '1,/^:save/d' typed >tail
session <typed
sed '1,/^saved: /d' out >first
"$cnn" again.cnn >said 2>&1 || fail 'the saved script runs'
{ echo ':load again.cnn'; cat tail; } | session
cmp -s first out || { fail 'a saved session does the same again'; diff -u first out; }
[ "$(wc -l <first)" -gt 8 ] || fail 'the values of the saved session were compared'
grep -q 'W = 7\|nothing_there' again.cnn && fail 'what was undone or failed is not saved'
grep -q '^  return x + 1$' again.cnn || fail 'a function is saved whole'

printf '%s\n' 'x = onehot([1 2], 2);' ':save short.cnn' | session
[ "$(sed 1d short.cnn)" = 'x = onehot([1 2], 2);' ] || fail 'what the library says is not saved'

printf 'x = 1;\r\n:vars\r\nx = 2\0 3\nquit\r\nx\n' | session
[ "$(head -n 1 out)" = '  x  1  x = 1;' ] && [ "$(grep -c 'error: ' out)" = 1 ] && ! grep -q '^x = ' out ||
  { fail 'lines may end as on other systems, and a zero byte is no end'; cat out; }

printf 'x = 1;\n:save /dev/zero\n' | session
grep -q 'is there already' out || fail 'a device is not read to its end'

echo precious >precious
printf 'x = 1;\n:save precious\n:save again.cnn\n' | session
grep -q 'is there already' out && [ "$(cat precious)" = precious ] || fail 'a file that is no session is not written over'
grep -q '^x = 1;$' again.cnn || fail 'a session is saved again'

[ -z "$failed" ]
