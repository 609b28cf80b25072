/* Layer 6, private: what was meant (advice.c, advice_arrays.c). Each function adds notes to the error under way. */
#ifndef CNN_EVALUATE_ADVICE_H
#define CNN_EVALUATE_ADVICE_H

#include "evaluate/evaluate.h"

/* `*` of a and b, as written; where it ran (status OK) a note is printed once. */
void note_product_meant(State *state, const Ast *ast, Value a, Value b, Status status);
void note_not_a_function(State *state, const Frame *frame, const Ast *call, const char *what);
void note_text_meant(State *state, const Frame *frame, const Ast *left, const Ast *right);
void note_sign_in_row(State *state, const Ast *matrix);
/* [1,5 2,5] has four entries: a note, once. */
void note_decimal_commas(State *state, const Frame *frame, const Ast *matrix);
/* sum(X, axis=0) of the functions along an axis is everything: a note, once. */
void note_axis_from_zero(State *state, const Ast *call);
void note_string_entry(State *state, Value entry);
void note_record_factor(State *state, const Frame *frame, const Ast *record);
/* X[…], X_{…} or X^{…} of `base` that failed; index as far as evaluated. */
void note_index_meant(State *state, const Ast *ast, Value base, const Value *index);
Status note_growth(State *state, const Ast *target, Value base, const Value *index,
                   Value value); /* the error's status */
/* b, H × 1 or 1 × H, added to H maps of H rows or columns goes to those: a note, once. */
void note_bias_of_rows(State *state, const Ast *ast, Value a, Value b);
bool note_name_meant(State *state, Frame *frame, const Ast *name); /* false: nothing known */
void note_order_of_axes(State *state, const Ast *ast, const Value *operand, int n);

#endif
