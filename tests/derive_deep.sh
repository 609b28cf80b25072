#!/bin/sh
# A chain of 1,000 layers in a loop: derive takes no seconds, its lines are short enough to be read again (a sum of 1,000
# terms stands in several), and the text gives the numbers of backprop.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
build=${build:-$(pwd)}
cnn=${CNN:-$build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cat >"$work/program" <<'END'
w = 0.9
a = 0.1
for m = 1:1000
  a = tansig(w a) + 0.01
end
F = a^2
END
show='printf("%.15g\n", dw)'
{ cat "$work/program" && echo "derive F for w"; } >"$work/derive.cnn"
{ cat "$work/program" && echo "backprop F for w" && printf '%s\n' "$show"; } >"$work/backprop.cnn"
timeout 10 "$cnn" "$work/derive.cnn" >"$work/text" 2>"$work/notes" || { cat "$work/notes"; echo "derive fails, or takes 10 s"; exit 1; }
{ cat "$work/program" "$work/text" && printf '%s\n' "$show"; } >"$work/run.cnn"
"$cnn" --portable "$work/run.cnn" >"$work/numbers" 2>"$work/notes" || { head -n 5 "$work/notes"; exit 1; }
"$cnn" --portable "$work/backprop.cnn" >"$work/expected" 2>"$work/notes" || { head -n 5 "$work/notes"; exit 1; }
diff "$work/expected" "$work/numbers" || { echo "the text gives other numbers than backprop"; exit 1; }
