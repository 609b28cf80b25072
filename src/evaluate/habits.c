/* Functions that other languages have, and the words of this one for them. */
#include "evaluate/evaluate.h"

#include <string.h>

static const struct {
  const char *name, *words;
} habits[] = {
    {"length", "the number of elements is numel(x), the length of an axis size(x, 1)"},
    {"len", "the number of elements is numel(x), the length of an axis size(x, 1)"},
    {"disp", "a value is printed by print(x)"},
    {"fprintf", "formatted text is printed by printf(\"%d\\n\", x)"},
    {"sprintf", "text is put together by str(\"x is \", x)"},
    {"conv2", "the chapter's convolution is W * P, its cross-correlation W ⊗ P"},
    {"xcorr2", "the chapter's cross-correlation is W ⊗ P"},
    {"repmat", "X repeated element by element is ⊠ave_{r,c} X, side by side [X X; X X]"},
    {"kron", "each element over a block is ⊠ave_{r,c} X"},
    {"dot", "the inner product is a^T b, or sum(a ∘ b)"},
    {"matmul", "the matrix product is A B, or A · B"},
    {"flatten", "the chapter's word is vec(A) (8.26)"},
    {"randperm", "1 … n in random order is shuffle(n)"},
    {"fliplr", "columns from the last to the first are X[:, end:-1:1]"},
    {"flipud", "rows from the last to the first are X[end:-1:1, :]"},
    {"float", "single(x) and double(x) set the precision"},
    {"int", "whole numbers come from round(x), floor(x) and ceil(x)"},
    {"pow", "a power is x^y"},
    {"append", "a list grows by L[numel(L) + 1] = x, a row by x = [x, 1]"},
    {"input", "a script's words are in args, numbers of them by number(args[1])"},
};

const char *habit_for(const char *name) {
  for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
    if (strcmp(habits[i].name, name) == 0) return habits[i].words;
  return NULL;
}
