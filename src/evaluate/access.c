/* X[…], X_{…}, X^{…} and record.field, read. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
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

/* (W^{h,l}) of w_{u,v}^{h,l}: `ast` is X^{…}, `stack` what X stands for. */
static Status evaluate_maps(State *state, Frame *frame, const Ast *ast, Value stack, Value *out) {
  Value index[INDICES_MAX] = {{0}};
  Status status = evaluate_indices(state, frame, ast, stack, index);
  state->here = ast->span;
  if (status == OK) status = pick_maps(state, stack, index, ast->n - 1, false, out);
  for (int k = 0; k < ast->n - 1 && k < INDICES_MAX; k++) value_release(state, index[k]);
  return status;
}

/* An element's array may be written in lower case: W for w_{i,j}, W^{h} for w^{h}_{i,j}. */
static Status evaluate_base(State *state, Frame *frame, const Ast *base, bool is_element, Value *out) {
  const Ast *name = base->kind == AST_SUPERSCRIPT ? base->child[0] : base;
  if (is_element && name->kind == AST_NAME && variable_of(state, frame, name)->value.kind == VALUE_NONE) {
    Value *matrix = matrix_of_element(state, frame, name);
    if (matrix && name != base) return evaluate_maps(state, frame, base, *matrix, out);
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
  if (status == FAILED) note_index_meant(state, ast, base, index);
  for (int i = 0; i < ast->n - 1 && i < INDICES_MAX; i++) value_release(state, index[i]);
  value_release(state, base);
  return status;
}

/* w_{u,v}^{h,l} = (W^{h,l})_{u,v} */
static Status evaluate_element_of_map(State *state, Frame *frame, const Ast *ast, Value stack, Value *out) {
  const Ast *element = ast->child[0];
  Value index[INDICES_MAX] = {{0}}, map = {0};
  Status status = evaluate_maps(state, frame, ast, stack, &map);
  if (status == OK) status = evaluate_indices(state, frame, element, map, index);
  state->here = ast->span;
  if (status == OK) status = index_value(state, map, index, element->n - 1, out);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  for (int k = 0; k < element->n - 1 && k < INDICES_MAX; k++) value_release(state, index[k]);
  value_release(state, map);
  return status;
}

Status evaluate_superscript(State *state, Frame *frame, const Ast *ast, Value *out) {
  const Ast *base = ast->child[0];
  if (base->kind != AST_SUBSCRIPT || base->child[0]->kind != AST_NAME) return evaluate_index(state, frame, ast, out);
  Value whole = {0};
  if (ast->n > INDICES_MAX + 1) return too_many_indices(state, frame, ast);
  Status status = evaluate_base(state, frame, base->child[0], true, &whole);
  if (status != OK) return status;
  bool stack = whole.kind == VALUE_ARRAY && (whole.array->size[2] > 1 || whole.array->size[3] > 1);
  status = stack || ast->n > 2 ? evaluate_element_of_map(state, frame, ast, whole, out)
                               : evaluate_index(state, frame, ast, out);
  value_release(state, whole);
  return status;
}

static void note_fields(State *state, const List *record) {
  enum { MOST = 8 };
  Text text;
  text_open(&text, &state->context.memory);
  for (int i = 0; i < record->n && i < MOST; i++) text_format(&text, "%s%s", i ? ", " : "", record->key[i]->text);
  if (record->n > 0)
    add_note(&state->context, record->n == 1 ? "it has %s%s" : "its fields are %s%s", text_string(&text),
             record->n > MOST ? ", …" : "");
  text_close(&text);
}

Status evaluate_field(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value record = {0};
  Status status = evaluate(state, frame, ast->child[0], &record);
  if (status != OK) return status;
  bool found = is_unknown(record);
  if (found) *out = record;
  for (int i = 0; record.kind == VALUE_LIST && record.list->key && i < record.list->n && !found; i++)
    if ((found = record.list->key[i] == ast->name)) *out = value_retain(record.list->item[i]);
  if (!found && (record.kind != VALUE_LIST || !record.list->key)) {
    status =
        fail_at(&state->context, frame->source, ast->span, ".%s: %s has no fields", ast->name->text, kind_name(record));
    bool records = record.kind == VALUE_LIST && record.list->n > 0 && record.list->item[0].kind == VALUE_LIST &&
                   record.list->item[0].list->key && ast->child[0]->kind == AST_NAME;
    if (records)
      add_note(&state->context, "its elements are records: %s[1].%s", ast->child[0]->name->text, ast->name->text);
    else if (field_habit(ast->name->text)) add_note(&state->context, "%s", field_habit(ast->name->text));
  } else if (!found) {
    status = fail_at(&state->context, frame->source, ast->span, "the record has no field %s", ast->name->text);
    note_fields(state, record.list);
  }
  value_release(state, record);
  return status;
}
