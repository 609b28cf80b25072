/* An error on a terminal: the word in red, and what points into the line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "program/program.h"

#include <string.h>
#include <unistd.h>

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

void print_error(const char *text) {
  if (!isatty(STDERR_FILENO) || find_colours() == 0) {
    fputs(text, stderr);
    return;
  }
  for (size_t length; *text; text += length) {
    length = strcspn(text, "\n");
    print_line(text, length);
    if (text[length]) fputc('\n', stderr), length++;
  }
}
