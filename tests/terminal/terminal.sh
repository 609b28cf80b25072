# Shell functions for tests of the session in a real terminal: tmux plays it, with a server, a home and XDG folders of
# their own in a temporary folder, which goes away with the test. It is no test itself: the tests beside it begin with
#
#     source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
#     . "$source/tests/terminal/terminal.sh"
#
#   start COLUMNS ROWS [VAR=value …] [-- ARGUMENT …]   $CNN in a new terminal; one of the same name is closed
#   start_command COLUMNS ROWS COMMAND   the same with a command of the shell
#   type_keys TEXT …    types text as it stands
#   press KEY …         presses keys by tmux's names: Enter Tab Up C-c M-b Escape BSpace
#   enter TEXT          types TEXT at the prompt, Enter, and waits for the next prompt
#   paste TEXT          pastes TEXT, in brackets where the program has asked for them; "-": standard input
#   resize COLUMNS ROWS
#   wait_for TEXT       until TEXT stands on the screen; then wait_for fails and shows the screen
#   wait_until_gone TEXT
#   wait_prompt         until the last line of the screen is an empty prompt
#   wait_end [STATUS]   until the program has ended, with that exit status
#   wait_while COMMAND … and wait_until COMMAND …   the same for any condition
#   screen              the screen as text; screen_colours: with its escape sequences; screen_history: what scrolled off too
#   cursor              its column and row, from 0
#   give_up TEXT        says TEXT, shows the screen, fails
#
# The variable `terminal` names the one that is meant, so that sessions can stand side by side: terminal=second start 80 24.
# Nothing waits for a time: conditions are polled, for $patience seconds before the test fails.
cnn=${CNN:-$source/build/cnn}
terminal=main
patience=${patience:-60}

if ! command -v tmux >/dev/null 2>&1; then
  echo "*** SKIPPED: $0 needs tmux (Debian package tmux) ***" >&2
  exit 77
fi

scratch=$(mktemp -d) || exit 1
export HOME="$scratch/home" XDG_STATE_HOME="$scratch/state" XDG_CONFIG_HOME="$scratch/config"
export LC_ALL=C.UTF-8
unset TMUX TMUX_PANE NO_COLOR COLORTERM COLUMNS LINES INPUTRC CNN_PICTURES CNN_PATH
mkdir "$HOME"
cat >"$scratch/tmux.conf" <<'CONF'
set -g default-terminal tmux-256color
set -g status off
set -g remain-on-exit on
set -gq remain-on-exit-format ''
set -s exit-empty off
set -g history-limit 20000
set -s escape-time 0
set -g assume-paste-time 0
set -g default-shell /bin/sh
CONF

tmux_here() { tmux -u -S "$scratch/tmux" -f "$scratch/tmux.conf" "$@"; }

finish_terminals() {
  finish_status=$?
  tmux_here kill-server 2>/dev/null
  rm -rf "$scratch"
  exit $finish_status
}
trap finish_terminals EXIT
trap 'exit 130' INT TERM

# A word as the shell would have to be given it.
quote() { printf "'%s' " "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

start_command() {
  tmux_here kill-session -t "=$terminal" 2>/dev/null
  tmux_here new-session -d -s "$terminal" -x "$1" -y "$2" -c "$scratch" "exec $3" || give_up "tmux does not start"
}

start() {
  start_columns=$1 start_rows=$2
  shift 2
  start_words=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do start_words=$start_words$(quote "$1"); shift; done
  [ $# = 0 ] || shift
  start_words=$start_words$(quote "$cnn")
  for word; do start_words=$start_words$(quote "$word"); done
  start_command "$start_columns" "$start_rows" "env $start_words"
}

screen() { tmux_here capture-pane -p -t "=$terminal:"; }
screen_colours() { tmux_here capture-pane -p -e -t "=$terminal:"; }
screen_history() { tmux_here capture-pane -p -S - -t "=$terminal:"; }
cursor() { tmux_here display-message -p -t "=$terminal:" '#{cursor_x} #{cursor_y}'; }
resize() { tmux_here resize-window -t "=$terminal:" -x "$1" -y "$2"; }
press() { tmux_here send-keys -t "=$terminal:" "$@"; }

# A semicolon at the end would end tmux's own command.
type_keys() {
  for text; do
    case $text in *\;) text="${text%;}\\;" ;; esac
    tmux_here send-keys -t "=$terminal:" -l -- "$text"
  done
}

paste() {
  if [ "$1" = - ]; then cat; else printf %s "$1"; fi | tmux_here load-buffer -b paste -
  tmux_here paste-buffer -d -p -b paste -t "=$terminal:"
}

give_up() {
  printf '%s\nthe screen of "%s":\n' "$1" "$terminal" >&2
  screen | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' | sed 's/^/| /' >&2
  exit 1
}

wait_until() {
  deadline=$(($(date +%s) + patience))
  until "$@"; do
    [ "$(date +%s)" -lt $deadline ] || give_up "waited in vain for: $*"
    sleep 0.02
  done
}

negated() { ! "$@"; }
wait_while() { wait_until negated "$@"; }

screen_has() { screen | grep -qF -- "$1"; }
has_prompt() { [ "$(screen | sed '/^$/d' | tail -n 1)" = 'cnn>' ]; }
has_ended() { [ "$(tmux_here display-message -p -t "=$terminal:" '#{pane_dead}')" = 1 ]; }
end_status() { tmux_here display-message -p -t "=$terminal:" '#{pane_dead_status}'; }

wait_for() { wait_until screen_has "$1"; }
wait_until_gone() { wait_while screen_has "$1"; }
wait_prompt() { wait_until has_prompt; }

wait_end() {
  wait_until has_ended
  [ "$(end_status)" = "${1-0}" ] || give_up "ended with status $(end_status), not ${1-0}"
}

# What is typed has to stand there before Enter: until then the old prompt would pass for the next one.
enter() {
  wait_prompt
  type_keys "$1"
  wait_while has_prompt
  press Enter
  wait_prompt
}
