# From explanations to a program: the numbers of each equation against its value; of the first one after `case`, also
# against the element. Lists get brackets: max(1, 2) → max([1, 2]). A line DIFFERS where they disagree.
function add_check(what, numbers, value) {
  gsub(/…[^…]*…/, "BAD", numbers)
  while (match(numbers, /(^|[^a-z])(max|min|argmax|argmin|any|all)\([^\[]/)) {
    start = RSTART + RLENGTH - 1
    depth = 1
    for (end = start; depth > 0 && end <= length(numbers); end++) {
      if (substr(numbers, end, 1) == "(") depth++
      if (substr(numbers, end, 1) == ")") depth--
    }
    numbers = substr(numbers, 1, start - 1) "[" substr(numbers, start, end - 1 - start) "]" substr(numbers, end - 1)
  }
  near = tolerance[k] ? tolerance[k] : "1e-9"
  rough = what == "" || n_lines < 3 ? "2e-5" : near
  if (rough + 0 < near + 0) rough = near
  printf "x = %s\ny = %s\nprintf(\"%%s %d %s\\n\", %s)\n", numbers, what == "" ? value : what, k,
    what == "" ? "where" : what, verdict("x", "y", rough)
  if (what != "") printf "printf(\"%%s %d %s value\\n\", %s)\n", k, what, verdict("y", value, "2e-5")
  count++
}
function verdict(x, y, near) {
  return "agree(" x ", " y ", " near ")"
}
function finish() {
  if (k == "" || n_lines == 0) return
  add_check(is_first ? element : "", n_lines > 2 ? line[2] : line[n_lines], line[n_lines])
  is_first = 0
  n_lines = 0
}
BEGIN {
  print "function agree(x, y, near)\n  if abs(x - y) <= near (1 + abs(y)) or x == y\n    return \"ok\"\n  end"
  print "  return \"DIFFERS\"\nend"
}
FILENAME ~ /cases/ {
  if ($0 ~ /^#/ || $0 == "") next
  cases++
  if ($0 ~ /^[0-9.e-]*; /) { tolerance[cases] = $1; sub(/;/, "", tolerance[cases]); sub(/^[0-9.e-]*; /, "") }
  if ($0 ~ /^d[A-Za-z] : /) { gradient[cases] = $1; sub(/^d[A-Za-z] : /, "") }
  text[cases] = $0
  next
}
/^case / {
  finish()
  if ($2 != k) {
    k = $2
    if (gradient[k] != "") printf "F%d = %s\nbackprop F%d\n", k, text[k], k
    else printf "Z%d = %s\n", k, text[k]
  }
  element = $0
  sub(/^case [0-9]+ ?/, "", element)
  element = (gradient[k] != "" ? gradient[k] : "Z" k) element
  is_first = 1
  next
}
{
  sub(/   \(.*$/, "")
  if ($0 ~ /^  [^ ]/) { finish(); sub(/^[^=]* = /, ""); line[++n_lines] = $0 }
  else if ($0 ~ /^ += /) { sub(/^ += /, ""); line[++n_lines] = $0 }
  else { sub(/^ +/, ""); line[n_lines] = line[n_lines] " " $0 }
}
END { finish(); printf "print(\"%d lines of numbers agree with the elements\")\n", count }
