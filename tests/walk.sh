#!/bin/sh
# The law of walk: at every place of Z, for arrays chosen at random, the products that a frame shows add up to Z's element,
# and its last line says that element. SEED=n chooses other numbers.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

# * where frames show products, then the expression; for dX: the one of which backprop takes a weighted sum.
cat >"$work/cases" <<'CASES'
* W ⊗ P
* W ⊗_{pad=1} P
* W ⊗_{pad=[2 0 1 3], stride=2} P
* W ⊗_{pad=-1} P
* W ⊗_{dilate=2, pad=full} P
* W ⊗_{up=2, pad=same} P
* W ⊗_{stride=[1 2], dilate=[2 1], up=[2 3], pad=1} P
* W * P
* P *_{origin=[2 1]} W
* W *_{pad=2, stride=3, dilate=2} P
* K ⊗ A
* K ⊗_{pad=1, stride=2} A
* K * A
* dW : W ⊗ P
* dP : W ⊗ P
* dW : W ⊗_{pad=1, stride=2} P
* dP : W ⊗_{pad=1, stride=2} P
* dP : W * P
* dK : K ⊗ A
* dA : K ⊗ A
- W ⊗ P + 3
- ⊞max_{2,2} P
- ⊞max_{2,3, stride=1, pad=1} A
- ⊞ave_{2,2} A
- ⊞ave_{3,2, stride=1, pad=1} P
- ⊠ave_{2,2} W
- ⊠max_{2,2, at=P} (⊞ave_{2,2} P)
- rot180(A)
- W ∘ W - 2
- A^2
- W (2 W)
- vec(A)
- dP : ⊞max_{2,2, stride=1} P
- dA : ⊞ave_{2,2} A
CASES

{
  echo "seed(${SEED:-1})"
  cat <<'PROGRAM'
draw(r, c, h, q) = floor(19 rand(r, c, h, q)) - 9
maps_of(X) = numel(X[1, 1, :, 1])
examples_of(X) = numel(X[1, 1, 1, :])
W = draw(2, 2, 1, 1)
P = draw(5, 6, 1, 1)
K = draw(2, 3, 2, 3)
A = draw(4, 4, 2, 2)
PROGRAM
  while read -r kind expression; do
    x=Z
    case $expression in *" : "*) x=${expression%% : *} ;; esac
    echo "Z = ${expression#* : }"
    [ $x = Z ] || echo "T = draw(rows(Z), columns(Z), maps_of(Z), examples_of(Z)); backprop sum(T ∘ Z)"
    cat <<PROGRAM
for q = 1:examples_of($x)
  for h = 1:maps_of($x)
    for m = 1:rows($x)
      for n = 1:columns($x)
        print("case $kind $expression")
        walk $x[m, n, h, q]
        print("element", $x[m, n, h, q])
      end
    end
  end
end
PROGRAM
  done <"$work/cases"
} >"$work/walk.cnn"

"$cnn" "$work/walk.cnn" >"$work/frames" 2>&1 || { tail -n 5 "$work/frames"; echo "walk.sh: walk fails"; exit 1; }

awk '
  function fail(what) { print what ": " title; bad++ }
  /^case / { title = substr($0, 6); is_text = 0; sum = 0; products = 0; marked = ""; told = ""; next }
  /^element / {
    n++
    if (told "" != $2 "") fail("the text says " told ", the element is " $2)
    if (title ~ /^\*/ && sum != $2) fail("the products add up to " sum ", the element is " $2)
    if (title ~ /^\*/ && products == 0) fail("no products")
    next
  }
  !is_text && /^  [a-z][^ ]* = / { is_text = 1 }
  is_text {
    if (match($0, /= [^ ]+$/)) told = substr($0, RSTART + 2)
    else if (match($0, /= [^ ]+   \(/)) told = substr($0, RSTART + 2, RLENGTH - 6)
    next
  }
  {
    line = $0
    while (match(line, /-?[0-9.]+·\(?-?[0-9.]+\)?/)) {
      split(substr(line, RSTART, RLENGTH), factor, "·")
      gsub(/[()]/, "", factor[2])
      sum += factor[1] * factor[2]
      products++
      line = substr(line, RSTART + RLENGTH)
    }
  }
  END { print n " places"; exit bad > 0 || n < 700 }' "$work/frames"
