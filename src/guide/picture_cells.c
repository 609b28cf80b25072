/* Pictures of characters. */
#include "guide/picture.h"

#include <string.h>

/* From black to white, each with more ink than the one before. */
static const char ramp[] = " .'-:;=+*cxoO%#@";

void write_characters(const Picture *picture, int line, Text *out) {
  const Pixel *row = picture->pixel + (size_t)line * (size_t)picture->columns;
  int end = picture->columns;
  while (end > 0 && row[end - 1].kind != PIXEL_NAN && row[end - 1].grey < 16) end--;
  for (int x = 0; x < end; x++) {
    char character = row[x].kind == PIXEL_NAN ? '?' : row[x].kind == PIXEL_GREY ? ramp[row[x].grey / 16] : ' ';
    text_add(out, &character, 1);
  }
}

/* SGR's colour of a pixel in the foreground (38) or the background (48); 39 and 49 are the terminal's own. */
static void write_colour(Pixel pixel, int ground, int colours, Text *out) {
  bool few = colours == 16 || colours == 256;
  int grey = pixel.grey;
  if (pixel.kind == PIXEL_EMPTY) text_format(out, "\033[%dm", ground + 1);
  else if (pixel.kind == PIXEL_NAN) text_format(out, few ? "\033[%d;5;196m" : "\033[%d;2;255;0;0m", ground);
  else if (few) text_format(out, "\033[%d;5;%dm", ground, 232 + grey * 24 / 256);
  else text_format(out, "\033[%d;2;%d;%d;%dm", ground, grey, grey, grey);
}

static bool same_pixel(Pixel a, Pixel b) { return a.kind == b.kind && (a.kind != PIXEL_GREY || a.grey == b.grey); }

static Pixel pixel_at(const Picture *picture, int x, int y) {
  return y < picture->rows ? picture->pixel[(size_t)y * (size_t)picture->columns + (size_t)x] : (Pixel){0};
}

/* ▀ has the upper pixel's colour in front of the lower one's; ▄ where there is no upper one. */
void write_half_blocks(const Picture *picture, int line, int colours, Text *out) {
  const Pixel none = {0};
  Pixel front = none, back = none;
  int end = picture->columns;
  while (end > 0 && same_pixel(pixel_at(picture, end - 1, 2 * line), none) &&
         same_pixel(pixel_at(picture, end - 1, 2 * line + 1), none))
    end--;
  for (int x = 0; x < end; x++) {
    Pixel upper = pixel_at(picture, x, 2 * line), lower = pixel_at(picture, x, 2 * line + 1);
    bool is_upper = upper.kind != PIXEL_EMPTY, is_blank = !is_upper && lower.kind == PIXEL_EMPTY;
    Pixel new_front = is_blank ? front : is_upper ? upper : lower, new_back = is_upper ? lower : none;
    if (!same_pixel(front, new_front)) write_colour(new_front, 38, colours, out);
    if (!same_pixel(back, new_back)) write_colour(new_back, 48, colours, out);
    front = new_front, back = new_back;
    text_format(out, "%s", is_blank ? " " : is_upper ? "▀" : "▄");
  }
  if (!same_pixel(front, none) || !same_pixel(back, none)) text_format(out, "\033[m");
}
