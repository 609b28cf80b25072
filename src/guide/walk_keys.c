/* Keys move the window; each frame is drawn in the place of the one before where the terminal can do that. */
#include "guide/walk.h"

#include <string.h>

enum { CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, TAB = 9, NEWLINE = 10, RETURN = 13, ESCAPE = 27, DELETE = 127 };

static int64_t length_along(const Walk *walk, int axis) { return value_length(walk->node->output, axis); }

/* Stops at the edges. */
static void move(Walk *walk, int axis, int64_t step) {
  int64_t place = walk->at[axis] + step;
  if (place >= 0 && place < length_along(walk, axis)) walk->at[axis] = place;
}

/* Along these axes, the first of them fastest; stops at the ends of all. */
static void move_on(Walk *walk, const int *axis, int n, int64_t step) {
  int64_t at[AXES];
  memcpy(at, walk->at, sizeof at);
  for (int i = 0; i < n; i++) {
    int64_t length = length_along(walk, axis[i]);
    at[axis[i]] += step;
    bool inside = at[axis[i]] >= 0 && at[axis[i]] < length;
    if (inside) return (void)memcpy(walk->at, at, sizeof at);
    at[axis[i]] = step > 0 ? 0 : length - 1;
  }
}

static void move_in_reading_order(Walk *walk, int64_t step) { move_on(walk, (const int[]){1, 0, 2, 3}, AXES, step); }

static void move_to_plane(Walk *walk, int64_t step) { move_on(walk, (const int[]){2, 3}, 2, step); }

/* False: it is the end. */
static bool act(Walk *walk, int key) {
  bool had_keys = walk->shows_keys;
  walk->shows_keys = false;
  switch (key) {
    case KEY_LEFT: move(walk, 1, -1); break;
    case KEY_RIGHT: move(walk, 1, 1); break;
    case KEY_UP: move(walk, 0, -1); break;
    case KEY_DOWN: move(walk, 0, 1); break;
    case KEY_HOME:
    case '0': walk->at[1] = 0; break;
    case KEY_END:
    case '$': walk->at[1] = length_along(walk, 1) - 1; break;
    case ' ':
    case 'n':
    case NEWLINE:
    case RETURN: move_in_reading_order(walk, 1); break;
    case 'b':
    case BACKSPACE:
    case DELETE: move_in_reading_order(walk, -1); break;
    case '+':
    case KEY_PAGE_DOWN: move_to_plane(walk, 1); break;
    case '-':
    case KEY_PAGE_UP: move_to_plane(walk, -1); break;
    case TAB: walk->first_group = (walk->first_group + 1) % walk->sliding.n_groups; break;
    case KEY_RESIZED: walk->text_rows = 0; break;
    case '?': walk->shows_keys = !had_keys; break;
    case 'q':
    case ESCAPE:
    case CTRL_C:
    case CTRL_D:
    case KEY_ESCAPE:
    case KEY_NONE: return false;
    default: break;
  }
  return true;
}

/* ---- the screen ---- */

/* Back to the first line of the frame that stands there; after a change of the window nobody knows where that is. */
static void go_back(Text *out, int height, bool is_lost) {
  if (is_lost) text_format(out, "\x1b[2J\x1b[H");
  else if (height > 1) text_format(out, "\r\x1b[%dA", height - 1);
  else text_format(out, "\r");
}

/* Line by line over the old one, the cursor staying in the last: nothing flickers or scrolls. */
static void add_in_place(Text *out, const char *frame) {
  for (size_t n; *frame; frame += n + 1) {
    n = strcspn(frame, "\n");
    text_add(out, frame, n);
    text_format(out, frame[n + 1] ? "\x1b[K\n" : "\x1b[K");
  }
  text_format(out, "\x1b[J");
}

static Status show_frame(Walk *walk, int *height, bool is_lost) {
  Text frame, out;
  int old = *height;
  text_open(&frame, &walk->state->context.memory);
  text_open(&out, &walk->state->context.memory);
  Status status = draw_frame(walk, &frame, height);
  bool in_place = walk->state->display.is_addressed;
  if (in_place && old) go_back(&out, old, is_lost);
  if (in_place) add_in_place(&out, text_string(&frame));
  else text_format(&out, "%s", text_string(&frame));
  if (status == OK && out.failed) status = fail_out_of_memory(&walk->state->context);
  if (status == OK) write_text(walk->state, text_string(&out), out.length);
  text_close(&out);
  text_close(&frame);
  return status;
}

static void write_escape(State *state, const char *escape) {
  if (state->display.is_addressed) write_text(state, escape, strlen(escape));
}

Status follow_keys(Walk *walk) {
  State *state = walk->state;
  int height = 0, key = KEY_NONE;
  walk->is_watched = state->host.read_key && state->display.columns > 0;
  write_escape(state, "\x1b[?25l"); /* no cursor */
  Status status = show_frame(walk, &height, false);
  while (status == OK && state->host.read_key && act(walk, key = state->host.read_key(state)))
    status = show_frame(walk, &height, key == KEY_RESIZED);
  walk->is_watched = walk->shows_keys = false;
  if (status == OK && state->display.is_addressed) status = show_frame(walk, &height, false);
  write_escape(state, "\x1b[?25h\n");
  return status;
}
