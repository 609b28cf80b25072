/* The terminal: its window and colours, and single keys. */
#include "program/program.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int number_of(const char *variable) {
  const char *text = getenv(variable);
  int number = text ? atoi(text) : 0;
  return number > 0 ? number : 0;
}

static bool variable_is_set(const char *variable) {
  const char *text = getenv(variable);
  return text && *text;
}

bool terminal_is_dumb(void) {
  const char *term = getenv("TERM");
  return !term || !*term || strcmp(term, "dumb") == 0;
}

/* NO_COLOR and TERM=dumb mean none; otherwise what TERM and COLORTERM say. */
int find_colours(void) {
  const char *term = getenv("TERM"), *more = getenv("COLORTERM");
  if (variable_is_set("NO_COLOR") || terminal_is_dumb()) return 0;
  if (more && (strcmp(more, "truecolor") == 0 || strcmp(more, "24bit") == 0)) return 1 << 24;
  return strstr(term, "direct") ? 1 << 24 : strstr(term, "256color") ? 256 : 16;
}

int pictures_named(const char *word) {
  static const char *const words[] = {"text", "blocks", "kitty", "sixel"};
  for (int i = 0; word && i < 4; i++)
    if (strcmp(word, words[i]) == 0) return i;
  return -1;
}

/* CNN_PICTURES says it; without it half blocks need true colour. Nothing is guessed. */
static int find_pictures(int colours) {
  int asked = pictures_named(getenv("CNN_PICTURES"));
  if (asked >= 0) return asked;
  return colours == 1 << 24 ? CNN_PICTURES_BLOCKS : CNN_PICTURES_TEXT;
}

void find_display(cnn_Display *display) {
  struct winsize window = {0};
  *display = (cnn_Display){0};
  if (!isatty(STDOUT_FILENO)) {
    display->pictures = find_pictures(0);
    return;
  }
  (void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &window);
  display->columns = window.ws_col ? window.ws_col : number_of("COLUMNS");
  display->rows = window.ws_row ? window.ws_row : number_of("LINES");
  display->colours = find_colours();
  display->pictures = find_pictures(display->colours);
  display->is_addressed = !terminal_is_dumb();
}

/* ---- keys ---- */

static void note_resize(int signal_number) { (void)signal_number; }

/* A byte; -1: none within `wait` tenths of a second (0: for ever), -2: interrupted by a signal. */
static int read_byte(int wait) {
  struct termios terminal;
  unsigned char byte;
  tcgetattr(STDIN_FILENO, &terminal);
  terminal.c_cc[VMIN] = wait == 0;
  terminal.c_cc[VTIME] = (cc_t)wait;
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
  ssize_t n = read(STDIN_FILENO, &byte, 1);
  return n == 1 ? byte : n < 0 && errno == EINTR ? -2 : -1;
}

/* ESC [ 5 ~ is PgUp; 0: nothing of ours. */
static int numbered_key(int number) {
  switch (number) {
    case 1:
    case 7: return CNN_KEY_HOME;
    case 4:
    case 8: return CNN_KEY_END;
    case 5: return CNN_KEY_PAGE_UP;
    case 6: return CNN_KEY_PAGE_DOWN;
    default: return 0;
  }
}

static int lettered_key(int letter) {
  switch (letter) {
    case 'A': return CNN_KEY_UP;
    case 'B': return CNN_KEY_DOWN;
    case 'C': return CNN_KEY_RIGHT;
    case 'D': return CNN_KEY_LEFT;
    case 'H': return CNN_KEY_HOME;
    case 'F': return CNN_KEY_END;
    default: return 0;
  }
}

/* ESC [ A and ESC O A are arrows; ESC alone is itself. Of other sequences the rest is dropped. */
static int read_sequence(void) {
  int byte = read_byte(1), number = 0;
  if (byte < 0) return CNN_KEY_ESCAPE;
  if (byte != '[' && byte != 'O') return 0;
  while ((byte = read_byte(1)) >= 0 && byte < '@')
    if (byte >= '0' && byte <= '9' && number < 100) number = 10 * number + (byte - '0');
  return byte == '~' ? numbered_key(number) : lettered_key(byte);
}

static int read_code_point(int first) {
  int more = first >= 0xF0   ? 3
             : first >= 0xE0 ? 2
             : first >= 0xC0 ? 1
                             : 0,
      code = more ? first & (0x3F >> more) : first;
  for (int i = 0; i < more; i++) {
    int byte = read_byte(1);
    if (byte < 0) return 0;
    code = code << 6 | (byte & 0x3F);
  }
  return code;
}

static int read_raw_key(void) {
  enum { CTRL_C = 3, CTRL_D = 4, ESCAPE = 27 };
  int byte = read_byte(0);
  if (byte == -2) return CNN_KEY_RESIZED;
  if (byte < 0) return CNN_KEY_NONE;
  if (byte == CTRL_C || byte == CTRL_D) return CNN_KEY_ESCAPE;
  return byte == ESCAPE ? read_sequence() : read_code_point(byte);
}

int read_key(void *user) {
  struct termios before, raw;
  struct sigaction action = {.sa_handler = note_resize}, old;
  cnn_State *const *state = user;
  cnn_Display display;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0) return CNN_KEY_NONE;
  fflush(stdout);
  raw = before;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  sigemptyset(&action.sa_mask);
  sigaction(SIGWINCH, &action, &old);
  int key = read_raw_key();
  sigaction(SIGWINCH, &old, NULL);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
  if (key == CNN_KEY_RESIZED && *state) find_display(&display), cnn_set_display(*state, &display);
  return key;
}
