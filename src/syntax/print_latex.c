/* Expressions as LaTeX, bracketed by the same levels as source text. latex_terms.c has operators, products
   and fractions, latex_postfix.c scripts and calls. */
#include "syntax/print_latex.h"
#include "syntax/latex.h"
#include "syntax/print.h"

#include <string.h>

static bool list_is_tall(const Ast *ast) {
  for (int i = 0; ast && i < ast->n; i++)
    if (ast->child[i] && is_tall(ast->child[i])) return true;
  return false;
}

/* Whatever has scripts or fractions in it. */
bool is_tall(const Ast *ast) {
  switch (ast->kind) {
    case AST_NUMBER: return is_scaled(ast->number);
    case AST_NAME: return name_has(ast->name, ABOVE) || name_has(ast->name, BELOW);
    case AST_SUBSCRIPT:
    case AST_SUPERSCRIPT:
    case AST_INDEX:
    case AST_POWER:
    case AST_TRANSPOSE:
    case AST_MATRIX:
    case AST_SUM:
    case AST_PARTIAL: return true;
    case AST_PRODUCT:
      if (memchr(ast->joiner, '/', (size_t)ast->n - 1)) return true;
      break;
    case AST_OPERATOR:
      if (ast->arguments || ast->row->form == FORM_PREFIX) return true;
      break;
    default: break;
  }
  return list_is_tall(ast);
}

static void put_open(Latex *latex, const char *bracket, bool tall) {
  if (tall) latex_put(latex, "\\left");
  latex_put(latex, bracket);
}

static void put_close(Latex *latex, const char *bracket, bool tall) {
  if (tall) latex_put(latex, "\\right");
  latex_put(latex, bracket);
}

void latex_items(Latex *latex, const Ast *list, int first) {
  for (int i = first; i < list->n; i++) {
    if (i > first) latex_put(latex, !latex->script ? ", " : list->child[i]->kind == AST_NAMED ? ",\\," : ",");
    latex_expression(latex, list->child[i]);
  }
}

/* Entries in brackets that grow with them; `more`: parameters after the operands, or NULL. */
void latex_enclosed(Latex *latex, const char *open, const Ast *list, int first, const Ast *more, const char *close) {
  bool tall = more && list_is_tall(more);
  for (int i = first; i < list->n && !tall; i++) tall = is_tall(list->child[i]);
  tall = tall && !latex->script;
  put_open(latex, open, tall);
  latex_items(latex, list, first);
  if (more && more->n > 0) latex_put(latex, ", "), latex_items(latex, more, 0);
  put_close(latex, close, tall);
}

void latex_bracketed(Latex *latex, const Ast *ast) {
  bool tall = is_tall(ast) && !latex->script;
  put_open(latex, "(", tall);
  latex_expression(latex, ast);
  put_close(latex, ")", tall);
}

void latex_scripted(Latex *latex, const char *open, const Ast *ast, bool scalar) {
  Latex inner = latex_in_script(latex, scalar);
  latex_put(latex, open);
  if (ast->kind == AST_ARGUMENTS) latex_items(&inner, ast, 0);
  else latex_expression(&inner, ast);
  latex_put(latex, "}");
}

/* A fraction's bar holds it together. */
static int level_in(const Latex *latex, const Ast *ast) {
  return ast->kind == AST_PRODUCT && is_fraction(latex, ast) ? FACTOR : level_of(ast);
}

void latex_operand(Latex *latex, const Ast *ast, int level, bool last) {
  if (level_in(latex, ast) < level || (!last && ends_in_sum(ast))) latex_bracketed(latex, ast);
  else latex_node(latex, ast, last);
}

static void put_rows(Latex *latex, const Ast *matrix, const char *between, const char *after) {
  for (int i = 0; i < matrix->n; i++) {
    if (i > 0) latex_put(latex, after);
    for (int k = 0; k < matrix->child[i]->n; k++) {
      if (k > 0) latex_put(latex, between);
      latex_expression(latex, matrix->child[i]->child[k]);
    }
  }
}

static void put_matrix(Latex *latex, const Ast *ast) {
  latex_put(latex, latex->script || ast->n == 0 ? "[" : "\\begin{bmatrix} ");
  if (latex->script || ast->n == 0) put_rows(latex, ast, "\\;", ";\\,");
  else put_rows(latex, ast, " & ", " \\\\ ");
  latex_put(latex, latex->script || ast->n == 0 ? "]" : " \\end{bmatrix}");
}

static void put_range(Latex *latex, const Ast *ast) {
  for (int i = 0; i < ast->n; i++) {
    if (i > 0) latex_put(latex, "{:}");
    latex_operand(latex, ast->child[i], SUM, true);
  }
}

static void put_sum(Latex *latex, const Ast *ast, bool last) {
  Latex below = latex_in_script(latex, true);
  latex_put(latex, "\\sum_{");
  latex_letters(&below, ast->name);
  if (ast->n > 1) latex_put(latex, ast->n == 3 ? "=" : " \\in ");
  if (ast->n > 1) latex_expression(&below, ast->child[1]);
  latex_put(latex, "}");
  if (ast->n == 3) latex_scripted(latex, "^{", ast->child[2], true);
  latex_put(latex, " ");
  latex_operand(latex, ast->child[0], HADAMARD, last);
}

static bool is_bold_name(const Latex *latex, const Ast *ast) {
  return ast->kind == AST_NAME && is_bold(latex, ast->name);
}

static void put_varied(Latex *latex, const Ast *ast, bool scalar) {
  Latex inner = *latex;
  inner.scalar = scalar && ast->kind == AST_NAME;
  latex_put(latex, is_long(ast) && !is_bold_name(latex, ast) ? "\\partial \\, " : "\\partial ");
  latex_operand(&inner, ast, FACTOR, false);
}

static void put_partial(Latex *latex, const Ast *ast) {
  if (!latex->script) latex_put(latex, "\\frac{");
  put_varied(latex, ast->child[0], true);
  latex_put(latex, latex->script ? "/" : "}{");
  put_varied(latex, ast->child[1], false);
  if (!latex->script) latex_put(latex, "}");
}

static void put_lambda(Latex *latex, const Ast *ast) {
  const Ast *parameters = ast->child[0];
  if (parameters->n == 1 && parameters->child[0]->kind == AST_NAME) latex_node(latex, parameters->child[0], true);
  else latex_enclosed(latex, "(", parameters, 0, NULL, ")");
  latex_put(latex, " \\mapsto ");
  latex_expression(latex, ast->child[1]);
}

static void put_two(Latex *latex, const Ast *ast, const char *word, int level) {
  latex_operand(latex, ast->child[0], level, true);
  latex_put(latex, word);
  latex_operand(latex, ast->child[1], level + 1, true);
}

/* A parameter's name is a word, a record's field a name like others. */
static void put_named(Latex *latex, const Ast *ast, bool field) {
  const Ast name = {.kind = AST_NAME, .name = ast->name};
  if (!field) latex_put(latex, "\\mathrm{"), latex_word(latex, ast->name->text), latex_put(latex, "}");
  else latex_postfix(latex, &name);
  latex_put(latex, field ? " = " : "=");
  bool small = !field && ast->child[0]->kind == AST_MATRIX; /* pad=[1 0 1 0] stays on the line */
  Latex value = small ? latex_in_script(latex, latex->scalar) : *latex;
  latex_expression(&value, ast->child[0]);
}

static void put_list(Latex *latex, const Ast *ast) {
  put_open(latex, "\\{", is_tall(ast));
  for (int i = 0; i < ast->n; i++) {
    if (i > 0) latex_put(latex, ", ");
    if (ast->child[i]->kind == AST_NAMED) put_named(latex, ast->child[i], true);
    else latex_expression(latex, ast->child[i]);
  }
  put_close(latex, "\\}", is_tall(ast));
}

static void put_text(Latex *latex, const char *open, const char *text, const char *close) {
  latex_put(latex, open);
  print_latex_text(text, latex->out);
  latex_put(latex, close);
}

/* A statement: its source. */
static void put_source(Latex *latex, const Ast *ast) {
  Text source;
  text_open(&source, latex->out->memory);
  print_ast(ast, &source);
  put_text(latex, "\\text{", text_string(&source), "}");
  latex->out->failed = latex->out->failed || source.failed;
  text_close(&source);
}

/* One case a kind. */
void latex_node(Latex *latex, const Ast *ast, bool last) {
  switch (ast->kind) {
    case AST_NUMBER: latex_number(latex, ast->number); break;
    case AST_STRING: put_text(latex, "\\text{``", ast->text, "''}"); break;
    case AST_COLON: latex_put(latex, "{:}"); break;
    case AST_INDEX_END: latex_put(latex, "\\mathrm{end}"); break;
    case AST_OPERATOR: latex_operator(latex, ast, last); break;
    case AST_PRODUCT: latex_product(latex, ast, last); break;
    case AST_NAME:
    case AST_CALL:
    case AST_INDEX:
    case AST_SUBSCRIPT:
    case AST_SUPERSCRIPT:
    case AST_FIELD:
    case AST_TRANSPOSE:
    case AST_PRIME:
    case AST_POWER: latex_postfix(latex, ast); break;
    case AST_NOT:
      latex_put(latex, "\\text{not } ");
      latex_operand(latex, ast->child[0], NEGATION, true);
      break;
    case AST_AND: put_two(latex, ast, " \\text{ and } ", CONJUNCTION); break;
    case AST_OR: put_two(latex, ast, " \\text{ or } ", DISJUNCTION); break;
    case AST_RANGE: put_range(latex, ast); break;
    case AST_MATRIX: put_matrix(latex, ast); break;
    case AST_LIST: put_list(latex, ast); break;
    case AST_NAMED: put_named(latex, ast, false); break;
    case AST_ROW:
    case AST_ARGUMENTS: latex_items(latex, ast, 0); break;
    case AST_TUPLE: latex_enclosed(latex, "(", ast, 0, NULL, ")"); break;
    case AST_SUM: put_sum(latex, ast, last); break;
    case AST_LAMBDA: put_lambda(latex, ast); break;
    case AST_PARTIAL: put_partial(latex, ast); break;
    default: put_source(latex, ast); break;
  }
}

void latex_expression(Latex *latex, const Ast *ast) { latex_operand(latex, ast, LAMBDA, true); }
