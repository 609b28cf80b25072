#include "operators/indexing.h"
#include "operators/terms.h"

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
    if (status == OK) status = read_selected(call->context, x->precision, selection, x->data, call->result->data);
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
  status = call->result ? add_selected(call->context, call->precision, &indices.selection, dy->data, call->result->data)
                        : call->context->error->status;
  close_indices(call, &indices);
  return status;
}

static Status replace_size(OperatorCall *call) {
  call->size = call->operand_size[0];
  if (size_is_one_number(&call->operand_size[1])) return OK;
  return check_values(call, &call->size, 1, 2);
}

static Status set_values(const OperatorCall *call, const Selection *selection, Tensor *x) {
  const Tensor *value = call->operand[1];
  return set_selected(call->context, x->precision, selection, value->data, tensor_count(value) == 1 ? 0 : 1, x->data);
}

static Status replace_forward(OperatorCall *call) {
  Indices indices;
  Status status = open_indices(call, call->operand[0]->size, 2, &indices);
  if (status != OK) return status;
  call->result = tensor_copy(call->context, call->operand[0]);
  status = call->result ? set_values(call, &indices.selection, call->result) : call->context->error->status;
  close_indices(call, &indices);
  return status;
}

/* ---- one element ---- */

/* What index operand `first` + axis picks as its k-th; without it, k. */
static int64_t picked(const OperatorCall *call, int first, int axis, int64_t k) {
  const Tensor *vector = first + axis < call->n_operands ? call->operand[first + axis] : NULL;
  return vector ? (int64_t)tensor_get(vector, k) - 1 : k;
}

static bool indices_have_numbers(const OperatorCall *call, int first) {
  for (int i = first; i < call->n_operands; i++)
    if (is_on_paper(call, i)) return false;
  return true;
}

static Term *index_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  if (!indices_have_numbers(call, 1)) return terms_of_whole(call, at, terms);
  int64_t there[AXES];
  for (int axis = 0; axis < AXES; axis++) there[axis] = picked(call, 1, axis, at[axis]);
  return term_reference(terms, 0, there);
}

/* Where each index is left out or one number. */
static Term *index_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t there[AXES];
  for (int axis = 0; axis < AXES; axis++) {
    const Tensor *vector = 1 + axis < call->n_operands ? call->operand[1 + axis] : NULL;
    if (is_on_paper(call, 1 + axis) || (vector && at[axis] < 0)) return no_general_form(terms);
    there[axis] = vector ? (int64_t)tensor_get(vector, at[axis]) - 1 : at[axis];
  }
  return term_reference(terms, 0, there);
}

/* Goes over the values whose indices name the element `at` of an array of size `whole`. */
static bool next_named(const OperatorCall *call, const Size *whole, int first, const int64_t at[AXES], int64_t *k,
                       int64_t place[AXES]) {
  static const int64_t none[AXES];
  Size selected = selected_size(call, whole, first);
  int64_t n[AXES];
  for (int axis = 0; axis < AXES; axis++) n[axis] = selected.axis[axis].number;
  while (next_in_box(none, n, k, place)) {
    bool here = true;
    for (int axis = 0; axis < AXES; axis++) here &= picked(call, first, axis, place[axis]) == at[axis];
    if (here) return true;
  }
  return false;
}

static Term *place_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  if (!indices_have_numbers(call, 1)) return terms_of_whole(call, at, terms);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  int64_t place[AXES];
  for (int64_t k = 0; next_named(call, &call->size, 1, at, &k, place);)
    if (!term_add(terms, sum, term_reference(terms, 0, place))) return NULL;
  return sum;
}

/* The value that was set there last, or what was there before. */
static Term *replace_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t place[AXES], last[AXES], latest = -1;
  if (!indices_have_numbers(call, 2)) return terms_of_whole(call, at, terms);
  Size selected = selected_size(call, &call->size, 2);
  for (int64_t k = 0; next_named(call, &call->size, 2, at, &k, place);)
    if (offset_of(&selected, place) > latest) {
      latest = offset_of(&selected, place);
      for (int axis = 0; axis < AXES; axis++) last[axis] = place[axis];
    }
  return latest < 0 ? term_reference(terms, 0, at) : term_here(terms, call, 1, last);
}

static const OperatorRow rows[] = {
    {.name = "index", .form = FORM_INTERNAL, .n_operands = 5, .n_required = 1, .size = index_size,
     .forward = index_forward, .terms = index_terms,
     .general = index_general, .help = "X[i, j]: the elements at these indices, from 1",
     .example = "X = [1 2; 3 4]\nX[2, 1]\nX[:, 2]"},
    {.name = "place", .form = FORM_FUNCTION, .n_operands = 5, .n_required = 1, .size = place_size,
     .forward = place_forward, .terms = place_terms,
     .parameter = {{"like", PARAMETER_OPERAND, 0, "the array whose size the result has"}},
     .help = "place(dY, i, j, like=X): zeros of X's size with dY's elements added at the indices; adjoint of X[i, j]",
     .example = "place(5, 2, 1, like=zeros(2, 2))"},
    {.name = "replace", .form = FORM_INTERNAL, .n_operands = 6, .n_required = 2, .size = replace_size,
     .forward = replace_forward, .terms = replace_terms,
     .help = "X[i, j] = v: the elements at these indices set to v",
     .example = "X = [1 2; 3 4]\nX[1, 2] = 9\nX"},
};

const OperatorFamily family_index = {"index", rows, sizeof rows / sizeof *rows};
