#include "kernels/reduce.h"
#include "operators/sizes.h"

/* The parameter `axis`: 0 reduces everything, 1 … 4 one axis. */
static Status size_of_reduction(OperatorCall *call) {
  int64_t axis = parameter_number(call, 0, 0);
  if (axis < 0 || axis > AXES)
    return fail(call->context, "%s along axis %lld: axes are 1 (rows), 2 (columns), 3 (maps) and 4 (examples)",
                call->row->name, (long long)axis);
  if (axis == 0) return size_of_number(call);
  call->size = call->operand_size[0];
  call->size.axis[axis - 1] = extent_of(1);
  return OK;
}

/* Indices are double, whatever the operand: single precision cannot count beyond 2^24. */
static Status size_of_indices(OperatorCall *call) {
  call->precision = DOUBLE;
  return size_of_reduction(call);
}

/* The operand as inner × n × outer around the reduced axis. */
typedef struct Split {
  int64_t inner, n, outer;
} Split;

static Split split_operand(const OperatorCall *call) {
  const int64_t *size = call->operand[0]->size;
  int64_t axis = parameter_number(call, 0, 0);
  if (axis == 0) return (Split){1, tensor_count(call->operand[0]), 1};
  Split split = {1, size[axis - 1], 1};
  for (int i = 0; i < axis - 1; i++) split.inner *= size[i];
  for (int i = (int)axis; i < AXES; i++) split.outer *= size[i];
  return split;
}

static Status reduce(OperatorCall *call, Reduction reduction) {
  Status status = make_result(call);
  if (status != OK) return status;
  Split split = split_operand(call);
  reduce_elements(reduction, call->precision, split.inner, split.n, split.outer, call->operand[0]->data,
                  call->result->data);
  return OK;
}

static Status check_not_empty(OperatorCall *call) {
  Split split = split_operand(call);
  if (split.n > 0 || split.inner * split.outer == 0) return OK;
  SizeText text = describe_operand(call, 0);
  return fail(call->context, "%s of an empty array (%s) is not defined", call->row->name, text.text);
}

static Status reduce_non_empty(OperatorCall *call, Reduction reduction) {
  Status status = check_not_empty(call);
  return status == OK ? reduce(call, reduction) : status;
}

static Status find_indices(OperatorCall *call, bool largest) {
  Status status = check_not_empty(call);
  if (status == OK) status = make_result(call);
  if (status != OK) return status;
  const Tensor *x = call->operand[0];
  Split split = split_operand(call);
  find_extremes(largest, x->precision, split.inner, split.n, split.outer, x->data, call->result->data);
  return OK;
}

static Status norm_forward(OperatorCall *call) {
  const Tensor *x = call->operand[0];
  Status status = make_result(call);
  if (status == OK) tensor_set(call->result, 0, norm_of_elements(x->precision, tensor_count(x), x->data));
  return status;
}

static Status sum_forward(OperatorCall *call) { return reduce(call, REDUCE_SUM); }
static Status mean_forward(OperatorCall *call) { return reduce(call, REDUCE_MEAN); }
static Status prod_forward(OperatorCall *call) { return reduce(call, REDUCE_PROD); }
static Status any_forward(OperatorCall *call) { return reduce(call, REDUCE_ANY); }
static Status all_forward(OperatorCall *call) { return reduce(call, REDUCE_ALL); }
static Status max_forward(OperatorCall *call) { return reduce_non_empty(call, REDUCE_MAX); }
static Status min_forward(OperatorCall *call) { return reduce_non_empty(call, REDUCE_MIN); }
static Status argmax_forward(OperatorCall *call) { return find_indices(call, true); }
static Status argmin_forward(OperatorCall *call) { return find_indices(call, false); }

#define AXIS_PARAMETER \
  {{"axis", PARAMETER_NUMBER, 0, "1 rows, 2 columns, 3 maps, 4 examples; 0, the default: everything"}}
#define REDUCTION_FIELDS(function, size_rule)                                                                    \
  .name = #function, .form = FORM_FUNCTION, .n_operands = 1, .parameter = AXIS_PARAMETER, .size = size_rule,     \
  .forward = function##_forward

static const OperatorRow rows[] = {
    {REDUCTION_FIELDS(sum, size_of_reduction), .help = "sum of all elements, sum(X, axis) along one axis"},
    {REDUCTION_FIELDS(mean, size_of_reduction), .help = "mean of all elements, mean(X, axis) along one axis"},
    {REDUCTION_FIELDS(prod, size_of_reduction), .help = "product of all elements, prod(X, axis) along one axis"},
    {REDUCTION_FIELDS(max, size_of_reduction), .notation = "\\max",
     .help = "largest element, max(X, axis) along one axis; NaN is left out"},
    {REDUCTION_FIELDS(min, size_of_reduction), .notation = "\\min",
     .help = "smallest element, min(X, axis) along one axis; NaN is left out"},
    {REDUCTION_FIELDS(argmax, size_of_indices), .constant = true,
     .help = "index of the largest element (the first in storage order), argmax(X, axis) along one axis"},
    {REDUCTION_FIELDS(argmin, size_of_indices), .constant = true,
     .help = "index of the smallest element (the first in storage order), argmin(X, axis) along one axis"},
    {REDUCTION_FIELDS(any, size_of_reduction), .constant = true,
     .help = "1 if an element is not 0, also along one axis"},
    {REDUCTION_FIELDS(all, size_of_reduction), .constant = true, .help = "1 if no element is 0, also along one axis"},
    {.name = "norm", .notation = "\\left\\| # \\right\\|", .form = FORM_FUNCTION, .n_operands = 1,
     .size = size_of_number, .forward = norm_forward, .help = "Frobenius norm: √ of the sum of all squares"},
};

const OperatorFamily family_reduction = {"reduction", rows, sizeof rows / sizeof *rows};
