/* A term that is no operator of the chapter, as affine_sum: its description has a column for each index, those of Σ
   before the free ones, rows fastest. */
#include "evaluate/recognise.h"
#include "kernels/affine.h"

typedef struct Columns {
  int n;
  int index[AFFINE_INDICES_MAX]; /* an index's number; WHOLE_AXIS - axis for an axis without a subscript */
  int64_t from[AFFINE_INDICES_MAX], to[AFFINE_INDICES_MAX];
  int64_t size[AXES];
} Columns;

enum { WHOLE_AXIS = -10 };

static bool occurs(const Term *term, int k) {
  for (int i = 0; i < term->n_elements + term->n_conditions; i++) {
    const Reference *reference = i < term->n_elements ? term->element[i] : term->condition[i - term->n_elements];
    for (int axis = 0; axis < AXES; axis++)
      if (reference->at[axis].factor[k]) return true;
  }
  return false;
}

static void add_column(Columns *columns, int index, int64_t from, int64_t to) {
  columns->index[columns->n] = index;
  columns->from[columns->n] = from;
  columns->to[columns->n++] = to;
}

static void find_columns(const Elements *elements, const Term *term, Columns *columns) {
  *columns = (Columns){.size = {1, 1, 1, 1}};
  for (int k = 0; k < elements->n_indices; k++)
    if (term->summed >> k & 1) add_column(columns, k, elements->index[k].from, elements->index[k].to);
  for (int axis = AXES - 1; axis >= 0; axis--) {
    for (int k = 0; k < elements->n_indices; k++)
      if (elements->index[k].axis == axis && occurs(term, k)) {
        columns->size[axis] = index_length(&elements->index[k]);
        add_column(columns, k, 1, columns->size[axis]);
      }
    for (int i = 0; i < term->n_elements; i++)
      if (term->element[i]->whole[axis]) columns->size[axis] = term->element[i]->length[axis];
    for (int i = 0, added = 0; i < term->n_elements && !added; i++)
      if (term->element[i]->whole[axis]) add_column(columns, WHOLE_AXIS - axis, 1, columns->size[axis]), added = 1;
  }
  if (columns->n == 0) add_column(columns, WHOLE_AXIS - AXES, 1, 1);
}

/* What index `column` and, last, the constant add to a place. */
static double place_entry(const Columns *columns, const Reference *reference, int axis, int column) {
  if (!reference) return column == columns->n;
  if (reference->whole[axis]) return column < columns->n && columns->index[column] == WHOLE_AXIS - axis;
  if (column == columns->n) return (double)reference->at[axis].constant;
  return columns->index[column] >= 0 ? (double)reference->at[axis].factor[columns->index[column]] : 0;
}

static double result_entry(const Elements *elements, const Columns *columns, int axis, int column) {
  bool moves = false, own = column < columns->n && columns->size[axis] != 1;
  if (own) {
    int k = columns->index[column];
    moves = k >= 0 ? elements->index[k].axis == axis : k == WHOLE_AXIS - axis;
  }
  return columns->size[axis] == 1 ? column == columns->n : moves;
}

static void describe(const Elements *elements, const Term *term, const Columns *columns, double *d, int64_t rows) {
  for (int column = 0; column <= columns->n; column++, d += rows) {
    d[0] = column < columns->n ? (double)columns->from[column] : 0;
    d[1] = column < columns->n ? (double)columns->to[column] : 0;
    for (int axis = 0; axis < AXES; axis++) {
      d[2 + AFFINE_Z + axis] = result_entry(elements, columns, axis, column);
      d[2 + AFFINE_U + axis] = place_entry(columns, term->element[0], axis, column);
      d[2 + AFFINE_V + axis] = place_entry(columns, term->n_elements > 1 ? term->element[1] : NULL, axis, column);
    }
    for (int i = 0; i < term->n_conditions; i++)
      d[2 + AFFINE_CONDITIONS + i] =
          place_entry(columns, term->condition[i], 0, column) - (column == columns->n); /* 1 becomes 0 */
  }
}

Status compute_affine_sum(const Elements *elements, const Term *term, Value *out) {
  State *state = elements->state;
  Columns columns;
  find_columns(elements, term, &columns);
  int64_t rows = 2 + AFFINE_CONDITIONS + term->n_conditions;
  Tensor *description = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){rows, columns.n + 1, 1, 1});
  if (!description) return state->context.error->status;
  describe(elements, term, &columns, description->data, rows);
  Value size[AXES], d = array_value(state, description);
  Value second = term->n_elements > 1 ? term->element[1]->value : number_value(1);
  for (int axis = 0; axis < AXES; axis++) size[axis] = number_value((double)columns.size[axis]);
  Application application = {.row = state->row_affine_sum, .n = 3, .operand = {term->element[0]->value, second, d}};
  Status status = set_sizes(state, &application, size, AXES);
  if (status == OK) status = apply_row(state, &application, out);
  value_release(state, d);
  return status;
}
