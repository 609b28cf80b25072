/* Pictures by the graphics protocol of kitty: RGBA in base64, 4096 characters in an escape sequence. */
#include "guide/picture.h"

enum { CHUNK = 4096, CHUNK_BYTES = CHUNK / 4 * 3 };

typedef struct Stream {
  const Picture *picture;
  size_t at, size;
} Stream;

static unsigned next_byte(Stream *stream) {
  Pixel pixel = stream->picture->pixel[stream->at / 4];
  size_t channel = stream->at++ % 4;
  if (channel == 3) return pixel.kind == PIXEL_EMPTY ? 0 : 255;
  if (pixel.kind == PIXEL_NAN) return channel == 0 ? 255 : 0;
  return pixel.kind == PIXEL_EMPTY ? 0 : pixel.grey;
}

/* Three bytes as four characters; = stands for what is missing of the last. */
static void write_quartet(Stream *stream, Text *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char quartet[4];
  unsigned bits = 0;
  int n = 0;
  for (int i = 0; i < 3; i++) {
    bits <<= 8;
    if (stream->at < stream->size) bits |= next_byte(stream), n++;
  }
  for (int i = 0; i < 4; i++) quartet[i] = i <= n ? digits[bits >> (18 - 6 * i) & 63] : '=';
  text_add(out, quartet, sizeof quartet);
}

static void write_chunk(Stream *stream, Text *out) {
  size_t end = stream->size - stream->at < CHUNK_BYTES ? stream->size : stream->at + CHUNK_BYTES;
  while (stream->at < end) write_quartet(stream, out);
}

/* q=2: the terminal does not answer, since nobody would read that. */
void write_kitty(const Picture *picture, Text *out) {
  Stream stream = {picture, 0, (size_t)picture->columns * (size_t)picture->rows * 4};
  bool is_first = true;
  while (stream.at < stream.size) {
    int goes_on = stream.size - stream.at > CHUNK_BYTES;
    if (is_first) text_format(out, "\033_Ga=T,f=32,s=%d,v=%d,q=2,m=%d;", picture->columns, picture->rows, goes_on);
    else text_format(out, "\033_Gq=2,m=%d;", goes_on);
    write_chunk(&stream, out);
    text_format(out, "\033\\");
    is_first = false;
  }
}
