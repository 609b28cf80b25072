#include "kernels/move.h"

enum { BLOCK = 16 };

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* In square blocks, so that reading and writing both stay in the cache. */
#define MOVE_LOOPS(Number)                                                                                       \
  static void transpose_block_##Number(int64_t rows, int64_t columns, int64_t i0, int64_t j0, const Number *x,   \
                                       Number *out) {                                                            \
    for (int64_t i = i0; i < least(rows, i0 + BLOCK); i++)                                                       \
      for (int64_t j = j0; j < least(columns, j0 + BLOCK); j++) out[i * columns + j] = x[j * rows + i];          \
  }                                                                                                              \
  static void transpose_##Number(int64_t rows, int64_t columns, int64_t planes, const Number *x, Number *out) {  \
    for (int64_t l = 0; l < planes; l++, x += rows * columns, out += rows * columns)                             \
      for (int64_t j = 0; j < columns; j += BLOCK)                                                               \
        for (int64_t i = 0; i < rows; i += BLOCK) transpose_block_##Number(rows, columns, i, j, x, out);         \
  }                                                                                                              \
  static void reverse_##Number(int64_t count, int64_t planes, const Number *x, Number *out) {                    \
    for (int64_t l = 0; l < planes; l++, x += count, out += count)                                               \
      for (int64_t i = 0; i < count; i++) out[i] = x[count - 1 - i];                                             \
  }
#define PERMUTE_LOOP(Number)                                                                                     \
  static void permute_##Number(const int64_t size[AXES], const Number *x, const int64_t stride[AXES], Number *out) { \
    for (int64_t q = 0; q < size[3]; q++)                                                                        \
      for (int64_t l = 0; l < size[2]; l++)                                                                      \
        for (int64_t j = 0; j < size[1]; j++)                                                                    \
          for (int64_t i = 0; i < size[0]; i++)                                                                  \
            *out++ = x[i * stride[0] + j * stride[1] + l * stride[2] + q * stride[3]];                           \
  }
MOVE_LOOPS(double)
MOVE_LOOPS(float)
PERMUTE_LOOP(double)
PERMUTE_LOOP(float)

void transpose_planes(Precision precision, int64_t rows, int64_t columns, int64_t planes, const void *x, void *out) {
  if (precision == SINGLE) transpose_float(rows, columns, planes, x, out);
  else transpose_double(rows, columns, planes, x, out);
}

void reverse_planes(Precision precision, int64_t count, int64_t planes, const void *x, void *out) {
  if (precision == SINGLE) reverse_float(count, planes, x, out);
  else reverse_double(count, planes, x, out);
}

void permute_elements(Precision precision, const int64_t size[AXES], const void *x, const int64_t x_stride[AXES],
                      void *out) {
  if (precision == SINGLE) permute_float(size, x, x_stride, out);
  else permute_double(size, x, x_stride, out);
}
