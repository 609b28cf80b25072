/* Layer 6: a step of the trail written as the expression it came from. */
#ifndef CNN_EVALUATE_FORMULA_H
#define CNN_EVALUATE_FORMULA_H

#include "evaluate/evaluate.h"

typedef struct Formula {
  State *state;
  Arena *arena; /* of the trees */
  /* The tree that stands for a node, a name as a rule; NULL: the node is written out. May be NULL itself. */
  Ast *(*name_of)(void *user, const TrailNode *node);
  void *user;
} Formula;

/* A tree in the arena; NULL with the error set. */
Ast *write_value(Formula *formula, Value value);
Ast *write_node(Formula *formula, const TrailNode *node); /* written out, whatever its name */
Ast *write_extent(Formula *formula, Extent extent);
Ast *write_name(Formula *formula, const char *name);

/* The left side of an equation: Z, or Z^{q,h} where the node is a step for_all. */
Ast *write_target(Formula *formula, const char *name, const TrailNode *node);
bool is_for_all(const State *state, const TrailNode *node);

/* A symbol as an expression prints it, with its size behind it; and on one line without that (show_symbol.c). */
Status show_symbol(State *state, const char *label, Value value, Text *out);
Status describe_symbol(State *state, Value value, Text *out);

/* Parameters of an operator as they stand in _{…} (formula_parameters.c); *arguments NULL: none. */
Status write_parameters(Formula *formula, const TrailNode *node, Ast **arguments);

/* Building blocks. */
Ast *new_tree(Formula *formula, AstKind kind, int n, ...); /* children may be NULL after a failure: then NULL */
Ast *number_tree(Formula *formula, double number);
Ast *named_tree(Formula *formula, const char *name, Ast *value);

#endif
