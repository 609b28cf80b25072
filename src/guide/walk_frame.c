/* One frame: the equation and the place, the panels, the element's sum, and the keys. */
#include "guide/page.h"
#include "guide/walk_layout.h"

#include <string.h>

enum { COLUMNS = 100, ROWS = 400, TEXT_ROWS = 3, PANEL_ROWS = 7 };

/* Up to which byte a line of so many columns goes: to its last space, if it has one. */
static size_t fit_line(const char *text, size_t length, int columns) {
  size_t end = 0, space = 0;
  int width = 0;
  for (; end < length; end++) {
    bool begins = ((unsigned char)text[end] & 0xC0) != 0x80;
    if (begins && width++ == columns) break;
    if (text[end] == ' ' && space < end && strspn(text, " ") < end) space = end;
  }
  return end == length ? end : space ? space : end;
}

/* Puts a line, continued below where it is too long; returns its rows. Canvas NULL: counts. */
static int put_line(Canvas *canvas, int row, Style style, const char *text, size_t length, int columns) {
  int rows = 0, indent = 0;
  do {
    char line[1024];
    size_t n = fit_line(text, length, columns - indent);
    size_t kept = n < sizeof line - 1 ? n : sizeof line - 1;
    memcpy(line, text, kept);
    line[kept] = 0;
    if (canvas) canvas_put(canvas, row + rows, indent, style, line);
    text += n, length -= n;
    while (length && *text == ' ') text++, length--;
    rows++, indent = 4;
  } while (length && columns > indent);
  return rows;
}

/* Returns the rows; canvas NULL: counts. */
static int put_lines(Canvas *canvas, Slice text, int columns) {
  int rows = 0;
  for (size_t n = 0; n < text.length;) {
    const char *line = text.text + n, *end = memchr(line, '\n', text.length - n);
    size_t length = end ? (size_t)(end - line) : text.length - n;
    rows += put_line(canvas, rows, STYLE_PLAIN, line, length, columns);
    n += length + 1;
  }
  return rows;
}

static int count_rows(const char *text, int columns) { return put_lines(NULL, (Slice){text, strlen(text)}, columns); }

/* Up to what stands in brackets behind the value: (3 of 4 products meet the zeros of pad=1). */
static size_t length_without_remark(const char *text) {
  const char *remark = strstr(text, "   (");
  return remark ? (size_t)(remark - text) : strlen(text);
}

/* Where there are more lines than room the remark is left out, then the middle: the sum begins above and its value
   stands below. */
static bool put_text(Canvas *canvas, int row, const char *string, int room, int columns) {
  Canvas whole;
  Slice text = {string, strlen(string)};
  if (count_rows(string, columns) > room) text.length = length_without_remark(string);
  int rows = put_lines(NULL, text, columns), above = rows > room ? room / 2 : rows,
      below = rows > room ? room - above - 1 : 0;
  if (!canvas_open(&whole, canvas->memory, rows + 1, columns)) return false;
  put_lines(&whole, text, columns);
  for (int i = 0; i < above; i++) canvas_copy_line(&whole, i, canvas, row + i);
  if (rows > room) canvas_put(canvas, row + above, 4, STYLE_FAINT, "…");
  for (int i = 0; i < below; i++) canvas_copy_line(&whole, rows - below + i, canvas, row + above + 1 + i);
  canvas_close(&whole);
  return true;
}

/* ---- the frame ---- */

enum { KEY_PLANES = 2, KEY_GROUPS = 3, KEYS = 6 };

static const char *const keys[KEYS] = {"←↑↓→ move", "space on, b back", "+ - map", "Tab plane", "? keys", "q end"};
static const char *const short_keys[KEYS] = {"←↑↓→", "space", "+ -", "Tab", "? keys", "q end"};

static const char all_keys[] =
    "  arrows        move the window\n"
    "  space, n, b   the next place, the one before\n"
    "  Home, End     the first and last place of the row\n"
    "  + -, PgUp Dn  the next map or example of the result\n"
    "  Tab           the next map or example of the image\n"
    "  q, Escape     end\n";

/* Keys of this walk alone: a single map has no next one. */
static bool has_key(const Walk *walk, int key) {
  Value value = walk->node->output;
  if (key == KEY_PLANES) return value_length(value, 2) > 1 || value_length(value, 3) > 1;
  return key != KEY_GROUPS || walk->sliding.n_groups > 1;
}

static int put_words(Canvas *canvas, const Walk *walk, int row, const char *const word[KEYS], int gap) {
  int column = 1;
  for (int i = 0; i < KEYS; i++) {
    if (!has_key(walk, i)) continue;
    if (canvas) canvas_put(canvas, row, column, STYLE_FAINT, word[i]);
    column += printed_width(word[i]) + gap;
  }
  return column - gap;
}

static void put_keys(Canvas *canvas, const Walk *walk, int row, int columns) {
  for (int column = 0; column < columns; column++) canvas_put(canvas, row, column, STYLE_PLAIN, " ");
  if (put_words(NULL, walk, row, keys, 3) <= columns) put_words(canvas, walk, row, keys, 3);
  else put_words(canvas, walk, row, short_keys, 2);
}

static Status write_title(const Walk *walk, const Text *label, Text *title) {
  text_format(title, "%s", walk->heading);
  if (walk->number) text_format(title, "   (%s)", walk->number);
  text_format(title, "   %s", text_string(label));
  return title->failed ? fail_out_of_memory(&walk->state->context) : OK;
}

static void draw_panels(const Layout *layout, Canvas *canvas, int row) {
  for (int i = 0; i < layout->n; i++)
    draw_panel(&layout->item[i].panel, canvas, row + layout->item[i].row, layout->item[i].column);
}

static void print_canvas(const Walk *walk, const Canvas *canvas, Text *out, int *height) {
  *height = canvas->height;
  for (int row = 0; row < canvas->height; row++) {
    canvas_print_line(canvas, row, walk->state->display.colours, out);
    text_format(out, "\n");
  }
}

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* The list of keys is shown whole, without panels where there is no room for both.
   Title, panels, text and keys in at most `rows` lines, with an empty line between them. */
static Status compose(Walk *walk, const char *title, const char *text, int rows, int columns, Text *out, int *height) {
  Canvas canvas;
  Layout layout;
  int title_rows = put_line(NULL, 0, STYLE_TITLE, title, strlen(title), columns);
  int rest = most(rows - title_rows - 2 - walk->is_watched, 3), wanted = count_rows(text, columns);
  walk->text_rows = most(walk->text_rows, least(wanted, most(rest / 3, TEXT_ROWS)));
  int kept = walk->shows_keys ? wanted : TEXT_ROWS;
  bool only_keys = walk->shows_keys && wanted > rest - PANEL_ROWS;
  if (only_keys) layout = (Layout){.walk = walk, .columns = columns, .height = -1};
  else lay_out(walk, &layout, rest - walk->text_rows, rest - least(wanted, kept), columns);
  int text_rows = least(wanted, most(rest - layout.height, 1)), row = title_rows + layout.height + 2;
  rows = least(rows, row + text_rows + walk->is_watched);
  if (!canvas_open(&canvas, &walk->state->context.memory, rows, columns))
    return fail_out_of_memory(&walk->state->context);
  put_line(&canvas, 0, STYLE_TITLE, title, strlen(title), columns);
  draw_panels(&layout, &canvas, title_rows + 1);
  bool has_memory = put_text(&canvas, row, text, text_rows, columns);
  if (walk->is_watched) put_keys(&canvas, walk, least(row + text_rows, rows - 1), columns);
  print_canvas(walk, &canvas, out, height);
  canvas_close(&canvas);
  return out->failed || !has_memory ? fail_out_of_memory(&walk->state->context) : OK;
}

Status draw_frame(Walk *walk, Text *out, int *height) {
  Text label, text, title;
  const Display *display = &walk->state->display;
  int columns = display->columns > 1 ? display->columns - 1 : COLUMNS;
  int rows = display->rows > 0 ? most(display->rows - 1, 6) : ROWS;
  text_open(&label, &walk->state->context.memory);
  text_open(&text, &walk->state->context.memory);
  text_open(&title, &walk->state->context.memory);
  Status status = find_uses(walk);
  if (status == OK) status = tell_place(walk, columns, &label, &text);
  if (status == OK) status = write_title(walk, &label, &title);
  const char *below = walk->shows_keys ? all_keys : text_string(&text);
  if (status == OK) status = compose(walk, text_string(&title), below, rows, columns, out, height);
  text_close(&title);
  text_close(&text);
  text_close(&label);
  return status;
}
