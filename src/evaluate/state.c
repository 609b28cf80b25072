#include "evaluate/state.h"

#include "evaluate/evaluate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void find_rows(State *state) {
  const struct { const OperatorRow **place; const char *name; } rows[] = {
      {&state->row_add, "add"}, {&state->row_subtract, "subtract"}, {&state->row_scale, "scale"}, {&state->row_matmul, "matmul"},
      {&state->row_divide, "divide"}, {&state->row_power, "power"}, {&state->row_hadamard, "hadamard"}, {&state->row_expand, "⊠ave"},
      {&state->row_transpose, "transpose"}, {&state->row_index, "index"}, {&state->row_place, "place"}, {&state->row_replace, "replace"},
      {&state->row_alias, "alias"}, {&state->row_cat, "cat"}, {&state->row_convolve, "convolve"}, {&state->row_negate, "negate"},
      {&state->row_correlate, "correlate"}, {&state->row_correlate_examples, "correlate_examples"}, {&state->row_permute, "permute"},
      {&state->row_softmax, "softmax"}, {&state->row_crossentropy, "crossentropy"}, {&state->row_softmax_crossentropy, "softmax_crossentropy"},
      {&state->row_single, "single"}, {&state->row_double, "double"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) *rows[i].place = find_operator(rows[i].name);
}

enum { STACK_DEFAULT = 1 << 20 };

Status state_open(State *state, Reallocate reallocate, void *user, size_t memory_limit) {
  *state = (State){.stack_limit = STACK_DEFAULT, .printing = true, .exit_status = -1};
  Status status = context_open(&state->context, reallocate, user, memory_limit);
  if (status == OK) status = names_open(&state->names, &state->context.memory);
  state->random = (Random){.seed = 1};
  find_rows(state);
  return status;
}

void state_close(State *state) {
  if (!state->context.errors) return;
  clear_error(&state->context);
  for (size_t i = 0; i < state->n_globals; i++) {
    value_store(state, &state->global[i].value, (Value){0});
    value_store(state, &state->global[i].gradient, (Value){0});
  }
  if (state->derivation) state->derivation->close(state);
  optimiser_close(state);
  library_close(state);
  memory_release(&state->context.memory, state->global);
  names_close(&state->names);
  context_close(&state->context);
}

/* A name of the library: an operator's row (that of an index or a product too: rules call them by name), a procedure, or a function in a file of the standard library. */
static Status bind_builtin(State *state, Name *name, Variable *variable) {
  const OperatorRow *row = find_operator(name->text);
  const Procedure *procedure = find_procedure(state, name->text);
  Value value = {0};
  if (procedure) value = function_of_procedure(state, procedure);
  else if (row && (row->form == FORM_FUNCTION || row->form == FORM_INTERNAL)) value = function_of_row(state, row);
  else return load_from_library(state, name);
  variable->value = value;
  variable->is_builtin = true;
  return value.kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
}

/* Memory failed when the name was first looked up. */
static Variable *resolve_again(State *state, Name *name) {
  if (state->global[name->global].value.kind == VALUE_NONE && bind_builtin(state, name, &state->global[name->global]) != OK) return NULL;
  state->global[name->global].is_unresolved = false;
  return &state->global[name->global];
}

Variable *global_variable(State *state, Name *name) {
  if (name->global >= 0 && !state->global[name->global].is_unresolved) return &state->global[name->global];
  if (name->global >= 0) return resolve_again(state, name);
  if (!memory_reserve(&state->context.memory, &state->global, &state->globals_room, state->n_globals + 1, sizeof *state->global))
    return (void)fail_out_of_memory(&state->context), NULL;
  name->global = (int)state->n_globals++;
  state->global[name->global] = (Variable){.name = name, .id = ++state->next_id};
  if (bind_builtin(state, name, &state->global[name->global]) == OK) return &state->global[name->global];
  /* the name is looked up again when it is next used; its place stays, for code that was resolved meanwhile */
  state->global[name->global].is_unresolved = true;
  return NULL;
}

void write_text(State *state, const char *text, size_t length) {
  if (state->host.write) state->host.write(state->host.user, 0, text, length);
}

void write_note(State *state, Span span, const char *format, ...) {
  char message[MESSAGE_BYTES];
  unsigned line = 0, column = 0;
  const Source *source = state->frame ? state->frame->source : NULL;
  Text out;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (source) locate(source, span.start, &line, &column);
  text_open(&out, &state->context.memory);
  if (source) text_format(&out, "%s:%u:%u: ", source->name, line, column);
  text_format(&out, "note: %s\n", message);
  if (state->host.write) state->host.write(state->host.user, 1, text_string(&out), out.length);
  text_close(&out);
}
