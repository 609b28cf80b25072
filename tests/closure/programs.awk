# awk -v what=… -v part=… -v h=… -f programs.awk NETWORK: a program around a network.
#   gradients    runs the network and backprop F, prints every dX, then what derive and derive_{raw} give
#   equations    runs the network and the text of the file `part`, and prints every dX that this text binds
#   differences  prints each dX at a few places with F moved there by -2h … 2h
#   second       prints Hessian times vector with the gradient moved along that vector by -2h … 2h
# Values are printed as `@ NAME`, then one number a line with all its digits.

/^# ---- / { section = $3; next }
/^#/ { next }
section == "functions" { functions = functions $0 "\n"; next }
section == "inputs" {
  inputs = inputs $0 "\n"
  if ($2 == "=") { input[++n_inputs] = $1; elements[n_inputs] = note_items($0, n_inputs) }
  else if ($1 == "param") note_params($0)
  next
}
section == "body" {
  body = body $0 "\n"
  note_names($0)
}

# How many elements the list or record of input k has, 0 for an array; they go to item[k, …].
function note_items(line, k,   n, m, part) {
  if (line !~ /= \{/) return 0
  sub(/.*= \{/, "", line)
  n = split(line, part, /\), /)
  for (m = 1; m <= n; m++) item[k, m] = part[m] ~ /^[A-Za-z]+ = / ? "." substr(part[m], 1, index(part[m],
      " ") - 1) : "[" m "]"
  return n
}
function note_params(line,   n, k, word) {
  sub(/#.*/, "", line)
  n = split(line, word, " ")
  for (k = 2; k < n; k++) if (word[k + 1] == "=") input[++n_inputs] = word[k]
}
# Names bound at top level of the body.
function note_names(line,   word) {
  if (line ~ /^[ ]/ || line !~ /^[A-Za-z][^ ,(]* \+?= /) return
  word = line
  sub(/[ \[^_].*/, "", word)
  if (word != "F" && !(word in known)) { known[word] = 1; bound[++n_bound] = word }
}

# item: "", or the part of a list or record, `[2]` or `.W`.
function show(name, item) { print "printf(\"@ d" name item "\\n\"); printf(\"%.17g\\n\", d" name item ")" }
function show_input(k,   m) {
  if (!elements[k]) show(input[k], "")
  for (m = 1; m <= elements[k]; m++) show(input[k], item[k, m])
}
function gradients(   k) {
  printf "%s%s%sbackprop F\n", functions, inputs, body
  for (k = 1; k <= n_inputs; k++) show_input(k)
  for (k = 1; k <= n_bound; k++) show(bound[k], "")
  print "print(\"# simplified\")\nderive F\nprint(\"# raw\")\nderive_{raw} F"
}

# The inputs' gradients must be there; other names only where the text gives them.
function equations(   line, k, given, word) {
  printf "%s%s%s", functions, inputs, body
  while ((getline line < part) > 0) {
    print line
    word = line
    sub(/[ \[^_=].*/, "", word)
    given[word] = 1
  }
  for (k = 1; k <= n_inputs; k++) show_input(k)
  for (k = 1; k <= n_bound; k++) if (("d" bound[k]) in given) show(bound[k], "")
}

function parameters(separator,   k, list) {
  for (k = 1; k <= n_inputs; k++) list = list (k > 1 ? separator : "") input[k]
  return list
}
function function_of_inputs(name) { printf "function %s(%s)\n%s", name, parameters(", "), body }

function mover(k, m) { return m ? "moved_" input[k] "_" m : "moved" }
function arguments_moved(k, m, t,   i, list) {
  for (i = 1; i <= n_inputs; i++)
    list = list (i > 1 ? ", " : "") (i == k ? mover(k, m) "(" input[i] ", place_k, " t ")" : input[i])
  return list
}
# The beginning of a printf whose last five numbers are still to come.
function print_difference(name) {
  printf "  printf(\"difference %s %%d %%.17g %%.17g %%.17g %%.17g %%.17g %%.17g %%.17g\\n\"", name
  printf ", place_k, given_g[place_k], max(abs(given_g))"
}
function difference_loop(k, m,   t, part) {
  part = input[k] item[k, m]
  if (m) printf "function %s(L, k, t)\n  L%s = moved(L%s, k, t)\n  return L\nend\n", mover(k, m), item[k, m], item[k, m]
  printf "given_g = d%s\nfor place_k = places_in(given_g)\n", part
  print_difference("d" part)
  for (t = -2; t <= 2; t++) printf ", network_of(%s)", arguments_moved(k, m, t * h)
  printf ")\nend\n"
}
function differences(   k, m) {
  printf "%s%s%sbackprop F\n", functions, inputs, body
  print "function moved(X, k, t)\n  X[k] = X[k] + t\n  return X\nend"
  print "function places_in(X)\n  if numel(X) < 4\n    return 1:numel(X)\n  end"
  print "  return ceil(numel(X) rand(1, 3))\nend"
  function_of_inputs("network_of")
  print "  return F\nend"
  for (k = 1; k <= n_inputs; k++) {
    if (!elements[k]) difference_loop(k, 0)
    for (m = 1; m <= elements[k]; m++) difference_loop(k, m)
  }
}

# Along the vectors V_X of all inputs at once: d/dt ∂F/∂X at X + t V is ∂S/∂X for S = Σ sum(∂F/∂X ∘ V_X).
function second(   k, m, t) {
  printf "%s%s", functions, inputs
  for (k = 1; k <= n_inputs; k++) if (!elements[k]) printf "V_%s = randn(size(%s))\n", input[k], input[k]
  function_of_inputs("gradient_of")
  printf "  return {%s}\nend\n", each_input("∂F/∂", "")
  function_of_inputs("hessian_of")
  printf "  sum_S = 0\n"
  for (k = 1; k <= n_inputs; k++) if (!elements[k]) printf "  sum_S = sum_S + sum(∂F/∂%s ∘ V_%s) + sum(%s)\n",
      input[k], input[k], input[k]
  printf "  return {%s}\nend\n", each_input("∂sum_S/∂", " - 1")
  printf "hessian_H = hessian_of(%s)\n", parameters(", ")
  for (t = -2; t <= 2; t++) printf "G_%d = gradient_of(%s)\n", t + 3, shifted(t * h)
  for (k = t = 1; k <= n_inputs; k++) if (!elements[k]) {
    printf "given_g = hessian_H[%d]\n", t
    for (m = 1; m <= 5; m++) printf "at_%d = G_%d[%d]\n", m, m, t
    print "for place_k = 1:numel(given_g)"
    print_difference("∂²" input[k])
    for (m = 1; m <= 5; m++) printf ", at_%d[place_k]", m
    print ")\nend"
    t++
  }
}
function each_input(before, after,   k, list) {
  for (k = 1; k <= n_inputs; k++) if (!elements[k]) list = list (list == "" ? "" : ", ") before input[k] after
  return list
}
function shifted(t,   k, list) {
  for (k = 1; k <= n_inputs; k++)
    list = list (k > 1 ? ", " : "") input[k] (elements[k] ? "" : " + " t " V_" input[k])
  return list
}

END {
  if (what == "gradients") gradients()
  else if (what == "equations") equations()
  else if (what == "differences") differences()
  else if (what == "second") second()
}
