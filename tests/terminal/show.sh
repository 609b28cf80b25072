# show in a terminal: half blocks where there is true colour, characters where there is none, and what the window has
# room for.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

lines_with() { screen | grep -c -- "$1"; }

start 80 24 COLORTERM=truecolor
enter 'show [0 1; 0.5 nan]'
wait_for '[0 1; 0.5 nan]  2 × 2, 0 … 1, 1 nan'
[ "$(lines_with '^▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀$')" = 8 ] || give_up "a picture of 2 × 2 is not 16 × 8 half blocks"
for colour in '38;2;0;0;0' '48;2;0;0;0' '38;2;255;255;255' '48;2;128;128;128' '38;2;255;0;0' '48;2;255;0;0'; do
  screen_colours | grep -q "$colour" || give_up "no pixel has the colour $colour"
done

# Maps beside each other; those that the window has no room for are counted.
press C-l
wait_until eval '[ "$(cursor)" = "5 0" ]'
enter 'show reshape(1:2560, 4, 4, 160)'
wait_for '4 × 4 × 160 maps, 1 … 2560; 128 more'
[ "$(lines_with '^1  *2  *3  *4  *5  *6  *7  *8$')" = 1 ] || give_up "maps 1 to 8 are not side by side"
screen | grep -q '^cnn> show' || give_up "the pictures do not leave room for what was typed"

terminal=grey
start 80 24
enter 'show [0 1; 1 0]'
wait_for '        @@@@@@@@'
terminal=plain
start 80 24 COLORTERM=truecolor NO_COLOR=1
enter 'show [0 1; 1 0]'
wait_for '        @@@@@@@@'
terminal=few
start 80 24 CNN_PICTURES=blocks
enter 'show [0 1; 1 0]'
wait_for ▀▀▀▀▀▀▀▀
screen_colours | grep -q '38;5;232' || give_up "256 colours: black is not 232"
screen_colours | grep -q '48;5;255' || give_up "256 colours: white is not 255"

terminal=narrow
start 40 24 COLORTERM=truecolor
enter 'show (1:100) + (1:64)'"'"
wait_for '64 × 100, 2 … 164'
screen | grep '▀' | awk '{ gsub(/▀/, "x"); n++ } length($0) != 40 { bad = 1 } END { exit bad || n != 13 }' ||
  give_up "64 × 100 is not 40 × 13 characters"
