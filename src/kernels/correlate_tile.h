/* Layer 3, internal: the innermost loops of the fast correlation kernels, one set an instruction set and precision.
   A tile of results stays in registers while the taps go by; enough of them run side by side to hide the latency of a
   multiply-add. */
#ifndef CNN_KERNELS_CORRELATE_TILE_H
#define CNN_KERNELS_CORRELATE_TILE_H

#include "tensor/tensor.h"

enum { TILE_MAPS_MAX = 4, TILE_VECTORS_MAX = 8 };

/* Rows of a tile for 1 … 4 maps: vectors of results going forward, taps of the kernel for its gradient. */
static inline int tile_rows(int maps) { return maps == 1 ? 8 : maps == 2 ? 6 : maps == 3 ? 4 : 3; }

/* The taps a tile meets: `taps` of each of `groups` groups (summed maps) that begin `step` apart. */
typedef struct TapList {
  const int64_t *offset;
  int64_t groups, taps, step;
  const volatile sig_atomic_t *interrupt; /* a tile of very many taps stops where it is set; whoever called it asks */
} TapList;

/* target[v] + h·map_step = Σ_k weights[k·maps + h] source[v][offset[k] …] over the listed taps, each a vector of
   `lanes` elements. */
typedef void ForwardTile(const void *const *source, void *const *target, int64_t map_step, const void *weights,
                         const TapList *list);

/* Where a kernel's gradient reads: `examples` × `columns` × `vectors` vectors of A, and as many of dZ for each map. */
typedef struct GradientSource {
  const void *a, *dz;
  int64_t examples, columns, vectors;
  int64_t a_example, a_column, dz_example, dz_column, dz_map; /* steps in elements */
} GradientSource;

/* sums[t·maps + h] = Σ a[offset[t] …] dz[h·dz_map …] over the source. */
typedef void GradientTile(const GradientSource *source, const int64_t *offset, void *sums);

typedef struct CorrelateTiles {
  int lanes;
  ForwardTile *forward[TILE_MAPS_MAX + 1];   /* by maps; [0] is not used */
  GradientTile *gradient[TILE_MAPS_MAX + 1];
} CorrelateTiles;

/* NULL where the object was compiled without the instructions. */
const CorrelateTiles *correlate_tiles_avx2(Precision precision);
const CorrelateTiles *correlate_tiles_vector(Precision precision);
/* The best set for this processor. */
const CorrelateTiles *correlate_tiles(Precision precision);

/* `maps` maps are worked in blocks of up to 4, as even as possible: 6 = 3 + 3. How many the block beginning at `first`
   has. */
static inline int tile_block(int64_t maps, int64_t first) {
  int64_t left = maps - first, blocks = (left + TILE_MAPS_MAX - 1) / TILE_MAPS_MAX;
  return (int)((left + blocks - 1) / blocks);
}

#endif
