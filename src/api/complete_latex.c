/* LaTeX names and what they stand for. One that is whole, or the only one that begins so, becomes its glyph. */
#include "api/complete.h"

#include "syntax/latex_input.h"
#include "syntax/spelling.h"

#include <string.h>
#include <utf8proc.h>

static void offer_row_names(Matches *matches, const OperatorRow *row) {
  if (!row->glyph) return;
  if (row->latex) offer(matches, GROUP_FIRST, row->latex, row->glyph);
  for (size_t i = 0; i < sizeof row->alias / sizeof *row->alias && row->alias[i]; i++)
    if (row->alias[i][0] == '\\') offer(matches, GROUP_FIRST, row->alias[i], row->glyph);
}

static void offer_spellings(Matches *matches) {
  const char *name;
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) offer_row_names(matches, &operator_families[f]->rows[i]);
  for (size_t i = 0; (name = latex_name(i)); i++) offer(matches, GROUP_FIRST, name, latex_glyph(name, strlen(name)));
}

/* Names of letters and glyphs come before what dresses a formula. */
static void offer_commands(Matches *matches) {
  const char *opening, *plain;
  for (size_t i = 0; (opening = latex_command(i, &plain)); i++)
    if (*opening) offer(matches, GROUP_TEXT, opening, plain);
}

/* Fractions and the like stay what they are. */
static bool becomes_glyph(const Match *match) { return match->meaning[0] != 0; }

/* The match that stands for all of them; NULL: the choice is open. */
static const Match *only_match(const Matches *matches) {
  bool same = matches->n > 0;
  for (size_t i = 0; i < matches->n; i++) {
    if (strcmp(matches->match[i].name, matches->typed) == 0 && becomes_glyph(&matches->match[i]))
      return &matches->match[i];
    same &= strcmp(matches->match[i].meaning, matches->match[0].meaning) == 0;
  }
  return same && becomes_glyph(&matches->match[0]) ? &matches->match[0] : NULL;
}

static void become_glyph(Matches *matches, const Match *only) {
  matches->match[0] = (Match){GROUP_FIRST, only->meaning, only->name};
  matches->n = 1;
}

void offer_latex(Matches *matches) {
  if (matches->typed_length > 1 && strchr("^_", matches->typed[1])) {
    offer_scripts(matches);
    return;
  }
  offer_spellings(matches);
  if (!only_match(matches)) offer_commands(matches);
  const Match *only = only_match(matches);
  if (only) become_glyph(matches, only);
}

/* ⊞ and the word that makes it an operator. */
void offer_glyphs(Matches *matches) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      if (row->form == FORM_PREFIX && row->glyph) offer(matches, GROUP_FIRST, row->glyph, row->help);
    }
}

/* ---- superscripts and subscripts ---- */

enum { SCRIPTS_FROM = 0xB2, SCRIPTS_TO = 0x2C7E, SCRIPTS_MAX = 32, MINUS = 0x207B };

/* The language reads it behind a name as more of the name, as a transpose, or as a power. */
static bool is_read(int32_t c) {
  char text[8] = "x";
  size_t end = 1 + (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)text + 1);
  return name_end(text, 0) == end || superscript_end(text, 1) == end || strcmp(text + 1, "ᵀ") == 0;
}

/* What a character raises or lowers; 0: it is no such character, or one that the language does not read. */
static int32_t base_of(int32_t c, bool raised) {
  int32_t points[4];
  int boundary = 0, type = utf8proc_get_property(c)->decomp_type;
  if (type != (raised ? UTF8PROC_DECOMP_TYPE_SUPER : UTF8PROC_DECOMP_TYPE_SUB)) return 0;
  if (utf8proc_category(c) == UTF8PROC_CATEGORY_LO || !is_read(c)) return 0;
  return utf8proc_decompose_char(c, points, 4, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary) == 1 ? points[0] : 0;
}

static int32_t script_of(int32_t base, bool raised) {
  if (base == '-' && raised) return MINUS;
  for (int32_t c = SCRIPTS_FROM; c < SCRIPTS_TO; c++)
    if (base_of(c, raised) == base) return c;
  return 0;
}

static bool is_greek(int32_t c) { return c >= 0x370 && c < 0x400; }

static void offer_all_scripts(Matches *matches, bool raised) {
  for (int32_t c = SCRIPTS_FROM; c < SCRIPTS_TO; c++) {
    int32_t base = base_of(c, raised);
    char name[8] = {'\\', raised ? '^' : '_'}, glyph[8] = "";
    if (!base || (base >= 0x80 && !is_greek(base))) continue;
    utf8proc_encode_char(base, (utf8proc_uint8_t *)name + 2);
    utf8proc_encode_char(c, (utf8proc_uint8_t *)glyph);
    offer(matches, GROUP_FIRST, name, glyph);
  }
}

/* Behind a minus only digits are read, as a power. */
static bool is_read_as_one(const char *scripts) {
  size_t bytes;
  return code_point_at(scripts, &bytes) != MINUS || superscript_end(scripts, 0) == strlen(scripts);
}

/* \^12 and \_{12}: all of them at once. */
void offer_scripts(Matches *matches) {
  const char *typed = matches->typed;
  bool raised = typed[1] == '^';
  size_t at = typed[2] == '{' ? 3 : 2, n = 0, bytes;
  char scripts[4 * SCRIPTS_MAX + 4] = "";
  if (!typed[at]) return offer_all_scripts(matches, raised);
  for (int count = 0; typed[at] && typed[at] != '}'; at += bytes, count++) {
    int32_t script = script_of(code_point_at(typed + at, &bytes), raised);
    if (!script || count == SCRIPTS_MAX || bytes == 0) return;
    n += (size_t)utf8proc_encode_char(script, (utf8proc_uint8_t *)scripts + n);
  }
  if (n && is_read_as_one(scripts)) offer_always(matches, GROUP_FIRST, scripts, typed);
}
