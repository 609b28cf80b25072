/* Σ and equations with free indices on paper: the body is evaluated once, its indices standing for themselves; what
   remains is a step for_all(Σ …). Indices whose axis has length 1 are dropped where the notation allows it: in
   dW^{h,l} = dZ^{h} ⊗ A^{l} with one map l, W^{h} alone would name the wrong axis, so that l stays. */
#include "evaluate/expression.h"
#include "evaluate/paper.h"

enum { INDICES_OF_EQUATION = 16 };

/* The indices of one equation: free ones and those of the sums in it. */
typedef struct PaperIndices {
  int n;
  struct {
    int slot;
    const Name *name;
    Extent length;
    bool found, dropped;
  } index[INDICES_OF_EQUATION];
} PaperIndices;

bool mentions_symbol(State *state, Frame *frame, const Ast *ast) {
  Value value = {0};
  if (!ast || !state->n_symbols) return false;
  if (ast->kind == AST_NAME && peek_value(state, frame, ast, &value)) {
    bool symbol = is_symbol(value) && !value.symbol->is_extent;
    value_release(state, value);
    return symbol;
  }
  for (int i = 0; i < ast->n; i++)
    if (mentions_symbol(state, frame, ast->child[i])) return true;
  return mentions_symbol(state, frame, ast->arguments);
}

static int index_at(const PaperIndices *indices, const Ast *ast) {
  for (int k = 0; k < indices->n; k++)
    if (ast->kind == AST_NAME && ast->place == PLACE_LOCAL && ast->slot == indices->index[k].slot) return k;
  return -1;
}

static void add_index(PaperIndices *indices, int slot, const Name *name) {
  if (indices->n == INDICES_OF_EQUATION) return;
  indices->index[indices->n].slot = slot;
  indices->index[indices->n++].name = name;
}

static void collect_sums(PaperIndices *indices, const Ast *ast) {
  if (!ast) return;
  if (ast->kind == AST_SUM) add_index(indices, ast->slot, ast->name);
  for (int i = 0; i < ast->n; i++) collect_sums(indices, ast->child[i]);
}

static int axis_of(const Ast *reference, int i) {
  int n = reference->n - 1;
  return reference->kind == AST_SUPERSCRIPT ? (i == n - 1 ? 2 : 3) : i;
}

/* Lengths of the indices from the axes on which they stand by themselves. */
static void find_lengths(State *state, Frame *frame, PaperIndices *indices, const Ast *ast) {
  Value base = {0};
  if (!ast) return;
  bool reference = ast->kind == AST_SUPERSCRIPT || ast->kind == AST_SUBSCRIPT || ast->kind == AST_INDEX;
  if (reference && peek_value(state, frame, ast->child[0], &base) && is_operand(base)) {
    Size size = value_size(base);
    for (int i = 0; i + 1 < ast->n && i < AXES; i++) {
      int k = index_at(indices, ast->child[i + 1]);
      if (k >= 0) indices->index[k].found = true, indices->index[k].length = size.axis[axis_of(ast, i)];
    }
  }
  value_release(state, base);
  for (int i = 0; i < ast->n; i++) find_lengths(state, frame, indices, ast->child[i]);
  find_lengths(state, frame, indices, ast->arguments);
}

static bool is_one(Extent length) { return extent_equal(length, extent_of(1)) == YES; }

/* An index of the maps beside one of the examples that stays has to stay too. */
static bool keep_beside_others(State *state, Frame *frame, PaperIndices *indices, const Ast *ast) {
  bool changed = false;
  if (!ast) return false;
  if (ast->kind == AST_SUPERSCRIPT && ast->n == 3) {
    int q = index_at(indices, ast->child[1]), l = index_at(indices, ast->child[2]);
    Value base = {0};
    bool single = peek_value(state, frame, ast->child[0], &base) && is_operand(base) &&
                  is_one(value_size(base).axis[2]) && is_one(value_size(base).axis[3]);
    value_release(state, base);
    if (q >= 0 && l >= 0 && !single && !indices->index[q].dropped && indices->index[l].dropped)
      indices->index[l].dropped = false, changed = true;
  }
  for (int i = 0; i < ast->n; i++) changed |= keep_beside_others(state, frame, indices, ast->child[i]);
  return changed;
}

static void choose_dropped(State *state, Frame *frame, PaperIndices *indices, const Ast *ast) {
  for (int k = 0; k < indices->n; k++)
    indices->index[k].dropped = indices->index[k].found && is_one(indices->index[k].length) && !state->writes_all;
  while (keep_beside_others(state, frame, indices, ast)) continue;
}

/* While the equation is evaluated each index stands for itself, or for 1 where it is dropped. */
static Status bind_indices(State *state, Frame *frame, const PaperIndices *indices) {
  for (int k = 0; k < indices->n; k++) {
    Value value = indices->index[k].dropped ? number_value(1) : symbol_of_name(state, indices->index[k].name->text);
    if (value.kind == VALUE_NONE) return OUT_OF_MEMORY;
    value_store(state, &frame->slot[indices->index[k].slot].value, value);
  }
  return OK;
}

static void unbind_indices(State *state, Frame *frame, const PaperIndices *indices) {
  for (int k = 0; k < indices->n; k++) value_store(state, &frame->slot[indices->index[k].slot].value, (Value){0});
}

/* ---- Σ ---- */

static Status bound_of(State *state, Frame *frame, const Ast *ast, const char *what, Extent *out) {
  Value value = {0};
  bool outer = state->names_are_lengths;
  state->names_are_lengths = true;
  Status status = evaluate(state, frame, ast, &value);
  state->names_are_lengths = outer;
  if (status == OK && !read_extent(value, out))
    status = fail_at(&state->context, frame->source, ast->span, "%s of Σ is a whole number", what);
  value_release(state, value);
  return status;
}

static Status sum_body(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value body = {0};
  Application application = {.row = state->row_sum_over, .n = 2};
  Status status = evaluate(state, frame, ast->child[0], &body);
  const Value *index = &frame->slot[ast->slot].value;
  if (status == OK && !is_symbol(*index)) return *out = body, OK;
  if (status == OK && ast->n == 3) {
    ParameterValue *from = &application.parameter[0], *to = &application.parameter[1];
    from->given = to->given = true;
    from->n = to->n = 1;
    status = bound_of(state, frame, ast->child[1], "a lower bound", &from->extent[0]);
    if (status == OK) status = bound_of(state, frame, ast->child[2], "an upper bound", &to->extent[0]);
  }
  const Extent *from = application.parameter[0].extent, *to = application.parameter[1].extent;
  if (status == OK && ast->n == 3 && extent_less(*to, *from) == YES)
    status = fail_at(&state->context, frame->source, ast->span,
                     "the index %s ranges over nothing: its last value is less than its first", ast->name->text);
  application.operand[0] = body;
  application.operand[1] = *index;
  state->here = ast->span;
  if (status == OK && (status = apply_row(state, &application, out)) != OK)
    place_error(&state->context, frame->source, ast->span);
  value_release(state, body);
  return status;
}

/* A Σ by itself, or one whose index its equation has bound. */
Status sum_on_paper(State *state, Frame *frame, const Ast *ast, Value *out) {
  if (frame->slot[ast->slot].value.kind != VALUE_NONE) return sum_body(state, frame, ast, out);
  PaperIndices indices = {0};
  collect_sums(&indices, ast);
  find_lengths(state, frame, &indices, ast);
  choose_dropped(state, frame, &indices, ast);
  Status status = bind_indices(state, frame, &indices);
  if (status == OK) status = sum_body(state, frame, ast, out);
  unbind_indices(state, frame, &indices);
  return status;
}

/* ---- equations with free indices ---- */

static Status no_range(State *state, Frame *frame, const Ast *ast, const Name *name) {
  return fail_at(&state->context, frame->source, ast->span,
                 "the index %s has no range: it stands by itself in no subscript or superscript of an array",
                 name->text);
}

/* for_all of the body: the indices that stay, on the axes where the left side has them. */
static Status close_equation(State *state, Frame *frame, const Ast *ast, const PaperIndices *indices, Value body,
                             Value *out) {
  Application application = {.row = state->row_for_all, .n = 1, .operand = {body}};
  for (const Ast *target = ast->child[0]; target->kind != AST_NAME; target = target->child[0])
    for (int i = 0; i + 1 < target->n && i < AXES; i++) {
      int k = index_at(indices, target->child[i + 1]), axis = axis_of(target, i);
      if (k < 0 || indices->index[k].dropped) continue;
      if (!indices->index[k].found) return no_range(state, frame, target->child[i + 1], indices->index[k].name);
      application.operand[1 + axis] = frame->slot[indices->index[k].slot].value;
      if (application.n < 2 + axis) application.n = 2 + axis;
      application.parameter[axis] = (ParameterValue){.given = true, .n = 1, .extent = {indices->index[k].length}};
    }
  for (int i = 1; i < application.n; i++)
    if (application.operand[i].kind == VALUE_NONE) application.operand[i] = (Value){.kind = VALUE_COLON};
  state->here = ast->span;
  return application.n == 1 ? (*out = value_retain(body), OK) : apply_row(state, &application, out);
}

Status free_equation_on_paper(State *state, Frame *frame, const Ast *ast, Value *out) {
  const FreeIndices *free = ast->note;
  PaperIndices indices = {0};
  Value body = {0};
  for (int k = 0; k < free->n; k++) add_index(&indices, free->slot[k], free->name[k]);
  collect_sums(&indices, ast->child[1]);
  find_lengths(state, frame, &indices, ast->child[1]);
  choose_dropped(state, frame, &indices, ast);
  Status status = bind_indices(state, frame, &indices);
  if (status == OK) status = evaluate(state, frame, ast->child[1], &body);
  if (status == OK) status = close_equation(state, frame, ast, &indices, body, out);
  if (status == OK && (status = take_whole(state, out)) != OK) value_store(state, out, (Value){0});
  value_release(state, body);
  unbind_indices(state, frame, &indices);
  return status;
}
