#!/bin/sh
# The law of explain: for elements of every operator, chosen at random, the line of numbers evaluates to the element.
# tests/explain/cases.txt has one case a line, an expression in the operands of tests/explain/operands.cnn, or
# `dX : F` for a gradient; a number in front of `;` is the tolerance where printed numbers are rounded.
# SEED=n chooses other elements, ROUNDS=n more of them; prints what disagrees.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
here=$source/tests/explain

run() { "$cnn" "$1" >"$2" 2>"$work/errors" || { cat "$work/errors"; echo "explain.sh: $3"; exit 1; }; }

# 1. sizes of all results; 2. explanations of random elements; 3. a program that compares the numbers.
awk -v mode=sizes -f "$here/program.awk" "$here/operands.cnn" "$here/cases.txt" >"$work/sizes.cnn" || exit 1
run "$work/sizes.cnn" "$work/sizes" "the cases do not run"
awk -v mode=explain -v seed="${SEED:-1}" -v rounds="${ROUNDS:-3}" -f "$here/program.awk" "$here/operands.cnn" \
  "$here/cases.txt" "$work/sizes" >"$work/explain.cnn" || exit 1
run "$work/explain.cnn" "$work/explained" "explain fails"
awk -f "$here/compare.awk" "$here/cases.txt" "$work/explained" >"$work/checks" || exit 1
cat "$here/operands.cnn" "$work/checks" >"$work/compare.cnn"
run "$work/compare.cnn" "$work/compared" "the lines of numbers are no expressions"
if grep DIFFERS "$work/compared"; then exit 1; fi
tail -n 1 "$work/compared"
least=$(($(grep -cv '^#' "$here/cases.txt") * ${ROUNDS:-3}))
[ "$(grep -c . "$work/compared")" -gt "$least" ] || { echo "fewer than $least elements were compared"; exit 1; }
