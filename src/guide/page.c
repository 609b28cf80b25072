/* Words and code on a page, wrapped to the window. */
#include "guide/page.h"

#include <string.h>

Slice slice_of(const char *text) { return (Slice){text, text ? strlen(text) : 0}; }

bool slices_equal(Slice a, Slice b) { return a.length == b.length && memcmp(a.text, b.text, a.length) == 0; }

bool slice_is(Slice slice, const char *text) { return slices_equal(slice, slice_of(text)); }

static bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

Slice trimmed(Slice slice) {
  while (slice.length && is_blank(*slice.text)) slice.text++, slice.length--;
  while (slice.length && is_blank(slice.text[slice.length - 1])) slice.length--;
  return slice;
}

const char *find_text(Slice in, const char *text) {
  size_t n = strlen(text);
  for (size_t i = 0; i + n <= in.length; i++)
    if (memcmp(in.text + i, text, n) == 0) return in.text + i;
  return NULL;
}

static bool take_until(Slice *rest, const char *separator, Slice *piece) {
  size_t width = strlen(separator);
  if (rest->length == 0) return false;
  const char *end = find_text(*rest, separator);
  size_t length = end ? (size_t)(end - rest->text) : rest->length, taken = end ? length + width : length;
  *piece = (Slice){rest->text, length};
  rest->text += taken;
  rest->length -= taken;
  return true;
}

bool take_piece(Slice *rest, const char *separator, Slice *piece) {
  if (!take_until(rest, separator, piece)) return false;
  *piece = trimmed(*piece);
  return true;
}

bool take_line(Slice *rest, Slice *line) { return take_until(rest, "\n", line); }

size_t start_of_line(const char *text, size_t at) {
  while (at > 0 && text[at - 1] != '\n') at--;
  return at;
}

Slice line_at(const char *text, size_t at) {
  size_t start = start_of_line(text, at);
  return trimmed((Slice){text + start, strcspn(text + start, "\n")});
}

void page_heading(Page *page, const char *heading) { text_format(&page->text, "\n%s\n", heading); }

static void add_blanks(Page *page, int n) { text_format(&page->text, "%*s", n, ""); }

/* Adds words from column `at` on. */
static void add_words(Page *page, int at, int indent, Slice words) {
  Slice word;
  bool first = true;
  while (take_piece(&words, " ", &word)) {
    if (!word.length) continue;
    int width = (int)text_width(word.text, word.length);
    bool wraps = !first && page->columns > 0 && at + 1 + width > page->columns;
    if (wraps) text_add(&page->text, "\n", 1), add_blanks(page, at = indent);
    else if (!first) text_add(&page->text, " ", 1), at++;
    text_add(&page->text, word.text, word.length);
    at += width;
    first = false;
  }
  text_add(&page->text, "\n", 1);
}

void page_words(Page *page, int indent, int hanging, Slice words) {
  add_blanks(page, indent);
  add_words(page, indent, indent + hanging, words);
}

void page_named(Page *page, int width, Slice name, Slice words) {
  int own = (int)text_width(name.text, name.length), column = 2 + width + 2;
  text_format(&page->text, "  %.*s", (int)name.length, name.text);
  if (!words.length) return text_add(&page->text, "\n", 1);
  if (own > width) text_add(&page->text, "\n", 1), own = -2;
  add_blanks(page, column - 2 - own);
  add_words(page, column, column, words);
}

static int blanks_before(Slice line) {
  int n = 0;
  while ((size_t)n < line.length && line.text[n] == ' ') n++;
  return n;
}

/* Code keeps the blanks between its words, unless a line is wider than the window. */
void page_code(Page *page, int indent, Slice lines) {
  Slice line;
  while (take_line(&lines, &line)) {
    int own = blanks_before(line);
    Slice words = trimmed(line);
    int width = indent + own + (int)text_width(words.text, words.length);
    add_blanks(page, words.length ? indent + own : 0);
    if (page->columns > 0 && width > page->columns) add_words(page, indent + own, indent + own + 4, words);
    else text_format(&page->text, "%.*s\n", (int)words.length, words.text);
  }
}

void page_output(Page *page, Slice lines) {
  Slice line;
  while (take_line(&lines, &line)) text_format(&page->text, "  %.*s\n", (int)line.length, line.text);
}

void page_list(Page *page, const char *heading, const Slice *item, int n) {
  Text words;
  if (n == 0) return;
  text_open(&words, &page->state->context.memory);
  for (int i = 0; i < n; i++) text_format(&words, "%s%.*s", i == 0 ? "" : ", ", (int)item[i].length, item[i].text);
  text_format(&page->text, "%s: ", heading);
  int at = (int)strlen(heading) + 2;
  add_words(page, at, at, (Slice){text_string(&words), words.length});
  page->text.failed |= words.failed;
  text_close(&words);
}
