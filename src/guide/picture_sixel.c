/* Pictures as sixels of DEC's terminals: bands of six rows, written once for each colour that occurs in them. */
#include "guide/picture.h"

#include <string.h>

/* Greys are numbered from 0; the last colour is the red of nan. */
enum { GREYS = 32, COLOURS = GREYS + 1, BAND = 6 };

static int colour_of(const Picture *picture, int x, int y) {
  if (y >= picture->rows) return -1;
  Pixel pixel = picture->pixel[(size_t)y * (size_t)picture->columns + (size_t)x];
  return pixel.kind == PIXEL_EMPTY ? -1 : pixel.kind == PIXEL_NAN ? GREYS : pixel.grey * GREYS / 256;
}

/* Percent of red, green and blue. */
static void write_palette(const bool used[COLOURS], Text *out) {
  for (int i = 0; i < GREYS; i++) {
    int percent = (100 * i + (GREYS - 1) / 2) / (GREYS - 1);
    if (used[i]) text_format(out, "#%d;2;%d;%d;%d", i, percent, percent, percent);
  }
  if (used[GREYS]) text_format(out, "#%d;2;100;0;0", GREYS);
}

/* A run of n equal sixels; more than three are counted. */
static void write_run(char sixel, int n, Text *out) {
  if (n > 3) text_format(out, "!%d%c", n, sixel);
  else
    for (; n > 0; n--) text_add(out, &sixel, 1);
}

/* The lowest bit of a sixel is its highest row. */
static char sixel_of(const Picture *picture, int x, int y, int colour) {
  int bits = 0;
  for (int i = 0; i < BAND; i++) bits |= (colour_of(picture, x, y + i) == colour) << i;
  return (char)('?' + bits);
}

static void write_band_colour(const Picture *picture, int y, int colour, Text *out) {
  int n = 0;
  char last = '?';
  text_format(out, "#%d", colour);
  for (int x = 0; x < picture->columns; x++, n++) {
    char sixel = sixel_of(picture, x, y, colour);
    if (sixel != last) write_run(last, n, out), n = 0;
    last = sixel;
  }
  if (last != '?') write_run(last, n, out);
}

static void note_colours(const Picture *picture, int first, int end, bool used[COLOURS]) {
  memset(used, 0, COLOURS * sizeof *used);
  for (int y = first; y < end; y++)
    for (int x = 0; x < picture->columns; x++) {
      int colour = colour_of(picture, x, y);
      if (colour >= 0) used[colour] = true;
    }
}

static void write_band(const Picture *picture, int y, Text *out) {
  bool used[COLOURS], is_first = true;
  note_colours(picture, y, y + BAND, used);
  for (int colour = 0; colour < COLOURS; colour++) {
    if (!used[colour]) continue;
    if (!is_first) text_format(out, "$");
    write_band_colour(picture, y, colour, out);
    is_first = false;
  }
}

/* P2 = 1: what is empty keeps the terminal's background. */
void write_sixels(const Picture *picture, Text *out) {
  bool used[COLOURS];
  note_colours(picture, 0, picture->rows, used);
  text_format(out, "\033P0;1;0q\"1;1;%d;%d", picture->columns, picture->rows);
  write_palette(used, out);
  for (int y = 0; y < picture->rows; y += BAND) {
    if (y) text_format(out, "-");
    write_band(picture, y, out);
  }
  text_format(out, "\033\\");
}
