/* What a dry run knows of a value. */
#include "evaluate/dry.h"

#include <string.h>

enum { ELEMENTS_LOOKED_AT = 4096, DEPTH_LOOKED_AT = 12 }; /* {L, L} of {L, L} … has no end */

bool is_opaque(Value value) { return value.kind == VALUE_NUMBER && is_opaque_number(value.number); }

/* Larger arrays with elements are ranges and zeros, none of whose numbers is opaque. */
static bool is_settled_array(const Tensor *array) {
  int64_t count = tensor_count(array);
  if (is_hollow(array)) return count == 0;
  for (int64_t i = 0; i < count && count <= ELEMENTS_LOOKED_AT; i++)
    if (is_opaque_number(tensor_get(array, i))) return false;
  return true;
}

bool is_settled(Value value) {
  if (value.kind == VALUE_ARRAY) return is_settled_array(value.array);
  if (value.kind == VALUE_LIST && value.list->depth > DEPTH_LOOKED_AT) return false;
  for (int i = 0; value.kind == VALUE_LIST && i < value.list->n; i++)
    if (!is_settled(value.list->item[i])) return false;
  return !is_unknown(value) && !is_opaque(value);
}

bool any_unknown(const Value *value, int n) {
  for (int i = 0; i < n; i++)
    if (is_unknown(value[i])) return true;
  return false;
}

/* Unknown values and numbers decide over ranges; the elements of hollow arrays do not. */
bool mentions_unsettled(State *state, Frame *frame, const Ast *ast) {
  Value value = {0};
  if (!ast) return false;
  if (ast->kind == AST_NAME && peek_value(state, frame, ast, &value)) {
    bool unsettled = is_unknown(value) || is_opaque(value) || (value.kind == VALUE_LIST && !is_settled(value));
    return value_release(state, value), unsettled;
  }
  for (int i = 0; i < ast->n; i++)
    if (mentions_unsettled(state, frame, ast->child[i])) return true;
  return mentions_unsettled(state, frame, ast->arguments);
}

/* Without memory for what is known nothing is; an error that waited before stays. */
static Value nothing_known(State *state, bool waiting) {
  if (!waiting) clear_error(&state->context);
  return unknown_value(state);
}

static Value hollow_of(State *state, const Tensor *array) {
  bool waiting = state->context.has_error;
  Tensor *hollow = tensor_hollow(&state->context, array->precision, array->size);
  if (!hollow) return nothing_known(state, waiting);
  return (Value){.kind = VALUE_ARRAY, .array = hollow};
}

static Value with_history(Value value, Value of) {
  value.node = of.node ? node_retain(of.node) : NULL;
  return value;
}

Value hollowed(State *state, Value value) {
  if (value.kind == VALUE_NUMBER)
    return with_history((Value){.kind = VALUE_NUMBER, .precision = value.precision, .number = opaque_number()}, value);
  if (value.kind == VALUE_ARRAY && tensor_count(value.array) > 0)
    return with_history(hollow_of(state, value.array), value);
  return value.kind == VALUE_ARRAY || is_symbol(value) ? value_retain(value) : unknown_value(state);
}

Status hollow_params(State *state, unsigned line) {
  Status status = OK;
  for (size_t i = 0; i < state->n_globals && status == OK; i++) {
    Variable *variable = &state->global[i];
    if (!variable->is_param || !is_numeric(variable->value)) continue;
    Value plain = variable->value;
    plain.node = NULL;
    status = bind_variable(state, variable, hollowed(state, plain), BIND_UPDATE, line);
    value_store(state, &variable->gradient, (Value){0});
  }
  return status;
}

/* ---- merging ---- */

static bool same_numbers(Value a, Value b) {
  if (value_precision(a) != value_precision(b) || !is_settled(a) || !is_settled(b)) return false;
  int64_t count = value_count(a);
  if (count > ELEMENTS_LOOKED_AT) return false;
  for (int64_t i = 0; i < count; i++) {
    double x = value_element(a, i), y = value_element(b, i);
    if (memcmp(&x, &y, sizeof x) != 0) return false;
  }
  return true;
}

static bool is_bare(Value value) { return is_opaque(value) || (value.kind == VALUE_ARRAY && is_hollow(value.array)); }

static Value merge_numbers(State *state, Value before, Value after, bool force, bool *changed) {
  Size a = value_size(before), b = value_size(after);
  bool fits = size_equal(&a, &b) == YES;
  Value history = after.node ? after : before;
  if (fits && same_numbers(before, after)) return value_retain(after.node || !before.node ? after : before);
  *changed |= !fits || !is_bare(before);
  if (!fits || (force && !is_bare(before))) return unknown_value(state);
  Value merged = hollowed(state, after);
  if (after.node || is_unknown(merged)) return merged;
  return with_history(merged, history);
}

static bool same_shape(const List *a, const List *b) {
  bool same = a->n == b->n && !a->key == !b->key;
  for (int i = 0; same && a->key && i < a->n; i++) same = a->key[i] == b->key[i];
  return same;
}

static Value merge_lists(State *state, const List *before, const List *after, bool force, bool *changed) {
  bool waiting = state->context.has_error;
  if (!same_shape(before, after) || after->depth > DEPTH_LOOKED_AT) return *changed = true, unknown_value(state);
  List *list = list_new(state, after->n, after->key != NULL);
  if (!list) return *changed = true, nothing_known(state, waiting);
  list->depth = after->depth;
  for (int i = 0; i < list->n; i++) {
    if (after->key) list->key[i] = after->key[i];
    list->item[i] = merge_values(state, before->item[i], after->item[i], force, changed);
  }
  return (Value){.kind = VALUE_LIST, .list = list};
}

static bool same_function(const Function *a, const Function *b) {
  return a == b || (a->kind == b->kind && a->code == b->code && a->row == b->row && a->procedure == b->procedure &&
                    a->kind != FUNCTION_DERIVATIVE && a->name == b->name);
}

static bool same_text(const String *a, const String *b) {
  return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

Value merge_values(State *state, Value before, Value after, bool force, bool *changed) {
  if (is_unknown(before)) return unknown_value(state);
  if (before.kind == VALUE_NONE && after.kind == VALUE_NONE) return before;
  if (is_numeric(before) && is_numeric(after)) return merge_numbers(state, before, after, force, changed);
  if (before.kind == after.kind) {
    if (before.kind == VALUE_LIST && before.list == after.list) return value_retain(after);
    if (before.kind == VALUE_LIST) return merge_lists(state, before.list, after.list, force, changed);
    if (before.kind == VALUE_STRING && same_text(before.string, after.string)) return value_retain(after);
    if (before.kind == VALUE_FUNCTION && same_function(before.function, after.function)) return value_retain(after);
    if (is_symbol(before) && before.symbol == after.symbol) return value_retain(after);
  }
  return *changed = true, unknown_value(state);
}

/* ---- conditions ---- */

/* One 0 decides, whatever the other elements are. */
Status truth_dry(State *state, Value value, Truth *truth) {
  bool known = false;
  *truth = UNKNOWN;
  if (is_unknown(value)) return OK;
  if (!is_numeric(value)) return is_symbol(value) ? OK : value_truth(state, value, &known);
  bool zero = false;
  for (int64_t i = 0; i < value_count(value) && i < ELEMENTS_LOOKED_AT; i++) zero |= value_element(value, i) == 0;
  if (zero) return *truth = NO, OK;
  if (!is_settled(value)) return OK;
  Status status = value_truth(state, value, &known);
  return *truth = known ? YES : NO, status;
}

/* ---- new arrays ---- */

bool make_hollow(State *state, const int64_t size[AXES], bool data, Status *status, Value *out) {
  int64_t count = count_elements(size);
  if (!state->checking || *status != OK || count == 0 || (!data && count > 0 && count <= ELEMENTS_LOOKED_AT))
    return false;
  Tensor *hollow = tensor_hollow(&state->context, DOUBLE, size);
  if (hollow) *out = array_value(state, hollow);
  else *status = state->context.error->status;
  return true;
}
