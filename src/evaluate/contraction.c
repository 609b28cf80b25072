/* Equations such as
     Z^{q,h}  = Σ_{l} W^{h,l} ⊗ A^{q,l}                  (8.21)
     dA^{q,l} = Σ_{h} rot180(W^{h,l}) ⊗_{pad=full} dZ^{q,h}  (8.45)
     dW^{h,l} = Σ_{q} dZ^{q,h} ⊗ A^{q,l}                 (8.48)
   are one ⊗ of whole banks and stacks once axes 3 and 4 are exchanged where the indices ask for it: ⊗ itself sums over
   axis 3 of both operands, and its result has the kernel's axis 4 on axis 3. Two kernels by two output maps and a
   batch of two decide every case; nothing here knows what the equation is for. */
#include "evaluate/affine.h"

#include <string.h>

enum { NONE = -1 };

/* One operand: rot180 or not, the array's name, and the slots of the indices on axes 3 and 4. */
typedef struct Factor {
  bool turned;
  const Ast *name;
  int index[2]; /* slot on axis 3, on axis 4; NONE */
} Factor;

static bool read_superscript(const Ast *ast, Factor *factor) {
  int n = ast->n - 1;
  if (ast->kind != AST_SUPERSCRIPT || ast->child[0]->kind != AST_NAME || n > 2) return false;
  for (int i = 0; i < n; i++)
    if (ast->child[i + 1]->kind != AST_NAME || ast->child[i + 1]->place != PLACE_LOCAL) return false;
  factor->name = ast->child[0];
  factor->index[0] = ast->child[n]->slot;
  factor->index[1] = n == 2 ? ast->child[1]->slot : NONE;
  return true;
}

static bool is_row_named(State *state, Frame *frame, const Ast *ast, const char *name) {
  if (ast->kind != AST_NAME) return false;
  Value value = variable_of(state, frame, ast)->value;
  return value.kind == VALUE_FUNCTION && value.function->kind == FUNCTION_ROW &&
         strcmp(value.function->row->name, name) == 0;
}

/* X^{…}, rot180(X^{…}) or rot180 X^{…}. */
static bool read_factor(State *state, Frame *frame, const Ast *ast, Factor *factor) {
  *factor = (Factor){.index = {NONE, NONE}};
  bool applied =
      (ast->kind == AST_CALL && ast->n == 2) || (ast->kind == AST_PRODUCT && ast->n == 2 && ast->joiner[0] == ' ');
  if (applied && is_row_named(state, frame, ast->child[0], "rot180")) {
    factor->turned = true;
    ast = ast->child[1];
  }
  return read_superscript(ast, factor);
}

static bool mentions_slot(const Ast *ast, int slot) {
  if (!ast) return false;
  if (ast->kind == AST_NAME && ast->place == PLACE_LOCAL && ast->slot == slot) return true;
  for (int i = 0; i < ast->n; i++)
    if (mentions_slot(ast->child[i], slot)) return true;
  return mentions_slot(ast->arguments, slot);
}

typedef struct Contraction {
  const Ast *operation; /* the ⊗ */
  int summed;           /* slot of Σ's index; NONE: no Σ */
  const Ast *bounds;    /* the Σ, where it says from where to where; NULL otherwise */
  Factor kernel, image, target;
  bool swap_kernel, swap_image, swap_result;
} Contraction;

static bool read_equation(State *state, Frame *frame, const Ast *ast, const FreeIndices *free, Contraction *c) {
  const Ast *right = ast->child[1];
  c->summed = NONE;
  if (right->kind == AST_SUM && right->n != 2) {
    c->summed = right->slot;
    c->bounds = right->n == 3 ? right : NULL;
    right = right->child[0];
  }
  if (ast->n > 2 && ast->child[2]) return false;
  if (right->kind != AST_OPERATOR || right->row != state->row_correlate) return false;
  c->operation = right;
  c->target = (Factor){.index = {NONE, NONE}};
  if (!read_superscript(ast->child[0], &c->target)) return false;
  if (!read_factor(state, frame, right->child[0], &c->kernel) || !read_factor(state, frame, right->child[1], &c->image))
    return false;
  bool indexed = mentions_slot(right->arguments, c->summed);
  for (int i = 0; i < free->n; i++) indexed |= mentions_slot(right->arguments, free->slot[i]);
  return !indexed;
}

/* Brings the summed index of an operand to axis 3; the other one then stands on axis 4. */
static bool bring_to_axis3(const Factor *factor, int summed, bool *swap, int *other) {
  *swap = factor->index[0] != summed;
  if (*swap && factor->index[1] != summed) return false;
  *other = factor->index[*swap ? 0 : 1];
  return true;
}

/* Result: the kernel's other index on axis 3, the image's on axis 4. */
static bool arrange(Contraction *c) {
  int from_kernel, from_image;
  if (!bring_to_axis3(&c->kernel, c->summed, &c->swap_kernel, &from_kernel)) return false;
  if (!bring_to_axis3(&c->image, c->summed, &c->swap_image, &from_image)) return false;
  c->swap_result = c->target.index[0] != from_kernel;
  return c->swap_result ? c->target.index[0] == from_image && c->target.index[1] == from_kernel
                        : c->target.index[1] == from_image;
}

/* Σ_{l=1}^{H} over all of the H maps. */
static bool bounds_fit(State *state, Frame *frame, const Contraction *c, Value kernel) {
  Value from = {0}, to = {0};
  if (!c->bounds) return true;
  bool settled = settled_value(state, frame, c->bounds->child[1], &from) &&
                 settled_value(state, frame, c->bounds->child[2], &to) && is_scalar(from) && is_scalar(to);
  bool all = settled && value_element(from, 0) == 1 &&
             value_element(to, 0) == (double)value_length(kernel, c->swap_kernel ? 3 : 2);
  value_release(state, from);
  value_release(state, to);
  return all;
}

static bool lengths_fit(const Contraction *c, Value kernel, Value image) {
  if (kernel.kind != VALUE_ARRAY && kernel.kind != VALUE_NUMBER) return false;
  if (image.kind != VALUE_ARRAY && image.kind != VALUE_NUMBER) return false;
  if (value_length(kernel, c->swap_kernel ? 3 : 2) != value_length(image, c->swap_image ? 3 : 2)) return false;
  /* an axis without an index is one only where nothing is hidden on it; a batch on the image's axis 4 passes through */
  bool hidden = (c->kernel.index[1] == NONE && value_length(kernel, 3) != 1) ||
                (c->image.index[1] == NONE && value_length(image, 3) != 1 && (c->swap_image || c->swap_result));
  return !hidden;
}

Status permute_axes(State *state, Value *value, const int axis[AXES]) {
  Application application = {.row = state->row_permute, .n = 1, .operand = {*value}};
  Value number[AXES], permuted = {0};
  for (int k = 0; k < AXES; k++) number[k] = number_value(axis[k] + 1);
  Status status = set_sizes(state, &application, number, AXES);
  if (status == OK) status = apply_row(state, &application, &permuted);
  if (status == OK) value_store(state, value, permuted);
  return status;
}

/* Of a single plane there is nothing to exchange. */
static Status swap_maps(State *state, Value *value) {
  if (value_length(*value, 2) * value_length(*value, 3) == 1) return OK;
  return permute_axes(state, value, (const int[]){0, 1, 3, 2});
}

static Status turn(State *state, Value *value) {
  Value turned = {0};
  Status status = apply1(state, find_operator("rot180"), *value, &turned);
  if (status == OK) value_store(state, value, turned);
  return status;
}

/* Without history, the sum over examples of 8.48 is a kernel of its own, which exchanges nothing. */
static const OperatorRow *choose_kernel(State *state, const Application *application, Exchange *exchange) {
  bool history =
      state->keeps_history && !state->history_pause && (application->operand[0].node || application->operand[1].node);
  bool all = exchange->kernel && exchange->image && exchange->result;
  if (history || !all || application->row != state->row_correlate) return application->row;
  exchange->kernel = exchange->image = exchange->result = false;
  return state->row_correlate_examples;
}

Status apply_exchanged(State *state, Application *application, Exchange exchange, Value *out) {
  Value kernel = value_retain(application->operand[0]), image = value_retain(application->operand[1]);
  application->row = choose_kernel(state, application, &exchange);
  Status status = exchange.turn_kernel ? turn(state, &kernel) : OK;
  if (status == OK && exchange.turn_image) status = turn(state, &image);
  if (status == OK && exchange.kernel) status = swap_maps(state, &kernel);
  if (status == OK && exchange.image) status = swap_maps(state, &image);
  application->operand[0] = kernel;
  application->operand[1] = image;
  if (status == OK) status = apply_row(state, application, out);
  if (status == OK && exchange.result && (status = swap_maps(state, out)) != OK) value_store(state, out, (Value){0});
  value_release(state, kernel);
  value_release(state, image);
  return status;
}

static Status compute(State *state, Frame *frame, const Contraction *c, const Value *operand, Value *out) {
  Application application = {.row = state->row_correlate, .n = 2, .operand = {operand[0], operand[1]}};
  Exchange exchange = {.kernel = c->swap_kernel,
                       .image = c->swap_image,
                       .result = c->swap_result,
                       .turn_kernel = c->kernel.turned,
                       .turn_image = c->image.turned};
  Status status =
      c->operation->arguments ? evaluate_parameters(state, frame, c->operation->arguments, &application) : OK;
  state->here = c->operation->span;
  if (status == OK) status = apply_exchanged(state, &application, exchange, out);
  if (status != OK) place_error(&state->context, frame->source, c->operation->mark);
  return status;
}

Status evaluate_as_correlation(State *state, Frame *frame, const Ast *ast, const FreeIndices *free, bool *done,
                               Value *out) {
  Contraction c = {0};
  Value operand[2] = {{0}};
  *done = false;
  if (!read_equation(state, frame, ast, free, &c) || !arrange(&c)) return OK;
  if (!peek_value(state, frame, c.kernel.name, &operand[0])) return OK;
  bool fits = peek_value(state, frame, c.image.name, &operand[1]) && bounds_fit(state, frame, &c, operand[0]) &&
              lengths_fit(&c, operand[0], operand[1]);
  Status status = OK;
  if (fits) {
    *done = true;
    status = compute(state, frame, &c, operand, out);
  }
  value_release(state, operand[0]);
  value_release(state, operand[1]);
  return status;
}
