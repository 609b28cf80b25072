#!/bin/sh
# Entries of several lines: typed, recalled and edited as one; Ctrl-C and Ctrl-D in them; pastes; keys of the user's own.
set -u
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

shows() { [ "$(screen)" = "$1" ] && [ "$(cursor)" = "$2" ]; }
expect() {
  expected_cursor=$1
  shift
  wait_until shows "$(printf '%s\n' "$@")" "$expected_cursor"
}
# go_on TEXT: a line of an entry that goes on; what follows is typed by hand, not pasted.
is_waiting() { [ "$(screen | sed '/^$/d' | tail -n 1)" = '...>' ]; }
go_on() {
  type_keys "$1"
  wait_while is_waiting
  press Enter
  wait_until is_waiting
}
clear_all() {
  press C-c
  wait_prompt
  press C-l
  expect '5 0' 'cnn>'
}

start 80 24
wait_prompt
press C-l

# Enter goes on in a line below, indented; end stands under what it closes.
type_keys 's = 0;'
press Enter
expect '5 1' 'cnn> s = 0;' 'cnn>'
go_on 'for i = 1:3'
go_on 'if i > 1'
expect '9 3' 'cnn> s = 0;' 'cnn> for i = 1:3' '...>   if i > 1' '...>'
go_on 's += i'
go_on 'else'
expect '9 5' 'cnn> s = 0;' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>'
go_on 's += 10'
go_on 'end'
expect '7 7' 'cnn> s = 0;' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 10' \
  '...>   end' '...>'
type_keys 'end'
press Enter
expect '5 8' 'cnn> s = 0;' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 10' \
  '...>   end' '...> end' 'cnn>'
enter s
wait_for 's = 15'

# Up brings the whole entry, and then goes up in it: in its fourth line 10 becomes 100, and it runs from there.
clear_all
press Up Up
expect '8 6' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 10' '...>   end' '...> end'
press Up Up End
type_keys 0
expect '17 4' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 100' '...>   end' '...> end'
press Enter
expect '5 7' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 100' '...>   end' \
  '...> end' 'cnn>'
enter s
wait_for 's = 120'

# Home and End keep to the line first; Down behind the last line goes on in the history.
clear_all
press Up Up
expect '8 6' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 100' '...>   end' '...> end'
press Up Up Up Home
expect '5 3' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 100' '...>   end' '...> end'
press Home
expect '5 0' 'cnn> for i = 1:3' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 100' '...>   end' '...> end'
press C-k
expect '5 0' 'cnn>' '...>   if i > 1' '...>     s += i' '...>   else' '...>     s += 100' '...>   end' '...> end'
press C-y Down Down Down Down Down Down Down
expect '6 0' 'cnn> s'

# The search through the history shows an entry whole, and Enter runs it.
clear_all
press C-r
type_keys '+= 10'
expect '11 4' "(reverse-i-search)\`+= 10': for i = 1:3" '...>   if i > 1' '...>     s += i' '...>   else' \
  '...>     s += 100' '...>   end' '...> end'
press C-g
expect '5 0' 'cnn>'

# Ctrl-C drops the entry at once, and says so behind it. Ctrl-D ends nothing inside an entry.
go_on 'y = (1 +'
type_keys '2'
wait_for '...> 2' # Ctrl-C drops what has not been read yet, too
press C-a C-c
expect '5 2' 'cnn> y = (1 +' '...> 2^C' 'cnn>'
go_on '(1 +'
press C-d C-d
type_keys '2)'
press Enter
wait_for 3
press C-d
wait_end

# A paste of 1,000 lines is one entry: each line a statement, and what ran before an error stays.
start 80 24
wait_prompt
pasted=$scratch/pasted
n=0
while [ $n -lt 1000 ]; do
  n=$((n + 1))
  if [ $n = 500 ]; then echo 'x500 = nothing;'; else echo "x$n =	$n + [0 1];"; fi
done >$pasted
paste - <$pasted
wait_for 'x1000 ='
press Enter
wait_for 'nothing has no value'
wait_prompt
enter 'x499'
wait_for '499  500'
enter 'x501'
wait_for 'x501 has no value'

# Without the brackets of a paste each line is an entry of its own.
tr '\t' ' ' <$pasted >$pasted.blanks
tmux_here load-buffer -b paste $pasted.blanks
tmux_here paste-buffer -d -b paste -t "=$terminal:"
wait_for 'cnn> x1000 = 1000 + [0 1];'
wait_prompt
screen_has 'cnn> x990 = 990 + [0 1];' || give_up "lines that were typed ahead are shown behind their prompt"
enter 'x1000'
wait_for '1000  1001'

# vi's keys, and keys of the user's own.
cat >"$scratch/inputrc" <<'RC'
set editing-mode vi
set show-mode-in-prompt on
$if cnn
"\C-o": "rot180"
"\C-t": cnn-insert-newline
$endif
RC
start 80 24 INPUTRC="$scratch/inputrc"
wait_for '(ins)cnn>'
type_keys 'x = 1'
press C-t
press C-o
wait_for '...> rot180'
press Escape
wait_for '(cmd)cnn> x = 1'
type_keys '0D'
wait_until_gone rot180
type_keys 'ay = 2'
press Enter
wait_for 'y = 2'
[ "$(screen | sed '/^$/d' | tail -n 1)" = '(ins)cnn>' ] || give_up "the prompt tells the mode"

# The same without addressing the cursor: readline's own drawing, one line at a time.
start 80 24 TERM=dumb
wait_prompt
type_keys 'x = (1 +'
press Enter
wait_for '...>'
press C-c
wait_prompt
enter 'x = 3'
wait_for 'x = 3'
press C-d
wait_end
