/* One sum of products over affine subscripts, on whole arrays: as ⊗ or * (8.13, 8.20, 8.44, 8.47, 8.6), as ⊞ave or ⊞max
   (8.22, 8.24, 8.36), as the array itself or a part of it, and otherwise as affine_sum, which takes any. */
#include "evaluate/recognise.h"

#include <string.h>

/* ---- the factors of a term ---- */

static bool mentions_summed(const Elements *elements, const Term *term, const Ast *ast) {
  if (!ast) return false;
  int k = find_index(elements, ast);
  if (k >= 0) return term->summed >> k & 1;
  if (ast->kind == AST_SUM) return true;
  for (int i = 0; i < ast->n; i++)
    if (mentions_summed(elements, term, ast->child[i])) return true;
  return mentions_summed(elements, term, ast->arguments);
}

static bool add_weight(const Ast **list, int *n, const Ast *ast) {
  if (*n == FACTORS_LIMIT) return false;
  return list[(*n)++] = ast, true;
}

static bool read_factor(const Elements *elements, const Ast *ast, Term *term);

static bool read_nested_sum(const Elements *elements, const Ast *ast, Term *term) {
  bool same = !term->summed || (ast->row == term->row && !(term->row && term->n_elements));
  for (int k = 0; k < elements->n_indices; k++)
    if (elements->index[k].sum == ast) term->summed |= 1u << k;
  term->row = ast->row;
  return same && ast->n != 2 && read_factor(elements, ast->child[0], term);
}

static bool read_product(const Elements *elements, const Ast *ast, Term *term) {
  for (int i = 0; i < ast->n; i++) {
    bool divides = ast->kind == AST_PRODUCT && i && ast->joiner[i - 1] == '/';
    if (!divides && !read_factor(elements, ast->child[i], term)) return false;
    if (!divides) continue;
    if (mentions_summed(elements, term, ast->child[i])) return false;
    if (!add_weight(term->divisor, &term->n_divisors, ast->child[i])) return false;
  }
  return true;
}

static bool read_element_factor(const Reference *reference, Term *term) {
  bool condition = reference->value.kind == VALUE_NONE;
  if (condition ? term->n_conditions == FACTORS_LIMIT : term->n_elements == 2) return false;
  if (condition) term->condition[term->n_conditions++] = reference;
  else term->element[term->n_elements++] = reference;
  return true;
}

static bool read_factor(const Elements *elements, const Ast *ast, Term *term) {
  const Reference *reference = find_reference(elements, ast);
  if (ast->kind == AST_SUM) return read_nested_sum(elements, ast, term);
  if (!term->row && !mentions_summed(elements, term, ast)) return add_weight(term->weight, &term->n_weights, ast);
  if (reference) return read_element_factor(reference, term);
  if (term->row) return false;
  if (ast->kind == AST_PRODUCT) return read_product(elements, ast, term);
  if (ast->kind != AST_OPERATOR || ast->arguments) return false;
  if (ast->row == elements->state->row_hadamard) return read_product(elements, ast, term);
  if (ast->row != elements->state->row_negate) return false;
  term->is_negative = !term->is_negative;
  return read_factor(elements, ast->child[0], term);
}

/* ---- where the free indices stand ---- */

int free_index_of(const Elements *elements, const Affine *at) {
  int found = NO_INDEX;
  for (int k = 0; k < elements->n_indices; k++)
    if (at->factor[k] && !elements->index[k].sum) found = found == NO_INDEX ? k : SEVERAL;
  return found;
}

int summed_index_of(const Elements *elements, const Affine *at) {
  int found = NO_INDEX;
  for (int k = 0; k < elements->n_indices; k++)
    if (at->factor[k] && elements->index[k].sum) found = found == NO_INDEX ? k : SEVERAL;
  return found;
}

/* x[k] with k from the first place to the last, once each and in order. */
bool is_bare(const Elements *elements, const Affine *at, int k, int64_t length) {
  return at->factor[k] == 1 && at->constant == 0 && elements->index[k].from == 1 && elements->index[k].to == length;
}

/* The element with its axes exchanged so that each free index stands where the left side has it; false: two share an axis. */
static bool align(const Elements *elements, const Reference *element, Reference *aligned, int from[AXES]) {
  bool taken[AXES] = {false};
  for (int axis = 0; axis < AXES; axis++) from[axis] = -1;
  for (int axis = 0; axis < AXES; axis++) {
    int k = free_index_of(elements, &element->at[axis]);
    if (element->whole[axis] || k == NO_INDEX) continue;
    if (k == SEVERAL || from[elements->index[k].axis] >= 0) return false;
    from[elements->index[k].axis] = axis;
    taken[axis] = true;
  }
  for (int axis = 0; axis < AXES; axis++)
    if (element->whole[axis] && from[axis] >= 0) return false;
  for (int axis = 0; axis < AXES; axis++)
    if (!taken[axis] && from[axis] < 0) from[axis] = axis, taken[axis] = true;
  for (int axis = 0, rest = 0; axis < AXES; axis++) {
    if (from[axis] >= 0) continue;
    while (taken[rest]) rest++;
    from[axis] = rest;
    taken[rest] = true;
  }
  *aligned = *element;
  for (int axis = 0; axis < AXES; axis++) {
    aligned->at[axis] = element->at[from[axis]];
    aligned->length[axis] = element->length[from[axis]];
    aligned->whole[axis] = element->whole[from[axis]];
  }
  return true;
}

/* The value with its axes in that order; a vector that only changes its direction to the maps' is maps(b). */
static Status take_aligned(const Elements *elements, const Reference *element, const int from[AXES], Value *out) {
  State *state = elements->state;
  bool moved = false;
  for (int axis = 0; axis < AXES; axis++) moved |= from[axis] != axis && element->length[from[axis]] != 1;
  *out = value_retain(element->value);
  if (!moved) return OK;
  bool vector = element->length[from[2]] == value_count(element->value);
  Value result = {0};
  Status status = vector ? apply1(state, state->row_maps, *out, &result) : permute_axes(state, out, from);
  if (vector && status == OK) value_store(state, out, result);
  if (status != OK) value_store(state, out, (Value){0});
  return status;
}

/* ---- an element by itself ---- */

static Status pick_axis(const Elements *elements, const Reference *element, int axis, Value *picks, bool *all) {
  const Affine *at = &element->at[axis];
  int k = free_index_of(elements, at);
  *picks = (Value){.kind = VALUE_COLON};
  if (element->whole[axis] || (k == NO_INDEX && element->length[axis] == 1)) return OK;
  if (k != NO_INDEX && is_bare(elements, at, k, element->length[axis])) return OK;
  *all = false;
  if (k == NO_INDEX) return *picks = number_value((double)at->constant), OK;
  int64_t n = index_length(&elements->index[k]);
  Tensor *row = tensor_new(&elements->state->context, DOUBLE, (int64_t[AXES]){1, n, 1, 1});
  if (!row) return elements->state->context.error->status;
  for (int64_t i = 0; i < n; i++) tensor_set(row, i, (double)(at->constant + at->factor[k] * (i + 1)));
  *picks = array_value(elements->state, row);
  return OK;
}

static Status pick_element(const Elements *elements, const Reference *aligned, Value array, Value *out) {
  Value picks[AXES] = {{0}};
  bool all = true;
  Status status = OK;
  for (int axis = 0; axis < AXES && status == OK; axis++)
    status = pick_axis(elements, aligned, axis, &picks[axis], &all);
  if (status == OK && all) *out = value_retain(array);
  else if (status == OK) status = index_value(elements->state, array, picks, AXES, out);
  for (int axis = 0; axis < AXES; axis++) value_release(elements->state, picks[axis]);
  return status;
}

/* ---- windows: 8.22, 8.24, 8.36 ---- */

typedef struct Windows {
  int64_t window[AXES], stride[2], pad[4];
  bool has_stride, has_pad;
} Windows;

/* Fits floor((length + before + after - span) / stride) + 1 = count with the smallest `after`; 0 where that will do. */
int64_t pad_after(int64_t length, int64_t before, int64_t span, int64_t stride, int64_t count) {
  int64_t least = stride * (count - 1) + span - length - before;
  return least <= 0 && -least < stride ? 0 : least;
}

static bool read_window(const Elements *elements, const Term *term, const Reference *element, int axis, Windows *w,
                        unsigned *used) {
  const Affine *at = &element->at[axis];
  int k = free_index_of(elements, at), i = summed_index_of(elements, at);
  int64_t length = element->length[axis], window = 1, first = at->constant, count = 1;
  if (k == SEVERAL || i == SEVERAL || (i >= 0 && *used >> i & 1)) return false;
  w->window[axis] = 1;
  if (element->whole[axis]) return axis >= 2;
  if (i >= 0) {
    int64_t factor = at->factor[i];
    if (factor != 1 && factor != -1) return false;
    window = index_length(&elements->index[i]);
    first += factor * (factor > 0 ? elements->index[i].from : elements->index[i].to);
    *used |= 1u << i;
  }
  int64_t stride = k >= 0 ? at->factor[k] : window;
  if (k >= 0) first += stride, count = index_length(&elements->index[k]);
  if (stride < 1 || window < 1) return false;
  int64_t before = 1 - first, after = pad_after(length, before, window, stride, count);
  w->window[axis] = window;
  if (axis >= 2) return stride == window && before == 0 && after == 0;
  w->stride[axis] = stride;
  w->pad[2 * axis] = before;
  w->pad[2 * axis + 1] = after;
  w->has_stride |= stride != window;
  w->has_pad |= before != 0 || after != 0;
  return term->n_conditions == 0 && before >= 0 && after >= 0;
}

static bool read_windows(const Elements *elements, const Term *term, const Reference *element, Windows *w) {
  unsigned used = 0;
  *w = (Windows){0};
  for (int axis = 0; axis < AXES; axis++)
    if (!read_window(elements, term, element, axis, w, &used)) return false;
  return used == term->summed;
}

/* Sets a parameter to numbers. */
Status set_row(State *state, Application *application, const char *name, const int64_t *number, int n) {
  double numbers[4];
  for (int i = 0; i < n; i++) numbers[i] = (double)number[i];
  bool equal = true;
  for (int i = 1; i < n; i++) equal &= number[i] == number[0];
  Value row = equal ? number_value(numbers[0]) : row_of_numbers(state, numbers, n);
  if (row.kind == VALUE_NONE) return state->context.error->status;
  Status status = set_parameter(state, application, find_parameter(application->row, name), row);
  value_release(state, row);
  return status;
}

static Status pool(const Elements *elements, const Term *term, const Windows *w, Value array, Value *out) {
  State *state = elements->state;
  Application application = {.row = term->row ? state->row_pool_max : state->row_pool_sum, .n = 1, .operand = {array}};
  Value window[AXES];
  int n = w->window[3] != 1 ? 4 : w->window[2] != 1 ? 3 : 2;
  for (int axis = 0; axis < n; axis++) window[axis] = number_value((double)w->window[axis]);
  Status status = set_sizes(state, &application, window, n);
  if (status == OK && w->has_stride) status = set_row(state, &application, "stride", w->stride, 2);
  if (status == OK && w->has_pad) status = set_row(state, &application, "pad", w->pad, 4);
  return status == OK ? apply_row(state, &application, out) : status;
}

/* ---- one element ---- */

/* Of maxima, those over windows alone. */
static bool is_window_maximum(const Elements *elements, const Term *term) {
  Reference aligned;
  Windows windows;
  int from[AXES];
  return term->row == elements->state->row_maximum && term->n_conditions == 0 &&
         align(elements, term->element[0], &aligned, from) && read_windows(elements, term, &aligned, &windows);
}

bool read_term(const Elements *elements, const Ast *ast, Term *term) {
  const Reference *reference = find_reference(elements, ast);
  *term = (Term){0};
  if (reference) return read_element_factor(reference, term) && term->n_elements == 1;
  if (ast->kind != AST_SUM || !read_factor(elements, ast, term) || !term->n_elements) return false;
  return !term->row || is_window_maximum(elements, term);
}

/* *done false: not a window or a part of the array. */
static Status compute_one(const Elements *elements, const Term *term, bool *done, Value *out) {
  Reference aligned;
  Windows windows;
  Value array = {0};
  int from[AXES];
  *done = false;
  if (term->n_elements != 1 || term->n_conditions || !align(elements, term->element[0], &aligned, from)) return OK;
  if (term->summed && !read_windows(elements, term, &aligned, &windows)) return OK;
  *done = true;
  Status status = take_aligned(elements, term->element[0], from, &array);
  if (status == OK)
    status = term->summed ? pool(elements, term, &windows, array, out) : pick_element(elements, &aligned, array, out);
  value_release(elements->state, array);
  return status;
}

Status compute_term(const Elements *elements, const Term *term, Value *out) {
  bool done = false;
  elements->state->here = elements->place->span;
  Status status = compute_one(elements, term, &done, out);
  if (!done && status == OK) status = compute_correlation(elements, term, &done, out);
  if (!done && status == OK) status = compute_matrix_product(elements, term, &done, out);
  if (!done && status == OK) status = compute_affine_sum(elements, term, out);
  return status;
}
