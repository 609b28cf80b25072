/* Expressions as source text, with as few brackets as precedence allows. print_statements.c has the statements. */
#include "syntax/print.h"
#include "syntax/spelling.h"

#include <math.h>
#include <string.h>

void put(Printer *printer, const char *text) { text_add(printer->out, text, strlen(text)); }

int level_of_operator(const Ast *ast) {
  if (ast->row->form == FORM_FUNCTION) return POSTFIX;
  if (ast->n == 1) return ast->row->form == FORM_PREFIX ? FACTOR : SIGN;
  switch (ast->row->level) {
    case 4: return CORRELATION;
    case 5: return HADAMARD;
    case 6: return SUM;
    default: return COMPARISON;
  }
}

/* Σ binds like a sign: an operand anywhere, if what follows it ends its term. */
int level_of(const Ast *ast) {
  switch (ast->kind) {
    case AST_LAMBDA: return LAMBDA;
    case AST_OR: return DISJUNCTION;
    case AST_AND: return CONJUNCTION;
    case AST_NOT: return NEGATION;
    case AST_RANGE: return RANGE;
    case AST_OPERATOR: return level_of_operator(ast);
    case AST_PRODUCT: return PRODUCT;
    case AST_SUM: return ast->row ? POSTFIX : FACTOR;
    case AST_NUMBER: return signbit(ast->number) && !isnan(ast->number) ? SIGN : FACTOR;
    case AST_POWER: return POWER_OF;
    default: return POSTFIX;
  }
}

/* The operand that the text of a node ends with, or NULL. */
static const Ast *last_operand(const Ast *ast) {
  if ((ast->kind == AST_SUM && !ast->row) || ast->kind == AST_NOT) return ast->child[0];
  if (ast->kind == AST_PRODUCT || ast->kind == AST_OPERATOR) return ast->child[ast->n - 1];
  return NULL;
}

/* The body of a Σ takes in all that follows in its term. */
bool ends_in_sum(const Ast *ast) {
  for (; ast; ast = last_operand(ast)) {
    if (ast->kind == AST_SUM && !ast->row) return true;
    const Ast *last = last_operand(ast);
    if (last && level_of(last) < level_of(ast)) return false; /* stands in brackets */
  }
  return false;
}

/* The operand that the text of a postfix or a power begins with. */
static const Ast *first_operand(const Ast *ast) {
  while ((level_of(ast) >= POWER_OF && ast->n > 0 && ast->kind != AST_MATRIX && ast->kind != AST_LIST &&
          ast->kind != AST_PARTIAL && ast->kind != AST_ROW && ast->kind != AST_SUM)) ast = ast->child[0];
  return ast;
}

bool begins_with_number(const Ast *ast) { return first_operand(ast)->kind == AST_NUMBER; }

static bool is_name_t(const Ast *ast) { return ast->kind == AST_NAME && strcmp(ast->name->text, "T") == 0; }

static void print_bracketed(Printer *printer, const Ast *ast) {
  bool in_row = printer->in_row, compact = printer->compact;
  printer->in_row = printer->compact = false;
  put(printer, "(");
  print_expression(printer, ast);
  put(printer, ")");
  printer->in_row = in_row;
  printer->compact = compact;
}

/* An operand of something that binds at `level`; `last`: what follows it, if anything, ends the term. */
static void print_operand(Printer *printer, const Ast *ast, int level, bool last) {
  bool spaced = printer->in_row && ast->kind == AST_PRODUCT && memchr(ast->joiner, ' ', (size_t)ast->n - 1);
  if (level_of(ast) < level || spaced || (!last && ends_in_sum(ast))) print_bracketed(printer, ast);
  else print_node(printer, ast, last);
}

void print_items(Printer *printer, const Ast *list, int first, const char *separator) {
  for (int i = first; i < list->n; i++) {
    if (i > first) put(printer, list->child[i]->kind == AST_NAMED ? ", " : separator);
    print_expression(printer, list->child[i]);
  }
}

/* Entries inside brackets of their own, where white space separates nothing. */
static void print_enclosed(Printer *printer, const char *open, const Ast *list, int first, const char *separator,
    const char *close) {
  bool in_row = printer->in_row, compact = printer->compact;
  printer->in_row = false;
  printer->compact = separator[1] == 0;
  put(printer, open);
  print_items(printer, list, first, separator);
  put(printer, close);
  printer->in_row = in_row;
  printer->compact = compact;
}

void print_parameters(Printer *printer, const Ast *parameters) {
  if (parameters) print_enclosed(printer, "_{", parameters, 0, ",", "}");
}

static void print_infix(Printer *printer, const Ast *ast, bool last) {
  int level = level_of_operator(ast);
  bool to_the_right = level == CORRELATION, separates = level < HADAMARD;
  const char *space = printer->compact && level == SUM ? "" : " ";
  print_operand(printer, ast->child[0], to_the_right ? level + 1 : level, separates);
  put(printer, space);
  put(printer, row_name(ast->row));
  print_parameters(printer, ast->arguments);
  put(printer, space);
  print_operand(printer, ast->child[1], to_the_right ? level : level + 1, separates || last);
}

static void print_prefix(Printer *printer, const Ast *ast, bool last) {
  if (ast->row->form != FORM_PREFIX) {
    put(printer, "-");
    print_operand(printer, ast->child[0], SIGN, last);
    return;
  }
  put(printer, ast->row->glyph);
  print_parameters(printer, ast->arguments);
  put(printer, " ");
  bool negated = ast->child[0]->kind == AST_OPERATOR && ast->child[0]->n == 1;
  print_operand(printer, ast->child[0], negated ? SIGN : FACTOR, last);
}

/* A tree made by rewriting may hold a function's row where a parsed one holds a call. */
static void print_operator(Printer *printer, const Ast *ast, bool last) {
  if (ast->row->form == FORM_FUNCTION) {
    put(printer, ast->row->name);
    print_enclosed(printer, "(", ast, 0, ", ", ast->arguments ? ", " : ")");
    if (ast->arguments) print_enclosed(printer, "", ast->arguments, 0, ", ", ")");
  } else if (ast->n == 2) {
    print_infix(printer, ast, last);
  } else {
    print_prefix(printer, ast, last);
  }
}

/* A factor after a space begins with neither a sign nor a number. */
static void print_product(Printer *printer, const Ast *ast, bool last) {
  for (int i = 0; i < ast->n; i++) {
    const Ast *factor = ast->child[i];
    char joiner = i > 0 ? ast->joiner[i - 1] : 0;
    if (joiner) put(printer, joiner == ' ' ? " " : joiner == '.' ? "·" : "/");
    if (joiner == ' ' && begins_with_number(factor)) print_bracketed(printer, factor);
    else print_operand(printer, factor, joiner == ' ' ? FACTOR : SIGN, last && i == ast->n - 1);
  }
}

static bool is_exponent(const Ast *ast) {
  switch (ast->kind) {
    case AST_NAME: return !is_name_t(ast); /* ^T is the transpose */
    case AST_NUMBER: case AST_STRING: case AST_INDEX_END: case AST_MATRIX: return true; /* ^{ } is a superscript */
    case AST_CALL: case AST_INDEX: case AST_FIELD: return is_exponent(ast->child[0]);
    default: return false;
  }
}

static void print_exponent(Printer *printer, const Ast *ast) {
  if (ast->kind == AST_OPERATOR && ast->n == 1 && ast->row->form != FORM_PREFIX) {
    put(printer, "-");
    print_exponent(printer, ast->child[0]);
  } else if (is_exponent(ast)) {
    print_node(printer, ast, false);
  } else {
    print_bracketed(printer, ast);
  }
}

/* A number may be the base of a power, a superscript and a transpose, not of a call, an index or a field. */
static void print_base(Printer *printer, const Ast *ast, AstKind postfix) {
  bool number_serves = postfix == AST_POWER || postfix == AST_SUPERSCRIPT || postfix == AST_TRANSPOSE ||
      postfix == AST_PRIME;
  bool power_serves = number_serves || postfix == AST_SUBSCRIPT;
  bool grouped = postfix == AST_SUPERSCRIPT && (ast->flags & AST_PARENTHESISED);
  bool as_number = begins_with_number(ast);
  if (grouped || (as_number && !number_serves) || level_of(ast) == SIGN) print_bracketed(printer, ast);
  else if (as_number) print_node(printer, ast, false);
  else if (has_power_base(ast) && !power_serves) print_bracketed(printer, ast);
  else print_operand(printer, ast, POWER_OF, false);
}

/* x^y, also with ' or a subscript after it: it cannot be called, indexed or have a field. */
bool has_power_base(const Ast *ast) {
  while (ast->kind == AST_TRANSPOSE || ast->kind == AST_PRIME || ast->kind == AST_SUBSCRIPT ||
      ast->kind == AST_SUPERSCRIPT)
    ast = ast->child[0];
  return ast->kind == AST_POWER;
}

/* What a touching [ indexes; after anything else it would be a factor, and _{ } has to do. */
static bool is_indexable(const Ast *ast) {
  while (ast->kind == AST_TRANSPOSE || ast->kind == AST_PRIME || ast->kind == AST_SUBSCRIPT ||
         (ast->kind == AST_SUPERSCRIPT && !(ast->child[0]->flags & AST_PARENTHESISED))) ast = ast->child[0];
  if (ast->kind == AST_PARTIAL) return ast->child[1]->kind == AST_NAME;
  return ast->kind == AST_NAME || ast->kind == AST_CALL || ast->kind == AST_INDEX || ast->kind == AST_FIELD;
}

static void print_superscript(Printer *printer, const Ast *ast) {
  bool like_transpose = ast->n == 2 && is_name_t(ast->child[1]);
  print_enclosed(printer, like_transpose ? "^{(" : "^{", ast, 1, ",", like_transpose ? ")}" : "}");
}

static void print_postfix(Printer *printer, const Ast *ast) {
  bool index = ast->kind == AST_INDEX && is_indexable(ast->child[0]);
  print_base(printer, ast->child[0], ast->kind == AST_INDEX && !index ? AST_SUBSCRIPT : ast->kind);
  switch (ast->kind) {
    case AST_CALL: print_enclosed(printer, "(", ast, 1, ", ", ")"); break;
    case AST_INDEX: print_enclosed(printer, index ? "[" : "_{", ast, 1, index ? ", " : ",", index ? "]" : "}"); break;
    case AST_SUBSCRIPT: print_enclosed(printer, "_{", ast, 1, ",", "}"); break;
    case AST_SUPERSCRIPT: print_superscript(printer, ast); break;
    case AST_FIELD: put(printer, "."); put(printer, ast->name->text); break;
    case AST_TRANSPOSE: put(printer, "^T"); break;
    case AST_PRIME: put(printer, "'"); break;
    default: put(printer, "^"); print_exponent(printer, ast->child[1]);
  }
}

static void print_string(Printer *printer, const Ast *ast) {
  put(printer, "\"");
  for (size_t i = 0; i < ast->text_length; i++) {
    char byte = ast->text[i];
    if (byte == '\n') put(printer, "\\n");
    else if (byte == '\t') put(printer, "\\t");
    else if (byte == '"' || byte == '\\') text_format(printer->out, "\\%c", byte);
    else text_add(printer->out, &byte, 1);
  }
  put(printer, "\"");
}

static bool is_plain_entry(const Ast *ast) {
  if (ast->kind == AST_OPERATOR && ast->n == 1) return ast->row->form != FORM_PREFIX && is_plain_entry(ast->child[0]);
  return ast->kind == AST_NUMBER || ast->kind == AST_NAME || ast->kind == AST_SUBSCRIPT || ast->kind == AST_MATRIX ||
    ast->kind == AST_SUPERSCRIPT || ast->kind == AST_STRING;
}

static void print_row(Printer *printer, const Ast *row) {
  bool plain = true;
  for (int i = 0; i < row->n; i++) plain = plain && is_plain_entry(row->child[i]);
  print_items(printer, row, 0, plain ? " " : ", ");
}

static void print_matrix(Printer *printer, const Ast *ast) {
  bool in_row = printer->in_row, compact = printer->compact;
  printer->in_row = true;
  printer->compact = false;
  put(printer, "[");
  for (int i = 0; i < ast->n; i++) {
    if (i > 0) put(printer, "; ");
    print_row(printer, ast->child[i]);
  }
  put(printer, "]");
  printer->in_row = in_row;
  printer->compact = compact;
}

/* A record's fields are equations, {W = 1, b = 2}; parameters are not, pad=1. */
static void print_list(Printer *printer, const Ast *ast) {
  bool in_row = printer->in_row, compact = printer->compact;
  printer->in_row = printer->compact = false;
  put(printer, "{");
  for (int i = 0; i < ast->n; i++) {
    if (i > 0) put(printer, ", ");
    if (ast->child[i]->kind == AST_NAMED) print_named(printer, ast->child[i], " = ");
    else print_expression(printer, ast->child[i]);
  }
  put(printer, "}");
  printer->in_row = in_row;
  printer->compact = compact;
}

static void print_range(Printer *printer, const Ast *ast) {
  bool compact = printer->compact;
  printer->compact = true;
  for (int i = 0; i < ast->n; i++) {
    if (i > 0) put(printer, ":");
    print_operand(printer, ast->child[i], SUM, true);
  }
  printer->compact = compact;
}

static void print_sum(Printer *printer, const Ast *ast, bool last) {
  bool in_row = printer->in_row, compact = printer->compact;
  printer->in_row = false;
  printer->compact = true;
  text_format(printer->out, "Σ_{%s", ast->name->text);
  if (ast->n > 1) put(printer, ast->n == 3 ? "=" : " ∈ ");
  if (ast->n > 1) print_expression(printer, ast->child[1]);
  if (ast->n == 3) put(printer, "}^{");
  if (ast->n == 3) print_expression(printer, ast->child[2]);
  put(printer, "} ");
  printer->in_row = in_row;
  printer->compact = compact;
  print_operand(printer, ast->child[0], HADAMARD, last);
}

/* Maxima directly inside each other are one, over several indices. */
static void print_maximum(Printer *printer, const Ast *ast) {
  const Ast *body = ast;
  bool in_row = printer->in_row, compact = printer->compact;
  while (body->kind == AST_SUM && body->row == ast->row) body = body->child[0];
  printer->in_row = printer->compact = false;
  put(printer, "max{");
  print_expression(printer, body);
  for (const char *before = " | "; ast != body; ast = ast->child[0], before = ", ") {
    text_format(printer->out, "%s%s", before, ast->name->text);
    if (ast->n > 1) put(printer, ast->n == 2 && ast->child[1]->kind != AST_RANGE ? " ∈ " : " = ");
    if (ast->n > 1) print_operand(printer, ast->child[1], ast->n == 3 ? SUM : LAMBDA, true);
    if (ast->n == 3) put(printer, ":"), print_operand(printer, ast->child[2], SUM, true);
  }
  put(printer, "}");
  printer->in_row = in_row;
  printer->compact = compact;
}

static void print_lambda(Printer *printer, const Ast *ast) {
  const Ast *parameters = ast->child[0];
  if (parameters->n == 1 && parameters->child[0]->kind == AST_NAME) put(printer, parameters->child[0]->name->text);
  else print_enclosed(printer, "(", parameters, 0, ", ", ")");
  put(printer, " ↦ ");
  print_expression(printer, ast->child[1]);
}

/* What stands under a ∂: a name, on top also a call or a field of one; anything else in brackets. */
static void print_varied(Printer *printer, const Ast *ast, bool call_serves) {
  const Ast *base = ast;
  while (call_serves && base->kind == AST_FIELD) base = base->child[0];
  bool plain = base->kind == AST_NAME || (call_serves && base->kind == AST_CALL && base->child[0]->kind == AST_NAME);
  put(printer, "∂");
  if (plain) print_node(printer, ast, false);
  else print_bracketed(printer, ast);
}

static void print_two(Printer *printer, const Ast *ast, const char *word, int level) {
  print_operand(printer, ast->child[0], level, true);
  put(printer, word);
  print_operand(printer, ast->child[1], level + 1, true);
}

void print_named(Printer *printer, const Ast *ast, const char *sign) {
  put(printer, ast->name->text);
  put(printer, sign);
  print_expression(printer, ast->child[0]);
}

/* One case a kind. */
void print_node(Printer *printer, const Ast *ast, bool last) {
  switch (ast->kind) {
    case AST_NUMBER: print_number(ast->number, printer->out); break;
    case AST_STRING: print_string(printer, ast); break;
    case AST_NAME: put(printer, ast->name->text); break;
    case AST_COLON: put(printer, ":"); break;
    case AST_INDEX_END: put(printer, "end"); break;
    case AST_OPERATOR: print_operator(printer, ast, last); break;
    case AST_PRODUCT: print_product(printer, ast, last); break;
    case AST_CALL: case AST_INDEX: case AST_SUBSCRIPT: case AST_SUPERSCRIPT: case AST_FIELD: case AST_TRANSPOSE:
    case AST_PRIME: case AST_POWER: print_postfix(printer, ast); break;
    case AST_NOT: put(printer, "not "); print_operand(printer, ast->child[0], NEGATION, true); break;
    case AST_AND: print_two(printer, ast, " and ", CONJUNCTION); break;
    case AST_OR: print_two(printer, ast, " or ", DISJUNCTION); break;
    case AST_RANGE: print_range(printer, ast); break;
    case AST_MATRIX: print_matrix(printer, ast); break;
    case AST_ROW: print_row(printer, ast); break;
    case AST_LIST: print_list(printer, ast); break;
    case AST_NAMED: print_named(printer, ast, "="); break;
    case AST_ARGUMENTS: print_items(printer, ast, 0, ","); break;
    case AST_TUPLE: print_enclosed(printer, "(", ast, 0, ", ", ")"); break;
    case AST_SUM: ast->row ? print_maximum(printer, ast) : print_sum(printer, ast, last); break;
    case AST_LAMBDA: print_lambda(printer, ast); break;
    case AST_PARTIAL:
      print_varied(printer, ast->child[0], true);
      put(printer, "/");
      print_varied(printer, ast->child[1], false);
      break;
    default: print_statement(printer, ast); break;
  }
}

void print_expression(Printer *printer, const Ast *ast) { print_operand(printer, ast, LAMBDA, true); }
