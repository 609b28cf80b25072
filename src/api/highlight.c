/* What the pieces of a text are, and whether it is a whole one, for hosts where a person types. */
#include "api/host.h"

#include "syntax/highlight.h"
#include "syntax/spelling.h"

#include <string.h>

_Static_assert((int)PIECE_PLAIN == (int)CNN_PLAIN && (int)PIECE_NAME == (int)CNN_NAME &&
                   (int)PIECE_MISTAKE == (int)CNN_MISTAKE,
               "cnn_Kind is PieceKind");

static bool is_in_library(State *state, const char *name, size_t length) {
  const char *path;
  if (find_in_library(state, name, length, &path) != OK) clear_error(&state->context);
  return path != NULL;
}

/* What a program finds by a name, in the same order: its variables, operators, procedures, the library. */
static PieceKind kind_of_name(void *names, const char *text, size_t length) {
  State *state = names;
  char name[NAME_BYTES];
  const Name *known = find_name(&state->names, text, length);
  const Value *value = known && known->global >= 0 ? &state->global[known->global].value : NULL;
  if (value && value->kind != VALUE_NONE) return value->kind == VALUE_FUNCTION ? PIECE_FUNCTION : PIECE_VARIABLE;
  if (length >= sizeof name) return PIECE_NAME;
  memcpy(name, text, length);
  name[length] = 0;
  const OperatorRow *row = find_operator(name);
  if ((row && row->form == FORM_FUNCTION) || find_procedure(state, name) || is_in_library(state, name, length))
    return PIECE_FUNCTION;
  return PIECE_NAME;
}

typedef struct Hearer {
  void (*each)(void *user, size_t start, size_t end, cnn_Kind kind);
  void *user;
} Hearer;

static void tell(void *user, size_t start, size_t end, PieceKind kind) {
  const Hearer *hearer = user;
  hearer->each(hearer->user, start, end, (cnn_Kind)kind);
}

/* The scanner's text is UTF-8 and ends with NUL: what is not becomes a control character. */
static char *copy_as_text(Memory *memory, const char *text, size_t length) {
  char *copy = memory_allocate(memory, length + 1);
  if (!copy) return NULL;
  memcpy(copy, text, length);
  copy[length] = 0;
  for (size_t at = 0; (at += find_bad_byte(copy + at, length - at)) < length; at++) copy[at] = 1;
  return copy;
}

void cnn_highlight(cnn_State *host, const char *text, size_t length,
                   void (*each)(void *user, size_t start, size_t end, cnn_Kind kind), void *user) {
  State *state = &host->state;
  Hearer hearer = {each, user};
  state->context.interrupt = 0;
  char *copy = copy_as_text(&state->context.memory, text, length);
  if (copy) find_pieces(copy, &(Pieces){kind_of_name, state, tell, &hearer});
  else if (length > 0) each(user, 0, length, CNN_PLAIN);
  memory_release(&state->context.memory, copy);
}

int cnn_is_complete(cnn_State *host, const char *text, size_t length) {
  State *state = &host->state;
  Program *program = NULL;
  state->context.interrupt = 0;
  clear_error(&state->context);
  Source *source = source_new(&state->context, "input", text, length);
  Status status = source ? parse_text(&state->context, &state->names, source, &program) : OUT_OF_MEMORY;
  program_release(&state->context, program);
  source_release(&state->context, source);
  clear_error(&state->context);
  return status != INCOMPLETE;
}
