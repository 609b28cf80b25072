/* The ranges of indices that state none: all values for which every subscript and superscript exists. */
#include "evaluate/affine.h"

#include <math.h>

typedef struct RangeSearch {
  State *state;
  Frame *frame;
  int slot;
  bool found;
  bool in_subscript;  /* x_{i}: beside it a number's x^{i} is a power */
  bool in_number_map; /* x^{i} of a number, which is its own only map */
  int64_t from, to;
} RangeSearch;

static void meet(RangeSearch *search, int64_t from, int64_t to) {
  if (!search->found || from > search->from) search->from = from;
  if (!search->found || to < search->to) search->to = to;
  search->found = true;
}

static bool is_index_slot(const RangeSearch *search, const Ast *ast) {
  return ast->kind == AST_NAME && ast->place == PLACE_LOCAL && ast->slot == search->slot;
}

/* Sums and products of numbers, of the index and of names with a value; the index of a Σ further in has none yet. */
static bool is_number_now(const RangeSearch *search, const Ast *ast, bool *mentions) {
  bool settled = ast->kind == AST_OPERATOR || ast->kind == AST_PRODUCT;
  if (is_index_slot(search, ast)) return *mentions = true;
  if (ast->kind == AST_NUMBER || ast->kind == AST_INDEX_END) return true;
  if (ast->kind == AST_NAME && ast->place == PLACE_LOCAL) return is_scalar(search->frame->slot[ast->slot].value);
  if (ast->kind == AST_NAME) return is_scalar(variable_of(search->state, search->frame, ast)->value);
  for (int i = 0; i < ast->n && settled; i++) settled = is_number_now(search, ast->child[i], mentions);
  return settled && !ast->arguments;
}

/* What the subscript `index` of `base` is where the searched index is i. */
static bool subscript_at(RangeSearch *search, const Ast *index, const IndexContext *indexed, double i, double *out) {
  Variable *variable = &search->frame->slot[search->slot];
  const IndexContext *outer = search->frame->indexed;
  Value before = value_retain(variable->value), value = {0};
  value_store(search->state, &variable->value, number_value(i));
  search->frame->indexed = indexed;
  bool ok = evaluate(search->state, search->frame, index, &value) == OK && is_scalar(value);
  search->frame->indexed = outer;
  value_store(search->state, &variable->value, before);
  if (ok) *out = value.number;
  value_release(search->state, value);
  return ok;
}

/* m + i - 1 within 1 … length, for a search of i: the subscript is first + step (i - 1). */
static void meet_subscript(RangeSearch *search, const Ast *index, const IndexContext *indexed, int64_t length) {
  double at[3];
  bool mentions = false;
  if (is_index_slot(search, index)) return meet(search, 1, length);
  if (!is_number_now(search, index, &mentions) || !mentions) return;
  for (int i = 0; i < 3; i++)
    if (!subscript_at(search, index, indexed, i + 1, &at[i])) return;
  double step = at[1] - at[0], low = (1 - at[0]) / step, high = ((double)length - at[0]) / step;
  if (!(step == at[2] - at[1] && step == floor(step) && step != 0 && fabs(low) < 1e15 && fabs(high) < 1e15)) return;
  meet(search, (int64_t)ceil(fmin(low, high)) + 1, (int64_t)floor(fmax(low, high)) + 1);
}

/* The element of a list that an index picks; its first one while the index has no value. */
static const Value *element_now(RangeSearch *search, const List *list, const Ast *index) {
  bool mentions = false;
  double number = 1;
  if (is_number_now(search, index, &mentions) && !mentions)
    subscript_at(search, index, &(IndexContext){.base = {.kind = VALUE_LIST, .list = (List *)list}}, 1, &number);
  return number >= 1 && number <= list->n ? &list->item[(int)number - 1] : NULL;
}

/* Can this be evaluated before the sum begins, without an effect? */
static bool is_settled(const RangeSearch *search, const Ast *ast) {
  const Value *value;
  switch (ast->kind) {
    case AST_NUMBER:
    case AST_COLON: return true;
    case AST_NAME:
      if (ast->place == PLACE_LOCAL && search->frame->slot[ast->slot].value.kind == VALUE_NONE) return false;
      value = &variable_of(search->state, search->frame, ast)->value;
      return value->kind == VALUE_FUNCTION ? value->function->kind == FUNCTION_ROW : value->kind != VALUE_NONE;
    case AST_OPERATOR:
    case AST_PRODUCT:
    case AST_CALL:
    case AST_INDEX:
    case AST_SUBSCRIPT:
    case AST_SUPERSCRIPT:
    case AST_FIELD:
    case AST_TRANSPOSE:
    case AST_PRIME:
    case AST_POWER:
    case AST_RANGE:
    case AST_MATRIX:
    case AST_ROW:
      for (int i = 0; i < ast->n; i++)
        if (!is_settled(search, ast->child[i])) return false;
      return !ast->arguments;
    default: return false;
  }
}

static bool evaluate_settled(RangeSearch *search, const Ast *ast, Value *out) {
  if (!is_settled(search, ast)) return false;
  search->state->history_pause++;
  Status status = evaluate(search->state, search->frame, ast, out);
  search->state->history_pause--;
  return status == OK;
}

bool settled_value(State *state, Frame *frame, const Ast *ast, Value *out) {
  RangeSearch search = {.state = state, .frame = frame, .slot = -1};
  if (ast->kind == AST_NUMBER) return *out = number_value(ast->number), true;
  if (ast->kind == AST_NAME) {
    Value value = variable_of(state, frame, ast)->value;
    if (is_scalar(value)) return *out = number_value(value.number), true;
  }
  return evaluate_settled(&search, ast, out);
}

/* X of X^{…}_{…}, as far as lengths go: an array's maps have its rows and columns. */
static bool find_indexed(RangeSearch *search, const Ast *base, Value *out) {
  if (base->kind != AST_SUPERSCRIPT && base->kind != AST_SUBSCRIPT && base->kind != AST_INDEX)
    return peek_value(search->state, search->frame, base, out) || evaluate_settled(search, base, out);
  if (!find_indexed(search, base->child[0], out)) return false;
  bool was_list = out->kind == VALUE_LIST;
  for (int i = 1; i < base->n && out->kind == VALUE_LIST; i++) {
    const Value *item = element_now(search, out->list, base->child[i]);
    value_store(search->state, out, item ? value_retain(*item) : (Value){0});
  }
  return was_list || base->kind != AST_INDEX;
}

/* Leading indices pick elements of a list, the others an array's axes. */
static void meet_indexed(RangeSearch *search, const Ast *ast, Value base) {
  int n = ast->n - 1, first = 0;
  bool maps = ast->kind == AST_SUPERSCRIPT;
  for (int i = 0; i < n; i++) {
    const Ast *index = ast->child[i + 1];
    IndexContext indexed = {.base = base, .position = i - first, .n = n - first};
    if (base.kind == VALUE_LIST) {
      const Value *item = element_now(search, base.list, index);
      meet_subscript(search, index, &indexed, base.list->n);
      base = item ? *item : (Value){0};
      first++;
    } else if (maps && n - first == 1 && is_scalar(base)) search->in_number_map |= is_index_slot(search, index);
    else if (is_numeric(base) && i - first < AXES) {
      bool once = !maps && n - first == 1;
      search->in_subscript |= !maps && is_index_slot(search, index);
      int axis = !maps ? i - first : i == n - 1 ? 2 : 3;
      meet_subscript(search, index, &indexed, once ? value_count(base) : value_length(base, axis));
    }
  }
}

static void search_range(RangeSearch *search, const Ast *ast) {
  if (!ast) return;
  if (ast->kind == AST_SUPERSCRIPT || ast->kind == AST_SUBSCRIPT || ast->kind == AST_INDEX) {
    Value base = {0};
    if (find_indexed(search, ast->child[0], &base)) meet_indexed(search, ast, base);
    value_release(search->state, base);
  }
  for (int i = 0; i < ast->n; i++) search_range(search, ast->child[i]);
  search_range(search, ast->arguments);
}

/* The first X of X_{…} or X^{…} that has no value. */
static const Ast *find_unknown(const RangeSearch *search, const Ast *ast) {
  Value value = {0};
  const Ast *unknown = NULL;
  bool element = ast && (ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT);
  if (element && ast->child[0]->kind == AST_NAME) {
    bool found = peek_value(search->state, search->frame, ast->child[0], &value);
    value_release(search->state, value);
    if (!found) return ast->child[0];
  }
  for (int i = 0; ast && i < ast->n && !unknown; i++) unknown = find_unknown(search, ast->child[i]);
  return unknown;
}

static bool mentions(const RangeSearch *search, const Ast *ast) {
  bool found = ast && is_index_slot(search, ast);
  for (int i = 0; ast && i < ast->n && !found; i++) found = mentions(search, ast->child[i]);
  return found;
}

/* The innermost X_{…} that holds the index, for a note. */
static const Ast *find_holder(const RangeSearch *search, const Ast *ast) {
  const Ast *holder = NULL;
  for (int i = 0; ast && i < ast->n && !holder; i++) holder = find_holder(search, ast->child[i]);
  bool element = ast && (ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT);
  return holder || !element || !mentions(search, ast) ? holder : ast;
}

static const Ast *find_sum_of(const Ast *ast, const Name *name) {
  const Ast *sum = ast && ast->kind == AST_SUM && ast->name == name ? ast : NULL;
  for (int i = 0; ast && i < ast->n && !sum; i++) sum = find_sum_of(ast->child[i], name);
  return sum;
}

/* 8.45 as printed: dA^{l} = Σ_{l} …. */
static Status fail_taken(const RangeSearch *search, const Ast *sum, const Name *name) {
  fail_at(&search->state->context, search->frame->source, sum->span,
          "this sum runs over %s, so that no %s is left for the %s on the left side", name->text, name->text, name->text);
  add_note(&search->state->context,
           "8.45 is printed so; the sum is over the output maps: dA^{l} = Σ_{h} rot180(W^{h,l}) ⊗_{pad=full} dZ^{h}");
  return FAILED;
}

static Status fail_rangeless(const RangeSearch *search, const Ast *body, const Ast *place, const Name *name) {
  State *state = search->state;
  const Ast *unknown = find_unknown(search, body), *holder = find_holder(search, body);
  bool sum = place->kind == AST_SUM;
  const Ast *taken = sum ? NULL : find_sum_of(body, name);
  Text text;
  if (taken) return fail_taken(search, taken, name);
  if (unknown && !find_value(state, search->frame, unknown)) {
    place_error(&state->context, search->frame->source, unknown->span);
    return state->context.error->status;
  }
  if (sum && place->n == 3)
    fail_at(&state->context, search->frame->source, place->span,
            "the sum over %s has no end: an infinite one ends where the arrays do, and %s stands by itself in no "
            "subscript or superscript of one",
            name->text, name->text);
  else
    fail_at(&state->context, search->frame->source, place->span,
            "the index %s has no range: it stands by itself in no subscript or superscript of an array; "
            "give %s%s%s",
            name->text, sum ? "bounds, Σ_{" : "one behind the equation, … for ", name->text,
            sum ? "=1}^{n}" : " = 1:S");
  if (!holder) return FAILED;
  text_open(&text, &state->context.memory);
  print_ast(holder, &text);
  add_note(&state->context, "%s holds it, but not as a multiple of it and of what has a range or a value",
           text_string(&text));
  text_close(&text);
  return FAILED;
}

Status find_range(State *state, Frame *frame, int slot, const Ast *body, const Ast *place, const Name *name,
                  int64_t *from, int64_t *to) {
  RangeSearch search = {.state = state, .frame = frame, .slot = slot};
  search_range(&search, body);
  if (state->context.has_error) return state->context.error->status;
  if (search.in_number_map && !search.in_subscript) meet(&search, 1, 1);
  *from = search.from;
  *to = search.to;
  if (search.found) return OK;
  return fail_rangeless(&search, body, place, name);
}
