#!/bin/sh
# From the start of the program to its prompt, in a terminal, beside Lua's: bench/start.sh [PROGRAM [COUNT]].
# The two take turns, so that what else the machine does meets both. The goal is 5 ms.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cnn=${1:-$here/../build/cnn}
count=${2:-41}
case $cnn in /*) ;; *) cnn=$(pwd)/$cnn ;; esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME="$scratch" XDG_STATE_HOME="$scratch" XDG_CONFIG_HOME="$scratch" TERM=xterm-256color LC_ALL=C.UTF-8
${CC:-cc} -O1 -o "$scratch/start" "$here/start.c"

sum() { awk '{ median += $1; if (!best || $2 < best) best = $2 } END { printf "%.2f %.2f", median / NR, best }'; }
round() { "$scratch/start" "$count" "$@"; }
for turn in 1 2 3 4 5; do
  round 'cnn> ' "$cnn" >>"$scratch/cnn"
  ! command -v lua >/dev/null 2>&1 || round '> ' lua -i >>"$scratch/lua"
done
own=$(sum <"$scratch/cnn")
echo "cnn: ${own% *} ms to the prompt (median of $count, mean of 5 turns), best ${own#* } ms"
[ -s "$scratch/lua" ] || { echo "lua is not there to compare with"; exit 0; }
lua=$(sum <"$scratch/lua")
echo "lua: ${lua% *} ms, best ${lua#* } ms"
echo "$own $lua" | awk '{ printf "ratio: %.1f, of the best times %.1f\n", $1 / $3, $2 / $4 }'
