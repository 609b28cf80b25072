#include "derive/sweep.h"
#include "evaluate/dry.h"

#include <string.h>

Status sweep_open(State *state, TrailNode *from, Sweep *sweep) {
  *sweep = (Sweep){.state = state};
  Status status = collect_trail(state, from, &sweep->node, &sweep->n);
  if (status != OK) return status;
  size_t n = (size_t)sweep->n;
  Memory *memory = &state->context.memory;
  sweep->gradient = memory_allocate_zeroed(memory, n * sizeof *sweep->gradient);
  sweep->wanted = memory_allocate_zeroed(memory, 3 * n);
  sweep->uses = memory_allocate_zeroed(memory, n * sizeof *sweep->uses);
  if (!sweep->gradient || !sweep->wanted || !sweep->uses)
    return sweep_close(sweep), fail_out_of_memory(&state->context);
  sweep->walk = state->walk;
  sweep->needed = sweep->wanted + n;
  sweep->swallowed = sweep->needed + n;
  for (int k = 0; k < sweep->n; k++) {
    sweep->node[k]->references++; /* rules may rebind names while the sweep runs */
    sweep->n_held++;
    for (int i = 0; i < sweep->node[k]->n_inputs; i++)
      if (sweep->node[k]->input[i].node) sweep->uses[sweep->node[k]->input[i].node->position]++;
  }
  return OK;
}

void sweep_close(Sweep *sweep) {
  Memory *memory = &sweep->state->context.memory;
  for (int k = 0; k < sweep->n_held; k++) {
    value_release(sweep->state, sweep->gradient[k]);
    node_release(sweep->state, sweep->node[k]);
  }
  memory_release(memory, sweep->node);
  memory_release(memory, sweep->gradient);
  memory_release(memory, sweep->wanted);
  memory_release(memory, sweep->uses);
  *sweep = (Sweep){.state = sweep->state};
}

/* What was computed from the older value, in its order: "A = W^2; F = sum(A)". */
static void note_equations_again(Sweep *sweep) {
  enum { MOST = 3, LONGEST = 60 };
  Text list;
  int n = 0;
  text_open(&list, &sweep->state->context.memory);
  for (int k = 0; k < sweep->n; k++) {
    const TrailNode *node = sweep->node[k];
    size_t length = node->span.end - node->span.start;
    bool equation = node->stale_line && node->name && node->name != node->stale_name && node->source && length > 0 &&
      length <= LONGEST;
    const char *text = equation ? node->source->text + node->span.start : "";
    if (!equation || memchr(text, '\n', length)) continue;
    const char *plus = memchr(text, '+', length);
    if (plus && plus[1] == '=') n += MOST; /* a sum that goes on is not begun again */
    text_format(&list, "%s%s = %.*s", n++ ? "; " : "", node->name->text, (int)length, text);
  }
  if (n > 0 && n <= MOST && !list.failed)
    add_note(&sweep->state->context, "in front of this write once more: %s", text_string(&list));
  text_close(&list);
}

Status refuse_stale(Sweep *sweep, const char *what) {
  for (int k = sweep->n; k-- > 0;) {
    const TrailNode *node = sweep->node[k];
    if (!node->stale_line || !node->stale_name) continue;
    fail(&sweep->state->context, "%s was computed from an older %s (updated in line %u): compute it again", what,
         node->stale_name->text, node->stale_line);
    return note_equations_again(sweep), FAILED;
  }
  return OK;
}

void want_everything(Sweep *sweep) { memset(sweep->wanted, 1, (size_t)sweep->n); }

static bool in_trail(const Sweep *sweep, const TrailNode *node) {
  return node && node->position >= 0 && node->position < sweep->n && sweep->node[node->position] == node;
}

bool want_node(Sweep *sweep, const TrailNode *node) {
  if (!in_trail(sweep, node)) return false;
  sweep->wanted[node->position] = 1;
  return true;
}

static void find_needed(Sweep *sweep) {
  for (int k = 0; k < sweep->n; k++) {
    sweep->needed[k] = sweep->wanted[k];
    for (int i = 0; i < sweep->node[k]->n_inputs; i++)
      if (sweep->node[k]->input[i].node) sweep->needed[k] |= sweep->needed[sweep->node[k]->input[i].node->position];
  }
}

/* A gradient has its node's precision. */
static Status in_precision(State *state, Precision precision, Value *value) {
  Value converted = {0};
  if (value_precision(*value) == precision || value->kind == VALUE_UNKNOWN) return OK;
  Status status = apply1(state, precision == SINGLE ? state->row_single : state->row_double, *value, &converted);
  if (status == OK) value_store(state, value, converted);
  return status;
}

static Status check_contribution(Sweep *sweep, const TrailNode *step, const TrailNode *operand, Value value) {
  if (value.kind == VALUE_UNKNOWN) return OK;
  Size size = is_operand(value) ? value_size(value) : (Size){0};
  Truth fits = is_operand(value) ? size_equal(&size, &operand->output_size) : NO;
  if (fits == YES || (fits == UNKNOWN && is_symbol(value))) return OK;
  Text text;
  text_open(&text, &sweep->state->context.memory);
  if (is_operand(value)) print_size(&size, &text);
  else text_format(&text, "%s", kind_name(value));
  text_format(&text, ", but the operand is ");
  print_size(&operand->output_size, &text);
  const char *name = name_of_step(step);
  fail_at(&sweep->state->context, step->source, step->span,
          "the backprop rule of %s gives a sensitivity of %s: dX has X's size", name, text_string(&text));
  text_close(&text);
  return FAILED;
}

/* Takes the value. A number stands for an array of equal elements only where the operand is a number. */
static Status add_contribution(Sweep *sweep, const TrailNode *step, const TrailNode *operand, Value value) {
  Value *gradient = &sweep->gradient[operand->position], sum = {0};
  Precision precision = operand->output.kind == VALUE_NONE ? value_precision(value) : value_precision(operand->output);
  Status status = check_contribution(sweep, step, operand, value);
  if (status == OK && is_numeric(value)) status = in_precision(sweep->state, precision, &value);
  if (status == OK && gradient->kind == VALUE_NONE) return *gradient = value, OK;
  if (status == OK) status = apply2(sweep->state, sweep->state->row_add, *gradient, value, &sum);
  value_release(sweep->state, value);
  if (status == OK) value_store(sweep->state, gradient, sum);
  return status;
}

/* A rule may itself have walked the trail (f' of a user's function), which numbers nodes anew. */
static void restore_positions(Sweep *sweep) {
  if (sweep->walk == sweep->state->walk) return;
  for (int k = 0; k < sweep->n; k++) sweep->node[k]->position = k;
  sweep->walk = sweep->state->walk;
}

static Status contribute(Sweep *sweep, const Match *match, TrailNode *step, int i) {
  const TrailNode *operand = match->operand[i].value.node;
  Value value = {0};
  Status status = evaluate_rule(sweep->state, match, step, sweep->gradient[step->position], i, &value);
  restore_positions(sweep);
  if (status == OK && sweep->sheet && value.kind != VALUE_NONE &&
      (status = note_contribution(sweep->sheet, step, match, i, &value)) != OK)
    value_store(sweep->state, &value, (Value){0});
  if (status != OK) return place_error(&sweep->state->context, step->source, step->span), status;
  return value.kind == VALUE_NONE ? OK : add_contribution(sweep, step, operand, value);
}

static bool single_use(void *user, const TrailNode *node) {
  const Sweep *sweep = user;
  return sweep->uses[node->position] == 1;
}

static bool never(void *user, const TrailNode *node) { return (void)user, (void)node, false; }

/* The step's own inputs, when a composite rule went past them and somebody asked for them. */
static Status report_swallowed(Sweep *sweep, TrailNode *step, const Match *composite) {
  Match match;
  Status status = OK;
  for (int i = 0; i < step->n_inputs && status == OK; i++) {
    TrailNode *input = step->input[i].node;
    bool direct = false;
    for (int k = 0; k < composite->n; k++) direct |= composite->operand[k].value.node == input;
    if (!input || direct) continue;
    sweep->swallowed[input->position] = 1;
    if (!sweep->wanted[input->position] || !input->name) continue;
    status = match_rule(sweep->state, step, never, NULL, &match);
    for (int k = 0; k < match.n && status == OK; k++)
      if (match.operand[k].value.node == input) status = contribute(sweep, &match, step, k);
  }
  return status;
}

/* zeros(r, c) on paper was computed from nothing but lengths. */
static bool has_origin(const TrailNode *step) {
  bool any = false;
  for (int i = 0; i < step->n_inputs; i++) any |= step->input[i].node != NULL;
  return any;
}

/* A step whose slope is 0 everywhere (hardlim, comparisons, argmax) passes nothing on and needs no rule. */
static Status cross_step(Sweep *sweep, TrailNode *step) {
  Match match;
  if ((step->row && step->row->constant) || !has_origin(step)) return OK;
  Status status = match_rule(sweep->state, step, single_use, sweep, &match);
  if (status == OK && sweep->sheet) status = name_gradient_of_maps(sweep->sheet, step->position, match.rule);
  for (int i = 0; i < match.n && status == OK; i++) {
    const TrailNode *operand = match.operand[i].value.node;
    if (operand && sweep->needed[operand->position]) status = contribute(sweep, &match, step, i);
  }
  return status == OK && match.rule->pattern->depth > 1 ? report_swallowed(sweep, step, &match) : status;
}

/* The gradient of X is complete once everything computed from X was gone through: it is called dX, as a step of its own
   where others use that value too (dZ = dN). */
static Status name_gradient(Sweep *sweep, int k) {
  State *state = sweep->state;
  Value *gradient = &sweep->gradient[k], alias = {0};
  if (!sweep->node[k]->name || !gradient->node) return OK;
  Name *name = sensitivity_name(&state->names, sweep->node[k]->name);
  if (!name) return fail_out_of_memory(&state->context);
  if (gradient->node->name || gradient->node->references > 1) {
    Status status = apply1(state, state->row_alias, *gradient, &alias);
    if (status != OK) return status;
    value_store(state, gradient, alias);
  }
  gradient->node->name = name;
  gradient->node->owner = 0;
  return OK;
}

Status sweep_run(Sweep *sweep, Value seed) {
  State *state = sweep->state;
  Status status = rules_of(state) ? OK : state->context.error->status;
  find_needed(sweep);
  bool keeps = sweep->history || sweep->sheet;
  sweep->gradient[sweep->n - 1] = keeps ? value_retain(seed) : plain_value(seed);
  state->history_pause += !keeps;
  for (int k = sweep->n; k-- > 0 && status == OK;) {
    TrailNode *node = sweep->node[k];
    if (!sweep->needed[k] || sweep->gradient[k].kind == VALUE_NONE) continue;
    if (sweep->named) status = name_gradient(sweep, k);
    if (sweep->sheet && status == OK) status = write_gradient(sweep->sheet, k);
    if (status != OK || (!node->row && !node->function) || sweep->swallowed[k]) continue;
    status = take_step(&state->context);
    if (status == OK) status = cross_step(sweep, node);
  }
  state->history_pause -= !keeps;
  return status;
}

Status sweep_gradient(Sweep *sweep, const TrailNode *node, Value *out) {
  Value gradient = sweep->gradient[node->position];
  if (sweep->state->gradients_unknown) { /* of a dry run, where parts of the trail may be missing */
    Value whole = gradient.kind == VALUE_NONE ? node->output : gradient;
    if (!sweep->history) whole.node = NULL;
    return *out = hollowed(sweep->state, whole), OK;
  }
  if (gradient.kind != VALUE_NONE) return *out = sweep->history ? value_retain(gradient) : plain_value(gradient), OK;
  int64_t size[AXES];
  if (is_symbol(node->output)) return *out = symbol_of_size(sweep->state, &node->output_size), out->kind == VALUE_NONE;
  for (int axis = 0; axis < AXES; axis++) size[axis] = value_length(node->output, axis);
  bool hollow = node->output.kind == VALUE_ARRAY && is_hollow(node->output.array);
  Tensor *zeros = (hollow ? tensor_hollow : tensor_zeros)(&sweep->state->context, value_precision(node->output), size);
  if (!zeros) return sweep->state->context.error->status;
  *out = array_value(sweep->state, zeros);
  return OK;
}
