/* Included once a precision with REAL, LANES and NAMED(x) defined, in an object of one instruction set. */

typedef REAL NAMED(Vector) __attribute__((vector_size(LANES * sizeof(REAL))));
typedef REAL NAMED(Loose) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

static inline NAMED(Vector) NAMED(load)(const REAL *from) { return *(const NAMED(Loose) *)from; }
static inline void NAMED(store)(REAL *to, NAMED(Vector) value) { *(NAMED(Loose) *)to = value; }

static inline __attribute__((always_inline)) void NAMED(tile)(const int columns, int64_t k, const REAL *a,
                                                              int64_t a_step, const PanelB *panel, REAL *c,
                                                              int64_t c_step, bool add) {
  NAMED(Vector) sum[PANEL_COLUMNS][2] = {0};
  const REAL *b = panel->b, *b3 = b + 3 * panel->step_j;
  int64_t step_j = panel->step_j, step_k = panel->step_k;
  for (int64_t p = 0; p < k; p++, a += a_step, b += step_k, b3 += step_k) {
    NAMED(Vector) upper = NAMED(load)(a), lower = NAMED(load)(a + LANES);
#pragma GCC unroll 6
    for (int j = 0; j < columns; j++) {
      REAL factor = j < 3 ? b[j * step_j] : b3[(j - 3) * step_j];
      sum[j][0] += upper * factor;
      sum[j][1] += lower * factor;
    }
  }
#pragma GCC unroll 6
  for (int j = 0; j < columns; j++, c += c_step) {
    NAMED(store)(c, add ? NAMED(load)(c) + sum[j][0] : sum[j][0]);
    NAMED(store)(c + LANES, add ? NAMED(load)(c + LANES) + sum[j][1] : sum[j][1]);
  }
}

#define TILE_FOR(columns)                                                                               \
  static void NAMED(tile_##columns)(int64_t k, const void *a, int64_t a_step, const PanelB *b, void *c, \
                                    int64_t c_step, bool add) {                                         \
    NAMED(tile)(columns, k, a, a_step, b, c, c_step, add);                                              \
  }

TILE_FOR(1)
TILE_FOR(2)
TILE_FOR(3)
TILE_FOR(4)
TILE_FOR(5)
TILE_FOR(6)
#undef TILE_FOR

/* Squares of LANES × LANES are turned in registers: at each level neighbours at distance d exchange their halves. */
static inline __attribute__((always_inline)) void NAMED(turn_square)(const REAL *a, int64_t lda, REAL *packed,
                                                                     int64_t step) {
  NAMED(Vector) row[LANES];
#pragma GCC unroll 8
  for (int i = 0; i < LANES; i++) row[i] = NAMED(load)(a + i * lda);
#pragma GCC unroll 3
  for (int d = 1; d < LANES; d *= 2) {
    NAMED(Index) low, high;
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++) {
      low[i] = i & d ? LANES + (i ^ d) : i;
      high[i] = i & d ? LANES + i : (i | d);
    }
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++)
      if (!(i & d)) {
        NAMED(Vector) x = row[i], y = row[i | d];
        row[i] = __builtin_shuffle(x, y, low);
        row[i | d] = __builtin_shuffle(x, y, high);
      }
  }
#pragma GCC unroll 8
  for (int i = 0; i < LANES; i++) NAMED(store)(packed + i * step, row[i]);
}

static void NAMED(pack_turned)(int64_t k, const void *a, int64_t lda, void *packed) {
  const REAL *from = a;
  REAL *to = packed;
  int64_t p = 0;
  for (; p + LANES <= k; p += LANES, to += 2 * LANES * LANES) {
    NAMED(turn_square)(from + p, lda, to, 2 * LANES);
    NAMED(turn_square)(from + p + LANES * lda, lda, to + LANES, 2 * LANES);
  }
  for (; p < k; p++, to += 2 * LANES)
    for (int i = 0; i < 2 * LANES; i++) to[i] = from[p + i * lda];
}

/* Four columns of A at a time on their way through C. */
static void NAMED(add_four)(int64_t m, const REAL *a, int64_t lda, const REAL factor[4], REAL *c) {
  int64_t i = 0;
  for (; i + LANES <= m; i += LANES) {
    NAMED(Vector) sum = NAMED(load)(c + i);
#pragma GCC unroll 4
    for (int p = 0; p < 4; p++) sum += NAMED(load)(a + p * lda + i) * factor[p];
    NAMED(store)(c + i, sum);
  }
  for (; i < m; i++)
    for (int p = 0; p < 4; p++) c[i] += a[p * lda + i] * factor[p];
}

static void NAMED(add_columns)(const Context *context, int64_t m, int64_t k, const void *a, int64_t lda, const void *b,
                               int64_t step, void *c) {
  const REAL *factor = b, *column = a;
  REAL *sum = c;
  int64_t p = 0;
  for (int64_t i = 0; i < m; i++) sum[i] = 0;
  for (; p + 4 <= k && !context->interrupt; p += 4) NAMED(add_four)
  (m, column + p * lda, lda,
   (REAL[]){factor[p * step], factor[(p + 1) * step], factor[(p + 2) * step], factor[(p + 3) * step]}, sum);
  for (; p < k && !context->interrupt; p++)
    for (int64_t i = 0; i < m; i++) sum[i] += column[p * lda + i] * factor[p * step];
}

static inline __attribute__((always_inline)) void NAMED(dot_some)(const Context *context, const int columns, int64_t k,
                                                                  const REAL *a, int64_t lda, const REAL *b, REAL *c) {
  NAMED(Vector) sum[4][2] = {0};
  int64_t p = 0;
  for (int64_t end; p + 2 * LANES <= k && !context->interrupt;) {
    end = k - p > STRETCH_ITEMS ? p + STRETCH_ITEMS : k;
    for (; p + 2 * LANES <= end; p += 2 * LANES) {
      NAMED(Vector) upper = NAMED(load)(b + p), lower = NAMED(load)(b + p + LANES);
#pragma GCC unroll 4
      for (int i = 0; i < columns; i++) {
        sum[i][0] += NAMED(load)(a + i * lda + p) * upper;
        sum[i][1] += NAMED(load)(a + i * lda + p + LANES) * lower;
      }
    }
  }
  for (int i = 0; i < columns; i++) {
    NAMED(Vector) both = sum[i][0] + sum[i][1];
    REAL total = 0;
    for (int lane = 0; lane < LANES; lane++) total += both[lane];
    for (int64_t rest = p; rest < k && !context->interrupt; rest++) total += a[i * lda + rest] * b[rest];
    c[i] = total;
  }
}

static void NAMED(dot_columns)(const Context *context, int64_t m, int64_t k, const void *a, int64_t lda, const void *b,
                               void *c) {
  const REAL *column = a;
  REAL *result = c;
  int64_t i = 0;
  for (; i + 4 <= m && !context->interrupt; i += 4)
    NAMED(dot_some)(context, 4, k, column + i * lda, lda, b, result + i);
  for (; i < m && !context->interrupt; i++) NAMED(dot_some)(context, 1, k, column + i * lda, lda, b, result + i);
}

static const ProductTiles NAMED(tiles) = {
    2 * LANES,
    {NULL, NAMED(tile_1), NAMED(tile_2), NAMED(tile_3), NAMED(tile_4), NAMED(tile_5), NAMED(tile_6)},
    NAMED(pack_turned), NAMED(add_columns), NAMED(dot_columns),
};
