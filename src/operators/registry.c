#include "operators/operator.h"

#include <string.h>

static bool spells(const char *spelling, const char *wanted) {
  return spelling && spelling[0] == wanted[0] && strcmp(spelling, wanted) == 0;
}

static bool row_is_spelled(const OperatorRow *row, const char *wanted) {
  if (spells(row->name, wanted) || spells(row->glyph, wanted) || spells(row->latex, wanted)) return true;
  for (size_t i = 0; i < sizeof row->alias / sizeof *row->alias && row->alias[i]; i++)
    if (spells(row->alias[i], wanted)) return true;
  return false;
}

const OperatorRow *find_operator(const char *spelling) {
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++)
      if (row_is_spelled(&(*family)->rows[i], spelling)) return &(*family)->rows[i];
  return NULL;
}

const char *row_name(const OperatorRow *row) { return row->glyph ? row->glyph : row->name; }

size_t call_length(const OperatorRow *row) {
  size_t n = strlen(row->name);
  const char *end = strncmp(row->help, row->name, n) == 0 && row->help[n] == '(' ? strchr(row->help, ')') : NULL;
  return end ? (size_t)(end + 1 - row->help) : 0;
}

static bool is_one_number(const Tensor *tensor) {
  return tensor && tensor->size[0] == 1 && tensor->size[1] == 1 && tensor->size[2] == 1 && tensor->size[3] == 1;
}

static Status apply_to_numbers(OperatorCall *call, double value) {
  Status status = make_result(call);
  if (status == OK) tensor_set(call->result, 0, value);
  return status;
}

static void fill_in_fallbacks(OperatorCall *call) {
  for (int i = 0; i < PARAMETERS_MAX && call->row->parameter[i].name; i++) {
    ParameterValue *value = &call->parameter[i];
    if (value->given) continue;
    for (int item = 0; item < 4; item++) value->extent[item] = extent_of(call->row->parameter[i].fallback);
    value->real = (double)call->row->parameter[i].fallback;
  }
}

Status find_size(OperatorCall *call) {
  fill_in_fallbacks(call);
  Status status = call->row->size(call);
  return status == OK ? check_extents(call) : status;
}

Status apply_operator(OperatorCall *call) {
  const OperatorRow *row = call->row;
  Tensor *const *operand = call->operand;
  call->result = NULL;
  for (int i = 0; i < call->n_operands; i++)
    if (operand[i]) call->operand_size[i] = size_of(operand[i]);
  Status status = find_size(call);
  if (status != OK) return status;
  if (row->scalar1 && call->n_operands == 1 && is_one_number(operand[0]))
    return apply_to_numbers(call, row->scalar1(tensor_get(operand[0], 0)));
  if (row->scalar2 && call->n_operands == 2 && is_one_number(operand[0]) && is_one_number(operand[1]))
    return apply_to_numbers(call, row->scalar2(tensor_get(operand[0], 0), tensor_get(operand[1], 0)));
  status = row->forward(call);
  if (status == OK || !call->result) return status;
  tensor_release(call->context, call->result); /* it failed or was interrupted on the way */
  call->result = NULL;
  return status;
}

Status make_result(OperatorCall *call) {
  int64_t size[AXES];
  for (int axis = 0; axis < AXES; axis++) size[axis] = call->size.axis[axis].number;
  call->result = tensor_new(call->context, call->precision, size);
  return call->result ? OK : call->context->error->status;
}

int64_t length_of(const OperatorCall *call, int operand, int axis) {
  return call->operand_size[operand].axis[axis].number;
}

int64_t parameter_number(const OperatorCall *call, int parameter, int item) {
  return call->parameter[parameter].extent[item].number;
}

int operand_index(const OperatorRow *row, int parameter) {
  int index = row->n_operands;
  for (int i = 0; i < parameter; i++) index += row->parameter[i].kind == PARAMETER_OPERAND;
  return index;
}

int find_parameter(const OperatorRow *row, const char *name) {
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (strcmp(row->parameter[i].name, name) == 0) return i;
  return -1;
}

Status check_extents(OperatorCall *call) {
  for (int axis = 0; axis < AXES; axis++) {
    Extent length = call->size.axis[axis];
    if (length.number == INT64_MIN)
      return call->arena ? fail_out_of_memory(call->context)
                         : fail(call->context, "the size of %s's result cannot be computed", call->row->name);
    if (extent_less(length, extent_of(0)) != YES) continue;
    Text text;
    text_open(&text, &call->context->memory);
    print_size(&call->size, &text);
    fail(call->context, "%s would give an array of %s", row_name(call->row), text_string(&text));
    int pad = find_parameter(call->row, "pad");
    if (pad >= 0 && call->parameter[pad].given) add_note(call->context, "pad= cuts away more than there is");
    else add_note(call->context, "a length is a whole number from 0 on");
    text_close(&text);
    return FAILED;
  }
  return OK;
}
