#include "kernels/gemm_core.h"

#include <string.h>

#define REAL double
#define NAMED(x) x##_double
#include "kernels/gemm_portable_template.h"
#undef REAL
#undef NAMED
#define REAL float
#define NAMED(x) x##_single
#include "kernels/gemm_portable_template.h"

Status gemm_portable(Context *context, Precision precision, bool transpose_a, bool transpose_b, int64_t m, int64_t n,
                     int64_t k, const void *a, int64_t lda, const void *b, int64_t ldb, void *c) {
  Product product = {transpose_a, transpose_b, m, n, k, lda, ldb};
  return precision == SINGLE ? portable_single(context, &product, a, b, c)
                             : portable_double(context, &product, a, b, c);
}

/* Fewer multiplications than this and the plain loops are done first. */
enum { FEW_PRODUCTS = 300 };

static const ProductTiles *product_tiles(Precision precision) {
  const ProductTiles *tiles = NULL;
#if defined __x86_64__ || defined __i386__
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tiles = product_tiles_avx2(precision);
#endif
  return tiles ? tiles : product_tiles_vector(precision);
}

/* So many rows at a time that an interrupt is seen soon; a multiple of every vector's length, for the same bits. */
static void add_stretches(const Context *context, size_t width, const ProductTiles *tiles, const Product *g,
                          const void *a, const void *b, int64_t step, void *c) {
  for (int64_t i = 0; i < g->m && !context->interrupt; i += STRETCH_ITEMS) {
    int64_t rows = g->m - i < STRETCH_ITEMS ? g->m - i : STRETCH_ITEMS;
    tiles->add_columns(context, rows, g->k, (const char *)a + (size_t)i * width, g->lda, b, step,
                       (char *)c + (size_t)i * width);
  }
}

/* A matrix times a column: every element of A is met once, so the way through A decides. */
static bool multiply_column(const Context *context, size_t width, const ProductTiles *tiles, const Product *g,
                            const void *a, const void *b, int64_t step, void *c) {
  if (!g->transpose_a) add_stretches(context, width, tiles, g, a, b, step, c);
  else if (step == 1) tiles->dot_columns(context, g->m, g->k, a, g->lda, b, c);
  else return false;
  return true;
}

/* A row times a matrix is the matrix, turned, times the column. */
static bool multiply_vector(const Context *context, size_t width, const ProductTiles *tiles, const Product *g,
                            const void *a, const void *b, void *c) {
  if (g->n == 1) return multiply_column(context, width, tiles, g, a, b, g->transpose_b ? g->ldb : 1, c);
  if (g->m != 1) return false;
  Product turned = {!g->transpose_b, false, g->n, 1, g->k, g->ldb, g->k};
  return multiply_column(context, width, tiles, &turned, b, a, g->transpose_a ? 1 : g->lda, c);
}

Status gemm(Context *context, Precision precision, bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
            const void *a, int64_t lda, const void *b, int64_t ldb, void *c) {
  Product product = {transpose_a, transpose_b, m, n, k, lda, ldb};
  bool plain = context->portable_kernels || (double)m * (double)n * (double)k < FEW_PRODUCTS;
  const ProductTiles *tiles = plain ? NULL : product_tiles(precision);
  if (!tiles) return gemm_portable(context, precision, transpose_a, transpose_b, m, n, k, a, lda, b, ldb, c);
  if (multiply_vector(context, element_bytes(precision), tiles, &product, a, b, c)) return poll_interrupt(context);
  return gemm_tiled(context, precision, tiles, &product, a, b, c);
}
