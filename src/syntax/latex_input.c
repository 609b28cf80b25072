/* The dress of LaTeX formulas in a text: one pass from left to right, which writes into the text that it reads. */
#include "syntax/latex_input.h"
#include "syntax/spelling.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool may_be_latex(const char *text, size_t length) {
  return memchr(text, '\\', length) != NULL || memchr(text, '$', length) != NULL;
}

bool fault_at(Dress *dress, size_t start, size_t end, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(dress->fault->message, sizeof dress->fault->message, format, arguments);
  va_end(arguments);
  dress->fault->span = (Span){(uint32_t)start, (uint32_t)end};
  return false;
}

void blank(Dress *dress, size_t start, size_t end) {
  if (end > start) memset(dress->text + start, ' ', end - start);
}

void put_last(Dress *dress, size_t start, size_t end, const char *plain, size_t length) {
  blank(dress, start, end - length);
  memcpy(dress->text + end - length, plain, length);
  dress->at = end;
}

size_t after_blanks(const char *text, size_t at) {
  while (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') at++;
  return at;
}

bool is_latin_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* A backslash and letters, or a backslash and one sign. */
size_t command_end(const char *text, size_t start) {
  size_t end = start + 1;
  while (is_latin_letter(text[end])) end++;
  return end > start + 1 || text[end] == '\n' || !text[end] ? end : end + 1;
}

bool open_in(Dress *dress, char kind, size_t start) {
  if (dress->depth == OPENED_MAX)
    return fault_at(dress, start, start + 1, "nested too deeply: %d braces are open here", OPENED_MAX);
  dress->opened[dress->depth++] = (Opened){kind, (uint32_t)start};
  return true;
}

char innermost_of(const Dress *dress) { return dress->depth > 0 ? dress->opened[dress->depth - 1].kind : 0; }

bool text_starts(const char *text, size_t at, const char *with) { return strncmp(text + at, with, strlen(with)) == 0; }

bool ends_line_at(const char *text, size_t at) {
  at = after_blanks(text, at);
  return text[at] == '\n' || text[at] == 0 || text[at] == '$' || text_starts(text, at, "\\]") ||
         text_starts(text, at, "\\\\") || text_starts(text, at, "\\end{");
}

static bool in_nothing(const Dress *dress) {
  return dress->round <= 0 && (dress->depth == 0 || (dress->depth == 1 && innermost_of(dress) == 'a'));
}

static bool begins_statement(const Dress *dress, size_t at) {
  while (at > 0 && strchr(" \t\r", dress->text[at - 1])) at--;
  return at == 0 || dress->text[at - 1] == '\n' || dress->text[at - 1] == ';';
}

/* == and its like are no equations; nor is what follows a `for`. */
void count_equals(Dress *dress, size_t at) {
  char before = at > 0 ? dress->text[at - 1] : 0;
  bool compares = dress->text[at + 1] == '=' || (before && strchr("=<>!:+~", before));
  if (compares || !in_nothing(dress)) return;
  if ((++dress->equals > 1 || begins_statement(dress, at)) && dress->is_latex) dress->text[at] = AGAIN;
}

static void begin_statement(Dress *dress, bool line) {
  if (line) dress->is_latex = false, dress->round = dress->round > 0 ? dress->round : 0;
  if (in_nothing(dress)) dress->equals = 0;
}

/* The denominator's brace follows the numerator's. \frac{\partial F}{\partial W} is (∂F/∂W). */
static bool undress_over(Dress *dress) {
  bool derivative = innermost_of(dress) == 'p';
  size_t brace = after_blanks(dress->text, dress->at + 1), start = dress->opened[dress->depth - 1].start;
  if (dress->text[brace] != '{')
    return fault_at(dress, start, dress->at + 1, "\\frac is followed by two groups in braces: \\frac{1}{2}");
  dress->text[dress->at] = derivative ? '/' : FRACTION_OVER;
  blank(dress, dress->at + 1, brace + 1);
  dress->opened[dress->depth - 1].kind = derivative ? 'q' : 'd';
  dress->at = brace + 1;
  return true;
}

/* The prime of u^{\prime} and the T of W^{\top} touch their letter. */
static void undress_superscript(Dress *dress) {
  static const struct { const char *command, *plain; } marks[] = {{"\\prime", "'"}, {"\\top", "^T"}};
  const char *text = dress->text;
  size_t start = dress->at++, at = after_blanks(text, start + 1);
  bool brace = text[at] == '{';
  if (brace) at = after_blanks(text, at + 1);
  for (size_t i = 0; text[at] == '\\' && i < 2; i++) {
    size_t end = command_end(text, at), close = after_blanks(text, end);
    if (strlen(marks[i].command) != end - at || !text_starts(text, at, marks[i].command)) continue;
    if (brace && text[close] != '}') return;
    blank(dress, start, dress->at = brace ? close + 1 : end);
    memcpy(dress->text + start, marks[i].plain, strlen(marks[i].plain));
    return;
  }
}

/* 1, \dots, r is 1:r. */
static void undress_dots(Dress *dress) {
  static const char *const dots[] = {"\\dots", "\\ldots", "\\cdots", "...", "…"};
  size_t start = dress->at++, at = after_blanks(dress->text, start + 1);
  for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
    if (!text_starts(dress->text, at, dots[i])) continue;
    size_t comma = after_blanks(dress->text, at + strlen(dots[i]));
    if (dress->text[comma] != ',') continue;
    dress->text[start] = ':';
    blank(dress, start + 1, dress->at = comma + 1);
    return;
  }
}

/* One past (8.13) or (P8.3), or 0. */
static size_t equation_number_end(const char *text, size_t at) {
  static const char digits[] = "0123456789";
  at += 1 + (text[at + 1] >= 'A' && text[at + 1] <= 'Z');
  size_t chapter = strspn(text + at, digits), point = at + chapter;
  size_t number = text[point] == '.' ? strspn(text + point + 1, digits) : 0, end = point + 1 + number;
  return chapter && number && text[end] == ')' ? end + 1 : 0;
}

/* A number behind \quad at the end of a line, or at the end of a display, is the equation's. */
static void take_equation_number(Dress *dress) {
  const char *text = dress->text;
  size_t start = dress->at++, end = text[start + 1] ? equation_number_end(text, start) : 0;
  size_t next = after_blanks(text, end);
  bool spaced = end && dress->spaced && after_blanks(text, dress->spaced) == start && ends_line_at(text, end);
  if (spaced || (end && (text_starts(text, next, "$$") || text_starts(text, next, "\\]"))))
    blank(dress, start, dress->at = end);
  else dress->round++;
}

/* $ stands in pairs on a line. */
static void take_dollars(Dress *dress) {
  size_t at = dress->at, n = dress->text[at + 1] == '$' ? 2 : 1;
  size_t rest = at + 1 + strcspn(dress->text + at + 1, "$\n");
  dress->at += n;
  dress->is_latex = dress->is_latex || n == 2;
  if (n == 1 && !dress->in_dollars && dress->text[rest] != '$') return;
  if (n == 1) dress->in_dollars = !dress->in_dollars;
  blank(dress, at, at + n);
}

static void undress_ampersand(Dress *dress) {
  size_t at = dress->at++, next = after_blanks(dress->text, dress->at);
  bool aligns = dress->text[next] == '=' && dress->text[next + 1] != '=' && (at == 0 || dress->text[at - 1] != '&');
  if (innermost_of(dress) == 'm') dress->text[at] = TABLE_CELL;
  else if (innermost_of(dress) == 'a' || aligns) dress->text[at] = ' ';
}

static bool close_brace(Dress *dress) {
  char kind = innermost_of(dress);
  if (kind == 'n' || kind == 'p') return undress_over(dress);
  if (kind == 'd') dress->text[dress->at] = FRACTION_CLOSE;
  if (kind == 'g' || kind == 'q') dress->text[dress->at] = ')';
  if (kind && strchr("{dqg", kind)) dress->depth--;
  dress->at++;
  return true;
}

static void pass_word(Dress *dress) {
  size_t end = name_end(dress->text, dress->at);
  if (end == dress->at + 3 && text_starts(dress->text, dress->at, "for")) dress->is_latex = false;
  bool alone = end == dress->at + 1 && dress->text[dress->at] == 'd';
  if (!alone || !undress_sensitivity(dress)) dress->at = end;
}

static void pass_string(Dress *dress) {
  const char *text = dress->text;
  size_t at = dress->at + 1;
  while (text[at] && text[at] != '"' && text[at] != '\n')
    at += text[at] == '\\' && text[at + 1] && text[at + 1] != '\n' ? 2 : 1;
  dress->at = at + (text[at] == '"');
}

/* There \\ ends a line, and the line's own end is white space. */
static bool in_environment(const Dress *dress) {
  char kind = innermost_of(dress);
  return kind == 'm' || kind == 'a';
}

static void pass_comment(Dress *dress) {
  size_t start = dress->at;
  dress->at += strcspn(dress->text + start, "\n");
  if (in_environment(dress)) blank(dress, start, dress->at);
}

/* A topic of help stays as it is. */
static void pass_line_end(Dress *dress) {
  if (in_environment(dress)) {
    dress->text[dress->at++] = ' ';
    return;
  }
  begin_statement(dress, true);
  size_t at = after_blanks(dress->text, ++dress->at);
  dress->in_dollars = false;
  if (text_starts(dress->text, at, "help ")) dress->at = at + strcspn(dress->text + at, "\n");
}

static bool undress_here(Dress *dress) {
  char byte = dress->text[dress->at];
  switch (byte) {
    case '\\':
      if (name_end(dress->text, dress->at) == dress->at) return undress_command(dress);
      break;
    case '{': return open_in(dress, '{', dress->at++);
    case '}': return close_brace(dress);
    case '\n': pass_line_end(dress); return true;
    case '"': pass_string(dress); return true;
    case '#':
    case '%': pass_comment(dress); return true;
    case '&': undress_ampersand(dress); return true;
    case '$': take_dollars(dress); return true;
    case '(': take_equation_number(dress); return true;
    case '[': dress->round++; break;
    case ')':
    case ']': dress->round--; break;
    case ';': begin_statement(dress, false); break;
    case '=': count_equals(dress, dress->at); break;
    case ',': begin_statement(dress, false), undress_dots(dress); return true;
    case '^': undress_superscript(dress); return true;
    default: break;
  }
  if (name_end(dress->text, dress->at) > dress->at) pass_word(dress);
  else dress->at++;
  return true;
}

/* Brackets that the parser knows are its own to miss. */
static bool check_closed(Dress *dress) {
  while (dress->depth > 0) {
    Opened opened = dress->opened[--dress->depth];
    if (strchr("{(|", opened.kind)) continue;
    bool environment = opened.kind == 'm' || opened.kind == 'a';
    dress->fault->incomplete = true;
    return fault_at(dress, opened.start, opened.start + 1,
                    environment ? "this \\begin has no \\end" : "the braces of this command are not closed");
  }
  return true;
}

bool undress(char *text, size_t length, LatexFault *fault) {
  Dress dress = {.text = text, .length = length, .fault = fault};
  *fault = (LatexFault){0};
  if (strncmp(text + after_blanks(text, 0), "help ", 5) == 0) dress.at = strcspn(text, "\n");
  while (dress.at < length)
    if (!undress_here(&dress)) return false;
  return check_closed(&dress);
}

bool is_taken_out(const char *source, const char *undressed, size_t at) {
  return undressed[at] == ' ' && source[at] != ' ' && source[at] != '\t' && source[at] != '\r';
}

/* Backwards to the command that it belongs to; what stands at the beginning of its room, forwards up to the next. */
Span dressed_span(const char *source, const char *undressed, Span span) {
  size_t start = span.start;
  if (source == undressed) return span;
  while (start > 0 && source[start] != '\\' && is_taken_out(source, undressed, start - 1)) start--;
  if (source[start] != '\\') return span;
  if (start > 0 && source[start - 1] == 'd' && is_taken_out(source, undressed, start - 1)) start--;
  bool first = start == span.start;
  span.start = (uint32_t)start;
  while (first && source[span.end] != '\\' && is_taken_out(source, undressed, span.end)) span.end++;
  return span;
}
