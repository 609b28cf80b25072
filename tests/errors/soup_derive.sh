#!/bin/sh
# Random statements with derive and sym, the same ones every time: equations on paper of fragments that fit or do not,
# symbols where numbers belong and numbers where symbols do, what is derived of values, in loops and functions. Whatever
# they mean, cnn ends with status 0 or 1. `soup_derive.sh SEED [FILES]` makes others.
source=${source:-$(cd "$(dirname "$0")/../.." && pwd)}
cnn=${CNN:-$source/build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 ASAN_OPTIONS="allocator_may_return_null=1:${ASAN_OPTIONS-}"
awk -v work="$work" -v seed="${1-1}" -v files="${2-40}" '
  function random(n) { # Lehmer: the same numbers with every awk
    state = (state * 48271) % 2147483647
    return int(state / 2147483647 * n)
  }
  function pick(list, n) { return list[1 + random(n)] }
  function expression(depth,   kind) {
    kind = random(depth > 0 ? 12 : 3)
    if (kind < 3) return pick(atoms, n_atoms)
    if (kind < 7) return expression(depth - 1) " " pick(infix, n_infix) " " expression(depth - 1)
    if (kind < 9) return pick(prefix, n_prefix) " " expression(depth - 1)
    if (kind < 11) return pick(call, n_call) "(" expression(depth - 1) (random(4) ? "" : ", " expression(depth - 1)) ")"
    return "(" expression(depth - 1) ")" pick(postfix, n_postfix)
  }
  function name() { return pick(names, n_names) }
  function option() { return random(3) ? "" : pick(options, n_options) }
  function statement(depth,   kind) {
    kind = random(depth > 0 ? 20 : 17)
    if (kind < 5) return "derive" option() " " pick(targets, n_targets) " = " expression(2) "\n"
    if (kind < 7) return "derive" option() " " expression(1) (random(3) ? "" : " for " name()) "\n"
    if (kind < 9) return "sym " name() pick(sizes, n_sizes) "\n"
    if (kind < 13) return name() " = " expression(2) "\nderive" option() " " name() "\n"
    if (kind < 14) return "F = sum(" expression(2) ")\nderive" option() " F\nexplain F\n"
    if (kind < 15) return "print(" expression(1) ", {" expression(1) "})\n" name() " ← " expression(1) "\n"
    if (kind < 16) return pick(asks, n_asks) " " expression(1) "\n"
    if (kind < 17) return "size(" expression(1) ")\nweightmatrix(" name() ", 3, 3)\n"
    if (kind < 18) return "for i = 1:3\n" statement(depth - 1) statement(depth - 1) "end\n"
    if (kind < 19) return "rule Y = f(X)\n  dX = " expression(2) "\nend\n"
    return "function f(x)\n" statement(depth - 1) "return " expression(1) "\nend\n"
  }
  BEGIN {
    n_names = split("W|P|b|x|A|F|L|f|Z|N|dW|dN|r|c|s|Q|δ_1|W¹", names, "|")
    n_atoms = split("W|P|b|x|A|F|Z|N|V|n|p|dW|r|c|S_r|1|2|0|-1|nan|ones(3, 3, 2)|[1 2; 3 4]|zeros(0, 2)|single(2)|{1, W}|\"s\"|L[1]|" \
      "W[1, 1]|A^{l}|A^{q,l}|W^{h,l}|w_{i,j}|p_{m+i-1,n+j-1}|∂F/∂W|Σ_{l} W^{h,l} ⊗ A^{l}|Σ_{i} Σ_{j} w_{i,j} p_{i+m-1,j+n-1}|Σ_{l=1}^{0} l", atoms, "|")
    n_infix = split("+|-|∘|*|⊗|·|/||⊗_{pad=p, stride=s}|⊗_{pad=1}|⊗_{pad=full}|⊗_{stride=2, pad=same}|⊗_{dilate=2, up=3}|==|<|or", infix, "|")
    n_prefix = split("-|not|⊞ave_{2,2}|⊞ave_{r,c}|⊞max_{r,c}|⊞max_{2,2, stride=1, pad=1}|⊠ave_{r,c}|⊠max_{2,2, at=W}|w ⊞ave_{r,c}|2|1/2", prefix, "|")
    n_call = split("logsig|softmax|tansig|sum|mean|max|argmax|size|vec|rot180|reshape|zeros|ones|str|mse|crossentropy|norm|f|g|stack|bank|cat|" \
      "transpose|logsig\047|f\047|hardlim|weightmatrix|unvec|single|find|sort|prod|numel|abs|log", call, "|")
    n_postfix = split("^2|^T|\047|^{2}|_{1,2}|^{1,1}|^-1|^(1/2)|^b", postfix, "|")
    n_options = split("_{raw}|_{steps}|_{latex}|_{latex, raw}|_{foo}", options, "|")
    n_targets = split("Z|N|n|F|z|Z^{h}|Z^{q,h}|z_{m,n}|z_{i}|N^m|X[1]|W|A", targets, "|")
    n_sizes = split("|(r, c)|(2, 2)|(3, 3, 2)|(r, c, L, H)|(2 r + 1, c)|(0, 3)|(-1, 2)|(W, 2)|(r)|(1, 1)|(S_r, S_c)", sizes, "|")
    n_asks = split("backprop|check|explain|assert|derive", asks, "|")
    state = seed
    for (file = 0; file < files; file++) {
      text = file % 2 ? "W = [1 2; 3 4]\nP = ones(4, 4)\nb = 2\nA = ones(3, 3, 2)\nx = 3\nL = {W, {b = 2}}\nf(x) = x^2\n" : ""
      for (program = 0; program < 12; program++) text = text statement(2) statement(2) "\n"
      printf "%s", text > sprintf("%s/%03d.soup", work, file)
      close(sprintf("%s/%03d.soup", work, file))
    }
  }'
. "$source/tests/errors/run-soup"
