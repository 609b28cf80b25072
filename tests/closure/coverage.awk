# awk -v least=20 -f coverage.awk pairs.txt ROWS COUNTS …: pairs.txt against the operators' rows and against what the
# networks used. Prints how often each pair occurred, and what is missing.
FNR == 1 { file++ }
file == 1 && /^- / { name = substr($0, 3); sub(/:.*/, "", name); excused[name] = 1; next }
file == 1 && !/^#/ {
  listed[$0] = 1
  plain = $0
  sub(/=.*/, "", plain)
  known[plain] = 1
  next
}
file == 2 && !($0 in known) && !($1 in excused) { print "an operator or parameter that pairs.txt lacks: " $0; wrong++ }
file >= 3 {
  count = $1
  sub(/^[0-9]+ /, "")
  if (!($0 in listed) && !stranger[$0]++) { print "used by a network but not in pairs.txt: " $0; wrong++ }
  counts[$0] += count
}
END {
  for (pair in listed) {
    printf "%6d  %s\n", counts[pair], pair | "sort -n"
    if (counts[pair] < least) few = few "\n  " pair " (" counts[pair] + 0 ")"
  }
  close("sort -n")
  if (few != "") print "in fewer than " least " places:" few
  exit wrong > 0 || few != ""
}
