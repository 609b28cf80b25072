# What `make install` puts down works from there: the program finds its standard library beside itself, and a host
# program builds with pkg-config against the shared library.
set -eu
case $CFLAGS in *-fsanitize*) exit 77 ;; esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

unset MAKEFLAGS MFLAGS MAKELEVEL
$MAKE -C "$build" --silent install DESTDIR="$scratch" prefix=/usr >"$scratch/log" 2>&1 ||
  { cat "$scratch/log"; exit 1; }
"$scratch/usr/bin/cnn" -e 'W = [1 2; 3 4]; F = sum(W ∘ W); backprop F; assert(all(dW == 2 W))'

cat >"$scratch/host.c" <<'END'
#include <cnn.h>
#include <string.h>
int main(void) {
  const char *text = "assert(sum([1 2; 3 4]) == 10)";
  cnn_State *state = cnn_open(NULL);
  cnn_Status status = cnn_run(state, "host", text, strlen(text), 0);
  cnn_close(state);
  return status != CNN_OK;
}
END
export PKG_CONFIG_LIBDIR="$scratch/usr/lib/pkgconfig:$(pkg-config --variable pc_path pkg-config)"
flags="-I$scratch/usr/include -L$scratch/usr/lib $(pkg-config --libs-only-l cnn)"
$CC -std=c99 -Wall -Wextra -pedantic -Werror "$scratch/host.c" $flags -o "$scratch/host"
LD_LIBRARY_PATH=$scratch/usr/lib "$scratch/host"
