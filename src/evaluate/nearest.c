/* What was meant by a name that nothing has: the known one that is nearest to it. */
#include "evaluate/evaluate.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Edits (insert, delete, replace, exchange of neighbours) between two short names; large when they are long. */
int edit_distance(const char *a, const char *b) {
  enum { LONGEST = 24 };
  int row[3][LONGEST + 1], n = (int)strlen(a), m = (int)strlen(b);
  if (n > LONGEST || m > LONGEST) return 99;
  for (int j = 0; j <= m; j++) row[0][j] = j;
  for (int i = 1; i <= n; i++) {
    int *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
    now[0] = i;
    for (int j = 1; j <= m; j++) {
      int best = before[j - 1] + (a[i - 1] != b[j - 1]);
      if (before[j] + 1 < best) best = before[j] + 1;
      if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < best)
        best = earlier[j - 2] + 1;
      now[j] = best;
    }
  }
  return row[n % 3][m];
}

static void consider(const char *candidate, const char *name, const char **best, int *least) {
  int edits = edit_distance(name, candidate);
  if (edits > 0 && edits < *least) *best = candidate, *least = edits;
}

static void consider_row(const OperatorRow *row, const char *name, const char **best, int *least) {
  consider(row->name, name, best, least);
  for (size_t i = 0; i < sizeof row->alias / sizeof *row->alias && row->alias[i]; i++)
    consider(row->alias[i], name, best, least);
}

/* w where W has a value, or W where w has. */
static const char *other_case(const State *state, const char *name) {
  for (size_t i = 0; i < state->n_globals; i++) {
    const Variable *variable = &state->global[i];
    if (is_bound_by_user(variable) && isalpha((unsigned char)*name) && strcasecmp(variable->name->text, name) == 0)
      return variable->name->text;
  }
  return NULL;
}

/* padding and pad, dim and dims: one begins with the other. */
static bool is_longer_form(const char *name, const char *candidate) {
  size_t n = strlen(name), m = strlen(candidate), common = n < m ? n : m;
  return common >= 2 && strncasecmp(name, candidate, common) == 0;
}

const char *nearest_of(const char *name, const char *const *candidate, int n) {
  const char *best = NULL;
  int least = strlen(name) < 4 ? 2 : 3;
  for (int i = 0; i < n; i++)
    if (is_longer_form(name, candidate[i])) return candidate[i];
  for (int i = 0; i < n; i++)
    if (strlen(candidate[i]) > 2) consider(candidate[i], name, &best, &least);
  return best;
}

const char *nearest_name(const State *state, const char *name) {
  const char *best = NULL;
  int least = strlen(name) < 6 ? 2 : 3;
  if (strlen(name) < 2) return other_case(state, name);
  for (size_t i = 0; i < state->n_globals; i++)
    if (state->global[i].value.kind != VALUE_NONE) consider(state->global[i].name->text, name, &best, &least);
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++)
      if (operator_families[f]->rows[i].form == FORM_FUNCTION)
        consider_row(&operator_families[f]->rows[i], name, &best, &least);
  for (int k = 0; state->procedures && state->procedures[k]; k++)
    for (const Procedure *procedure = state->procedures[k]; procedure->name; procedure++)
      consider(procedure->name, name, &best, &least);
  for (size_t i = 0; library_name(state, i); i++) consider(library_name(state, i), name, &best, &least);
  return best;
}
