/* Variables as they were. */
#include "evaluate/snapshot.h"

static void copy_variable(Variable *to, const Variable *from) {
  *to = *from;
  to->value = value_retain(from->value);
  to->gradient = value_retain(from->gradient);
}

static void release_variable(State *state, Variable *variable) {
  value_store(state, &variable->value, (Value){0});
  value_store(state, &variable->gradient, (Value){0});
}

Status take_snapshot(State *state, Frame *frame, Snapshot *snapshot) {
  int n_slots = frame ? frame->code->n_slots : 0;
  size_t n = state->n_globals + (size_t)n_slots;
  *snapshot = (Snapshot){.n_globals = state->n_globals, .n_slots = n_slots, .n_params = state->n_params};
  snapshot->variable = memory_allocate_zeroed(&state->context.memory, (n ? n : 1) * sizeof *snapshot->variable);
  if (!snapshot->variable) return fail_out_of_memory(&state->context);
  for (size_t i = 0; i < n; i++)
    copy_variable(&snapshot->variable[i],
                  i < state->n_globals ? &state->global[i] : &frame->slot[i - state->n_globals]);
  return OK;
}

void drop_snapshot(State *state, Snapshot *snapshot) {
  size_t n = snapshot->n_globals + (size_t)snapshot->n_slots;
  for (size_t i = 0; snapshot->variable && i < n; i++) release_variable(state, &snapshot->variable[i]);
  memory_release(&state->context.memory, snapshot->variable);
  snapshot->variable = NULL;
}

Variable *variable_now(State *state, Frame *frame, size_t i) {
  return i < state->n_globals ? &state->global[i] : &frame->slot[i - state->n_globals];
}

const Variable *variable_then(const State *state, const Snapshot *snapshot, size_t i) {
  if (i >= state->n_globals) return &snapshot->variable[i - state->n_globals + snapshot->n_globals];
  return i < snapshot->n_globals ? &snapshot->variable[i] : NULL;
}

bool came_from_library(const Variable *now, const Variable *then) {
  return (now->is_builtin || now->is_library) && now->value.kind != VALUE_NONE && (!then || then->value.kind == VALUE_NONE);
}

static void restore_variable(State *state, Variable *now, const Variable *then) {
  if (came_from_library(now, then)) return;
  if (!then) {
    release_variable(state, now);
    *now = (Variable){.name = now->name, .id = now->id, .is_unresolved = true}; /* the library may know the name */
    return;
  }
  Variable old = *now;
  copy_variable(now, then);
  release_variable(state, &old);
}

void restore_snapshot(State *state, Frame *frame, const Snapshot *snapshot) {
  size_t n = state->n_globals + (size_t)snapshot->n_slots;
  for (size_t i = 0; i < n; i++)
    restore_variable(state, variable_now(state, frame, i), variable_then(state, snapshot, i));
  state->n_params = snapshot->n_params;
}
