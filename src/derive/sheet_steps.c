/* The path as a lecture tells it: a sentence before each sensitivity says from where it comes, across which step of the
   network, and by which rule. */
#include "derive/sheet.h"

#include <string.h>

typedef struct Telling {
  Sheet *sheet;
  bool latex;
  Text *out;
} Telling;

enum { INLINE_ROOM = 130 }; /* points: a third of a line */

static void tell(Telling *telling, const Ast *ast) {
  LatexStyle style = {.kind_of = kind_on_sheet, .user = telling->sheet, .room = INLINE_ROOM};
  if (!telling->latex) {
    print_ast(ast, telling->out);
    return;
  }
  print_latex_inline(ast, &style, telling->out);
}

static Status tell_name(Telling *telling, const char *before, const char *name) {
  Formula formula = formula_of(telling->sheet);
  Ast *ast = write_name(&formula, name);
  if (!ast) return telling->sheet->state->context.error->status;
  text_format(telling->out, "%s", before);
  tell(telling, ast);
  return OK;
}

/* A = logsig(N), or logsig(N) where the step has no name. */
static Status tell_equation(Telling *telling, const TrailNode *node) {
  Formula formula = formula_of(telling->sheet);
  int k = station_of(telling->sheet, node);
  const Station *place = k >= 0 ? &telling->sheet->place[k] : NULL;
  Ast *value = write_node(&formula, node), *left = NULL;
  bool ends = k >= 0 && k == telling->sheet->sweep->n - 1 && node->name;
  if (place && (place->name || ends))
    left = write_target(&formula, (place->name ? place->name : node->name)->text, node);
  else if (place && place->access) left = place->access;
  Ast *ast = value && left ? new_tree(&formula, AST_EQUATION, 2, left, value) : value;
  if (!ast) return telling->sheet->state->context.error->status;
  return tell(telling, ast), OK;
}

static bool uses(const TrailNode *node, const TrailNode *operand) {
  for (int i = 0; i < node->n_inputs; i++)
    if (node->input[i].node == operand) return true;
  return false;
}

/* Steps with slope 0 pass nothing on, nor do the inner ones of a composite rule. */
static bool contributes(const Sheet *sheet, int k) {
  const Sweep *sweep = sheet->sweep;
  const OperatorRow *row = sweep->node[k]->row;
  return sweep->needed[k] && !sweep->swallowed[k] && !(row && row->constant);
}

/* The next step behind `from` that this one goes into. */
static int next_user(const Sheet *sheet, const TrailNode *operand, int from) {
  const Sweep *sweep = sheet->sweep;
  while (from < sweep->n && !(contributes(sheet, from) && uses(sweep->node[from], operand))) from++;
  return from;
}

/* An operand that is expanded goes into the step that its ⊠ave goes into. */
static int step_seen(const Sheet *sheet, int k) {
  const Sweep *sweep = sheet->sweep;
  if (!is_hidden_step(sweep->node[k])) return k;
  for (int user = k + 1; user < sweep->n; user++)
    if (uses(sweep->node[user], sweep->node[k])) return user;
  return k;
}

static const char *role_of(const TrailNode *node) {
  if (node->function) return "the function ";
  return node->row && node->row->role ? node->row->role : NULL;
}

static Status tell_step(Telling *telling, const TrailNode *node) {
  const char *role = role_of(node);
  text_format(telling->out, ", across %s%s%s", role && !node->function ? "the " : "", role ? role : "",
              role && !node->function ? " " : "");
  return tell_equation(telling, node);
}

/* b is 1 × 1: an unwritten ⊠ave stands in N = Z + b (8.32). */
static Status tell_expansion(Telling *telling, const TrailNode *hidden, const TrailNode *step) {
  const TrailNode *other = step->input[step->input[0].node == hidden && step->n_inputs > 1 ? 1 : 0].node;
  Formula formula = formula_of(telling->sheet);
  Ast *operand = write_value(&formula, hidden->input[0]);
  Ast *like = other && other != hidden ? write_known_node(telling->sheet, other) : NULL;
  if (!like) like = write_known_node(telling->sheet, step);
  if (!operand) return telling->sheet->state->context.error->status;
  text_format(telling->out, ", where ");
  tell(telling, operand);
  text_format(telling->out, like ? " is expanded to the size of " : " is expanded");
  if (like) tell(telling, like);
  return OK;
}

/* Longer rules are lists of sizes and parameters rather than a reason. */
static bool is_short(const Ast *rule, Memory *memory) {
  enum { RULE_MAX = 100 };
  Text text;
  text_open(&text, memory);
  print_ast(rule, &text);
  bool fits = text.length <= RULE_MAX;
  text_close(&text);
  return fits;
}

/* The rule in its own letters; the equation below has the chapter's number. */
static void tell_rule(Telling *telling, const Station *place) {
  if (!place->rule || !is_short(place->rule, telling->out->memory)) return;
  LatexStyle style = {.room = INLINE_ROOM}; /* its letters are not those of the sheet */
  text_format(telling->out, ": ");
  if (telling->latex) print_latex_inline(place->rule, &style, telling->out);
  else print_ast(place->rule, telling->out);
}

static int count_users(const Sheet *sheet, const TrailNode *node) {
  int n = 0;
  for (int k = next_user(sheet, node, 0); k < sheet->sweep->n; k = next_user(sheet, node, k + 1)) n++;
  return n;
}

/* dA, where the sweep comes from, if need be from behind steps whose sensitivities are not written down; NULL where it
   begins with dF = 1. */
static const char *source_of(Sheet *sheet, int k) {
  const Sweep *sweep = sheet->sweep;
  while (sheet->place[k].line < 0 && count_users(sheet, sweep->node[k]) == 1)
    k = next_user(sheet, sweep->node[k], k + 1);
  if (sheet->place[k].line >= 0) return sheet->line[sheet->place[k].line].name->text;
  bool begins = k == sweep->n - 1 && sweep->node[k]->name && is_symbol(sweep->node[k]->output);
  Name *name = begins ? sensitivity_name(&sheet->state->names, sweep->node[k]->name) : NULL;
  return name && strcmp(name->text, "dF") != 0 ? name->text : NULL;
}

/* Used several times: contributions are added. */
static Status tell_users(Telling *telling, const TrailNode *node, int n) {
  Sheet *sheet = telling->sheet;
  Status status = OK;
  bool first = true;
  text_format(telling->out, ", the sum over %d steps: ", n);
  for (int k = next_user(sheet, node, 0); k < sheet->sweep->n && status == OK; k = next_user(sheet, node, k + 1)) {
    if (!first) text_format(telling->out, "; ");
    first = false;
    status = tell_equation(telling, sheet->sweep->node[step_seen(sheet, k)]);
  }
  return status;
}

static Status tell_only_user(Telling *telling, const Station *place) {
  Sheet *sheet = telling->sheet;
  const TrailNode *last = sheet->sweep->node[place->last_step];
  int seen = step_seen(sheet, place->last_step);
  const char *source = source_of(sheet, seen);
  Status status = source ? tell_name(telling, " from ", source) : OK;
  if (status == OK) status = tell_step(telling, sheet->sweep->node[seen]);
  if (status == OK && seen != place->last_step) status = tell_expansion(telling, last, sheet->sweep->node[seen]);
  if (status == OK) tell_rule(telling, place);
  return status;
}

Status print_step(Sheet *sheet, int k, const Ast *target, bool latex, Text *out) {
  Telling telling = {sheet, latex, out};
  const TrailNode *node = sheet->sweep->node[k];
  int n = count_users(sheet, node);
  while (target->kind == AST_SUPERSCRIPT) target = target->child[0];
  if (!latex) text_format(out, "# ");
  tell(&telling, target);
  Status status = n > 1 ? tell_users(&telling, node, n) : tell_only_user(&telling, &sheet->place[k]);
  if (!latex) text_format(out, "\n");
  return status;
}
