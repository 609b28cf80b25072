#include "kernels/select.h"

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

#define SELECT_LOOPS(Number)                                                                                      \
  static void read_##Number(const Context *context, const Selection *selection, const Number *x, Number *out) {   \
    EACH_SELECTED_COLUMN(selection, {                                                                             \
      if (rows->list) EACH_UNTIL_INTERRUPT(context, i, 0, rows->length) out[i] = x[start + rows->list[i]];        \
      else EACH_UNTIL_INTERRUPT(context, i, 0, rows->length) out[i] = x[start + rows->first + i];                 \
      out += rows->length;                                                                                        \
    })                                                                                                            \
  }                                                                                                               \
  static void add_##Number(const Context *context, const Selection *selection, const Number *value, Number *x) {  \
    EACH_SELECTED_COLUMN(selection, {                                                                             \
      EACH_UNTIL_INTERRUPT(context, i, 0, rows->length) x[start + pick(rows, i)] += *value++;                     \
    })                                                                                                            \
  }                                                                                                               \
  static void set_##Number(const Context *context, const Selection *selection, const Number *value, int64_t step, \
                           Number *x) {                                                                           \
    EACH_SELECTED_COLUMN(selection, {                                                                             \
      EACH_UNTIL_INTERRUPT(context, i, 0, rows->length) x[start + pick(rows, i)] = value[step * i];               \
      value += step * rows->length;                                                                               \
    })                                                                                                            \
  }
SELECT_LOOPS(double)
SELECT_LOOPS(float)

Status read_selected(Context *context, Precision precision, const Selection *selection, const void *x, void *out) {
  if (count_selected(selection) == 0) return OK;
  if (precision == SINGLE) read_float(context, selection, x, out);
  else read_double(context, selection, x, out);
  return poll_interrupt(context);
}

Status add_selected(Context *context, Precision precision, const Selection *selection, const void *values, void *x) {
  if (precision == SINGLE) add_float(context, selection, values, x);
  else add_double(context, selection, values, x);
  return poll_interrupt(context);
}

Status set_selected(Context *context, Precision precision, const Selection *selection, const void *values, int64_t step,
                    void *x) {
  if (precision == SINGLE) set_float(context, selection, values, step, x);
  else set_double(context, selection, values, step, x);
  return poll_interrupt(context);
}
