/* Layer 3, internal: the padded copy of an image that the fast kernels read. Its rows and columns are dealt out by
   their remainder modulo the step between results, so that whatever the stride neighbouring results read neighbouring
   elements. */
#ifndef CNN_KERNELS_CORRELATE_LAYOUT_H
#define CNN_KERNELS_CORRELATE_LAYOUT_H

#include "kernels/correlate_core.h"

typedef struct Layout {
  int64_t image[2];  /* R, C of the plane that is copied */
  int64_t spread[2]; /* element x goes to place x·spread + shift */
  int64_t shift[2];
  int64_t step[2];   /* place y belongs to the part y mod step, at y/step there */
  int64_t length[2]; /* rows and columns of a part */
} Layout;

/* Elements of a copied plane; −1 where it would be unreasonably larger than what it serves. */
int64_t layout_count(const Layout *layout, int64_t served);
/* Where a place of rows and columns stands in the copy; both at least 0. */
int64_t layout_offset(const Layout *layout, int64_t row, int64_t column);
bool layout_pads(const Layout *layout); /* the copy has zeros that the image has not */
/* Cut short by an interrupt; whoever called asks. */
void copy_plane(Context *context, Precision precision, const Layout *layout, const void *plane, void *copy);
bool all_finite(Precision precision, const void *x, int64_t n);

#endif
