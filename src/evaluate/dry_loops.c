/* Loops in a dry run: some rounds as they are, then one for all others, with what differs between rounds not known,
   and the last. */
#include "evaluate/dry.h"

typedef struct Rounds {
  State *state;
  Frame *frame;
  const Ast *ast;
  Value list;
  double from;
  int64_t n; /* < 0: not known */
  uint64_t steps;
} Rounds;

enum { ROUNDS_AT_LEAST = 2, ROUNDS_FOR_ALL = 3, STEPS_OF_SCRIPT = 100000 };

/* The longer the script has been walked, the shorter loops are. */
static bool is_long(const Rounds *rounds) {
  uint64_t steps = rounds->state->context.steps;
  return steps - rounds->steps > (steps < STEPS_OF_SCRIPT ? STEPS_OF_LOOP : STEPS_OF_LOOP / 50);
}

/* True when the loop goes on. */
static bool continues(State *state, Frame *frame) {
  if (frame->flow == FLOW_CONTINUE) frame->flow = FLOW_NEXT;
  if (frame->flow == FLOW_NEXT || frame->flow == FLOW_BREAK) merge_left(state, frame);
  if (frame->flow == FLOW_NEXT) return true;
  if (frame->flow == FLOW_BREAK) frame->flow = FLOW_NEXT;
  return false;
}

static Status item_at(const Rounds *rounds, int64_t i, Value *out) {
  State *state = rounds->state;
  if (is_unknown(rounds->list)) return *out = unknown_value(state), OK;
  if (rounds->list.kind == VALUE_NONE) return *out = number_value(rounds->from + (double)i), OK;
  return loop_item(state, rounds->list, i, out);
}

/* What holds of every item. */
static Status any_item(const Rounds *rounds, Value *out) {
  State *state = rounds->state;
  Value first = {0}, last = {0};
  bool changed = false;
  if (rounds->n < 0 || is_unknown(rounds->list)) {
    *out = rounds->list.kind == VALUE_NONE ? number_value(opaque_number()) : unknown_value(state);
    return OK;
  }
  Status status = item_at(rounds, 0, &first);
  if (status == OK) status = item_at(rounds, rounds->n - 1, &last);
  if (status == OK && rounds->list.kind == VALUE_LIST)
    for (int i = 0; i < rounds->list.list->n; i++)
      value_store(state, &first, merge_values(state, rounds->list.list->item[i], first, false, &changed));
  if (status == OK) *out = rounds->list.kind == VALUE_LIST ? value_retain(first) : hollowed(state, first);
  value_release(state, first);
  value_release(state, last);
  return status;
}

/* Takes the item. */
static Status one_round(const Rounds *rounds, Value item, bool *goes_on) {
  State *state = rounds->state;
  Frame *frame = rounds->frame;
  const Ast *ast = rounds->ast;
  Status status = take_step_here(state, frame, ast);
  if (status != OK) return value_release(state, item), status;
  Variable *variable = ast->place == PLACE_LOCAL ? &frame->slot[ast->slot] : &state->global[ast->slot];
  if (rounds->list.kind == VALUE_NONE) status = bind_variable(state, variable, item, BIND_PLAIN, ast->line);
  else store_plain(state, variable, item, ast->line);
  if (status == OK) status = run_block(state, frame, ast->child[1]);
  *goes_on = continues(state, frame);
  return status;
}

/* A round that may be any of those that are left, or none. */
static Status round_for_all(const Rounds *rounds, bool force, bool *changed) {
  State *state = rounds->state;
  Snapshot before;
  Value item = {0};
  bool goes_on = true;
  Status status = any_item(rounds, &item);
  if (status == OK && (status = take_snapshot(state, rounds->frame, &before)) != OK) value_release(state, item);
  if (status != OK) return status;
  state->uncertain++;
  status = one_round(rounds, item, &goes_on);
  state->uncertain--;
  if (path_ended(state, status)) {
    restore_snapshot(state, rounds->frame, &before);
    rounds->frame->flow = FLOW_NEXT;
    status = OK;
  }
  if (status == OK) *changed = merge_snapshot(state, rounds->frame, &before, force);
  drop_snapshot(state, &before);
  return status;
}

static Status all_others(const Rounds *rounds) {
  Status status = OK;
  bool changed = true;
  for (int k = 0; k < ROUNDS_FOR_ALL && changed && status == OK && rounds->frame->flow == FLOW_NEXT; k++)
    status = round_for_all(rounds, k + 2 >= ROUNDS_FOR_ALL, &changed);
  return status;
}

Status run_rounds_dry(State *state, Frame *frame, const Ast *ast, Value list, double from, int64_t n) {
  Rounds rounds = {state, frame, ast, list, from, n, state->context.steps};
  Status status = OK;
  bool goes_on = true, skipped = n < 0;
  for (int64_t i = 0; i < n && goes_on && status == OK; i++) {
    Value item = {0};
    if (!skipped && i >= ROUNDS_AT_LEAST && i + 2 < n && is_long(&rounds)) {
      skipped = true;
      status = all_others(&rounds);
      goes_on = frame->flow == FLOW_NEXT;
      i = n - 1;
    }
    if (status == OK && goes_on && (status = item_at(&rounds, i, &item)) == OK)
      status = one_round(&rounds, item, &goes_on);
  }
  return n < 0 ? all_others(&rounds) : status;
}

/* ---- while ---- */

static Status condition_of(State *state, Frame *frame, const Ast *ast, Truth *truth) {
  Value value = {0};
  Status status = take_step_here(state, frame, ast);
  if (status == OK) status = evaluate(state, frame, ast, &value);
  if (status == OK && (status = truth_dry(state, value, truth)) != OK)
    place_error(&state->context, frame->source, ast->span);
  value_release(state, value);
  return status;
}

static Status while_for_all(State *state, Frame *frame, const Ast *ast) {
  bool changed = true;
  Status status = OK;
  for (int k = 0; k < ROUNDS_FOR_ALL && changed && status == OK && frame->flow == FLOW_NEXT; k++) {
    Snapshot before;
    Truth truth = UNKNOWN;
    if ((status = take_snapshot(state, frame, &before)) != OK) return status;
    state->uncertain++;
    if (k) status = condition_of(state, frame, ast->child[0], &truth);
    if (status == OK && truth != NO) status = run_block(state, frame, ast->child[1]);
    state->uncertain--;
    continues(state, frame);
    if (path_ended(state, status)) restore_snapshot(state, frame, &before), status = OK;
    if (status == OK) changed = merge_snapshot(state, frame, &before, k + 2 >= ROUNDS_FOR_ALL);
    drop_snapshot(state, &before);
    if (truth == NO) break;
  }
  return status;
}

Status run_while_dry(State *state, Frame *frame, const Ast *ast) {
  Rounds rounds = {.state = state, .steps = state->context.steps};
  Status status = OK;
  bool goes_on = true;
  for (int64_t i = 0; goes_on && status == OK; i++) {
    Truth truth = UNKNOWN;
    status = condition_of(state, frame, ast->child[0], &truth);
    if (status != OK || truth == NO) break;
    if (truth == UNKNOWN || (i >= ROUNDS_AT_LEAST && is_long(&rounds))) return while_for_all(state, frame, ast);
    status = run_block(state, frame, ast->child[1]);
    goes_on = continues(state, frame);
  }
  return status;
}
