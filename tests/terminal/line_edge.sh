#!/bin/sh
# Glyphs of every width at the edge of 40 columns: what stands in each row is written here by hand, and where the cursor is.
set -eu
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

shows() { [ "$(screen)" = "$1" ] && [ "$(cursor)" = "$2" ]; }

# expect CURSOR ROW …: the whole screen.
expect() {
  expected_cursor=$1
  shift
  expected=$(printf '%s\n' "$@")
  wait_until shows "$expected" "$expected_cursor" || exit 1
}
patience=10

start 40 10
wait_prompt
press C-l

# 35 narrow glyphs fill the row behind the prompt; then the cursor stands in the next one.
type_keys '⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyyyy'
expect '0 1' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyyyy'
type_keys z
expect '1 1' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyyyy' z
press BSpace BSpace
expect '39 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyyy'

# A wide glyph does not fit into the last column.
type_keys 漢
expect '2 1' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyyy' 漢
press Left
expect '0 1' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyyy' 漢
press Left BSpace
expect '38 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'
press C-a
expect '5 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'
press Right Right Right
expect '8 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'
press C-e
expect '0 1' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'

# Combining characters have no width: e and its accent are one step of the cursor, also in the last column.
press C-u
combined=$(printf 'e\314\201')
type_keys "a${combined}b"
expect '8 0' "cnn> a${combined}b"
press Left Left
expect '6 0' "cnn> a${combined}b"
press Delete
expect '6 0' 'cnn> ab'
press C-u
type_keys "aaaaaaaaaabbbbbbbbbbccccccccccdddd$combined"
expect '0 1' "cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd$combined"
type_keys f
expect '1 1' "cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd$combined" f

# Editing in the middle of rows that wrap moves all that follows.
press C-u
type_keys '1111111111222222222233333333334444444444555555555566666666667777777777漢漢漢漢漢'
expect '5 2' 'cnn> 11111111112222222222333333333344444' '444445555555555666666666677777777漢漢漢' 漢漢
