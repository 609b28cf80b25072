# The proof that tools/watched sees what Criterion overlooks: a leak, an overflow and an overrun, each planted in a test
# that "passes", turn the sanitizer run red with the right report; a sound test stays green. The same under valgrind.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# As in tools/check-sanitized.
sanitizers='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -static-libasan -static-libubsan'

compile() { # NAME FLAGS …
  name=$1
  shift
  $CC -std=gnu17 "$@" -o "$scratch/$name" "$source/tests/planted/$name.c" $CRITERION 2>"$scratch/errors"
}

case $CRITERION in *criterion*) ;; *) echo "no criterion"; exit 77 ;; esac
compile sound $sanitizers || { cat "$scratch/errors"; echo "no sanitizers"; exit 77; }
failed=0

# expect NAME PATTERN: watched must end with 99 and show a report of that kind.
expect() {
  "$source/tools/watched" "$scratch/$1" >"$scratch/said" 2>&1
  status=$?
  if [ "$status" = 99 ] && grep -q "$2" "$scratch/said"; then
    echo "caught: $1 ($2)"
  else
    echo "NOT CAUGHT: $1, status $status instead of 99 with '$2'"
    cat "$scratch/said"
    failed=1
  fi
}

expect_sound() {
  if "$source/tools/watched" "$scratch/sound" >"$scratch/said" 2>&1; then
    echo "green: sound"
  else
    echo "RED WITHOUT CAUSE: sound"
    cat "$scratch/said"
    failed=1
  fi
}

for fault in leak overflow overrun; do
  compile $fault $sanitizers || { cat "$scratch/errors"; exit 1; }
  "$scratch/$fault" >/dev/null 2>&1
  echo "$fault without tools/watched: status $?"
done
expect leak 'LeakSanitizer: detected memory leaks'
expect overflow 'signed integer overflow'
expect overrun 'heap-buffer-overflow'
expect_sound

if command -v valgrind >/dev/null; then
  export CNN_VALGRIND=yes
  for fault in leak overrun sound; do compile $fault -O0 -g || { cat "$scratch/errors"; exit 1; }; done
  expect leak 'definitely lost'
  expect overrun 'Invalid read'
  expect_sound
fi
exit $failed
