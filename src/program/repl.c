/* The interactive session: lines are gathered until the input is complete, then run. */
#include "program/program.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>

typedef struct Input {
  char *text;
  size_t length;
} Input;

static bool add_line(Input *input, const char *line) {
  size_t n = strlen(line);
  char *grown = realloc(input->text, input->length + n + 2);
  if (!grown) return false;
  memcpy(grown + input->length, line, n);
  input->text = grown;
  input->length += n;
  input->text[input->length++] = '\n';
  input->text[input->length] = 0;
  return true;
}

static void clear_input(Input *input) {
  free(input->text);
  *input = (Input){0};
}

static char *read_plain_line(void) {
  char *line = NULL;
  size_t room = 0;
  ssize_t n = getline(&line, &room, stdin);
  if (n < 0) return free(line), NULL;
  if (n > 0 && line[n - 1] == '\n') line[n - 1] = 0;
  return line;
}

/* Runs what was gathered; false: it goes on in the next line. */
static bool run_input(Session *session, Input *input, bool last) {
  catch_interrupts(session->state);
  cnn_Status status =
      cnn_run(session->state, "input", input->text, input->length, CNN_INTERACTIVE | (last ? 0 : CNN_MAY_CONTINUE));
  catch_interrupts(NULL);
  fflush(stdout);
  if (status == CNN_INCOMPLETE) return false;
  if (status != CNN_OK && cnn_exit_status(session->state) < 0) show_error(session->state, status);
  return true;
}

/* A line that was read, added to what was gathered before. */
static void take_line(Session *session, Input *input, const char *line) {
  bool is_first = !input->text, kept;
  if (is_first && run_command(session, line)) {
    if (session->is_terminal) keep_in_history(line);
    return;
  }
  kept = add_line(input, line);
  if (kept && !run_input(session, input, false)) return;
  if (session->is_terminal && input->length > 1) {
    input->text[input->length - 1] = 0;
    keep_in_history(input->text);
  }
  clear_input(input);
}

static bool goes_on(const Session *session) { return !session->has_ended && cnn_exit_status(session->state) < 0; }

static void run_lines(Session *session) {
  Input input = {0};
  bool was_dropped = false;
  char *line;
  while (goes_on(session)) {
    complete_behind(input.text);
    line = session->is_terminal ? read_terminal_line(input.text ? "...> " : "cnn> ", &was_dropped) : read_plain_line();
    if (was_dropped) clear_input(&input);
    else if (line) take_line(session, &input, line);
    free(line);
    if (!line && !was_dropped) break;
  }
  if (input.text) run_input(session, &input, true);
  clear_input(&input);
}

static void start_terminal(Session *session) {
  rl_readline_name = "cnn";
  start_completion(session->state);
  start_history();
  printf("cnn %s: type an equation; help, or Ctrl-D to end\n", cnn_version());
}

int run_repl(cnn_State *state) {
  Session session = {.state = state, .is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
  if (session.is_terminal) start_terminal(&session);
  run_lines(&session);
  if (session.is_terminal) end_history(), putchar('\n');
  return cnn_exit_status(state) < 0 ? 0 : cnn_exit_status(state);
}
