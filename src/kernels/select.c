#include "kernels/select.h"

#include <string.h>

static int64_t pick(const Picks *picks, int64_t k) { return picks->list ? picks->list[k] : picks->first + k; }

int64_t count_selected(const Selection *selection) {
  const Picks *axis = selection->axis;
  return axis[0].length * axis[1].length * axis[2].length * axis[3].length;
}

/* Whole axes, then one run, then single indices. */
bool is_one_run(const Selection *selection, int64_t *offset) {
  int64_t stride = 1;
  bool whole = true;
  *offset = 0;
  for (int k = 0; k < AXES; k++) {
    const Picks *picks = &selection->axis[k];
    if (picks->length == 0 || (picks->list && picks->length > 1) || (!whole && picks->length > 1)) return false;
    *offset += pick(picks, 0) * stride;
    stride *= selection->size[k];
    whole = whole && picks->length == selection->size[k];
  }
  return true;
}

/* Goes over the selected columns; `run` works on one, whose rows are selected by `rows`. */
#define EACH_SELECTED_COLUMN(selection, run)                                                                       \
  const Picks *axis = selection->axis, *rows = &axis[0];                                                           \
  for (int64_t q = 0; q < axis[3].length; q++)                                                                     \
    for (int64_t l = 0; l < axis[2].length; l++)                                                                   \
      for (int64_t j = 0; j < axis[1].length; j++) {                                                               \
        int64_t map = pick(&axis[3], q) * selection->size[2] + pick(&axis[2], l);                                  \
        int64_t start = (map * selection->size[1] + pick(&axis[1], j)) * selection->size[0];                       \
        run                                                                                                        \
      }

#define SELECT_LOOPS(Number)                                                                                       \
  static void read_##Number(const Selection *selection, const Number *x, Number *out) {                            \
    EACH_SELECTED_COLUMN(selection, {                                                                              \
      if (rows->list) for (int64_t i = 0; i < rows->length; i++) out[i] = x[start + rows->list[i]];                \
      else memcpy(out, x + start + rows->first, (size_t)rows->length * sizeof *x);                                 \
      out += rows->length;                                                                                         \
    })                                                                                                             \
  }                                                                                                                \
  static void add_##Number(const Selection *selection, const Number *value, Number *x) {                           \
    EACH_SELECTED_COLUMN(selection, {                                                                              \
      for (int64_t i = 0; i < rows->length; i++) x[start + pick(rows, i)] += *value++;                             \
    })                                                                                                             \
  }                                                                                                                \
  static void set_##Number(const Selection *selection, const Number *value, int64_t step, Number *x) {             \
    EACH_SELECTED_COLUMN(selection, {                                                                              \
      for (int64_t i = 0; i < rows->length; i++, value += step) x[start + pick(rows, i)] = *value;                 \
    })                                                                                                             \
  }
SELECT_LOOPS(double)
SELECT_LOOPS(float)

void read_selected(Precision precision, const Selection *selection, const void *x, void *out) {
  if (count_selected(selection) == 0) return;
  if (precision == SINGLE) read_float(selection, x, out);
  else read_double(selection, x, out);
}

void add_selected(Precision precision, const Selection *selection, const void *values, void *x) {
  if (precision == SINGLE) add_float(selection, values, x);
  else add_double(selection, values, x);
}

void set_selected(Precision precision, const Selection *selection, const void *values, int64_t step, void *x) {
  if (precision == SINGLE) set_float(selection, values, step, x);
  else set_double(selection, values, step, x);
}
