/* Size rules and error texts of ⊗, *, ⊞ and ⊠, on numbers and on symbols. */
#include "operators/operator.h"

#include <criterion/criterion.h>
#include <string.h>

extern const OperatorFamily family_correlation, family_convolution, family_pooling;

enum { AVE, MAX, SPREAD_AVE, SPREAD_MAX };

typedef struct Bench {
  Context context;
  Arena arena;
  OperatorCall call;
} Bench;

static void open_bench(Bench *bench, const OperatorFamily *family, int row, int n_operands) {
  cr_assert_eq(context_open(&bench->context, NULL, NULL, 0), OK);
  arena_open(&bench->arena, &bench->context.memory);
  bench->call = (OperatorCall){.context = &bench->context, .arena = &bench->arena, .row = &family->rows[row],
                               .n_operands = n_operands};
}

static void close_bench(Bench *bench) {
  tensor_release(&bench->context, bench->call.result);
  for (int i = 0; i < bench->call.n_operands; i++) tensor_release(&bench->context, bench->call.operand[i]);
  arena_close(&bench->arena);
  context_close(&bench->context);
  cr_assert_eq(bench->context.memory.used, 0, "something was kept");
}

/* Elements 1, 2, 3 … in storage order. */
static void set_operand(Bench *bench, int operand, int64_t rows, int64_t columns, int64_t maps, int64_t examples) {
  Tensor *tensor = tensor_new(&bench->context, DOUBLE, (int64_t[AXES]){rows, columns, maps, examples});
  for (int64_t i = 0; i < tensor_count(tensor); i++) tensor_set(tensor, i, (double)i + 1);
  bench->call.operand[operand] = tensor;
  bench->call.operand_size[operand] = size_of(tensor);
}

static void give(Bench *bench, const char *name, int n, const int64_t *number) {
  ParameterValue *value = &bench->call.parameter[find_parameter(bench->call.row, name)];
  value->given = true;
  value->n = n;
  for (int i = 0; i < n; i++) value->extent[i] = extent_of(number[i]);
}

static void give_word(Bench *bench, const char *name, Word word) {
  ParameterValue *value = &bench->call.parameter[find_parameter(bench->call.row, name)];
  value->given = true;
  value->word = word;
}

#define GIVE(name, ...) give(&bench, name, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (int64_t[]){__VA_ARGS__})

static void check_size(const Bench *bench, int64_t rows, int64_t columns, int64_t maps, int64_t examples) {
  int64_t expected[AXES] = {rows, columns, maps, examples};
  for (int axis = 0; axis < AXES; axis++)
    cr_assert_eq(bench->call.size.axis[axis].number, expected[axis], "axis %d", axis);
}

static void check_fails(Bench *bench, const char *words) {
  cr_assert_eq(apply_operator(&bench->call), FAILED);
  cr_assert(strstr(bench->context.error->message, words), "%s", bench->context.error->message);
}

Test(correlate_row, a_bank_on_a_batch_gives_its_maps_for_each_example) {
  Bench bench;
  open_bench(&bench, &family_correlation, 0, 2);
  set_operand(&bench, 0, 5, 5, 6, 16);
  set_operand(&bench, 1, 12, 11, 6, 4);
  cr_assert_eq(apply_operator(&bench.call), OK);
  check_size(&bench, 8, 7, 16, 4);
  close_bench(&bench);
}

Test(correlate_row, pad_same_keeps_the_size_and_full_meets_every_overlap) {
  for (int full = 0; full < 2; full++) {
    Bench bench;
    open_bench(&bench, &family_correlation, 0, 2);
    set_operand(&bench, 0, 2, 3, 1, 1);
    set_operand(&bench, 1, 5, 4, 1, 1);
    GIVE("dilate", 3, 1);
    give_word(&bench, "pad", full ? WORD_FULL : WORD_SAME);
    cr_assert_eq(apply_operator(&bench.call), OK);
    if (full) check_size(&bench, 8, 6, 1, 1);
    else check_size(&bench, 5, 4, 1, 1);
    cr_assert_eq(bench.call.parameter[0].extent[1].number, full ? 3 : 2, "the odd zero goes to the bottom");
    close_bench(&bench);
  }
}

Test(correlate_row, a_kernel_larger_than_the_image_says_what_would_fit) {
  Bench bench;
  open_bench(&bench, &family_correlation, 0, 2);
  set_operand(&bench, 0, 3, 3, 1, 1);
  set_operand(&bench, 1, 2, 2, 1, 1);
  check_fails(&bench, "the kernel is 3 × 3 but the image only 2 × 2: W ⊗ P needs r ≤ R_r and c ≤ R_c (8.14, 8.15)");
  close_bench(&bench);
}

Test(correlate_row, maps_that_do_not_agree_name_both_counts) {
  Bench bench;
  open_bench(&bench, &family_correlation, 0, 2);
  set_operand(&bench, 0, 3, 3, 2, 4);
  set_operand(&bench, 1, 9, 9, 3, 1);
  check_fails(&bench, "the kernels expect 2 maps but the image has 3");
  close_bench(&bench);
}

Test(correlate_row, a_stride_of_zero_is_refused) {
  Bench bench;
  open_bench(&bench, &family_correlation, 0, 2);
  set_operand(&bench, 0, 3, 3, 1, 1);
  set_operand(&bench, 1, 9, 9, 1, 1);
  GIVE("stride", 0);
  check_fails(&bench, "stride is 0; it must be at least 1");
  close_bench(&bench);
}

Test(correlate_row, an_empty_kernel_is_refused) {
  Bench bench;
  open_bench(&bench, &family_correlation, 0, 2);
  set_operand(&bench, 0, 0, 0, 1, 1);
  set_operand(&bench, 1, 9, 9, 1, 1);
  check_fails(&bench, "at least one element");
  close_bench(&bench);
}

Test(correlate_row, symbols_give_equation_8_18_with_a_floor) {
  Bench bench;
  open_bench(&bench, &family_correlation, 0, 2);
  Extent one = extent_of(1), r = extent_symbol(&bench.arena, "r"), R = extent_symbol(&bench.arena, "R_r");
  bench.call.operand_size[0] = size_from(r, r, one, one);
  bench.call.operand_size[1] = size_from(R, R, one, one);
  bench.call.parameter[0] = (ParameterValue){.given = true, .n = 1, .extent = {extent_symbol(&bench.arena, "p")}};
  bench.call.parameter[1] = (ParameterValue){.given = true, .n = 1, .extent = {extent_symbol(&bench.arena, "s")}};
  cr_assert_eq(bench.call.row->size(&bench.call), OK);
  Text text;
  text_open(&text, &bench.context.memory);
  print_extent(bench.call.size.axis[0], &text);
  cr_assert_str_eq(text_string(&text), "⌊(R_r + 2 p - r)/s⌋ + 1");
  text_close(&text);
  close_bench(&bench);
}

Test(convolve_row, the_smaller_operand_is_the_kernel_on_either_side) {
  double expected[] = {23, 33, 53, 63}; /* of [1 3; 2 4] turned, on 1 … 9 down the columns */
  for (int kernel = 0; kernel < 2; kernel++) {
    Bench bench;
    open_bench(&bench, &family_convolution, 0, 2);
    set_operand(&bench, kernel, 2, 2, 1, 1);
    set_operand(&bench, 1 - kernel, 3, 3, 1, 1);
    cr_assert_eq(apply_operator(&bench.call), OK);
    for (int i = 0; i < 4; i++)
      cr_assert_eq(tensor_get(bench.call.result, i), expected[i], "%g", tensor_get(bench.call.result, i));
    close_bench(&bench);
  }
}

Test(convolve_row, neither_inside_the_other_is_an_error) {
  Bench bench;
  open_bench(&bench, &family_convolution, 0, 2);
  set_operand(&bench, 0, 2, 5, 1, 1);
  set_operand(&bench, 1, 3, 3, 1, 1);
  check_fails(&bench, "fits inside the other");
  close_bench(&bench);
}

/* P8.2: an impulse at the top right of the kernel shifts right and up when the origin is at the bottom left. */
Test(convolve_row, origin_keeps_the_image_size_and_shifts_by_the_impulse) {
  Bench bench;
  open_bench(&bench, &family_convolution, 0, 2);
  set_operand(&bench, 0, 2, 2, 1, 1);
  set_operand(&bench, 1, 4, 3, 1, 1);
  for (int i = 0; i < 4; i++) tensor_set(bench.call.operand[0], i, i == 2);
  GIVE("origin", 2, 1);
  cr_assert_eq(apply_operator(&bench.call), OK);
  check_size(&bench, 4, 3, 1, 1);
  for (int n = 0; n < 3; n++)
    for (int m = 0; m < 4; m++) {
      double expected = m + 1 < 4 && n > 0 ? tensor_get(bench.call.operand[1], (n - 1) * 4 + m + 1) : 0;
      cr_assert_eq(tensor_get(bench.call.result, n * 4 + m), expected);
    }
  close_bench(&bench);
}

Test(convolve_row, an_origin_outside_the_kernel_is_refused) {
  Bench bench;
  open_bench(&bench, &family_convolution, 0, 2);
  set_operand(&bench, 0, 2, 2, 1, 1);
  set_operand(&bench, 1, 4, 3, 1, 1);
  GIVE("origin", 3, 1);
  check_fails(&bench, "outside the kernel");
  close_bench(&bench);
}

Test(pooling_row, windows_default_to_stand_side_by_side_and_leave_out_what_does_not_fit) {
  Bench bench;
  open_bench(&bench, &family_pooling, AVE, 1);
  set_operand(&bench, 0, 5, 7, 2, 3);
  GIVE("r", 2);
  GIVE("c", 3);
  cr_assert_eq(apply_operator(&bench.call), OK);
  check_size(&bench, 2, 2, 2, 3);
  cr_assert_eq(tensor_get(bench.call.result, 0), 1 + 2 + 6 + 7 + 11 + 12);
  close_bench(&bench);
}

Test(pooling_row, a_window_that_fits_nowhere_says_so) {
  for (int row = AVE; row <= MAX; row++) {
    Bench bench;
    open_bench(&bench, &family_pooling, row, 1);
    set_operand(&bench, 0, 2, 5, 1, 1);
    GIVE("r", 3);
    check_fails(&bench, "the window has 3 rows but the array only 2");
    close_bench(&bench);
  }
}

Test(pooling_row, expanding_undoes_the_size_of_pooling_with_the_same_parameters) {
  for (int like = 0; like < 2; like++) {
    Bench bench;
    open_bench(&bench, &family_pooling, SPREAD_AVE, like ? 2 : 1);
    set_operand(&bench, 0, 2, 2, 1, 1);
    if (like) set_operand(&bench, 1, 6, 5, 1, 1);
    GIVE("r", 3);
    GIVE("c", 3);
    GIVE("stride", 2);
    cr_assert_eq(apply_operator(&bench.call), OK);
    if (like) check_size(&bench, 6, 5, 1, 1);
    else check_size(&bench, 5, 5, 1, 1);
    int64_t rows = bench.call.size.axis[0].number;
    cr_assert_eq(tensor_get(bench.call.result, 2 + 2 * rows), 1 + 2 + 3 + 4, "overlaps add up");
    close_bench(&bench);
  }
}

Test(pooling_row, like_of_another_size_is_refused) {
  Bench bench;
  open_bench(&bench, &family_pooling, SPREAD_AVE, 2);
  set_operand(&bench, 0, 2, 2, 1, 1);
  set_operand(&bench, 1, 9, 9, 1, 1);
  GIVE("r", 2);
  GIVE("c", 2);
  check_fails(&bench, "pooling like= (9 × 9) with these windows gives 4 × 4");
  close_bench(&bench);
}

Test(pooling_row, putting_back_needs_the_array_of_the_maxima) {
  Bench bench;
  open_bench(&bench, &family_pooling, SPREAD_MAX, 1);
  set_operand(&bench, 0, 2, 2, 1, 1);
  check_fails(&bench, "needs at=V");
  close_bench(&bench);
}

Test(pooling_row, picking_and_putting_back_meet_at_the_maximum) {
  Bench bench;
  open_bench(&bench, &family_pooling, SPREAD_MAX, 2);
  set_operand(&bench, 0, 1, 1, 1, 1);
  set_operand(&bench, 1, 2, 2, 1, 1);
  tensor_set(bench.call.operand[1], 0, 4); /* a tie with the last: the first in reading order has it */
  GIVE("r", 2);
  GIVE("c", 2);
  cr_assert_eq(apply_operator(&bench.call), OK);
  for (int i = 0; i < 4; i++) cr_assert_eq(tensor_get(bench.call.result, i), i == 0);
  close_bench(&bench);
}

Test(pooling_row, symbols_give_the_sizes_of_windows_side_by_side) {
  Bench bench;
  open_bench(&bench, &family_pooling, AVE, 1);
  Extent one = extent_of(1);
  bench.call.operand_size[0] =
      size_from(extent_symbol(&bench.arena, "R_r"), extent_symbol(&bench.arena, "R_c"), one, one);
  bench.call.parameter[0] = (ParameterValue){.given = true, .n = 1, .extent = {extent_symbol(&bench.arena, "r")}};
  cr_assert_eq(bench.call.row->size(&bench.call), OK);
  Text text;
  text_open(&text, &bench.context.memory);
  for (int axis = 0; axis < 2; axis++) print_extent(bench.call.size.axis[axis], &text), text_add(&text, "|", 1);
  cr_assert_str_eq(text_string(&text), "⌊R_r/r⌋|R_c|");
  text_close(&text);
  close_bench(&bench);
}
