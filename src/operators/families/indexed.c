/* Family: equations with free indices and sums over an index as they stand on paper. They describe a step of a derivation
   and are never computed: numbers are run index value by index value, or as one call (layer 6). */
#include "operators/sizes.h"

static Status fail_on_numbers(OperatorCall *call) {
  return fail(call->context, "%s stands for an equation on paper; with numbers, type the equation: Z^{h} = Σ_{l} …",
              call->row->name);
}

/* The body stands for one index value of each axis that has an index; the parameters are the lengths. */
static Status size_for_all(OperatorCall *call) {
  call->size = call->operand_size[0];
  for (int axis = 0; axis < AXES; axis++)
    if (operand_is_given(call, 1 + axis)) call->size.axis[axis] = call->parameter[axis].extent[0];
  return OK;
}

static const OperatorRow rows[] = {
    {.name = "for_all", .form = FORM_INTERNAL, .n_operands = 5, .n_required = 1, .size = size_for_all,
     .forward = fail_on_numbers,
     .parameter = {{"r", PARAMETER_SIZE, 1, "rows"}, {"c", PARAMETER_SIZE, 1, "columns"},
                   {"h", PARAMETER_SIZE, 1, "maps"}, {"q", PARAMETER_SIZE, 1, "examples"}},
     .equation = "8.21", .help = "Z^{h} = f(X^{h}): an equation for all values of its free indices, on paper",
     .example = "derive Z^{h} = w^{h} ⊞ave_{2,2} V^{h}"},
    {.name = "sum_over", .form = FORM_INTERNAL, .n_operands = 2, .size = size_like_operand, .forward = fail_on_numbers,
     .parameter = {{"from", PARAMETER_NUMBER, 1, "first value of the index"},
                   {"to", PARAMETER_NUMBER, 0, "last value; 0: all that there are"}},
     .equation = "8.21", .help = "Σ_{l} X^{l}: a sum over an index, on paper",
     .example = "derive Z^{h} = Σ_{l} W^{h,l} ⊗ A^{l} for A"},
};

const OperatorFamily family_indexed = {"indexed", rows, sizeof rows / sizeof *rows};
