/* Vectors of 16 bytes, which every processor of today has or the compiler splits. */
#include "kernels/correlate_tile.h"

#define REAL double
#define LANES 2
#define NAMED(x) x##_double
#include "kernels/correlate_tile_template.h"
#undef REAL
#undef LANES
#undef NAMED
#define REAL float
#define LANES 4
#define NAMED(x) x##_single
#include "kernels/correlate_tile_template.h"

const CorrelateTiles *correlate_tiles_vector(Precision precision) {
  return precision == SINGLE ? &tiles_single : &tiles_double;
}
