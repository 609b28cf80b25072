/* Layer 3: sums over a box of indices x in Z^n of products of two elements whose places are affine in x:
     Z[a x + a0] += U[b x + b0] V[c x + c0].
   A point of the box counts where all three places exist and every condition is 0 there. */
#ifndef CNN_KERNELS_AFFINE_H
#define CNN_KERNELS_AFFINE_H

#include "tensor/tensor.h"

enum { AFFINE_INDICES_MAX = 20, AFFINE_CONDITIONS_MAX = 8 };
/* Rows of an affine map's description: the axes of Z, of U and of V, then the conditions. */
enum { AFFINE_Z = 0, AFFINE_U = AXES, AFFINE_V = 2 * AXES, AFFINE_CONDITIONS = 3 * AXES };
enum { AFFINE_ROWS_MAX = AFFINE_CONDITIONS + AFFINE_CONDITIONS_MAX };

typedef struct AffineBox {
  int n, rows;
  int64_t from[AFFINE_INDICES_MAX], to[AFFINE_INDICES_MAX];
  int64_t factor[AFFINE_ROWS_MAX][AFFINE_INDICES_MAX]; /* the last index runs fastest */
  int64_t constant[AFFINE_ROWS_MAX];                   /* places count from 1 */
  int64_t length[AFFINE_ROWS_MAX];                     /* of the axes; unused for conditions */
} AffineBox;

/* Adds to z, which holds zeros. INTERRUPTED or STEP_LIMIT: as take_step says. */
Status affine_sum(Context *context, Precision precision, const AffineBox *box, const void *u, const void *v, void *z);

#endif
