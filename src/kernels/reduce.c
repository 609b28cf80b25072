#include "kernels/reduce.h"

#include "kernels/functions.h"

enum { LANES = 8, RUN = 128, TILE = 64 };

/* Pairwise in blocks of RUN elements, each in LANES sums: the order is fixed, so the bits do not depend on how wide
   the machine's vectors are. Along a strided axis, tiles of up to TILE neighbours are summed in blocks of TILE. */
#define SUM_LOOPS(Number)                                                                                         \
  static double sum_block_##Number(int64_t count, const Number *x) {                                              \
    double lane[LANES] = {0}, rest = 0;                                                                           \
    int64_t i = 0;                                                                                                \
    for (; i + LANES <= count; i += LANES)                                                                        \
      for (int k = 0; k < LANES; k++) lane[k] += x[i + k];                                                        \
    for (; i < count; i++) rest += x[i];                                                                          \
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7])) + rest;      \
  }                                                                                                               \
  static double sum_run_##Number(const Context *context, int64_t count, const Number *x) {                        \
    if (count <= RUN) return sum_block_##Number(count, x);                                                        \
    if (count > STRETCH_ITEMS && context->interrupt) return 0;                                                    \
    int64_t half = count / 2 / LANES * LANES;                                                                     \
    return sum_run_##Number(context, half, x) + sum_run_##Number(context, count - half, x + half);                \
  }                                                                                                               \
  static void sum_tile_##Number(const Context *context, int64_t width, int64_t inner, int64_t n, const Number *x, \
                                Number *out) {                                                                    \
    double total[TILE] = {0};                                                                                     \
    for (int64_t block = 0; block < n && !context->interrupt; block += TILE) {                                    \
      double part[TILE] = {0};                                                                                    \
      for (int64_t k = block; k < n && k < block + TILE; k++)                                                     \
        for (int64_t i = 0; i < width; i++) part[i] += x[k * inner + i];                                          \
      for (int64_t i = 0; i < width; i++) total[i] += part[i];                                                    \
    }                                                                                                             \
    for (int64_t i = 0; i < width; i++) out[i] = (Number)total[i];                                                \
  }                                                                                                               \
  static void sum_##Number(const Context *context, int64_t inner, int64_t n, int64_t outer, const void *from,     \
                           void *to) {                                                                            \
    const Number *x = from;                                                                                       \
    Number *out = to;                                                                                             \
    for (int64_t k = 0; k < outer && !context->interrupt; k++, x += inner * n, out += inner)                      \
      if (inner == 1) *out = (Number)sum_run_##Number(context, n, x);                                             \
      else                                                                                                        \
        for (int64_t i = 0; i < inner; i += TILE)                                                                 \
          sum_tile_##Number(context, inner - i < TILE ? inner - i : TILE, inner, n, x + i, out + i);              \
  }                                                                                                               \
  static void mean_##Number(const Context *context, int64_t inner, int64_t n, int64_t outer, const void *x,       \
                            void *to) {                                                                           \
    Number *out = to;                                                                                             \
    sum_##Number(context, inner, n, outer, x, to);                                                                \
    EACH_UNTIL_INTERRUPT(context, i, 0, inner *outer) out[i] /= (Number)n;                                        \
  }                                                                                                               \
  static double squares_##Number(const Context *context, int64_t count, const Number *x, double scale) {          \
    double total = 0;                                                                                             \
    for (int64_t block = 0; block < count && !context->interrupt; block += RUN) {                                 \
      double part = 0;                                                                                            \
      for (int64_t i = block; i < count && i < block + RUN; i++) part += (x[i] * scale) * (x[i] * scale);         \
      total += part;                                                                                              \
    }                                                                                                             \
    return total;                                                                                                 \
  }
SUM_LOOPS(double)
SUM_LOOPS(float)

static inline double prod_of(double a, double x) { return a * x; }
static inline double any_of(double a, double x) { return a != 0 || x != 0; }
static inline double all_of(double a, double x) { return a != 0 && x != 0; }

/* A fold from `start`; that of maximum and minimum is NaN, which they leave out. A run is folded in LANES parts. */
#define FOLD_LOOP(name, start, function, Number)                                                                 \
  static Number name##_run_##Number(const Context *context, int64_t n, const Number *x) {                        \
    Number lane[LANES];                                                                                          \
    int64_t j = 0;                                                                                               \
    for (int k = 0; k < LANES; k++) lane[k] = (Number)(start);                                                   \
    for (; j + LANES <= n && !context->interrupt; j += LANES)                                                    \
      for (int k = 0; k < LANES; k++) lane[k] = (Number)function(lane[k], x[j + k]);                             \
    for (; j < n && !context->interrupt; j++) lane[0] = (Number)function(lane[0], x[j]);                         \
    for (int k = 1; k < LANES; k++) lane[0] = (Number)function(lane[0], lane[k]);                                \
    return lane[0];                                                                                              \
  }                                                                                                              \
  static void name##_##Number(const Context *context, int64_t inner, int64_t n, int64_t outer, const void *from, \
                              void *to) {                                                                        \
    const Number *x = from;                                                                                      \
    Number *out = to;                                                                                            \
    for (int64_t k = 0; k < outer && !context->interrupt; k++, out += inner) {                                   \
      if (inner == 1) {                                                                                          \
        *out = name##_run_##Number(context, n, x + k * n);                                                       \
        continue;                                                                                                \
      }                                                                                                          \
      for (int64_t i = 0; i < inner; i++) out[i] = (Number)(start);                                              \
      for (int64_t j = 0; j < n && !context->interrupt; j++, x += inner)                                         \
        for (int64_t i = 0; i < inner; i++) out[i] = (Number)function(out[i], x[i]);                             \
    }                                                                                                            \
  }
#define FOLD_LOOPS(name, start, function)   \
  FOLD_LOOP(name, start, function, double)  \
  FOLD_LOOP(name, start, function, float)
FOLD_LOOPS(prod, 1, prod_of)
FOLD_LOOPS(max, NAN, maximum_of)
FOLD_LOOPS(min, NAN, minimum_of)
FOLD_LOOPS(any, 0, any_of)
FOLD_LOOPS(all, 1, all_of)

typedef void (*ReduceLoop)(const Context *context, int64_t inner, int64_t n, int64_t outer, const void *x, void *out);

Status reduce_elements(Context *context, Reduction reduction, Precision precision, int64_t inner, int64_t n,
                       int64_t outer, const void *x, void *out) {
  static const ReduceLoop loop[][2] = {{sum_double, sum_float}, {mean_double, mean_float}, {prod_double, prod_float},
                                       {max_double, max_float}, {min_double, min_float},   {any_double, any_float},
                                       {all_double, all_float}};
  loop[reduction][precision](context, inner, n, outer, x, out);
  return poll_interrupt(context);
}

/* A NaN gives way to any number. */
#define EXTREME_LOOP(Number)                                                                                        \
  static double extreme_##Number(const Context *context, bool largest, int64_t inner, int64_t n, const Number *x) { \
    int64_t best = 0;                                                                                               \
    EACH_UNTIL_INTERRUPT(context, k, 1, n) {                                                                        \
      Number rival = x[k * inner], leader = x[best * inner];                                                        \
      if ((largest ? rival > leader : rival < leader) || (leader != leader && rival == rival)) best = k;            \
    }                                                                                                               \
    return (double)(best + 1);                                                                                      \
  }
EXTREME_LOOP(double)
EXTREME_LOOP(float)

Status find_extremes(Context *context, bool largest, Precision precision, int64_t inner, int64_t n, int64_t outer,
                     const void *x, double *out) {
  for (int64_t k = 0; k < outer; k++)
    for (int64_t i = 0; i < inner && !context->interrupt; i++) {
      int64_t first = k * inner * n + i;
      *out++ = precision == SINGLE ? extreme_float(context, largest, inner, n, (const float *)x + first)
                                   : extreme_double(context, largest, inner, n, (const double *)x + first);
    }
  return poll_interrupt(context);
}

static double squares(const Context *context, Precision precision, int64_t count, const void *x, double scale) {
  return precision == SINGLE ? squares_float(context, count, x, scale) : squares_double(context, count, x, scale);
}

static double largest_magnitude(const Context *context, Precision precision, int64_t count, const void *x) {
  double largest = 0;
  EACH_UNTIL_INTERRUPT(context, i, 0, count) {
    double magnitude = fabs(precision == SINGLE ? (double)((const float *)x)[i] : ((const double *)x)[i]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

static double scaled_norm(const Context *context, Precision precision, int64_t count, const void *x) {
  double largest = largest_magnitude(context, precision, count, x);
  if (largest == 0 || isinf(largest)) return largest;
  int exponent = ilogb(largest), down = exponent < -1000 ? -1000 : exponent;
  return ldexp(sqrt(squares(context, precision, count, x, ldexp(1, -down))), down);
}

/* Only where the squares leave the range of double are the elements brought to it by a power of two. */
Status norm_of_elements(Context *context, Precision precision, int64_t count, const void *x, double *norm) {
  double total = squares(context, precision, count, x, 1);
  bool in_range = isnan(total) || (total > 1e-280 && total < INFINITY);
  *norm = in_range ? sqrt(total) : scaled_norm(context, precision, count, x);
  return poll_interrupt(context);
}
