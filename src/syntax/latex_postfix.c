/* What stands below, above and behind an operand in LaTeX: indices, maps, powers, transposes, calls. */
#include "syntax/latex.h"
#include "syntax/print.h"

#include <string.h>

static bool is_named(const Ast *ast) { return ast->kind == AST_NAME || ast->kind == AST_FIELD; }
static bool is_index(const Ast *ast) { return ast->kind == AST_SUBSCRIPT || ast->kind == AST_INDEX; }
static bool is_raised(const Ast *ast) {
  return ast->kind == AST_TRANSPOSE || ast->kind == AST_PRIME || ast->kind == AST_POWER;
}

/* (W)^{2}, 2^{n} and e^{-n} are powers, W^{2} a map. */
static bool is_power(const Ast *ast) {
  const Ast *base = ast->child[0];
  if (base->flags & AST_PARENTHESISED) return true;
  if (base->kind == AST_NAME) return strcmp(base->name->text, "e") == 0;
  return base->kind == AST_NUMBER;
}

static const Ast *under_primes(const Ast *ast) {
  while (ast->kind == AST_PRIME) ast = ast->child[0];
  return ast;
}

/* The operand under the scripts that the outermost node can print as its own: at most one list of indices and any
   superscripts of maps; under a function's primes too. */
static const Ast *base_of(const Ast *ast, bool called) {
  for (bool indexed = false;; ast = ast->child[0]) {
    if (called && ast->kind == AST_PRIME) continue;
    if (!is_index(ast) && ast->kind != AST_SUPERSCRIPT) return ast;
    if (is_index(ast) && indexed) return ast;
    indexed = indexed || is_index(ast);
    if (ast->child[0]->flags & AST_PARENTHESISED) return ast->child[0];
    if (ast->kind == AST_SUPERSCRIPT && is_power(ast)) return ast->child[0];
  }
}

static int count_primes(const Ast *ast, const Ast *base) {
  int primes = 0;
  for (; ast != base; ast = ast->child[0]) primes += ast->kind == AST_PRIME;
  return primes;
}

bool has_above(const Ast *ast) {
  if (is_named(ast)) return name_has(ast->name, ABOVE);
  if (ast->kind == AST_NUMBER) return is_scaled(ast->number);
  if (is_index(ast)) return has_above(ast->child[0]);
  return ast->kind == AST_SUPERSCRIPT || is_raised(ast);
}

/* \sqrt{ } takes a superscript badly, other calls well. */
static bool is_nucleus(const Ast *ast) {
  switch (ast->kind) {
    case AST_NAME:
    case AST_FIELD:
    case AST_CALL:
    case AST_MATRIX:
    case AST_LIST: return true;
    case AST_NUMBER: return !is_scaled(ast->number) && level_of(ast) > SIGN;
    case AST_STRING:
    case AST_TUPLE:
    case AST_INDEX_END: return true;
    default: return false;
  }
}

static void put_nucleus(Latex *latex, const Ast *ast, int primes) {
  if (ast->kind == AST_FIELD) latex_node(latex, ast->child[0], false), latex_put(latex, ".");
  if (is_named(ast) && primes == 0) latex_letters(latex, ast->name);
  else if (is_named(ast)) latex_function_name(latex, ast->name, primes);
  else if (is_nucleus(ast)) latex_node(latex, ast, false);
  else latex_bracketed(latex, ast);
}

/* The scripts of one place between the base and the node, the innermost first. */
static bool put_scripts(Latex *latex, const Ast *ast, const Ast *base, NamePart place, bool any) {
  if (ast == base) {
    if (!is_named(base) || !name_has(base->name, place)) return any;
    latex_put(latex, place == BELOW ? "_{" : "^{");
    latex_name_script(latex, base->name, place);
    return true;
  }
  any = put_scripts(latex, ast->child[0], base, place, any);
  if (ast->kind == AST_PRIME || is_index(ast) != (place == BELOW)) return any;
  latex_put(latex, any ? "," : place == BELOW ? "_{" : "^{");
  bool scalar = latex->scalar, script = latex->script;
  latex->script = true;
  latex->scalar = scalar || place == BELOW || !is_power(ast);
  latex_items(latex, ast, 1);
  latex->scalar = scalar;
  latex->script = script;
  return true;
}

static bool has_scripts(const Ast *ast, const Ast *base) {
  for (; ast != base; ast = ast->child[0])
    if (ast->kind != AST_PRIME) return true;
  return name_has(base->name, ABOVE) || name_has(base->name, BELOW);
}

/* W^{2} would be a map: a power of a matrix stands in brackets. */
static bool is_power_of_matrix(const Latex *latex, const Ast *ast, const Ast *base) {
  bool power = ast->kind == AST_POWER || (ast->kind == AST_SUPERSCRIPT && ast->child[0] == base && is_power(ast));
  return power && is_named(base) && !latex->scalar && is_bold(latex, base->name);
}

static void put_with_scripts(Latex *latex, const Ast *ast, bool called) {
  const Ast *base = base_of(ast, called);
  int primes = called ? count_primes(ast, base) : 0;
  bool wrapped = primes > 0 && is_named(base) && !is_single_letter(base->name) && has_scripts(ast, base);
  if (is_power_of_matrix(latex, ast, base)) {
    latex_bracketed(latex, base);
  } else {
    if (wrapped) latex_put(latex, "{");
    put_nucleus(latex, base, primes);
    if (wrapped) latex_put(latex, "}");
  }
  if (put_scripts(latex, ast, base, BELOW, false)) latex_put(latex, "}");
  if (put_scripts(latex, ast, base, ABOVE, false)) latex_put(latex, "}");
}

/* A base that has a superscript of its own stands in brackets. */
static void put_raised(Latex *latex, const Ast *ast) {
  const Ast *base = ast->child[0];
  if (has_above(base) || is_power_of_matrix(latex, ast, base)) latex_bracketed(latex, base);
  else put_with_scripts(latex, base, false);
  if (ast->kind == AST_POWER) latex_scripted(latex, "^{", ast->child[1], latex->scalar);
  else latex_put(latex, "^{T}");
}

/* u' among indices is a name's prime; f' of a function is its derivative; X' is the transpose. */
static void put_prime(Latex *latex, const Ast *ast) {
  const Ast *base = under_primes(ast);
  const OperatorRow *row = base->kind == AST_NAME ? find_operator(base->name->text) : NULL;
  if (latex->scalar && base->kind == AST_NAME) {
    put_with_scripts(latex, base, false);
    for (int i = count_primes(ast, base); i > 0; i--) latex_put(latex, "'");
  } else if (row && row->form == FORM_FUNCTION) {
    put_with_scripts(latex, ast, true);
  } else {
    put_raised(latex, ast);
  }
}

/* ---- calls ---- */

static void put_notation(Latex *latex, const char *notation, const Ast *ast, int first) {
  const char *place = strchr(notation, '#');
  bool script = latex->script;
  bool applies = place > notation && place[-1] == ')'; /* to a factor; other notations enclose */
  text_add(latex->out, notation, (size_t)(place - notation));
  if (applies) latex_operand(latex, ast->child[first], FACTOR, true);
  else latex_items(latex, ast, first);
  latex->script = script;
  latex_put(latex, place + 1);
}

/* hold_out is one word, not out below hold. `head` NULL: what is applied is the row alone. */
void latex_function(Latex *latex, const OperatorRow *row, const Ast *head) {
  const char *word = !head ? row->name : head->kind == AST_NAME && is_word(head->name) ? head->name->text : NULL;
  if (row && row->notation && !strchr(row->notation, '#')) {
    latex_put(latex, row->notation);
  } else if (word) {
    latex_put(latex, "\\mathrm{");
    latex_word(latex, word);
    latex_put(latex, "}");
  } else {
    put_with_scripts(latex, head, true);
  }
}

/* Operands and, where a rewritten tree has them apart, parameters: rot180(W), \sqrt{x}. Among sizes min(R, r) has
   numbers, size(X) an array. */
void latex_call(Latex *latex, const OperatorRow *row, const Ast *ast, int first) {
  const char *notation = row ? row->notation : NULL;
  if (notation && strchr(notation, '#') && ast->n == first + 1 && !ast->arguments) {
    put_notation(latex, notation, ast, first);
    return;
  }
  latex_function(latex, row, first == 0 ? NULL : ast->child[0]);
  bool scalar = latex->scalar;
  latex->scalar = scalar && row && (row->notation || row->elementwise);
  latex_enclosed(latex, "(", ast, first, ast->arguments, ")");
  latex->scalar = scalar;
}

void latex_postfix(Latex *latex, const Ast *ast) {
  switch (ast->kind) {
    case AST_CALL:
      latex_call(latex, ast->child[0]->kind == AST_NAME ? find_operator(ast->child[0]->name->text) : NULL, ast, 1);
      break;
    case AST_PRIME: put_prime(latex, ast); break;
    case AST_POWER:
    case AST_TRANSPOSE: put_raised(latex, ast); break;
    default: put_with_scripts(latex, ast, false); break;
  }
}
