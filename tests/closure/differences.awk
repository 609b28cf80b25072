# awk -v h=4e-4 -v within=1e-7 -v rounding=1e-14 -f differences.awk
# Lines `difference NAME PLACE SENSITIVITY LARGEST F(-2h) F(-h) F(0) F(h) F(2h)`: the sensitivity against the 4-point
# central difference, within that part of the largest entry and what the rounding of F leaves visible. Where the second
# differences of h and 2h are not as 1 to 4 there is a kink within reach: such places are counted and left out. (A kink
# at 2/3 h keeps that ratio; it is known by one-sided differences that are further apart than the quotient is off.)
function abs(x) { return x < 0 ? -x : x }
$1 == "difference" {
  difference = (8 * ($9 - $7) - ($10 - $6)) / (12 * h)
  bend = (($10 - 2 * $8 + $6) - 4 * ($9 - 2 * $8 + $7)) / (12 * h)
  allowed = within * $5 + rounding * (abs($8) + 1) / h
  seen++
  if ($0 ~ /nan|inf/) { print; wrong++; next }
  if (abs(bend) > allowed) { kinks++; next }
  if (abs(difference - $4) <= allowed) next
  if (abs($9 - 2 * $8 + $7) / h > 2 * abs(difference - $4)) kinks++
  else {
    printf "%s at element %d is %.10g, the difference quotient %.10g (largest entry %.3g)\n", $2, $3, $4, difference, $5
    wrong++
  }
  next
}
{ print; wrong++ }
END {
  printf "# places %d kinks %d wrong %d\n", seen, kinks, wrong
  exit wrong > 0
}
