/* Arrays as pixels. */
#include "guide/picture.h"

#include <math.h>
#include <string.h>

Status find_greys(State *state, Value value, Greys *out) {
  int64_t count = value_count(value);
  *out = (Greys){INFINITY, -INFINITY, 0};
  for (int64_t i = 0; i < count; i++) {
    double number = value_element(value, i);
    if (i % (1 << 20) == 0 && poll_interrupt(&state->context) != OK) return state->context.error->status;
    if (isnan(number)) out->nans++;
    else if (isfinite(number)) out->least = fmin(out->least, number), out->most = fmax(out->most, number);
  }
  return OK;
}

Status open_picture(State *state, int columns, int rows, Picture *out) {
  size_t bytes;
  *out = (Picture){.columns = columns, .rows = rows};
  if (multiply_sizes((size_t)columns * sizeof *out->pixel, (size_t)rows, &bytes))
    out->pixel = memory_allocate_zeroed(&state->context.memory, bytes ? bytes : 1);
  return out->pixel ? OK : fail_out_of_memory(&state->context);
}

void close_picture(State *state, Picture *picture) {
  memory_release(&state->context.memory, picture->pixel);
  *picture = (Picture){0};
}

/* A constant picture is black where it is 0 or less, otherwise white. */
static Pixel pixel_of(double number, Greys greys) {
  if (isnan(number)) return (Pixel){PIXEL_NAN, 0};
  double width = greys.most / 2 - greys.least / 2;
  double part = width > 0 ? (number / 2 - greys.least / 2) / width : number > 0;
  part = fmin(fmax(part, 0), 1);
  return (Pixel){PIXEL_GREY, (uint8_t)floor(part * 255 + 0.5)};
}

/* A stretch of an axis, in entries. */
typedef struct Stretch {
  double start, end;
} Stretch;

static Stretch stretch_of(int64_t entries, int pixels, int at) {
  return (Stretch){(double)at * (double)entries / pixels, (double)(at + 1) * (double)entries / pixels};
}

static double overlap(Stretch stretch, int64_t entry) {
  return fmin(stretch.end, (double)entry + 1) - fmax(stretch.start, (double)entry);
}

/* Slivers that only rounding leaves count for nothing. */
static int64_t first_of(Stretch stretch) { return (int64_t)floor(stretch.start + 1e-9); }
static int64_t end_of(Stretch stretch) { return (int64_t)ceil(stretch.end - 1e-9); }

/* The mean of X over a rectangle of entries, those at its edge by the part that lies inside. */
static double mean_over(Value value, int64_t offset, int64_t rows, Stretch down, Stretch across) {
  double sum = 0, weight = 0;
  for (int64_t j = first_of(across); j < end_of(across); j++)
    for (int64_t i = first_of(down); i < end_of(down); i++) {
      double part = overlap(down, i) * overlap(across, j);
      sum += part * value_element(value, offset + j * rows + i);
      weight += part;
    }
  return sum / weight;
}

Status draw_map(State *state, Picture *picture, Rectangle place, Value value, int64_t map, Greys greys) {
  int64_t rows = value_length(value, 0), columns = value_length(value, 1), offset = map * rows * columns;
  for (int x = 0; x < place.columns; x++) {
    Stretch across = stretch_of(columns, place.columns, x);
    if (poll_interrupt(&state->context) != OK) return state->context.error->status;
    for (int y = 0; y < place.rows; y++)
      picture->pixel[(place.y + y) * picture->columns + place.x + x] =
          pixel_of(mean_over(value, offset, rows, stretch_of(rows, place.rows, y), across), greys);
  }
  return OK;
}

/* 3 × 5 dots each, row by row from the highest bit. */
static unsigned dots_of(char character) {
  static const unsigned digit[] = {075557, 026227, 071747, 071717, 055711, 074717, 074757, 071111, 075757, 075717};
  return character >= '0' && character <= '9' ? digit[character - '0'] : 000024;
}

static void draw_dot(Picture *picture, Rectangle place) {
  for (int y = place.y; y < place.y + place.rows && y < picture->rows; y++)
    for (int x = place.x; x < place.x + place.columns && x < picture->columns; x++)
      picture->pixel[y * picture->columns + x] = (Pixel){PIXEL_GREY, 128};
}

void draw_digits(Picture *picture, int x, int y, int scale, const char *text) {
  for (; *text; text++, x += 4 * scale)
    for (int dot = 0; dot < 15; dot++)
      if (dots_of(*text) >> (14 - dot) & 1)
        draw_dot(picture, (Rectangle){x + dot % 3 * scale, y + dot / 3 * scale, scale, scale});
}
