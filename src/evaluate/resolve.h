/* Layer 6: names to slots, before anything runs. Top-level names are globals; a function's parameters and the names it
   assigns are its slots; an index of Σ or of an equation with free indices is a hidden slot where it is bound. */
#ifndef CNN_EVALUATE_RESOLVE_H
#define CNN_EVALUATE_RESOLVE_H

#include "evaluate/state.h"

/* What resolution finds out about an equation with free indices; note of the AST_EQUATION. */
typedef struct FreeIndices {
  int n;
  Name **name;
  int *slot;
  const struct Ast *whole; /* the right side without indices when it maps onto whole arrays; NULL otherwise */
} FreeIndices;

enum { FREE_INDICES_MAX = 8 };

/* Flag of an equation whose right side mentions its own variable's sensitivity, W = W - α dW: an update. */
enum { AST_MENTIONS_SENSITIVITY = 1 << 9 };

/* The variable that a target binds: X of X, X[i], X_{i}, X^{h}, X.field; NULL for others. */
const Ast *target_name(const Ast *target);

/* N^m, LZ^{m,n} with layers for labels become names of their own (layers.c); before resolution. */
Status join_layers(State *state, Program *program);
/* Does the program give a value to X or to a part of X? */
bool gives_value(const Ast *program, const Name *name);
/* f^{n,h} and Ḟ (transfer.c); after join_layers. */
Status read_transfer_functions(State *state, Program *program);
/* Resolves a program; its frame needs code->n_slots slots. The code lives in the program's arena. */
Status resolve_program(State *state, Program *program, FunctionCode **out);
/* Resolves a block whose names in `parameter` are given to it, the other assigned ones being its own (rules). */
Status resolve_block(State *state, Program *program, Name **parameter, int n, Ast *block, FunctionCode **out);

#endif
