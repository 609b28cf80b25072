/* Values as text: arrays as the book prints them, map by map; the rest on a line, or on several where it is long. */
#include "evaluate/formula.h"
#include "evaluate/table.h"

#include <stdio.h>
#include <string.h>

/* ---- arrays ---- */

/* Entry (i, j) stands at start + i row_step + j column_step. */
typedef struct Numbers {
  Table table; /* first */
  Value value;
  int64_t start, row_step, column_step;
  int64_t n, step; /* such tables, all in one style */
  NumeralStyle style;
} Numbers;

static Status write_number(const Table *table, int64_t i, int64_t j, Text *out) {
  const Numbers *numbers = (const Numbers *)table;
  char numeral[NUMERAL];
  double number = value_element(numbers->value, numbers->start + i * numbers->row_step + j * numbers->column_step);
  write_numeral(number, numbers->style, numeral);
  text_add(out, numeral, strlen(numeral));
  return OK;
}

static void visit_numbers(const void *of, NumberVisitor each, void *user) {
  const Numbers *numbers = of;
  const Table *table = &numbers->table;
  for (int64_t k = 0; k < numbers->n; k++)
    for (int64_t j = 0; j < part_shown(table->columns); j++)
      for (int64_t i = 0; i < part_shown(table->rows); i++)
        each(value_element(numbers->value, k * numbers->step + part_at(table->rows, i) * numbers->row_step +
                                               part_at(table->columns, j) * numbers->column_step),
             user);
}

static Numbers numbers_of(State *state, Value value, int64_t rows, int64_t columns) {
  Table table = {state, fit_rows(state, rows), candidate_columns(state, columns), false, write_number};
  return (Numbers){.table = table, .value = value, .row_step = 1, .column_step = rows, .n = 1, .step = rows * columns};
}

static void choose_numerals(Numbers *numbers) {
  numbers->style = choose_style(numbers->table.state, numbers->value, visit_numbers, numbers);
  numbers->table.on_points = numbers->style.each && !numbers->style.whole;
}

/* The hidden part of an axis, as an index that shows as much of it as was shown. */
static void write_hidden(Part part, Text *out) {
  int64_t last = part.head + part_shown(part);
  if (last > part.all - part.tail) last = part.all - part.tail;
  if (part_is_cut(part)) text_format(out, "%lld:%lld", (long long)part.head + 1, (long long)last);
  else text_format(out, ":");
}

/* "  (64 × 100)", at a window also how to see more of it. */
static void write_cut(State *state, const char *label, const char *before, Value value, const char *index, Text *out) {
  Size size = value_size(value);
  Text note;
  text_open(&note, &state->context.memory);
  text_format(&note, "%s(", before);
  print_size(&size, &note);
  text_add(out, text_string(&note), note.length);
  size_t start = note.length;
  text_format(&note, "; more: %s[%s], show %s", label ? label : "", index, label ? label : "");
  bool fits = (int)text_width(text_string(&note), note.length) < state->display.columns;
  if (label && fits) text_add(out, text_string(&note) + start, note.length - start);
  text_format(out, ")\n");
  text_close(&note);
}

static void show_matrix(State *state, const char *label, Value value, Text *out) {
  Numbers numbers = numbers_of(state, value, value_length(value, 0), value_length(value, 1));
  if (label) text_format(out, "%s =\n", label);
  choose_numerals(&numbers);
  if (show_table(&numbers.table, out) != OK) return;
  if (!part_is_cut(numbers.table.rows) && !part_is_cut(numbers.table.columns)) return;
  Text index;
  text_open(&index, &state->context.memory);
  write_hidden(numbers.table.rows, &index);
  text_format(&index, ", ");
  write_hidden(numbers.table.columns, &index);
  write_cut(state, label, "  ", value, text_string(&index), out);
  text_close(&index);
}

/* A^{l} of one example and A^{q,l} of several; map l where the array has no name. */
static void write_map_label(const char *label, bool has_examples, int64_t example, int64_t map, Text *out) {
  if (label && has_examples) text_format(out, "%s^{%lld,%lld}", label, (long long)example, (long long)map);
  else if (label) text_format(out, "%s^{%lld}", label, (long long)map);
  else if (has_examples) text_format(out, "example %lld, map %lld", (long long)example, (long long)map);
  else text_format(out, "map %lld", (long long)map);
}

/* One number a map: a row of them for each example. */
static void show_row_of_maps(State *state, const char *label, Value value, Text *out) {
  int64_t maps = value_length(value, 2), examples = value_length(value, 3);
  Numbers numbers = numbers_of(state, value, examples, maps);
  numbers.row_step = maps, numbers.column_step = 1;
  choose_numerals(&numbers);
  write_map_label(label, examples > 1, 1, 1, out);
  text_format(out, " … ");
  write_map_label(label, examples > 1, examples, maps, out);
  text_format(out, " =\n");
  if (show_table(&numbers.table, out) != OK) return;
  if (!part_is_cut(numbers.table.rows) && !part_is_cut(numbers.table.columns)) return;
  Text index;
  text_open(&index, &state->context.memory);
  text_format(&index, ":, :, ");
  write_hidden(numbers.table.columns, &index);
  write_cut(state, examples == 1 ? label : NULL, "  ", value, text_string(&index), out);
  text_close(&index);
}

/* How many maps the window has room for, of so many lines each. */
static int64_t maps_shown(const State *state, int64_t all, int64_t lines) {
  enum { MAPS_MAX = 8 };
  int64_t room = state->display.rows > 0 ? (state->display.rows - 1) / lines : MAPS_MAX;
  if (room < all && state->display.rows > 0) room = (state->display.rows - 2) / lines;
  if (room < 1) room = 1;
  return all < room ? all : room;
}

static void show_stack(State *state, const char *label, Value value, Text *out) {
  int64_t maps = value_length(value, 2), examples = value_length(value, 3), all = maps * examples;
  Numbers numbers = numbers_of(state, value, value_length(value, 0), value_length(value, 1));
  Part columns = numbers.table.columns;
  numbers.n = maps_shown(state, all, part_shown(numbers.table.rows) + 1 + part_is_cut(numbers.table.rows));
  choose_numerals(&numbers);
  bool is_cut = part_is_cut(numbers.table.rows);
  for (int64_t k = 0; k < numbers.n; k++) {
    write_map_label(label, examples > 1, k / maps + 1, k % maps + 1, out);
    text_format(out, " =\n");
    numbers.start = k * numbers.step;
    numbers.table.columns = columns;
    if (show_table(&numbers.table, out) != OK) return;
    is_cut |= part_is_cut(numbers.table.columns);
  }
  if (numbers.n == all && !is_cut) return;
  int64_t next = numbers.n < all ? numbers.n : 0;
  char index[40];
  if (examples > 1) snprintf(index, sizeof index, ":, :, :, %lld", (long long)(next / maps + 1));
  else snprintf(index, sizeof index, ":, :, %lld", (long long)next + 1);
  char before[40] = "  ";
  if (numbers.n < all) snprintf(before, sizeof before, "… %lld more ", (long long)(all - numbers.n));
  write_cut(state, label, before, value, index, out);
}

static void show_array(State *state, const char *label, Value value, Text *out) {
  bool is_plane = value_length(value, 0) * value_length(value, 1) > 1;
  bool is_stack = value_length(value, 2) != 1 || value_length(value, 3) != 1;
  if (value_count(value) == 0) {
    Size size = value_size(value);
    text_format(out, "%s%sempty, ", label ? label : "", label ? " = " : "");
    print_size(&size, out);
    text_format(out, "\n");
  } else if (is_stack && is_plane) {
    show_stack(state, label, value, out);
  } else if (is_stack) {
    show_row_of_maps(state, label, value, out);
  } else {
    show_matrix(state, label, value, out);
  }
}

/* ---- on one line ---- */

static void describe_list(State *state, Value value, Text *out) {
  const List *list = value.list;
  text_format(out, "{");
  for (int i = 0; i < list->n && !out->failed && !state->context.has_error; i++) {
    if (i) text_format(out, ", ");
    if (list->key) text_format(out, "%s = ", list->key[i]->text);
    describe_item(state, list->item[i], out);
  }
  text_format(out, "}");
}

void describe_item(State *state, Value value, Text *out) {
  bool quoted = value.kind == VALUE_STRING;
  text_format(out, "%s", quoted ? "\"" : "");
  describe_value(state, value, out);
  text_format(out, "%s", quoted ? "\"" : "");
}

static void describe_number(const State *state, Value value, double number, Text *out) {
  char numeral[NUMERAL];
  write_numeral(number, plain_style(state, value), numeral);
  text_add(out, numeral, strlen(numeral));
}

static void describe_array(const State *state, Value value, Text *out) {
  int64_t rows = value_length(value, 0), columns = value_length(value, 1), count = value_count(value);
  if (count != rows * columns || count > 64 || count == 0) {
    Size size = value_size(value);
    text_format(out, "[");
    print_size(&size, out);
    text_format(out, "]");
    return;
  }
  text_format(out, "[");
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) {
      if (i || j) text_format(out, j ? " " : "; ");
      describe_number(state, value, value_element(value, j * rows + i), out);
    }
  text_format(out, "]");
}

static const char *function_name(const Function *function) {
  switch (function->kind) {
    case FUNCTION_ROW: return function->row->name;
    case FUNCTION_PROCEDURE: return function->procedure->name;
    case FUNCTION_CODE: return function->code->name ? function->code->name->text : NULL;
    default: return NULL;
  }
}

static void describe_function(const Function *function, Text *out) {
  const char *name = function_name(function);
  if (function->kind == FUNCTION_CODE && function->code->ast->child[1]->kind != AST_BLOCK) {
    print_ast(function->code->ast, out);
    return;
  }
  if (function->kind == FUNCTION_DERIVATIVE) {
    const char *original = function_name(function->original);
    text_format(out, "%s'", original ? original : "(an anonymous function)");
    return;
  }
  text_format(out, "%s", name ? name : "function");
  for (int i = 0; function->kind == FUNCTION_CODE && i < function->code->n_parameters; i++)
    text_format(out, "%s%s%s", i ? ", " : "(", function->code->parameter[i]->text,
                i + 1 == function->code->n_parameters ? ")" : "");
}

void describe_value(State *state, Value value, Text *out) {
  switch (value.kind) {
    case VALUE_NUMBER: describe_number(state, value, value.number, out); break;
    case VALUE_ARRAY: describe_array(state, value, out); break;
    case VALUE_STRING: text_add(out, value.string->text, value.string->length); break;
    case VALUE_LIST: describe_list(state, value, out); break;
    case VALUE_SYMBOL: (void)describe_symbol(state, value, out); break;
    case VALUE_FUNCTION: describe_function(value.function, out); break;
    case VALUE_COLON: text_format(out, ":"); break;
    default: text_format(out, "none"); break;
  }
}

/* ---- as a bare expression prints ---- */

static void show_function(State *state, const char *label, Value value, Text *out) {
  const char *name = function_name(value.function);
  bool says_its_name = name && (value.function->kind == FUNCTION_CODE || (label && strcmp(label, name) == 0));
  if (label && !says_its_name) text_format(out, "%s = ", label);
  describe_value(state, value, out);
  text_format(out, "\n");
}

/* Of a long string as much as the window has room for. */
static void show_string(const State *state, const char *label, const String *string, Text *out) {
  int rows = state->display.rows, columns = state->display.columns;
  size_t room = rows > 6 && columns > 0 ? (size_t)(rows - 4) * (size_t)columns : string->length, bytes = 0, seen = 0;
  for (; bytes < string->length; bytes++) {
    bool starts = ((unsigned char)string->text[bytes] & 0xC0) != 0x80;
    if (starts && seen >= room) break;
    seen += string->text[bytes] == '\n' ? (size_t)(columns > 0 ? columns : 0) : starts;
  }
  if (label) text_format(out, "%s = ", label);
  text_add(out, string->text, bytes);
  if (bytes < string->length) text_format(out, " …\n  (%zu characters)", text_width(string->text, string->length));
  text_format(out, "\n");
}

void show_value(State *state, const char *label, Value value, Text *out) {
  switch (value.kind) {
    case VALUE_SYMBOL: (void)show_symbol(state, label, value, out); return;
    case VALUE_ARRAY: show_array(state, label, value, out); return;
    case VALUE_FUNCTION: show_function(state, label, value, out); return;
    case VALUE_STRING: show_string(state, label, value.string, out); return;
    case VALUE_LIST: show_list(state, label, value, out); return;
    default: break;
  }
  if (label) text_format(out, "%s = ", label);
  describe_value(state, value, out);
  text_format(out, "\n");
}

Status print_value(State *state, const char *label, Value value) {
  Text out;
  text_open(&out, &state->context.memory);
  show_value(state, label, value, &out);
  if (state->context.has_error) return text_close(&out), state->context.error->status;
  Status status = out.failed ? fail_out_of_memory(&state->context) : OK;
  if (status == OK) write_text(state, text_string(&out), out.length);
  text_close(&out);
  return status;
}
