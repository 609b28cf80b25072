# cases.txt → a program: `names : expression` becomes one backprop or check statement.
/^#/ || !NF { next }
{
  colon = index($0, " : ")
  names = substr($0, 1, colon - 1)
  print "F = " substr($0, colon + 3)
  print mode " F for " names
  if (mode == "backprop") {
    n = split(names, name, /, */)
    for (i = 1; i <= n; i++) print "printf(\"%.10g \", d" name[i] "); print(\"\")"
  }
}
