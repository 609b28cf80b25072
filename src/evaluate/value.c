#include "evaluate/value.h"

#include "evaluate/state.h"

#include <math.h>
#include <string.h>

Value array_value(State *state, Tensor *array) {
  if (tensor_count(array) != 1) return (Value){.kind = VALUE_ARRAY, .array = array};
  Value value = {.kind = VALUE_NUMBER, .precision = array->precision, .number = tensor_get(array, 0)};
  tensor_release(&state->context, array);
  return value;
}

Value string_value(State *state, const char *text, size_t length) {
  String *string = memory_allocate(&state->context.memory, sizeof *string + length + 1);
  if (!string) return (void)fail_out_of_memory(&state->context), (Value){0};
  string->references = 1;
  string->length = length;
  if (length) memcpy(string->text, text, length);
  string->text[length] = 0;
  return (Value){.kind = VALUE_STRING, .string = string};
}

static Value function_value(State *state, Function content) {
  Function *function = memory_allocate(&state->context.memory, sizeof *function);
  if (!function) return (void)fail_out_of_memory(&state->context), (Value){0};
  *function = content;
  function->references = 1;
  return (Value){.kind = VALUE_FUNCTION, .function = function};
}

Value function_of_row(State *state, const OperatorRow *row) {
  return function_value(state, (Function){.kind = FUNCTION_ROW, .row = row});
}

Value function_of_procedure(State *state, const Procedure *procedure) {
  return function_value(state, (Function){.kind = FUNCTION_PROCEDURE, .procedure = procedure});
}

Value function_of_name(State *state, Name *name) {
  return function_value(state, (Function){.kind = FUNCTION_SYMBOL, .name = name});
}

List *list_new(State *state, int n, bool with_keys) {
  size_t items = (size_t)n * sizeof(Value), keys = with_keys ? (size_t)n * sizeof(Name *) : 0;
  List *list = memory_allocate_zeroed(&state->context.memory, sizeof *list + items + keys);
  if (!list) return (void)fail_out_of_memory(&state->context), NULL;
  list->references = 1;
  list->n = n;
  if (with_keys) list->key = (Name **)(void *)((char *)list->item + items);
  return list;
}

static int depth_of(Value value) {
  return value.kind == VALUE_LIST ? value.list->depth : value.kind == VALUE_FUNCTION ? value.function->depth : 0;
}

static int deepest(const Value *value, int n) {
  int depth = 0;
  for (int i = 0; i < n; i++)
    if (depth_of(value[i]) > depth) depth = depth_of(value[i]);
  return depth;
}

Status set_list_depth(State *state, List *list) {
  list->depth = 1 + deepest(list->item, list->n);
  return list->depth <= DEPTH_MAX ? OK : fail(&state->context, "lists lie more than %d deep in each other", DEPTH_MAX);
}

Status set_function_depth(State *state, Function *function) {
  int inner = function->original ? function->original->depth : deepest(function->captured, function->n_captured);
  function->depth = 1 + inner;
  return inner < DEPTH_MAX ? OK : fail(&state->context, "functions hold each other more than %d deep", DEPTH_MAX);
}

Value value_retain(Value value) {
  switch (value.kind) {
    case VALUE_ARRAY: value.array->references++; break;
    case VALUE_STRING: value.string->references++; break;
    case VALUE_LIST: value.list->references++; break;
    case VALUE_FUNCTION: value.function->references++; break;
    case VALUE_SYMBOL: value.symbol->references++; break;
    default: break;
  }
  if (value.node) value.node->references++;
  return value;
}

void detach_closure(Function *function) {
  if (!function->frame) return;
  *function->made_link = function->next_made;
  if (function->next_made) function->next_made->made_link = function->made_link;
  function->frame = NULL;
}

static void function_release(State *state, Function *function) {
  if (--function->references) return;
  detach_closure(function);
  for (int i = 0; i < function->n_captured; i++) value_release(state, function->captured[i]);
  if (function->original) function_release(state, function->original);
  program_release(&state->context, function->program);
  memory_release(&state->context.memory, function);
}

static void list_release(State *state, List *list) {
  if (--list->references) return;
  for (int i = 0; i < list->n; i++) value_release(state, list->item[i]);
  memory_release(&state->context.memory, list);
}

void value_free(State *state, Value value) {
  switch (value.kind) {
    case VALUE_ARRAY: tensor_release(&state->context, value.array); break;
    case VALUE_STRING:
      if (--value.string->references == 0) memory_release(&state->context.memory, value.string);
      break;
    case VALUE_LIST: list_release(state, value.list); break;
    case VALUE_FUNCTION: function_release(state, value.function); break;
    case VALUE_SYMBOL: symbol_release(state, value.symbol); break;
    default: break;
  }
  if (value.node) node_release(state, value.node);
}

Value plain_value(Value value) {
  value.node = NULL;
  return value_retain(value);
}

int64_t value_length(Value value, int axis) {
  if (is_symbol(value))
    return extent_is_number(value.symbol->size.axis[axis]) ? value.symbol->size.axis[axis].number : -1;
  return value.kind == VALUE_ARRAY ? value.array->size[axis] : 1;
}

Size value_size(Value value) {
  Size size;
  if (is_symbol(value)) return value.symbol->size;
  for (int axis = 0; axis < AXES; axis++) size.axis[axis] = extent_of(value_length(value, axis));
  return size;
}

Precision value_precision(Value value) {
  return value.kind == VALUE_ARRAY ? value.array->precision : (Precision)value.precision;
}

double value_element(Value value, int64_t index) {
  return value.kind == VALUE_ARRAY ? tensor_get(value.array, index) : value.number;
}

int64_t value_count(Value value) { return value.kind == VALUE_ARRAY ? tensor_count(value.array) : 1; }

const char *kind_name(Value value) {
  static const char *const names[] = {"nothing", "a number", "an array", "a string", "a list", "a function", "`:`", "a symbol", "a value"};
  return value.kind == VALUE_LIST && value.list->key ? "a record" : names[value.kind];
}

Tensor *value_to_tensor(State *state, Value value, Precision precision) {
  static const int64_t one[AXES] = {1, 1, 1, 1};
  if (value.kind == VALUE_ARRAY) return tensor_convert(&state->context, value.array, precision);
  if (value.kind != VALUE_NUMBER)
    return (void)fail(&state->context, "%s stands where a number or an array is needed", kind_name(value)), NULL;
  Tensor *tensor = tensor_new(&state->context, precision, one);
  if (tensor) tensor_set(tensor, 0, value.number);
  return tensor;
}

Status give_filled(State *state, Tensor *tensor, Value *out) {
  Status status = poll_interrupt(&state->context);
  if (status == OK) *out = array_value(state, tensor);
  else tensor_release(&state->context, tensor);
  return status;
}

Value row_of_numbers(State *state, const double *numbers, int n) {
  Tensor *row = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){1, n, 1, 1});
  if (!row) return (Value){0};
  if (n) memcpy(row->data, numbers, (size_t)n * sizeof *numbers);
  return array_value(state, row);
}

Status value_truth(State *state, Value value, bool *truth) {
  if (!is_numeric(value)) return fail(&state->context, "a condition is a number or an array, not %s", kind_name(value));
  int64_t count = value_count(value);
  *truth = count > 0;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, *truth ? count : 0) *truth &= value_element(value, i) != 0;
  return poll_interrupt(&state->context);
}

Status value_to_integer(State *state, Value value, const char *what, int64_t least, int64_t most, int64_t *out) {
  if (value.kind != VALUE_NUMBER) return fail(&state->context, "%s is a whole number, not %s", what, kind_name(value));
  if (!(value.number == floor(value.number)) || value.number < (double)least || value.number > (double)most) {
    if (most >= (int64_t)1 << 40 && least <= -((int64_t)1 << 40))
      return fail(&state->context, "%s is a whole number, not %g", what, value.number);
    if (most >= (int64_t)1 << 40 && value.number <= (double)most)
      return fail(&state->context, "%s is a whole number from %lld on, not %g", what, (long long)least, value.number);
    return fail(&state->context, "%s is a whole number from %lld to %lld, not %g", what, (long long)least,
                (long long)most, value.number);
  }
  *out = (int64_t)value.number;
  return OK;
}
