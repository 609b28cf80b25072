/* Making arrays and asking for their sizes. */
#include "evaluate/procedures.h"

#include "evaluate/dry.h"

#include <math.h>
#include <string.h>

Value named_argument(const State *state, const Arguments *arguments, const char *name) {
  (void)state;
  for (int i = 0; i < arguments->n_named; i++)
    if (strcmp(arguments->name[i]->text, name) == 0) return arguments->named[i];
  return (Value){0};
}

static Status read_length(State *state, double number, int64_t *out) {
  if (number >= 0 && number <= 9e15 && number == floor(number)) return *out = (int64_t)number, OK;
  return fail(&state->context, "a size is a whole number from 0 on, not %g", number);
}

Status read_size(State *state, const Arguments *arguments, int first, bool square, int64_t size[AXES]) {
  bool vector = arguments->n == first + 1 && arguments->value[first].kind == VALUE_ARRAY;
  int64_t n = vector ? value_count(arguments->value[first]) : arguments->n - first;
  if (n > AXES) return fail(&state->context, "an array has four axes: rows, columns, maps, examples");
  for (int axis = 0; axis < AXES; axis++) size[axis] = 1;
  for (int i = 0; i < n; i++) {
    Value value = vector ? arguments->value[first] : arguments->value[first + i];
    if (!vector && value.kind != VALUE_NUMBER)
      return fail(&state->context, "a size is a number, not %s", kind_name(value));
    Status status = read_length(state, value_element(value, vector ? i : 0), &size[i]);
    if (status != OK) return status;
  }
  if (n == 1 && square) size[1] = size[0];
  return OK;
}

static Status filled(State *state, const Arguments *arguments, double number, Value *out) {
  int64_t size[AXES];
  Status status = read_size(state, arguments, 0, true, size);
  if (make_hollow(state, size, false, &status, out)) return status;
  Tensor *tensor = status == OK ? tensor_new(&state->context, DOUBLE, size) : NULL;
  if (!tensor) return state->context.error->status;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, tensor_count(tensor))((double *)tensor->data)[i] = number;
  return give_filled(state, tensor, out);
}

static Status run_zeros(State *state, Arguments *arguments, Value *out) { return filled(state, arguments, 0, out); }
static Status run_ones(State *state, Arguments *arguments, Value *out) { return filled(state, arguments, 1, out); }

static Status run_eye(State *state, Arguments *arguments, Value *out) {
  int64_t size[AXES];
  Status status = read_size(state, arguments, 0, true, size);
  if (status == OK && size[2] * size[3] != 1)
    status = fail(&state->context, "eye makes a matrix: rows and columns only");
  if (make_hollow(state, size, false, &status, out)) return status;
  Tensor *tensor = status == OK ? tensor_zeros(&state->context, DOUBLE, size) : NULL;
  if (!tensor) return state->context.error->status;
  for (int64_t i = 0; i < size[0] && i < size[1]; i++) ((double *)tensor->data)[i * size[0] + i] = 1;
  *out = array_value(state, tensor);
  return OK;
}

/* A one-point image, 8.1: by the chapter's convention for finite images the point stands in the middle (rounded up). */
static Status run_impulse(State *state, Arguments *arguments, Value *out) {
  int64_t size[AXES];
  Status status = read_size(state, arguments, 0, true, size);
  if (status == OK && count_elements(size) == 0) status = fail(&state->context, "an impulse needs at least one pixel");
  if (make_hollow(state, size, false, &status, out)) return status;
  Tensor *tensor = status == OK ? tensor_zeros(&state->context, DOUBLE, size) : NULL;
  if (!tensor) return state->context.error->status;
  ((double *)tensor->data)[(size[1] - 1) / 2 * size[0] + (size[0] - 1) / 2] = 1;
  *out = array_value(state, tensor);
  return OK;
}

static Status run_linspace(State *state, Arguments *arguments, Value *out) {
  int64_t n = 100;
  if (arguments->value[0].kind != VALUE_NUMBER || arguments->value[1].kind != VALUE_NUMBER)
    return fail(&state->context, "linspace(a, b, n) takes numbers, and here is %s",
                kind_name(arguments->value[arguments->value[0].kind == VALUE_NUMBER]));
  if (arguments->n == 3 && value_to_integer(state, arguments->value[2], "the number of points", 1, 1ll << 40, &n) != OK)
    return FAILED;
  double a = arguments->value[0].number, b = arguments->value[1].number;
  Tensor *row = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){1, n, 1, 1});
  if (!row) return state->context.error->status;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, n)
  ((double *)row->data)[i] = n == 1 || i == n - 1 ? b : a + (b - a) * (double)i / (double)(n - 1);
  return give_filled(state, row, out);
}

/* ---- sizes ---- */

static Status need_numeric(State *state, const Arguments *arguments, const char *procedure) {
  if (is_operand(arguments->value[0])) return OK;
  return fail(&state->context, "%s works on numbers and arrays, not on %s", procedure, kind_name(arguments->value[0]));
}

static Status give_extent(State *state, Extent extent, Value *out) {
  *out = symbol_of_extent(state, extent);
  return out->kind == VALUE_NONE ? state->context.error->status : OK;
}

static bool is_one(const Size *size, int axis) { return extent_equal(size->axis[axis], extent_of(1)) == YES; }

/* As many numbers as size(X) has: two for a matrix. */
static int count_lengths(const Size *size) { return !is_one(size, 3) ? 4 : !is_one(size, 2) ? 3 : 2; }

/* 8.14 to 8.19: the lengths in size symbols. */
static Status size_on_paper(State *state, const Size *size, Value *out) {
  Value length[AXES] = {{0}};
  int n = count_lengths(size);
  Status status = OK;
  for (int i = 0; i < n && status == OK; i++) status = give_extent(state, size->axis[i], &length[i]);
  if (status == OK && (*out = symbol_of_elements(state, 1, n, length)).kind == VALUE_NONE) status = OUT_OF_MEMORY;
  for (int i = 0; i < n; i++) value_release(state, length[i]);
  return status;
}

static Status run_size(State *state, Arguments *arguments, Value *out) {
  Value value = arguments->value[0];
  int64_t axis;
  double numbers[AXES];
  if (need_numeric(state, arguments, "size") != OK) return FAILED;
  if (arguments->n == 2) {
    if (value_to_integer(state, arguments->value[1], "an axis", 1, AXES, &axis) != OK) return FAILED;
    return give_extent(state, value_size(value).axis[axis - 1], out);
  }
  Size size = value_size(value);
  if (!size_is_numeric(&size)) return size_on_paper(state, &size, out);
  int n = count_lengths(&size);
  for (int i = 0; i < n; i++) numbers[i] = (double)size.axis[i].number;
  *out = row_of_numbers(state, numbers, n);
  return out->kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
}

static Status length_along(State *state, const Arguments *arguments, int axis, Value *out) {
  if (need_numeric(state, arguments, axis ? "columns" : "rows") != OK) return FAILED;
  return give_extent(state, value_size(arguments->value[0]).axis[axis], out);
}

static Status run_rows(State *state, Arguments *arguments, Value *out) {
  return length_along(state, arguments, 0, out);
}
static Status run_columns(State *state, Arguments *arguments, Value *out) {
  return length_along(state, arguments, 1, out);
}

/* Q: axis 2 of a matrix, axis 4 otherwise. */
static Status run_examples(State *state, Arguments *arguments, Value *out) {
  Value value = arguments->value[0];
  if (need_numeric(state, arguments, "examples") != OK) return FAILED;
  Size size = value_size(value);
  return give_extent(state, size.axis[is_one(&size, 2) && is_one(&size, 3) ? 1 : 3], out);
}

static Status run_numel(State *state, Arguments *arguments, Value *out) {
  if (arguments->value[0].kind == VALUE_LIST) return *out = number_value(arguments->value[0].list->n), OK;
  if (need_numeric(state, arguments, "numel") != OK) return FAILED;
  Size size = value_size(arguments->value[0]);
  Extent count = extent_of(1);
  for (int axis = 0; axis < AXES; axis++) count = extent_multiply(paper_of(state), count, size.axis[axis]);
  return give_extent(state, count, out);
}

static Status run_is_single(State *state, Arguments *arguments, Value *out) {
  if (need_numeric(state, arguments, "issingle") != OK) return FAILED;
  return *out = number_value(value_precision(arguments->value[0]) == SINGLE), OK;
}

/* ---- joining ---- */

static Status join_all(State *state, const Value *value, int n, int axis, Value *out) {
  if (n == 1) return *out = value_retain(value[0]), OK;
  Value half[2] = {{0}};
  Status status = join_all(state, value, n / 2, axis, &half[0]);
  if (status == OK) status = join_all(state, value + n / 2, n - n / 2, axis, &half[1]);
  Application application = {.row = state->row_cat, .n = 2, .operand = {half[0], half[1]}};
  if (status == OK)
    status = set_parameter(state, &application, find_parameter(state->row_cat, "axis"), number_value(axis));
  if (status == OK) status = apply_row(state, &application, out);
  value_release(state, half[0]);
  value_release(state, half[1]);
  return status;
}

/* stack(a, b, …) or stack({a, b, …}). */
static Status join_arguments(State *state, const Arguments *arguments, int first, int axis, Value *out) {
  const Value *value = arguments->value + first;
  int n = arguments->n - first;
  if (n == 1 && value[0].kind == VALUE_LIST) n = value[0].list->n, value = value[0].list->item;
  if (n == 0) return fail(&state->context, "there is nothing to join");
  for (int i = 0; i < n; i++)
    if (!is_operand(value[i])) {
      fail(&state->context, "arrays are joined, not %s", kind_name(value[i]));
      if (value[i].kind == VALUE_STRING) add_note(&state->context, "texts are joined by str(a, b)");
      return FAILED;
    }
  return join_all(state, value, n, axis, out);
}

static Status run_stack(State *state, Arguments *arguments, Value *out) {
  return join_arguments(state, arguments, 0, 3, out);
}
static Status run_bank(State *state, Arguments *arguments, Value *out) {
  return join_arguments(state, arguments, 0, 4, out);
}

static Status run_cat(State *state, Arguments *arguments, Value *out) {
  int64_t axis;
  if (value_to_integer(state, arguments->value[0], "cat's first argument, the axis,", 1, AXES, &axis) != OK)
    return FAILED;
  return join_arguments(state, arguments, 1, (int)axis, out);
}

/* ---- places ---- */

static Status run_find(State *state, Arguments *arguments, Value *out) {
  if (need_numeric(state, arguments, "find") != OK) return FAILED;
  Value value = arguments->value[0];
  int64_t count = 0, k = 0;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, value_count(value)) count += value_element(value, i) != 0;
  if (poll_interrupt(&state->context) != OK) return INTERRUPTED;
  Tensor *column = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){count, 1, 1, 1});
  if (!column) return state->context.error->status;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, value_count(value))
  if (value_element(value, i) != 0) ((double *)column->data)[k++] = (double)(i + 1);
  return give_filled(state, column, out);
}

/* Merges runs of `width` places; a nan stands behind every number, equal ones keep their order. */
static void merge_runs(const Context *context, Value value, const double *from, double *to, int64_t n, int64_t width) {
  for (int64_t start = 0; start < n; start += 2 * width) {
    int64_t i = start, middle = start + width < n ? start + width : n,
            end = start + 2 * width < n ? start + 2 * width : n, j = middle;
    EACH_UNTIL_INTERRUPT(context, k, start, end) {
      double a = i < middle ? value_element(value, (int64_t)from[i] - 1) : 0,
             b = j < end ? value_element(value, (int64_t)from[j] - 1) : 0;
      bool left = i < middle && (j >= end || !(b < a || (isnan(a) && !isnan(b))));
      to[k] = left ? from[i++] : from[j++];
    }
  }
}

/* order(x): the places of the smallest, the next … element of a vector; sort(x) = x[order(x)] in stdlib. */
static Status run_order(State *state, Arguments *arguments, Value *out) {
  if (need_numeric(state, arguments, "order") != OK) return FAILED;
  Value value = arguments->value[0];
  int64_t n = value_count(value), size[AXES];
  if (value_length(value, 0) != n && value_length(value, 1) != n)
    return fail(&state->context, "a vector is put in order; take columns or vec(A) of an array");
  if (!is_settled(value)) return *out = hollowed(state, (Value){.kind = VALUE_ARRAY, .array = value.array}), OK;
  for (int axis = 0; axis < AXES; axis++) size[axis] = value_length(value, axis);
  Tensor *now = tensor_new(&state->context, DOUBLE, size),
         *next = now ? tensor_new(&state->context, DOUBLE, size) : NULL;
  if (!next) return tensor_release(&state->context, now), state->context.error->status;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, n)((double *)now->data)[i] = (double)(i + 1);
  for (int64_t width = 1; width < n && !state->context.interrupt; width *= 2) {
    merge_runs(&state->context, value, now->data, next->data, n, width);
    Tensor *swapped = now;
    now = next;
    next = swapped;
  }
  tensor_release(&state->context, next);
  return give_filled(state, now, out);
}

/* ---- the chapter's sizes, 8.14 to 8.19 ---- */

static Status named_length(State *state, const Arguments *arguments, const char *name, int64_t fallback, int64_t *out) {
  Value value = named_argument(state, arguments, name);
  *out = fallback;
  return value.kind == VALUE_NONE
             ? OK
             : value_to_integer(state, value, name, name[0] == 'p' ? -(1ll << 40) : 1, 1ll << 40, out);
}

static Status run_outsize(State *state, Arguments *arguments, Value *out) {
  int64_t image, kernel, pad, stride, dilate, up;
  if (value_to_integer(state, arguments->value[0], "the image's length", 0, 1ll << 40, &image) != OK ||
      value_to_integer(state, arguments->value[1], "the kernel's length", 1, 1ll << 40, &kernel) != OK ||
      named_length(state, arguments, "pad", 0, &pad) != OK ||
      named_length(state, arguments, "stride", 1, &stride) != OK ||
      named_length(state, arguments, "dilate", 1, &dilate) != OK || named_length(state, arguments, "up", 1, &up) != OK)
    return FAILED;
  int64_t room = (image - 1) * up + 1 + 2 * pad - dilate * (kernel - 1) - 1;
  if (room < 0) {
    fail(&state->context, "the kernel (%lld) does not fit into the padded image (%lld), 8.16", (long long)kernel,
         (long long)(image + 2 * pad));
    add_note(&state->context, "pad=%lld makes room", (long long)(pad + (1 - room) / 2));
    return FAILED;
  }
  return *out = number_value((double)(room / stride + 1)), OK;
}

const Procedure array_procedures[] = {
    {"zeros", 1, 4, "", run_zeros, "zeros(r, c, h, q)  an array of zeros",
     "zeros(2, 3)"},
    {"ones", 1, 4, "", run_ones, "ones(r, c, h, q)  an array of ones",
     "ones(2, 3)"},
    {"eye", 1, 2, "", run_eye, "eye(n)  the identity matrix; eye(r, c) with r rows and c columns",
     "eye(2)"},
    {"impulse", 1, 2, "", run_impulse, "impulse(R, C)  a one-point image (8.1), the point in the middle",
     "impulse(3, 3)"},
    {"δ", 1, 2, "", run_impulse, "δ(R, C)  a one-point image (8.1), the point in the middle",
     "δ(3, 3)"},
    {"linspace", 2, 3, "", run_linspace, "linspace(a, b, n)  n numbers from a to b",
     "linspace(0, 1, 5)"},
    {"size", 1, 2, "", run_size,
     "size(X)  rows, columns and, where there are any, maps and examples; size(X, k) the k-th",
     "X = stack([1 2 3], [4 5 6])\nsize(X)\nsize(X, 3)"},
    {"rows", 1, 1, "", run_rows, "rows(X)  the number of rows of an array",
     "rows([1 2 3; 4 5 6])"},
    {"columns", 1, 1, "", run_columns, "columns(X)  the number of columns of an array",
     "columns([1 2 3; 4 5 6])"},
    {"examples", 1, 1, "", run_examples, "examples(X)  Q: columns of a matrix, axis 4 of a stack",
     "examples([1 2 3; 4 5 6])"},
    {"numel", 1, 1, "", run_numel, "numel(X)  the number of elements, of an array or a list",
     "numel([1 2 3; 4 5 6])"},
    {"issingle", 1, 1, "", run_is_single, "issingle(X)  1 where X is in single precision",
     "issingle(single(1))"},
    {"stack", 1, -1, "", run_stack, "stack(A, B, …)  joins feature maps along axis 3",
     "A = stack([1 2], [3 4])\nsize(A)\nA^{2}"},
    {"bank", 1, -1, "", run_bank, "bank(A, B, …)  joins stacks of kernels, or examples, along axis 4",
     "W = bank([1 2; 3 4], [0 1; 1 0])\nsize(W)\nW^{2,1}"},
    {"cat", 2, -1, "", run_cat, "cat(axis, A, B, …)  joins along an axis",
     "cat(1, [1 2], [3 4])"},
    {"find", 1, 1, "", run_find, "find(X)  the places, in storage order, of the elements that are not 0",
     "find([0 5 0 7])"},
    {"order", 1, 1, "", run_order, "order(x)  the places of a vector's elements from the smallest to the largest",
     "order([30 10 20])"},
    {"outsize", 2, 2, "pad,stride,dilate,up", run_outsize,
     "outsize(R, r, pad=0, stride=1, dilate=1, up=1)  length of W ⊗ P (8.14 to 8.19) in one direction",
     "outsize(28, 5, pad=2, stride=2)"},
    {NULL, 0, 0, NULL, NULL, NULL, NULL}};
