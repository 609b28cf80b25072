/* Products: one flat list of factors, functions among them applying to the factor on their right. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
#include "evaluate/expression.h"

static Status product_step(State *state, Frame *frame, const Ast *ast, int i, Value *left, Value right) {
  Value result = {0};
  bool divides = ast->joiner[i - 1] == '/';
  state->here = ast->span;
  if (is_unknown(*left) || is_unknown(right)) return value_store(state, left, unknown_value(state)), OK;
  if (!is_operand(*left) || !is_operand(right)) {
    const Value other = is_operand(*left) ? right : *left;
    const Ast *at = ast->child[is_operand(*left) ? i : i - 1];
    fail_at(&state->context, frame->source, at->span, "%s cannot be multiplied or divided", kind_name(other));
    if (other.kind == VALUE_STRING) note_text_meant(state, frame, ast->child[i - 1], ast->child[i]);
    if (other.kind == VALUE_LIST && other.list->key) note_record_factor(state, frame, at);
    else note_kind(state, other);
    return FAILED;
  }
  Status status =
      divides ? apply2(state, state->row_divide, *left, right, &result) : multiply(state, *left, right, &result);
  if (status == OK) return value_store(state, left, result), OK;
  if (!state->context.error->source) {
    Ast pair = {.kind = AST_PRODUCT,
                .n = 2,
                .child = (Ast *[]){ast->child[i - 1], ast->child[i]},
                .mark = {ast->child[i - 1]->span.start, ast->child[i]->span.end}};
    pair.span = pair.mark;
    return explain_failure(state, frame, &pair, (Value[]){*left, right}, 2);
  }
  return state->context.error->status;
}

/* "write logsig(W p) or logsig(W) p" */
static void note_function_call(State *state, const Ast *function, const Ast *first, const Ast *second) {
  const Ast *part[] = {function, first, second};
  bool grouped = first->flags & AST_PARENTHESISED;
  Text text[3];
  for (int i = 0; i < 3; i++) text_open(&text[i], &state->context.memory), print_ast(part[i], &text[i]);
  add_note(&state->context, "write %s(%s%s%s %s) or %s(%s) %s", text_string(&text[0]), grouped ? "(" : "",
           text_string(&text[1]), grouped ? ")" : "", text_string(&text[2]), text_string(&text[0]),
           text_string(&text[1]), text_string(&text[2]));
  for (int i = 0; i < 3; i++) text_close(&text[i]);
}

static Status misplaced_function(State *state, Frame *frame, const Ast *ast, int i) {
  const Ast *function = ast->child[i];
  bool several = i + 2 < ast->n && ast->joiner[i] == ' ';
  Text text;
  text_open(&text, &state->context.memory);
  print_ast(function, &text);
  fail_at(&state->context, frame->source, function->span,
          several ? "the function %s stands before several factors" : "the function %s has nothing to apply to",
          text_string(&text));
  if (several) note_function_call(state, function, ast->child[i + 1], ast->child[i + 2]);
  text_close(&text);
  return FAILED;
}

/* A factor that is a function applies to the one factor on its right, the rightmost first; the result takes the function's
   place and the argument's becomes VALUE_NONE. */
static Status apply_function_factors(State *state, Frame *frame, const Ast *ast, Value *factor) {
  for (int i = ast->n - 1; i >= 0; i--) {
    if (factor[i].kind != VALUE_FUNCTION) continue;
    if (i + 1 == ast->n || ast->joiner[i] != ' ') return misplaced_function(state, frame, ast, i);
    int after = i + 2;
    while (after < ast->n && factor[after].kind == VALUE_NONE) after++;
    if (after < ast->n && ast->joiner[after - 1] == ' ') return misplaced_function(state, frame, ast, i);
    Value result = {0};
    state->here = ast->span;
    Status status = call_with(state, factor[i].function, &factor[i + 1], 1, &result);
    if (status != OK) return place_error(&state->context, frame->source, ast->child[i]->span), status;
    value_store(state, &factor[i], result);
    value_store(state, &factor[i + 1], (Value){0});
  }
  return OK;
}

static Status multiply_factors(State *state, Frame *frame, const Ast *ast, Value *factor, Value *out) {
  Value product = factor[0];
  Status status = OK;
  factor[0] = (Value){0};
  for (int i = 1; i < ast->n && status == OK; i++)
    if (factor[i].kind != VALUE_NONE) status = product_step(state, frame, ast, i, &product, factor[i]);
  if (status == OK) *out = product;
  else value_release(state, product);
  return status;
}

/* Two factors are the common case and need no list of them. */
static Status evaluate_pair(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value right = {0};
  Status status = evaluate_operand(state, frame, ast->child[0], out);
  if (status == OK) status = evaluate_operand(state, frame, ast->child[1], &right);
  if (status != OK) return status;
  if (out->kind != VALUE_FUNCTION && right.kind != VALUE_FUNCTION)
    status = product_step(state, frame, ast, 1, out, right);
  else {
    Value factor[2] = {*out, right};
    status = apply_function_factors(state, frame, ast, factor);
    *out = factor[0];
    right = factor[1];
  }
  value_release(state, right);
  return status;
}

Status evaluate_product(State *state, Frame *frame, const Ast *ast, Value *out) {
  if (ast->n == 2) {
    Value pair = {0};
    Status status = evaluate_pair(state, frame, ast, &pair);
    if (status == OK) *out = pair;
    else value_release(state, pair);
    return status;
  }
  Value few[4] = {{0}}, *factor = few;
  Status status = OK;
  bool functions = false;
  if (ast->n > 4 && !(factor = memory_allocate_zeroed(&state->context.memory, (size_t)ast->n * sizeof *factor)))
    return fail_out_of_memory(&state->context);
  for (int i = 0; i < ast->n && status == OK; i++) {
    status = evaluate(state, frame, ast->child[i], &factor[i]);
    functions |= factor[i].kind == VALUE_FUNCTION;
  }
  if (status == OK && functions) status = apply_function_factors(state, frame, ast, factor);
  if (status == OK) status = multiply_factors(state, frame, ast, factor, out);
  for (int i = 0; i < ast->n; i++) value_release(state, factor[i]);
  if (factor != few) memory_release(&state->context.memory, factor);
  return status;
}
