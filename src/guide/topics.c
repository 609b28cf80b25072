/* The entries of stdlib/help/: what rows, procedures and rules do not say. Read when help is asked for. */
#include "guide/page.h"

#include <ctype.h>
#include <string.h>

static Status add_file(State *state, const char *path, void *user) {
  Text *out = user;
  char *bytes;
  size_t length;
  Status status = state->host.load(state, path, &bytes, &length);
  if (status != OK) return status;
  text_add(out, bytes, length);
  text_add(out, "\n", 1);
  memory_release(&state->context.memory, bytes);
  return out->failed ? fail_out_of_memory(&state->context) : OK;
}

Status read_topics(State *state, Text *out) { return each_file_of_library(state, "/help", ".md", add_file, out); }

static const char *find_heading(const char *text, size_t length) {
  const char *end = text + length;
  for (const char *line = text; line < end; line++) {
    if (strncmp(line, "## ", 3) == 0) return line;
    if (!(line = memchr(line, '\n', (size_t)(end - line)))) return NULL;
  }
  return NULL;
}

bool next_entry(Slice *rest, Entry *entry) {
  const char *start = rest->length ? find_heading(rest->text, rest->length) : NULL, *end = rest->text + rest->length;
  if (!start) return false;
  const char *body = memchr(start, '\n', (size_t)(end - start));
  body = body ? body + 1 : end;
  const char *next = body < end ? find_heading(body, (size_t)(end - body)) : NULL;
  if (!next) next = end;
  entry->heading = trimmed((Slice){start + 3, (size_t)(body - start) - 3});
  entry->body = (Slice){body, (size_t)(next - body)};
  *rest = (Slice){next, (size_t)(end - next)};
  return true;
}

Slice entry_name(const Entry *entry) {
  Slice rest = entry->heading, first = entry->heading;
  take_piece(&rest, " | ", &first);
  return first;
}

bool is_equation(Slice name) {
  size_t start = name.length && (*name.text == 'P' || *name.text == 'E');
  return name.length > start && isdigit((unsigned char)name.text[start]);
}

bool entry_has_name(const Entry *entry, Slice name) {
  Slice rest = entry->heading, piece;
  while (take_piece(&rest, " | ", &piece))
    if (slices_equal(piece, name)) return true;
  return false;
}

Entry find_entry(const Page *page, Slice name) {
  Slice rest = {text_string(&page->topics), page->topics.length};
  Entry entry;
  while (next_entry(&rest, &entry))
    if (entry_has_name(&entry, name)) return entry;
  return (Entry){0};
}

static const char see[] = "See also: ";

static bool is_see_also(Slice line) {
  return line.length >= sizeof see - 1 && memcmp(line.text, see, sizeof see - 1) == 0;
}

static bool is_code(Slice line) { return line.length > 4 && memcmp(line.text, "    ", 4) == 0; }

Slice entry_see_also(const Entry *entry) {
  Slice rest = entry->body, line;
  while (take_line(&rest, &line))
    if (is_see_also(line)) return (Slice){line.text + sizeof see - 1, line.length - (sizeof see - 1)};
  return (Slice){"", 0};
}

static bool is_title(Slice line) { return line.length > 1 && memcmp(line.text, "# ", 2) == 0; } /* of a file */

static bool is_text(Slice line) {
  return trimmed(line).length > 0 && !is_code(line) && !is_see_also(line) && !is_title(line);
}

/* A paragraph, or lines of code: up to an empty line or one of the other kind. */
static bool next_part(Slice *rest, Slice *part, bool *code) {
  Slice line, before = *rest;
  *part = (Slice){0};
  *code = false;
  for (; take_line(rest, &line); before = *rest) {
    bool fits = *code ? is_code(line) : is_text(line);
    if (part->text && !fits) return *rest = before, true;
    if (!is_text(line) && !is_code(line)) continue;
    if (!part->text) *part = line, *code = is_code(line);
    part->length = (size_t)(line.text + line.length - part->text);
  }
  return part->text != NULL;
}

static void add_paragraph(Page *page, Slice paragraph) {
  Text words;
  text_open(&words, &page->state->context.memory);
  text_add(&words, paragraph.text, paragraph.length);
  for (size_t i = 0; words.bytes && i < words.length; i++)
    if (words.bytes[i] == '\n') words.bytes[i] = ' ';
  page->text.failed |= words.failed;
  page_words(page, 0, 0, (Slice){text_string(&words), words.length});
  text_close(&words);
}

/* A list "- name: words" keeps its lines. */
static void add_items(Page *page, Slice paragraph) {
  Slice line;
  while (take_line(&paragraph, &line)) page_words(page, 2, 2, (Slice){line.text + 2, line.length - 2});
}

static bool is_table(Slice paragraph) { return paragraph.text[0] == '{' && !find_text(paragraph, " "); }

static Status add_text(Page *page, Slice paragraph) {
  if (page->text.length) text_add(&page->text, "\n", 1);
  if (is_table(paragraph)) return page_table(page, (Slice){paragraph.text + 1, paragraph.length - 2});
  if (paragraph.length > 2 && memcmp(paragraph.text, "- ", 2) == 0) add_items(page, paragraph);
  else add_paragraph(page, paragraph);
  return OK;
}

/* Code stands four blanks in, in the file. */
static Status add_code(Page *page, Slice lines) {
  Slice line;
  Text code;
  text_open(&code, &page->state->context.memory);
  while (take_line(&lines, &line)) text_format(&code, "%.*s\n", (int)line.length - 4, line.text + 4);
  const Slice whole = {text_string(&code), code.length};
  Status status = code.failed ? fail_out_of_memory(&page->state->context) : page_example(page, whole);
  text_close(&code);
  return status;
}

Status page_entry(Page *page, const Entry *entry, unsigned parts) {
  Slice rest = entry->body, piece;
  bool code = false;
  Status status = OK;
  while (status == OK && next_part(&rest, &piece, &code)) {
    if (code && (parts & ENTRY_CODE)) status = add_code(page, piece);
    if (!code && (parts & ENTRY_TEXT)) status = add_text(page, piece);
  }
  return status;
}
