/* Layer 5, private: the levels of binding, and the printer of source text in its two halves. */
#ifndef CNN_SYNTAX_PRINT_H
#define CNN_SYNTAX_PRINT_H

#include "syntax/ast.h"

/* What a node binds like, loosest first: the same in source text and in LaTeX. */
enum {
  LAMBDA, DISJUNCTION, CONJUNCTION, NEGATION, COMPARISON, RANGE, SUM, HADAMARD, CORRELATION, PRODUCT, SIGN, FACTOR,
  POWER_OF, POSTFIX,
};

int level_of(const Ast *ast);
int level_of_operator(const Ast *ast);
bool ends_in_sum(const Ast *ast);        /* what follows it would be taken into the body of a Σ */
bool begins_with_number(const Ast *ast);

typedef struct Printer {
  Text *out;
  int indent;
  bool in_row;  /* directly inside a matrix literal, where white space separates */
  bool compact; /* inside a subscript, a superscript or parameters: p_{m+i-1,n+j-1} */
} Printer;

void put(Printer *printer, const char *text);
void print_expression(Printer *printer, const Ast *ast);
void print_node(Printer *printer, const Ast *ast, bool last);
void print_items(Printer *printer, const Ast *list, int first, const char *separator);
void print_parameters(Printer *printer, const Ast *parameters);
void print_named(Printer *printer, const Ast *ast, const char *sign);
void print_statement(Printer *printer, const Ast *ast);
bool has_power_base(const Ast *ast);

#endif
