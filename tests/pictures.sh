#!/bin/sh
# Pictures for terminals, byte by byte: half blocks in true colour and in 256, kitty's protocol, sixels. [0 1; 0.5 nan] is
# 8 columns wide an entry, 80 pixels where pixels are not characters.
set -eu
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
cnn=${CNN:-$source/build/cnn}
export LC_ALL=C.UTF-8
unset CNN_PICTURES COLORTERM NO_COLOR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

complain() {
  echo "$*" >&2
  failures=$((failures + 1))
}

expect() { # WHAT WANTED FOUND
  cmp -s "$work/$2" "$work/$3" && return
  complain "$1: wanted, found:"
  cat -v "$work/$2" "$work/$3" >&2
}

repeat() { # N TEXT
  for _ in $(seq "$1"); do printf "$2"; done
}

colour() { printf '\033[38;%sm\033[48;%sm' "$1" "$1"; repeat 8 ▀; }

picture() { "$cnn" "--pictures=$1" -e "${2-show [0 1; 0.5 nan]}"; }

# ---- half blocks ----
blocks() { # BLACK WHITE GREY RED
  for _ in 1 2 3 4; do colour "$1"; colour "$2"; printf '\033[m\n'; done
  for _ in 1 2 3 4; do colour "$3"; colour "$4"; printf '\033[m\n'; done
  echo '[0 1; 0.5 nan]  2 × 2, 0 … 1, 1 nan'
}
blocks '2;0;0;0' '2;255;255;255' '2;128;128;128' '2;255;0;0' >"$work/wanted"
picture blocks >"$work/found"
expect 'half blocks' wanted found
CNN_PICTURES=blocks "$cnn" -e 'show [0 1; 0.5 nan]' >"$work/found"
expect 'half blocks by CNN_PICTURES' wanted found

# An odd number of pixels leaves the lower half of the last line empty; what is between maps is empty too.
{
  echo '1      2'
  printf '\033[38;2;0;0;0m\033[48;2;0;0;0m' && repeat 5 ▀ && printf '\033[49m  \033[48;2;0;0;0m' && repeat 5 ▀ && printf '\033[m\n'
  printf '\033[38;2;0;0;0m\033[48;2;0;0;0m' && repeat 5 ▀ && printf '\033[49m  \033[48;2;0;0;0m' && repeat 5 ▀ && printf '\033[m\n'
  printf '\033[38;2;0;0;0m\033[48;2;255;255;255m' && repeat 5 ▀ && printf '\033[49m  \033[48;2;255;255;255m' &&
    repeat 5 ▀ && printf '\033[m\n'
} >"$work/head"
picture blocks 'show zeros(3, 1, 2) + [0; 0; 1]' >"$work/whole"
sed -n '1,3p' "$work/head" >"$work/wanted"
sed -n '1,3p' "$work/whole" >"$work/found"
expect 'two maps in half blocks' wanted found
printf '\033[38;2;255;255;255m' >"$work/wanted"
repeat 5 ▀ >>"$work/wanted"
printf '  ' >>"$work/wanted"
repeat 5 ▀ >>"$work/wanted"
printf '\033[m\n' >>"$work/wanted"
sed -n 9p "$work/whole" >"$work/found"
expect 'the last half line' wanted found

# ---- kitty: RGBA ----
row() { repeat 80 "$1"; repeat 80 "$2"; }
row '\000\000\000\377' '\377\377\377\377' >"$work/upper"
row '\200\200\200\377' '\377\000\000\377' >"$work/lower"
for half in upper lower; do
  for _ in $(seq 80); do cat "$work/$half"; done
done >"$work/wanted"
picture kitty | tr '\033' '\n' >"$work/sequences"
sed -n 's/^_G[^;]*;//p' "$work/sequences" | tr -d '\n' | base64 -d >"$work/found"
cmp "$work/wanted" "$work/found" >&2 || complain "kitty: other pixels"
[ "$(sed -n 's/^\(_G[^;]*\);.*/\1/p' "$work/sequences" | uniq -c | sed 's/^ *//' | tr '\n' '|')" = \
  '1 _Ga=T,f=32,s=160,v=160,q=2,m=1|32 _Gq=2,m=1|1 _Gq=2,m=0|' ] || complain "kitty: other keys"
sed -n 's/^_G[^;]*;//p' "$work/sequences" | awk 'length($0) > 4096 || NR < 34 && length($0) < 4096 { exit 1 }' ||
  complain "kitty: a chunk has more or less than 4096 characters"
[ "$(grep -c '^_G' "$work/sequences")" = "$(grep -c '^\\$\|^\\' "$work/sequences")" ] || complain "kitty: a sequence is not closed"

# 240 × 240 pixels fill 75 chunks to the last character.
[ "$(picture kitty 'show eye(3)' | tr '\033' '\n' | sed -n 's/^_G.*\(m=[01]\);.*/\1/p' | uniq -c | tr -d ' ' | tr '\n' ' ')" = \
  '74m=1 1m=0 ' ] || complain "kitty: the last of 75 full chunks"

# ---- sixels: 13 bands of six rows, one that both halves share (rows 79, 80 and 81 to 84), 12 bands, four rows ----
{
  printf '\033P0;1;0q"1;1;160;160#0;2;0;0;0#16;2;52;52;52#31;2;100;100;100#32;2;100;0;0'
  repeat 13 '#0!80~$#31!80?!80~-'
  printf '#0!80B$#16!80{$#31!80?!80B$#32!80?!80{-'
  repeat 12 '#16!80~$#32!80?!80~-'
  printf '#16!80N$#32!80?!80N\033\\\n'
  echo '[0 1; 0.5 nan]  2 × 2, 0 … 1, 1 nan'
} >"$work/wanted"
picture sixel >"$work/found"
expect sixels wanted found

# Numbers above maps are dots of 3 × 3: in the first band the rows 010 and 110 of a 1, 111 and 001 of a 2, 180 pixels on.
picture sixel 'show zeros(4, 4, 2) + eye(4)' | tr '#' '\n' | sed -n 5p >"$work/found"
echo '16www~~~!174?!6F~~~-' >"$work/wanted"
expect 'numbers above maps' wanted found

# ---- who may choose ----
"$cnn" --pictures=photograph -e 1 2>"$work/found" && complain "an unknown kind of pictures is taken"
grep -q 'one of text, blocks, kitty, sixel' "$work/found" || complain "an unknown kind of pictures is not explained"
"$cnn" -e 'show 1' >"$work/found"
grep -q @@@@@@@@ "$work/found" || complain "pictures in a file are not of characters"

[ "$failures" = 0 ]
