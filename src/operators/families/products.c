#include "kernels/elementwise.h"
#include "kernels/gemm.h"
#include "kernels/move.h"
#include "operators/terms.h"

/* Which side, transposed or both exchanged, would fit, and what comes out. */
static void note_transposed(OperatorCall *call) {
  const Size *left = &call->operand_size[0], *right = &call->operand_size[1];
  const struct {
    Extent inner[2], rows, columns;
    const char *say, *write;
  } way[] = {{{left->axis[1], right->axis[1]}, left->axis[0], right->axis[0], "the right side transposed fits", "\1W\1 \2p\2'"},
             {{left->axis[0], right->axis[0]}, left->axis[1], right->axis[1], "the left side transposed fits", "\1W\1' \2p\2"},
             {{right->axis[1], left->axis[0]}, right->axis[0], left->axis[1], "the other way round they fit", "\2p\2 \1W\1"}};
  for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
    if (extent_equal(way[i].inner[0], way[i].inner[1]) != YES) continue;
    Size size = size_from(way[i].rows, way[i].columns, extent_of(1), extent_of(1));
    add_note(call->context, "%s: %s is %s", way[i].say, way[i].write, describe_size(call->context, &size).text);
    return;
  }
}

/* Two columns of one size, or two rows: what was meant is one of three products. */
static bool note_products_of_vectors(OperatorCall *call) {
  const Size *size = &call->operand_size[0];
  if (size_equal(size, &call->operand_size[1]) != YES) return false;
  if (extent_equal(size->axis[1], extent_of(1)) == YES)
    add_note(call->context, "the inner product is \1x\1^T \2y\2, the outer one \1x\1 \2y\2^T, element by element it is "
                            "\1x\1 ∘ \2y\2 (8.53), also written .*");
  else if (extent_equal(size->axis[0], extent_of(1)) == YES)
    add_note(call->context, "the inner product is \1x\1 \2y\2^T, the outer one \1x\1^T \2y\2, element by element it is "
                            "\1x\1 ∘ \2y\2 (8.53), also written .*");
  else return false;
  return true;
}

static Status matmul_size(OperatorCall *call) {
  Extent columns = call->operand_size[0].axis[1], rows = call->operand_size[1].axis[0];
  Status status = check_is_matrix(call, 0, "the left side");
  if (status == OK) status = check_is_matrix(call, 1, "the right side");
  if (status != OK) return status;
  call->size = size_from(call->operand_size[0].axis[0], call->operand_size[1].axis[1], extent_of(1), extent_of(1));
  if (extent_equal(columns, rows) != NO) return OK;
  SizeText left = describe_operand(call, 0), right = describe_operand(call, 1);
  fail(call->context, "the left side is %s and the right side %s: a matrix product needs as many columns on the left "
       "as rows on the right", left.text, right.text);
  if (note_products_of_vectors(call)) return FAILED;
  if (size_equal(&call->operand_size[0], &call->operand_size[1]) == YES)
    add_note(call->context, "element by element it is \1W\1 ∘ \2p\2 (8.53), also written .*");
  note_transposed(call);
  return FAILED;
}

static Status matmul_forward(OperatorCall *call) {
  const Tensor *a = call->operand[0], *b = call->operand[1];
  Status status = make_result(call);
  if (status == OK)
    status = gemm(call->context, call->precision, false, false, a->size[0], b->size[1], a->size[1], a->data, a->size[0],
                  b->data, b->size[0], call->result->data);
  return status;
}

static Status scale_size(OperatorCall *call) {
  call->size = call->operand_size[1];
  if (size_is_one_number(&call->operand_size[0])) return OK;
  SizeText text = describe_operand(call, 0);
  return fail(call->context, "the factor is %s: scaling needs one number", text.text);
}

static Status scale_forward(OperatorCall *call) {
  const Tensor *factor = call->operand[0], *x = call->operand[1];
  Status status = make_result(call);
  if (status != OK) return status;
  return combine_elements(call->context, COMBINE_hadamard, call->precision, x->size, factor->data, factor->size,
                          x->data, x->size, call->result->data);
}

static double multiply_numbers(double x, double y) { return x * y; }

static Status transpose_size(OperatorCall *call) {
  const Extent *axis = call->operand_size[0].axis;
  call->size = size_from(axis[1], axis[0], axis[2], axis[3]);
  return OK;
}

/* Of one row or one column the elements stay where they are. */
static Status transpose_forward(OperatorCall *call) {
  const Tensor *x = call->operand[0];
  if (x->size[0] == 1 || x->size[1] == 1) return view_operand(call);
  Status status = make_result(call);
  if (status != OK) return status;
  return transpose_planes(call->context, x->precision, x->size[0], x->size[1], x->size[2] * x->size[3], x->data,
                          call->result->data);
}

static Status rot180_forward(OperatorCall *call) {
  const Tensor *x = call->operand[0];
  Status status = make_result(call);
  if (status != OK) return status;
  return reverse_planes(call->context, x->precision, x->size[0] * x->size[1], x->size[2] * x->size[3], x->data,
                        call->result->data);
}

/* 8.12: a row times a column. */
static Term *matmul_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t k = 0; k < length_of(call, 1, 0); k++) {
    Term *a = term_reference(terms, 0, (int64_t[AXES]){at[0], k});
    Term *b = term_reference(terms, 1, (int64_t[AXES]){k, at[1]});
    if (!term_add(terms, sum, term_of_two(terms, TERM_PRODUCT, NULL, a, b))) return NULL;
  }
  return sum;
}

static Term *matmul_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Extent length = call->operand_size[0].axis[1], k = index_over(terms->places, "kio", length);
  int64_t place = place_of_extent(terms->places, k);
  Term *a = term_reference(terms, 0, (int64_t[AXES]){at[0], place});
  Term *b = term_reference(terms, 1, (int64_t[AXES]){place, at[1]});
  return term_over(terms, k, length, term_of_two(terms, TERM_PRODUCT, NULL, a, b));
}

static Term *scale_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return term_of_two(terms, TERM_PRODUCT, NULL, term_here(terms, call, 0, at), term_reference(terms, 1, at));
}

static Term *transpose_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  (void)call;
  return term_reference(terms, 0, (int64_t[AXES]){at[1], at[0], at[2], at[3]});
}

static Term *rot180_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t rows = length_of(call, 0, 0), columns = length_of(call, 0, 1);
  return term_reference(terms, 0, (int64_t[AXES]){rows - 1 - at[0], columns - 1 - at[1], at[2], at[3]});
}

/* R_r + 1 - m */
static Term *rot180_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Extent place[AXES];
  Arena *paper = terms->places->paper;
  for (int axis = 0; axis < AXES; axis++) {
    Extent end = extent_add(paper, call->size.axis[axis], extent_of(1));
    place[axis] = extent_of_place(terms->places, at[axis]);
    if (axis < 2) place[axis] = extent_subtract(paper, end, place[axis]);
  }
  return reference_at(terms, 0, place);
}

static const OperatorRow rows[] = {
    {.name = "matmul", .form = FORM_INTERNAL, .n_operands = 2, .size = matmul_size, .forward = matmul_forward,
     .terms = matmul_terms, .general = matmul_general, .scalar2 = multiply_numbers, .equation = "8.12", .role = "matrix product",
     .help = "W p, W · p, W @ p: matrix product",
     .example = "W = [1 2; 3 4]\np = [1; 10]\nW p\nW · p"},
    {.name = "scale", .form = FORM_INTERNAL, .n_operands = 2, .size = scale_size, .forward = scale_forward,
     .terms = scale_terms, .general = scale_terms, .scalar2 = multiply_numbers, .role = "product", .help = "w V: a number times an array",
     .example = "w = 3\nV = [1 2; 3 4]\nw V"},
    {.name = "transpose", .form = FORM_INTERNAL, .n_operands = 1, .size = transpose_size, .forward = transpose_forward,
     .terms = transpose_terms, .general = transpose_terms, .help = "X^T, X': rows and columns exchanged, map by map",
     .example = "X = [1 2 3; 4 5 6]\nX^T"},
    {.name = "rot180", .notation = "((\\mathrm{rot180})#)", .form = FORM_FUNCTION, .n_operands = 1, .size = size_like_operand, .forward = rot180_forward,
     .terms = rot180_terms, .general = rot180_general, .equation = "8.45", .help = "every map turned by 180°: rows and columns in reverse order",
     .example = "rot180([1 2 3; 4 5 6])"},
};

const OperatorFamily family_products = {"products", rows, sizeof rows / sizeof *rows};
