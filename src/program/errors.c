/* An error on a terminal: broken between words, the word in red, and what points into the line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "program/columns.h"
#include "program/program.h"

#include <string.h>
#include <unistd.h>

enum { INDENT = 4 };

static bool points(const char *line, size_t length) {
  size_t blanks = strspn(line, " "), marks = strspn(line + blanks, "^~");
  return marks > 0 && blanks + marks == length;
}

static void print_red(const char *code, const char *text, size_t length) {
  fprintf(stderr, "\033[%sm%.*s\033[0m", code, (int)length, text);
}

/* `input:1:5: error: W has no value`, the line it is about, `    ^~~` below it. */
static void print_line(const char *line, size_t length) {
  static const char mark[] = "error:";
  const char *word = *line == ' ' ? NULL : memmem(line, length, mark, sizeof mark - 1);
  size_t before = word ? (size_t)(word - line) : length;
  if (points(line, length)) print_red("31", line, length);
  else fwrite(line, 1, before, stderr);
  if (!word) return;
  print_red("1;31", word, sizeof mark - 1);
  fwrite(word + sizeof mark - 1, 1, length - before - (sizeof mark - 1), stderr);
}

/* Up to the last blank with which the line fits; a word that is too long stays whole. */
static size_t fit_words(const char *line, size_t length, int columns) {
  size_t fits = length;
  for (size_t i = 1; i < length; i++) {
    if (line[i] != ' ') continue;
    if (fits != length && count_columns(line, i) > columns) break;
    fits = i;
  }
  return count_columns(line, length) > columns ? fits : length;
}

/* Lines of a source, which begin with blanks, stay as they are: the marks below them point into them. */
static void print_folded(const char *line, size_t length, int columns, bool colours) {
  int indent = 0;
  for (;;) {
    size_t n = columns > 4 * INDENT && *line != ' ' ? fit_words(line, length, columns - indent) : length;
    if (colours && indent == 0) print_line(line, n);
    else fwrite(line, 1, n, stderr);
    if (n == length) return;
    indent = INDENT;
    fprintf(stderr, "\n%*s", indent, "");
    line += n + 1, length -= n + 1;
  }
}

void print_error(const char *text) {
  cnn_Display display;
  if (!isatty(STDERR_FILENO)) {
    fputs(text, stderr);
    return;
  }
  find_display(&display);
  for (size_t length; *text; text += length) {
    length = strcspn(text, "\n");
    print_folded(text, length, display.columns, find_colours() != 0);
    if (text[length]) fputc('\n', stderr), length++;
  }
}
