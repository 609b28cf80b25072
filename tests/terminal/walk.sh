#!/bin/sh
# walk at a terminal: arrows move the window, frames stand in one place, the window may change its size.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

define() {
  enter 'W = [1 2; 3 4];'
  enter 'P = reshape(1:30, 6, 5)^T;'
  enter 'Z = W ⊗_{pad=1} P;'
}

open_walk() { # STATEMENT
  wait_prompt
  type_keys "$1"
  press Enter
  wait_for 'q end'
}

lacks() { ! screen | grep -qF -- "$1" || give_up "the screen should not show: $1"; }
appears() { [ "$(screen | grep -cF -- "$1")" = "$2" ] || give_up "$2 places, not $(screen | grep -cF -- "$1"): $1"; }

# Brackets where there are no colours; the edges stop the window.
start 80 24 NO_COLOR=1
define
open_walk 'walk Z'
wait_for 'z_{1,1} = w_{2,2} p_{1,1}'
wait_for '= 4   (3 of 4 products meet the zeros of pad=1)'
press Up Left
press Right
wait_for 'Z = W ⊗_{pad=1} P   (8.10, 8.13, 8.21)   z_{1,2}'
press Down
wait_for 'z_{2,2} = w_{1,1} p_{1,1} + w_{1,2} p_{1,2}'
wait_for '= 1·1 + 2·2 + 3·7 + 4·8'
wait_for '[ 1][ 2]'
wait_for '[ 58]'
appears 'Z = W ⊗_{pad=1} P   (' 1
press End
wait_for 'z_{2,7}'
press Space
wait_for 'z_{3,1}'
press b
wait_for 'z_{2,7}'
press Home
wait_for 'z_{2,1}'
press '?'
wait_for 'the next place, the one before'
press '?'
wait_until_gone 'the next place, the one before'

# A narrower and lower window, then back: one frame, which fits.
resize 40 20
wait_for 'products'
wait_until_gone 'cnn> walk'
appears 'Z = W ⊗_{pad=1} P   (' 1
press Right
wait_for 'z_{2,2}'
press '?'
wait_for 'q, Escape     end'
wait_for '  Tab           the next map or'
wait_for '  + -, PgUp Dn  the next map or'
lacks products
press '?'
wait_for products
resize 80 24
wait_for 'space on, b back'
appears 'Z = W ⊗_{pad=1} P   (' 1

# The last frame stays, and the prompt follows it.
press q
wait_prompt
wait_for 'z_{2,2} = w_{1,1} p_{1,1}'
lacks 'q end'
appears 'Z = W ⊗_{pad=1} P   (' 1

# Escape, Ctrl-C and Ctrl-D end it too, and the session goes on.
for key in Escape C-c C-d; do
  open_walk 'walk Z_{3,3}'
  press $key
  wait_prompt
done
enter '1 + 1'
screen | sed '/^$/d' | tail -n 2 | grep -qx 2 || give_up 'the session does not go on'

# At the bottom of the window the frame scrolls up once and is drawn in place from then on.
open_walk 'walk Z_{6,7}'
press Left Left
wait_for 'z_{6,5}'
appears 'z_{6,' 2
press q
wait_prompt

# 40 columns: panels below each other, nothing wider than the window.
start 40 24 NO_COLOR=1
define
open_walk 'walk Z_{2,2}'
wait_for 'z_{2,2} = '
wait_for '= 58'
press Right
wait_for '= 68'
appears 'Z = W ⊗_{pad=1} P   (' 1
press q
wait_prompt

# 40 × 20: a remark gives way to the sum and its value.
resize 40 20
enter 'dP = rot180(W) ⊗_{pad=full} Z;'
open_walk 'walk dP'
wait_for '          = 4'
lacks 'meet the'
press q
wait_prompt

# Two columns of two rows show more of a window that moves than one of six.
resize 80 24
enter 'Q = reshape(1:36, 6, 6);'
enter 'Y = W ⊗ Q;'
enter 'F = 1/2 sum(Y^2);'
enter 'backprop F'
open_walk 'walk dW'
resize 50 18
wait_for '    1   2  '
press q
wait_prompt
resize 40 24

# Maps and examples: + - and Tab.
enter 'A = reshape(1:36, 3, 3, 2, 2);'
enter 'K = reshape(1:24, 2, 2, 2, 3);'
enter 'B = K ⊗ A;'
open_walk 'walk B'
wait_for 'A^{1,1}'
press +
wait_for 'b_{1,1}^{1,2}'
press + +
wait_for 'b_{1,1}^{2,1}'
press -
wait_for 'b_{1,1}^{1,3}'
press Tab
wait_for 'A^{1,2}'
press q
wait_prompt

# With colours there are no brackets but grounds.
start 80 24
define
open_walk 'walk Z_{2,2}'
lacks '[ 1]'
screen_colours | grep -q '43m' || give_up 'the window has no colour'
screen_colours | grep -q '42m' || give_up 'the result has no colour'
press q
wait_prompt

# A terminal that cannot move its cursor gets frame after frame.
start 80 24 TERM=dumb
define
wait_prompt
type_keys 'walk Z_{2,2}'
press Enter
wait_for '= 58'
press Right
wait_for '= 68'
press q
wait_prompt
