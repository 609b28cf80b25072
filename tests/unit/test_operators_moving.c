/* Laws of the operator rows that move elements, exactly, on integers: shapes, indices, and the matrix of 8.12. */
#include "applying.h"

TestSuite(operators_moving, .init = open_context, .fini = close_context);

/* ---- shapes ---- */

Test(operators_moving, unvec_undoes_vec_and_both_are_views) {
  Tensor *x = integers(3, 4, 2, 5), *a = APPLY_KEEPING("vec", x);
  cr_expect(a->size[0] == 24 && a->size[1] == 5 && a->data == x->data && a->base == x);
  Tensor *back = run((Application){"unvec", {a}, NUMBERS(3, 4, 2)}, false);
  cr_expect(equal(back, x) && back->base == x);
  tensor_release(&context, x);
  cr_expect_eq(back->base->references, 1);
  tensor_release(&context, back);
}

Test(operators_moving, reshape_keeps_the_storage_order) {
  expect_equal(run((Application){"reshape", {MATRIX(2, 3, 1, 2, 3, 4, 5, 6)}, NUMBERS(3, 2)}, false),
               MATRIX(3, 2, 1, 5, 4, 3, 2, 6));
  expect_error((Application){"reshape", {array(2, 3, 1, 1)}, NUMBERS(4, 2)}, "that is 6 elements for 8");
  expect_error((Application){"reshape", {array(2, 3, 1, 1)}, NUMBERS(-6, -1)}, "cannot be negative");
  expect_error((Application){"unvec", {array(10, 3, 1, 1)}, NUMBERS(2, 2, 2)}, "that is 30 elements for 24");
}

Test(operators_moving, permuting_back_gives_the_same) {
  for (int round = 0; round < 60; round++) {
    int64_t order[AXES] = {1, 2, 3, 4}, inverse[AXES];
    for (int k = AXES - 1; k > 0; k--) {
      int64_t other = draw_between(0, k), kept = order[k];
      order[k] = order[other], order[other] = kept;
    }
    for (int k = 0; k < AXES; k++) inverse[order[k] - 1] = k + 1;
    Tensor *x = integers(draw_between(0, 5), 2, 3, 4);
    Tensor *y = run((Application){"permute", {x}, NUMBERS(order[0], order[1], order[2], order[3])}, true);
    for (int k = 0; k < AXES; k++) cr_expect_eq(y->size[k], x->size[order[k] - 1]);
    expect_equal(run((Application){"permute", {y}, NUMBERS(inverse[0], inverse[1], inverse[2], inverse[3])}, false), x);
  }
  Tensor *x = integers(3, 4, 2, 2), *transposed = APPLY_KEEPING("transpose", x);
  expect_equal(run((Application){"permute", {x}, NUMBERS(2, 1, 3, 4)}, false), transposed);
  expect_error((Application){"permute", {array(2, 2, 1, 1)}, NUMBERS(1, 1, 3, 4)}, "each of the axes");
}

static Tensor *range(int64_t first, int64_t last) {
  Tensor *indices = array(1, last - first + 1, 1, 1);
  for (int64_t k = first; k <= last; k++) tensor_set(indices, k - first, (double)k);
  return indices;
}

Test(operators_moving, the_parts_of_a_concatenation_are_found_again) {
  for (int axis = 0; axis < AXES; axis++)
    for (int round = 0; round < 10; round++) {
      int64_t length[2][AXES] = {{2, 3, 2, 3}, {2, 3, 2, 3}};
      length[0][axis] = draw_between(0, 4), length[1][axis] = draw_between(1, 4);
      Tensor *a = integers(length[0][0], length[0][1], length[0][2], length[0][3]);
      Tensor *b = integers(length[1][0], length[1][1], length[1][2], length[1][3]);
      Tensor *both = run((Application){"cat", {a, b}, NUMBERS(axis + 1)}, true);
      Application first = {"index", {both}, 0, {0}}, second = first;
      first.operand[1 + axis] = range(1, a->size[axis]);
      second.operand[1 + axis] = range(a->size[axis] + 1, both->size[axis]);
      tensor_retain(both);
      expect_equal(run(first, false), a);
      expect_equal(run(second, false), b);
    }
  expect_equal(run((Application){"cat", {array(0, 0, 1, 1), COLUMN(1, 2)}, NUMBERS(2)}, false), COLUMN(1, 2));
  expect_error((Application){"cat", {array(2, 3, 1, 1), array(3, 3, 1, 1)}, NUMBERS(2)}, "side by side");
}

Test(operators_moving, maps_makes_a_bias_for_maps) {
  Tensor *b = APPLY("maps", MATRIX(1, 3, 1, 2, 3));
  cr_expect(b->size[0] == 1 && b->size[1] == 1 && b->size[2] == 3 && b->size[3] == 1);
  Tensor *n = APPLY("+", array(2, 2, 3, 2), b);
  cr_expect_eq(tensor_get(n, 4), 2);
  cr_expect_eq(tensor_get(n, 23), 3);
  tensor_release(&context, n);
  EXPECT_ERROR("it takes a vector", "maps", array(2, 2, 1, 1));
}

Test(operators_moving, precision_is_converted_and_back) {
  Tensor *x = APPLY("single", COLUMN(1, 0.1));
  cr_expect_eq(x->precision, SINGLE);
  Tensor *y = APPLY("double", x);
  cr_expect(y->precision == DOUBLE && tensor_get(y, 1) == (double)0.1f);
  tensor_release(&context, y);
}

/* ---- indices ---- */

static Tensor *draw_indices(int64_t length) {
  Tensor *indices = array(draw_between(0, 5), 1, 1, 1);
  int64_t start = draw_between(1, length);
  bool is_run = draw_between(0, 1) == 1 && start + tensor_count(indices) - 1 <= length;
  for (int64_t k = 0; k < tensor_count(indices); k++)
    tensor_set(indices, k, (double)(is_run ? start + k : draw_between(1, length)));
  return indices;
}

static double element_at(const Tensor *x, const int64_t at[AXES]) {
  return tensor_get(x, ((at[3] * x->size[2] + at[2]) * x->size[1] + at[1]) * x->size[0] + at[0]);
}

static void expect_selected(const Tensor *y, const Tensor *x, Tensor *const index[AXES]) {
  int64_t at[AXES], i = 0;
  for (int64_t q = 0; q < y->size[3]; q++)
    for (int64_t l = 0; l < y->size[2]; l++)
      for (int64_t n = 0; n < y->size[1]; n++)
        for (int64_t m = 0; m < y->size[0]; m++, i++) {
          const int64_t named[AXES] = {m, n, l, q};
          for (int k = 0; k < AXES; k++) at[k] = index[k] ? (int64_t)tensor_get(index[k], named[k]) - 1 : named[k];
          cr_assert_eq(tensor_get(y, i), element_at(x, at));
        }
}

Test(operators_moving, place_is_the_adjoint_of_index) {
  for (int round = 0; round < 400; round++) {
    Tensor *x = integers(draw_between(1, 9), draw_between(1, 9), draw_between(1, 4), draw_between(1, 4)), *index[AXES];
    for (int k = 0; k < AXES; k++) index[k] = draw_between(0, 1) ? draw_indices(x->size[k]) : NULL;
    Tensor *y = APPLY_KEEPING("index", x, index[0], index[1], index[2], index[3]);
    expect_selected(y, x, index);
    Tensor *dy = integers(y->size[0], y->size[1], y->size[2], y->size[3]);
    Tensor *dx = APPLY_KEEPING("place", dy, index[0], index[1], index[2], index[3], x);
    cr_assert_eq(inner_product(dy, y), inner_product(dx, x));
    Tensor *all[] = {x, y, dy, dx, index[0], index[1], index[2], index[3]};
    for (int k = 0; k < 8; k++) tensor_release(&context, all[k]);
  }
}

Test(operators_moving, what_was_replaced_is_found_at_its_place_and_the_rest_stays) {
  for (int round = 0; round < 200; round++) {
    Tensor *x = integers(5, 6, 2, 3), *index[AXES] = {range(2, 4), NULL, range(2, 2), NULL};
    if (round % 2) index[3] = COLUMN(3, 1);
    Tensor *old = APPLY_KEEPING("index", x, index[0], index[1], index[2], index[3]);
    Tensor *v = integers(old->size[0], old->size[1], old->size[2], old->size[3]);
    Tensor *y = APPLY_KEEPING("replace", x, v, index[0], index[1], index[2], index[3]);
    expect_equal(APPLY_KEEPING("index", y, index[0], index[1], index[2], index[3]), v);
    expect_equal(run((Application){"replace", {y, old, index[0], index[1], index[2], index[3]}, 0, {0}}, false), x);
  }
  expect_equal(APPLY("replace", MATRIX(2, 2, 1, 2, 3, 4), COLUMN(7), NULL, COLUMN(2)), MATRIX(2, 2, 1, 7, 3, 7));
}

Test(operators_moving, a_run_of_examples_is_a_view_that_keeps_its_base) {
  Tensor *x = integers(8, 8, 2, 6);
  Tensor *y = APPLY("index", x, NULL, NULL, NULL, range(3, 4));
  cr_expect(y->base && y->data == (double *)y->base->data + 256 && y->base->references == 1);
  cr_expect_eq(tensor_get(y, 255), tensor_get(y->base, 511));
  tensor_release(&context, y);
}

Test(operators_moving, indices_out_of_range_are_explained) {
  EXPECT_ERROR("indices start at 1", "index", array(3, 2, 1, 1), COLUMN(0));
  EXPECT_ERROR("row index 4 is beyond the end: the array is 3 × 2, with 3 rows", "index", array(3, 2, 1, 1),
               COLUMN(2, 4));
  EXPECT_ERROR("map index 2 is beyond the end: the array is 3 × 2, with 1 map", "index", array(3, 2, 1, 1), NULL, NULL,
               COLUMN(2));
  EXPECT_ERROR("column index 1.5 is not a whole number", "index", array(3, 2, 1, 1), NULL, COLUMN(1.5));
  EXPECT_ERROR("is not a whole number", "index", array(3, 2, 1, 1), NULL, COLUMN(NAN));
  EXPECT_ERROR("the indices name 1 × 2 elements, but the value is 2 × 1", "replace", array(3, 2, 1, 1), COLUMN(1, 2),
               COLUMN(1));
}

/* ---- the matrix of 8.12 ---- */

Test(operators_moving, the_weight_matrix_is_that_of_8_12) {
  expect_equal(run((Application){"weightmatrix", {MATRIX(2, 2, 1, 2, 3, 4)}, NUMBERS(3, 3)}, false),
               MATRIX(4, 9, 1, 3, 0, 2, 4, 0, 0, 0, 0,  0, 1, 3, 0, 2, 4, 0, 0, 0,
                            0, 0, 0, 1, 3, 0, 2, 4, 0,  0, 0, 0, 0, 1, 3, 0, 2, 4));
}

static Tensor *apply_weightmatrix(const char *name, Tensor *first, Tensor *like, const int64_t image[2], int64_t pad,
                                  int64_t stride) {
  return run((Application){name, {first, like}, NUMBERS(image[0], image[1], pad, stride)}, true);
}

Test(operators_moving, the_weight_matrix_times_vec_is_the_correlation) {
  for (int round = 0; round < 60; round++) {
    int64_t r = draw_between(1, 3), c = draw_between(1, 3), image[2] = {draw_between(r, 6), draw_between(c, 6)};
    int64_t pad = draw_between(0, 2), stride = draw_between(1, 3);
    int64_t maps_in = draw_between(1, 2), maps_out = draw_between(1, 3);
    Tensor *w = integers(r, c, maps_in, maps_out), *p = integers(image[0], image[1], maps_in, 2);
    Application correlate = {"⊗", {w, p}, 0, {0}};
    const OperatorRow *row = find_operator("⊗");
    int pad_at = find_parameter(row, "pad"), stride_at = find_parameter(row, "stride");
    correlate.n_given = 4;
    for (int k = 0; k < 4; k++) correlate.given[k] = row->parameter[k].fallback;
    correlate.given[pad_at] = pad, correlate.given[stride_at] = stride;
    Tensor *m = apply_weightmatrix("weightmatrix", w, NULL, image, pad, stride);
    Tensor *z = APPLY("vec", run(correlate, true));
    expect_equal(APPLY("matmul", tensor_retain(m), APPLY("vec", p)), z);
    Tensor *dm = integers(m->size[0], m->size[1], 1, 1);
    Tensor *dw = apply_weightmatrix("weightmatrix_adjoint", dm, w, image, pad, stride);
    cr_assert_eq(inner_product(dm, m), inner_product(dw, w));
    Tensor *all[] = {w, m, dm, dw};
    for (int k = 0; k < 4; k++) tensor_release(&context, all[k]);
  }
}

Test(operators_moving, a_kernel_larger_than_the_image_is_refused) {
  expect_error((Application){"weightmatrix", {array(3, 3, 1, 1)}, NUMBERS(2, 2)},
               "the kernel is 3 × 3 but the image only 2 × 2");
  expect_error((Application){"weightmatrix", {array(3, 3, 1, 1)}, 0, {0}}, "needs the image's size");
  expect_error((Application){"weightmatrix", {array(2, 2, 1, 1)}, NUMBERS(4, 4, 0, 0)}, "stride is 0");
  expect_error((Application){"weightmatrix", {array(2, 2, 1, 1)}, NUMBERS(1000000000, 1000000000)},
               "does not fit in memory");
}
