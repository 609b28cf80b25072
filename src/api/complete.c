/* Names that begin with a prefix, for a host's completion. */
#include "api/cnn.h"

#include "evaluate/evaluate.h"

#include "syntax/spelling.h"

#include <string.h>

typedef struct Search {
  const char *prefix;
  void (*each)(void *user, const char *name, const char *meaning);
  void *user;
} Search;

static void offer(const Search *search, const char *name, const char *meaning) {
  if (name && strncmp(name, search->prefix, strlen(search->prefix)) == 0)
    search->each(search->user, name, meaning ? meaning : "");
}

static void offer_rows(const Search *search) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      if (row->latex) offer(search, row->latex, row->glyph);
      if (row->form == FORM_FUNCTION && search->prefix[0] != '\\') offer(search, row->name, row->help);
    }
}

static void offer_letters(const Search *search) {
  const char *name;
  for (size_t i = 0; (name = latex_name(i)); i++) offer(search, name, latex_glyph(name, strlen(name)));
}

static void offer_library_name(void *search, const char *name) { offer(search, name, ""); }

static void offer_names(const Search *search, State *state) {
  for (size_t i = 0; i < state->n_globals; i++)
    if (state->global[i].value.kind != VALUE_NONE && !state->global[i].is_builtin && !state->global[i].is_library)
      offer(search, state->global[i].name->text, "");
  for (int k = 0; state->procedures[k]; k++)
    for (const Procedure *procedure = state->procedures[k]; procedure->name; procedure++)
      offer(search, procedure->name, procedure->help);
  if (each_library_name(state, offer_library_name, (void *)search) != OK) clear_error(&state->context);
}

void cnn_complete(cnn_State *host, const char *prefix, void (*each)(void *user, const char *name, const char *meaning),
                  void *user) {
  const Search search = {prefix, each, user};
  offer_rows(&search);
  if (prefix[0] == '\\') offer_letters(&search);
  else offer_names(&search, (State *)(void *)host);
}
