/* Laws of pooling: against the definition over random windows, expansions as adjoints on integers, ties and nan. */
#include "kernels/pool.h"

#include <criterion/criterion.h>
#include <math.h>

enum { ROOM = 40000 };

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
  return *seed >> 11;
}

static int64_t draw_between(uint64_t *seed, int64_t low, int64_t high) {
  return low + (int64_t)(draw(seed) % (uint64_t)(high - low + 1));
}

/* Often the usual 2 × 2, otherwise overlaps, gaps, pads of both signs and windows over maps and examples. */
static Pooling draw_pooling(uint64_t *seed) {
  for (;;) {
    Pooling g = {.size = {draw_between(seed, 1, 14), draw_between(seed, 1, 14), draw_between(seed, 1, 4),
                          draw_between(seed, 1, 3)}};
    bool usual = draw(seed) % 3 == 0, padded = !usual && draw(seed) % 2;
    for (int axis = 0; axis < AXES; axis++) {
      g.window[axis] = usual ? 1 + (axis < 2) : draw_between(seed, 1, axis < 2 ? 4 : 2);
      g.stride[axis] = usual || axis >= 2 || draw(seed) % 2 ? g.window[axis] : draw_between(seed, 1, 5);
      g.pad[axis] = padded ? draw_between(seed, -2, 5) : 0;
    }
    bool fits = true;
    for (int axis = 0; axis < AXES; axis++) fits &= (g.output[axis] = pooled_length(&g, axis)) > 0;
    if (fits) return g;
  }
}

typedef struct Arrays {
  Context context;
  Precision precision;
  Pooling g;
  double v[ROOM], u[ROOM], z[ROOM], dv[ROOM]; /* room for either precision */
} Arrays;

static double at(const Arrays *arrays, const void *array, int64_t i) {
  return arrays->precision == SINGLE ? (double)((const float *)array)[i] : ((const double *)array)[i];
}

static void draw_integers(const Arrays *arrays, uint64_t *seed, void *array, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    int value = (int)(draw(seed) % 9) - 4; /* few values: many ties */
    if (arrays->precision == SINGLE) ((float *)array)[i] = (float)value;
    else ((double *)array)[i] = value;
  }
}

/* Sum, maximum and the maximum's place of one window, element by element in reading order. */
static void pool_by_definition(const Arrays *arrays, const int64_t place[AXES], double *sum, double *max,
                               int64_t *winner) {
  const Pooling *g = &arrays->g;
  *sum = 0, *max = -INFINITY, *winner = -1;
  for (int64_t q = 0; q < g->window[3]; q++)
    for (int64_t l = 0; l < g->window[2]; l++)
      for (int64_t i = 0; i < g->window[0]; i++)
        for (int64_t j = 0; j < g->window[1]; j++) {
          int64_t row = place[0] * g->stride[0] + i - g->pad[0], column = place[1] * g->stride[1] + j - g->pad[2];
          if (row < 0 || column < 0 || row >= g->size[0] || column >= g->size[1]) continue;
          int64_t plane = (place[3] * g->stride[3] + q) * g->size[2] + place[2] * g->stride[2] + l;
          int64_t here = (plane * g->size[1] + column) * g->size[0] + row;
          double value = at(arrays, arrays->v, here);
          *sum += value;
          if (*winner < 0 || value > *max || (isnan(value) && !isnan(*max))) *max = value, *winner = here;
        }
}

typedef void Visit(Arrays *arrays, int64_t place, double sum, double max, int64_t winner);

static void for_each_window(Arrays *arrays, Visit *visit) {
  const int64_t *n = arrays->g.output;
  for (int64_t k = 0; k < n[0] * n[1] * n[2] * n[3]; k++) {
    int64_t place[AXES] = {k % n[0], k / n[0] % n[1], k / n[0] / n[1] % n[2], k / n[0] / n[1] / n[2]}, winner;
    double sum, max;
    pool_by_definition(arrays, place, &sum, &max, &winner);
    visit(arrays, k, sum, max, winner);
  }
}

static void check_sum(Arrays *arrays, int64_t place, double sum, double max, int64_t winner) {
  (void)max, (void)winner;
  cr_assert_eq(at(arrays, arrays->z, place), sum);
}

static void check_max(Arrays *arrays, int64_t place, double sum, double max, int64_t winner) {
  (void)sum, (void)winner;
  double z = at(arrays, arrays->z, place);
  cr_assert(z == max || (isnan(z) && isnan(max)), "%g, not %g", z, max);
}

static void check_pick(Arrays *arrays, int64_t place, double sum, double max, int64_t winner) {
  (void)sum, (void)max;
  cr_assert_eq(at(arrays, arrays->z, place), winner < 0 ? 0 : at(arrays, arrays->u, winner));
}

static void take_back(Arrays *arrays, int64_t place, double sum, double max, int64_t winner) {
  (void)sum, (void)max;
  if (winner < 0) return;
  double z = at(arrays, arrays->z, place);
  if (arrays->precision == SINGLE) ((float *)(void *)arrays->dv)[winner] -= (float)z;
  else arrays->dv[winner] -= z;
}

static void check_is_zero(const Arrays *arrays) {
  for (int64_t i = 0; i < count_elements(arrays->g.size); i++) cr_assert_eq(at(arrays, arrays->dv, i), 0);
}

typedef void Check(Arrays *arrays, uint64_t *seed);

static void over_random_windows(uint64_t seed, Check *check) {
  static Arrays arrays;
  for (int k = 0; k < 3000; k++) {
    cr_assert_eq(context_open(&arrays.context, NULL, NULL, 0), OK);
    arrays.precision = k % 2 ? SINGLE : DOUBLE;
    arrays.g = draw_pooling(&seed);
    draw_integers(&arrays, &seed, arrays.v, count_elements(arrays.g.size));
    draw_integers(&arrays, &seed, arrays.u, count_elements(arrays.g.size));
    draw_integers(&arrays, &seed, arrays.dv, count_elements(arrays.g.size));
    draw_integers(&arrays, &seed, arrays.z, count_elements(arrays.g.output));
    check(&arrays, &seed);
    context_close(&arrays.context);
  }
}

static void check_sums(Arrays *a, uint64_t *seed) {
  (void)seed;
  cr_assert_eq(pool_sum(&a->context, a->precision, &a->g, a->z, a->v), OK);
  for_each_window(a, check_sum);
}

static void check_maxima(Arrays *a, uint64_t *seed) {
  (void)seed;
  cr_assert_eq(pool_max(&a->context, a->precision, &a->g, a->z, a->v), OK);
  for_each_window(a, check_max);
  cr_assert_eq(pool_pick(&a->context, a->precision, &a->g, a->z, a->u, a->v), OK);
  for_each_window(a, check_pick);
}

static void check_put_back(Arrays *a, uint64_t *seed) {
  (void)seed;
  cr_assert_eq(expand_max(&a->context, a->precision, &a->g, a->dv, a->z, a->v), OK);
  for_each_window(a, take_back);
  check_is_zero(a);
}

static void check_maxima_with_nan(Arrays *a, uint64_t *seed) {
  int64_t n = count_elements(a->g.size);
  for (int64_t i = 0; i <= n / 8; i++) {
    int64_t place = (int64_t)(draw(seed) % (uint64_t)n);
    if (a->precision == SINGLE) ((float *)(void *)a->v)[place] = NAN;
    else a->v[place] = NAN;
  }
  check_maxima(a, seed);
  draw_integers(a, seed, a->z, count_elements(a->g.output));
  check_put_back(a, seed);
}

static double inner_product(const Arrays *a, const void *x, const void *y, int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; i++) sum += at(a, x, i) * at(a, y, i);
  return sum;
}

static void check_adjoint(Arrays *a, uint64_t *seed) {
  cr_assert_eq(expand_sum(&a->context, a->precision, &a->g, a->dv, a->z), OK);
  double back = inner_product(a, a->dv, a->v, count_elements(a->g.size));
  (void)seed;
  for (int64_t i = 0; i < count_elements(a->g.output); i++) a->u[i] = a->z[i];
  cr_assert_eq(pool_sum(&a->context, a->precision, &a->g, a->z, a->v), OK);
  cr_assert_eq(back, inner_product(a, a->u, a->z, count_elements(a->g.output)));
}

Test(pooling, a_sum_is_the_sum_over_each_window) { over_random_windows(3, check_sums); }
Test(pooling, a_maximum_is_each_windows_first_in_reading_order) { over_random_windows(4, check_maxima); }
Test(pooling, a_nan_beats_every_number) { over_random_windows(5, check_maxima_with_nan); }
Test(pooling, expanding_a_maximum_puts_each_element_at_its_place) { over_random_windows(6, check_put_back); }
Test(pooling, expansion_is_the_adjoint_of_the_sum_exactly_on_integers) { over_random_windows(7, check_adjoint); }

Test(pooling, pooling_a_whole_batch_sums_each_map) {
  static float v[29 * 31 * 3 * 5];
  float z[3];
  Context context;
  Pooling g = {.size = {29, 31, 3, 5}, .window = {29, 31, 1, 5}, .stride = {29, 31, 1, 5}, .output = {1, 1, 3, 1}};
  for (int i = 0; i < 29 * 31 * 3 * 5; i++) v[i] = (float)(i / (29 * 31) % 3 + 1);
  cr_assert_eq(context_open(&context, NULL, NULL, 0), OK);
  cr_assert_eq(pool_sum(&context, SINGLE, &g, z, v), OK);
  for (int h = 0; h < 3; h++) cr_assert_eq(z[h], (float)(29 * 31 * 5 * (h + 1)));
  context_close(&context);
}

Test(pooling, an_empty_batch_has_the_sum_zero_and_an_empty_expansion) {
  double z[2] = {5, 5};
  Context context;
  Pooling g = {.size = {4, 4, 2, 0}, .window = {4, 4, 1, 0}, .stride = {4, 4, 1, 0}};
  for (int axis = 0; axis < AXES; axis++) g.output[axis] = pooled_length(&g, axis);
  cr_assert_eq(g.output[3], 1);
  cr_assert_eq(context_open(&context, NULL, NULL, 0), OK);
  cr_assert_eq(pool_sum(&context, DOUBLE, &g, z, z), OK);
  cr_assert(z[0] == 0 && z[1] == 0);
  cr_assert_eq(expand_sum(&context, DOUBLE, &g, z, z), OK);
  context_close(&context);
}
