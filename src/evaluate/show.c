/* Values as text. Whole numbers print as such; others with five significant digits, aligned. */
#include "evaluate/formula.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS = 5, COLUMNS_MAX = 16, ROWS_MAX = 24, MAPS_MAX = 8, CELL = 32 };

static bool is_whole(double number) { return number == floor(number) && fabs(number) < 1e15; }

static void print_special(double number, char *out) {
  snprintf(out, CELL, "%s", isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
}

void format_number(double number, Text *out) {
  char text[CELL];
  if (!isfinite(number)) print_special(number, text);
  else if (is_whole(number)) snprintf(text, sizeof text, "%.0f", number == 0 ? 0.0 : number);
  else snprintf(text, sizeof text, "%.*g", DIGITS, number);
  text_add(out, text, strlen(text));
}

/* How all entries of one array print: whole, with a fixed number of decimals, or each with an exponent. */
typedef struct Style {
  bool whole, exponent,
      each; /* each: five digits of every number for itself, where one scale would lose the small ones */
  int decimals;
} Style;

static int print_cell(double number, Style style, char *out) {
  if (!isfinite(number)) print_special(number, out);
  else if (style.whole) snprintf(out, CELL, "%.0f", number == 0 ? 0.0 : number);
  else if (style.exponent) snprintf(out, CELL, "%.*e", style.decimals, number);
  else if (number == 0) snprintf(out, CELL, "0");
  else if (style.each) snprintf(out, CELL, "%.*g", DIGITS, number);
  else snprintf(out, CELL, "%.*f", style.decimals, number);
  return (int)strlen(out);
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* The entries that are shown of a value, as `each` wants to see them. */
static void visit_shown(Value value, void (*each)(double number, void *user), void *user) {
  int64_t rows = value_length(value, 0), columns = value_length(value, 1), plane = rows * columns,
          maps = least(value_length(value, 2) * value_length(value, 3), MAPS_MAX);
  for (int64_t k = 0; k < maps; k++)
    for (int64_t j = 0; j < least(columns, COLUMNS_MAX); j++)
      for (int64_t i = 0; i < least(rows, ROWS_MAX); i++) each(value_element(value, k * plane + j * rows + i), user);
}

typedef struct Spread {
  double largest, smallest; /* magnitudes of those that are not 0 */
  bool whole;
} Spread;

static void note_spread(double number, void *user) {
  Spread *spread = user;
  if (!isfinite(number)) return;
  spread->whole &= is_whole(number);
  spread->largest = fmax(spread->largest, fabs(number));
  if (number != 0) spread->smallest = fmin(spread->smallest, fabs(number));
}

typedef struct Zeros {
  Style style;
  int needed; /* decimals up to the last digit that is not 0 */
} Zeros;

static void note_zeros(double number, void *user) {
  Zeros *zeros = user;
  char cell[CELL];
  if (!isfinite(number) || number == 0) return;
  print_cell(number, zeros->style, cell);
  const char *point = strchr(cell, '.');
  int needed = (int)strspn(point + 1, "0123456789");
  while (needed > zeros->needed && point[needed] == '0') needed--;
  if (needed > zeros->needed) zeros->needed = needed;
}

/* Zeros at the end that all entries share say nothing; one stays where a number only looks whole. */
static int needed_decimals(Value value, Style style) {
  Zeros zeros = {style, style.exponent ? 0 : 1};
  visit_shown(value, note_zeros, &zeros);
  return zeros.needed;
}

static Style choose_style(Value value) {
  Spread spread = {0, INFINITY, true};
  visit_shown(value, note_spread, &spread);
  Style style = {.whole = spread.whole};
  if (style.whole) return style;
  int digits = (int)floor(log10(spread.largest)) + 1; /* before the point of the largest entry */
  bool is_wide = spread.largest > 1e5 * spread.smallest;
  style.exponent = !is_wide && (digits > 6 || digits < -3);
  style.decimals = style.exponent ? DIGITS - 1 : digits >= DIGITS ? 1 : DIGITS - digits;
  style.each = !style.exponent && (digits > 6 || spread.smallest * pow(10, style.decimals) < 1);
  if (!style.each) style.decimals = needed_decimals(value, style);
  return style;
}

/* Widths are taken by column, so that a narrow column stays narrow. */
static void show_matrix(Value value, int64_t offset, Style style, Text *out) {
  int64_t rows = value_length(value, 0), columns = value_length(value, 1);
  int64_t shown_rows = rows > ROWS_MAX ? ROWS_MAX : rows, shown_columns = columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
  int width[COLUMNS_MAX] = {0};
  char cell[CELL];
  for (int64_t j = 0; j < shown_columns; j++)
    for (int64_t i = 0; i < shown_rows; i++) {
      int length = print_cell(value_element(value, offset + j * rows + i), style, cell);
      if (length > width[j]) width[j] = length;
    }
  for (int64_t i = 0; i < shown_rows; i++) {
    for (int64_t j = 0; j < shown_columns; j++) {
      print_cell(value_element(value, offset + j * rows + i), style, cell);
      text_format(out, "%*s%s", width[j] - (int)strlen(cell) + 2, "", cell);
    }
    text_format(out, "%s\n", columns > shown_columns ? "  …" : "");
  }
  if (rows > shown_rows) text_format(out, "  ⋮\n");
  if (rows > shown_rows || columns > shown_columns)
    text_format(out, "  (%lld × %lld)\n", (long long)rows, (long long)columns);
}

/* Map by map, A^{l} of one example and A^{q,l} of several. */
static void show_stack(const char *label, Value value, Style style, Text *out) {
  int64_t maps = value_length(value, 2), all = maps * value_length(value, 3),
          plane = value_length(value, 0) * value_length(value, 1);
  for (int64_t k = 0; k < all && k < MAPS_MAX; k++) {
    if (value_length(value, 3) > 1)
      text_format(out, "%s^{%lld,%lld} =\n", label ? label : "", (long long)(k / maps + 1), (long long)(k % maps + 1));
    else text_format(out, "%s^{%lld} =\n", label ? label : "", (long long)(k + 1));
    show_matrix(value, k * plane, style, out);
  }
  if (all <= MAPS_MAX) return;
  Size size = value_size(value);
  text_format(out, "… and %lld more (", (long long)(all - MAPS_MAX));
  print_size(&size, out);
  text_format(out, ")\n");
}

static void describe_list(State *state, Value value, Text *out) {
  const List *list = value.list;
  text_format(out, "{");
  for (int i = 0; i < list->n && !out->failed && !state->context.has_error; i++) {
    if (i) text_format(out, ", ");
    if (list->key) text_format(out, "%s = ", list->key[i]->text);
    bool quoted = list->item[i].kind == VALUE_STRING;
    if (quoted) text_format(out, "\"");
    describe_value(state, list->item[i], out);
    if (quoted) text_format(out, "\"");
  }
  text_format(out, "}");
}

static void describe_array(Value value, Text *out) {
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
      format_number(value_element(value, j * rows + i), out);
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
    case VALUE_NUMBER: format_number(value.number, out); break;
    case VALUE_ARRAY: describe_array(value, out); break;
    case VALUE_STRING: text_add(out, value.string->text, value.string->length); break;
    case VALUE_LIST: describe_list(state, value, out); break;
    case VALUE_SYMBOL: (void)describe_symbol(state, value, out); break;
    case VALUE_FUNCTION: describe_function(value.function, out); break;
    case VALUE_COLON: text_format(out, ":"); break;
    default: text_format(out, "none"); break;
  }
}

void show_value(State *state, const char *label, Value value, Text *out) {
  if (is_symbol(value)) {
    (void)show_symbol(state, label, value, out);
    return;
  }
  if (value.kind != VALUE_ARRAY) {
    const char *name = value.kind == VALUE_FUNCTION ? function_name(value.function) : NULL;
    bool says_its_name = name && (value.function->kind == FUNCTION_CODE || (label && strcmp(label, name) == 0));
    if (label && !says_its_name) text_format(out, "%s = ", label);
    describe_value(state, value, out);
    text_format(out, "\n");
    return;
  }
  Style style = choose_style(value);
  bool stack = value_length(value, 2) != 1 || value_length(value, 3) != 1;
  if (value_count(value) == 0) {
    Size size = value_size(value);
    text_format(out, "%s%sempty, ", label ? label : "", label ? " = " : "");
    print_size(&size, out);
    text_format(out, "\n");
  } else if (stack) {
    show_stack(label, value, style, out);
  } else {
    if (label) text_format(out, "%s =\n", label);
    show_matrix(value, 0, style, out);
  }
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
