/* The simplifier: what is recorded on paper is brought to the chapter's form. Each rule looks at one step and its operands
   and gives what stands for it; none changes a rounding, so that a derived text and backprop agree bit for bit. The
   table at the end is the list of them all. */
#include "derive/simplify.h"

#include <math.h>
#include <string.h>

typedef struct Step {
  State *state;
  const TrailNode *node;
  Value *out;
  Status status;
} Step;

/* ---- looking at operands ---- */

/* Operand i as rules write it: an expansion in front of + − ∘ / is not seen. */
static Value seen(const TrailNode *node, int i) { return written_operand(node->input[i]); }

static bool is_row(const Step *step, const char *name) {
  return step->node->row && strcmp(step->node->row->name, name) == 0;
}

/* The step that made a value, but for one with a name: there the name stays. */
static const TrailNode *step_of(Value value, const OperatorRow *row) {
  return is_symbol(value) && value.node && value.node->row == row && !value.node->name ? value.node : NULL;
}

static bool is_literal(Value value) { return value.kind == VALUE_NUMBER && !value.node; }

static bool is_number(Value value, double number) {
  Extent extent;
  if (is_symbol(value)) return read_extent(value, &extent) && extent_is_number(extent) && extent.number == number;
  return is_literal(value) && value.number == number;
}

static bool has_size(Value value, const Size *size) {
  Size own = value_size(value);
  return is_operand(value) && size_equal(&own, size) == YES;
}

static bool all_windows_are_one(const TrailNode *node) {
  bool one = true;
  for (int axis = 0; axis < AXES; axis++) one &= extent_equal(node->parameter[axis].extent[0], extent_of(1)) == YES;
  return one && !node->parameter[AXES].given && !node->parameter[AXES + 1].given;
}

/* ---- giving a result ---- */

static bool give(Step *step, Value value) {
  *step->out = value_retain(value);
  return true;
}

static bool give1(Step *step, const OperatorRow *row, Value a) {
  step->status = apply1(step->state, row, a, step->out);
  return true;
}

static bool give2(Step *step, const OperatorRow *row, Value a, Value b) {
  step->status = apply2(step->state, row, a, b, step->out);
  return true;
}

/* ---- 1 ∘ X, c ∘ X ---- */

/* Columns of targets that sum to 1 exactly, as one-hot ones do: sum(T, 1) says nothing. */
static bool is_sum_of_targets(Value value) {
  if (!is_symbol(value) || !value.node || !value.node->row || strcmp(value.node->row->name, "sum") != 0) return false;
  const TrailNode *targets = value.node->input[0].node;
  if (!targets || targets->output.kind != VALUE_ARRAY || value.node->parameter[0].extent[0].number != 1) return false;
  const Tensor *t = targets->output.array;
  if (is_hollow(t)) return false;
  for (int64_t j = 0; j < tensor_count(t); j += t->size[0]) {
    double sum = 0;
    for (int64_t i = 0; i < t->size[0]; i++) sum += tensor_get(t, i + j);
    if (sum != 1) return false;
  }
  return t->size[0] > 0;
}

static bool is_all_ones(Value value) {
  if (is_number(value, 1) || is_sum_of_targets(value)) return true;
  bool ones = value.kind == VALUE_ARRAY && !value.node && !is_hollow(value.array);
  for (int64_t k = 0; ones && k < value_count(value); k++) ones = value_element(value, k) == 1;
  return ones;
}

static bool drop_ones(Step *step) {
  Value a = seen(step->node, 0), b = seen(step->node, 1);
  if (is_all_ones(a) && has_size(b, &step->node->output_size)) return give(step, b);
  return is_all_ones(b) && has_size(a, &step->node->output_size) && give(step, a);
}

/* ⊠ave of Y where the other operand has the size and Y is broadcast anyway. */
static bool is_broadcast(const Step *step, Value value, const TrailNode **expansion) {
  const TrailNode *node = *expansion = step_of(value, step->state->row_expand);
  if (!node || node->parameter[AXES].given || node->parameter[AXES + 1].given) return false;
  Size from = value_size(node->input[0]);
  for (int axis = 0; axis < AXES; axis++)
    if (extent_equal(from.axis[axis], node->output_size.axis[axis]) != YES &&
        (extent_equal(from.axis[axis], extent_of(1)) != YES ||
         extent_equal(node->parameter[axis].extent[0], node->output_size.axis[axis]) != YES))
      return false;
  return true;
}

static bool drop_expansion(Step *step) {
  Value operand[2] = {seen(step->node, 0), seen(step->node, 1)};
  const TrailNode *expansion;
  for (int i = 0; i < 2; i++) {
    if (!is_broadcast(step, operand[i], &expansion) || !has_size(operand[1 - i], &step->node->output_size)) continue;
    operand[i] = expansion->input[0];
    return give2(step, step->node->row, operand[0], operand[1]);
  }
  return false;
}

/* 0.5 where an array holds nothing else. */
static Value number_of_equal_elements(Value value) {
  if (value.kind != VALUE_ARRAY || value.node || !value_count(value) || is_hollow(value.array)) return value;
  for (int64_t k = 1; k < value_count(value); k++)
    if (value_element(value, k) != value_element(value, 0)) return value;
  return number_value(value_element(value, 0));
}

static bool hadamard_is_scaling(Step *step) {
  for (int i = 0; i < 2; i++) {
    Value factor = number_of_equal_elements(seen(step->node, i)), other = seen(step->node, 1 - i);
    if (is_one_number(factor) && has_size(other, &step->node->output_size))
      return give2(step, step->state->row_scale, factor, other);
  }
  return false;
}

/* ---- scaling ---- */

static bool scale_by_one(Step *step) { return is_number(step->node->input[0], 1) && give(step, step->node->input[1]); }

/* s 2 is 2 s */
static bool number_first(Step *step) {
  Value a = step->node->input[0], b = step->node->input[1];
  return !is_literal(a) && is_literal(b) && give2(step, step->node->row, b, a);
}

static bool scale_by_minus_one(Step *step) {
  return is_number(step->node->input[0], -1) && give1(step, step->state->row_negate, step->node->input[1]);
}

static bool is_power_of_two(double number) {
  int exponent;
  return number != 0 && isfinite(number) && fabs(frexp(number, &exponent)) == 0.5;
}

/* a (b X), where the product of a and b is exact */
static bool merge_numbers(Step *step) {
  Value a = step->node->input[0];
  const TrailNode *inner = step_of(step->node->input[1], step->state->row_scale);
  if (!inner || !is_literal(a) || !is_literal(inner->input[0])) return false;
  double b = inner->input[0].number;
  if (!is_power_of_two(a.number) && !is_power_of_two(b)) return false;
  return give2(step, step->node->row, number_value(a.number * b), inner->input[1]);
}

static bool scale_negated(Step *step) {
  Value a = step->node->input[0];
  const TrailNode *inner = step_of(step->node->input[1], step->state->row_negate);
  return inner && is_literal(a) && give2(step, step->node->row, number_value(-a.number), inner->input[0]);
}

/* ---- signs ---- */

static bool negate_twice(Step *step) {
  const TrailNode *inner = step_of(step->node->input[0], step->state->row_negate);
  return inner && give(step, inner->input[0]);
}

static bool negate_difference(Step *step) {
  const TrailNode *inner = step_of(step->node->input[0], step->state->row_subtract);
  return inner && give2(step, inner->row, seen(inner, 1), seen(inner, 0));
}

static bool negate_scaled(Step *step) {
  const TrailNode *inner = step_of(step->node->input[0], step->state->row_scale);
  return inner && is_literal(inner->input[0]) &&
         give2(step, inner->row, number_value(-inner->input[0].number), inner->input[1]);
}

static bool add_zero(Step *step) {
  Value a = seen(step->node, 0), b = seen(step->node, 1);
  if (is_number(a, 0) && has_size(b, &step->node->output_size)) return give(step, b);
  return is_number(b, 0) && has_size(a, &step->node->output_size) && give(step, a);
}

static bool add_negated(Step *step) {
  Value a = seen(step->node, 0), b = seen(step->node, 1);
  const TrailNode *left = step_of(a, step->state->row_negate), *right = step_of(b, step->state->row_negate);
  if (right) return give2(step, step->state->row_subtract, a, right->input[0]);
  return left && give2(step, step->state->row_subtract, b, left->input[0]);
}

static bool add_same(Step *step) {
  Value a = seen(step->node, 0), b = seen(step->node, 1);
  if (!a.node || !b.node || !(a.node == b.node || is_same_step(a.node, b.node))) return false;
  return give2(step, step->state->row_scale, number_value(2), a);
}

static bool subtract_zero(Step *step) {
  Value a = seen(step->node, 0);
  return is_number(seen(step->node, 1), 0) && has_size(a, &step->node->output_size) && give(step, a);
}

static bool subtract_from_zero(Step *step) {
  Value b = seen(step->node, 1);
  return is_number(seen(step->node, 0), 0) && has_size(b, &step->node->output_size) &&
         give1(step, step->state->row_negate, b);
}

static bool subtract_negated(Step *step) {
  const TrailNode *right = step_of(seen(step->node, 1), step->state->row_negate);
  return right && give2(step, step->state->row_add, seen(step->node, 0), right->input[0]);
}

/* ---- what leaves its operand as it is ---- */

static bool operand_stays(Step *step) { return give(step, seen(step->node, 0)); }

static bool divide_by_one(Step *step) {
  return is_number(seen(step->node, 1), 1) && has_size(seen(step->node, 0), &step->node->output_size) &&
         operand_stays(step);
}

static bool first_power(Step *step) {
  return is_number(seen(step->node, 1), 1) && has_size(seen(step->node, 0), &step->node->output_size) &&
         operand_stays(step);
}

static bool turn_twice(Step *step) {
  const TrailNode *inner = step_of(step->node->input[0], step->node->row);
  return inner && give(step, inner->input[0]);
}

static bool turn_one_element(Step *step) {
  const Extent *axis = step->node->output_size.axis;
  return extent_equal(axis[0], extent_of(1)) == YES && extent_equal(axis[1], extent_of(1)) == YES &&
         operand_stays(step);
}

static bool windows_of_one(Step *step) { return all_windows_are_one(step->node) && operand_stays(step); }

static bool same_shape(Step *step) {
  Size from = value_size(step->node->input[0]);
  return size_equal(&from, &step->node->output_size) == YES && operand_stays(step);
}

/* ---- steps of the network that stand for what a rule writes out again: softmax(N) is A ---- */

static bool same_value(Value a, Value b) {
  if (a.node || b.node) return a.node == b.node;
  if (a.kind != b.kind) return false;
  return a.kind == VALUE_NUMBER  ? a.number == b.number
         : a.kind == VALUE_ARRAY ? a.array == b.array
                                 : a.kind != VALUE_SYMBOL;
}

static bool same_parameters(const TrailNode *a, const TrailNode *b) {
  for (int i = 0; i < PARAMETERS_MAX && a->row->parameter[i].name; i++) {
    const ParameterValue *p = &a->parameter[i], *q = &b->parameter[i];
    bool same = p->given == q->given && (p->real == q->real || !p->given);
    for (int k = 0; k < 4 && same && p->given; k++) same = k >= p->n || extent_equal(p->extent[k], q->extent[k]) == YES;
    if (!same) return false;
  }
  return true;
}

bool is_same_step(const TrailNode *a, const TrailNode *b) {
  if (a == b || a->row != b->row || !a->row || a->n_inputs != b->n_inputs) return false;
  for (int i = 0; i < a->n_inputs; i++)
    if (!same_value(seen(a, i), seen(b, i))) return false;
  return same_parameters(a, b);
}

static bool known_step(Step *step) {
  const Rules *rules = step->state->rules;
  const Sweep *sweep = rules ? rules->sweep : NULL;
  for (int k = 0; sweep && k < sweep->n; k++) {
    TrailNode *node = sweep->node[k];
    if (node->output.kind == VALUE_NONE || !is_same_step(node, step->node)) continue;
    Size size = node->output_size;
    *step->out = symbol_of_size(step->state, &size);
    step->status = step->out->kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
    if (step->status == OK) step->out->node = node_retain(node);
    return true;
  }
  return false;
}

typedef struct Simplification {
  const char *row;  /* of the step; NULL: of any */
  const char *form; /* what becomes what */
  bool (*apply)(Step *step);
} Simplification;

/* None of these changes a rounding: what is dropped is 1, 0 or a sign, and numbers merge where one is a power of two. The
   sign of a zero may change: -(X - X). tests/simplifier/cases.txt has a case for each, doc/simplifier.md a line. */
static const Simplification simplifications[] = {
    {"hadamard", "1 ∘ X → X", drop_ones},
    {"hadamard", "(⊠ave Y) ∘ X → Y ∘ X", drop_expansion},
    {"hadamard", "c ∘ X → c X", hadamard_is_scaling},
    {"add", "X + 0 → X", add_zero},
    {"add", "X + -Y → X - Y", add_negated},
    {"add", "X + X → 2 X", add_same},
    {"add", "X + ⊠ave Y → X + Y", drop_expansion},
    {"subtract", "X - 0 → X", subtract_zero},
    {"subtract", "0 - X → -X", subtract_from_zero},
    {"subtract", "X - -Y → X + Y", subtract_negated},
    {"subtract", "X - ⊠ave Y → X - Y", drop_expansion},
    {"scale", "1 X → X", scale_by_one},
    {"scale", "x 2 → 2 x", number_first},
    {"scale", "-1 X → -X", scale_by_minus_one},
    {"scale", "2 (1/2 X) → X", merge_numbers},
    {"scale", "2 (-X) → -2 X", scale_negated},
    {"negate", "-(-X) → X", negate_twice},
    {"negate", "-(X - Y) → Y - X", negate_difference},
    {"negate", "-(2 X) → -2 X", negate_scaled},
    {"divide", "X/1 → X", divide_by_one},
    {"divide", "(⊠ave Y)/X → Y/X", drop_expansion},
    {"power", "X^1 → X", first_power},
    {"rot180", "rot180(rot180(X)) → X", turn_twice},
    {"rot180", "rot180(x) → x", turn_one_element},
    {"transpose", "(X^T)^T → X", turn_twice},
    {"boxplus_ave", "⊞ave_{1,1} X → X", windows_of_one},
    {"boxtimes_ave", "⊠ave_{1,1} X → X", windows_of_one},
    {"reshape", "reshape(X, size(X)) → X", same_shape},
    {NULL, "softmax(N) → A where A = softmax(N)", known_step},
};

const char *simplification_form(int i) {
  return i < (int)(sizeof simplifications / sizeof *simplifications) ? simplifications[i].form : NULL;
}

Status simplify_step(State *state, Value *value) {
  Value result = {0};
  Step step = {.state = state, .node = value->node, .out = &result};
  if (state->writes_all || !step.node) return OK;
  for (size_t i = 0; i < sizeof simplifications / sizeof *simplifications; i++) {
    const Simplification *rule = &simplifications[i];
    if ((rule->row && !is_row(&step, rule->row)) || !rule->apply(&step)) continue;
    if (step.status == OK) value_store(state, value, result);
    else value_release(state, result);
    return step.status;
  }
  return OK;
}
