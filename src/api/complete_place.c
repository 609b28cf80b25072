/* Where the cursor stands. A text that is being typed has errors everywhere, so this reads it as a person would: strings,
   comments, brackets, words and what lies in between, without asking whether they fit. */
#include "api/complete.h"

#include "syntax/spelling.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static bool starts(const char *text, size_t at, const char *with) {
  return strncmp(text + at, with, strlen(with)) == 0;
}

static Opening *innermost(CursorPlace *place) { return (Opening *)innermost_opening(place); }

static size_t line_end(const CursorPlace *place, size_t at) {
  while (at < place->end && place->text[at] != '\n') at++;
  return at;
}

void found_place(CursorPlace *place, PlaceKind kind, size_t start) {
  place->found = true;
  place->kind = kind;
  place->start = start;
}

/* ---- LaTeX ---- */

/* What touches the letters and belongs to an operator's LaTeX name: ^{ave} of \boxplus^{ave}, as far as it is typed. */
static size_t longest_row(const char *text, size_t start, size_t letters, size_t end) {
  size_t longest = letters;
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const char *latex = operator_families[f]->rows[i].latex;
      size_t common = 0;
      while (latex && latex[common] && start + common < end && latex[common] == text[start + common]) common++;
      bool whole = latex && (!latex[common] || start + common == end);
      if (whole && start + common > longest) longest = start + common;
    }
  return longest;
}

size_t latex_word_end(const char *text, size_t start, size_t end) {
  size_t at = start + 1;
  if (text[at] == '^' || text[at] == '_') {
    at += text[at + 1] == '{' ? 2 : 1;
    while (at < end && (unsigned char)text[at] > ' ' && !strchr("{}\\\"()[],;=", text[at])) at++;
    return at + (at < end && text[at] == '}');
  }
  while (at < end && is_letter(text[at])) at++;
  return at == start + 1 ? (at < end ? at + 1 : at) : longest_row(text, start, at, end);
}

/* A word that ends at the cursor is the one to complete; \alpha at the end of dα is LaTeX. */
static void read_word(CursorPlace *place, size_t start, size_t end) {
  if (place->text[end] == '_' && end + 1 == place->end) end++; /* S_, which will be S_r */
  place->at = end;
  if (end == place->end) {
    size_t slash = end;
    while (slash > start && is_letter(place->text[slash - 1])) slash--;
    if (slash > start && place->text[slash - 1] == '\\') found_place(place, PLACE_LATEX, slash - 1);
    else found_place(place, kind_at(place, start), start);
    return;
  }
  take_word(place, start, end);
}

/* ---- everything else ---- */

static void read_comment(CursorPlace *place) {
  size_t start = place->at, slash = start;
  place->at = line_end(place, start);
  if (place->at < place->end) return;
  for (size_t i = start; i < place->end; i++)
    if (place->text[i] == '\\') slash = i;
  bool latex = slash > start && latex_word_end(place->text, slash, place->end) == place->end;
  found_place(place, latex ? PLACE_LATEX : PLACE_NONE, latex ? slash : place->end);
}

static void read_string(CursorPlace *place) {
  size_t start = place->at++;
  while (place->at < place->end && place->text[place->at] != '"' && place->text[place->at] != '\n')
    place->at += place->text[place->at] == '\\' && place->at + 1 < place->end ? 2 : 1;
  if (place->at >= place->end) return found_place(place, PLACE_FILE, start + 1);
  place->at += place->text[place->at] == '"';
  place->last = (Piece){CLASS_OPERAND, false, start, place->at, NULL};
}

static void pass_number(CursorPlace *place) {
  const char *text = place->text;
  size_t start = place->at, at = start;
  while (is_digit(text[at])) at++;
  if (text[at] == '.' && !strchr("*^/'.\\", text[at + 1] ? text[at + 1] : '0'))
    for (at++; is_digit(text[at]);) at++;
  size_t exponent = at + 1 + ((text[at] == 'e' || text[at] == 'E') && text[at + 1] && strchr("+-", text[at + 1]));
  if ((text[at] == 'e' || text[at] == 'E') && is_digit(text[exponent]))
    for (at = exponent; is_digit(text[at]);) at++;
  place->at = at > start ? at : start + 1;
  if (at >= place->end) return found_place(place, PLACE_NONE, place->end);
  place->last = (Piece){CLASS_OPERAND, false, start, at, NULL};
}

static void open_bracket(CursorPlace *place, char kind, size_t length) {
  bool touches = place->last.class == CLASS_OPERAND && (kind == '_' || kind == '^' || place->last.end == place->at);
  if (kind == '(' && !place->last.is_name) touches = false;
  place->at += length;
  if (place->n_openings < OPENINGS_MAX)
    place->opening[place->n_openings] =
        (Opening){.kind = kind, .start = place->at, .touches = touches, .before = place->last};
  place->n_openings++;
  place->has_script |= !place->has_equals && (kind == '_' || kind == '^');
  place->last = (Piece){CLASS_OPEN, false, place->at, place->at, NULL};
}

/* Behind ⊗_{…} still an operand is missing. */
static void close_bracket(CursorPlace *place) {
  const Opening *opening = innermost(place);
  Piece before = opening ? opening->before : (Piece){0};
  bool decorates = opening && !opening->touches && (opening->kind == '_' || opening->kind == '^');
  place->at++;
  if (place->n_openings > 0) place->n_openings--;
  place->last = decorates ? before : (Piece){CLASS_OPERAND, false, place->at - 1, place->at, NULL};
  place->last.end = place->at;
}

static void read_comma(CursorPlace *place, char sign) {
  Opening *opening = innermost(place);
  if (sign == ';' && place->n_openings == 0) {
    place->at++;
    return end_statement(place);
  }
  if (opening) opening->positions += opening->named == opening->named_end, opening->named = opening->named_end = 0;
  place->last = (Piece){CLASS_COMMA, false, place->at, place->at + 1, NULL};
  place->at++;
}

static void read_equals(CursorPlace *place, size_t length) {
  Opening *opening = innermost(place);
  if (opening && place->last.is_name) opening->named = place->last.start, opening->named_end = place->last.end;
  if (place->n_openings == 0 && !place->has_equals) begin_right_side(place);
  place->last = (Piece){CLASS_EQUALS, false, place->at, place->at + length, NULL};
  place->at += length;
}

static bool goes_on_from(const char *longer, const char *spelling) {
  size_t length = strlen(spelling);
  return longer && strncmp(longer, spelling, length) == 0 && longer[length];
}

/* ⊞ and \boxplus, which go on with a word: the first of their operators. */
static const OperatorRow *row_with_symbol(const char *spelling) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      if (row->form == FORM_PREFIX && (goes_on_from(row->glyph, spelling) || goes_on_from(row->latex, spelling)))
        return row;
    }
  return NULL;
}

static void read_operator(CursorPlace *place, size_t end, const OperatorRow *row) {
  place->last = (Piece){CLASS_OPERATOR, false, place->at, end, row};
  place->at = end;
}

/* ⊞ave: the word that touches the symbol is part of it. */
static void read_prefix(CursorPlace *place, size_t end, const OperatorRow *row, const char *symbol) {
  char whole[96];
  size_t word = name_end(place->text, end);
  if (word == place->end) return found_place(place, PLACE_GLYPH, place->at);
  snprintf(whole, sizeof whole, "%s%.*s", symbol, word - end < 32 ? (int)(word - end) : 0, place->text + end);
  const OperatorRow *named = find_operator(whole);
  read_operator(place, word, named ? named : row);
}

static void read_as(CursorPlace *place, Class class, size_t end) {
  place->last = (Piece){class, false, place->at, end, NULL};
  place->at = end;
}

/* x', x²: the operand goes on. */
static void read_postfix(CursorPlace *place, size_t end) {
  place->last.end = place->at = end;
  place->last.is_name = false;
}

static void read_arrow(CursorPlace *place, size_t end) {
  if (place->last.is_name) bind_name(place, place->last.start, place->last.end);
  read_operator(place, end, NULL);
}

/* `spelling` is one character or a LaTeX name. */
static void read_symbol(CursorPlace *place, size_t end, const char *spelling) {
  const char *glyph = usual_glyph(spelling);
  const OperatorRow *row = find_operator(glyph), *longer = row ? NULL : row_with_symbol(glyph);
  bool marks = strcmp(glyph, "'") == 0 || strcmp(glyph, "ᵀ") == 0;
  if (marks && place->last.class == CLASS_OPERAND) read_postfix(place, end);
  else if (strcmp(glyph, "∂") == 0) read_as(place, CLASS_PARTIAL, end);
  else if (strcmp(glyph, "Σ") == 0) read_as(place, CLASS_SUM, end);
  else if (strcmp(glyph, "∞") == 0) read_as(place, CLASS_OPERAND, end);
  else if (strcmp(glyph, "←") == 0) read_equals(place, end - place->at);
  else if (strcmp(glyph, "↦") == 0) read_arrow(place, end);
  else if (longer) read_prefix(place, end, longer, glyph);
  else read_operator(place, end, row);
}

static void read_latex(CursorPlace *place) {
  char spelling[64] = "";
  size_t start = place->at, end = latex_word_end(place->text, start, place->end);
  if (end == place->end) return found_place(place, PLACE_LATEX, start);
  if (end - start < sizeof spelling) memcpy(spelling, place->text + start, end - start);
  read_symbol(place, end, spelling);
}

static void read_character(CursorPlace *place) {
  size_t bytes = 1, end;
  const char *text = place->text;
  char spelling[8] = "";
  if ((unsigned char)text[place->at] >= 0x80) {
    if (is_white_space(code_point_at(text + place->at, &bytes))) return (void)(place->at += bytes);
    if ((end = superscript_end(text, place->at)) > place->at) return read_postfix(place, end);
  }
  memcpy(spelling, text + place->at, bytes ? bytes : 1);
  read_symbol(place, place->at + (bytes ? bytes : 1), spelling);
}

static void read_sign(CursorPlace *place) {
  static const char *const pairs[] = {"==", "<=", ">=", "!=", ".*", NULL};
  const char *text = place->text;
  size_t at = place->at, brace = at + 1;
  while (is_blank(text[brace])) brace++;
  if ((text[at] == '_' || text[at] == '^') && text[brace] == '{') return open_bracket(place, text[at], brace + 1 - at);
  if (strchr("([{", text[at])) return open_bracket(place, text[at], 1);
  if (strchr(")]}", text[at])) return close_bracket(place);
  if (strchr(",;", text[at])) return read_comma(place, text[at]);
  for (int i = 0; pairs[i]; i++)
    if (starts(text, at, pairs[i])) return read_operator(place, at + 2, find_operator(pairs[i]));
  if (starts(text, at, ":=") || starts(text, at, "+=")) return read_equals(place, 2);
  if (starts(text, at, "->")) return read_arrow(place, at + 2);
  if (text[at] == '=') return read_equals(place, 1);
  if (text[at] == '.' && place->last.class == CLASS_OPERAND && place->last.end == at) {
    place->last = (Piece){CLASS_DOT, place->last.is_name, place->last.start, at + 1, NULL};
    place->at++;
    return;
  }
  read_character(place);
}

static void read_piece(CursorPlace *place) {
  const char *text = place->text;
  size_t at = place->at, end;
  if (is_blank(text[at])) place->at++;
  else if (text[at] == '\n') place->at++, end_line(place);
  else if (text[at] == '#' || text[at] == '%') read_comment(place);
  else if (starts(text, at, "...")) place->was_continued = true, place->at = line_end(place, at);
  else if (text[at] == '"') read_string(place);
  else if ((end = name_end(text, at)) > at) read_word(place, at, end);
  else if (text[at] == '\\') read_latex(place);
  else if (is_digit(text[at]) || (text[at] == '.' && is_digit(text[at + 1]) && place->last.class != CLASS_OPERAND))
    pass_number(place);
  else read_sign(place);
}

void find_place(CursorPlace *place, const char *text, size_t end) {
  *place = (CursorPlace){.text = text, .end = end};
  while (place->at < end && !place->found) read_piece(place);
  if (!place->found) found_place(place, kind_at(place, end), end);
}
