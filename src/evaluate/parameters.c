/* The parameters of an operator, _{2,2, stride=s}: windows and lengths by position, the others by name. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
#include "evaluate/expression.h"
#include "evaluate/paper.h"

#include <string.h>

static bool has_symbol(const Application *application) {
  for (int i = 0; i < application->n; i++)
    if (is_symbol(application->operand[i])) return true;
  return false;
}

/* S_r, R_c, H, Q … as the book and derive call lengths; any other name without a value is a slip. */
static bool is_size_symbol(const Name *name) {
  const char *text = name->text;
  if (!strchr("SRHLQ", text[0])) return false;
  if (text[1] == '_' && (text[2] == 'r' || text[2] == 'c')) text += 2;
  return text[1] == 0 || (unsigned char)text[1] >= 0x80;
}

/* ⊞ave_{S_r,S_c} dN of a derived equation: a size symbol without a value takes the length that the array has, and holds
   it from then on. */
static Status read_size_symbol(State *state, Frame *frame, const Ast *name, Value operand, int axis) {
  Variable *variable = variable_of(state, frame, name);
  double length = (double)value_length(operand, axis);
  if (variable->value.kind == VALUE_NONE) {
    store_plain(state, variable, number_value(length), 0);
    variable->is_size_symbol = true;
  }
  if (!variable->is_size_symbol || variable->value.number == length) return OK;
  return fail_at(&state->context, frame->source, name->span, "%s was %.15g, and here the array's length is %.15g",
                 name->name->text, variable->value.number, length);
}

/* A window or a length; on paper a name without a value is a size symbol. */
static Status evaluate_position(State *state, Frame *frame, const Ast *item, const Application *application, int axis,
                                Value *out) {
  bool outer = state->names_are_lengths;
  Status status = OK;
  state->names_are_lengths |= has_symbol(application);
  bool window = axis < AXES && item->kind == AST_NAME && is_size_symbol(item->name) &&
                application->row->form == FORM_PREFIX && is_numeric(application->operand[0]);
  if (state->checking && item->kind == AST_NAME && is_size_symbol(item->name) && is_unknown(application->operand[0]))
    return *out = unknown_value(state), OK;
  if (window) status = read_size_symbol(state, frame, item, application->operand[0], axis);
  if (status == OK) status = evaluate(state, frame, item, out);
  state->names_are_lengths = outer;
  return status;
}

/* pad=valid, pad=samme: a name without a value, where same or full may have been meant. */
static bool is_unknown_word(State *state, Frame *frame, const Ast *item, const OperatorRow *row) {
  static const char *const word[] = {"same", "full"};
  const Ast *value = item->child[0];
  if (value->kind != AST_NAME || row->parameter[find_parameter(row, item->name->text)].kind != PARAMETER_PAD) return false;
  bool valid = strcmp(value->name->text, "valid") == 0;
  const char *near = nearest_of(value->name->text, word, 2);
  if ((!valid && !near) || variable_of(state, frame, value)->value.kind != VALUE_NONE) return false;
  fail_at(&state->context, frame->source, value->span, "%s has no value", value->name->text);
  if (valid)
    add_note(&state->context, "without pad= the kernel stays inside the image (8.14): W ⊗ P, ⊞ave_{2,2} V");
  else add_note(&state->context, "did you mean pad=%s?", near);
  return true;
}

static Status set_named_parameter(State *state, Frame *frame, const Ast *item, Application *application) {
  int index = find_parameter(application->row, item->name->text);
  Word word;
  Value value = {0};
  if (index < 0) {
    fail_unknown_parameter(state, application->row, item->name->text, frame->source, item->child[0]->span);
    return place_error(&state->context, frame->source, item->span), FAILED;
  }
  if (is_pad_word(state, frame, item->child[0], &word)) {
    Status set = set_parameter_word(state, application, index, word);
    return place_error(&state->context, frame->source, item->span), set;
  }
  if (is_unknown_word(state, frame, item, application->row)) return FAILED;
  Status status = evaluate_position(state, frame, item->child[0], application, AXES, &value);
  if (status != OK) return status;
  status = set_parameter(state, application, index, value);
  if (status != OK) place_error(&state->context, frame->source, item->span);
  bool kept = status == OK && application->row->parameter[index].kind == PARAMETER_OPERAND;
  if (!kept) value_release(state, value);
  return status;
}

/* _{pad}: what a parameter is to be is missing. */
static void note_bare_parameter(State *state, const Ast *item, const OperatorRow *row) {
  int index = item->kind == AST_NAME ? find_parameter(row, item->name->text) : -1;
  if (index >= 0 && state->context.error->n_notes == 0)
    add_note(&state->context, "a parameter is given as %s=…: %s", item->name->text, row->parameter[index].help);
}

/* The one given by position that the error is about, or all of them. */
static Span place_of_parameters(State *state, const Ast *arguments) {
  int part = state->context.error->part;
  state->context.error->part = 0;
  for (int i = 0; i < arguments->n && part; i++)
    if (arguments->child[i]->kind != AST_NAMED && --part == 0) return arguments->child[i]->span;
  return arguments->span;
}

/* Operands given as parameters (at=V) stay owned by the application: the caller releases operand[n …]. */
Status evaluate_parameters(State *state, Frame *frame, const Ast *arguments, Application *application) {
  Value position[AXES] = {{0}};
  int n = 0;
  Status status = OK;
  for (int i = 0; i < arguments->n && status == OK; i++) {
    const Ast *item = arguments->child[i];
    if (item->kind == AST_NAMED) status = set_named_parameter(state, frame, item, application);
    else if (n == AXES)
      status = fail_at(&state->context, frame->source, item->span,
                       "too many numbers in _{…}: rows, columns, maps, examples");
    else {
      status = evaluate_position(state, frame, item, application, n, &position[n]);
      if (status != OK) note_bare_parameter(state, item, application->row);
      n++;
    }
  }
  if (status == OK && n) status = set_sizes(state, application, position, n);
  if (status != OK) place_error(&state->context, frame->source, place_of_parameters(state, arguments));
  for (int i = 0; i < n; i++) value_release(state, position[i]);
  return status;
}
