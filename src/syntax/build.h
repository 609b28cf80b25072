/* Layer 5, private: what the grammar's actions build. NULL: the parse ends (the error is set); most take NULL for a
   part that could not be built and pass it on. */
#ifndef CNN_SYNTAX_BUILD_H
#define CNN_SYNTAX_BUILD_H

#include "syntax/parsing.h"

/* build.c: expressions */
Ast *new_node(Parser *parser, AstKind kind, Span span);
Ast *make_node(Parser *parser, AstKind kind, Span span, int n, ...); /* n children; optional ones may be NULL */
Ast *extended(Parser *parser, Ast *list, Ast *item, Span span);
Ast *retag(Ast *list, AstKind kind, Span span);
Ast *with_arguments(Parser *parser, Ast *ast, Ast *arguments);
Ast *in_parentheses(Ast *ast, Span span);
Ast *make_infix(Parser *parser, const OperatorRow *row, Span mark, Ast *left, Ast *parameters, Ast *right);
Ast *make_prefix(Parser *parser, const OperatorRow *row, Span span, Span mark, Ast *operand);
Ast *make_product(Parser *parser, Span span, Ast *left, char joiner, Ast *right);
Ast *make_fraction(Parser *parser, Span span, Ast *numerator, Ast *denominator);
Ast *make_applied(Parser *parser, AstKind kind, Span span, Ast *what, Ast *arguments);
Ast *make_field(Parser *parser, Span span, Ast *record, Ast *field);
Ast *make_named(Parser *parser, Span span, Ast *name, Ast *value);
Ast *make_list(Parser *parser, Span span, Ast *items);
Ast *make_tuple(Parser *parser, Span span, Ast *first, Ast *rest);

/* operators.c: prefix operators with decorations, Σ and max over indices */
Ast *decorate(Parser *parser, Ast *prefix, Ast *parameters, Ast *word);
Ast *apply_prefix(Parser *parser, Span span, Ast *prefix, Ast *operand);
Ast *open_sum(Parser *parser, Span span, Ast *index, Ast *from_or_list, Ast *to);
Ast *open_sums(Parser *parser, Span span, Ast *indices);
Ast *make_maximum(Parser *parser, Span span, Ast *body, Ast *ranges);
Ast *close_sum(Parser *parser, Span span, Ast *sum, Ast *body);

/* statements.c */
bool append_statement(Parser *parser, Ast *block, Ast *statement, bool silent);
Ast *make_equation(Parser *parser, Span span, Ast *target, Ast *value, Ast *ranges);
Ast *make_equations(Parser *parser, Span span, Ast *equations, Ast *value);
Ast *continue_equation(Parser *parser, Span span, Span sign, const Ast *before, Ast *value);
Ast *make_assignment(Parser *parser, AstKind kind, Span span, Ast *target, Ast *value);
Ast *make_function(Parser *parser, Span span, Ast *name, int primes, Ast *parameters, Ast *body);
Ast *make_lambda(Parser *parser, Span span, Ast *parameters, Ast *body);
Ast *make_for(Parser *parser, Span span, Ast *name, Ast *list, Ast *body);
Ast *make_rule(Parser *parser, Span span, Ast *left, Ast *right, Ast *body);
Ast *make_help(Parser *parser, Span span, Ast *topic);
Ast *make_derivation(Parser *parser, AstKind kind, Span span, Ast *parameters, Ast *derivation);
Ast *derive_equation(Parser *parser, Span span, Ast *target, Ast *value, Ast *names);

#endif
