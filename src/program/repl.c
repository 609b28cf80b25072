/* The interactive session: lines are gathered until the input is complete, then run. */
#include "program/program.h"

#include <errno.h>
#include <signal.h>
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

static char *read_plain_line(Session *session) {
  char *line = NULL;
  size_t room = 0;
  ssize_t n = getline(&line, &room, stdin);
  if (n < 0 && ferror(stdin) && errno != EINTR) {
    fprintf(stderr, "cnn: cannot read standard input: %s\n", strerror(errno));
    session->status = STATUS_ERROR;
  }
  if (n < 0) return free(line), NULL;
  if (n > 0 && line[n - 1] == '\n') line[--n] = 0;
  if (n > 0 && line[n - 1] == '\r') line[--n] = 0;
  for (ssize_t i = 0; i < n; i++)
    if (!line[i]) line[i] = '\1'; /* the language has no meaning for either, and a line must not end here */
  return line;
}

static void note_nothing(int signal_number) { (void)signal_number; }

/* Where another program edits the line: a prompt, and Ctrl-C drops what was typed. */
static char *read_prompted_line(Session *session, const char *prompt, bool *was_dropped) {
  struct sigaction action = {.sa_handler = note_nothing}, before;
  sigemptyset(&action.sa_mask);
  fputs(prompt, stdout);
  fflush(stdout);
  sigaction(SIGINT, &action, &before);
  char *line = read_plain_line(session);
  *was_dropped = !line && ferror(stdin) && errno == EINTR;
  sigaction(SIGINT, &before, NULL);
  if (*was_dropped) clearerr(stdin), putchar('\n');
  return line;
}

/* Runs what was gathered; false: it goes on in the next line. */
static bool run_input(Session *session, Input *input, bool last) {
  if (session->is_terminal) run_from_history(input->text);
  catch_interrupts(session->state);
  cnn_Status status =
      cnn_run(session->state, "input", input->text, input->length, CNN_INTERACTIVE | (last ? 0 : CNN_MAY_CONTINUE));
  catch_interrupts(NULL);
  run_from_history(NULL);
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

static char *read_line(Session *session, bool goes_on_from_before, bool *was_dropped) {
  const char *prompt = goes_on_from_before ? "...> " : "cnn> ";
  if (!session->is_terminal) return read_plain_line(session);
  return session->is_plain ? read_prompted_line(session, prompt, was_dropped) : read_terminal_line(prompt, was_dropped);
}

/* Ctrl-C at the prompt ends the session only where it is the second within a second, and the first has stopped what
   was last run. */
static void drop_input(Session *session, Input *input) {
  if (!input->text && interrupted_lately()) session->status = STATUS_INTERRUPTED, session->has_ended = true;
  clear_input(input);
}

static void run_lines(Session *session) {
  Input input = {0};
  bool was_dropped = false;
  char *line;
  while (goes_on(session)) {
    complete_behind(input.text);
    line = read_line(session, input.text, &was_dropped);
    if (was_dropped) drop_input(session, &input);
    else if (line) take_line(session, &input, line);
    free(line);
    if (!line && !was_dropped) break;
  }
  if (input.text) run_input(session, &input, true);
  clear_input(&input);
}

/* Emacs' shell is a terminal without escape sequences whose line is edited before it is sent. */
static bool is_in_emacs(void) { return getenv("INSIDE_EMACS") && terminal_is_dumb(); }

/* An error in init.cnn does not end the session. */
static void run_init(Session *session) {
  char path[PATH_BYTES], *text;
  size_t length;
  if (!user_path(path, "XDG_CONFIG_HOME", ".config", "cnn/init.cnn") || access(path, F_OK) != 0) return;
  catch_interrupts(session->state);
  int error = load_file(NULL, path, &text, &length);
  cnn_Status status = error ? CNN_OK : cnn_run(session->state, path, text, length, 0);
  catch_interrupts(NULL);
  fflush(stdout);
  if (error) fprintf(stderr, "cnn: note: cannot read %s: %s\n", path, strerror(error));
  else free(text);
  if (status != CNN_OK && cnn_exit_status(session->state) < 0) show_error(session->state, status);
}

static void start_terminal(Session *session, bool runs_init) {
  rl_readline_name = "cnn";
  start_line(session->state);
  start_completion(session->state);
  start_history();
  printf("cnn %s: type an equation; help, or Ctrl-D to end\n", cnn_version());
  if (runs_init) run_init(session);
}

int run_repl(cnn_State *state, bool runs_init) {
  Session session = {
      .state = state, .is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO), .is_plain = is_in_emacs()};
  cnn_run(state, "input", "", 0, CNN_INTERACTIVE); /* what init.cnn or :load bind is the session's, with its history */
  if (session.is_terminal) start_terminal(&session, runs_init);
  if (goes_on(&session)) run_lines(&session);
  if (session.is_terminal) putchar('\n');
  return cnn_exit_status(state) < 0 ? session.status : cnn_exit_status(state);
}
