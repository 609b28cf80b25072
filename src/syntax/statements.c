#include "syntax/build.h"

#include <ctype.h>
#include <string.h>

bool append_statement(Parser *parser, Ast *block, Ast *statement, bool silent) {
  if (!statement) return false;
  if (silent) statement->flags |= AST_SILENT;
  if (statement->kind == AST_BLOCK) {
    for (int i = 0; i < statement->n; i++)
      if (!append_statement(parser, block, statement->child[i], silent)) return false;
    return true;
  }
  uint32_t start = block->n ? block->span.start : statement->span.start;
  return extended(parser, block, statement, (Span){start, statement->span.end});
}

/* The text of a node, for messages; long ones are cut. */
static int text_length(const Parser *parser, const Ast *ast) { return shown_bytes(parser, ast->span); }

static const char *text_of(const Parser *parser, const Ast *ast) { return parser->source->text + ast->span.start; }

static bool has_base(const Ast *ast) {
  return ast->kind == AST_INDEX || ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT || ast->kind == AST_FIELD;
}

static bool holds_names(const Ast *row) {
  bool names = true;
  for (int i = 0; i < row->n; i++) names &= row->child[i]->kind == AST_NAME;
  return names;
}

static void report_bad_target(Parser *parser, const Ast *target) {
  if (target->kind == AST_NUMBER) {
    report(parser, target->span, "%.*s is a number and cannot be given a value", text_length(parser, target),
        text_of(parser, target));
  } else if (target->kind == AST_OPERATOR && target->n == 2 && report_loose_parameter(parser, target->child[1]->span)) {
    return;
  } else if (target->kind == AST_PRODUCT && target->n == 2 && target->child[0]->kind == AST_NAME) {
    report(parser, target->span, "an equation begins with the variable alone: %s = …",
           quote_span(parser->source, target->child[1]->span).text);
  } else if (target->kind == AST_MATRIX && target->n == 1 && target->child[0]->n == 2 && holds_names(target->child[0])) {
    report(parser, target->span, "a list is taken apart in round brackets: (%s, %s) = …",
           target->child[0]->child[0]->name->text, target->child[0]->child[1]->name->text);
  } else if (target->kind == AST_PRIME) {
    report(parser, target->span,
           "only a variable can stand on the left; the derivative of a function is given by f'(x) = …");
  } else if (target->kind == AST_POWER) {
    report(parser, target->span,
           "a power cannot be given a value; a map is set by X^{2} = …, an element by x_{2} or x[2]");
  } else if (target->kind == AST_OPERATOR && target->row && target->row->level == 8) {
    report(parser, target->span, "a comparison cannot be given a value: == compares, = makes an equation");
  } else {
    report(parser, target->span,
           "the left side of an equation is a variable or a part of one: Z, Z^{h}, z_{m,n}, W[1,2], L.field or (a, b)");
  }
}

/* N^m is N^{m} where it is given a value: m is a free superscript, or a label. */
static void free_superscript(Ast *target) {
  for (; target->n > 0; target = target->child[0])
    if (target->kind == AST_POWER && target->child[1]->kind == AST_NAME) target->kind = AST_SUPERSCRIPT;
    else if (!has_base(target)) return;
}

/* The entry z_{i,j} of a matrix z, or NULL. */
static Name *entry_of(const Ast *entry, int i, int j) {
  bool serves = entry->kind == AST_SUBSCRIPT && entry->n == 3 && entry->child[0]->kind == AST_NAME &&
    entry->child[1]->kind == AST_NUMBER && entry->child[1]->number == i + 1 && entry->child[2]->kind == AST_NUMBER &&
    entry->child[2]->number == j + 1;
  return serves ? entry->child[0]->name : NULL;
}

/* The z whose entries a matrix lists in their order, as on the left of 8.11; NULL: it does not. */
static Name *listed_matrix(const Ast *matrix) {
  Name *name = NULL;
  for (int i = 0; i < matrix->n; i++)
    for (int j = 0; j < matrix->child[i]->n; j++) {
      Name *found = matrix->child[i]->n == matrix->child[0]->n ? entry_of(matrix->child[i]->child[j], i, j) : NULL;
      if (!found || (name && found != name)) return NULL;
      name = found;
    }
  return name;
}

/* [z_{1,1} z_{1,2}; …] = … gives Z, of which the z are the entries. */
static bool name_matrix(Parser *parser, Ast *target) {
  Name *entries = target->kind == AST_MATRIX ? listed_matrix(target) : NULL;
  if (!entries || entries->length > 64) return true;
  char capitals[64];
  for (uint32_t i = 0; i < entries->length; i++) capitals[i] = (char)toupper((unsigned char)entries->text[i]);
  target->kind = AST_NAME;
  target->n = 0;
  if ((target->name = intern(parser->names, capitals, entries->length)) != NULL) return true;
  fail_out_of_memory(parser->context);
  stop_parse(parser, target->span);
  return false;
}

/* Reports what no equation can set. True when it can be set (or the error was reported and the parse goes on). */
static bool check_target(Parser *parser, Ast *target) {
  free_superscript(target);
  if (!name_matrix(parser, target)) return false;
  const Ast *base = target;
  if (target->kind == AST_TUPLE) {
    for (int i = 0; i < target->n; i++) check_target(parser, target->child[i]);
    return true;
  }
  while (has_base(base)) base = base->child[0];
  if (base->kind != AST_NAME) report_bad_target(parser, target->kind == AST_NUMBER ? target : base);
  return true;
}

static bool is_parameter(const Ast *argument) { return argument->kind == AST_NAME || argument->kind == AST_NAMED; }

/* f(x, y), f'(x): the name, or NULL. */
static const Ast *defined_function(const Ast *target, int *primes) {
  if (target->kind != AST_CALL) return NULL;
  const Ast *function = target->child[0];
  for (*primes = 0; function->kind == AST_PRIME; function = function->child[0]) ++*primes;
  return function->kind == AST_NAME ? function : NULL;
}

static void report_no_parameter(Parser *parser, const Ast *target, const Ast *argument) {
  const Ast *last = target->child[target->n - 1], *function = target->child[0];
  Span indices = {target->child[1]->span.start, last->span.end};
  report(parser, argument->span,
         "%.*s(…) = … would define a function, and %.*s is no parameter; to set an element write %.*s[%.*s] = …",
         text_length(parser, function), text_of(parser, function), text_length(parser, argument),
         text_of(parser, argument), text_length(parser, function), text_of(parser, function),
         shown_bytes(parser, indices), text_of(parser, target->child[1]));
}

static bool is_repeated(const Ast *list, int at) {
  for (int i = 0; i < at; i++)
    if (list->child[i]->name == list->child[at]->name) return true;
  return false;
}

/* Few enough for the comparison of all pairs. */
static bool is_short(Parser *parser, const Ast *list, const char *what) {
  enum { MOST = 64 };
  if (list->n > MOST) report(parser, list->span, "at most %d %s are possible, these are %d", MOST, what, list->n);
  return list->n <= MOST;
}

static void check_parameters(Parser *parser, const Ast *list) {
  if (!is_short(parser, list, "parameters")) return;
  for (int i = 0; i < list->n; i++) {
    const Ast *item = list->child[i];
    if (!is_parameter(item))
      report(parser, item->span, "a parameter is a name or name=default, not %.*s", text_length(parser, item),
          text_of(parser, item));
    else if (is_repeated(list, i))
      report(parser, item->span, "the parameter %s occurs twice", item->name->text);
  }
}

static Ast *function_node(Parser *parser, Span span, const Ast *name, int primes, Ast *parameters, Ast *body) {
  check_parameters(parser, parameters);
  Ast *function = make_node(parser, AST_FUNCTION, span, 2, parameters, body);
  if (!function) return NULL;
  function->name = name->name;
  function->primes = primes;
  return function;
}

Ast *make_function(Parser *parser, Span span, Ast *name, int primes, Ast *parameters, Ast *body) {
  return function_node(parser, span, name, primes, retag(parameters, AST_TUPLE, parameters->span), body);
}

static Ast *define_function(Parser *parser, Span span, const Ast *name, int primes, const Ast *target, Ast *body) {
  Ast *parameters = new_node(parser, AST_TUPLE, target->span);
  for (int i = 1; parameters && i < target->n; i++) {
    if (!is_parameter(target->child[i])) {
      report_no_parameter(parser, target, target->child[i]);
      return new_node(parser, AST_BLOCK, span);
    }
    parameters = extended(parser, parameters, target->child[i], target->span);
  }
  return parameters ? function_node(parser, span, name, primes, parameters, body) : NULL;
}

static void check_names(Parser *parser, const Ast *ranges) {
  for (int i = 0; i < ranges->n && is_short(parser, ranges, "indices"); i++)
    if (is_repeated(ranges, i))
      report(parser, ranges->child[i]->span, "the index %s occurs twice", ranges->child[i]->name->text);
}

Ast *make_equation(Parser *parser, Span span, Ast *target, Ast *value, Ast *ranges) {
  int primes;
  const Ast *function = defined_function(target, &primes);
  if (function && !ranges) return define_function(parser, span, function, primes, target, value);
  check_target(parser, target);
  if (ranges) check_names(parser, ranges);
  return make_node(parser, AST_EQUATION, span, ranges ? 3 : 2, target, value, ranges);
}

/* Z = P * W = W * P: an equation for each value. */
/* Each equation has a tree of its own on its left: resolution writes into it. */
static Ast *copy_target(Parser *parser, const Ast *target) {
  Ast *copy = new_node(parser, target->kind, target->span);
  if (!copy) return NULL;
  for (int i = 0; i < target->n && copy; i++) {
    Ast *part = copy_target(parser, target->child[i]);
    copy = part ? extended(parser, copy, part, target->span) : NULL;
  }
  if (!copy) return NULL;
  Ast **child = copy->child;
  unsigned depth = copy->depth;
  *copy = *target;
  copy->child = child;
  copy->depth = depth;
  return copy;
}

static Ast *equation_with_target_of(Parser *parser, Span span, const Ast *equation, Ast *value) {
  Ast *target = copy_target(parser, equation->child[0]);
  return target ? make_node(parser, AST_EQUATION, span, 2, target, value) : NULL;
}

Ast *make_equations(Parser *parser, Span span, Ast *equations, Ast *value) {
  bool several = equations && equations->kind == AST_BLOCK;
  Ast *first = several ? equations->child[0] : equations;
  if (!first || first->kind != AST_EQUATION) return first;
  Ast *next = equation_with_target_of(parser, span, first, value);
  if (several) return next ? extended(parser, equations, next, span) : NULL;
  return next ? make_node(parser, AST_BLOCK, span, 2, first, next) : NULL;
}

/* = W * P in a line of LaTeX by itself, as 8.5 stands below 8.4. */
Ast *continue_equation(Parser *parser, Span span, Span sign, const Ast *before, Ast *value) {
  const Ast *last = before && before->n > 0 ? before->child[before->n - 1] : NULL;
  if (last && last->kind == AST_EQUATION) return equation_with_target_of(parser, span, last, value);
  report(parser, sign, "a line that begins with = goes on with the equation above it, and there is none");
  return make_node(parser, AST_EXPRESSION, span, 1, value);
}

Ast *make_assignment(Parser *parser, AstKind kind, Span span, Ast *target, Ast *value) {
  check_target(parser, target);
  return make_node(parser, kind, span, 2, target, value);
}

Ast *make_lambda(Parser *parser, Span span, Ast *parameters, Ast *body) {
  if (!parameters) return NULL;
  check_parameters(parser, parameters);
  return make_node(parser, AST_LAMBDA, span, 2, parameters, body);
}

Ast *make_for(Parser *parser, Span span, Ast *name, Ast *list, Ast *body) {
  Ast *loop = make_node(parser, AST_FOR, span, 2, list, body);
  if (loop) loop->name = name->name;
  return loop;
}

Ast *make_rule(Parser *parser, Span span, Ast *left, Ast *right, Ast *body) {
  check_target(parser, left);
  for (int i = 0; i < body->n; i++)
    if (body->child[i]->kind != AST_EQUATION)
      report(parser, body->child[i]->span, "a rule holds equations only: one operand's gradient a line, dA = …");
  Ast *equation = make_node(parser, AST_EQUATION, (Span){left->span.start, right->span.end}, 2, left, right);
  return equation ? make_node(parser, AST_RULE, span, 2, equation, body) : NULL;
}

Ast *make_help(Parser *parser, Span span, Ast *topic) {
  Ast *help = make_node(parser, AST_HELP, span, 1, NULL);
  if (!help) return NULL;
  help->text = topic->text;
  help->text_length = topic->text_length;
  return help;
}

Ast *make_derivation(Parser *parser, AstKind kind, Span span, Ast *parameters, Ast *derivation) {
  return with_arguments(parser, retag(derivation, kind, span), parameters);
}

Ast *derive_equation(Parser *parser, Span span, Ast *target, Ast *value, Ast *names) {
  check_target(parser, target);
  Ast *equation = make_node(parser, AST_EQUATION, (Span){target->span.start, value->span.end}, 2, target, value);
  return equation ? make_node(parser, AST_DERIVE, span, 2, equation, names) : NULL;
}
