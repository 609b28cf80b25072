/* Which operation is walked through, and what one element of it is made of. */
#include "guide/walk.h"

#include <string.h>

/* Passed over on the way to the operation in which a window moves: a bias, a weight, a transfer function. */
static bool works_in_place(const State *state, const TrailNode *node) {
  const OperatorRow *row = node->row;
  return row && (row->elementwise || row->broadcasts || row == state->row_scale || row == state->row_alias ||
                 row == state->row_negate || row == state->row_single || row == state->row_double);
}

static const TrailNode *unnamed_operand(const State *state, const TrailNode *node) {
  for (int i = 0; i < node->n_inputs; i++) {
    const TrailNode *inner = written_operand(node->input[i]).node;
    if (inner && inner->row && !is_visible(state, inner) && size_equal(&inner->output_size, &node->output_size) == YES)
      return inner;
  }
  return NULL;
}

static bool exchanges_planes(const State *state, const TrailNode *node) {
  static const int64_t order[AXES] = {1, 2, 4, 3};
  if (node->row != state->row_permute || !node->parameter) return false;
  for (int axis = 0; axis < AXES; axis++)
    if (node->parameter[axis].extent[0].number != order[axis]) return false;
  return true;
}

bool is_exchange(const State *state, const TrailNode *node) {
  return node && !node->name && exchanges_planes(state, node);
}

/* W ⊗ P of A = logsig(W ⊗ P + b); A itself where nothing in it does more than work element by element. The rules of 8.45
   and 8.48 on whole banks exchange maps and examples around their ⊗. */
static void find_step(Walk *walk) {
  const State *state = walk->state;
  const TrailNode *step = walk->node;
  while (step && works_in_place(state, step)) step = unnamed_operand(state, step);
  walk->step = step ? step : walk->node;
  walk->is_by_element = !step;
  const TrailNode *inner = exchanges_planes(state, walk->step) ? walk->step->input[0].node : NULL;
  if (!inner || inner->row != state->row_correlate || is_visible(state, inner)) return;
  walk->step = inner;
  walk->is_exchanged = true;
}

static int64_t parameter_of(const TrailNode *step, const char *name, int item, int64_t fallback) {
  int i = find_parameter(step->row, name);
  return i < 0 || !step->parameter ? fallback : step->parameter[i].extent[item].number;
}

static bool is_larger(Value a, Value b) {
  return value_length(b, 0) < value_length(a, 0) || value_length(b, 1) < value_length(a, 1);
}

/* ⊗, *, and the sum over examples of 8.48. */
static void read_correlation(const State *state, const TrailNode *step, Sliding *sliding) {
  bool is_convolution = step->row == state->row_convolve;
  sliding->over_examples = step->row == state->row_correlate_examples;
  sliding->is_turned = is_convolution;
  sliding->kernel = is_convolution && is_larger(step->input[0], step->input[1]);
  sliding->image = 1 - sliding->kernel;
  for (int axis = 0; axis < 2; axis++) sliding->taps[axis] = value_length(step->input[sliding->kernel], axis);
  sliding->n_groups = value_length(step->input[sliding->image], sliding->over_examples ? 3 : 2);
}

static void read_pooling(const TrailNode *step, Sliding *sliding) {
  sliding->kernel = -1;
  sliding->taps[0] = parameter_of(step, "r", 0, 1);
  sliding->taps[1] = parameter_of(step, "c", 0, 1);
  sliding->maps = parameter_of(step, "h", 0, 1);
  sliding->examples = parameter_of(step, "q", 0, 1);
  sliding->n_groups = sliding->maps * sliding->examples;
}

static void read_sliding(const State *state, const TrailNode *step, Sliding *sliding) {
  const OperatorRow *row = step->row;
  bool correlates =
      row && (row == state->row_correlate || row == state->row_convolve || row == state->row_correlate_examples);
  bool pools = row && (row == state->row_pool_sum || row == state->row_pool_max);
  *sliding = (Sliding){.slides = correlates || pools, .n_groups = 1, .kernel = -1, .image = -1};
  if (!sliding->slides) return;
  sliding->image = 0;
  if (correlates) read_correlation(state, step, sliding);
  else read_pooling(step, sliding);
  for (int axis = 0; axis < 2; axis++) {
    sliding->stride[axis] = parameter_of(step, "stride", axis, 1);
    sliding->dilate[axis] = parameter_of(step, "dilate", axis, 1);
    sliding->up[axis] = parameter_of(step, "up", axis, 1);
  }
  for (int side = 0; side < 4; side++) sliding->pad[side] = parameter_of(step, "pad", side, 0);
}

Status open_walk(Walk *walk) {
  find_step(walk);
  read_sliding(walk->state, walk->step, &walk->sliding);
  Status status = label_parts(walk);
  return status == OK ? find_heading(walk) : status;
}

/* ---- what one element is made of ---- */

static Status add_use(Walk *walk, int operand, const int64_t at[AXES], bool wins) {
  if (!memory_reserve(&walk->state->context.memory, &walk->use, &walk->uses_room, walk->n_uses + 1, sizeof *walk->use))
    return fail_out_of_memory(&walk->state->context);
  Use *use = &walk->use[walk->n_uses++];
  *use = (Use){.operand = operand, .wins = wins};
  Value value = walk->part[operand].value;
  for (int axis = 0; axis < AXES; axis++) use->at[axis] = value_length(value, axis) == 1 ? 0 : at[axis];
  return OK;
}

static Status add_uses(Walk *walk, const Term *term, bool wins) {
  Status status = OK;
  if (term->kind == TERM_REFERENCE) return add_use(walk, term->operand, term->at, wins);
  for (const Term *part = term->first; part && status == OK; part = part->next) status = add_uses(walk, part, wins);
  return status;
}

/* An element that takes part and is named in a remark is the largest of its window. */
static void mark_winners(Walk *walk, const Term *remark) {
  for (const Term *piece = remark; piece; piece = piece->next)
    for (size_t i = 0; i < walk->n_uses && piece->kind == TERM_REFERENCE; i++)
      if (walk->use[i].operand == piece->operand && memcmp(walk->use[i].at, piece->at, sizeof piece->at) == 0)
        walk->use[i].wins = true;
}

/* Of more, sum(X) of millions or dW of a large batch, nothing is written out. */
enum { USES_MAX = 20000 };

static int64_t count_products(const Walk *walk) {
  const Sliding *sliding = &walk->sliding;
  int64_t most = 0;
  if (sliding->slides) return sliding->taps[0] * sliding->taps[1] * sliding->n_groups;
  for (int i = 0; i < walk->step->n_inputs && i < OPERANDS_MAX; i++)
    if (is_numeric(walk->part[i].value) && value_count(walk->part[i].value) > most)
      most = value_count(walk->part[i].value);
  return most / value_count(walk->node->output);
}

/* The part that shows this node's value, made where there is none yet; -1: it is one number, or there are too many. */
static Status find_part(Walk *walk, const TrailNode *node, int *part) {
  *part = -1;
  if (node->output.kind != VALUE_ARRAY) return OK;
  for (int i = 0; i < OPERANDS_MAX; i++) {
    if (walk->part[i].value.node == node) return *part = i, OK;
    if (walk->part[i].label) continue;
    walk->part[i].value = node->output;
    walk->part[i].value.node = (TrailNode *)node;
    return *part = i, label_part(walk, i);
  }
  return OK;
}

static Status add_named_uses(Walk *walk, const Explanation *e, const Term *term) {
  int part;
  Status status = OK;
  if (term->kind == TERM_REFERENCE) {
    status = find_part(walk, e->named[term->operand].node, &part);
    return status == OK && part >= 0 ? add_use(walk, part, term->at, false) : status;
  }
  for (const Term *inner = term->first; inner && status == OK; inner = inner->next)
    status = add_named_uses(walk, e, inner);
  return status;
}

/* Of an equation that works element by element: what its text names. */
static Status find_named_uses(Walk *walk) {
  Explanation e;
  Term *term;
  explanation_open(&e, walk->state, walk->sweep, false);
  e.remark_end = &e.remark;
  Status status = element_terms(&e, walk->node, walk->at, &term);
  if (status == OK) status = add_named_uses(walk, &e, term);
  explanation_close(&e);
  return status;
}

Status find_uses(Walk *walk) {
  Explanation e;
  Terms terms;
  Term *term;
  walk->n_uses = 0;
  memcpy(walk->place, walk->at, sizeof walk->place);
  if (walk->is_exchanged) walk->place[2] = walk->at[3], walk->place[3] = walk->at[2];
  if (walk->is_by_element) return find_named_uses(walk);
  walk->is_marked_by_taps = count_products(walk) > USES_MAX;
  if (walk->is_marked_by_taps) return OK;
  explanation_open(&e, walk->state, walk->sweep, true);
  Status status = step_terms(&e, walk->step, walk->place, &terms, &term);
  if (status == OK) status = add_uses(walk, term, false);
  for (const Term *piece = status == OK ? terms.remark : NULL; piece && status == OK; piece = piece->next)
    if (piece->kind == TERM_REFERENCE && piece->operand > 0) status = add_use(walk, piece->operand, piece->at, true);
  if (status == OK) mark_winners(walk, terms.remark);
  explanation_close(&e);
  return status;
}
