#include "kernels/correlate_layout.h"

#include <string.h>

enum {
  WASTE = 64,
  SMALL = 1 << 16
}; /* a copy may have that many elements for each one it serves, or SMALL in any case */

int64_t layout_count(const Layout *y, int64_t served) {
  double count = (double)y->step[0] * (double)y->length[0] * (double)y->step[1] * (double)y->length[1];
  if (count > (double)WASTE * (double)served && count > SMALL) return -1;
  return y->step[0] * y->length[0] * y->step[1] * y->length[1];
}

int64_t layout_offset(const Layout *y, int64_t row, int64_t column) {
  int64_t part = row % y->step[0] * y->step[1] + column % y->step[1];
  return (part * y->length[1] + column / y->step[1]) * y->length[0] + row / y->step[0];
}

bool layout_pads(const Layout *y) {
  for (int axis = 0; axis < 2; axis++) {
    int64_t last = (y->image[axis] - 1) * y->spread[axis] + y->shift[axis];
    if (y->shift[axis] > 0 || y->spread[axis] > 1 || last + 1 < y->step[axis] * y->length[axis]) return true;
  }
  return false;
}

/* The first element whose place is not negative. */
static int64_t first_inside(int64_t shift, int64_t spread) { return shift >= 0 ? 0 : (-shift + spread - 1) / spread; }

#define REAL double
#define NAMED(x) x##_double
#include "kernels/correlate_layout_template.h"
#undef REAL
#undef NAMED
#define REAL float
#define NAMED(x) x##_single
#include "kernels/correlate_layout_template.h"

void copy_plane(Context *context, Precision precision, const Layout *layout, const void *plane, void *copy) {
  if (precision == SINGLE) copy_plane_single(context, layout, plane, copy);
  else copy_plane_double(context, layout, plane, copy);
}

bool all_finite(Precision precision, const void *x, int64_t n) {
  return precision == SINGLE ? all_finite_single(x, n) : all_finite_double(x, n);
}
