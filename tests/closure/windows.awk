# Layers for generate.awk: what moves a window over maps.

# ---- ⊗ and * ----

# The parameters of a correlation of an r × c kernel with value v; sets out_r and out_c, or out_r = 0 where it does not
# fit.
function correlated(operator, v, r, c,   list, d_r, d_c, u_r, u_c, s_r, s_c, k_r, k_c) {
  list = choose_steps(operator, "dilate", 1, 2, 25, 1, 1); d_r = step[1]; d_c = step[2]
  list = join(list, choose_steps(operator, "up", 1, 2, 20, 1, 1)); u_r = step[1]; u_c = step[2]
  list = join(list, choose_steps(operator, "stride", 1, 3, 30, 1, 1)); s_r = step[1]; s_c = step[2]
  k_r = d_r * (r - 1); k_c = d_c * (c - 1)
  if (operator == "convolve" && chance(30)) list = join(list, choose_origin(r, c, d_r, d_c))
  else list = join(list, choose_pad(operator, k_r, k_c, (rows[v] - 1) * u_r + 1 - k_r,
      (columns[v] - 1) * u_c + 1 - k_c))
  out_r = int(((rows[v] - 1) * u_r + pad[1] + pad[2] - k_r) / s_r + 1000) - 999
  out_c = int(((columns[v] - 1) * u_c + pad[3] + pad[4] - k_c) / s_c + 1000) - 999
  if ((rows[v] - 1) * u_r + pad[1] + pad[2] < k_r || (columns[v] - 1) * u_c + pad[3] + pad[4] < k_c) out_r = 0
  return brace(list)
}
function choose_origin(r, c, d_r, d_c,   i, j) {
  i = between(1, r); j = between(1, c)
  pad[1] = d_r * (r - i); pad[2] = d_r * (i - 1); pad[3] = d_c * (c - j); pad[4] = d_c * (j - 1)
  pair("convolve origin")
  return "origin=[" i " " j "]"
}
function undo_counts(   key) { for (key in counted) delete counted[key]; for (key in kept) counted[key] = kept[key] }
function keep_counts(   key) { for (key in kept) delete kept[key]; for (key in counted) kept[key] = counted[key] }

function correlation(operator,   v, r, c, h, parameters, kernel, glyph, growth) {
  keep_counts()
  v = operand("image")
  r = between(1, 3); c = between(1, 3); h = pick("1 1 2 3")
  parameters = correlated(operator, v, r, c)
  if (out_r < 1 || out_c < 1 || out_r * out_c * h * examples[v] > 260) { undo_counts(); return }
  kernel = use(input("W K", r, c, maps[v], h))
  glyph = operator == "correlate" ? "⊗" : "*"
  pair(operator)
  growth = sqrt(r * c * maps[v])
  if (operator == "convolve" && rows[v] >= r && columns[v] >= c && parameters == "" && chance(20))
    add(use(v) " * " kernel, growth, out_r, out_c, h, examples[v])
  else if (operator == "correlate" && maps[v] > 1 && h > 1 && chance(40)) equation(kernel, parameters, v, h)
  else add(kernel " " glyph parameters " " use(v), growth, out_r, out_c, h, examples[v])
}
# The same with superscripts (8.21).
function equation(kernel, parameters, v, h,   z, image) {
  image = text[ensure_named(v)]
  use(v)
  z = record(fresh("Z N V"), out_r, out_c, h, examples[v])
  named[z] = 1
  if (examples[v] > 1)
    put(text[z] "^{q,h} = Σ_{l} " kernel "^{h,l} ⊗" parameters " " image "^{q,l}")
  else put(text[z] "^{h} = Σ_{l} " kernel "^{h,l} ⊗" parameters " " image "^{l}")
  pair("equation Σ ⊗")
}

# ---- pooling ----

function pooling(operator, glyph,   v, r, c, h, q, list, s_r, s_c, out_h, out_q, windows, at) {
  keep_counts()
  v = operand("plane")
  r = between(1, smaller(3, rows[v])); c = between(1, smaller(3, columns[v]))
  h = maps[v] > 1 && chance(40) ? maps[v] : 1
  q = examples[v] > 1 && chance(60) ? examples[v] : 1
  windows = r "," c
  if (h > 1) pair(operator " h")
  if (q > 1) pair(operator " q")
  if (h > 1 || q > 1) windows = windows "," h "," q
  list = choose_steps(operator, "stride", 1, 3, 45, r, c); s_r = step[1]; s_c = step[2]
  list = join(list, choose_pad(operator, r - 1, c - 1, rows[v] - r, columns[v] - c))
  out_r = int((rows[v] + pad[1] + pad[2] - r) / s_r) + 1
  out_c = int((columns[v] + pad[3] + pad[4] - c) / s_c) + 1
  if (rows[v] + pad[1] + pad[2] < r || columns[v] + pad[3] + pad[4] < c) { undo_counts(); return }
  if (out_r * out_c * elements(v) / rows[v] / columns[v] > 260) { undo_counts(); return }
  out_h = int(maps[v] / h); out_q = int(examples[v] / q)
  pair(operator)
  pair(operator " r"); pair(operator " c")
  if (operator == "boxplus_max" && chance(30)) {
    pair(operator " at")
    list = join(list, "at=" use(partner(v)))
  }
  add(glyph "_{" join(windows, list) "} " use(v), operator == "boxplus_ave" ? sqrt(r * c * h * q) : 1, out_r, out_c,
      out_h, out_q)
}

# How long ⊠ave makes an axis.
function expanded(n, window, stride, given, before, after) {
  return given ? (n - 1) * stride + window - before - after : n * window
}
function expansion(   v, r, c, h, q, list, s_r, s_c, given) {
  keep_counts()
  v = operand("small")
  r = between(1, 3); c = between(1, 3)
  h = maps[v] == 1 && chance(30) ? 2 : 1
  q = examples[v] == 1 && chance(30) ? 2 : 1
  list = choose_steps("boxtimes_ave", "stride", 1, 3, 40, r, c); s_r = step[1]; s_c = step[2]
  list = join(list, choose_pad("boxtimes_ave", r - 1, c - 1, 0, 0))
  given = list != ""
  out_r = expanded(rows[v], r, s_r, given, pad[1], pad[2])
  out_c = expanded(columns[v], c, s_c, given, pad[3], pad[4])
  if (out_r < 1 || out_c < 1 || out_r * out_c * maps[v] * h * examples[v] * q > 260) { undo_counts(); return }
  pair("boxtimes_ave"); pair("boxtimes_ave r"); pair("boxtimes_ave c")
  if (h > 1) pair("boxtimes_ave h")
  if (q > 1) pair("boxtimes_ave q")
  add("⊠ave_{" join(r "," c (h * q > 1 ? "," h "," q : ""), list) "} " use(v), sqrt(larger(1, r / s_r) * larger(1,
      c / s_c)), out_r, out_c, maps[v] * h, examples[v] * q)
}
# Pooling and the way back: ⊠ave with like=V, ⊠max with at=V. What goes back may be another array of the pooled size.
function round_trip(word,   v, r, c, h, q, windows, list, s_r, s_c, z, back, way) {
  keep_counts()
  v = operand("plane")
  back = "boxtimes_" word
  r = between(1, smaller(3, rows[v])); c = between(1, smaller(3, columns[v]))
  h = maps[v] > 1 && chance(35) ? maps[v] : 1
  q = examples[v] > 1 && chance(60) ? examples[v] : 1
  windows = r "," c
  if (h > 1) pair(back " h")
  if (q > 1) pair(back " q")
  if (h > 1 || q > 1) windows = windows "," h "," q
  list = choose_steps(back, "stride", 1, 3, 45, r, c); s_r = step[1]; s_c = step[2]
  list = join(list, choose_pad(back, r - 1, c - 1, rows[v] - r, columns[v] - c))
  out_r = int((rows[v] + pad[1] + pad[2] - r) / s_r) + 1
  out_c = int((columns[v] + pad[3] + pad[4] - c) / s_c) + 1
  if (rows[v] + pad[1] + pad[2] < r || columns[v] + pad[3] + pad[4] < c) { undo_counts(); return }
  if (out_r * out_c * elements(v) / rows[v] / columns[v] > 260) { undo_counts(); return }
  way = word == "ave" ? "like" : "at"
  pair(back); pair(back " " way); pair(back " r"); pair(back " c"); pair("boxplus_" word)
  ensure_named(v)
  z = add("⊞" word "_{" join(windows, list) "} " use(v), word == "ave" ? sqrt(r * c * h * q) : 1, out_r, out_c,
      int(maps[v] / h), int(examples[v] / q))
  if (chance(30)) z = partner(z)
  add("⊠" word "_{" join(join(windows, list), way "=" use(v)) "} " use(z), 1.5, rows[v], columns[v], maps[v],
      examples[v])
}

# ---- weightmatrix ----

function matrix_of(   w, r, c, R, C, list, s_r, s_c, h, l, M, m) {
  keep_counts()
  r = between(1, 3); c = between(1, 3); R = r + between(0, 2); C = c + between(0, 2)
  l = pick("1 1 2"); h = pick("1 1 2")
  list = choose_steps("weightmatrix", "stride", 1, 2, 40, 1, 1); s_r = step[1]; s_c = step[2]
  list = join(list, choose_pad("weightmatrix", r - 1, c - 1, R - r, C - c))
  if (R + pad[1] + pad[2] < r || C + pad[3] + pad[4] < c) { undo_counts(); return }
  out_r = int((R + pad[1] + pad[2] - r) / s_r) + 1
  out_c = int((C + pad[3] + pad[4] - c) / s_c) + 1
  if (out_r * out_c * h * R * C * l > 600) { undo_counts(); return }
  pair("weightmatrix"); pair("weightmatrix R_r"); pair("weightmatrix R_c")
  w = input("W", r, c, l, h)
  M = "weightmatrix(" use(w) ", " join(R ", " C, list) ")"
  if (chance(50)) {
    pair("matmul")
    return add(M " vec(" use(input("P", R, C, l, 1)) ")", sqrt(r * c * l), out_r * out_c * h, 1, 1, 1)
  }
  m = input("M", out_r * out_c * h, R * C * l, 1, 1)
  gsub(/weightmatrix /, "weightmatrix_adjoint ", list)
  pair("weightmatrix_adjoint"); pair("weightmatrix_adjoint like")
  pair("weightmatrix_adjoint R_r"); pair("weightmatrix_adjoint R_c")
  if (list ~ /stride/) pair("weightmatrix_adjoint stride")
  if (list ~ /pad/) pair("weightmatrix_adjoint pad")
  add("weightmatrix_adjoint(" use(m) ", " join(R ", " C, list) ", like=" use(w) ")", sqrt(out_r * out_c), r, c, l, h)
}
