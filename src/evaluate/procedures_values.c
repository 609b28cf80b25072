/* Kinds of values, and numbers from text. */
#include "evaluate/procedures.h"

#include "syntax/spelling.h"

#include <string.h>

static size_t digits_at(const char *text) { return strspn(text, "0123456789"); }

/* The length of the number that the text begins with; 0: none. */
static size_t number_length(const char *text) {
  const char *at = text + (*text == '-' || *text == '+');
  size_t whole = digits_at(at), part = at[whole] == '.' ? digits_at(at + whole + 1) : 0;
  if (whole + part == 0) return 0;
  at += whole + (at[whole] == '.' ? part + 1 : 0);
  size_t sign = *at == 'e' || *at == 'E' ? 1 + (at[1] == '-' || at[1] == '+') : 0;
  if (sign && digits_at(at + sign)) at += sign + digits_at(at + sign);
  return (size_t)(at - text);
}

static Status run_number(State *state, Arguments *arguments, Value *out) {
  Value value = arguments->value[0];
  if (is_scalar(value)) return *out = plain_value(value), OK;
  if (value.kind != VALUE_STRING) return fail(&state->context, "number takes a string, not %s", kind_name(value));
  const char *text = value.string->text;
  size_t length = number_length(text);
  if (!length || length != value.string->length) return fail(&state->context, "\"%.60s\" is no number", text);
  *out = number_value(*text == '-' ? -read_number(text + 1) : read_number(text + (*text == '+')));
  return OK;
}

/* Does the string tell a number? */
static Status run_is_number(State *state, Arguments *arguments, Value *out) {
  Value value = arguments->value[0];
  (void)state;
  size_t length = value.kind == VALUE_STRING ? number_length(value.string->text) : 0;
  return *out = number_value(is_scalar(value) || (length && length == value.string->length)), OK;
}

static Status run_is_function(State *state, Arguments *arguments, Value *out) {
  (void)state;
  return *out = number_value(arguments->value[0].kind == VALUE_FUNCTION), OK;
}

const Procedure value_procedures[] = {
    {"number", 1, 1, "", run_number, "number(\"1.5\")  the number that a string tells",
     "number(\"1.5\") + 1"},
    {"isnumber", 1, 1, "", run_is_number, "isnumber(x)  1 for a number, and for a string that tells one",
     "isnumber(\"1.5\")"},
    {"isfunction", 1, 1, "", run_is_function, "isfunction(x)  1 where x can be called",
     "isfunction(logsig)"},
    {NULL, 0, 0, NULL, NULL, NULL, NULL}};
