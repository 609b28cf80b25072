#include "syntax/highlight.h"
#include "syntax/parsing.h"
#include "syntax/spelling.h"
#include "parser.h"

#include <string.h>

typedef struct Pass {
  const char *text;
  const Pieces *pieces;
  size_t at, end;            /* the piece being looked at, and how far it goes */
  bool at_start;             /* of a statement */
  bool goes_on;              /* what was last leaves the statement open at a line's end */
  bool after_period;
  bool in_words;             /* the rest of the line is for a person */
  int n_open, n_deep;        /* brackets; those beyond BRACKETS_MAX are only counted */
  char open[BRACKETS_MAX];
} Pass;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\n'); }

static size_t digits_end(const char *text, size_t at) {
  while (is_digit(text[at])) at++;
  return at;
}

static size_t number_end(const char *text, size_t start) {
  size_t end = digits_end(text, start), power;
  if (text[end] == '.' && is_digit(text[end + 1])) end = digits_end(text, end + 1);
  if (text[end] != 'e' && text[end] != 'E') return end;
  power = end + 1 + (text[end + 1] == '+' || text[end + 1] == '-');
  return is_digit(text[power]) ? digits_end(text, power) : end;
}

/* One that is not closed ends with its line. */
static size_t string_end(const char *text, size_t start) {
  size_t at = start + 1;
  while (text[at] && text[at] != '\n' && text[at] != '"') at += 1 + (text[at] == '\\' && text[at + 1] && text[at + 1] != '\n');
  return at + (text[at] == '"');
}

static size_t blanks_end(const char *text, size_t at) {
  while (is_blank(text[at])) at++;
  return at;
}

/* pad=1 in brackets. */
static bool names_parameter(const Pass *pass) {
  size_t next = blanks_end(pass->text, pass->end);
  return pass->n_open > 0 && pass->text[next] == '=' && pass->text[next + 1] != '=';
}

static PieceKind take_word(Pass *pass) {
  const char *word = pass->text + pass->at;
  double number;
  pass->end = name_end(pass->text, pass->at);
  if (pass->after_period) return PIECE_NAME;
  const Span span = {(uint32_t)pass->at, (uint32_t)pass->end};
  int keyword = keyword_at(pass->text, span, pass->at_start && pass->n_open == 0);
  if (keyword == TOKEN_END && pass->n_open > 0) return PIECE_NUMBER;
  pass->in_words = keyword == TOKEN_HELP;
  if (keyword) return PIECE_KEYWORD;
  if (constant_of(word, pass->end - pass->at, &number)) return PIECE_NUMBER;
  if (names_parameter(pass)) return PIECE_PARAMETER;
  return pass->pieces->kind_of_name(pass->pieces->names, word, pass->end - pass->at);
}

static PieceKind take_bracket(Pass *pass) {
  static const char openers[] = "([{", closers[] = ")]}";
  char bracket = pass->text[pass->at];
  const char *opener = strchr(openers, bracket), *closer = strchr(closers, bracket);
  if (opener && pass->n_open == BRACKETS_MAX) pass->n_deep++;
  else if (opener) pass->open[pass->n_open++] = closers[opener - openers];
  else if (pass->n_deep > 0) pass->n_deep--;
  else if (closer && pass->n_open > 0 && pass->open[pass->n_open - 1] == bracket) pass->n_open--;
  else return PIECE_MISTAKE;
  return PIECE_BRACKET;
}

/* A backslash and letters that are no letter of a name: an operator, a font, or not yet anything. */
static PieceKind take_latex(Pass *pass) {
  while (is_letter(pass->text[pass->end])) pass->end++;
  if (pass->end == pass->at + 1) {
    pass->end += pass->text[pass->end] && strchr("\\{}|,;:! ", pass->text[pass->end]);
    return PIECE_LATEX;
  }
  size_t end = symbol_end(pass->text, pass->at, pass->end);
  if (end > pass->at) pass->end = end;
  return end > pass->at ? PIECE_OPERATOR : PIECE_LATEX;
}

static PieceKind take_glyph(Pass *pass) {
  size_t bytes, end;
  int32_t c = code_point_at(pass->text + pass->at, &bytes);
  pass->end = pass->at + (bytes ? bytes : 1);
  if (is_white_space(c)) return PIECE_PLAIN;
  if ((end = superscript_end(pass->text, pass->at)) > pass->at) return pass->end = end, PIECE_NUMBER;
  if ((end = symbol_end(pass->text, pass->at, pass->end)) > pass->at) return pass->end = end, PIECE_OPERATOR;
  return PIECE_MISTAKE;
}

static PieceKind take_sign(Pass *pass) {
  char c = pass->text[pass->at];
  if (strchr("+-*/'@<>", c)) return PIECE_OPERATOR;
  if ((c == '=' || c == '!' || c == ':') && pass->text[pass->end] == '=') return pass->end++, PIECE_OPERATOR;
  return strchr("`?", c) || (unsigned char)c < ' ' || c == 0x7F ? PIECE_MISTAKE : PIECE_PLAIN;
}

static bool begins_command(const Pass *pass) {
  return pass->text[pass->at] == ':' && pass->at_start && pass->n_open == 0 && is_letter(pass->text[pass->at + 1]);
}

static PieceKind take_command(Pass *pass) {
  while (is_letter(pass->text[pass->end])) pass->end++;
  pass->in_words = true;
  return PIECE_COMMAND;
}

static PieceKind take_rest(Pass *pass, PieceKind kind) {
  pass->end = pass->at + strcspn(pass->text + pass->at, "\n");
  return kind;
}

static PieceKind take_piece(Pass *pass) {
  const char *text = pass->text;
  char c = text[pass->at];
  pass->end = pass->at + 1;
  if (is_blank(c)) return pass->end = blanks_end(text, pass->at), PIECE_PLAIN;
  if (c == '\n') return PIECE_PLAIN;
  if (pass->in_words) return take_rest(pass, PIECE_TEXT);
  if (c == '#' || c == '%') return take_rest(pass, PIECE_COMMENT);
  if (c == '"') return pass->end = string_end(text, pass->at), PIECE_STRING;
  if (is_digit(c) || (c == '.' && is_digit(text[pass->at + 1]))) return pass->end = number_end(text, pass->at), PIECE_NUMBER;
  if (name_end(text, pass->at) > pass->at) return take_word(pass);
  if (strchr("()[]{}", c)) return take_bracket(pass);
  if (begins_command(pass)) return take_command(pass);
  if (c == '\\') return take_latex(pass);
  return (unsigned char)c >= 0x80 ? take_glyph(pass) : take_sign(pass);
}

/* Where a statement begins matters to the words that are keywords only there. */
static void move_on(Pass *pass, PieceKind kind) {
  const char *piece = pass->text + pass->at;
  size_t length = pass->end - pass->at;
  if (*piece == '\n') {
    pass->at_start |= !pass->goes_on && pass->n_open == 0;
    pass->in_words = false;
  } else if (*piece == ';' && pass->n_open == 0) {
    pass->at_start = true;
  } else if (kind != PIECE_COMMENT && !is_blank(*piece)) {
    bool is_postfix = kind == PIECE_OPERATOR && *piece == '\'';
    pass->at_start = kind == PIECE_KEYWORD && length == 4 && memcmp(piece, "else", 4) == 0;
    pass->goes_on = (kind == PIECE_OPERATOR && !is_postfix) || (kind == PIECE_PLAIN && strchr("=,.", *piece));
    pass->after_period = *piece == '.' && kind == PIECE_PLAIN;
  }
  pass->at = pass->end;
}

void find_pieces(const char *text, const Pieces *pieces) {
  Pass pass;
  memset(&pass, 0, offsetof(Pass, open));
  pass.text = text;
  pass.pieces = pieces;
  pass.at_start = true;
  while (text[pass.at]) {
    PieceKind kind = take_piece(&pass);
    pieces->each(pieces->user, pass.at, pass.end, kind);
    move_on(&pass, kind);
  }
}
