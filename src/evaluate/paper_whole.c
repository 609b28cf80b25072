/* Equations with free indices on paper that are one operator on whole stacks: 8.21 is W ⊗ A, and Z^{h} = w^{h} ⊞ave V^{h}
   works map by map. Nothing here knows more than which index stands on which axis. */
#include "evaluate/paper.h"

#include <string.h>

static const Value all = {.kind = VALUE_COLON};

/* Index i = 3 or 4 of a step that picks whole planes, or of the equation; `:` where there is none. */
static Value index_of(const TrailNode *node, int i) {
  return i < node->n_inputs && is_symbol(node->input[i]) ? node->input[i] : all;
}

static bool same_index(Value a, Value b) {
  Extent m, n;
  if (a.kind == VALUE_COLON || b.kind == VALUE_COLON) return a.kind == b.kind;
  return read_extent(a, &m) && read_extent(b, &n) && extent_equal(m, n) == YES;
}

static bool picks_planes(const State *state, Value value) {
  const TrailNode *node = is_symbol(value) ? value.node : NULL;
  return node && node->row == state->row_index && node->input[1].kind == VALUE_COLON &&
         node->input[2].kind == VALUE_COLON;
}

static bool is_plane(Value value) {
  Size size = value_size(value);
  return extent_equal(size.axis[2], extent_of(1)) == YES && extent_equal(size.axis[3], extent_of(1)) == YES;
}

static bool stands_on(Value operand, int i, Value index) { return same_index(index_of(operand.node, i), index); }

/* Without bounds, or from 1 to the number of maps. */
static bool sums_all_maps(const TrailNode *sum) {
  const TrailNode *body = sum->input[0].node;
  if (!sum->parameter[1].given) return true;
  if (!body || !body->n_inputs || !is_symbol(body->input[0]) || !body->input[0].node) return false;
  Value whole = body->input[0].node->n_inputs ? body->input[0].node->input[0] : body->input[0];
  return extent_equal(sum->parameter[0].extent[0], extent_of(1)) == YES &&
         extent_equal(sum->parameter[1].extent[0], value_size(whole).axis[2]) == YES;
}

/* Σ_{l} W^{h,l} ⊗ A^{q,l} for Z^{q,h}. */
static bool is_correlation(const State *state, const TrailNode *whole, const TrailNode **operation) {
  const TrailNode *body = whole->input[0].node;
  Value summed = all;
  if (body && body->row == state->row_sum_over && sums_all_maps(body))
    summed = body->input[1], body = body->input[0].node;
  if (!body || body->row != state->row_correlate) return false;
  *operation = body;
  Value kernel = body->input[0], image = body->input[1];
  if (!picks_planes(state, kernel) || !picks_planes(state, image)) return false;
  return stands_on(kernel, 3, summed) && stands_on(image, 3, summed) && stands_on(kernel, 4, index_of(whole, 3)) &&
         stands_on(image, 4, index_of(whole, 4));
}

static Application application_of(const TrailNode *node) {
  Application application = {.row = node->row, .n = node->row->n_operands};
  for (int i = 0; i < node->n_inputs && i < OPERANDS_MAX; i++) application.operand[i] = node->input[i];
  for (int i = 0; i < PARAMETERS_MAX && node->row->parameter[i].name; i++)
    application.parameter[i] = node->parameter[i];
  return application;
}

static Status strip(State *state, const TrailNode *whole, Value value, bool *done, Value *out);

static bool works_map_by_map(const State *state, const TrailNode *node) {
  const OperatorRow *row = node->row;
  if (!row) return node->n_inputs == 1;
  if (row->form != FORM_PREFIX)
    return row->elementwise || row->broadcasts || row == state->row_scale || row == state->row_negate;
  return extent_equal(node->parameter[2].extent[0], extent_of(1)) == YES &&
         extent_equal(node->parameter[3].extent[0], extent_of(1)) == YES;
}

static Status strip_step(State *state, const TrailNode *whole, const TrailNode *node, bool *done, Value *out) {
  Value operand[OPERANDS_MAX] = {{0}};
  Status status = OK;
  for (int i = 0; i < node->n_inputs && status == OK && *done; i++) {
    if (node->input[i].kind != VALUE_NONE)
      status = strip(state, whole, written_operand(node->input[i]), done, &operand[i]);
  }
  if (status == OK && *done && node->function) status = call_on_paper(state, node->function, operand, 1, out);
  else if (status == OK && *done && node->row == state->row_scale)
    status = multiply(state, operand[0], operand[1], out);
  else if (status == OK && *done) {
    Application application = application_of(node);
    memcpy(application.operand, operand, sizeof operand);
    status = apply_row(state, &application, out);
  }
  for (int i = 0; i < OPERANDS_MAX; i++) value_release(state, operand[i]);
  return status;
}

/* X^{q,h} with the equation's own indices is X; numbers stay; steps that work map by map are taken on whole stacks. */
static Status strip(State *state, const TrailNode *whole, Value value, bool *done, Value *out) {
  if (picks_planes(state, value)) {
    *done &= stands_on(value, 3, index_of(whole, 3)) && stands_on(value, 4, index_of(whole, 4));
    return *out = value_retain(value.node->input[0]), OK;
  }
  bool leaf = !value.node || (!value.node->row && !value.node->function);
  if (leaf) return *done &= is_plane(value), *out = value_retain(value), OK;
  *done &= works_map_by_map(state, value.node);
  return *done ? strip_step(state, whole, value.node, done, out) : OK;
}

/* Of the equations that are typed; a rule's stay as the chapter has them. */
Status take_whole(State *state, Value *equation) {
  const TrailNode *whole = is_symbol(*equation) ? equation->node : NULL, *operation;
  Value result = {0};
  bool done = true;
  Status status;
  if (state->on_paper || !whole || whole->row != state->row_for_all || index_of(whole, 1).kind != VALUE_COLON ||
      index_of(whole, 2).kind != VALUE_COLON)
    return OK;
  if (is_correlation(state, whole, &operation)) {
    Application application = application_of(operation);
    application.operand[0] = operation->input[0].node->input[0];
    application.operand[1] = operation->input[1].node->input[0];
    status = apply_row(state, &application, &result);
  } else status = strip(state, whole, whole->input[0], &done, &result);
  if (status == OK && done) value_store(state, equation, result);
  else value_release(state, result);
  return status;
}
