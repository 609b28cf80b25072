/* Layer 3: matrix products, column-major. C = op(A) op(B), m × n, with k terms each; op transposes where asked. */
#ifndef CNN_KERNELS_GEMM_H
#define CNN_KERNELS_GEMM_H

#include "tensor/tensor.h"

/* A is m × k, or k × m where transposed; lda is the distance of its columns as stored; B, ldb likewise. C's columns
   follow each other. C is overwritten and may not overlap A or B. Fails only for want of memory or when interrupted.
   Each element is summed in the order of k, in stretches that depend on the sizes alone. */
Status gemm(Context *context, Precision precision, bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
            const void *a, int64_t lda, const void *b, int64_t ldb, void *c);
/* The definition, term by term. */
Status gemm_portable(Context *context, Precision precision, bool transpose_a, bool transpose_b, int64_t m, int64_t n,
                     int64_t k, const void *a, int64_t lda, const void *b, int64_t ldb, void *c);

#endif
