/* Laws of the matrix product: every shape and transposition against the definition, exactly on integers. */
#include "kernels/gemm.h"

#include <criterion/criterion.h>
#include <math.h>

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
  return *seed >> 11;
}

static double at(Precision precision, const void *array, int64_t i) {
  return precision == SINGLE ? (double)((const float *)array)[i] : ((const double *)array)[i];
}

static void *draw_integers(Context *context, Precision precision, uint64_t *seed, int64_t n) {
  void *array = memory_allocate(&context->memory, (size_t)n * sizeof(double) + 1);
  for (int64_t i = 0; i < n; i++) {
    int value = (int)(draw(seed) % 9) - 4;
    if (precision == SINGLE) ((float *)array)[i] = (float)value;
    else ((double *)array)[i] = value;
  }
  return array;
}

typedef struct Shape {
  int64_t m, n, k;
} Shape;

/* Columns lie further apart than they are long, as in a part of a larger matrix. */
static void compare(Precision precision, bool ta, bool tb, Shape s, uint64_t *seed) {
  Context context;
  cr_assert_eq(context_open(&context, NULL, NULL, 0), OK);
  int64_t lda = (ta ? s.k : s.m) + (int64_t)(draw(seed) % 3), ldb = (tb ? s.n : s.k) + (int64_t)(draw(seed) % 3);
  void *a = draw_integers(&context, precision, seed, lda * (ta ? s.m : s.k));
  void *b = draw_integers(&context, precision, seed, ldb * (tb ? s.k : s.n));
  void *c = draw_integers(&context, precision, seed, s.m * s.n),
       *expected = draw_integers(&context, precision, seed, s.m * s.n);
  cr_assert_eq(gemm(&context, precision, ta, tb, s.m, s.n, s.k, a, lda, b, ldb, c), OK);
  cr_assert_eq(gemm_portable(&context, precision, ta, tb, s.m, s.n, s.k, a, lda, b, ldb, expected), OK);
  for (int64_t i = 0; i < s.m * s.n; i++)
    cr_assert_eq(at(precision, c, i), at(precision, expected, i), "%ld × %ld × %ld, %d%d, precision %d: element %ld",
                 (long)s.m, (long)s.n, (long)s.k, ta, tb, precision, (long)i);
  void *blocks[] = {a, b, c, expected};
  for (int i = 0; i < 4; i++) memory_release(&context.memory, blocks[i]);
  context_close(&context);
  cr_assert_eq(context.memory.used, 0, "the product kept scratch memory");
}

static void compare_all_ways(Shape s, uint64_t *seed) {
  for (int way = 0; way < 8; way++) compare(way & 1 ? SINGLE : DOUBLE, way & 2, way & 4, s, seed);
}

Test(gemm, every_small_shape_is_exact_on_integers) {
  uint64_t seed = 5;
  for (int k = 0; k < 700; k++)
    compare_all_ways((Shape){(int64_t)(draw(&seed) % 40), (int64_t)(draw(&seed) % 20), (int64_t)(draw(&seed) % 40)},
                     &seed);
}

Test(gemm, shapes_that_are_worked_in_blocks_are_exact_on_integers) {
  static const Shape shapes[] = {{120, 64, 256}, {256, 64, 120}, {300, 13, 600}, {257, 7, 257}, {33, 1601, 5},
                                 {193, 50, 350}, {10, 64, 84}, {1, 300, 300}, {300, 1, 300}, {64, 9, 1030}};
  uint64_t seed = 6;
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) compare_all_ways(shapes[i], &seed);
}

Test(gemm, nan_reaches_its_row_and_column_only) {
  Context context;
  cr_assert_eq(context_open(&context, NULL, NULL, 0), OK);
  static double a[20 * 20], b[20 * 20], c[20 * 20];
  for (int i = 0; i < 400; i++) a[i] = b[i] = i % 7;
  a[3 + 5 * 20] = NAN, b[2 + 8 * 20] = NAN;
  cr_assert_eq(gemm(&context, DOUBLE, false, false, 20, 20, 20, a, 20, b, 20, c), OK);
  for (int i = 0; i < 400; i++) cr_assert_eq(isnan(c[i]) != 0, i % 20 == 3 || i / 20 == 8);
  context_close(&context);
}

Test(gemm, want_of_memory_and_interrupts_are_reported) {
  Context context;
  cr_assert_eq(context_open(&context, NULL, NULL, 0), OK);
  static float a[300 * 300], b[300 * 300], c[300 * 300];
  context.memory.limit = context.memory.used;
  cr_assert_eq(gemm(&context, SINGLE, true, false, 300, 300, 300, a, 300, b, 300, c), OUT_OF_MEMORY);
  clear_error(&context);
  context.memory.limit = 0;
  context.interrupt = 1;
  cr_assert_eq(gemm(&context, SINGLE, true, false, 300, 300, 300, a, 300, b, 300, c), INTERRUPTED);
  context_close(&context);
  cr_assert_eq(context.memory.used, 0);
}
