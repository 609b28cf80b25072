/* Layer 3, of the correlate files and of what explains their results: the forward direction and both gradients are one
   correlation with other steps. */
#ifndef CNN_KERNELS_CORRELATE_CORE_H
#define CNN_KERNELS_CORRELATE_CORE_H

#include "kernels/correlate.h"

/* z[m,n | o,b] = Σ_s Σ_j Σ_i w[i,j | s,o] p[m·stride + i·dilate − lead, … | s,b]. Which axes are summed (s), which are
   the result's maps (o) and its batch (b) is said by steps, counted in elements. */
typedef struct Correlation {
  int64_t image[2], kernel[2], output[2];
  int64_t n_summed, n_out, n_batch;
  int64_t stride[2], dilate[2], up[2];
  int64_t lead[2];                 /* zeros before the first row and column; negative ones cut */
  int64_t w_start, w_step[4];      /* along i, j, s, o */
  int64_t p_step[2], z_step[2];    /* along s, b and o, b; rows are contiguous, columns follow each other */
} Correlation;

Correlation forward_correlation(const Geometry *geometry);
Correlation data_correlation(const Geometry *geometry);
Correlation weights_correlation(const Geometry *geometry);

void correlate_reference(Precision precision, const Correlation *c, void *z, const void *w, const void *p);
Status correlate_portable(Context *context, Precision precision, const Correlation *c, void *z, const void *w,
                          const void *p);

/* Where result k meets tap t along an axis; −1: a zero of padding or upsampling. */
static inline int64_t source_index(const Correlation *c, int axis, int64_t k, int64_t t) {
  int64_t index = k * c->stride[axis] + t * c->dilate[axis] - c->lead[axis];
  if (c->up[axis] != 1) {
    if (index < 0 || index % c->up[axis] != 0) return -1;
    index /= c->up[axis];
  }
  return index < c->image[axis] ? index : -1;
}

static inline int64_t greatest_common_divisor(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static inline int64_t floor_quotient(int64_t a, int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

#endif
