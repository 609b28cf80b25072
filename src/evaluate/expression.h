/* Layer 6, private: the parts that evaluate expressions, one file a family of nodes. */
#ifndef CNN_EVALUATE_EXPRESSION_H
#define CNN_EVALUATE_EXPRESSION_H

#include "evaluate/evaluate.h"

enum { INDICES_MAX = 8 };

static inline Variable *raw_variable(State *state, Frame *frame, const Ast *name) {
  return name->place == PLACE_LOCAL ? &frame->slot[name->slot] : &state->global[name->slot];
}

/* evaluate() for operands: literals and variables that hold numbers are taken without a call. */
static inline Status evaluate_operand(State *state, Frame *frame, const Ast *ast, Value *out) {
  if (ast->kind == AST_NUMBER) return *out = number_value(ast->number), OK;
  if (ast->kind == AST_NAME) {
    const Value *value = &raw_variable(state, frame, ast)->value;
    if (value->kind == VALUE_NUMBER && !value->node) return *out = *value, OK;
  }
  return evaluate(state, frame, ast, out);
}

/* names.c: W for w_{i,j} where w has no value of its own; NULL: none. */
/* The i-th of the matrices that a name among small letters may be an element of; NULL: unknown, or the same. */
enum { MATRIX_NAMES = 4 };
Name *matrix_name(State *state, const Name *name, int i);
Value *matrix_of_element(State *state, Frame *frame, const Ast *name);
Status evaluate_name(State *state, Frame *frame, const Ast *ast, Value *out);

Status evaluate_product(State *state, Frame *frame, const Ast *ast, Value *out);
Status evaluate_matrix(State *state, Frame *frame, const Ast *ast, Value *out);

/* call.c: same and full, where they stand for themselves. */
bool is_pad_word(State *state, Frame *frame, const Ast *ast, Word *word);

/* access.c */
Status evaluate_index(State *state, Frame *frame, const Ast *ast, Value *out);
Status evaluate_superscript(State *state, Frame *frame, const Ast *ast, Value *out);
Status evaluate_field(State *state, Frame *frame, const Ast *ast, Value *out);
/* The indices of X[…], at most INDICES_MAX, with `end` standing for lengths of `base`. */
Status evaluate_indices(State *state, Frame *frame, const Ast *ast, Value base, Value *index);

/* Places an operator's error and tells the operands' names and sizes beside it. Returns the error's status. */
Status explain_failure(State *state, Frame *frame, const Ast *ast, const Value *operand, int n);

#endif
