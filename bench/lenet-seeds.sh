#!/bin/sh
# lenet-seeds.sh [SEED …]: trains examples/lenet.cnn with each seed (1 to 5 unless told) and prints each accuracy on the
# test digits, then the median and the worst. EXAMPLE names another script, ARGUMENTS what else it is given (validate).
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 1 2 3 4 5
: "${CNN:=build/cnn}" "${EXAMPLE:=examples/lenet.cnn}" "${ARGUMENTS:=}"

for seed; do
  start=$(date +%s)
  out=$("$CNN" "$EXAMPLE" $ARGUMENTS "$seed")
  accuracy=$(echo "$out" | sed -n 's/^accuracy.*: \([0-9.]*\) %$/\1/p')
  echo "seed $seed: $accuracy %, $(($(date +%s) - start)) s" >&2
  echo "$accuracy"
done | sort -n | awk '
  { value[NR] = $1 }
  END {
    median = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
    printf "median %.2f %%, worst %.2f %%\n", median, value[1]
  }'
