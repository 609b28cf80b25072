#include "kernels/performance.h"

#include "kernels/functions.h"

enum { RUN = 128 };

static double entropy_of(double t, double logarithm, double a) { return t == 0 && a == a ? 0 : t * logarithm; }

/* Blocks keep the rounding error from growing with the count. */
#define PERFORMANCE_LOOPS(Number)                                                                                  \
  static double squares_##Number(const Context *context, int64_t count, const Number *t, const Number *a) {        \
    double total = 0;                                                                                              \
    for (int64_t block = 0; block < count && !context->interrupt; block += RUN) {                                  \
      double part = 0;                                                                                             \
      for (int64_t i = block; i < count && i < block + RUN; i++) {                                                 \
        double error = (double)t[i] - a[i];                                                                        \
        part += error * error;                                                                                     \
      }                                                                                                            \
      total += part;                                                                                               \
    }                                                                                                              \
    return total;                                                                                                  \
  }                                                                                                                \
  static double entropy_##Number(const Context *context, int64_t count, const Number *t, const Number *a) {        \
    double total = 0;                                                                                              \
    EACH_UNTIL_INTERRUPT(context, i, 0, count) total -= entropy_of(t[i], log_of(a[i]), a[i]);                      \
    return total;                                                                                                  \
  }                                                                                                                \
  static double softmax_entropy_##Number(const Context *context, int64_t rows, const Number *t, const Number *n) { \
    double maximum = n[0], sum = 0, total = 0;                                                                     \
    EACH_UNTIL_INTERRUPT(context, i, 1, rows) maximum = maximum_of(maximum, n[i]);                                 \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) sum += exp_of(n[i] - maximum);                                       \
    double logarithm = log_of(sum);                                                                                \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) {                                                                    \
      double logsoftmax = n[i] - maximum - logarithm;                                                              \
      total -= entropy_of(t[i], logsoftmax, logsoftmax);                                                           \
    }                                                                                                              \
    return total;                                                                                                  \
  }
PERFORMANCE_LOOPS(double)
PERFORMANCE_LOOPS(float)

Status squared_errors(Context *context, Precision precision, int64_t count, const void *t, const void *a, double *sum) {
  *sum = precision == SINGLE ? squares_float(context, count, t, a) : squares_double(context, count, t, a);
  return poll_interrupt(context);
}

Status cross_entropy(Context *context, Precision precision, int64_t count, const void *t, const void *a, double *sum) {
  *sum = precision == SINGLE ? entropy_float(context, count, t, a) : entropy_double(context, count, t, a);
  return poll_interrupt(context);
}

Status softmax_cross_entropy(Context *context, Precision precision, int64_t rows, int64_t columns, const void *t,
                             const void *n, double *sum) {
  *sum = 0;
  for (int64_t j = 0; j < columns && rows > 0 && !context->interrupt; j++)
    *sum += precision == SINGLE
                ? softmax_entropy_float(context, rows, (const float *)t + j * rows, (const float *)n + j * rows)
                : softmax_entropy_double(context, rows, (const double *)t + j * rows, (const double *)n + j * rows);
  return poll_interrupt(context);
}
