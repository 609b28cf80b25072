#!/bin/sh
# Random programs, the same ones every time: words of the language in any order, and statements put together by its
# grammar with whatever operands come. Whatever they mean, cnn ends with status 0 or 1. `soup.sh SEED` makes others.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 ASAN_OPTIONS="allocator_may_return_null=1:${ASAN_OPTIONS-}"
awk -v work="$work" -v seed="${1-1}" '
  function random(n) { # Lehmer: the same numbers with every awk
    state = (state * 48271) % 2147483647
    return int(state / 2147483647 * n)
  }
  function glue() { return substr("  \n;", random(12) < 8 ? 1 : random(4) + 1, 1) }
  function atom() { return atoms[1 + random(n_atoms)] }
  function expression(depth,   kind) {
    kind = random(depth > 0 ? 14 : 3)
    if (kind < 3) return atom()
    if (kind < 8) return expression(depth - 1) " " infix[1 + random(n_infix)] " " expression(depth - 1)
    if (kind < 10) return prefix[1 + random(n_prefix)] " " expression(depth - 1)
    if (kind < 12) return call[1 + random(n_call)] "(" expression(depth - 1) (random(3) ? "" : ", " expression(depth - 1)) ")"
    if (kind < 13) return "(" expression(depth - 1) ")" postfix[1 + random(n_postfix)]
    return "[" expression(depth - 1) (random(2) ? "; " : ", ") expression(depth - 1) "]"
  }
  function name() { return substr("WPbxAFLf", 1 + random(8), 1) }
  function statement(depth,   kind) {
    kind = random(depth > 0 ? 16 : 12)
    if (kind < 4) return name() " = " expression(2) "\n"
    if (kind < 5) return "param " name() " = " expression(1) "\n"
    if (kind < 6) return name() " ← " expression(1) "\n"
    if (kind < 7) return name() "[" expression(0) (random(2) ? "" : ", " atom()) "] = " expression(1) "\n"
    if (kind < 8) return "backprop " expression(1) (random(3) ? "" : " for " name()) "\n"
    if (kind < 9) return "check " expression(2) "\n"
    if (kind < 10) return "F = sum(" expression(2) ")\nbackprop F\n"
    if (kind < 11) return "f(x) = " expression(2) "\n"
    if (kind < 12) return expression(3) "\n"
    if (kind < 13) return "for i = " expression(0) "\n" statement(depth - 1) statement(depth - 1) "end\n"
    if (kind < 14) return "if " expression(1) "\n" statement(depth - 1) "else\n" statement(depth - 1) "end\n"
    if (kind < 15) return "rule Y = f(X)\n  dX = " expression(2) "\nend\n"
    return "function f(x)\n" statement(depth - 1) "return " expression(1) "\nend\n"
  }
  BEGIN {
    n_atoms = split("W|P|b|x|A|F|L|f|1|2|0|3.5|-1|nan|inf|[1 2; 3 4]|ones(3, 3, 2)|ones(2, 2, 2, 3)|zeros(0, 2)|single(2)|single([1 2; 3 4])|" \
      "{1, [2 3]}|{W = 1, b = {2}}|(x ↦ x^2)|\"s\"|1:3|L.W|L[1]|W[1, 1]|A^{1}|A^{2,1}|w_{1,1}|∂F/∂W|dW|Σ_{l} A^{l}|Σ_{l=1}^{3} l|logsig|end", atoms, "|")
    n_infix = split("+|-|∘|*|⊗|·|/||⊗_{pad=1}|⊗_{pad=full}|⊗_{stride=2, pad=same}|⊗_{dilate=2}|⊗_{up=2}|*_{origin=[1 1]}|==|<|≥|and|or|:", infix, "|")
    n_prefix = split("-|not|⊞ave_{2,2}|⊞max_{2,2}|⊞max_{2,2, stride=1, pad=1}|⊠ave_{2,2}|⊞ave_{1,1,2}|⊠max_{2,2, at=W}|⊠ave_{2,2, like=P}|logsig|2", prefix, "|")
    n_call = split("logsig|show|softmax|tansig|sum|mean|max|argmax|size|vec|rot180|reshape|zeros|str|mse|crossentropy|norm|f|stack|bank|cat|transpose|" \
      "logsig\047|f\047|sgd|adam|momentum|compet|poslin|mod|weightmatrix|unvec|single|double|find|numel|sort|onehot|printf|assert", call, "|")
    n_postfix = split("^2|^T|\047|^{2}|_{1,2}|^{1,1}|²|^-1|^(1/2)", postfix, "|")
    n = split("show format long W P b x A Z L f g F dW 1 2 0 3.5 1e9 -1 nan inf \"s\" [ ] ( ) { } [ ] ( ) , ; : = = = + - · / ∘ * ⊗ ⊗_{pad=1} " \
      "⊗_{stride=2} ⊞ave_{2,2} ⊞max_{2,2} ⊠ave_{2,2} ⊞max ^2 ^T ^{1} ^{l} _{1,2} _{i} _{ ^{ } ² \x27 . == < ≠ and or not ↦ ← " \
      "+= logsig softmax sum size reshape ones(2,3) zeros(0,2) [1\\ 2;\\ 3\\ 4] {1,2} {W=1,b=2} x↦x^2 Σ_{l} Σ_{l=1}^{3} ∂F/∂W ∂ end " \
      "for\\ i=1:3\\n if\\ x\\n while\\ 0\\n function\\ f(x)\\n end\\n return break param backprop backprop\\ F check check\\ F " \
      "rule\\ Y=f(X)\\n dX=dY\\n import \\otimes \\alpha δ π print(1) str( error( train( sgd() adam(0.1) max( cat(1, f\x27(x) " \
      "W=[1\\ 2;3\\ 4]\\n P=ones(3,3,2,2)\\n F=sum(W^2)\\n L={W,P}\\n f(x)=x^2\\n x=3\\n A=W\\ ⊗\\ P\\n L[1]= W[1,1]= L.W= Z^{h}= " \
      "end ... # % @ ~= && .^ 2**3 randn(2,2) load(\"x\") save(\"x\",", word, " ")
    state = seed
    for (i = 1; i <= n; i++) { # an escaped blank or line end
      if (sub(/\\$/, " " word[i + 1], word[i])) word[i + 1] = word[i]
      gsub(/\\n/, "\n", word[i])
    }
    for (file = 0; file < 100; file++) {
      text = file % 2 ? "W = [1 2; 3 4]\nP = ones(4, 4)\nb = 2\nA = ones(3, 3, 2)\nx = 3\nL = {W = W, b = {2}}\nf(x) = x^2\n" : ""
      for (program = 0; program < 10; program++) {
        if (file % 2) text = text statement(2) statement(2) statement(2)
        else for (k = 3 + random(20); k > 0; k--) text = text word[1 + random(n)] glue()
        text = text "\n"
      }
      printf "%s", text > sprintf("%s/%03d.soup", work, file)
      close(sprintf("%s/%03d.soup", work, file))
    }
  }'
. "$source/tests/errors/run-soup"
