/* Layer 3: reductions. x is inner × n × outer in storage order, reduced along the middle; out is inner × outer. A
   whole array is 1 × count × 1. All fail only when interrupted. */
#ifndef CNN_KERNELS_REDUCE_H
#define CNN_KERNELS_REDUCE_H

#include "tensor/tensor.h"

typedef enum Reduction {
  REDUCE_SUM, REDUCE_MEAN, REDUCE_PROD, REDUCE_MAX, REDUCE_MIN, REDUCE_ANY, REDUCE_ALL
} Reduction;

/* Sums are taken in double precision, in blocks, so that errors do not grow with n. As in MATLAB max and min leave
   NaN out; over nothing they give NaN. */
Status reduce_elements(Context *context, Reduction reduction, Precision precision, int64_t inner, int64_t n,
                       int64_t outer, const void *x, void *out);

/* Index, from 1, of the largest (or smallest) element along n, the first of equal ones. */
Status find_extremes(Context *context, bool largest, Precision precision, int64_t inner, int64_t n, int64_t outer,
                     const void *x, double *out);

/* √Σ x², without overflow. */
Status norm_of_elements(Context *context, Precision precision, int64_t count, const void *x, double *norm);

#endif
