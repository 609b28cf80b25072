/* LaTeX names to glyphs in a source text, everything else left as it stands: what `cnn fmt` does. */
#include "syntax/glyphs.h"

#include "operators/operator.h"
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

static size_t write_name(const char *text, Text *out) {
  const char *glyph = NULL;
  size_t glyph_bytes = 0, length = read_operator(text, &glyph, &glyph_bytes);
  if (!length && (glyph = latex_glyph(text, name_length(text)))) length = name_length(text), glyph_bytes = strlen(glyph);
  if (!length) length = name_length(text), glyph = text, glyph_bytes = length;
  text_add(out, glyph, glyph_bytes);
  return length;
}

static size_t string_length(const char *text) {
  size_t n = 1;
  while (text[n] && text[n] != '"' && text[n] != '\n') n += text[n] == '\\' && text[n + 1] ? 2 : 1;
  return n + (text[n] == '"');
}

void write_with_glyphs(const char *text, Text *out) {
  for (size_t n; *text; text += n) {
    if (*text == '\\') {
      n = write_name(text, out);
      continue;
    }
    n = *text == '"' ? string_length(text) : *text == '#' || *text == '%' ? strcspn(text, "\n") : strcspn(text, "\\\"#%");
    text_add(out, text, n);
  }
}
