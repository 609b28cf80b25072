/* Completion: what words mean in their statement: keywords, blocks, the names that are bound, and what may follow. */
#include "api/complete.h"

#include "syntax/spelling.h"

#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static bool starts(const char *text, size_t at, const char *with) {
  return strncmp(text + at, with, strlen(with)) == 0;
}

static bool is_word(const char *text, size_t start, size_t end, const char *word) {
  return strlen(word) == end - start && memcmp(text + start, word, end - start) == 0;
}

bool begins_with_word(const CursorPlace *place, const char *word) {
  return is_word(place->text, place->statement, place->statement_end, word);
}

static bool begins_with_one_of(const CursorPlace *place, const char *const *word) {
  for (; *word; word++)
    if (begins_with_word(place, *word)) return true;
  return false;
}

const Opening *innermost_opening(const CursorPlace *place) {
  return place->n_openings > 0 && place->n_openings <= OPENINGS_MAX ? &place->opening[place->n_openings - 1] : NULL;
}

/* ---- statements, and the names they bind ---- */

void bind_name(CursorPlace *place, size_t start, size_t end) {
  if (place->n_bound < BOUND_MAX && end > start)
    place->bound[place->n_bound++] = (Span){(uint32_t)start, (uint32_t)end};
}

/* The name that an equation defines stays when its parameters are forgotten. */
static void bind_for_good(CursorPlace *place, size_t start, size_t end) {
  if (place->n_bound == BOUND_MAX || end == start) return;
  place->bound[place->n_bound++] = place->bound[place->n_certain];
  place->bound[place->n_certain++] = (Span){(uint32_t)start, (uint32_t)end};
}

void end_statement(CursorPlace *place) {
  static const char *const binding[] = {"function", "for", "param", "sym", NULL};
  if (!begins_with_one_of(place, binding)) place->n_bound = place->n_certain;
  place->n_certain = place->n_bound;
  place->last = (Piece){0};
  place->statement = place->statement_end = 0;
  place->has_equals = place->has_targets = place->has_script = place->was_continued = false;
}

void end_line(CursorPlace *place) {
  Class class = place->last.class;
  const Opening *opening = innermost_opening(place);
  if (opening && opening->kind == '[') place->last.class = CLASS_COMMA;
  bool goes_on = class == CLASS_OPERATOR || class == CLASS_EQUALS || class == CLASS_COMMA;
  if (place->n_openings == 0 && !goes_on && !place->was_continued) end_statement(place);
  place->was_continued = false;
}

/* Words that begin a statement wherever they stand: brackets before them were left open. */
static bool ends_brackets(const CursorPlace *place, size_t start, size_t end) {
  static const char *const words[] = {"while", "function", "backprop", "derive", "import", "param", "return", NULL};
  size_t line = start;
  while (line > 0 && is_blank(place->text[line - 1])) line--;
  if (line > 0 && place->text[line - 1] != '\n') return false;
  for (int i = 0; words[i]; i++)
    if (is_word(place->text, start, end, words[i])) return true;
  return false;
}

static bool is_keyword(const CursorPlace *place, size_t start, size_t end, bool at_start) {
  bool opens;
  const char *word;
  for (size_t i = 0; (word = keyword(i, &opens)); i++)
    if ((at_start || !opens) && is_word(place->text, start, end, word)) return true;
  return false;
}

static void enter_block(CursorPlace *place, size_t start, size_t end) {
  static const char *const words[] = {"for", "while", "if", "function", "rule"};
  static const char letters[] = "fwiur";
  for (int i = 0; letters[i]; i++)
    if (is_word(place->text, start, end, words[i]) && place->n_blocks < ENTERED_MAX)
      place->block[place->n_blocks++] = letters[i];
  if (is_word(place->text, start, end, "end") && place->n_blocks > 0) place->n_blocks--;
}

static size_t after_blanks(const CursorPlace *place, size_t at) {
  while (at < place->end && is_blank(place->text[at])) at++;
  return at;
}

/* `help ` takes the rest of the line as it stands. */
static void read_help(CursorPlace *place, size_t end) {
  size_t topic = after_blanks(place, end);
  place->at = topic + strcspn(place->text + topic, "\n");
  if (place->at < place->end || topic == end) return;
  size_t slash = topic;
  while (slash < place->end && place->text[slash] != '\\') slash++;
  if (slash < place->end && latex_word_end(place->text, slash, place->end) == place->end)
    found_place(place, PLACE_LATEX, slash);
  else found_place(place, PLACE_HELP, topic);
}

static void read_first_word(CursorPlace *place, size_t start, size_t end) {
  size_t next = after_blanks(place, end);
  bool assigned = place->text[next] == '=' || starts(place->text, next, "+=") || starts(place->text, next, ":=");
  place->statement = start;
  place->statement_end = end;
  if (!is_keyword(place, start, end, true) || (assigned && !is_keyword(place, start, end, false))) {
    place->last = (Piece){CLASS_OPERAND, true, start, end, NULL};
    return;
  }
  place->last = (Piece){CLASS_KEYWORD, false, start, end, NULL};
  place->has_backprop |= begins_with_word(place, "backprop");
  enter_block(place, start, end);
  if (begins_with_word(place, "help")) read_help(place, end);
}

/* Parameters of f(x, y) = … and of function f(x, y), the index of a loop, the names behind param and sym. */
static void bind_in_passing(CursorPlace *place, size_t start, size_t end) {
  static const char *const lists[] = {"param", "sym", NULL};
  const Opening *opening = innermost_opening(place);
  Class class = place->last.class;
  bool begins_item = class == CLASS_OPEN || class == CLASS_COMMA;
  bool is_parameter = opening && place->n_openings == 1 && begins_item && opening->kind == '(' && !place->has_equals;
  bool is_index = class == CLASS_KEYWORD && begins_with_word(place, "for");
  bool is_listed =
      place->n_openings == 0 && begins_with_one_of(place, lists) && (class == CLASS_KEYWORD || begins_item);
  if (is_parameter || is_index || is_listed) bind_name(place, start, end);
}

static bool in_index(const CursorPlace *place) {
  for (int i = 0; i < place->n_openings && i < OPENINGS_MAX; i++)
    if (place->opening[i].touches && strchr("[_", place->opening[i].kind)) return true;
  return false;
}

static void read_later_word(CursorPlace *place, size_t start, size_t end) {
  Piece *last = &place->last;
  bool is_with =
      begins_with_word(place, "backprop") && is_word(place->text, start, end, "with") && last->class == CLASS_OPERAND;
  if (last->class == CLASS_DOT) {
    *last = (Piece){CLASS_OPERAND, true, last->start, end, NULL};
  } else if (is_keyword(place, start, end, false) || is_with) {
    place->has_targets |= is_word(place->text, start, end, "for");
    if (is_with) place->has_targets = false;
    bool joins = is_word(place->text, start, end, "and") || is_word(place->text, start, end, "or") ||
                 is_word(place->text, start, end, "not");
    bool is_end = is_word(place->text, start, end, "end") && in_index(place);
    *last = (Piece){is_end ? CLASS_OPERAND : joins ? CLASS_OPERATOR : CLASS_KEYWORD, false, start, end, NULL};
  } else {
    bind_in_passing(place, start, end);
    *last = (Piece){CLASS_OPERAND, true, start, end, NULL};
  }
}

void take_word(CursorPlace *place, size_t start, size_t end) {
  if (ends_brackets(place, start, end)) place->n_openings = 0, end_statement(place);
  if (place->last.class == CLASS_NONE && place->n_openings == 0) read_first_word(place, start, end);
  else read_later_word(place, start, end);
}

void begin_right_side(CursorPlace *place) {
  if (!is_keyword(place, place->statement, place->statement_end, false))
    bind_for_good(place, place->statement, place->statement_end);
  place->has_equals = true;
}

/* ---- what may stand where a word begins ---- */

static bool is_statement_for_derivatives(const CursorPlace *place) {
  static const char *const words[] = {"backprop", "derive", "check", "explain", NULL};
  return begins_with_one_of(place, words);
}

/* Words whose rest of the line is not an ordinary expression. */
static PlaceKind kind_in_statement(const CursorPlace *place) {
  static const char *const bare[] = {"end", "break", "continue", "else", NULL};
  Class class = place->last.class;
  if (begins_with_word(place, "import")) return class == CLASS_KEYWORD ? PLACE_IMPORT : PLACE_NONE;
  if (begins_with_one_of(place, bare) || begins_with_word(place, "function")) return PLACE_NONE;
  if (begins_with_word(place, "for") && !place->has_equals && place->last.class == CLASS_OPERAND) return PLACE_KEYWORD;
  if (begins_with_word(place, "for") && class == CLASS_KEYWORD && place->last.start == place->statement)
    return PLACE_NONE;
  if (begins_with_word(place, "sym")) return PLACE_NONE;
  if (begins_with_word(place, "param") && !place->has_equals)
    return class == CLASS_KEYWORD || class == CLASS_COMMA ? PLACE_VARIABLE : PLACE_NONE;
  if (is_statement_for_derivatives(place) && place->has_targets)
    return class == CLASS_OPERAND ? PLACE_KEYWORD : PLACE_VARIABLE;
  return PLACE_OPERAND;
}

static PlaceKind kind_in_bracket(const CursorPlace *place, const Opening *opening) {
  Class class = place->last.class;
  bool begins_item = class == CLASS_OPEN || class == CLASS_COMMA;
  bool takes_parameters = opening->kind == '_' && !opening->touches;
  if (opening->before.class == CLASS_SUM) return begins_item ? PLACE_NONE : PLACE_OPERAND;
  if (begins_with_word(place, "function") && place->n_openings == 1 && begins_item) return PLACE_NONE;
  if (begins_with_word(place, "sym") && begins_item && place->n_openings == 1) return PLACE_NONE;
  if (class == CLASS_EQUALS && opening->named < opening->named_end && opening->kind != '{') return PLACE_WORD;
  if (begins_item && takes_parameters) return PLACE_PARAMETER;
  if (begins_item && opening->kind == '(' && opening->touches) return PLACE_ARGUMENT;
  return PLACE_OPERAND;
}

PlaceKind kind_at(const CursorPlace *place, size_t start) {
  const Opening *opening = innermost_opening(place);
  const Piece *last = &place->last;
  bool touches = last->end == start && start > 0;
  if (place->n_openings > OPENINGS_MAX) return PLACE_OPERAND;
  if (last->class == CLASS_DOT) return PLACE_FIELD;
  if (last->class == CLASS_OPERAND && touches && start == place->end) return PLACE_NONE;
  if (last->class == CLASS_KEYWORD && touches) return PLACE_NONE;
  if (last->class == CLASS_PARTIAL) return PLACE_VARIABLE;
  if (last->class == CLASS_SUM) return PLACE_NONE;
  if (last->class == CLASS_NONE) return PLACE_START;
  return opening ? kind_in_bracket(place, opening) : kind_in_statement(place);
}
