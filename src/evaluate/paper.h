/* Layer 6: evaluation on paper, where at least one operand is a symbol: size rules are applied, kernels are not, and
   each step is recorded, whatever else keeps history. */
#ifndef CNN_EVALUATE_PAPER_H
#define CNN_EVALUATE_PAPER_H

#include "evaluate/evaluate.h"

/* paper.c: an operator; its operands were counted and are of the right kinds. */
Status apply_on_paper(State *state, const Application *application, Value *out);
/* One step of f, f' or a function with a rule of its own. */
Status call_on_paper(State *state, Function *function, const Value *argument, int n, Value *out);

/* paper_extents.c: arithmetic on whole numbers given by size symbols, and on arrays known element by element. */
bool apply_to_extents(State *state, const Application *application, Value *out);
bool apply_to_known_elements(State *state, const Application *application, Status *status, Value *out);

/* paper_index.c: X[i, j], X^{h,l}. */
Status index_on_paper(State *state, Value base, const Value *index, int n, Value *out);
Status pick_maps_on_paper(State *state, Value base, const Value *index, int n, bool grouped, Value *out);

/* paper_sums.c: Σ and equations with free indices whose operands are symbols. */
bool mentions_symbol(State *state, Frame *frame, const Ast *ast);
Status sum_on_paper(State *state, Frame *frame, const Ast *ast, Value *out);
/* paper_whole.c: an equation with free indices that is one operator on whole stacks becomes that. */
Status take_whole(State *state, Value *equation);
Status free_equation_on_paper(State *state, Frame *frame, const Ast *ast, Value *out);

#endif
