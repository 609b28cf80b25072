/* Σ and equations with free indices. An equation whose right side is a correlation of whole banks and stacks is
   recognised and run as one call; any other is evaluated index value by index value. */
#include "evaluate/affine.h"
#include "evaluate/dry.h"
#include "evaluate/mapwise.h"
#include "evaluate/paper.h"

#include <math.h>
#include <string.h>

/* ---- Σ ---- */

static void set_index(State *state, Frame *frame, int slot, double number) {
  value_store(state, &frame->slot[slot].value, number_value(number));
}

/* A range that rests on unknown values is no error of a dry run. */
static Status nobody_knows(State *state, Frame *frame, const Ast *body, Status status, Value *out) {
  if (!state->checking || status != FAILED || state->path_has_ended) return status;
  if (!mentions_unsettled(state, frame, body)) return status;
  clear_error(&state->context);
  return *out = unknown_value(state), OK;
}

static Status add_term(State *state, Frame *frame, const Ast *ast, Value *sum) {
  Value term = {0}, total = {0};
  Status status = take_step_here(state, frame, ast);
  if (status == OK) status = evaluate(state, frame, ast->child[0], &term);
  if (status != OK) return status;
  if (is_unknown(term)) return value_store(state, sum, term), OK;
  if (!is_operand(term)) {
    status = fail_at(&state->context, frame->source, ast->child[0]->span, "Σ adds numbers and arrays, not %s",
                     kind_name(term));
    return value_release(state, term), status;
  }
  if (is_unknown(*sum)) return value_release(state, term), OK;
  if (sum->kind == VALUE_NONE) return *sum = term, OK;
  state->here = ast->span;
  status = apply2(state, ast->row ? ast->row : state->row_add, *sum, term, &total);
  value_release(state, term);
  if (status != OK) return place_error(&state->context, frame->source, ast->span), status;
  return value_store(state, sum, total), OK;
}

/* From -∞ or to ∞: as far as the arrays go. */
static bool is_infinite(Value from, Value to) {
  bool lower = is_scalar(from) && isinf(from.number) && from.number < 0;
  return lower || (is_scalar(to) && isinf(to.number) && to.number > 0);
}

static Status bounds_of(State *state, Frame *frame, const Ast *ast, Value *list, int64_t *from, int64_t *to) {
  Value bound[2] = {{0}};
  Status status = OK;
  if (ast->n == 1) return find_range(state, frame, ast->slot, ast->child[0], ast, ast->name, from, to);
  for (int i = 1; i < ast->n && status == OK; i++) status = evaluate(state, frame, ast->child[i], &bound[i - 1]);
  bool unsettled = state->checking && ast->n > 2 && !(is_settled(bound[0]) && is_settled(bound[1]));
  if (status == OK && (unsettled || is_unknown(bound[0]))) {
    *list = unknown_value(state);
    return value_release(state, bound[0]), value_release(state, bound[1]), OK;
  }
  if (status == OK && ast->n == 3 && is_infinite(bound[0], bound[1])) {
    status = find_range(state, frame, ast->slot, ast->child[0], ast, ast->name, from, to);
    if (is_scalar(bound[0]) && bound[0].number > (double)*from) *from = (int64_t)bound[0].number;
    if (is_scalar(bound[1]) && bound[1].number < (double)*to) *to = (int64_t)bound[1].number;
  } else if (status == OK && ast->n == 2) {
    *list = value_retain(bound[0]);
    *from = 1;
    *to = list->kind == VALUE_LIST ? list->list->n : value_count(*list);
    if (list->kind != VALUE_LIST && !is_numeric(*list))
      status = fail_at(&state->context, frame->source, ast->child[1]->span, "Σ runs over numbers or a list");
  } else if (status == OK) {
    status = value_to_integer(state, bound[0], "a lower bound of Σ", -(1ll << 52), 1ll << 52, from);
    if (status == OK) status = value_to_integer(state, bound[1], "an upper bound of Σ", -(1ll << 52), 1ll << 52, to);
    if (status != OK) place_error(&state->context, frame->source, ast->span);
  }
  value_release(state, bound[0]);
  value_release(state, bound[1]);
  return status;
}

static bool has_subscripts(const Ast *target) {
  for (; target->kind == AST_SUPERSCRIPT || target->kind == AST_SUBSCRIPT; target = target->child[0])
    if (target->kind == AST_SUBSCRIPT) return true;
  return false;
}

/* With numbers for bounds a sum of symbols is written out; a rule's stays a Σ. */
static bool is_sum_on_paper(State *state, Frame *frame, const Ast *ast) {
  return mentions_symbol(state, frame, ast->child[0]) &&
         (state->on_paper || ast->n == 1 || frame->slot[ast->slot].value.kind != VALUE_NONE);
}

static Status evaluate_sum_by_index(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value list = {0}, sum = {0};
  int64_t from = 1, to = 0;
  Value outer = value_retain(frame->slot[ast->slot].value);
  Status status = bounds_of(state, frame, ast, &list, &from, &to);
  uint64_t steps = state->context.steps;
  bool skipped = false;
  if (status != OK || is_unknown(list)) {
    value_release(state, outer);
    return status == OK ? (*out = list, OK) : (value_release(state, list), nobody_knows(state, frame, ast, status, out));
  }
  for (int64_t i = from; i <= to && status == OK; i++) {
    if (state->checking && i > from && state->context.steps - steps > STEPS_OF_LOOP && i < to) i = to, skipped = true;
    if (list.kind == VALUE_LIST)
      value_store(state, &frame->slot[ast->slot].value, value_retain(list.list->item[i - 1]));
    else set_index(state, frame, ast->slot, list.kind == VALUE_NONE ? (double)i : value_element(list, i - 1));
    status = add_term(state, frame, ast, &sum);
  }
  value_store(state, &frame->slot[ast->slot].value, outer);
  value_release(state, list);
  if (status != OK) return value_release(state, sum), status;
  if (skipped) value_store(state, &sum, hollowed(state, sum));
  *out = sum.kind == VALUE_NONE ? number_value(0) : sum;
  return OK;
}

/* Σ over elements with affine subscripts, on whole arrays. */
static Status evaluate_element_sum(State *state, Frame *frame, const Ast *ast, bool *done, Value *out) {
  Elements *elements = NULL;
  bool found = false;
  *done = false;
  if (ast->n == 2 || !is_product_of_elements(ast->child[0])) return OK;
  Status status = open_elements(state, frame, ast, NULL, &elements);
  if (status == OK && elements->is_readable) status = find_affine_ranges(elements, &found);
  if (status == OK && found) status = evaluate_lifted(elements, ast, done, out);
  if (elements) close_elements(elements);
  return status;
}

Status evaluate_sum(State *state, Frame *frame, const Ast *ast, Value *out) {
  bool done = false;
  if (is_sum_on_paper(state, frame, ast)) return sum_on_paper(state, frame, ast, out);
  Status status = evaluate_element_sum(state, frame, ast, &done, out);
  return done || status != OK ? status : evaluate_sum_by_index(state, frame, ast, out);
}

/* ---- free indices ---- */

/* One stretch of an equation: which free index stands on axis 3 (maps) and which on axis 4. */
typedef struct FreeTarget {
  int axis_slot[AXES]; /* -1: that axis comes from the right side's value */
  int64_t length[AXES];
  bool is_known; /* the lengths have been found already */
} FreeTarget;

static Status describe_target(State *state, Frame *frame, const Ast *target, const FreeIndices *free, FreeTarget *out) {
  *out = (FreeTarget){.axis_slot = {-1, -1, -1, -1}, .length = {1, 1, 1, 1}};
  for (; target->kind != AST_NAME; target = target->child[0]) {
    int n = target->n - 1;
    if ((target->kind != AST_SUPERSCRIPT && target->kind != AST_SUBSCRIPT) ||
        n > (target->kind == AST_SUPERSCRIPT ? 2 : AXES))
      return fail_at(&state->context, frame->source, target->span,
                     "an equation with free indices has a left side like Z^{h}, Z^{q,h} or z_{m,n}");
    for (int i = 0; i < n; i++) {
      const Ast *index = target->child[i + 1];
      bool is_free = false;
      for (int k = 0; k < free->n; k++)
        is_free |= index->kind == AST_NAME && index->place == PLACE_LOCAL && index->slot == free->slot[k];
      if (!is_free)
        return fail_at(
            &state->context, frame->source, index->span,
            "beside free indices every index on the left side is free; set single elements with Z[i, j] = …");
      out->axis_slot[target->kind == AST_SUPERSCRIPT ? (i == n - 1 ? 2 : 3) : i] = index->slot;
    }
  }
  return OK;
}

enum { NOT_KNOWN = -2 }; /* a length, in a dry run */

static Status stated_range(State *state, Frame *frame, const Ast *ranges, const Name *name, int64_t *length) {
  for (int i = 0; ranges && i < ranges->n; i++) {
    Value list = {0};
    if (ranges->child[i]->name != name) continue;
    Status status = evaluate(state, frame, ranges->child[i]->child[0], &list);
    if (status == OK && state->checking && !is_settled(list)) return value_release(state, list), *length = NOT_KNOWN, OK;
    if (status == OK) *length = value_count(list);
    bool from_one = status == OK && is_numeric(list) && (*length == 0 || value_element(list, 0) == 1);
    value_release(state, list);
    if (status == OK && !from_one)
      status = fail_at(&state->context, frame->source, ranges->child[i]->span,
                       "a free index runs from 1: write for %s = 1:n", name->text);
    return status;
  }
  return OK;
}

static Status find_length(State *state, Frame *frame, const Ast *ast, const FreeIndices *free, int k, int64_t *length) {
  int64_t from = 1;
  Status status = stated_range(state, frame, ast->n > 2 ? ast->child[2] : NULL, free->name[k], length);
  if (status != OK || *length >= 0 || *length == NOT_KNOWN) return status;
  status = find_range(state, frame, free->slot[k], ast->child[1], ast, free->name[k], &from, length);
  if (status != OK || from <= 1) return status;
  return fail_at(&state->context, frame->source, ast->child[1]->span,
                 "a free index runs from 1, and for %s = 1 a subscript here is outside", free->name[k]->text);
}

static Status find_lengths(State *state, Frame *frame, const Ast *ast, const FreeIndices *free, FreeTarget *target) {
  Status status = OK;
  for (int k = 0; k < free->n && status == OK && !target->is_known; k++) {
    int64_t length = -1;
    status = find_length(state, frame, ast, free, k, &length);
    for (int axis = 0; axis < AXES; axis++)
      if (target->axis_slot[axis] == free->slot[k]) target->length[axis] = length;
  }
  return status;
}

static Status join(State *state, Value *whole, Value part, int axis) {
  Application application = {.row = state->row_cat, .n = 2, .operand = {*whole, part}};
  Value joined = {0};
  if (whole->kind == VALUE_NONE) return *whole = value_retain(part), OK;
  Status status = set_parameter(state, &application, find_parameter(state->row_cat, "axis"), number_value(axis + 1));
  if (status == OK) status = apply_row(state, &application, &joined);
  if (status == OK) value_store(state, whole, joined);
  return status;
}

/* A dry run joins the first parts and the last; they are as long as all of them. */
static Status stretch(State *state, Value *whole, int axis, int64_t length) {
  int64_t size[AXES];
  for (int k = 0; k < AXES; k++) size[k] = k == axis ? length : value_length(*whole, k);
  Tensor *hollow = tensor_hollow(&state->context, value_precision(*whole), size);
  if (!hollow) return state->context.error->status;
  Value value = {.kind = VALUE_ARRAY, .array = hollow, .node = whole->node ? node_retain(whole->node) : NULL};
  return value_store(state, whole, value), OK;
}

/* Where the index of maps stands the right side has one map, where that of examples stands one example. */
static Status check_part(State *state, Frame *frame, const Ast *ast, Value part, int axis) {
  static const char *const kind[] = {"rows", "columns", "maps", "examples"};
  int64_t length = value_length(part, axis);
  if (length == 1) return OK;
  fail_at(&state->context, frame->source, ast->child[1]->span,
          "for each value of the left side's indices the right side has %lld %s", (long long)length, kind[axis]);
  if (axis > 1)
    add_note(&state->context, "a batch has an index of its own, the first above a name: Σ_{q} S^{q,h} ⊗ A^{q,l}");
  return FAILED;
}

/* All index values of the axes from `axis` down, joined along them. */
static Status evaluate_axes(State *state, Frame *frame, const Ast *ast, const FreeTarget *target, int axis,
                            Value *out) {
  Value whole = {0};
  Status status = OK;
  uint64_t steps = state->context.steps;
  bool skipped = false;
  if (axis < 0) {
    status = take_step_here(state, frame, ast);
    if (status == OK) status = evaluate(state, frame, ast->child[1], out);
    if (status == OK && !is_operand(*out) && !is_unknown(*out))
      status = fail_at(&state->context, frame->source, ast->child[1]->span,
                       "the right side is %s, not a number or an array", kind_name(*out));
    return status;
  }
  if (target->axis_slot[axis] < 0) return evaluate_axes(state, frame, ast, target, axis - 1, out);
  for (int64_t i = 1; i <= target->length[axis] && status == OK; i++) {
    Value part = {0};
    if (state->checking && i > 1 && state->context.steps - steps > STEPS_OF_LOOP)
      i = target->length[axis], skipped = true;
    set_index(state, frame, target->axis_slot[axis], (double)i);
    status = evaluate_axes(state, frame, ast, target, axis - 1, &part);
    state->here = ast->span;
    if (is_unknown(part)) {
      if (status == OK) *out = part;
      return value_release(state, whole), status;
    }
    if (status == OK) status = check_part(state, frame, ast, part, axis);
    if (status == OK && (status = join(state, &whole, part, axis)) != OK)
      place_error(&state->context, frame->source, ast->mark);
    value_release(state, part);
  }
  if (status == OK && whole.kind == VALUE_NONE)
    status = fail_at(&state->context, frame->source, ast->span, "a free index ranges over nothing: the array is empty");
  if (status == OK && skipped) status = stretch(state, &whole, axis, target->length[axis]);
  if (status == OK) *out = whole;
  else value_release(state, whole);
  return status;
}

/* On whole arrays, where everything is an affine element; where only the ranges come of that, they are noted. */
static Status evaluate_elements(State *state, Frame *frame, const Ast *ast, const FreeIndices *free, FreeTarget *target,
                                bool *done, Value *out) {
  Elements *elements = NULL;
  bool found = false;
  Status status = open_elements(state, frame, ast, free, &elements);
  if (status == OK && elements->is_readable) status = find_affine_ranges(elements, &found);
  if (status == OK && found && !shares_axis(elements)) status = evaluate_lifted(elements, ast->child[1], done, out);
  for (int k = 0; status == OK && found && k < free->n; k++)
    target->length[elements->index[k].axis] = elements->index[k].to, target->is_known = true;
  if (elements) close_elements(elements);
  return status;
}

static Status evaluate_right_side(State *state, Frame *frame, const Ast *ast, Value *out) {
  const FreeIndices *free = ast->note;
  FreeTarget target;
  bool done = false;
  Status status = evaluate_as_correlation(state, frame, ast, free, &done, out);
  if (done || status != OK) return status;
  bool on_paper = mentions_symbol(state, frame, ast->child[1]);
  if (on_paper && has_subscripts(ast->child[0]) && describe_target(state, frame, ast->child[0], free, &target) == OK &&
      ((status = evaluate_elements(state, frame, ast, free, &target, &done, out)) != OK || done))
    return status;
  if (on_paper) return free_equation_on_paper(state, frame, ast, out);
  if (free->whole && is_mapwise_here(state, frame, ast, free->whole)) return evaluate(state, frame, free->whole, out);
  if ((status = describe_target(state, frame, ast->child[0], free, &target)) != OK) return status;
  status = evaluate_elements(state, frame, ast, free, &target, &done, out);
  if (done || status != OK) return status;
  if ((status = find_lengths(state, frame, ast, free, &target)) != OK)
    return nobody_knows(state, frame, ast->child[1], status, out);
  for (int axis = 0; axis < AXES; axis++)
    if (target.length[axis] == NOT_KNOWN) return *out = unknown_value(state), OK;
  status = evaluate_axes(state, frame, ast, &target, AXES - 1, out);
  for (int k = 0; k < free->n; k++) value_store(state, &frame->slot[free->slot[k]].value, (Value){0});
  return status;
}

/* z_{i} += x_{i} adds the arrays. */
static Status add_to_present(State *state, Frame *frame, const Ast *ast, Value *value) {
  const Ast *name = target_name(ast->child[0]);
  const Value *present = find_value(state, frame, name);
  Value sum = {0};
  if (!present) return place_error(&state->context, frame->source, name->span), state->context.error->status;
  state->here = ast->span;
  Status status = apply2(state, state->row_add, *present, *value, &sum);
  if (status != OK) return place_error(&state->context, frame->source, ast->mark), status;
  return value_store(state, value, sum), OK;
}

Status evaluate_free_equation(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value value = {0};
  Status status = evaluate_right_side(state, frame, ast, &value);
  if (status == OK && ast->kind == AST_ADD_ASSIGN) status = add_to_present(state, frame, ast, &value);
  if (status == OK) note_slips(state, frame, ast, value);
  if (status == OK) *out = value;
  else value_release(state, value);
  return status;
}
