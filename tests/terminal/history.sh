# What was typed comes back: with the arrow keys, in later sessions, from sessions side by side, whatever the file holds.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

file=$XDG_STATE_HOME/cnn/history
file_is() { cmp -s "$scratch/expected" "$file"; }
expect_file() { cat >"$scratch/expected"; wait_until file_is; }
recalled() { screen | sed '/^$/d' | tail -n 1 | grep -qF -- "$1"; }
leave() { wait_prompt; press C-d; wait_end 0; }

# An entry of several lines is one; what repeats the one before it, or begins with a space, is not kept.
start 80 24
enter 'A = [1 2];'
enter 'A = [1 2];'
enter ' B = 1;'
wait_prompt
type_keys 'for i = 1:2'
press Enter
wait_for '...>'
type_keys '  print("round", i)'
press Enter
type_keys 'end'
press Enter
wait_for 'round 2'
wait_prompt
expect_file <<'END_FILE'
A = [1 2];
for i = 1:2
	  print("round", i)
	end
END_FILE
[ "$(stat -c %a "$XDG_STATE_HOME" "$XDG_STATE_HOME/cnn" "$file" | tr '\n' ' ')" = '700 700 600 ' ] ||
  give_up "the history is open to others"

# Two sessions: each keeps at once, and neither loses what the other has typed.
terminal=second start 80 24
terminal=second enter 'S = 2;'
enter 'F = 1;'
terminal=second enter 'S = 3;'
leave
terminal=second leave
expect_file <<'END_FILE'
A = [1 2];
for i = 1:2
	  print("round", i)
	end
S = 2;
F = 1;
S = 3;
END_FILE

# A later session recalls them, the loop whole.
start 80 24
wait_prompt
press Up
wait_until recalled 'S = 3;'
press Up Up Up
wait_until screen_has 'round'
press Enter
wait_for 'round 2'
wait_prompt
press C-r
type_keys 'A ='
wait_until screen_has 'A = [1 2];'
press Enter
wait_prompt
leave

# Bytes that belong on no terminal, a line that was cut off, and no newline at the end.
printf 'K = 1;\n\033[31mred\n\377\376\000odd\nK = 2;' >"$file"
start 80 24
wait_prompt
press Up
wait_until recalled 'K = 2;'
press C-c
enter 'K = 3;'
leave
[ "$(tail -n 2 "$file" | tr '\n' ' ')" = 'K = 2; K = 3; ' ] || give_up "the open line was not ended"

# Trimmed when it is much too long: the last 10,000 stay.
seq 1 13000 | sed 's/.*/N = &;/' >"$file"
start 80 24
enter 'N = 0;'
leave
[ "$(wc -l <"$file") $(head -n 1 "$file") $(tail -n 1 "$file")" = '10001 N = 3001; N = 0;' ] || give_up "trimmed to $(wc -l <"$file")"

# An old history is taken over; one that cannot be written costs a note and nothing else.
rm -r "$XDG_STATE_HOME/cnn"
echo 'O = 1;' >"$XDG_STATE_HOME/cnn_history"
start 80 24
wait_prompt
press Up
wait_until recalled 'O = 1;'
press Enter
wait_prompt
leave
[ ! -e "$XDG_STATE_HOME/cnn_history" ] || give_up 'the old history is still there'

: >"$scratch/no-folder"
start 80 24 XDG_STATE_HOME="$scratch/no-folder"
wait_for 'note: the history cannot be kept'
enter 'A = 1 + 1'
enter 'A = 2 + 1'
[ "$(screen | grep -c 'cannot be kept')" = 1 ] || give_up 'more than one note'
press Up
wait_until recalled 'A = 2 + 1'
press C-c
leave
