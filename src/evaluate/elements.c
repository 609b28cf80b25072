/* Reading sums and equations over elements of arrays, W_{i,j}^{h,l}, and conditions, i == j. */
#include "evaluate/affine.h"

#include <math.h>
#include <string.h>

const Reference *find_reference(const Elements *elements, const Ast *ast) {
  for (int i = 0; i < elements->n_references; i++)
    if (elements->reference[i].ast == ast) return &elements->reference[i];
  return NULL;
}

typedef struct Accesses {
  const Ast *base;
  int n_subscripts, n_superscripts;
  Ast *const *subscript, *const *superscript;
} Accesses;

static bool read_accesses(const Ast *ast, Accesses *out) {
  *out = (Accesses){0};
  for (; ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT; ast = ast->child[0]) {
    bool sub = ast->kind == AST_SUBSCRIPT;
    if (sub ? out->n_subscripts : out->n_superscripts) return false;
    if (sub) out->n_subscripts = ast->n - 1, out->subscript = ast->child + 1;
    else out->n_superscripts = ast->n - 1, out->superscript = ast->child + 1;
  }
  out->base = ast;
  return ast->kind == AST_NAME || ast->kind == AST_FIELD;
}

/* A symbol serves where its lengths are numbers: ranges are found from them. */
static bool has_numeric_size(Value value) { return is_symbol(value) && size_is_numeric(&value.symbol->size); }

/* Leading superscripts, or subscripts where there are none, pick an element of a list; they hold no index. */
static bool pick_from_list(const Elements *elements, Accesses *a, Value *value) {
  while (value->kind == VALUE_LIST) {
    bool super = a->n_superscripts > 0;
    Affine at;
    if (!super && !a->n_subscripts) return false;
    if (!read_affine(elements, super ? a->superscript[0] : a->subscript[0], &at) || !is_constant(elements, &at) ||
        at.constant < 1 || at.constant > value->list->n)
      return false;
    value_store(elements->state, value, value_retain(value->list->item[at.constant - 1]));
    if (super) a->superscript++, a->n_superscripts--;
    else a->subscript++, a->n_subscripts--;
  }
  return is_numeric(*value) || has_numeric_size(*value);
}

static bool read_subscripts(Elements *elements, const Accesses *a, Reference *reference) {
  const int64_t *length = reference->length;
  int n = a->n_subscripts;
  bool planar = length[2] == 1 && length[3] == 1, single = n == 1;
  int first = single && length[0] == 1 && length[1] != 1 ? 1 : 0;
  if (n > AXES || (n > 2 && a->n_superscripts)) return false;
  if (single && !a->n_superscripts && !(planar && (length[0] == 1 || length[1] == 1))) return false;
  if (single && length[1 - first] != 1) return false;
  for (int i = 0; i < n; i++) {
    elements->end = length[first + i];
    bool read = read_affine(elements, a->subscript[i], &reference->at[first + i]);
    elements->end = -1;
    if (!read) return false;
    reference->whole[first + i] = false;
  }
  return true;
}

static bool read_superscripts(const Elements *elements, const Accesses *a, Reference *reference) {
  int n = a->n_superscripts;
  bool has_maps = reference->length[2] > 1 || reference->length[3] > 1;
  if (n > 2) return false;
  for (int i = 0; i < n; i++) {
    int axis = i == n - 1 ? 2 : 3;
    Affine *at = &reference->at[axis];
    if (!read_affine(elements, a->superscript[i], at)) return false;
    reference->whole[axis] = false;
    if (n == 2 || has_maps) continue;
    int k = find_index(elements, a->superscript[i]); /* of one map: that map, where the index is 1 alone */
    if (k < 0) return false;
    reference->power_or_map = k;
    *at = (Affine){.constant = 1};
  }
  return true;
}

static bool read_element(Elements *elements, const Ast *ast, Reference *reference) {
  Accesses a;
  *reference = (Reference){.ast = ast, .power_or_map = -1};
  if (!read_accesses(ast, &a)) return false;
  bool own = a.base->kind != AST_NAME || a.n_subscripts ||
             variable_of(elements->state, elements->frame, a.base)->value.kind != VALUE_NONE;
  if (!own || !peek_value(elements->state, elements->frame, a.base, &reference->value)) return false;
  if (!pick_from_list(elements, &a, &reference->value)) return false;
  for (int axis = 0; axis < AXES; axis++) {
    reference->length[axis] = value_length(reference->value, axis);
    reference->whole[axis] = reference->length[axis] != 1;
    reference->at[axis].constant = 1;
  }
  if (!read_subscripts(elements, &a, reference) || !read_superscripts(elements, &a, reference)) return false;
  return !reference->whole[0] && !reference->whole[1];
}

static bool is_equality(const Ast *ast) {
  return ast->kind == AST_OPERATOR && ast->n == 2 && strcmp(ast->row->name, "equal") == 0;
}

static bool read_condition(const Elements *elements, const Ast *ast, Reference *reference) {
  Affine left, right;
  *reference = (Reference){.ast = ast, .length = {1, 1, 1, 1}, .power_or_map = -1};
  if (!read_affine(elements, ast->child[0], &left) || !read_affine(elements, ast->child[1], &right)) return false;
  for (int axis = 0; axis < AXES; axis++) reference->at[axis].constant = 1;
  add_scaled(elements, &reference->at[0], 1, &left);
  add_scaled(elements, &reference->at[0], -1, &right);
  return true;
}

/* ---- the walk over an expression ---- */

static void read_bounds(Elements *elements, const Ast *sum, AffineIndex *index) {
  double limit[2];
  for (int i = 0; i < 2; i++) {
    Value value = {0};
    elements->is_readable &= !mentions_index(elements, sum->child[i + 1]) &&
                             settled_value(elements->state, elements->frame, sum->child[i + 1], &value) &&
                             is_scalar(value);
    limit[i] = elements->is_readable ? value.number : 0;
    value_release(elements->state, value);
  }
  index->infinite = (isinf(limit[0]) && limit[0] < 0) || (isinf(limit[1]) && limit[1] > 0);
  index->stated = true;
  for (int i = 0; i < 2; i++)
    elements->is_readable &= index->infinite || (limit[i] == floor(limit[i]) && fabs(limit[i]) < 1e12);
  if (!elements->is_readable) return;
  index->from = limit[0] < -1e12 ? -(1ll << 40) : (int64_t)limit[0];
  index->to = limit[1] > 1e12 ? 1ll << 40 : (int64_t)limit[1];
  index->known = !index->infinite;
}

static void read_expression(Elements *elements, const Ast *ast, bool in_sum);

static void read_sum(Elements *elements, const Ast *ast) {
  if (elements->n_indices == INDICES_LIMIT || ast->n == 2) {
    elements->is_readable = false;
    return;
  }
  AffineIndex *index = &elements->index[elements->n_indices++];
  *index = (AffineIndex){.slot = ast->slot, .name = ast->name, .sum = ast, .axis = -1};
  if (ast->n == 3) read_bounds(elements, ast, index);
  read_expression(elements, ast->child[0], true);
}

static void read_expression(Elements *elements, const Ast *ast, bool in_sum) {
  if (!ast || !elements->is_readable) return;
  bool element = (ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT) && mentions_index(elements, ast);
  bool power = element && ast->kind == AST_SUPERSCRIPT && ast->n == 2 && !mentions_index(elements, ast->child[1]);
  bool condition = in_sum && is_equality(ast) && mentions_index(elements, ast);
  if (element || condition) {
    if (elements->n_references == REFERENCES_LIMIT) elements->is_readable = false;
    if (!elements->is_readable) return;
    Reference *reference = &elements->reference[elements->n_references];
    bool read = condition ? read_condition(elements, ast, reference) : read_element(elements, ast, reference);
    if (read) elements->n_references++;
    else value_release(elements->state, reference->value);
    if (!read && power) read_expression(elements, ast->child[0], in_sum);
    else elements->is_readable &= read;
  } else if (ast->kind == AST_SUM) {
    read_sum(elements, ast);
  } else if (ast->kind != AST_LAMBDA) {
    for (int i = 0; i < ast->n; i++) read_expression(elements, ast->child[i], in_sum);
    read_expression(elements, ast->arguments, in_sum);
  }
}

/* z_{i,j}^{q,h}: rows and columns by subscripts, maps and examples by superscripts, each index once. */
static bool read_target(Elements *elements, const Ast *target) {
  for (; target->kind == AST_SUBSCRIPT || target->kind == AST_SUPERSCRIPT; target = target->child[0])
    for (int i = 1; i < target->n; i++) {
      int k = find_index(elements, target->child[i]);
      int axis = target->kind == AST_SUBSCRIPT ? i - 1 : i == target->n - 1 ? 2 : 3;
      if (k < 0 || elements->index[k].axis >= 0 || axis >= AXES) return false;
      for (int other = 0; other < elements->n_indices; other++)
        if (elements->index[other].axis == axis) return false;
      elements->index[k].axis = axis;
    }
  return target->kind == AST_NAME;
}

static void read_stated_ranges(Elements *elements, const Ast *ranges) {
  for (int i = 0; ranges && i < ranges->n; i++)
    for (int k = 0; k < elements->n_indices; k++) {
      AffineIndex *index = &elements->index[k];
      Value list = {0};
      if (ranges->child[i]->name != index->name) continue;
      bool read = settled_value(elements->state, elements->frame, ranges->child[i]->child[0], &list);
      int64_t count = read && is_numeric(list) ? value_count(list) : 0;
      elements->is_readable &=
          count > 0 && value_element(list, 0) == 1 && value_element(list, count - 1) == (double)count;
      value_release(elements->state, list);
      index->from = 1, index->to = count;
      index->stated = index->known = true;
    }
}

bool shares_axis(const Elements *elements) {
  for (int k = 0; k < elements->n_indices; k++)
    for (int i = 0; elements->index[k].axis >= 0 && i < elements->n_references; i++) {
      const Reference *reference = &elements->reference[i];
      int axis = elements->index[k].axis;
      if (reference->whole[axis] && reference->length[axis] > 1) return true;
    }
  return false;
}

Status open_elements(State *state, Frame *frame, const Ast *place, const FreeIndices *free, Elements **out) {
  Elements *elements = memory_allocate(&state->context.memory, sizeof *elements);
  if (!elements) return fail_out_of_memory(&state->context);
  *out = elements;
  elements->state = state, elements->frame = frame, elements->place = place;
  elements->n_indices = elements->n_references = 0;
  elements->is_readable = true;
  elements->end = -1;
  for (int k = 0; free && k < free->n; k++)
    elements->index[elements->n_indices++] = (AffineIndex){.slot = free->slot[k], .name = free->name[k], .axis = -1};
  if (free) elements->is_readable = read_target(elements, place->child[0]);
  if (free && place->n > 2) read_stated_ranges(elements, place->child[2]);
  read_expression(elements, free ? place->child[1] : place, false);
  return state->context.has_error ? state->context.error->status : OK;
}

void close_elements(Elements *elements) {
  for (int i = 0; i < elements->n_references; i++) value_release(elements->state, elements->reference[i].value);
  memory_release(&elements->state->context.memory, elements);
}

/* ---- from the text alone ---- */

static bool is_product(const Ast *ast, bool *has_element) {
  switch (ast->kind) {
    case AST_NUMBER:
    case AST_NAME: return true;
    case AST_SUBSCRIPT: return *has_element = true;
    case AST_SUPERSCRIPT: return is_product(ast->child[0], has_element);
    case AST_SUM: return ast->n != 2 && is_product(ast->child[0], has_element);
    case AST_OPERATOR:
      if (is_equality(ast)) return true;
      if (ast->arguments || !ast->row->broadcasts || strcmp(ast->row->name, "hadamard") != 0) return false;
      return is_product(ast->child[0], has_element) && is_product(ast->child[1], has_element);
    case AST_PRODUCT:
      for (int i = 0; i < ast->n; i++)
        if (!is_product(ast->child[i], has_element)) return false;
      return true;
    default: return false;
  }
}

bool is_product_of_elements(const Ast *body) {
  bool has_element = false;
  return is_product(body, &has_element) && has_element;
}
