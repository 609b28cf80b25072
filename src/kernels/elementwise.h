/* Layer 3: element by element, functions of one array and of two arrays with broadcasting. */
#ifndef CNN_KERNELS_ELEMENTWISE_H
#define CNN_KERNELS_ELEMENTWISE_H

#include "tensor/tensor.h"

/* Each is <name>_of of functions.h. */
#define EACH_MAPPING(X) \
  X(purelin) X(logsig) X(tansig) X(poslin) X(satlin) X(satlins) X(hardlim) X(hardlims) X(softplus) X(abs) X(exp) \
  X(log) X(sqrt) X(sin) X(cos) X(sign) X(round) X(floor) X(ceil) X(negate)
#define EACH_COMBINATION(X) \
  X(add) X(subtract) X(hadamard) X(divide) X(power) X(maximum) X(minimum) X(mod) X(equal) X(not_equal) X(less) \
  X(less_equal) X(greater) X(greater_equal)

#define NAME_MAPPING(name) MAP_##name,
#define NAME_COMBINATION(name) COMBINE_##name,
typedef enum Mapping { EACH_MAPPING(NAME_MAPPING) } Mapping;
typedef enum Combination { EACH_COMBINATION(NAME_COMBINATION) } Combination;
#undef NAME_MAPPING
#undef NAME_COMBINATION

/* Both fail only when interrupted, which is asked for every 131,072 elements. out may be x. */
Status map_elements(Context *context, Mapping mapping, Precision precision, int64_t count, const void *x, void *out);

/* out has `size`; along each axis x and y have that length or 1. out may be x or y where that has `size`. */
Status combine_elements(Context *context, Combination combination, Precision precision, const int64_t size[AXES],
                        const void *x, const int64_t x_size[AXES], const void *y, const int64_t y_size[AXES],
                        void *out);

#endif
