# awk -v seed=7 -f values.awk -f windows.awk -f elements.awk -f language.awk -f generate.awk: one random network as a
# program in three parts (functions, inputs, body) that ends in a number F. The same seed gives the same network with
# every awk. Lines `# pair: …` tell what was used, as pairs.txt lists it.
#
# A value of the network is a text and four lengths. Named ones stand on a line of their own, the others are typed where
# they are used. What nobody has used in the end goes into F, so that F depends on everything.

function finish(   v, terms) {
  for (v = 1; v <= values; v++)
    if (!uses[v]) terms = terms (terms == "" ? "" : " + ") term(v)
  put("F = " terms)
}
function term(v,   kind) {
  kind = pick("weighted weighted squares mean")
  if (elements(v) == 1) return use(v)
  if (kind == "squares") return "1/2 sum(" use(v) "^2)"
  if (kind == "mean") return "mean(" use(v) "^2)"
  return "sum(" use(v) " ∘ " constant(rows[v], columns[v], maps[v], examples[v]) ")"
}

function layer(   kind) {
  kind = pick(kinds)
  if (kind == "⊗") correlation("correlate")
  else if (kind == "*") correlation("convolve")
  else if (kind == "+") infix("add", "+")
  else if (kind == "-") infix("subtract", "-")
  else if (kind == "∘") infix("hadamard", "∘")
  else if (kind == "negate") { pair("negate"); negative() }
  else if (kind == "pairwise") pairwise(pick("divide power mod maximum minimum divide power"))
  else if (kind == "transfer")
    transfer(pick("purelin logsig tansig poslin satlin satlins softplus abs exp log sqrt sin cos"))
  else if (kind == "step") step_function(pick("sign round floor ceil hardlim hardlims compet"))
  else if (kind == "mask") comparison(random(6))
  else if (kind == "constant") reduced_constant(pick("argmax argmin any all"))
  else if (kind == "product") product()
  else if (kind == "scaling") scaling()
  else if (kind == "⊞ave") pooling("boxplus_ave", "⊞ave")
  else if (kind == "⊞max") pooling("boxplus_max", "⊞max")
  else if (kind == "⊠") expansion()
  else if (kind == "back") round_trip(pick("ave max max"))
  else if (kind == "reduction") reduction(pick("sum mean max min"))
  else if (kind == "norm") frobenius()
  else if (kind == "columns") columns_of(pick("softmax logsoftmax"))
  else if (kind == "performance") performance(pick("sse mse crossentropy crossentropy"))
  else if (kind == "turning") turning()
  else if (kind == "vec") columns_and_maps()
  else if (kind == "reshape") reshaping()
  else if (kind == "permute") permuting()
  else if (kind == "bias") bias_of_maps()
  else if (kind == "join") joining()
  else if (kind == "index") indexing()
  else if (kind == "place") placing()
  else if (kind == "set") setting()
  else if (kind == "+=") added_to()
  else if (kind == "matrix") matrix_of()
  else if (kind == "maps") map_equation()
  else if (kind == "elements") element_equation()
  else if (kind == "Σ") index_sum()
  else if (kind == "call") called()
  else if (kind == "loop") layers_loop()
  else if (kind == "branch") branch()
  else if (kind == "∂") sensitivity()
  else precision()
}
function negative(   v) { v = operand("any"); like(v, "-" use(v), 1) }
function comparison(k,   glyph, word) {
  split("< ≤ > ≥ == ≠", glyph, " ")
  split("less less_equal greater greater_equal equal not_equal", word, " ")
  mask(word[k + 1], glyph[k + 1])
}

BEGIN {
  state = (seed * 7919 + 12345) % 2147483646 + 1
  for (k = 1; k < 10; k++) random(2)
  make_input("image")
  is_single = seed % 12 == 7
  kinds = "⊗ ⊗ ⊗ ⊗ * * * * * * + + - ∘ negate pairwise pairwise pairwise transfer transfer transfer transfer " \
          "transfer step step step mask mask constant constant product product scaling ⊞ave ⊞ave ⊞ave ⊞max ⊞max " \
          "⊞max ⊠ ⊠ ⊠ back back back back back back reduction reduction norm columns performance performance " \
          "turning vec join join reshape permute bias join index index place set set += reshape branch matrix " \
          "matrix matrix maps elements Σ call call call call loop loop branch ∂ precision precision precision " \
          "precision" \
          (is_single ? " precision precision precision" : "")
  layers = between(15, 20)
  for (k = 1; k <= layers; k++) layer()
  finish()
  print "# network " seed
  print "# ---- functions"
  printf "%s", functions
  print "# ---- inputs"
  print "seed(" seed ")"
  printf "%s", inputs
  print "# ---- body"
  printf "%s", body
  for (key in counted) print "# pair: " counted[key] " " key
}
