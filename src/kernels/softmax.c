#include "kernels/softmax.h"

#include "kernels/functions.h"

/* The maximum is taken off before the exponential, so that nothing overflows: e^(n − max)/Σ e^(n − max). A NaN makes
   the sum, and with it the whole column, NaN. */
#define SOFTMAX_LOOPS(Number)                                                                             \
  static Number maximum_##Number(int64_t rows, const Number *x) {                                         \
    Number maximum = x[0];                                                                                \
    for (int64_t i = 1; i < rows; i++) maximum = (Number)maximum_of(maximum, x[i]);                       \
    return maximum;                                                                                       \
  }                                                                                                       \
  static void softmax_##Number(int64_t rows, const Number *x, Number *out) {                              \
    double maximum = maximum_##Number(rows, x), sum = 0;                                                  \
    for (int64_t i = 0; i < rows; i++) out[i] = (Number)exp_of(x[i] - maximum);                           \
    for (int64_t i = 0; i < rows; i++) sum += out[i];                                                     \
    for (int64_t i = 0; i < rows; i++) out[i] = (Number)(out[i] / sum);                                   \
  }                                                                                                       \
  static void logsoftmax_##Number(int64_t rows, const Number *x, Number *out) {                           \
    double maximum = maximum_##Number(rows, x), sum = 0;                                                  \
    for (int64_t i = 0; i < rows; i++) sum += exp_of(x[i] - maximum);                                     \
    double logarithm = log_of(sum);                                                                       \
    for (int64_t i = 0; i < rows; i++) out[i] = (Number)(x[i] - maximum - logarithm);                     \
  }                                                                                                       \
  static void compet_##Number(int64_t rows, const Number *x, Number *out) {                               \
    int64_t winner = 0;                                                                                   \
    for (int64_t i = 1; i < rows; i++)                                                                    \
      if (x[i] > x[winner] || (x[winner] != x[winner] && x[i] == x[i])) winner = i;                       \
    for (int64_t i = 0; i < rows; i++) out[i] = i == winner;                                              \
  }
SOFTMAX_LOOPS(double)
SOFTMAX_LOOPS(float)

#define EACH_COLUMN(function)                                                                              \
  void function##_columns(Precision precision, int64_t rows, int64_t columns, const void *x, void *out) {  \
    if (rows == 0) return;                                                                                 \
    for (int64_t j = 0; j < columns; j++)                                                                  \
      if (precision == SINGLE) function##_float(rows, (const float *)x + j * rows, (float *)out + j * rows); \
      else function##_double(rows, (const double *)x + j * rows, (double *)out + j * rows);                \
  }
EACH_COLUMN(softmax)
EACH_COLUMN(logsoftmax)
EACH_COLUMN(compet)
