/* derive F: the equations that backprop evaluates, as text. */
#include "derive/derive.h"

#include "derive/simplify.h"
#include "evaluate/dry.h"

#include <string.h>

static Status read_option(State *state, Frame *frame, const Ast *item, Options *options) {
  const char *word = item->kind == AST_NAME ? item->name->text : "";
  if (strcmp(word, "raw") == 0) options->raw = true;
  else if (strcmp(word, "steps") == 0) options->writing.steps = true;
  else if (strcmp(word, "latex") == 0) options->writing.latex = true;
  else
    return fail_at(&state->context, frame->source, item->span, "derive knows raw, steps and latex: derive_{latex} F");
  return OK;
}

static Status read_options(State *state, Frame *frame, const Ast *ast, Options *options) {
  Status status = OK;
  for (int i = 0; ast->arguments && i < ast->arguments->n && status == OK; i++)
    status = read_option(state, frame, ast->arguments->child[i], options);
  return status;
}

/* While a derivation is written, steps are recorded on paper and brought to the chapter's form. */
static Status sweep_on_paper(Sweep *sweep, Sheet *sheet, Value seed) {
  State *state = sweep->state;
  Rules *rules = rules_of(state);
  if (!rules) return state->context.error->status;
  bool on_paper = state->on_paper, all = state->writes_all;
  const Sweep *outer = rules->sweep;
  state->on_paper = true;
  state->writes_all = sheet->raw;
  rules->sweep = sweep;
  sweep->sheet = sheet;
  Status status = sweep_run(sweep, seed);
  state->on_paper = on_paper;
  state->writes_all = all;
  rules->sweep = outer;
  return status;
}

static Status write_sheet(Sweep *sweep, Frame *frame, Value seed, Options options, Text *out) {
  Sheet sheet;
  Status status = sheet_open(sweep->state, frame, sweep, options.raw, &sheet);
  sheet.left = options.left;
  if (status == OK) status = sweep_on_paper(sweep, &sheet, seed);
  bool all = sweep->state->writes_all;
  sweep->state->writes_all = options.raw;
  if (status == OK) status = name_places(&sheet);
  if (status == OK) status = print_sheet(&sheet, options.writing, out);
  sweep->state->writes_all = all;
  sheet_close(&sheet);
  return status;
}

Status derive_value(State *state, Frame *frame, const Ast *ast, Value objective, Value seed, Options options,
                    Text *out) {
  Sweep sweep;
  Text what;
  Status status = sweep_open(state, objective.node, &sweep);
  if (status != OK) return status;
  text_open(&what, &state->context.memory);
  print_ast(ast->child[0]->kind == AST_EQUATION ? ast->child[0]->child[0] : ast->child[0], &what);
  status = refuse_stale(&sweep, text_string(&what));
  if (status == OK && ast->child[1]) status = want_variables(state, frame, &sweep, ast->child[1], text_string(&what));
  else if (status == OK) want_by_default(state, &sweep);
  text_close(&what);
  if (status == OK) status = write_sheet(&sweep, frame, seed, options, out);
  sweep_close(&sweep);
  return status;
}

Status derive_one(State *state, Frame *frame, Value objective, Value seed, const TrailNode *of, Text *out) {
  Sweep sweep;
  Status status = sweep_open(state, objective.node, &sweep);
  if (status != OK) return status;
  status = refuse_stale(&sweep, "it");
  if (status == OK && want_node(&sweep, of)) status = write_sheet(&sweep, frame, seed, (Options){0}, out);
  sweep_close(&sweep);
  return status;
}

static Status fail_not_scalar(State *state, Frame *frame, const Ast *ast, Value objective) {
  Text text, size_text;
  Size size = value_size(objective);
  text_open(&text, &state->context.memory);
  text_open(&size_text, &state->context.memory);
  print_ast(ast, &text);
  print_size(&size, &size_text);
  fail_at(&state->context, frame->source, ast->span, "%s is %s: derive starts from one number", text_string(&text),
          text_string(&size_text));
  if (ast->kind == AST_NAME)
    add_note(&state->context, "write derive sum(%s), or one equation on paper: derive %s = …", text_string(&text),
             text_string(&text));
  else add_note(&state->context, "write derive sum(%s), or give it a name: Z = …; derive Z", text_string(&text));
  text_close(&text);
  text_close(&size_text);
  return FAILED;
}

/* dZ for a Z on paper; 1 for a number. */
static Status find_seed(State *state, Frame *frame, const Ast *ast, Value objective, Value *seed) {
  if (is_one_number(objective)) return *seed = number_value(1), OK;
  if (!is_symbol(objective) || ast->kind != AST_NAME) return fail_not_scalar(state, frame, ast, objective);
  Size size = value_size(objective);
  *seed = symbol_of_size(state, &size);
  if (seed->kind == VALUE_NONE) return OUT_OF_MEMORY;
  if (!(seed->node = start_node(state, *seed))) return OUT_OF_MEMORY;
  seed->node->name = sensitivity_name(&state->names, ast->name);
  return seed->node->name ? OK : fail_out_of_memory(&state->context);
}

static Status derive_objective(State *state, Frame *frame, const Ast *ast, Options options) {
  Value objective = {0}, seed = {0};
  Text text;
  text_open(&text, &state->context.memory);
  Status status = evaluate_objective(state, frame, ast->child[0], &objective);
  if (status == OK && is_unknown(objective)) return value_release(state, objective), text_close(&text), OK;
  if (status == OK) status = find_seed(state, frame, ast->child[0], objective, &seed);
  if (status == OK) status = derive_value(state, frame, ast, objective, seed, options, &text);
  if (status == OK) write_text(state, text_string(&text), text.length);
  value_release(state, seed);
  value_release(state, objective);
  text_close(&text);
  return status;
}

Status run_derive(State *state, Frame *frame, const Ast *ast) {
  Options options = {0};
  Status status = read_options(state, frame, ast, &options);
  if (status == OK)
    status = ast->child[0]->kind == AST_EQUATION ? derive_on_paper(state, frame, ast, options)
                                                 : derive_objective(state, frame, ast, options);
  if (status == OK) status = check_paper(state);
  if (status == OK) return OK;
  place_error(&state->context, frame->source, ast->span);
  return state->context.error->status;
}
