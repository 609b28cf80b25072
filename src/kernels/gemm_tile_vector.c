/* Vectors of 16 bytes, which every processor of today has or the compiler splits. */
#include "kernels/gemm_core.h"

#define REAL double
#define LANES 2
#define NAMED(x) x##_double
typedef int64_t Index_double __attribute__((vector_size(16)));
#include "kernels/gemm_tile_template.h"
#undef REAL
#undef LANES
#undef NAMED
#define REAL float
#define LANES 4
#define NAMED(x) x##_single
typedef int32_t Index_single __attribute__((vector_size(16)));
#include "kernels/gemm_tile_template.h"

const ProductTiles *product_tiles_vector(Precision precision) {
  return precision == SINGLE ? &tiles_single : &tiles_double;
}
