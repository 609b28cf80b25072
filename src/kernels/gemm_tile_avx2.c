/* Compiled with -mavx2 -mfma; called only where the processor has both. */
#include "kernels/gemm_core.h"

#if defined __AVX2__ && defined __FMA__

#define REAL double
#define LANES 4
#define NAMED(x) x##_double
typedef int64_t Index_double __attribute__((vector_size(32)));
#include "kernels/gemm_tile_template.h"
#undef REAL
#undef LANES
#undef NAMED
#define REAL float
#define LANES 8
#define NAMED(x) x##_single
typedef int32_t Index_single __attribute__((vector_size(32)));
#include "kernels/gemm_tile_template.h"

const ProductTiles *product_tiles_avx2(Precision precision) {
  return precision == SINGLE ? &tiles_single : &tiles_double;
}

#else

const ProductTiles *product_tiles_avx2(Precision precision) { return precision == SINGLE ? NULL : NULL; }

#endif
