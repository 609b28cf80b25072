/* Expressions: one small function a kind of node, chosen by a table. */
#include "evaluate/evaluate.h"

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

/* ---- names ---- */

static Variable *raw_variable(State *state, Frame *frame, const Ast *name) {
  return name->place == PLACE_LOCAL ? &frame->slot[name->slot] : &state->global[name->slot];
}

/* A local name that is not bound yet means the outer variable. */
Variable *variable_of(State *state, Frame *frame, const Ast *name) {
  Variable *variable = raw_variable(state, frame, name);
  if (variable->value.kind != VALUE_NONE || name->place == PLACE_GLOBAL) return variable;
  Variable *global = outer_variable(state, frame->code->program, name->name);
  return global && global->value.kind != VALUE_NONE ? global : variable;
}

/* The bytes of x in x², x₁²; the whole length where no superscript digit ends the name. */
static size_t without_superscript_digits(const Name *name) {
  size_t length = name->length;
  for (;;) {
    size_t start = length;
    utf8proc_int32_t digit;
    while (start > 0 && ((unsigned char)name->text[start - 1] & 0xC0) == 0x80) start--;
    if (start < 2 || utf8proc_iterate((const utf8proc_uint8_t *)name->text + start - 1, (utf8proc_ssize_t)(length - start + 1), &digit) <= 0) return length;
    if (digit != 0xB2 && digit != 0xB3 && digit != 0xB9 && digit != 0x2070 && !(digit >= 0x2074 && digit <= 0x2079)) return length;
    length = start - 1;
  }
}

static bool has_value(const State *state, const Frame *frame, const char *text, size_t length) {
  const Name *name = find_name(&state->names, text, length);
  for (int i = 0; name && i < frame->code->n_slots; i++)
    if (frame->slot[i].name == name && frame->slot[i].value.kind != VALUE_NONE) return true;
  return name && name->global >= 0 && state->global[name->global].value.kind != VALUE_NONE;
}

static Status unknown_name(State *state, Frame *frame, const Ast *name) {
  const char *near = nearest_name(state, name->name->text);
  fail_at(&state->context, frame->source, name->span, "%s has no value", name->name->text);
  size_t base = without_superscript_digits(name->name);
  if (base < name->name->length && has_value(state, frame, name->name->text, base))
    add_note(&state->context, "%s is a name of its own, as for a layer; a power of %.*s is written %.*s^2", name->name->text, (int)base, name->name->text, (int)base, name->name->text);
  else if (strcmp(name->name->text, "same") == 0 || strcmp(name->name->text, "full") == 0)
    add_note(&state->context, "%s is a word of pad alone: W ⊗_{pad=%s} P", name->name->text, name->name->text);
  else if (habit_for(name->name->text)) add_note(&state->context, "%s", habit_for(name->name->text));
  else if (near) add_note(&state->context, "did you mean %s?", near);
  else if (base < name->name->length)
    add_note(&state->context, "%s is one name, as for a layer; a power of %.*s is written %.*s^2", name->name->text, (int)base, name->name->text, (int)base, name->name->text);
  else if (strcmp(name->name->text, "e") == 0) add_note(&state->context, "e^{-n} is exp(-n), or set e = exp(1)");
  return FAILED;
}

/* w_{i,j} where w has no value of its own means W_{i,j}. */
static Name *upper_case(State *state, const Name *name) {
  utf8proc_int32_t letter;
  utf8proc_uint8_t text[NAME_BYTES];
  utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)name->text, (utf8proc_ssize_t)name->length, &letter);
  if (length <= 0 || name->length + 4 >= NAME_BYTES || utf8proc_toupper(letter) == letter) return NULL;
  utf8proc_ssize_t upper = utf8proc_encode_char(utf8proc_toupper(letter), text);
  memcpy(text + upper, name->text + length, name->length - (size_t)length);
  return find_name(&state->names, (const char *)text, (size_t)upper + name->length - (size_t)length);
}

static Value *matrix_of_element(State *state, Frame *frame, const Ast *name) {
  Name *upper = upper_case(state, name->name);
  if (!upper) return NULL;
  for (int i = 0; i < frame->code->n_slots; i++)
    if (frame->slot[i].name == upper && frame->slot[i].value.kind != VALUE_NONE) return &frame->slot[i].value;
  if (upper->global < 0 || state->global[upper->global].value.kind == VALUE_NONE) return NULL;
  return &state->global[upper->global].value;
}

Value *find_value(State *state, Frame *frame, const Ast *name) {
  Variable *variable = variable_of(state, frame, name);
  if (variable->value.kind != VALUE_NONE) return &variable->value;
  return (void)unknown_name(state, frame, name), NULL;
}

bool peek_value(State *state, Frame *frame, const Ast *ast, Value *out) {
  if (ast->kind == AST_FIELD) {
    Value record = {0};
    bool found = false;
    if (!peek_value(state, frame, ast->child[0], &record)) return false;
    for (int i = 0; record.kind == VALUE_LIST && record.list->key && i < record.list->n && !found; i++)
      if ((found = record.list->key[i] == ast->name)) *out = value_retain(record.list->item[i]);
    return value_release(state, record), found;
  }
  if (ast->kind != AST_NAME) return false;
  Value *value = &variable_of(state, frame, ast)->value;
  if (value->kind == VALUE_NONE && !(value = matrix_of_element(state, frame, ast))) return false;
  return *out = value_retain(*value), true;
}

static Status evaluate_name(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value *value = &raw_variable(state, frame, ast)->value;
  if (value->kind == VALUE_NONE && !(value = find_value(state, frame, ast))) return state->context.error->status;
  *out = value_retain(*value);
  return OK;
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

static Status evaluate_index_end(State *state, Frame *frame, const Ast *ast, Value *out) {
  const IndexContext *indexed = frame->indexed;
  if (!indexed) return fail_at(&state->context, frame->source, ast->span, "`end` stands for a length only inside an index");
  if (indexed->base.kind == VALUE_LIST) *out = number_value(indexed->base.list->n);
  else if (indexed->n == 1) *out = number_value((double)value_count(indexed->base));
  else *out = number_value((double)value_length(indexed->base, indexed->position));
  return OK;
}

/* evaluate() for operands: literals and variables that hold numbers are taken without a call. */
static inline Status evaluate_operand(State *state, Frame *frame, const Ast *ast, Value *out) {
  if (ast->kind == AST_NUMBER) return *out = number_value(ast->number), OK;
  if (ast->kind == AST_NAME) {
    const Value *value = &raw_variable(state, frame, ast)->value;
    if (value->kind == VALUE_NUMBER && !value->node) return *out = *value, OK;
  }
  return evaluate(state, frame, ast, out);
}

/* ---- operators ---- */

static bool has_own_name(const Ast *ast) {
  return ast->kind == AST_NAME || ast->kind == AST_FIELD || ast->kind == AST_INDEX || ast->kind == AST_SUBSCRIPT || ast->kind == AST_SUPERSCRIPT;
}

/* A bank's axes are r × c × H_in × H_out. */
static void print_operand_size(const State *state, const Ast *ast, Value value, int i, Text *note) {
  Size size = value_size(value);
  bool is_bank = i == 0 && (ast->row == state->row_correlate || ast->row == state->row_convolve) && value_length(value, 3) > 1;
  if (is_bank) text_format(note, "a bank of %lld × %lld × %lld × %lld", (long long)value_length(value, 0), (long long)value_length(value, 1),
                           (long long)value_length(value, 2), (long long)value_length(value, 3));
  else print_size(&size, note);
}

/* "W is 3 × 3, P is 2 × 2": what a reader needs beside a size error that says left and right. */
static void note_operands(State *state, const Ast *ast, const Value *operand, int n) {
  Text note;
  bool names = false;
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

static Status explain_failure(State *state, Frame *frame, const Ast *ast, const Value *operand, int n) {
  Context *context = &state->context;
  if (context->error->status == FAILED && !context->error->source) {
    bool all_numeric = true;
    for (int i = 0; i < n; i++) all_numeric &= is_numeric(operand[i]);
    place_error(context, frame->source, ast->mark);
    if (all_numeric) note_operands(state, ast, operand, n);
  }
  place_error(context, frame->source, ast->mark);
  return context->error->status;
}

/* * commutes; the kernel, the operand that is not larger in either direction, is brought to the left. */
static void bring_kernel_left(Application *application) {
  Value left = application->operand[0], right = application->operand[1];
  bool left_fits = value_length(left, 0) <= value_length(right, 0) && value_length(left, 1) <= value_length(right, 1);
  bool right_fits = value_length(right, 0) <= value_length(left, 0) && value_length(right, 1) <= value_length(left, 1);
  if (left_fits || !right_fits) return;
  application->operand[0] = right;
  application->operand[1] = left;
}

/* `*` with a number scales; with two matrices that could also have been multiplied, a note says once which product it is. */
static Status apply_convolution(State *state, const Ast *ast, Application *application, Value *out) {
  const Value *a = &application->operand[0], *b = &application->operand[1];
  if (!ast->arguments && is_numeric(*a) && is_numeric(*b) && (is_scalar(*a) || is_scalar(*b)))
    return multiply(state, *a, *b, out);
  if (is_numeric(*a) && is_numeric(*b)) bring_kernel_left(application);
  Status status = apply_row(state, application, out);
  if (is_numeric(*a) && is_numeric(*b) && value_length(*a, 1) == value_length(*b, 0) && !state->told_convolution) {
    state->told_convolution = true;
    if (status == OK) write_note(state, ast->mark, "* is the chapter's convolution (8.7); the matrix product is written W p or W · p");
    else add_note(&state->context, "* is the chapter's convolution (8.7); the matrix product is written W p or W · p");
  }
  return status;
}

/* ⊞max[2,2] V would be ⊞max of the vector [2 2] otherwise, with windows of 1. */
static Status check_windows_given(State *state, Frame *frame, const Ast *ast) {
  const Parameter *first = &ast->row->parameter[0];
  if (ast->n != 1 || !first->name || first->kind != PARAMETER_SIZE) return OK;
  return fail_at(&state->context, frame->source, ast->mark, "%s needs its windows: %s_{2,2} V", ast->row->glyph, ast->row->glyph);
}

__attribute__((noinline)) static Status apply_node(State *state, Frame *frame, const Ast *ast, const Value *operand, Value *out) {
  Application application = {.row = ast->row, .n = ast->n};
  for (int i = 0; i < ast->n; i++) application.operand[i] = operand[i];
  Value held[PARAMETERS_MAX] = {0};
  Status status = ast->arguments ? evaluate_parameters(state, frame, ast->arguments, &application) : check_windows_given(state, frame, ast);
  for (int i = ast->n; i < OPERANDS_MAX && i - ast->n < PARAMETERS_MAX; i++) held[i - ast->n] = application.operand[i];
  state->here = ast->span;
  if (status == OK) status = ast->row == state->row_convolve ? apply_convolution(state, ast, &application, out) : apply_row(state, &application, out);
  if (status != OK) status = explain_failure(state, frame, ast, operand, ast->n);
  for (int i = 0; i < PARAMETERS_MAX; i++) value_release(state, held[i]);
  return status;
}

static Status evaluate_operator(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value operand[2] = {0};
  Status status = evaluate_operand(state, frame, ast->child[0], &operand[0]);
  if (status == OK && ast->n == 2) status = evaluate_operand(state, frame, ast->child[1], &operand[1]);
  bool numbers = operand[0].kind == VALUE_NUMBER && operand[1].kind == VALUE_NUMBER && ast->row->scalar2 && !ast->arguments;
  if (status == OK && numbers) status = apply2(state, ast->row, operand[0], operand[1], out);
  else if (status == OK) status = apply_node(state, frame, ast, operand, out);
  value_release(state, operand[0]);
  value_release(state, operand[1]);
  return status;
}

/* ---- products of factors ---- */

static Status product_step(State *state, Frame *frame, const Ast *ast, int i, Value *left, Value right) {
  Value result = {0};
  bool divides = ast->joiner[i - 1] == '/';
  state->here = ast->span;
  if (!is_numeric(*left) || !is_numeric(right))
    return fail_at(&state->context, frame->source, ast->child[is_numeric(*left) ? i : i - 1]->span, "%s cannot be multiplied or divided",
                   kind_name(is_numeric(*left) ? right : *left));
  Status status = divides ? apply2(state, state->row_divide, *left, right, &result) : multiply(state, *left, right, &result);
  if (status == OK) return value_store(state, left, result), OK;
  if (!state->context.error->source) {
    Ast pair = {.kind = AST_PRODUCT, .n = 2, .child = (Ast *[]){ast->child[i - 1], ast->child[i]}, .mark = {ast->child[i - 1]->span.start, ast->child[i]->span.end}};
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
  add_note(&state->context, "write %s(%s%s%s %s) or %s(%s) %s", text_string(&text[0]), grouped ? "(" : "", text_string(&text[1]),
           grouped ? ")" : "", text_string(&text[2]), text_string(&text[0]), text_string(&text[1]), text_string(&text[2]));
  for (int i = 0; i < 3; i++) text_close(&text[i]);
}

static Status misplaced_function(State *state, Frame *frame, const Ast *ast, int i) {
  const Ast *function = ast->child[i];
  bool several = i + 2 < ast->n && ast->joiner[i] == ' ';
  Text text;
  text_open(&text, &state->context.memory);
  print_ast(function, &text);
  fail_at(&state->context, frame->source, function->span, several ? "the function %s stands before several factors" : "the function %s has nothing to apply to",
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
  if (out->kind != VALUE_FUNCTION && right.kind != VALUE_FUNCTION) status = product_step(state, frame, ast, 1, out, right);
  else {
    Value factor[2] = {*out, right};
    status = apply_function_factors(state, frame, ast, factor);
    *out = factor[0];
    right = factor[1];
  }
  value_release(state, right);
  return status;
}

static Status evaluate_product(State *state, Frame *frame, const Ast *ast, Value *out) {
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

/* ---- postfixes ---- */

/* Evaluates indices with `end` standing for lengths of `base`. */
static Status evaluate_indices(State *state, Frame *frame, const Ast *ast, Value base, Value *index) {
  IndexContext indexed = {.base = base, .n = ast->n - 1};
  const IndexContext *outer = frame->indexed;
  Status status = OK;
  for (int i = 1; i < ast->n && status == OK; i++) {
    indexed.position = i - 1;
    frame->indexed = &indexed;
    status = evaluate(state, frame, ast->child[i], &index[i - 1]);
  }
  frame->indexed = outer;
  return status;
}

enum { INDICES_MAX = 8 };

static Status too_many_indices(State *state, Frame *frame, const Ast *ast) {
  return fail_at(&state->context, frame->source, ast->span, "%d indices: an array has four axes (rows, columns, maps, examples)", ast->n - 1);
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

static Status evaluate_index(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value base = {0}, index[INDICES_MAX] = {{0}};
  if (ast->n - 1 > INDICES_MAX) return too_many_indices(state, frame, ast);
  bool element = ast->kind == AST_SUBSCRIPT || is_element_access(ast);
  Status status = evaluate_base(state, frame, ast->child[0], element, &base);
  if (status == OK) status = evaluate_indices(state, frame, ast, base, index);
  state->here = ast->span;
  if (status == OK && ast->kind == AST_SUPERSCRIPT)
    status = pick_maps(state, base, index, ast->n - 1, ast->child[0]->flags & AST_PARENTHESISED, out);
  else if (status == OK)
    status = index_value(state, base, index, ast->n - 1, out);
  if (status != OK) place_error(&state->context, frame->source, ast->span);
  for (int i = 0; i < ast->n - 1; i++) value_release(state, index[i]);
  value_release(state, base);
  return status;
}

static Status evaluate_superscript(State *state, Frame *frame, const Ast *ast, Value *out) {
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

static Status evaluate_field(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value record = {0};
  Status status = evaluate(state, frame, ast->child[0], &record);
  if (status != OK) return status;
  bool found = false;
  for (int i = 0; record.kind == VALUE_LIST && record.list->key && i < record.list->n && !found; i++)
    if ((found = record.list->key[i] == ast->name)) *out = value_retain(record.list->item[i]);
  if (!found && (record.kind != VALUE_LIST || !record.list->key))
    status = fail_at(&state->context, frame->source, ast->span, ".%s: %s has no fields", ast->name->text, kind_name(record));
  else if (!found) {
    status = fail_at(&state->context, frame->source, ast->span, "the record has no field %s", ast->name->text);
    for (int i = 0; i < record.list->n && i < 2; i++) add_note(&state->context, "it has %s", record.list->key[i]->text);
  }
  value_release(state, record);
  return status;
}

static Status evaluate_transpose(State *state, Frame *frame, const Ast *ast, Value *out) {
  Value value = {0};
  Status status = evaluate(state, frame, ast->child[0], &value);
  if (status != OK) return status;
  state->here = ast->span;
  if (value.kind == VALUE_FUNCTION && ast->kind == AST_PRIME) status = state->derivation->derivative(state, value, out);
  else if (is_scalar(value)) *out = value_retain(value);
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
  if (status == OK && (status = value_truth(state, value, truth)) != OK) place_error(&state->context, frame->source, ast->span);
  value_release(state, value);
  return status;
}

static Status evaluate_logic(State *state, Frame *frame, const Ast *ast, Value *out) {
  bool truth = false;
  Status status = evaluate_truth(state, frame, ast->child[0], &truth);
  if (status != OK) return status;
  if (ast->kind == AST_NOT) truth = !truth;
  else if (truth == (ast->kind == AST_AND)) status = evaluate_truth(state, frame, ast->child[1], &truth);
  *out = number_value(truth);
  return status;
}

static Status evaluate_range(State *state, Frame *frame, const Ast *ast, Value *out) {
  double limit[3] = {1, 1, 1};
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) {
    Value value = {0};
    status = evaluate(state, frame, ast->child[i], &value);
    if (status == OK && !is_scalar(value))
      status = fail_at(&state->context, frame->source, ast->child[i]->span, "a range runs between numbers, and this is %s", kind_name(value));
    if (status == OK) limit[i] = value.number;
    value_release(state, value);
  }
  if (status != OK) return status;
  double start = limit[0], step = ast->n == 3 ? limit[1] : 1, stop = ast->n == 3 ? limit[2] : limit[1];
  if (step == 0 || !isfinite(start) || !isfinite(stop) || !isfinite(step))
    return fail_at(&state->context, frame->source, ast->span, "a range needs finite ends and a step that is not 0");
  double count = floor((stop - start) / step * (1 + 1e-15) + 1e-10) + 1;
  int64_t n = count < 0 ? 0 : count > 9e15 ? (int64_t)9e15 : (int64_t)count;
  Tensor *row = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){1, n, 1, 1});
  if (!row) return place_error(&state->context, frame->source, ast->span), state->context.error->status;
  for (int64_t i = 0; i < n; i++) ((double *)row->data)[i] = start + (double)i * step;
  *out = array_value(state, row);
  return OK;
}

/* ---- literals ---- */

static Status evaluate_list(State *state, Frame *frame, const Ast *ast, Value *out) {
  int named = 0;
  for (int i = 0; i < ast->n; i++) named += ast->child[i]->kind == AST_NAMED;
  if (named && named != ast->n) return fail_at(&state->context, frame->source, ast->span, "either every element of { } has a name or none");
  List *list = list_new(state, ast->n, named > 0);
  if (!list) return OUT_OF_MEMORY;
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) {
    const Ast *item = ast->child[i];
    if (named) list->key[i] = item->name;
    for (int k = 0; named && k < i && status == OK; k++)
      if (list->key[k] == item->name) status = fail_at(&state->context, frame->source, item->span, "two fields are called %s", item->name->text);
    if (status == OK) status = evaluate(state, frame, named ? item->child[0] : item, &list->item[i]);
    if (status == OK && list->item[i].kind == VALUE_NONE) status = fail_at(&state->context, frame->source, item->span, "this gives no value that a list could hold");
  }
  if (status == OK && (status = set_list_depth(state, list)) != OK) place_error(&state->context, frame->source, ast->span);
  Value value = {.kind = VALUE_LIST, .list = list};
  if (status == OK) *out = value;
  else value_release(state, value);
  return status;
}

static Status evaluate_tuple(State *state, Frame *frame, const Ast *ast, Value *out) { return evaluate_list(state, frame, ast, out); }

static Status evaluate_partial(State *state, Frame *frame, const Ast *ast, Value *out) {
  return state->derivation->partial(state, frame, ast, out);
}

static Status not_an_expression(State *state, Frame *frame, const Ast *ast, Value *out) {
  (void)out;
  return fail_at(&state->context, frame->source, ast->span, "an expression is needed here");
}

typedef Status Evaluator(State *state, Frame *frame, const Ast *ast, Value *out);

Status evaluate_matrix(State *state, Frame *frame, const Ast *ast, Value *out);

static Evaluator *const evaluators[] = {
    [AST_NUMBER] = evaluate_number, [AST_STRING] = evaluate_string, [AST_NAME] = evaluate_name,
    [AST_COLON] = evaluate_colon, [AST_INDEX_END] = evaluate_index_end, [AST_OPERATOR] = evaluate_operator,
    [AST_PRODUCT] = evaluate_product, [AST_CALL] = evaluate_call, [AST_INDEX] = evaluate_index,
    [AST_SUBSCRIPT] = evaluate_index, [AST_SUPERSCRIPT] = evaluate_superscript, [AST_FIELD] = evaluate_field,
    [AST_TRANSPOSE] = evaluate_transpose, [AST_PRIME] = evaluate_transpose, [AST_POWER] = evaluate_power,
    [AST_NOT] = evaluate_logic, [AST_AND] = evaluate_logic, [AST_OR] = evaluate_logic,
    [AST_RANGE] = evaluate_range, [AST_MATRIX] = evaluate_matrix, [AST_ROW] = not_an_expression,
    [AST_LIST] = evaluate_list, [AST_NAMED] = not_an_expression, [AST_ARGUMENTS] = not_an_expression,
    [AST_TUPLE] = evaluate_tuple, [AST_SUM] = evaluate_sum, [AST_LAMBDA] = make_closure, [AST_PARTIAL] = evaluate_partial,
};

Status evaluate(State *state, Frame *frame, const Ast *ast, Value *out) {
  if ((size_t)ast->kind >= sizeof evaluators / sizeof *evaluators) return not_an_expression(state, frame, ast, out);
  if (stack_is_deep(state))
    return fail_at(&state->context, frame->source, ast->span, "nested too deeply: a function that calls itself without end?");
  return evaluators[ast->kind](state, frame, ast, out);
}
