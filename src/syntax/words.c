/* The tokens of names and keywords, of glyphs and their LaTeX names, and of literals. */
#include "syntax/parsing.h"
#include "syntax/spelling.h"
#include "parser.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Meaning {
  const char *text;
  int token;
} Meaning;

static const Meaning keywords[] = {
  {"for", TOKEN_FOR}, {"while", TOKEN_WHILE}, {"if", TOKEN_IF}, {"elseif", TOKEN_ELSEIF}, {"else", TOKEN_ELSE},
  {"end", TOKEN_END}, {"function", TOKEN_FUNCTION}, {"return", TOKEN_RETURN}, {"break", TOKEN_BREAK},
  {"continue", TOKEN_CONTINUE}, {"in", TOKEN_IN}, {"and", TOKEN_AND}, {"or", TOKEN_OR}, {"not", TOKEN_NOT},
  {"param", TOKEN_PARAM}, {"backprop", TOKEN_BACKPROP}, {"derive", TOKEN_DERIVE}, {"import", TOKEN_IMPORT},
};

/* Keywords only where a statement begins. */
static const Meaning openers[] = {
  {"sym", TOKEN_SYM}, {"rule", TOKEN_RULE}, {"check", TOKEN_CHECK}, {"explain", TOKEN_EXPLAIN}, {"help", TOKEN_HELP},
  {"walk", TOKEN_WALK},
};

static const Meaning symbols[] = {
  {"Σ", TOKEN_SUM}, {"∂", TOKEN_PARTIAL}, {"←", TOKEN_ARROW}, {"↦", TOKEN_MAPSTO}, {"·", TOKEN_DOT}, {"∈", TOKEN_IN},
  {"ᵀ", TOKEN_TRANSPOSE}, {"+", TOKEN_PLUS}, {"-", TOKEN_MINUS}, {"/", TOKEN_SLASH}, {"'", TOKEN_PRIME},
  {":", TOKEN_COLON},
};

/* What other languages call the keywords. */
static const Meaning habits[] = {
  {"elif", TOKEN_ELSEIF}, {"elsif", TOKEN_ELSEIF}, {"endif", TOKEN_END}, {"endfor", TOKEN_END}, {"endwhile", TOKEN_END},
  {"endfunction", TOKEN_END}, {"def", TOKEN_FUNCTION}, {"foreach", TOKEN_FOR},
  {"from", TOKEN_IMPORT}, {"include", TOKEN_IMPORT},
};

#define LENGTH_OF(table) (sizeof(table) / sizeof *(table))

const char *keyword(size_t i, bool *opens) {
  *opens = i >= LENGTH_OF(keywords);
  if (!*opens) return keywords[i].text;
  return i - LENGTH_OF(keywords) < LENGTH_OF(openers) ? openers[i - LENGTH_OF(keywords)].text : NULL;
}

static int look_up(const Meaning *table, size_t n, const char *text, size_t length) {
  for (size_t i = 0; i < n; i++)
    if (strncmp(table[i].text, text, length) == 0 && !table[i].text[length]) return table[i].token;
  return 0;
}

int habit_token(Parser *parser, Span span, const char *format, ...) {
  char message[256];
  va_list arguments;
  if (span.start < parser->skip_to) return TOKEN_SYNTAX_error;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  report(parser, span, "%s", message);
  return TOKEN_SYNTAX_error;
}

static int leaf_token(Parser *parser, TokenValue *value, Span span, AstKind kind, int token) {
  value->ast = ast_new(parser->context, &parser->program->arena, kind, span, 0);
  if (value->ast) return token;
  stop_parse(parser, span);
  return TOKEN_YYEOF;
}

int number_token(Parser *parser, TokenValue *value, Span span, double number) {
  int token = leaf_token(parser, value, span, AST_NUMBER, TOKEN_NUMBER);
  if (value->ast) value->ast->number = number;
  return token;
}

static const char *const constants[] = {"true", "false", "inf", "nan", "pi", "π", "\\pi"};

const char *constant_name(size_t i) { return i < LENGTH_OF(constants) ? constants[i] : NULL; }

bool constant_of(const char *text, size_t length, double *number) {
  const double value[] = {1, 0, INFINITY, NAN, M_PI, M_PI, M_PI};
  for (size_t i = 0; i < LENGTH_OF(constants); i++)
    if (strlen(constants[i]) == length && memcmp(constants[i], text, length) == 0) return *number = value[i], true;
  return false;
}

static size_t skip_blanks(const char *text, size_t at) {
  while (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') at++;
  return at;
}

/* `check = 3` gives a value to a variable of that name, `help =` asks about =. */
static bool is_assigned(const char *text, size_t at) {
  static const char *const signs[] = {"=", "+=", ":=", "←", "\\leftarrow"};
  at = skip_blanks(text, at);
  for (size_t i = 0; i < LENGTH_OF(signs); i++) {
    size_t length = strlen(signs[i]);
    if (strncmp(text + at, signs[i], length) != 0 || text[at + length] == '=') continue;
    size_t next = skip_blanks(text, at + length);
    return text[next] && text[next] != '\n';
  }
  return false;
}

int keyword_at(const char *text, Span span, bool at_start) {
  size_t length = span.end - span.start;
  int token = look_up(keywords, LENGTH_OF(keywords), text + span.start, length);
  if (token || !at_start) return token;
  token = look_up(openers, LENGTH_OF(openers), text + span.start, length);
  return token && !is_assigned(text, span.end) ? token : 0;
}

static int keyword_of(const Parser *parser, Span span) {
  const char *text = parser->text;
  size_t length = span.end - span.start;
  if (parser->last.kind == TOKEN_PERIOD) return 0; /* a field may have any name */
  if (length == 4 && parser->statement == TOKEN_BACKPROP && parser->n_brackets == 0 &&
      parser->position == AFTER_OPERAND && memcmp(text + span.start, "with", 4) == 0) return TOKEN_WITH;
  return keyword_at(text, span, parser->n_brackets == 0 && parser->position == AT_START);
}

/* ---- `show X, Y` and `format long` are calls without brackets, where they cannot be anything else ---- */

static bool word_is(const char *text, Span span, const char *word) {
  size_t length = span.end - span.start;
  return strlen(word) == length && memcmp(text + span.start, word, length) == 0;
}

/* `show X`, `show -X`, `show ⊞ave V`, but not `show - X`, `show ⊗ X`. */
static bool operand_follows(const char *text, size_t end) {
  static const char *const between[] = {"and", "or", "in", "for"};
  size_t at = skip_blanks(text, end), word = name_end(text, at), length = 1;
  for (size_t i = 0; i < LENGTH_OF(between); i++)
    if (word_is(text, (Span){(uint32_t)at, (uint32_t)word}, between[i])) return false;
  if (at == end || !text[at]) return false;
  if (word > at || strchr("0123456789([{\"", text[at])) return true;
  while (((unsigned char)text[at + length] & 0xC0) == 0x80) length++;
  bool is_sign = text[at] == '-' || text[at] == '\\' || (unsigned char)text[at] >= 0x80;
  return is_sign && text[at + length] && !strchr(" \t\r\n=", text[at + length]);
}

static bool is_format(const char *text, Span word) {
  size_t next = skip_blanks(text, word.end);
  return (word_is(text, word, "long") || word_is(text, word, "short")) && (!text[next] || strchr("\n;#%", text[next]));
}

static bool is_command(const Parser *parser, Span span) {
  const char *text = parser->text;
  size_t next = skip_blanks(text, span.end);
  if (parser->position != AT_START || parser->n_brackets > 0) return false;
  if (word_is(text, span, "show")) return operand_follows(text, span.end) && !is_assigned(text, span.end);
  return word_is(text, span, "format") && is_format(text, (Span){(uint32_t)next, (uint32_t)name_end(text, next)});
}

static int format_word_token(Parser *parser, TokenValue *value, Span span) {
  int token = leaf_token(parser, value, span, AST_STRING, TOKEN_STRING);
  if (!value->ast) return token;
  value->ast->text_length = span.end - span.start;
  value->ast->text = arena_copy(&parser->program->arena, parser->text + span.start, value->ast->text_length);
  if (value->ast->text) return token;
  fail_out_of_memory(parser->context);
  stop_parse(parser, span);
  return TOKEN_YYEOF;
}

static int name_token(Parser *parser, TokenValue *value, Span span) {
  int token = leaf_token(parser, value, span, AST_NAME, TOKEN_NAME);
  if (!value->ast) return token;
  value->ast->name = intern_name(parser->names, parser->text, span.start, span.end);
  if (value->ast->name) return token;
  fail_out_of_memory(parser->context);
  stop_parse(parser, span);
  return TOKEN_YYEOF;
}

/* `elif x`, `def f(x)`: another word on the line, where a variable would have an operator. */
static int habit_of(const Parser *parser, Span span) {
  const char *text = parser->text;
  size_t next = skip_blanks(text, span.end);
  if (parser->position != AT_START || parser->n_brackets > 0) return 0;
  int token = look_up(habits, LENGTH_OF(habits), text + span.start, span.end - span.start);
  bool alone = text[next] == 0 || text[next] == '\n' || text[next] == ';';
  bool more = next > span.end && name_end(text, next) > next;
  return (token == TOKEN_END && alone) || (token != TOKEN_END && more) ? token : 0;
}

static const char *spelling_of(int token) {
  for (size_t i = 0; i < LENGTH_OF(keywords); i++)
    if (keywords[i].token == token) return keywords[i].text;
  return "";
}

int word_token(Parser *parser, TokenValue *value, Span span) {
  const char *word = parser->text + span.start;
  int length = (int)(span.end - span.start);
  double constant;
  int token = keyword_of(parser, span), habit;
  if (parser->last.kind == TOKEN_COMMAND && word_is(parser->text, parser->last.span, "format"))
    return format_word_token(parser, value, span);
  if (token) return token;
  if (parser->last.kind != TOKEN_PERIOD && constant_of(word, (size_t)length, &constant))
    return number_token(parser, value, span, constant);
  if ((habit = habit_of(parser, span)) != 0)
    return habit_token(parser, span, "%.*s is written %s here", length, word, spelling_of(habit));
  token = name_token(parser, value, span);
  return token == TOKEN_NAME && is_command(parser, span) ? TOKEN_COMMAND : token;
}

/* ⊞, or \boxplus, of which ⊞ave and \boxplus^{ave} are operators: its length in the operators' glyphs, or 0. */
static size_t prefix_symbol(const char *spelling, const char **glyph) {
  size_t bytes, length = strlen(spelling);
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++) {
      const OperatorRow *row = &(*family)->rows[i];
      if (row->form != FORM_PREFIX || !row->glyph) continue;
      bool by_glyph = strncmp(row->glyph, spelling, length) == 0;
      bool by_latex = row->latex && strncmp(row->latex, spelling, length) == 0 && row->latex[length] == '^';
      if (!by_glyph && !by_latex) continue;
      *glyph = row->glyph;
      code_point_at(row->glyph, &bytes);
      return bytes;
    }
  return 0;
}

static int prefix_token(Parser *parser, TokenValue *value, Span *span, const OperatorRow *row, const char *text,
    size_t length) {
  int token = leaf_token(parser, value, *span, AST_OPERATOR, TOKEN_PREFIX);
  if (!value->ast) return token;
  value->ast->row = row;
  if (row || (value->ast->text = arena_copy(&parser->program->arena, text, length)) != NULL) return token;
  fail_out_of_memory(parser->context);
  stop_parse(parser, *span);
  return TOKEN_YYEOF;
}

/* ⊞ave: the word that touches the symbol is part of it. */
static int read_prefix(Parser *parser, TokenValue *value, Span *span, const char *symbol, size_t length) {
  char spelling[64];
  const char *word = parser->text + span->end;
  size_t end = name_end(parser->text, span->end), word_length = end - span->end;
  if (word_length == 0) return prefix_token(parser, value, span, NULL, symbol, length);
  span->end = (uint32_t)end;
  snprintf(spelling, sizeof spelling, "%.*s%.*s", (int)length, symbol, word_length < 32 ? (int)word_length : 32, word);
  const OperatorRow *row = find_operator(spelling);
  if (row && row->form == FORM_PREFIX) return prefix_token(parser, value, span, row, NULL, 0);
  return unknown_prefix_token(parser, *span, spelling);
}

static int infix_token(const OperatorRow *row) {
  switch (row->level) {
    case 4: return TOKEN_INFIX4;
    case 5: return TOKEN_INFIX5;
    case 6: return TOKEN_INFIX6;
    case 8: return TOKEN_INFIX8;
    default: return 0;
  }
}

static int unknown_symbol(Parser *parser, Span span, const char *spelling) {
  if (spelling[0] == '\\') return unknown_latex_token(parser, span, spelling);
  if (strcmp(spelling, "“") == 0 || strcmp(spelling, "”") == 0 || strcmp(spelling, "‘") == 0)
    return habit_token(parser, span, "a string stands in straight double quotes: \"text\"");
  return unknown_character_token(parser, span, spelling);
}

int symbol_token(Parser *parser, TokenValue *value, Span *span, const char *spelling) {
  const char *glyph = usual_glyph(strcmp(spelling, "=\xCC\xB8") == 0 ? "≠" : spelling), *symbol;
  int token = look_up(symbols, LENGTH_OF(symbols), glyph, strlen(glyph));
  if (token) return token;
  if (strcmp(glyph, "∞") == 0) return number_token(parser, value, *span, INFINITY);
  const OperatorRow *row = find_operator(glyph);
  if (row && row->form == FORM_PREFIX) return prefix_token(parser, value, span, row, NULL, 0);
  if (row && row->form == FORM_INFIX && (token = infix_token(row)) != 0) return value->row = row, token;
  size_t length = prefix_symbol(glyph, &symbol);
  return length ? read_prefix(parser, value, span, symbol, length) : unknown_symbol(parser, *span, spelling);
}

size_t symbol_end(const char *text, size_t start, size_t end) {
  char spelling[64];
  const char *symbol;
  if (end - start >= sizeof spelling) return start;
  snprintf(spelling, sizeof spelling, "%.*s", (int)(end - start), text + start);
  const char *glyph = usual_glyph(spelling);
  const OperatorRow *row = find_operator(glyph);
  if (look_up(symbols, LENGTH_OF(symbols), glyph, strlen(glyph)) || strcmp(glyph, "∞") == 0) return end;
  if (row && row->form != FORM_FUNCTION) return end;
  return prefix_symbol(glyph, &symbol) ? name_end(text, end) : start;
}

static char escaped(char letter) {
  return letter == 'n' ? '\n' : letter == 't' ? '\t' : letter == '"' || letter == '\\' ? letter : 0;
}

int string_token(Parser *parser, TokenValue *value, Span span) {
  const char *source = parser->text;
  int token = leaf_token(parser, value, span, AST_STRING, TOKEN_STRING);
  if (!value->ast) return token;
  char *text = arena_allocate(&parser->program->arena, span.end - span.start);
  if (!text) return fail_out_of_memory(parser->context), stop_parse(parser, span), TOKEN_YYEOF;
  size_t length = 0;
  for (uint32_t at = span.start + 1; at + 1 < span.end; at++) {
    char byte = source[at];
    if (byte == '\\' && !(byte = escaped(source[++at])))
      return habit_token(parser, (Span){at - 1, at + 1}, "strings know \\n, \\t, \\\" and \\\\, not this");
    text[length++] = byte;
  }
  value->ast->text = text;
  value->ast->text_length = length;
  return token;
}

/* The rest of the line after `help`, without the white space around it. */
int raw_text_token(Parser *parser, TokenValue *value, Span span) {
  const char *source = parser->text;
  int token = leaf_token(parser, value, span, AST_STRING, TOKEN_RAWTEXT);
  if (!value->ast) return token;
  size_t start = skip_blanks(source, span.start), end = span.end;
  while (end > start && (source[end - 1] == ' ' || source[end - 1] == '\t' || source[end - 1] == '\r')) end--;
  value->ast->text = arena_copy(&parser->program->arena, source + start, end - start);
  value->ast->text_length = end - start;
  if (value->ast->text) return token;
  fail_out_of_memory(parser->context);
  stop_parse(parser, span);
  return TOKEN_YYEOF;
}
