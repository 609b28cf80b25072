/* What a session is asked about: undo, its script, its variables, how long something takes. */
#include "evaluate/session.h"

#include "api/host.h"
#include "guide/latex_value.h"
#include "syntax/print_latex.h"

#include <string.h>

cnn_Status cnn_undo(cnn_State *host, const char **undone) {
  clear_error(&host->state.context);
  return status_of(session_undo(&host->state, undone));
}

const char *cnn_session(cnn_State *host) {
  text_close(&host->message);
  session_write(&host->state, &host->message);
  return host->message.failed ? NULL : text_string(&host->message);
}

/* ---- variables ---- */

typedef struct Description {
  Text size, value;
} Description;

/* An array of more numbers is told by its size alone. */
enum { SHORT_VALUE = 40, SHORT_COUNT = 6 };

static bool is_short(Value value) {
  return !(is_numeric(value) && value_count(value) > SHORT_COUNT) && value.kind != VALUE_SYMBOL;
}

static void describe(State *state, Value value, Description *description) {
  text_close(&description->size);
  text_close(&description->value);
  Size size = value.kind == VALUE_SYMBOL ? value.symbol->size : value_size(value);
  if (value.kind == VALUE_ARRAY || value.kind == VALUE_SYMBOL) print_size(&size, &description->size);
  if (value.kind == VALUE_LIST) text_format(&description->size, "%d", value.list->n);
  if (is_short(value)) describe_value(state, value, &description->value);
  if (state->context.has_error) clear_error(&state->context);
  const char *text = text_string(&description->value);
  if (strlen(text) > SHORT_VALUE || strchr(text, '\n')) text_close(&description->value);
}

static cnn_Variable variable_of_host(State *state, const Variable *variable, Description *description) {
  describe(state, variable->value, description);
  return (cnn_Variable){.name = variable->name->text,
                        .kind = kind_name(variable->value),
                        .size = text_string(&description->size),
                        .value = text_string(&description->value),
                        .made = session_made(state, variable),
                        .is_param = variable->is_param,
                        .is_single = variable->value.kind == VALUE_ARRAY && variable->value.array->precision == SINGLE,
                        .is_sensitivity = variable->from_backprop};
}

cnn_Status cnn_variables(cnn_State *host, void (*each)(void *user, const cnn_Variable *variable), void *user) {
  State *state = &host->state;
  Description description;
  bool failed = false;
  clear_error(&state->context);
  text_open(&description.size, &state->context.memory);
  text_open(&description.value, &state->context.memory);
  for (size_t i = 0; i < state->n_globals && !failed; i++) {
    if (!is_bound_by_user(&state->global[i])) continue;
    const cnn_Variable variable = variable_of_host(state, &state->global[i], &description);
    failed = description.size.failed || description.value.failed;
    if (!failed) each(user, &variable);
  }
  text_close(&description.size);
  text_close(&description.value);
  return status_of(failed ? fail_out_of_memory(&state->context) : OK);
}

/* ---- time ---- */

static Status save_nothing(State *state, const char *path, const char *bytes, size_t length) {
  return (void)state, (void)path, (void)bytes, (void)length, OK;
}

static Status run_once(State *state, Program *program, FunctionCode *code, cnn_Timing *timing) {
  uint64_t allocations = state->context.memory.requests;
  double start = seconds_now();
  Status status = run_resolved(state, program, code);
  double seconds = seconds_now() - start;
  timing->allocations = state->context.memory.requests - allocations;
  if (!timing->runs++ || seconds < timing->best) timing->best = seconds;
  return status;
}

/* Whatever a repetition changes is taken back, and it writes nothing. */
static Status run_again(State *state, Program *program, FunctionCode *code, double until, cnn_Timing *timing) {
  Host host = state->host;
  Moment before;
  struct Session *session = state->session;
  Status status = moment_keep(state, &before);
  if (status != OK) return status;
  state->host.write = NULL;
  state->host.save = save_nothing;
  state->session = NULL;
  while (status == OK && seconds_now() < until) status = run_once(state, program, code, timing);
  state->host.write = host.write;
  state->host.save = host.save;
  state->session = session;
  Status restored = moment_restore(state, &before);
  return status == OK ? restored : status;
}

static Status time_program(State *state, Program *program, double seconds, cnn_Timing *timing) {
  FunctionCode *code;
  Status status = resolve_to_run(state, program, &code);
  if (status != OK) return status;
  double start = seconds_now();
  session_begin_input(state);
  status = run_once(state, program, code, timing);
  session_end_input(state, status);
  timing->seconds = timing->best;
  bool is_expression = program->root->n == 1 && program->root->child[0]->kind == AST_EXPRESSION;
  if (status != OK || !is_expression || timing->seconds > seconds) return status;
  return run_again(state, program, code, start + seconds, timing);
}

static Status parse_one(State *state, const char *name, const char *text, size_t length, Program **program) {
  Source *source = source_new(&state->context, name, text, length);
  Status status =
      source ? parse_text(&state->context, &state->names, source, program) : fail_out_of_memory(&state->context);
  source_release(&state->context, source);
  return status == INCOMPLETE ? FAILED : status;
}

cnn_Status cnn_time(cnn_State *host, const char *name, const char *text, size_t length, double seconds,
                    cnn_Timing *timing) {
  State *state = &host->state;
  Program *program = NULL;
  *timing = (cnn_Timing){0};
  begin_run(host, CNN_INTERACTIVE);
  Status status = parse_one(state, name, text, length, &program);
  if (status == OK) status = time_program(state, program, seconds, timing);
  program_release(&state->context, program);
  return status_of(end_run(host, status));
}

/* ---- LaTeX ---- */

static Status write_latex(State *state, Program *program, FunctionCode *code, Text *out) {
  const Ast *statement = program->root->n == 1 ? program->root->child[0] : NULL;
  Frame frame;
  Value value = {0};
  if (statement && statement->kind == AST_EQUATION) return print_latex(statement, out), text_format(out, "\n"), OK;
  if (!statement || statement->kind != AST_EXPRESSION)
    return fail_at(&state->context, program->source, program->root->span, "one expression or equation is needed here");
  Status status = enter_frame(state, &frame, code, program->source);
  if (status != OK) return status;
  state->stack_base = __builtin_frame_address(0);
  status = evaluate(state, &frame, statement->child[0], &value);
  if (status == OK) status = write_latex_value(state, statement->child[0], value, out);
  if (status != OK) place_error(&state->context, program->source, statement->span);
  value_release(state, value);
  leave_frame(state, &frame);
  state->stack_base = NULL;
  return status;
}

cnn_Status cnn_latex(cnn_State *host, const char *name, const char *text, size_t length, const char **latex) {
  State *state = &host->state;
  Program *program = NULL;
  FunctionCode *code;
  begin_run(host, CNN_INTERACTIVE);
  text_close(&host->message);
  Status status = parse_one(state, name, text, length, &program);
  if (status == OK) status = resolve_to_run(state, program, &code);
  if (status == OK) status = write_latex(state, program, code, &host->message);
  program_release(&state->context, program);
  if (status == OK && host->message.failed) status = fail_out_of_memory(&state->context);
  *latex = text_string(&host->message);
  return status_of(end_run(host, status));
}
