# mode=sizes: the operands, then each case and the size of its result. mode=explain: of each result `rounds` random
# elements explained, each after a line `case element`.
function flush_cases(k) {
  for (k = 1; k <= n; k++) {
    if (gradient[k] != "") printf "F%d = %s\nbackprop F%d\n", k, text[k], k
    else printf "Z%d = %s\n", k, text[k]
    if (mode == "sizes") {
      line = "printf(\"%g %g %g %g\\n\", rows(X), columns(X), size(X, 3), size(X, 4))"
      gsub(/X/, what(k), line)
      print line
    } else explain_some(k)
  }
}
function what(k) { return gradient[k] != "" ? gradient[k] : "Z" k }
function any(length_) { return 1 + int(rand() * length_) }
function explain_some(k, i, at) {
  for (i = 0; i < rounds; i++) {
    at = sprintf("[%d, %d, %d, %d]", any(rows[k]), any(columns[k]), any(maps[k]), any(examples[k]))
    if (rows[k] * columns[k] * maps[k] * examples[k] == 1) at = ""
    printf "print(\"case %d %s\")\nexplain_{full} %s%s\n", k, at, what(k), at
  }
}
BEGIN { srand(seed) }
FILENAME ~ /operands/ { print; next }
FILENAME ~ /cases/ {
  if ($0 ~ /^#/ || $0 == "") next
  n++
  sub(/^[0-9.e-]*; /, "")
  if ($0 ~ /^d[A-Za-z] : /) { gradient[n] = $1; sub(/^d[A-Za-z] : /, "") }
  text[n] = $0
  next
}
{ rows[FNR] = $1; columns[FNR] = $2; maps[FNR] = $3; examples[FNR] = $4 }
END { flush_cases() }
