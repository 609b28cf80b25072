/* How many columns of a terminal a text takes, by the locale's wcwidth: 0 for combining characters, 2 for wide ones. */
#define _XOPEN_SOURCE 700
#include "program/columns.h"

#include <wchar.h>

static size_t next_character(const char *text, size_t length, int *columns) {
  wchar_t c;
  mbstate_t state = {0};
  size_t bytes = mbrtowc(&c, text, length, &state);
  bool is_valid = bytes > 0 && bytes <= length;
  int width = is_valid ? wcwidth(c) : 1;
  *columns = width < 0 ? 1 : width;
  return is_valid ? bytes : 1;
}

int count_columns(const char *text, size_t length) {
  int width = 0, columns;
  for (size_t at = 0; at < length; width += columns) at += next_character(text + at, length - at, &columns);
  return width;
}

int write_fitting(FILE *stream, const char *text, size_t length, int room) {
  int width = 0, columns;
  if (room <= 0) return 0;
  bool whole = count_columns(text, length) <= room;
  for (size_t at = 0, bytes; at < length; at += bytes, width += columns) {
    bytes = next_character(text + at, length - at, &columns);
    if (!whole && width + columns > room - 1) break;
    fwrite(text + at, 1, bytes, stream);
  }
  if (!whole) fputs("…", stream);
  return whole ? width : width + 1;
}
