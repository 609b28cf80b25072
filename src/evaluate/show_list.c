/* Lists and records at the prompt: on one line where they fit, otherwise a record one field a line, and a list filled
   line by line; what the window has no room for is counted. */
#include "evaluate/table.h"

enum { WIDTH = 100, INDENT = 2, LINES_MIN = 4 };

typedef struct Sheet {
  State *state;
  Text *out;
  int width, lines_left;
} Sheet;

static void start_line(Sheet *sheet, int indent) {
  text_format(sheet->out, "\n%*s", indent, "");
  sheet->lines_left--;
}

static int column_now(const Sheet *sheet) {
  const char *text = text_string(sheet->out);
  size_t start = sheet->out->length;
  while (start > 0 && text[start - 1] != '\n') start--;
  return (int)text_width(text + start, sheet->out->length - start);
}

static void lay_item(Sheet *sheet, Value value, int indent);

static void lay_field(Sheet *sheet, const List *list, int i, int indent) {
  start_line(sheet, indent);
  text_format(sheet->out, "%s = ", list->key[i]->text);
  lay_item(sheet, list->item[i], indent);
}

/* An item goes on in the line while there is room. */
static void lay_next(Sheet *sheet, const List *list, int i, int indent) {
  Text item;
  text_open(&item, &sheet->state->context.memory);
  describe_item(sheet->state, list->item[i], &item);
  int needed = (int)text_width(text_string(&item), item.length) + 2;
  text_close(&item);
  if (i == 0 || column_now(sheet) + needed > sheet->width) start_line(sheet, indent);
  else text_format(sheet->out, " ");
  lay_item(sheet, list->item[i], indent);
}

static void lay_list(Sheet *sheet, const List *list, int indent) {
  text_format(sheet->out, "{");
  for (int i = 0; i < list->n && !sheet->out->failed && !sheet->state->context.has_error; i++) {
    if (sheet->lines_left <= 0) {
      start_line(sheet, indent + INDENT);
      text_format(sheet->out, "… %d more", list->n - i);
      break;
    }
    if (list->key) lay_field(sheet, list, i, indent + INDENT);
    else lay_next(sheet, list, i, indent + INDENT);
    if (i + 1 < list->n) text_format(sheet->out, ",");
  }
  start_line(sheet, indent);
  text_format(sheet->out, "}");
}

static void lay_item(Sheet *sheet, Value value, int indent) {
  Text item;
  text_open(&item, &sheet->state->context.memory);
  describe_item(sheet->state, value, &item);
  int width = (int)text_width(text_string(&item), item.length);
  bool fits = column_now(sheet) + width < sheet->width || value.kind != VALUE_LIST || value.list->n == 0;
  if (fits) text_add(sheet->out, text_string(&item), item.length);
  text_close(&item);
  if (!fits) lay_list(sheet, value.list, indent);
}

void show_list(State *state, const char *label, Value value, Text *out) {
  int columns = state->display.columns, rows = state->display.rows;
  Sheet sheet = {state, out, columns > 0 ? columns : WIDTH, rows > 0 ? rows - 4 : UNBOUNDED_WIDTH};
  if (sheet.lines_left < LINES_MIN) sheet.lines_left = LINES_MIN;
  if (label) text_format(out, "%s = ", label);
  lay_item(&sheet, value, 0);
  text_format(out, "\n");
}
