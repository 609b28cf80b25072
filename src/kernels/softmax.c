#include "kernels/softmax.h"

#include "kernels/functions.h"

/* The maximum is taken off before the exponential, so that nothing overflows: e^(n − max)/Σ e^(n − max). A NaN makes
   the sum, and with it the whole column, NaN. */
#define SOFTMAX_LOOPS(Number)                                                                           \
  static Number maximum_##Number(const Context *context, int64_t rows, const Number *x) {               \
    Number maximum = x[0];                                                                              \
    EACH_UNTIL_INTERRUPT(context, i, 1, rows) maximum = (Number)maximum_of(maximum, x[i]);              \
    return maximum;                                                                                     \
  }                                                                                                     \
  static void softmax_##Number(const Context *context, int64_t rows, const Number *x, Number *out) {    \
    double maximum = maximum_##Number(context, rows, x), sum = 0;                                       \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) out[i] = (Number)exp_of(x[i] - maximum);                  \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) sum += out[i];                                            \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) out[i] = (Number)(out[i] / sum);                          \
  }                                                                                                     \
  static void logsoftmax_##Number(const Context *context, int64_t rows, const Number *x, Number *out) { \
    double maximum = maximum_##Number(context, rows, x), sum = 0;                                       \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) sum += exp_of(x[i] - maximum);                            \
    double logarithm = log_of(sum);                                                                     \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) out[i] = (Number)(x[i] - maximum - logarithm);            \
  }                                                                                                     \
  static void compet_##Number(const Context *context, int64_t rows, const Number *x, Number *out) {     \
    int64_t winner = 0;                                                                                 \
    EACH_UNTIL_INTERRUPT(context, i, 1, rows)                                                           \
    if (x[i] > x[winner] || (x[winner] != x[winner] && x[i] == x[i])) winner = i;                       \
    EACH_UNTIL_INTERRUPT(context, i, 0, rows) out[i] = i == winner;                                     \
  }
SOFTMAX_LOOPS(double)
SOFTMAX_LOOPS(float)

#define EACH_COLUMN(function)                                                                                         \
  Status function##_columns(Context *context, Precision precision, int64_t rows, int64_t columns, const void *x,      \
                            void *out) {                                                                              \
    for (int64_t j = 0; j < columns && rows > 0 && !context->interrupt; j++)                                          \
      if (precision == SINGLE) function##_float(context, rows, (const float *)x + j * rows, (float *)out + j * rows); \
      else function##_double(context, rows, (const double *)x + j * rows, (double *)out + j * rows);                  \
    return poll_interrupt(context);                                                                                   \
  }
EACH_COLUMN(softmax)
EACH_COLUMN(logsoftmax)
EACH_COLUMN(compet)
