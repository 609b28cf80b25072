/* What brackets, line ends and white space mean where they stand: a bracket that touches a name calls or indexes, a
   line that ends in an operator or inside a bracket goes on, white space directly inside a matrix literal separates
   entries, `end` inside an index is its length. The grammar sees none of this. */
#include "syntax/parsing.h"
#include "syntax/spelling.h"
#include "parser.h"

#include <string.h>

int syntax_lex(TokenValue *value, Span *span, Parser *parser);

static Bracket *innermost(Parser *parser) {
  return parser->n_brackets > 0 ? &parser->bracket[parser->n_brackets - 1] : NULL;
}

/* An index may have a prime: da_{u',v'}, Σ_{i'=1}^{r}. */
static bool in_subscript(const Parser *parser) {
  for (int i = 0; i < parser->n_brackets; i++)
    if (parser->bracket[i].kind == SUBSCRIPT || parser->bracket[i].kind == HEAD) return true;
  return false;
}

/* … for u' = 1:R, max{ … | i' = 1:r} */
static bool names_range(const Parser *parser, size_t end) {
  const char *next = parser->text + end;
  bool listed = parser->last.kind == ',' && parser->n_brackets == 0;
  bool place = parser->last.kind == TOKEN_FOR || listed || in_maximum(parser);
  while (*next == ' ') next++;
  return place && *next == '=' && next[1] != '=';
}

static size_t prime_bytes(const char *text) { return *text == '\'' ? 1 : strncmp(text, "′", 3) == 0 ? 3 : 0; }

size_t word_end(const Parser *parser, size_t start) {
  size_t end = name_end(parser->text, start), primed = end;
  while (prime_bytes(parser->text + primed)) primed += prime_bytes(parser->text + primed);
  bool named = primed > end && parser->text[primed] != '(' && (in_subscript(parser) || names_range(parser, primed));
  return named ? primed : end;
}

static bool in_matrix(const Parser *parser) {
  return parser->n_brackets > 0 && parser->bracket[parser->n_brackets - 1].kind == MATRIX;
}

static bool in_index(const Parser *parser) {
  for (int i = 0; i < parser->n_brackets; i++)
    if (parser->bracket[i].kind == INDEX || parser->bracket[i].kind == SUBSCRIPT) return true;
  return false;
}

static bool touches(const Parser *parser, Span span) {
  return parser->last.kind && parser->last.span.end == span.start;
}

/* The braces of Σ_{l=1}^{H}. */
static bool heads_sum(const Parser *parser) {
  return parser->last.kind == TOKEN_SUM || (parser->last.kind == '}' && parser->closed == HEAD);
}

static BracketKind kind_of_bracket(const Parser *parser, int token) {
  switch (token) {
    case TOKEN_TLPAR: return CALL;
    case TOKEN_TLBRK: return INDEX;
    case '[': return MATRIX;
    case '{': return LIST;
    case TOKEN_FRAC: return FRACTION;
    case TOKEN_TABLE: return TABLE;
    case TOKEN_MAXOF: return MAXIMUM;
    case TOKEN_SUBB:
    case TOKEN_SUPB: return parser->position == AFTER_OPERAND ? SUBSCRIPT : heads_sum(parser) ? HEAD : PARAMETERS;
    default: return GROUP;
  }
}

static int open_bracket(Parser *parser, int token, Span span) {
  if (parser->n_brackets == BRACKETS_MAX) {
    report(parser, span, "nested too deeply: %d brackets are open here", BRACKETS_MAX);
    parser->stop = true;
    return TOKEN_YYEOF;
  }
  parser->bracket[parser->n_brackets++] =
    (Bracket){kind_of_bracket(parser, token), parser->position, parser->callable, false, span};
  parser->position = AFTER_OPEN;
  parser->callable = false;
  return token;
}

static int closer_of(BracketKind kind) {
  if (kind == GROUP || kind == CALL) return ')';
  return kind == INDEX || kind == MATRIX || kind == TABLE ? ']' : '}';
}

static int close_bracket(Parser *parser, int token, Span span) {
  const Bracket *bracket = innermost(parser);
  unsigned line, column;
  if (!bracket && parser->n_errors > 0 && parser->position == AT_START)
    return TOKEN_SYNTAX_error; /* of a block in braces */
  if (!bracket) return habit_token(parser, span, "there is no bracket open that this %c closes: leave it out, or open one in front", token);
  if (closer_of(bracket->kind) != token) {
    locate(parser->source, bracket->span.start, &line, &column);
    return habit_token(parser, span, "this %c would close the %.*s opened at line %u, column %u, which needs a %c",
                       token,
                       (int)(bracket->span.end - bracket->span.start), parser->source->text + bracket->span.start, line,
                       column, closer_of(bracket->kind));
  }
  bool decoration = bracket->kind == SUBSCRIPT || bracket->kind == PARAMETERS || bracket->kind == HEAD;
  parser->position = decoration ? bracket->before : AFTER_OPERAND;
  parser->callable = bracket->kind == CALL || bracket->kind == INDEX || (decoration && bracket->callable);
  parser->closed_tuple = bracket->kind == GROUP && bracket->has_comma;
  parser->closed = bracket->kind;
  parser->n_brackets--;
  return token;
}

static bool opens_block(const Parser *parser, int token) {
  return token == TOKEN_WHILE || token == TOKEN_IF || token == TOKEN_FUNCTION || token == TOKEN_RULE ||
    (token == TOKEN_FOR && parser->position == AT_START);
}

static int open_block(Parser *parser, int token, Span span) {
  if (parser->n_blocks == BLOCKS_MAX) {
    report(parser, span, "nested too deeply: %d blocks are open here", BLOCKS_MAX);
    parser->stop = true;
    return TOKEN_YYEOF;
  }
  parser->block[parser->n_blocks++] = (Block){token, span};
  return token;
}

static bool is_postfix(int token) { return token == TOKEN_PRIME || token == TOKEN_TRANSPOSE; }

static bool is_operand(int token) {
  return token == TOKEN_NAME || token == TOKEN_NUMBER || token == TOKEN_STRING || token == TOKEN_SUPERDIGITS ||
    token == TOKEN_IDXEND || token == TOKEN_RAWTEXT || is_postfix(token);
}

/* What an operand may follow on the next line. */
static bool is_operator(int token) {
  switch (token) {
    case TOKEN_PREFIX: case TOKEN_INFIX4: case TOKEN_INFIX5: case TOKEN_INFIX6: case TOKEN_INFIX8: case TOKEN_DOT:
    case TOKEN_SLASH: case TOKEN_PLUS: case TOKEN_MINUS: case TOKEN_COLON: case TOKEN_AND: case TOKEN_OR:
    case TOKEN_NOT:
    case TOKEN_MAPSTO: case TOKEN_EQ: case TOKEN_AGAIN: case TOKEN_ARROW: case TOKEN_PLUSEQ: case TOKEN_SUM: case TOKEN_POW:
    case TOKEN_PARTIAL: case TOKEN_PERIOD: case TOKEN_SUB: case TOKEN_BAR: case TOKEN_OVER: return true;
    default: return false;
  }
}

static Position position_after(const Parser *parser, int token) {
  if (is_operand(token)) return AFTER_OPERAND;
  if (is_operator(token)) return AFTER_OPERATOR;
  if (token == ',') return AFTER_COMMA;
  if (token == TOKEN_ROWSEP) return AFTER_ROW;
  if (token == TOKEN_NL || token == TOKEN_SEMI || token == TOKEN_ELSE) return AT_START;
  return token == TOKEN_YYEOF ? parser->position : AFTER_KEYWORD;
}

/* The H of Σ_{l=1}^H, the l of Σ_l and the ave of ⊞^ave belong to the operator. */
static bool decorates(const Parser *parser, int token) {
  return (token == TOKEN_NAME || token == TOKEN_NUMBER) && parser->last.before == AFTER_OPERATOR &&
    (parser->last.kind == TOKEN_POW || parser->last.kind == TOKEN_SUB);
}

/* Brackets set the position themselves. A name is callable; ' and ^T leave a callable thing callable. */
static void move_past(Parser *parser, int token) {
  parser->position = decorates(parser, token) ? AFTER_OPERATOR : position_after(parser, token);
  if (!is_postfix(token)) parser->callable = token == TOKEN_NAME && parser->position == AFTER_OPERAND;
  if (token == ',' && parser->n_brackets > 0) innermost(parser)->has_comma = true;
}

static bool in_header(const Parser *parser) {
  int statement = parser->statement;
  return parser->n_brackets == 0 &&
    (statement == TOKEN_IF || statement == TOKEN_ELSEIF || statement == TOKEN_ELSE || statement == TOKEN_WHILE ||
     statement == TOKEN_FOR || statement == TOKEN_FUNCTION);
}

/* What a line's end is: a row's end, the statement's end, or nothing (0). */
static int line_end(Parser *parser) {
  if (in_matrix(parser)) return parser->position == AFTER_OPERAND ? TOKEN_ROWSEP : 0;
  if (parser->n_brackets > 0) return 0;
  if (parser->last.kind == TOKEN_COLON && in_header(parser))
    return habit_token(parser, parser->last.span,
        "no colon stands here: a block begins with the next line and ends with end");
  if (parser->last.kind == TOKEN_ELSE) return TOKEN_NL;
  bool goes_on = parser->position == AFTER_OPERATOR || parser->position == AFTER_COMMA || parser->position == AT_START;
  return goes_on ? 0 : TOKEN_NL;
}

static int semicolon(Parser *parser, Span span) {
  const Bracket *bracket = innermost(parser);
  if (!bracket) return TOKEN_SEMI;
  bool empty_row = parser->position == AFTER_ROW || parser->position == AFTER_OPEN;
  if (bracket->kind == MAXIMUM) return ',';
  if (bracket->kind == MATRIX || bracket->kind == TABLE) return empty_row ? 0 : TOKEN_ROWSEP;
  unsigned line = line_of(parser->source, bracket->span.start);
  Quote inside = quote_inside(parser->source, bracket->span.end - 1);
  for (char *at = inside.text; *at; at++)
    if (*at == ';') *at = ',';
  if (strcmp(inside.text, "…") != 0)
    return habit_token(parser, span, "; ends a row inside [ ] only; here a comma separates: %.*s%s%c",
                       (int)(bracket->span.end - bracket->span.start), parser->source->text + bracket->span.start,
                       inside.text, closer_of(bracket->kind));
  return habit_token(parser, span, "; ends a row inside [ ] only, and the %.*s opened at line %u is not closed",
                     (int)(bracket->span.end - bracket->span.start), parser->source->text + bracket->span.start, line);
}

static bool blank_at(const Parser *parser, size_t at) {
  char byte = parser->text[at];
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == 0;
}

static bool begins_entry(const Parser *parser, int token, Span span) {
  switch (token) {
    case TOKEN_NAME: case TOKEN_NUMBER: case TOKEN_STRING: case TOKEN_PREFIX: case TOKEN_SUM: case TOKEN_PARTIAL:
    case TOKEN_NOT: case TOKEN_IDXEND: case TOKEN_FRAC: case TOKEN_TABLE: case '(': case '[': case '{': return true;
    case TOKEN_PLUS: case TOKEN_MINUS: return !blank_at(parser, span.end);
    default: return false;
  }
}

static bool separates_entries(const Parser *parser, int token, Span span) {
  return in_matrix(parser) && parser->position == AFTER_OPERAND && !touches(parser, span) &&
    begins_entry(parser, token, span);
}

static bool line_ends_at(const Parser *parser, size_t at) {
  const char *text = parser->source->text;
  while (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') at++;
  return text[at] == '\n' || text[at] == '#';
}

bool in_maximum(const Parser *parser) {
  return parser->n_brackets > 0 && parser->bracket[parser->n_brackets - 1].kind == MAXIMUM;
}

/* The name's span may hold LaTeX in front of it. */
static bool spells_max(const char *text, Span name) {
  size_t start = name.end >= 3 ? name.end - 3 : 0;
  return strncmp(text + start, "max", 3) == 0 && strspn(text + name.start, " ") == start - name.start;
}

/* max{a, b} is no maximum over an index. */
static bool opens_maximum(const Parser *parser, Span span) {
  const char *text = parser->text;
  const Span *name = &parser->last.span;
  int depth = 0;
  if (parser->last.kind != TOKEN_NAME || !spells_max(text, *name)) return false;
  for (size_t at = span.start; text[at]; at++) {
    depth += (text[at] == '{') - (text[at] == '}');
    if (depth == 0) return false;
    if (depth == 1 && text[at] == '|') return true;
  }
  return false;
}

static int brace(Parser *parser, Span span) {
  if (parser->callable && touches(parser, span) && opens_maximum(parser, span)) return TOKEN_MAXOF;
  const Quote name = quote_name_before(parser->source, span.start), inside = quote_inside(parser->source, span.start);
  if (parser->callable && touches(parser, span) && (strcmp(name.text, "…") == 0 || find_operator(name.text)))
    return habit_token(parser, span, "an element of a list is L[1], a subscript z_{1}; a list as a factor stands apart");
  if (parser->callable && touches(parser, span))
    return habit_token(parser, span,
                       "an element of a list is %s[%s], a subscript %s_{%s}; a list as a factor stands apart",
                       name.text, inside.text, name.text, inside.text);
  int before = parser->last.kind;
  if ((before == TOKEN_PREFIX || before == TOKEN_INFIX4) && touches(parser, span))
    return habit_token(parser, span, "parameters stand in a subscript: %.*s_{%s}",
                       (int)(parser->last.span.end - parser->last.span.start),
                       parser->source->text + parser->last.span.start, inside.text);
  if (in_header(parser) && line_ends_at(parser, span.end))
    return habit_token(parser, span, "a block has no braces: it begins with the next line and ends with end");
  return '{';
}

static int misplaced_quote(Parser *parser, Span span) {
  if (parser->position == AFTER_OPERAND)
    return habit_token(parser, span,
                       "' touches what it transposes (X') or derives (f'); a string stands in double quotes");
  return single_quotes_token(parser, span);
}

/* The raw token in the light of where it stands; 0: nothing. */
static int interpret(Parser *parser, int token, Span span) {
  switch (token) {
    case TOKEN_NL: return line_end(parser);
    case TOKEN_SEMI: return semicolon(parser, span);
    case '(': return parser->callable && touches(parser, span) ? TOKEN_TLPAR : token;
    case '[': return parser->callable && touches(parser, span) ? TOKEN_TLBRK : token;
    case TOKEN_OVER:
      return parser->n_brackets > 0 && innermost(parser)->kind == FRACTION ? token : close_bracket(parser, '}', span);
    case TOKEN_END: return in_index(parser) ? TOKEN_IDXEND : token;
    case TOKEN_PRIME:
      return parser->position == AFTER_OPERAND && touches(parser, span) ? token : misplaced_quote(parser, span);
    case '{': return brace(parser, span);
    default: return token;
  }
}

static void note_history(Parser *parser, int token) {
  if (token == TOKEN_BACKPROP || token == TOKEN_DERIVE || token == TOKEN_CHECK || token == TOKEN_EXPLAIN ||
      token == TOKEN_WALK || token == TOKEN_PARTIAL)
    parser->program->asks_history = true;
  if (token == TOKEN_EXPLAIN || token == TOKEN_WALK) parser->program->asks_explanation = true;
}

static void note_statement(Parser *parser, int token) {
  note_history(parser, token);
  if (parser->position == AT_START && parser->n_brackets == 0) parser->statement = token;
  if (token == TOKEN_IF && parser->last.kind == TOKEN_ELSE) parser->else_if = true;
  if (token == TOKEN_HELP) scan_help_line(parser);
  if (token == TOKEN_END && parser->n_blocks > 0) parser->n_blocks--;
}

/* Hands a token to the grammar and remembers where that leaves the text. */
static int emit(Parser *parser, int token, Span span) {
  Position before = parser->position;
  parser->after_tuple = parser->closed_tuple;
  parser->closed_tuple = false;
  note_statement(parser, token);
  if (token == '(' || token == '[' || token == '{' || token == TOKEN_TLPAR || token == TOKEN_TLBRK ||
      token == TOKEN_SUBB || token == TOKEN_SUPB || token == TOKEN_FRAC || token == TOKEN_TABLE || token == TOKEN_MAXOF)
    token = open_bracket(parser, token, span);
  else if (token == ')' || token == ']' || token == '}') token = close_bracket(parser, token, span);
  else if (opens_block(parser, token) && (token = open_block(parser, token, span)) == TOKEN_YYEOF) return token;
  else move_past(parser, token);
  parser->before_last = parser->last;
  parser->last = (Token){token, span, before};
  if (token == TOKEN_SYNTAX_error) begin_recovery(parser, span.end);
  return token;
}

/* A text that ends without a line's end is taken to have one, unless the statement goes on. */
static int text_end(Parser *parser, Span span) {
  bool complete = parser->n_brackets == 0 && !parser->continued && parser->position != AT_START &&
    parser->position != AFTER_OPERATOR && parser->position != AFTER_COMMA;
  return emit(parser, complete ? TOKEN_NL : TOKEN_YYEOF, span);
}

static int take_held(Parser *parser, TokenValue *value, Span *span) {
  int token = parser->held.kind;
  *value = parser->held_value;
  *span = parser->held.span;
  parser->held.kind = 0;
  return emit(parser, token, *span);
}

/* White space between two entries: a comma first, then the token. */
static int hold(Parser *parser, int token, const TokenValue *value, Span span) {
  parser->held = (Token){token, span, AFTER_COMMA};
  parser->held_value = *value;
  return emit(parser, ',', (Span){span.start, span.start});
}

/* The next raw token that is not dropped after an error. */
static int next_raw(Parser *parser, TokenValue *value, Span *span) {
  int token;
  do {
    value->ast = NULL;
    token = scan_token(value, span, parser->scanner);
  } while (span->start < parser->skip_to && token != TOKEN_YYEOF && !parser->stop);
  return token;
}

int syntax_lex(TokenValue *value, Span *span, Parser *parser) {
  int token = 0;
  if (parser->held.kind && !parser->stop) return take_held(parser, value, span);
  while (!token && !parser->stop) {
    token = next_raw(parser, value, span);
    if (token == TOKEN_YYEOF && !parser->stop) {
      *span = (Span){(uint32_t)parser->source->length, (uint32_t)parser->source->length};
      return text_end(parser, *span);
    }
    if (token != TOKEN_NL && token != TOKEN_YYEOF) parser->continued = false;
    token = interpret(parser, token, *span);
  }
  if (parser->stop) return TOKEN_YYEOF;
  return separates_entries(parser, token, *span) ? hold(parser, token, value, *span) : emit(parser, token, *span);
}
