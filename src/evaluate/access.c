/* X[…], X_{…}, X^{…} and record.field, read. */
#include "evaluate/expression.h"

#include <string.h>

static Status too_many_indices(State *state, Frame *frame, const Ast *ast) {
  return fail_at(&state->context, frame->source, ast->span,
                 "%d indices: an array has four axes (rows, columns, maps, examples)", ast->n - 1);
}

/* Evaluates indices with `end` standing for lengths of `base`. */
Status evaluate_indices(State *state, Frame *frame, const Ast *ast, Value base, Value *index) {
  IndexContext indexed = {.base = base, .n = ast->n - 1};
  const IndexContext *outer = frame->indexed;
  Status status = ast->n - 1 > INDICES_MAX ? too_many_indices(state, frame, ast) : OK;
  for (int i = 1; i < ast->n && status == OK; i++) {
    indexed.position = i - 1;
    frame->indexed = &indexed;
    status = evaluate(state, frame, ast->child[i], &index[i - 1]);
  }
  frame->indexed = outer;
  return status;
}

static Status evaluate_base(State *state, Frame *frame, const Ast *base, bool is_element, Value *out) {
  if (is_element && base->kind == AST_NAME && variable_of(state, frame, base)->value.kind == VALUE_NONE) {
    Value *matrix = matrix_of_element(state, frame, base);
    if (matrix) return *out = value_retain(*matrix), OK;
  }
  return evaluate(state, frame, base, out);
}

static bool is_element_access(const Ast *ast) {
  return ast->kind == AST_SUBSCRIPT || (ast->kind == AST_SUPERSCRIPT && is_element_access(ast->child[0]));
}

Status evaluate_index(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value base = {0}, index[INDICES_MAX] = {{0}};
  bool element = ast->kind == AST_SUBSCRIPT || is_element_access(ast);
  Status status = evaluate_base(state, frame, ast->child[0], element, &base);
  if (status == OK) status = evaluate_indices(state, frame, ast, base, index);
  state->here = ast->span;
  if (status == OK && ast->kind == AST_SUPERSCRIPT)
    status = pick_maps(state, base, index, ast->n - 1, ast->child[0]->flags & AST_PARENTHESISED, out);
  else if (status == OK) status = index_value(state, base, index, ast->n - 1, out);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  for (int i = 0; i < ast->n - 1 && i < INDICES_MAX; i++) value_release(state, index[i]);
  value_release(state, base);
  return status;
}

Status evaluate_superscript(State *state, Frame *frame, const Ast *ast, Value *out) {
  const Ast *base = ast->child[0];
  if (base->kind == AST_SUBSCRIPT && base->child[0]->kind == AST_NAME) { /* w_{u,v}^{h,l} = (W^{h,l})_{u,v} */
    Ast maps = *ast, element = *base;
    Ast *map_child[INDICES_MAX + 1], *element_child[INDICES_MAX + 1];
    Value whole = {0};
    if (ast->n > INDICES_MAX + 1 || base->n > INDICES_MAX + 1) return too_many_indices(state, frame, ast);
    Status status = evaluate_base(state, frame, base->child[0], true, &whole);
    bool stack = status == OK && whole.kind == VALUE_ARRAY && (whole.array->size[2] > 1 || whole.array->size[3] > 1);
    value_release(state, whole);
    if (status != OK) return status;
    if (stack || ast->n > 2) {
      memcpy(map_child, ast->child, (size_t)ast->n * sizeof *map_child);
      memcpy(element_child, base->child, (size_t)base->n * sizeof *element_child);
      map_child[0] = base->child[0];
      maps.child = map_child;
      element_child[0] = &maps;
      element.child = element_child;
      return evaluate_index(state, frame, &element, out);
    }
  }
  return evaluate_index(state, frame, ast, out);
}

Status evaluate_field(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value record = {0};
  Status status = evaluate(state, frame, ast->child[0], &record);
  if (status != OK) return status;
  bool found = false;
  for (int i = 0; record.kind == VALUE_LIST && record.list->key && i < record.list->n && !found; i++)
    if ((found = record.list->key[i] == ast->name)) *out = value_retain(record.list->item[i]);
  if (!found && (record.kind != VALUE_LIST || !record.list->key))
    status =
        fail_at(&state->context, frame->source, ast->span, ".%s: %s has no fields", ast->name->text, kind_name(record));
  else if (!found) {
    status = fail_at(&state->context, frame->source, ast->span, "the record has no field %s", ast->name->text);
    for (int i = 0; i < record.list->n && i < 2; i++) add_note(&state->context, "it has %s", record.list->key[i]->text);
  }
  value_release(state, record);
  return status;
}
