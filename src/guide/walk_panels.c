/* The cells of a panel: the image under its window with the zeros around and between its elements, the kernel, the products in
   the window's shape, the result. */
#include "guide/walk.h"

#include <stdio.h>
#include <string.h>

static double element_of(const Panel *panel, int part, const int64_t at[AXES]) {
  Value value = panel->walk->part[part].value;
  Size size = value_size(value);
  return value_element(value, offset_of(&size, at));
}

/* The operands of X ∘ X are drawn once. */
static bool is_drawn_as(const Walk *walk, int operand, int part) {
  Value a = walk->part[operand].value, b = walk->part[part].value;
  return operand == part || (!walk->part[operand].label && a.node && a.node == b.node);
}

static bool is_image(const Panel *panel) {
  return panel->walk->sliding.slides && panel->part == panel->walk->sliding.image;
}

static Style style_by_taps(const Panel *panel, int64_t i, int64_t j) {
  const Walk *walk = panel->walk;
  bool is_kernel = walk->sliding.slides && panel->part == walk->sliding.kernel;
  if (is_image(panel) && is_under_tap(walk, 0, i) && is_under_tap(walk, 1, j)) return STYLE_WINDOW;
  bool meets = is_kernel && image_element_under(walk, 0, place_of_tap(walk, 0, i)) >= 0 &&
               image_element_under(walk, 1, place_of_tap(walk, 1, j)) >= 0;
  return meets ? STYLE_KERNEL : STYLE_PLAIN;
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

static void place_in_part(const Panel *panel, int64_t i, int64_t j, int64_t at[AXES]) {
  const Walk *walk = panel->walk;
  int64_t place[AXES] = {i, j, panel->map, panel->example};
  for (int axis = 0; axis < 2; axis++) {
    if (is_image(panel)) place[axis] = image_element_under(walk, axis, place[axis]);
    if (panel->part == walk->sliding.kernel && walk->sliding.slides)
      place[axis] = kernel_place(walk, axis, place[axis]);
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
  bool by_taps = walk->is_marked_by_taps && panel->part != RESULT_PART;
  return by_taps ? style_by_taps(panel, i, j) : style_of_element(panel, at);
}

/* w and p under one tap; false: p is a zero. */
static bool factors_of_tap(const Panel *panel, int64_t i, int64_t j, double *w, double *p) {
  const Walk *walk = panel->walk;
  const Sliding *sliding = &walk->sliding;
  int64_t kernel[AXES] = {kernel_place(walk, 0, i), kernel_place(walk, 1, j)}, image[AXES];
  plane_of(walk, sliding->kernel, panel->group, &kernel[2], &kernel[3]);
  plane_of(walk, sliding->image, panel->group, &image[2], &image[3]);
  image[0] = image_element_under(walk, 0, place_of_tap(walk, 0, i));
  image[1] = image_element_under(walk, 1, place_of_tap(walk, 1, j));
  *w = element_of(panel, sliding->kernel, kernel);
  bool is_there = image[0] >= 0 && image[1] >= 0;
  *p = is_there ? element_of(panel, sliding->image, image) : 0;
  return is_there;
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

Style cell_of(const Panel *panel, int64_t i, int64_t j, char *text) {
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

void print_line_number(const Panel *panel, int axis, int64_t place, char *text, size_t room) {
  const Sliding *sliding = &panel->walk->sliding;
  int64_t number = place + 1;
  if (is_image(panel)) number = image_element_under(panel->walk, axis, place) + 1;
  if (sliding->slides && panel->part == sliding->kernel) number = kernel_place(panel->walk, axis, place) + 1;
  text[0] = 0;
  if (number > 0) snprintf(text, room, "%lld", (long long)number);
}
