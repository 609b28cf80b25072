/* The reference (the definition itself) and a portable kernel that gives the same bits several times faster: it runs
   along columns tap by tap, over just the results whose source is a true element. */
#include "kernels/correlate_core.h"

#include <string.h>

enum { STRETCH = 128 }; /* results of a column summed at a time: their partial sums stay on the stack */

/* The results first, first + step, … (n of them) that a tap reaches, and where their sources begin. */
typedef struct Run {
  int64_t first, step, n, source, source_step;
} Run;

/* Stride 1, nothing between the elements: no division. */
static Run contiguous_run(const Correlation *c, int64_t offset, int64_t from, int64_t to) {
  int64_t first = -offset > from ? -offset : from;
  int64_t end = c->image[0] - offset < to ? c->image[0] - offset : to;
  return (Run){first, 1, end > first ? end - first : 0, first + offset, 1};
}

static Run run_of_tap(const Correlation *c, int64_t i, int64_t from, int64_t to) {
  int64_t stride = c->stride[0], up = c->up[0], offset = i * c->dilate[0] - c->lead[0];
  if (stride == 1 && up == 1) {
    Run run = contiguous_run(c, offset, from, to);
    if (run.n == 0) run.first = from, run.source = 0;
    return run;
  }
  int64_t divisor = greatest_common_divisor(stride, up), step = up / divisor;
  int64_t first = -floor_quotient(offset, stride); /* ⌈−offset/stride⌉: the first source at or after 0 */
  int64_t last = floor_quotient((c->image[0] - 1) * up - offset, stride);
  if (first < from) first = from;
  if (last > to - 1) last = to - 1;
  for (int64_t tries = 0; tries < step && (first * stride + offset) % up != 0; tries++) first++;
  if (c->image[0] == 0 || first > last || (first * stride + offset) % up != 0) return (Run){from, 1, 0, 0, 1};
  return (Run){first, step, (last - first) / step + 1, (first * stride + offset) / up, stride / divisor};
}

#define REAL double
#define NAMED(x) x##_double
#include "kernels/correlate_portable_template.h"
#undef REAL
#undef NAMED
#define REAL float
#define NAMED(x) x##_single
#include "kernels/correlate_portable_template.h"

void correlate_reference(Precision precision, const Correlation *c, void *z, const void *w, const void *p) {
  if (precision == SINGLE) reference_single(c, z, w, p);
  else reference_double(c, z, w, p);
}

Status correlate_portable(Context *context, Precision precision, const Correlation *c, void *z, const void *w,
                          const void *p) {
  return precision == SINGLE ? portable_single(context, c, z, w, p) : portable_double(context, c, z, w, p);
}
