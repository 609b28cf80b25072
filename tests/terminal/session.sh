# A session in a terminal from its first prompt to Ctrl-D.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

start 80 24
wait_prompt
enter 'W = [1 -2; 3 -1];'
enter 'Z = W ⊗ [0 1 0; 1 0 1; 1 1 0]'
wait_for '  1  0'
wait_for '  3  1'
[ "$(cursor)" = "5 $(($(screen | sed '/^$/d' | wc -l) - 1))" ] || give_up "the cursor stands at $(cursor)"
press C-d
wait_end 0

# A status of its own, and quotation marks on the way to the program.
start 40 10 "CNN_NOTE=it's" -- -e 'print("it'"'"'s", 40 + 2); exit(3)'
wait_end 3
wait_for "it's 42"
