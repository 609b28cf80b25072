# What surrounds a session: init.cnn, terminals that know no escape sequences, and pipes, which never see one.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"
escape=$(printf '\033')
leave() { wait_prompt; press C-d; wait_end "${1-0}"; }

# ---- init.cnn ----
mkdir -p "$XDG_CONFIG_HOME/cnn"
cat >"$XDG_CONFIG_HOME/cnn/init.cnn" <<'INIT'
W = [1 2; 3 4]
N = sum(W ∘ W)
double(x) = 2 x
bad = W * [1 2 3]
never = 1
INIT
start 80 24
wait_for 'init.cnn:4:'
enter 'print("init", double(21), W_{2,2})'
wait_for 'init 42 4'
enter 'backprop N; dW'
wait_for '  6  8'
leave
start 80 24 -- --no-init
enter 'W'
wait_for "W has no value"
screen_has 'init.cnn' && give_up 'init.cnn has run'
leave
[ "$(echo 'W = 3' | "$cnn" 2>&1)" = 'W = 3' ] || give_up 'a pipe has run init.cnn'
echo 'exit(7)' >"$XDG_CONFIG_HOME/cnn/init.cnn"
start 80 24
wait_end 7
rm "$XDG_CONFIG_HOME/cnn/init.cnn"

# ---- terminals without escape sequences ----
# What the program sends is recorded as it is, by a terminal that `script` makes; tmux shows it.
recorded() { # VAR=value …; a short session, with the record in $scratch/record
  words=
  for word; do words="$words$(quote "$word")"; done
  rm -f "$scratch/record"
  start_command 80 24 "env $words script -qefc $(quote "$cnn") $scratch/record"
  enter 'A = [1 2; 3 4]'
  wait_for '  3  4'
  leave
}
if command -v script >/dev/null 2>&1; then
  for way in TERM=dumb '-u TERM' 'TERM=dumb INSIDE_EMACS=30.1,comint'; do
    recorded $way
    grep -q "$escape" "$scratch/record" && { cat -v "$scratch/record"; give_up "escape sequences with $way"; }
  done
fi
start 80 24 TERM=dumb INSIDE_EMACS=30.1,comint
wait_prompt
type_keys 'half a line'
press C-c
wait_while screen_has 'half a line^Ccnn'
enter 'B = 1 + 1'
wait_for 'B = 2'
leave
# The program draws in colour unless NO_COLOR is set.
start 80 24 NO_COLOR=1
enter "A = [1 2]"
screen_colours | grep -q "$escape\[3" && give_up 'colours in spite of NO_COLOR'
leave

# ---- pipes ----
cd "$scratch" || exit 1
[ "$(printf 'W = 3\nW + 1\nV = 5;\n' | TERM=xterm-256color "$cnn")" = "$(printf 'W = 3\n4')" ] || give_up 'equations in a pipe'
printf 'for i = 1:2\n  print(i)\nend\n' >loop.cnn
[ "$("$cnn" <loop.cnn | tr '\n' ' ')" = '1 2 ' ] || give_up 'a loop on standard input'
"$cnn" <loop.cnn >all 2>&1
grep -q "$escape" all && give_up 'escape sequences in a pipe'
status=0
"$cnn" <&- >out 2>all || status=$?
{ [ $status = 1 ] && grep -q 'cannot read standard input' all; } || give_up "no standard input: status $status, $(cat all)"
status=0
"$cnn" -e 'print(1)' >&- 2>all || status=$?
{ [ $status = 1 ] && grep -q 'could not be written' all; } || give_up "no standard output: status $status, $(cat all)"
[ "$("$cnn" -e 'for i = 1:100000
print(i)
end' 2>all | head -n 2 | tr '\n' ' ')" = '1 2 ' ] || give_up 'into head'
[ -s all ] && give_up "head: $(cat all)"

# Standard input is a terminal and standard output a pipe: no prompt, no escape sequences, nothing of readline.
start_command 80 24 "env TERM=xterm-256color $cnn | cat -v"
type_keys 'A = 1 + 1'
wait_for 'A = 1 + 1'
press Enter
wait_for 'A = 2'
screen_has '^[' && give_up 'escape sequences in a pipe'
screen_has 'cnn>' && give_up 'a prompt in a pipe'
press C-d
wait_until has_ended

# In a window of three columns readline, which draws the line itself there, has something to divide by.
printf 'set horizontal-scroll-mode on\n' >"$scratch/inputrc"
start 3 10 TERM=vt100 INPUTRC="$scratch/inputrc"
type_keys 'abcdef = 12'
press Left Left Left Enter
type_keys exit
press Enter
wait_end 0
