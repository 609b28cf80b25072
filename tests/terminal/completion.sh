# TAB in a terminal: glyphs, names, parameters, fields, files, topics of help, and the list where there is a choice.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

# The line at the prompt, without blanks at its end.
typed() { screen | sed '/^$/d' | tail -n 1 | sed 's/^cnn> //'; }
is_typed() { [ "$(typed)" = "$1" ]; }

ends_in() { case $(typed) in *[!a-z]"$1") ;; *) return 1 ;; esac }

# becomes TEXT LINE: what TEXT and TAB make of an empty line; the line is then dropped.
becomes() {
  wait_prompt
  type_keys "$1"
  wait_until is_typed "$1"
  press Tab
  wait_until is_typed "$2"
  press C-u
  wait_prompt
}

# lists TEXT LINE …: the list that stands below the prompt, whole, and the text again below it.
lists() {
  text=$1
  shift
  press C-l
  wait_prompt
  type_keys "$text"
  wait_until is_typed "$text"
  press Tab
  printf '%s\n' "cnn> $text" "$@" "cnn> $text" >"$scratch/expected"
  wait_until screen_is_expected
  press C-u
  wait_prompt
}
screen_is_expected() { screen | sed '/^$/d' | diff - "$scratch/expected" >/dev/null; }

prepare() {
  enter 'Z_r = [1 2; 3 4];'
  enter 'net = {weight = Z_r, bias = 3};'
  enter 'weigh(x, α=0.1) = α x;'
}

# ---- what is clear is done ----
mkdir "$scratch/data"
: >"$scratch/data/digits.npy"
start 80 24
prepare
becomes '\oti' '⊗'
becomes '\alpha' 'α'
becomes 'W\^1' 'W¹'
becomes 'S\_r' 'Sᵣ'
becomes 'W\^12' 'W¹²'
becomes 'W\_{12}' 'W₁₂'
becomes '2 Z' '2 Z_r'
becomes 'weig' 'weigh'
becomes 'weigh(1, α' 'weigh(1, α='
becomes 'Z_r ⊗_{st' 'Z_r ⊗_{stride='
becomes 'Z_r ⊗_{pad=fu' 'Z_r ⊗_{pad=full'
becomes 'net.w' 'net.weight'
becomes 'load("data/d' 'load("data/digits.npy'
becomes 'load("da' 'load("data/'
becomes 'help 8.48' 'help 8.48'
becomes 'help \oti' 'help ⊗'
becomes 'backp' 'backprop'
becomes '\fr' '\frac{'
becomes ':q' ':quit'
becomes 'nothing_like_it' 'nothing_like_it'

# In the middle of a line the rest stays, behind glyphs two columns wide as well.
type_keys '字 + \oti + 3'
press Left Left Left Left Tab
wait_until is_typed '字 + ⊗ + 3'
press x
wait_until is_typed '字 + ⊗x + 3'
press C-e C-u

# What all have in common, then the list.
enter 'bell_one = 1;'
enter 'bell_two = 2;'
becomes 'be' 'bell_'
type_keys 'be'
press Tab Tab
wait_for 'bell_one  1'
wait_until is_typed 'bell_'
press C-u

# In front of a line TAB indents, in a line that goes on too.
wait_prompt
press Tab x Enter
wait_for 'cnn>   x'
wait_prompt
type_keys 'for i = 1:3'
press Enter
wait_for '...>'
press Tab
type_keys 'bre'
press Tab
wait_until ends_in break
press Enter
type_keys 'en'
press Tab
wait_until ends_in end
press Enter
wait_prompt

# ---- what is not is listed, glyphs beside their names, and the line stands below it again ----
lists '\e' 'ℓ    \ell      ϵ    \epsilon  η    \eta      =    \equiv    exp  \exp'
lists '⊞' '⊞ave  average pooling: the sum over each r × c window; a weight stands in fron…' \
  '⊞max  max pooling: the largest element of each r × c window'
lists 'logs' 'logsig(N)      log-sigmoid: a = 1/(1 + e^(-n))' 'logsoftmax(X)  logarithm of the softmax of each column'
lists 'logsig' 'logsig(N)  log-sigmoid: a = 1/(1 + e^(-n))'
lists 'net.' 'bias    3' 'weight  2 × 2'
lists 'W ⊗_{' "dilate=  distance of the kernel's elements: d or [d_r d_c]" \
  'pad=     zeros around the image: p, [p_r p_c], [top bottom left right], same o…' \
  "stride=  distance of the kernel's places: s or [s_r s_c] (8.18)" \
  "up=      puts u - 1 zeros between the image's elements: u or [u_r u_c]"
type_keys 'x = '
press Tab
wait_for '… and '
press C-c
press C-d
wait_end 0

# ---- 40 columns, and a line that takes two of its rows ----
start 40 12
prepare
lists '\e' 'ℓ    \ell      =    \equiv' 'ϵ    \epsilon  exp  \exp' 'η    \eta'
lists 'logs' 'logsig(N)      log-sigmoid: a = 1/(1 +…' 'logsoftmax(X)  logarithm of the softma…'
press C-l
wait_prompt
type_keys '12345678 + 12345678 + 12345678 + 12345678 + logs + 1'
press Left Left Left Left Tab o
wait_for 'logsoftmax(X)'
type_keys 'ft'
press Tab
wait_for '345678 + logsoftmax + 1'
press C-u C-k C-d
wait_end 0

# ---- the user's inputrc has the last word ----
printf '"\\t": tab-insert\n"\\C-o": cnn-complete\n' >"$scratch/inputrc"
start 80 24 INPUTRC="$scratch/inputrc"
wait_prompt
type_keys '\oti'
press C-o
wait_until is_typed '⊗'
press C-d C-u C-d
wait_end 0

# ---- a terminal that cannot move its cursor ----
start 80 24 TERM=dumb
wait_prompt
type_keys '\oti'
press Tab
type_keys ' logs'
press Tab
wait_for 'logsoftmax(X)'
wait_for '⊗ logs'
