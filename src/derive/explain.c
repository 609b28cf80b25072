/* explain Z_{1,2}: which element is meant, and the trail that leads to it; for dW the last backprop is gone through
   again with history. */
#include "derive/explain.h"

#include <string.h>

/* ---- what the last backprop started from ---- */

void forget_backprop(State *state) {
  Rules *rules = state->rules;
  if (!rules) return;
  value_store(state, &rules->objective, (Value){0});
  value_store(state, &rules->seed, (Value){0});
}

void keep_backprop(State *state, Value objective, Value seed) {
  Rules *rules = state->rules;
  if (!rules || !state->explains) return;
  value_store(state, &rules->objective, value_retain(objective));
  value_store(state, &rules->seed, value_retain(seed));
}

static bool is_sensitivity(const Name *gradient, const Name *name) {
  return name && gradient->text[0] == 'd' && strcmp(gradient->text + 1, name->text) == 0;
}

/* Is it, or an element of it, of the trail that was walked last? */
static bool is_of_trail(const State *state, Value value) {
  for (int i = 0; value.kind == VALUE_LIST && i < value.list->n; i++)
    if (is_of_trail(state, value.list->item[i])) return true;
  return value.kind != VALUE_LIST && node_in_walk(state, value.node);
}

/* X of dX as it is now. */
static Value value_now(const State *state, const Frame *frame, const Name *gradient) {
  for (int i = 0; i < frame->code->n_slots; i++)
    if (is_sensitivity(gradient, frame->slot[i].name)) return frame->slot[i].value;
  for (size_t i = 0; i < state->n_globals; i++)
    if (is_sensitivity(gradient, state->global[i].name)) return state->global[i].value;
  return (Value){0};
}

/* X of dX, or where X has been updated since, the value that the sweep knew by that name. */
static bool value_below(const State *state, const Frame *frame, const Sweep *sweep, const Name *gradient, Value *out) {
  *out = value_now(state, frame, gradient);
  if (is_of_trail(state, *out)) return true;
  for (int k = sweep->n; k-- > 0;) {
    if (!is_sensitivity(gradient, sweep->node[k]->name)) continue;
    *out = sweep->node[k]->output;
    out->node = sweep->node[k];
    return true;
  }
  return false;
}

static void want_value(Sweep *sweep, Value value) {
  for (int i = 0; value.kind == VALUE_LIST && i < value.list->n; i++) want_value(sweep, value.list->item[i]);
  if (value.kind != VALUE_LIST) want_node(sweep, value.node);
}

/* dX with its history; the sweep stays open as long as it is looked at. */
static Status retrace(State *state, Frame *frame, const Variable *gradient, Sweep *sweep, Value *out) {
  const Rules *rules = state->rules;
  if (!rules || !rules->objective.node)
    return fail(&state->context, "how %s came about is not known any more: compute backprop again",
                gradient->name->text);
  Value below, objective = rules->objective;
  Status status = sweep_open(state, objective.node, sweep);
  if (status != OK) return status;
  if (!value_below(state, frame, sweep, gradient->name, &below))
    return fail(&state->context, "%s is not of the last backprop: compute it again", gradient->name->text);
  below = value_retain(below);
  want_value(sweep, below);
  sweep->history = sweep->named = true;
  int paused = state->history_pause;
  bool kept = state->keeps_history;
  state->history_pause = 0;
  state->keeps_history = true;
  status = sweep_run(sweep, rules->seed);
  state->history_pause = paused;
  state->keeps_history = kept;
  if (status == OK) status = gradient_of_value(sweep, below, out);
  value_release(state, below);
  return status;
}

/* ---- which element ---- */

const Ast *base_of(const Ast *ast) {
  while (ast->n > 0 && (ast->kind == AST_INDEX || ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT ||
                        ast->kind == AST_FIELD))
    ast = ast->child[0];
  return ast;
}

/* One number, or with a length that is a symbol: then any element is told of. */
static bool has_open_size(Value value) {
  Size size = value_size(value);
  return is_one_number(value) || !size_is_numeric(&size);
}

static Status check_target(State *state, Frame *frame, const Ast *ast, Value value) {
  if (!is_operand(value))
    return fail_at(&state->context, frame->source, ast->span, "explain tells how a number came about, and this is %s",
                   kind_name(value));
  if (is_scalar(value) || (is_symbol(value) && has_open_size(value))) return OK;
  Text text, size_text;
  Size size = value_size(value);
  text_open(&text, &state->context.memory);
  text_open(&size_text, &state->context.memory);
  print_ast(ast, &text);
  print_size(&size, &size_text);
  const Extent *length = size.axis;
  bool stack = length[2].number > 1, column = length[1].number == 1 && !stack;
  fail_at(&state->context, frame->source, ast->span, "%s is %s: explain is about one element", text_string(&text),
          text_string(&size_text));
  const char *first = length[3].number > 1 ? "^{1,1}_{1,1}" : stack ? "^{1}_{1,1}" : column ? "_{1}" : "_{1,1}";
  if (base_of(ast)->kind == AST_NAME) add_note(&state->context, "for instance explain %s%s", text_string(&text), first);
  else add_note(&state->context, "give it a name: X = %s, then explain X%s", text_string(&text), first);
  text_close(&text);
  text_close(&size_text);
  return FAILED;
}

/* Does the step only say which element of a variable is meant? */
static bool picks_element(const TrailNode *node) {
  if (!node->row || node->name || !node->input[0].node) return false;
  return strcmp(node->row->name, "index") == 0 || strcmp(node->row->name, "reshape") == 0;
}

Status follow_element(Explanation *e, const TrailNode **node, int64_t at[AXES]) {
  Status status = OK;
  while (status == OK && picks_element(*node)) {
    Terms terms;
    Term *term;
    if ((status = step_terms(e, *node, at, &terms, &term)) != OK) return status;
    memcpy(at, term->at, sizeof term->at);
    *node = (*node)->input[0].node;
  }
  return status;
}

Status refuse_old(State *state, const Ast *ast, TrailNode *node) {
  Sweep sweep;
  Text text;
  Status status = sweep_open(state, node, &sweep);
  if (status != OK) return status;
  text_open(&text, &state->context.memory);
  print_ast(ast, &text);
  status = refuse_stale(&sweep, text_string(&text));
  text_close(&text);
  sweep_close(&sweep);
  return status;
}

static Status explain_node(State *state, const Ast *ast, const TrailNode *node, const Sweep *sweep, bool full) {
  Explanation e;
  Text label, out;
  int64_t at[AXES] = {0};
  int named;
  explanation_open(&e, state, sweep, full);
  name_any_place(&e, node, at);
  text_open(&label, &state->context.memory);
  text_open(&out, &state->context.memory);
  Status status = follow_element(&e, &node, at);
  const Ast *base = base_of(ast);
  bool other_name = base->kind == AST_NAME && base->name != node->name; /* dL[1] where L = {W, P} */
  if (status == OK && is_visible(state, node) && !other_name) {
    status = name_value(&e, node, &named);
    if (status == OK) print_element(&e, named, at, &label);
  } else {
    print_ast(ast, &label);
  }
  if (status == OK && label.failed) status = fail_out_of_memory(&state->context);
  if (status == OK) status = explain_element(&e, node, at, text_string(&label), &out);
  if (status == OK) write_text(state, text_string(&out), out.length);
  text_close(&out);
  text_close(&label);
  explanation_close(&e);
  return status;
}

/* A number that depends on no variable: an element of a dX that is the same everywhere, or 1 + 2. */
static Status explain_constant(State *state, const Ast *ast, Value value) {
  Text out;
  text_open(&out, &state->context.memory);
  text_format(&out, "  ");
  print_ast(ast, &out);
  text_format(&out, " = ");
  if (is_symbol(value)) describe_value(state, value, &out);
  else format_number(value.number, &out);
  text_format(&out, "   (it depends on no variable)\n");
  Status status = out.failed ? fail_out_of_memory(&state->context) : OK;
  if (status == OK) write_text(state, text_string(&out), out.length);
  text_close(&out);
  return status;
}

static Status read_parameters(State *state, Frame *frame, const Ast *ast, bool *full) {
  *full = false;
  for (int i = 0; ast->arguments && i < ast->arguments->n; i++) {
    const Ast *item = ast->arguments->child[i];
    if (item->kind != AST_NAME || strcmp(item->name->text, "full") != 0)
      return fail_at(&state->context, frame->source, item->span,
                     "explain has one parameter, full, which leaves no terms out: explain_{full} Z_{1,2}");
    *full = true;
  }
  return OK;
}

static Status refuse_number(State *state, Frame *frame, const Ast *ast) {
  fail_at(&state->context, frame->source, ast->span,
          "%.*s is given as it stands; explain tells how an element of a variable came about: explain Z_{1,2}",
          (int)(ast->span.end - ast->span.start), frame->source->text + ast->span.start);
  add_note(&state->context, "the chapter's equations are told by help: help 8.45");
  return FAILED;
}

typedef struct Request {
  State *state;
  Frame *frame;
  const Ast *what;
  bool full;
} Request;

static Status explain_value(void *user, Value value, const Sweep *sweep) {
  const Request *request = user;
  State *state = request->state;
  Status status = check_target(state, request->frame, request->what, value);
  if (status == OK && value.node && !sweep) status = refuse_old(state, request->what, value.node);
  if (status != OK) return status;
  return value.node ? explain_node(state, request->what, value.node, sweep, request->full)
                    : explain_constant(state, request->what, value);
}

static Status tell_evaluated(State *state, Frame *frame, const Ast *what, const Sweep *sweep, Tell tell, void *user) {
  Value value = {0};
  Status status = evaluate_with_history(state, frame, what, &value);
  if (status == OK) status = tell(user, value, sweep);
  value_release(state, value);
  return status;
}

/* With dX's history in the place of its plain value meanwhile; the list of globals may move. */
static Status tell_of_gradient(State *state, Frame *frame, const Ast *what, Tell tell, void *user) {
  Value traced = {0};
  Sweep sweep = {.state = state};
  const Ast *base = base_of(what);
  Status status = retrace(state, frame, variable_of(state, frame, base), &sweep, &traced);
  if (status == OK) {
    Variable *variable = variable_of(state, frame, base);
    Value plain = variable->value;
    variable->value = traced;
    status = tell_evaluated(state, frame, what, &sweep, tell, user);
    variable = variable_of(state, frame, base);
    traced = variable->value;
    variable->value = plain;
  }
  value_release(state, traced);
  sweep_close(&sweep);
  return status;
}

Status tell_of_value(State *state, Frame *frame, const Ast *what, Tell tell, void *user) {
  const Ast *base = base_of(what);
  bool is_gradient = base->kind == AST_NAME && variable_of(state, frame, base)->from_backprop;
  return is_gradient ? tell_of_gradient(state, frame, what, tell, user)
                     : tell_evaluated(state, frame, what, NULL, tell, user);
}

void note_missing_gradient(State *state, const Ast *what, const char *statement) {
  const Ast *base = base_of(what);
  const Name *name = base->kind == AST_NAME ? base->name : NULL;
  const Name *below = name && name->text[0] == 'd' ? find_name(&state->names, name->text + 1, name->length - 1) : NULL;
  if (below && below->global >= 0 && is_numeric(state->global[below->global].value))
    add_note(&state->context, "backprop F binds %s: then %s %s", name->text, statement, name->text);
}

/* Z_{m,n} where m and n have no value and Z's lengths are symbols is any element, as Z is. */
static const Ast *without_free_places(State *state, Frame *frame, const Ast *what) {
  const Ast *base = what->n > 0 ? what->child[0] : NULL;
  if (!base || base->kind != AST_NAME || (what->kind != AST_SUBSCRIPT && what->kind != AST_INDEX)) return what;
  Variable *variable = variable_of(state, frame, base);
  Size size = value_size(variable->value);
  if (!is_symbol(variable->value) || size_is_numeric(&size)) return what;
  for (int i = 1; i < what->n; i++)
    if (what->child[i]->kind != AST_NAME || variable_of(state, frame, what->child[i])->value.kind != VALUE_NONE)
      return what;
  return base;
}

Status run_explain(State *state, Frame *frame, const Ast *ast) {
  const Ast *what = ast->child[0], *base = base_of(what);
  bool full;
  if (state->checking) return OK; /* it changes nothing, and what it would tell is not there */
  what = without_free_places(state, frame, what);
  Status status = read_parameters(state, frame, ast, &full);
  if (status == OK && what->kind == AST_NUMBER) status = refuse_number(state, frame, what);
  Request request = {state, frame, what, full};
  if (status == OK) status = tell_of_value(state, frame, what, explain_value, &request);
  if (status == FAILED && base->kind == AST_NAME && variable_of(state, frame, base)->value.kind == VALUE_NONE)
    note_missing_gradient(state, base, "explain");
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  return status;
}
