/* Tables of cells in aligned columns. Where a window is too small the first and the last rows and columns stand around
   ⋮ and …. */
#include "evaluate/table.h"

#include <string.h>

/* Without a window; and of the widest. */
enum { COLUMNS_MAX = 16, ROWS_MAX = 24, CELLS_MAX = 240, GAP = 2 };

Part part_of(int64_t all, int64_t room) {
  if (all <= room) return (Part){all, all, 0};
  return (Part){all, (room + 1) / 2, room / 2};
}

int window_columns(const State *state) { return state->display.columns > 0 ? state->display.columns : UNBOUNDED_WIDTH; }

/* What was typed, a label and the next prompt have lines of their own; what is cut has two more, of ⋮ and of the size. */
Part fit_rows(const State *state, int64_t all) {
  int window = state->display.rows;
  if (window <= 0) return part_of(all, ROWS_MAX);
  return part_of(all, all <= window - 3 ? all : window > 9 ? window - 5 : 4);
}

Part candidate_columns(const State *state, int64_t all) {
  if (state->display.columns <= 0) return part_of(all, COLUMNS_MAX);
  int most = state->display.columns / (GAP + 1) + 1;
  return part_of(all, most < CELLS_MAX ? most : CELLS_MAX);
}

/* Columns of text left of the point, and from it on. */
typedef struct Width {
  int left, right;
} Width;

static Width width_of(const Table *table, const Text *cell) {
  const char *text = text_string(cell);
  int all = (int)text_width(text, cell->length);
  size_t point = table->on_points ? strcspn(text, ".e") : cell->length;
  int right = (int)(cell->length - (point < cell->length ? point : cell->length));
  return (Width){all - right, right};
}

static Status write_cell(const Table *table, int64_t row, int64_t column, Text *out) {
  text_open(out, &table->state->context.memory);
  Status status = table->write_cell(table, part_at(table->rows, row), part_at(table->columns, column), out);
  return status == OK && out->failed ? fail_out_of_memory(&table->state->context) : status;
}

static Status measure_column(const Table *table, int64_t column, Width *widest) {
  Status status = OK;
  *widest = (Width){0};
  for (int64_t i = 0; i < part_shown(table->rows) && status == OK; i++) {
    Text cell;
    status = write_cell(table, i, column, &cell);
    Width width = width_of(table, &cell);
    if (width.left > widest->left) widest->left = width.left;
    if (width.right > widest->right) widest->right = width.right;
    text_close(&cell);
  }
  return status;
}

static int room_for(Width width) { return GAP + width.left + width.right; }

/* Takes columns from both ends in turn while there is room for them and for the … between. */
static void drop_columns(Table *table, Width *width) {
  int room = window_columns(table->state), n = (int)part_shown(table->columns), used = 0, head = 0, tail = 0;
  for (int j = 0; j < n; j++) used += room_for(width[j]);
  if (used + (part_is_cut(table->columns) ? GAP + 1 : 0) <= room) return;
  used = GAP + 1;
  while (head + tail < n) {
    int next = head <= tail ? head : n - 1 - tail;
    if ((used += room_for(width[next])) > room && head + tail > 0) break;
    if (next == head) head++;
    else tail++;
  }
  memmove(width + head, width + n - tail, (size_t)tail * sizeof *width);
  table->columns = (Part){table->columns.all, head, tail};
}

static bool is_gap(Part part, int64_t k) { return part_is_cut(part) && k == part.head; }

static Status show_row(const Table *table, const Width *width, int64_t i, Text *out) {
  int blanks = 0;
  Status status = OK;
  for (int64_t j = 0; j < part_shown(table->columns) && status == OK; j++) {
    Text cell;
    status = write_cell(table, i, j, &cell);
    Width own = width_of(table, &cell);
    if (is_gap(table->columns, j)) text_format(out, "%*s…", blanks + GAP, ""), blanks = 0;
    text_format(out, "%*s%s", blanks + GAP + width[j].left - own.left, "", text_string(&cell));
    blanks = width[j].right - own.right;
    text_close(&cell);
  }
  if (part_is_cut(table->columns) && !table->columns.tail) text_format(out, "  …");
  text_format(out, "\n");
  return status;
}

static void show_row_gap(const Table *table, const Width *width, Text *out) {
  for (int64_t j = 0; j < part_shown(table->columns); j++) {
    if (is_gap(table->columns, j)) text_format(out, "%*s⋱", GAP, "");
    text_format(out, "%*s⋮", room_for(width[j]) - 1, "");
  }
  text_format(out, "\n");
}

Status show_table(Table *table, Text *out) {
  Width width[CELLS_MAX];
  Status status = OK;
  for (int64_t j = 0; j < part_shown(table->columns) && status == OK; j++) status = measure_column(table, j, &width[j]);
  if (status == OK) drop_columns(table, width);
  for (int64_t i = 0; i < part_shown(table->rows) && status == OK; i++) {
    if (is_gap(table->rows, i)) show_row_gap(table, width, out);
    status = show_row(table, width, i, out);
  }
  return status;
}
