/* Layer 8: arrays as pictures. draw_map turns one map of an array into a rectangle of 8-bit pixels; the encoders write a
   picture for a terminal. `show` puts both together. */
#ifndef CNN_GUIDE_PICTURE_H
#define CNN_GUIDE_PICTURE_H

#include "evaluate/evaluate.h"

typedef enum PixelKind { PIXEL_EMPTY, PIXEL_GREY, PIXEL_NAN } PixelKind;

typedef struct Pixel {
  uint8_t kind, grey; /* 0 black … 255 white */
} Pixel;

typedef struct Picture {
  int columns, rows;
  Pixel *pixel; /* row by row, columns × rows */
} Picture;

typedef struct Rectangle {
  int x, y, columns, rows;
} Rectangle;

/* Of the finite numbers of an array; least > most where there is none. */
typedef struct Greys {
  double least, most;
  int64_t nans;
} Greys;

Status find_greys(State *state, Value value, Greys *out);

/* Empty pixels. */
Status open_picture(State *state, int columns, int rows, Picture *out);
void close_picture(State *state, Picture *picture);

/* Map `map` (axes 3 and 4 counted through) of an array in a rectangle of the picture: an entry is repeated where there is
   more room than entries, and entries are averaged where there is less. Black is greys.least, white greys.most. */
Status draw_map(State *state, Picture *picture, Rectangle place, Value value, int64_t map, Greys greys);
/* Digits and commas in grey, 4 × 6 pixels each times `scale`. */
void draw_digits(Picture *picture, int x, int y, int scale, const char *text);

/* ---- encoders (picture_cells.c, picture_kitty.c, picture_sixel.c) ---- */
/* Line `line` of a picture, without its end: one of 16 characters for a pixel. */
void write_characters(const Picture *picture, int line, Text *out);
/* … and half blocks, two pixels above each other in a character. `colours` 16 or 256: the greys of the 256; otherwise
   true colour. */
void write_half_blocks(const Picture *picture, int line, int colours, Text *out);
/* Whole pictures by the graphics protocol of kitty, and as DEC's sixels. */
void write_kitty(const Picture *picture, Text *out);
void write_sixels(const Picture *picture, Text *out);

#endif
