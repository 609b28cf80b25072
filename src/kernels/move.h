/* Layer 3: elements change places and nothing else. All fail only when interrupted. */
#ifndef CNN_KERNELS_MOVE_H
#define CNN_KERNELS_MOVE_H

#include "tensor/tensor.h"

/* Each of `planes` maps of rows × columns is transposed. */
Status transpose_planes(Context *context, Precision precision, int64_t rows, int64_t columns, int64_t planes,
                        const void *x, void *out);

/* Each of `planes` runs of `count` elements is reversed: a map turned by 180°. */
Status reverse_planes(Context *context, Precision precision, int64_t count, int64_t planes, const void *x, void *out);

/* Axis k of out (lengths `size`) is the axis of x along which neighbours are x_stride[k] apart. */
Status permute_elements(Context *context, Precision precision, const int64_t size[AXES], const void *x,
                        const int64_t x_stride[AXES], void *out);

#endif
