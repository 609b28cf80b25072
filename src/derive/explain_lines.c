/* Long lines go on below their first term, broken outside of brackets where that is enough. */
#include "derive/explain.h"

#include <string.h>

static bool is_break(char byte) { return byte >= 1 && byte <= BREAKS; }

/* Up to the next place where a line may be broken, of those up to `level`. */
static size_t piece_length(const char *text, int level) {
  size_t length = 0;
  while (text[length] && !(is_break(text[length]) && text[length] <= level)) length++;
  return length;
}

static bool pieces_fit(const char *text, int level, size_t room) {
  for (;;) {
    size_t length = piece_length(text, level);
    if (text_width(text, length) > room) return false;
    if (!text[length]) return true;
    text += length + 1;
  }
}

void add_unbroken(Text *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) text_add(out, is_break(text[i]) ? " " : text + i, 1);
}

/* Goes on in column `indent` where the line would be too wide, broken outside of brackets where that is enough. */
static void add_wrapped(Text *out, const char *text, size_t indent, size_t whole) {
  size_t column = indent;
  int level = 1;
  while (level < BREAKS && !pieces_fit(text, level, indent < whole ? whole - indent : 0)) level++;
  for (bool is_first = true;; is_first = false) {
    size_t length = piece_length(text, level), width = text_width(text, length);
    bool goes_below = !is_first && column + 1 + width > whole;
    if (goes_below) text_format(out, "\n%*s", (int)indent, "");
    else if (!is_first) text_add(out, " ", 1);
    add_unbroken(out, text, length);
    column = (goes_below ? indent : column + !is_first) + width;
    if (!text[length]) return;
    text += length + 1;
  }
}

void add_line(Text *out, const char *label, size_t indent, const char *text, size_t width) {
  size_t own = text_width(label, strlen(label));
  text_format(out, "  %s%*s = ", label, (int)(indent - own), "");
  add_wrapped(out, text, indent + 5, width);
}

bool knows_line(const State *state, const TrailNode *node) { return node->source && !state->interactive; }

void add_place(const State *state, const TrailNode *node, Text *out) {
  bool elsewhere = state->frame && state->frame->source != node->source;
  text_format(out, "%s%sline %u", elsewhere ? node->source->name : "", elsewhere ? " " : "",
              line_of(node->source, node->span.start));
}
