/* Binding names: equations remember how a value was made, updates start afresh. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
#include "evaluate/expression.h"

#include <string.h>

/* ---- variables ---- */

static Status new_start(State *state, Variable *variable, Value *value) {
  TrailNode *node = start_node(state, *value);
  if (!node) return OUT_OF_MEMORY;
  node->name = variable->name;
  node->owner = variable->id;
  value->node = node;
  return OK;
}

/* `i = i + 1`: what depends on nothing but the value it replaces has no history to keep. */
static bool depends_only_on_own_past(const Variable *variable, const TrailNode *node) {
  const TrailNode *past = variable->value.node;
  if (is_symbol(variable->value)) return false;
  return past && node->sole_start == past && past->sole_start == past && past->owner == variable->id &&
         !past->stale_line;
}

static Status drop_history(State *state, Value *value);

/* Others may hold the list too: a copy takes its place. */
static Status drop_list_history(State *state, Value *value) {
  const List *old = value->list;
  List *list = list_new(state, old->n, old->key != NULL);
  Status status = OK;
  if (!list) return OUT_OF_MEMORY;
  list->depth = old->depth;
  for (int i = 0; i < old->n && status == OK; i++) {
    if (old->key) list->key[i] = old->key[i];
    list->item[i] = value_retain(old->item[i]);
    status = drop_history(state, &list->item[i]);
  }
  value_store(state, value, (Value){.kind = VALUE_LIST, .list = list});
  return status;
}

static Status drop_history(State *state, Value *value) {
  if (value->kind == VALUE_LIST) return drop_list_history(state, value);
  if (value->node) node_release(state, value->node);
  value->node = NULL;
  return OK;
}

enum { LINKS_WORTH_A_NOTE = 1000 };

static Status name_step(State *state, Variable *variable, Value *value) {
  TrailNode *node = value->node;
  if (node->name) { /* A = P: a step of its own, so that each node has one name */
    Value alias = {0};
    Status status = apply1(state, state->row_alias, *value, &alias);
    if (status != OK) return status;
    value_store(state, value, alias);
    if (!(node = value->node)) return new_start(state, variable, value);
  }
  node->name = variable->name;
  node->owner = variable->id;
  if (node->links == LINKS_WORTH_A_NOTE)
    write_note(state, node->span,
               "the history of %s is %d equations long; if it is not to be differentiated, write %s ← …, or declare it "
               "with param",
               variable->name->text, LINKS_WORTH_A_NOTE, variable->name->text);
  return OK;
}

static Status give_history(State *state, Variable *variable, Value *value) {
  if (value->node && depends_only_on_own_past(variable, value->node)) drop_history(state, value);
  return value->node ? name_step(state, variable, value) : new_start(state, variable, value);
}

/* Elements that are steps without a name take the list's. */
static Status give_list_history(State *state, Variable *variable, List *list) {
  Status status = OK;
  for (int i = 0; i < list->n && status == OK; i++) {
    Value *item = &list->item[i];
    if (item->kind == VALUE_LIST) status = give_list_history(state, variable, item->list);
    else if (is_operand(*item) && !item->node) status = new_start(state, variable, item);
    else if (is_operand(*item) && !item->node->name) status = name_step(state, variable, item);
  }
  return status;
}

static void mark_value_stale(State *state, const Variable *variable, Value value, unsigned line) {
  for (int i = 0; value.kind == VALUE_LIST && i < value.list->n; i++)
    mark_value_stale(state, variable, value.list->item[i], line);
  if (value.node && value.node->owner == variable->id) mark_stale(state, value.node, variable->name, line);
}

Status bind_variable(State *state, Variable *variable, Value value, Binding binding, unsigned line) {
  Status status = OK;
  bool keeps = (state->keeps_history || is_symbol(value)) && (binding == BIND_UPDATE || (binding == BIND_EQUATION && !state->history_pause));
  bool is_update = binding == BIND_UPDATE && variable->value.kind != VALUE_NONE;
  if (keeps && binding == BIND_UPDATE) status = drop_history(state, &value);
  if (keeps && variable->name && status == OK) {
    if (is_operand(value) && (status = give_history(state, variable, &value)) == OK)
      value.node->is_update = is_update;
    if (value.kind == VALUE_LIST) status = give_list_history(state, variable, value.list);
  }
  if (status != OK) return value_release(state, value), state->context.error->status;
  if (binding == BIND_UPDATE) mark_value_stale(state, variable, variable->value, line);
  return store_plain(state, variable, value, line), OK;
}

/* ---- statements ---- */

/* The variable an assignment binds: a local of this frame or a global, never an outer one that merely shines through. */
static Variable *own_variable(State *state, Frame *frame, const Ast *name) {
  return name->place == PLACE_LOCAL ? &frame->slot[name->slot] : &state->global[name->slot];
}

static Binding binding_of(State *state, Frame *frame, const Ast *statement) {
  const Ast *name = target_name(statement->child[0]);
  if (statement->kind == AST_UPDATE || statement->flags & AST_MENTIONS_SENSITIVITY) return BIND_UPDATE;
  if (!name) return BIND_EQUATION;
  const Variable *variable = own_variable(state, frame, name);
  return variable->is_param && variable->value.kind != VALUE_NONE ? BIND_UPDATE : BIND_EQUATION;
}

/* += adds what stands on the right to the target's present value. */
static Status evaluate_right(State *state, Frame *frame, const Ast *statement, Value *out) {
  Value left = {0}, right = {0};
  if (statement->kind != AST_ADD_ASSIGN) return evaluate(state, frame, statement->child[1], out);
  Status status = evaluate(state, frame, statement->child[0], &left);
  if (status == OK) status = evaluate(state, frame, statement->child[1], &right);
  state->here = statement->span;
  if (status == OK && (status = apply2(state, state->row_add, left, right, out)) != OK)
    place_error(&state->context, frame->source, statement->mark);
  value_release(state, left);
  value_release(state, right);
  return status;
}

static Status evaluate_update_aware(State *state, Frame *frame, const Ast *statement, Binding binding, Value *out) {
  if (binding == BIND_UPDATE) state->history_pause++;
  Status status = evaluate_right(state, frame, statement, out);
  if (binding == BIND_UPDATE) state->history_pause--;
  return status;
}

static Status assign_value(State *state, Frame *frame, const Ast *target, Value value, Binding binding, unsigned line);

static Status replaced(State *state, const Ast *target, Value base, const Value *index, Value value, Value *out) {
  Value axes[AXES];
  if (target->kind != AST_SUPERSCRIPT || base.kind == VALUE_LIST)
    return replace_elements(state, base, index, target->n - 1, value, out) == OK ? OK : note_growth(state, target, base, index, value);
  Status status = map_indices(state, index, target->n - 1, axes);
  return status == OK ? replace_elements(state, base, axes, AXES, value, out) : status;
}

/* L[k] ← v and L.W = L.W - α dL.W start that element afresh; the others keep their history, as in an equation. */
static Binding update_elements(State *state, Frame *frame, const Ast *target, const List *old, const List *list,
                               unsigned line) {
  const Variable *variable = own_variable(state, frame, target_name(target));
  for (int i = 0; i < old->n; i++) {
    Value was = old->item[i], is = list->item[i];
    if (was.node != is.node || (was.kind == VALUE_LIST && was.list != is.list))
      mark_value_stale(state, variable, was, line);
  }
  return BIND_EQUATION;
}

/* X[i, j] = v: the new X is the old one with that element replaced, and is bound to X in turn. An array that only
   this variable holds is changed in place: its reference is taken out of the variable meanwhile. */
static Status assign_element(State *state, Frame *frame, const Ast *target, Value value, Binding binding,
                             unsigned line) {
  Value base = {0}, index[INDICES_MAX] = {{0}}, result = {0};
  Status status = evaluate(state, frame, target->child[0], &base);
  if (status == FAILED && target->child[0]->kind == AST_NAME)
    add_note(&state->context, "elements are set in what is there: %s = zeros(…) first", target->child[0]->name->text);
  if (status == OK) status = evaluate_indices(state, frame, target, base, index);
  state->here = target->span;
  bool own = target->child[0]->kind == AST_NAME && status == OK && base.kind == VALUE_ARRAY && !base.node;
  Variable *variable = own ? own_variable(state, frame, target->child[0]) : NULL;
  if (variable && variable->value.kind == VALUE_ARRAY && variable->value.array == base.array)
    value_store(state, &variable->value, (Value){0});
  if (status == OK) status = replaced(state, target, base, index, value, &result);
  if (status != OK && variable && variable->value.kind == VALUE_NONE && base.kind == VALUE_ARRAY)
    variable->value = value_retain(base);
  if (status != OK) place_error(&state->context, frame->source, target->span);
  if (status == OK && binding == BIND_UPDATE && base.kind == VALUE_LIST && result.kind == VALUE_LIST)
    binding = update_elements(state, frame, target, base.list, result.list, line);
  for (int i = 0; i < target->n - 1 && i < INDICES_MAX; i++) value_release(state, index[i]);
  value_release(state, base);
  if (status == OK) status = assign_value(state, frame, target->child[0], result, binding, line);
  return status;
}

static Status assign_field(State *state, Frame *frame, const Ast *target, Value value, Binding binding, unsigned line) {
  Value record = {0};
  Status status = evaluate(state, frame, target->child[0], &record);
  if (is_unknown(record)) return assign_value(state, frame, target->child[0], record, binding, line);
  if (status == OK && (record.kind != VALUE_LIST || !record.list->key))
    status = fail_at(&state->context, frame->source, target->span, "%s has no fields to set", kind_name(record));
  if (status != OK) return value_release(state, record), status;
  const List *old = record.list;
  int at = 0;
  while (at < old->n && old->key[at] != target->name) at++;
  List *list = list_new(state, old->n + (at == old->n), true);
  for (int i = 0; list && i < old->n; i++) {
    list->key[i] = old->key[i];
    list->item[i] = value_retain(old->item[i]);
  }
  if (list) {
    list->key[at] = target->name;
    value_store(state, &list->item[at], value_retain(value));
    if (binding == BIND_UPDATE) binding = update_elements(state, frame, target, old, list, line);
  }
  value_release(state, record);
  if (!list) return OUT_OF_MEMORY;
  Value changed = {.kind = VALUE_LIST, .list = list};
  if ((status = set_list_depth(state, list)) == OK)
    return assign_value(state, frame, target->child[0], changed, binding, line);
  value_release(state, changed);
  return place_error(&state->context, frame->source, target->span), status;
}

static Status tuple_item(State *state, const Ast *target, Value value, int i, Value *out) {
  if (is_unknown(value)) return *out = value, OK;
  if (value.kind == VALUE_LIST) return *out = value_retain(value.list->item[i]), OK;
  const Value number = number_value(i + 1);
  state->here = target->span;
  return index_value(state, value, &number, 1, out);
}

/* (a, b) = a list, or a vector of as many numbers: (R, C) = size(P) */
static Status assign_tuple(State *state, Frame *frame, const Ast *target, Value value, Binding binding, unsigned line) {
  bool vector = value.kind == VALUE_ARRAY &&
                (value_length(value, 0) == value_count(value) || value_length(value, 1) == value_count(value));
  int64_t n = vector ? value_count(value) : value.kind == VALUE_LIST ? value.list->n : -1;
  if (n != target->n && !is_unknown(value))
    return fail_at(&state->context, frame->source, target->span,
                   "%d names take a list or a vector of %d values apart, and this is %s%s", target->n, target->n,
                   vector ? "a vector" : kind_name(value), n >= 0 ? " of another length" : "");
  Status status = OK;
  for (int i = 0; i < target->n && status == OK; i++) {
    Value item = {0};
    status = tuple_item(state, target, value, i, &item);
    if (status == OK) status = assign_value(state, frame, target->child[i], item, binding, line);
  }
  return status;
}

/* What f p means, a call or a product, rests on this. */
static bool changes_kind(const Variable *variable, Value value) {
  if (variable->is_builtin || variable->value.kind == VALUE_NONE) return false;
  if (is_unknown(variable->value) || is_unknown(value)) return false;
  return (variable->value.kind == VALUE_FUNCTION) != (value.kind == VALUE_FUNCTION);
}

static Status bind_name(State *state, Frame *frame, const Ast *target, Value value, Binding binding, unsigned line) {
  Variable *variable = own_variable(state, frame, target);
  if (value.kind == VALUE_NONE || value.kind == VALUE_COLON) {
    fail_at(&state->context, frame->source, target->span, "the right side gives no value to bind to %s",
            target->name->text);
    return add_note(&state->context, "print gives none, nor does a function without return y"), FAILED;
  }
  if (changes_kind(variable, value)) {
    fail_at(&state->context, frame->source, target->span,
            "%s is %s (line %u) and cannot become %s: whether a name is a function may not change; use another name",
            target->name->text, kind_name(variable->value), variable->line, kind_name(value));
    return value_release(state, value), FAILED;
  }
  state->here = target->span;
  return bind_variable(state, variable, value, binding, line);
}

/* Takes the value. */
static Status assign_value(State *state, Frame *frame, const Ast *target, Value value, Binding binding, unsigned line) {
  if (target->kind == AST_NAME) return bind_name(state, frame, target, value, binding, line);
  Status status;
  if (target->kind == AST_TUPLE) status = assign_tuple(state, frame, target, value, binding, line);
  else if (target->kind == AST_FIELD) status = assign_field(state, frame, target, value, binding, line);
  else status = assign_element(state, frame, target, value, binding, line);
  value_release(state, value);
  return status;
}

/* Nothing asks for history: X = expr is just a value in a place. */
static Status assign_plain(State *state, Frame *frame, const Ast *statement) {
  Value value = {0};
  Status status = evaluate(state, frame, statement->child[1], &value);
  if (status != OK) return status;
  Variable *variable = own_variable(state, frame, statement->child[0]);
  if (value.kind == VALUE_NONE || value.kind == VALUE_COLON || is_symbol(value) || changes_kind(variable, value))
    return bind_name(state, frame, statement->child[0], value, BIND_EQUATION, statement->line);
  store_plain(state, variable, value, statement->line);
  return OK;
}

Status assign(State *state, Frame *frame, const Ast *statement) {
  if (!state->keeps_history && statement->kind == AST_EQUATION && !statement->note &&
      statement->child[0]->kind == AST_NAME)
    return assign_plain(state, frame, statement);
  Value value = {0};
  Binding binding = binding_of(state, frame, statement);
  Status status = statement->note ? evaluate_free_equation(state, frame, statement, &value)
                                  : evaluate_update_aware(state, frame, statement, binding, &value);
  if (status == OK && binding == BIND_UPDATE && (status = drop_history(state, &value)) != OK)
    value_release(state, value);
  if (status != OK) return status;
  const Ast *target = statement->child[0];
  if (statement->note)
    while (target->kind != AST_NAME) target = target->child[0];
  return assign_value(state, frame, target, value, binding, statement->line);
}
