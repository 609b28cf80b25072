/* sym W(r, c), P(R_r, R_c), b, f: symbols with sizes and no values. */
#include "derive/sweep.h"
#include "evaluate/expression.h"

#include <ctype.h>
#include <stdio.h>

/* A length: a number, a name with a value, or a size symbol, which then has its name too. */
static Status read_length(State *state, Frame *frame, const Ast *ast, Extent *out) {
  Value value = {0};
  Variable *variable = ast->kind == AST_NAME ? variable_of(state, frame, ast) : NULL;
  if (variable && variable->value.kind != VALUE_NONE) {
    value = value_retain(variable->value);
  } else if (variable) {
    variable = global_variable(state, ast->name);
    value = variable ? symbol_of_name(state, ast->name->text) : value;
    if (value.kind == VALUE_NONE) return OUT_OF_MEMORY;
    variable->value = value_retain(value);
    variable->made = state->made_now;
  } else {
    Status status = evaluate(state, frame, ast, &value);
    if (status != OK) return status;
  }
  bool whole = read_extent(value, out);
  value_release(state, value);
  if (!whole) return fail_at(&state->context, frame->source, ast->span, "a size is a whole number or a size symbol");
  if (extent_less(*out, extent_of(0)) != YES) return OK;
  return fail_at(&state->context, frame->source, ast->span, "a size is a whole number from 0 on");
}

/* W without sizes: a letter in upper case is a matrix, W_r × W_c, one in lower case a number, or a function where it is called. */
static Status default_size(State *state, const Name *name, Size *size) {
  char rows[NAME_BYTES + 4], columns[NAME_BYTES + 4];
  *size = size_from(extent_of(1), extent_of(1), extent_of(1), extent_of(1));
  if (!isupper((unsigned char)name->text[0])) return OK;
  snprintf(rows, sizeof rows, "%.60s_r", name->text);
  snprintf(columns, sizeof columns, "%.60s_c", name->text);
  size->axis[0] = extent_symbol(paper_of(state), rows);
  size->axis[1] = extent_symbol(paper_of(state), columns);
  return OK;
}

static Status read_symbol_size(State *state, Frame *frame, const Ast *item, Size *size) {
  if (item->kind == AST_NAME) return default_size(state, item->name, size);
  *size = size_from(extent_of(1), extent_of(1), extent_of(1), extent_of(1));
  if (item->n - 1 > AXES)
    return fail_at(&state->context, frame->source, item->span, "an array has four axes: rows, columns, maps, examples");
  Status status = OK;
  for (int i = 1; i < item->n && status == OK; i++)
    status = read_length(state, frame, item->child[i], &size->axis[i - 1]);
  return status;
}

static Status declare_one(State *state, Frame *frame, const Ast *item) {
  const Ast *name = item->kind == AST_NAME ? item : item->child[0];
  Size size;
  paper_of(state);
  Status status = read_symbol_size(state, frame, item, &size);
  if (status != OK) return status;
  Value value = symbol_of_size(state, &size);
  Variable *variable = value.kind == VALUE_NONE ? NULL : variable_of(state, frame, name);
  if (!variable) return OUT_OF_MEMORY;
  state->here = item->span;
  return bind_variable(state, variable, value, BIND_EQUATION, item->line);
}

Status declare_symbols(State *state, Frame *frame, const Ast *ast) {
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) status = declare_one(state, frame, ast->child[i]);
  return status;
}
