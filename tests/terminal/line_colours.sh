#!/bin/sh
# Colours of the line being typed, the bracket that matches, and terminals that have neither.
set -u
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

escape=$(printf '\033')

# The escape sequence right in front of a piece of text ends in this code.
has_style() { screen_colours | grep -q -e "$escape\[\([0-9]*;\)*$1m$2"; }
lacks_style() { ! has_style "$@"; }
is_plain() { screen_has "$1" && ! screen_colours | grep -qF "$escape["; }

# typed TEXT STYLE PIECE …: each piece of the text is seen in its style.
typed() {
  press C-l C-e C-u
  type_keys "$1"
  wait_for "$1"
  shift
  while [ $# -gt 0 ]; do
    wait_until has_style "$1" "$2"
    shift 2
  done
}

start 80 24
wait_prompt
typed 'for k = [12 k]   # words' 35 for 36 12 90 '# words'
typed 'x = "for # 12" + π' 32 '"for # 12"' 34 + 36 π
typed 'Z = W ⊗_{pad=3} rot180(P) \otimes \oti' 34 ⊗ 36 3 1 rot180 34 '\\otimes' 33 '\\oti'
typed 'y = for_k + endless'
lacks_style 35 for || give_up "for_k is no keyword"
lacks_style 35 end || give_up "endless is no keyword"
typed ':load for' 35 :load
lacks_style 35 ' for' || give_up "what follows a command is no text of the language"

# The partner stands out at once; brackets in strings and comments do not count.
typed 'g(h(1))' 7 '('
screen_colours | grep -q "g[^h(]*7m(" || give_up "the last ) belongs to g("
press Left
wait_until has_style 7 '('
wait_until lacks_style 7 '(h'
press C-a C-f
wait_until has_style 7 ')'
typed 'g(")" + "]")' 7 '('
typed 'x = (1 + 2]' 31 ']'
typed 'x = 1) # (' 31 ')'
lacks_style 7 '(' || give_up "a bracket in a comment matches none"
press C-e C-u

# An error's word is red, and so is what points.
enter '1 + W'
wait_until has_style 31 'error:'
wait_until has_style 31 ' *^'

# What ran is still coloured, without the partner.
enter 'x = ((1 + 2))'
screen_colours | grep -q "36m1" || give_up "an entry keeps its colours"
! screen_colours | grep -q "7m(" || give_up "an entry that ran shows no partner"

start 80 24 NO_COLOR=1
wait_prompt
type_keys 'for k = [12 k]   # words ⊗ (1'
wait_until is_plain 'for k = [12 k]   # words ⊗ (1'
[ "$(cursor)" = '34 1' ] || give_up "the cursor is at $(cursor)"

start 80 24 TERM=dumb
wait_prompt
type_keys 'x = 1 +'
press Enter
wait_for '...>'
type_keys '2'
press Enter
wait_for 'x = 3'
is_plain 'x = 3' || give_up "a dumb terminal has no colours"
press C-d
wait_end
