#include "operators/indexing.h"

#include <math.h>

Size selected_size(const OperatorCall *call, const Size *whole, int first) {
  Size size = *whole;
  for (int axis = 0; axis < AXES; axis++)
    if (operand_is_given(call, first + axis)) size.axis[axis] = count_of(call, &call->operand_size[first + axis]);
  return size;
}

static Status fail_index(OperatorCall *call, double index, const int64_t size[AXES], int axis) {
  static const char *const singular[AXES] = {"row", "column", "map", "example"};
  Tensor whole = {.size = {size[0], size[1], size[2], size[3]}};
  Size described = size_of(&whole);
  SizeText text = describe_size(call->context, &described);
  if (index != floor(index) || isinf(index))
    return fail(call->context, "%s index %g is not a whole number", singular[axis], index);
  if (index < 1)
    return fail(call->context, "%s index %.0f: indices start at 1", singular[axis], index);
  return fail(call->context, "%s index %.0f is beyond the end: the array is %s, with %lld %s%s", singular[axis], index,
              text.text, (long long)size[axis], singular[axis], size[axis] == 1 ? "" : "s");
}

static double element_of(const Tensor *vector, int64_t k) { return tensor_get(vector, k); }

static bool is_run(const Context *context, const Tensor *vector, int64_t count) {
  EACH_UNTIL_INTERRUPT(context, k, 1, count)
  if (element_of(vector, k) != element_of(vector, 0) + (double)k) return false;
  return true;
}

static Status check_indices(OperatorCall *call, const Tensor *vector, int64_t count, const int64_t size[AXES],
                            int axis) {
  EACH_UNTIL_INTERRUPT(call->context, k, 0, count) {
    double index = element_of(vector, k);
    bool is_inside = index >= 1 && index <= (double)size[axis] && index == floor(index);
    if (!is_inside) return fail_index(call, index, size, axis);
  }
  return poll_interrupt(call->context);
}

static Status read_axis(OperatorCall *call, const Tensor *vector, const int64_t size[AXES], int axis,
                        Indices *indices) {
  Picks *picks = &indices->selection.axis[axis];
  int64_t count = tensor_count(vector);
  Status status = check_indices(call, vector, count, size, axis);
  if (status != OK) return status;
  *picks = (Picks){count, count ? (int64_t)element_of(vector, 0) - 1 : 0, NULL};
  if (is_run(call->context, vector, count)) return poll_interrupt(call->context);
  int64_t *list = memory_allocate(&call->context->memory, (size_t)count * sizeof *list);
  if (!list) return fail_out_of_memory(call->context);
  EACH_UNTIL_INTERRUPT(call->context, k, 0, count) list[k] = (int64_t)element_of(vector, k) - 1;
  picks->list = indices->list[axis] = list;
  return poll_interrupt(call->context);
}

Status open_indices(OperatorCall *call, const int64_t size[AXES], int first, Indices *indices) {
  Status status = OK;
  *indices = (Indices){0};
  for (int axis = 0; axis < AXES && status == OK; axis++) {
    const Tensor *vector = first + axis < call->n_operands ? call->operand[first + axis] : NULL;
    indices->selection.size[axis] = size[axis];
    indices->selection.axis[axis] = (Picks){size[axis], 0, NULL};
    if (vector) status = read_axis(call, vector, size, axis, indices);
  }
  if (status != OK) close_indices(call, indices);
  return status;
}

void close_indices(OperatorCall *call, Indices *indices) {
  for (int axis = 0; axis < AXES; axis++) memory_release(&call->context->memory, indices->list[axis]);
  *indices = (Indices){0};
}
