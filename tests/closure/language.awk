# Layers for generate.awk: indices, functions, loops, branches, ∂.

# ---- indices ----

function map_equation(   v, z, r, c, w, kind) {
  v = ensure_named(operand("stack"))
  if (maps[v] < 2 || rows[v] < 2 || columns[v] < 2) return
  kind = pick("superscript subscript function")
  z = record(fresh("Z V"), rows[v], columns[v], maps[v], examples[v])
  named[z] = 1
  pair("equation map by map")
  if (kind == "function") {
    put(text[z] "^{h} = tansig(" use(v) "^{h}) ∘ " use(input("w", 1, 1, maps[v], 1)) "^{h}")
    return
  }
  rows[z] = int(rows[v] / 2); columns[z] = int(columns[v] / 2)
  pair("boxplus_ave")
  if (kind == "subscript") put(text[z] "^{h} = " use(input("w", maps[v], 1, 1, 1)) "_{h} ⊞ave_{2,2} " use(v) "^{h}")
  else put(text[z] "^{h} = " use(input("w", 1, 1, maps[v], 1)) "^{h} ⊞ave_{2,2} " use(v) "^{h}")
}
function element_equation(   v, z, w, r, c, S_r, S_c) {
  v = ensure_named(operand("matrix"))
  if (elements(v) > 30) return
  pair("equation element by element")
  if (chance(50)) {
    z = record(fresh("B C"), columns[v], rows[v], 1, 1)
    named[z] = 1
    put(text[z] "_{j,i} = " use(v) "_{i,j}^2")
    return
  }
  if (rows[v] < 2 || columns[v] < 2) return
  w = input("W", 2, 2, 1, 1)
  S_r = rows[v] - 1; S_c = columns[v] - 1
  z = record(fresh("B C"), S_r, S_c, 1, 1)
  named[z] = 1
  put(text[z] "_{m,n} = Σ_{i} Σ_{j} " use(w) "_{i,j} " use(v) "_{m+i-1,n+j-1} for m = 1:" S_r ", n = 1:" S_c)
}
function index_sum(   v) {
  v = ensure_named(operand("matrix"))
  if (elements(v) > 30) return
  pair("Σ")
  if (chance(50)) add("Σ_{i=1}^{" rows[v] "} tansig(" use(v) "_{i," between(1, columns[v]) "})", sqrt(rows[v]), 1, 1,
      1, 1)
  else add("Σ_{i} " use(v) "[i, :]^2", rows[v], 1, columns[v], 1, 1)
}

# ---- functions, loops, branches ----

function called(   v, kind, f, w, a, b, r) {
  f = "f" (++names)
  kind = pick("line dense conv locals recursion arrow slope library record apart rule")
  pair("function " kind)
  if (kind == "line") {
    v = operand("any")
    functions = functions f "(x) = x ∘ logsig(x)\n"
    return like(v, f "(" use(v) ")", 1)
  }
  if (kind == "arrow") {
    v = operand("any")
    functions = functions f " = x ↦ tansig(x)^2\n"
    return like(v, f "(" use(v) ")", 1)
  }
  if (kind == "slope") {
    v = operand("any")
    return like(v, pick("logsig tansig sin softplus") "'(" use(v) ")", 1)
  }
  if (kind == "recursion") {
    v = operand("any")
    functions = functions "function " f "(x, n)\n  if n == 0\n    return x\n  end\n"
    functions = functions "  return tansig(" f "(x, n - 1) ∘ x)\nend\n"
    return like(v, f "(" use(v) ", 2)", 1)
  }
  if (kind == "locals") {
    v = operand("any")
    functions = functions "function " f "(X, k=2)\n  Y = X^2\n  N = Y + k X\n  if sum(Y) > -1\n    N = 0.3 N - Y\n"
    functions = functions "  end\n  A = logsig(N)\n  return A ∘ Y\nend\n"
    return like(v, f "(" use(v) (chance(50) ? ", k=3" : "") ")", 1.5)
  }
  if (kind == "rule") {
    v = operand("any")
    functions = functions f "(N) = N ∘ logsig(N)\n"
    functions = functions "rule A = " f "(N)\n  S = logsig(N)\n  dN = (S + A ∘ (1 - S)) ∘ dA\nend\n"
    return like(v, f "(" use(v) ")", 1)
  }
  if (kind == "apart") {
    v = operand("any")
    functions = functions "function " f "(X)\n  Y = tansig(X)\n  return {Y, X ∘ Y}\nend\n"
    a = record("a" (++names), rows[v], columns[v], maps[v], examples[v])
    b = record("c" names, rows[v], columns[v], maps[v], examples[v])
    named[a] = named[b] = 1
    return put("(" text[a] ", " text[b] ") = " f "(" use(v) ")")
  }
  if (kind == "record") {
    v = operand("matrix")
    r = between(2, 4)
    w = "net" (++names)
    inputs = inputs w " = {W = randn(" r ", " rows[v] "), b = randn(" r ", 1)}\n"
    functions = functions f "(net, p) = tansig(net.W p + net.b)\n"
    return add(f "(" w ", " use(v) ")", 1, r, columns[v], 1, 1)
  }
  if (kind == "library") {
    v = operand("plane")
    if (chance(40)) return add("avepool(" use(v) ", 2, 2)", 1, int(rows[v] / 2), int(columns[v] / 2), maps[v],
        examples[v])
    if (chance(50)) # away from the root of 0, which has no slope
      return add("std(" use(v) " + " constant(rows[v], columns[v], maps[v], examples[v]) ")", 1, 1, 1, 1, 1)
    return like(v, "batchnorm(" use(v) ")", 1)
  }
  if (kind == "dense") {
    v = operand("matrix")
    r = between(2, 4)
    w = input("W", r, rows[v], 1, 1); b = input("b", r, 1, 1, 1)
    functions = functions "function " f "(W, p, b)\n  n = W p + b\n  return tansig(n)\nend\n"
    return add(f "(" use(w) ", " use(v) ", " use(b) ")", 1, r, columns[v], 1, 1)
  }
  v = operand("image")
  if (rows[v] * columns[v] * examples[v] * 2 > 260) return
  w = input("W", 2, 2, maps[v], 2)
  functions = functions "function " f "(W, P, s=1)\n  Z = W ⊗_{stride=s} P\n  A = tansig(Z)\n  return A ∘ Z\nend\n"
  if (chance(50)) return add(f "(" use(w) ", " use(v) ", s=2)", 4, int(rows[v] / 2), int(columns[v] / 2), 2,
      examples[v])
  add(f "(" use(w) ", " use(v) ")", 4, rows[v] - 1, columns[v] - 1, 2, examples[v])
}
# A loop over layers, their parameters in lists; A is bound anew in each round.
function layers_loop(   v, a, n, W, b, k, is_image, kernels, biases) {
  n = between(2, 3)
  pair("loop over a list")
  is_image = !chance(50)
  v = operand(is_image ? "image" : "matrix")
  W = "L" (++names); b = "L" (++names)
  for (k = 1; k <= n; k++) {
    kernels = join(kernels, is_image ? "randn(3, 3, " maps[v] ", " maps[v] ")" : "randn(" rows[v] ", " rows[v] ")")
    biases = join(biases, is_image ? "randn(1, 1, " maps[v] ")" : "randn(" rows[v] ", 1)")
  }
  inputs = inputs W " = {" kernels "}\n" b " = {" biases "}\n"
  a = record(fresh("A"), rows[v], columns[v], maps[v], examples[v])
  named[a] = 1
  pair(is_image ? "correlate" : "matmul")
  if (is_image) pair("correlate pad=same")
  put(text[a] " = tansig(" use(v) ")")
  put("for m = 1:" n)
  if (is_image) put("  " text[a] " = tansig(0.5 (" W "^{m} ⊗_{pad=same} " text[a] ") + " b "^{m})")
  else put("  " text[a] " = tansig(" W "^{m} " text[a] " + " b "^{m})")
  put("end")
}
function branch(   v, a) {
  v = ensure_named(operand("any"))
  a = record(fresh("A"), rows[v], columns[v], maps[v], examples[v])
  named[a] = 1
  pair("branch")
  put("if sum(" use(v) ") > 0\n  " text[a] " = logsig(" text[v] ")\nelse\n  " text[a] " = tansig(2 " text[v] ")\nend")
}
# A sensitivity inside the objective.
function sensitivity(   v) {
  v = ensure_named(operand("any"))
  pair("∂")
  like(v, "∂sum(" pick("tansig logsig softplus sin") "(" text[v] ") ∘ " text[v] ")/∂" use(v), 1.5)
}
function precision(   v) {
  v = operand("any")
  pair(is_single ? "single" : "double")
  like(v, (is_single ? "single(" : "double(") use(v) ")", 1)
}
