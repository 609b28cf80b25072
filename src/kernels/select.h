/* Layer 3: the elements of an array at given indices along each axis: read, added to, set. All fail only when interrupted. */
#ifndef CNN_KERNELS_SELECT_H
#define CNN_KERNELS_SELECT_H

#include "tensor/tensor.h"

/* Along one axis, from 0: the run first, first + 1, …, or a list. */
typedef struct Picks {
  int64_t length, first;
  const int64_t *list; /* NULL: a run */
} Picks;

typedef struct Selection {
  int64_t size[AXES]; /* of the whole array */
  Picks axis[AXES];
} Selection;

int64_t count_selected(const Selection *selection);
/* Whether the selected elements follow each other in storage; then `offset` is the first one's place. */
bool is_one_run(const Selection *selection, int64_t *offset);

Status read_selected(Context *context, Precision precision, const Selection *selection, const void *x, void *out);
/* Adds, in the order of `values`, so that an index named twice receives both. */
Status add_selected(Context *context, Precision precision, const Selection *selection, const void *values, void *x);
/* A later value wins over an earlier one at the same index. step 0: one value for all. */
Status set_selected(Context *context, Precision precision, const Selection *selection, const void *values, int64_t step,
                    void *x);

#endif
