/* Matrix literals: entries side by side, rows one below the other, blocks concatenate. */
#include "evaluate/advice.h"
#include "evaluate/dry.h"
#include "evaluate/expression.h"
#include "syntax/print.h"

#include <string.h>

/* The entries of a literal, row by row. */
typedef struct Entries {
  Value *value;
  size_t n, room;
  bool plain;    /* all are numbers without history */
  bool lengths;  /* all are whole numbers or extents … */
  bool on_paper; /* … and some are symbols */
  bool single;
} Entries;

static Status gather_entries(State *state, Frame *frame, const Ast *ast, Entries *entries) {
  Status status = OK;
  entries->plain = entries->lengths = true;
  for (int i = 0; i < ast->n && status == OK; i++)
    for (int j = 0; j < ast->child[i]->n && status == OK; j++) {
      const Ast *item = ast->child[i]->child[j];
      if (!memory_reserve(&state->context.memory, &entries->value, &entries->room, entries->n + 1,
                          sizeof *entries->value))
        return fail_out_of_memory(&state->context);
      Value *value = &entries->value[entries->n];
      *value = (Value){0};
      if ((status = evaluate(state, frame, item, value)) != OK) return status;
      entries->n++;
      Extent length;
      if (!is_operand(*value) && !is_unknown(*value))
        return fail_at(&state->context, frame->source, item->span,
                       "a matrix holds numbers and arrays, not %s; lists are written { }", kind_name(*value)),
               note_string_entry(state, *value), FAILED;
      bool history = value->node && state->keeps_history && !state->history_pause;
      entries->plain &= value->kind == VALUE_NUMBER && !history;
      entries->lengths &= read_extent(*value, &length);
      entries->on_paper |= is_symbol(*value);
      entries->single |= value_precision(*value) == SINGLE;
    }
  return status;
}

/* [r - 1 c - 1]: one row of lengths on paper. */
static Status fill_lengths(State *state, const Entries *entries, Value *out) {
  *out = symbol_of_elements(state, 1, (int64_t)entries->n, entries->value);
  return out->kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
}

/* Rows of numbers only: written straight into place. */
static Status fill_plain(State *state, Frame *frame, const Ast *ast, const Entries *entries, Value *out) {
  int64_t rows = ast->n, columns = ast->n ? ast->child[0]->n : 0, k = 0;
  for (int i = 0; i < ast->n; i++)
    if (ast->child[i]->n != columns) {
      fail_at(&state->context, frame->source, ast->child[i]->span,
              "row %d has %d entr%s, but the first row has %lld", i + 1, ast->child[i]->n,
              ast->child[i]->n == 1 ? "y" : "ies", (long long)columns);
      return note_sign_in_row(state, ast), FAILED;
    }
  if (!state->told_comma) note_decimal_commas(state, frame, ast);
  Tensor *matrix = tensor_new(&state->context, entries->single ? SINGLE : DOUBLE, (int64_t[AXES]){rows, columns, 1, 1});
  if (!matrix) return state->context.error->status;
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) tensor_set(matrix, j * rows + i, entries->value[k++].number);
  *out = array_value(state, matrix);
  return OK;
}

static Status concatenate(State *state, Value a, Value b, int axis, Value *out) {
  Application application = {.row = state->row_cat, .n = 2, .operand = {a, b}};
  Status status = set_parameter(state, &application, find_parameter(state->row_cat, "axis"), number_value(axis + 1));
  return status == OK ? apply_row(state, &application, out) : status;
}

static void print_entry(const Ast *entry, Text *text) {
  bool bracketed = entry->kind == AST_OPERATOR || entry->kind == AST_PRODUCT || entry->kind == AST_SUM;
  if (bracketed) text_format(text, "(");
  print_ast(entry, text);
  if (bracketed) text_format(text, ")");
}

/* [a b] of the entries n of a row, or of rows, from `part` on, as they are written. */
static const char *label_of_blocks(State *state, const Ast *const *part, size_t n, int axis, Text *text) {
  enum { LONGEST = 24 };
  text_open(text, &state->context.memory);
  const bool whole = n == 1 && (axis == 1 || part[0]->n == 1);
  if (!whole) text_format(text, "[");
  for (size_t i = 0; i < n && text->length <= LONGEST; i++) {
    if (i) text_format(text, axis == 0 ? "; " : " ");
    for (int j = 0; axis == 0 && j < part[i]->n && text->length <= LONGEST; j++) {
      if (j) text_format(text, " ");
      print_entry(part[i]->child[j], text);
    }
    if (axis == 1) print_entry(part[i], text);
  }
  if (!whole) text_format(text, "]");
  return text->failed || text->length > LONGEST ? NULL : text_string(text);
}

static void name_blocks(State *state, const Ast *const *part, size_t n, int axis) {
  Text first, second;
  if (state->context.error->source) return;
  const char *a = label_of_blocks(state, part, n / 2, axis, &first);
  const char *b = label_of_blocks(state, part + n / 2, n - n / 2, axis, &second);
  if (a && b) name_operands(&state->context, a, b);
  text_close(&first);
  text_close(&second);
}

/* Halves first, so that n blocks are copied log n times. Empty blocks count as nothing. */
static Status join_blocks(State *state, const Value *block, const Ast *const *part, size_t n, int axis, Value *out) {
  if (n == 1) return *out = value_retain(block[0]), OK;
  Value left = {0}, right = {0};
  Status status = join_blocks(state, block, part, n / 2, axis, &left);
  if (status == OK) status = join_blocks(state, block + n / 2, part + n / 2, n - n / 2, axis, &right);
  if (status == OK && value_count(left) == 0) *out = value_retain(right);
  else if (status == OK && value_count(right) == 0) *out = value_retain(left);
  else if (status == OK && (status = concatenate(state, left, right, axis, out)) == FAILED)
    name_blocks(state, part, n, axis);
  value_release(state, left);
  value_release(state, right);
  return status;
}

static Status join_rows(State *state, Frame *frame, const Ast *ast, const Entries *entries, Value *out) {
  size_t k = 0;
  Value *row = memory_allocate_zeroed(&state->context.memory, (size_t)ast->n * sizeof *row);
  if (!row) return fail_out_of_memory(&state->context);
  Status status = OK;
  for (int i = 0; i < ast->n && status == OK; i++) {
    state->here = ast->child[i]->span;
    if ((status = join_blocks(state, entries->value + k, (const Ast *const *)ast->child[i]->child,
                              (size_t)ast->child[i]->n, 1, &row[i])) != OK)
      place_error(&state->context, frame->source, ast->child[i]->span);
    k += (size_t)ast->child[i]->n;
  }
  state->here = ast->span;
  if (status == OK && (status = join_blocks(state, row, (const Ast *const *)ast->child, (size_t)ast->n, 0, out)) != OK)
    place_error(&state->context, frame->source, ast->span);
  for (int i = 0; i < ast->n; i++) value_release(state, row[i]);
  memory_release(&state->context.memory, row);
  return status;
}

Status evaluate_matrix(State *state, Frame *frame, const Ast *ast, Value *out) {
  Entries entries = {0};
  Status status = gather_entries(state, frame, ast, &entries);
  if (status == OK && any_unknown(entries.value, (int)entries.n)) *out = unknown_value(state);
  else if (status == OK)
    status = entries.plain || ast->n == 0                         ? fill_plain(state, frame, ast, &entries, out)
             : entries.lengths && entries.on_paper && ast->n == 1 ? fill_lengths(state, &entries, out)
                                                                  : join_rows(state, frame, ast, &entries, out);
  for (size_t i = 0; i < entries.n; i++) value_release(state, entries.value[i]);
  memory_release(&state->context.memory, entries.value);
  return status;
}
