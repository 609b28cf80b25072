/* The part of a panel that there is room for, and how it is drawn. */
#include "guide/walk.h"

#include <stdio.h>
#include <string.h>

enum { MARGIN = 1 };

bool panel_is_cut(const Panel *panel) {
  return panel->shown[0] < panel->length[0] || panel->shown[1] < panel->length[1];
}

/* The drawing stands still as long as what is marked, and a cell around it, can be seen. */
static int64_t scrolled(const Panel *panel, int axis, int64_t scroll) {
  int64_t n = panel->shown[axis], last = panel->length[axis] - n;
  int64_t from = panel->marked[axis][0] - MARGIN, to = panel->marked[axis][1] + MARGIN;
  if (to - from >= n) from += MARGIN, to -= MARGIN;
  if (panel->marked[axis][1] < 0) from = to = 0;
  if (scroll + n <= to) scroll = to - n + 1;
  if (scroll > from) scroll = from;
  if (scroll > last) scroll = last;
  return scroll < 0 ? 0 : scroll;
}

void cut_panel(Panel *panel, int rows, int columns) {
  panel->shown[0] = panel->length[0] < rows ? (int)panel->length[0] : rows;
  panel->shown[1] = panel->length[1] < columns ? (int)panel->length[1] : columns;
  for (int axis = 0; axis < 2; axis++)
    panel->first[axis] = scrolled(panel, axis, panel->walk->scroll[panel->part][axis]);
}

static int digits_of(int64_t number) {
  int digits = 1;
  while (number >= 10) number /= 10, digits++;
  return digits;
}

static int number_column(const Panel *panel) { return panel_is_cut(panel) ? digits_of(panel->length[0]) + 1 : 0; }

static void print_title(const Panel *panel, char *out, size_t room) {
  if (!panel_is_cut(panel) || panel->part == SCROLL_PRODUCTS) {
    snprintf(out, room, "%s", panel->title);
    return;
  }
  Value value = panel->walk->part[panel->part].value;
  snprintf(out, room, "%s, %lld × %lld", panel->title, (long long)value_length(value, 0),
           (long long)value_length(value, 1));
}

static int grid_width(const Panel *panel) {
  bool more = panel->first[1] + panel->shown[1] < panel->length[1];
  return number_column(panel) + panel->shown[1] * (panel->cell_width + 2) + 2 * more;
}

int panel_width(const Panel *panel) {
  char title[256];
  print_title(panel, title, sizeof title);
  int width = printed_width(title) + 1, grid = grid_width(panel);
  return width > grid ? width : grid;
}

int panel_height(const Panel *panel) {
  bool more = panel->first[0] + panel->shown[0] < panel->length[0];
  return 1 + panel->leaves_line + panel->shown[0] + more;
}

/* ---- drawing ---- */

static const char *bracket(Style style, bool opens) {
  switch (style) {
    case STYLE_WINDOW:
    case STYLE_KERNEL: return opens ? "[" : "]";
    case STYLE_RESULT: return opens ? "<" : ">";
    default: return " ";
  }
}

/* The kernel takes part as a whole: brackets are for what it leaves out. */
static bool is_whole_kernel(const Panel *panel) {
  size_t n = 0;
  for (size_t i = 0; i < panel->walk->n_uses; i++)
    n += panel->walk->use[i].operand == panel->part && panel->walk->use[i].at[2] == panel->map &&
         panel->walk->use[i].at[3] == panel->example;
  return panel->part == panel->walk->sliding.kernel && (int64_t)n == panel->length[0] * panel->length[1];
}

static void draw_cell(const Panel *panel, Canvas *canvas, int row, int column, int64_t i, int64_t j, bool is_bare) {
  bool colours = panel->walk->state->display.colours > 0;
  char text[CELL_BYTES];
  Style style = cell_of(panel, i, j, text);
  int blanks = panel->cell_width - printed_width(text);
  bool is_plain = colours || is_bare;
  Style sign = panel->part == RESULT_PART && style == STYLE_RESULT ? STYLE_WINDOW : style;
  canvas_put(canvas, row, column, style, is_plain ? " " : bracket(sign, true));
  for (int k = 0; k < blanks; k++) canvas_put(canvas, row, column + 1 + k, style, " ");
  canvas_put(canvas, row, column + 1 + (blanks > 0 ? blanks : 0), style, text);
  canvas_put(canvas, row, column + 1 + panel->cell_width, style, is_plain ? " " : bracket(sign, false));
}

static void draw_numbers(const Panel *panel, Canvas *canvas, int row, int column) {
  char text[24];
  int left = number_column(panel), cell = panel->cell_width + 2;
  for (int j = 0; j < panel->shown[1]; j++) {
    print_line_number(panel, 1, panel->first[1] + j, text, sizeof text);
    canvas_put(canvas, row, column + left + j * cell + cell - 1 - (int)strlen(text), STYLE_FAINT, text);
  }
  for (int i = 0; i < panel->shown[0]; i++) {
    print_line_number(panel, 0, panel->first[0] + i, text, sizeof text);
    canvas_put(canvas, row + 1 + i, column + left - 1 - (int)strlen(text), STYLE_FAINT, text);
  }
}

void draw_panel(const Panel *panel, Canvas *canvas, int row, int column) {
  char title[256];
  int left = number_column(panel), cell = panel->cell_width + 2;
  bool is_bare = is_whole_kernel(panel);
  print_title(panel, title, sizeof title);
  canvas_put(canvas, row++, column + 1, STYLE_TITLE, title);
  if (panel_is_cut(panel)) draw_numbers(panel, canvas, row, column);
  row += panel->leaves_line;
  for (int i = 0; i < panel->shown[0]; i++)
    for (int j = 0; j < panel->shown[1]; j++)
      draw_cell(panel, canvas, row + i, column + left + j * cell, panel->first[0] + i, panel->first[1] + j, is_bare);
  if (panel->first[1] + panel->shown[1] < panel->length[1])
    for (int i = 0; i < panel->shown[0]; i++)
      canvas_put(canvas, row + i, column + left + panel->shown[1] * cell + 1, STYLE_FAINT, "…");
  if (panel->first[0] + panel->shown[0] < panel->length[0])
    canvas_put(canvas, row + panel->shown[0], column + left + cell - 2, STYLE_FAINT, "⋮");
}
