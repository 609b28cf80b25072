#include "derive/rules.h"

#include <ctype.h>
#include <string.h>

/* ---- reading a left side ---- */

typedef struct Reader {
  State *state;
  Program *program;
  Name **name; /* all names that the rule's frame is given */
  size_t n, room;
} Reader;

static Status read_pattern(Reader *reader, const Ast *ast, Pattern **out);

static Status wrong_pattern(Reader *reader, const Ast *ast, const char *why) {
  return fail_at(&reader->state->context, reader->program->source, ast->span, "the left side of a rule %s", why);
}

/* Slot of a name that the rule's frame holds. */
static int slot_of(Reader *reader, Name *name) {
  for (size_t i = 0; i < reader->n; i++)
    if (reader->name[i] == name) return (int)i;
  if (!memory_reserve(&reader->state->context.memory, &reader->name, &reader->room, reader->n + 1,
                      sizeof *reader->name))
    return (void)fail_out_of_memory(&reader->state->context), -2;
  reader->name[reader->n] = name;
  return (int)reader->n++;
}

static const Ast *without_indices(const Ast *ast) {
  while (ast->kind == AST_SUPERSCRIPT || ast->kind == AST_SUBSCRIPT) ast = ast->child[0];
  return ast;
}

static Status read_operand(Reader *reader, Pattern *pattern, int i, const Ast *ast) {
  ast = without_indices(ast);
  pattern->operand_slot[i] = -1;
  if (i >= OPERANDS_MAX) return wrong_pattern(reader, ast, "has too many operands");
  if (ast->kind != AST_NAME) {
    Status status = read_pattern(reader, ast, &pattern->operand_pattern[i]);
    if (status == OK) pattern->depth += pattern->operand_pattern[i]->depth;
    return status;
  }
  pattern->operand_name[i] = ast->name;
  return (pattern->operand_slot[i] = slot_of(reader, ast->name)) < -1 ? OUT_OF_MEMORY : OK;
}

static Status read_parameter(Reader *reader, Pattern *pattern, int index, const Ast *value) {
  const OperatorRow *row = pattern->row;
  if (value->kind != AST_NAME) return wrong_pattern(reader, value, "names parameters: stride=s");
  if (row->parameter[index].kind == PARAMETER_OPERAND) {
    int i = operand_index(row, index);
    if (i >= pattern->n_operands) pattern->n_operands = i + 1;
    return read_operand(reader, pattern, i, value);
  }
  return (pattern->parameter_slot[index] = slot_of(reader, value->name)) < 0 ? OUT_OF_MEMORY : OK;
}

static Status read_parameters(Reader *reader, Pattern *pattern, Ast *const *argument, int n) {
  Status status = OK;
  int position = 0;
  for (int i = 0; i < n && status == OK; i++) {
    if (argument[i]->kind == AST_NAMED) {
      int index = find_parameter(pattern->row, argument[i]->name->text);
      if (index < 0) return wrong_pattern(reader, argument[i], "names a parameter that the operator does not have");
      status = read_parameter(reader, pattern, index, argument[i]->child[0]);
      continue;
    }
    while (position < PARAMETERS_MAX && pattern->row->parameter[position].name &&
           pattern->row->parameter[position].kind == PARAMETER_OPERAND)
      position++;
    if (position == PARAMETERS_MAX || !pattern->row->parameter[position].name)
      return wrong_pattern(reader, argument[i], "has too many parameters");
    status = read_parameter(reader, pattern, position++, argument[i]);
  }
  return status;
}

static bool is_lower(const Ast *ast) { return ast->kind == AST_NAME && islower((unsigned char)ast->name->text[0]); }

/* Lower case times upper case is scaling; any other product of two names is the matrix product. */
static const OperatorRow *row_of_product(const State *state, const Ast *ast) {
  if (ast->joiner[0] == '/') return state->row_divide;
  return is_lower(ast->child[0]) ? state->row_scale : state->row_matmul;
}

static const OperatorRow *row_of(State *state, const Ast *ast) {
  switch (ast->kind) {
    case AST_OPERATOR: return ast->row;
    case AST_PRODUCT: return ast->n == 2 ? row_of_product(state, ast) : NULL;
    case AST_TRANSPOSE:
    case AST_PRIME: return state->row_transpose;
    case AST_POWER: return state->row_power;
    case AST_INDEX: return state->row_index;
    case AST_CALL: return ast->child[0]->kind == AST_NAME ? find_operator(ast->child[0]->name->text) : NULL;
    default: return NULL;
  }
}

/* The library's rules do not see the program's functions. */
static bool is_own_function(const State *state, const Name *name) {
  const Variable *variable = name->global >= 0 ? &state->global[name->global] : NULL;
  const Rules *rules = state->rules;
  return variable && variable->value.kind == VALUE_FUNCTION && variable->value.function->kind == FUNCTION_CODE &&
         !rules->reading_library;
}

/* A call of no operator: of a user's function that exists, or f(N), which stands for any element-wise function. */
static Status read_function(Reader *reader, Pattern *pattern, const Ast *ast) {
  Name *name = ast->child[0]->name;
  const Variable *variable = name->global >= 0 ? &reader->state->global[name->global] : NULL;
  const Rules *rules = reader->state->rules;
  bool own = variable && variable->value.kind == VALUE_FUNCTION &&
             !rules->reading_library; /* the library's f is not the program's */
  if (own) pattern->function = name;
  else if (strcmp(name->text, "f") == 0) pattern->any_elementwise = true;
  else
    return fail_at(
        &reader->state->context, reader->program->source, ast->child[0]->span,
        "%s is no operator, and no function of that name is defined yet (f stands for any element-wise function)",
        name->text);
  if (pattern->any_elementwise && (pattern->function_slot = slot_of(reader, name)) < 0) return OUT_OF_MEMORY;
  pattern->n_operands = ast->n - 1;
  Status status = OK;
  for (int i = 1; i < ast->n && status == OK; i++) status = read_operand(reader, pattern, i - 1, ast->child[i]);
  return status;
}

static Status read_pattern(Reader *reader, const Ast *ast, Pattern **out) {
  while (ast->kind == AST_SUM) ast = ast->child[0];
  Pattern *pattern = *out = arena_allocate(&reader->program->arena, sizeof *pattern);
  if (!pattern) return fail_out_of_memory(&reader->state->context);
  for (int i = 0; i < OPERANDS_MAX; i++) pattern->operand_slot[i] = -1;
  for (int i = 0; i < PARAMETERS_MAX; i++) pattern->parameter_slot[i] = -1;
  pattern->depth = 1;
  bool call = ast->kind == AST_CALL && ast->child[0]->kind == AST_NAME;
  pattern->row = row_of(reader->state, ast);
  if (!pattern->row && call) return read_function(reader, pattern, ast);
  if (!pattern->row)
    return wrong_pattern(reader, ast, "is one operator or function applied to names, such as rule N = Z + b");
  int first = call ? 1 : 0, given = ast->n - first, operands = 0;
  Status status = OK;
  for (; operands < given && operands < pattern->row->n_operands && ast->child[first + operands]->kind != AST_NAMED &&
         status == OK;
       operands++)
    status = read_operand(reader, pattern, operands, ast->child[first + operands]);
  if (operands > pattern->n_operands) pattern->n_operands = operands;
  if (status == OK && given > operands)
    status = read_parameters(reader, pattern, ast->child + first + operands, given - operands);
  if (status == OK && ast->arguments)
    status = read_parameters(reader, pattern, ast->arguments->child, ast->arguments->n);
  return status;
}

/* ---- defining ---- */

static const Ast *target_of(const Ast *equation) { return without_indices(equation->child[0]); }

static bool is_sensitivity_of(const Name *target, const Name *operand) {
  return operand && target->text[0] == 'd' && strcmp(target->text + 1, operand->text) == 0;
}

static Name *operand_of_line(const Pattern *pattern, const Name *target) {
  for (int i = 0; i < pattern->n_operands; i++) {
    if (pattern->operand_pattern[i]) {
      Name *inner = operand_of_line(pattern->operand_pattern[i], target);
      if (inner) return inner;
    } else if (is_sensitivity_of(target, pattern->operand_name[i])) {
      return pattern->operand_name[i];
    }
  }
  return NULL;
}

/* dQ = … where Q is no operand, and no other line uses it: a slip of the pen. */
static Status check_used(Reader *reader, const Ast *block, const Ast *equation, const Name *target) {
  bool used = target->text[0] != 'd';
  for (int i = 0; i < block->n; i++)
    used |= block->child[i] != equation && block->child[i]->kind == AST_EQUATION &&
            ast_mentions(block->child[i]->child[1], target);
  if (used) return OK;
  return fail_at(&reader->state->context, reader->program->source, equation->child[0]->span,
                 "%s is the sensitivity of no operand on the rule's left side, and no line uses it", target->text);
}

/* `# 8.45` or `# P8.3 with …` behind an equation: the number, in the program's arena. */
static const char *read_number(Reader *reader, const Ast *equation) {
  const Source *source = reader->program->source;
  const char *at = source->text + equation->span.end;
  while (*at == ' ' || *at == '\t') at++;
  if (*at++ != '#') return NULL;
  while (*at == ' ') at++;
  size_t n = *at == 'P' || *at == 'E';
  if (!isdigit((unsigned char)at[n])) return NULL;
  while (isdigit((unsigned char)at[n]) || (at[n] == '.' && isdigit((unsigned char)at[n + 1]))) n++;
  return memchr(at, '.', n) ? arena_copy(&reader->program->arena, at, n) : NULL;
}

static Status read_lines(Reader *reader, Rule *rule, const Ast *block) {
  rule->line = arena_allocate(&reader->program->arena, (size_t)(block->n ? block->n : 1) * sizeof *rule->line);
  if (!rule->line) return fail_out_of_memory(&reader->state->context);
  for (int i = 0; i < block->n; i++) {
    const Ast *equation = block->child[i], *target = equation->kind == AST_EQUATION ? target_of(equation) : NULL;
    if (!target || target->kind != AST_NAME)
      return fail_at(&reader->state->context, reader->program->source, equation->span,
                     "a rule's lines are equations: dZ = dN");
    RuleLine *line = &rule->line[rule->n_lines++];
    *line = (RuleLine){equation, operand_of_line(rule->pattern, target->name), read_number(reader, equation)};
    Status status = line->operand ? OK : check_used(reader, block, equation, target->name);
    if (status != OK) return status;
  }
  return OK;
}

static Status read_rule(Reader *reader, const Ast *ast, Rule *rule) {
  const Ast *left = ast->child[0], *output = target_of(left);
  if (output->kind != AST_NAME) return wrong_pattern(reader, left, "gives its output a name: rule N = Z + b");
  Name *sensitivity = sensitivity_name(&reader->state->names, output->name);
  if (!sensitivity) return fail_out_of_memory(&reader->state->context);
  rule->output_slot = slot_of(reader, output->name);
  rule->sensitivity_slot = slot_of(reader, sensitivity);
  if (rule->output_slot < 0 || rule->sensitivity_slot < 0) return OUT_OF_MEMORY;
  Status status = read_pattern(reader, left->child[1], &rule->pattern);
  if (status == OK) status = read_lines(reader, rule, ast->child[1]);
  if (status != OK) return status;
  Name **names = arena_allocate(&reader->program->arena, (reader->n + 1) * sizeof *names);
  if (!names) return fail_out_of_memory(&reader->state->context);
  memcpy(names, reader->name, reader->n * sizeof *names);
  return resolve_block(reader->state, reader->program, names, (int)reader->n, ast->child[1],
                       (FunctionCode **)&rule->code);
}

static Status define_derivative(State *state, const Ast *ast) {
  Rules *rules = state->rules;
  Frame *frame = state->frame;
  const OperatorRow *row = is_own_function(state, ast->name) ? NULL : find_operator(ast->name->text);
  if (ast->primes != 1)
    return fail_at(&state->context, frame->source, ast->span,
                   "a derivative is defined as f'(x) = …; f'' follows from it");
  DerivativeDefinition *definition = memory_allocate_zeroed(&state->context.memory, sizeof *definition);
  Name *name = row ? intern(&state->names, row->name, strlen(row->name)) : ast->name;
  if (!definition || !name)
    return memory_release(&state->context.memory, definition), fail_out_of_memory(&state->context);
  definition->name = name;
  definition->own = !row;
  Status status = make_closure(state, frame, ast, &definition->function);
  definition->next = rules->derivatives;
  rules->derivatives = definition;
  return status;
}

static Rules *open_rules(State *state) {
  if (!state->rules && !(state->rules = memory_allocate_zeroed(&state->context.memory, sizeof(Rules))))
    fail_out_of_memory(&state->context);
  return state->rules;
}

Status define_rule(State *state, Program *program, const Ast *ast) {
  Rules *rules = open_rules(state);
  if (!rules) return OUT_OF_MEMORY;
  if (ast->kind == AST_FUNCTION) return define_derivative(state, ast);
  Rule *rule = arena_allocate(&program->arena, sizeof *rule);
  Reader reader = {.state = state, .program = program};
  Status status = rule ? read_rule(&reader, ast, rule) : fail_out_of_memory(&state->context);
  memory_release(&state->context.memory, reader.name);
  if (status != OK) return status;
  rule->program = program_retain(program);
  rule->ast = ast;
  rule->next = rules->first;
  rules->first = rule;
  return OK;
}

static Status run_rules(State *state, const char *path, void *user) {
  (void)user;
  return run_file(state, path);
}

Rules *rules_of(State *state) {
  Rules *rules = open_rules(state);
  if (!rules || rules->loaded) return rules;
  /* the user's rules, defined before the library's were needed, stay in front */
  Rule *own = rules->first;
  DerivativeDefinition *own_derivatives = rules->derivatives;
  rules->first = NULL;
  rules->derivatives = NULL;
  rules->loaded = true;
  rules->reading_library = true;
  state->history_pause++;
  Status status = each_file_of_library(state, "/rules", ".cnn", run_rules, NULL);
  state->history_pause--;
  rules->reading_library = false;
  if (own) {
    Rule *last = own;
    while (last->next) last = last->next;
    last->next = rules->first;
    rules->first = own;
  }
  if (own_derivatives) {
    DerivativeDefinition *last = own_derivatives;
    while (last->next) last = last->next;
    last->next = rules->derivatives;
    rules->derivatives = own_derivatives;
  }
  rules->loaded = status == OK; /* files that were read are not read again, the failed one is */
  return status == OK ? rules : NULL;
}

bool function_has_derivative(const State *state, const Name *name) {
  const Rules *rules = state->rules;
  for (const DerivativeDefinition *d = rules ? rules->derivatives : NULL; d; d = d->next)
    if (d->own && d->name == name) return true;
  return false;
}

bool function_has_rule(State *state, Name *name, int n) {
  const Rules *rules = state->rules;
  for (const Rule *rule = rules ? rules->first : NULL; rule; rule = rule->next)
    if (rule->pattern->function == name && rule->pattern->n_operands == n) return true;
  return n == 1 && function_has_derivative(state, name);
}

/* ---- undo: the program's own stand in front of the library's ---- */

static const Rule *newest_own_rule(const Rules *rules) {
  return rules && rules->first && !rules->first->program->is_library ? rules->first : NULL;
}

static const DerivativeDefinition *newest_own_derivative(const Rules *rules) {
  const DerivativeDefinition *first = rules ? rules->derivatives : NULL;
  return first && first->function.kind == VALUE_FUNCTION && !first->function.function->code->program->is_library ? first : NULL;
}

RulesMark mark_rules(const State *state) {
  return (RulesMark){newest_own_rule(state->rules), newest_own_derivative(state->rules)};
}

bool rules_are_as(const State *state, RulesMark mark) {
  return newest_own_rule(state->rules) == mark.rule && newest_own_derivative(state->rules) == mark.derivative;
}

static void drop_first_rule(State *state, Rules *rules) {
  Rule *rule = rules->first;
  rules->first = rule->next;
  program_release(&state->context, rule->program);
}

static void drop_first_derivative(State *state, Rules *rules) {
  DerivativeDefinition *d = rules->derivatives;
  rules->derivatives = d->next;
  value_release(state, d->function);
  memory_release(&state->context.memory, d);
}

void restore_rules(State *state, RulesMark mark) {
  while (newest_own_rule(state->rules) != mark.rule) drop_first_rule(state, state->rules);
  while (newest_own_derivative(state->rules) != mark.derivative) drop_first_derivative(state, state->rules);
}

void rules_close(State *state) {
  Rules *rules = state->rules;
  if (!rules) return;
  while (rules->first) drop_first_rule(state, rules);
  while (rules->derivatives) drop_first_derivative(state, rules);
  value_release(state, rules->objective);
  value_release(state, rules->seed);
  memory_release(&state->context.memory, rules);
  state->rules = NULL;
}

static Status find_defined(State *state, const Name *name, bool own, Value *out) {
  const Rules *rules = rules_of(state);
  if (!rules) return state->context.error->status;
  for (const DerivativeDefinition *d = rules->derivatives; d; d = d->next)
    if (d->name == name && d->own == own) return *out = value_retain(d->function), OK;
  return OK;
}

/* f' of a row or of a function with a definition f'(x) = …; of any other function by backprop through it. */
Status find_derivative(State *state, Value function, Value *out) {
  Function *f = function.function;
  const char *text = f->kind == FUNCTION_ROW                     ? f->row->name
                     : f->kind == FUNCTION_PROCEDURE             ? f->procedure->name
                     : f->kind == FUNCTION_CODE && f->code->name ? f->code->name->text
                                                                 : NULL;
  Name *name = text ? intern(&state->names, text, strlen(text)) : NULL;
  *out = (Value){0};
  Status status = name ? find_defined(state, name, f->kind == FUNCTION_CODE, out) : OK;
  if (status != OK || out->kind != VALUE_NONE) return status;
  if (f->kind == FUNCTION_PROCEDURE || (f->kind == FUNCTION_ROW && !f->row->elementwise))
    return fail(&state->context, "%s has no derivative f': it is not taken element by element", text),
           add_note(&state->context, "backprop F goes through it, and so does ∂F/∂X, where F is computed with it"), FAILED;
  Function *derivative = memory_allocate_zeroed(&state->context.memory, sizeof *derivative);
  if (!derivative) return fail_out_of_memory(&state->context);
  *derivative = (Function){.references = 1, .kind = FUNCTION_DERIVATIVE, .original = value_retain(function).function};
  *out = (Value){.kind = VALUE_FUNCTION, .function = derivative};
  if ((status = set_function_depth(state, derivative)) != OK) value_store(state, out, (Value){0});
  return status;
}
