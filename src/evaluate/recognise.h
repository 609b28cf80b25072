/* Layer 6, private: what recognise*.c and affine_term.c share. */
#ifndef CNN_EVALUATE_RECOGNISE_H
#define CNN_EVALUATE_RECOGNISE_H

#include "evaluate/affine.h"

enum { NO_INDEX = -1, SEVERAL = -2 };

/* The one free index, and the one index of a Σ, that a place holds. */
int free_index_of(const Elements *elements, const Affine *at);
int summed_index_of(const Elements *elements, const Affine *at);
/* Does the index run from the first place of an axis to the last? */
bool is_bare(const Elements *elements, const Affine *at, int k, int64_t length);
/* The pad at the end of an axis that makes `count` steps of it; 0 where that will do. */
int64_t pad_after(int64_t length, int64_t before, int64_t span, int64_t stride, int64_t count);
Status set_row(State *state, Application *application, const char *name, const int64_t *number, int n);

/* *done false: two elements, but no ⊗ or * of them. */
Status compute_correlation(const Elements *elements, const Term *term, bool *done, Value *out);
Status compute_matrix_product(const Elements *elements, const Term *term, bool *done, Value *out);
/* Any term that is no maximum. */
Status compute_affine_sum(const Elements *elements, const Term *term, Value *out);

#endif
