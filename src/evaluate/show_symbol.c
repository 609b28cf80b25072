/* Symbols as they print: an expression with its size behind it, lengths as 8.14 to 8.19 have them, known elements as the
   matrix of 8.12. */
#include "evaluate/formula.h"
#include "evaluate/table.h"

#include <ctype.h>
#include <string.h>

/* w_{1,2} for an element of W. */
static void lower_base(Formula *formula, Ast *ast) {
  char text[NAME_BYTES];
  if (ast->kind != AST_SUBSCRIPT || ast->child[0]->kind != AST_NAME || ast->child[0]->name->length >= NAME_BYTES)
    return;
  const Name *name = ast->child[0]->name;
  for (size_t i = 0; i <= name->length; i++) text[i] = (char)tolower((unsigned char)name->text[i]);
  Ast *lower = write_name(formula, text);
  if (lower) ast->child[0] = lower;
}

static Status print_tree(State *state, Value value, bool is_element, Text *out) {
  Arena arena;
  arena_open(&arena, &state->context.memory);
  Formula formula = {.state = state, .arena = &arena};
  Ast *ast = write_value(&formula, value);
  if (ast && is_element) lower_base(&formula, ast);
  if (ast) print_ast(ast, out);
  arena_close(&arena);
  return ast ? OK : state->context.error->status;
}

static Status print_element(State *state, Value value, Text *out) {
  if (is_symbol(value) && value.symbol->is_extent) return print_extent(value.symbol->extent, out), OK;
  if (value.kind == VALUE_NUMBER) return format_number(value.number, out), OK;
  return print_tree(state, value, true, out);
}

typedef struct Elements {
  Table table; /* first */
  const Symbol *symbol;
} Elements;

static Status write_element(const Table *table, int64_t i, int64_t j, Text *out) {
  const Symbol *symbol = ((const Elements *)table)->symbol;
  return print_element(table->state, symbol->element[j * table->rows.all + i], out);
}

static Status show_elements(State *state, const Symbol *symbol, Text *out) {
  int64_t rows = symbol->size.axis[0].number, columns = symbol->size.axis[1].number;
  Elements elements = {{state, fit_rows(state, rows), candidate_columns(state, columns), false, write_element}, symbol};
  Status status = show_table(&elements.table, out);
  if (status != OK || (!part_is_cut(elements.table.rows) && !part_is_cut(elements.table.columns))) return status;
  text_format(out, "  ("), print_size(&symbol->size, out), text_format(out, ")\n");
  return OK;
}

Status describe_symbol(State *state, Value value, Text *out) {
  if (value.symbol->is_extent) return print_extent(value.symbol->extent, out), OK;
  return print_tree(state, value, false, out);
}

Status show_symbol(State *state, const char *label, Value value, Text *out) {
  const Symbol *symbol = value.symbol;
  if (symbol->n) {
    if (label) text_format(out, "%s =\n", label);
    return show_elements(state, symbol, out);
  }
  bool is_start = value.node && !value.node->row && !value.node->function;
  if (label && !is_start) text_format(out, "%s = ", label);
  if (symbol->is_extent) print_extent(symbol->extent, out);
  else if (print_tree(state, value, false, out) != OK) return state->context.error->status;
  if (!symbol->is_extent) text_format(out, "  # "), print_size(&symbol->size, out);
  text_format(out, "\n");
  return OK;
}
