#include "operators/indexing.h"

enum { VIEW_ELEMENTS = 64 }; /* fewer are copied, so that one element does not keep a large array alive */

static Status index_size(OperatorCall *call) {
  call->size = selected_size(call, &call->operand_size[0], 1);
  return OK;
}

static Status index_forward(OperatorCall *call) {
  Tensor *x = call->operand[0];
  Indices indices;
  int64_t offset;
  Status status = open_indices(call, x->size, 1, &indices);
  if (status != OK) return status;
  const Selection *selection = &indices.selection;
  if (is_one_run(selection, &offset) && count_selected(selection) >= VIEW_ELEMENTS) {
    int64_t size[AXES];
    for (int axis = 0; axis < AXES; axis++) size[axis] = selection->axis[axis].length;
    call->result = tensor_view(call->context, x, offset, size);
    status = call->result ? OK : OUT_OF_MEMORY;
  } else {
    status = make_result(call);
    if (status == OK) read_selected(x->precision, selection, x->data, call->result->data);
  }
  close_indices(call, &indices);
  return status;
}

/* What stands at the indices `first`, … of an array of size `whole` must have the size of operand `values`. */
static Status check_values(OperatorCall *call, const Size *whole, int values, int first) {
  Size selected = selected_size(call, whole, first);
  if (size_equal(&call->operand_size[values], &selected) != NO) return OK;
  SizeText given = describe_operand(call, values), wanted = describe_size(call->context, &selected);
  return fail(call->context, "the indices name %s elements, but the value is %s", wanted.text, given.text);
}

enum { LIKE = 5 }; /* operand number of like= */

static Status place_size(OperatorCall *call) {
  if (!operand_is_given(call, LIKE))
    return fail(call->context, "place needs like=X, the array whose size the result has");
  call->size = call->operand_size[LIKE];
  return check_values(call, &call->size, 0, 1);
}

static Status place_forward(OperatorCall *call) {
  const Tensor *like = call->operand[LIKE], *dy = call->operand[0];
  Indices indices;
  Status status = open_indices(call, like->size, 1, &indices);
  if (status != OK) return status;
  call->result = tensor_zeros(call->context, call->precision, like->size);
  if (call->result) add_selected(call->precision, &indices.selection, dy->data, call->result->data);
  close_indices(call, &indices);
  return call->result ? OK : call->context->error->status;
}

static Status replace_size(OperatorCall *call) {
  call->size = call->operand_size[0];
  if (size_is_one_number(&call->operand_size[1])) return OK;
  return check_values(call, &call->size, 1, 2);
}

static void set_values(const OperatorCall *call, const Selection *selection, Tensor *x) {
  const Tensor *value = call->operand[1];
  set_selected(x->precision, selection, value->data, tensor_count(value) == 1 ? 0 : 1, x->data);
}

static Status replace_forward(OperatorCall *call) {
  Indices indices;
  Status status = open_indices(call, call->operand[0]->size, 2, &indices);
  if (status != OK) return status;
  call->result = tensor_copy(call->context, call->operand[0]);
  if (call->result) set_values(call, &indices.selection, call->result);
  close_indices(call, &indices);
  return call->result ? OK : call->context->error->status;
}

static const OperatorRow rows[] = {
    {.name = "index", .form = FORM_INTERNAL, .n_operands = 5, .n_required = 1, .size = index_size,
     .forward = index_forward, .help = "X[i, j]: the elements at these indices, from 1"},
    {.name = "place", .form = FORM_FUNCTION, .n_operands = 5, .n_required = 1, .size = place_size,
     .forward = place_forward, .parameter = {{"like", PARAMETER_OPERAND, 0, "the array whose size the result has"}},
     .help = "place(dY, i, j, like=X): zeros of X's size with dY's elements added at the indices; adjoint of X[i, j]"},
    {.name = "replace", .form = FORM_INTERNAL, .n_operands = 6, .n_required = 2, .size = replace_size,
     .forward = replace_forward, .help = "X with X[i, j] = v: the elements at these indices set to v"},
};

const OperatorFamily family_index = {"index", rows, sizeof rows / sizeof *rows};
