/* Parameters of a recorded step as they are typed: what equals its default is left out. */
#include "evaluate/formula.h"

#include "tensor/extent_terms.h"

#include <string.h>

static bool same(Extent a, Extent b) { return extent_equal(a, b) == YES; }

static bool is_number(Extent a, int64_t number) { return same(a, extent_of(number)); }

/* ⊞ and ⊠ step by their windows unless told otherwise. */
static Extent default_of(const TrailNode *node, int index, int item) {
  const OperatorRow *row = node->row;
  bool is_stride_of_pooling = row->form == FORM_PREFIX && row->parameter[index].kind == PARAMETER_PAIR;
  return is_stride_of_pooling ? node->parameter[item].extent[0] : extent_of(row->parameter[index].fallback);
}

static int count_items(ParameterKind kind) { return kind == PARAMETER_PAD ? 4 : kind == PARAMETER_PAIR ? 2 : 1; }

static bool is_default(const TrailNode *node, int index) {
  const ParameterValue *value = &node->parameter[index];
  ParameterKind kind = node->row->parameter[index].kind;
  if (!value->given && kind != PARAMETER_SIZE) return true;
  if (kind == PARAMETER_REAL) return value->real == (double)node->row->parameter[index].fallback;
  if (kind == PARAMETER_NUMBER) return is_number(value->extent[0], node->row->parameter[index].fallback);
  bool equal = true;
  for (int i = 0; i < count_items(kind); i++) equal &= same(value->extent[i], default_of(node, index, i < 2 ? i : 0));
  return equal && kind != PARAMETER_SIZE;
}

static Ast *write_row(Formula *formula, const Extent *extent, const int *item, int n) {
  Ast *row = new_tree(formula, AST_ROW, 0);
  for (int i = 0; i < n && row; i++) {
    Ast *number = write_extent(formula, extent[item[i]]);
    if (!number || ast_append(&formula->state->context, formula->arena, row, number) != OK) row = NULL;
  }
  return new_tree(formula, AST_MATRIX, 1, row);
}

/* full: r - 1 and c - 1 on each side, by the kernel's reach d(r - 1). */
static bool is_full(const Formula *formula, const TrailNode *node, const ParameterValue *pad) {
  int dilate = find_parameter(node->row, "dilate");
  if (node->row != formula->state->row_correlate || is_number(pad->extent[0], 0)) return false;
  Size kernel = value_size(node->input[0]);
  Arena *arena = paper_of(formula->state);
  bool full = true;
  for (int side = 0; side < 4; side++) {
    Extent reach = extent_subtract(arena, kernel.axis[side / 2], extent_of(1));
    reach = extent_multiply(arena, reach, node->parameter[dilate].extent[side / 2]);
    full &= same(pad->extent[side], reach);
  }
  return full;
}

static Ast *write_pad(Formula *formula, const TrailNode *node, const ParameterValue *pad) {
  const Extent *e = pad->extent;
  bool rows = same(e[0], e[1]), columns = same(e[2], e[3]);
  if (is_full(formula, node, pad)) return write_name(formula, "full");
  if (rows && columns && same(e[0], e[2])) return write_extent(formula, e[0]);
  if (rows && columns) return write_row(formula, e, (const int[]){0, 2}, 2);
  return write_row(formula, e, (const int[]){0, 1, 2, 3}, 4);
}

static Ast *write_one(Formula *formula, const TrailNode *node, int index) {
  const ParameterValue *value = &node->parameter[index];
  switch (node->row->parameter[index].kind) {
    case PARAMETER_REAL: return number_tree(formula, value->real);
    case PARAMETER_PAD: return write_pad(formula, node, value);
    case PARAMETER_PAIR:
      if (!same(value->extent[0], value->extent[1])) return write_row(formula, value->extent, (const int[]){0, 1}, 2);
      return write_extent(formula, value->extent[0]);
    default: return write_extent(formula, value->extent[0]);
  }
}

/* What is given by position, windows and lengths: those at the end that have their defaults are left out. */
static int count_positions(const TrailNode *node) {
  const OperatorRow *row = node->row;
  int last = 0, least = row->form == FORM_PREFIX || strcmp(row->name, "permute") == 0 ? 2 : 1;
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++) {
    if (row->parameter[i].kind != PARAMETER_SIZE) continue;
    bool shown = i < least || !is_number(node->parameter[i].extent[0], row->parameter[i].fallback);
    if (shown || strcmp(row->name, "permute") == 0) last = i + 1;
  }
  return last;
}

/* ⊠ave_{r,c, like=V}: unless windows and stride lead to V's size by themselves. */
static bool is_needed(Formula *formula, const TrailNode *node, int index) {
  int operand = operand_index(node->row, index);
  if (operand >= node->n_inputs) return false; /* an unprinted ⊠ave has X alone */
  Value input = node->input[operand];
  if (strcmp(node->row->parameter[index].name, "like") != 0 || formula->state->writes_all)
    return input.kind != VALUE_NONE;
  if (node->row != formula->state->row_expand) return input.kind != VALUE_NONE;
  Size from = value_size(node->input[0]);
  int stride = find_parameter(node->row, "stride"), pad = find_parameter(node->row, "pad");
  bool plain = is_default(node, stride) && is_default(node, pad);
  for (int axis = 0; axis < AXES; axis++) {
    Extent reach = extent_multiply(paper_of(formula->state), from.axis[axis], node->parameter[axis].extent[0]);
    plain &= same(reach, node->output_size.axis[axis]);
  }
  return !plain && input.kind != VALUE_NONE;
}

static Ast *write_operand(Formula *formula, const TrailNode *node, int index) {
  Value input = node->input[operand_index(node->row, index)];
  return write_value(formula, input);
}

static bool is_shown(Formula *formula, const TrailNode *node, int index, bool origin) {
  const Parameter *parameter = &node->row->parameter[index];
  if (parameter->kind == PARAMETER_SIZE) return false;
  if (parameter->kind == PARAMETER_OPERAND) return is_needed(formula, node, index);
  if (strcmp(parameter->name, "origin") == 0) return origin;
  if (strcmp(parameter->name, "pad") == 0 && origin) return false; /* origin= fixes the pad */
  return !is_default(node, index);
}

static Status add(Formula *formula, Ast *list, Ast *item) {
  Context *context = &formula->state->context;
  return item ? ast_append(context, formula->arena, list, item) : context->error->status;
}

/* A function's own parameters stand by position as long as none is left out: sum(X, 2). */
static bool by_position(const TrailNode *node, int index) {
  return node->row->form == FORM_FUNCTION && index == 0 && node->row->parameter[0].kind == PARAMETER_NUMBER;
}

Status write_parameters(Formula *formula, const TrailNode *node, Ast **arguments) {
  const OperatorRow *row = node->row;
  int positions = count_positions(node), at_origin = find_parameter(row, "origin");
  bool origin = at_origin >= 0 && node->parameter[at_origin].given;
  Ast *list = new_tree(formula, AST_ARGUMENTS, 0);
  Status status = list ? OK : OUT_OF_MEMORY;
  *arguments = NULL;
  for (int i = 0; i < positions && status == OK; i++) status = add(formula, list, write_one(formula, node, i));
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name && status == OK; i++) {
    if (!is_shown(formula, node, i, origin)) continue;
    bool operand = row->parameter[i].kind == PARAMETER_OPERAND;
    Ast *value = operand ? write_operand(formula, node, i) : write_one(formula, node, i);
    status = add(formula, list,
                 by_position(node, i) ? value
                 : value              ? named_tree(formula, row->parameter[i].name, value)
                                      : NULL);
  }
  if (status == OK && list->n) *arguments = list;
  return status;
}
