/* What is said of operands, arguments and parameters that do not fit. What a parameter means is the row's own help. */
#include "evaluate/evaluate.h"

#include "operators/sizes.h"

#include <stdio.h>
#include <string.h>

/* ⊗ or logsig; what has neither glyph nor name in source as its help writes it: x^y. */
static void print_row(const OperatorRow *row, Text *out) {
  const char *end = row->form == FORM_INTERNAL && !row->glyph ? strchr(row->help, ':') : NULL;
  if (end && memchr(row->help, ',', (size_t)(end - row->help))) end = NULL; /* X^T, X' */
  if (end) text_add(out, row->help, (size_t)(end - row->help));
  else text_format(out, "%s", row_name(row));
}

/* mse(T, A) where the help begins with it, otherwise logsig(X). */
static void print_call(const OperatorRow *row, Text *out) {
  size_t length = call_length(row);
  if (length) text_add(out, row->help, length);
  else text_format(out, "%s(%s)", row->name, row->n_operands == 1 ? "X" : "X, Y");
}

static void print_parameters(const OperatorRow *row, Text *out) {
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    text_format(out, "%s%s", i ? ", " : "", row->parameter[i].name);
}

/* ---- values of the wrong kind ---- */

static bool tells_a_number(const String *string) {
  size_t digits = strspn(string->text, "0123456789.+-eE");
  return digits > 0 && digits == string->length && strpbrk(string->text, "0123456789");
}

static void note_call_of(State *state, const Function *function) {
  Text text;
  text_open(&text, &state->context.memory);
  if (function->kind == FUNCTION_ROW) print_call(function->row, &text);
  else if (function->kind == FUNCTION_CODE && function->code->name) print_signature(function->code, &text);
  if (text.length) add_note(&state->context, "a function works where it is called: %s", text_string(&text));
  text_close(&text);
}

/* How the thing that was found becomes a number or an array. */
void note_kind(State *state, Value value) {
  Context *context = &state->context;
  if (value.kind == VALUE_FUNCTION) note_call_of(state, value.function);
  else if (value.kind == VALUE_STRING && tells_a_number(value.string))
    add_note(context, "in quotes it is text; the number is written %s, or number(\"%s\")", value.string->text,
             value.string->text);
  else if (value.kind == VALUE_LIST && value.list->key && value.list->n)
    add_note(context, "a field of a record r is picked by its name: r.%s", value.list->key[0]->text);
  else if (value.kind == VALUE_LIST && !value.list->key)
    add_note(context,
             "numbers to compute with stand in [1 2 3]; of a list L, L[1] is the first element, and stack(L) its "
             "arrays as maps");
  else if (value.kind == VALUE_NONE) add_note(context, "what is called there gives no value back");
}

Status fail_operand(State *state, const Application *application, int operand) {
  const OperatorRow *row = application->row;
  Value value = application->operand[operand];
  const char *parameter = NULL;
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (row->parameter[i].kind == PARAMETER_OPERAND && operand_index(row, i) == operand)
      parameter = row->parameter[i].name;
  Text text;
  text_open(&text, &state->context.memory);
  print_row(row, &text);
  if (parameter)
    fail(&state->context, "%s works on numbers and arrays, and %s= is %s", text_string(&text), parameter,
         kind_name(value));
  else fail(&state->context, "%s works on numbers and arrays, not on %s", text_string(&text), kind_name(value));
  text_close(&text);
  state->context.error->part = parameter ? 0 : operand + 1;
  note_kind(state, value);
  return FAILED;
}

Status fail_operand_count(State *state, const Application *application) {
  const OperatorRow *row = application->row;
  int required = row->n_required ? row->n_required : row->n_operands;
  Text name, call;
  text_open(&name, &state->context.memory);
  text_open(&call, &state->context.memory);
  print_row(row, &name);
  if (row->form == FORM_FUNCTION) print_call(row, &call);
  fail(&state->context, "%s takes %d operand%s, not %d%s%s", text_string(&name), required, required == 1 ? "" : "s",
       application->n, call.length ? ": " : "", text_string(&call));
  if (row->form == FORM_FUNCTION && !row->parameter[0].name && application->n > row->n_operands && row->n_operands == 1)
    add_note(&state->context, "numbers that belong together are one array: %s([1 2])", row->name);
  text_close(&name);
  text_close(&call);
  return FAILED;
}

/* ---- parameters ---- */

static bool is_text(Value value, const char *text) {
  return value.kind == VALUE_STRING && strcmp(value.string->text, text) == 0;
}

Status fail_parameter_kind(State *state, const OperatorRow *row, int index, Value value) {
  const Parameter *parameter = &row->parameter[index];
  Context *context = &state->context;
  bool pad = parameter->kind == PARAMETER_PAD;
  fail(context, "%s takes a number, not %s", parameter->name, kind_name(value));
  if (pad && (is_text(value, "same") || is_text(value, "full")))
    add_note(context, "%s is a word and has no quotes: %s=%s", value.string->text, parameter->name, value.string->text);
  else if (pad && is_text(value, "valid"))
    add_note(context, "without pad= the kernel stays inside the image (8.14): W ⊗ P, ⊞ave_{2,2} V");
  else if (value.kind == VALUE_STRING && tells_a_number(value.string))
    add_note(context, "in quotes it is text: write %s=%s", parameter->name, value.string->text);
  else if (value.kind == VALUE_LIST && (pad || parameter->kind == PARAMETER_PAIR))
    add_note(context, "several numbers are a vector: %s=[1 2]", parameter->name);
  note_parameter(context, row, index);
  return FAILED;
}

/* What may be given by position, r, c, h, q, and what is given by name. */
Status fail_positions(State *state, const OperatorRow *row, int64_t given) {
  const char *by_position[PARAMETERS_MAX], *name = row_name(row);
  int n = 0;
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (row->glyph ? row->parameter[i].kind == PARAMETER_SIZE : row->parameter[i].kind != PARAMETER_OPERAND)
      by_position[n++] = row->parameter[i].name;
  if (n == 0)
    return fail(&state->context, "%s takes no numbers by position; name them, as in _{pad=1, stride=2}", name);
  Text text;
  text_open(&text, &state->context.memory);
  for (int i = 0; i < n; i++) text_format(&text, "%s%s", i ? ", " : "", by_position[i]);
  fail(&state->context, "%s takes %d number%s by position (%s), and here are %lld", name, n, n == 1 ? "" : "s",
       text_string(&text), (long long)given);
  if (n == 1) note_parameter(&state->context, row, find_parameter(row, by_position[0]));
  text_close(&text);
  return FAILED;
}

/* ---- names that nothing has ---- */

/* What the unknown name is set to, where that is short: "2" of padding=2. */
static void add_given(const Source *source, Span given, Text *out) {
  enum { LONGEST = 40 };
  size_t length = given.end - given.start;
  const char *text = source ? source->text + given.start : "";
  bool word = length == 6 && (strncmp(text, "\"same\"", 6) == 0 || strncmp(text, "\"full\"", 6) == 0);
  if (word) text_add(out, text + 1, length - 2); /* padding="same" is pad=same */
  else if (source && length <= LONGEST && !memchr(source->text + given.start, '\n', length))
    text_add(out, source->text + given.start, length);
}

static const char *fail_unknown(State *state, const char *what, const char *name, const char *const *known, int n,
                                const Source *source, Span given) {
  const char *near = parameter_habit(name, known, n);
  if (!near) near = nearest_of(name, known, n);
  fail(&state->context, "%s has no parameter %s", what, name);
  if (!near) return NULL;
  Text text;
  text_open(&text, &state->context.memory);
  text_format(&text, "did you mean %s=", near);
  add_given(source, given, &text);
  add_note(&state->context, "%s?", text_string(&text));
  text_close(&text);
  return near;
}

/* ⊞ave_{kernel_size=2} V */
static bool asks_for_windows(const OperatorRow *row, const char *name) {
  return row->form == FORM_PREFIX && row->parameter[0].name && row->parameter[0].kind == PARAMETER_SIZE &&
         (strstr(name, "size") || strstr(name, "kernel") || strstr(name, "window"));
}

static void note_what_it_takes(State *state, const OperatorRow *row) {
  bool has_any = row->parameter[0].name;
  Text text;
  text_open(&text, &state->context.memory);
  if (has_any) print_parameters(row, &text);
  else print_call(row, &text);
  add_note(&state->context, has_any ? "its parameters are %s" : "nothing is given to it by name: %s", text_string(&text));
  text_close(&text);
}

Status fail_unknown_parameter(State *state, const OperatorRow *row, const char *name, const Source *source, Span given) {
  const char *known[PARAMETERS_MAX];
  int n = 0;
  while (n < PARAMETERS_MAX && row->parameter[n].name) known[n] = row->parameter[n].name, n++;
  Text text;
  text_open(&text, &state->context.memory);
  print_row(row, &text);
  const char *near = fail_unknown(state, text_string(&text), name, known, n, source, given);
  text_close(&text);
  if (near) note_parameter(&state->context, row, find_parameter(row, near));
  else if (asks_for_windows(row, name))
    add_note(&state->context, "the windows come first, without names: %s_{2,2} V", row->glyph);
  else note_what_it_takes(state, row);
  return FAILED;
}

static Status fail_unknown_argument(State *state, const char *function, const char *name, const char *const *known,
                                    int n, const char *call) {
  fail_unknown(state, function, name, known, n, NULL, (Span){0, 0});
  add_note(&state->context, "%s", call);
  return FAILED;
}

void print_parameter_list(const FunctionCode *code, Text *out) {
  for (int i = 0; i < code->n_parameters; i++) {
    text_format(out, "%s%s", i ? ", " : "", code->parameter[i]->text);
    if (!code->fallback || !code->fallback[i]) continue;
    text_format(out, "=");
    print_ast(code->fallback[i], out);
  }
}

void print_signature(const FunctionCode *code, Text *out) {
  const char *primes = code->ast && code->ast->kind == AST_FUNCTION && code->ast->primes ? "'" : "";
  text_format(out, "%s%s(", code->name ? code->name->text : "f", primes);
  print_parameter_list(code, out);
  text_format(out, ")");
}

Status note_signature(State *state, const FunctionCode *code) {
  Text text;
  text_open(&text, &state->context.memory);
  print_signature(code, &text);
  if (code->name) add_note(&state->context, "its definition is %s", text_string(&text));
  text_close(&text);
  return FAILED;
}

Status fail_unknown_name(State *state, const FunctionCode *code, const char *name) {
  const char *known[16];
  int n = 0;
  Text text;
  text_open(&text, &state->context.memory);
  print_signature(code, &text);
  while (n < code->n_parameters && n < 16) known[n] = code->parameter[n]->text, n++;
  fail_unknown_argument(state, code->name ? code->name->text : "an anonymous function", name, known, n,
                        text_string(&text));
  text_close(&text);
  return FAILED;
}

/* ---- procedures ---- */

Status fail_argument_count(State *state, const Procedure *procedure, int n) {
  int least = procedure->at_least, most = procedure->at_most, bound = n < least ? least : most;
  if (most == 0) fail(&state->context, "%s takes no arguments", procedure->name);
  else
    fail(&state->context, "%s takes %s%d argument%s, not %d", procedure->name,
         least == most ? ""
         : n < least   ? "at least "
                       : "at most ",
         bound, bound == 1 ? "" : "s", n);
  add_note(&state->context, "%s", procedure->help);
  return FAILED;
}

/* procedure->named is a list with commas. */
Status fail_unknown_setting(State *state, const Procedure *procedure, const char *name) {
  enum { NAMES_MAX = 12, BYTES_MAX = 160 };
  char names[BYTES_MAX];
  const char *known[NAMES_MAX];
  int n = 0;
  snprintf(names, sizeof names, "%s", procedure->named);
  for (char *at = names; *at && n < NAMES_MAX;) {
    char *end = at + strcspn(at, ",");
    known[n++] = at;
    at = *end ? end + 1 : end;
    *end = 0;
  }
  return fail_unknown_argument(state, procedure->name, name, known, n, procedure->help);
}

/* What these say is the program's own message, or about a file. */
bool tells_of_arguments(const Procedure *procedure) {
  static const char *const others[] = {"assert", "printf", "load", "save", "loadparams", "saveparams", "exit"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcmp(procedure->name, others[i]) == 0) return false;
  return true;
}
