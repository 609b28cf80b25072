/* The program cnn: options, files, the REPL. It knows the library only through cnn.h. */
#include "program/program.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char usage[] =
    "usage: cnn [file.cnn [argument …]]   run a script; without a file: an interactive session\n"
    "       cnn -e 'code' [argument …]    run code\n"
    "       cnn - [argument …]            run standard input\n"
    "       cnn --check file.cnn [argument …]  find the errors of sizes and names without running the script\n"
    "       cnn fmt file.cnn …            write LaTeX names as glyphs, in place; - for standard input\n"
    "       cnn --no-init                 an interactive session that does not run init.cnn\n"
    "       cnn --portable …              with plain kernels: slower, the same bits on every processor\n"
    "       cnn --pictures=text …         how show draws; also blocks, kitty and sixel where the terminal can\n"
    "       cnn --help | --version\n"
    "\n"
    "environment: CNN_STDLIB  a folder to use instead of the installed standard library\n"
    "             CNN_PATH    further folders for import, separated by ':'\n"
    "             CNN_PICTURES  how show draws: text, blocks, kitty or sixel; NO_COLOR: without colours\n"
    "files:       ~/.config/cnn/init.cnn    run at the start of an interactive session ($XDG_CONFIG_HOME)\n"
    "             ~/.local/state/cnn/history  what was typed ($XDG_STATE_HOME); ~/.inputrc  keys, as readline has "
    "them\n"
    "keys:        Ctrl-C stops a computation and keeps all variables; a second within a second ends the program\n"
    "exit status: 0 success, 1 an error in the script, 2 wrong usage, 130 interrupted\n";

/* All of the machine's memory: what would need more is an error of the program, not the end of the process. 0: unknown. */
static size_t memory_limit(void) {
  long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  return pages > 0 && page > 0 ? (size_t)pages / 8 * 7 * (size_t)page : 0;
}

/* Three quarters of the stack that the system gives, at most 64 MiB. */
static size_t stack_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > (64u << 20))
    return 48u << 20;
  return (size_t)limit.rlim_cur / 4 * 3;
}

/* An error begins on a line of its own, also behind the ^C that a terminal shows. */
void show_error(cnn_State *state, cnn_Status status) {
  if (status == CNN_INTERRUPTED && isatty(STDERR_FILENO)) fputc('\n', stderr);
  print_error(cnn_error(state));
}

static int run_text(cnn_State *state, const char *name, const char *text, size_t length, int flags) {
  catch_interrupts(state);
  cnn_Status status = cnn_run(state, name, text, length, flags);
  catch_interrupts(NULL);
  fflush(stdout);
  if (cnn_exit_status(state) >= 0) return cnn_exit_status(state);
  if (status == CNN_OK) return 0;
  show_error(state, status);
  return status == CNN_INTERRUPTED ? STATUS_INTERRUPTED : STATUS_ERROR;
}

static int run_file(cnn_State *state, const char *path, int flags) {
  char *text;
  size_t length;
  int error = load_file(NULL, path, &text, &length);
  if (error) {
    fprintf(stderr, "cnn: cannot read %s: %s\n", path, strerror(error));
    return STATUS_ERROR;
  }
  int status = run_text(state, path, text, length, flags);
  free(text);
  return status;
}

static int run_standard_input(cnn_State *state, int flags) {
  char *text;
  size_t length;
  int error = read_stream(stdin, &text, &length);
  if (error) {
    fprintf(stderr, "cnn: cannot read standard input: %s\n", strerror(error));
    return STATUS_ERROR;
  }
  int status = run_text(state, "standard input", text, length, flags);
  free(text);
  return status;
}

static int format_one(cnn_State *state, const char *path) {
  char *text = NULL, *ended;
  size_t length = 0;
  bool standard = strcmp(path, "-") == 0;
  int error = standard ? read_stream(stdin, &text, &length) : load_file(NULL, path, &text, &length);
  if (!error && !(ended = realloc(text, length + 1))) error = ENOMEM;
  if (!error) (text = ended)[length] = 0;
  const char *formatted = error ? NULL : cnn_format(state, text);
  if (!error && (!formatted || strlen(text) != length)) error = formatted ? EILSEQ : ENOMEM;
  if (!error && standard) fputs(formatted, stdout);
  else if (!error && strcmp(formatted, text) != 0) error = save_file(NULL, path, formatted, strlen(formatted));
  if (error) fprintf(stderr, "cnn: cannot format %s: %s\n", path, strerror(error));
  free(text);
  return error ? STATUS_ERROR : 0;
}

static int format_files(cnn_State *state, int count, char **paths) {
  int status = 0;
  for (int i = 0; i < count; i++)
    if (format_one(state, paths[i]) != 0) status = STATUS_ERROR;
  return status;
}

static int fail_usage(const char *what, const char *which) {
  fprintf(stderr, "cnn: %s%s\n%s", what, which, usage);
  return STATUS_USAGE;
}

/* What the words on the command line ask for; the rest of them are the script's arguments. */
static int run_words(cnn_State *state, int count, char **words, bool runs_init) {
  const char *first = words[0];
  int flags = first && strcmp(first, "--check") == 0 ? CNN_CHECK : 0;
  if (flags && count < 2) return fail_usage("--check needs a file", "");
  if (flags) count--, first = *++words;
  int rest = first && strcmp(first, "-e") == 0 ? 2 : 1;
  if (!first) return run_repl(state, runs_init);
  if (strcmp(first, "fmt") == 0)
    return count > 1 ? format_files(state, count - 1, words + 1) : fail_usage("fmt needs files", "");
  if (rest == 2 && count < 2) return fail_usage("-e needs code", "");
  if (cnn_set_arguments(state, count - rest, (const char *const *)words + rest) != CNN_OK)
    return fputs(cnn_error(state), stderr), STATUS_ERROR;
  if (rest == 2) return run_text(state, "-e", words[1], strlen(words[1]), flags);
  return strcmp(first, "-") == 0 ? run_standard_input(state, flags) : run_file(state, first, flags);
}

/* A file that is opened must not take the place of a standard stream that was closed: reading 0, writing 1 and 2 fail. */
static void occupy_streams(void) {
  for (int stream = 0; stream <= 2; stream++)
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY) < 0) return;
}

static bool is_known_option(const char *word) {
  return !word || word[0] != '-' || !word[1] || strcmp(word, "-e") == 0 || strcmp(word, "--check") == 0;
}

typedef struct Options {
  bool portable, no_init;
} Options;

/* How many words are options about the session itself; -1: a kind of pictures that there is not. */
static int take_options(Options *options, int count, char **words) {
  int n = 0;
  for (bool taken = true; n < count && taken; n += taken) {
    bool portable = strcmp(words[n], "--portable") == 0, no_init = strcmp(words[n], "--no-init") == 0,
         pictures = strncmp(words[n], "--pictures=", 11) == 0;
    if (pictures && (pictures_named(words[n] + 11) < 0 || setenv("CNN_PICTURES", words[n] + 11, 1) != 0)) return -1;
    options->portable |= portable;
    options->no_init |= no_init;
    taken = portable || no_init || pictures;
  }
  return n;
}

static int run_state(const Options *options, int count, char **words) {
  char library[PATH_BYTES];
  cnn_State *state = NULL;
  cnn_Config config = {.user = &state,
                       .write = write_stream,
                       .load = load_file,
                       .save = save_file,
                       .list = list_folder,
                       .read_key = read_key,
                       .stack_limit = stack_limit(),
                       .memory_limit = memory_limit(),
                       .library = find_library(library) ? library : NULL,
                       .search_path = getenv("CNN_PATH"),
                       .portable_kernels = options->portable,
                       .is_terminal = isatty(STDERR_FILENO) && !terminal_is_dumb()};
  if (!config.library) fputs("cnn: note: the standard library is not found; CNN_STDLIB names its folder\n", stderr);
  if (!(state = cnn_open(&config))) return fputs("cnn: out of memory\n", stderr), STATUS_ERROR;
  cnn_Display display;
  find_display(&display);
  cnn_set_display(state, &display);
  int status = run_words(state, count, words, !options->no_init);
  cnn_close(state);
  return status;
}

int main(int count, char **words) {
  Options options = {0};
  const char *first = count > 1 ? words[1] : NULL;
  occupy_streams();
  setlocale(LC_CTYPE, ""); /* glyph widths at the prompt; numbers stay in the C locale */
  if (first && (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)) return fputs(usage, stdout), 0;
  if (first && strcmp(first, "--version") == 0) return printf("cnn %s\n", cnn_version()), 0;
  int taken = take_options(&options, count - 1, words + 1);
  if (taken < 0) return fail_usage("--pictures is one of text, blocks, kitty, sixel", "");
  count -= taken, words += taken, first = words[1];
  if (!is_known_option(first)) return fail_usage("unknown option ", first);
  int status = run_state(&options, count - 1, words + 1);
  bool written = fflush(stdout) == 0 && !ferror(stdout);
  if (!written) fputs("cnn: what was printed could not be written\n", stderr);
  return !written && status == 0 ? STATUS_ERROR : status;
}
