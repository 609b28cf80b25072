/* What to write instead, in the writer's own words: what stands in his brackets, behind his operator, on his line. */
#include "syntax/parsing.h"
#include "syntax/spelling.h"
#include "parser.h"

#include <stdio.h>
#include <string.h>

/* What is long, or goes on in the next line, is not said again. */
Quote quote(const char *text, size_t length) {
  Quote result = {"…"};
  while (length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
  while (length > 0 && strchr(" \t\r", text[length - 1])) length--;
  if (length > 0 && length < sizeof result.text && !memchr(text, '\n', length))
    snprintf(result.text, sizeof result.text, "%.*s", (int)length, text);
  return result;
}

Quote quote_span(const Source *source, Span span) {
  return quote(source->text + span.start, (size_t)span.end - span.start);
}

/* Between the bracket at `open` and the one that closes it on its line, "…" where none does. */
Quote quote_inside(const Source *source, size_t open) {
  const char *text = source->text;
  int depth = 1;
  for (size_t at = open + 1; at < source->length && text[at] != '\n'; at++) {
    depth += (text[at] == '(' || text[at] == '[' || text[at] == '{') -
             (text[at] == ')' || text[at] == ']' || text[at] == '}');
    if (depth == 0) return quote(text + open + 1, at - open - 1);
  }
  return (Quote){"…"};
}

/* The name that ends at `end`: W of W(1, 2). */
Quote quote_name_before(const Source *source, size_t end) {
  size_t start = end;
  while (start > 0 && is_name_byte(source->text[start - 1])) start--;
  return quote(source->text + start, end - start);
}

Quote quote_line_from(const Source *source, size_t start) {
  size_t length = strcspn(source->text + start, "\n;#");
  return quote(source->text + start, length);
}

/* 2,2 or 3, without a comma at its end. */
static Quote quote_numbers(const char *text) {
  size_t length = strspn(text, "0123456789, ");
  while (length > 0 && (text[length - 1] == ',' || text[length - 1] == ' ')) length--;
  return quote(text, length);
}

/* ---- parameters of operators that stand in no subscript ---- */

static size_t skip_back(const char *text, size_t at, const char *bytes) {
  while (at > 0 && strchr(bytes, text[at - 1])) at--;
  return at;
}

static bool ends_with(const char *text, size_t end, const char *spelling) {
  size_t length = spelling ? strlen(spelling) : 0;
  return length > 0 && length <= end && memcmp(text + end - length, spelling, length) == 0;
}

/* The ⊗ or ⊞max whose spelling ends at `end`. */
static const OperatorRow *operator_ending_at(const Source *source, size_t end) {
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++) {
      const OperatorRow *row = &(*family)->rows[i];
      bool takes = (row->form == FORM_INFIX || row->form == FORM_PREFIX) && row->parameter[0].name;
      if (takes && (ends_with(source->text, end, row->glyph) || ends_with(source->text, end, row->latex))) return row;
    }
  return NULL;
}

static const OperatorRow *operator_before(const Source *source, size_t at) {
  return operator_ending_at(source, skip_back(source->text, at, " \t"));
}

static bool has_parameter(const OperatorRow *row, const char *name, size_t length) {
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (strlen(row->parameter[i].name) == length && memcmp(row->parameter[i].name, name, length) == 0) return true;
  return false;
}

/* pad=1 of W ⊗ pad=1 P: up to white space or a bracket that was open before. */
static Quote quote_named(const char *name) {
  size_t length = strcspn(name, "="), depth = 0;
  if (name[length] != '=') return quote(name, strcspn(name, " =)}\n"));
  for (length++; name[length] == ' ';) length++;
  for (; name[length] && name[length] != '\n'; length++) {
    depth += strchr("([{", name[length]) != NULL;
    if (depth == 0 && strchr(" ,;)]}", name[length])) break;
    depth -= depth > 0 && strchr(")]}", name[length]) != NULL;
  }
  return quote(name, length);
}

/* W ⊗ pad=1 P, W ⊗(pad=1) P: a parameter's name where a value should stand. */
bool report_loose_parameter(Parser *parser, Span name) {
  const Source *source = parser->source;
  const OperatorRow *row = operator_before(source, skip_back(source->text, name.start, " \t_({"));
  if (!row || !has_parameter(row, source->text + name.start, name.end - name.start)) return false;
  report(parser, name, "parameters stand in a subscript: %s_{%s}", row->glyph,
         quote_named(source->text + name.start).text);
  return true;
}

/* ⊞max 2,2 V and ⊞max(V, 2, 2), at the comma. */
bool report_loose_windows(Parser *parser) {
  const Source *source = parser->source;
  const Bracket *bracket = parser->n_brackets > 0 ? &parser->bracket[parser->n_brackets - 1] : NULL;
  size_t from = bracket ? bracket->span.start : parser->before_last.span.start;
  const OperatorRow *row = bracket && bracket->kind != GROUP ? NULL : operator_before(source, from);
  if (!row || row->form != FORM_PREFIX) return false;
  Quote numbers = quote_numbers(source->text + from + (bracket != NULL));
  bool given = numbers.text[0] >= '0' && numbers.text[0] <= '9' && strchr(numbers.text, ',');
  report(parser, parser->last.span, "%s has its windows in a subscript and what it pools behind them: %s_{%s} V",
         row->glyph, row->glyph, given ? numbers.text : "2,2");
  return true;
}

/* ⊗_pad=1, ⊗_(pad=1), ⊗_2; otherwise what an underscore is for. */
int underscore_token(Parser *parser, Span span) {
  const char *next = parser->source->text + span.end;
  const OperatorRow *row = operator_ending_at(parser->source, span.start);
  if (!row)
    return habit_token(parser, span, "_ joins a letter or digit to a name (S_r), or opens a subscript (z_{1,2})");
  const Quote inside = *next == '(' || *next == '['   ? quote_inside(parser->source, span.end)
                       : *next >= '0' && *next <= '9' ? quote_numbers(next)
                                                      : quote_named(next);
  bool complete = strchr(inside.text, '=') || (inside.text[0] >= '0' && inside.text[0] <= '9');
  return habit_token(parser, span, "parameters stand in braces: %s_{%s%s}", row->glyph, inside.text,
                     complete ? "" : "=…");
}

/* ⊞max2,2 and ⊞ave_2: the word goes on with its windows. */
int unknown_prefix_token(Parser *parser, Span span, const char *spelling) {
  size_t length = strcspn(spelling, "_0123456789");
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)length, spelling);
  const OperatorRow *row = find_operator(word);
  if (!row || row->form != FORM_PREFIX) return habit_token(parser, span, "there is no operator %s", spelling);
  const char *tail = parser->source->text + span.end - (strlen(spelling) - length);
  const Quote windows = quote_numbers(tail + (*tail == '_'));
  bool pair = strchr(windows.text, ',') != NULL;
  return habit_token(parser, span, "%s has its windows in a subscript: %s_{%s%s%s}", word, word, windows.text,
                     pair ? "" : ",", pair ? "" : windows.text);
}

/* ---- operators of other languages ---- */

/* x -= 1 is x = x - 1. */
int update_token(Parser *parser, Span span, char operator) {
  const Source *source = parser->source;
  size_t start = span.start;
  while (start > 0 && !strchr("\n;", source->text[start - 1])) start--;
  const Quote left = quote(source->text + start, span.start - start), right = quote_line_from(source, span.end);
  return habit_token(parser, span, "only += exists: write %s = %s %c %s", left.text, left.text, operator,
                     strcmp(right.text, "…") == 0 && operator== '-' ? "1" : right.text);
}

/* 'text' to the quote that ends it. */
int single_quotes_token(Parser *parser, Span span) {
  const char *text = parser->source->text + span.end;
  size_t length = strcspn(text, "'\n\"");
  const Quote inside = text[length] == '\'' ? quote(text, length) : (Quote){"text"};
  return habit_token(parser, span, "a string stands in double quotes: \"%s\"",
                     strcmp(inside.text, "…") == 0 ? "text" : inside.text);
}

/* ---- brackets and commas ---- */

/* The line of the bracket at `open` with what it lacks at its end, where that makes it whole. */
void note_closed_line(Parser *parser, size_t open) {
  enum { DEEPEST = 8 };
  const char *text = parser->source->text;
  char closer[DEEPEST + 1] = "";
  size_t start = open, at, depth = 0;
  while (start > 0 && text[start - 1] != '\n') start--;
  for (at = start; text[at] && !strchr("\n#%\"", text[at]); at++) {
    const char *kind = strchr("([{)]}", text[at]), *pair = kind ? strchr(")]}", text[at]) : NULL;
    if (kind && !pair && depth == DEEPEST) return;
    if (kind && !pair) closer[depth++] = text[at] == '(' ? ')' : text[at] == '[' ? ']' : '}';
    if (pair && (depth == 0 || closer[--depth] != *pair)) return;
  }
  const char *next = text + at + strspn(text + at, "\n \t");
  if (!strchr("([{", text[open])) return; /* a subscript ends before its operand */
  if (text[open] == '[' && *next && strchr("+-.0123456789", *next)) return; /* the matrix goes on */
  const Quote line = quote(text + start, at - start);
  const size_t length = strlen(line.text);
  if (text[at] == '"' || depth == 0 || !(is_name_byte(line.text[length - 1]) || strchr(")]}'", line.text[length - 1])) ||
      (unsigned char)line.text[length - 1] >= 0x80)
    return;
  for (size_t i = 0; i < depth / 2; i++) {
    const char outer = closer[i];
    closer[i] = closer[depth - 1 - i];
    closer[depth - 1 - i] = outer;
  }
  add_note(parser->context, "closed at the end of the line it is: %s%.*s", line.text, (int)depth, closer);
}

/* f (3, 4), at the comma. */
bool report_loose_call(Parser *parser) {
  const Source *source = parser->source;
  const Bracket *bracket = &parser->bracket[parser->n_brackets - 1];
  const size_t end = skip_back(source->text, bracket->span.start, " \t");
  if (bracket->kind != GROUP || end == bracket->span.start || end == 0 || !is_name_byte(source->text[end - 1]))
    return false;
  report(parser, parser->last.span, "the brackets of a call touch its name: %s(%s)",
         quote_name_before(source, end).text, quote_inside(source, bracket->span.start).text);
  return true;
}

/* zeros((2, 3)); the bracket at `close` ends the tuple. */
void note_double_brackets(Parser *parser, size_t close) {
  const char *text = parser->source->text;
  size_t open = close;
  for (int depth = 1; open > 0 && depth > 0;) {
    open--;
    depth += (text[open] == ')') - (text[open] == '(');
  }
  if (open < 2 || text[open - 1] != '(' || text[open - 2] == ' ') return;
  add_note(parser->context, "arguments stand in one pair of brackets: %s(%s)",
           quote_name_before(parser->source, open - 1).text, quote_inside(parser->source, open).text);
}

/* z_m,n for z_{m,n}, at the comma. */
static bool report_loose_indices(Parser *parser) {
  const Source *source = parser->source;
  const Span name = parser->before_last.span;
  const char *text = source->text + name.start, *joint = memchr(text, '_', name.end - name.start);
  size_t second = 0;
  while (is_name_byte(source->text[parser->last.span.end + second])) second++;
  if (!joint || joint == text || second == 0) return false;
  const int base = (int)(joint - text), first = (int)(name.end - name.start) - base - 1;
  report(parser, name, "indices stand in braces: %.*s_{%.*s,%.*s}", base, text, first, joint + 1, (int)second,
         source->text + parser->last.span.end);
  return true;
}

/* a, b = 3, 4 and a, b = f(x), at the comma. */
static void report_unbracketed_names(Parser *parser, size_t line) {
  const char *text = parser->source->text + line;
  const size_t names = strcspn(text, "=");
  const Quote left = quote(text, names), right = quote_line_from(parser->source, line + names + 1);
  bool several = strchr(right.text, ',') && !strpbrk(right.text, "([{");
  report(parser, parser->last.span, "several names are bound in brackets: (%s) = %s%s%s", left.text, several ? "{" : "",
         right.text, several ? "}" : "");
}

/* 1,5 for 1.5, print x, 4 for print(x, 4), ⊞max 2,2 V. */
bool report_comma(Parser *parser) {
  const Source *source = parser->source;
  const Token *found = &parser->last, *before = &parser->before_last;
  size_t line = found->span.start, digits = strspn(source->text + found->span.end, "0123456789");
  if (report_loose_windows(parser)) return true;
  if (parser->n_brackets > 0) return false;
  while (line > 0 && source->text[line - 1] != '\n') line--;
  line += strspn(source->text + line, " \t");
  if (strncmp(source->text + line, "print ", 6) == 0)
    report(parser, found->span, "several values are printed by a call: print(%s)",
           quote_line_from(source, line + 6).text);
  else if (before->kind == TOKEN_NAME && strspn(source->text + found->span.end, " ") == 0 &&
           report_loose_indices(parser))
    return true;
  else if (before->kind == TOKEN_NAME && before->span.start == line && strcspn(source->text + line, "=") < strcspn(source->text + line, "\n#("))
    report_unbracketed_names(parser, line);
  else if (strncmp(source->text + line, "backprop ", 9) == 0)
    report(parser, found->span, "the variables stand behind the word for: %.*s for %s",
           (int)(found->span.start - line), source->text + line, quote_line_from(source, found->span.end).text);
  else if (before->kind == TOKEN_NUMBER && digits > 0 && before->span.end == found->span.start)
    report(parser, found->span, "a decimal number has a point: %s.%.*s", quote_span(source, before->span).text,
           (int)digits, source->text + found->span.end);
  else return false;
  return true;
}

/* W(:, 1) and W(end), A[1:] and A[:2]. */
void note_index(Parser *parser) {
  const Bracket *bracket = parser->n_brackets > 0 ? &parser->bracket[parser->n_brackets - 1] : NULL;
  const Token *found = &parser->last, *before = &parser->before_last;
  bool has_colon = found->kind == TOKEN_COLON || before->kind == TOKEN_COLON;
  bool sliced = before->kind == TOKEN_COLON && found->kind == ']' && parser->closed == INDEX; /* A[2:] */
  if (sliced || (bracket && bracket->kind == INDEX && has_colon))
    add_note(parser->context, "a range has its first and its last index: 1:2, 2:end, 1:2:end");
  else if (bracket && bracket->kind == CALL && parser->source->text[found->span.end] != '=' &&
           (found->kind == TOKEN_COLON || found->kind == TOKEN_END))
    add_note(parser->context, "elements are picked in square brackets: %s[%s]",
             quote_name_before(parser->source, bracket->span.start).text,
             quote_inside(parser->source, bracket->span.start).text);
}
