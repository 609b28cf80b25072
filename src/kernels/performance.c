#include "kernels/performance.h"

#include "kernels/functions.h"

enum { RUN = 128 };

static double entropy_of(double t, double logarithm, double a) { return t == 0 && a == a ? 0 : t * logarithm; }

/* Blocks keep the rounding error from growing with the count. */
#define PERFORMANCE_LOOPS(Number)                                                                              \
  static double squares_##Number(int64_t count, const Number *t, const Number *a) {                            \
    double total = 0;                                                                                          \
    for (int64_t block = 0; block < count; block += RUN) {                                                     \
      double part = 0;                                                                                         \
      for (int64_t i = block; i < count && i < block + RUN; i++) {                                             \
        double error = (double)t[i] - a[i];                                                                    \
        part += error * error;                                                                                 \
      }                                                                                                        \
      total += part;                                                                                           \
    }                                                                                                          \
    return total;                                                                                              \
  }                                                                                                            \
  static double entropy_##Number(int64_t count, const Number *t, const Number *a) {                            \
    double total = 0;                                                                                          \
    for (int64_t i = 0; i < count; i++) total -= entropy_of(t[i], log_of(a[i]), a[i]);                         \
    return total;                                                                                              \
  }                                                                                                            \
  static double softmax_entropy_##Number(int64_t rows, const Number *t, const Number *n) {                     \
    double maximum = n[0], sum = 0, total = 0;                                                                 \
    for (int64_t i = 1; i < rows; i++) maximum = maximum_of(maximum, n[i]);                                    \
    for (int64_t i = 0; i < rows; i++) sum += exp_of(n[i] - maximum);                                          \
    double logarithm = log_of(sum);                                                                            \
    for (int64_t i = 0; i < rows; i++) {                                                                       \
      double logsoftmax = n[i] - maximum - logarithm;                                                          \
      total -= entropy_of(t[i], logsoftmax, logsoftmax);                                                       \
    }                                                                                                          \
    return total;                                                                                              \
  }
PERFORMANCE_LOOPS(double)
PERFORMANCE_LOOPS(float)

double squared_errors(Precision precision, int64_t count, const void *t, const void *a) {
  return precision == SINGLE ? squares_float(count, t, a) : squares_double(count, t, a);
}

double cross_entropy(Precision precision, int64_t count, const void *t, const void *a) {
  return precision == SINGLE ? entropy_float(count, t, a) : entropy_double(count, t, a);
}

double softmax_cross_entropy(Precision precision, int64_t rows, int64_t columns, const void *t, const void *n) {
  double total = 0;
  for (int64_t j = 0; j < columns && rows > 0; j++)
    total += precision == SINGLE
                 ? softmax_entropy_float(rows, (const float *)t + j * rows, (const float *)n + j * rows)
                 : softmax_entropy_double(rows, (const double *)t + j * rows, (const double *)n + j * rows);
  return total;
}
