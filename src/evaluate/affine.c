/* Expressions that are affine in the indices: a constant and a factor for each. */
#include "evaluate/affine.h"

#include <math.h>
#include <string.h>

int find_index(const Elements *elements, const Ast *ast) {
  for (int k = 0; ast->kind == AST_NAME && ast->place == PLACE_LOCAL && k < elements->n_indices; k++)
    if (elements->index[k].slot == ast->slot) return k;
  return -1;
}

bool mentions_index(const Elements *elements, const Ast *ast) {
  if (!ast) return false;
  if (ast->kind == AST_NAME) return find_index(elements, ast) >= 0;
  if (ast->kind == AST_SUM) return true;
  for (int i = 0; i < ast->n; i++)
    if (mentions_index(elements, ast->child[i])) return true;
  return mentions_index(elements, ast->arguments);
}

/* ---- affine expressions ---- */

static bool settled_number(const Elements *elements, const Ast *ast, int64_t *out) {
  Value value = {0};
  bool number = settled_value(elements->state, elements->frame, ast, &value) && is_scalar(value) &&
                value.number == floor(value.number) && fabs(value.number) < 1e12;
  if (number) *out = (int64_t)value.number;
  value_release(elements->state, value);
  return number;
}

bool is_constant(const Elements *elements, const Affine *a) {
  for (int k = 0; k < elements->n_indices; k++)
    if (a->factor[k]) return false;
  return true;
}

void add_scaled(const Elements *elements, Affine *a, int64_t scale, const Affine *b) {
  a->constant += scale * b->constant;
  for (int k = 0; k < elements->n_indices; k++) a->factor[k] += scale * b->factor[k];
}

static void scale_affine(const Elements *elements, Affine *a, int64_t scale) {
  a->constant *= scale;
  for (int k = 0; k < elements->n_indices; k++) a->factor[k] *= scale;
}

static bool is_within(int64_t number, int64_t limit) { return number >= -limit && number <= limit; }

/* Within these limits the sums that are made of places stay within 64 bits. */
static bool is_small(const Elements *elements, const Affine *a) {
  if (!is_within(a->constant, 1ll << 40)) return false;
  for (int k = 0; k < elements->n_indices; k++)
    if (!is_within(a->factor[k], 1 << 18)) return false;
  return true;
}

/* r (i-1), r(i-1), 2 · i: one factor holds indices at most. */
static bool read_affine_product(const Elements *elements, const Ast *ast, Affine *out) {
  *out = (Affine){.constant = 1};
  for (int i = 0; i < ast->n; i++) {
    Affine factor;
    if ((ast->kind == AST_PRODUCT && i && ast->joiner[i - 1] == '/') || !read_affine(elements, ast->child[i], &factor))
      return false;
    bool constant = is_constant(elements, out);
    if (!constant && !is_constant(elements, &factor)) return false;
    Affine other = constant ? factor : *out;
    int64_t scale = constant ? out->constant : factor.constant;
    if (!is_within(scale, 1 << 20) || !is_small(elements, &other)) return false;
    scale_affine(elements, &other, scale);
    *out = other;
  }
  return true;
}

static bool read_affine_sum(const Elements *elements, const Ast *ast, Affine *out) {
  Affine right;
  bool adds = strcmp(ast->row->name, "add") == 0, subtracts = strcmp(ast->row->name, "subtract") == 0;
  if (!read_affine(elements, ast->child[0], out)) return false;
  if (ast->n == 1 && ast->row == elements->state->row_negate) return scale_affine(elements, out, -1), true;
  if (ast->n != 2 || !(adds || subtracts) || !read_affine(elements, ast->child[1], &right)) return false;
  return add_scaled(elements, out, adds ? 1 : -1, &right), true;
}

static bool read_any(const Elements *elements, const Ast *ast, Affine *out) {
  int k = find_index(elements, ast);
  *out = (Affine){0};
  if (k >= 0) return out->factor[k] = 1, true;
  if (ast->kind == AST_INDEX_END) return out->constant = elements->end, elements->end >= 0;
  if (ast->kind == AST_NUMBER && !(fabs(ast->number) < 1e12)) return false;
  if (ast->kind == AST_NUMBER) return out->constant = (int64_t)ast->number, (double)out->constant == ast->number;
  if (ast->kind == AST_OPERATOR && !ast->arguments) return read_affine_sum(elements, ast, out);
  if (ast->kind == AST_PRODUCT) return read_affine_product(elements, ast, out);
  if (mentions_index(elements, ast)) {
    bool product = ast->kind == AST_CALL && ast->n == 2 && ast->child[1]->kind != AST_NAMED;
    return product && read_affine_product(elements, ast, out);
  }
  return settled_number(elements, ast, &out->constant);
}

bool read_affine(const Elements *elements, const Ast *ast, Affine *out) {
  return read_any(elements, ast, out) && is_small(elements, out);
}
