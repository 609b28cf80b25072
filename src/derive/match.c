/* Finding the rule of a step, and evaluating one of its lines. */
#include "derive/sweep.h"

#include <string.h>

typedef struct Matcher {
  State *state;
  bool (*single_use)(void *user, const TrailNode *);
  void *user;
  Match *match;
} Matcher;

static bool add_operand(Match *match, Name *name, int slot, Value value) {
  if (match->n == (int)(sizeof match->operand / sizeof *match->operand)) return false;
  match->operand[match->n].name = name;
  match->operand[match->n].slot = slot;
  match->operand[match->n++].value = value;
  return true;
}

/* Parameters that the pattern does not name were not given. */
static bool others_are_default(const Pattern *pattern, const TrailNode *node) {
  for (int i = 0; i < PARAMETERS_MAX && node->row->parameter[i].name; i++) {
    bool by_name = pattern->parameter_slot[i] >= 0 || node->row->parameter[i].kind == PARAMETER_OPERAND;
    if (!by_name && node->parameter[i].given) return false;
  }
  return true;
}

static bool given_operand(const TrailNode *node, int i) {
  return i < node->n_inputs && node->input[i].kind != VALUE_NONE;
}

static bool fits(Matcher *matcher, const Pattern *pattern, const TrailNode *node);

static bool add_inner(Match *match, const Pattern *pattern, const TrailNode *node) {
  if (!node || match->n_inner == INNER_MAX) return false;
  match->inner[match->n_inner].pattern = pattern;
  match->inner[match->n_inner++].node = node;
  return true;
}

static bool operands_fit(Matcher *matcher, const Pattern *pattern, const TrailNode *node) {
  for (int i = 0; i < node->n_inputs || i < pattern->n_operands; i++) {
    const Pattern *inner = i < OPERANDS_MAX ? pattern->operand_pattern[i] : NULL;
    bool named = i < OPERANDS_MAX && pattern->operand_slot[i] >= 0;
    if (!given_operand(node, i)) {
      if (inner || (named && i < pattern->n_operands && i < (node->row ? node->row->n_required : pattern->n_operands)))
        return false;
      if (named && !(node->row == matcher->state->row_index || node->row == matcher->state->row_replace ||
                     node->row == matcher->state->row_place))
        return false;
      if (named && !add_operand(matcher->match, pattern->operand_name[i], pattern->operand_slot[i],
                                (Value){.kind = VALUE_COLON}))
        return false;
      continue;
    }
    if (!inner && !named) return false;
    const TrailNode *input = node->input[i].node;
    if (inner && !add_inner(matcher->match, inner, input)) return false;
    if (inner && (!input || !matcher->single_use(matcher->user, input) || !fits(matcher, inner, input))) return false;
    if (!inner && !add_operand(matcher->match, pattern->operand_name[i], pattern->operand_slot[i], node->input[i]))
      return false;
  }
  return true;
}

static bool operator_fits(const State *state, const Pattern *pattern, const TrailNode *node) {
  const Function *function = node->function;
  if (pattern->function)
    return function && function->kind == FUNCTION_CODE && function->code->name == pattern->function;
  if (pattern->any_elementwise && function)
    return function->kind != FUNCTION_CODE || function_has_derivative(state, function->code->name);
  if (pattern->any_elementwise) return node->row && node->row->elementwise;
  return node->row == pattern->row && others_are_default(pattern, node);
}

static bool fits(Matcher *matcher, const Pattern *pattern, const TrailNode *node) {
  return operator_fits(matcher->state, pattern, node) && operands_fit(matcher, pattern, node);
}

/* Deeper patterns first, then specific operators before f(N), then those that name fewer parameters. */
static int rank(const Pattern *pattern) {
  int named = 0;
  for (int i = 0; i < PARAMETERS_MAX; i++) named += pattern->parameter_slot[i] >= 0;
  return 32 * pattern->depth + 16 * !pattern->any_elementwise - named;
}

const char *name_of_step(const TrailNode *node) {
  const Function *function = node->function;
  if (node->row) return node->row->name;
  if (function->kind == FUNCTION_SYMBOL) return function->name->text;
  if (function->kind == FUNCTION_PROCEDURE) return function->procedure->name;
  return function->kind == FUNCTION_CODE && function->code->name ? function->code->name->text : "this function";
}

static Status no_rule(State *state, const TrailNode *node) {
  bool indexed = node->row && (node->row == state->row_for_all || node->row == state->row_sum_over);
  if (indexed)
    return fail_at(
        &state->context, node->source, node->span,
        "an equation with indices is differentiated on paper where it is an operator on whole arrays, such as "
        "8.21, and this one is none; write it with ⊗, ⊞ or ∘");
  const char *what = node->row ? row_name(node->row) : name_of_step(node);
  fail_at(&state->context, node->source, node->span, "%s has no backprop rule that fits here", what);
  add_note(&state->context, "a rule is written: rule Y = %s(X) … dX = … end", what);
  return FAILED;
}

Status match_rule(State *state, const TrailNode *node, bool (*single_use)(void *user, const TrailNode *), void *user,
                  Match *match) {
  const Rules *rules = rules_of(state);
  if (!rules) return state->context.error->status;
  Match trial;
  match->rule = NULL;
  for (const Rule *rule = rules->first; rule; rule = rule->next) {
    if (!operator_fits(state, rule->pattern, node)) continue;
    if (match->rule && rank(rule->pattern) <= rank(match->rule->pattern)) continue;
    trial.rule = rule;
    trial.n = trial.n_inner = 0;
    if (fits(&(Matcher){state, single_use, user, &trial}, rule->pattern, node)) *match = trial;
  }
  return match->rule ? OK : no_rule(state, node);
}

/* ---- evaluating a line ---- */

static void bind(State *state, Frame *frame, int slot, Value value) {
  value_store(state, &frame->slot[slot].value, value);
}

/* An operator's parameters by the names that the left side gives them. */
static Status bind_parameters(State *state, Frame *frame, const Pattern *pattern, const TrailNode *node) {
  for (int i = 0; i < PARAMETERS_MAX && pattern->row && pattern->row->parameter[i].name; i++) {
    if (pattern->parameter_slot[i] < 0) continue;
    Value value = parameter_value(state, pattern->row, i, &node->parameter[i]);
    if (value.kind == VALUE_NONE) return state->context.error->status;
    bind(state, frame, pattern->parameter_slot[i], value);
  }
  return OK;
}

/* On paper an operand is known by how it was made; indices stay numbers. */
static Value operand_of_rule(State *state, Value operand, bool is_index) {
  operand = written_operand(operand);
  return state->on_paper && !is_index ? value_on_paper(state, operand) : value_retain(operand);
}

static Status bind_match(State *state, Frame *frame, const Match *match, const TrailNode *node, Value sensitivity) {
  const Rule *rule = match->rule;
  Value output = node->output;
  unsigned indices = node->row ? index_operands(state, node->row) : 0;
  for (int i = 0; i < match->n; i++) {
    Value operand = operand_of_rule(state, match->operand[i].value, rule->pattern->depth == 1 && indices >> i & 1);
    if (operand.kind == VALUE_NONE) return OUT_OF_MEMORY;
    bind(state, frame, match->operand[i].slot, operand);
  }
  output.node = (TrailNode *)node;
  if (node->output.kind != VALUE_NONE) bind(state, frame, rule->output_slot, operand_of_rule(state, output, false));
  bind(state, frame, rule->sensitivity_slot, value_retain(sensitivity));
  if (rule->pattern->any_elementwise) {
    Value function = node->row ? function_of_row(state, node->row)
                               : value_retain((Value){.kind = VALUE_FUNCTION, .function = node->function});
    if (function.kind == VALUE_NONE) return OUT_OF_MEMORY;
    bind(state, frame, rule->pattern->function_slot, function);
  }
  Status status = bind_parameters(state, frame, rule->pattern, node);
  for (int i = 0; i < match->n_inner && status == OK; i++)
    if (match->inner[i].node->row)
      status = bind_parameters(state, frame, match->inner[i].pattern, match->inner[i].node);
  return status;
}

static Status evaluate_line(State *state, Frame *frame, const Ast *equation, Value *out) {
  return equation->note ? evaluate_free_equation(state, frame, equation, out)
                        : evaluate(state, frame, equation->child[1], out);
}

/* Q of a rule: on paper a step that keeps its name. */
static Status name_auxiliary(State *state, Value *value, Name *name) {
  if (!is_symbol(*value)) return OK;
  if (value->node && value->node->function && !value->node->name) value->node->name = name;
  return state->on_paper && value->symbol->n == 2 ? name_remainders(state, value, name) : OK;
}

static Status run_lines(State *state, Frame *frame, const Rule *rule, const Name *operand, Value *out) {
  Status status = OK;
  for (int i = 0; i < rule->n_lines && status == OK; i++) {
    const RuleLine *line = &rule->line[i];
    if (line->operand == operand) return evaluate_line(state, frame, line->equation, out);
    if (line->operand) continue;
    Value value = {0};
    state->keeps_length = state->on_paper && line->equation->child[1]->kind == AST_CALL;
    status = evaluate_line(state, frame, line->equation, &value);
    state->keeps_length = false;
    const Ast *target = line->equation->child[0];
    while (target->kind != AST_NAME) target = target->child[0];
    if (status == OK && (status = name_auxiliary(state, &value, target->name)) != OK) value_release(state, value);
    if (status == OK) bind(state, frame, target->slot, value);
  }
  return status;
}

const char *number_of_line(const Match *match, int operand) {
  for (int i = 0; i < match->rule->n_lines; i++)
    if (match->rule->line[i].operand == match->operand[operand].name) return match->rule->line[i].number;
  return NULL;
}

Status evaluate_rule(State *state, const Match *match, const TrailNode *node, Value sensitivity, int operand,
                     Value *out) {
  Frame frame;
  Span here = state->here;
  Status status = enter_frame(state, &frame, match->rule->code, match->rule->program->source);
  if (status != OK) return status;
  const TrailNode *const *outer = state->known_step;
  const TrailNode *known[INNER_MAX + 1] = {NULL}; /* computed already: ⊞ave V of P8.4 */
  for (int i = 0; i < match->n_inner; i++) known[i] = match->inner[i].node;
  state->known_step = match->n_inner ? known : NULL;
  status = bind_match(state, &frame, match, node, sensitivity);
  if (status == OK) status = run_lines(state, &frame, match->rule, match->operand[operand].name, out);
  leave_frame(state, &frame);
  state->known_step = outer;
  state->here = here;
  return status;
}
