/* derive Z = …: one equation on paper. Names with a value stand for any value of their size. */
#include "derive/derive.h"
#include "derive/undeclared.h"
#include "evaluate/dry.h"

/* Z becomes a step with its name; a mere other name, Z = A, is a step of its own. */
static Status evaluate_right(State *state, Frame *frame, const Ast *equation, Value *out) {
  Status status = equation->note ? evaluate_free_equation(state, frame, equation, out)
                                 : evaluate(state, frame, equation->child[1], out);
  if (status != OK || is_unknown(*out)) return status;
  if (is_symbol(*out) && out->node && !out->node->name) return out->node->name = target_name(equation->child[0])->name, OK;
  Value alias = {0};
  if (!is_symbol(*out) || !out->node)
    return fail_at(&state->context, frame->source, equation->child[1]->span,
                   "this depends on no symbol, so there is nothing to differentiate");
  status = apply1(state, state->row_alias, *out, &alias);
  if (status == OK) value_store(state, out, alias), out->node->name = target_name(equation->child[0])->name;
  return status;
}

/* dF is 1: F is what is differentiated (8.28). */
static bool is_performance(const Ast *equation, Value value) {
  return is_one_number(value) && target_name(equation->child[0])->name->text[0] == 'F';
}

static Status seed_of(State *state, const Ast *equation, Value value, Value *seed) {
  Size size = value_size(value);
  if (is_performance(equation, value)) return *seed = number_value(1), OK;
  *seed = symbol_of_size(state, &size);
  if (seed->kind == VALUE_NONE) return OUT_OF_MEMORY;
  seed->node = start_node(state, *seed);
  if (!seed->node) return OUT_OF_MEMORY;
  seed->node->name = sensitivity_name(&state->names, target_name(equation->child[0])->name);
  return seed->node->name ? OK : fail_out_of_memory(&state->context);
}

/* Z, or Z^{h} and z_{m,n} with free indices. */
static Status check_left(State *state, Frame *frame, const Ast *equation) {
  if (equation->child[0]->kind == AST_NAME || equation->note) return OK;
  return fail_at(&state->context, frame->source, equation->child[0]->span,
                 "an equation on paper has a name on its left side, or one with free indices: Z, Z^{h}, z_{m,n}");
}

Status derive_on_paper(State *state, Frame *frame, const Ast *ast, Options options) {
  const Ast *equation = ast->child[0];
  Declarations declarations;
  options.left = target_name(equation->child[0])->name;
  Value value = {0}, seed = {0};
  Text text;
  if (check_left(state, frame, equation) != OK) return FAILED;
  text_open(&text, &state->context.memory);
  Status status = declare_names(state, frame, equation, &declarations);
  if (status == OK) status = evaluate_right(state, frame, equation, &value);
  bool known = status == OK && !is_unknown(value); /* in a dry run nobody may know */
  if (known) print_assumptions(&declarations, equation, options.writing.latex ? "%" : "#", &text);
  if (known) status = seed_of(state, equation, value, &seed);
  if (known && status == OK) status = derive_value(state, frame, ast, value, seed, options, &text);
  restore_names(&declarations);
  if (status == OK) write_text(state, text_string(&text), text.length);
  value_release(state, seed);
  value_release(state, value);
  text_close(&text);
  return status;
}
