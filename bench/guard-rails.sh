#!/bin/sh
# The guard rails of speed, as ratios of times taken in turn in one run; nothing here is a test.
#   sh bench/guard-rails.sh [path of cnn]        Lua (lua5.4) and PyTorch (python3-torch) take part where they are installed.
# Every figure is the smallest of five runs, in milliseconds.
cnn=${1:-build/cnn}
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

milliseconds() { # of one run of a command
  start=$(date +%s%N)
  "$@" >/dev/null 2>&1
  end=$(date +%s%N)
  echo "$start $end" | awk '{ printf "%.2f\n", ($2 - $1) / 1e6 }'
}

pair() { # name, our command, their command: run in turn
  for turn in 1 2 3 4 5; do
    milliseconds sh -c "$2" >>"$work/ours"
    [ -n "$3" ] && milliseconds sh -c "$3" >>"$work/theirs"
  done
  ours=$(sort -n "$work/ours" | head -n 1)
  theirs=$([ -n "$3" ] && sort -n "$work/theirs" | head -n 1)
  rm -f "$work/ours" "$work/theirs"
  awk -v name="$1" -v a="$ours" -v b="$theirs" 'BEGIN {
    if (b == "") printf "%-44s %9.2f\n", name, a
    else printf "%-44s %9.2f %9.2f   ratio %.2f\n", name, a, b, a / b }'
}

cat >"$work/loop.cnn" <<'END'
x = 0
for i = 1:1000000
  x = 0.5 x + 1
end
x
END
cat >"$work/loop.lua" <<'END'
local x = 0
for i = 1, 1000000 do x = 0.5 * x + 1 end
print(x)
END
cat >"$work/tiny.cnn" <<'END'
W = [1 2; 3 4]
P = [1 2 3; 4 5 6; 7 8 9]
tic()
for i = 1:200000
  Z = W ⊗ P
end
printf("%.3f\n", toc()/200000*1e6)
END

lua=$(command -v lua5.4 || command -v lua)
echo "                                                  cnn      peer"
pair "start of the program (peer: Lua)" "$cnn -e 1" "${lua:+$lua -e 'print(1)'}"
pair "x = 0.5 x + 1, 10^6 times (peer: Lua)" "$cnn $work/loop.cnn" "${lua:+$lua $work/loop.lua}"
printf "%-44s %9.2f µs\n" "3×3 ⊗ 2×2 inside a script" "$("$cnn" "$work/tiny.cnn" | sed 's/,/./')"

python=
for candidate in /usr/bin/python3 python3; do "$candidate" -c 'import torch' 2>/dev/null && { python=$candidate; break; }; done
for turn in 1 2 3; do
  "$cnn" "$here/lenet-step.cnn" >>"$work/step"
  [ -z "$python" ] || OMP_NUM_THREADS=1 "$python" "$here/lenet_step.py" >>"$work/step-torch"
done
ours=$(sort -n "$work/step" | head -n 1)
theirs=$([ -z "$python" ] || sort -n "$work/step-torch" | head -n 1)
awk -v a="$ours" -v b="$theirs" 'BEGIN {
  printf "%-44s %9.2f", "LeNet step, batch 64, single (peer: PyTorch)", a
  if (b != "") printf " %9.2f   ratio %.2f", b, a / b
  print "" }'
