/* Layer 4: index vectors of operands, read and checked. */
#ifndef CNN_OPERATORS_INDEXING_H
#define CNN_OPERATORS_INDEXING_H

#include "kernels/select.h"
#include "operators/sizes.h"

typedef struct Indices {
  Selection selection;
  int64_t *list[AXES]; /* owned; NULL where a run was named */
} Indices;

/* The size that index operands first, first + 1, … (those not given: whole axes) select from `whole`. */
Size selected_size(const OperatorCall *call, const Size *whole, int first);

/* Reads the index operands first, first + 1, … of an array of `size`: whole numbers from 1 to the axis' length. */
Status open_indices(OperatorCall *call, const int64_t size[AXES], int first, Indices *indices);
void close_indices(OperatorCall *call, Indices *indices);

#endif
