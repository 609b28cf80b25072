/* Calls: operator rows, procedures, functions of the language; and their arguments. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
#include "evaluate/expression.h"
#include "evaluate/paper.h"

#include <string.h>

/* ---- frames ---- */

Status enter_frame(State *state, Frame *frame, const FunctionCode *code, Source *source) {
  *frame = (Frame){.caller = state->frame, .code = code, .source = source};
  frame->slot =
      memory_allocate_zeroed(&state->context.memory, (size_t)(code->n_slots ? code->n_slots : 1) * sizeof *frame->slot);
  if (!frame->slot) return fail_out_of_memory(&state->context);
  for (int i = 0; i < code->n_slots; i++) {
    frame->slot[i].name = code->slot_name[i];
    frame->slot[i].id = ++state->next_id;
  }
  state->frame = frame;
  return OK;
}

/* What holds a function stays as it was when the closure was made: functions never hold each other in a circle. */
static bool holds_function(Value value) {
  bool holds = value.kind == VALUE_FUNCTION;
  for (int i = 0; value.kind == VALUE_LIST && i < value.list->n && !holds; i++)
    holds = holds_function(value.list->item[i]);
  return holds;
}

static Value outer_value(const Function *function, int i) {
  return function->frame ? function->frame->slot[function->code->captured_from[i]].value : function->captured[i];
}

/* A closure that outlives the call which made it keeps the outer variables as they are now. */
static void close_over(State *state, Frame *frame) {
  while (frame->made) {
    Function *function = frame->made;
    for (int i = 0; i < function->n_captured; i++)
      if (!holds_function(outer_value(function, i)))
        value_store(state, &function->captured[i], value_retain(outer_value(function, i)));
    detach_closure(function);
  }
}

static void watch_frame(Frame *frame, Function *function) {
  function->frame = frame;
  function->next_made = frame->made;
  function->made_link = &frame->made;
  if (frame->made) frame->made->made_link = &function->next_made;
  frame->made = function;
}

void leave_frame(State *state, Frame *frame) {
  close_over(state, frame);
  for (int i = 0; i < frame->code->n_slots; i++) value_release(state, frame->slot[i].value);
  if (state->checking) leave_frame_dry(state, frame);
  memory_release(&state->context.memory, frame->slot);
  state->frame = frame->caller;
}

/* ---- functions of the language ---- */

static const char *name_of(const FunctionCode *code) { return code->name ? code->name->text : "an anonymous function"; }

static int find_name_in(Name **names, int n, const Name *name) {
  for (int i = 0; i < n; i++)
    if (names[i] == name) return i;
  return -1;
}

static Status check_count(State *state, const FunctionCode *code, const Arguments *arguments) {
  int n = code->n_parameters;
  if (arguments->n <= n) return OK;
  fail(&state->context, "%s takes %d argument%s, not %d", name_of(code), n, n == 1 ? "" : "s", arguments->n);
  return note_signature(state, code);
}

static Status bind_named(State *state, Frame *frame, const Arguments *arguments) {
  const FunctionCode *code = frame->code;
  for (int i = 0; i < arguments->n_named; i++) {
    int slot = find_name_in(code->parameter, code->n_parameters, arguments->name[i]);
    if (slot < 0) return fail_unknown_name(state, code, arguments->name[i]->text);
    if (frame->slot[slot].value.kind != VALUE_NONE) {
      fail(&state->context, "%s is given twice", arguments->name[i]->text);
      return note_signature(state, code);
    }
    frame->slot[slot].value = value_retain(arguments->named[i]);
  }
  return OK;
}

static Status bind_fallbacks(State *state, Frame *frame) {
  const FunctionCode *code = frame->code;
  for (int i = 0; i < code->n_parameters; i++) {
    if (frame->slot[i].value.kind != VALUE_NONE) continue;
    if (!code->fallback[i]) {
      fail(&state->context, "%s needs its argument %s", name_of(code), code->parameter[i]->text);
      return note_signature(state, code);
    }
    Status status = evaluate(state, frame, code->fallback[i], &frame->slot[i].value);
    if (status != OK) return status;
  }
  return OK;
}

/* A function that differentiates does so from its arguments on, literals included. */
static Status start_at_parameters(State *state, Frame *frame) {
  Status status = OK;
  if (!frame->code->asks_history || !state->keeps_history || state->history_pause) return OK;
  for (int i = 0; i < frame->code->n_parameters && status == OK; i++) {
    Value value = frame->slot[i].value;
    if (!is_numeric(value) || value.node) continue;
    frame->slot[i].value = (Value){0};
    status = bind_variable(state, &frame->slot[i], value, BIND_EQUATION, frame->code->ast->line);
  }
  return status;
}

static Status bind_arguments(State *state, Frame *frame, Function *function, const Arguments *arguments) {
  const FunctionCode *code = function->code;
  Status status = check_count(state, code, arguments);
  if (status != OK) return status;
  for (int i = 0; i < arguments->n; i++) frame->slot[i].value = value_retain(arguments->value[i]);
  for (int i = 0; i < function->n_captured; i++)
    frame->slot[code->captured_to[i]].value = value_retain(outer_value(function, i));
  if (code->self_slot >= 0)
    frame->slot[code->self_slot].value = value_retain((Value){.kind = VALUE_FUNCTION, .function = function});
  status = bind_named(state, frame, arguments);
  if (status == OK) status = bind_fallbacks(state, frame);
  return status == OK ? start_at_parameters(state, frame) : status;
}

static Status run_body(State *state, Frame *frame, Value *out) {
  const Ast *body = frame->code->ast->child[1];
  if (body->kind != AST_BLOCK) return evaluate(state, frame, body, out);
  Status status = run_block(state, frame, body);
  if (state->checking) return take_result_dry(state, frame, status, out);
  if (status == OK) *out = frame->result;
  else value_release(state, frame->result);
  return status;
}

/* What happened in the standard library is shown at the call that led there. */
static void leave_failed_call(State *state, const Function *function, Span here) {
  Error *error = state->context.error;
  const Program *caller = state->frame->code->program;
  add_call(&state->context, name_of(function->code), state->frame->source, here);
  error->in_library |= function->program->is_library && error->source == function->program->source;
  if (!error->in_library || error->inside || (caller && caller->is_library)) return;
  move_error(&state->context, state->frame->source, here);
  if (error->own_words) return;
  error->n_notes = 0; /* they are about what the function is made of */
  note_signature(state, function->code);
}

static Status call_code(State *state, Function *function, Arguments *arguments, Value *out) {
  Frame frame;
  Span here = state->here;
  Status status = take_step(&state->context);
  if (state->checking && recurs_dry(state, function->code)) return *out = unknown_value(state), status;
  if (status == OK && calls_are_deep(state))
    status = fail(&state->context, "%s calls itself too deeply: does any case end it?", name_of(function->code));
  if (status != OK || (status = enter_frame(state, &frame, function->code, function->program->source)) != OK)
    return status;
  frame.at = here;
  int paused = state->history_pause; /* an update's right side may call what differentiates: W ← train(…) */
  if (function->code->asks_history) state->history_pause = 0;
  status = bind_arguments(state, &frame, function, arguments);
  bool entered = status == OK;
  if (entered) status = run_body(state, &frame, out);
  leave_frame(state, &frame);
  state->history_pause = paused;
  bool inside = entered || state->context.error->source == function->program->source; /* a default may fail too */
  if (status != OK && inside && state->frame) leave_failed_call(state, function, here);
  return status;
}

/* A function with a rule of its own is one step of the trail. */
static Status call_as_step(State *state, Function *function, Arguments *arguments, Value *out) {
  bool history = false;
  for (int i = 0; i < arguments->n; i++) history |= arguments->value[i].node != NULL;
  if (!history || arguments->n_named) return call_code(state, function, arguments, out);
  state->history_pause++;
  Status status = call_code(state, function, arguments, out);
  state->history_pause--;
  if (status != OK || !is_operand(*out)) return status;
  value_store(state, out, plain_value(*out));
  if ((status = record_function(state, function, arguments->value, arguments->n, out)) != OK)
    value_store(state, out, (Value){0});
  return status;
}

/* ---- rows as functions ---- */

static Status row_arguments(State *state, Application *application, const Arguments *arguments) {
  const OperatorRow *row = application->row;
  int operands = arguments->n < row->n_operands ? arguments->n : row->n_operands;
  Status status = OK;
  for (int i = 0; i < operands; i++) application->operand[i] = arguments->value[i];
  application->n = operands;
  if (arguments->n > operands && !row->parameter[0].name) {
    application->n = arguments->n;
    return fail_operand_count(state, application);
  }
  if (arguments->n > operands)
    status = set_sizes(state, application, arguments->value + operands, arguments->n - operands);
  if (status != OK && state->context.error->part) state->context.error->part += operands;
  for (int i = 0; i < arguments->n_named && status == OK; i++) {
    int index = find_parameter(row, arguments->name[i]->text);
    status =
        index < 0 ? fail_unknown_parameter(state, row, arguments->name[i]->text, NULL, (Span){0, 0})
        : arguments->named[i].kind == VALUE_NONE /* a word */ ? set_parameter_word(state, application, index,
                                                                                   (Word)arguments->named[i].precision)
                                                              : set_parameter(state, application, index,
                                                                              arguments->named[i]);
  }
  return status;
}

static bool is_axis(Value value) {
  return value.kind == VALUE_NUMBER && value.number >= 1 && value.number <= AXES &&
         value.number == (double)(int)value.number;
}

/* max(X, 2) reduces an axis; max(a, b) of two arrays, or of two numbers, is taken element by element. */
static const OperatorRow *choose_row(const OperatorRow *row, const Arguments *arguments) {
  bool is_max = strcmp(row->name, "max") == 0, is_min = strcmp(row->name, "min") == 0;
  if ((!is_max && !is_min) || arguments->n != 2 || arguments->n_named) return row;
  if (is_axis(arguments->value[1]) && !is_one_number(arguments->value[0])) return row;
  return find_operator(is_max ? "maximum" : "minimum");
}

static Status call_row(State *state, const OperatorRow *row, Arguments *arguments, Value *out) {
  if (any_unknown(arguments->value, arguments->n)) return *out = unknown_value(state), OK;
  Application application = {.row = choose_row(row, arguments)};
  for (int i = 0; i < arguments->n && i < application.row->n_operands; i++) {
    application.operand[i] = arguments->value[i];
    if (!is_operand(arguments->value[i]) && arguments->value[i].kind != VALUE_COLON)
      return fail_operand(state, &application, i);
  }
  Status status = row_arguments(state, &application, arguments);
  return status == OK ? apply_row(state, &application, out) : status;
}

static bool names_contain(const char *names, const Name *name) {
  for (const char *at = names; (at = strstr(at, name->text)); at++) {
    char before = at == names ? ',' : at[-1], after = at[name->length];
    if ((before == ',' || before == ' ') && (after == ',' || after == 0)) return true;
  }
  return false;
}

static Status call_procedure(State *state, const Procedure *procedure, Arguments *arguments, Value *out) {
  if (arguments->n < procedure->at_least || (procedure->at_most >= 0 && arguments->n > procedure->at_most))
    return fail_argument_count(state, procedure, arguments->n);
  for (int i = 0; i < arguments->n_named; i++)
    if (!names_contain(procedure->named, arguments->name[i]))
      return fail_unknown_setting(state, procedure, arguments->name[i]->text);
  Status status;
  if (state->checking && call_procedure_dry(state, procedure, arguments, &status, out)) return status;
  status = procedure->run(state, arguments, out);
  const Error *error = state->context.error;
  if (status == FAILED && !error->n_notes && !error->own_words && tells_of_arguments(procedure))
    add_note(&state->context, "%s", procedure->help);
  return status;
}

/* Q = examples(T) of a rule: the length, and how it was found. */
static Status keep_length_on_paper(State *state, Function *function, const Arguments *arguments, Value *out) {
  Extent length;
  bool counts = arguments->n == 1 && is_symbol(arguments->value[0]) && arguments->value[0].node && is_one_number(*out) &&
                read_extent(*out, &length);
  if (!counts) return OK;
  Value symbol = symbol_of_length(state, length);
  Status status = symbol.kind == VALUE_NONE ? OUT_OF_MEMORY : record_function(state, function, arguments->value, 1, &symbol);
  if (status != OK) value_release(state, symbol);
  return value_store(state, out, status == OK ? symbol : (Value){0}), status;
}

/* zeros(r, c) with size symbols is an array on paper. */
static bool is_size_on_paper(const Procedure *procedure, const Arguments *arguments) {
  static const char *const makes_array[] = {"zeros", "ones", "eye", "rand", "randn"};
  bool symbols = false, makes = false;
  Extent length;
  for (int i = 0; i < arguments->n; i++) {
    if (!read_extent(arguments->value[i], &length)) return false;
    symbols |= is_symbol(arguments->value[i]);
  }
  for (size_t i = 0; symbols && i < sizeof makes_array / sizeof *makes_array; i++)
    makes |= strcmp(procedure->name, makes_array[i]) == 0;
  return makes && arguments->n <= AXES && !arguments->n_named;
}

static Status array_on_paper(State *state, Function *function, const Arguments *arguments, Value *out) {
  Size size = size_from(extent_of(1), extent_of(1), extent_of(1), extent_of(1));
  for (int i = 0; i < arguments->n; i++) read_extent(arguments->value[i], &size.axis[i]);
  if (arguments->n == 1) size.axis[1] = size.axis[0];
  for (int axis = 0; axis < AXES; axis++)
    if (extent_less(size.axis[axis], extent_of(0)) == YES)
      return fail(&state->context, "a size is a whole number from 0 on");
  Value value = symbol_of_size(state, &size);
  Status status = value.kind == VALUE_NONE
                      ? OUT_OF_MEMORY
                      : record_function(state, function, arguments->value, arguments->n, &value);
  if (status == OK) return *out = value, OK;
  return value_release(state, value), status;
}

Status call_function(State *state, Function *function, Arguments *arguments, Value *out) {
  switch (function->kind) {
    case FUNCTION_ROW: return call_row(state, function->row, arguments, out);
    case FUNCTION_PROCEDURE: {
      if (is_size_on_paper(function->procedure, arguments)) return array_on_paper(state, function, arguments, out);
      Status status = call_procedure(state, function->procedure, arguments, out);
      return status == OK && state->keeps_length ? keep_length_on_paper(state, function, arguments, out) : status;
    }
    case FUNCTION_DERIVATIVE:
      if (arguments->n != 1 || arguments->n_named) return fail(&state->context, "a derivative f' takes one argument");
      if (is_symbol(arguments->value[0])) return call_on_paper(state, function, arguments->value, 1, out);
      if (is_unknown(arguments->value[0])) return *out = unknown_value(state), OK;
      return state->derivation->call_derivative(state, function, arguments->value[0], out);
    case FUNCTION_SYMBOL:
      if (arguments->n != 1 || arguments->n_named)
        return fail(&state->context, "%s stands for a function taken element by element: it has one argument",
                    function->name->text);
      return call_on_paper(state, function, arguments->value, 1, out);
    default: break;
  }
  if (state->on_paper && function->code->ast->primes && arguments->n == 1)
    return call_on_paper(state, function, arguments->value, 1, out);
  bool as_step = state->keeps_history && !state->history_pause && function->code->name &&
                 !function->code->ast->primes && state->derivation->has_rule(state, function->code->name, arguments->n);
  return as_step ? call_as_step(state, function, arguments, out) : call_code(state, function, arguments, out);
}

Status call_with(State *state, Function *function, const Value *argument, int n, Value *out) {
  Arguments arguments = {.n = n, .value = (Value *)argument};
  return call_function(state, function, &arguments, out);
}

Status make_closure(State *state, Frame *frame, const Ast *ast, Value *out) {
  const FunctionCode *code = ast->note;
  size_t captured = (size_t)code->n_captured * sizeof(Value);
  Function *function = memory_allocate_zeroed(&state->context.memory, sizeof *function + captured);
  if (!function) return fail_out_of_memory(&state->context);
  *function = (Function){.references = 1,
                         .kind = FUNCTION_CODE,
                         .code = code,
                         .program = program_retain(code->program),
                         .n_captured = code->n_captured};
  for (int i = 0; i < code->n_captured; i++)
    function->captured[i] = value_retain(frame->slot[code->captured_from[i]].value);
  Status status = set_function_depth(state, function);
  *out = (Value){.kind = VALUE_FUNCTION, .function = function};
  if (status == OK && code->n_captured) watch_frame(frame, function);
  if (status == OK) return OK;
  value_store(state, out, (Value){0});
  return place_error(&state->context, frame->source, ast->span), status;
}

/* ---- call expressions ---- */

static void release_arguments(State *state, Arguments *arguments) {
  for (int i = 0; i < arguments->n; i++) value_release(state, arguments->value[i]);
  for (int i = 0; i < arguments->n_named; i++)
    if (arguments->named[i].kind != VALUE_NONE) value_release(state, arguments->named[i]);
}

/* same and full are words where they stand for themselves. */
bool is_pad_word(State *state, Frame *frame, const Ast *ast, Word *word) {
  if (ast->kind != AST_NAME || variable_of(state, frame, ast)->value.kind != VALUE_NONE) return false;
  *word = strcmp(ast->name->text, "same") == 0   ? WORD_SAME
          : strcmp(ast->name->text, "full") == 0 ? WORD_FULL
                                                 : WORD_NONE;
  return *word != WORD_NONE;
}

static Status evaluate_named(State *state, Frame *frame, const Ast *item, Value *out) {
  Word word;
  if (!is_pad_word(state, frame, item->child[0], &word)) return evaluate(state, frame, item->child[0], out);
  *out = (Value){.kind = VALUE_NONE, .precision = (uint8_t)word};
  return OK;
}

/* Behind a symbol a row's lengths may be size symbols: unvec(a, R, C). */
static bool takes_lengths(const Function *function, const Arguments *arguments) {
  const OperatorRow *row = function && function->kind == FUNCTION_ROW ? function->row : NULL;
  return row && row->parameter[0].name && row->parameter[0].kind == PARAMETER_SIZE && arguments->n >= row->n_operands &&
         is_symbol(arguments->value[0]);
}

static Status evaluate_argument(State *state, Frame *frame, const Ast *item, const Function *function,
                                const Arguments *arguments, Value *out) {
  bool outer = state->names_are_lengths;
  state->names_are_lengths |= takes_lengths(function, arguments);
  Status status = evaluate(state, frame, item, out);
  state->names_are_lengths = outer;
  return status;
}

static Status evaluate_arguments(State *state, Frame *frame, const Ast *ast, const Function *function,
                                 Arguments *arguments) {
  Status status = OK;
  for (int i = 1; i < ast->n && status == OK; i++) {
    const Ast *item = ast->child[i];
    if (item->kind == AST_NAMED) {
      arguments->name[arguments->n_named] = item->name;
      if ((status = evaluate_named(state, frame, item, &arguments->named[arguments->n_named])) == OK)
        arguments->n_named++;
    } else if (arguments->n_named) {
      status = fail_at(&state->context, frame->source, item->span, "arguments by position come before those by name");
    } else if ((status = evaluate_argument(state, frame, item, function, arguments, &arguments->value[arguments->n])) == OK) {
      if (arguments->value[arguments->n++].kind == VALUE_NONE)
        status = fail_at(&state->context, frame->source, item->span, "this gives no value that could be an argument");
    }
  }
  return status;
}

/* sym f; f(N): f stands for a function that works element by element. */
static bool stands_for_function(Value callee) {
  return is_symbol(callee) && is_one_number(callee) && !callee.symbol->is_extent && callee.node && callee.node->name &&
         !callee.node->row && !callee.node->function;
}

static Status not_a_function(State *state, Frame *frame, const Ast *ast, Value callee) {
  Text what;
  text_open(&what, &state->context.memory);
  print_ast(ast->child[0], &what);
  fail_at(&state->context, frame->source, ast->span, "%s is %s, not a function", text_string(&what), kind_name(callee));
  if (is_numeric(callee))
    note_not_a_function(state, frame, ast, text_string(&what));
  text_close(&what);
  return FAILED;
}

static const char *argument_name(const Ast *call, int i) {
  return i < call->n && call->child[i]->kind == AST_NAME ? call->child[i]->name->text : NULL;
}

enum { FEW_ARGUMENTS = 6 };

__attribute__((noinline)) static Status call_value(State *state, Frame *frame, const Ast *ast, Value callee,
                                                   Value *out) {
  Value few[2 * FEW_ARGUMENTS] = {{0}}, *values = few;
  Name *few_names[FEW_ARGUMENTS], **names = few_names;
  int n = ast->n - 1;
  if (n > FEW_ARGUMENTS) {
    values = memory_allocate_zeroed(&state->context.memory, (size_t)n * (2 * sizeof *values + sizeof *names));
    if (!values) return fail_out_of_memory(&state->context);
    names = (Name **)(void *)(values + 2 * n);
  }
  Arguments arguments = {.value = values, .named = values + (n > FEW_ARGUMENTS ? n : FEW_ARGUMENTS), .name = names, .call = ast};
  Status status = evaluate_arguments(state, frame, ast, callee.kind == VALUE_FUNCTION ? callee.function : NULL, &arguments);
  state->here = ast->span;
  if (status == OK && is_unknown(callee)) *out = callee;
  else if (status == OK) status = call_function(state, callee.function, &arguments, out);
  if (status == OK && ast->n == 3 && ast->child[2]->kind == AST_NAMED && !state->told_axis &&
      callee.kind == VALUE_FUNCTION && callee.function->kind == FUNCTION_ROW)
    note_axis_from_zero(state, ast);
  int part = state->context.error->part;
  if (status == FAILED && !state->context.error->source && callee.function->kind == FUNCTION_ROW)
    name_operands(&state->context, argument_name(ast, 1), argument_name(ast, 2));
  if (status == FAILED && part > 0 && part <= arguments.n)
    place_error(&state->context, frame->source, ast->child[part]->span);
  release_arguments(state, &arguments);
  if (values != few) memory_release(&state->context.memory, values);
  return status;
}

/* r(i-1) inside a subscript, with a number r, is the product (8.22). */
static bool is_product_in_subscript(const Frame *frame, const Ast *ast, Value callee) {
  return frame->indexed && is_scalar(callee) && ast->n == 2 && ast->child[1]->kind != AST_NAMED;
}

static Status evaluate_product_in_subscript(State *state, Frame *frame, const Ast *ast, Value number, Value *out) {
  Value factor = {0};
  Status status = evaluate(state, frame, ast->child[1], &factor);
  state->here = ast->span;
  if (status == OK) status = multiply(state, number, factor, out);
  value_release(state, factor);
  return status;
}

Status evaluate_call(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value callee = {0};
  Status status = evaluate(state, frame, ast->child[0], &callee);
  if (status != OK) return status;
  if (stands_for_function(callee)) value_store(state, &callee, function_of_name(state, callee.node->name));
  if (callee.kind == VALUE_NONE && state->context.has_error) return state->context.error->status;
  if (is_product_in_subscript(frame, ast, callee)) status = evaluate_product_in_subscript(state, frame, ast, callee, out);
  else if (callee.kind == VALUE_FUNCTION || is_unknown(callee)) status = call_value(state, frame, ast, callee, out);
  else status = not_a_function(state, frame, ast, callee);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  value_release(state, callee);
  return status;
}
