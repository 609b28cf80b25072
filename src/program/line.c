/* One line typed at a terminal. Ctrl-C drops it, and the session goes on. */
#include "program/program.h"

#include <signal.h>
#include <stdio.h>

#include <readline/readline.h>

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

char *read_terminal_line(const char *prompt, bool *was_dropped) {
  struct sigaction action = {.sa_handler = drop_line}, before;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before);
  dropped = 0;
  rl_event_hook = end_dropped_line; /* looked at ten times a second; rl_done then ends the line without a key */
  char *line = readline(prompt);
  sigaction(SIGINT, &before, NULL);
  *was_dropped = dropped;
  return line;
}
