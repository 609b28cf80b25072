/* show X: an array as a picture, its maps side by side with their numbers above, all of them on one scale of greys. */
#include "guide/picture.h"
#include "evaluate/procedures.h"

#include <stdio.h>
#include <string.h>

/* The window where there is none, and what a picture is enlarged to, in columns of the terminal. */
enum { COLUMNS = 80, LINES = 60, ALONE = 32, IN_STACK = 16, ENLARGED = 8, SMALLEST = 14, GAP = 2 };
/* Pixels that a column of a terminal is taken to have where pictures are not made of characters; a line has twice as
   many. The digits above the maps are dots of DOT × DOT. */
enum { COLUMN_PIXELS = 10, DOT = 3, DIGIT_COLUMNS = 4, DIGIT_ROWS = 6 };

/* How the maps of one array are laid out; lengths in pixels of the picture unless said otherwise. */
typedef struct Sheet {
  State *state;
  Value value;
  Greys greys;
  int64_t maps, examples, shown;
  int mode;          /* PICTURES_… */
  int zoom;          /* pixels in a column */
  int tall;          /* height of a pixel in widths: 2 for characters */
  int line;          /* pixels of a line */
  int columns, rows; /* of a map */
  int pitch, across; /* from one map to the next; maps side by side */
} Sheet;

static bool is_graphic(int mode) { return mode == PICTURES_KITTY || mode == PICTURES_SIXEL; }

static int window_width(const State *state) { return state->display.columns > 0 ? state->display.columns : COLUMNS; }
static int window_height(const State *state) {
  int rows = state->display.rows > 0 ? state->display.rows : LINES;
  return rows > 7 ? rows - 3 : 4; /* what was typed, the caption and the next prompt */
}

static bool is_stack(const Sheet *sheet) { return sheet->maps * sheet->examples > 1; }

static int at_least_one(double number) { return number < 1 ? 1 : (int)(number + 0.5); }

/* A pixel for an entry times `scale`: a whole number, even where pixels are twice as high as wide, or less than 1. */
static double whole_scale(const Sheet *sheet, double scale) {
  if (scale >= 2 * sheet->tall) return sheet->tall * (int)(scale / sheet->tall);
  return scale >= sheet->tall ? sheet->tall : scale >= 1 ? 1 : scale;
}

static void set_scale(Sheet *sheet, double scale) {
  sheet->columns = at_least_one((double)value_length(sheet->value, 1) * scale);
  sheet->rows = at_least_one((double)value_length(sheet->value, 0) * scale / sheet->tall);
}

/* "12" or "3,12" */
static int write_label(const Sheet *sheet, int64_t map, char *out, size_t room) {
  int64_t example = map / sheet->maps + 1, inside = map % sheet->maps + 1;
  if (sheet->maps == 1) return snprintf(out, room, "%lld", (long long)example);
  if (sheet->examples == 1) return snprintf(out, room, "%lld", (long long)inside);
  return snprintf(out, room, "%lld,%lld", (long long)example, (long long)inside);
}

/* Each example begins a row of its own where it has several maps. */
static int maps_in_row(const Sheet *sheet, int64_t first) {
  int64_t end = first + sheet->across;
  if (sheet->maps > 1 && end > (first / sheet->maps + 1) * sheet->maps) end = (first / sheet->maps + 1) * sheet->maps;
  return (int)((end < sheet->shown ? end : sheet->shown) - first);
}

static int label_width(const Sheet *sheet) {
  char label[48];
  int digits = write_label(sheet, sheet->maps * sheet->examples - 1, label, sizeof label);
  return is_graphic(sheet->mode) ? digits * DIGIT_COLUMNS * DOT : digits;
}

static int lines_of_row(const Sheet *sheet) {
  int pixels = sheet->rows + (is_graphic(sheet->mode) && is_stack(sheet) ? DIGIT_ROWS * DOT : 0);
  return (pixels + sheet->line - 1) / sheet->line + (!is_graphic(sheet->mode) && is_stack(sheet));
}

static void set_pitch(Sheet *sheet) {
  int width = window_width(sheet->state) * sheet->zoom, gap = GAP * sheet->zoom;
  sheet->pitch = (sheet->columns > label_width(sheet) ? sheet->columns : label_width(sheet)) + gap;
  sheet->across = (width + gap) / sheet->pitch;
  if (sheet->across < 1) sheet->across = 1;
}

/* How many maps the window has room for. */
static int64_t count_shown(Sheet *sheet) {
  int64_t all = sheet->shown = sheet->maps * sheet->examples, shown = maps_in_row(sheet, 0);
  for (int rows = 2; shown < all && rows * lines_of_row(sheet) <= window_height(sheet->state); rows++)
    shown += maps_in_row(sheet, shown);
  return shown;
}

/* As large as is useful; one entry at least a pixel if the window allows it. Maps of a stack are halved as long as that
   lets more of them be seen and something of each. */
static void lay_out(Sheet *sheet) {
  int64_t rows = value_length(sheet->value, 0), columns = value_length(sheet->value, 1);
  double most = (double)(rows > columns ? rows : columns), scale, width, height;
  scale = (is_stack(sheet) ? IN_STACK : ALONE) * sheet->zoom / most;
  if (scale > ENLARGED * sheet->zoom) scale = ENLARGED * sheet->zoom;
  if (scale < sheet->tall) scale = sheet->tall;
  width = (double)(window_width(sheet->state) * sheet->zoom) / (double)columns;
  height = (double)((window_height(sheet->state) - is_stack(sheet)) * sheet->line * sheet->tall) / (double)rows;
  if (scale > width) scale = width;
  if (scale > height) scale = height;
  scale = whole_scale(sheet, scale);
  set_scale(sheet, scale), set_pitch(sheet);
  while (count_shown(sheet) < sheet->maps * sheet->examples && most * scale > SMALLEST * sheet->zoom)
    scale = whole_scale(sheet, scale / 2), set_scale(sheet, scale), set_pitch(sheet);
  sheet->shown = count_shown(sheet);
}

static void write_labels(const Sheet *sheet, int64_t first, int n, Text *out) {
  char label[48];
  for (int i = 0; i < n; i++) {
    int length = write_label(sheet, first + i, label, sizeof label);
    text_format(out, "%s%*s", label, i + 1 < n ? sheet->pitch - length : 0, "");
  }
  text_format(out, "\n");
}

static void write_lines(const Sheet *sheet, const Picture *picture, Text *out) {
  for (int line = 0; line * sheet->line < picture->rows; line++) {
    if (sheet->mode == PICTURES_TEXT) write_characters(picture, line, out);
    else write_half_blocks(picture, line, sheet->state->display.colours, out);
    text_format(out, "\n");
  }
}

static void write_graphic(const Sheet *sheet, const Picture *picture, Text *out) {
  if (sheet->mode == PICTURES_KITTY) write_kitty(picture, out);
  else write_sixels(picture, out);
  text_format(out, "\n");
}

static Status draw_row(const Sheet *sheet, int64_t first, int n, Picture *picture) {
  int top = is_graphic(sheet->mode) && is_stack(sheet) ? DIGIT_ROWS * DOT : 0, last = sheet->columns;
  char label[48];
  Status status = OK;
  if (top && label_width(sheet) > last) last = label_width(sheet);
  status = open_picture(sheet->state, (n - 1) * sheet->pitch + last, top + sheet->rows, picture);
  for (int i = 0; i < n && status == OK; i++) {
    Rectangle place = {i * sheet->pitch, top, sheet->columns, sheet->rows};
    write_label(sheet, first + i, label, sizeof label);
    if (top) draw_digits(picture, place.x, 0, DOT, label);
    status = draw_map(sheet->state, picture, place, sheet->value, first + i, sheet->greys);
  }
  return status;
}

static Status write_row(const Sheet *sheet, int64_t first, int n, Text *out) {
  Picture picture;
  Status status = draw_row(sheet, first, n, &picture);
  if (status == OK && is_graphic(sheet->mode)) write_graphic(sheet, &picture, out);
  else if (status == OK) {
    if (is_stack(sheet)) write_labels(sheet, first, n, out);
    write_lines(sheet, &picture, out);
  }
  close_picture(sheet->state, &picture);
  return status;
}

static void write_range(const Greys *greys, Text *out) {
  if (greys->least > greys->most) text_format(out, ", no finite number");
  else {
    text_format(out, ", "), format_number(greys->least, out);
    if (greys->most > greys->least) text_format(out, " … "), format_number(greys->most, out);
  }
  if (greys->nans) text_format(out, ", %lld nan", (long long)greys->nans);
}

/* What shows the maps, or the examples, that come next. */
static void write_more(const Sheet *sheet, const char *label, bool is_name, Text *out) {
  int64_t inside = sheet->examples > 1 ? sheet->maps : 1, first = sheet->shown / inside,
          all = sheet->maps * sheet->examples / inside, end = 2 * first > all ? all : 2 * first;
  text_format(out, "; %lld more", (long long)(sheet->maps * sheet->examples - sheet->shown));
  if (is_name && first > 0)
    text_format(out, ": show %s[:, :, %s%lld:%lld]", label, sheet->examples > 1 ? ":, " : "", (long long)first + 1,
                (long long)end);
}

/* "P  28 × 28, 0 … 1" */
static void write_caption(const Sheet *sheet, const char *label, bool is_name, Text *out) {
  Size size = value_size(sheet->value);
  int64_t all = sheet->maps * sheet->examples;
  text_format(out, "%s%s", label, *label ? "  " : "");
  print_size(&size, out);
  if (value_count(sheet->value)) write_range(&sheet->greys, out);
  else text_format(out, ", empty");
  if (value_count(sheet->value) && sheet->shown < all) write_more(sheet, label, is_name, out);
  text_format(out, "\n");
}

static Sheet sheet_of(State *state, Value value) {
  int mode = state->display.pictures;
  return (Sheet){.state = state,
                 .value = value,
                 .maps = value_length(value, 2),
                 .examples = value_length(value, 3),
                 .mode = mode,
                 .zoom = is_graphic(mode) ? COLUMN_PIXELS : 1,
                 .tall = mode == PICTURES_TEXT ? 2 : 1,
                 .line = is_graphic(mode)          ? 2 * COLUMN_PIXELS
                         : mode == PICTURES_BLOCKS ? 2
                                                   : 1};
}

static Status draw_value(State *state, const char *label, bool is_name, Value value, Text *out) {
  Sheet sheet = sheet_of(state, value);
  Status status = find_greys(state, value, &sheet.greys);
  if (status == OK && value_count(value)) lay_out(&sheet);
  for (int64_t k = 0, n; k < sheet.shown && status == OK; k += n)
    status = write_row(&sheet, k, (int)(n = maps_in_row(&sheet, k)), out);
  write_caption(&sheet, label, is_name, out);
  return status == OK && out->failed ? fail_out_of_memory(&state->context) : status;
}

static Status refuse(State *state, const char *label, Value value) {
  const char *name = *label ? label : "its argument";
  if (is_symbol(value)) {
    fail(&state->context, "show draws numbers, and %s is on paper: it has a size and no numbers", name);
    add_note(&state->context, "give it numbers first, such as %s = randn(3, 3)", *label ? label : "W");
    return FAILED;
  }
  fail(&state->context, "show draws a number or an array, and %s is %s", name, kind_name(value));
  if (value.kind == VALUE_LIST && value.list->n && *label && value.list->key)
    add_note(&state->context, "show %s.%s draws one of its fields", label, value.list->key[0]->text);
  else if (value.kind == VALUE_LIST && value.list->n && *label)
    add_note(&state->context, "show %s[1] draws one of its items", label);
  else add_note(&state->context, "print(%s) writes it as text", *label ? label : "x");
  return FAILED;
}

/* What was written as the argument stands in front of the caption. */
static Status draw_argument(State *state, const Arguments *arguments, int i, Text *out) {
  Text label;
  Value value = arguments->value[i];
  text_open(&label, &state->context.memory);
  const Ast *written = arguments->call ? arguments->call->child[i + 1] : NULL;
  if (written) print_ast(written, &label);
  bool is_name = written && written->kind == AST_NAME;
  Status status = is_numeric(value) ? state->checking ? OK : draw_value(state, text_string(&label), is_name, value, out)
                                    : refuse(state, text_string(&label), value);
  text_close(&label);
  return status;
}

static Status run_show(State *state, Arguments *arguments, Value *out) {
  Text text;
  Status status = OK;
  (void)out;
  text_open(&text, &state->context.memory);
  for (int i = 0; i < arguments->n && status == OK; i++) status = draw_argument(state, arguments, i, &text);
  if (status == OK) write_text(state, text_string(&text), text.length);
  text_close(&text);
  return status;
}

const Procedure picture_procedures[] = {
    {.name = "show", .at_least = 1, .at_most = -1, .named = "", .run = run_show,
     .help = "show X, Y  draws arrays as pictures, from black at the least number to white at the largest; maps side by side",
     .example = "show [0 1 0; 1 1 1; 0 1 0]"},
    {.name = NULL}};
