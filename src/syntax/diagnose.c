/* What a syntax error says, and where the parse goes on after it. The token found is parser->last, the one in front
   of it parser->before_last; what was open where it stands says what was expected. */
#include "syntax/parsing.h"
#include "parser.h"

#include <stdio.h>
#include <string.h>

enum { DESCRIPTION_BYTES = 80, RECOVERIES_MAX = 2 * ERRORS_MAX };

typedef struct Description {
  char text[DESCRIPTION_BYTES];
} Description;

int shown_bytes(const Parser *parser, Span span) {
  size_t length = span.end - span.start, most = 40;
  if (length <= most) return (int)length;
  while (((unsigned char)parser->source->text[span.start + most] & 0xC0) == 0x80) most--;
  return (int)most;
}

static bool is_keyword(int token) { return token >= TOKEN_AND && token <= TOKEN_HELP; }

static bool is_word(const Parser *parser, const Token *token) {
  char first = parser->source->text[token->span.start];
  return ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')) && token->kind != TOKEN_NAME &&
      token->kind != TOKEN_NUMBER;
}

static Description describe(const Parser *parser, const Token *token) {
  Description result;
  const char *text = parser->source->text + token->span.start;
  int bytes = shown_bytes(parser, token->span);
  switch (token->kind) {
    case TOKEN_NL: case TOKEN_SEMI: snprintf(result.text, sizeof result.text, "the end of the statement"); break;
    case TOKEN_ROWSEP: snprintf(result.text, sizeof result.text, "the end of the row"); break;
    case TOKEN_YYEOF: snprintf(result.text, sizeof result.text, "the end of the text"); break;
    case TOKEN_NUMBER: snprintf(result.text, sizeof result.text, "the number %.*s", bytes, text); break;
    case TOKEN_NAME: snprintf(result.text, sizeof result.text, "the name %.*s", bytes, text); break;
    case TOKEN_STRING: snprintf(result.text, sizeof result.text, "a string"); break;
    case ',': snprintf(result.text, sizeof result.text, "a comma"); break;
    case TOKEN_SUBB: case TOKEN_SUPB: snprintf(result.text, sizeof result.text, "the brace %.*s", bytes, text); break;
    default:
      snprintf(result.text, sizeof result.text, is_word(parser, token) ? "the keyword %.*s" : "%.*s", bytes, text);
  }
  return result;
}

/* Where a scan of the text ends that begins with `depth` brackets open: at the first line's end with at most `floor`
   open, or the text's end. Strings and comments count for nothing. */
static size_t scan_brackets(const Source *source, size_t at, int depth, int floor, bool to_line_end) {
  for (; at < source->length; at++) {
    char byte = source->text[at];
    if (byte == '"')
      for (at++; at < source->length && source->text[at] != '"' && source->text[at] != '\n'; at++)
        at += source->text[at] == '\\' && at + 1 < source->length && source->text[at + 1] != '\n';
    if (byte == '#' || byte == '%')
      while (at < source->length && source->text[at] != '\n') at++;
    if (at >= source->length) break;
    byte = source->text[at];
    depth += (byte == '(' || byte == '[' || byte == '{') - (byte == ')' || byte == ']' || byte == '}');
    if (depth <= floor && (!to_line_end || byte == '\n')) return at;
  }
  return source->length;
}

static size_t line_end_after(const Source *source, size_t at) {
  while (at < source->length && source->text[at] != '\n') at++;
  return at;
}

/* Where the open brackets never close, the end of this line has to do; also after many scans of the whole text. */
void begin_recovery(Parser *parser, size_t offset) {
  size_t point = parser->source->length;
  if (parser->n_recoveries++ < RECOVERIES_MAX)
    point = scan_brackets(parser->source, offset, parser->n_brackets, 0, true);
  if (point >= parser->source->length) point = line_end_after(parser->source, offset);
  if (point > parser->skip_to) parser->skip_to = point;
  parser->n_brackets = 0;
  parser->held.kind = 0;
  parser->position = AFTER_KEYWORD;
  parser->callable = false;
}

static const char *keyword_text(int token) {
  switch (token) {
    case TOKEN_FOR: return "for";
    case TOKEN_WHILE: return "while";
    case TOKEN_IF: return "if";
    case TOKEN_RULE: return "rule";
    default: return "function";
  }
}

static void report_open_bracket(Parser *parser, const Bracket *bracket) {
  report(parser, bracket->span, "the bracket %.*s is not closed", (int)(bracket->span.end - bracket->span.start),
         parser->source->text + bracket->span.start);
  note_closed_line(parser, bracket->span.start);
}

static void report_open_block(Parser *parser, const Block *block) {
  report(parser, block->span, "this %s has no end", keyword_text(block->token));
  if (block->token == TOKEN_IF && parser->else_if)
    add_note(parser->context, "else if opens a second if, with an end of its own: elseif does not");
  if (block->token == TOKEN_RULE)
    add_note(parser->context, "a rule is rule Z = …, lines such as dV = … dZ, end; a derivative f'(n) = … stands by itself, without rule");
}

/* The text may go on: a REPL asks for more. After an earlier error this one says nothing new. */
static void report_text_end(Parser *parser, Span span) {
  if (parser->n_errors > 0) return;
  parser->incomplete = true;
  if (parser->n_brackets > 0) report_open_bracket(parser, &parser->bracket[parser->n_brackets - 1]);
  else if (parser->position == AFTER_OPERATOR)
    report(parser, parser->before_last.span, "expected an operand after %s",
           describe(parser, &parser->before_last).text);
  else if (parser->n_blocks > 0) report_open_block(parser, &parser->block[parser->n_blocks - 1]);
  else report(parser, span, "the text ends inside a statement");
}

/* A bracket opened on an earlier line that never closes is the cause of whatever is found here. */
static bool report_unclosed(Parser *parser) {
  if (parser->n_brackets == 0) return false;
  const Token *found = &parser->last;
  const Bracket *bracket = &parser->bracket[parser->n_brackets - 1];
  if (bracket->span.start == found->span.start) return false;
  if (line_of(parser->source, bracket->span.start) == line_of(parser->source, found->span.start)) return false;
  int depth = parser->n_brackets;
  if (scan_brackets(parser->source, found->span.end, depth, depth - 1, false) < parser->source->length) return false;
  report_open_bracket(parser, bracket);
  return true;
}

static void report_keyword(Parser *parser, const Token *keyword) {
  const char *name = quote_span(parser->source, keyword->span).text;
  report(parser, keyword->span, "the keyword %s cannot be a variable's name; %s1 can", name, name);
}

/* `end = 3` */
static bool report_keyword_as_name(Parser *parser) {
  const Token *found = &parser->last;
  const char *next = parser->source->text + found->span.end;
  while (*next == ' ' || *next == '\t') next++;
  if (found->before != AT_START || !is_word(parser, found) || next[0] != '=' || next[1] == '=') return false;
  report_keyword(parser, found);
  return true;
}

static bool report_unmatched(Parser *parser) {
  const Token *found = &parser->last;
  bool closes = found->kind == TOKEN_END || found->kind == TOKEN_ELSE || found->kind == TOKEN_ELSEIF;
  if (!closes || found->before != AT_START) return false;
  if (parser->n_errors > 0) return true; /* its opening was lost to an error */
  if (found->kind == TOKEN_END)
    report(parser, found->span, "this end closes nothing: no for, while, if, function or rule is open");
  else report(parser, found->span, "this %s belongs to no if", found->kind == TOKEN_ELSE ? "else" : "elseif");
  return true;
}

static bool in_parameters(const Parser *parser) {
  return parser->n_brackets > 0 && parser->bracket[parser->n_brackets - 1].kind == PARAMETERS;
}

/* ( ) of a call, [ ] of an index, where commas separate. */
static bool in_list(const Parser *parser) {
  const Bracket *bracket = parser->n_brackets > 0 ? &parser->bracket[parser->n_brackets - 1] : NULL;
  return bracket && (bracket->kind == CALL || bracket->kind == INDEX || bracket->kind == SUBSCRIPT || bracket->kind == PARAMETERS);
}

static bool report_equals_sign(Parser *parser) {
  const Token *found = &parser->last;
  int statement = parser->statement;
  if (found->kind != TOKEN_EQ && found->kind != TOKEN_ARROW && found->kind != TOKEN_PLUSEQ) return false;
  if (is_keyword(parser->before_last.kind) && is_word(parser, &parser->before_last)) {
    report_keyword(parser, &parser->before_last);
  } else if (found->kind == TOKEN_EQ && parser->before_last.kind == TOKEN_NAME &&
             report_loose_parameter(parser, parser->before_last.span)) {
    return true;
  } else if (found->before != AFTER_OPERAND) {
    return false;
  } else if (statement == TOKEN_FUNCTION && parser->n_brackets == 0) {
    report(parser, found->span, "a function is written function f(x), with return y inside");
  } else if (statement == TOKEN_IF || statement == TOKEN_ELSEIF || statement == TOKEN_WHILE) {
    report(parser, found->span,
           "= makes an equation; to compare, write == (the condition ends with its line or with ;)");
  } else if (in_parameters(parser) && parser->before_last.kind == TOKEN_NAME) {
    report(parser, parser->before_last.span, "parameters are separated by commas: , %s=",
           quote_span(parser->source, parser->before_last.span).text);
  } else if (parser->n_brackets > 0) {
    report(parser, found->span,
           "= has no place in this bracket: == compares, and what is set in a call or list is a name, pad=1");
  } else {
    report(parser, found->span, "a second = in one equation: write one equation a line, and == to compare");
  }
  return true;
}

static bool report_tuple(Parser *parser) {
  if (!parser->after_tuple) return false;
  report(parser, parser->before_last.span,
         "(a, b) is no value: a list is {a, b}; (a, b) = … takes one apart, (a, b) ↦ … is a function");
  note_double_brackets(parser, parser->before_last.span.start);
  return true;
}

/* After an operand: something that can neither go on nor end it. */
static bool report_after_operand(Parser *parser) {
  const Token *found = &parser->last;
  const Description what = describe(parser, found), before = describe(parser, &parser->before_last);
  if (found->before != AFTER_OPERAND) return false;
  if (found->kind == TOKEN_NUMBER && in_parameters(parser) && parser->before_last.kind == TOKEN_NAME)
    report(parser, found->span, "a parameter is given with =: %s=%s", quote_span(parser->source, parser->before_last.span).text,
           quote_span(parser->source, found->span).text);
  else if (found->kind == TOKEN_NUMBER && in_list(parser) && parser->before_last.kind == TOKEN_NUMBER)
    report(parser, found->span, "%s cannot follow %s: here a comma separates: %s, %s", what.text, before.text,
           quote_span(parser->source, parser->before_last.span).text, quote_span(parser->source, found->span).text);
  else if (found->kind == TOKEN_NUMBER && parser->before_last.kind == TOKEN_NAME && parser->statement == TOKEN_FOR &&
           strcmp(before.text, "the name to") == 0)
    report(parser, found->span, "a range has a colon: for i = 1:%s", quote_span(parser->source, found->span).text);
  else if (found->kind == TOKEN_NUMBER && parser->before_last.kind == TOKEN_NAME)
    report(parser, found->span, "%s cannot follow %s: a number stands in front of what it multiplies: %s %s", what.text,
           before.text, quote_span(parser->source, found->span).text,
           quote_span(parser->source, parser->before_last.span).text);
  else if (found->kind == TOKEN_NUMBER)
    report(parser, found->span,
           "%s cannot follow %s: a factor on the right of a product is no number; is an operator or a comma missing?",
           what.text, before.text);
  else if (found->kind == ',' && parser->n_brackets == 0 && parser->statement == TOKEN_RETURN)
    report(parser, found->span, "return gives one value: several are a list, return {a, b}");
  else if (found->kind == ',' && report_comma(parser)) return true;
  else if (found->kind == ',' && parser->n_brackets == 0)
    report(parser, found->span, "a comma has no place here: statements end with their line or with ;");
  else if (found->kind == TOKEN_COLON && parser->statement == TOKEN_FUNCTION && parser->n_brackets == 0)
    report(parser, found->span, "no colon stands here: a block begins with the next line and ends with end");
  else if (found->kind == TOKEN_COLON)
    report(parser, found->span, "a colon has no place here: a range is start:stop or start:step:stop");
  else if (found->kind == TOKEN_MAPSTO)
    report(parser, found->span, "on the left of ↦ stand names: x ↦ … or (x, y) ↦ …");
  else if (found->kind == TOKEN_IF)
    report(parser, found->span, "if has no place behind a value: a choice is a statement, if … else … end");
  else if (is_word(parser, found) && is_keyword(found->kind))
    report(parser, found->span, "%s has no place here; is the end of the line or a ; missing before it?", what.text);
  else return false;
  return true;
}

/* Σ and ∂ ask for more than an operand: `expected` says what. */
static bool report_unfinished(Parser *parser, const char *expected) {
  const Token *found = &parser->last, *before = &parser->before_last;
  if (!*expected || found->before != AFTER_OPERATOR) return false;
  if (before->kind == TOKEN_SUM) report(parser, before->span, "Σ needs its index: Σ_{l}, Σ_{l=1}^{H} or Σ_{l ∈ list}");
  else if (before->kind == '}') report(parser, found->span, "Σ with a first index needs a last one: Σ_{l=1}^{H}");
  else
    report(parser, found->span, "expected %s after %s, found %s", expected, describe(parser, before).text,
           describe(parser, found).text);
  note_index(parser);
  return true;
}

static bool report_missing_operand(Parser *parser) {
  const Token *found = &parser->last;
  const Description what = describe(parser, found), before = describe(parser, &parser->before_last);
  bool missing = found->before == AFTER_OPERATOR || found->before == AFTER_COMMA || found->before == AFTER_OPEN ||
      found->before == AFTER_ROW;
  if (!missing) return false;
  const char *text = parser->source->text + found->span.start;
  if (is_word(parser, found) && is_keyword(found->kind) && (found->kind != TOKEN_END || text[3 + (text[3] == ' ')] == '='))
    report(parser, found->span, "expected an operand after %s; %s cannot be a name, %.*s1 can", before.text, what.text,
           (int)(found->span.end - found->span.start), text);
  else
    report(parser, found->span, "expected an operand after %s, found %s", before.text, what.text);
  note_index(parser);
  if (found->kind == TOKEN_SUPB && (parser->before_last.kind == TOKEN_INFIX4 || parser->before_last.kind == TOKEN_PREFIX))
    add_note(parser->context, "parameters stand in a subscript: %s_{%s}", quote_span(parser->source, parser->before_last.span).text,
             quote_inside(parser->source, found->span.end - 1).text);
  if (found->kind == TOKEN_INFIX4 && text[found->span.end - found->span.start] == '(')
    add_note(parser->context, "%s stands between its operands: W %s P", what.text, what.text);
  if (*text == ']' && found->before == AFTER_COMMA)
    add_note(parser->context, "no comma stands behind the last entry");
  if (*text == '@') add_note(parser->context, "a function without a name is x ↦ …, or x -> …");
  return true;
}

/* for (i = 1:3), and C's for (i = 0; i < 3; i++). */
static void report_loop_in_brackets(Parser *parser) {
  const Span span = parser->last.span;
  const Quote inside = quote_inside(parser->source, span.start);
  const char *text = inside.text + (strncmp(inside.text, "int ", 4) == 0 ? 4 : 0);
  if (!strchr(text, ';')) report(parser, span, "a loop has no brackets: for %s", text);
  else
    report(parser, span, "a loop goes over a range, first:last, and has no brackets: for %.*s = 1:3",
           (int)strcspn(text, " =;"), text);
}

static void report_otherwise(Parser *parser, const char *expected) {
  const Token *found = &parser->last;
  const Description what = describe(parser, found);
  if (parser->n_brackets > 0 && found->kind == ',' && (report_loose_windows(parser) || report_loose_call(parser))) return;
  if (found->before == AFTER_KEYWORD && parser->before_last.kind == TOKEN_FOR && found->kind == '(') {
    report_loop_in_brackets(parser);
  } else if (found->before == AFTER_KEYWORD && parser->before_last.kind == TOKEN_FUNCTION && found->kind == '[') {
    report(parser, found->span, "a function is written function f(x), with return y, or return {a, b}, inside");
  } else if (parser->statement == TOKEN_IMPORT && found->before == AFTER_OPERAND) {
    report(parser, found->span, "import reads one file of this language, and all its names: import \"name.cnn\"");
  } else if (strcmp(expected, "a name") == 0 && is_word(parser, found) && is_keyword(found->kind)) {
    report_keyword(parser, found);
  } else if (found->before == AT_START) report(parser, found->span, "a statement cannot begin with %s", what.text);
  else if (found->before == AFTER_KEYWORD && !*expected)
    report(parser, found->span, "expected an expression after %s, found %s",
           describe(parser, &parser->before_last).text, what.text);
  else if (*expected) report(parser, found->span, "expected %s, found %s", expected, what.text);
  else report(parser, found->span, "%s has no place here", what.text);
}

void report_unexpected(Parser *parser, Span span, const char *expected) {
  if (parser->stop) return;
  if (parser->last.kind == TOKEN_YYEOF) {
    report_text_end(parser, span);
    return;
  }
  if (!report_unclosed(parser) && !report_keyword_as_name(parser) && !report_unmatched(parser) &&
      !report_equals_sign(parser) && !report_tuple(parser) &&
      !report_after_operand(parser) && !report_unfinished(parser, expected) && !report_missing_operand(parser))
    report_otherwise(parser, expected);
  bool ended = parser->last.kind == TOKEN_NL || parser->last.kind == TOKEN_SEMI;
  if (!ended) begin_recovery(parser, parser->last.span.end);
}
