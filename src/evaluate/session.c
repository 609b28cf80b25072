#include "evaluate/session.h"

#include "evaluate/evaluate.h"
#include "syntax/spelling.h"

#include <string.h>

/* The last so many inputs can be taken back; fewer where the program needs the memory that their values hold. */
enum { UNDO_MAX = 50 };

typedef struct Statement {
  char *text;
  bool has_ended, has_changed; /* to its end; something, before it was stopped */
  bool is_answer;              /* an expression, whose value ans was */
} Statement;

typedef struct Input {
  size_t first; /* statement */
  Moment before;
  bool can_undo, has_changed;
} Input;

typedef struct Session {
  Statement *statement;
  size_t n, room;
  Input *input;
  size_t n_inputs, inputs_room;
  char *undone;
} Session;

/* ---- moments ---- */

Status moment_keep(State *state, Moment *moment) {
  *moment = (Moment){.random = state->random, .n_imports = count_imports(state), .long_numbers = state->long_numbers};
  if (state->derivation) moment->rules = state->derivation->mark_rules(state);
  Status status = take_snapshot(state, NULL, &moment->variables);
  if (status == OK) status = optimiser_copy(state, &moment->optimiser);
  if (status != OK) moment_drop(state, moment);
  return status;
}

void moment_drop(State *state, Moment *moment) {
  drop_snapshot(state, &moment->variables);
  optimiser_drop(state, moment->optimiser);
  moment->optimiser = NULL;
}

Status moment_restore(State *state, Moment *moment) {
  restore_snapshot(state, NULL, &moment->variables);
  optimiser_restore(state, moment->optimiser);
  moment->optimiser = NULL;
  state->random = moment->random;
  state->long_numbers = moment->long_numbers;
  forget_imports(state, moment->n_imports);
  if (state->derivation) state->derivation->restore_rules(state, moment->rules);
  moment_drop(state, moment);
  return revive_history(state);
}

static bool is_as(const State *state, const Moment *moment) {
  return moment->n_imports == count_imports(state) && moment->random.seed == state->random.seed &&
         moment->random.counter == state->random.counter && moment->long_numbers == state->long_numbers &&
         (!state->derivation || state->derivation->rules_are_as(state, moment->rules));
}

/* ---- inputs ---- */

static void forget_before(State *state, Input *input) {
  if (input->can_undo) moment_drop(state, &input->before);
  input->can_undo = false;
}

static size_t first_to_undo(const Session *session) {
  size_t i = 0;
  while (i < session->n_inputs && !session->input[i].can_undo) i++;
  return i;
}

/* For Memory.give_back. */
static bool forget_one(void *owner) {
  State *state = owner;
  Session *session = state->session;
  size_t i = session ? first_to_undo(session) : 0;
  if (!session || i == session->n_inputs) return false;
  forget_before(state, &session->input[i]);
  return true;
}

static void forget_oldest(State *state, Session *session) {
  for (size_t i = first_to_undo(session); i + UNDO_MAX <= session->n_inputs; i++)
    forget_before(state, &session->input[i]);
}

static Input *add_input(State *state, Session *session) {
  if (!memory_reserve(&state->context.memory, &session->input, &session->inputs_room, session->n_inputs + 1,
                      sizeof *session->input))
    return NULL;
  Input *input = &session->input[session->n_inputs++];
  *input = (Input){.first = session->n};
  return input;
}

void session_begin_input(State *state) {
  if (!state->session) state->session = memory_allocate_zeroed(&state->context.memory, sizeof *state->session);
  Session *session = state->session;
  if (!session) return;
  state->context.memory.give_back = forget_one;
  state->context.memory.owner = state;
  if (state->stale_pending && cut_stale(state) != OK) clear_error(&state->context);
  forget_oldest(state, session);
  Input *input = add_input(state, session);
  if (input) input->can_undo = moment_keep(state, &input->before) == OK;
  if (state->context.has_error) clear_error(&state->context);
}

static const char answer[] = "ans";

static bool variables_have_changed(const State *state, size_t first) {
  for (size_t i = 0; i < state->n_globals; i++)
    if (state->global[i].made > first && !state->global[i].is_library &&
        strcmp(state->global[i].name->text, answer) != 0)
      return true;
  return false;
}

/* An input that only looked at something is passed over by undo. */
void session_end_input(State *state, Status status) {
  Session *session = state->session;
  state->made_now = 0;
  if (!session || !session->n_inputs) return;
  Input *input = &session->input[session->n_inputs - 1];
  input->has_changed = variables_have_changed(state, input->first) || !is_as(state, &input->before);
  if (status != OK && session->n > input->first && !session->statement[session->n - 1].has_ended)
    session->statement[session->n - 1].has_changed = variables_have_changed(state, session->n - 1);
  if (!input->has_changed) forget_before(state, input);
}

static void drop_statement(State *state, Session *session) {
  memory_release(&state->context.memory, session->statement[--session->n].text);
}

void session_close(State *state) {
  Session *session = state->session;
  if (!session) return;
  state->context.memory.give_back = NULL;
  while (session->n) drop_statement(state, session);
  for (size_t i = 0; i < session->n_inputs; i++) forget_before(state, &session->input[i]);
  memory_release(&state->context.memory, session->statement);
  memory_release(&state->context.memory, session->input);
  memory_release(&state->context.memory, session->undone);
  memory_release(&state->context.memory, session);
  state->session = NULL;
}

/* ---- statements ---- */

Status session_begin_statement(State *state, const Source *source, const Ast *statement) {
  Session *session = state->session;
  Memory *memory = &state->context.memory;
  size_t length = statement->span.end - statement->span.start;
  if (!session->n_inputs) return OK;
  char *text = memory_allocate(memory, length + 2);
  if (!text || !memory_reserve(memory, &session->statement, &session->room, session->n + 1, sizeof(Statement)))
    return memory_release(memory, text), fail_out_of_memory(&state->context);
  memcpy(text, source->text + statement->span.start, length);
  strcpy(text + length, statement->flags & AST_SILENT && length && text[length - 1] != ';' ? ";" : "");
  session->statement[session->n++] = (Statement){.text = text};
  state->made_now = (uint32_t)session->n;
  return OK;
}

void session_end_statement(State *state) {
  if (state->session->n) state->session->statement[state->session->n - 1].has_ended = true;
}

Status session_answer(State *state, Value value, unsigned line) {
  Name *name = intern(&state->names, answer, strlen(answer));
  Variable *variable = name ? global_variable(state, name) : NULL;
  if (!variable) return fail_out_of_memory(&state->context);
  if (value.kind == VALUE_NONE || variable->is_param) return OK;
  if (state->session->n) state->session->statement[state->session->n - 1].is_answer = true;
  return bind_variable(state, variable, value_retain(value), BIND_EQUATION, line);
}

const char *session_made(const State *state, const Variable *variable) {
  const Session *session = state->session;
  return session && variable->made && variable->made <= session->n ? session->statement[variable->made - 1].text : NULL;
}

/* ---- undo ---- */

static char *text_of_input(State *state, const Session *session, size_t i) {
  size_t first = session->input[i].first, end = i + 1 < session->n_inputs ? session->input[i + 1].first : session->n;
  Text text;
  text_open(&text, &state->context.memory);
  for (size_t k = first; k < end; k++) text_format(&text, "%s%s", k > first ? "\n" : "", session->statement[k].text);
  if (text.failed) text_close(&text);
  return text.bytes;
}

Status session_undo(State *state, const char **undone) {
  Session *session = state->session;
  size_t i = session ? session->n_inputs : 0;
  while (i > 0 && !session->input[i - 1].has_changed) i--;
  if (i == 0) return fail(&state->context, "there is nothing to undo");
  Input *input = &session->input[i - 1];
  if (!input->can_undo)
    return fail(&state->context,
                "what was before that is no longer kept: the last %d inputs can be undone, fewer "
                "where memory is short",
                UNDO_MAX);
  Moment before = input->before;
  input->can_undo = false; /* it is ours now: no shortage of memory gives it back */
  memory_release(&state->context.memory, session->undone);
  session->undone = text_of_input(state, session, i - 1);
  *undone = session->undone ? session->undone : "";
  Status status = moment_restore(state, &before);
  while (session->n > input->first) drop_statement(state, session);
  for (size_t k = i - 1; k < session->n_inputs; k++) forget_before(state, &session->input[k]);
  session->n_inputs = i - 1;
  return status;
}

/* ---- as a script ---- */

static void write_as_comment(const char *text, Text *out) {
  for (const char *end; *text; text = *end ? end + 1 : end) {
    end = text + strcspn(text, "\n");
    text_format(out, "# %.*s\n", (int)(end - text), text);
  }
}

static bool mentions_answer(const char *text) {
  for (const char *at = text; (at = strstr(at, answer)); at++)
    if ((at == text || !is_name_byte(at[-1])) && !is_name_byte(at[strlen(answer)])) return true;
  return false;
}

/* In a script an expression has to be given the name that it had here by itself. */
static void write_statement(const Statement *statement, bool names_answers, Text *out) {
  text_format(out, "%s%s\n", statement->is_answer && names_answers ? "ans = " : "", statement->text);
}

void session_write(const State *state, Text *out) {
  const Session *session = state->session;
  bool names_answers = false;
  for (size_t i = 0; session && i < session->n; i++) names_answers |= mentions_answer(session->statement[i].text);
  for (size_t i = 0; session && i < session->n; i++) {
    const Statement *statement = &session->statement[i];
    if (statement->has_ended) write_statement(statement, names_answers, out);
    else if (statement->has_changed) {
      text_format(out, "# This was stopped after it had changed something, which this script does not do:\n");
      write_as_comment(statement->text, out);
    }
  }
}
