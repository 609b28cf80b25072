/* Layer 3, internal to the gemm files. */
#ifndef CNN_KERNELS_GEMM_CORE_H
#define CNN_KERNELS_GEMM_CORE_H

#include "kernels/gemm.h"

typedef struct Product {
  bool transpose_a, transpose_b;
  int64_t m, n, k, lda, ldb;
} Product;

enum {
  PANEL_COLUMNS = 6, /* of a tile; its rows are two vectors: 12 running sums, 2 of A and 1 of B fill 16 registers */
  PANEL_ROWS_MAX = 16,
  TERMS = 256, /* terms summed in registers before C is touched again: a panel of B stays in the first cache */
};

/* Elements of B: (p, j) stands at b[p·step_k + j·step_j]. */
typedef struct PanelB {
  const void *b;
  int64_t step_k, step_j;
} PanelB;

/* c[i + j·c_step] (+)= Σ_p a[i + p·a_step] b(p, j) for all rows of a panel and the tile's columns. */
typedef void ProductTile(int64_t k, const void *a, int64_t a_step, const PanelB *b, void *c, int64_t c_step, bool add);

typedef struct ProductTiles {
  int rows;
  ProductTile *tile[PANEL_COLUMNS + 1];  /* by columns; [0] is not used */
  /* packed[p·rows + i] = a[p + i·lda], for a whole panel of A stored with its terms down the columns */
  void (*pack_turned)(int64_t k, const void *a, int64_t lda, void *packed);
  /* c = A b for a column b with a step, A as stored (m × k) or turned (k × m). */
  /* Both stop where an interrupt is seen; whoever called them asks. */
  void (*add_columns)(const Context *context, int64_t m, int64_t k, const void *a, int64_t lda, const void *b,
                      int64_t step, void *c);
  void (*dot_columns)(const Context *context, int64_t m, int64_t k, const void *a, int64_t lda, const void *b, void *c);
} ProductTiles;

/* NULL where the object was compiled without the instructions. */
const ProductTiles *product_tiles_avx2(Precision precision);
const ProductTiles *product_tiles_vector(Precision precision);

/* Products too large for the plain loops, and with tiles for this processor. */
Status gemm_tiled(Context *context, Precision precision, const ProductTiles *tiles, const Product *product,
                  const void *a, const void *b, void *c);

#endif
