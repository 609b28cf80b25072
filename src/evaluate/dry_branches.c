/* Conditions that a dry run does not know: both ways are walked, and what holds of both goes on. */
#include "evaluate/dry.h"

#include <string.h>

static bool merge_variable(State *state, Variable *now, const Variable *then, bool force) {
  static const Variable none;
  bool changed = false, ignored = false;
  if (came_from_library(now, then)) return false;
  if (!then) then = &none;
  if (then->is_builtin && then->value.kind != VALUE_NONE && now->value.kind == VALUE_NONE) return false;
  value_store(state, &now->value, merge_values(state, then->value, now->value, force, &changed));
  if (now->gradient.kind != VALUE_NONE || then->gradient.kind != VALUE_NONE) {
    Value gradient = then->gradient.kind == VALUE_NONE ? value_retain(now->gradient)
                     : now->gradient.kind == VALUE_NONE
                         ? value_retain(then->gradient)
                         : merge_values(state, then->gradient, now->gradient, force, &ignored);
    value_store(state, &now->gradient, gradient);
  }
  if (then->is_param && !now->is_param) state->n_params++;
  now->is_param |= then->is_param;
  now->from_backprop |= then->from_backprop;
  return changed;
}

bool merge_snapshot(State *state, Frame *frame, const Snapshot *snapshot, bool force) {
  size_t n = state->n_globals + (size_t)snapshot->n_slots;
  bool changed = false;
  for (size_t i = 0; i < n; i++)
    changed |= merge_variable(state, variable_now(state, frame, i), variable_then(state, snapshot, i), force);
  return changed;
}

/* ---- ways that end ---- */

/* With nothing unknown around it the whole script ends, for whatever reason: both ways did. */
Status end_path(State *state) {
  fail(&state->context, "this may not be reached");
  if (state->uncertain) return state->path_has_ended = true, FAILED;
  state->exit_status = 0;
  return state->context.error->status = INTERRUPTED;
}

bool path_ended(State *state, Status status) {
  if (status == OK || !state->path_has_ended) return false;
  clear_error(&state->context);
  state->path_has_ended = false;
  return true;
}

/* ---- return, break, continue that may have been taken ---- */

static void may_return(State *state, Frame *frame, Value result) {
  bool changed = false;
  Value merged = frame->maybe.kind == VALUE_NONE && !frame->may_have_ended
                     ? value_retain(result)
                     : merge_values(state, frame->maybe, result, false, &changed);
  value_store(state, &frame->maybe, merged.kind == VALUE_NONE ? unknown_value(state) : merged);
}

/* Takes the snapshot. */
static Status may_leave_round(State *state, Frame *frame, Snapshot *snapshot) {
  if (frame->left) {
    Snapshot now;
    Status status = take_snapshot(state, frame, &now);
    if (status != OK) return status;
    restore_snapshot(state, frame, frame->left);
    merge_snapshot(state, frame, snapshot, false);
    drop_snapshot(state, frame->left);
    drop_snapshot(state, snapshot);
    status = take_snapshot(state, frame, frame->left);
    restore_snapshot(state, frame, &now);
    drop_snapshot(state, &now);
    return status;
  }
  if (!(frame->left = memory_allocate_zeroed(&state->context.memory, sizeof *frame->left)))
    return fail_out_of_memory(&state->context);
  *frame->left = *snapshot;
  snapshot->variable = NULL;
  return OK;
}

void merge_left(State *state, Frame *frame) {
  if (!frame->left) return;
  if (frame->left->variable) merge_snapshot(state, frame, frame->left, false);
  drop_snapshot(state, frame->left);
  memory_release(&state->context.memory, frame->left);
  frame->left = NULL;
}

void leave_frame_dry(State *state, Frame *frame) {
  state->uncertain -= frame->may_have_ended;
  value_store(state, &frame->maybe, (Value){0});
  if (frame->left) drop_snapshot(state, frame->left);
  memory_release(&state->context.memory, frame->left);
  frame->left = NULL;
}

Status take_result_dry(State *state, Frame *frame, Status status, Value *out) {
  Value result = frame->result, maybe = frame->maybe;
  bool changed = false;
  frame->result = (Value){0};
  if (maybe.kind != VALUE_NONE && path_ended(state, status)) return *out = value_retain(maybe), OK;
  if (status != OK) return value_release(state, result), status;
  if (maybe.kind == VALUE_NONE) return *out = result, OK;
  *out = merge_values(state, maybe, result, false, &changed);
  return value_release(state, result), OK;
}

enum { CALLS_UNDER_UNKNOWN = 3, STEPS_AT_MOST = 1000000 };

bool recurs_dry(const State *state, const FunctionCode *code) {
  int calls = 0;
  if (state->context.steps > STEPS_AT_MOST) return true;
  for (const Frame *frame = state->frame; frame && state->uncertain; frame = frame->caller)
    if (frame->code == code && ++calls == CALLS_UNDER_UNKNOWN) return true;
  return false;
}

/* ---- if ---- */

/* One way: where it led. */
typedef struct Way {
  bool ended;
  Flow flow;
  Value result;
  Snapshot after;
} Way;

static Status walk(State *state, Frame *frame, const Ast *branch, Way *way) {
  *way = (Way){0};
  state->uncertain++;
  Status status = !branch                  ? OK
                  : branch->kind == AST_IF ? run_if_dry(state, frame, branch)
                                           : run_block(state, frame, branch);
  state->uncertain--;
  way->ended = path_ended(state, status);
  if (way->ended) status = OK;
  way->flow = frame->flow;
  way->result = frame->result;
  frame->flow = FLOW_NEXT;
  frame->result = (Value){0};
  return status == OK ? take_snapshot(state, frame, &way->after) : status;
}

/* The way is not the one that is followed; it may have been taken. */
static Status set_aside(State *state, Frame *frame, Way *way) {
  if (way->flow == FLOW_RETURN) may_return(state, frame, way->result);
  frame->may_have_ended++;
  state->uncertain++;
  return way->flow == FLOW_RETURN ? OK : may_leave_round(state, frame, &way->after);
}

static void follow(State *state, Frame *frame, Way *way) {
  restore_snapshot(state, frame, &way->after);
  frame->flow = way->flow;
  value_store(state, &frame->result, value_retain(way->result));
}

static Status join_ways(State *state, Frame *frame, Way *a, Way *b) {
  bool changed = false;
  if (a->ended && b->ended) return end_path(state);
  if (a->ended) return follow(state, frame, b), OK;
  if (b->ended) return follow(state, frame, a), OK;
  bool b_goes_on = a->flow != b->flow && b->flow == FLOW_NEXT;
  follow(state, frame, b_goes_on ? b : a);
  if (a->flow != b->flow) return set_aside(state, frame, b_goes_on ? a : b);
  merge_snapshot(state, frame, &b->after, false);
  value_store(state, &frame->result, merge_values(state, b->result, a->result, false, &changed));
  return OK;
}

static Status walk_both(State *state, Frame *frame, const Ast *ast) {
  Snapshot before;
  Way a = {0}, b = {0};
  Status status = take_snapshot(state, frame, &before);
  if (status == OK) status = walk(state, frame, ast->child[1], &a);
  if (status == OK) restore_snapshot(state, frame, &before);
  if (status == OK) status = walk(state, frame, ast->child[2], &b);
  if (status == OK) status = join_ways(state, frame, &a, &b);
  drop_snapshot(state, &before);
  drop_snapshot(state, &a.after);
  drop_snapshot(state, &b.after);
  value_release(state, a.result);
  value_release(state, b.result);
  return status;
}

Status run_if_dry(State *state, Frame *frame, const Ast *ast) {
  Value value = {0};
  Truth truth = UNKNOWN;
  Status status = evaluate(state, frame, ast->child[0], &value);
  if (status == OK && (status = truth_dry(state, value, &truth)) != OK)
    place_error(&state->context, frame->source, ast->child[0]->span);
  value_release(state, value);
  if (status != OK || truth == UNKNOWN) return status == OK ? walk_both(state, frame, ast) : status;
  const Ast *branch = truth == YES ? ast->child[1] : ast->child[2];
  if (!branch) return OK;
  return branch->kind == AST_IF ? run_if_dry(state, frame, branch) : run_block(state, frame, branch);
}

/* ---- and, or, not ---- */

static Status evaluate_truth(State *state, Frame *frame, const Ast *ast, Truth *truth) {
  Value value = {0};
  Status status = evaluate(state, frame, ast, &value);
  if (status == OK && (status = truth_dry(state, value, truth)) != OK)
    place_error(&state->context, frame->source, ast->span);
  value_release(state, value);
  return status;
}

Status evaluate_logic_dry(State *state, Frame *frame, const Ast *ast, Value *out) {
  Truth first = UNKNOWN, second = UNKNOWN, decides = ast->kind == AST_AND ? NO : YES;
  Status status = evaluate_truth(state, frame, ast->child[0], &first);
  if (status == OK && ast->kind == AST_NOT) first = first == UNKNOWN ? UNKNOWN : first == YES ? NO : YES;
  else if (status == OK && first != decides) {
    state->uncertain += first == UNKNOWN;
    status = evaluate_truth(state, frame, ast->child[1], &second);
    state->uncertain -= first == UNKNOWN;
    if (first == UNKNOWN && path_ended(state, status)) status = OK;
    first = first != UNKNOWN || second == decides ? second : UNKNOWN;
  }
  *out = number_value(first == UNKNOWN ? opaque_number() : first == YES);
  return status;
}
