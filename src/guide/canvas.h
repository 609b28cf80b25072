/* Layer 8: a page of characters on which text is put anywhere and which is printed line by line. What falls outside of it is
   lost. */
#ifndef CNN_GUIDE_CANVAS_H
#define CNN_GUIDE_CANVAS_H

#include "base/context.h"

typedef enum Style { STYLE_PLAIN, STYLE_TITLE, STYLE_FAINT, STYLE_WINDOW, STYLE_KERNEL, STYLE_RESULT } Style;

enum { CELL_TEXT = 12 };

/* One column of a line: a letter with its accents; empty behind a letter of two columns. */
typedef struct CanvasCell {
  char text[CELL_TEXT];
  unsigned char style;
  bool is_written;
} CanvasCell;

typedef struct Canvas {
  Memory *memory;
  int rows, columns;
  int height; /* lines that hold anything */
  CanvasCell *cell;
} Canvas;

bool canvas_open(Canvas *canvas, Memory *memory, int rows, int columns); /* false: out of memory */
void canvas_close(Canvas *canvas);
void canvas_put(Canvas *canvas, int row, int column, Style style, const char *text);
/* Onto a canvas of the same columns. */
void canvas_copy_line(const Canvas *from, int row, Canvas *to, int to_row);
/* Without blanks at the end; with colours as ANSI escapes where there are any. */
void canvas_print_line(const Canvas *canvas, int row, int colours, Text *out);
/* In columns of a terminal. */
int printed_width(const char *text);

#endif
