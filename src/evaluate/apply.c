/* Applying an operator row to values: precisions, scalars without boxes, history. */
#include "evaluate/dry.h"
#include "evaluate/paper.h"
#include "operators/sizes.h"

#include <math.h>
#include <string.h>

/* Operands of index, place, replace, for_all and affine_sum that say where elements stand; they are not computed with. */
unsigned index_operands(const State *state, const OperatorRow *row) {
  if (row == state->row_index || row == state->row_place || row == state->row_for_all) return 0x1E;
  return row == state->row_replace ? 0x3C : row == state->row_affine_sum ? 0x4 : 0;
}

int count_operands(const OperatorRow *row) {
  int n = row->n_operands;
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++) n += row->parameter[i].kind == PARAMETER_OPERAND;
  return n;
}

static Status check_operands(State *state, const Application *application) {
  unsigned indices = index_operands(state, application->row);
  const OperatorRow *row = application->row;
  int required = row->n_required ? row->n_required : row->n_operands;
  if (application->n < required || application->n > row->n_operands) return fail_operand_count(state, application);
  for (int i = 0; i < count_operands(row); i++) {
    Value operand = application->operand[i];
    bool left_out = operand.kind == VALUE_NONE && i >= required;
    if (left_out || (operand.kind == VALUE_COLON && indices >> i & 1) || is_operand(operand)) continue;
    return fail_operand(state, application, i);
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

bool has_history(const Application *application, int n) {
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

/* The application that made this step, as a rule for a composition writes it out again? */
static bool is_step_again(const Application *application, const TrailNode *node) {
  if (application->row != node->row || application->n != node->n_inputs) return false;
  for (int i = 0; i < application->n; i++)
    if (application->operand[i].kind != VALUE_ARRAY || node->input[i].kind != VALUE_ARRAY ||
        application->operand[i].array != node->input[i].array)
      return false;
  for (int i = 0; i < PARAMETERS_MAX && node->row->parameter[i].name; i++) {
    const ParameterValue *a = &application->parameter[i], *b = &node->parameter[i];
    bool same = a->given ? node->row->parameter[i].kind == PARAMETER_SIZE && a->extent[0].number == b->extent[0].number
                         : !b->given;
    if (!same) return false;
  }
  return true;
}

static bool take_known_step(const State *state, const Application *application, Value *out) {
  for (const TrailNode *const *known = state->known_step; known && *known; known++) {
    if (!is_step_again(application, *known)) continue;
    *out = value_retain((*known)->output);
    if (!state->history_pause) out->node = node_retain((TrailNode *)*known);
    return true;
  }
  return false;
}

static Status run_row(State *state, const Application *application, Value *out) {
  if (state->known_step && take_known_step(state, application, out)) return OK;
  unsigned indices = index_operands(state, application->row);
  OperatorCall call = {
      .context = &state->context, .row = application->row, .n_operands = count_operands(application->row)};
  call.precision = common_precision(application, call.n_operands, indices);
  memcpy(call.parameter, application->parameter, sizeof call.parameter);
  Status status = prepare_operands(state, application, indices, &call);
  if (status == OK && (!state->checking || computes_dry(state, application, &call, &status)))
    status = compute(state, application, &call);
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
  if (state->checking || a->kind != VALUE_NUMBER || !(b ? (void *)row->scalar2 : (void *)row->scalar1) || keeps(state, a)) return false;
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

/* With a symbol among the operands or the parameters. */
static bool is_on_paper(const Application *application) {
  bool on_paper = false;
  for (int i = 0; i < OPERANDS_MAX; i++) on_paper |= is_symbol(application->operand[i]);
  for (int i = 0; i < PARAMETERS_MAX; i++)
    for (int k = 0; k < application->parameter[i].n; k++)
      on_paper |= !extent_is_number(application->parameter[i].extent[k]);
  return on_paper;
}

Status apply_row(State *state, Application *application, Value *out) {
  const Value *operand = application->operand;
  bool unary = application->row->n_operands == 1,
       complete = application->n == application->row->n_operands && application->n <= 2;
  if (complete && apply_to_scalars(state, application->row, &operand[0], unary ? NULL : &operand[1], out)) return OK;
  if (apply_to_strings(application, out)) return OK;
  if (state->checking && (application->blind || any_unknown(operand, OPERANDS_MAX))) return *out = unknown_value(state), OK;
  Status status = check_operands(state, application);
  if (status != OK) return status;
  return state->n_symbols && is_on_paper(application) ? apply_on_paper(state, application, out)
                                                      : run_row(state, application, out);
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

/* 1 × 1 × H where neither is certainly one number. */
static bool has_no_plane(Value value) {
  Size size = value_size(value);
  return extent_equal(size.axis[0], extent_of(1)) == YES && extent_equal(size.axis[1], extent_of(1)) == YES;
}

static Status multiply_on_paper(State *state, Value a, Value b, Value *out) {
  if (is_one_number(a)) return apply2(state, state->row_scale, a, b, out);
  if (is_one_number(b)) return apply2(state, state->row_scale, b, a, out);
  if (has_no_plane(a) || has_no_plane(b)) return apply2(state, state->row_hadamard, a, b, out);
  return apply2(state, state->row_matmul, a, b, out);
}

Status multiply(State *state, Value a, Value b, Value *out) {
  if (is_symbol(a) || is_symbol(b)) return multiply_on_paper(state, a, b, out);
  if (is_scalar(a)) return apply2(state, state->row_scale, a, b, out);
  if (is_scalar(b)) return apply2(state, state->row_scale, b, a, out);
  if (is_map_weight(a) || is_map_weight(b)) return apply2(state, state->row_hadamard, a, b, out);
  return apply2(state, state->row_matmul, a, b, out);
}

/* ---- parameters ---- */

static const char *parameter_name(const Application *application, int index) {
  return application->row->parameter[index].name;
}

static int most_numbers(ParameterKind kind) { return kind == PARAMETER_PAD ? 4 : kind == PARAMETER_PAIR ? 2 : 1; }

/* An extent, or a row of them: [r - 1 c - 1]. */
static Status set_extents(State *state, Application *application, int index, Value value) {
  ParameterValue *parameter = &application->parameter[index];
  const Symbol *symbol = value.symbol;
  int64_t n = symbol->n ? symbol->n : 1;
  bool good = n <= most_numbers(application->row->parameter[index].kind) && n != 3;
  for (int i = 0; i < n && good; i++)
    good = read_extent(symbol->n ? symbol->element[i] : value, &parameter->extent[i]);
  if (!good)
    return fail(&state->context, "%s is a whole number, and this symbol stands for no length",
                parameter_name(application, index));
  parameter->n = (int)n;
  parameter->given = true;
  return OK;
}

static bool is_vector(Value value) {
  int64_t count = value_count(value);
  return value_length(value, 0) == count || value_length(value, 1) == count;
}

static Status fail_numbers(State *state, const Application *application, int index, Value value) {
  int most = most_numbers(application->row->parameter[index].kind);
  int64_t count = value_count(value);
  const char *expected = most == 4   ? "one number, [rows columns] or [top bottom left right]"
                         : most == 2 ? "one number or [rows columns]"
                                     : "one number";
  Size size = value_size(value);
  if (count == 0) fail(&state->context, "%s is %s, not an empty array", parameter_name(application, index), expected);
  if (count == 0 && strcmp(application->row->parameter[index].name, "axis") == 0)
    add_note(&state->context, "the axis is the second argument: %s(\1X\1, 1) down each column, %s(\1X\1, 2) along each row",
             application->row->name, application->row->name);
  else if (count > 0 && is_vector(value))
    fail(&state->context, "%s is %s, not %lld numbers", parameter_name(application, index), expected, (long long)count);
  else if (count > 0)
    fail(&state->context, "%s is %s, not an array of %s", parameter_name(application, index), expected,
         describe_size(&state->context, &size).text);
  note_parameter(&state->context, application->row, index);
  return FAILED;
}

static Status fail_number(State *state, const Application *application, int index, double number) {
  const char *name = parameter_name(application, index);
  if (isfinite(number) && number == floor(number))
    return fail(&state->context, "%s = %g: that is more than any array has", name, number);
  fail(&state->context, "%s = %g: a whole number is needed", name, number);
  if (isfinite(number)) add_note(&state->context, "round(x), floor(x) and ceil(x) are whole");
  note_parameter(&state->context, application->row, index);
  return FAILED;
}

static Status set_numbers(State *state, Application *application, int index, Value value) {
  ParameterValue *parameter = &application->parameter[index];
  ParameterKind kind = application->row->parameter[index].kind;
  int64_t count = value_count(value);
  int most = most_numbers(kind);
  if (count > most || count == 3 || count < 1 || !is_vector(value)) return fail_numbers(state, application, index, value);
  for (int i = 0; i < count; i++) {
    double number = value_element(value, i);
    if (is_opaque_number(number)) return application->blind = true, OK;
    if (number != floor(number) || fabs(number) > 1e15) return fail_number(state, application, index, number);
    parameter->extent[i] = extent_of((int64_t)number);
  }
  if (kind == PARAMETER_PAIR && count == 1) parameter->extent[1] = parameter->extent[0];
  parameter->n = (int)count;
  parameter->given = true;
  return OK;
}

static Status fail_given_twice(State *state, const Application *application, int index) {
  fail(&state->context, "%s is given twice", parameter_name(application, index));
  note_parameter(&state->context, application->row, index);
  return FAILED;
}

Status set_parameter(State *state, Application *application, int index, Value value) {
  ParameterKind kind = application->row->parameter[index].kind;
  if (application->parameter[index].given) return fail_given_twice(state, application, index);
  if (kind == PARAMETER_OPERAND) {
    application->operand[operand_index(application->row, index)] = value;
    application->parameter[index].given = true;
    return OK;
  }
  if (is_unknown(value)) return application->blind = true, OK;
  if (is_symbol(value)) return set_extents(state, application, index, value);
  if (!is_numeric(value))
    return fail_parameter_kind(state, application->row, index, value);
  if (kind != PARAMETER_REAL) return set_numbers(state, application, index, value);
  application->parameter[index].real = value_element(value, 0);
  application->parameter[index].given = true;
  return OK;
}

Status set_parameter_word(State *state, Application *application, int index, Word word) {
  if (application->parameter[index].given) return fail_given_twice(state, application, index);
  if (application->row->parameter[index].kind != PARAMETER_PAD) {
    fail(&state->context, "`same` and `full` are values of pad, not of %s", parameter_name(application, index));
    note_parameter(&state->context, application->row, index);
    return FAILED;
  }
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
  if (state->checking && any_unknown(value, n)) return application->blind = true, OK;
  bool known = n == 1 && is_symbol(*value) && value->symbol->n;
  bool spread = (n == 1 && value->kind == VALUE_ARRAY && value_count(*value) > 0) || known;
  int64_t count = known ? value->symbol->n : spread ? value_count(*value) : n;
  for (int64_t i = 0; i < count; i++) {
    int index = nth_size(application->row, (int)i);
    if (index < 0 || (spread && application->row->parameter[index].kind == PARAMETER_PAIR && count > 1))
      return fail_positions(state, application->row, count);
    Status status =
        set_parameter(state, application, index,
                      known    ? value->symbol->element[i]
                      : spread ? number_value(value_element(*value, i))
                               : value[i]);
    if (status != OK && !spread) state->context.error->part = (int)i + 1;
    if (status != OK) return status;
  }
  return OK;
}

static Value row_of_extents(State *state, const Extent *extent, int n) {
  Value item[4] = {{0}}, row = {0};
  bool made = true;
  for (int i = 0; i < n && made; i++) made = (item[i] = symbol_of_extent(state, extent[i])).kind != VALUE_NONE;
  if (made) row = symbol_of_elements(state, 1, n, item);
  for (int i = 0; i < n; i++) value_release(state, item[i]);
  return row;
}

Value parameter_value(State *state, const OperatorRow *row, int index, const ParameterValue *parameter) {
  ParameterKind kind = row->parameter[index].kind;
  if (kind == PARAMETER_REAL) return number_value(parameter->real);
  int n = most_numbers(kind);
  double numbers[4];
  if (n == 1) return symbol_of_extent(state, parameter->extent[0]);
  for (int i = 0; i < n; i++)
    if (!extent_is_number(parameter->extent[i])) return row_of_extents(state, parameter->extent, n);
  for (int i = 0; i < n; i++) numbers[i] = (double)parameter->extent[i].number;
  return row_of_numbers(state, numbers, n);
}
