# awk -v form=… -v pooling=… -f example.awk EXAMPLE: the network of a file in examples/ with a loss on two small random
# examples, in the three parts that programs.awk takes.
#   written   as the file has it: params in single precision, the loss through its functions
#   inlined   in double precision, with the lines of `network` at top level, so that each has its dX
/^loss\(P, T\) = / { loss = $0; exit }
/^param / { reading = 1 }
/^param w/ && pooling == "maximum" { # without use
  sub(/^param /, "")
  gsub(/, +b/, "\nb")
  others = others $0 "\n"
  next
}
/^param / { params = params parameters($0); next }
!reading || /^#/ || !NF { next }
/^function network\(/ { inside = 1 }
inside { network = network $0 "\n"; if ($1 == "end") inside = 0; next }
{ others = others $0 "\n" }

# Plain variables, one a line, when inlined.
function parameters(line) {
  sub(/ *#.*/, "", line)
  if (form == "inlined") { sub(/^param /, "", line); gsub(/, +b/, "\nb", line) }
  return line "\n"
}

function inlined(   n, k, line) {
  n = split(network, line, "\n")
  for (k = 2; k < n - 1; k++) {
    sub(/^ +/, "", line[k])
    sub(/^return /, "A = ", line[k])
    print line[k]
  }
  print "F = crossentropy(T, A)"
}
END {
  images = "rand(28, 28, 1, 2)"; targets = "onehot([3 8], 10)"
  print "# ---- functions"
  print "pooling = \"" pooling "\""
  if (form == "inlined") printf "single(X) = X\n%s", others
  else printf "%s%s%s\nP = single(%s)\nT = single(%s)\n", others, network, loss, images, targets
  print "# ---- inputs\nseed(8)"
  if (form == "inlined") print "P = " images "\nT = " targets
  printf "%s# ---- body\n", params
  if (form == "inlined") inlined()
  else print "F = loss(P, T)"
}
