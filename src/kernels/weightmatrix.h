/* Layer 3: cross-correlation as a matrix (8.12): vec(W ⊗ P) = M vec(P), with M of S_r·S_c·H_out rows and
   R_r·R_c·H_in columns. Of the geometry, dilate, up, turned and examples do not count. */
#ifndef CNN_KERNELS_WEIGHTMATRIX_H
#define CNN_KERNELS_WEIGHTMATRIX_H

#include "kernels/correlate.h"

Status fill_weightmatrix(Context *context, Precision precision, const Geometry *geometry, const void *w, void *m);
/* The adjoint: dW^{h,l}[i,j] is the sum of dM over all places where w^{h,l}[i,j] stands in M. */
Status gather_weightmatrix(Context *context, Precision precision, const Geometry *geometry, const void *dm, void *dw);

#endif
