#include "evaluate/dry.h"
#include "evaluate/paper.h"

#include <math.h>

static const Value all = {.kind = VALUE_COLON};

static bool is_one(Extent extent) { return extent_equal(extent, extent_of(1)) == YES; }

/* The one element of an axis of length 1 is the whole axis; an index that an equation keeps stays, W^{h,l}. */
static Value index_of_axis(const Size *size, Value index, int axis) {
  return is_numeric(index) && is_one(size->axis[axis]) ? all : index;
}

static Status check_inside(State *state, Value index, Extent length, int axis) {
  static const char *const name[AXES] = {"rows", "columns", "maps", "examples"};
  Text text;
  if (index.kind == VALUE_NUMBER && (index.number < 1 || index.number != floor(index.number)))
    return fail(&state->context, "index %.15g: indices are whole numbers from 1 on", index.number);
  if (index.kind != VALUE_NUMBER || extent_less(length, extent_of((int64_t)index.number)) != YES) return OK;
  text_open(&text, &state->context.memory);
  print_extent(length, &text);
  fail(&state->context, "index %.15g is outside: there are %s %s", index.number, text_string(&text), name[axis]);
  text_close(&text);
  return FAILED;
}

static Status apply_axes(State *state, Value base, const Value axes[AXES], Value *out) {
  Application application = {.row = state->row_index, .n = 1, .operand = {base}};
  Size size = value_size(base);
  Status status = OK;
  for (int axis = 0; axis < AXES && status == OK; axis++) {
    Value index = index_of_axis(&size, axes[axis], axis);
    if (index.kind == VALUE_COLON) continue;
    if (!is_operand(index))
      return fail(&state->context, "an index is a number, a vector or `:`, not %s", kind_name(index));
    if (is_numeric(index) && !is_settled(index)) return *out = unknown_value(state), OK; /* in a dry run */
    status = check_inside(state, index, size.axis[axis], axis);
    application.operand[1 + axis] = index;
    application.n = 2 + axis;
  }
  if (status == OK && application.n == 1) return *out = value_retain(base), OK;
  for (int axis = 0; axis + 1 < application.n; axis++)
    if (application.operand[1 + axis].kind == VALUE_NONE) application.operand[1 + axis] = all;
  return status == OK ? apply_row(state, &application, out) : status;
}

Status index_on_paper(State *state, Value base, const Value *index, int n, Value *out) {
  Value axes[AXES] = {all, all, all, all};
  Size size = value_size(base);
  if (n > AXES) return fail(&state->context, "%d indices: an array has four axes (rows, columns, maps, examples)", n);
  bool row = n == 1 && is_one(size.axis[0]) && !is_one(size.axis[1]);
  for (int i = 0; i < n; i++) axes[row ? 1 : i] = index[i];
  return apply_axes(state, base, axes, out);
}

/* A superscript of a single map is a power, but for an index, which a Σ or the left side of an equation has bound. */
Status pick_maps_on_paper(State *state, Value base, const Value *index, int n, bool grouped, Value *out) {
  Value axes[AXES];
  Size size = value_size(base);
  bool single_map = is_one(size.axis[2]) && is_one(size.axis[3]), bound = is_symbol(index[0]);
  if (n == 1 && is_operand(index[0]) && !bound && (grouped || single_map))
    return apply2(state, state->row_power, base, index[0], out);
  Status status = map_indices(state, index, n, axes);
  return status == OK ? apply_axes(state, base, axes, out) : status;
}
