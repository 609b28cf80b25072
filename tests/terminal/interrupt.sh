# Ctrl-C: a computation stops and the variables stay; a second within a second ends the program, and what was typed is kept.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

# Starts what takes for ever. The word is printed by the program, so that it runs when the word is seen.
run_for_ever() { # WORD
  wait_prompt
  type_keys "print(\"$1\", \"$1\"); while true; end"
  wait_while has_prompt
  press Enter
  wait_for "$1 $1"
}

start 80 24
enter 'A = [1 2; 3 4];'
run_for_ever first
press C-c
wait_for 'error: interrupted'
wait_prompt
enter 'sum(A)'
wait_for '10'
enter 'B = 7;'

# A line that is dropped ends nothing, however often.
type_keys 'half a line'
press C-c
press C-c
press C-c
enter 'print("B is", B)'
wait_for 'B is 7'

# Printing stops too.
wait_prompt
type_keys 'for i = 1:10000000; print("line", i); end'
press Enter
wait_for 'line '
press C-c
wait_for 'error: interrupted'
enter 'print("and on")'
wait_for 'and on'

# The second within a second, whether the first was served or not; the entry that ran is in the history.
# Signals that meet are one, so that the test waits for the first; on a busy machine its second may be over by then.
tried=0
until has_ended; do
  tried=$((tried + 1))
  [ $tried -lt 20 ] || give_up 'a second Ctrl-C does not end the program'
  run_for_ever "second-$tried"
  press C-c
  wait_prompt
  press C-c
  polled=0
  until has_ended || [ $polled = 40 ]; do polled=$((polled + 1)) && sleep 0.02; done
done
wait_end 130
grep -q 'print("second-' "$XDG_STATE_HOME/cnn/history" || give_up 'the entry that was stopped is not in the history'
start 80 24
enter '1 + 1'
press C-d
wait_end

# In a script the first ends it.
echo 'print("running"); while true; end' >"$scratch/long.cnn"
start 80 24 -- "$scratch/long.cnn"
wait_for running
press C-c
wait_end 130
wait_for 'error: interrupted'

# A paste whose end never came is dropped too.
start 80 24
wait_prompt
type_keys "$(printf '\033[200~never ended')"
press C-c
wait_prompt
enter 'print(1200 + 34)'
wait_for 1234
