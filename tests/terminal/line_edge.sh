#!/bin/sh
# Glyphs of every width at the edge of 40 columns: what stands in each row is written here by hand, and where the cursor is.
set -u
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

# A new size has reached the program before the next key does.
has_size() { [ "$(stty size <"$(tmux_here display-message -p -t "=$terminal:" '#{pane_tty}')")" = "$2 $1" ]; }
resize_now() {
  resize "$1" "$2"
  wait_until has_size "$1" "$2"
}
is_waiting() { screen | sed '/^$/d' | tail -n 1 | grep -qx -e 'cnn>' -e '...>'; }

# The same where tmux may have scrolled rows off: what the terminal holds, from the last `cnn> 1 + 2` on, and the cursor's column.
holds() { [ "$(screen_history | awk '/^cnn> 1 \+ 2/ { kept = "" } { kept = kept $0 "\n" } END { printf "%s", kept }')" = "$1" ] && [ "$(cursor | sed 's/ .*//')" = "$2" ]; }
expect_held() {
  expected_cursor=$1
  shift
  expected=$(printf '%s\n' "$@")
  wait_until holds "$expected" "$expected_cursor" || exit 1
}

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
expect '37 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'
press C-a
expect '5 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'
press Right Right Right
expect '8 0' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'
press C-e
expect '0 1' 'cnn> ⊗⊗⊗⊗⊗⊞⊞⊞⊞⊞αααααbbbbb12345XXXXXyyy漢'

# Combining characters have no width: e and its accent are one step of the cursor, also in the last column.
press C-e C-u
combined=$(printf 'e\314\201')
type_keys "a${combined}b"
expect '8 0' "cnn> a${combined}b"
press Left Left
expect '6 0' "cnn> a${combined}b"
press Delete
expect '6 0' 'cnn> ab'
press C-e C-u
type_keys "aaaaaaaaaabbbbbbbbbbccccccccccdddd$combined"
expect '0 1' "cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd$combined"
type_keys f
expect '1 1' "cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd$combined" f

# Editing in the middle of rows that wrap moves all that follows.
press C-e C-u
type_keys '1111111111222222222233333333334444444444555555555566666666667777777777漢漢漢漢漢'
expect '6 2' 'cnn> 11111111112222222222333333333344444' '44444555555555566666666667777777777漢漢' 漢漢漢
press C-a
expect '5 0' 'cnn> 11111111112222222222333333333344444' '44444555555555566666666667777777777漢漢' 漢漢漢
press Right Right
type_keys ⊗⊗
expect '9 0' 'cnn> 11⊗⊗1111111122222222223333333333444' '4444444555555555566666666667777777777漢' 漢漢漢漢
press BSpace
expect '8 0' 'cnn> 11⊗11111111222222222233333333334444' '444444555555555566666666667777777777漢漢' 漢漢漢
press C-e
type_keys x
expect '7 2' 'cnn> 11⊗11111111222222222233333333334444' '444444555555555566666666667777777777漢漢' 漢漢漢x

# In windows of another width the terminal wraps the rows anew; what stood above stays, and nothing is left over.
press C-e C-u
resize_now 80 10
type_keys '1 + 1'
press Enter
wait_for 2
press C-l
type_keys '1 + 2'
press Enter
wait_for 3
type_keys 'x = [11111111 22222222 33333333 44444444 55555555 66666666 漢漢漢漢 77777777 ⊗'
wide_1='cnn> x = [11111111 22222222 33333333 44444444 55555555 66666666 漢漢漢漢 7777777'
narrow_1='cnn> x = [11111111 22222222 33333333 444'
narrow_2='44444 55555555 66666666 漢漢漢漢 7777777'
expect_held 3 'cnn> 1 + 2' 3 "$wide_1" '7 ⊗'
resize_now 40 10
type_keys a
expect_held 4 'cnn> 1 + 2' 3 "$narrow_1" "$narrow_2" '7 ⊗a'
resize_now 80 10
type_keys b
expect_held 5 'cnn> 1 + 2' 3 "$wide_1" '7 ⊗ab'
press C-a
expect_held 5 'cnn> 1 + 2' 3 "$wide_1" '7 ⊗ab'
resize_now 40 10
press C-f C-d
expect_held 6 'cnn> 1 + 2' 3 "$(echo "$narrow_1" | sed 's/ =/=/')4" "$(echo "$narrow_2" | sed 's/.//')7" ' ⊗ab'

# Also where a wide glyph has left the last column of a row empty.
press C-c
wait_prompt
press C-l
type_keys '1 + 2'
press Enter
wait_for 3
type_keys 'aaaaaaaaaabbbbbbbbbbccccccccccdddd漢e'
expect_held 3 'cnn> 1 + 2' 3 'cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd' 漢e
resize_now 80 10
type_keys f
expect_held 43 'cnn> 1 + 2' 3 'cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd漢ef'
resize_now 40 10
type_keys g
expect_held 5 'cnn> 1 + 2' 3 'cnn> aaaaaaaaaabbbbbbbbbbccccccccccdddd' 漢efg
resize_now 30 10
press C-e C-u
type_keys 'abcdefghijklmnopqrstuvwxyz⊗漢字漢字漢é漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字'
expect_held 28 'cnn> 1 + 2' 3 'cnn> abcdefghijklmnopqrstuvwxy' 'z⊗漢字漢字漢é漢字漢字漢字漢字' 漢字漢字漢字漢字漢字漢字漢字
resize_now 60 10
type_keys h
expect_held 29 'cnn> 1 + 2' 3 'cnn> abcdefghijklmnopqrstuvwxyz⊗漢字漢字漢é漢字漢字漢字漢字' 漢字漢字漢字漢字漢字漢字漢字h

# More rows than the window has: those around the cursor are shown.
press C-c
wait_prompt
resize_now 40 4
press C-l
for line in 'function f(x)' a b c d; do
  wait_until is_waiting
  type_keys "$line"
  wait_while is_waiting
  press Enter
done
expect '7 3' '...>   b' '...>   c' '...>   d' '...>'
press Up Up Up
expect '7 0' '...>   b' '...>   c' '...>   d' '...>'
press Up
expect '7 0' '...>   a' '...>   b' '...>   c' '...>   d'
type_keys z
expect '8 0' '...>   za' '...>   b' '...>   c' '...>   d'
press C-c
wait_until shows "$(printf '%s\n' '...>   c' '...>   d' '...>   ^C' 'cnn>')" '5 3'
