/* What a name stands for: slots, outer variables, w_{i,j} for W_{i,j}, and what was meant by an unknown one. */
#include "evaluate/advice.h"
#include "evaluate/expression.h"

#include <string.h>
#include <utf8proc.h>

/* A local name that is not bound yet means the outer variable. */
Variable *variable_of(State *state, Frame *frame, const Ast *name) {
  Variable *variable = raw_variable(state, frame, name);
  if (variable->value.kind != VALUE_NONE || name->place == PLACE_GLOBAL) return variable;
  Variable *global = outer_variable(state, frame->code->program, name->name);
  return global && global->value.kind != VALUE_NONE ? global : variable;
}

/* The bytes of x in x², x₁²; the whole length where no superscript digit ends the name. */
static size_t without_superscript_digits(const Name *name) {
  size_t length = name->length;
  for (;;) {
    size_t start = length;
    utf8proc_int32_t digit;
    while (start > 0 && ((unsigned char)name->text[start - 1] & 0xC0) == 0x80) start--;
    if (start < 2 || utf8proc_iterate((const utf8proc_uint8_t *)name->text + start - 1,
                                      (utf8proc_ssize_t)(length - start + 1), &digit) <= 0)
      return length;
    if (digit != 0xB2 && digit != 0xB3 && digit != 0xB9 && digit != 0x2070 && !(digit >= 0x2074 && digit <= 0x2079))
      return length;
    length = start - 1;
  }
}

static bool has_value(const State *state, const Frame *frame, const char *text, size_t length) {
  const Name *name = find_name(&state->names, text, length);
  for (int i = 0; name && i < frame->code->n_slots; i++)
    if (frame->slot[i].name == name && frame->slot[i].value.kind != VALUE_NONE) return true;
  return name && name->global >= 0 && state->global[name->global].value.kind != VALUE_NONE;
}

static Status unknown_name(State *state, Frame *frame, const Ast *name) {
  const char *near = nearest_name(state, name->name->text);
  fail_at(&state->context, frame->source, name->span, "%s has no value", name->name->text);
  size_t base = without_superscript_digits(name->name);
  if (base < name->name->length && has_value(state, frame, name->name->text, base))
    add_note(&state->context, "%s is a name of its own, as for a layer; a power of %.*s is written %.*s^2",
             name->name->text, (int)base, name->name->text, (int)base, name->name->text);
  else if (strcmp(name->name->text, "same") == 0 || strcmp(name->name->text, "full") == 0)
    add_note(&state->context, "%s is a word of pad alone: W ⊗_{pad=%s} P", name->name->text, name->name->text);
  else if (note_name_meant(state, frame, name)) return FAILED;
  else if (habit_for(name->name->text)) add_note(&state->context, "%s", habit_for(name->name->text));
  else if (near) add_note(&state->context, "did you mean %s?", near);
  else if (base < name->name->length)
    add_note(&state->context, "%s is one name, as for a layer; a power of %.*s is written %.*s^2", name->name->text,
             (int)base, name->name->text, (int)base, name->name->text);
  else if (strcmp(name->name->text, "e") == 0) add_note(&state->context, "e^{-n} is exp(-n), or set e = exp(1)");
  return FAILED;
}

/* The name with letters first, first + 1, …, last (from 0) in upper case, as far as letters go before a `_`; NULL: unknown, or the same. */
static Name *upper_case(State *state, const Name *name, int first, int last) {
  utf8proc_uint8_t text[NAME_BYTES];
  size_t from = 0, to = 0;
  bool changed = false;
  for (int k = 0; from < name->length; k++) {
    utf8proc_int32_t letter, upper;
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)name->text + from, (utf8proc_ssize_t)(name->length - from), &letter);
    if (length <= 0 || to + 4 >= NAME_BYTES) return NULL;
    if (letter == '_') last = -1;
    upper = k >= first && k <= last ? utf8proc_toupper(letter) : letter;
    changed |= upper != letter;
    from += (size_t)length;
    to += (size_t)utf8proc_encode_char(upper, text + to);
  }
  return changed ? find_name(&state->names, (const char *)text, to) : NULL;
}

static Value *value_of_name(State *state, Frame *frame, const Name *name) {
  for (int i = 0; i < frame->code->n_slots; i++)
    if (frame->slot[i].name == name && frame->slot[i].value.kind != VALUE_NONE) return &frame->slot[i].value;
  if (name->global < 0 || state->global[name->global].value.kind == VALUE_NONE) return NULL;
  return &state->global[name->global].value;
}

/* w stands for W, lw for LW, dz for dZ and dlw for dLW. */
Name *matrix_name(State *state, const Name *name, int i) {
  static const int letters[MATRIX_NAMES][2] = {{0, 0}, {0, NAME_BYTES}, {1, 1}, {1, NAME_BYTES}};
  return i < 2 || name->text[0] == 'd' ? upper_case(state, name, letters[i][0], letters[i][1]) : NULL;
}

/* w_{i,j} where w has no value of its own means W_{i,j}. */
Value *matrix_of_element(State *state, Frame *frame, const Ast *name) {
  for (int i = 0; i < MATRIX_NAMES; i++) {
    Name *upper = matrix_name(state, name->name, i);
    Value *value = upper ? value_of_name(state, frame, upper) : NULL;
    if (value) return value;
  }
  return NULL;
}

Value *find_value(State *state, Frame *frame, const Ast *name) {
  Variable *variable = variable_of(state, frame, name);
  if (variable->value.kind != VALUE_NONE) return &variable->value;
  if (state->gradients_unknown && name->name->text[0] == 'd') return &state->unknown;
  return (void)unknown_name(state, frame, name), NULL;
}

bool peek_value(State *state, Frame *frame, const Ast *ast, Value *out) {
  if (ast->kind == AST_FIELD) {
    Value record = {0};
    bool found = false;
    if (!peek_value(state, frame, ast->child[0], &record)) return false;
    for (int i = 0; record.kind == VALUE_LIST && record.list->key && i < record.list->n && !found; i++)
      if ((found = record.list->key[i] == ast->name)) *out = value_retain(record.list->item[i]);
    return value_release(state, record), found;
  }
  if (ast->kind != AST_NAME) return false;
  Value *value = &variable_of(state, frame, ast)->value;
  if (value->kind == VALUE_NONE && !(value = matrix_of_element(state, frame, ast))) return false;
  return *out = value_retain(*value), true;
}

Status evaluate_name(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value *value = &raw_variable(state, frame, ast)->value;
  if (value->kind == VALUE_NONE && state->names_are_lengths && variable_of(state, frame, ast)->value.kind == VALUE_NONE)
    return *out = symbol_of_name(state, ast->name->text), out->kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
  if (value->kind == VALUE_NONE && !(value = find_value(state, frame, ast))) return state->context.error->status;
  *out = value_retain(*value);
  return OK;
}
