# What cnn fmt makes of the chapter's equations has no LaTeX left and runs to the same output.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
: "${CNN:=$build/cnn}"
cp "$source/tests/golden/chapter_latex.cnn" "$scratch/glyphs.cnn"
"$CNN" fmt "$scratch/glyphs.cnn"
if grep -n '[\\$]' "$scratch/glyphs.cnn"; then
  echo "cnn fmt leaves LaTeX in these lines"
  exit 1
fi
CNN_STDLIB="$source/stdlib" "$CNN" "$scratch/glyphs.cnn" >"$scratch/out" 2>&1
diff -u "$source/tests/golden/chapter_latex.out" "$scratch/out"
