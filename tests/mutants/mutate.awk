# Writes the script with one slip in it: a number changed, two arguments or operands exchanged, a name misspelt or
# another's, or vec, maps, rot180, a transpose left out.
#     awk -f mutate.awk -v seed=N script.cnn
# The same seed gives the same slip. What it did goes to standard error; status 1 where the script offers nothing.
function random(n) { # 0 … n - 1, the same in every awk
  state = (state * 16807) % 2147483647
  return int(state / 7) % n
}

# The code of a line with comment and strings blanked out, so that places in it are places in the line.
function code_of(text,    i, c, quoted, out) {
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (!quoted && c == "#") { while (i++ <= length(text)) out = out " "; break }
    if (c == "\"") quoted = !quoted
    out = out (quoted || c == "\"" ? " " : c)
  }
  return substr(out, 1, length(text))
}

function offer(kind, line, at, len, new) {
  n++
  kind_of[n] = kind; line_of[n] = line; at_of[n] = at; length_of[n] = len; new_of[n] = new
  kinds[kind]++
}

# Every place where `pattern` matches, in at[1 … count] and len[1 … count].
function find_all(text, pattern, at, len,    count, from) {
  from = 1
  while (match(substr(text, from), pattern)) {
    count++
    at[count] = from + RSTART - 1; len[count] = RLENGTH
    from += RSTART - 1 + (RLENGTH > 0 ? RLENGTH : 1)
  }
  return count + 0
}

function is_word(c) { return c ~ /[A-Za-z0-9_.]/ || c > "~" }

# Whole numbers inside ( ), [ ] or { }: sizes, windows, pads, strides, indices, bounds.
function offer_numbers(line, text,    k, count, depth, i, c, number) {
  count = find_all(text, "[0-9]+", at, len)
  for (k = 1; k <= count; k++) {
    depth = 0
    for (i = 1; i < at[k]; i++) {
      c = substr(text, i, 1)
      depth += (c ~ /[([{]/) - (c ~ /[])}]/)
    }
    if (depth < 1 && text !~ /=/) continue
    if (at[k] > 1 && is_word(substr(text, at[k] - 1, 1))) continue
    if (is_word(substr(text, at[k] + len[k], 1)) && substr(text, at[k] + len[k], 1) ~ /[A-Za-z0-9_.]/) continue
    number = substr(text, at[k], len[k]) + 0
    offer("number", line, at[k], len[k], number + 1)
    if (number > 0) offer("number", line, at[k], len[k], number - 1)
    if (number > 1) offer("number", line, at[k], len[k], 2 * number)
  }
}

function offer_exchanges(line, text,    k, count, pair, comma, one, two) {
  count = find_all(text, "[(][A-Za-z0-9]+, *[A-Za-z0-9]+[,)]", at, len)
  for (k = 1; k <= count; k++) {
    pair = substr(text, at[k] + 1, len[k] - 2)
    comma = index(pair, ",")
    one = substr(pair, 1, comma - 1); two = substr(pair, comma + 1)
    sub(/^ */, "", two)
    if (one != two) offer("exchange", line, at[k] + 1, len[k] - 2, two ", " one)
  }
  count = find_all(text, "[A-Z][a-z0-9]* (⊗|·) [A-Z][a-z0-9]*", at, len)
  for (k = 1; k <= count; k++) {
    pair = substr(text, at[k], len[k])
    split(pair, part, " ")
    offer("exchange", line, at[k], len[k], part[3] " " part[2] " " part[1])
  }
}

function offer_names(line, text,    k, count, name, before) {
  count = find_all(text, "[A-Za-z][A-Za-z0-9]*", at, len)
  for (k = 1; k <= count; k++) {
    name = substr(text, at[k], len[k])
    before = at[k] > 1 ? substr(text, at[k] - 1, 1) : ""
    if (before ~ /[A-Za-z0-9_.\\]/ || name ~ keyword) continue
    offer("name", line, at[k], len[k], name "x")
  }
}

function offer_omissions(line, text,    k, count) {
  count = find_all(text, "(vec|maps|rot180|transpose)[(]", at, len)
  for (k = 1; k <= count; k++)
    if (at[k] == 1 || !is_word(substr(text, at[k] - 1, 1))) offer("omission", line, at[k], len[k], "(")
  count = find_all(text, "(\\^T|ᵀ|'|⊗_[{]pad=full[}])", at, len)
  for (k = 1; k <= count; k++) offer("omission", line, at[k], len[k], substr(text, at[k], len[k]) ~ /full/ ? "⊗" : "")
}

BEGIN {
  keyword = "^(if|else|elseif|end|for|while|function|return|break|continue|param|backprop|check|derive|import|and|or|not|in|true|false|sym|with|rule|print|printf|assert|error|e|ave|max)$"
  state = (seed * 7919 + 12345) % 2147483647
  for (i = 0; i < 5; i++) random(2)
}

{
  whole[NR] = $0
  text = code_of($0)
  if (text ~ /^ *(import|rule) /) next
  offer_numbers(NR, text)
  offer_exchanges(NR, text)
  offer_names(NR, text)
  offer_omissions(NR, text)
}

END {
  if (!n) exit 1
  split("number number exchange name omission", wish, " ")
  for (tries = 0; tries < 10 && !kinds[kind = wish[1 + random(5)]]; tries++) continue
  if (!kinds[kind]) exit 1
  nth = 1 + random(kinds[kind])
  for (i = 1; i <= n; i++) if (kind_of[i] == kind && --nth == 0) break
  line = line_of[i]
  print kind ", line " line ": " substr(whole[line], at_of[i], length_of[i]) " -> " new_of[i] >"/dev/stderr"
  whole[line] = substr(whole[line], 1, at_of[i] - 1) new_of[i] substr(whole[line], at_of[i] + length_of[i])
  for (i = 1; i <= NR; i++) print whole[i]
}
