/* Names that may stand in an expression: variables, functions, keywords. */
#include "api/complete.h"

#include "syntax/spelling.h"

#include <string.h>

/* ---- variables ---- */

void offer_value(Matches *matches, Group group, const char *name, Value value) {
  Text meaning;
  if (strncmp(name, matches->typed, matches->typed_length) != 0) return;
  text_open(&meaning, &matches->state->context.memory);
  describe_variable(matches->state, value, &meaning);
  offer_text(matches, group, name, &meaning);
}

static void offer_globals(Matches *matches) {
  const State *state = matches->state;
  for (size_t i = 0; i < state->n_globals; i++) {
    const Variable *variable = &state->global[i];
    Group group = variable->value.kind == VALUE_FUNCTION ? GROUP_FUNCTION : GROUP_VARIABLE;
    if (is_bound_by_user(variable)) offer_value(matches, group, variable->name->text, variable->value);
  }
}

/* Behind backprop in the same text dX will exist for every X. */
static void offer_sensitivity(Matches *matches, const char *name) {
  Text sensitivity;
  text_open(&sensitivity, &matches->state->context.memory);
  text_format(&sensitivity, "d%s", name);
  offer_named(matches, GROUP_TEXT, &sensitivity, "");
}

/* What the text itself gives a meaning to, though it has not been run. */
static void offer_bound(Matches *matches) {
  const CursorPlace *place = matches->place;
  State *state = matches->state;
  for (int i = 0; i < place->n_bound; i++) {
    const Name *name = intern_name(&state->names, place->text, place->bound[i].start, place->bound[i].end);
    if (!name) matches->failed = true;
    if (!name) return;
    offer(matches, GROUP_TEXT, name->text, "");
    if (place->has_backprop) offer_sensitivity(matches, name->text);
  }
}

static void offer_sensitivities(Matches *matches) {
  const State *state = matches->state;
  for (size_t i = 0; i < state->n_globals && matches->place->has_backprop; i++)
    if (is_bound_by_user(&state->global[i]) && is_operand(state->global[i].value) && !state->global[i].from_backprop)
      offer_sensitivity(matches, state->global[i].name->text);
}

/* What has a sensitivity. */
void offer_variables(Matches *matches) {
  const State *state = matches->state;
  for (size_t i = 0; i < state->n_globals; i++) {
    const Variable *variable = &state->global[i];
    bool is_data = is_operand(variable->value) || variable->value.kind == VALUE_LIST;
    if (is_bound_by_user(variable) && is_data && !variable->from_backprop)
      offer_value(matches, GROUP_VARIABLE, variable->name->text, variable->value);
  }
  offer_bound(matches);
}

/* ---- functions ---- */

static void offer_row(Matches *matches, const OperatorRow *row, const char *name) {
  Text meaning;
  if (strncmp(name, matches->typed, matches->typed_length) != 0) return;
  text_open(&meaning, &matches->state->context.memory);
  describe_row(row, name, &meaning);
  offer_text(matches, GROUP_FUNCTION, name, &meaning);
}

static void offer_rows(Matches *matches) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      if (row->form != FORM_FUNCTION) continue;
      offer_row(matches, row, row->name);
      for (size_t k = 0; k < sizeof row->alias / sizeof *row->alias && row->alias[k]; k++)
        offer_row(matches, row, row->alias[k]);
    }
}

static void offer_library_name(void *user, const char *name) {
  Matches *matches = user;
  offer(matches, GROUP_FUNCTION, name, library_signature(matches->state, name));
}

static void offer_functions(Matches *matches) {
  State *state = matches->state;
  offer_rows(matches);
  for (int k = 0; state->procedures[k]; k++)
    for (const Procedure *procedure = state->procedures[k]; procedure->name; procedure++)
      offer(matches, GROUP_FUNCTION, procedure->name, procedure->help);
  fail_quietly(matches, each_library_name(state, offer_library_name, matches));
}

/* ---- keywords ---- */

static bool in_block(const CursorPlace *place, const char *letters) {
  for (int i = 0; i < place->n_blocks; i++)
    if (strchr(letters, place->block[i])) return true;
  return false;
}

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

static bool fits_at_start(const CursorPlace *place, const char *word) {
  char innermost = place->n_blocks ? place->block[place->n_blocks - 1] : 0;
  if (is(word, "in") || is(word, "and") || is(word, "or")) return false;
  if (is(word, "end")) return innermost;
  if (is(word, "else") || is(word, "elseif")) return innermost == 'i';
  if (is(word, "break") || is(word, "continue")) return in_block(place, "fw");
  if (is(word, "return")) return in_block(place, "u");
  return true;
}

static bool indexes(const CursorPlace *place) {
  const Opening *opening = innermost_opening(place);
  return opening && opening->touches && (opening->kind == '[' || opening->kind == '_');
}

static bool takes_targets(const CursorPlace *place) {
  static const char *const words[] = {"backprop", "derive", "check"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (begins_with_word(place, words[i])) return !place->has_targets;
  return place->has_script && place->has_equals;
}

static bool fits_inside(const CursorPlace *place, const char *word) {
  bool after_operand = place->last.class == CLASS_OPERAND, outside = place->n_openings == 0;
  if (is(word, "and") || is(word, "or")) return after_operand;
  if (is(word, "not")) return !after_operand;
  if (is(word, "for")) return after_operand && outside && takes_targets(place);
  return is(word, "end") && !after_operand && indexes(place);
}

static bool keyword_fits(const CursorPlace *place, const char *word, bool opens) {
  if (place->kind == PLACE_START) return fits_at_start(place, word);
  if (opens) return false;
  if (place->kind == PLACE_KEYWORD) return is(word, "in") && begins_with_word(place, "for");
  return fits_inside(place, word);
}

void offer_keywords(Matches *matches) {
  const CursorPlace *place = matches->place;
  const char *word;
  bool opens;
  for (size_t i = 0; (word = keyword(i, &opens)); i++)
    if (keyword_fits(place, word, opens))
      offer(matches, indexes(place) && is(word, "end") ? GROUP_FIRST : GROUP_KEYWORD, word, "");
  if (begins_with_word(place, "backprop") && place->last.class == CLASS_OPERAND && place->n_openings == 0)
    offer(matches, GROUP_KEYWORD, "with", "");
  if (place->kind == PLACE_KEYWORD || place->last.class == CLASS_OPERAND) return;
  for (size_t i = 0; (word = constant_name(i)); i++)
    if (word[0] != '\\') offer(matches, GROUP_KEYWORD, word, "");
}

static void offer_data(Matches *matches) {
  offer_globals(matches);
  offer_sensitivities(matches);
  offer_bound(matches);
}

void offer_names(Matches *matches) {
  offer_data(matches);
  offer_functions(matches);
  offer_keywords(matches);
}

/* Before anything is typed a hundred functions would hide what belongs to the place. */
void offer_further_names(Matches *matches) {
  if (matches->n > 0 && matches->typed_length == 0) offer_data(matches);
  else offer_names(matches);
}
