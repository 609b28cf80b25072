/* Which panels a frame has, where they stand, and how much of each is shown. */
#include "guide/walk_layout.h"

#include <string.h>

enum { SIDE = 12, SIDE_MAX = 40, GAP = 2, NUMBERS_WIDTH = 8, GROUPS_PRINTED = 4 };

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

/* A matrix of which one row or one column is left shows nothing of how a window moves. */
static int64_t cells_seen(const Panel *panel) {
  for (int axis = 0; axis < 2; axis++)
    if (panel->shown[axis] == 1 && panel->length[axis] > 1) return 1;
  return (int64_t)panel->shown[0] * panel->shown[1];
}

static int64_t cells_shown(const Layout *layout) {
  int64_t n = 0;
  for (int i = 0; i < layout->n; i++) n += cells_seen(&layout->item[i].panel);
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
  int64_t most = walk->state->display.rows > 0 ? GROUPS_MAX : GROUPS_PRINTED;
  int window = longest_tap(walk);
  for (groups = groups < most ? groups : most; groups > 0; groups--) {
    collect_panels(layout, walk, groups, columns, true);
    if (arrange_within(layout, groups > 1 ? window + 2 : window + 1, height)) return;
  }
  if (arrange_within(layout, window, more_height)) return;
  collect_panels(layout, walk, 1, columns, false);
  if (arrange_within(layout, window, more_height)) return;
  collect_panels(layout, walk, 1, columns, true);
  arrange_within(layout, 1, more_height);
}

void lay_out(Walk *walk, Layout *layout, int height, int more_height, int columns) {
  find_layout(walk, layout, height, more_height, columns);
  for (int i = 0; i < layout->n; i++)
    memcpy(walk->scroll[layout->item[i].panel.part], layout->item[i].panel.first, sizeof layout->item[i].panel.first);
}
