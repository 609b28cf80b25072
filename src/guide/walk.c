/* walk Z: the arrow keys move the window over the image, and beside it stand the products and the sum of each element. Where
   nobody presses keys one frame is printed. */
#include "guide/walk.h"

#include <string.h>

static Status refuse(Walk *walk, const char *why, const char *note) {
  State *state = walk->state;
  Text text;
  text_open(&text, &state->context.memory);
  print_ast(walk->what, &text);
  fail_at(&state->context, walk->frame->source, walk->what->span, "%s %s", text_string(&text), why);
  text_close(&text);
  if (note) add_note(&state->context, "%s", note);
  return FAILED;
}

static Status refuse_kind(Walk *walk, Value value) {
  State *state = walk->state;
  fail_at(&state->context, walk->frame->source, walk->what->span,
          "walk goes over the elements of what an operator made, and this is %s", kind_name(value));
  if (value.kind == VALUE_LIST) add_note(&state->context, "an element of a list has a number: walk L[1]");
  else add_note(&state->context, "for instance W = [1 2; 3 4]; P = [1 2 3; 4 5 6; 7 8 9]; Z = W ⊗ P; walk Z");
  return FAILED;
}

static const char how_it_is_made[] =
    "walk shows how an operator makes each element from named arrays: Z = W ⊗ P, then walk Z";

static Status check_value(Walk *walk, Value value) {
  if (!is_operand(value)) return refuse_kind(walk, value);
  if (is_symbol(value))
    return refuse(walk, "is on paper, without numbers to show",
                  "explain writes any element of it in symbols; walk needs arrays");
  if (value_count(value) == 0) return refuse(walk, "is empty: it has no element to walk to", NULL);
  if (!value.node) return refuse(walk, "depends on no variable: there is no step to show", how_it_is_made);
  return OK;
}

/* Z^{2} and Z[1:2, :] are steps that pick elements: on to Z, at the first of them. */
static Status find_target(Walk *walk, const TrailNode *node) {
  Explanation e;
  explanation_open(&e, walk->state, walk->sweep, false);
  walk->node = node;
  Status status = follow_element(&e, &walk->node, walk->at);
  explanation_close(&e);
  if (status != OK || is_computed(walk->node)) return status;
  if (walk->node->is_update) return refuse(walk, "was updated: there is no step to show", how_it_is_made);
  return refuse(walk, "was given, or made of numbers alone: there is no step to show", how_it_is_made);
}

static Status walk_value(void *user, Value value, const Sweep *sweep) {
  Walk *walk = user;
  Status status = check_value(walk, value);
  if (status == OK && !sweep) status = refuse_old(walk->state, walk->what, value.node);
  walk->sweep = sweep;
  if (status == OK) status = find_target(walk, value.node);
  if (status == OK) status = open_walk(walk);
  return status == OK ? follow_keys(walk) : status;
}

static Status refuse_number(Walk *walk) {
  refuse(walk, "is given as it stands: there is no step to show", how_it_is_made);
  return FAILED;
}

/* Without numbers there is nothing to walk over; but names and sizes have to be right. */
static Status walk_dry(State *state, Frame *frame, const Ast *what) {
  Value value = {0};
  Status status = evaluate(state, frame, what, &value);
  value_release(state, value);
  return status;
}

Status run_walk(State *state, Frame *frame, const Ast *ast) {
  Walk walk = {.state = state, .frame = frame, .what = ast->child[0]};
  if (state->checking) return walk_dry(state, frame, ast->child[0]);
  arena_open(&walk.arena, &state->context.memory);
  const Ast *base = base_of(walk.what);
  Status status =
      walk.what->kind == AST_NUMBER ? refuse_number(&walk) : tell_of_value(state, frame, walk.what, walk_value, &walk);
  if (status == FAILED && base->kind == AST_NAME && variable_of(state, frame, base)->value.kind == VALUE_NONE)
    note_missing_gradient(state, base, "walk");
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  memory_release(&state->context.memory, walk.use);
  arena_close(&walk.arena);
  return status;
}
