/* ⊞min: the smallest element of each r × c window, side by side, as ⊞max takes the largest (8.24, 8.25). */
#include "operators/sizes.h"

/* ⌊R/r⌋ × ⌊C/c⌋; maps and examples stay. */
static Status size_minimum(OperatorCall *call) {
  call->size = call->operand_size[0];
  for (int axis = 0; axis < 2; axis++) {
    Extent window = call->parameter[axis].extent[0], *length = &call->size.axis[axis];
    if (extent_less(window, extent_of(1)) == YES || extent_less(*length, window) == YES)
      return fail(call->context, "%s is %lld, but V is %s: ⊞min_{r,c} V needs 1 ≤ r ≤ R_r and 1 ≤ c ≤ R_c (8.24)",
                  call->row->parameter[axis].name, (long long)window.number, describe_operand(call, 0).text);
    *length = extent_floor_divide(call->arena, *length, window);
  }
  return OK;
}

/* The least of the r × c elements whose first one is at `corner`. */
static double least_in_window(const Tensor *v, int64_t corner, int64_t r, int64_t c) {
  double least = tensor_get(v, corner);
  for (int64_t j = 0; j < c; j++)
    for (int64_t i = 0; i < r; i++) {
      double element = tensor_get(v, corner + j * v->size[0] + i);
      if (element < least) least = element;
    }
  return least;
}

static Status forward_minimum(OperatorCall *call) {
  const Tensor *v = call->operand[0];
  int64_t r = parameter_number(call, 0, 0), c = parameter_number(call, 1, 0);
  if (make_result(call) != OK) return call->context->error->status;
  Tensor *z = call->result;
  int64_t maps = z->size[2] * z->size[3], next = 0;
  for (int64_t l = 0; l < maps; l++)
    for (int64_t n = 0; n < z->size[1]; n++)
      for (int64_t m = 0; m < z->size[0]; m++)
        tensor_set(z, next++, least_in_window(v, (l * v->size[1] + n * c) * v->size[0] + m * r, r, c));
  return OK;
}

static const OperatorRow rows[] = {
    {.name = "boxplus_min", .glyph = "⊞min", .latex = "\\boxplus^{min}", .form = FORM_PREFIX, .level = 2, .n_operands = 1,
     .parameter = {{"r", PARAMETER_SIZE, 1, "the window's rows"}, {"c", PARAMETER_SIZE, 1, "the window's columns"}},
     .size = size_minimum, .forward = forward_minimum,
     .help = "min pooling: the smallest element of each r × c window",
     .example = "⊞min_{2,2} [4 1 7 8; 2 3 6 5]"},
};

const OperatorFamily family_minimum = {"minimum", rows, sizeof rows / sizeof *rows};
