#include "kernels/affine.h"

typedef struct Walk {
  Context *context;
  const AffineBox *box;
  bool settled[AFFINE_ROWS_MAX][AFFINE_INDICES_MAX]; /* no faster index moves this row */
  int64_t step[3];                                   /* of the fastest index in z, u, v, in elements */
  int64_t stride[AFFINE_CONDITIONS];
  const void *u, *v;
  void *z;
  Precision precision;
} Walk;

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/* Keeps of [from, to] the x for which 1 <= at + factor x <= length. */
static void clip(int64_t at, int64_t factor, int64_t low, int64_t high, int64_t *from, int64_t *to) {
  if (factor == 0) {
    if (at < low || at > high) *to = *from - 1;
    return;
  }
  int64_t a = factor > 0 ? low - at : high - at, b = factor > 0 ? high - at : low - at;
  int64_t first = -floor_divide(-a, factor), last = floor_divide(b, factor);
  if (first > *from) *from = first;
  if (last < *to) *to = last;
}

#define RUN(T)                                                                        \
  static void run_##T(const Walk *walk, const int64_t offset[3], int64_t count) {     \
    const int64_t dz = walk->step[0], du = walk->step[1], dv = walk->step[2];         \
    T *z = (T *)walk->z + offset[0];                                                  \
    const T *u = (const T *)walk->u + offset[1], *v = (const T *)walk->v + offset[2]; \
    if (dz == 1 && du == 1 && dv == 0) {                                              \
      const T weight = *v;                                                            \
      for (int64_t k = 0; k < count; k++) z[k] += weight * u[k];                      \
    } else if (dz == 1 && du == 0 && dv == 1) {                                       \
      const T weight = *u;                                                            \
      for (int64_t k = 0; k < count; k++) z[k] += weight * v[k];                      \
    } else {                                                                          \
      for (int64_t k = 0; k < count; k++) z[k * dz] += u[k * du] * v[k * dv];         \
    }                                                                                 \
  }
RUN(double)
RUN(float)
#undef RUN

/* place[]: what each row is with the slower indices' values in it. */
static Status walk_index(Walk *walk, int index, const int64_t *place) {
  const AffineBox *box = walk->box;
  int64_t from = box->from[index], to = box->to[index], next[AFFINE_ROWS_MAX];
  for (int row = 0; row < box->rows; row++)
    if (walk->settled[row][index] && (box->factor[row][index] || index == 0 || !walk->settled[row][index - 1]))
      clip(place[row], box->factor[row][index], row < AFFINE_CONDITIONS ? 1 : 0,
           row < AFFINE_CONDITIONS ? box->length[row] : 0, &from, &to);
  if (from > to) return OK;
  if (index == box->n - 1) {
    int64_t offset[3] = {0};
    for (int row = 0; row < AFFINE_CONDITIONS; row++)
      offset[row / AXES] += (place[row] + box->factor[row][index] * from - 1) * walk->stride[row];
    (walk->precision == DOUBLE ? run_double : run_float)(walk, offset, to - from + 1);
    return OK;
  }
  Status status = poll_interrupt(walk->context);
  for (int64_t x = from; x <= to && status == OK; x++) {
    for (int row = 0; row < box->rows; row++) next[row] = place[row] + box->factor[row][index] * x;
    status = walk_index(walk, index + 1, next);
  }
  return status;
}

static void open_walk(Walk *walk, const AffineBox *box) {
  for (int row = 0; row < box->rows; row++) {
    bool still = true;
    for (int index = box->n - 1; index >= 0; index--) {
      walk->settled[row][index] = still;
      still &= box->factor[row][index] == 0;
    }
  }
  for (int row = 0; row < AFFINE_CONDITIONS; row++)
    walk->stride[row] = row % AXES ? walk->stride[row - 1] * box->length[row - 1] : 1;
  for (int row = 0; row < AFFINE_CONDITIONS; row++)
    walk->step[row / AXES] += walk->stride[row] * box->factor[row][box->n - 1];
}

Status affine_sum(Context *context, Precision precision, const AffineBox *box, const void *u, const void *v, void *z) {
  Walk walk = {.context = context, .box = box, .u = u, .v = v, .z = z, .precision = precision};
  open_walk(&walk, box);
  return walk_index(&walk, 0, box->constant);
}
