/* LaTeX as input: the chapter's equations in the source form of the book, and what their tree prints. */
#include "syntax/glyphs.h"
#include "syntax/labels.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static Context context;
static Names names;

static void open_names(void) {
  context_open(&context, NULL, NULL, 0);
  names_open(&names, &context.memory);
}

static void close_names(void) {
  names_close(&names);
  cr_assert_eq(context.memory.used, sizeof(Error) * ERRORS_MAX + 16);
  context_close(&context);
}

TestSuite(latex, .init = open_names, .fini = close_names);

static Program *parse(const char *text) {
  Program *program;
  Source *source = source_new(&context, "test", text, strlen(text));
  Status status = parse_text(&context, &names, source, &program);
  source_release(&context, source);
  cr_assert_eq(status, OK, "%s\n%s", text, status == OK ? "" : context.error->message);
  return program;
}

static void expect_print(const Ast *ast, const char *expected) {
  Text text;
  text_open(&text, &context.memory);
  print_ast(ast, &text);
  size_t length = strlen(text_string(&text));
  if (length > 0 && text_string(&text)[length - 1] == '\n') text.bytes[length - 1] = 0;
  cr_expect_str_eq(text_string(&text), expected);
  text_close(&text);
}

/* The text prints as expected, and what is printed and what `cnn fmt` makes of it are the same tree. */
static void expect_tree(const char *latex, const char *expected) {
  Text plain;
  text_open(&plain, &context.memory);
  write_with_glyphs(latex, &plain);
  Program *program = parse(latex), *printed = parse(expected), *formatted = parse(text_string(&plain));
  expect_print(program->root, expected);
  cr_expect(ast_equal(program->root, printed->root), "printed: %s", expected);
  cr_expect(ast_equal(program->root, formatted->root), "formatted: %s", text_string(&plain));
  cr_expect(!strpbrk(text_string(&plain), "\\$"), "%s", text_string(&plain));
  text_close(&plain);
  program_release(&context, program);
  program_release(&context, printed);
  program_release(&context, formatted);
}

typedef struct Formula {
  const char *latex, *plain;
} Formula;

static const Formula chapter[] = {
    {"$$p_{m,n} = \\sum_{i=-\\infty}^{\\infty} \\sum_{j=-\\infty}^{\\infty} p_{i,j} \\delta_{m-i,n-j} \\quad (8.3)$$",
     "p_{m,n} = Σ_{i=-inf}^{inf} Σ_{j=-inf}^{inf} p_{i,j} δ_{m-i,n-j}"},
    {"$$z_{m,n} = \\mathcal{W}(\\mathbf{P})_{m,n} = \\sum_{i=-\\infty}^{\\infty} \\sum_{j=-\\infty}^{\\infty} p_{i,j} "
     "\\mathcal{W}(\\delta_{m-i,n-j}) \\quad (8.4)$$",
     "z_{m,n} = W(P)_{m,n}\nz_{m,n} = Σ_{i=-inf}^{inf} Σ_{j=-inf}^{inf} p_{i,j} W(δ_{m-i,n-j})"},
    {"$$z_{m,n} = \\sum_{i=-\\infty}^{\\infty} \\sum_{j=-\\infty}^{\\infty} p_{i,j} w_{m-i,n-j} \\quad (8.5)$$",
     "z_{m,n} = Σ_{i=-inf}^{inf} Σ_{j=-inf}^{inf} p_{i,j} w_{m-i,n-j}"},
    {"$$z_{m,n} = \\sum_{i=-\\infty}^{\\infty} \\sum_{j=-\\infty}^{\\infty} w_{i,j} p_{m-i,n-j} \\quad (8.6)$$",
     "z_{m,n} = Σ_{i=-inf}^{inf} Σ_{j=-inf}^{inf} w_{i,j} p_{m-i,n-j}"},
    {"$$\\mathbf{Z} = \\mathbf{P} * \\mathbf{W} = \\mathbf{W} * \\mathbf{P} \\quad (8.7)$$", "Z = P * W\nZ = W * P"},
    {"$$z_{m,n} = \\sum_{i=0}^{r-1} \\sum_{j=0}^{c-1} w_{i,j} p_{m-i,n-j} \\quad (8.8)$$",
     "z_{m,n} = Σ_{i=0}^{r-1} Σ_{j=0}^{c-1} w_{i,j} p_{m-i,n-j}"},
    {"$$z_{m,n} = \\sum_{i=0}^{r-1} \\sum_{j=0}^{c-1} w_{i,j} p_{m+i,n+j} \\quad (8.9)$$",
     "z_{m,n} = Σ_{i=0}^{r-1} Σ_{j=0}^{c-1} w_{i,j} p_{m+i,n+j}"},
    {"$$\\mathbf{Z} = \\mathbf{W} \\otimes \\mathbf{P} \\quad (8.10)$$", "Z = W ⊗ P"},
    {"$$\\begin{bmatrix} z_{1,1} & z_{1,2} \\\\ z_{2,1} & z_{2,2} \\end{bmatrix} = \\begin{bmatrix} w_{1,1} & w_{1,2} "
     "\\\\ w_{2,1} & w_{2,2} \\end{bmatrix} \\otimes \\begin{bmatrix} p_{1,1} & p_{1,2} & p_{1,3} \\\\ p_{2,1} & "
     "p_{2,2} & p_{2,3} \\\\ p_{3,1} & p_{3,2} & p_{3,3} \\end{bmatrix} \\quad (8.11)$$",
     "Z = [w_{1,1} w_{1,2}; w_{2,1} w_{2,2}] ⊗ [p_{1,1} p_{1,2} p_{1,3}; p_{2,1} p_{2,2} p_{2,3}; p_{3,1} p_{3,2} "
     "p_{3,3}]"},
    {"$$z_{m,n} = \\sum_{i=1}^r \\sum_{j=1}^c w_{i,j} p_{m+i-1,n+j-1} \\quad (8.13)$$",
     "z_{m,n} = Σ_{i=1}^{r} Σ_{j=1}^{c} w_{i,j} p_{m+i-1,n+j-1}"},
    {"$$S_r = R_r - r + 1 \\quad (8.14)$$", "S_r = R_r - r + 1"},
    {"$$S_r = R_r + 2P^d - r + 1 \\quad (8.16)$$", "S_r = R_r + 2 P^d - r + 1"},
    {"$$S_r = (R_r + 2P^d - r) / S^t + 1 \\quad (8.18)$$", "S_r = (R_r + 2 P^d - r)/S^t + 1"},
    {"$$z_{i,j}^{m,n,h} = \\sum_{l=1}^{H^n} \\sum_{u=1}^{r^m} \\sum_{v=1}^{c^m} w_{u,v}^{m,n,h,l} "
     "a_{i+u-1,j+v-1}^{n,l} \\quad (8.20)$$",
     "z_{i,j}^{m,n,h} = Σ_{l=1}^{H^n} Σ_{u=1}^{r^m} Σ_{v=1}^{c^m} w_{u,v}^{m,n,h,l} a_{i+u-1,j+v-1}^{n,l}"},
    {"$$\\mathbf{Z}^{m,n,h} = \\sum_{l=1}^{H^n} \\mathbf{W}^{m,n,h,l} \\otimes \\mathbf{A}^{n,l} \\quad (8.21)$$",
     "Z^{m,n,h} = Σ_{l=1}^{H^n} W^{m,n,h,l} ⊗ A^{n,l}"},
    {"$$z_{i,j} = \\left\\{ \\sum_{k=1}^r \\sum_{l=1}^c v_{r(i-1)+k,c(j-1)+l} \\right\\} w \\quad (8.22)$$",
     "z_{i,j} = (Σ_{k=1}^{r} Σ_{l=1}^{c} v_{r(i - 1)+k,c(j - 1)+l}) w"},
    {"$$\\mathbf{Z} = w \\boxplus_{r,c}^{ave} \\mathbf{V} \\quad (8.23)$$", "Z = w ⊞ave_{r,c} V"},
    {"$$z_{i,j} = \\max \\left\\{ v_{r(i-1)+k,c(j-1)+l} \\mid k = 1, \\dots, r; l = 1, \\dots, c \\right\\} \\quad "
     "(8.24)$$",
     "z_{i,j} = max{v_{r(i - 1)+k,c(j - 1)+l} | k = 1:r, l = 1:c}"},
    {"$$\\mathbf{Z} = \\boxplus_{r,c}^{max} \\mathbf{V} \\quad (8.25)$$", "Z = ⊞max_{r,c} V"},
    {"$$\\mathbf{s}^m \\triangleq \\frac{\\partial F(\\mathbf{x})}{\\partial \\mathbf{n}^m} \\quad (8.27)$$",
     "s^{m} = ∂F(x)/∂n^m"},
    {"$$\\mathbf{N}^m = \\mathbf{LZ}^{m,n} + b^m \\quad (8.32)$$", "N^{m} = LZ^{m,n} + b^m"},
    {"$$n_{i,j}^m = lz_{i,j}^{m,n} + b^m \\quad (8.33)$$", "n_{i,j}^{m} = lz_{i,j}^{m,n} + b^m"},
    {"$$d\\mathbf{LZ}^{m,n} = d\\mathbf{N}^m \\quad (8.35)$$", "dLZ^{m,n} = dN^m"},
    {"$$db^m = \\sum_{i=1}^{S_r^m} \\sum_{j=1}^{S_c^m} dn_{i,j}^m \\quad (8.36)$$",
     "db^{m} = Σ_{i=1}^{S_r^m} Σ_{j=1}^{S_c^m} dn_{i,j}^m"},
    {"$$db^m = \\boxplus_{S_r^m, S_c^m}^{ave} \\mathbf{dN}^m \\quad (8.37)$$", "db^{m} = ⊞ave_{S_r^m,S_c^m} dN^m"},
    {"$$lz_{i,j}^{m,n,h} = \\sum_{l=1}^{H^n} \\sum_{u=1}^{r^m} \\sum_{v=1}^{c^m} lw_{u,v}^{m,n,h,l} "
     "a_{i+u-1,j+v-1}^{n,l} \\quad (8.38)$$",
     "lz_{i,j}^{m,n,h} = Σ_{l=1}^{H^n} Σ_{u=1}^{r^m} Σ_{v=1}^{c^m} lw_{u,v}^{m,n,h,l} a_{i+u-1,j+v-1}^{n,l}"},
    {"$$da_{u',v'}^{n,l} = \\sum_{h=1}^{H^n} \\sum_{i=u'-r^m+1}^{u'} \\sum_{j=v'-c^m+1}^{v'} dlz_{i,j}^{m,n,h} "
     "lw_{u'-i+1,v'-j+1}^{m,n,h,l} \\quad (8.41)$$",
     "da_{u',v'}^{n,l} = Σ_{h=1}^{H^n} Σ_{i=u'-r^m+1}^{u'} Σ_{j=v'-c^m+1}^{v'} dlz_{i,j}^{m,n,h} "
     "lw_{u'-i+1,v'-j+1}^{m,n,h,l}"},
    {"$$da_{u',v'}^{n,l} = \\sum_{h=1}^{H^n} \\sum_{i'=1}^{r^m} \\sum_{j'=1}^{c^m} lw_{r^m-i'+1, c^m-j'+1}^{m,n,h,l} "
     "dz_{i'+u'-r^m, j'+v'-c^m}^{m,n,h} \\quad (8.44)$$",
     "da_{u',v'}^{n,l} = Σ_{h=1}^{H^n} Σ_{i'=1}^{r^m} Σ_{j'=1}^{c^m} lw_{r^m-i'+1,c^m-j'+1}^{m,n,h,l} "
     "dz_{i'+u'-r^m,j'+v'-c^m}^{m,n,h}"},
    {"$$\\mathbf{dA}^{n,l} = \\sum_{l=1}^{H^n} ((\\text{rot}180)\\mathbf{LW}^{m,n,h,l}) \\otimes \\mathbf{dLZ}^{m,n,h} "
     "\\quad (8.45)$$",
     "dA^{n,l} = Σ_{l=1}^{H^n} rot180 LW^{m,n,h,l} ⊗ dLZ^{m,n,h}"},
    {"$$dlw_{u,v}^{m,n,h,l} = \\sum_{i=1}^{S_r^m} \\sum_{j=1}^{S_c^m} dz_{i,j}^{m,n,h} \\times a_{i+u-1, j+v-1}^{n,l} "
     "\\quad (8.47)$$",
     "dlw_{u,v}^{m,n,h,l} = Σ_{i=1}^{S_r^m} Σ_{j=1}^{S_c^m} dz_{i,j}^{m,n,h} ∘ a_{i+u-1,j+v-1}^{n,l}"},
    {"$$\\mathbf{dLW}^{m,n,h,l} = \\mathbf{dLZ}^{m,n,h} \\otimes \\mathbf{A}^{n,l} \\quad (8.48)$$",
     "dLW^{m,n,h,l} = dLZ^{m,n,h} ⊗ A^{n,l}"},
    {"$$dn_{i,j}^{n,h} = \\dot{f}^{n,h}(n_{i,j}^{n,h}) \\times da_{i,j}^{n,h} \\quad (8.52)$$",
     "dn_{i,j}^{n,h} = f'^{n,h}(n_{i,j}^{n,h}) ∘ da_{i,j}^{n,h}"},
    {"$$\\mathbf{dN}^{n,h} = \\dot{\\mathbf{F}}^{n,h} \\circ \\mathbf{dA}^{n,h} \\quad (8.53)$$",
     "dN^{n,h} = Ḟ^{n,h} ∘ dA^{n,h}"},
    {"$$dlw^{m,n,h} = \\boxplus_{S_r^m, S_c^m}^{ave} (\\mathbf{dLZ}^{m,n,h} \\circ (\\boxplus_{r^m, c^m}^{ave} "
     "\\mathbf{A}^{n,h}))$$",
     "dlw^{m,n,h} = ⊞ave_{S_r^m,S_c^m} (dLZ^{m,n,h} ∘ ⊞ave_{r^m,c^m} A^{n,h})"},
    {"$$\\mathbf{dA}^{n,h} = (lw^{m,n,h}) \\boxtimes_{r^m, c^m}^{ave} (\\mathbf{dLZ}^{m,n,h})$$",
     "dA^{n,h} = lw^{m,n,h} ⊠ave_{r^m,c^m} dLZ^{m,n,h}"},
    {"$$z_{m,n} = \\sum_i \\sum_j w_{i,j} p_{m-i,n-j}$$", "z_{m,n} = Σ_{i} Σ_{j} w_{i,j} p_{m-i,n-j}"},
    {"$$dA^{n,l} = \\sum_{l=1}^{H^n} ((rot180)LW^{m,n,h,l}) \\otimes dLZ^{m,n,h}$$",
     "dA^{n,l} = Σ_{l=1}^{H^n} rot180 LW^{m,n,h,l} ⊗ dLZ^{m,n,h}"},
    {"$$lz_{i,j}^{m,n,h} = \\left\\{ \\sum_{u=1}^{r^m} \\sum_{v=1}^{c^m} a_{r^m(i-1)+u, c^m(j-1)+v}^{n,h} \\right\\} "
     "lw^{m,n,h}$$",
     "lz_{i,j}^{m,n,h} = (Σ_{u=1}^{r^m} Σ_{v=1}^{c^m} a_{r^m(i - 1)+u,c^m(j - 1)+v}^{n,h}) lw^{m,n,h}"},
    {"$$dlw^{m,n,h} = \\sum_{i=1}^{S_r^m} \\sum_{j=1}^{S_c^m} dlz_{i,j}^{m,n,h} \\left\\{ \\sum_{u=1}^{r^m} "
     "\\sum_{v=1}^{c^m} a_{r^m(i-1)+u, c^m(j-1)+v}^{n,h} \\right\\}$$",
     "dlw^{m,n,h} = Σ_{i=1}^{S_r^m} Σ_{j=1}^{S_c^m} dlz_{i,j}^{m,n,h} Σ_{u=1}^{r^m} Σ_{v=1}^{c^m} a_{r^m(i - "
     "1)+u,c^m(j - 1)+v}^{n,h}"},
    {"$$\\mathbf{W} = \\begin{bmatrix} 0 & 1 \\\\ 0 & 0 \\end{bmatrix}$$", "W = [0 1; 0 0]"},
};

Test(latex, equations_of_the_chapter) {
  for (size_t i = 0; i < sizeof chapter / sizeof *chapter; i++) expect_tree(chapter[i].latex, chapter[i].plain);
}

static const Formula forms[] = {
    {"d\\mathbf{LZ}^{m,n} = d\\mathbf{N}^m", "dLZ^{m,n} = dN^m"},
    {"\\mathbf{n} = \\mathbf{W}\\mathbf{p} + \\mathbf{b}", "n = W p + b"},
    {"w\\boxplus^{ave}_{r,c}\\mathbf{V}", "w ⊞ave_{r,c} V"},
    {"\\mathbf{Z} = w \\boxplus^{\\text{max}}_{2,2} \\mathbf{V}", "Z = w ⊞max_{2,2} V"},
    {"F = \\frac{1}{2} \\left( t - a \\right)^{2}", "F = (1/2) (t - a)^{2}"},
    {"x = w\\frac{a b}{c + d} \\left[ 1, 2 \\right]^\\top", "x = w ((a b)/(c + d)) [1 2]^T"},
    {"y = \\tfrac{1}{\\frac{2}{x}}", "y = 1/(2/x)"},
    {"\\mathbf{dW} \\equiv \\frac{\\partial F}{\\partial \\mathbf{W}}", "dW = ∂F/∂W"},
    {"x = \\left\\{ a + b \\right\\} w + \\{ c \\} d", "x = (a + b) w + c d"},
    {"\\dot{\\mathbf{F}} \\circ \\mathbf{dA} + \\dot{f}\\left(n\\right) + \\dot n", "Ḟ ∘ dA + f'(n) + ṅ"},
    {"A = \\begin{bmatrix} w p & 0 \\\\ 1 & 2 \\end{bmatrix}^{\\top}", "A = [(w p), 0; 1 2]^T"},
    {"A = \\begin{pmatrix} 1 & 2 \\\\\n  3 & 4 \\\\\n  \\end{pmatrix}", "A = [1 2; 3 4]"},
    {"z_{i} = \\max \\{ v_{k} \\mid k = 1, \\ldots, r \\}", "z_{i} = max{v_{k} | k = 1:r}"},
    {"\\max(a, b) + \\exp\\left(x\\right)", "max(a, b) + exp(x)"},
    {"\\begin{align}\n  z &= a % why\n  + b \\\\\n    &= c \\\\\n    & \\quad - d \\quad (8.1) \\\\\n  y &= 1\n\\end{align}",
   "z = a + b\nz = c - d\ny = 1"},
  {"da_{u′,v′} = f′(x)", "da_{u',v'} = f'(x)"},
  {"Z = A \\quad (8.1)", "Z = A"},
  {"Z = A \\tag{8.1}", "Z = A"},
    {"\\[ \\mathbf{Z} = \\mathbf{W} (8.10) \\]", "Z = W"},
    {"Z = A (8.1)", "Z = A (8.1)"},
    {"\\begin{aligned} a &= b \\\\\n  c &= \\mathbf{d} \\end{aligned}", "a = b\nc = d"},
    {"da_{u^{\\prime},v^\\prime} = z_{i} \\, \\bigl( a \\;\\! + b \\bigr)", "da_{u',v'} = z_{i} (a + b)"},
    {"2d\\mathbf{A}x + ad\\mathbf{N}", "2 dA x + ad N"},
    {"\\operatorname{rot180} \\mathbf{W}", "rot180 W"},
    {"$a = \\alpha$", "a = α"},
    {"x = a \\ast b + c \\cdot d", "x = a * b + c·d"},
    {"\\mathbf{W p} + 1", "W p + 1"},
    {"z_{i,j} = max{v_{r (i-1)+k, c (j-1)+l} | k = 1:r, l = 1:c}",
     "z_{i,j} = max{v_{r (i - 1)+k,c (j - 1)+l} | k = 1:r, l = 1:c}"},
    {"y = 1 + max{v_{k} | k ∈ {1,2}}^2 + max{a_{i} | i} x", "y = 1 + max{v_{k} | k ∈ {1, 2}}^2 + max{a_{i} | i} x"},
    {"z_{u'} = w_{u'} for u' = 1:3", "z_{u'} = w_{u'} for u' = 1:3"},
    {"y = Σ_l W^{h,l} ⊗ A^{l}", "y = Σ_{l} W^{h,l} ⊗ A^{l}"},
};

Test(latex, forms) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) expect_tree(forms[i].latex, forms[i].plain);
}

static void expect_format(const char *latex, const char *expected) {
  Text plain;
  text_open(&plain, &context.memory);
  write_with_glyphs(latex, &plain);
  cr_expect_str_eq(text_string(&plain), expected);
  text_close(&plain);
}

Test(latex, formatting) {
  expect_format("$$\\mathbf{Z} = \\mathbf{W} \\otimes \\mathbf{P} \\quad (8.10)$$", "Z = W ⊗ P");
  expect_format("x = \\frac{1}{2} \\left( a + b \\right)", "x = ((1)/(2)) ( a + b )");
  expect_format("A = \\begin{bmatrix} w p & 0 \\\\ 1 & 2 \\end{bmatrix}", "A = [(w p), (0); (1), (2)]");
  expect_format("z = \\sum_{l=1}^{H} a^{l} # \\sum $ {\n", "z = Σ_{l=1}^{H} a^{l} # \\sum $ {\n");
  expect_format("s = \"\\\\frac $\" \\frac{1", "s = \"\\\\frac $\" \\frac{1");
  expect_format("no latex  {at all} \n", "no latex  {at all} \n");
}

static bool is_m_or_n(void *user, const Name *name) {
  (void)user;
  return strcmp(name->text, "m") == 0 || strcmp(name->text, "n") == 0 || strcmp(name->text, "q1") == 0;
}

static void expect_joined(const char *text, const char *expected) {
  Program *program = parse(text);
  Ast *joined = join_labels(&context, &program->arena, &names, program->root, is_m_or_n, NULL);
  cr_assert(joined);
  expect_print(joined, expected);
  Program *again = parse(expected);
  cr_expect(ast_equal(joined, again->root), "%s", expected);
  program_release(&context, again);
  program_release(&context, program);
}

Test(latex, labels) {
  expect_joined("x = N^m + b^m", "x = Nᵐ + bᵐ");
  expect_joined("LZ^{m,n,h} = W^{m,n,h,l} ⊗_{pad=P^n} A^{n,l}", "LZᵐⁿ^{h} = Wᵐⁿ^{h,l} ⊗_{pad=Pⁿ} Aⁿ^{l}");
  expect_joined("n_{i,j}^m = lz_{i,j}^{m,n} + b^m", "nᵐ_{i,j} = lzᵐⁿ_{i,j} + bᵐ");
  expect_joined("Σ_{i=1}^{S_r^m} a_{r^m(i-1)+u,r^m-i'+1}^{n,h}", "Σ_{i=1}^{S_rᵐ} aⁿ_{rᵐ(i - 1)+u,rᵐ-i'+1}^{h}");
  expect_joined("f'^{n,h}(n_{i}^{n}) a^q1", "fⁿ'^{h}(nⁿ_{i}) a_q1");
}

Test(latex, labels_that_are_none) {
  static const char text[] = "y = x^2 + e^{-n} + (a)^{m} + h^{l} m";
  Program *program = parse(text);
  cr_expect_eq(join_labels(&context, &program->arena, &names, program->root, is_m_or_n, NULL), program->root);
  program_release(&context, program);
}

/* Every cut of every formula, and every byte of it put wrong, is read or refused. */
Test(latex, broken_text) {
  for (size_t i = 0; i < sizeof chapter / sizeof *chapter; i++)
    for (size_t at = 0; chapter[i].latex[at]; at++)
      for (int way = 0; way < 3; way++) {
        char text[2048];
        Program *program;
        snprintf(text, sizeof text, "%s", chapter[i].latex);
        if (way < 2) text[at] = way ? '{' : 0;
        else memmove(text + at, text + at + 1, strlen(text + at));
        Source *source = source_new(&context, "test", text, strlen(text));
        if (parse_text(&context, &names, source, &program) == OK) program_release(&context, program);
        Text plain;
        text_open(&plain, &context.memory);
        write_with_glyphs(text, &plain);
        text_close(&plain);
        source_release(&context, source);
        clear_error(&context);
      }
}
