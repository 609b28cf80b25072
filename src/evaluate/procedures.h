/* Layer 6: builtins on values where an operator's row does not fit; each file has one list, ended by a NULL name. */
#ifndef CNN_EVALUATE_PROCEDURES_H
#define CNN_EVALUATE_PROCEDURES_H

#include "evaluate/evaluate.h"

/* A named argument's value; VALUE_NONE where it is not given. Borrowed. */
Value named_argument(const State *state, const Arguments *arguments, const char *name);
/* Sizes given as numbers or as one vector: r; r, c; r, c, h; r, c, h, q. One number n means n × n when `square`. */
Status read_size(State *state, const Arguments *arguments, int first, bool square, int64_t size[AXES]);

extern const Procedure *const procedure_lists[]; /* all of them, ended by NULL; collected by layer 10 */
extern const Procedure print_procedures[], array_procedures[], list_procedures[], random_procedures[],
    training_procedures[], file_procedures[], value_procedures[], picture_procedures[];

#endif
