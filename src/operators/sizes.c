#include "operators/sizes.h"

#include <stdio.h>

/* Closes the text. */
static SizeText take_text(Text *text) {
  SizeText described;
  snprintf(described.text, sizeof described.text, "%s", text_string(text));
  text_close(text);
  return described;
}

SizeText describe_size(Context *context, const Size *size) {
  Text text;
  text_open(&text, &context->memory);
  print_size(size, &text);
  return take_text(&text);
}

SizeText describe_extent(Context *context, Extent extent) {
  Text text;
  text_open(&text, &context->memory);
  print_extent(extent, &text);
  return take_text(&text);
}

SizeText describe_operand(const OperatorCall *call, int operand) {
  return describe_size(call->context, &call->operand_size[operand]);
}

void note_parameter(Context *context, const OperatorRow *row, int parameter) {
  add_note(context, "%s: %s", row->parameter[parameter].name, row->parameter[parameter].help);
}

static bool is_number(Extent extent, int64_t number) { return extent_equal(extent, extent_of(number)) == YES; }

bool operand_is_given(const OperatorCall *call, int operand) {
  if (operand >= call->n_operands) return false;
  const Extent *axis = call->operand_size[operand].axis;
  return call->operand[operand] ||
         !(is_number(axis[0], 0) && is_number(axis[1], 0) && is_number(axis[2], 0) && is_number(axis[3], 0));
}

bool size_is_one_number(const Size *size) {
  const Extent *axis = size->axis;
  return is_number(axis[0], 1) && is_number(axis[1], 1) && is_number(axis[2], 1) && is_number(axis[3], 1);
}

Extent count_of(const OperatorCall *call, const Size *size) {
  Extent count = extent_of(1);
  for (int axis = 0; axis < AXES; axis++) count = extent_multiply(call->arena, count, size->axis[axis]);
  return count;
}

Status size_like_operand(OperatorCall *call) {
  call->size = call->operand_size[0];
  return OK;
}

Status size_of_number(OperatorCall *call) {
  call->size = size_from(extent_of(1), extent_of(1), extent_of(1), extent_of(1));
  return OK;
}

/* An H × 1 or 1 × H operand meets H maps: the reader meant a bias for each map, 8.32 with one b^h a map. */
static bool is_bias_without_maps(const Size *bias, const Size *stack) {
  Extent maps = stack->axis[2];
  if (is_number(maps, 1) || !is_number(bias->axis[2], 1) || !is_number(bias->axis[3], 1)) return false;
  return (extent_equal(bias->axis[0], maps) == YES && is_number(bias->axis[1], 1)) ||
         (extent_equal(bias->axis[1], maps) == YES && is_number(bias->axis[0], 1));
}

Size size_transposed(const Size *size) {
  return size_from(size->axis[1], size->axis[0], size->axis[2], size->axis[3]);
}

static bool certainly_broadcast(const Size *left, const Size *right) {
  bool fit = true;
  for (int axis = 0; axis < AXES; axis++)
    fit &= is_number(left->axis[axis], 1) || is_number(right->axis[axis], 1) ||
           extent_equal(left->axis[axis], right->axis[axis]) == YES;
  return fit;
}

/* What would fit: maps(b), a transposed side, a start of the other side's size in place of [ ]. */
static void note_broadcast(OperatorCall *call) {
  const Size *left = &call->operand_size[0], *right = &call->operand_size[1];
  Size left_turned = size_transposed(left), right_turned = size_transposed(right);
  const char *glyph = call->row->glyph;
  int empty = is_number(left->axis[0], 0) ? 0 : is_number(right->axis[0], 0) ? 1 : -1;
  if (is_bias_without_maps(right, left))
    add_note(call->context, "a bias for maps is 1 × 1 × H: write maps(\2b\2)");
  else if (is_bias_without_maps(left, right))
    add_note(call->context, "a bias for maps is 1 × 1 × H: write maps(\1b\1)");
  else if (empty >= 0 && size_is_numeric(&call->operand_size[1 - empty]))
    add_note(call->context, "an empty array is no start for a sum; zeros(%lld, %lld) is one",
             (long long)length_of(call, 1 - empty, 0), (long long)length_of(call, 1 - empty, 1));
  else if (glyph && certainly_broadcast(left, &right_turned))
    add_note(call->context, "the right side transposed, %s, fits: \1Z\1 %s \2b\2'",
             describe_size(call->context, &right_turned).text, glyph);
  else if (glyph && certainly_broadcast(&left_turned, right))
    add_note(call->context, "the left side transposed, %s, fits: \1Z\1' %s \2b\2",
             describe_size(call->context, &left_turned).text, glyph);
}

static Status fail_broadcast(OperatorCall *call, int axis) {
  static const char *const axis_name[AXES] = {"rows", "columns", "maps", "examples"};
  SizeText left_text = describe_operand(call, 0), right_text = describe_operand(call, 1);
  bool is_function = call->row->form == FORM_FUNCTION;
  fail(call->context, "%s is %s but %s is %s: their %s must be equal, or 1 on one side",
       is_function ? "the first array" : "the left side", left_text.text,
       is_function ? "the second" : "the right side", right_text.text, axis_name[axis]);
  note_broadcast(call);
  return FAILED;
}

/* Where symbols leave it open, the lengths are taken to be equal. */
Size broadcast_size(OperatorCall *call) {
  Size size = call->operand_size[0];
  for (int axis = 0; axis < AXES; axis++) {
    Extent right = call->operand_size[1].axis[axis];
    if (is_number(size.axis[axis], 1)) size.axis[axis] = right;
    else if (!is_number(right, 1) && extent_equal(size.axis[axis], right) == NO)
      return (void)fail_broadcast(call, axis), size;
  }
  return size;
}

Status size_of_broadcast(OperatorCall *call) {
  call->size = broadcast_size(call);
  return call->context->has_error ? FAILED : OK;
}

Status check_is_matrix(OperatorCall *call, int operand, const char *what) {
  const Extent *axis = call->operand_size[operand].axis;
  if (extent_equal(axis[2], extent_of(1)) != NO && extent_equal(axis[3], extent_of(1)) != NO) return OK;
  SizeText text = describe_operand(call, operand);
  fail(call->context, "%s is %s: a matrix product needs one map and one example", what, text.text);
  Extent length = extent_multiply(call->arena, extent_multiply(call->arena, axis[0], axis[1]), axis[2]);
  Size column = size_from(length, axis[3], extent_of(1), extent_of(1));
  add_note(call->context,
           operand ? "vec(\2A\2) makes a column an example of it, %s (8.26); ⊗ works on stacks of maps (8.21)"
                   : "vec(\1A\1) makes a column an example of it, %s (8.26); ⊗ works on stacks of maps (8.21)",
           describe_size(call->context, &column).text);
  return FAILED;
}

Status view_operand(OperatorCall *call) {
  int64_t size[AXES];
  for (int axis = 0; axis < AXES; axis++) size[axis] = call->size.axis[axis].number;
  call->result = tensor_view(call->context, call->operand[0], 0, size);
  return call->result ? OK : OUT_OF_MEMORY;
}
