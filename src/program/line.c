/* What is typed at a terminal: a whole entry, of one line or more. Ctrl-C drops it, and the session goes on. */
#include "program/redisplay.h"

#include <errno.h>
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>

#include <readline/readline.h>

static cnn_State *typing_for; /* readline's callbacks carry no argument */
static volatile sig_atomic_t dropped;
static unsigned ends_given; /* for the line that was dropped */
static bool shows_interrupt;

static void drop_line(int signal_number) {
  (void)signal_number;
  dropped = 1;
}

/* A line's end ends whatever readline is in the middle of, but a paste: that wants its own end. */
static int end_dropped_line(void) {
  static const char ends[] = "\n\n\n\n\033[201~";
  rl_replace_line("", 0);
  rl_done = 1;
  return ends[ends_given++ % (sizeof ends - 1)];
}

/* The cursor leaves what was drawn before readline does what a signal asks for. */
static void serve_signal(void) {
  if (rl_pending_signal() == SIGINT) redisplay_end(shows_interrupt ? "^C" : ""), dropped = 1;
  rl_check_signals();
  if (!dropped && redisplay_is_ours()) redisplay();
}

/* Until there is a byte, or a signal, which cannot slip in between the look and the wait. */
static void wait_for_input(int file) {
  fd_set input;
  sigset_t held, before;
  FD_ZERO(&input);
  FD_SET(file, &input);
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGWINCH);
  sigaddset(&held, SIGTSTP);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGHUP);
  sigprocmask(SIG_BLOCK, &held, &before);
  if (!dropped && !rl_pending_signal()) pselect(file + 1, &input, NULL, NULL, NULL, &before);
  sigprocmask(SIG_SETMASK, &before, NULL);
}

static int read_typed_byte(FILE *stream) {
  unsigned char byte;
  for (;;) {
    if (dropped) return end_dropped_line();
    if (rl_pending_signal()) serve_signal();
    else if (input_is_waiting()) {
      ssize_t n = read(fileno(stream), &byte, 1);
      if (n == 1) return byte;
      if (n == 0 || (errno != EINTR && errno != EAGAIN)) return EOF;
    } else {
      redisplay_pending();
      wait_for_input(fileno(stream));
    }
  }
}

static void give_terminal_back(void) {
  if (!dropped) redisplay_end("");
  rl_deprep_terminal();
}

/* readline divides by the columns that its prompt leaves, so it never hears of a window narrower than this; and only
   between lines, where it draws them itself. */
enum { COLUMNS_LEAST = 10 };

static void clamp_window(void) {
  int rows, columns;
  if (redisplay_is_ours()) return;
  rl_catch_sigwinch = 0;
  rl_reset_screen_size();
  rl_get_screen_size(&rows, &columns);
  if (columns < COLUMNS_LEAST) rl_set_screen_size(rows > 0 ? rows : 1, COLUMNS_LEAST);
}

/* What needs inputrc read. */
static void start_reading(void) {
  static bool has_started;
  if (has_started) return;
  has_started = true;
  rl_initialize();
  rl_getc_function = read_typed_byte;
  if (!start_redisplay(typing_for)) return;
  widen_line_functions();
  const char *echo = rl_variable_value("echo-control-characters");
  shows_interrupt = echo && strcmp(echo, "on") == 0;
  rl_variable_bind("echo-control-characters", "off"); /* readline would write ^C where the cursor stands */
  rl_deprep_term_function = give_terminal_back;
}

void start_line(cnn_State *state) {
  typing_for = state;
  bind_entry_keys(state);
}

/* The window may have changed meanwhile. */
static void tell_display(void) {
  cnn_Display display;
  find_display(&display);
  cnn_set_display(typing_for, &display);
}

char *read_terminal_line(const char *prompt, bool *was_dropped) {
  struct sigaction action = {.sa_handler = drop_line}, before;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before);
  dropped = 0;
  ends_given = 0;
  start_reading();
  clamp_window();
  char *line = readline(prompt);
  sigaction(SIGINT, &before, NULL);
  tell_display();
  *was_dropped = dropped;
  return line;
}

bool line_is_dropped(void) { return dropped; }
