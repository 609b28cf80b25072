/* The interactive session: readline, history, continuation of incomplete input, TAB for glyphs and names. */
#include "program/program.h"

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

static cnn_State *completing; /* readline's callbacks carry no argument */

/* ---- completion ---- */

typedef struct Matches {
  char **text;
  size_t n, room;
} Matches;

static void collect(void *user, const char *name, const char *meaning) {
  Matches *matches = user;
  if (matches->n + 2 > matches->room) {
    size_t room = matches->room ? 2 * matches->room : 16;
    char **grown = realloc(matches->text, room * sizeof *grown);
    if (!grown) return;
    matches->text = grown;
    matches->room = room;
  }
  (void)meaning;
  matches->text[matches->n++] = strdup(name);
  matches->text[matches->n] = NULL;
}

static size_t common_length(const Matches *matches) {
  size_t n = strlen(matches->text[0]);
  for (size_t i = 1; i < matches->n; i++)
    while (strncmp(matches->text[0], matches->text[i], n) != 0) n--;
  return n;
}

/* readline wants the common beginning first, then the choices. */
static char **complete(const char *text, int start, int end) {
  Matches matches = {0};
  (void)start, (void)end;
  rl_attempted_completion_over = 1;
  rl_completion_append_character = 0;
  cnn_complete(completing, text, collect, &matches);
  if (matches.n == 0) return NULL;
  char **list = malloc((matches.n + 2) * sizeof *list);
  if (!list) return NULL;
  list[0] = strndup(matches.text[0], common_length(&matches));
  for (size_t i = 0; i < matches.n; i++) list[i + 1] = matches.text[i];
  list[matches.n + 1] = NULL;
  if (matches.n == 1) {
    free(list[1]);
    list[1] = NULL;
  }
  free(matches.text);
  return list;
}

/* What the LaTeX name before the cursor stands for: itself, or the only one that begins so. */
typedef struct Glyph {
  const char *typed;
  size_t matches;
  bool whole;
  char meaning[32];
} Glyph;

static void find_glyph(void *user, const char *name, const char *meaning) {
  Glyph *glyph = user;
  glyph->matches++;
  if (glyph->whole || strlen(meaning) >= sizeof glyph->meaning) return;
  glyph->whole = strcmp(name, glyph->typed) == 0;
  strcpy(glyph->meaning, meaning);
}

/* Where it begins, at its backslash; -1: there is none. */
static int latex_start(void) {
  int start = rl_point;
  while (start > 0 && (isalpha((unsigned char)rl_line_buffer[start - 1]) || strchr("^_{}", rl_line_buffer[start - 1])))
    start--;
  return start > 0 && rl_line_buffer[start - 1] == '\\' ? start - 1 : -1;
}

static void replace_typed(int start, const char *text) {
  rl_begin_undo_group();
  rl_delete_text(start, rl_point);
  rl_point = start;
  rl_insert_text(text);
  rl_end_undo_group();
}

/* Several LaTeX names begin so: readline's own completion, with the word from its backslash on. */
static int complete_latex(int count, int key) {
  const char *breaks = rl_completer_word_break_characters;
  rl_completer_word_break_characters = rl_special_prefixes = "\\";
  int result = rl_complete(count, key);
  rl_completer_word_break_characters = breaks;
  rl_special_prefixes = NULL;
  return result;
}

/* \otimes⇥ becomes ⊗, and so does \oti⇥, since only one name begins so; any other word is completed as a name. */
static int complete_glyph(int count, int key) {
  int start = latex_start();
  char *typed = start >= 0 ? strndup(rl_line_buffer + start, (size_t)(rl_point - start)) : NULL;
  Glyph glyph = {.typed = typed};
  if (typed) cnn_complete(completing, typed, find_glyph, &glyph);
  free(typed);
  /* readline lists the choices at a second TAB, which it knows by its own function */
  if (rl_last_func == complete_glyph) rl_last_func = rl_complete;
  if (start < 0) return rl_complete(count, key);
  if (!glyph.meaning[0] || (glyph.matches > 1 && !glyph.whole)) return complete_latex(count, key);
  replace_typed(start, glyph.meaning);
  return 0;
}

/* ---- Ctrl-C while a line is being typed: the line is dropped, the session goes on ---- */

static volatile sig_atomic_t dropped;

static void drop_line(int signal_number) {
  (void)signal_number;
  dropped = 1;
}

static int end_dropped_line(void) {
  if (!dropped) return 0;
  rl_replace_line("", 0);
  rl_done = 1;
  return 0;
}

static char *read_terminal_line(const char *prompt) {
  struct sigaction action = {.sa_handler = drop_line}, before;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before);
  dropped = 0;
  rl_event_hook = end_dropped_line; /* looked at ten times a second; rl_done then ends the line without a key */
  char *line = readline(prompt);
  sigaction(SIGINT, &before, NULL);
  if (dropped && !line) line = strdup("");
  return line;
}

/* ---- history ---- */

static bool history_path(char path[PATH_BYTES]) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  if (state && *state) return snprintf(path, PATH_BYTES, "%s/cnn_history", state) < PATH_BYTES;
  return home && *home && snprintf(path, PATH_BYTES, "%s/.cnn_history", home) < PATH_BYTES;
}

/* ---- the session ---- */

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

static char *read_line(const char *prompt, bool terminal) {
  if (terminal) return read_terminal_line(prompt);
  char *line = NULL;
  size_t room = 0;
  ssize_t n = getline(&line, &room, stdin);
  if (n < 0) return free(line), NULL;
  if (n > 0 && line[n - 1] == '\n') line[n - 1] = 0;
  return line;
}

/* Runs what was gathered; false: it goes on in the next line. */
static bool run_input(cnn_State *state, Input *input, bool last) {
  catch_interrupts(state);
  cnn_Status status =
      cnn_run(state, "input", input->text, input->length, CNN_INTERACTIVE | (last ? 0 : CNN_MAY_CONTINUE));
  catch_interrupts(NULL);
  fflush(stdout);
  if (status == CNN_INCOMPLETE) return false;
  if (status != CNN_OK && cnn_exit_status(state) < 0) show_error(state, status);
  return true;
}

static bool ends_session(const char *line) {
  static const char *const words[] = {":q", ":quit", "quit", "exit"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(line, words[i]) == 0) return true;
  return false;
}

static int run_lines(cnn_State *state, bool terminal) {
  Input input = {0};
  char *line;
  while (cnn_exit_status(state) < 0 && (line = read_line(input.text ? "...> " : "cnn> ", terminal))) {
    if (dropped) {
      dropped = 0;
      free(line);
      clear_input(&input);
      continue;
    }
    if (!input.text && ends_session(line)) {
      free(line);
      break;
    }
    bool kept = add_line(&input, line);
    if (terminal && *line) add_history(line);
    free(line);
    if (!kept || run_input(state, &input, false)) clear_input(&input);
  }
  if (input.text) run_input(state, &input, true);
  clear_input(&input);
  return cnn_exit_status(state) < 0 ? 0 : cnn_exit_status(state);
}

int run_repl(cnn_State *state) {
  char path[PATH_BYTES];
  bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO), remembers = terminal && history_path(path);
  completing = state;
  if (terminal) {
    rl_readline_name = "cnn";
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n\"\\'`@$><=;|&{(+-*/[,:";
    rl_bind_key('\t', complete_glyph);
    using_history();
    if (remembers) read_history(path);
    printf("cnn %s: type an equation; Ctrl-D ends\n", cnn_version());
  }
  int status = run_lines(state, terminal);
  if (remembers) write_history(path);
  if (terminal) putchar('\n');
  return status;
}
