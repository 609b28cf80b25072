/* Two elements as the matrix product: n_{i} = Σ_{j} w_{i,j} p_{j}, and with the indices of either exchanged its transpose. */
#include "evaluate/recognise.h"

/* One factor: the summed index along one of its axes, a free one, or none, along the other. */
typedef struct Side {
  const Reference *element;
  int axis_summed, free; /* NO_INDEX: that axis has length 1 */
} Side;

static bool read_side(const Elements *elements, const Reference *element, int summed, Side *side) {
  *side = (Side){.element = element, .axis_summed = -1, .free = NO_INDEX};
  for (int axis = 0; axis < AXES; axis++) {
    const Affine *at = &element->at[axis];
    int k = free_index_of(elements, at), i = summed_index_of(elements, at), index = i >= 0 ? i : k;
    if (element->whole[axis] || k == SEVERAL || i == SEVERAL || (k >= 0 && i >= 0)) return false;
    if (index == NO_INDEX ? element->length[axis] != 1
                          : axis >= 2 || !is_bare(elements, at, index, element->length[axis]))
      return false;
    if (i == summed) side->axis_summed = axis;
    else if (index >= 0) side->free = index;
  }
  return side->axis_summed >= 0;
}

static bool stands_on(const Elements *elements, int index, int axis) {
  return index == NO_INDEX || elements->index[index].axis == axis;
}

static Status take_side(const Elements *elements, const Side *side, int axis_summed, Value *out) {
  Value value = side->element->value;
  if (side->axis_summed != axis_summed) return apply1(elements->state, elements->state->row_transpose, value, out);
  return *out = value_retain(value), OK;
}

static bool read_product(const Elements *elements, const Term *term, Side side[2]) {
  int summed = NO_INDEX;
  for (int k = 0; k < elements->n_indices; k++)
    if (term->summed >> k & 1) summed = summed == NO_INDEX ? k : SEVERAL;
  if (summed < 0 || term->n_elements != 2 || term->n_conditions) return false;
  for (int first = 0; first < 2; first++)
    if (read_side(elements, term->element[first], summed, &side[0]) &&
        read_side(elements, term->element[1 - first], summed, &side[1]) && stands_on(elements, side[0].free, 0) &&
        stands_on(elements, side[1].free, 1))
      return true;
  return false;
}

Status compute_matrix_product(const Elements *elements, const Term *term, bool *done, Value *out) {
  Side side[2];
  Value left = {0}, right = {0};
  *done = read_product(elements, term, side);
  if (!*done) return OK;
  Status status = take_side(elements, &side[0], 1, &left);
  if (status == OK) status = take_side(elements, &side[1], 0, &right);
  if (status == OK) status = apply2(elements->state, elements->state->row_matmul, left, right, out);
  value_release(elements->state, left);
  value_release(elements->state, right);
  return status;
}
