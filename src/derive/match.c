/* Finding the rule of a step, and evaluating one of its lines. */
#include "derive/rules.h"

#include <string.h>

typedef struct Matcher {
  State *state;
  bool (*single_use)(void *user, const TrailNode *);
  void *user;
  Match *match;
} Matcher;

/* An expansion in front of + − ∘ / is invisible to rules, which see the operand itself. */
static Value seen_value(Value operand) {
  return operand.node && operand.node->output.kind == VALUE_NONE ? operand.node->input[0] : operand;
}

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
    if (inner && (!input || !matcher->single_use(matcher->user, input) || !fits(matcher, inner, input))) return false;
    if (!inner && !add_operand(matcher->match, pattern->operand_name[i], pattern->operand_slot[i], node->input[i]))
      return false;
  }
  return true;
}

static bool operator_fits(const State *state, const Pattern *pattern, const TrailNode *node) {
  if (pattern->function) return node->function && node->function->code->name == pattern->function;
  if (pattern->any_elementwise)
    return node->row ? node->row->elementwise
                     : node->function && function_has_derivative(state, node->function->code->name);
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

static Status no_rule(State *state, const TrailNode *node) {
  const char *what =
      node->row ? (node->row->glyph ? node->row->glyph : node->row->name) : node->function->code->name->text;
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
    if (match->rule && rank(rule->pattern) <= rank(match->rule->pattern)) continue;
    trial = (Match){.rule = rule};
    if (fits(&(Matcher){state, single_use, user, &trial}, rule->pattern, node)) *match = trial;
  }
  return match->rule ? OK : no_rule(state, node);
}

/* ---- evaluating a line ---- */

static void bind(State *state, Frame *frame, int slot, Value value) {
  value_store(state, &frame->slot[slot].value, value);
}

/* The parameters of the outermost operator by the names that the left side gives them. */
static Status bind_parameters(State *state, Frame *frame, const Pattern *pattern, const TrailNode *node) {
  for (int i = 0; i < PARAMETERS_MAX && pattern->row && pattern->row->parameter[i].name; i++) {
    if (pattern->parameter_slot[i] < 0) continue;
    Value value = parameter_value(state, pattern->row, i, &node->parameter[i]);
    if (value.kind == VALUE_NONE) return state->context.error->status;
    bind(state, frame, pattern->parameter_slot[i], value);
  }
  return OK;
}

static Status bind_match(State *state, Frame *frame, const Match *match, const TrailNode *node, Value sensitivity) {
  const Rule *rule = match->rule;
  Value output = node->output;
  for (int i = 0; i < match->n; i++)
    bind(state, frame, match->operand[i].slot, value_retain(seen_value(match->operand[i].value)));
  output.node = (TrailNode *)node;
  if (node->output.kind != VALUE_NONE) bind(state, frame, rule->output_slot, value_retain(output));
  bind(state, frame, rule->sensitivity_slot, value_retain(sensitivity));
  if (rule->pattern->any_elementwise) {
    Value function = node->row ? function_of_row(state, node->row)
                               : value_retain((Value){.kind = VALUE_FUNCTION, .function = node->function});
    if (function.kind == VALUE_NONE) return OUT_OF_MEMORY;
    bind(state, frame, rule->pattern->function_slot, function);
  }
  return bind_parameters(state, frame, rule->pattern, node);
}

static Status evaluate_line(State *state, Frame *frame, const Ast *equation, Value *out) {
  return equation->note ? evaluate_free_equation(state, frame, equation, out)
                        : evaluate(state, frame, equation->child[1], out);
}

static Status run_lines(State *state, Frame *frame, const Rule *rule, const Name *operand, Value *out) {
  Status status = OK;
  for (int i = 0; i < rule->n_lines && status == OK; i++) {
    const RuleLine *line = &rule->line[i];
    if (line->operand == operand) return evaluate_line(state, frame, line->equation, out);
    if (line->operand) continue;
    Value value = {0};
    status = evaluate_line(state, frame, line->equation, &value);
    const Ast *target = line->equation->child[0];
    while (target->kind != AST_NAME) target = target->child[0];
    if (status == OK) bind(state, frame, target->slot, value);
  }
  return status;
}

Status evaluate_rule(State *state, const Match *match, const TrailNode *node, Value sensitivity, int operand,
                     Value *out) {
  Frame frame;
  Span here = state->here;
  Status status = enter_frame(state, &frame, match->rule->code, match->rule->program->source);
  if (status != OK) return status;
  status = bind_match(state, &frame, match, node, sensitivity);
  if (status == OK) status = run_lines(state, &frame, match->rule, match->operand[operand].name, out);
  leave_frame(state, &frame);
  state->here = here;
  return status;
}
