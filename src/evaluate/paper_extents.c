#include "evaluate/paper.h"

#include <string.h>

/* ---- whole numbers ---- */

static bool of_truth(Truth truth, bool wanted, Value *out) {
  if (truth == UNKNOWN) return false;
  return *out = number_value((truth == YES) == wanted), true;
}

/* a/b where it is a whole expression: 4 r/r, S_r/1. */
static bool quotient_of(Arena *arena, Extent a, Extent b, Extent *out) {
  *out = extent_floor_divide(arena, a, b);
  return out->number != INT64_MIN && extent_equal(extent_multiply(arena, *out, b), a) == YES;
}

static bool combine_extents(State *state, const char *name, Extent a, Extent b, Value *out) {
  Arena *arena = paper_of(state);
  Extent result;
  if (strcmp(name, "add") == 0) result = extent_add(arena, a, b);
  else if (strcmp(name, "subtract") == 0) result = extent_subtract(arena, a, b);
  else if (strcmp(name, "hadamard") == 0 || strcmp(name, "scale") == 0) result = extent_multiply(arena, a, b);
  else if (strcmp(name, "mod") == 0) result = extent_modulo(arena, a, b);
  else if (strcmp(name, "equal") == 0) return of_truth(extent_equal(a, b), true, out);
  else if (strcmp(name, "not_equal") == 0) return of_truth(extent_equal(a, b), false, out);
  else if (strcmp(name, "less") == 0) return of_truth(extent_less(a, b), true, out);
  else if (strcmp(name, "greater") == 0) return of_truth(extent_less(b, a), true, out);
  else if (strcmp(name, "less_equal") == 0) return of_truth(extent_less(b, a), false, out);
  else if (strcmp(name, "greater_equal") == 0) return of_truth(extent_less(a, b), false, out);
  else if (strcmp(name, "divide") != 0 || !quotient_of(arena, a, b, &result)) return false;
  return *out = symbol_of_extent(state, result), true;
}

bool apply_to_extents(State *state, const Application *application, Value *out) {
  Extent a, b;
  const char *name = application->row->name;
  if (application->n < 1 || !read_extent(application->operand[0], &a)) return false;
  if (application->n == 1 && strcmp(name, "negate") == 0)
    return *out = symbol_of_extent(state, extent_subtract(paper_of(state), extent_of(0), a)), true;
  if (application->n == 1 && (strcmp(name, "floor") == 0 || strcmp(name, "round") == 0 || strcmp(name, "ceil") == 0))
    return *out = value_retain(application->operand[0]), true;
  return application->n == 2 && read_extent(application->operand[1], &b) && combine_extents(state, name, a, b, out);
}

/* ---- arrays known element by element ---- */

static bool has_known_elements(Value value) {
  return value.kind == VALUE_ARRAY || (is_symbol(value) && value.symbol->n > 0);
}

static Value element_of(Value value, int64_t k) {
  if (is_symbol(value)) return value_retain(value.symbol->n ? value.symbol->element[k] : value);
  return number_value(value_element(value, k));
}

static bool fits_elements(Value value, const Size *size) {
  Size own = value_size(value);
  return has_known_elements(value) ? size_equal(&own, size) == YES : is_one_number(value);
}

static Status apply_each(State *state, const Application *application, const Size *size, Value *out) {
  int64_t rows = size->axis[0].number, columns = size->axis[1].number, n = rows * columns;
  Value *element = memory_allocate_zeroed(&state->context.memory, (size_t)(n ? n : 1) * sizeof *element);
  if (!element) return fail_out_of_memory(&state->context);
  Status status = OK;
  for (int64_t k = 0; k < n && status == OK; k++) {
    Application one = {.row = application->row, .n = application->n};
    for (int i = 0; i < one.n; i++) one.operand[i] = element_of(application->operand[i], k);
    status = apply_row(state, &one, &element[k]);
    for (int i = 0; i < one.n; i++) value_release(state, one.operand[i]);
  }
  if (status == OK) *out = symbol_of_elements(state, rows, columns, element);
  if (status == OK && out->kind == VALUE_NONE) status = OUT_OF_MEMORY;
  for (int64_t k = 0; k < n; k++) value_release(state, element[k]);
  memory_release(&state->context.memory, element);
  return status;
}

enum { KNOWN_MAX = 4096 };

/* Rows that only move elements are applied to the elements' numbers 1, 2, …; 0 stays 0. */
static bool moves_elements(const OperatorRow *row) {
  static const char *const names[] = {"weightmatrix", "transpose", "rot180", "reshape", "vec",
                                      "unvec",        "permute",   "maps",   "index"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(row->name, names[i]) == 0) return true;
  return false;
}

static Tensor *numbered(State *state, const Size *size) {
  int64_t length[AXES];
  for (int axis = 0; axis < AXES; axis++) length[axis] = size->axis[axis].number;
  Tensor *tensor = tensor_new(&state->context, DOUBLE, length);
  for (int64_t k = 0; tensor && k < tensor_count(tensor); k++) tensor_set(tensor, k, (double)(k + 1));
  return tensor;
}

/* w_{i,j} of a symbol that is known as a whole, its k-th element in storage order. */
static Status pick_element(State *state, Value whole, int64_t k, Value *out) {
  if (has_known_elements(whole)) return *out = element_of(whole, k), OK;
  Value index[AXES];
  Size size = value_size(whole);
  int n = 2;
  for (int axis = 0; axis < AXES; axis++) {
    index[axis] = number_value((double)(k % size.axis[axis].number + 1));
    k /= size.axis[axis].number;
    if (axis > 1 && size.axis[axis].number > 1) n = axis + 1;
  }
  return index_on_paper(state, whole, index, n, out);
}

static Status gather_moved(State *state, Value whole, const Tensor *moved, Value *out) {
  int64_t n = tensor_count(moved);
  Value *element = memory_allocate_zeroed(&state->context.memory, (size_t)(n ? n : 1) * sizeof *element);
  if (!element) return fail_out_of_memory(&state->context);
  Status status = OK;
  for (int64_t k = 0; k < n && status == OK; k++) {
    double number = tensor_get(moved, k);
    if (number == 0) element[k] = number_value(0);
    else status = pick_element(state, whole, (int64_t)number - 1, &element[k]);
  }
  if (status == OK && n == 1) *out = value_retain(element[0]);
  else if (status == OK) *out = symbol_of_elements(state, moved->size[0], moved->size[1], element);
  if (status == OK && out->kind == VALUE_NONE) status = OUT_OF_MEMORY;
  for (int64_t k = 0; k < n; k++) value_release(state, element[k]);
  memory_release(&state->context.memory, element);
  return status;
}

static Status move_elements(State *state, const Application *application, Value *out) {
  Value whole = application->operand[0], moved = {0};
  Size size = value_size(whole);
  Application numbers = *application;
  Tensor *tensor = numbered(state, &size);
  if (!tensor) return state->context.error->status;
  numbers.operand[0] = array_value(state, tensor);
  state->history_pause++;
  Status status = apply_row(state, &numbers, &moved);
  state->history_pause--;
  value_release(state, numbers.operand[0]);
  if (status != OK) return status;
  Tensor *gathered = value_to_tensor(state, moved, DOUBLE);
  value_release(state, moved);
  if (!gathered) return state->context.error->status;
  bool flat = gathered->size[2] == 1 && gathered->size[3] == 1;
  status = flat ? gather_moved(state, whole, gathered, out)
                : fail(&state->context, "on paper %s of known elements gives a matrix only", application->row->name);
  tensor_release(&state->context, gathered);
  return status;
}

static bool parameters_are_numbers(const Application *application) {
  for (int i = 0; i < PARAMETERS_MAX; i++)
    for (int k = 0; k < application->parameter[i].n; k++)
      if (!extent_is_number(application->parameter[i].extent[k])) return false;
  return true;
}

static bool other_operands_are_numbers(const Application *application) {
  for (int i = 1; i < OPERANDS_MAX; i++)
    if (is_symbol(application->operand[i])) return false;
  return true;
}

bool apply_to_known_elements(State *state, const Application *application, Status *status, Value *out) {
  const OperatorRow *row = application->row;
  const Value *operand = application->operand;
  Value known = is_symbol(operand[0]) && operand[0].symbol->n ? operand[0] : operand[1];
  Size size = value_size(operand[0]);
  bool is_known = is_symbol(known) && known.symbol->n > 0;
  bool weights = row == state->row_weightmatrix && size_is_numeric(&size) && !state->on_paper;
  if ((is_known || weights) && is_symbol(operand[0]) && moves_elements(row) && parameters_are_numbers(application) &&
      other_operands_are_numbers(application)) {
    int64_t count = 1;
    for (int axis = 0; axis < AXES; axis++) count *= size.axis[axis].number;
    if (count > KNOWN_MAX) return false;
    return *status = move_elements(state, application, out), true;
  }
  if (!is_known || !(row->scalar1 || row->scalar2)) return false;
  size = value_size(known);
  for (int i = 0; i < application->n; i++)
    if (!fits_elements(operand[i], &size)) return false;
  return *status = apply_each(state, application, &size, out), true;
}
