/* Ctrl-C while something runs: the first stops it, a second within a second ends the program, whatever it is doing;
   and what programs print, which stops with them. */
#include "program/program.h"

#include <errno.h>
#include <signal.h>
#include <stdio_ext.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 4096 }; /* of output: a slow terminal takes it in well under 0.1 s */

/* The one state that the signal handler interrupts, and what it has to know. */
static cnn_State *volatile running;
static volatile sig_atomic_t interrupted;
static struct timespec last_interrupt; /* tv_sec 0: none since this run began */
static struct termios terminal_before;
static volatile sig_atomic_t has_terminal;

bool interrupted_lately(void) {
  struct timespec now, last = last_interrupt;
  if (last.tv_sec == 0 || clock_gettime(CLOCK_MONOTONIC, &now) != 0) return false;
  return (now.tv_sec - last.tv_sec) * 1000 + (now.tv_nsec - last.tv_nsec) / 1000000 < 1000;
}

bool is_interrupted(void) { return interrupted; }

/* Nothing here but what a signal handler may do. */
static void end_program(void) {
  rescue_history();
  if (has_terminal && tcgetpgrp(STDIN_FILENO) == getpgrp()) tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  if (has_terminal && write(STDERR_FILENO, "\n", 1) != 1) _exit(STATUS_INTERRUPTED);
  _exit(STATUS_INTERRUPTED);
}

static void on_interrupt(int signal_number) {
  int error = errno;
  (void)signal_number;
  if (interrupted_lately()) end_program();
  clock_gettime(CLOCK_MONOTONIC, &last_interrupt);
  interrupted = 1;
  if (running) cnn_interrupt(running);
  errno = error;
}

/* Without SA_RESTART: a read that waits for a pipe, or a write that waits for a terminal, ends. */
void catch_interrupts(cnn_State *state) {
  struct sigaction action = {.sa_handler = state ? on_interrupt : SIG_DFL};
  if (state) has_terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &terminal_before) == 0;
  running = state;
  interrupted = 0;
  if (state) last_interrupt.tv_sec = 0;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
}

/* An interrupt drops what a terminal still waits for. What goes to a file stays. */
static void drop_output(FILE *stream) {
  if (isatty(fileno(stream))) __fpurge(stream);
  clearerr(stream);
}

void write_stream(void *user, int is_error, const char *text, size_t length) {
  (void)user;
  if (is_error) {
    fflush(stdout);
    fwrite(text, 1, length, stderr);
    return;
  }
  for (size_t done = 0, n; done < length && !interrupted; done += n) {
    n = length - done < PIECE ? length - done : PIECE;
    if (fwrite(text + done, 1, n, stdout) < n && !interrupted) return;
  }
  if (interrupted) drop_output(stdout);
}
