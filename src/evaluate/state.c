#include "evaluate/state.h"

#include "evaluate/session.h"

#include "evaluate/evaluate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void find_rows(State *state) {
  const struct {
    const OperatorRow **place;
    const char *name;
  } rows[] = {{&state->row_add, "add"},
              {&state->row_subtract, "subtract"},
              {&state->row_scale, "scale"},
              {&state->row_matmul, "matmul"},
              {&state->row_divide, "divide"},
              {&state->row_power, "power"},
              {&state->row_hadamard, "hadamard"},
              {&state->row_expand, "⊠ave"},
              {&state->row_transpose, "transpose"},
              {&state->row_index, "index"},
              {&state->row_place, "place"},
              {&state->row_replace, "replace"},
              {&state->row_alias, "alias"},
              {&state->row_cat, "cat"},
              {&state->row_convolve, "convolve"},
              {&state->row_negate, "negate"},
              {&state->row_correlate, "correlate"},
              {&state->row_correlate_examples, "correlate_examples"},
              {&state->row_permute, "permute"},
              {&state->row_softmax, "softmax"},
              {&state->row_crossentropy, "crossentropy"},
              {&state->row_softmax_crossentropy, "softmax_crossentropy"},
              {&state->row_single, "single"},
              {&state->row_double, "double"},
              {&state->row_for_all, "for_all"},
              {&state->row_sum_over, "sum_over"},
              {&state->row_weightmatrix, "weightmatrix"},
              {&state->row_affine_sum, "affine_sum"},
              {&state->row_pool_sum, "⊞ave"},
              {&state->row_pool_max, "⊞max"},
              {&state->row_maximum, "maximum"},
              {&state->row_maps, "maps"}};
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
  session_close(state);
  for (size_t i = 0; i < state->n_globals; i++) {
    value_store(state, &state->global[i].value, (Value){0});
    value_store(state, &state->global[i].gradient, (Value){0});
  }
  if (state->derivation) state->derivation->close(state);
  optimiser_close(state);
  library_close(state);
  if (state->paper.memory) arena_close(&state->paper);
  memory_release(&state->context.memory, state->global);
  names_close(&state->names);
  if (state->paper.memory) arena_close(&state->paper); /* lengths were read for a symbol that failed */
  context_close(&state->context);
}

/* A function in a file of the standard library, which binds it to the library's own variable. */
static Status bind_from_library(State *state, Name *name, int index) {
  Status status = load_from_library(state, name);
  if (status != OK || index == name->library || name->library < 0) return status;
  state->global[index].value = value_retain(state->global[name->library].value);
  state->global[index].is_builtin = true;
  return OK;
}

/* A name of the library: an operator's row (that of an index or a product too: rules call them by name), a procedure, or a
   function in a file. The list of globals may move meanwhile. */
static Status bind_builtin(State *state, Name *name, int index) {
  const OperatorRow *row = find_operator(name->text);
  const Procedure *procedure = find_procedure(state, name->text);
  Variable *variable = &state->global[index];
  if (procedure) variable->value = function_of_procedure(state, procedure);
  else if (row && (row->form == FORM_FUNCTION || row->form == FORM_INTERNAL))
    variable->value = function_of_row(state, row);
  else return bind_from_library(state, name, index);
  variable->is_builtin = true;
  return variable->value.kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
}

static int new_variable(State *state, Name *name, bool is_library) {
  if (!memory_reserve(&state->context.memory, &state->global, &state->globals_room, state->n_globals + 1,
                      sizeof *state->global))
    return (void)fail_out_of_memory(&state->context), -1;
  state->global[state->n_globals] =
      (Variable){.name = name, .id = ++state->next_id, .is_library = is_library, .is_unresolved = true};
  return (int)state->n_globals++;
}

/* Where memory failed when a name was first looked up, it is looked up again; its place stays, for code that was resolved
   meanwhile. */
static Variable *resolved_variable(State *state, Name *name, int index) {
  if (!state->global[index].is_unresolved) return &state->global[index];
  state->global[index].is_unresolved = false;
  if (state->global[index].value.kind == VALUE_NONE && bind_builtin(state, name, index) != OK) {
    state->global[index].is_unresolved = true;
    return NULL;
  }
  return &state->global[index];
}

Variable *global_variable(State *state, Name *name) {
  if (name->global < 0 && (name->global = new_variable(state, name, false)) < 0) return NULL;
  return resolved_variable(state, name, name->global);
}

static Variable *library_variable(State *state, Name *name) {
  if (name->library < 0 && (name->library = new_variable(state, name, true)) < 0) return NULL;
  return resolved_variable(state, name, name->library);
}

Variable *outer_variable(State *state, const Program *program, Name *name) {
  return program->is_library ? library_variable(state, name) : global_variable(state, name);
}

void clear_progress(State *state) {
  if (state->progress_open && state->host.write) state->host.write(state->host.user, 1, "\r\033[K", 4);
  state->progress_open = false;
}

void write_text(State *state, const char *text, size_t length) {
  if (state->checking) return;
  clear_progress(state);
  if (state->host.write) state->host.write(state->host.user, 0, text, length);
}

void write_note(State *state, Span span, const char *format, ...) {
  char message[MESSAGE_BYTES];
  unsigned line = 0, column = 0;
  if (state->checking) return;
  const Source *source = state->frame ? state->frame->source : NULL;
  Text out;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  clear_progress(state);
  if (source) locate(source, span.start, &line, &column);
  text_open(&out, &state->context.memory);
  if (source) text_format(&out, "%s:%u:%u: ", source->name, line, column);
  text_format(&out, "note: %s\n", message);
  if (state->host.write) state->host.write(state->host.user, 1, text_string(&out), out.length);
  text_close(&out);
}
