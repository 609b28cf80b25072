/* Layer 3: pooling by sum (8.22) and by maximum (8.24) over windows r × c × h × q, and the expansions that undo their
   sizes (P8.3, E8.8). Column-major arrays of four axes. Padding counts as 0 in a sum and −∞ in a maximum. */
#ifndef CNN_KERNELS_POOL_H
#define CNN_KERNELS_POOL_H

#include "tensor/tensor.h"

/* Of the pooled array V and of Z = ⊞ V; the expansions take the same. Maps and examples have no pad. */
typedef struct Pooling {
  int64_t size[AXES];   /* of V */
  int64_t window[AXES], stride[AXES];
  int64_t pad[4];       /* top, bottom, left, right; negative ones cut */
  int64_t output[AXES]; /* of Z */
} Pooling;

/* A window less its padding. */
typedef struct Window {
  int64_t first[AXES], n[AXES];
} Window;

/* The window behind Z's element at `place` (from 0). */
void pool_window_at(const Pooling *pooling, const int64_t place[AXES], Window *window);
/* The place of its maximum in V's storage; −1: nothing but padding. */
int64_t pool_winner(Precision precision, const Pooling *pooling, const int64_t place[AXES], const void *v);

/* ⌊(R + pads − r)/s⌋ + 1 along an axis: windows that do not fit are left out; 0 when none fits. */
int64_t pooled_length(const Pooling *pooling, int axis);

/* All fail only for want of memory or when interrupted. A maximum's place is the first in reading order: along a row,
   then the next row, then the next map and example. A nan beats every number (the first nan wins). A window of nothing
   but padding gives −∞ and has no place: it is left out where elements are picked or put back. */
Status pool_sum(Context *context, Precision precision, const Pooling *pooling, void *z, const void *v);
Status pool_max(Context *context, Precision precision, const Pooling *pooling, void *z, const void *v);
/* z = u where V has its maximum; 0 for a window of padding. */
Status pool_pick(Context *context, Precision precision, const Pooling *pooling, void *z, const void *u, const void *v);
/* The adjoints: each element of dZ added to its whole window, or to the place of V's maximum. */
Status expand_sum(Context *context, Precision precision, const Pooling *pooling, void *dv, const void *dz);
Status expand_max(Context *context, Precision precision, const Pooling *pooling, void *dv, const void *dz,
                  const void *v);

#endif
