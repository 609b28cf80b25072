#include "kernels/move.h"

enum { BLOCK = 16 };

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* In square blocks, so that reading and writing both stay in the cache. */
#define MOVE_LOOPS(Number)                                                                                            \
  static void transpose_block_##Number(int64_t rows, int64_t columns, int64_t i0, int64_t j0, const Number *x,        \
                                       Number *out) {                                                                 \
    for (int64_t i = i0; i < least(rows, i0 + BLOCK); i++)                                                            \
      for (int64_t j = j0; j < least(columns, j0 + BLOCK); j++) out[i * columns + j] = x[j * rows + i];               \
  }                                                                                                                   \
  static void transpose_##Number(const Context *context, int64_t rows, int64_t columns, int64_t planes,               \
                                 const Number *x, Number *out) {                                                      \
    for (int64_t l = 0; l < planes; l++, x += rows * columns, out += rows * columns)                                  \
      for (int64_t j = 0; j < columns; j += BLOCK)                                                                    \
        for (int64_t i = 0; i < rows && !context->interrupt; i += BLOCK)                                              \
          transpose_block_##Number(rows, columns, i, j, x, out);                                                      \
  }                                                                                                                   \
  static void reverse_##Number(const Context *context, int64_t count, int64_t planes, const Number *x, Number *out) { \
    for (int64_t l = 0; l < planes; l++, x += count, out += count)                                                    \
      EACH_UNTIL_INTERRUPT(context, i, 0, count) out[i] = x[count - 1 - i];                                           \
  }                                                                                                                   \
  static void permute_##Number(const Context *context, const int64_t size[AXES], const Number *x,                     \
                               const int64_t stride[AXES], Number *out) {                                             \
    for (int64_t q = 0; q < size[3]; q++)                                                                             \
      for (int64_t l = 0; l < size[2]; l++)                                                                           \
        for (int64_t j = 0; j < size[1]; j++) {                                                                       \
          const Number *column = x + j * stride[1] + l * stride[2] + q * stride[3];                                   \
          EACH_UNTIL_INTERRUPT(context, i, 0, size[0]) *out++ = column[i * stride[0]];                                \
        }                                                                                                             \
  }
MOVE_LOOPS(double)
MOVE_LOOPS(float)

Status transpose_planes(Context *context, Precision precision, int64_t rows, int64_t columns, int64_t planes,
                        const void *x, void *out) {
  if (precision == SINGLE) transpose_float(context, rows, columns, planes, x, out);
  else transpose_double(context, rows, columns, planes, x, out);
  return poll_interrupt(context);
}

Status reverse_planes(Context *context, Precision precision, int64_t count, int64_t planes, const void *x, void *out) {
  if (precision == SINGLE) reverse_float(context, count, planes, x, out);
  else reverse_double(context, count, planes, x, out);
  return poll_interrupt(context);
}

Status permute_elements(Context *context, Precision precision, const int64_t size[AXES], const void *x,
                        const int64_t x_stride[AXES], void *out) {
  if (precision == SINGLE) permute_float(context, size, x, x_stride, out);
  else permute_double(context, size, x, x_stride, out);
  return poll_interrupt(context);
}
