/* Elements of arrays and lists: X[i, j], X_{i,j}, maps X^{h,l}, and setting them. */
#include "evaluate/dry.h"
#include "evaluate/paper.h"

#include <math.h>
#include <string.h>

static const char *const axis_names[AXES] = {"rows", "columns", "maps", "examples"};

static Status check_index(State *state, double number, int64_t length, const char *axis) {
  if (number >= 1 && number <= (double)length && number == floor(number)) return OK;
  if (is_opaque_number(number)) return OK; /* nobody knows */
  if (number == 0 && length > 0) return fail(&state->context, "index 0: indices start at 1");
  if (number != floor(number)) return fail(&state->context, "index %g is not a whole number", number);
  if (number < 0) return fail(&state->context, "index %.15g: indices start at 1, and the last is written end", number);
  int letters = (int)strlen(axis) - (length == 1);
  return fail(&state->context, "index %.15g is outside: there %s %lld %.*s", number, length == 1 ? "is" : "are",
              (long long)length, letters, axis);
}

static Status fail_list_index(State *state, const List *list, Value index) {
  fail(&state->context, "a list is indexed by numbers, not by %s", kind_name(index));
  if (list->key && index.kind == VALUE_STRING)
    add_note(&state->context, "a field of a record r is picked by its name: r.%s", index.string->text);
  return FAILED;
}

static Status index_list(State *state, const List *list, Value index, Value *out) {
  int64_t count = index.kind == VALUE_COLON ? list->n : value_count(index);
  if (state->checking && !is_settled(index)) return *out = unknown_value(state), OK;
  if (index.kind == VALUE_NUMBER) {
    Status status = check_index(state, index.number, list->n, "elements");
    if (status == OK) *out = value_retain(list->item[(int)index.number - 1]);
    return status;
  }
  if (index.kind != VALUE_ARRAY && index.kind != VALUE_COLON)
    return fail_list_index(state, list, index);
  if (count > INT32_MAX) return fail(&state->context, "a list has at most %d elements", INT32_MAX);
  List *part = list_new(state, (int)count, false);
  Status status = part ? OK : OUT_OF_MEMORY;
  for (int64_t i = 0; i < count && status == OK; i++) {
    double number = index.kind == VALUE_COLON ? (double)(i + 1) : value_element(index, i);
    status = check_index(state, number, list->n, "elements");
    if (status == OK) part->item[i] = value_retain(list->item[(int)number - 1]);
  }
  if (part && status == OK) part->depth = list->depth, *out = (Value){.kind = VALUE_LIST, .list = part};
  else if (part) value_release(state, (Value){.kind = VALUE_LIST, .list = part});
  return status;
}

/* Reads one element without building anything; false when it is not that simple. */
static bool read_element(State *state, Value base, const Value *index, int n, Value *out) {
  if (base.kind != VALUE_ARRAY || n < 2 || (base.node && state->keeps_history && !state->history_pause)) return false;
  int64_t offset = 0, stride = 1;
  for (int axis = 0; axis < AXES; axis++) {
    int64_t length = base.array->size[axis];
    if (axis >= n) {
      if (length != 1) return false;
      continue;
    }
    if (index[axis].kind != VALUE_NUMBER || !(index[axis].number >= 1 && index[axis].number <= (double)length) ||
        index[axis].number != floor(index[axis].number))
      return false;
    offset += ((int64_t)index[axis].number - 1) * stride;
    stride *= length;
  }
  *out = (Value){.kind = VALUE_NUMBER, .precision = base.array->precision, .number = tensor_get(base.array, offset)};
  return true;
}

static Status check_axes(State *state, Value base, const Value axes[AXES]) {
  for (int axis = 0; axis < AXES; axis++) {
    if (axes[axis].kind == VALUE_COLON) continue;
    if (!is_numeric(axes[axis]))
      return fail(&state->context, "an index is a number, a vector or `:`, not %s", kind_name(axes[axis]));
    for (int64_t i = 0; i < value_count(axes[axis]); i++) {
      if (state->context.interrupt) return take_step(&state->context);
      Status status = check_index(state, value_element(axes[axis], i), value_length(base, axis), axis_names[axis]);
      if (status != OK && value_element(axes[axis], i) == 0 && value_count(axes[axis]) > 1)
        add_note(&state->context, "elements that meet a condition are picked with find: X[find(X > 2)]");
      if (status != OK) return status;
    }
  }
  return OK;
}

static Status apply_index(State *state, Value base, const Value axes[AXES], Value *out) {
  Application application = {.row = state->row_index, .n = 1, .operand = {base}};
  for (int axis = 0; axis < AXES; axis++)
    if (axes[axis].kind != VALUE_COLON) application.operand[1 + axis] = axes[axis], application.n = 2 + axis;
  Status status = check_axes(state, base, axes);
  return status == OK ? apply_row(state, &application, out) : status;
}

static Status as_column(State *state, Value base, Value *column) {
  const OperatorRow *reshape = find_operator("reshape");
  Application application = {.row = reshape, .n = 1, .operand = {base}};
  Status status =
      set_sizes(state, &application, (Value[]){number_value((double)value_count(base)), number_value(1)}, 2);
  return status == OK ? apply_row(state, &application, column) : status;
}

/* X[k]: along a row or a column; otherwise the k-th element in storage order. */
static Status index_once(State *state, Value base, Value index, Value *out) {
  const Value all = {.kind = VALUE_COLON};
  for (int64_t i = 0; is_numeric(index) && i < value_count(index); i++) {
    if (state->context.interrupt) return take_step(&state->context);
    Status inside = check_index(state, value_element(index, i), value_count(base), "elements");
    if (inside != OK) return inside;
  }
  bool is_vector =
      value_length(base, 2) * value_length(base, 3) == 1 && (value_length(base, 0) == 1 || value_length(base, 1) == 1);
  if (is_vector) {
    bool row = value_length(base, 0) == 1 && value_length(base, 1) != 1;
    return apply_index(state, base, (Value[]){row ? all : index, row ? index : all, all, all}, out);
  }
  Value column = {0};
  Status status = as_column(state, base, &column);
  if (status == OK) status = apply_index(state, column, (Value[]){index, all, all, all}, out);
  value_release(state, column);
  return status;
}

static bool has_symbol(const Value *index, int n) {
  for (int i = 0; i < n; i++)
    if (is_symbol(index[i])) return true;
  return false;
}

Status index_value(State *state, Value base, const Value *index, int n, Value *out) {
  if (is_unknown(base) || any_unknown(index, n)) return *out = unknown_value(state), OK;
  if (base.kind == VALUE_LIST) {
    Value item = {0};
    Status status = index_list(state, base.list, index[0], &item);
    if (status != OK || n == 1) return *out = item, status;
    status = index_value(state, item, index + 1, n - 1, out);
    value_release(state, item);
    return status;
  }
  if (base.kind == VALUE_FUNCTION) return fail(&state->context, "a function is called with ( ), not indexed with [ ]");
  if (is_symbol(base) || (is_numeric(base) && has_symbol(index, n))) return index_on_paper(state, base, index, n, out);
  if (!is_numeric(base)) return fail(&state->context, "%s has no elements to index", kind_name(base));
  if (n > AXES) return fail(&state->context, "%d indices: an array has four axes (rows, columns, maps, examples)", n);
  if (read_element(state, base, index, n, out)) return OK;
  if (n == 1) return index_once(state, base, index[0], out);
  Value axes[AXES];
  for (int axis = 0; axis < AXES; axis++) axes[axis] = axis < n ? index[axis] : (Value){.kind = VALUE_COLON};
  return apply_index(state, base, axes, out);
}

/* The last superscript is axis 3, the one before it axis 4. */
Status map_indices(State *state, const Value *index, int n, Value axes[AXES]) {
  if (n > 2)
    return fail(&state->context,
                "%d superscripts: an array has maps (the last one) and examples or output maps (the one before)", n);
  axes[0] = axes[1] = axes[3] = (Value){.kind = VALUE_COLON};
  axes[2] = index[n - 1];
  if (n == 2) axes[3] = index[0];
  return OK;
}

static bool has_maps(Value value) { return value_length(value, 2) > 1 || value_length(value, 3) > 1; }

Status pick_maps(State *state, Value base, const Value *index, int n, bool grouped, Value *out) {
  if (is_unknown(base) || any_unknown(index, n)) return *out = unknown_value(state), OK;
  if (base.kind == VALUE_LIST) {
    Value item = {0};
    Status status = index_list(state, base.list, index[0], &item);
    if (status != OK || n == 1) return *out = item, status;
    status = pick_maps(state, item, index + 1, n - 1, false, out);
    value_release(state, item);
    return status;
  }
  if (is_symbol(base) || (is_numeric(base) && has_symbol(index, n)))
    return pick_maps_on_paper(state, base, index, n, grouped, out);
  if (!is_numeric(base)) {
    fail(&state->context, "%s has no feature maps and no power", kind_name(base));
    if (base.kind == VALUE_FUNCTION) add_note(&state->context, "a power is taken of what it gives: logsig(N)^2; e^{-n} is exp(-n)");
    return FAILED;
  }
  bool power = n == 1 && is_numeric(index[0]) && (grouped || is_scalar(base) || !has_maps(base));
  if (power) return apply2(state, state->row_power, base, index[0], out);
  Value axes[AXES];
  Status status = map_indices(state, index, n, axes);
  if (status == OK && (status = apply_index(state, base, axes, out)) != OK && n == 1)
    add_note(&state->context, "a superscript in braces names a map, A^{l}; the power of each element is written A^2");
  return status;
}

/* Sets in place where nobody else holds the array and no history is kept; true when done. */
static bool replace_in_place(State *state, Value base, const Value axes[AXES], Value value) {
  if (base.kind != VALUE_ARRAY || !tensor_is_exclusive(base.array) || !is_scalar(value)) return false;
  if (state->checking) return false;
  if ((base.node || value.node) && state->keeps_history && !state->history_pause) return false;
  if (base.array->precision != (Precision)value.precision && base.array->precision == DOUBLE) return false;
  int64_t offset = 0, stride = 1;
  for (int axis = 0; axis < AXES; axis++) {
    int64_t length = base.array->size[axis];
    if (axes[axis].kind == VALUE_COLON ? length != 1 : axes[axis].kind != VALUE_NUMBER) return false;
    if (axes[axis].kind == VALUE_NUMBER) offset += ((int64_t)axes[axis].number - 1) * stride;
    stride *= length;
  }
  tensor_set(base.array, offset, value.number);
  return true;
}

static Status replace_axes(State *state, Value base, const Value axes[AXES], Value value, Value *out) {
  Status status = check_axes(state, base, axes);
  if (status != OK) return status;
  if (replace_in_place(state, base, axes, value)) return *out = value_retain(base), OK;
  Application application = {.row = state->row_replace, .n = 2, .operand = {base, value}};
  for (int axis = 0; axis < AXES; axis++)
    if (axes[axis].kind != VALUE_COLON) application.operand[2 + axis] = axes[axis], application.n = 3 + axis;
  return apply_row(state, &application, out);
}

static Status as_shaped(State *state, Value column, Value like, Value *out) {
  Value size[AXES];
  Application application = {.row = find_operator("reshape"), .n = 1, .operand = {column}};
  for (int axis = 0; axis < AXES; axis++) size[axis] = number_value((double)value_length(like, axis));
  Status status = set_sizes(state, &application, size, AXES);
  return status == OK ? apply_row(state, &application, out) : status;
}

/* X[k] = v in an array that is no vector: the k-th element in storage order, as X[k] reads it. */
static Status replace_in_order(State *state, Value base, Value index, Value value, Value *out) {
  const Value all = {.kind = VALUE_COLON};
  Value column = {0}, values = {0}, replaced = {0};
  Status status = OK;
  for (int64_t i = 0; is_numeric(index) && i < value_count(index) && status == OK; i++) {
    status = check_index(state, value_element(index, i), value_count(base), "elements");
    if (status == OK) status = poll_interrupt(&state->context);
  }
  if (status == OK) status = as_column(state, base, &column);
  if (status == OK) status = is_scalar(value) ? (values = value_retain(value), OK) : as_column(state, value, &values);
  if (status == OK) status = replace_axes(state, column, (Value[]){index, all, all, all}, values, &replaced);
  if (status == OK) status = as_shaped(state, replaced, base, out);
  value_release(state, column);
  value_release(state, values);
  value_release(state, replaced);
  return status;
}

static Status replace_in_list(State *state, Value base, Value index, Value value, Value *out) {
  const List *list = base.list;
  if (index.kind != VALUE_NUMBER) return fail(&state->context, "one element of a list is set at a time");
  bool grows = index.number == list->n + 1 && !list->key;
  Status status = grows ? OK : check_index(state, index.number, list->n, "elements");
  if (status != OK && !list->key && index.number > list->n)
    add_note(&state->context, "a list grows one element at a time: L[%d] = …", list->n + 1);
  if (status != OK) return status;
  List *copy = list_new(state, list->n + grows, list->key != NULL);
  if (!copy) return OUT_OF_MEMORY;
  for (int i = 0; i < list->n; i++) {
    copy->item[i] = value_retain(list->item[i]);
    if (list->key) copy->key[i] = list->key[i];
  }
  value_store(state, &copy->item[(int)index.number - 1], value_retain(value));
  *out = (Value){.kind = VALUE_LIST, .list = copy};
  if ((status = set_list_depth(state, copy)) != OK) value_store(state, out, (Value){0});
  return status;
}

/* X[?] = v leaves X's size as it is. */
static Status replace_dry(State *state, Value base, Value *out) {
  return *out = is_numeric(base) ? hollowed(state, base) : unknown_value(state), OK;
}

Status replace_elements(State *state, Value base, const Value *index, int n, Value value, Value *out) {
  if (is_unknown(base) || is_unknown(value) || any_unknown(index, n)) {
    if (!is_unknown(value) || base.kind != VALUE_LIST || n > 1 || any_unknown(index, n))
      return replace_dry(state, base, out);
  }
  if (state->checking && base.kind == VALUE_LIST && !is_settled(index[0])) return replace_dry(state, base, out);
  if (base.kind == VALUE_LIST && n == 1) return replace_in_list(state, base, index[0], value, out);
  if (!is_numeric(base)) return fail(&state->context, "%s has no elements to set", kind_name(base));
  if (!is_numeric(value)) return fail(&state->context, "an element of an array is a number, not %s", kind_name(value));
  if (n > AXES) return fail(&state->context, "%d indices: an array has four axes (rows, columns, maps, examples)", n);
  Value axes[AXES];
  for (int axis = 0; axis < AXES; axis++) axes[axis] = axis < n ? index[axis] : (Value){.kind = VALUE_COLON};
  if (n > 1) return replace_axes(state, base, axes, value, out);
  int64_t planes = value_length(base, 2) * value_length(base, 3);
  bool row = value_length(base, 0) == 1 && value_length(base, 1) != 1 && planes == 1;
  if (row) axes[1] = index[0], axes[0] = (Value){.kind = VALUE_COLON};
  if (row || value_length(base, 1) * planes == 1)
    return replace_axes(state, base, axes, value, out);
  if (value_count(base) == 0)
    return fail(&state->context,
                "X is empty and has no element to set: begin with zeros(n, 1), or grow a row, X = [X, x]");
  return replace_in_order(state, base, index[0], value, out);
}
