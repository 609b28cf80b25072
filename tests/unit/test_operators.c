/* Laws of the operator rows that compute, exactly, on integers: what each row's line of help says, and the errors for
   sizes that do not fit. */
#include "applying.h"

TestSuite(operators, .init = open_context, .fini = close_context);

/* ---- the registry ---- */

Test(operators, every_spelling_finds_its_row) {
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++) {
      const OperatorRow *row = &(*family)->rows[i];
      cr_expect_eq(find_operator(row->name), row, "%s", row->name);
      if (row->glyph) cr_expect_eq(find_operator(row->glyph), row, "%s", row->glyph);
      if (row->latex) cr_expect_eq(find_operator(row->latex), row, "%s", row->latex);
      for (int k = 0; k < 4 && row->alias[k]; k++) cr_expect_eq(find_operator(row->alias[k]), row, "%s", row->alias[k]);
      cr_expect_not_null(row->help, "%s", row->name);
      cr_expect(row->size && row->forward, "%s", row->name);
    }
  cr_expect_null(find_operator("nothing"));
  cr_expect_null(find_operator(""));
}

/* What explain says of one element: the row's own terms, or the form of what works element by element. Only what is
   never computed has neither. */
Test(operators, every_kernel_tells_how_an_element_comes_about) {
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++) {
      const OperatorRow *row = &(*family)->rows[i];
      bool on_paper_only = strcmp((*family)->name, "indexed") == 0;
      bool has_form = row->elementwise || row->broadcasts || row->scalar1;
      cr_expect(on_paper_only || row->terms || has_form, "%s has a kernel and no terms", row->name);
    }
}

/* ---- arithmetic ---- */

/* Element by element from the definition of broadcasting. */
static Tensor *broadcast_by_hand(const Tensor *x, const Tensor *y, double (*function)(double, double)) {
  int64_t size[AXES], at[AXES];
  for (int k = 0; k < AXES; k++) size[k] = x->size[k] == 1 ? y->size[k] : x->size[k];
  Tensor *out = tensor_zeros(&context, DOUBLE, size);
  for (int64_t i = 0; i < tensor_count(out); i++) {
    int64_t rest = i, x_at = 0, y_at = 0, x_stride = 1, y_stride = 1;
    for (int k = 0; k < AXES; k++) {
      at[k] = rest % size[k], rest /= size[k];
      if (x->size[k] > 1) x_at += at[k] * x_stride;
      if (y->size[k] > 1) y_at += at[k] * y_stride;
      x_stride *= x->size[k], y_stride *= y->size[k];
    }
    tensor_set(out, i, function(tensor_get(x, x_at), tensor_get(y, y_at)));
  }
  return out;
}

Test(operators, axes_of_length_one_are_expanded) {
  static const char *const name[] = {"+", "-", "∘", "maximum", "<", "=="};
  for (int round = 0; round < 600; round++) {
    int64_t length[2][AXES];
    for (int k = 0; k < AXES; k++) {
      int64_t n = draw_between(0, 4);
      length[0][k] = draw_between(0, 2) ? n : 1, length[1][k] = draw_between(0, 2) ? n : 1;
    }
    Tensor *x = integers(length[0][0], length[0][1], length[0][2], length[0][3]);
    Tensor *y = integers(length[1][0], length[1][1], length[1][2], length[1][3]);
    const char *operator_name = name[round % 6];
    Tensor *expected = broadcast_by_hand(x, y, find_operator(operator_name)->scalar2);
    expect_equal(APPLY(operator_name, x, y), expected);
  }
}

Test(operators, single_precision_agrees_with_double_on_small_integers) {
  static const char *const name[] = {"+",   "-",      "∘",   "minimum",   "≥",      "mod",
                                     "matmul", "sum", "transpose", "rot180", "max"};
  for (int i = 0; i < 11; i++) {
    Tensor *x = integers(5, 5, 1, 1), *y = integers(5, 5, 1, 1);
    Tensor *operand[2] = {x, find_operator(name[i])->n_operands == 2 ? y : NULL};
    Tensor *in_double = APPLY_KEEPING(name[i], operand[0], operand[1]);
    Tensor *x_single = tensor_convert(&context, x, SINGLE), *y_single = tensor_convert(&context, y, SINGLE);
    Tensor *in_single = APPLY_KEEPING(name[i], x_single, operand[1] ? y_single : NULL);
    cr_expect_eq(in_single->precision, SINGLE);
    cr_expect(equal(in_single, in_double), "%s", name[i]);
    Tensor *all[] = {x, y, x_single, y_single, in_single, in_double};
    for (int k = 0; k < 6; k++) tensor_release(&context, all[k]);
  }
}

Test(operators, sizes_that_do_not_fit_are_named) {
  EXPECT_ERROR("the left side is 3 × 2 but the right side is 2 × 1", "+", array(3, 2, 1, 1), array(2, 1, 1, 1));
  EXPECT_ERROR("write maps(", "+", array(4, 4, 6, 2), array(6, 1, 1, 1));
  EXPECT_ERROR("write maps(", "∘", array(1, 6, 1, 1), array(4, 4, 6, 2));
  EXPECT_ERROR("as many columns on the left as rows on the right", "matmul", array(2, 3, 1, 1), array(2, 3, 1, 1));
  EXPECT_ERROR("one map and one example", "matmul", array(2, 3, 2, 1), array(3, 3, 1, 1));
  EXPECT_ERROR("scaling needs one number", "scale", array(2, 1, 1, 1), array(3, 3, 1, 1));
}

Test(operators, arithmetic_is_that_of_ieee) {
  expect_equal(APPLY("divide", MATRIX(1, 3, 1, -1, 0), MATRIX(1, 1, 0)), MATRIX(1, 3, INFINITY, -INFINITY, NAN));
  expect_equal(APPLY("power", MATRIX(1, 4, -3, 2, 0, 9), MATRIX(1, 4, 2, -1, 0, 0.5)), MATRIX(1, 4, 9, 0.5, 1, 3));
  expect_equal(APPLY("maximum", MATRIX(1, 3, NAN, 1, NAN), MATRIX(1, 3, 2, NAN, NAN)), MATRIX(1, 3, 2, 1, NAN));
  expect_equal(APPLY("==", MATRIX(1, 2, NAN, 1), MATRIX(1, 2, NAN, 1)), MATRIX(1, 2, 0, 1));
  expect_equal(APPLY("mod", MATRIX(1, 5, 7, -7, 7, -7, 4), MATRIX(1, 5, 3, 3, -3, -3, 0)),
               MATRIX(1, 5, 1, 2, -2, -1, 4));
}

/* ---- transfer functions ---- */

Test(operators, a_number_and_an_array_of_it_agree_bit_for_bit) {
  static const char *const name[] = {"logsig", "tansig", "softplus", "exp",    "log",
                                     "sqrt",   "sin",    "cos",      "satlin", "round"};
  for (int i = 0; i < 10; i++) {
    Tensor *many = array(7, 5, 1, 1);
    for (int64_t k = 0; k < 35; k++)
      tensor_set(many, k, (double)draw_between(0, 4000) / 97 - (i >= 4 && i <= 5 ? 0 : 20));
    Tensor *mapped = APPLY_KEEPING(name[i], many);
    for (int64_t k = 0; k < 35; k++) {
      Tensor *one = APPLY("exp", COLUMN(0));
      tensor_set(one, 0, tensor_get(many, k));
      Tensor *mapped_one = APPLY(name[i], one);
      cr_expect_eq(tensor_get(mapped_one, 0), tensor_get(mapped, k), "%s", name[i]);
      tensor_release(&context, mapped_one);
    }
    tensor_release(&context, many), tensor_release(&context, mapped);
  }
}

Test(operators, transfer_functions_hold_at_their_ends) {
  Tensor *n = MATRIX(1, 7, -INFINITY, -800, -1, 0, 1, 800, NAN);
  expect_equal(APPLY_KEEPING("poslin", n), MATRIX(1, 7, 0, 0, 0, 0, 1, 800, NAN));
  expect_equal(APPLY_KEEPING("satlin", n), MATRIX(1, 7, 0, 0, 0, 0, 1, 1, NAN));
  expect_equal(APPLY_KEEPING("satlins", n), MATRIX(1, 7, -1, -1, -1, 0, 1, 1, NAN));
  expect_equal(APPLY_KEEPING("hardlim", n), MATRIX(1, 7, 0, 0, 0, 1, 1, 1, NAN));
  expect_equal(APPLY_KEEPING("hardlims", n), MATRIX(1, 7, -1, -1, -1, 1, 1, 1, NAN));
  Tensor *logsig = APPLY_KEEPING("logsig", n), *softplus = APPLY_KEEPING("softplus", n), *tansig = APPLY("relu", n);
  cr_expect_eq(tensor_get(logsig, 0), 0);
  cr_expect_eq(tensor_get(logsig, 3), 0.5);
  cr_expect_eq(tensor_get(logsig, 5), 1);
  cr_expect(isnan(tensor_get(logsig, 6)) && isnan(tensor_get(softplus, 6)));
  cr_expect_eq(tensor_get(softplus, 5), 800);
  cr_expect_eq(tensor_get(softplus, 0), 0);
  tensor_release(&context, logsig), tensor_release(&context, softplus), tensor_release(&context, tansig);
}

Test(operators, softmax_columns_sum_to_one_and_do_not_overflow) {
  Tensor *n = MATRIX(3, 3, 1000, -5, 0, 1001, 2, 0, 999, -1000, 0);
  Tensor *a = APPLY_KEEPING("softmax", n), *logarithm = APPLY("logsoftmax", n);
  for (int64_t j = 0; j < 3; j++) {
    double sum = 0;
    for (int64_t i = 0; i < 3; i++) {
      sum += tensor_get(a, j * 3 + i);
      cr_expect_float_eq(exp(tensor_get(logarithm, j * 3 + i)), tensor_get(a, j * 3 + i), 1e-15);
    }
    cr_expect_float_eq(sum, 1, 1e-15);
  }
  cr_expect_float_eq(tensor_get(logarithm, 5), -1002.0009114664538, 1e-9);
  tensor_release(&context, a), tensor_release(&context, logarithm);
}

Test(operators, compet_marks_the_first_maximum_of_each_column) {
  expect_equal(APPLY("compet", MATRIX(3, 3, 1, 5, NAN, 3, 5, 2, 3, 4, 7)), MATRIX(3, 3, 0, 1, 0, 1, 0, 0, 0, 0, 1));
}

Test(operators, a_nan_spoils_its_column_of_a_softmax_only) {
  Tensor *a = APPLY("softmax", MATRIX(2, 2, NAN, 1, 1, 1));
  cr_expect(isnan(tensor_get(a, 0)) && isnan(tensor_get(a, 1)));
  cr_expect_eq(tensor_get(a, 2), 0.5);
  tensor_release(&context, a);
}

/* ---- products ---- */

Test(operators, transposing_or_turning_twice_gives_the_same) {
  for (int round = 0; round < 40; round++) {
    Tensor *x = integers(draw_between(0, 40), draw_between(1, 40), draw_between(1, 3), 2);
    Tensor *twice = APPLY("transpose", APPLY_KEEPING("transpose", x));
    Tensor *turned = APPLY("rot180", APPLY_KEEPING("rot180", x));
    cr_expect(equal(twice, x) && equal(turned, x));
    tensor_release(&context, twice), tensor_release(&context, turned), tensor_release(&context, x);
  }
  expect_equal(APPLY("transpose", MATRIX(2, 3, 1, 2, 3, 4, 5, 6)), MATRIX(3, 2, 1, 4, 2, 5, 3, 6));
  expect_equal(APPLY("rot180", MATRIX(2, 3, 1, 2, 3, 4, 5, 6)), MATRIX(2, 3, 6, 5, 4, 3, 2, 1));
}

Test(operators, a_product_transposed_is_the_transposed_factors_in_reverse) {
  for (int round = 0; round < 40; round++) {
    int64_t r = draw_between(1, 20), k = draw_between(0, 20), c = draw_between(1, 20);
    Tensor *a = integers(r, k, 1, 1), *b = integers(k, c, 1, 1);
    Tensor *left = APPLY("transpose", APPLY_KEEPING("matmul", a, b));
    expect_equal(left, APPLY("matmul", APPLY("transpose", b), APPLY("transpose", a)));
  }
  expect_equal(APPLY("matmul", MATRIX(2, 2, 1, 2, 3, 4), COLUMN(5, 6)), COLUMN(17, 39));
}

/* ---- reductions ---- */

Test(operators, reducing_axis_after_axis_reduces_everything) {
  static const char *const name[] = {"sum", "max", "min", "any", "all"};
  for (int round = 0; round < 100; round++) {
    const char *reduction = name[round % 5];
    Tensor *x = integers(draw_between(1, 9), draw_between(1, 200), draw_between(1, 4), draw_between(1, 4));
    Tensor *whole = APPLY_KEEPING(reduction, x), *part = x;
    int64_t first = draw_between(0, 3);
    for (int64_t k = 0; k < AXES; k++)
      part = run((Application){reduction, {part}, NUMBERS((first + k) % AXES + 1)}, false);
    expect_equal(part, whole);
  }
}

Test(operators, reductions_of_a_small_matrix) {
  Tensor *x = MATRIX(2, 3, 1, -2, 3, 4, 5, -6);
  expect_equal(run((Application){"sum", {x}, NUMBERS(1)}, true), MATRIX(1, 3, 5, 3, -3));
  expect_equal(run((Application){"sum", {x}, NUMBERS(2)}, true), COLUMN(2, 3));
  expect_equal(run((Application){"mean", {x}, NUMBERS(1)}, true), MATRIX(1, 3, 2.5, 1.5, -1.5));
  expect_equal(run((Application){"prod", {x}, NUMBERS(2)}, true), COLUMN(-6, -120));
  expect_equal(run((Application){"argmax", {x}, NUMBERS(2)}, true), COLUMN(3, 2));
  expect_equal(run((Application){"argmin", {x}, NUMBERS(1)}, true), MATRIX(1, 3, 1, 1, 2));
  expect_equal(APPLY_KEEPING("argmax", x), COLUMN(4));
  expect_equal(APPLY("max", x), COLUMN(5));
  expect_equal(APPLY("norm", COLUMN(0x3p700, 0x4p700)), COLUMN(0x5p700));
  expect_equal(APPLY("norm", COLUMN(0x3p-1060, 0x4p-1060)), COLUMN(0x5p-1060));
  expect_equal(APPLY("norm", COLUMN(-3, 4)), COLUMN(5));
}

Test(operators, nan_loses_against_numbers_in_max_and_argmax) {
  expect_equal(APPLY("max", COLUMN(NAN, -3, 2, NAN)), COLUMN(2));
  expect_equal(APPLY("argmax", COLUMN(NAN, -3, 2, NAN)), COLUMN(3));
  expect_equal(APPLY("min", COLUMN(NAN, NAN)), COLUMN(NAN));
  expect_equal(APPLY("argmin", COLUMN(NAN, NAN)), COLUMN(1));
}

Test(operators, nothing_sums_to_zero_and_has_no_maximum) {
  expect_equal(APPLY("sum", array(0, 3, 1, 1)), COLUMN(0));
  expect_equal(APPLY("prod", array(0, 3, 1, 1)), COLUMN(1));
  expect_equal(run((Application){"sum", {array(0, 3, 1, 1)}, NUMBERS(1)}, false), MATRIX(1, 3, 0, 0, 0));
  expect_equal(run((Application){"max", {array(0, 3, 1, 1)}, NUMBERS(2)}, false), array(0, 1, 1, 1));
  EXPECT_ERROR("of an empty array (0 × 3)", "max", array(0, 3, 1, 1));
  EXPECT_ERROR("of an empty array", "argmin", array(0, 0, 1, 1));
  expect_error((Application){"sum", {array(2, 2, 1, 1)}, NUMBERS(5)}, "axes are 1 (rows)");
}

Test(operators, a_long_sum_keeps_its_small_terms) {
  enum { COUNT = 1000000 };
  Tensor *x = tensor_new(&context, SINGLE, (int64_t[]){2, COUNT, 1, 1});
  for (int64_t i = 0; i < 2 * COUNT; i++) tensor_set(x, i, 0.1);
  Tensor *rows = run((Application){"sum", {x}, NUMBERS(2)}, true), *whole = APPLY("sum", x);
  cr_expect_float_eq(tensor_get(rows, 0) / COUNT, 0.1f, 1e-8);
  cr_expect_float_eq(tensor_get(whole, 0) / (2 * COUNT), 0.1f, 1e-8);
  tensor_release(&context, rows), tensor_release(&context, whole);
}

/* ---- performance ---- */

Test(operators, performance_functions_average_over_the_examples) {
  Tensor *t = MATRIX(2, 2, 1, 0, 0, 1), *a = MATRIX(2, 2, 3, 1, 1, 2);
  expect_equal(APPLY_KEEPING("sse", t, a), COLUMN(7));
  expect_equal(APPLY_KEEPING("mse", t, a), COLUMN(3.5));
  expect_equal(APPLY("crossentropy", t, MATRIX(2, 2, 0.25, 0, 0.75, 1)), COLUMN(-log(0.25) / 2));
  tensor_release(&context, a);
  EXPECT_ERROR("compares arrays of equal size", "sse", array(2, 1, 1, 1), array(2, 2, 1, 1));
}

Test(operators, crossentropy_from_the_net_input_is_that_of_the_softmax) {
  Tensor *t = MATRIX(3, 2, 1, 0, 0, 0.5, 0, 0.5), *n = MATRIX(3, 2, 0.5, 3, -1, 2, 4, 2);
  Tensor *direct = APPLY_KEEPING("softmax_crossentropy", t, n);
  Tensor *composed = APPLY("crossentropy", t, APPLY("softmax", n));
  cr_expect_float_eq(tensor_get(direct, 0), tensor_get(composed, 0), 1e-14);
  tensor_release(&context, direct), tensor_release(&context, composed);
  expect_equal(APPLY("softmax_crossentropy", COLUMN(1, 0), COLUMN(0, 5000)), COLUMN(5000));
}

/* ---- sizes in symbols ---- */

/* What the size rule makes of operands r × c (× H × Q, where numbers are given for parameters) and c × K. */
static void expect_symbolic_size(const char *name, int n_operands, const int64_t *given, int n_given,
                                 const char *expected) {
  Arena arena;
  arena_open(&arena, &context.memory);
  Extent r = extent_symbol(&arena, "r"), c = extent_symbol(&arena, "c"), one = extent_of(1);
  Extent maps = extent_symbol(&arena, "H"), examples = extent_symbol(&arena, "Q");
  OperatorCall call = {.context = &context, .arena = &arena, .row = find_operator(name), .n_operands = n_operands};
  call.operand_size[0] = size_from(r, c, n_given ? maps : one, n_given ? examples : one);
  call.operand_size[1] = size_from(c, extent_symbol(&arena, "K"), one, one);
  for (int i = 0; i < n_given; i++)
    call.parameter[i] = (ParameterValue){.given = true, .n = 1, .extent = {extent_of(given[i])}};
  cr_assert_eq(call.row->size(&call), OK, "%s: %s", name, context.error->message);
  Text text;
  text_open(&text, &context.memory);
  print_size(&call.size, &text);
  cr_expect_str_eq(text_string(&text), expected);
  text_close(&text);
  arena_close(&arena);
}

Test(operators, size_rules_work_on_symbols) {
  expect_symbolic_size("matmul", 2, NULL, 0, "r × K");
  expect_symbolic_size("transpose", 1, NULL, 0, "c × r");
  expect_symbolic_size("logsig", 1, NULL, 0, "r × c");
  expect_symbolic_size("sum", 1, (int64_t[]){1}, 1, "1 × c × H maps × Q examples");
  expect_symbolic_size("vec", 1, (int64_t[]){0}, 1, "r c H × Q");
  expect_symbolic_size("permute", 1, (int64_t[]){4, 1, 2, 3}, 4, "Q × r × c maps × H examples");
  expect_symbolic_size("cat", 1, (int64_t[]){2}, 1, "r × (c + K) × H maps × Q examples");
}

/* ---- memory ---- */

Test(operators, every_failed_allocation_is_reported_and_leaks_nothing) {
  static const char *const name[] = {"+",   "softmax", "matmul", "sum",  "argmax", "vec",
                                     "cat", "single",  "index",  "norm", "mse"};
  for (int i = 0; i < 11; i++)
    for (size_t room = 0; room < 1200; room += 40) {
      Tensor *x = integers(3, 3, 1, 1), *y = integers(3, 3, 1, 1), *indices = COLUMN(3, 1);
      Application application = {name[i], {x, find_operator(name[i])->n_operands >= 2 ? y : NULL}, 0, {0}};
      if (strcmp(name[i], "index") == 0) application.operand[1] = indices;
      OperatorCall call;
      context.memory.limit = context.memory.used + room;
      Status status = try_apply(&application, true, &call);
      context.memory.limit = 0;
      bool is_clean = status == OUT_OF_MEMORY && !call.result && context.error->status == OUT_OF_MEMORY;
      cr_assert(status == OK || is_clean, "%s", name[i]);
      tensor_release(&context, call.result);
      clear_error(&context);
      tensor_release(&context, x), tensor_release(&context, y), tensor_release(&context, indices);
    }
}
