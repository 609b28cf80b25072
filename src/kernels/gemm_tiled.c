/* Products tile by tile: C's tile stays in registers over TERMS terms. Operands are read where they are while they fit
   the caches; larger ones, and A where its terms run down the columns, are packed into panels block by block. */
#include "kernels/gemm_core.h"

enum {
  ROWS = 192,              /* of A packed together: they stay in the second cache */
  COLUMNS = 1536,          /* of B packed together */
  PACK_A_FROM = 1 << 16,   /* elements of A from which reading it where it is costs more than packing */
  PACK_B_FROM = 256,       /* rows of A from which a packed panel of B pays */
};

/* A block of the product: rows × columns of C, and a stretch of its terms. */
typedef struct Block {
  int64_t row, rows, column, columns, term, terms;
} Block;

typedef struct Work {
  const Product *product;
  const ProductTiles *tiles;
  void *packed_a, *packed_b; /* NULL: read where it is */
} Work;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static int64_t rows_of_panel(const Work *work, const Block *at, int64_t i) {
  return least(at->row + at->rows - i, work->tiles->rows);
}

#define REAL double
#define NAMED(x) x##_double
#include "kernels/gemm_tiled_template.h"
#undef REAL
#undef NAMED
#define REAL float
#define NAMED(x) x##_single
#include "kernels/gemm_tiled_template.h"

static Status allocate_panels(Context *context, Work *work, size_t width) {
  const Product *g = work->product;
  int64_t terms = least(g->k, TERMS), rows = least(g->m, ROWS) + work->tiles->rows, columns = least(g->n, COLUMNS);
  if (g->transpose_a || g->m * g->k > PACK_A_FROM) {
    work->packed_a = memory_allocate(&context->memory, (size_t)(rows * terms) * width);
    if (!work->packed_a) return fail_out_of_memory(context);
  }
  if (g->m >= PACK_B_FROM) {
    work->packed_b = memory_allocate(&context->memory, (size_t)(columns * terms) * width);
    if (!work->packed_b) return fail_out_of_memory(context);
  }
  return OK;
}

Status gemm_tiled(Context *context, Precision precision, const ProductTiles *tiles, const Product *product,
                  const void *a, const void *b, void *c) {
  Work work = {.product = product, .tiles = tiles};
  Status status = allocate_panels(context, &work, element_bytes(precision));
  if (status == OK)
    status = precision == SINGLE ? run_single(context, &work, a, b, c) : run_double(context, &work, a, b, c);
  memory_release(&context->memory, work.packed_a);
  memory_release(&context->memory, work.packed_b);
  return status;
}
