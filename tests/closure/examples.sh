#!/bin/sh
# The networks of examples/, with a loss on two small examples: what derive prints of them runs and gives the numbers of
# backprop, as written and with the lines of `network` at top level, where differences are held against them too.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${build:-$(pwd)}
cnn=${CNN:-$build/cnn}
here=$source/tests/closure
. "$here/steps"

check() { # FORM
  double_precision
  [ "$1" = inlined ] || single_precision
  [ "$kernels" = fastest ] || plain_kernels
  ok=yes
  run gradients && equations simplified && equations raw || ok=
  [ "$1" = written ] || differences differences || ok=
  [ "$ok" ]
}

example() { # FILE FORM POOLING
  for kernels in plain fastest; do
    work=$scratch/$1-$2-$3-$kernels
    mkdir -p "$work"
    awk -v form="$2" -v pooling="$3" -f "$here/example.awk" "$source/examples/$1.cnn" >"$work/network.cnn"
    check "$2" 3>"$work/wrong" && continue
    echo "examples/$1.cnn, $2, $3 pooling, $kernels kernels ($work):"
    sed 's/^/  /' "$work/wrong"
    failed=yes
  done
}

scratch=$build/closure-examples
rm -rf "$scratch"
mkdir -p "$scratch"
places=$scratch/places
failed=
for form in written inlined; do
  example lenet "$form" maximum
  example fig-8-11 "$form" average
  example fig-8-11 "$form" maximum
done
cat "$places"
[ ! "$failed" ]
