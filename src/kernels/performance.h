/* Layer 3: how far outputs A are from targets T, added up over all elements in double precision. All
   fail only when interrupted. */
#ifndef CNN_KERNELS_PERFORMANCE_H
#define CNN_KERNELS_PERFORMANCE_H

#include "tensor/tensor.h"

/* Σ (t − a)² */
Status squared_errors(Context *context, Precision precision, int64_t count, const void *t, const void *a, double *sum);
/* −Σ t log a, where t = 0 adds nothing whatever a is (but NaN stays). */
Status cross_entropy(Context *context, Precision precision, int64_t count, const void *t, const void *a, double *sum);
/* The same of a = softmax(n) column by column, finite for every finite n. */
Status softmax_cross_entropy(Context *context, Precision precision, int64_t rows, int64_t columns, const void *t,
                             const void *n, double *sum);

#endif
