/* What belongs to one place alone: a record's fields, an operator's parameters, a function's arguments. */
#include "api/complete.h"

#include <stdio.h>
#include <string.h>

static const Variable *variable_called(const State *state, const char *text, size_t length) {
  const Name *name = find_name(&state->names, text, length);
  const Variable *variable = name && name->global >= 0 ? &state->global[name->global] : NULL;
  return variable && variable->value.kind != VALUE_NONE ? variable : NULL;
}

static Value field_of(Value record, const char *text, size_t length) {
  if (record.kind != VALUE_LIST || !record.list->key) return (Value){0};
  for (int i = 0; i < record.list->n; i++)
    if (record.list->key[i]->length == length && memcmp(record.list->key[i]->text, text, length) == 0)
      return record.list->item[i];
  return (Value){0};
}

/* The value of the chain a.b.c that ends in front of the last dot; borrowed. */
static Value value_of_chain(const State *state, const char *text, size_t end) {
  size_t length = strcspn(text, ".");
  const Variable *variable = length <= end ? variable_called(state, text, length) : NULL;
  Value value = variable ? variable->value : (Value){0};
  for (size_t at = length + 1; at < end; at += length + 1)
    value = field_of(value, text + at, length = strcspn(text + at, "."));
  return value;
}

void offer_fields(Matches *matches) {
  const Piece *dot = &matches->place->last;
  if (!dot->is_name) return;
  Value record = value_of_chain(matches->state, matches->place->text + dot->start, dot->end - dot->start - 1);
  for (int i = 0; record.kind == VALUE_LIST && record.list->key && i < record.list->n; i++)
    offer_value(matches, GROUP_FIRST, record.list->key[i]->text, record.list->item[i]);
}

/* The bracket has name=… already. */
static bool is_given(const CursorPlace *place, const Opening *opening, const char *name) {
  size_t length = strlen(name);
  for (const char *at = place->text + opening->start; (at = strstr(at, name)); at += length) {
    char before = at[-1], *equals = (char *)at + length + strspn(at + length, " \t");
    if (strchr("({, \t\n", before) && *equals == '=' && equals[1] != '=') return true;
  }
  return false;
}

static void offer_assignable(Matches *matches, const Opening *opening, const char *name, const char *meaning) {
  Text text;
  if (is_given(matches->place, opening, name)) return;
  text_open(&text, &matches->state->context.memory);
  text_format(&text, "%s=", name);
  offer_named(matches, GROUP_FIRST, &text, meaning);
}

static void offer_row_parameters(Matches *matches, const Opening *opening, const OperatorRow *row) {
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (row->parameter[i].kind != PARAMETER_SIZE)
      offer_assignable(matches, opening, row->parameter[i].name, row->parameter[i].help);
}

static bool takes_positions(const OperatorRow *row) { return row->parameter[0].kind == PARAMETER_SIZE; }

/* The words that derive, check and explain know in _{…}. */
static void offer_statement_words(Matches *matches) {
  static const char *const words[][3] = {{"derive", "latex", "as LaTeX"},
                                         {"derive", "raw", "not simplified"},
                                         {"derive", "steps", "one equation of the chapter and its reason a line"},
                                         {"check", "tol=", "the largest relative error"},
                                         {"explain", "full", "nothing shortened"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (begins_with_word(matches->place, words[i][0])) offer(matches, GROUP_FIRST, words[i][1], words[i][2]);
}

void offer_parameters(Matches *matches) {
  const Opening *opening = innermost_opening(matches->place);
  const OperatorRow *row = opening->before.row;
  if (opening->before.class == CLASS_KEYWORD) offer_statement_words(matches);
  if (!row) return;
  offer_row_parameters(matches, opening, row);
  if (takes_positions(row)) offer_further_names(matches);
}

void offer_words(Matches *matches) {
  const Opening *opening = innermost_opening(matches->place);
  const char *name = matches->place->text + opening->named;
  if (opening->named_end - opening->named == 3 && memcmp(name, "pad", 3) == 0) {
    offer(matches, GROUP_FIRST, "same", "the result has the image's size");
    offer(matches, GROUP_FIRST, "full", "wherever the kernel meets the image");
  }
}

/* The items of f(x, p=0.5): one that is named is offered with its default. */
static void offer_signature(Matches *matches, const Opening *opening, const char *signature) {
  const char *at = strchr(signature, '(');
  for (int i = 0, depth = 0; at && *at; i++) {
    const char *item = ++at;
    while (*item == ' ') item++;
    for (at = item; *at && (depth > 0 || (*at != ',' && *at != ')')); at++)
      depth += (strchr("([{", *at) != NULL) - (strchr(")]}", *at) != NULL);
    size_t length = (size_t)(at - item), name = strcspn(item, "=,)");
    if (i >= opening->positions && name < length) {
      char named[64] = "", meaning[128];
      if (name < sizeof named) memcpy(named, item, name);
      snprintf(meaning, sizeof meaning, "%.*s unless given", (int)(length - name - 1), item + name + 1);
      offer_assignable(matches, opening, named, meaning);
    }
    if (*at != ',') break;
  }
}

static void offer_listed(Matches *matches, const Opening *opening, const Procedure *procedure) {
  char name[64];
  for (const char *at = procedure->named; *at; at += *at == ',') {
    size_t length = strcspn(at, ",");
    if (length && length < sizeof name) {
      memcpy(name, at, length);
      name[length] = 0;
      offer_assignable(matches, opening, name, procedure->help);
    }
    at += length;
  }
}

static void offer_function_arguments(Matches *matches, const Opening *opening, const Function *function) {
  Text signature;
  if (function->kind == FUNCTION_ROW) offer_row_parameters(matches, opening, function->row);
  if (function->kind == FUNCTION_PROCEDURE) offer_listed(matches, opening, function->procedure);
  if (function->kind != FUNCTION_CODE) return;
  text_open(&signature, &matches->state->context.memory);
  describe_function(matches->state, function, &signature);
  matches->failed |= signature.failed;
  offer_signature(matches, opening, text_string(&signature));
  text_close(&signature);
}

void offer_arguments(Matches *matches) {
  State *state = matches->state;
  const Opening *opening = innermost_opening(matches->place);
  size_t start = opening->before.start, length = opening->before.end - start;
  char name[128];
  const char *path;
  if (!opening->before.is_name || length >= sizeof name) return;
  memcpy(name, matches->place->text + start, length);
  name[length] = 0;
  const Variable *variable = variable_called(state, name, length);
  const OperatorRow *row = find_operator(name);
  const Procedure *procedure = find_procedure(state, name);
  fail_quietly(matches, find_in_library(state, name, length, &path)); /* which reads its index */
  const char *signature = library_signature(state, name);
  if (variable && variable->value.kind == VALUE_FUNCTION)
    offer_function_arguments(matches, opening, variable->value.function);
  else if (variable) return;
  else if (row) offer_row_parameters(matches, opening, row);
  else if (procedure) offer_listed(matches, opening, procedure);
  else if (signature) offer_signature(matches, opening, signature);
}
