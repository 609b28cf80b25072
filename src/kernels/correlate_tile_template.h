/* Included once a precision with REAL, LANES and NAMED(x) defined, in an object of one instruction set. */

typedef REAL NAMED(Vector) __attribute__((vector_size(LANES * sizeof(REAL))));
typedef REAL NAMED(Loose) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

static inline NAMED(Vector) NAMED(load)(const REAL *from) { return *(const NAMED(Loose) *)from; }

/* The smaller side of the tile is held in registers, the other streams: 12 sums, 3 or 4 held and 1 streaming fill
   the 16. */
static inline __attribute__((always_inline)) void NAMED(forward_tile)(const int vectors, const int maps,
                                                                      const void *const *source, void *const *target,
                                                                      int64_t map_step, const REAL *weights,
                                                                      const TapList *list) {
  NAMED(Vector) sum[TILE_VECTORS_MAX][TILE_MAPS_MAX] = {0};
  const REAL *from[TILE_VECTORS_MAX];
  const int64_t *offset = list->offset, taps = list->taps, gap = list->step - taps,
                stretch = taps < STRETCH_ITEMS ? taps : STRETCH_ITEMS;
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) from[v] = source[v];
  for (int64_t g = list->groups; g > 0; g--, offset += gap, weights += gap * maps) {
    const int64_t *end = offset + taps, *stop;
    do {
      stop = end - offset > stretch ? offset + stretch : end;
      for (; offset < stop; offset++, weights += maps) {
        if (vectors < maps) {
          NAMED(Vector) image[TILE_VECTORS_MAX];
#pragma GCC unroll 8
          for (int v = 0; v < vectors; v++) image[v] = NAMED(load)(from[v] + *offset);
#pragma GCC unroll 4
          for (int h = 0; h < maps; h++)
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) sum[v][h] += image[v] * weights[h];
        } else {
#pragma GCC unroll 8
          for (int v = 0; v < vectors; v++) {
            NAMED(Vector) image = NAMED(load)(from[v] + *offset);
#pragma GCC unroll 4
            for (int h = 0; h < maps; h++) sum[v][h] += image * weights[h];
          }
        }
      }
    } while (offset < end && !*list->interrupt);
    if (offset < end) break;
  }
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++)
#pragma GCC unroll 4
    for (int h = 0; h < maps; h++) *(NAMED(Loose) *)((REAL *)target[v] + h * map_step) = sum[v][h];
}

static inline REAL NAMED(add_lanes)(NAMED(Vector) sum) {
  REAL total = 0;
  for (int k = 0; k < LANES; k++) total += sum[k];
  return total;
}

static inline __attribute__((always_inline)) void NAMED(gradient_tile)(const int taps, const int maps,
                                                                       const GradientSource *s, const int64_t *offset,
                                                                       REAL *sums) {
  NAMED(Vector) sum[TILE_VECTORS_MAX][TILE_MAPS_MAX] = {0};
  for (int64_t q = 0; q < s->examples; q++)
    for (int64_t n = 0; n < s->columns; n++) {
      const REAL *a = (const REAL *)s->a + q * s->a_example + n * s->a_column;
      const REAL *dz = (const REAL *)s->dz + q * s->dz_example + n * s->dz_column;
      for (int64_t v = 0; v < s->vectors; v++, a += LANES, dz += LANES) {
        if (taps < maps) {
          NAMED(Vector) image[TILE_VECTORS_MAX];
#pragma GCC unroll 8
          for (int t = 0; t < taps; t++) image[t] = NAMED(load)(a + offset[t]);
#pragma GCC unroll 4
          for (int h = 0; h < maps; h++) {
            NAMED(Vector) sensitivity = NAMED(load)(dz + h * s->dz_map);
#pragma GCC unroll 8
            for (int t = 0; t < taps; t++) sum[t][h] += image[t] * sensitivity;
          }
        } else {
          NAMED(Vector) sensitivity[TILE_MAPS_MAX];
#pragma GCC unroll 4
          for (int h = 0; h < maps; h++) sensitivity[h] = NAMED(load)(dz + h * s->dz_map);
#pragma GCC unroll 8
          for (int t = 0; t < taps; t++) {
            NAMED(Vector) image = NAMED(load)(a + offset[t]);
#pragma GCC unroll 4
            for (int h = 0; h < maps; h++) sum[t][h] += image * sensitivity[h];
          }
        }
      }
    }
#pragma GCC unroll 8
  for (int t = 0; t < taps; t++)
#pragma GCC unroll 4
    for (int h = 0; h < maps; h++) sums[t * maps + h] = NAMED(add_lanes)(sum[t][h]);
}

#define TILES_FOR(maps)                                                                                 \
  static void NAMED(forward_##maps)(const void *const *source, void *const *target, int64_t map_step,   \
                                    const void *weights, const TapList *list) {                         \
    NAMED(forward_tile)(tile_rows(maps), maps, source, target, map_step, weights, list);                \
  }                                                                                                     \
  static void NAMED(gradient_##maps)(const GradientSource *source, const int64_t *offset, void *sums) { \
    NAMED(gradient_tile)(tile_rows(maps), maps, source, offset, sums);                                  \
  }

TILES_FOR(1)
TILES_FOR(2)
TILES_FOR(3)
TILES_FOR(4)
#undef TILES_FOR

static const CorrelateTiles NAMED(tiles) = {
    LANES,
    {NULL, NAMED(forward_1), NAMED(forward_2), NAMED(forward_3), NAMED(forward_4)},
    {NULL, NAMED(gradient_1), NAMED(gradient_2), NAMED(gradient_3), NAMED(gradient_4)},
};
