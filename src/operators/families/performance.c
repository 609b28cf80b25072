#include "kernels/performance.h"
#include "operators/sizes.h"

/* The targets T and the outputs have one size; the result is one number. */
static Status performance_size(OperatorCall *call) {
  size_of_number(call);
  if (size_equal(&call->operand_size[0], &call->operand_size[1]) != NO) return OK;
  SizeText targets = describe_operand(call, 0), outputs = describe_operand(call, 1);
  return fail(call->context, "the targets are %s but the outputs %s: %s compares arrays of equal size", targets.text,
              outputs.text, call->row->name);
}

/* Q: the last axis that batches use, columns of a matrix and axis 4 otherwise. */
static int64_t examples_of(const Tensor *x) { return x->size[2] == 1 && x->size[3] == 1 ? x->size[1] : x->size[3]; }

static Status give_number(OperatorCall *call, double value) {
  Status status = make_result(call);
  if (status == OK) tensor_set(call->result, 0, value);
  return status;
}

static double squares_of(const OperatorCall *call) {
  const Tensor *t = call->operand[0], *a = call->operand[1];
  return squared_errors(call->precision, tensor_count(t), t->data, a->data);
}

static Status sse_forward(OperatorCall *call) { return give_number(call, squares_of(call)); }

static Status mse_forward(OperatorCall *call) {
  return give_number(call, squares_of(call) / (double)examples_of(call->operand[0]));
}

static Status crossentropy_forward(OperatorCall *call) {
  const Tensor *t = call->operand[0], *a = call->operand[1];
  double sum = cross_entropy(call->precision, tensor_count(t), t->data, a->data);
  return give_number(call, sum / (double)examples_of(t));
}

static Status softmax_crossentropy_forward(OperatorCall *call) {
  const Tensor *t = call->operand[0], *n = call->operand[1];
  int64_t rows = t->size[0], columns = rows ? tensor_count(t) / rows : 0;
  double sum = softmax_cross_entropy(call->precision, rows, columns, t->data, n->data);
  return give_number(call, sum / (double)examples_of(t));
}

#define PERFORMANCE_FIELDS(function) \
  .name = #function, .n_operands = 2, .size = performance_size, .forward = function##_forward

static const OperatorRow rows[] = {
    {PERFORMANCE_FIELDS(sse), .form = FORM_FUNCTION, .help = "sse(T, A): sum of squared errors"},
    {PERFORMANCE_FIELDS(mse), .form = FORM_FUNCTION,
     .help = "mse(T, A): squared errors summed over each example, averaged over the examples"},
    {PERFORMANCE_FIELDS(crossentropy), .form = FORM_FUNCTION,
     .help = "crossentropy(T, A): -Σ T ∘ log(A), averaged over the examples; 0 log(0) is 0"},
    {PERFORMANCE_FIELDS(softmax_crossentropy), .form = FORM_INTERNAL,
     .help = "crossentropy(T, softmax(N)) from the net input N, without the softmax's underflow"},
};

const OperatorFamily family_performance = {"performance", rows, sizeof rows / sizeof *rows};
