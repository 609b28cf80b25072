# Writes the script with one of its values hidden from cnn --check, for which its run is as good as ever: a number n
# becomes n + 0 from a random number, a value goes through a function whose result depends on a random number.
#     awk -f veil.awk -v seed=N script.cnn
# What it hid goes to standard error; status 1 where the script offers nothing.
function random(n) { # 0 … n - 1, the same in every awk
  state = (state * 16807) % 2147483647
  return int(state / 7) % n
}

# The code of a line with comment and strings blanked out.
function code_of(text,    i, c, quoted, out) {
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (!quoted && c == "#") break
    if (c == "\"") quoted = !quoted
    out = out (quoted || c == "\"" ? " " : c)
  }
  return out
}

BEGIN {
  state = (seed * 7919 + 12345) % 2147483647
  for (i = 0; i < 5; i++) random(2)
  pattern = random(2) ? "[0-9]+" : "[A-Za-z][A-Za-z0-9]*"
  word = "^(and|or|not|in|if|end|else|true|false|inf|pi|e|full|same|while|return)$"
}

{
  whole[NR] = $0
  text = code_of($0)
  if (text ~ /^ *(import|rule|function|param|for|sym|derive|backprop|check|explain) / || text ~ /^[^=]*[(].*[)] *=/) next
  for (from = index(text, "=") + 1; from > 1 && match(substr(text, from), pattern); from = at + RLENGTH) {
    at = from + RSTART - 1
    before = substr(text, at - 1, 1); after = substr(text, at + RLENGTH, 1); rest = substr(text, at + RLENGTH)
    if (before ~ /[A-Za-z0-9_.{\\^]/ || before > "~" || after ~ /[A-Za-z0-9_.(']/ || after > "~") continue
    if (rest ~ /^ *=[^=]/ || rest ~ /^ *,.*=/ || substr(text, at, RLENGTH) ~ word) continue
    n++; line[n] = NR; place[n] = at; size[n] = RLENGTH
  }
}

END {
  if (!n) exit 1
  i = 1 + random(n)
  value = substr(whole[line[i]], place[i], size[i])
  print "line " line[i] ", " value >"/dev/stderr"
  hidden = value ~ /^[0-9]/ ? "(" value " + floor(rand()))" : "veiled(" value ")"
  whole[line[i]] = substr(whole[line[i]], 1, place[i] - 1) hidden substr(whole[line[i]], place[i] + size[i])
  print "function veiled(x)\n  if rand() < 2\n    return x\n  end\n  return \"\"\nend"
  for (i = 1; i <= NR; i++) print whole[i]
}
