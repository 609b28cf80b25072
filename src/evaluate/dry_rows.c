/* Operators in a dry run. */
#include "evaluate/dry.h"

#include <string.h>

enum { ELEMENTS_COMPUTED = 4096, ELEMENTS_RUN_THROUGH = 1 << 16 };

/* Rows that run through their operands once: labels are worth it. */
static int64_t elements_worth(const OperatorRow *row) {
  return row->elementwise || row->broadcasts || row->scalar1 || row->scalar2 || find_parameter(row, "axis") == 0
             ? ELEMENTS_RUN_THROUGH
             : ELEMENTS_COMPUTED;
}

/* Rows that only move elements: what is known of each of them moves with it. */
static bool moves_elements(const State *state, const OperatorRow *row) {
  static const char *const names[] = {"reshape", "vec", "unvec", "maps"};
  if (row == state->row_index || row == state->row_cat || row == state->row_transpose || row == state->row_alias ||
      row == state->row_single || row == state->row_double || row == state->row_replace || row == state->row_permute)
    return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(row->name, names[i]) == 0) return true;
  return false;
}

static int64_t elements_of(const Size *size) {
  int64_t length[AXES];
  for (int axis = 0; axis < AXES; axis++) length[axis] = size->axis[axis].number;
  return count_elements(length);
}

/* An index is read to be used: it has to be settled in any case. */
static bool operand_is_settled(const State *state, const OperatorCall *call, int i, bool moves) {
  const Tensor *tensor = call->operand[i];
  if (!tensor) return true;
  bool index = index_operands(state, call->row) >> i & 1;
  int64_t count = tensor_count(tensor);
  if (is_hollow(tensor) && count > 0) return false;
  if (count > elements_worth(call->row) && call->row != state->row_index) return false;
  return (moves && !index) || is_settled((Value){.kind = VALUE_ARRAY, .array = (Tensor *)tensor});
}

/* crossentropy looks behind a softmax for the net input. */
static const TrailNode *softmax_of(const State *state, const Application *application) {
  const TrailNode *output = application->row == state->row_crossentropy ? application->operand[1].node : NULL;
  return output && output->row == state->row_softmax ? output : NULL;
}

bool computes_dry(State *state, const Application *application, OperatorCall *call, Status *status) {
  bool moves = moves_elements(state, call->row), settled = true;
  const TrailNode *softmax = softmax_of(state, application);
  OperatorCall sized = *call;
  if (softmax) sized.row = state->row_softmax_crossentropy;
  if ((*status = find_size(&sized)) != OK) return false;
  sized.row = call->row;
  int64_t count = elements_of(&sized.size), size[AXES];
  if (softmax) settled = is_settled(softmax->input[0]);
  for (int i = 0; i < call->n_operands; i++) settled &= operand_is_settled(state, call, i, moves);
  if (count == 0 || (settled && count > 0 && count <= elements_worth(call->row))) return true;
  for (int axis = 0; axis < AXES; axis++) size[axis] = sized.size.axis[axis].number;
  *call = sized;
  call->result = tensor_hollow(&state->context, call->precision, size);
  if (!call->result) *status = state->context.error->status;
  return false;
}
