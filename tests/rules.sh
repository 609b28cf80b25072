#!/bin/sh
# For every line of every rule in stdlib/rules: with its right side doubled, in a copied library, backprop gives other
# numbers and check fails. Prints the table that stands in tests/rules/table.txt; `--refresh` writes it.
# A line whose right side is 0 by its meaning (hardlim') cannot be seen when doubled: it is listed in tests/rules/zero.txt.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
here=$source/tests/rules

# The cases as two programs: one prints the gradients of backprop, one runs check.
awk -v mode=backprop -f "$here/program.awk" "$here/cases.txt" >"$work/body" && cat "$here/setup.cnn" "$work/body" >"$work/backprop.cnn"
awk -v mode=check -f "$here/program.awk" "$here/cases.txt" >"$work/body" && cat "$here/setup.cnn" "$work/body" >"$work/check.cnn"
cp -R "$source/stdlib" "$work/stdlib"
CNN_STDLIB=$work/stdlib
export CNN_STDLIB

"$cnn" "$work/backprop.cnn" >"$work/expected" 2>&1 || { tail -n 5 "$work/expected"; echo "the cases do not run with the library as it is"; exit 1; }
"$cnn" "$work/check.cnn" >"$work/out" 2>&1 || { cat "$work/out"; echo "check fails with the library as it is"; exit 1; }

: >"$work/table"
for rules in "$source"/stdlib/rules/*.cnn; do
  name=$(basename "$rules")
  awk -f "$here/lines.awk" "$rules" >"$work/lines"
  while read -r number; do
    awk -v number="$number" -f "$here/double.awk" "$rules" >"$work/stdlib/rules/$name"
    text=$(sed -n "${number}p" "$rules" | sed 's/^ *//; s/ *#.*//')
    if "$cnn" "$work/backprop.cnn" 2>&1 | cmp -s - "$work/expected"; then backprop=UNCHANGED; else backprop=changed; fi
    if "$cnn" "$work/check.cnn" >/dev/null 2>&1; then check=PASSES; else check=fails; fi
    if grep -qxF "$text" "$here/zero.txt"; then backprop="zero" check="zero"; fi
    printf '%-10s %-7s %s: %s\n' "$backprop" "$check" "$name" "$text" >>"$work/table"
  done <"$work/lines"
  cp "$rules" "$work/stdlib/rules/$name"
done

if [ "$1" = --refresh ]; then cp "$work/table" "$here/table.txt"; fi
cat "$work/table"
if grep -E 'UNCHANGED|PASSES' "$work/table" >/dev/null; then echo "the lines marked in capitals are not tested"; exit 1; fi
diff "$here/table.txt" "$work/table" || { echo "the table differs: sh tests/rules.sh --refresh"; exit 1; }
