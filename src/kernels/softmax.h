/* Layer 3: functions of a whole column: x and out hold `columns` columns of `rows` elements, one after another. All
   fail only when interrupted. */
#ifndef CNN_KERNELS_SOFTMAX_H
#define CNN_KERNELS_SOFTMAX_H

#include "tensor/tensor.h"

Status softmax_columns(Context *context, Precision precision, int64_t rows, int64_t columns, const void *x, void *out);
Status logsoftmax_columns(Context *context, Precision precision, int64_t rows, int64_t columns, const void *x,
                          void *out);
/* 1 at the column's maximum, the first one in storage order, and 0 elsewhere. A NaN never wins over a number. */
Status compet_columns(Context *context, Precision precision, int64_t rows, int64_t columns, const void *x, void *out);

#endif
