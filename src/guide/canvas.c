#include "guide/canvas.h"

#include <string.h>
#include <utf8proc.h>

bool canvas_open(Canvas *canvas, Memory *memory, int rows, int columns) {
  *canvas = (Canvas){.memory = memory, .rows = rows, .columns = columns};
  canvas->cell = memory_allocate_zeroed(memory, (size_t)rows * (size_t)columns * sizeof *canvas->cell);
  return canvas->cell != NULL;
}

void canvas_close(Canvas *canvas) { memory_release(canvas->memory, canvas->cell); }

static CanvasCell *cell_at(const Canvas *canvas, int row, int column) {
  bool inside = row >= 0 && row < canvas->rows && column >= 0 && column < canvas->columns;
  return inside ? &canvas->cell[row * canvas->columns + column] : NULL;
}

/* Bytes of the letter; *width its columns, 0 for an accent. */
static size_t next_letter(const char *text, int *width) {
  utf8proc_int32_t letter;
  utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &letter);
  *width = bytes > 0 ? utf8proc_charwidth(letter) : 1;
  return bytes > 0 ? (size_t)bytes : 1;
}

int printed_width(const char *text) {
  int width, sum = 0;
  for (; *text; sum += width) text += next_letter(text, &width);
  return sum;
}

static void add_accent(CanvasCell *cell, const char *text, size_t bytes) {
  size_t length = cell ? strlen(cell->text) : 0;
  if (cell && length + bytes < CELL_TEXT) memcpy(cell->text + length, text, bytes);
}

static void set_letter(Canvas *canvas, int row, int column, Style style, const char *text, size_t bytes, int width) {
  for (int i = 0; i < width; i++) {
    CanvasCell *cell = cell_at(canvas, row, column + i);
    if (!cell) continue;
    *cell = (CanvasCell){.style = (unsigned char)style, .is_written = true};
    if (i == 0) memcpy(cell->text, text, bytes);
    if (row >= canvas->height) canvas->height = row + 1;
  }
}

void canvas_put(Canvas *canvas, int row, int column, Style style, const char *text) {
  int width;
  for (size_t bytes; *text; text += bytes, column += width) {
    bytes = next_letter(text, &width);
    if (width == 0) add_accent(cell_at(canvas, row, column - 1), text, bytes);
    else set_letter(canvas, row, column, style, text, bytes, width);
  }
}

void canvas_copy_line(const Canvas *from, int row, Canvas *to, int to_row) {
  CanvasCell *place = cell_at(to, to_row, 0), *cell = cell_at(from, row, 0);
  if (!place || !cell) return;
  memcpy(place, cell, (size_t)to->columns * sizeof *place);
  if (to_row >= to->height) to->height = to_row + 1;
}

/* Black on a light ground is read from the last row of a lecture hall, whatever the terminal's own colours are. */
static const char *escape_of(unsigned char style) {
  switch (style) {
    case STYLE_TITLE: return "\x1b[1m";
    case STYLE_FAINT: return "\x1b[2m";
    case STYLE_WINDOW: return "\x1b[30;43m";
    case STYLE_KERNEL: return "\x1b[30;46m";
    case STYLE_RESULT: return "\x1b[1;30;42m";
    default: return "";
  }
}

static int length_of_line(const Canvas *canvas, int row, bool has_grounds) {
  int length = canvas->columns;
  while (length > 0) {
    const CanvasCell *cell = cell_at(canvas, row, length - 1);
    if (cell->is_written && (strcmp(cell->text, " ") != 0 || (has_grounds && cell->style >= STYLE_WINDOW))) break;
    length--;
  }
  return length;
}

void canvas_print_line(const Canvas *canvas, int row, int colours, Text *out) {
  unsigned char style = STYLE_PLAIN;
  int length = length_of_line(canvas, row, colours > 0);
  for (int column = 0; column < length; column++) {
    const CanvasCell *cell = cell_at(canvas, row, column);
    if (colours && cell->style != style) text_format(out, "%s%s", style ? "\x1b[0m" : "", escape_of(cell->style));
    style = cell->style;
    text_format(out, "%s", cell->is_written ? cell->text : " ");
  }
  if (colours && style) text_format(out, "\x1b[0m");
}
