# Doubles the right side of line `number`.
NR == number {
  comment = ""
  if (match($0, / *#.*$/)) { comment = substr($0, RSTART); $0 = substr($0, 1, RSTART - 1) }
  equals = index($0, " = ")
  $0 = substr($0, 1, equals + 2) "2 (" substr($0, equals + 3) ")" comment
}
{ print }
