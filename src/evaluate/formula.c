#include "evaluate/formula.h"

#include "tensor/extent_terms.h"

#include <math.h>
#include <string.h>

/* ---- building blocks ---- */

Ast *new_tree(Formula *formula, AstKind kind, int n, ...) {
  Context *context = &formula->state->context;
  Ast *ast = ast_new(context, formula->arena, kind, (Span){0, 0}, 0);
  va_list children;
  va_start(children, n);
  for (int i = 0; i < n && ast; i++) {
    Ast *child = va_arg(children, Ast *);
    if (!child || ast_append(context, formula->arena, ast, child) != OK) ast = NULL;
  }
  va_end(children);
  return ast;
}

static bool append(Formula *formula, Ast *list, Ast *child) {
  return list && child && ast_append(&formula->state->context, formula->arena, list, child) == OK;
}

static Ast *plain_number(Formula *formula, double number) {
  Ast *ast = new_tree(formula, AST_NUMBER, 0);
  if (ast) ast->number = number;
  return ast;
}

enum { DENOMINATOR_MAX = 60 };

/* 2/3 where 0.6666666666666666 is what that gives; decimals that are short stay. */
static bool find_fraction(double number, double *over, double *under) {
  if (!isfinite(number) || number * 10000 == floor(number * 10000)) return false;
  for (*under = 3; *under <= DENOMINATOR_MAX; ++*under) {
    *over = round(number * *under);
    if (*over / *under == number && fabs(*over) < 1000) return true;
  }
  return false;
}

Ast *number_tree(Formula *formula, double number) {
  double over, under;
  if (!find_fraction(number, &over, &under)) return plain_number(formula, number);
  Ast *left = plain_number(formula, over), *right = plain_number(formula, under);
  Ast *ast = left && right ? new_tree(formula, AST_PRODUCT, 0) : NULL;
  Context *context = &formula->state->context;
  if (!ast || ast_append_factor(context, formula->arena, ast, ' ', left) != OK ||
      ast_append_factor(context, formula->arena, ast, '/', right) != OK)
    return NULL;
  return ast;
}

Ast *write_name(Formula *formula, const char *name) {
  Ast *ast = new_tree(formula, AST_NAME, 0);
  if (!ast) return NULL;
  ast->name = intern(&formula->state->names, name, strlen(name));
  return ast->name ? ast : ((void)fail_out_of_memory(&formula->state->context), NULL);
}

Ast *named_tree(Formula *formula, const char *name, Ast *value) {
  Ast *named = new_tree(formula, AST_NAMED, 1, value);
  if (!named) return NULL;
  named->name = intern(&formula->state->names, name, strlen(name));
  return named->name ? named : ((void)fail_out_of_memory(&formula->state->context), NULL);
}

static Ast *operator_tree(Formula *formula, const OperatorRow *row, Ast *left, Ast *right) {
  Ast *ast = right ? new_tree(formula, AST_OPERATOR, 2, left, right) : new_tree(formula, AST_OPERATOR, 1, left);
  if (ast) ast->row = row;
  return ast;
}

static Ast *infix(Formula *formula, const OperatorRow *row, Ast *left, Ast *right) {
  return left && right ? operator_tree(formula, row, left, right) : NULL;
}

/* a b, a/b: on the left a product goes on. */
static Ast *product(Formula *formula, Ast *left, char joiner, Ast *right) {
  Context *context = &formula->state->context;
  bool extends = left && left->kind == AST_PRODUCT;
  Ast *ast = extends ? left : new_tree(formula, AST_PRODUCT, 0);
  if (!ast || !left || !right) return NULL;
  if (!extends && ast_append_factor(context, formula->arena, ast, ' ', left) != OK) return NULL;
  return ast_append_factor(context, formula->arena, ast, joiner, right) == OK ? ast : NULL;
}

static Ast *call(Formula *formula, const char *name, Ast *first) {
  return first ? new_tree(formula, AST_CALL, 2, write_name(formula, name), first)
               : new_tree(formula, AST_CALL, 1, write_name(formula, name));
}

/* ---- extents ---- */

static Ast *write_atom(Formula *formula, const ExtentAtom *atom) {
  if (atom->name) return write_name(formula, atom->name);
  Ast *over = write_extent(formula, atom->numerator), *under = write_extent(formula, atom->denominator);
  return call(formula, "floor", product(formula, over, '/', under));
}

/* |coefficient| · atoms */
static Ast *write_terms(Formula *formula, const ExtentTerms *term) {
  int64_t coefficient = term->coefficient < 0 ? -term->coefficient : term->coefficient;
  Ast *ast = coefficient == 1 ? NULL : number_tree(formula, (double)coefficient);
  for (int i = 0; i < term->n_factors; i++) {
    Ast *atom = write_atom(formula, term->factor[i]);
    ast = ast || (i == 0 && coefficient != 1) ? product(formula, ast, ' ', atom) : atom;
  }
  return ast;
}

static Ast *add_term(Formula *formula, Ast *sum, bool negative, Ast *term) {
  const State *state = formula->state;
  if (!term) return NULL;
  if (sum) return infix(formula, negative ? state->row_subtract : state->row_add, sum, term);
  return negative ? operator_tree(formula, state->row_negate, term, NULL) : term;
}

/* n - d⌊n/d⌋ is mod(n, d). */
static bool is_remainder(Formula *formula, Extent extent, const ExtentAtom **floor) {
  Arena *arena = paper_of(formula->state);
  for (const ExtentTerms *t = extent.terms; t; t = t->next)
    for (int i = 0; i < t->n_factors; i++) {
      const ExtentAtom *atom = *floor = t->factor[i];
      if (atom->name) continue;
      Extent quotient = extent_floor_divide(arena, atom->numerator, atom->denominator);
      Extent rest = extent_subtract(arena, atom->numerator, extent_multiply(arena, quotient, atom->denominator));
      if (extent_equal(rest, extent) == YES) return true;
    }
  return false;
}

/* What is added comes before what is subtracted: R_r + 2 p - r. */
Ast *write_extent(Formula *formula, Extent extent) {
  Ast *sum = NULL;
  const ExtentAtom *floor;
  if (extent.terms && is_remainder(formula, extent, &floor))
    return new_tree(formula, AST_CALL, 3, write_name(formula, "mod"), write_extent(formula, floor->numerator),
                    write_extent(formula, floor->denominator));
  int64_t number = extent.number;
  for (const ExtentTerms *t = extent.terms; t; t = t->next)
    if (t->coefficient > 0 && !(sum = add_term(formula, sum, false, write_terms(formula, t)))) return NULL;
  if (!sum && (number > 0 || !extent.terms)) sum = number_tree(formula, (double)number), number = 0;
  for (const ExtentTerms *t = extent.terms; t; t = t->next)
    if (t->coefficient < 0 && !(sum = add_term(formula, sum, true, write_terms(formula, t)))) return NULL;
  if (number == 0) return sum;
  return add_term(formula, sum, number < 0, number_tree(formula, (double)(number < 0 ? -number : number)));
}

/* ---- constants ---- */

static Ast *write_size_call(Formula *formula, const char *name, const Tensor *tensor) {
  Ast *ast = call(formula, name, NULL);
  int last = tensor->size[3] != 1 ? 4 : tensor->size[2] != 1 ? 3 : 2;
  for (int axis = 0; axis < last && ast; axis++)
    if (!append(formula, ast, number_tree(formula, (double)tensor->size[axis]))) ast = NULL;
  return ast;
}

static Ast *write_matrix(Formula *formula, const Tensor *tensor, int64_t first) {
  Ast *matrix = new_tree(formula, AST_MATRIX, 0);
  for (int64_t i = 0; i < tensor->size[0]; i++) {
    Ast *row = new_tree(formula, AST_ROW, 0);
    for (int64_t j = 0; j < tensor->size[1]; j++)
      if (!append(formula, row, number_tree(formula, tensor_get(tensor, first + j * tensor->size[0] + i)))) return NULL;
    if (!append(formula, matrix, row)) return NULL;
  }
  return matrix;
}

/* Matrices of maps and examples are stacked and joined. */
static Ast *write_stack(Formula *formula, const Tensor *tensor) {
  int64_t plane = tensor->size[0] * tensor->size[1];
  Ast *bank = call(formula, "bank", NULL);
  for (int64_t q = 0; q < tensor->size[3]; q++) {
    Ast *stack = call(formula, "stack", NULL);
    for (int64_t l = 0; l < tensor->size[2]; l++)
      if (!append(formula, stack, write_matrix(formula, tensor, (q * tensor->size[2] + l) * plane))) return NULL;
    if (tensor->size[2] == 1 && stack) stack = stack->child[1];
    if (tensor->size[3] == 1) return stack;
    if (!append(formula, bank, stack)) return NULL;
  }
  return bank;
}

static Ast *write_constant(Formula *formula, const Tensor *tensor) {
  int64_t n = is_hollow(tensor) ? 0 : tensor_count(tensor); /* a dry run has no elements, and writes to nobody */
  bool equal = n > 0;
  for (int64_t k = 1; k < n && equal; k++) equal = tensor_get(tensor, k) == tensor_get(tensor, 0);
  double number = n ? tensor_get(tensor, 0) : 0;
  Ast *ast;
  if (n == 0 || (equal && number == 0)) ast = write_size_call(formula, "zeros", tensor);
  else if (equal && number == 1) ast = write_size_call(formula, "ones", tensor);
  else if (equal && n > 4)
    ast = product(formula, number_tree(formula, number), ' ', write_size_call(formula, "ones", tensor));
  else if (tensor->size[2] * tensor->size[3] == 1) ast = write_matrix(formula, tensor, 0);
  else ast = write_stack(formula, tensor);
  return tensor->precision == SINGLE && ast ? call(formula, "single", ast) : ast;
}

static Ast *write_elements(Formula *formula, const Symbol *symbol) {
  Ast *matrix = new_tree(formula, AST_MATRIX, 0);
  int64_t rows = symbol->size.axis[0].number, columns = symbol->size.axis[1].number;
  for (int64_t i = 0; i < rows; i++) {
    Ast *row = new_tree(formula, AST_ROW, 0);
    for (int64_t j = 0; j < columns; j++)
      if (!append(formula, row, write_value(formula, symbol->element[j * rows + i]))) return NULL;
    if (!append(formula, matrix, row)) return NULL;
  }
  return matrix;
}

Ast *write_value(Formula *formula, Value value) {
  Ast *name = value.node && formula->name_of ? formula->name_of(formula->user, value.node) : NULL;
  if (name) return name;
  if (formula->state->context.has_error) return NULL;
  if (value.kind == VALUE_SYMBOL && value.symbol->is_extent) return write_extent(formula, value.symbol->extent);
  if (value.kind == VALUE_SYMBOL && value.symbol->n) return write_elements(formula, value.symbol);
  if (value.node && (value.node->row || value.node->function)) return write_node(formula, value.node);
  if (value.node && value.node->name && is_symbol(value)) return write_name(formula, value.node->name->text);
  if (value.node && is_symbol(value)) value = value.node->output;
  if (value.kind == VALUE_NUMBER) return number_tree(formula, value.number);
  if (value.kind == VALUE_ARRAY) return write_constant(formula, value.array);
  if (value.kind == VALUE_COLON) return new_tree(formula, AST_COLON, 0);
  return (void)fail(&formula->state->context, "a step has an operand that cannot be written down"), NULL;
}

/* ---- steps ---- */

static Ast *write_input(Formula *formula, const TrailNode *node, int i) {
  return write_value(formula, written_operand(node->input[i]));
}

/* 2, 4 and 5 as 2 or [2 4 5] or 2:5. */
static Ast *write_index(Formula *formula, Value index) {
  if (index.node && formula->name_of) {
    Ast *name = formula->name_of(formula->user, index.node);
    if (name) return name;
  }
  index.node = NULL; /* the index itself, not how it was made */
  if (index.kind != VALUE_ARRAY) return write_value(formula, index);
  int64_t n = is_hollow(index.array) ? 0 : tensor_count(index.array);
  bool run = n > 1;
  for (int64_t k = 1; k < n; k++) run &= tensor_get(index.array, k) == tensor_get(index.array, 0) + (double)k;
  if (!run) return write_constant(formula, index.array);
  return new_tree(formula, AST_RANGE, 2, number_tree(formula, tensor_get(index.array, 0)),
                  number_tree(formula, tensor_get(index.array, n - 1)));
}

static bool is_whole_axis(const TrailNode *node, int i) {
  return i >= node->n_inputs || node->input[i].kind == VALUE_COLON || node->input[i].kind == VALUE_NONE;
}

/* A^{l}, W^{h,l}: maps and examples of whole planes that are picked by name or number. */
static Ast *write_superscript(Formula *formula, const TrailNode *node) {
  Ast *ast = new_tree(formula, AST_SUPERSCRIPT, 1, write_input(formula, node, 0));
  if (!is_whole_axis(node, 4) && !append(formula, ast, write_index(formula, node->input[4]))) return NULL;
  Ast *maps = is_whole_axis(node, 3) ? new_tree(formula, AST_COLON, 0) : write_index(formula, node->input[3]);
  return append(formula, ast, maps) ? ast : NULL;
}

static bool is_bound_index(const TrailNode *node, int i) {
  return i < node->n_inputs && is_symbol(node->input[i]) && node->input[i].symbol->is_extent;
}

static Ast *write_indexed(Formula *formula, const TrailNode *node) {
  bool planes = is_whole_axis(node, 1) && is_whole_axis(node, 2);
  if (planes && (is_bound_index(node, 3) || is_bound_index(node, 4))) return write_superscript(formula, node);
  bool element = !is_whole_axis(node, 1) && !is_whole_axis(node, 2) && is_whole_axis(node, 3) && is_whole_axis(node, 4);
  for (int i = 1; i <= 2 && element; i++) element = node->input[i].kind != VALUE_ARRAY;
  Ast *ast = new_tree(formula, element ? AST_SUBSCRIPT : AST_INDEX, 1, write_input(formula, node, 0));
  int last = 2;
  for (int i = 3; i <= AXES; i++)
    if (!is_whole_axis(node, i)) last = i;
  for (int i = 1; i <= last; i++) {
    Ast *index = is_whole_axis(node, i) ? new_tree(formula, AST_COLON, 0) : write_index(formula, node->input[i]);
    if (!append(formula, ast, index)) return NULL;
  }
  return ast;
}

/* place(dY, i, j, like=X) and replace(X, V, i, j): calls, whose arguments are no bare colons. */
static Ast *write_placed(Formula *formula, const TrailNode *node, int first, const Size *whole) {
  Ast *ast = call(formula, node->row->name, write_input(formula, node, 0));
  if (first == 2 && !append(formula, ast, write_input(formula, node, 1))) return NULL;
  int last = 0; /* axes at the end that are whole are left out */
  for (int axis = 0; axis < AXES; axis++)
    if (!is_whole_axis(node, first + axis)) last = axis + 1;
  for (int axis = 0; axis < last; axis++) {
    Ast *index = is_whole_axis(node, first + axis) ? new_tree(formula, AST_RANGE, 2, number_tree(formula, 1),
                                                              write_extent(formula, whole->axis[axis]))
                                                   : write_index(formula, node->input[first + axis]);
    if (!append(formula, ast, index)) return NULL;
  }
  if (first == 2) return ast;
  return append(formula, ast, named_tree(formula, "like", write_input(formula, node, 5))) ? ast : NULL;
}

static Ast *write_joined(Formula *formula, const TrailNode *node) {
  int64_t axis = node->parameter[0].extent[0].number;
  Ast *a = write_input(formula, node, 0), *b = write_input(formula, node, 1);
  if (axis > 2) return new_tree(formula, AST_CALL, 3, write_name(formula, axis == 3 ? "stack" : "bank"), a, b);
  if (axis == 2) return new_tree(formula, AST_MATRIX, 1, new_tree(formula, AST_ROW, 2, a, b));
  return new_tree(formula, AST_MATRIX, 2, new_tree(formula, AST_ROW, 1, a), new_tree(formula, AST_ROW, 1, b));
}

static Ast *write_sum(Formula *formula, const TrailNode *node) {
  Ast *body = write_input(formula, node, 0), *index = write_input(formula, node, 1);
  if (!body || !index) return NULL;
  const ParameterValue *bound = node->parameter;
  Ast *ast = bound[1].given ? new_tree(formula, AST_SUM, 3, body, write_extent(formula, bound[0].extent[0]),
                                       write_extent(formula, bound[1].extent[0]))
                            : new_tree(formula, AST_SUM, 1, body);
  if (ast) ast->name = index->name;
  return ast;
}

static Ast *write_function_name(Formula *formula, const Function *function) {
  if (function->kind == FUNCTION_DERIVATIVE)
    return new_tree(formula, AST_PRIME, 1, write_function_name(formula, function->original));
  const char *name = function->kind == FUNCTION_ROW         ? function->row->name
                     : function->kind == FUNCTION_PROCEDURE ? function->procedure->name
                     : function->kind == FUNCTION_SYMBOL    ? function->name->text
                     : function->code->name                 ? function->code->name->text
                                                            : NULL;
  if (!name && function->code->ast) /* x ↦ …, written out */
    return (Ast *)function->code->ast;
  Ast *ast = write_name(formula, name ? name : "f");
  for (int i = 0; function->kind == FUNCTION_CODE && i < function->code->ast->primes; i++)
    ast = new_tree(formula, AST_PRIME, 1, ast);
  return ast;
}

static Ast *write_function_step(Formula *formula, const TrailNode *node) {
  Ast *name = write_function_name(formula, node->function);
  Ast *ast = name ? new_tree(formula, AST_CALL, 1, name) : NULL;
  if (name && name->kind == AST_LAMBDA) name->flags |= AST_PARENTHESISED;
  for (int i = 0; i < node->n_inputs; i++)
    if (!append(formula, ast, write_input(formula, node, i))) return NULL;
  return ast;
}

static Ast *write_call(Formula *formula, const TrailNode *node) {
  Ast *ast = call(formula, node->row->name, NULL), *parameters = NULL;
  for (int i = 0; i < node->row->n_operands && i < node->n_inputs; i++)
    if (node->input[i].kind != VALUE_NONE && !append(formula, ast, write_input(formula, node, i))) return NULL;
  if (write_parameters(formula, node, &parameters) != OK) return NULL;
  for (int i = 0; parameters && i < parameters->n; i++)
    if (!append(formula, ast, parameters->child[i])) return NULL;
  return ast;
}

static Ast *write_operator(Formula *formula, const TrailNode *node) {
  Ast *left = write_input(formula, node, 0), *parameters = NULL;
  Ast *right = left && node->row->n_operands == 2 ? write_input(formula, node, 1) : NULL;
  if (!left || (node->row->n_operands == 2 && !right)) return NULL;
  Ast *ast = operator_tree(formula, node->row, left, right);
  if (!ast || write_parameters(formula, node, &parameters) != OK) return NULL;
  return ast_set_arguments(&formula->state->context, ast, parameters) == OK ? ast : NULL;
}

/* One case a form of the page; everything else is a call. */
Ast *write_node(Formula *formula, const TrailNode *node) {
  const State *state = formula->state;
  const OperatorRow *row = node->row;
  if (node->function) return write_function_step(formula, node);
  if (!row) return write_value(formula, node->output);
  if (row == state->row_alias) return write_input(formula, node, 0);
  if (row == state->row_scale || row == state->row_matmul || row == state->row_divide) {
    Ast *left = write_input(formula, node, 0), *right = write_input(formula, node, 1);
    return product(formula, left, row == state->row_divide ? '/' : ' ', right);
  }
  if (row == state->row_power)
    return new_tree(formula, AST_POWER, 2, write_input(formula, node, 0), write_input(formula, node, 1));
  if (row == state->row_transpose) return new_tree(formula, AST_TRANSPOSE, 1, write_input(formula, node, 0));
  if (row == state->row_index) return write_indexed(formula, node);
  if (row == state->row_place) return write_placed(formula, node, 1, &node->output_size);
  if (row == state->row_replace) return write_placed(formula, node, 2, &node->output_size);
  if (row == state->row_cat) return write_joined(formula, node);
  if (row == state->row_sum_over) return write_sum(formula, node);
  if (row == state->row_for_all) return write_input(formula, node, 0);
  bool is_operator = row->form == FORM_INFIX || row->form == FORM_PREFIX || row == state->row_negate;
  return is_operator ? write_operator(formula, node) : write_call(formula, node);
}

/* ---- left sides ---- */

bool is_for_all(const State *state, const TrailNode *node) { return node && node->row == state->row_for_all; }

Ast *write_target(Formula *formula, const char *name, const TrailNode *node) {
  Ast *target = write_name(formula, name);
  if (!is_for_all(formula->state, node)) return target;
  bool rows = !is_whole_axis(node, 1) || !is_whole_axis(node, 2);
  bool maps = !is_whole_axis(node, 3) || !is_whole_axis(node, 4);
  if (maps) target = new_tree(formula, AST_SUPERSCRIPT, 1, target);
  for (int i = 4; i >= 3 && maps; i--)
    if (!is_whole_axis(node, i) && !append(formula, target, write_index(formula, node->input[i]))) return NULL;
  if (rows) target = new_tree(formula, AST_SUBSCRIPT, 1, target);
  for (int i = 1; i <= 2 && rows; i++)
    if (!is_whole_axis(node, i) && !append(formula, target, write_index(formula, node->input[i]))) return NULL;
  return target;
}
