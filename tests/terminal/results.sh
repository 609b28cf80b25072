# Results fit the window: columns and rows from both ends, as many maps as there is room for, and how to see more.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$source/tests/terminal/terminal.sh"

# No line on the screen goes on in the next: of 80 columns every line that was printed ends where it should.
screen_is() { # WHAT, the wanted screen on standard input; blanks at the ends of lines do not count
  sed 's/ *$//' >"$scratch/wanted"
  screen | sed -e 's/ *$//' -e '/./,$!d' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$scratch/found"
  diff "$scratch/wanted" "$scratch/found" >&2 || give_up "$1"
}

start 80 16
enter 'X = (1:40)'"'"' (1:100);'
press C-l
wait_until eval '[ "$(cursor)" = "5 0" ]'
enter X
screen_is '80 columns' <<'SCREEN'
cnn> X
X =
   1   2    3    4    5    6    7  …    94    95    96    97    98    99   100
   2   4    6    8   10   12   14  …   188   190   192   194   196   198   200
   3   6    9   12   15   18   21  …   282   285   288   291   294   297   300
   4   8   12   16   20   24   28  …   376   380   384   388   392   396   400
   5  10   15   20   25   30   35  …   470   475   480   485   490   495   500
   6  12   18   24   30   36   42  …   564   570   576   582   588   594   600
   ⋮   ⋮    ⋮    ⋮    ⋮    ⋮    ⋮  ⋱     ⋮     ⋮     ⋮     ⋮     ⋮     ⋮     ⋮
  36  72  108  144  180  216  252  …  3384  3420  3456  3492  3528  3564  3600
  37  74  111  148  185  222  259  …  3478  3515  3552  3589  3626  3663  3700
  38  76  114  152  190  228  266  …  3572  3610  3648  3686  3724  3762  3800
  39  78  117  156  195  234  273  …  3666  3705  3744  3783  3822  3861  3900
  40  80  120  160  200  240  280  …  3760  3800  3840  3880  3920  3960  4000
  (40 × 100; more: X[7:17, 8:21], show X)
cnn>
SCREEN

# What the note says can be typed.
enter 'X[7:17, 8:21]'
wait_for '  136  153  170'

enter 'A = reshape(1:1024, 8, 8, 16)'
wait_for '… 15 more (8 × 8 × 16 maps; more: A[:, :, 2], show A)'
enter 'b = reshape((1:60) / 8, 1, 1, 60)'
wait_for 'b^{1} … b^{60} ='
wait_for '(1 × 1 × 60 maps; more: b[:, :, '

terminal=narrow
start 40 12
enter 'P = (1:40) / 7;'
press C-l
wait_until eval '[ "$(cursor)" = "5 0" ]'
enter P
screen_is '40 columns' <<'SCREEN'
cnn> P
P =
  0.1429  0.2857  …  5.5714  5.7143
  (1 × 40; more: P[:, 3:6], show P)
cnn>
SCREEN
enter 'r = {W = [1 2; 3 4], name = "feature maps", l = {1, 2, 3}}'
wait_for '  W = [1 2; 3 4],'
wait_for '  name = "feature maps",'
enter 'f = {1:9, 1:9, 1:9}; f'
wait_for '  [1 2 3 4 5 6 7 8 9],'

terminal=main
resize 40 16
press C-l
wait_until eval '[ "$(cursor)" = "5 0" ]'
enter X
screen_is 'after a resize' <<'SCREEN'
cnn> X
X =
   1   2    3    4  …    98    99   100
   2   4    6    8  …   196   198   200
   3   6    9   12  …   294   297   300
   4   8   12   16  …   392   396   400
   5  10   15   20  …   490   495   500
   6  12   18   24  …   588   594   600
   ⋮   ⋮    ⋮    ⋮  ⋱     ⋮     ⋮     ⋮
  36  72  108  144  …  3528  3564  3600
  37  74  111  148  …  3626  3663  3700
  38  76  114  152  …  3724  3762  3800
  39  78  117  156  …  3822  3861  3900
  40  80  120  160  …  3920  3960  4000
  (40 × 100)
cnn>
SCREEN

# What explain writes is as wide as the window, and broken between terms.
start 40 24
enter 'W = [1 2; 3 4];'
enter 'P = reshape(1:9, 3, 3);'
enter 'Z = W ⊗ P;'
enter 'explain Z_{1,1}'
wait_for '  z_{1,1} = w_{1,1} p_{1,1}'
wait_for '            + w_{2,1} p_{2,1}'
screen | grep -qx '            + w_{2,2} p_{2,2}' || give_up 'a term of explain is broken'

# The list of commands fits into 80 columns.
start 80 24
enter ':help'
wait_for 'For the language: help'
screen | grep -qx '  Keys: TAB .* Ctrl-C stops' || give_up 'a line of :help is broken'

# So are the words of an error; the line of the source and what points into it stay below each other.
start 40 20
enter 'P = [1 2];'
press C-l
wait_until eval '[ "$(cursor)" = "5 0" ]'
enter 'dP'
screen_is 'an error in a narrow window' <<'SCREEN'
cnn> dP
input:1:1: error: dP has no value
  dP
  ^~
note: dP is the sensitivity of P:
    backprop F for P binds it, where F
    was computed from P
cnn>
SCREEN
