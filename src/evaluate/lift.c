/* Equations over elements as one evaluation on whole arrays (8.33, 8.52): sums of products are computed by recognise.c, and
   around them stand operators and functions that work element by element. A first pass, without computing, says
   whether everything is of that kind. */
#include "evaluate/affine.h"

typedef struct Lift {
  const Elements *elements;
  bool computes, fits;
} Lift;

static Status lift(Lift *l, const Ast *ast, Value *out);

static Status fails_to_fit(Lift *l) { return l->fits = false, OK; }

/* The values of a free index along its axis. */
static Status lift_index(Lift *l, int k, Value *out) {
  const AffineIndex *index = &l->elements->index[k];
  int64_t size[AXES] = {1, 1, 1, 1};
  if (index->sum) return fails_to_fit(l);
  if (!l->computes) return OK;
  size[index->axis] = index_length(index);
  Tensor *values = tensor_new(&l->elements->state->context, DOUBLE, size);
  if (!values) return l->elements->state->context.error->status;
  for (int64_t i = 0; i < index_length(index); i++) tensor_set(values, i, (double)(i + 1));
  *out = array_value(l->elements->state, values);
  return OK;
}

static Status lift_constant(Lift *l, const Ast *ast, Value *out) {
  Value value = {0};
  State *state = l->elements->state;
  if (l->computes) return evaluate(state, l->elements->frame, ast, out);
  l->fits = settled_value(state, l->elements->frame, ast, &value) && is_one_number(value);
  value_release(state, value);
  return state->context.has_error ? state->context.error->status : OK;
}

static Status combine(Lift *l, const OperatorRow *row, Value *left, Value right, const Ast *ast) {
  Value result = {0};
  State *state = l->elements->state;
  if (!l->computes || !l->fits) return OK;
  state->here = ast->span;
  Status status = apply2(state, row, *left, right, &result);
  if (status != OK) return place_error(&state->context, l->elements->frame->source, ast->mark), status;
  return value_store(state, left, result), OK;
}

static Status lift_operator(Lift *l, const Ast *ast, Value *out) {
  State *state = l->elements->state;
  Value right = {0}, negated = {0};
  if (ast->arguments || !(ast->row == state->row_negate || (ast->n == 2 && ast->row->broadcasts)))
    return fails_to_fit(l);
  Status status = lift(l, ast->child[0], out);
  if (status == OK && l->fits && ast->n == 2) status = lift(l, ast->child[1], &right);
  if (status == OK && l->fits && ast->n == 2) status = combine(l, ast->row, out, right, ast);
  else if (status == OK && l->fits && l->computes && (status = apply1(state, ast->row, *out, &negated)) == OK)
    value_store(state, out, negated);
  value_release(state, right);
  return status;
}

static Status multiply_lifted(Lift *l, Value *left, Value right, const Ast *ast) {
  State *state = l->elements->state;
  if (is_one_number(*left) || !is_one_number(right))
    return combine(l, is_one_number(*left) ? state->row_scale : state->row_hadamard, left, right, ast);
  Value scalar = value_retain(right);
  Status status = combine(l, state->row_scale, &scalar, *left, ast);
  value_store(state, left, scalar);
  return status;
}

static Status lift_product(Lift *l, const Ast *ast, Value *out) {
  Status status = lift(l, ast->child[0], out);
  for (int i = 1; i < ast->n && status == OK && l->fits; i++) {
    Value right = {0};
    status = lift(l, ast->child[i], &right);
    if (status == OK && l->fits && l->computes)
      status = ast->joiner[i - 1] == '/' ? combine(l, l->elements->state->row_divide, out, right, ast)
                                         : multiply_lifted(l, out, right, ast);
    value_release(l->elements->state, right);
  }
  return status;
}

/* x_{i}^{2}, (a_{i} - b_{i})^2: a constant power */
static Status lift_power(Lift *l, const Ast *ast, Value *out) {
  Value power = {0};
  if (ast->n != 2) return fails_to_fit(l);
  Status status = lift(l, ast->child[0], out);
  if (status == OK && l->fits) status = lift(l, ast->child[1], &power);
  if (status == OK) status = combine(l, l->elements->state->row_power, out, power, ast);
  value_release(l->elements->state, power);
  return status;
}

/* f or f' (also f''), f being a function that the operators' rows call element by element. */
static bool is_elementwise(const Lift *l, const Ast *ast) {
  while (ast->kind == AST_PRIME) ast = ast->child[0];
  if (ast->kind != AST_NAME) return false;
  Value value = variable_of(l->elements->state, l->elements->frame, ast)->value;
  return value.kind == VALUE_FUNCTION && value.function->kind == FUNCTION_ROW && value.function->row->elementwise;
}

static Status lift_call(Lift *l, const Ast *ast, Value *out) {
  State *state = l->elements->state;
  Value callee = {0}, argument = {0};
  if (ast->n != 2 || ast->child[1]->kind == AST_NAMED || !is_elementwise(l, ast->child[0])) return fails_to_fit(l);
  Status status = lift(l, ast->child[1], &argument);
  if (status == OK && l->fits && l->computes) status = evaluate(state, l->elements->frame, ast->child[0], &callee);
  state->here = ast->span;
  if (status == OK && callee.kind == VALUE_FUNCTION) status = call_with(state, callee.function, &argument, 1, out);
  if (status != OK) place_error(&state->context, l->elements->frame->source, ast->span);
  value_release(state, callee);
  value_release(state, argument);
  return status;
}

static Status lift_term(Lift *l, const Ast *ast, Value *out) {
  State *state = l->elements->state;
  Term term;
  Status status = OK;
  if (!read_term(l->elements, ast, &term)) return fails_to_fit(l);
  if (l->computes) status = compute_term(l->elements, &term, out);
  if (status != OK) place_error(&state->context, l->elements->frame->source, ast->span);
  for (int i = 0; i < term.n_weights + term.n_divisors && status == OK && l->fits; i++) {
    Value factor = {0};
    bool divides = i >= term.n_weights;
    status = lift(l, divides ? term.divisor[i - term.n_weights] : term.weight[i], &factor);
    if (status == OK && l->fits && l->computes)
      status = divides ? combine(l, state->row_divide, out, factor, ast) : multiply_lifted(l, out, factor, ast);
    value_release(state, factor);
  }
  if (status != OK || !term.is_negative || !l->computes) return status;
  Value negated = {0};
  if ((status = apply1(state, state->row_negate, *out, &negated)) == OK) value_store(state, out, negated);
  return status;
}

/* On OK, and when computing, *out is the value; *out is the caller's in any case. */
static Status lift(Lift *l, const Ast *ast, Value *out) {
  int k = find_index(l->elements, ast);
  if (k >= 0) return lift_index(l, k, out);
  if (!mentions_index(l->elements, ast)) return lift_constant(l, ast, out);
  if (find_reference(l->elements, ast) && ast->kind != AST_OPERATOR) return lift_term(l, ast, out);
  switch (ast->kind) {
    case AST_SUM: return lift_term(l, ast, out);
    case AST_OPERATOR: return lift_operator(l, ast, out);
    case AST_PRODUCT: return lift_product(l, ast, out);
    case AST_POWER: return lift_power(l, ast, out);
    case AST_SUPERSCRIPT: return mentions_index(l->elements, ast->child[1]) ? fails_to_fit(l) : lift_power(l, ast, out);
    case AST_CALL: return lift_call(l, ast, out);
    default: return fails_to_fit(l);
  }
}

/* z_{i,j} = b_{i}: repeated along the free indices that do not occur. */
static Status expand_to_ranges(const Elements *elements, Value *value) {
  State *state = elements->state;
  Application application = {.row = state->row_expand, .n = 1, .operand = {*value}};
  Value window[AXES], expanded = {0};
  bool is_short = false;
  for (int axis = 0; axis < AXES; axis++) window[axis] = number_value(1);
  for (int k = 0; k < elements->n_indices; k++) {
    const AffineIndex *index = &elements->index[k];
    if (index->sum || value_length(*value, index->axis) == index_length(index)) continue;
    window[index->axis] = number_value((double)index_length(index));
    is_short = true;
  }
  if (!is_short) return OK;
  Status status = set_sizes(state, &application, window, AXES);
  if (status == OK) status = apply_row(state, &application, &expanded);
  if (status == OK) value_store(state, value, expanded);
  return status;
}

Status evaluate_lifted(Elements *elements, const Ast *ast, bool *done, Value *out) {
  Lift l = {elements, false, true};
  Value value = {0};
  Status status = lift(&l, ast, &value);
  *done = status == OK && l.fits;
  if (!*done) return status;
  l.computes = true;
  status = lift(&l, ast, &value);
  if (status == OK) status = expand_to_ranges(elements, &value);
  if (status == OK) *out = value;
  else value_release(elements->state, value);
  return status;
}
