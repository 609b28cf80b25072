/* What was typed: readline's list, for the arrow keys and Ctrl-R, and the file, which outlives the session. */
#include "program/program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>

enum { ENTRIES_KEPT = 10000, ENTRIES_MAX = 12500 }; /* the file is trimmed now and then, not at every start */

static char path[PATH_BYTES]; /* "": there is none */
/* The entry that runs, as the file has it: a signal handler that ends the program writes it. */
static char *volatile running;
static volatile size_t running_length;

/* One is enough: the session goes on without. */
static void note_failure(int error) {
  static bool noted;
  if (error && !noted) fprintf(stderr, "cnn: note: the history cannot be kept in %s: %s\n", path, strerror(error));
  if (error) noted = true;
}

/* Bytes of the code point at `text`; 0: none begins there. */
static size_t code_point_length(const unsigned char *text) {
  size_t n = text[0] < 0x80 ? 1 : text[0] < 0xC2 ? 0 : text[0] < 0xE0 ? 2 : text[0] < 0xF0 ? 3 : text[0] < 0xF5 ? 4 : 0;
  for (size_t i = 1; i < n; i++)
    if ((text[i] & 0xC0) != 0x80) return 0;
  return n;
}

/* What no terminal should be sent: control characters, NUL bytes, and what is no UTF-8. */
static void clean(char *text, size_t length) {
  for (size_t i = 0, n; i < length; i += n) {
    n = code_point_length((unsigned char *)text + i);
    bool is_odd = n == 0 || text[i] == 0x7F || ((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\t');
    if (is_odd) text[i] = ' ', n = 1;
  }
}

static bool repeats_last(const char *entry) {
  HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
  return last && strcmp(last->line, entry) == 0;
}

/* The entry's lines without their TABs, in place; returns where the next one begins. */
static char *take_entry(char *text, char *end) {
  char *to = text, *from = text;
  while (from < end && !(from[0] == '\n' && from[1] != '\t')) {
    *to++ = *from;
    from += from[0] == '\n' ? 2 : 1;
  }
  *to = 0;
  return from < end ? from + 1 : end;
}

static void list_entries(char *text, size_t length) {
  char *end = text + length, *next;
  clean(text, length);
  size_t entries = count_entries(text, length);
  if (entries > ENTRIES_KEPT) text = (char *)skip_entries(text, entries - ENTRIES_KEPT);
  for (; text < end; text = next) {
    next = take_entry(text, end);
    if (*text && !repeats_last(text)) add_history(text);
  }
  if (entries > ENTRIES_MAX) trim_history_file(path, ENTRIES_KEPT);
}

void start_history(void) {
  char *text = NULL;
  size_t length;
  using_history();
  int error = open_history_file(path);
  if (!error) error = read_history_file(path, &text, &length);
  if (!error) list_entries(text, length);
  if (path[0]) note_failure(error);
  free(text);
}

/* As the file has it: each newline is followed by a TAB, but for the last. From malloc. */
static char *written_entry(const char *entry, size_t *length) {
  size_t n = 0;
  char *bytes = malloc(2 * strlen(entry) + 2);
  for (; bytes && *entry; entry++) {
    bytes[n++] = *entry;
    if (*entry == '\n') bytes[n++] = '\t';
  }
  if (!bytes) return NULL;
  bytes[n++] = '\n';
  *length = n;
  clean(bytes, n);
  return bytes;
}

/* As shells have it: what begins with a space is not meant to be kept. */
static bool is_kept(const char *entry) { return *entry && !strchr(" \t\n", *entry) && !repeats_last(entry); }

void run_from_history(const char *entry) {
  char *before = running, *bytes = NULL;
  size_t length = 0;
  running = NULL;
  free(before);
  if (entry && path[0] && is_kept(entry)) bytes = written_entry(entry, &length);
  running_length = length;
  running = bytes;
}

void keep_in_history(const char *entry) {
  size_t length;
  if (!is_kept(entry)) return;
  add_history(entry);
  char *bytes = path[0] ? written_entry(entry, &length) : NULL;
  if (bytes) note_failure(append_to_history_file(path, bytes, length));
  free(bytes);
}

void rescue_history(void) {
  if (running) append_to_history_file(path, running, running_length);
}
