/* A matrix with what takes part in the present element marked: the image under its window with the zeros around and between
   its elements, the kernel, the products in the window's shape, the result. */
#include "guide/walk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS = 4, FEW_DIGITS = 3, COUNTED_MAX = 100000, CELL_BYTES = 80, MARGIN = 1 };

/* ---- numbers ---- */

int print_cell_number(double number, NumberStyle style, char *out, size_t room) {
  if (isnan(number)) return snprintf(out, room, "nan");
  if (isinf(number)) return snprintf(out, room, number > 0 ? "inf" : "-inf");
  if (number == 0) return snprintf(out, room, "0");
  if (style.decimals < 0) return snprintf(out, room, "%.*g", FEW_DIGITS, number);
  bool is_small = fabs(number) * pow(10, style.decimals) < 0.5; /* 0.00, without a sign */
  return snprintf(out, room, "%.*f", style.decimals, is_small ? 0.0 : number);
}

/* Whole numbers as they are, others with so many digits of the largest. */
static int choose_decimals(double largest, bool whole, int digits) {
  if (whole) return largest < 1e9 ? 0 : -1;
  int before = largest > 0 ? (int)floor(log10(largest)) + 1 : 0;
  int decimals = before < digits ? digits - before : before <= digits + 1;
  return before > 2 * DIGITS || before < -DIGITS ? -1 : decimals;
}

/* One scale would show little but zeros. */
static bool are_lost(Value value, int64_t n, NumberStyle style) {
  int64_t lost = 0, shown = 0;
  double scale = pow(10, style.decimals);
  for (int64_t i = 0; i < n; i++) {
    double scaled = fabs(value_element(value, i)) * scale;
    lost += scaled > 0 && scaled < 1;
    shown += scaled >= 1;
  }
  return lost > shown;
}

static int zeros_behind(const char *text) {
  size_t length = strlen(text);
  int zeros = 0;
  if (!strchr(text, '.')) return 0;
  while (text[length - 1 - (size_t)zeros] == '0') zeros++;
  return zeros;
}

/* Decimals that are zeros in all of them say nothing. */
static void drop_decimals(Value value, int64_t n, NumberStyle *style) {
  int needed = 0;
  char text[CELL_BYTES];
  for (int64_t i = 0; i < n && style->decimals > 0; i++) {
    double number = value_element(value, i);
    if (!isfinite(number) || number == 0) continue;
    print_cell_number(number, *style, text, sizeof text);
    int own = style->decimals - zeros_behind(text);
    if (own > needed) needed = own;
  }
  if (style->decimals > 0) style->decimals = needed;
}

/* 0.25 and 163.2 are written out; what would not end anyhow is kept short. */
static bool is_exact(Value value, int64_t n, NumberStyle style) {
  double scale = pow(10, style.decimals);
  for (int64_t i = 0; i < n && style.decimals > 0; i++) {
    double scaled = value_element(value, i) * scale;
    if (isfinite(scaled) && fabs(scaled - round(scaled)) > 1e-9 * fabs(scaled)) return false;
  }
  return true;
}

void choose_numbers(Value value, NumberStyle *style) {
  int64_t n = value_count(value) < COUNTED_MAX ? value_count(value) : COUNTED_MAX;
  double largest = 0;
  bool whole = true;
  char text[CELL_BYTES];
  for (int64_t i = 0; i < n; i++) {
    double number = value_element(value, i), magnitude = fabs(number);
    if (!isfinite(number)) continue;
    whole &= number == floor(number);
    if (magnitude > largest) largest = magnitude;
  }
  style->decimals = choose_decimals(largest, whole, DIGITS);
  if (!is_exact(value, n, *style)) style->decimals = choose_decimals(largest, whole, FEW_DIGITS);
  if (style->decimals >= 0 && are_lost(value, n, *style)) style->decimals = -1;
  drop_decimals(value, n, style);
  style->width = 1;
  for (int64_t i = 0; i < n; i++) {
    int width = print_cell_number(value_element(value, i), *style, text, sizeof text);
    if (width > style->width) style->width = width;
  }
}

/* ---- cells ---- */

static double element_of(const Panel *panel, int part, const int64_t at[AXES]) {
  Value value = panel->walk->part[part].value;
  Size size = value_size(value);
  return value_element(value, offset_of(&size, at));
}

/* The image's element in that row or column of the picture; -1: a zero. */
static int64_t element_under(const Walk *walk, int axis, int64_t place) {
  int64_t up = walk->sliding.up[axis], there = place - margin_before(walk, axis);
  int64_t length = value_length(walk->part[walk->sliding.image].value, axis);
  return there >= 0 && there % up == 0 && there / up < length ? there / up : -1;
}

static bool is_under_tap(const Walk *walk, int axis, int64_t place) {
  int64_t past = place - place_of_tap(walk, axis, 0),
          dilate = walk->sliding.kernel < 0 ? 1 : walk->sliding.dilate[axis];
  return past >= 0 && past % dilate == 0 && past / dilate < walk->sliding.taps[axis];
}

/* The operands of X ∘ X are drawn once. */
static bool is_drawn_as(const Walk *walk, int operand, int part) {
  Value a = walk->part[operand].value, b = walk->part[part].value;
  return operand == part || (!walk->part[operand].label && a.node && a.node == b.node);
}

static Style style_of_element(const Panel *panel, const int64_t at[AXES]) {
  const Walk *walk = panel->walk;
  Style style = STYLE_PLAIN;
  if (panel->part == RESULT_PART) return memcmp(at, walk->at, sizeof walk->at) == 0 ? STYLE_RESULT : STYLE_PLAIN;
  for (size_t i = 0; i < walk->n_uses; i++) {
    const Use *use = &walk->use[i];
    if (!is_drawn_as(walk, use->operand, panel->part) || memcmp(use->at, at, sizeof use->at) != 0) continue;
    if (use->wins) return STYLE_RESULT;
    style = panel->part == walk->sliding.kernel ? STYLE_KERNEL : STYLE_WINDOW;
  }
  return style;
}

static bool is_image(const Panel *panel) {
  return panel->walk->sliding.slides && panel->part == panel->walk->sliding.image;
}

/* The kernel of * is seen as it lies on the image. */
static int64_t turn(const Walk *walk, int axis, int64_t place) {
  return walk->sliding.is_turned ? walk->sliding.taps[axis] - 1 - place : place;
}

static void place_in_part(const Panel *panel, int64_t i, int64_t j, int64_t at[AXES]) {
  const Walk *walk = panel->walk;
  int64_t place[AXES] = {i, j, panel->map, panel->example};
  for (int axis = 0; axis < 2; axis++) {
    if (is_image(panel)) place[axis] = element_under(walk, axis, place[axis]);
    if (panel->part == walk->sliding.kernel && walk->sliding.slides) place[axis] = turn(walk, axis, place[axis]);
  }
  memcpy(at, place, sizeof place);
}

static Style matrix_cell(const Panel *panel, int64_t i, int64_t j, char *text) {
  const Walk *walk = panel->walk;
  int64_t at[AXES];
  place_in_part(panel, i, j, at);
  if (at[0] < 0 || at[1] < 0) {
    snprintf(text, CELL_BYTES, "·");
    return is_under_tap(walk, 0, i) && is_under_tap(walk, 1, j) ? STYLE_WINDOW : STYLE_FAINT;
  }
  print_cell_number(element_of(panel, panel->part, at), walk->part[panel->part].numbers, text, CELL_BYTES);
  return style_of_element(panel, at);
}

/* w and p under one tap; false: p is a zero. */
static bool factors_of_tap(const Panel *panel, int64_t i, int64_t j, double *w, double *p) {
  const Walk *walk = panel->walk;
  const Sliding *sliding = &walk->sliding;
  int64_t kernel[AXES] = {turn(walk, 0, i), turn(walk, 1, j)}, image[AXES];
  plane_of(walk, sliding->kernel, panel->group, &kernel[2], &kernel[3]);
  plane_of(walk, sliding->image, panel->group, &image[2], &image[3]);
  image[0] = element_under(walk, 0, place_of_tap(walk, 0, i));
  image[1] = element_under(walk, 1, place_of_tap(walk, 1, j));
  *w = element_of(panel, sliding->kernel, kernel);
  bool is_there = image[0] >= 0 && image[1] >= 0;
  *p = is_there ? element_of(panel, sliding->image, image) : 0;
  return is_there;
}

/* 5856.0 stands in a column, alone it is 5856. */
static void drop_zeros_behind(char *text) {
  if (strchr(text, 'e')) return;
  text[strlen(text) - (size_t)zeros_behind(text)] = 0;
  if (text[strlen(text) - 1] == '.') text[strlen(text) - 1] = 0;
}

static void product_cell(const Panel *panel, int64_t i, int64_t j, char *text) {
  const Walk *walk = panel->walk;
  char left[CELL_BYTES / 2 - 8], right[CELL_BYTES / 2 - 8];
  double w, p;
  factors_of_tap(panel, i, j, &w, &p);
  print_cell_number(w, walk->part[walk->sliding.kernel].numbers, left, sizeof left);
  print_cell_number(p, walk->part[walk->sliding.image].numbers, right, sizeof right);
  drop_zeros_behind(left);
  drop_zeros_behind(right);
  bool brackets = right[0] == '-';
  snprintf(text, CELL_BYTES, "%s·%s%s%s", left, brackets ? "(" : "", right, brackets ? ")" : "");
}

static Style cell_of(const Panel *panel, int64_t i, int64_t j, char *text) {
  if (panel->part != SCROLL_PRODUCTS) return matrix_cell(panel, i, j, text);
  return product_cell(panel, i, j, text), STYLE_PLAIN;
}

/* ---- what it shows ---- */

static double sum_of_products(const Panel *panel) {
  double sum = 0, w, p;
  for (int64_t i = 0; i < panel->length[0]; i++)
    for (int64_t j = 0; j < panel->length[1]; j++)
      if (factors_of_tap(panel, i, j, &w, &p)) sum += w * p;
  return sum;
}

static void name_products(Panel *panel) {
  if (panel->walk->sliding.n_groups == 1) {
    snprintf(panel->title, sizeof panel->title, "products");
    return;
  }
  char sum[CELL_BYTES / 2];
  NumberStyle style = panel->walk->part[RESULT_PART].numbers;
  print_cell_number(sum_of_products(panel), style, sum, sizeof sum);
  snprintf(panel->title, sizeof panel->title, "products, sum %s", sum);
}

/* P^{2,1} of a batch of stacks, W^{h,l} of a bank. */
static void name_part(Panel *panel) {
  const Part *part = &panel->walk->part[panel->part];
  int64_t map = part->is_exchanged ? panel->example : panel->map, q = part->is_exchanged ? panel->map : panel->example;
  bool examples = value_length(part->value, part->is_exchanged ? 2 : 3) > 1;
  bool maps = value_length(part->value, part->is_exchanged ? 3 : 2) > 1;
  bool brackets = (maps || examples) && strchr(part->label, ' ');
  char plane[48] = "";
  if (examples) snprintf(plane, sizeof plane, "^{%lld,%lld}", (long long)q + 1, (long long)map + 1);
  else if (maps) snprintf(plane, sizeof plane, "^{%lld}", (long long)map + 1);
  bool turned = panel->walk->sliding.is_turned && panel->part == panel->walk->sliding.kernel;
  snprintf(panel->title, sizeof panel->title, brackets ? "(%.120s)%s%s" : "%.120s%s%s", part->label, plane,
           turned ? ", turned by 180°" : "");
}

static void mark(Panel *panel, int64_t i, int64_t j) {
  const int64_t place[2] = {i, j};
  for (int axis = 0; axis < 2; axis++) {
    if (panel->marked[axis][0] > place[axis]) panel->marked[axis][0] = place[axis];
    if (panel->marked[axis][1] < place[axis]) panel->marked[axis][1] = place[axis];
  }
}

static void mark_uses(Panel *panel) {
  const Walk *walk = panel->walk;
  for (size_t i = 0; i < walk->n_uses; i++) {
    const int64_t *at = walk->use[i].at;
    if (is_drawn_as(walk, walk->use[i].operand, panel->part) && at[2] == panel->map && at[3] == panel->example)
      mark(panel, at[0], at[1]);
  }
}

static void find_marked(Panel *panel) {
  const Walk *walk = panel->walk;
  for (int axis = 0; axis < 2; axis++) panel->marked[axis][0] = INT64_MAX, panel->marked[axis][1] = -1;
  if (panel->part == RESULT_PART) {
    mark(panel, walk->at[0], walk->at[1]);
  } else if (is_image(panel)) {
    mark(panel, place_of_tap(walk, 0, 0), place_of_tap(walk, 1, 0));
    mark(panel, place_of_tap(walk, 0, walk->sliding.taps[0] - 1), place_of_tap(walk, 1, walk->sliding.taps[1] - 1));
  } else if (panel->part != SCROLL_PRODUCTS && panel->part != walk->sliding.kernel) {
    mark_uses(panel);
  }
}

static void measure_matrix(Panel *panel) {
  const Walk *walk = panel->walk;
  const Sliding *sliding = &walk->sliding;
  for (int axis = 0; axis < 2; axis++) {
    int64_t n = value_length(walk->part[panel->part].value, axis);
    panel->length[axis] = n;
    if (!is_image(panel)) continue;
    int64_t behind = sliding->pad[2 * axis + 1];
    panel->length[axis] = margin_before(walk, axis) + (n - 1) * sliding->up[axis] + 1 + (behind > 0 ? behind : 0);
  }
  panel->cell_width = walk->part[panel->part].numbers.width;
}

static bool has_negatives(Value value) {
  int64_t n = value_count(value) < COUNTED_MAX ? value_count(value) : COUNTED_MAX;
  for (int64_t i = 0; i < n; i++)
    if (value_element(value, i) < 0) return true;
  return false;
}

static void measure_products(Panel *panel) {
  const Walk *walk = panel->walk;
  const Part *kernel = &walk->part[walk->sliding.kernel], *image = &walk->part[walk->sliding.image];
  memcpy(panel->length, walk->sliding.taps, sizeof panel->length);
  panel->cell_width = kernel->numbers.width + 1 + image->numbers.width + 2 * has_negatives(image->value);
}

void open_panel(const Walk *walk, int part, int64_t group, Panel *panel) {
  *panel = (Panel){.walk = walk, .part = part, .group = group};
  if (part == SCROLL_PRODUCTS) {
    measure_products(panel);
    name_products(panel);
  } else {
    plane_of(walk, part, group, &panel->map, &panel->example);
    measure_matrix(panel);
    name_part(panel);
  }
  find_marked(panel);
}

/* ---- the part that there is room for ---- */

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

/* Rows and columns of the array itself: zeros around it have none. */
static void number_line(const Panel *panel, int axis, int64_t place, char *text, size_t room) {
  int64_t number = place + 1;
  if (is_image(panel)) number = element_under(panel->walk, axis, place) + 1;
  if (panel->walk->sliding.slides && panel->part == panel->walk->sliding.kernel)
    number = turn(panel->walk, axis, place) + 1;
  text[0] = 0;
  if (number > 0) snprintf(text, room, "%lld", (long long)number);
}

static void draw_numbers(const Panel *panel, Canvas *canvas, int row, int column) {
  char text[24];
  int left = number_column(panel), cell = panel->cell_width + 2;
  for (int j = 0; j < panel->shown[1]; j++) {
    number_line(panel, 1, panel->first[1] + j, text, sizeof text);
    canvas_put(canvas, row, column + left + j * cell + cell - 1 - (int)strlen(text), STYLE_FAINT, text);
  }
  for (int i = 0; i < panel->shown[0]; i++) {
    number_line(panel, 0, panel->first[0] + i, text, sizeof text);
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
