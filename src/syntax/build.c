#include "syntax/build.h"

#include <string.h>

Ast *new_node(Parser *parser, AstKind kind, Span span) {
  Ast *ast = ast_new(parser->context, &parser->program->arena, kind, span, 0);
  if (!ast) stop_parse(parser, span);
  return ast;
}

static bool append(Parser *parser, Ast *list, Ast *item) {
  if (ast_append(parser->context, &parser->program->arena, list, item) == OK) return true;
  stop_parse(parser, item ? item->mark : list->span);
  return false;
}

Ast *make_node(Parser *parser, AstKind kind, Span span, int n, ...) {
  va_list children;
  Ast *ast = new_node(parser, kind, span);
  va_start(children, n);
  for (int i = 0; ast && i < n; i++)
    if (!append(parser, ast, va_arg(children, Ast *))) ast = NULL;
  va_end(children);
  return ast;
}

Ast *extended(Parser *parser, Ast *list, Ast *item, Span span) {
  if (!list || !item || !append(parser, list, item)) return NULL;
  list->span = list->mark = span;
  return list;
}

Ast *retag(Ast *list, AstKind kind, Span span) {
  list->kind = kind;
  list->span = list->mark = span;
  return list;
}

Ast *with_arguments(Parser *parser, Ast *ast, Ast *arguments) {
  if (!ast || ast_set_arguments(parser->context, ast, arguments) == OK) return ast;
  stop_parse(parser, ast->span);
  return NULL;
}

Ast *in_parentheses(Ast *ast, Span span) {
  ast->flags |= AST_PARENTHESISED;
  ast->span = span;
  return ast;
}

static Span covering(Span first, Span last) { return (Span){first.start, last.end}; }

Ast *make_infix(Parser *parser, const OperatorRow *row, Span mark, Ast *left, Ast *parameters, Ast *right) {
  Ast *ast = make_node(parser, AST_OPERATOR, covering(left->span, right->span), 2, left, right);
  if (!ast) return NULL;
  ast->row = row;
  ast->mark = mark;
  return with_arguments(parser, ast, parameters);
}

Ast *make_prefix(Parser *parser, const OperatorRow *row, Span span, Span mark, Ast *operand) {
  Ast *ast = make_node(parser, AST_OPERATOR, span, 1, operand);
  if (!ast) return NULL;
  ast->row = row;
  ast->mark = mark;
  return ast;
}

/* A product is one flat list of factors, but for a product in parentheses, which is a factor of its own. */
Ast *make_product(Parser *parser, Span span, Ast *left, char joiner, Ast *right) {
  Arena *arena = &parser->program->arena;
  bool extends = left->kind == AST_PRODUCT && !(left->flags & AST_PARENTHESISED);
  Ast *product = extends ? left : new_node(parser, AST_PRODUCT, span);
  if (!product) return NULL;
  product->span = product->mark = span;
  if ((extends || ast_append_factor(parser->context, arena, product, ' ', left) == OK) &&
      ast_append_factor(parser->context, arena, product, joiner, right) == OK) return product;
  stop_parse(parser, right->span);
  return NULL;
}

/* \frac{a}{b} is a factor of its own: ((a)/(b)). */
Ast *make_fraction(Parser *parser, Span span, Ast *numerator, Ast *denominator) {
  in_parentheses(numerator, numerator->span);
  Ast *fraction = make_product(parser, span, numerator, '/', in_parentheses(denominator, denominator->span));
  return fraction ? in_parentheses(fraction, span) : NULL;
}

/* f(a, b), X[i, j], X_{i,j}, X^{h,l}: what it is applied to stands first, then the arguments. */
Ast *make_applied(Parser *parser, AstKind kind, Span span, Ast *what, Ast *arguments) {
  Ast *ast = make_node(parser, kind, span, 1, what);
  for (int i = 0; ast && i < arguments->n; i++)
    if (!append(parser, ast, arguments->child[i])) return NULL;
  return ast;
}

Ast *make_field(Parser *parser, Span span, Ast *record, Ast *field) {
  Ast *ast = make_node(parser, AST_FIELD, span, 1, record);
  if (ast) ast->name = field->name;
  return ast;
}

Ast *make_named(Parser *parser, Span span, Ast *name, Ast *value) {
  Ast *ast = make_node(parser, AST_NAMED, span, 1, value);
  if (ast) ast->name = name->name;
  return ast;
}

/* { } holds values, or the named fields of a record, not both. */
Ast *make_list(Parser *parser, Span span, Ast *items) {
  int n_named = 0;
  for (int i = 0; i < items->n; i++) n_named += items->child[i]->kind == AST_NAMED;
  if (n_named > 0 && n_named < items->n)
    report(parser, span, "a list { } has values or named fields, not both: {a, b} or {W = a, b = b}");
  return retag(items, AST_LIST, span);
}

Ast *make_tuple(Parser *parser, Span span, Ast *first, Ast *rest) {
  if (!first) return NULL;
  Ast *tuple = make_node(parser, AST_TUPLE, span, 1, first);
  for (int i = 0; tuple && rest && i < rest->n; i++)
    if (!append(parser, tuple, rest->child[i])) return NULL;
  return tuple;
}
