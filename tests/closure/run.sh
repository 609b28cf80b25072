#!/bin/sh
# Closure of differentiation on random networks (generate.awk): what derive and derive_{raw} print runs and gives the
# numbers of backprop, which agrees with finite differences of F, as a Hessian times a vector does with those of dX.
#
#   tests/closure/run.sh [-n COUNT]   networks 1 … COUNT; 60 unless said
#   tests/closure/run.sh -s SEED      one of them, kept with all that was run
#
# Networks with an even number run with the plain kernels, where the equations give the bits of backprop; the others
# with the fastest ones, within 1e-12 of the largest entry. A network that fails is kept in closure/SEED of the build
# folder ($build, or the current one). In 500 networks each pair of operator and parameter in pairs.txt must occur 20
# times.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${build:-$(pwd)}
cnn=${CNN:-$build/cnn}
here=$source/tests/closure
first=1 last=60 keep=
while getopts n:s: option; do
  case $option in
    n) last=$OPTARG ;;
    s) first=$OPTARG last=$OPTARG keep=yes ;;
    *) sed -n '5,6s/^# *//p' "$0" >&2; exit 2 ;;
  esac
done

. "$here/steps"

# Of a network in single precision a difference quotient knows two digits, and nothing of second derivatives.
check() { # SEED
  double_precision
  is_single= ok=yes
  grep -q '^# pair: .* single$' "$work/network.cnn" && is_single=yes && single_precision
  [ $(($1 % 2)) = 1 ] || plain_kernels
  run gradients && equations simplified && equations raw || ok=
  differences differences || ok=
  [ "$is_single" ] || differences second || ok=
  [ "$ok" ]
}

network() { # SEED
  work=$scratch/$1
  mkdir -p "$work"
  places=$scratch/places$half
  generate "$1" >"$work/network.cnn"
  sed -n 's/^# pair: //p' "$work/network.cnn" >>"$scratch/pairs$half"
  if check "$1" 3>"$work/wrong"; then
    if [ "$keep" ]; then echo "network $1 is right; what was run is in $work"; else rm -r "$work"; fi
    return
  fi
  echo "network $1 ($work): rerun with tests/closure/run.sh -s $1"
  sed 's/^/  /' "$work/wrong"
  echo "$1" >>"$scratch/failed$half"
}

half() { # 0 | 1: every second network, so that two processors share the work
  half=$1 seed=$((first + $1))
  while [ "$seed" -le "$last" ]; do
    network "$seed"
    seed=$((seed + 2))
  done
}

scratch=$build/closure
rm -rf "$scratch"
mkdir -p "$scratch"
half 1 >"$scratch/report" &
half 0
wait
cat "$scratch/report"
touch "$scratch/failed" "$scratch/places0"
cat "$scratch"/failed[01] >"$scratch/failed" 2>/dev/null
failed=$(wc -l <"$scratch/failed")
least=0
[ "$last" -lt 500 ] || least=20
[ "$keep" ] || {
  "$build/tests/closure/rows" >"$scratch/rows" &&
    awk -v "least=$least" -f "$here/coverage.awk" "$here/pairs.txt" "$scratch/rows" "$scratch"/pairs[01]
} || failed=$((failed + 1))
awk '{ places += $3; kinks += $5 } 
  END { printf "%d places compared, %d of them kinks\n", places, kinks
    exit kinks > 10 + places / 20
  }' "$scratch"/places[01] ||
  { echo "so many kinks that the differences tell nothing"; failed=$((failed + 1)); }
[ "$failed" = 0 ] || { echo "$failed failures in $((last - first + 1)) networks"; exit 1; }
