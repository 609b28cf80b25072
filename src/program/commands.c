/* What begins with a colon is for the session, not for the language. */
#define _XOPEN_SOURCE 700
#include "program/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

typedef struct Command {
  const char *name, *argument; /* ":load", "file.cnn"; "" for none, "[…]" where it may be left out */
  const char *help;
  void (*run)(Session *session, const char *argument);
} Command;

static const Command commands[];

/* In the form of all errors; `line` is what was typed. */
static void refuse(const char *line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fflush(stdout);
  fputs("input:1:1: error: ", stderr);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, "\n  %s\n  ^\n", line);
}

static void run_quit(Session *session, const char *argument) {
  (void)argument;
  session->has_ended = true;
}

static void run_vars(Session *session, const char *argument) {
  (void)argument;
  show_variables(session);
}

static void run_undo(Session *session, const char *argument) {
  const char *undone;
  (void)argument;
  if (cnn_undo(session->state, &undone) != CNN_OK) fputs(cnn_error(session->state), stderr);
  else printf("undone: %.*s%s\n", (int)strcspn(undone, "\n"), undone, strchr(undone, '\n') ? " …" : "");
}

/* ---- :time ---- */

static const char *unit_of(double *seconds) {
  if (*seconds >= 1) return "s";
  if (*seconds >= 1e-3) return *seconds *= 1e3, "ms";
  if (*seconds >= 1e-6) return *seconds *= 1e6, "µs";
  return *seconds *= 1e9, "ns";
}

static void print_seconds(const char *before, double seconds) {
  const char *unit = unit_of(&seconds);
  printf("%s%.3g %s", before, seconds, unit);
}

static void print_timing(const cnn_Timing *timing) {
  print_seconds("  time: ", timing->best);
  if (timing->runs > 1) {
    printf(", the shortest of %llu runs", (unsigned long long)timing->runs);
    print_seconds("; the first took ", timing->seconds);
  }
  printf("; %llu allocation%s\n", (unsigned long long)timing->allocations, timing->allocations == 1 ? "" : "s");
}

static void run_time(Session *session, const char *argument) {
  cnn_Timing timing;
  catch_interrupts(session->state);
  cnn_Status status = cnn_time(session->state, "input", argument, strlen(argument), 0.2, &timing);
  catch_interrupts(NULL);
  fflush(stdout);
  if (status != CNN_OK) show_error(session->state, status);
  else print_timing(&timing);
}

static void run_latex(Session *session, const char *argument) {
  const char *latex;
  cnn_Status status = cnn_latex(session->state, "input", argument, strlen(argument), &latex);
  if (status != CNN_OK) show_error(session->state, status);
  else fputs(latex, stdout);
}

/* ---- files ---- */

/* Without quotes around it, with ~ for the home folder; false: too long. */
static bool read_path(const char *argument, char path[PATH_BYTES]) {
  size_t n = strlen(argument);
  bool quoted = n > 1 && argument[0] == '"' && argument[n - 1] == '"';
  if (quoted) argument++, n -= 2;
  const char *home = strncmp(argument, "~/", 2) == 0 ? getenv("HOME") : NULL;
  if (home) argument++, n--;
  return snprintf(path, PATH_BYTES, "%s%.*s", home ? home : "", (int)n, argument) < PATH_BYTES;
}

static void run_load(Session *session, const char *argument) {
  char path[PATH_BYTES], *text = NULL;
  size_t length = 0;
  int error = read_path(argument, path) ? load_file(NULL, path, &text, &length) : ENAMETOOLONG;
  if (error) {
    refuse(argument, "cannot read %s: %s", path, strerror(error));
    return;
  }
  catch_interrupts(session->state);
  cnn_Status status = cnn_run(session->state, path, text, length, 0);
  catch_interrupts(NULL);
  fflush(stdout);
  if (status != CNN_OK && cnn_exit_status(session->state) < 0) show_error(session->state, status);
  free(text);
}

static const char head[] = "# A session of cnn ";

/* A device may have no end: only the first line is read. */
static bool is_session(const char *path) {
  char start[sizeof head];
  FILE *file = fopen(path, "rb");
  size_t n = file ? fread(start, 1, sizeof head - 1, file) : 0;
  bool is = n == sizeof head - 1 && memcmp(start, head, n) == 0;
  if (file) fclose(file);
  return is;
}

static int write_session(const char *path, const char *script) {
  time_t now = time(NULL);
  struct tm local;
  char date[32] = "";
  if (localtime_r(&now, &local)) strftime(date, sizeof date, ", %Y-%m-%d %H:%M", &local);
  size_t room = sizeof head + sizeof date + strlen(script) + 64;
  char *text = malloc(room);
  if (!text) return ENOMEM;
  int length = snprintf(text, room, "%s%s%s\n%s", head, cnn_version(), date, script);
  int error = save_file(NULL, path, text, (size_t)length);
  free(text);
  return error;
}

/* A file that is something else is not written over. */
static void run_save(Session *session, const char *argument) {
  char path[PATH_BYTES];
  struct stat about;
  const char *script = cnn_session(session->state);
  if (!read_path(argument, path)) return refuse(argument, "the path is too long");
  if (stat(path, &about) == 0 && !(S_ISREG(about.st_mode) && is_session(path)))
    return refuse(argument, "%s is there already and is no saved session: choose another name", path);
  int error = script ? write_session(path, script) : ENOMEM;
  if (error) return refuse(argument, "cannot write %s: %s", path, strerror(error));
  printf("saved: cnn %s does it again, :load %s in a session\n", path, path);
}

/* ---- the table ---- */

static void run_help(Session *session, const char *argument) {
  (void)session, (void)argument;
  for (const Command *command = commands; command->name; command++)
    printf("  %s%s%-*s  %s\n", command->name, *command->argument ? " " : "",
           18 - (int)strlen(command->name) - (*command->argument != 0), command->argument, command->help);
  puts("  Keys: TAB completes (\\oti TAB is ⊗), Ctrl-R searches, Ctrl-C stops");
  puts("  More of them: help keys. For the language: help");
}

static const Command commands[] = {
    {":vars", "", "the variables with their sizes, and how each was made", run_vars},
    {":time", "expression", "runs it and tells how long it took", run_time},
    {":load", "file.cnn", "runs a script in this session", run_load},
    {":save", "file.cnn", "writes a script that does this session again", run_save},
    {":undo", "", "takes back the last input that changed something", run_undo},
    {":latex", "X", "the equation and the numbers of X as LaTeX", run_latex},
    {":help", "", "this list", run_help},
    {":quit", "", "ends the session, as Ctrl-D does", run_quit},
    {NULL, NULL, NULL, NULL},
};

const char *command_at(int i, const char **argument, const char **help) {
  *argument = commands[i].argument;
  *help = commands[i].help;
  return commands[i].name;
}

static size_t word_length(const char *line) { return strcspn(line, " \t"); }

/* :q for :quit, where no other begins so. */
static const Command *find_command(const char *line) {
  const Command *found = NULL;
  size_t length = word_length(line);
  int matches = 0;
  for (const Command *command = commands; command->name; command++) {
    if (strncmp(command->name, line, length) != 0) continue;
    if (!command->name[length]) return command;
    found = command, matches++;
  }
  return matches == 1 && length > 1 ? found : NULL;
}

static void run_found(Session *session, const Command *command, const char *line, const char *argument) {
  if (*command->argument && !*argument)
    refuse(line, "%s needs something behind it: %s %s", command->name, command->name, command->argument);
  else if (!*command->argument && *argument) refuse(line, "%s takes nothing behind it", command->name);
  else command->run(session, argument);
}

static void run_colon(Session *session, const char *line) {
  const Command *command = find_command(line);
  const char *argument = line + word_length(line);
  argument += strspn(argument, " \t");
  if (command) run_found(session, command, line, argument);
  else refuse(line, "%.*s is no command: :help lists them", (int)word_length(line), line);
}

static bool is_word(const char *line, const char *word) {
  size_t n = strlen(word);
  return strncmp(line, word, n) == 0 && !line[n + strspn(line + n, " \t;")];
}

bool run_command(Session *session, const char *typed) {
  typed += strspn(typed, " \t");
  bool ends = is_word(typed, "quit") || is_word(typed, "exit");
  if (typed[0] != ':' && !ends) return false;
  char *line = strdup(ends ? ":quit" : typed);
  size_t n = line ? strlen(line) : 0;
  while (n > 0 && strchr(" \t\n", line[n - 1])) line[--n] = 0;
  if (line) run_colon(session, line);
  free(line);
  fflush(stdout);
  return true;
}
