/* Compiled with -mavx2 -mfma; called only where the processor has both. */
#include "kernels/correlate_tile.h"

#if defined __AVX2__ && defined __FMA__

#define REAL double
#define LANES 4
#define NAMED(x) x##_double
#include "kernels/correlate_tile_template.h"
#undef REAL
#undef LANES
#undef NAMED
#define REAL float
#define LANES 8
#define NAMED(x) x##_single
#include "kernels/correlate_tile_template.h"

const CorrelateTiles *correlate_tiles_avx2(Precision precision) {
  return precision == SINGLE ? &tiles_single : &tiles_double;
}

#else

const CorrelateTiles *correlate_tiles_avx2(Precision precision) { return precision == SINGLE ? NULL : NULL; }

#endif
