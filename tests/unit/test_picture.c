/* The encoders of pictures on pixels that show never lays out so: empty ones above others. */
#include "guide/picture.h"

#include <criterion/criterion.h>

static Memory memory;

static void expect(const char *wanted, void (*write)(const Picture *picture, Text *out), Picture picture) {
  Text out;
  memory_open(&memory, NULL, NULL, 0);
  text_open(&out, &memory);
  write(&picture, &out);
  cr_expect_str_eq(text_string(&out), wanted);
  text_close(&out);
  cr_expect_eq(memory.used, 0);
}

static void write_true_colour(const Picture *picture, Text *out) { write_half_blocks(picture, 0, 1 << 24, out); }
static void write_few_colours(const Picture *picture, Text *out) { write_half_blocks(picture, 0, 256, out); }
static void write_line(const Picture *picture, Text *out) { write_characters(picture, 0, out); }

#define EMPTY {PIXEL_EMPTY, 0}
#define GREY(x) {PIXEL_GREY, x}
#define NAN_PIXEL {PIXEL_NAN, 0}

Test(picture, an_empty_pixel_leaves_the_terminals_background) {
  Pixel pixel[] = {EMPTY, GREY(255), EMPTY, EMPTY, GREY(0), EMPTY, EMPTY, GREY(7)};
  Picture picture = {4, 2, pixel};
  expect("\033[38;2;0;0;0m▄\033[38;2;255;255;255m▀ \033[38;2;7;7;7m▄\033[m", write_true_colour, picture);
}

Test(picture, greys_of_256_colours_end_at_232_and_255) {
  Pixel pixel[] = {GREY(0), GREY(255), NAN_PIXEL};
  Picture picture = {3, 1, pixel};
  expect("\033[38;5;232m▀\033[38;5;255m▀\033[38;5;196m▀\033[m", write_few_colours, picture);
}

Test(picture, sixteen_characters_from_black_to_white) {
  Pixel pixel[18];
  for (int i = 0; i < 16; i++) pixel[i] = (Pixel){PIXEL_GREY, (uint8_t)(16 * i + 15)};
  pixel[16] = (Pixel){PIXEL_NAN, 0};
  pixel[17] = (Pixel){PIXEL_EMPTY, 0};
  expect(" .'-:;=+*cxoO%#@?", write_line, (Picture){18, 1, pixel});
}

/* 2 × 2: black, white, red, none. RGBA in base64 by hand: 000000FF FFFFFFFF FF0000FF 00000000. */
Test(picture, kitty_of_two_by_two) {
  Pixel pixel[] = {GREY(0), GREY(255), NAN_PIXEL, EMPTY};
  expect("\033_Ga=T,f=32,s=2,v=2,q=2,m=0;AAAA////////AAD/AAAAAA==\033\\", write_kitty, (Picture){2, 2, pixel});
}

/* Row 1 is a sixel's bit 1, row 2 its bit 2: @ is the upper pixel of a column, A the lower. */
Test(picture, sixels_of_two_by_two) {
  Pixel pixel[] = {GREY(0), GREY(255), NAN_PIXEL, EMPTY};
  expect("\033P0;1;0q\"1;1;2;2#0;2;0;0;0#31;2;100;100;100#32;2;100;0;0#0@$#31?@$#32A\033\\", write_sixels,
         (Picture){2, 2, pixel});
}

Test(picture, nothing_is_written_of_no_pixels) {
  expect("", write_kitty, (Picture){0});
  expect("", write_line, (Picture){0, 1, NULL});
}
