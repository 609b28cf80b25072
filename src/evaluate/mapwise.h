/* Layer 6: equations with free indices that are one evaluation on whole stacks. */
#ifndef CNN_EVALUATE_MAPWISE_H
#define CNN_EVALUATE_MAPWISE_H

#include "evaluate/evaluate.h"

/* The right side without its indices, in the program's arena; NULL where the equation is not of this kind. */
const Ast *strip_indices(State *state, Program *program, const Ast *equation, const FreeIndices *free);
/* Have the arrays the lengths, and the functions the kind, that make the stripped right side the same? */
bool is_mapwise_here(State *state, Frame *frame, const Ast *equation, const Ast *whole);

#endif
