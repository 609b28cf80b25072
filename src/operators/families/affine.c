#include "kernels/affine.h"
#include "operators/sizes.h"

#include <math.h>

/* D, the description, has a column for each index and one for constants. Its rows: the first value of each index and
   the last one; then, four rows each, the places in Z, in U and in V; then conditions, which are 0 where a term counts. */
enum { U, V, D };
enum { BOUNDS = 2, PLACES = AFFINE_CONDITIONS };

static Status affine_size(OperatorCall *call) {
  const Extent *d = call->operand_size[D].axis;
  for (int axis = 0; axis < AXES; axis++) {
    if (!call->parameter[axis].given) call->parameter[axis].extent[0] = extent_of(1);
    call->parameter[axis].n = 1;
    call->size.axis[axis] = call->parameter[axis].extent[0];
  }
  bool rows = extent_less(d[0], extent_of(BOUNDS + PLACES)) == YES ||
              extent_less(extent_of(BOUNDS + AFFINE_ROWS_MAX), d[0]) == YES;
  bool columns = extent_less(d[1], extent_of(2)) == YES || extent_less(extent_of(AFFINE_INDICES_MAX + 1), d[1]) == YES;
  if (!rows && !columns) return OK;
  return fail(call->context,
              "the description of affine_sum is %s: it has %d rows or more (bounds, places in Z, U and V), and a column "
              "for each index and one for constants",
              describe_size(call->context, &call->operand_size[D]).text, BOUNDS + PLACES);
}

/* Bounds and constants below 2^40 and factors below 2^18 keep every place within 64 bits. */
static bool read_number(const OperatorCall *call, int64_t row, int64_t column, int64_t *out) {
  bool factor = row >= BOUNDS && column < length_of(call, D, 1) - 1;
  double number = tensor_get(call->operand[D], column * length_of(call, D, 0) + row), limit = factor ? 0x1p18 : 0x1p40;
  *out = (int64_t)(fabs(number) <= limit ? number : 0);
  return fabs(number) <= limit && number == floor(number);
}

static bool read_box(const OperatorCall *call, AffineBox *box) {
  bool whole = true;
  box->n = (int)length_of(call, D, 1) - 1;
  box->rows = (int)length_of(call, D, 0) - BOUNDS;
  for (int i = 0; i < box->n; i++) {
    whole &= read_number(call, 0, i, &box->from[i]) && read_number(call, 1, i, &box->to[i]);
    for (int row = 0; row < box->rows; row++) whole &= read_number(call, BOUNDS + row, i, &box->factor[row][i]);
  }
  for (int row = 0; row < box->rows; row++) whole &= read_number(call, BOUNDS + row, box->n, &box->constant[row]);
  for (int axis = 0; axis < AXES; axis++) {
    box->length[AFFINE_Z + axis] = call->size.axis[axis].number;
    box->length[AFFINE_U + axis] = length_of(call, U, axis);
    box->length[AFFINE_V + axis] = length_of(call, V, axis);
  }
  return whole;
}

static Status affine_forward(OperatorCall *call) {
  AffineBox box = {0};
  if (!read_box(call, &box)) return fail(call->context, "the description of affine_sum holds whole numbers: factors up to 2^18, others up to 2^40");
  int64_t size[AXES];
  for (int axis = 0; axis < AXES; axis++) size[axis] = call->size.axis[axis].number;
  if (!(call->result = tensor_zeros(call->context, call->precision, size))) return call->context->error->status;
  Status status = affine_sum(call->context, call->precision, &box, call->operand[U]->data, call->operand[V]->data,
                             call->result->data);
  if (status == OK) return OK;
  tensor_release(call->context, call->result);
  call->result = NULL;
  return status;
}

static const OperatorRow rows[] = {
    {.name = "affine_sum", .form = FORM_FUNCTION, .n_operands = 3, .size = affine_size, .forward = affine_forward,
     .parameter = {{"r", PARAMETER_SIZE, 1, "rows of the result"},
                   {"c", PARAMETER_SIZE, 1, "columns of the result"},
                   {"h", PARAMETER_SIZE, 1, "maps of the result"},
                   {"q", PARAMETER_SIZE, 1, "examples of the result"}},
     .equation = "8.3",
     .help = "affine_sum(U, V, D, r, c, h, q): a sum of products of elements whose subscripts are affine, as D says"},
};

const OperatorFamily family_affine = {"affine", rows, sizeof rows / sizeof *rows};
