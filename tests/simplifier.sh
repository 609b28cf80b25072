#!/bin/sh
# The simplifier, rule by rule. tests/simplifier/cases.txt has for each rule of the table in src/derive/simplify.c, in its
# order, a program that ends with F and, after `--- derives`, what `derive F` writes: a rule that is taken away leaves
# another text. That text is run, as is that of derive_{raw}: both give the numbers of backprop, bit for bit.
# `--refresh` writes the texts as they are now: read them. The rules stand in doc/simplifier.md too.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
build=${build:-$(pwd)}
cnn=${CNN:-$build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
here=$source/tests/simplifier
failed=

fail() { echo "simplifier.sh: $*"; failed=yes; }

"$build/tests/simplifier/forms" >"$work/forms" || exit 1
grep '^--- ' "$here/cases.txt" | grep -v '^--- derives' | sed 's/^--- [a-z0-9_]*: //' >"$work/cases"
diff -u --label "the table" --label cases.txt "$work/forms" "$work/cases" || fail "each rule has one case, in the table's order"
sed -n 's/^| `\(.*\)` |.*/\1/p' "$source/doc/simplifier.md" >"$work/doc"
diff -u --label "the table" --label doc/simplifier.md "$work/forms" "$work/doc" || fail "doc/simplifier.md lists the rules"

awk -v work="$work" '
  $0 == "--- derives" { out = work "/" n ".expected"; printf "" > out; next }
  /^--- / { n = sprintf("%02d", ++i); out = work "/" n ".body"; print > (work "/" n ".title"); next }
  n != "" { print > out }' "$here/cases.txt"

# Prints each dX of a text, with every digit; the sign of a zero says nothing.
print_all() { sed -n 's/^\(d[^ ]*\) = .*/printf("%.17g ", 0 + \1); print(" \1")/p' "$1" | sort; }

numbers() { # PROGRAM
  "$cnn" --portable "$1" >"$1.out" 2>&1 || { cat "$1.out"; fail "$title: $(basename "$1") fails"; }
}

compare() { # TEXT: what derive wrote
  cat "$here/setup.cnn" "$body" "$1" >"$work/text.cnn"
  print_all "$work/derived" >"$work/print"
  cat "$work/print" >>"$work/text.cnn"
  numbers "$work/text.cnn"
  { cat "$here/setup.cnn" "$body" && echo "backprop F" && cat "$work/print"; } >"$work/backprop.cnn"
  numbers "$work/backprop.cnn"
  diff -u --label backprop --label "$1" "$work/backprop.cnn.out" "$work/text.cnn.out" || fail "$title: other numbers"
}

derive() { # derive | derive_{raw}
  { cat "$here/setup.cnn" "$body" && echo "$1 F"; } >"$work/derive.cnn"
  "$cnn" "$work/derive.cnn" 2>&1 || fail "$title: $1 fails"
}

for body in "$work"/*.body; do
  case=${body%.body}
  title=$(cat "$case.title")
  derive derive >"$work/derived"
  derive 'derive_{raw}' >"$work/raw"
  if [ "${1-}" = --refresh ]; then
    { cat "$case.title" "$body" && echo "--- derives" && cat "$work/derived"; } >>"$work/fresh"
    continue
  fi
  diff -u --label expected --label now "$case.expected" "$work/derived" || fail "$title"
  compare "$work/derived"
  compare "$work/raw"
done
[ "${1-}" != --refresh ] || cp "$work/fresh" "$here/cases.txt"
[ -z "$failed" ]
