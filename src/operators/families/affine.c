#include "kernels/affine.h"
#include "operators/terms.h"

#include <math.h>

/* D, the description, has a column for each index and one for constants. Its rows: the first value of each index and
   the last one; then, four rows each, the places in Z, in U and in V; then conditions, which are 0 where a term counts. */
enum { U, V, D };
enum { BOUNDS = 2, PLACES = AFFINE_CONDITIONS };

static Status affine_size(OperatorCall *call) {
  const Extent *d = call->operand_size[D].axis;
  for (int axis = 0; axis < AXES; axis++) {
    if (!call->parameter[axis].given) call->parameter[axis].extent[0] = extent_of(1);
    call->parameter[axis].n = 1;
    call->size.axis[axis] = call->parameter[axis].extent[0];
  }
  bool rows = extent_less(d[0], extent_of(BOUNDS + PLACES)) == YES ||
              extent_less(extent_of(BOUNDS + AFFINE_ROWS_MAX), d[0]) == YES;
  bool columns = extent_less(d[1], extent_of(2)) == YES || extent_less(extent_of(AFFINE_INDICES_MAX + 1), d[1]) == YES;
  if (!rows && !columns) return OK;
  return fail(call->context,
              "the description of affine_sum is %s: it has %d rows or more (bounds, places in Z, U and V), and a column "
              "for each index and one for constants",
              describe_size(call->context, &call->operand_size[D]).text, BOUNDS + PLACES);
}

/* Bounds and constants below 2^40 and factors below 2^18 keep every place within 64 bits. */
static bool read_number(const OperatorCall *call, int64_t row, int64_t column, int64_t *out) {
  bool factor = row >= BOUNDS && column < length_of(call, D, 1) - 1;
  double number = tensor_get(call->operand[D], column * length_of(call, D, 0) + row), limit = factor ? 0x1p18 : 0x1p40;
  *out = (int64_t)(fabs(number) <= limit ? number : 0);
  return fabs(number) <= limit && number == floor(number);
}

static bool read_box(const OperatorCall *call, AffineBox *box) {
  bool whole = true;
  box->n = (int)length_of(call, D, 1) - 1;
  box->rows = (int)length_of(call, D, 0) - BOUNDS;
  for (int i = 0; i < box->n; i++) {
    whole &= read_number(call, 0, i, &box->from[i]) && read_number(call, 1, i, &box->to[i]);
    for (int row = 0; row < box->rows; row++) whole &= read_number(call, BOUNDS + row, i, &box->factor[row][i]);
  }
  for (int row = 0; row < box->rows; row++) whole &= read_number(call, BOUNDS + row, box->n, &box->constant[row]);
  for (int axis = 0; axis < AXES; axis++) {
    box->length[AFFINE_Z + axis] = call->size.axis[axis].number;
    box->length[AFFINE_U + axis] = length_of(call, U, axis);
    box->length[AFFINE_V + axis] = length_of(call, V, axis);
  }
  return whole;
}

static Status affine_forward(OperatorCall *call) {
  AffineBox box = {0};
  if (!read_box(call, &box)) return fail(call->context, "the description of affine_sum holds whole numbers: factors up to 2^18, others up to 2^40");
  int64_t size[AXES];
  for (int axis = 0; axis < AXES; axis++) size[axis] = call->size.axis[axis].number;
  if (!(call->result = tensor_zeros(call->context, call->precision, size))) return call->context->error->status;
  return affine_sum(call->context, call->precision, &box, call->operand[U]->data, call->operand[V]->data,
                    call->result->data);
}

/* ---- one element ---- */

/* A row of the description for these values of the indices. */
static int64_t value_of_row(const AffineBox *box, int row, const int64_t *index) {
  int64_t value = box->constant[row];
  for (int i = 0; i < box->n; i++) value += box->factor[row][i] * index[i];
  return value;
}

/* The place in Z, U or V, from 0; false: outside. */
static bool place_in(const AffineBox *box, int array, const int64_t *index, int64_t place[AXES]) {
  bool inside = true;
  for (int axis = 0; axis < AXES; axis++) {
    place[axis] = value_of_row(box, array + axis, index) - 1;
    inside &= place[axis] >= 0 && place[axis] < box->length[array + axis];
  }
  return inside;
}

static bool conditions_hold(const AffineBox *box, const int64_t *index) {
  for (int row = AFFINE_CONDITIONS; row < box->rows; row++)
    if (value_of_row(box, row, index)) return false;
  return true;
}

static bool next_index(const AffineBox *box, int64_t *index) {
  for (int i = box->n; i-- > 0; index[i] = box->from[i])
    if (++index[i] <= box->to[i]) return true;
  return false;
}

/* The left side's subscript is one index alone in most equations: that index has one value then. */
static void fix_free_indices(AffineBox *box, const int64_t at[AXES]) {
  for (int axis = 0; axis < AXES; axis++) {
    int alone = -1, n = 0;
    for (int i = 0; i < box->n; i++)
      if (box->factor[AFFINE_Z + axis][i]) alone = i, n++;
    if (n != 1 || box->factor[AFFINE_Z + axis][alone] != 1) continue;
    int64_t value = at[axis] + 1 - box->constant[AFFINE_Z + axis];
    if (value > box->from[alone]) box->from[alone] = value;
    if (value < box->to[alone]) box->to[alone] = value;
  }
}

static bool is_at(const int64_t a[AXES], const int64_t b[AXES]) {
  return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
}

/* A V of one number that is 1 stands for a sum over one array. */
static Term *product_at(const OperatorCall *call, const int64_t u[AXES], const int64_t v[AXES], Terms *terms) {
  bool alone = size_is_one_number(&call->operand_size[V]) && call->operand[V] && tensor_get(call->operand[V], 0) == 1;
  Term *element = term_reference(terms, U, u);
  return alone ? element : term_of_two(terms, TERM_PRODUCT, NULL, element, term_reference(terms, V, v));
}

enum { TRIES_MAX = 10000000 };

static Term *affine_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  AffineBox box = {0};
  int64_t index[AFFINE_INDICES_MAX], z[AXES], u[AXES], v[AXES], tries = 0;
  if (is_on_paper(call, D) || !read_box(call, &box)) return terms_of_whole(call, at, terms);
  fix_free_indices(&box, at);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  bool more = sum != NULL;
  for (int i = 0; i < box.n; i++) index[i] = box.from[i], more &= box.from[i] <= box.to[i];
  for (; more; more = next_index(&box, index)) {
    if (++tries > TRIES_MAX) return terms_of_whole(call, at, terms);
    if (!place_in(&box, AFFINE_Z, index, z) || !is_at(z, at) || !conditions_hold(&box, index)) continue;
    if (!place_in(&box, AFFINE_U, index, u) || !place_in(&box, AFFINE_V, index, v)) continue;
    if (!term_add(terms, sum, product_at(call, u, v, terms))) return NULL;
  }
  return sum;
}

static const OperatorRow rows[] = {
    {.name = "affine_sum", .form = FORM_FUNCTION, .n_operands = 3, .size = affine_size, .forward = affine_forward,
     .terms = affine_terms,
     .parameter = {{"r", PARAMETER_SIZE, 1, "rows of the result"},
                   {"c", PARAMETER_SIZE, 1, "columns of the result"},
                   {"h", PARAMETER_SIZE, 1, "maps of the result"},
                   {"q", PARAMETER_SIZE, 1, "examples of the result"}},
     .equation = "8.3",
     .help = "affine_sum(U, V, D, r, c, h, q): a sum of products of elements whose subscripts are affine, as D says",
     .example = "u = [1 2 3]\nv = [4 5 6]\n"
                "D = [1 0; 3 0; 0 1; 0 1; 0 1; 0 1; 0 1; 1 0; 0 1; 0 1; 0 1; 1 0; 0 1; 0 1]"
                "\naffine_sum(u, v, D, 1, 1, 1, 1)\nΣ_{i=1}^{3} u[i] v[i]"},
};

const OperatorFamily family_affine = {"affine", rows, sizeof rows / sizeof *rows};
