/* Layer 3, internal: the fast kernels. *done says whether they took the work; where not (a shape that would waste
   memory, inf or nan where padding would multiply it by 0) the portable kernel does. */
#ifndef CNN_KERNELS_CORRELATE_DIRECT_H
#define CNN_KERNELS_CORRELATE_DIRECT_H

#include "kernels/correlate_core.h"
#include "kernels/correlate_tile.h"

enum { CHUNK_BYTES = 24 * 1024 }; /* images worked together: what they read stays in the first cache */

Status correlate_direct(Context *context, Precision precision, const Correlation *c, const CorrelateTiles *tiles,
                        void *z, const void *w, const void *p, bool *done);
Status correlate_direct_weights(Context *context, Precision precision, const Geometry *geometry,
                                const CorrelateTiles *tiles, void *dw, const void *dz, const void *a, bool *done);

#endif
