/* Layer 3: how far outputs A are from targets T, added up over all elements in double precision. */
#ifndef CNN_KERNELS_PERFORMANCE_H
#define CNN_KERNELS_PERFORMANCE_H

#include "tensor/tensor.h"

/* Σ (t − a)² */
double squared_errors(Precision precision, int64_t count, const void *t, const void *a);
/* −Σ t log a, where t = 0 adds nothing whatever a is (but NaN stays). */
double cross_entropy(Precision precision, int64_t count, const void *t, const void *a);
/* The same of a = softmax(n) column by column, finite for every finite n. */
double softmax_cross_entropy(Precision precision, int64_t rows, int64_t columns, const void *t, const void *n);

#endif
