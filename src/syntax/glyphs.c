/* LaTeX to glyphs in a source text, everything else left as it stands: what `cnn fmt` does. */
#include "syntax/glyphs.h"

#include "operators/operator.h"
#include "syntax/latex_input.h"
#include "syntax/spelling.h"

#include <ctype.h>
#include <string.h>

static size_t name_length(const char *text) {
  size_t n = 1;
  while (isalpha((unsigned char)text[n])) n++;
  return n;
}

static bool spells(const char *text, const char *latex) {
  size_t n = strlen(latex);
  return strncmp(text, latex, n) == 0 && (latex[n - 1] == '}' || !isalpha((unsigned char)text[n]));
}

/* \boxplus alone, its ^{ave} standing further on: the glyph without the word. */
static bool spells_stem(const char *text, size_t length, const OperatorRow *row) {
  const char *decoration = strchr(row->latex, '^');
  return decoration && (size_t)(decoration - row->latex) == length && strncmp(text, row->latex, length) == 0;
}

static size_t stem_bytes(const char *glyph) {
  size_t n = 0;
  while (glyph[n] && !isalpha((unsigned char)glyph[n])) n++;
  return n;
}

/* How many bytes of the text the glyph stands for; 0: no operator is written so. */
static size_t read_operator(const char *text, const char **glyph, size_t *glyph_bytes) {
  size_t length = name_length(text);
  for (int pass = 0; pass < 2; pass++)
    for (int f = 0; operator_families[f]; f++)
      for (int i = 0; i < operator_families[f]->n_rows; i++) {
        const OperatorRow *row = &operator_families[f]->rows[i];
        if (!row->latex || !row->glyph) continue;
        bool whole = pass == 0 && spells(text, row->latex), stem = pass == 1 && spells_stem(text, length, row);
        if (!whole && !stem) continue;
        *glyph = row->glyph;
        *glyph_bytes = whole ? strlen(row->glyph) : stem_bytes(row->glyph);
        return whole ? strlen(row->latex) : length;
      }
  return 0;
}

/* A text, and the same without the dress of LaTeX; the two are one where it has none. */
typedef struct Writing {
  const char *source, *text;
  size_t at;
  size_t statement; /* where it begins in what is written */
  size_t equation;  /* the same of the last one above that has an = */
  bool in_groups;   /* a matrix whose entry has white space stands with its entries in brackets */
  Text *out;
} Writing;

static void write_glyph(Writing *writing) {
  const char *text = writing->text + writing->at, *glyph = NULL;
  size_t glyph_bytes = 0, length = read_operator(text, &glyph, &glyph_bytes);
  if (!length && (glyph = latex_glyph(text, name_length(text))))
    length = name_length(text), glyph_bytes = strlen(glyph);
  if (!length) length = name_length(text), glyph = text, glyph_bytes = length;
  text_add(writing->out, glyph, glyph_bytes);
  writing->at += length;
  if (glyph_bytes == 3 && memcmp(glyph, "∂", 3) == 0) writing->at += strspn(text + length, " \t");
}

static size_t string_length(const char *text) {
  size_t n = 1;
  while (text[n] && text[n] != '"' && text[n] != '\n') n += text[n] == '\\' && text[n + 1] ? 2 : 1;
  return n + (text[n] == '"');
}

static bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

/* Whether a blank where LaTeX stood keeps two things apart. */
static bool keeps_apart(char before, char after, bool kept) {
  if (before == '\n' || after == '\n' || after == 0) return false;
  return kept || (!strchr("([{/", before) && !strchr(")]},;'^_", after));
}

/* White space as it stands; where LaTeX stood in it, one blank at most, and none at a line's ends. */
static void write_blanks(Writing *writing) {
  const char *text = writing->text;
  size_t start = writing->at, end = start, kept = 0;
  for (; is_blank(text[end]); end++) kept += !is_taken_out(writing->source, text, end);
  writing->at = end;
  char before = start > 0 ? text[start - 1] : '\n', after = text[end];
  bool tight = after >= FRACTION_OVER && after <= TABLE_CLOSE && after != TABLE_OPEN && writing->source[end] != after;
  if (tight) return;
  if (kept == end - start) text_add(writing->out, text + start, kept);
  else if (keeps_apart(before, after, kept > 0)) text_add(writing->out, " ", 1);
}

/* White space inside an entry of the matrix that opens at `at`. */
static bool has_blank_entries(const char *text, size_t at) {
  bool begun = false;
  int depth = 0;
  for (at++; text[at] && (depth > 0 || text[at] != TABLE_CLOSE); at++) {
    depth += (text[at] == TABLE_OPEN) - (text[at] == TABLE_CLOSE);
    bool separates = depth == 0 && (text[at] == TABLE_CELL || text[at] == TABLE_ROW);
    if (separates) begun = false;
    else if (!is_blank(text[at])) begun = true;
    if (!begun || !is_blank(text[at])) continue;
    size_t next = at + strspn(text + at, " \t");
    if (text[next] > TABLE_CLOSE || text[next] < TABLE_OPEN) return true;
  }
  return false;
}

/* The left side of the equation that begins at `start`, up to its =. */
static size_t left_side(const Text *out, size_t start) {
  const char *equals = out->bytes ? memchr(out->bytes + start, '=', out->length - start) : NULL;
  return equals ? (size_t)(equals - out->bytes) - start : 0;
}

/* Z = P * W = W * P becomes Z = P * W and Z = W * P; a line = W * P goes on with the equation above it. */
static void write_again(Writing *writing) {
  char target[256];
  Text *out = writing->out;
  bool goes_on = left_side(out, writing->statement) == 0;
  size_t start = goes_on ? writing->equation : writing->statement, length = left_side(out, start);
  writing->at++;
  if (length == 0 || length >= sizeof target || out->failed) return;
  memcpy(target, out->bytes + start, length);
  while (out->length > 0 && is_blank(out->bytes[out->length - 1])) out->bytes[--out->length] = 0;
  if (!goes_on) text_add(out, "\n", 1);
  writing->statement = out->length;
  text_add(out, target, length);
  text_add(out, "=", 1);
}

static void end_statement(Writing *writing) {
  text_add(writing->out, writing->text + writing->at++, 1);
  if (left_side(writing->out, writing->statement)) writing->equation = writing->statement;
  writing->statement = writing->out->length;
}

/* What LaTeX says and one character of the language cannot. */
static void write_piece(Writing *writing) {
  static const char *const plain[][2] = {
      {"", ""}, {"((", "(("}, {")/(", ")/("}, {"))", "))"}, {"[", "[("}, {", ", "), ("}, {"; ", "); ("}, {"]", ")]"},
  };
  char piece = writing->text[writing->at];
  if (piece == TABLE_OPEN) writing->in_groups = has_blank_entries(writing->text, writing->at);
  const char *text = plain[(int)piece][writing->in_groups];
  size_t next = writing->at + 1 + strspn(writing->text + writing->at + 1, " \t");
  text_add(writing->out, text, strlen(text));
  writing->at = piece == TABLE_CLOSE || piece == FRACTION_CLOSE ? writing->at + 1 : next;
}

static void write_next(Writing *writing) {
  const char *text = writing->text + writing->at;
  bool piece = *text >= FRACTION_OPEN && *text <= TABLE_CLOSE && writing->source[writing->at] != *text;
  if (piece) write_piece(writing);
  else if (*text == '\\') write_glyph(writing);
  else if (*text == AGAIN && writing->source[writing->at] != AGAIN) write_again(writing);
  else if (is_blank(*text)) write_blanks(writing);
  else if (*text == '\n' || *text == ';') end_statement(writing);
  else {
    size_t n = *text == '"'                   ? string_length(text)
               : *text == '#' || *text == '%' ? strcspn(text, "\n")
                                              : 1 + strcspn(text + 1, "\\\"#% \t\n;\16\1\2\3\4\5\6\7");
    text_add(writing->out, text, n);
    writing->at += n;
  }
}

/* LaTeX that is at fault stays, but for its names. */
void write_with_glyphs(const char *text, Text *out) {
  LatexFault fault;
  size_t length = strlen(text);
  char *copy = may_be_latex(text, length) ? memory_allocate(out->memory, length + 2) : NULL;
  Writing writing = {.source = text, .text = text, .out = out};
  if (copy) memcpy(copy, text, length), copy[length] = copy[length + 1] = 0;
  else out->failed = out->failed || may_be_latex(text, length);
  if (copy && undress(copy, length, &fault)) writing.text = copy;
  while (writing.text[writing.at]) write_next(&writing);
  memory_release(out->memory, copy);
}
