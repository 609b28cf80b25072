# awk -v within=1e-12 -f compare.awk EXPECTED FOUND: blocks `@ NAME` of numbers, one a line. Every block of the second
# file must be in the first, with as many numbers, each within that part of the block's largest entry; 0: all digits,
# but for the sign of a zero, which -(X - Y) → Y - X does not keep.
function abs(x) { return x < 0 ? -x : x }
function complain(what) { printf "%s %s\n", block, what; wrong++ }
FNR == 1 { file++; block = "" }
$1 == "#" || $1 == "" { block = "" }
$1 == "@" {
  block = $2
  if (file == 2 && !(block in length_of)) complain("is bound by the equations, not by backprop")
  count[file] = 0
  if (file == 1) { length_of[block] = 0; largest[block] = 0 }
  else { compared[block] = 1; reported = 0 }
  next
}
block == "" { next }
file == 1 {
  value[block, ++length_of[block]] = $1
  if (abs($1) > largest[block]) largest[block] = abs($1)
  next
}
{
  k = ++count[2]
  found[block] = k
  if (reported || !(block in length_of)) next
  same = $1 "" == value[block, k] "" || ($1 == 0 && value[block, k] == 0) || (within && abs($1 - value[block, k]) <= within * largest[block])
  if (same) next
  complain("element " k " is " $1 ", by backprop " value[block, k] " (largest " largest[block] ")")
  reported = 1
}
END {
  for (block in compared)
    if (found[block] != length_of[block]) complain("has " found[block] + 0 " elements, by backprop " length_of[block])
  exit wrong > 0
}
