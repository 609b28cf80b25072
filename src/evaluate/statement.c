/* Statements and programs. */
#include "evaluate/dry.h"
#include "evaluate/session.h"

#include <math.h>
#include <string.h>

static Status run_statement(State *state, Frame *frame, const Ast *ast);

/* A statement of a session, not of a file that it imports or that one of its names is looked up in. */
static bool is_entered(const State *state, const Frame *frame) {
  return state->session && frame->at_top && !frame->caller && !frame->code->program->is_library;
}

Status run_block(State *state, Frame *frame, const Ast *block) {
  Status status = OK;
  for (int i = 0; i < block->n && status == OK && frame->flow == FLOW_NEXT; i++) {
    status = take_step_here(state, frame, block->child[i]);
    if (status == OK && state->stale_pending) status = cut_stale(state);
    bool is_kept = is_entered(state, frame);
    if (status == OK && is_kept) status = session_begin_statement(state, frame->source, block->child[i]);
    if (status == OK) status = run_statement(state, frame, block->child[i]);
    if (status == OK && is_kept) session_end_statement(state);
    if (status != OK) place_error(&state->context, frame->source, block->child[i]->span);
  }
  return status;
}

/* The maps of a stack have its name in scripts too: A^{2} = */
static const char *label_of(const State *state, const Ast *ast, Value value) {
  bool is_stack = value.kind == VALUE_ARRAY && (value_length(value, 2) > 1 || value_length(value, 3) > 1);
  return ast->kind == AST_NAME && (state->interactive || is_stack) ? ast->name->text : NULL;
}

/* `tic`, `toc`, `exit` and `format` alone on a line are calls. */
static Status call_alone(State *state, Value *value) {
  Value result = {0};
  Status status = call_with(state, value->function, NULL, 0, &result);
  value_store(state, value, result);
  return status;
}

static bool is_called_alone(const Ast *ast, Value value) {
  const Procedure *procedure =
      ast->kind == AST_NAME && value.kind == VALUE_FUNCTION ? value.function->procedure : NULL;
  return procedure && procedure->at_least == 0 && procedure->at_most >= 0 && procedure->at_most <= 1;
}

static Status run_expression(State *state, Frame *frame, const Ast *ast) {
  Value value = {0};
  Status status = evaluate(state, frame, ast->child[0], &value);
  if (status == OK && is_called_alone(ast->child[0], value)) status = call_alone(state, &value);
  bool prints = frame->at_top && state->printing && !state->checking && !(ast->flags & AST_SILENT);
  if (status == OK && prints && value.kind != VALUE_NONE)
    status = print_value(state, label_of(state, ast->child[0], value), value);
  if (status == OK && is_entered(state, frame) && ast->child[0]->kind != AST_NAME) status = session_answer(state, value, ast->line);
  value_release(state, value);
  return status;
}

static const Ast *bound_name(const Ast *target) {
  while (target->kind != AST_NAME && target->kind != AST_TUPLE) target = target->child[0];
  return target;
}

static Status run_assignment(State *state, Frame *frame, const Ast *ast) {
  Status status = assign(state, frame, ast);
  if (status != OK || !frame->at_top || !state->interactive || (ast->flags & AST_SILENT)) return status;
  const Ast *name = bound_name(ast->child[0]);
  for (int i = 0; i < (name->kind == AST_TUPLE ? name->n : 1) && status == OK; i++) {
    const Ast *shown = name->kind == AST_TUPLE ? bound_name(name->child[i]) : name;
    if (shown->kind == AST_NAME)
      status = print_value(state, shown->name->text, variable_of(state, frame, shown)->value);
  }
  return status;
}

static Status run_function_definition(State *state, Frame *frame, const Ast *ast) {
  if (ast->primes) return state->derivation->define_rule(state, ((const FunctionCode *)ast->note)->program, ast);
  Variable *variable = ast->place == PLACE_LOCAL ? &frame->slot[ast->slot] : &state->global[ast->slot];
  bool short_form = ast->child[1]->kind != AST_BLOCK;
  if (short_form && is_numeric(variable->value) && !variable->is_builtin) {
    fail_at(&state->context, frame->source, ast->span, "%s is %s: %s(…) = … would define a function of that name",
            ast->name->text, kind_name(variable->value), ast->name->text);
    add_note(&state->context, "to set an element write %s[i, j] = …", ast->name->text);
    return FAILED;
  }
  Value function = {0};
  Status status = make_closure(state, frame, ast, &function);
  return status == OK ? bind_variable(state, variable, function, BIND_EQUATION, ast->line) : status;
}

static Status declare_param(State *state, Frame *frame, const Ast *item, const Ast *statement) {
  unsigned line = statement->line;
  const Ast *name = item->kind == AST_EQUATION ? item->child[0] : item;
  Variable *variable = &state->global[name->slot];
  Value value = {0};
  Status status = OK;
  if (item->kind == AST_EQUATION) {
    state->history_pause++;
    status = evaluate(state, frame, item->child[1], &value);
    state->history_pause--;
    variable = &state->global[name->slot];
  } else if (is_numeric(variable->value) || is_unknown(variable->value)) {
    value = plain_value(variable->value);
  } else {
    return fail_at(&state->context, frame->source, item->span, "%s has no value: param %s = … gives it one",
                   name->name->text, name->name->text);
  }
  if (status == OK && !is_numeric(value) && !is_unknown(value)) {
    status = fail_at(&state->context, frame->source, item->span, "a parameter is a number or an array, not %s",
                     kind_name(value));
    value_release(state, value);
  }
  state->here = item->span;
  if (status == OK) status = bind_variable(state, variable, value, BIND_UPDATE, line);
  if (status == OK && !variable->is_param) variable->is_param = true, state->n_params++;
  if (status == OK) forget_moments(state, variable), value_store(state, &variable->gradient, (Value){0});
  if (status == OK && frame->at_top && state->interactive && !((item->flags | statement->flags) & AST_SILENT))
    status = print_value(state, name->name->text, variable->value);
  return status;
}

static Status run_param(State *state, Frame *frame, const Ast *ast) {
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) status = declare_param(state, frame, ast->child[i], ast);
  return status;
}

static Status run_condition(State *state, Frame *frame, const Ast *ast, bool *truth) {
  Value value = {0};
  Status status = evaluate(state, frame, ast, &value);
  if (status == OK && (status = value_truth(state, value, truth)) != OK)
    place_error(&state->context, frame->source, ast->span);
  value_release(state, value);
  return status;
}

static bool at_top_left(Frame *frame) {
  bool was = frame->at_top;
  frame->at_top = false;
  return was;
}

/* True when the loop goes on. */
static bool loop_continues(Frame *frame) {
  if (frame->flow == FLOW_CONTINUE) frame->flow = FLOW_NEXT;
  if (frame->flow == FLOW_NEXT) return true;
  if (frame->flow == FLOW_BREAK) frame->flow = FLOW_NEXT;
  return false;
}

static Status run_while(State *state, Frame *frame, const Ast *ast) {
  bool was_top = at_top_left(frame), truth = true, goes_on = true;
  Status status = OK;
  frame->loops++;
  if (state->checking) status = run_while_dry(state, frame, ast), goes_on = false;
  while (goes_on && status == OK) {
    status = take_step_here(state, frame, ast->child[0]);
    if (status == OK) status = run_condition(state, frame, ast->child[0], &truth);
    if (status != OK || !truth) break;
    status = run_block(state, frame, ast->child[1]);
    goes_on = loop_continues(frame);
  }
  frame->loops--;
  frame->at_top = was_top;
  return status;
}

/* The i-th thing a `for` runs over: a list's element, a vector's number, a matrix' column. */
Status loop_item(State *state, Value list, int64_t i, Value *out) {
  if (list.kind == VALUE_LIST) return *out = value_retain(list.list->item[i]), OK;
  if (value_length(list, 0) == 1 || value_count(list) == value_length(list, 0))
    return *out = (Value){.kind = VALUE_NUMBER, .precision = value_precision(list), .number = value_element(list, i)},
           OK;
  const Value all = {.kind = VALUE_COLON};
  return index_value(state, list, (Value[]){all, number_value((double)(i + 1)), all, all}, AXES, out);
}

static int64_t loop_count(Value list) {
  if (list.kind == VALUE_LIST) return list.list->n;
  return value_length(list, 0) == 1 || value_count(list) == value_length(list, 0) ? value_count(list)
                                                                                  : value_length(list, 1);
}

static Status run_over(State *state, Frame *frame, const Ast *ast, Value list) {
  Status status = OK;
  int64_t n = loop_count(list);
  bool goes_on = true;
  if (state->checking) return run_rounds_dry(state, frame, ast, list, 0, is_unknown(list) ? -1 : n);
  for (int64_t i = 0; i < n && goes_on && status == OK; i++) {
    Value item = {0};
    if ((status = take_step_here(state, frame, ast)) != OK || (status = loop_item(state, list, i, &item)) != OK) break;
    Variable *variable = ast->place == PLACE_LOCAL ? &frame->slot[ast->slot] : &state->global[ast->slot];
    store_plain(state, variable, item, ast->line);
    status = run_block(state, frame, ast->child[1]);
    goes_on = loop_continues(frame);
  }
  return status;
}

/* for i = a:b counts without building the range; in steps from a, so that it ends where i + 1 is i. */
static Status run_counted(State *state, Frame *frame, const Ast *ast, double from, double to) {
  Status status = OK;
  bool goes_on = true;
  if (state->checking)
    return run_rounds_dry(state, frame, ast, (Value){0}, from, to < from ? 0 : (int64_t)fmin(to - from, 9e15) + 1);
  for (double k = 0; from + k <= to && goes_on && status == OK; k++) {
    if ((status = take_step_here(state, frame, ast)) != OK) break;
    Variable *variable = ast->place == PLACE_LOCAL ? &frame->slot[ast->slot] : &state->global[ast->slot];
    status = bind_variable(state, variable, number_value(from + k), BIND_PLAIN, ast->line);
    if (status == OK) status = run_block(state, frame, ast->child[1]);
    goes_on = loop_continues(frame);
  }
  return status;
}

static Status run_for(State *state, Frame *frame, const Ast *ast) {
  bool was_top = at_top_left(frame);
  Value list = {0}, bound[2] = {{0}};
  const Ast *range = ast->child[0];
  Status status = OK;
  bool counted = range->kind == AST_RANGE && range->n == 2;
  frame->loops++;
  for (int i = 0; i < 2 && counted && status == OK; i++) status = evaluate(state, frame, range->child[i], &bound[i]);
  if (counted && status == OK && is_scalar(bound[0]) && is_scalar(bound[1]) && bound[0].number == bound[0].number &&
      bound[1].number == bound[1].number)
    status = run_counted(state, frame, ast, bound[0].number, bound[1].number + 1e-10);
  else if (status == OK && (status = evaluate(state, frame, range, &list)) == OK) {
    if (list.kind == VALUE_LIST || is_numeric(list) || is_unknown(list)) status = run_over(state, frame, ast, list);
    else
      status = fail_at(&state->context, frame->source, range->span,
                       "for runs over numbers, columns of a matrix or a list, not over %s", kind_name(list));
  }
  value_release(state, list);
  value_release(state, bound[0]);
  value_release(state, bound[1]);
  frame->loops--;
  frame->at_top = was_top;
  return status;
}

static Status run_if(State *state, Frame *frame, const Ast *ast) {
  bool truth = false, was_top = at_top_left(frame);
  if (state->checking) {
    Status checked = run_if_dry(state, frame, ast);
    return frame->at_top = was_top, checked;
  }
  Status status = run_condition(state, frame, ast->child[0], &truth);
  const Ast *branch = truth ? ast->child[1] : ast->child[2];
  if (status == OK && branch)
    status = branch->kind == AST_IF ? run_if(state, frame, branch) : run_block(state, frame, branch);
  frame->at_top = was_top;
  return status;
}

static Status run_return(State *state, Frame *frame, const Ast *ast) {
  Value value = {0};
  if (!frame->code->ast)
    return fail_at(&state->context, frame->source, ast->span,
                   "return stands in a function: function f(x) … return y … end");
  Status status = ast->child && ast->n && ast->child[0] ? evaluate(state, frame, ast->child[0], &value) : OK;
  value_store(state, &frame->result, value);
  frame->flow = FLOW_RETURN;
  return status;
}

static Status run_jump(State *state, Frame *frame, const Ast *ast) {
  bool ends = ast->kind == AST_BREAK;
  if (!frame->loops)
    return fail_at(&state->context, frame->source, ast->span, "%s stands in a loop: for … end or while … end",
                   ends ? "break" : "continue");
  frame->flow = ends ? FLOW_BREAK : FLOW_CONTINUE;
  return OK;
}

static Status run_import(State *state, Frame *frame, const Ast *ast) {
  const Ast *what = ast->child[0];
  Text path;
  text_open(&path, &state->context.memory);
  if (what->kind == AST_STRING) text_add(&path, what->text, what->text_length);
  else if (what->kind == AST_NAME) text_format(&path, "%s.cnn", what->name->text);
  else return fail_at(&state->context, frame->source, ast->span, "import takes a file's name: import \"file.cnn\"");
  state->here = ast->span;
  Status status = path.failed ? fail_out_of_memory(&state->context) : import_file(state, text_string(&path));
  if (status != OK && state->context.error->source)
    add_call(&state->context, text_string(&path), frame->source, ast->span);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  text_close(&path);
  return status;
}

/* One case a statement's kind. */
static Status run_statement(State *state, Frame *frame, const Ast *ast) {
  switch (ast->kind) {
    case AST_EXPRESSION: return run_expression(state, frame, ast);
    case AST_EQUATION:
    case AST_UPDATE:
    case AST_ADD_ASSIGN: return run_assignment(state, frame, ast);
    case AST_FUNCTION: return run_function_definition(state, frame, ast);
    case AST_PARAM: return run_param(state, frame, ast);
    case AST_BACKPROP: return state->derivation->backprop(state, frame, ast);
    case AST_CHECK: return state->derivation->check(state, frame, ast);
    case AST_EXPLAIN: return state->derivation->explain(state, frame, ast);
    case AST_RULE: return state->derivation->define_rule(state, frame->code->program, ast);
    case AST_FOR: return run_for(state, frame, ast);
    case AST_WHILE: return run_while(state, frame, ast);
    case AST_IF: return run_if(state, frame, ast);
    case AST_RETURN: return run_return(state, frame, ast);
    case AST_BREAK:
    case AST_CONTINUE: return run_jump(state, frame, ast);
    case AST_IMPORT: return run_import(state, frame, ast);
    case AST_BLOCK: return run_block(state, frame, ast);
    case AST_DERIVE: return state->derivation->derive(state, frame, ast);
    case AST_SYM: return state->derivation->declare_symbols(state, frame, ast);
    case AST_HELP: return state->guide->help(state, frame, ast);
    case AST_WALK: return state->guide->walk(state, frame, ast);
    default: return fail_at(&state->context, frame->source, ast->span, "a statement is needed here");
  }
}

/* ---- programs ---- */

Status run_resolved(State *state, Program *program, FunctionCode *code) {
  Frame frame;
  bool outermost = state->stack_base == NULL;
  if (outermost) state->stack_base = __builtin_frame_address(0);
  Status status = enter_frame(state, &frame, code, program->source);
  if (status == OK) {
    frame.at_top = true;
    status = run_block(state, &frame, program->root);
    value_release(state, frame.result);
    leave_frame(state, &frame);
  }
  if (outermost) state->stack_base = NULL;
  return status;
}

Status resolve_to_run(State *state, Program *program, FunctionCode **code) {
  if (program->asks_history) state->keeps_history = true;
  if (program->asks_explanation) state->explains = true;
  return resolve_program(state, program, code);
}

Status run_program(State *state, Program *program) {
  FunctionCode *code;
  Status status = resolve_to_run(state, program, &code);
  return status == OK ? run_resolved(state, program, code) : status;
}

Status run_text(State *state, const char *name, const char *text, size_t length) {
  Source *source = source_new(&state->context, name, text, length);
  if (!source) return fail_out_of_memory(&state->context);
  Program *program = NULL;
  Status status = parse_text(&state->context, &state->names, source, &program);
  if (status == OK) status = run_program(state, program);
  program_release(&state->context, program);
  source_release(&state->context, source);
  return status;
}
