/* backprop F, ∂F/∂W and f' by backprop. */
#include "derive/simplify.h"
#include "derive/sweep.h"
#include "evaluate/dry.h"

#include <string.h>

static void print_objective(State *state, const Ast *ast, Text *text) {
  text_open(text, &state->context.memory);
  print_ast(ast, text);
}

Status evaluate_with_history(State *state, Frame *frame, const Ast *ast, Value *out) {
  bool kept = state->keeps_history;
  int paused = state->history_pause;
  state->keeps_history = true;
  state->history_pause = 0;
  Status status = evaluate(state, frame, ast, out);
  state->keeps_history = kept;
  state->history_pause = paused;
  return status == OK && state->stale_pending ? cut_stale(state) : status;
}

Status evaluate_objective(State *state, Frame *frame, const Ast *ast, Value *out) {
  Status status = evaluate_with_history(state, frame, ast, out);
  if (status == OK && is_unknown(*out)) return OK;
  if (status == OK && !is_operand(*out))
    status = fail_at(&state->context, frame->source, ast->span,
                     "a gradient is taken of a number or an array, not of %s", kind_name(*out));
  bool computed = status == OK && out->node && (out->node->row || out->node->function || out->node->stale_line);
  if (status == OK && !computed && state->gradients_unknown) return value_store(state, out, unknown_value(state)), OK;
  if (status == OK && !computed) {
    Text text;
    print_objective(state, ast, &text);
    status = fail_at(&state->context, frame->source, ast->span,
                     "%s was not computed from any variable, so there is nothing to differentiate", text_string(&text));
    text_close(&text);
  }
  if (status != OK) value_store(state, out, (Value){0});
  return status;
}

static Status need_scalar(State *state, Frame *frame, const Ast *ast, Value objective) {
  if (is_one_number(objective)) return OK;
  Text text, size_text;
  Size size = value_size(objective);
  print_objective(state, ast, &text);
  text_open(&size_text, &state->context.memory);
  print_size(&size, &size_text);
  fail_at(&state->context, frame->source, ast->span, "%s is %s: backprop starts from one number", text_string(&text),
          text_string(&size_text));
  add_note(&state->context,
           "write backprop sum(%s), or backprop %s with S, where S is its sensitivity, of the same size",
           text_string(&text), text_string(&text));
  text_close(&text);
  text_close(&size_text);
  return FAILED;
}

/* Symbols have no numbers: derive is for them. */
Status need_numbers(State *state, Frame *frame, const Ast *ast, Value objective, const char *statement) {
  if (!is_symbol(objective)) return OK;
  Text text;
  print_objective(state, ast, &text);
  fail_at(&state->context, frame->source, ast->span, "%s is a symbol without a value, and %s takes numbers",
          text_string(&text), statement);
  add_note(&state->context, "derive %s writes its equations", text_string(&text));
  text_close(&text);
  return FAILED;
}

static Status stale(State *state, Frame *frame, const Ast *ast, Sweep *sweep) {
  Text text;
  print_objective(state, ast, &text);
  Status status = refuse_stale(sweep, text_string(&text));
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  text_close(&text);
  return status;
}

static Status want_list(State *state, Sweep *sweep, Value list, bool *found) {
  for (int i = 0; i < list.list->n; i++) {
    Value item = list.list->item[i];
    if (item.kind == VALUE_LIST) want_list(state, sweep, item, found);
    else *found |= want_node(sweep, item.node);
  }
  return OK;
}

Status want_variables(State *state, Frame *frame, Sweep *sweep, const Ast *names, const char *what) {
  Status status = OK;
  for (int i = 0; i < names->n && status == OK; i++) {
    const Ast *name = names->child[i];
    if (name->kind != AST_NAME)
      return fail_at(&state->context, frame->source, name->span, "`for` is followed by names of variables");
    Value *value = find_value(state, frame, name);
    if (!value) return state->context.error->status;
    bool found = is_unknown(*value) || state->gradients_unknown;
    if (value->kind == VALUE_LIST) want_list(state, sweep, *value, &found);
    else found |= want_node(sweep, value->node);
    if (found) continue;
    const Variable *variable = variable_of(state, frame, name);
    bool older = false;
    for (int k = 0; k < sweep->n; k++) older |= sweep->node[k]->name == name->name;
    status =
        older ? fail_at(&state->context, frame->source, name->span,
                        "%s was not computed from this %s, which was bound anew in line %u", what, name->name->text,
                        variable->line)
              : fail_at(&state->context, frame->source, name->span, "%s does not depend on %s", what, name->name->text);
  }
  return status;
}

/* ---- binding dX ---- */

static void forget_earlier(State *state, Frame *frame) {
  Variable *variable = frame->at_top || !frame->caller || !frame->code->ast ? state->global : frame->slot;
  size_t n = variable == state->global ? state->n_globals : (size_t)frame->code->n_slots;
  for (size_t i = 0; i < n; i++)
    if (variable[i].from_backprop) {
      value_store(state, &variable[i].value, state->gradients_unknown ? unknown_value(state) : (Value){0});
      variable[i].from_backprop = state->gradients_unknown;
    }
}

static Status gradient_of_list(Sweep *sweep, const List *list, Value *out) {
  List *copy = list_new(sweep->state, list->n, list->key != NULL);
  Status status = copy ? OK : OUT_OF_MEMORY;
  if (copy) copy->depth = list->depth;
  for (int i = 0; i < list->n && status == OK; i++) {
    if (list->key) copy->key[i] = list->key[i];
    status = gradient_of_value(sweep, list->item[i], &copy->item[i]);
  }
  Value value = {.kind = VALUE_LIST, .list = copy};
  if (status == OK) *out = value;
  else if (copy) value_release(sweep->state, value);
  return status;
}

static bool wanted_node(const Sweep *sweep, const TrailNode *node) {
  return node && node->position < sweep->n && sweep->node[node->position] == node && sweep->needed[node->position];
}

/* The objective itself has no place among its own gradients. */
static bool wanted_value(const Sweep *sweep, Value value) {
  if (value.kind != VALUE_LIST)
    return is_numeric(value) && wanted_node(sweep, value.node) && value.node->position + 1 < sweep->n;
  for (int i = 0; i < value.list->n; i++)
    if (wanted_value(sweep, value.list->item[i])) return true;
  return false;
}

/* A string or function in a list has {} for its sensitivity. */
Status gradient_of_value(Sweep *sweep, Value value, Value *out) {
  static const List none_at_all = {0};
  if (value.kind == VALUE_LIST) return gradient_of_list(sweep, value.list, out);
  if (wanted_node(sweep, value.node)) return sweep_gradient(sweep, value.node, out);
  if (!is_numeric(value)) return gradient_of_list(sweep, &none_at_all, out);
  TrailNode constant = {.output = value, .position = 0};
  Value none = {0};
  Sweep nothing = {.state = sweep->state, .gradient = &none};
  return sweep_gradient(&nothing, &constant, out);
}

static bool asked_for(const Ast *names, const Name *name) {
  if (!names) return true;
  for (int i = 0; i < names->n; i++)
    if (names->child[i]->kind == AST_NAME && names->child[i]->name == name) return true;
  return false;
}

/* dX's variable: in a function a local one where the function mentions dX, otherwise a global one for a global X. */
static Variable *sensitivity_variable(State *state, Frame *frame, const Variable *variable, bool local) {
  Name *name = sensitivity_name(&state->names, variable->name);
  if (!name) return (void)fail_out_of_memory(&state->context), NULL;
  for (int i = 0; i < frame->code->n_slots; i++)
    if (frame->slot[i].name == name) return &frame->slot[i];
  return local && frame->code->ast ? NULL : global_variable(state, name);
}

static Status check_free(State *state, Frame *frame, const Ast *ast, const Variable *target, const Name *name) {
  if (target->value.kind == VALUE_NONE || target->from_backprop || target->is_builtin) return OK;
  return fail_at(&state->context, frame->source, ast->span,
                 "backprop would bind %s, but %s is yours (line %u): rename it, or write ∂F/∂%s", target->name->text,
                 target->name->text, target->line, name->text);
}

/* The list of globals may move while a value is made, so the variable is found again by its name. */
static Status bind_sensitivity(State *state, Frame *frame, const Ast *ast, Sweep *sweep, Variable *variable,
                               bool local) {
  Name *name = variable->name;
  Value gradient = {0};
  Status status = gradient_of_value(sweep, variable->value, &gradient);
  if (status == OK && variable->is_param) value_store(state, &variable->gradient, value_retain(gradient));
  Variable *target = status == OK ? sensitivity_variable(state, frame, variable, local) : NULL;
  if (target) status = check_free(state, frame, ast, target, name);
  if (!target || status != OK)
    return value_release(state, gradient), state->context.has_error ? state->context.error->status : OK;
  status = bind_variable(state, target, gradient, BIND_PLAIN, ast->line);
  target->from_backprop = true;
  return status;
}

/* A function binds the dX of params, of outer variables that it names after `for`, and those dX that it mentions. */
static bool binds_outer(State *state, Frame *frame, const Ast *names, const Variable *outer) {
  const Name *name = sensitivity_name(&state->names, outer->name);
  bool mentioned = false;
  for (int i = 0; i < frame->code->n_slots; i++) mentioned |= name && frame->slot[i].name == name;
  return names || outer->is_param || mentioned;
}

static Status bind_all(State *state, Frame *frame, const Ast *ast, Sweep *sweep, const Ast *names) {
  Status status = OK;
  bool in_function = frame->code->ast != NULL;
  for (int i = 0; i < frame->code->n_slots && status == OK && in_function; i++)
    if (frame->slot[i].name && asked_for(names, frame->slot[i].name) && wanted_value(sweep, frame->slot[i].value))
      status = bind_sensitivity(state, frame, ast, sweep, &frame->slot[i], true);
  size_t n = state->n_globals;
  for (size_t i = 0; i < n && status == OK; i++)
    if (asked_for(names, state->global[i].name) && wanted_value(sweep, state->global[i].value) &&
        (!in_function || binds_outer(state, frame, names, &state->global[i])))
      status = bind_sensitivity(state, frame, ast, sweep, &state->global[i], false);
  return status;
}

/* Plain backprop follows the params alone once there are any; what lies between them and F is bound too. */
void want_by_default(State *state, Sweep *sweep) {
  bool any = false;
  for (size_t i = 0; i < state->n_globals && state->n_params; i++)
    if (state->global[i].is_param) any |= want_node(sweep, state->global[i].value.node);
  if (!any) want_everything(sweep);
}

/* Says once which variables have lost their dX; in a loop it would be said too often. */
static Status note_older(State *state, const Frame *frame, const Ast *ast, const Sweep *sweep) {
  if (frame->loops) return OK;
  for (int k = 0; k < sweep->n; k++) {
    const TrailNode *node = sweep->node[k];
    if (node->row || node->function || !node->name || node->name->global < 0 || !sweep->wanted[k]) continue;
    const Variable *variable = &state->global[node->name->global];
    bool is_objective = variable->value.node == sweep->node[sweep->n - 1]; /* Z = 0, Z += … */
    if (variable->id != node->owner || !variable->value.node || is_objective || wanted_value(sweep, variable->value))
      continue;
    write_note(state, ast->span, "%s has been bound anew (line %u) since this was computed: it has no d%s here",
               node->name->text, variable->line, node->name->text);
  }
  return OK;
}

static Status evaluate_seed(State *state, Frame *frame, const Ast *ast, Value objective, Value *seed) {
  if (!ast->child[2]) {
    Status status = need_scalar(state, frame, ast->child[0], objective);
    *seed = (Value){.kind = VALUE_NUMBER, .precision = value_precision(objective), .number = 1};
    return status;
  }
  Status status = evaluate(state, frame, ast->child[2], seed);
  if (status != OK) return status;
  Size size = value_size(objective), given = value_size(*seed);
  if (is_numeric(*seed) && size_equal(&size, &given) == YES) return OK;
  if (is_unknown(*seed)) return OK;
  Text text;
  text_open(&text, &state->context.memory);
  print_size(&size, &text);
  Text given_text;
  text_open(&given_text, &state->context.memory);
  if (is_numeric(*seed)) print_size(&given, &given_text);
  else text_format(&given_text, "%s", kind_name(*seed));
  status = fail_at(&state->context, frame->source, ast->child[2]->span,
                   "a sensitivity has the size of what it belongs to, %s, and this is %s", text_string(&text),
                   text_string(&given_text));
  text_close(&given_text);
  text_close(&text);
  return status;
}

static Status sweep_statement(State *state, Frame *frame, const Ast *ast, Value objective, Value seed) {
  Sweep sweep;
  Text what;
  Status status = sweep_open(state, objective.node, &sweep);
  if (status != OK) return status;
  print_objective(state, ast->child[0], &what);
  status = stale(state, frame, ast->child[0], &sweep);
  if (status == OK && ast->child[1]) status = want_variables(state, frame, &sweep, ast->child[1], text_string(&what));
  else if (status == OK) want_by_default(state, &sweep);
  if (status == OK) status = sweep_run(&sweep, seed);
  if (status == OK) forget_earlier(state, frame);
  if (status == OK) status = bind_all(state, frame, ast, &sweep, ast->child[1]);
  if (status == OK && !ast->child[1]) status = note_older(state, frame, ast, &sweep);
  text_close(&what);
  sweep_close(&sweep);
  return status;
}

Status run_backprop(State *state, Frame *frame, const Ast *ast) {
  Value objective = {0}, seed = {0};
  forget_backprop(state);
  Status status = evaluate_objective(state, frame, ast->child[0], &objective);
  bool known = !is_unknown(objective);
  if (status == OK && known) status = need_numbers(state, frame, ast->child[0], objective, "backprop");
  if (status == OK && known) status = evaluate_seed(state, frame, ast, objective, &seed);
  known &= !is_unknown(seed);
  if (status == OK && !known) forget_earlier(state, frame);
  if (status == OK && known) status = sweep_statement(state, frame, ast, objective, seed);
  if (status == OK && known) keep_backprop(state, objective, seed);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  value_release(state, seed);
  value_release(state, objective);
  return status;
}

/* ---- ∂F/∂W ---- */

static Status partial_of(State *state, Frame *frame, const Ast *ast, Value objective, Value *out) {
  Sweep sweep;
  const Ast *name = ast->child[1];
  const Value *variable = name->kind == AST_NAME ? find_value(state, frame, name) : NULL;
  if (!variable)
    return state->context.has_error
               ? FAILED
               : fail_at(&state->context, frame->source, name->span, "∂F/∂W takes the name of a variable below");
  Status status = sweep_open(state, objective.node, &sweep);
  if (status != OK) return status;
  Value below = value_retain(*variable); /* the list of globals may move */
  Ast tuple = {.kind = AST_TUPLE, .n = 1, .child = (Ast *[]){(Ast *)name}};
  Text what;
  print_objective(state, ast->child[0], &what);
  status = stale(state, frame, ast->child[0], &sweep);
  if (status == OK) status = want_variables(state, frame, &sweep, &tuple, text_string(&what));
  text_close(&what);
  sweep.history = true;
  Value seed = {.kind = VALUE_NUMBER, .precision = value_precision(objective), .number = 1};
  int paused = state->history_pause;
  bool kept = state->keeps_history;
  state->history_pause = 0;
  state->keeps_history = true;
  if (status == OK) status = sweep_run(&sweep, seed);
  state->history_pause = paused;
  state->keeps_history = kept;
  if (status == OK) status = gradient_of_value(&sweep, below, out);
  value_release(state, below);
  sweep_close(&sweep);
  return status;
}

Status evaluate_partial_derivative(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value objective = {0};
  Status status = evaluate_objective(state, frame, ast->child[0], &objective);
  if (is_unknown(objective)) return *out = objective, OK;
  if (status == OK) status = need_scalar(state, frame, ast->child[0], objective);
  if (status == OK) status = partial_of(state, frame, ast, objective, out);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  value_release(state, objective);
  return status;
}

/* ---- f' of a function without a definition of its own ---- */

static Status ones_like(State *state, Value value, Value *out) {
  int64_t size[AXES];
  for (int axis = 0; axis < AXES; axis++) size[axis] = value_length(value, axis);
  bool hollow = value.kind == VALUE_ARRAY && is_hollow(value.array);
  Tensor *ones = (hollow ? tensor_hollow : tensor_new)(&state->context, value_precision(value), size);
  if (!ones) return state->context.error->status;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, hollow ? 0 : tensor_count(ones)) tensor_set(ones, i, 1);
  return give_filled(state, ones, out);
}

static Status differentiate_call(State *state, Function *function, Value argument, Value *out) {
  Value result = {0}, seed = {0};
  Sweep sweep;
  Size size = value_size(argument), result_size;
  Status status = call_with(state, function->original, &argument, 1, &result);
  result_size = is_numeric(result) ? value_size(result) : size;
  if (status == OK && (!is_numeric(result) || size_equal(&size, &result_size) != YES))
    status =
        fail(&state->context, "f' is for functions that work element by element; this one changes its argument's size");
  if (status == OK) status = ones_like(state, argument, &seed);
  if (status == OK && !result.node) {
    Tensor *zeros = value_to_tensor(state, seed, value_precision(argument));
    if (zeros && !is_hollow(zeros))
      memset(zeros->data, 0, (size_t)tensor_count(zeros) * element_bytes(zeros->precision));
    if (zeros) *out = array_value(state, zeros);
    status = zeros ? OK : state->context.error->status;
  } else if (status == OK && (status = sweep_open(state, result.node, &sweep)) == OK) {
    sweep.history = true;
    want_node(&sweep, argument.node);
    status = sweep_run(&sweep, seed);
    if (status == OK) status = sweep_gradient(&sweep, argument.node, out);
    sweep_close(&sweep);
  }
  value_release(state, result);
  value_release(state, seed);
  return status;
}

Status call_derivative(State *state, Function *function, Value argument, Value *out) {
  int paused = state->history_pause;
  bool kept = state->keeps_history, own = !argument.node;
  if (!is_numeric(argument))
    return fail(&state->context, "a derivative f' takes a number or an array, not %s", kind_name(argument));
  state->history_pause = 0;
  state->keeps_history = true;
  if (own && !(argument.node = start_node(state, argument))) return OUT_OF_MEMORY;
  Status status = differentiate_call(state, function, argument, out);
  state->history_pause = paused;
  state->keeps_history = kept;
  if (own) node_release(state, argument.node);
  if (status == OK && own) value_store(state, out, plain_value(*out));
  return status;
}

const Derivation derivation = {
    .backprop = run_backprop,
    .check = run_check,
    .explain = run_explain,
    .partial = evaluate_partial_derivative,
    .define_rule = define_rule,
    .derivative = find_derivative,
    .has_rule = function_has_rule,
    .call_derivative = call_derivative,
    .derive = run_derive,
    .declare_symbols = declare_symbols,
    .simplify = simplify_step,
    .mark_rules = mark_rules,
    .rules_are_as = rules_are_as,
    .restore_rules = restore_rules,
    .close = rules_close,
};
