#!/bin/sh
# Sessions made at random. In one, inputs are taken back with :undo; another gets only those that stayed; a third loads what
# the first has saved. Then all three are asked the same questions, and have to give the same answers, digit for digit.
# UNDO_SEEDS="3 7" plays those; with KEEP=FOLDER what they typed and said stays there.
set -u
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
scratch=${KEEP:-$(mktemp -d)} || exit 1
mkdir -p "$scratch"
[ "${KEEP-}" ] || trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8
cd "$scratch" || exit 1

printf '%s\n' 'shift(x) = x + 10' 'rule y = shift(x)' '  dx = 3 dy' 'end' 'loaded = shift(1);' >module.cnn
printf '%s\n' 'u = v1 + 1;' 'A[1, 1] = u;' >script.cnn

# An input per line of the pool: + changes something, ? may (then a marker before it does), - only looks; % stands for a
# digit; ~ for a new line. What may fail half-way is marked x: no saved script has it.
cat >pool <<'END_OF_POOL'
+ v% = %;
? v1 = v1 + %;
? A[1, %] = %;
? A[:, 2] = [%; %; %];
? B = A; B[2, 2] = %; A[3, 3] = B[2, 2] + 1;
? A = reshape(%:%+8, 3, 3)/10;
+ param w = 0.%;
+ param K = randn(2, 2);
? w = w + %/10;
? F = sum((K ⊗ P + w)^2);
? F = (w - %)^2 + sum(K ∘ K);
? F = sum(f(K) + v1);
? backprop F
? F = sum((K ⊗ P + w)^2); backprop F; adam(0.0%1);
? F = (w - 3)^2; backprop F; momentum(0.1)
? for k = 1:%~  F = sum((K ⊗ P - w)^2);~  backprop F~  adam(0.01)~end
+ L = {%, A, {x = %}};
? L[1] = %;
? L[3].x = %;
? R.a = %;
? R.b = {%, A};
? R.b[1] = R.b[1] + 1;
+ f(x) = % x^2
+ function f(x)~  return x^2 + % x~end
+ f = x ↦ x + %;
? g(x) = %x + w
? rule y = f(x)~  dx = % dy~end
+ rule y = sin(x)~  dx = % dy~end
? logsig'(n) = %
? f'(x) = %
? sum = %;
? sum = x ↦ 7;
? cos = %;
? accuracy = %;
? import "module.cnn"
? seed(%)
+ v2 = rand(1, 2);
? r = randn(2, 2)
? v3 = shuffle(9);
? sym S(r, c), T(R_r, R_c)
? Y = S ⊗ T
? sym w
+ w = %
? M = ⊞ave_{2,2} A; m = mean(A);
? q_{i,j} = Σ_{k=1}^{3} a_{i,k} a_{k,j} + %
? c1_{i} = Σ_{j} A_{i,j} (j - %)
+ s = "text %"; n = length(s);
? t = single(A) * %;
? format long
? format short
? :time v1 = v1 + 1
? :time r = rand(1, 3);
+ :load script.cnn
? x A[2, 2] = %; nothing_there
? x w = w + 1; F = w^2; backprop F; A[9, 9]
? x for k = 1:5~  v1 = v1 + k;~  A[k, 1] = 5;~end
? x import "module.cnn"; error("no")
? x rule y = f(x)~  dx = 9 dy~end~nothing_there
- v1
- A + 1
- ans
- ans + %
- size(A)
- help sum
- :vars
- :latex A
- :time A A
- derive F
- nothing_there
- A[9, 9]
- 1 +)
- explain F
- :load missing.cnn
- :time f(2)
END_OF_POOL

cat >start <<'END_OF_START'
v1 = 1; A = [1 2 3; 4 5 6; 7 8 9]/7; P = A' + 1;
f(x) = x^2
param w = 0.5; param K = [1 2; 3 4]/10;
L = {1, 2, {x = 3}}; R = {a = 1, b = {1, 2}};
F = sum((K ⊗ P + w)^2);
END_OF_START

cat >questions <<'END_OF_QUESTIONS'
print("=====")
A[1, 2]/3
print(rand(1, 2))
format long
print(":vars")
:vars
ans
v1
v2
v3
A
P
w
K
L
R
F
r
Y
c
q
u
loaded
dw
dK
dF
f(2)
f'(2)
g
sum([1 2])
cos(1)
accuracy
shift(1)
r R_r
derive F
explain F
backprop F
dw
dK
check F
adam(0.1)
w
F = (w - 3)^2 + sum(K); backprop F; adam(0.1);
w
K
Q = sum(f(A)); backprop Q
dA
Q = sum(logsig(A) + sin(A)); backprop Q
dA
A[1, 1] = 77;
A
B
L
randn(1)
import "module.cnn"
loaded
END_OF_QUESTIONS

# plays SEED: writes typed (with :undo), stayed (without what was taken back).
plays() {
  awk -v seed="$1" '
    function below(n) { return int(rand() * n) }
    function fill(text,   out) {
      while (match(text, /%/)) { out = out substr(text, 1, RSTART - 1) (1 + below(9)); text = substr(text, RSTART + 1) }
      out = out text
      gsub(/~/, "\n", out)
      return out
    }
    function marked(text, k) {
      return text ~ /^:time / ? ":time mark = " k "; " substr(text, 7) : "mark = " k "; " text
    }
    BEGIN { srand(seed) }
    FILENAME == "pool" { pool[n++] = $0; next }
    { print >"typed"; print >"stayed" }
    END {
      saves = seed % 2
      for (k = 0; k < 24; k++) {
        if (below(4) == 0 && changes > 0) {
          print ":undo" >"typed"
          while (substr(kept[--count], 1, 1) != "+") {}
          changes--
          continue
        }
        do line = pool[below(n)]; while (saves && line ~ /^. x/)
        text = fill(line)
        sub(/^[-+?] (x )?/, "", text)
        if (line ~ /^[?]/) text = marked(text, k)
        print text >"typed"
        changes += line !~ /^-/
        kept[count++] = (line ~ /^-/ ? "-" : "+") text
      }
      for (i = 0; i < count; i++) print substr(kept[i], 2) >"stayed"
      if (saves) print ":save saved.cnn" >"typed"
    }' pool start
}

# Notes are given once; how and in which order variables were made, and lines of errors, are not the same in a script.
answers() {
  awk '
    !answering { answering = /^=====$/; next }
    /^ *note: / { next }
    /^:vars$/ { table = 1; next }
    /^ans = / && table { table = 0; close("sort") }
    table { print $1, (/, param/ ? "param" : "") | "sort"; next }
    { gsub(/line [0-9]+/, "line N"); print }' "$1"
}

ask() { # SCRIPT OUTPUT: a session of the script and then the questions
  cat "$1" questions | "$cnn" >"$2.all" 2>&1
  status=$?
  [ $status -le 1 ] || { echo "the session ended with $status"; tail -n 30 "$2.all"; return 1; }
  answers "$2.all" >"$2"
}

differ() { # SEED OTHER
  cmp -s with_undo "$2" && return 1
  echo "FAILED: UNDO_SEEDS=$1: $2 is not what stayed"
  diff with_undo "$2" | head -n 20
  [ -z "${KEEP-}" ] || for file in typed stayed with_undo "$2"; do cp "$file" "$1.$file"; done
}

failed=
for seed in ${UNDO_SEEDS:-$(seq 1 "${UNDO_ROUNDS:-40}")}; do
  rm -f saved.cnn
  plays "$seed"
  ask typed with_undo && ask stayed without || { failed=yes; echo "UNDO_SEEDS=$seed"; continue; }
  differ "$seed" without && failed=yes
  [ -f saved.cnn ] && ! grep -q '^# This was stopped' saved.cnn || continue
  echo ':load saved.cnn' >again
  ask again saved && differ "$seed" saved && failed=yes
done
[ -s with_undo ] || failed=yes
[ -z "$failed" ]
