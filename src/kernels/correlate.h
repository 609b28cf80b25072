/* Layer 3: cross-correlation (8.13, 8.20) and its two gradients (8.45, 8.48), with stride, dilation, upsampling and
   padding. Arrays are column-major: image R_r × R_c × H_in × Q, kernels r × c × H_in × H_out, result S_r × S_c × H_out
   × Q.

   z[m,n,h,q] = Σ_l Σ_j Σ_i w[i,j,l,h] p[m·s + i·d − top, n·s + j·d − left, l, q]  in the image with u − 1 zeros between
   its elements.

   The zeros of padding and upsampling are skipped, never multiplied: an inf or nan in a kernel reaches only results
   it meets a true element for, and every true nan or inf of the image reaches every result it takes part in.
   Sums run i fastest, then j; the sums of single maps (examples, for the kernel's gradient) are then added in order, as
   Σ does. The portable kernels follow this order bit for bit; faster ones may differ by rounding. Results never depend
   on the number of threads. */
#ifndef CNN_KERNELS_CORRELATE_H
#define CNN_KERNELS_CORRELATE_H

#include "tensor/tensor.h"

/* Of the forward direction; its gradients take the same. Pairs are rows, columns. */
typedef struct Geometry {
  int64_t image[2];  /* R_r, R_c */
  int64_t kernel[2]; /* r, c */
  int64_t output[2]; /* S_r, S_c */
  int64_t maps_in, maps_out, examples; /* H_in, H_out, Q */
  int64_t stride[2], dilate[2], up[2];
  int64_t pad[4];    /* top, bottom, left, right; negative ones cut */
  bool turned;       /* kernels turned by 180°: true convolution (8.6) */
} Geometry;

enum { GEOMETRY_LIMIT = 1 << 24 }; /* largest stride, dilation, upsampling and pad: no index can overflow */

/* Parameters at their defaults: stride, dilate, up 1, no pad. */
Geometry plain_geometry(void);
/* ⌊((R − 1)u + 1 + pads − d(r − 1) − 1)/s⌋ + 1 along an axis (8.18 with a floor); 0 when the kernel does not fit. */
int64_t correlated_length(const Geometry *geometry, int axis);

/* All fail only for want of memory or when interrupted. Results are overwritten and may not overlap operands. */
Status correlate(Context *context, Precision precision, const Geometry *geometry, void *z, const void *w,
                 const void *p);
/* dA^{q,l} = Σ_h rot180(W^{h,l}) ⊗_{stride=u, up=s, dilate=d, pad=…} dZ^{q,h} (8.45) */
Status correlate_backward_data(Context *context, Precision precision, const Geometry *geometry, void *da, const void *w,
                               const void *dz);
/* dW^{h,l} = Σ_q dZ^{q,h} ⊗_{stride=d, dilate=s, up=u, pad=…} A^{q,l} (8.48) */
Status correlate_backward_weights(Context *context, Precision precision, const Geometry *geometry, void *dw,
                                  const void *dz, const void *a);

typedef enum KernelChoice {
  KERNEL_FASTEST,
  KERNEL_PORTABLE,  /* bit for bit the reference's numbers */
  KERNEL_REFERENCE, /* the definition, element by element */
} KernelChoice;

/* The same three with the kernel named, for tests and for machines without the fast ones. */
Status correlate_by(KernelChoice choice, Context *context, Precision precision, const Geometry *geometry, void *z,
                    const void *w, const void *p);
Status correlate_backward_data_by(KernelChoice choice, Context *context, Precision precision, const Geometry *geometry,
                                  void *da, const void *w, const void *dz);
Status correlate_backward_weights_by(KernelChoice choice, Context *context, Precision precision,
                                     const Geometry *geometry, void *dw, const void *dz, const void *a);

#endif
