/* What stands beside a name in a list: how a function is called and what it does, a variable's size. */
#include "api/complete.h"

#include <string.h>

/* A row's help tells the call where its operands have names, f(x, y): …; others take an array X, or N where it works
   element by element. */
void describe_row(const OperatorRow *row, const char *name, Text *out) {
  size_t call = call_length(row), own = strlen(row->name);
  const char *words = row->help + call;
  if (call) text_format(out, "%s%.*s  %s", name, (int)(call - own), row->help + own, words + strspn(words, ": "));
  else text_format(out, "%s(%s)  %s", name, row->elementwise ? "N" : row->n_operands == 2 ? "X, Y" : "X", words);
}

static void describe_known(State *state, const Name *name, const FunctionCode *code, Text *out) {
  const char *known = library_signature(state, name->text);
  if (known && code->program->is_library) text_add(out, known, strlen(known));
  else text_format(out, "%s(", name->text), print_parameter_list(code, out), text_add(out, ")", 1);
}

void describe_function(State *state, const Function *function, Text *out) {
  switch (function->kind) {
    case FUNCTION_ROW: describe_row(function->row, function->row->name, out); break;
    case FUNCTION_PROCEDURE: text_add(out, function->procedure->help, strlen(function->procedure->help)); break;
    case FUNCTION_CODE:
      if (function->code->name) describe_known(state, function->code->name, function->code, out);
      else text_add(out, "(", 1), print_parameter_list(function->code, out), text_format(out, ") ↦ …");
      break;
    case FUNCTION_DERIVATIVE:
      describe_function(state, function->original, out);
      text_format(out, ", its derivative");
      break;
    case FUNCTION_SYMBOL: text_format(out, "%s(N)", function->name->text);
  }
}

enum { KEYS_SHOWN = 6 };

static void describe_list(const List *list, Text *out) {
  if (!list->key) {
    text_format(out, "list of %d", list->n);
    return;
  }
  for (int i = 0; i < list->n && i < KEYS_SHOWN; i++) text_format(out, "%s%s", i ? ", " : "{", list->key[i]->text);
  text_format(out, list->n > KEYS_SHOWN ? ", …}" : list->n ? "}" : "{}");
}

void describe_variable(State *state, Value value, Text *out) {
  Size size;
  switch (value.kind) {
    case VALUE_NUMBER: format_number(value.number, out); break;
    case VALUE_ARRAY:
    case VALUE_SYMBOL:
      size = value_size(value);
      print_size(&size, out);
      if (value_precision(value) == SINGLE) text_format(out, ", single");
      break;
    case VALUE_STRING: text_format(out, "string"); break;
    case VALUE_LIST: describe_list(value.list, out); break;
    case VALUE_FUNCTION: describe_function(state, value.function, out); break;
    default: break;
  }
}
