/* Operators with their parameters, products and fractions as LaTeX. */
#include "syntax/latex.h"
#include "syntax/print.h"

#include <string.h>

/* A sign after an operator stands in brackets: a - (-b c). */
static bool begins_with_sign(const Latex *latex, const Ast *ast) {
  for (;; ast = ast->child[0]) {
    if (ast->kind == AST_NUMBER) return level_of(ast) == SIGN;
    if (ast->kind == AST_PRODUCT && !latex->script && !latex->flat && memchr(ast->joiner, '/', (size_t)ast->n - 1)) return false;
    bool infix = ast->kind == AST_OPERATOR && ast->n == 2 && ast->row->form == FORM_INFIX;
    if (!infix && ast->kind != AST_PRODUCT) return level_of(ast) == SIGN;
    if (level_of(ast->child[0]) < level_of(ast) && level_of(ast->child[0]) != SIGN) return false;
  }
}

static const char *symbol_of(const OperatorRow *row) {
  return row->latex ? row->latex : row->notation ? row->notation : row->glyph;
}

static void put_symbol(Latex *latex, const OperatorRow *row) {
  const char *symbol = symbol_of(row);
  if (symbol) latex_put(latex, symbol);
  else text_format(latex->out, "\\mathrm{%s}", row->name);
}

/* pad=full is a word as a whole; V of at=V is a matrix, the rest are numbers. */
static void put_parameter(Latex *latex, const OperatorRow *row, const Ast *parameter) {
  const Ast *value = parameter->child[0];
  int index = find_parameter(row, parameter->name->text);
  bool is_array = index >= 0 && row->parameter[index].kind == PARAMETER_OPERAND;
  bool is_text = value->kind == AST_NAME && is_word(value->name) && !is_array;
  Latex inner = latex_in_script(latex, !is_array);
  latex_put(latex, "\\mathrm{");
  latex_word(latex, parameter->name->text);
  latex_put(latex, is_text ? "=" : "}=");
  if (is_text) latex_word(latex, value->name->text), latex_put(latex, "}");
  else latex_expression(&inner, value);
}

static void put_parameters(Latex *latex, const OperatorRow *row, const Ast *parameters) {
  if (!parameters || parameters->n == 0) return;
  latex_put(latex, "_{");
  for (int i = 0; i < parameters->n; i++) {
    const Ast *parameter = parameters->child[i];
    Latex inner = latex_in_script(latex, true);
    if (i > 0) latex_put(latex, parameter->kind == AST_NAMED ? ",\\," : ",");
    if (parameter->kind == AST_NAMED) put_parameter(latex, row, parameter);
    else latex_expression(&inner, parameter);
  }
  latex_put(latex, "}");
}

static void put_infix(Latex *latex, const Ast *ast, bool last) {
  int level = level_of_operator(ast);
  bool to_the_right = level == CORRELATION, separates = level < HADAMARD;
  const char *space = latex->script ? "" : " ";
  latex_operand(latex, ast->child[0], to_the_right ? level + 1 : level, separates);
  latex_put(latex, space);
  put_symbol(latex, ast->row);
  put_parameters(latex, ast->row, ast->arguments);
  latex_put(latex, space);
  bool hidden = begins_with_sign(latex, ast->child[1]) && level >= SUM;
  if (hidden) latex_bracketed(latex, ast->child[1]);
  else latex_operand(latex, ast->child[1], to_the_right ? level : level + 1, separates || last);
}

void latex_operator(Latex *latex, const Ast *ast, bool last) {
  if (ast->row->form == FORM_FUNCTION) {
    latex_call(latex, ast->row, ast, 0);
  } else if (ast->n == 2) {
    put_infix(latex, ast, last);
  } else if (ast->row->form != FORM_PREFIX) {
    latex_put(latex, "-");
    latex_operand(latex, ast->child[0], SIGN, last);
  } else {
    put_symbol(latex, ast->row);
    put_parameters(latex, ast->row, ast->arguments);
    latex_put(latex, " ");
    latex_operand(latex, ast->child[0], FACTOR, last);
  }
}

/* ---- products and fractions ---- */

/* Letters of several names run into each other: b dN needs a thin space, W p does not. */
bool is_long(const Ast *ast) {
  while (ast->n > 0 && level_of(ast) >= POWER_OF && ast->kind != AST_MATRIX && ast->kind != AST_LIST) {
    if (ast->kind == AST_PARTIAL) return false;
    ast = ast->child[0];
  }
  return ast->kind == AST_NAME && !is_single_letter(ast->name);
}

static void put_joiner(Latex *latex, const Ast *product, int i) {
  const Ast *before = product->child[i - 1], *factor = product->child[i];
  char joiner = product->joiner[i - 1];
  if (joiner == '/') latex_put(latex, latex->script ? "/" : " / ");
  else if (joiner == '.' || begins_with_number(factor)) latex_put(latex, latex->script ? "\\cdot " : " \\cdot ");
  else latex_put(latex, is_long(before) || is_long(factor) ? " \\, " : " ");
}

static bool is_factor(const Ast *ast) { return ast->kind != AST_NUMBER || !is_scaled(ast->number); }

/* Factors first … end - 1, with what joins them; `last`: the product ends with them and its term with it. */
static void put_factors(Latex *latex, const Ast *ast, int first, int end, bool last) {
  for (int i = first; i < end; i++) {
    bool at_end = last && i == end - 1, divides = i > 0 && ast->joiner[i - 1] == '/';
    if (i > first) put_joiner(latex, ast, i);
    if (divides && !is_factor(ast->child[i])) latex_bracketed(latex, ast->child[i]);
    else latex_operand(latex, ast->child[i], i == 0 ? SIGN : FACTOR, at_end);
  }
}

/* The first denominator and the end of the factors that / follows; without / both are the product's end. In scripts a/b
   stays on the line. */
static int find_denominator(const Latex *latex, const Ast *ast, int *end) {
  const char *slash = latex->script || latex->flat ? NULL : memchr(ast->joiner, '/', (size_t)ast->n - 1);
  if (!slash) return *end = ast->n;
  int first = (int)(slash - ast->joiner) + 1;
  for (*end = first + 1; *end < ast->n && ast->joiner[*end - 1] == '/';) ++*end;
  return first;
}

bool is_fraction(const Latex *latex, const Ast *ast) {
  int end, first = find_denominator(latex, ast, &end);
  return first < ast->n && end == ast->n;
}

/* All that stands before the first / is the numerator, what / follows directly after it the denominator. */
void latex_product(Latex *latex, const Ast *ast, bool last) {
  int end, first = find_denominator(latex, ast, &end);
  if (first == ast->n) {
    put_factors(latex, ast, 0, ast->n, last);
    return;
  }
  latex_put(latex, "\\frac{");
  if (first == 1) latex_expression(latex, ast->child[0]);
  else put_factors(latex, ast, 0, first, true);
  latex_put(latex, "}{");
  for (int i = first; i < end; i++) {
    if (i > first) latex_put(latex, " \\cdot ");
    latex_operand(latex, ast->child[i], end == first + 1 ? LAMBDA : FACTOR, i == end - 1);
  }
  latex_put(latex, "}");
  if (end == ast->n) return;
  put_joiner(latex, ast, end);
  put_factors(latex, ast, end, ast->n, last);
}
