/* An error as a reader sees it:
       file:line:column: error: what
         the source line
             ^~~~
       note: …
         in f, called at file:line:column
   Columns are code points; the underline follows the width of wide and combining characters. */
#include "base/context.h"

#include <string.h>
#include <utf8proc.h>

/* A line wider than WINDOW is shown from BEFORE columns before the error on; of marks that take no column, as many
   bytes as MARKS. */
enum { TAB_WIDTH = 8, WINDOW = 110, BEFORE = 50, MARKS = 256 };

typedef struct Glyph {
  size_t bytes;
  int width;
  bool printable;
} Glyph;

static Glyph glyph_at(const char *text, size_t left, size_t column) {
  utf8proc_int32_t c;
  utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &c);
  if (bytes <= 0) return (Glyph){1, 1, false};
  if (c == '\t') return (Glyph){1, TAB_WIDTH - (int)(column % TAB_WIDTH), true};
  if (c < ' ' || c == 0x7F) return (Glyph){1, 1, false};
  return (Glyph){(size_t)bytes, utf8proc_charwidth(c), true};
}

typedef struct Line {
  const char *text;
  size_t length;
} Line;

static Line line_at(const Source *source, size_t offset) {
  size_t start = offset, end = offset;
  while (start > 0 && source->text[start - 1] != '\n') start--;
  while (end < source->length && source->text[end] != '\n') end++;
  while (end > start && source->text[end - 1] == '\r') end--;
  return (Line){source->text + start, end - start};
}

static size_t column_of(Line line, size_t offset) {
  size_t column = 0;
  for (size_t i = 0; i < line.length && i < offset;) {
    Glyph glyph = glyph_at(line.text + i, line.length - i, column);
    column += (size_t)glyph.width;
    i += glyph.bytes;
  }
  return column;
}

static void add_spaces(Text *out, size_t n) {
  while (n-- > 0) text_add(out, " ", 1);
}

static void add_glyph(Text *out, const char *text, Glyph glyph) {
  if (*text == '\t') add_spaces(out, (size_t)glyph.width);
  else if (glyph.printable) text_add(out, text, glyph.bytes);
  else text_add(out, "\xEF\xBF\xBD", 3);
}

/* The columns from … to of the line; cut ends show as an ellipsis of width 1. */
static void add_line(Text *out, Line line, size_t from, size_t to) {
  size_t column = 0, marks = 0;
  text_add(out, "  ", 2);
  if (from > 0) text_add(out, "…", strlen("…"));
  for (size_t i = 0; i < line.length;) {
    Glyph glyph = glyph_at(line.text + i, line.length - i, column);
    if (column >= to && glyph.width > 0) {
      text_add(out, "…", strlen("…"));
      break;
    }
    if (glyph.width == 0) marks += glyph.bytes;
    if (column >= from && (glyph.width > 0 || marks <= MARKS)) add_glyph(out, line.text + i, glyph);
    column += (size_t)glyph.width;
    i += glyph.bytes;
  }
  text_add(out, "\n", 1);
}

static void add_underline(Text *out, size_t before, size_t length) {
  add_spaces(out, before);
  text_add(out, "^", 1);
  while (length-- > 1) text_add(out, "~", 1);
  text_add(out, "\n", 1);
}

static bool is_blank(Line line) {
  for (size_t i = 0; i < line.length; i++)
    if (line.text[i] != ' ' && line.text[i] != '\t') return false;
  return true;
}

static void add_source_line(Text *out, const Source *source, Span span) {
  size_t start = span.start < source->length ? span.start : source->length;
  Line line = line_at(source, start);
  if (is_blank(line)) return;
  start -= (size_t)(line.text - source->text);
  size_t end = span.end - (size_t)(line.text - source->text);
  size_t first = column_of(line, start), last = column_of(line, end), width = column_of(line, line.length);
  size_t from = width > WINDOW && first > BEFORE ? first - BEFORE : 0;
  size_t to = width > WINDOW ? from + WINDOW : width;
  add_line(out, line, from, to);
  add_underline(out, 2 + (from > 0) + first - from, (last < to ? last : to) - (first < to ? first : to));
}

static void add_place(Text *out, const Source *source, Span span) {
  unsigned line, column;
  locate(source, span.start, &line, &column);
  text_format(out, "%s:%u:%u", source->name, line, column);
}

static void add_call_line(Text *out, const Error *error, int i) {
  text_format(out, "  in %s", error->call[i].function);
  if (i == 0 && error->inside) {
    text_format(out, " at ");
    add_place(out, error->inside, error->inside_span);
  }
  if (error->call[i].source) {
    text_format(out, ", called at ");
    add_place(out, error->call[i].source, error->call[i].span);
  }
  if (error->call[i].times > 1) text_format(out, " (%d times)", error->call[i].times);
  text_add(out, "\n", 1);
}

static void add_calls(Text *out, const Error *error) {
  for (int i = 0; i < error->n_calls && i < CHAIN_MAX; i++) add_call_line(out, error, i);
  if (error->n_calls > CHAIN_MAX) text_format(out, "  and %d calls more\n", error->n_calls - CHAIN_MAX);
}

/* Without the marks of letters that no name has replaced. */
static void add_note_line(Text *out, const char *note) {
  text_format(out, "note: ");
  for (const char *at = note; *at;) {
    size_t n = strcspn(at, "\1\2");
    text_add(out, at, n);
    at += n;
    at += strspn(at, "\1\2");
  }
  text_add(out, "\n", 1);
}

void format_error(const Error *error, Text *out) {
  if (error->source) {
    add_place(out, error->source, error->span);
    text_add(out, ": ", 2);
  }
  text_format(out, "error: %s\n", error->message);
  if (error->source) add_source_line(out, error->source, error->span);
  for (int i = 0; i < error->n_notes; i++) add_note_line(out, error->note[i]);
  add_calls(out, error);
}

void format_errors(const Context *context, Text *out) {
  for (int i = 0; context->has_error && i <= context->n_kept; i++) format_error(&context->errors[i], out);
}
