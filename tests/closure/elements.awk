# Layers for generate.awk: element by element, products, sums, elements moved.

# ---- sums, products, functions ----

function infix(operator, glyph,   v, w, x, y) {
  v = operand("any")
  w = companion(v)
  pair(operator)
  x = use(v); y = use(w)
  like(v, chance(70) ? x " " glyph " " y : y " " glyph " " x, 1.4)
}
function transfer(word,   v) {
  v = operand("any")
  pair(word)
  add(word "(" argument(word, use(v)) ")", 1, rows[v], columns[v], maps[v], examples[v])
}
# Where a function has a pole or grows, its argument is kept away from there.
function argument(word, x) {
  if (word == "log") return x "^2 + 0.6"
  if (word == "sqrt") return x "^2 + 0.5"
  if (word == "exp") return "0.5 tansig(" x ")"
  return x
}

function product(   v, n) {
  v = operand("matrix")
  pair("matmul")
  if (chance(50)) {
    n = between(2, 5)
    add(use(input("W", n, rows[v], 1, 1)) " " use(v), sqrt(rows[v]), n, columns[v], 1, 1)
  } else {
    n = between(1, 4)
    add(use(v) " · " use(input("W", columns[v], n, 1, 1)), sqrt(columns[v]), rows[v], n, 1, 1)
  }
}
function scaling(   v) {
  v = operand(chance(40) ? "stack" : "any")
  if (maps[v] > 1 && chance(70)) {
    pair("scale map by map")
    return add(use(input("w", 1, 1, maps[v], 1)) " " use(v), 1, rows[v], columns[v], maps[v], examples[v])
  }
  pair("scale")
  add(use(input("w", 1, 1, 1, 1)) " " use(v), 1, rows[v], columns[v], maps[v], examples[v])
}

# ---- element by element ----

# Another operand for `v`: of its size, or shorter along some axes.
function companion(v,   r, c, h, q) {
  if (chance(50)) return partner(v)
  r = chance(50) ? 1 : rows[v]; c = chance(50) ? 1 : columns[v]
  h = chance(50) ? 1 : maps[v]; q = chance(50) ? 1 : examples[v]
  if (r < rows[v]) pair("broadcast rows")
  if (c < columns[v]) pair("broadcast columns")
  if (h < maps[v]) pair("broadcast maps")
  if (q < examples[v]) pair("broadcast examples")
  return input("b", r, c, h, q)
}
function like(v, expression, size) { return add(expression, size, rows[v], columns[v], maps[v], examples[v]) }
function pairwise(operator,   v, w, x, y) {
  v = operand("any")
  pair(operator)
  if (operator == "power" && chance(40)) return like(v, use(v) "^" pick("2 3"), 1.5)
  w = companion(v)
  x = use(v); y = use(w)
  if (operator == "divide") like(v, x " / (1.3 + " y "^2)", 1)
  else if (operator == "power") like(v, "(0.7 + " x "^2)^(tansig(" y "))", 1.5)
  else if (operator == "mod") like(v, "mod(" x ", 0.8 + " y "^2)", 1)
  else like(v, operator "(" x ", " y ")", 1)
}
function mask(operator, glyph,   v, w) {
  v = operand("any")
  w = companion(v)
  pair(operator)
  like(v, "(" use(v) " " glyph " " use(w) ") ∘ " use(v), 1)
}
# What has no slope: it selects or weighs.
function step_function(word,   v, x) {
  v = operand("any")
  pair(word)
  x = text[v]
  use(v)
  like(v, x " ∘ (0.5 + 0.3 " word "(" x "))", 1)
}
function reduced_constant(word,   v, axis, x) {
  v = operand("any")
  axis = random(5)
  pair(word)
  if (axis) pair(word " axis")
  x = use(v) (word ~ /^arg/ ? "" : " > 0.2")
  like(v, text[v] " / (1 + " word "(" x (axis ? ", " axis : "") "))", 1)
}

# ---- sums and extremes ----

function reduction(operator,   v, axis, length_along, growth) {
  v = operand("any")
  axis = random(6)
  if (axis == 5) axis = 0
  length_along = axis == 1 ? rows[v] : axis == 2 ? columns[v] : axis == 3 ? maps[v] : elements(v)
  if (axis == 4) length_along = examples[v]
  growth = operator == "sum" ? sqrt(length_along) : 1
  pair(operator)
  if (!axis) return add(operator "(" use(v) ")", growth, 1, 1, 1, 1)
  pair(operator " axis")
  add(operator "(" use(v) ", " axis ")", growth, axis == 1 ? 1 : rows[v], axis == 2 ? 1 : columns[v],
      axis == 3 ? 1 : maps[v], axis == 4 ? 1 : examples[v])
}
function frobenius(   v) {
  v = operand("any")
  pair("norm")
  add("norm(" use(v) ")", sqrt(elements(v)), 1, 1, 1, 1)
}
function columns_of(word,   v) {
  v = operand(pick("matrix any"))
  pair(word)
  like(v, word "(" use(v) ")", word == "softmax" ? 1 : 2.5)
}
function performance(word,   v, t) {
  v = operand(word == "crossentropy" || chance(60) ? "matrix" : "any")
  pair(word)
  if (word == "crossentropy") {
    t = input_as("rand(" size_of(v) ")", "T", rows[v], columns[v], maps[v], examples[v])
    if (chance(30)) add("crossentropy(" use(t) ", logsig(" use(v) "))", 3, 1, 1, 1, 1)
    else if (chance(45)) { pair("softmax_crossentropy"); add("softmax_crossentropy(" use(t) ", " use(v) ")", 3, 1, 1,
        1, 1) }
    else if (chance(50)) { pair("crossentropy of a softmax"); add("crossentropy(" use(t) ", softmax(" use(v) "))", 3,
        1, 1, 1, 1) }
    else {
      v = like(v, "softmax(" use(v) ")", 1)
      pair("crossentropy of a softmax")
      ensure_named(v)
      add("crossentropy(" use(t) ", " use(v) ")", 3, 1, 1, 1, 1)
    }
    return
  }
  t = chance(50) ? partner(v) : input("T", rows[v], columns[v], maps[v], examples[v])
  add(word "(" use(t) ", " use(v) ")", elements(v), 1, 1, 1, 1)
}

# ---- moving elements ----

function turning(   v) {
  if (chance(50)) {
    v = operand("any")
    pair("transpose")
    return add(use(v) pick("^T '"), 1, columns[v], rows[v], maps[v], examples[v])
  }
  v = operand("any")
  pair("rot180")
  like(v, chance(60) ? "rot180(" use(v) ")" : "2 rot180 " use(v), 1.5)
}
function columns_and_maps(   v) {
  if (chance(60)) {
    v = operand("any")
    pair("vec")
    return add("vec(" use(v) ")", 1, rows[v] * columns[v] * maps[v], examples[v], 1, 1)
  }
  v = operand("matrix")
  pair("unvec"); pair("unvec R"); pair("unvec C"); pair("unvec H")
  if (rows[v] % 2 == 0) add("unvec(" use(v) ", " rows[v] / 2 ", 1, 2)", 1, rows[v] / 2, 1, 2, columns[v])
  else add("unvec(" use(v) ", 1, " rows[v] ", 1)", 1, 1, rows[v], 1, columns[v])
}
function reshaping(   v, n) {
  v = operand("any")
  n = elements(v)
  pair("reshape"); pair("reshape r"); pair("reshape c")
  if (n % 6 == 0 && chance(60)) {
    pair("reshape h")
    if (n % 12 == 0) { pair("reshape q"); return add("reshape(" use(v) ", 3, " n / 12 ", 2, 2)", 1, 3, n / 12, 2, 2) }
    return add("reshape(" use(v) ", " n / 6 ", 3, 2)", 1, n / 6, 3, 2, 1)
  }
  if (n % 2 == 0) return add("reshape(" use(v) ", 2, " n / 2 ")", 1, 2, n / 2, 1, 1)
  add("reshape(" use(v) ", " n ", 1)", 1, n, 1, 1, 1)
}
function permuting(   v, order, axis, length_of, k) {
  v = operand("any")
  pair("permute"); pair("permute p1"); pair("permute p2"); pair("permute p3"); pair("permute p4")
  split(pick("2:1:3:4 3:1:2:4 1:2:4:3 4:3:2:1 2:3:4:1 1:3:2:4 3:4:1:2"), order, ":")
  axis[1] = rows[v]; axis[2] = columns[v]; axis[3] = maps[v]; axis[4] = examples[v]
  add("permute(" use(v) ", " order[1] ", " order[2] ", " order[3] ", " order[4] ")", 1, axis[order[1]],
      axis[order[2]], axis[order[3]], axis[order[4]])
}
function bias_of_maps(   v, h, b) {
  v = operand("stack")
  b = input("b", maps[v], 1, 1, 1)
  pair("maps"); pair("add"); pair("broadcast rows"); pair("broadcast columns")
  like(v, use(v) " + maps(" use(b) ")", 1.4)
}
function joining(   v, w, axis, form, n) {
  v = operand("small")
  w = chance(70) ? partner(v) : v
  axis = between(1, 4)
  pair("cat"); pair("cat axis")
  n = axis == 3 && chance(50) ? "stack(" : axis == 4 && chance(50) ? "bank(" : "cat(" axis ", "
  if (n ~ /^[sb]/) pair(substr(n, 1, length(n) - 1))
  if (axis <= 2 && maps[v] * examples[v] == 1 && chance(70)) {
    pair("matrix literal")
    if (chance(50)) return add("[" use(v) " " use(w) "; " use(w) " " use(v) "]", 1, 2 * rows[v], 2 * columns[v], 1, 1)
    return add("[" use(v) ", " use(w) "]", 1, rows[v], 2 * columns[v], 1, 1)
  }
  add(n use(v) ", " use(w) ")", 1, rows[v] * (axis == 1 ? 2 : 1), columns[v] * (axis == 2 ? 2 : 1),
      maps[v] * (axis == 3 ? 2 : 1), examples[v] * (axis == 4 ? 2 : 1))
}

# Indices of an axis of n elements; sets `picked` to how many.
function indices_of(n, word,   kind, a, b) {
  kind = pick("all one slice list steps end")
  pair(word " " kind)
  picked = n
  if (kind == "all") return ":"
  if (kind == "one") { picked = 1; return between(1, n) }
  if (kind == "slice") { a = between(1, n); b = between(a, n); picked = b - a + 1; return a ":" b }
  if (kind == "steps") { picked = int((n - 1) / 2) + 1; return "1:2:" n }
  if (kind == "end") { picked = n; return "end:-1:1" }
  picked = 3
  return "[" between(1, n) " " between(1, n) " " between(1, n) "]"
}
function indexing(   v, i, j, l, r, c, h) {
  v = ensure_named(operand("any"))
  pair("index")
  if (maps[v] > 1 && chance(40)) {
    pair("superscript")
    if (examples[v] > 1 && chance(60)) return add(use(v) "^{" between(1, examples[v]) "," between(1, maps[v]) "}", 1,
        rows[v], columns[v], 1, 1)
    return add(use(v) "^{" between(1, maps[v]) "}", 1, rows[v], columns[v], 1, examples[v])
  }
  if (chance(25)) {
    pair("index in storage order")
    i = between(1, elements(v))
    return add(use(v) "[" i "]", 1, 1, 1, 1, 1)
  }
  if (chance(25)) {
    pair("subscript")
    if (maps[v] * examples[v] == 1) return add(use(v) "_{" between(1, rows[v]) "," between(1, columns[v]) "}", 1, 1,
        1, 1, 1)
    return add(use(v) "_{" between(1, rows[v]) "," between(1, columns[v]) "," between(1, maps[v]) "," between(1,
        examples[v]) "}", 1, 1, 1, 1, 1)
  }
  i = indices_of(rows[v], "index"); r = picked
  j = indices_of(columns[v], "index"); c = picked
  h = maps[v]
  if (maps[v] > 1 && chance(50)) { l = ", " indices_of(maps[v], "index"); h = picked }
  add(use(v) "[" i ", " j l "]", 1, r, c, h, examples[v])
}
function placing(   v, r, c, list_r, list_c, k) {
  v = operand("small")
  r = rows[v] + between(0, 2); c = columns[v] + between(0, 2)
  pair("place"); pair("place like")
  for (k = 1; k <= rows[v]; k++) list_r = list_r (k > 1 ? " " : "") between(1, r)
  for (k = 1; k <= columns[v]; k++) list_c = list_c (k > 1 ? " " : "") between(1, c)
  add("place(" use(v) ", [" list_r "], [" list_c "], like=zeros(" size_list(r, c, maps[v], examples[v]) "))", 1.4, r,
      c, maps[v], examples[v])
}
# X[i, j] = v on a copy, which is an alias until then.
function setting(   v, y, kind, i, j, w, n) {
  v = operand("any")
  if (rows[v] < 2) return
  y = record(fresh("Y X"), rows[v], columns[v], maps[v], examples[v])
  named[y] = 1
  put(text[y] " = " use(v))
  if (named[v]) pair("alias")
  pair("replace")
  kind = pick("number element rows storage")
  if (kind == "element" || kind == "number") {
    i = between(1, rows[v]); j = between(1, columns[v])
    w = kind == "number" ? pick("2 -0.7") : use(input("v", 1, 1, 1, 1))
    put(text[y] "[" i ", " j (elements(v) > rows[v] * columns[v] ? ", 1, 1" : "") "] = " w)
  } else if (kind == "rows") {
    i = between(1, rows[v])
    put(text[y] "[" i ", :] = " use(input("v", 1, columns[v], maps[v], examples[v])))
  } else {
    n = elements(v)
    put(text[y] "[" between(1, n) "] = " use(input("v", 1, 1, 1, 1)))
  }
  pair("replace " kind)
}
function added_to(   v, y, w) {
  v = operand("any")
  w = use(companion(v))
  y = record(fresh("Y X"), rows[v], columns[v], maps[v], examples[v])
  named[y] = 1
  put(text[y] " = tansig(" use(v) ")")
  put(text[y] " += " w)
  pair("+="); pair("tansig"); pair("add")
}
