/* Functions, values and fields that other languages have, and the words of this one for them. */
#include "evaluate/evaluate.h"

#include <string.h>

typedef struct Habit {
  const char *name, *words;
} Habit;

#define ELEMENTS "the number of elements is numel(x), the length of an axis size(x, 1)"
#define ANONYMOUS "a function without a name is x ↦ x + 1, or x -> x + 1"
#define RANGE "a range is 1:n, 0:2:10 with a step"
#define CONVOLUTION "the chapter's convolution is W * P, its cross-correlation W ⊗ P (8.10)"
#define MAXIMUM "max pooling is ⊞max_{2,2} V (8.25)"
#define MODULE "there are no modules in front of names: the functions are there by their own names, as in zeros(2, 3)"
#define PARAMETER "a parameter stands in its operator's subscript, with =: ⊗_{pad=1, stride=2}"
#define NOTHING "there is no empty value: a variable that has none is not bound yet; an empty array is []"
#define GRADIENT "backprop F binds dW for every W behind F; one gradient is ∂F/∂W"

static const Habit names[] = {
    {"length", ELEMENTS},
    {"len", ELEMENTS},
    {"ndims", ELEMENTS},
    {"nnz", "entries that are not 0 are counted by sum(x ≠ 0)"},
    {"disp", "a value is printed by print(x)"},
    {"display", "a value is printed by print(x)"},
    {"echo", "a value is printed by print(x)"},
    {"puts", "a value is printed by print(x)"},
    {"fprintf", "formatted text is printed by printf(\"%d\\n\", x)"},
    {"sprintf", "text is put together by str(\"x is \", x)"},
    {"num2str", "text is put together by str(\"x is \", x)"},
    {"strcat", "text is put together by str(\"x is \", x)"},
    {"format", "text is put together by str(\"x is \", x)"},
    {"conv2", CONVOLUTION},
    {"conv", CONVOLUTION},
    {"conv2d", CONVOLUTION},
    {"Conv2d", CONVOLUTION},
    {"convolve", CONVOLUTION},
    {"convolution", CONVOLUTION},
    {"imfilter", CONVOLUTION},
    {"filter2", CONVOLUTION},
    {"correlate", CONVOLUTION},
    {"xcorr2", "the chapter's cross-correlation is W ⊗ P"},
    {"maxpool", MAXIMUM},
    {"max_pool2d", MAXIMUM},
    {"MaxPool2d", MAXIMUM},
    {"maxpool2d", MAXIMUM},
    {"MaxPooling2D", MAXIMUM},
    {"avgpool", "the mean of each window is avepool(V, 2, 2), the chapter's sum ⊞ave_{2,2} V (8.23)"},
    {"avg_pool2d", "the mean of each window is avepool(V, 2, 2), the chapter's sum ⊞ave_{2,2} V (8.23)"},
    {"AvgPool2d", "the mean of each window is avepool(V, 2, 2), the chapter's sum ⊞ave_{2,2} V (8.23)"},
    {"σ", "the chapter's transfer functions are logsig(n), tansig(n), relu(n) and others"},
    {"boxplus", "LaTeX names begin with a backslash: \\boxplus^{ave}_{2,2} V"},
    {"otimes", "LaTeX names begin with a backslash: W \\otimes P"},
    {"padarray", "⊗ pads by itself: W ⊗_{pad=1} P"},
    {"repmat", "X repeated element by element is ⊠ave_{r,c} X, side by side [X X; X X]"},
    {"tile", "X repeated element by element is ⊠ave_{r,c} X, side by side [X X; X X]"},
    {"kron", "each element over a block is ⊠ave_{r,c} X"},
    {"dot", "the inner product is a^T b, or sum(a ∘ b)"},
    {"inner", "the inner product is a^T b, or sum(a ∘ b)"},
    {"outer", "the outer product is a b^T"},
    {"inv", "there is no inverse of a matrix; one divided by each element is 1/X"},
    {"matmul", "the matrix product is A B, or A · B"},
    {"mtimes", "the matrix product is A B, or A · B"},
    {"bmm", "the matrix product is A B, or A · B"},
    {"times", "the Hadamard product is A ∘ B, or A .* B"},
    {"mul", "the Hadamard product is A ∘ B, or A .* B"},
    {"multiply", "the Hadamard product is A ∘ B, or A .* B"},
    {"flatten", "the chapter's word is vec(A) (8.26)"},
    {"view", "an array takes another size by reshape(X, r, c)"},
    {"randperm", "1 … n in random order is shuffle(n)"},
    {"fliplr", "columns from the last to the first are X[:, end:-1:1]"},
    {"flipud", "rows from the last to the first are X[end:-1:1, :]"},
    {"rot90", "a half turn is rot180(W)"},
    {"float", "single(x) and double(x) set the precision"},
    {"float32", "single(x) and double(x) set the precision"},
    {"int", "whole numbers come from round(x), floor(x) and ceil(x)"},
    {"pow", "a power is x^y"},
    {"power", "a power is x^y"},
    {"append", "a list grows by L[numel(L) + 1] = x, a row by x = [x, 1]"},
    {"concatenate", "arrays are joined by [A B] side by side, [A; B] below each other"},
    {"hstack", "arrays are joined by [A B] side by side, [A; B] below each other"},
    {"vstack", "arrays are joined by [A B] side by side, [A; B] below each other"},
    {"horzcat", "arrays are joined by [A B] side by side, [A; B] below each other"},
    {"array", "an array is written [1 2; 3 4]"},
    {"tensor", "an array is written [1 2; 3 4]"},
    {"matrix", "an array is written [1 2; 3 4]"},
    {"arange", RANGE},
    {"range", RANGE},
    {"lambda", ANONYMOUS},
    {"fn", ANONYMOUS},
    {"to", RANGE},
    {"wrt", "the variables stand behind the word for: backprop F for W, b"},
    {"amax", "the largest is max(X), in each column max(X, 1)"},
    {"average", "the mean is mean(X), of each column mean(X, 1)"},
    {"input", "a script's words are in args, numbers of them by number(args[1])"},
    {"True", "the truth values are true and false, which are 1 and 0"},
    {"False", "the truth values are true and false, which are 1 and 0"},
    {"TRUE", "the truth values are true and false, which are 1 and 0"},
    {"FALSE", "the truth values are true and false, which are 1 and 0"},
    {"None", NOTHING},
    {"NULL", NOTHING},
    {"null", NOTHING},
    {"nil", NOTHING},
    {"Inf", "infinity is inf"},
    {"NaN", "not a number is nan"},
    {"np", MODULE},
    {"numpy", MODULE},
    {"torch", MODULE},
    {"nn", MODULE},
    {"tf", MODULE},
    {"math", MODULE},
    {"jnp", MODULE},
    {"grad", GRADIENT},
    {"gradient", GRADIENT},
    {"backward", GRADIENT},
    {"autograd", GRADIENT},
    {"jacobian", GRADIENT},
    {"diff", "the derivative of an element-wise function is f'(x), of a loss ∂F/∂W"},
    {"pad", PARAMETER},
    {"stride", PARAMETER},
    {"dilate", PARAMETER},
    {"valid", "without pad= W ⊗ P is computed only where the kernel fits (8.14, 8.15)"},
    {"do", "a block begins with the next line: while x > 0 … end"},
    {"then", "a block begins with the next line: if x > 0 … end"},
    {"try", "nothing catches an error: a condition prevents it, if x > 0 … end"},
    {"switch", "a choice is if x == 1 … elseif x == 2 … else … end"},
    {"case", "a choice is if x == 1 … elseif x == 2 … else … end"},
    {"clear", "a variable takes a new value by x = 0"},
    {"clc", "nothing has to be cleared: a script begins with no variables"},
};

static const Habit fields[] = {
    {"T", "the transpose is X^T, or X'"},
    {"t", "the transpose is X^T, or X'"},
    {"mT", "the transpose is X^T, or X'"},
    {"shape", "the lengths are size(X), one of them size(X, 1)"},
    {"size", "the lengths are size(X), one of them size(X, 1)"},
    {"numel", "the number of elements is numel(X)"},
    {"length", "the number of elements is numel(X)"},
    {"sum", "a function is called with its operand: sum(X)"},
    {"mean", "a function is called with its operand: mean(X)"},
    {"max", "a function is called with its operand: max(X)"},
    {"min", "a function is called with its operand: min(X)"},
    {"argmax", "a function is called with its operand: argmax(X)"},
    {"exp", "a function is called with its operand: exp(X)"},
    {"relu", "a function is called with its operand: relu(X)"},
    {"sigmoid", "a function is called with its operand: sigmoid(X)"},
    {"tanh", "a function is called with its operand: tanh(X)"},
    {"softmax", "a function is called with its operand: softmax(X)"},
    {"abs", "a function is called with its operand: abs(X)"},
    {"reshape", "an array takes another size by reshape(X, r, c)"},
    {"view", "an array takes another size by reshape(X, r, c)"},
    {"flatten", "the chapter's word is vec(X) (8.26)"},
    {"ravel", "the chapter's word is vec(X) (8.26)"},
    {"dot", "the inner product is a^T b, or sum(a ∘ b)"},
    {"matmul", "the matrix product is A B, or A · B"},
    {"append", "a list grows by L[end + 1] = x, a row by A = [A x]"},
    {"backward", GRADIENT},
    {"grad", "the sensitivity of W is dW, after backprop F"},
    {"item", "one number is a number without more"},
    {"detach", "a value without its history is bound by X ← X"},
    {"clone", "values are never shared: Y = X is a copy"},
    {"copy", "values are never shared: Y = X is a copy"},
};

/* Words of other libraries; one may stand for several parameters. */
static const Habit parameters[] = {
    {"padding", "pad"},      {"pads", "pad"},     {"strides", "stride"},  {"step", "stride"},
    {"dilation", "dilate"},  {"upsample", "up"},  {"dilations", "dilate"}, {"anchor", "origin"},
    {"center", "origin"},    {"indices", "at"},   {"output_size", "like"}, {"size", "like"},
    {"dim", "axis"},         {"dims", "axis"},    {"lr", "rate"},          {"eps", "ε"},
    {"momentum", "γ"},       {"gamma", "γ"},      {"beta", "β"},           {"weight_decay", "decay"},
    {"optimizer", "step"},   {"shuffle", "batch"}, {"callback", "verbose"},
};

#define WORDS_OF(habits, name) find_words(habits, sizeof habits / sizeof *habits, name)

static const char *find_words(const Habit *habit, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(habit[i].name, name) == 0) return habit[i].words;
  return NULL;
}

const char *habit_for(const char *name) { return WORDS_OF(names, name); }

const char *field_habit(const char *name) { return WORDS_OF(fields, name); }

const char *parameter_habit(const char *name, const char *const *known, int n) {
  for (size_t w = 0; w < sizeof parameters / sizeof *parameters; w++)
    for (int i = 0; i < n; i++)
      if (strcmp(parameters[w].name, name) == 0 && strcmp(parameters[w].words, known[i]) == 0) return known[i];
  return NULL;
}
