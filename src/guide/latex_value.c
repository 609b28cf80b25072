#include "guide/latex_value.h"

#include "evaluate/formula.h"
#include "syntax/print_latex.h"

#include <math.h>

/* Of a longer axis the first entries and the last one are written. */
enum { ENTRIES_MAX = 12, ENTRIES_FIRST = 5, MAPS_MAX = 16 };

static bool is_left_out(int64_t i, int64_t n) { return n > ENTRIES_MAX && i > ENTRIES_FIRST && i < n - 1; }

static bool is_dots(int64_t i, int64_t n) { return n > ENTRIES_MAX && i == ENTRIES_FIRST; }

static void write_number(double number, Text *out) {
  if (isfinite(number)) format_number(number, out);
  else text_format(out, "%s", isnan(number) ? "\\mathrm{nan}" : number > 0 ? "\\infty" : "-\\infty");
}

static void write_entry(Value value, int64_t first, int64_t i, int64_t j, Text *out) {
  int64_t rows = value_length(value, 0), columns = value_length(value, 1);
  bool down = is_dots(i, rows), across = is_dots(j, columns);
  if (down || across) text_format(out, "%s", down && across ? "\\ddots" : down ? "\\vdots" : "\\cdots");
  else write_number(value_element(value, first + j * rows + i), out);
}

static void write_matrix(Value value, int64_t first, Text *out) {
  int64_t rows = value_length(value, 0), columns = value_length(value, 1);
  text_format(out, "\\begin{bmatrix} ");
  for (int64_t i = 0; i < rows; i++) {
    if (is_left_out(i, rows)) continue;
    if (i) text_format(out, " \\\\ ");
    for (int64_t j = 0; j < columns; j++) {
      if (is_left_out(j, columns)) continue;
      if (j) text_format(out, " & ");
      write_entry(value, first, i, j, out);
    }
  }
  text_format(out, " \\end{bmatrix}");
}

/* Z^{l} of one example, Z^{q,l} of several: indices join the superscript that a name has, since TeX takes one alone. */
static void write_map_name(const Ast *expression, int64_t example, int64_t map, Text *out) {
  Ast name = *expression, first = {.kind = AST_NUMBER, .number = (double)(example ? example : map)},
      second = {.kind = AST_NUMBER, .number = (double)map};
  Ast *child[] = {&name, &first, &second};
  Ast indexed = {.kind = AST_SUPERSCRIPT, .child = child, .n = example ? 3 : 2};
  if (expression->kind != AST_NAME) name.flags |= AST_PARENTHESISED;
  print_latex(&indexed, out);
  text_format(out, " = ");
}

static void write_maps(const Ast *expression, Value value, Text *out) {
  int64_t maps = value_length(value, 2), all = maps * value_length(value, 3),
          plane = value_length(value, 0) * value_length(value, 1);
  bool is_batch = value_length(value, 3) > 1;
  for (int64_t k = 0; k < all && k < MAPS_MAX; k++) {
    write_map_name(expression, is_batch ? k / maps + 1 : 0, k % maps + 1, out);
    write_matrix(value, k * plane, out);
    text_format(out, "\n");
  }
  if (all > MAPS_MAX) text_format(out, "%% and %lld more\n", (long long)(all - MAPS_MAX));
}

static void write_numbers(const Ast *expression, Value value, Text *out) {
  if (value_length(value, 2) != 1 || value_length(value, 3) != 1) {
    write_maps(expression, value, out);
    return;
  }
  if (expression->kind != AST_NUMBER && expression->kind != AST_MATRIX) print_latex(expression, out), text_format(out, " = ");
  if (value_count(value) == 1) write_number(value_element(value, 0), out);
  else write_matrix(value, 0, out);
  text_format(out, "\n");
}

static Ast *name_of(void *user, const TrailNode *node) {
  return node->name ? write_name(user, node->name->text) : NULL;
}

/* f(x), the left side of a definition. */
static Ast *write_call(Formula *formula, const FunctionCode *code) {
  Context *context = &formula->state->context;
  Ast *call = new_tree(formula, AST_CALL, 1, write_name(formula, code->name->text));
  for (int i = 0; i < code->n_parameters && call; i++) {
    Ast *parameter = write_name(formula, code->parameter[i]->text);
    if (!parameter || ast_append(context, formula->arena, call, parameter) != OK) call = NULL;
  }
  return call;
}

static bool is_one_line(Value value) {
  const FunctionCode *code =
      value.kind == VALUE_FUNCTION && value.function->kind == FUNCTION_CODE ? value.function->code : NULL;
  return code && code->name && code->ast && code->ast->child[1]->kind != AST_BLOCK;
}

/* The step behind a value, or a function's definition. NULL without an error: there is none to write. */
static Ast *write_definition(Formula *formula, const Ast *name, Value value) {
  const TrailNode *node = value.node;
  if (is_one_line(value))
    return new_tree(formula, AST_EQUATION, 2, write_call(formula, value.function->code),
                    (Ast *)value.function->code->ast->child[1]);
  if (!node || (!node->row && !node->function) || name->kind != AST_NAME) return NULL;
  return new_tree(formula, AST_EQUATION, 2, (Ast *)name, write_node(formula, node));
}

static Status write_equation(State *state, const Ast *name, Value value, Text *out) {
  Arena arena;
  arena_open(&arena, &state->context.memory);
  Formula formula = {.state = state, .arena = &arena, .name_of = name_of, .user = &formula};
  Ast *equation = write_definition(&formula, name, value);
  if (equation) print_latex(equation, out), text_format(out, "\n");
  arena_close(&arena);
  return state->context.has_error ? state->context.error->status : OK;
}

Status write_latex_value(State *state, const Ast *expression, Value value, Text *out) {
  Status status = write_equation(state, expression, value, out);
  if (status == OK && is_numeric(value) && value_count(value) > 0) write_numbers(expression, value, out);
  if (status == OK && !out->length && !out->failed)
    return fail(&state->context, "%s has no LaTeX form: numbers, arrays, symbols and functions f(x) = … have",
                kind_name(value));
  return status;
}
