/* One frame: the equation and the place, the panels side by side or below each other as there is room, the element's sum,
   and the keys. */
#include "guide/walk.h"

#include <string.h>

enum {
  COLUMNS = 100,
  SIDE = 12,
  SIDE_MAX = 40,
  ROWS = 400,
  GROUPS_MAX = 8,
  ITEMS_MAX = 3 * GROUPS_MAX + PARTS_MAX,
  GAP = 2,
  NUMBERS_WIDTH = 8,
  TEXT_ROWS = 3
};

typedef struct Item {
  Panel panel;
  bool begins_line;
  int row, column;
} Item;

typedef struct Layout {
  Walk *walk;
  Item item[ITEMS_MAX];
  int n, columns, height;
} Layout;

/* ---- which panels ---- */

static void add_panel(Layout *layout, int part, int64_t group, bool begins_line) {
  if (layout->n == ITEMS_MAX || (part < PARTS_MAX && !layout->walk->part[part].label)) return;
  Item *item = &layout->item[layout->n++];
  open_panel(layout->walk, part, group, &item->panel);
  item->begins_line = begins_line;
}

/* The image under the window, the kernel and their products for each plane. */
static void add_groups(Layout *layout, int64_t groups) {
  const Walk *walk = layout->walk;
  const Sliding *sliding = &walk->sliding;
  for (int64_t k = 0; k < groups; k++) {
    int64_t group = (walk->first_group + k) % sliding->n_groups;
    add_panel(layout, sliding->image, group, k > 0);
    if (sliding->kernel >= 0) add_panel(layout, sliding->kernel, group, false);
    if (sliding->kernel >= 0) add_panel(layout, SCROLL_PRODUCTS, group, false);
  }
}

static void collect_panels(Layout *layout, Walk *walk, int64_t groups, int columns, bool with_result) {
  const Sliding *sliding = &walk->sliding;
  *layout = (Layout){.walk = walk, .columns = columns};
  if (sliding->slides) add_groups(layout, groups);
  for (int i = 0; i < OPERANDS_MAX; i++)
    if (!sliding->slides || (i != sliding->image && i != sliding->kernel)) add_panel(layout, i, 0, false);
  if (with_result) add_panel(layout, RESULT_PART, 0, false);
}

/* ---- where they stand ---- */

static void cut_all(Layout *layout, int rows, int columns) {
  for (int i = 0; i < layout->n; i++) {
    Panel *panel = &layout->item[i].panel;
    int fits = (layout->columns - NUMBERS_WIDTH) / (panel->cell_width + 2);
    if (fits < 1) fits = 1;
    cut_panel(panel, rows, columns < fits ? columns : fits);
    panel->leaves_line = false;
  }
}

/* The result beside the lines of the planes instead of below them, where there is room. */
static void lift_result(Layout *layout) {
  Item *result = &layout->item[layout->n - 1];
  bool leaves_line = result->panel.leaves_line;
  result->panel.leaves_line = leaves_line || layout->item[0].panel.leaves_line;
  int column = 0, height = panel_height(&result->panel);
  for (int i = 0; i + 1 < layout->n; i++) {
    const Item *item = &layout->item[i];
    int end = item->column + panel_width(&item->panel), below = item->row + panel_height(&item->panel);
    if (end > column) column = end;
    if (below > height) height = below;
  }
  if (column + GAP + panel_width(&result->panel) > layout->columns) {
    result->panel.leaves_line = leaves_line;
    return;
  }
  result->row = 0, result->column = column + GAP;
  layout->height = height;
}

/* Items `from` to `to` stand side by side: all leave the line for the numbers of columns where one has any. Returns the
   height. */
static int level_line(Layout *layout, int from, int to) {
  bool any = false;
  int tallest = 0;
  for (int i = from; i < to; i++) any |= panel_is_cut(&layout->item[i].panel);
  for (int i = from; i < to; i++) {
    layout->item[i].panel.leaves_line = any;
    int height = panel_height(&layout->item[i].panel);
    if (height > tallest) tallest = height;
  }
  return tallest;
}

/* From left to right, on below where a line is full. */
static void arrange(Layout *layout, int rows, int columns) {
  int row = 0, column = 0, from = 0;
  cut_all(layout, rows, columns);
  for (int i = 0; i < layout->n; i++) {
    Item *item = &layout->item[i];
    int width = panel_width(&item->panel);
    if (column > 0 && (item->begins_line || column + width > layout->columns)) {
      row += level_line(layout, from, i) + 1;
      column = 0, from = i;
    }
    item->row = row, item->column = column;
    column += width + GAP;
  }
  layout->height = row + level_line(layout, from, layout->n);
  if (layout->item[layout->n - 1].panel.part == RESULT_PART && layout->item[layout->n - 1].row > 0) lift_result(layout);
}

static int longest_side(const Layout *layout) {
  int64_t side = 1;
  for (int i = 0; i < layout->n; i++)
    for (int axis = 0; axis < 2; axis++)
      if (layout->item[i].panel.length[axis] > side) side = layout->item[i].panel.length[axis];
  return side < SIDE_MAX ? (int)side : SIDE_MAX;
}

static int longest_tap(const Walk *walk) {
  const int64_t *taps = walk->sliding.taps;
  int64_t longest = taps[0] > taps[1] ? taps[0] : taps[1];
  return !walk->sliding.slides ? 1 : longest < SIDE ? (int)longest : SIDE;
}

static int64_t cells_shown(const Layout *layout) {
  int64_t n = 0;
  for (int i = 0; i < layout->n; i++) n += layout->item[i].panel.shown[0] * layout->item[i].panel.shown[1];
  return n;
}

/* The most rows for which the height is enough. */
static int rows_that_fit(Layout *layout, int columns, int most, int height) {
  int fits = 0;
  for (int above = most + 1; above - fits > 1;) {
    int middle = (fits + above) / 2;
    arrange(layout, middle, columns);
    if (layout->height <= height) fits = middle;
    else above = middle;
  }
  return fits;
}

/* Cuts panels to the rows and columns for which the most can be seen; false: not even the least fits. */
static bool arrange_within(Layout *layout, int least, int height) {
  bool is_window = layout->walk->state->display.rows > 0;
  int side = longest_side(layout), best_rows = 0, best_columns = 0;
  int64_t best = 0;
  if (!is_window && side > SIDE) side = SIDE;
  if (least > side) least = side;
  for (int columns = side; columns >= least; columns--) {
    int rows = rows_that_fit(layout, columns, side, height);
    if (rows < least) continue;
    arrange(layout, rows, columns);
    if (cells_shown(layout) > best) best = cells_shown(layout), best_rows = rows, best_columns = columns;
  }
  arrange(layout, best ? best_rows : least, best ? best_columns : least);
  return best > 0;
}

/* A window with cells around it has to be seen, or fewer planes are shown; then the window alone, for which lines of the
   text are given up, and then the result; then as much as there is room for. */
static void find_layout(Walk *walk, Layout *layout, int height, int more_height, int columns) {
  int64_t groups = walk->sliding.slides ? walk->sliding.n_groups : 1;
  int window = longest_tap(walk);
  for (groups = groups < GROUPS_MAX ? groups : GROUPS_MAX; groups > 0; groups--) {
    collect_panels(layout, walk, groups, columns, true);
    if (arrange_within(layout, groups > 1 ? window + 2 : window + 1, height)) return;
  }
  if (arrange_within(layout, window, more_height)) return;
  collect_panels(layout, walk, 1, columns, false);
  if (arrange_within(layout, window, more_height)) return;
  collect_panels(layout, walk, 1, columns, true);
  arrange_within(layout, 1, more_height);
}

static void lay_out(Walk *walk, Layout *layout, int height, int more_height, int columns) {
  find_layout(walk, layout, height, more_height, columns);
  for (int i = 0; i < layout->n; i++)
    memcpy(walk->scroll[layout->item[i].panel.part], layout->item[i].panel.first, sizeof layout->item[i].panel.first);
}

/* ---- lines of text ---- */

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

static int count_rows(const char *text, int columns) {
  int rows = 0;
  for (size_t n; *text; text += n + (text[n] == '\n')) {
    n = strcspn(text, "\n");
    rows += put_line(NULL, 0, STYLE_PLAIN, text, n, columns);
  }
  return rows;
}

static void put_lines(Canvas *canvas, const char *text, int columns) {
  int row = 0;
  for (size_t n; *text; text += n + (text[n] == '\n')) {
    n = strcspn(text, "\n");
    row += put_line(canvas, row, STYLE_PLAIN, text, n, columns);
  }
}

/* Where there are more lines than room the middle is left out: the sum begins above and its value stands below. */
static bool put_text(Canvas *canvas, int row, const char *text, int room, int columns) {
  Canvas whole;
  int rows = count_rows(text, columns), above = rows > room ? room / 2 : rows,
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

/* Title, panels, text and keys in at most `rows` lines, with an empty line between them. */
static Status compose(Walk *walk, const char *title, const char *text, int rows, int columns, Text *out, int *height) {
  Canvas canvas;
  Layout layout;
  int title_rows = put_line(NULL, 0, STYLE_TITLE, title, strlen(title), columns);
  int rest = most(rows - title_rows - 2 - walk->is_watched, 3), wanted = count_rows(text, columns);
  walk->text_rows = most(walk->text_rows, least(wanted, most(rest / 3, TEXT_ROWS)));
  lay_out(walk, &layout, rest - walk->text_rows, rest - least(wanted, TEXT_ROWS), columns);
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
