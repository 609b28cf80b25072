/* Expressions: one small function a kind of node, chosen by a table. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
#include "evaluate/expression.h"

#include <math.h>
#include <string.h>
#include <utf8proc.h>

static size_t stack_used(const State *state) {
  const char *here = __builtin_frame_address(0);
  return here < state->stack_base ? (size_t)(state->stack_base - here) : (size_t)(here - state->stack_base);
}

bool stack_is_deep(const State *state) { return stack_used(state) > state->stack_limit; }

bool calls_are_deep(const State *state) { return stack_used(state) > state->stack_limit / 8 * 7; }

Status take_step_here(State *state, Frame *frame, const Ast *ast) {
  Status status = take_step(&state->context);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  return status;
}

static Status evaluate_number(State *state, Frame *frame, const Ast *ast, Value *out) {
  (void)state, (void)frame;
  *out = number_value(ast->number);
  return OK;
}

static Status evaluate_string(State *state, Frame *frame, const Ast *ast, Value *out) {
  (void)frame;
  *out = string_value(state, ast->text, ast->text_length);
  return out->kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
}

static Status evaluate_colon(State *state, Frame *frame, const Ast *ast, Value *out) {
  (void)state, (void)frame, (void)ast;
  *out = (Value){.kind = VALUE_COLON};
  return OK;
}

static Status end_on_paper(State *state, const IndexContext *indexed, Value *out) {
  Size size = value_size(indexed->base);
  Extent length = size.axis[indexed->position];
  for (int axis = 1; axis < AXES && indexed->n == 1; axis++)
    length = extent_multiply(paper_of(state), length, size.axis[axis]);
  *out = symbol_of_extent(state, length);
  return out->kind == VALUE_NONE ? state->context.error->status : OK;
}

static Status evaluate_index_end(State *state, Frame *frame, const Ast *ast, Value *out) {
  const IndexContext *indexed = frame->indexed;
  if (!indexed)
    return fail_at(&state->context, frame->source, ast->span, "`end` stands for a length only inside an index");
  if (is_unknown(indexed->base)) return *out = unknown_value(state), OK;
  if (is_symbol(indexed->base)) return end_on_paper(state, indexed, out);
  if (indexed->base.kind == VALUE_LIST) *out = number_value(indexed->base.list->n);
  else if (indexed->n == 1) *out = number_value((double)value_count(indexed->base));
  else *out = number_value((double)value_length(indexed->base, indexed->position));
  return OK;
}

/* ---- operators ---- */

static bool has_own_name(const Ast *ast) {
  return ast->kind == AST_NAME || ast->kind == AST_FIELD || ast->kind == AST_INDEX || ast->kind == AST_SUBSCRIPT ||
         ast->kind == AST_SUPERSCRIPT;
}

/* A bank's axes are r × c × H_in × H_out. */
static void print_operand_size(const State *state, const Ast *ast, Value value, int i, Text *note) {
  Size size = value_size(value);
  bool is_bank =
      i == 0 && (ast->row == state->row_correlate || ast->row == state->row_convolve) && value_length(value, 3) > 1;
  if (is_bank)
    text_format(note, "a bank of %lld × %lld × %lld × %lld", (long long)value_length(value, 0),
                (long long)value_length(value, 1), (long long)value_length(value, 2),
                (long long)value_length(value, 3));
  else print_size(&size, note);
}

/* "W is 3 × 3, P is 2 × 2": what a reader needs beside a size error that says left and right. */
static void note_operands(State *state, const Ast *ast, const Value *operand, int n) {
  Text note;
  bool correlates = ast->row == state->row_correlate || ast->row == state->row_convolve;
  bool names = correlates && n == 2 && value_length(operand[0], 2) != value_length(operand[1], 2);
  for (int i = 0; i < n; i++) names |= has_own_name(ast->child[i]);
  if (!names) return;
  text_open(&note, &state->context.memory);
  for (int i = 0; i < n; i++) {
    Text label;
    text_open(&label, &state->context.memory);
    print_ast(ast->child[i], &label);
    if (i) text_format(&note, ", ");
    if (ast->child[i]->kind == AST_NUMBER) text_format(&note, "the number %s", text_string(&label));
    else if (label.length <= 40) text_format(&note, "%s is ", text_string(&label));
    else text_format(&note, "the %s operand is ", n == 1 ? "" : i ? "right" : "left");
    if (ast->child[i]->kind != AST_NUMBER) print_operand_size(state, ast, operand[i], i, &note);
    text_close(&label);
  }
  add_note(&state->context, "%s (rows × columns)", text_string(&note));
  text_close(&note);
}

/* In one direction at least. */
static bool is_certainly_larger(Value value, Value other) {
  Size a = value_size(value), b = value_size(other);
  return extent_less(b.axis[0], a.axis[0]) == YES || extent_less(b.axis[1], a.axis[1]) == YES;
}

/* How a note writes an operand; NULL: too long, or not the whole of it stands there. */
static const char *label_of(State *state, const Ast *ast, Text *text) {
  enum { LONGEST = 24 };
  bool atom = has_own_name(ast) || ast->kind == AST_CALL || ast->kind == AST_MATRIX ||
              ast->kind == AST_TRANSPOSE || ast->kind == AST_PRIME;
  text_open(text, &state->context.memory);
  if (!atom) text_format(text, "(");
  print_ast(ast, text);
  if (!atom) text_format(text, ")");
  return text->failed || text->length > LONGEST ? NULL : text_string(text);
}

/* The notes' letters for the operands become what stands there; of *, the kernel is the first (bring_kernel_left). */
static void name_in_notes(State *state, const Ast *ast, const Value *operand, int n) {
  Text text[2];
  if (!state->context.error->n_notes) return;
  const char *first = label_of(state, ast->child[0], &text[0]), *second = NULL;
  if (n > 1) second = label_of(state, ast->child[1], &text[1]);
  bool turned = n > 1 && ast->row == state->row_convolve && is_operand(operand[0]) && is_operand(operand[1]) &&
                is_certainly_larger(operand[0], operand[1]);
  name_operands(&state->context, turned ? second : first, turned ? first : second);
  text_close(&text[0]);
  if (n > 1) text_close(&text[1]);
}

Status explain_failure(State *state, Frame *frame, const Ast *ast, const Value *operand, int n) {
  Context *context = &state->context;
  if (context->error->status == FAILED && !context->error->source) {
    bool all_numeric = true;
    for (int i = 0; i < n; i++) all_numeric &= is_operand(operand[i]);
    int part = context->error->part;
    place_error(context, frame->source, part > 0 && part <= n ? ast->child[part - 1]->span : ast->mark);
    name_in_notes(state, ast, operand, n);
    if (all_numeric) note_operands(state, ast, operand, n);
    if (all_numeric && ast->kind == AST_OPERATOR) note_order_of_axes(state, ast, operand, n);
    if (ast->row == state->row_add && (operand[0].kind == VALUE_STRING || operand[1].kind == VALUE_STRING))
      note_text_meant(state, frame, ast->child[0], ast->child[1]);
  }
  place_error(context, frame->source, ast->mark);
  return context->error->status;
}

/* * commutes; the kernel, the operand that is not larger in either direction, is brought to the left. */
static void bring_kernel_left(Application *application) {
  Value left = application->operand[0], right = application->operand[1];
  if (!is_certainly_larger(left, right) || is_certainly_larger(right, left)) return;
  application->operand[0] = right;
  application->operand[1] = left;
}

/* `*` with a number scales; with two matrices that could also have been multiplied, or of one size, a note says once which
   product it is. */
static Status apply_convolution(State *state, const Ast *ast, Application *application, Value *out) {
  const Value a = application->operand[0], b = application->operand[1];
  if (!ast->arguments && is_operand(a) && is_operand(b) && (is_one_number(a) || is_one_number(b)))
    return multiply(state, a, b, out);
  if (is_operand(a) && is_operand(b)) bring_kernel_left(application);
  Status status = apply_row(state, application, out);
  if (!ast->arguments && is_numeric(a) && is_numeric(b)) note_product_meant(state, ast, a, b, status);
  return status;
}

/* ⊞max[2,2] V would be ⊞max of the vector [2 2] otherwise, with windows of 1. */
static Status check_windows_given(State *state, Frame *frame, const Ast *ast) {
  const Parameter *first = &ast->row->parameter[0];
  if (ast->n != 1 || !first->name || first->kind != PARAMETER_SIZE) return OK;
  return fail_at(&state->context, frame->source, ast->mark, "%s needs its windows: %s_{2,2} V", ast->row->glyph,
                 ast->row->glyph);
}

__attribute__((noinline)) static Status apply_node(State *state, Frame *frame, const Ast *ast, const Value *operand,
                                                   Value *out) {
  Application application = {.row = ast->row, .n = ast->n};
  for (int i = 0; i < ast->n; i++) application.operand[i] = operand[i];
  Value held[PARAMETERS_MAX] = {0};
  Status status = ast->arguments ? evaluate_parameters(state, frame, ast->arguments, &application)
                                 : check_windows_given(state, frame, ast);
  for (int i = ast->n; i < OPERANDS_MAX && i - ast->n < PARAMETERS_MAX; i++) held[i - ast->n] = application.operand[i];
  state->here = ast->span;
  if (status == OK)
    status = ast->row == state->row_convolve ? apply_convolution(state, ast, &application, out)
                                             : apply_row(state, &application, out);
  if (status != OK) status = explain_failure(state, frame, ast, operand, ast->n);
  else if (ast->row == state->row_add && !state->told_bias) note_bias_of_rows(state, ast, operand[0], operand[1]);
  for (int i = 0; i < PARAMETERS_MAX; i++) value_release(state, held[i]);
  return status;
}

static Status evaluate_operator(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value operand[2] = {0};
  Status status = evaluate_operand(state, frame, ast->child[0], &operand[0]);
  if (status == OK && ast->n == 2) status = evaluate_operand(state, frame, ast->child[1], &operand[1]);
  bool numbers =
      operand[0].kind == VALUE_NUMBER && operand[1].kind == VALUE_NUMBER && ast->row->scalar2 && !ast->arguments;
  if (status == OK && numbers) status = apply2(state, ast->row, operand[0], operand[1], out);
  else if (status == OK) status = apply_node(state, frame, ast, operand, out);
  value_release(state, operand[0]);
  value_release(state, operand[1]);
  return status;
}

/* ---- transposes and powers ---- */

static Status evaluate_transpose(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value value = {0};
  Status status = evaluate(state, frame, ast->child[0], &value);
  if (status != OK) return status;
  state->here = ast->span;
  if (value.kind == VALUE_FUNCTION && ast->kind == AST_PRIME) status = state->derivation->derivative(state, value, out);
  else if (is_one_number(value)) *out = value_retain(value);
  else status = apply1(state, state->row_transpose, value, out);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  value_release(state, value);
  return status;
}

static Status evaluate_power(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value operand[2] = {{0}};
  Status status = evaluate(state, frame, ast->child[0], &operand[0]);
  if (status == OK) status = evaluate(state, frame, ast->child[1], &operand[1]);
  state->here = ast->span;
  if (status == OK && (status = apply2(state, state->row_power, operand[0], operand[1], out)) != OK)
    status = explain_failure(state, frame, ast, operand, 2);
  value_release(state, operand[0]);
  value_release(state, operand[1]);
  return status;
}

/* ---- logic and ranges ---- */

static Status evaluate_truth(State *state, Frame *frame, const Ast *ast, bool *truth) {
  Value value = {0};
  Status status = evaluate(state, frame, ast, &value);
  if (status == OK && (status = value_truth(state, value, truth)) != OK)
    place_error(&state->context, frame->source, ast->span);
  value_release(state, value);
  return status;
}

static Status evaluate_logic(State *state, Frame *frame, const Ast *ast, Value *out) {
  bool truth = false;
  if (state->checking) return evaluate_logic_dry(state, frame, ast, out);
  Status status = evaluate_truth(state, frame, ast->child[0], &truth);
  if (status != OK) return status;
  if (ast->kind == AST_NOT) truth = !truth;
  else if (truth == (ast->kind == AST_AND)) status = evaluate_truth(state, frame, ast->child[1], &truth);
  *out = number_value(truth);
  return status;
}

static Status evaluate_range(State *state, Frame *frame, const Ast *ast, Value *out) {
  double limit[3] = {1, 1, 1};
  bool unknown = false;
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) {
    Value value = {0};
    status = evaluate(state, frame, ast->child[i], &value);
    unknown |= is_unknown(value) || is_opaque(value);
    if (status == OK && !is_scalar(value) && !is_unknown(value))
      status = fail_at(&state->context, frame->source, ast->child[i]->span,
                       "a range runs between numbers, and this is %s", kind_name(value));
    if (status != OK && value.kind == VALUE_STRING)
      add_note(&state->context, "the fields of a record are given with =: {a = 1, b = 2}");
    if (status == OK) limit[i] = value.number;
    value_release(state, value);
  }
  if (status != OK || unknown) return *out = unknown ? unknown_value(state) : (Value){0}, status;
  double start = limit[0], step = ast->n == 3 ? limit[1] : 1, stop = ast->n == 3 ? limit[2] : limit[1];
  if (step == 0 || !isfinite(start) || !isfinite(stop) || !isfinite(step))
    return fail_at(&state->context, frame->source, ast->span, "a range needs finite ends and a step that is not 0");
  double count = floor((stop - start) / step * (1 + 1e-15) + 1e-10) + 1;
  int64_t n = count < 0 ? 0 : count > 9e15 ? (int64_t)9e15 : (int64_t)count;
  Tensor *row = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){1, n, 1, 1});
  if (!row) return place_error(&state->context, frame->source, ast->span), state->context.error->status;
  EACH_UNTIL_INTERRUPT(&state->context, i, 0, n)((double *)row->data)[i] = start + (double)i * step;
  return give_filled(state, row, out);
}

/* ---- literals ---- */

static Status evaluate_list(State *state, Frame *frame, const Ast *ast, Value *out) {
  int named = 0;
  for (int i = 0; i < ast->n; i++) named += ast->child[i]->kind == AST_NAMED;
  if (named && named != ast->n)
    return fail_at(&state->context, frame->source, ast->span, "either every element of { } has a name or none");
  List *list = list_new(state, ast->n, named > 0);
  if (!list) return OUT_OF_MEMORY;
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) {
    const Ast *item = ast->child[i];
    if (named) list->key[i] = item->name;
    for (int k = 0; named && k < i && status == OK; k++)
      if (list->key[k] == item->name)
        status = fail_at(&state->context, frame->source, item->span, "two fields are called %s", item->name->text);
    if (status == OK) status = evaluate(state, frame, named ? item->child[0] : item, &list->item[i]);
    if (status == OK && list->item[i].kind == VALUE_NONE)
      status = fail_at(&state->context, frame->source, item->span, "this gives no value that a list could hold");
  }
  if (status == OK && (status = set_list_depth(state, list)) != OK)
    place_error(&state->context, frame->source, ast->span);
  Value value = {.kind = VALUE_LIST, .list = list};
  if (status == OK) *out = value;
  else value_release(state, value);
  return status;
}

static Status evaluate_tuple(State *state, Frame *frame, const Ast *ast, Value *out) {
  return evaluate_list(state, frame, ast, out);
}

static Status evaluate_partial(State *state, Frame *frame, const Ast *ast, Value *out) {
  return state->derivation->partial(state, frame, ast, out);
}

static Status not_an_expression(State *state, Frame *frame, const Ast *ast, Value *out) {
  (void)out;
  return fail_at(&state->context, frame->source, ast->span, "an expression is needed here");
}

typedef Status Evaluator(State *state, Frame *frame, const Ast *ast, Value *out);

static Evaluator *const evaluators[] = {
    [AST_NUMBER] = evaluate_number,
    [AST_STRING] = evaluate_string,
    [AST_NAME] = evaluate_name,
    [AST_COLON] = evaluate_colon,
    [AST_INDEX_END] = evaluate_index_end,
    [AST_OPERATOR] = evaluate_operator,
    [AST_PRODUCT] = evaluate_product,
    [AST_CALL] = evaluate_call,
    [AST_INDEX] = evaluate_index,
    [AST_SUBSCRIPT] = evaluate_index,
    [AST_SUPERSCRIPT] = evaluate_superscript,
    [AST_FIELD] = evaluate_field,
    [AST_TRANSPOSE] = evaluate_transpose,
    [AST_PRIME] = evaluate_transpose,
    [AST_POWER] = evaluate_power,
    [AST_NOT] = evaluate_logic,
    [AST_AND] = evaluate_logic,
    [AST_OR] = evaluate_logic,
    [AST_RANGE] = evaluate_range,
    [AST_MATRIX] = evaluate_matrix,
    [AST_ROW] = not_an_expression,
    [AST_LIST] = evaluate_list,
    [AST_NAMED] = not_an_expression,
    [AST_ARGUMENTS] = not_an_expression,
    [AST_TUPLE] = evaluate_tuple,
    [AST_SUM] = evaluate_sum,
    [AST_LAMBDA] = make_closure,
    [AST_PARTIAL] = evaluate_partial,
};

Status evaluate(State *state, Frame *frame, const Ast *ast, Value *out) {
  if ((size_t)ast->kind >= sizeof evaluators / sizeof *evaluators) return not_an_expression(state, frame, ast, out);
  if (stack_is_deep(state))
    return fail_at(&state->context, frame->source, ast->span,
                   "nested too deeply: a function that calls itself without end?");
  return evaluators[ast->kind](state, frame, ast, out);
}
