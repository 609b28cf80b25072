#include "evaluate/paper.h"

#include <string.h>

/* The chapter's form of what was just recorded; outside a derivation everything stays as it was typed. */
static Status in_chapters_form(State *state, Value *value) {
  return state->on_paper ? state->derivation->simplify(state, value) : OK;
}

/* `known`: the result element by element; VALUE_NONE: it is not. Taken. */
static Status record(State *state, const OperatorCall *call, const Value *operand, Value known, Value *out) {
  Value value = known.kind == VALUE_NONE ? symbol_of_size(state, &call->size) : known;
  if (value.kind == VALUE_NONE) return state->context.error->status;
  if (value.node) node_release(state, value.node); /* a known element's own history: this step takes its place */
  value.node = NULL;
  Status status = record_step(state, call, operand, &value);
  if (status == OK) status = in_chapters_form(state, &value);
  if (status == OK) *out = value;
  else value_release(state, value);
  return status;
}

Status apply_on_paper(State *state, const Application *application, Value *out) {
  Status status = OK;
  Value known = {0};
  if (apply_to_extents(state, application, out)) return out->kind == VALUE_NONE ? state->context.error->status : OK;
  if (apply_to_known_elements(state, application, &status, &known) &&
      (status != OK || !has_history(application, OPERANDS_MAX)))
    return status == OK ? (*out = known, OK) : (value_release(state, known), status);
  if (status != OK) return value_release(state, known), status;
  OperatorCall call = {.context = &state->context,
                       .arena = paper_of(state),
                       .row = application->row,
                       .n_operands = count_operands(application->row)};
  memcpy(call.parameter, application->parameter, sizeof call.parameter);
  for (int i = 0; i < call.n_operands; i++)
    if (is_operand(application->operand[i])) call.operand_size[i] = value_size(application->operand[i]);
  status = find_size(&call);
  if (check_paper(state) != OK) status = state->context.error->status;
  if (status == OK) return record(state, &call, application->operand, known, out);
  return value_release(state, known), status;
}

Status call_on_paper(State *state, Function *function, const Value *argument, int n, Value *out) {
  Size size = value_size(argument[0]);
  Value value = symbol_of_size(state, &size);
  if (value.kind == VALUE_NONE) return state->context.error->status;
  Status status = record_function(state, function, argument, n, &value);
  if (status == OK) status = in_chapters_form(state, &value);
  if (status == OK) *out = value;
  else value_release(state, value);
  return status;
}
