/* Colours of the line being typed: sixteen, that can be read on dark and on light ground. */
#include "program/redisplay.h"

#include <stdlib.h>
#include <string.h>

enum { STYLE_PARTNER = CNN_MISTAKE + 1 };

static const char *const codes[] = {
    [CNN_KEYWORD] = "1;35",  [CNN_NUMBER] = "36",     [CNN_STRING] = "32", [CNN_COMMENT] = "90",
    [CNN_OPERATOR] = "1;34", [CNN_FUNCTION] = "1",    [CNN_LATEX] = "33",  [CNN_COMMAND] = "1;35",
    [CNN_MISTAKE] = "1;31",  [STYLE_PARTNER] = "1;7",
};

const char *style_code(unsigned char style) {
  return style < sizeof codes / sizeof *codes && codes[style] ? codes[style] : "";
}

static void take_style(void *user, size_t start, size_t end, cnn_Kind kind) {
  Colours *colours = user;
  memset(colours->style + start, (int)kind, end - start);
}

/* Where the bracket at `at` has its other half; `length`: nowhere. Brackets in strings and comments are of another kind. */
static size_t partner_of(const Colours *colours, const char *text, size_t at) {
  bool forward = strchr("([{", text[at]) != NULL;
  int depth = 0;
  for (size_t i = at; i < colours->length; i += forward ? 1 : (size_t)-1) { /* past 0 it is beyond the text */
    if (colours->style[i] != CNN_BRACKET) continue;
    depth += (strchr("([{", text[i]) != NULL) == forward ? 1 : -1;
    if (depth == 0) return i;
  }
  return colours->length;
}

/* The bracket just typed comes before the one that the cursor stands on. */
static void show_partner(Colours *colours, const char *text, size_t point) {
  size_t at = point > 0 && colours->style[point - 1] == CNN_BRACKET ? point - 1 : point;
  if (at >= colours->length || colours->style[at] != CNN_BRACKET) return;
  size_t partner = partner_of(colours, text, at);
  if (partner < colours->length) colours->style[partner] = STYLE_PARTNER;
}

static bool make_room(Colours *colours, size_t length) {
  if (length <= colours->room) return true;
  unsigned char *grown = realloc(colours->style, 2 * length);
  if (!grown) return false;
  colours->style = grown;
  colours->room = 2 * length;
  return true;
}

void find_colours_of(Colours *colours, cnn_State *state, const char *text, size_t length, size_t point) {
  colours->length = length;
  colours->has_any = make_room(colours, length) && length > 0;
  if (!colours->has_any) return;
  cnn_highlight(state, text, length, take_style, colours);
  if (point <= length) show_partner(colours, text, point);
}
