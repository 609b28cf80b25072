#include "operators/windows.h"

#include "kernels/correlate.h"

/* The limit keeps every index of the kernels within 64 bits. */
static Status check_bound(OperatorCall *call, int parameter, Extent value, int64_t least) {
  const char *name = call->row->parameter[parameter].name;
  if (!extent_is_number(value)) return OK;
  if (value.number >= least && value.number <= GEOMETRY_LIMIT) return OK;
  if (value.number < least)
    fail(call->context, "%s is %lld; it must be at least %lld", name, (long long)value.number, (long long)least);
  else fail(call->context, "%s is %lld; at most %d is possible", name, (long long)value.number, GEOMETRY_LIMIT);
  note_parameter(call->context, call->row, parameter);
  return FAILED;
}

Status normalise_pair(OperatorCall *call, int parameter, Extent rows, Extent columns) {
  ParameterValue *value = &call->parameter[parameter];
  if (!value->given) {
    value->extent[0] = rows, value->extent[1] = columns, value->n = 2;
    return OK;
  }
  if (value->n == 1) value->extent[1] = value->extent[0];
  else if (value->n != 2)
    return fail(call->context, "%s takes one number or two, [rows columns]; here are %d",
                call->row->parameter[parameter].name, value->n);
  value->n = 2;
  Status status = check_bound(call, parameter, value->extent[0], 1);
  return status == OK ? check_bound(call, parameter, value->extent[1], 1) : status;
}

/* The size stays at stride 1; an odd zero goes to the bottom and right. */
static void set_same_pad(Arena *arena, ParameterValue *value, const Extent span[2]) {
  for (int axis = 0; axis < 2; axis++) {
    Extent before = extent_floor_divide(arena, span[axis], extent_of(2));
    value->extent[2 * axis] = before;
    value->extent[2 * axis + 1] = extent_subtract(arena, span[axis], before);
  }
}

static void set_sides(ParameterValue *value, Extent rows, Extent columns) {
  value->extent[0] = value->extent[1] = rows;
  value->extent[2] = value->extent[3] = columns;
}

Status normalise_pad(OperatorCall *call, int parameter, const Extent span[2]) {
  ParameterValue *value = &call->parameter[parameter];
  if (!value->given) set_sides(value, extent_of(0), extent_of(0));
  else if (value->word == WORD_SAME) set_same_pad(call->arena, value, span);
  else if (value->word == WORD_FULL) set_sides(value, span[0], span[1]);
  else if (value->n == 1) set_sides(value, value->extent[0], value->extent[0]);
  else if (value->n == 2) set_sides(value, value->extent[0], value->extent[1]);
  else if (value->n != 4)
    return fail(call->context, "pad takes p, [p_r p_c], [top bottom left right], same or full; here are %d numbers",
                value->n);
  value->n = 4;
  value->word = WORD_NONE;
  Status status = OK;
  for (int side = 0; side < 4 && status == OK; side++)
    status = check_bound(call, parameter, value->extent[side], -(int64_t)GEOMETRY_LIMIT);
  return status;
}

Extent room_along(OperatorCall *call, int pad, int axis, Extent length, Extent span) {
  const Extent *side = call->parameter[pad].extent;
  Extent padded = extent_add(call->arena, length, extent_add(call->arena, side[2 * axis], side[2 * axis + 1]));
  return extent_subtract(call->arena, padded, extent_add(call->arena, span, extent_of(1)));
}

/* Half of what is missing, rounded up, is added to both sides. */
void note_room(OperatorCall *call, int pad, const Extent room[2]) {
  int64_t side[4];
  for (int i = 0; i < 4; i++) {
    Extent now = call->parameter[pad].extent[i], left = room[i / 2];
    if (!extent_is_number(now) || !extent_is_number(left)) {
      add_note(call->context, "use pad= to make room");
      return;
    }
    side[i] = now.number + (left.number < 0 ? (1 - left.number) / 2 : 0);
  }
  bool rows = side[0] == side[1], columns = side[2] == side[3];
  if (rows && columns && side[0] == side[2]) add_note(call->context, "pad=%lld makes room", (long long)side[0]);
  else if (rows && columns)
    add_note(call->context, "pad=[%lld %lld] makes room", (long long)side[0], (long long)side[2]);
  else
    add_note(call->context, "pad=[%lld %lld %lld %lld] makes room", (long long)side[0], (long long)side[1],
             (long long)side[2], (long long)side[3]);
}

Extent steps_in(OperatorCall *call, Extent room, Extent stride) {
  bool single_steps = extent_is_number(stride) && stride.number == 1;
  return extent_add(call->arena, single_steps ? room : extent_floor_divide(call->arena, room, stride), extent_of(1));
}
