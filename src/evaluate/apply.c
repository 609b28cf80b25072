/* Applying an operator row to values: precisions, scalars without boxes, history. */
#include "evaluate/evaluate.h"

#include <math.h>
#include <string.h>

/* Operands of index, place and replace that are lists of indices, not numbers to compute with. */
static unsigned index_operands(const State *state, const OperatorRow *row) {
  if (row == state->row_index || row == state->row_place) return 0x1E;
  return row == state->row_replace ? 0x3C : 0;
}

static int count_operands(const OperatorRow *row) {
  int n = row->n_operands;
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++) n += row->parameter[i].kind == PARAMETER_OPERAND;
  return n;
}

static Status check_operands(State *state, const Application *application) {
  unsigned indices = index_operands(state, application->row);
  const OperatorRow *row = application->row;
  int required = row->n_required ? row->n_required : row->n_operands;
  const char *name = row->form == FORM_FUNCTION || !row->glyph ? row->name : row->glyph;
  if (application->n < required || application->n > row->n_operands)
    return fail(&state->context, "%s takes %d operand%s, not %d", name, required, required == 1 ? "" : "s",
                application->n);
  for (int i = 0; i < count_operands(row); i++) {
    Value operand = application->operand[i];
    bool left_out = operand.kind == VALUE_NONE && i >= required;
    if (left_out || (operand.kind == VALUE_COLON && indices >> i & 1) || is_numeric(operand)) continue;
    return fail(&state->context, "%s works on numbers and arrays, not on %s", name, kind_name(operand));
  }
  return OK;
}

static Precision common_precision(const Application *application, int n, unsigned indices) {
  for (int i = 0; i < n; i++)
    if (!(indices >> i & 1) && is_numeric(application->operand[i]) &&
        value_precision(application->operand[i]) == SINGLE)
      return SINGLE;
  return DOUBLE;
}

static bool has_history(const Application *application, int n) {
  for (int i = 0; i < n; i++)
    if (application->operand[i].node) return true;
  return false;
}

/* A softmax is a step in any case: crossentropy looks behind it for the net input. */
static bool is_recorded(const State *state, const Application *application, int n) {
  if (state->history_pause) return false;
  if (application->row == state->row_softmax) return true;
  return state->keeps_history && has_history(application, n);
}

static Status prepare_operands(State *state, const Application *application, unsigned indices, OperatorCall *call) {
  for (int i = 0; i < call->n_operands; i++) {
    Value operand = application->operand[i];
    if (!is_numeric(operand)) continue;
    Precision precision = indices >> i & 1 ? DOUBLE : call->precision;
    if (!(call->operand[i] = value_to_tensor(state, operand, precision))) return state->context.error->status;
    call->operand_size[i] = value_size(operand);
  }
  return OK;
}

/* crossentropy of a softmax is computed from the net input, where the softmax itself may underflow; the step stays
   crossentropy's, and the rule for crossentropy(T, softmax(N)) takes it from there. */
static Status compute(State *state, const Application *application, OperatorCall *call) {
  const TrailNode *output = call->row == state->row_crossentropy ? application->operand[1].node : NULL;
  if (!output || output->row != state->row_softmax) return apply_operator(call);
  Tensor *net_input = value_to_tensor(state, output->input[0], call->precision);
  if (!net_input) return state->context.error->status;
  OperatorCall stable = *call;
  stable.row = state->row_softmax_crossentropy;
  stable.operand[1] = net_input;
  Status status = apply_operator(&stable);
  tensor_release(&state->context, net_input);
  call->result = stable.result;
  return status;
}

static Status run_row(State *state, const Application *application, Value *out) {
  unsigned indices = index_operands(state, application->row);
  OperatorCall call = {
      .context = &state->context, .row = application->row, .n_operands = count_operands(application->row)};
  call.precision = common_precision(application, call.n_operands, indices);
  memcpy(call.parameter, application->parameter, sizeof call.parameter);
  Status status = prepare_operands(state, application, indices, &call);
  if (status == OK) status = compute(state, application, &call);
  if (status == OK) {
    Value value = array_value(state, call.result);
    if (is_recorded(state, application, call.n_operands))
      status = record_step(state, &call, application->operand, &value);
    if (status == OK) *out = value;
    else value_release(state, value);
  }
  for (int i = 0; i < call.n_operands; i++) tensor_release(&state->context, call.operand[i]);
  return status;
}

static double rounded(double number, Precision precision) {
  return precision == SINGLE ? (double)(float)number : number;
}

/* Is a step with this operand part of a history that is being kept? */
static bool keeps(const State *state, const Value *operand) {
  return operand->node && state->keeps_history && !state->history_pause;
}

/* Numbers in, one number out, nothing allocated; b NULL for one operand. */
static inline bool apply_to_scalars(State *state, const OperatorRow *row, const Value *a, const Value *b, Value *out) {
  if (a->kind != VALUE_NUMBER || !(b ? (void *)row->scalar2 : (void *)row->scalar1) || keeps(state, a)) return false;
  if (b && (b->kind != VALUE_NUMBER || keeps(state, b))) return false;
  Precision precision = a->precision | (b ? b->precision : 0);
  double result = b ? row->scalar2(a->number, b->number) : row->scalar1(a->number);
  *out = (Value){.kind = VALUE_NUMBER, .precision = precision, .number = rounded(result, precision)};
  return true;
}

/* == and ≠ also compare strings. */
static bool apply_to_strings(const Application *application, Value *out) {
  const Value *a = &application->operand[0], *b = &application->operand[1];
  bool equal = strcmp(application->row->name, "equal") == 0;
  if (a->kind != VALUE_STRING || b->kind != VALUE_STRING ||
      (!equal && strcmp(application->row->name, "not_equal") != 0))
    return false;
  bool same =
      a->string->length == b->string->length && memcmp(a->string->text, b->string->text, a->string->length) == 0;
  return *out = number_value(same == equal), true;
}

Status apply_row(State *state, Application *application, Value *out) {
  const Value *operand = application->operand;
  bool unary = application->row->n_operands == 1,
       complete = application->n == application->row->n_operands && application->n <= 2;
  if (complete && apply_to_scalars(state, application->row, &operand[0], unary ? NULL : &operand[1], out)) return OK;
  if (apply_to_strings(application, out)) return OK;
  Status status = check_operands(state, application);
  return status == OK ? run_row(state, application, out) : status;
}

Status apply1(State *state, const OperatorRow *row, Value a, Value *out) {
  if (apply_to_scalars(state, row, &a, NULL, out)) return OK;
  Application application = {.row = row, .n = 1, .operand = {a}};
  return apply_row(state, &application, out);
}

Status apply2(State *state, const OperatorRow *row, Value a, Value b, Value *out) {
  if (apply_to_scalars(state, row, &a, &b, out)) return OK;
  Application application = {.row = row, .n = 2, .operand = {a, b}};
  return apply_row(state, &application, out);
}

static bool is_map_weight(Value value) { /* 1 × 1 × H: one number a map */
  return value.kind == VALUE_ARRAY && value.array->size[0] == 1 && value.array->size[1] == 1;
}

Status multiply(State *state, Value a, Value b, Value *out) {
  if (is_scalar(a)) return apply2(state, state->row_scale, a, b, out);
  if (is_scalar(b)) return apply2(state, state->row_scale, b, a, out);
  if (is_map_weight(a) || is_map_weight(b)) return apply2(state, state->row_hadamard, a, b, out);
  return apply2(state, state->row_matmul, a, b, out);
}

/* ---- parameters ---- */

static const char *parameter_name(const Application *application, int index) {
  return application->row->parameter[index].name;
}

static Status set_numbers(State *state, Application *application, int index, Value value) {
  ParameterValue *parameter = &application->parameter[index];
  ParameterKind kind = application->row->parameter[index].kind;
  int64_t count = value_count(value);
  int most = kind == PARAMETER_PAD ? 4 : kind == PARAMETER_PAIR ? 2 : 1;
  if (count > most || count == 3 || count < 1)
    return fail(&state->context, "%s is %s, not %lld numbers", parameter_name(application, index),
                most == 4   ? "one number, [rows columns] or [top bottom left right]"
                : most == 2 ? "one number or [rows columns]"
                            : "one number",
                (long long)count);
  for (int i = 0; i < count; i++) {
    double number = value_element(value, i);
    if (number != floor(number) || fabs(number) > 1e15)
      return fail(&state->context, "%s = %g: a whole number is needed", parameter_name(application, index), number);
    parameter->extent[i] = extent_of((int64_t)number);
  }
  if (kind == PARAMETER_PAIR && count == 1) parameter->extent[1] = parameter->extent[0];
  parameter->n = (int)count;
  parameter->given = true;
  return OK;
}

Status set_parameter(State *state, Application *application, int index, Value value) {
  ParameterKind kind = application->row->parameter[index].kind;
  if (kind == PARAMETER_OPERAND) {
    application->operand[operand_index(application->row, index)] = value;
    application->parameter[index].given = true;
    return OK;
  }
  if (!is_numeric(value))
    return fail(&state->context, "%s is a number, not %s", parameter_name(application, index), kind_name(value));
  if (kind != PARAMETER_REAL) return set_numbers(state, application, index, value);
  application->parameter[index].real = value_element(value, 0);
  application->parameter[index].given = true;
  return OK;
}

Status set_parameter_word(State *state, Application *application, int index, Word word) {
  if (application->row->parameter[index].kind != PARAMETER_PAD)
    return fail(&state->context, "`same` and `full` are values of pad, not of %s", parameter_name(application, index));
  application->parameter[index].word = word;
  application->parameter[index].given = true;
  return OK;
}

/* What stands by position: windows and sizes of an operator, any parameter of a function. */
static int nth_size(const OperatorRow *row, int nth) {
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++) {
    ParameterKind kind = row->parameter[i].kind;
    if ((row->glyph ? kind == PARAMETER_SIZE : kind != PARAMETER_OPERAND) && nth-- == 0) return i;
  }
  return -1;
}

Status set_sizes(State *state, Application *application, const Value *value, int n) {
  bool spread = n == 1 && value->kind == VALUE_ARRAY;
  int64_t count = spread ? value_count(*value) : n;
  for (int64_t i = 0; i < count; i++) {
    int index = nth_size(application->row, (int)i);
    if (index < 0 || (spread && application->row->parameter[index].kind == PARAMETER_PAIR && count > 1))
      return fail(&state->context,
                  i == 0 ? "%s takes no numbers by position; name them, as in _{pad=1, stride=2}"
                         : "%s takes fewer numbers by position",
                  application->row->glyph ? application->row->glyph : application->row->name);
    Status status =
        set_parameter(state, application, index, spread ? number_value(value_element(*value, i)) : value[i]);
    if (status != OK) return status;
  }
  return OK;
}

Value parameter_value(State *state, const OperatorRow *row, int index, const ParameterValue *parameter) {
  ParameterKind kind = row->parameter[index].kind;
  if (kind == PARAMETER_REAL) return number_value(parameter->real);
  int n = kind == PARAMETER_PAD ? 4 : kind == PARAMETER_PAIR ? 2 : 1;
  double numbers[4];
  for (int i = 0; i < n; i++) numbers[i] = (double)parameter->extent[i].number;
  return n == 1 ? number_value(numbers[0]) : row_of_numbers(state, numbers, n);
}
