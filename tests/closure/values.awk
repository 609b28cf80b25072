# Random choices, and the values of a network, for generate.awk.

function random(n) { # 0 … n − 1
  state = (state * 16807) % 2147483647
  return int(state / 2147483647 * n)
}
function chance(percent) { return random(100) < percent }
function between(a, b) { return a + random(b - a + 1) }
function pick(words,   n, list) { n = split(words, list, " "); return list[1 + random(n)] }
function larger(a, b) { return a > b ? a : b }
function smaller(a, b) { return a < b ? a : b }
function mod(a, b) { return a - b * floor(a / b) }
function floor(x,   whole) { whole = int(x); return whole > x ? whole - 1 : whole }

function pair(text) { if (!(text in counted)) counted[text] = 0; counted[text]++ }
function put(text) { body = body text "\n" }
function fresh(letters) { return pick(letters) (++names) }

function elements(v) { return rows[v] * columns[v] * maps[v] * examples[v] }
function same_size(v, w) {
  return rows[v] == rows[w] && columns[v] == columns[w] && maps[v] == maps[w] && examples[v] == examples[w]
}
function size_list(r, c, h, q) { return q > 1 ? r ", " c ", " h ", " q : h > 1 ? r ", " c ", " h : r ", " c }
function size_of(v) { return size_list(rows[v], columns[v], maps[v], examples[v]) }

function record(expression, r, c, h, q) {
  text[++values] = expression
  rows[values] = r; columns[values] = c; maps[values] = h; examples[values] = q
  uses[values] = 0; named[values] = 0
  return values
}

# A new variable, with its value as an expression of the language.
function input_as(expression, letters, r, c, h, q,   v) {
  v = record(fresh(letters), r, c, h, q)
  named[v] = 1
  inputs = inputs text[v] " = " expression "\n"
  return v
}
function input(letters, r, c, h, q) { return input_as("randn(" size_list(r, c, h, q) ")", letters, r, c, h, q) }
function constant(r, c, h, q) { return use(input("R", r, c, h, q)) }

function use(v) {
  uses[v]++
  if (uses[v] == 2) pair("used twice")
  if (uses[v] == 1 && !named[v]) pair("anonymous")
  return text[v]
}

# A new value; `size` is about how large its elements are, and scaled back where they would grow from layer to layer.
function add(expression, size, r, c, h, q,   v) {
  if (size > 2) {
    expression = sprintf("%.2g (%s)", 1 / size, expression)
    pair("scale")
  }
  v = record("(" expression ")", r, c, h, q)
  if (chance(65)) name(v, expression)
  return v
}
function name(v, expression) {
  text[v] = fresh("Z N A V Y U")
  named[v] = 1
  put(text[v] " = " expression)
  pair("named")
}
function ensure_named(v,   expression) {
  if (named[v]) return v
  expression = text[v]
  name(v, substr(expression, 2, length(expression) - 2))
  return v
}

function fits(v, kind) {
  if (elements(v) > 260) return 0
  if (kind == "image") return rows[v] >= 3 && columns[v] >= 3
  if (kind == "matrix") return maps[v] == 1 && examples[v] == 1
  if (kind == "vector") return maps[v] == 1 && examples[v] == 1 && columns[v] == 1
  if (kind == "stack") return maps[v] > 1
  if (kind == "batch") return examples[v] > 1
  if (kind == "small") return elements(v) <= 40
  if (kind == "plane") return rows[v] >= 2 && columns[v] >= 2
  return 1
}
function make_input(kind) {
  if (kind == "image") return input("P", between(4, 7), between(4, 7), pick("1 1 2 3"), pick("1 1 2"))
  if (kind == "matrix") return input("P", between(2, 6), between(2, 5), 1, 1)
  if (kind == "vector") return input("p", between(3, 7), 1, 1, 1)
  if (kind == "stack") return input("P", between(3, 6), between(3, 6), between(2, 3), pick("1 2"))
  if (kind == "batch") return input("P", between(3, 6), between(3, 6), pick("1 2"), between(2, 3))
  return input("P", between(2, 5), between(2, 5), pick("1 2"), pick("1 2"))
}
# A value to work on: most often one that nobody has used yet, sometimes one that has been used (a skip), or a new one.
function operand(kind,   v, n, list, unused) {
  unused = chance(80)
  for (v = 1; v <= values; v++)
    if (fits(v, kind) && (!unused || !uses[v]) && text[v] !~ /^R/) list[++n] = v
  if (!n || chance(8)) return make_input(kind)
  return list[1 + random(n)]
}
# Another value of the same size.
function partner(v,   w, n, list) {
  for (w = 1; w <= values; w++)
    if (w != v && same_size(v, w) && text[w] !~ /^R/) list[++n] = w
  if (n && chance(60)) return list[1 + random(n)]
  return input("B", rows[v], columns[v], maps[v], examples[v])
}

# ---- parameters ----

# pad= for an operator: sets pad[1..4] and gives its text, "" for none. span: what `full` adds.
function choose_pad(operator, span_r, span_c, room_r, room_c,   kind, i, p, least) {
  for (i = 1; i <= 4; i++) pad[i] = 0
  kind = pick("none none number pair four same full negative negative")
  if (kind == "negative" && (room_r < 1 || room_c < 1)) kind = "four"
  if (kind == "none") return ""
  pair(operator " pad=" kind)
  if (kind == "number") {
    least = operator ~ /max/ ? 0 : 1 # a window of ⊞max must not lie in the padding alone
    p = smaller(between(1, 2), larger(least, smaller(span_r, span_c)))
    for (i = 1; i <= 4; i++) pad[i] = p
    return "pad=" p
  }
  if (kind == "pair") {
    pad[1] = pad[2] = pad_side(span_r); pad[3] = pad[4] = pad_side(span_c)
    return "pad=[" pad[1] " " pad[3] "]"
  }
  if (kind == "four") for (i = 1; i <= 4; i++) pad[i] = pad_side(i <= 2 ? span_r : span_c)
  if (kind == "negative") { pad[between(1, 2)] = -1; pad[between(3, 4)] = -1; pad[between(1, 2)] += span_r > 0 }
  if (kind == "four" || kind == "negative") return "pad=[" pad[1] " " pad[2] " " pad[3] " " pad[4] "]"
  if (kind == "full") { pad[1] = pad[2] = span_r; pad[3] = pad[4] = span_c; return "pad=full" }
  pad[1] = int(span_r / 2); pad[2] = span_r - pad[1]; pad[3] = int(span_c / 2); pad[4] = span_c - pad[3]
  return "pad=same"
}
function pad_side(span) { return random(smaller(span, 2) + 1) }

# stride=, dilate=, up=: sets step[1] and step[2].
function choose_steps(operator, word, low, high, percent, a, b,   one) {
  step[1] = a; step[2] = b
  if (!chance(percent)) return ""
  if (chance(50)) {
    one = between(low, high)
    step[1] = step[2] = one
    pair(operator " " word "=number")
    return word "=" one
  }
  step[1] = between(low, high); step[2] = between(low, high)
  pair(operator " " word "=pair")
  return word "=[" step[1] " " step[2] "]"
}
function join(list, item) { return item == "" ? list : list == "" ? item : list ", " item }
function brace(list) { return list == "" ? "" : "_{" list "}" }
