/* Drawing the line being typed. The whole of it is drawn anew, in one write: rows that are full are left to the terminal
   to wrap, so that it wraps them again by itself when the window changes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* wcwidth */
#endif
#include "program/redisplay.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <readline/readline.h>

static const char continuation[] = "...> ";

/* What a walk through the prompt and the text finds out, and what it writes where it paints. */
typedef struct Sheet {
  int columns, top, bottom; /* rows top … bottom are in the window */
  bool is_painting;
  size_t point;
  int row, column; /* where the next glyph goes; column == columns: the row is full, and not yet left */
  int cursor_row, cursor_column;
  unsigned char style;
  const Colours *colours;
} Sheet;

/* readline's callbacks carry no argument. */
static struct Drawing {
  cnn_State *state;
  bool is_ours, has_colours;
  bool is_shown;   /* the cursor stands in what was drawn, … */
  int cursor_row;  /* … so many rows below its first, … */
  int rows, top;   /* … which are so many, of which the first is this one of the entry */
  int columns;     /* of the window, then */
  bool is_pending; /* something has changed since */
  Colours colours;
  char *out; /* what one redraw writes */
  size_t length, room;
} drawing;

bool redisplay_is_ours(void) { return drawing.is_ours; }

bool input_is_waiting(void) {
  struct pollfd input = {fileno(rl_instream), POLLIN, 0};
  return poll(&input, 1, 0) > 0;
}

/* ---- one write ---- */

static void put_bytes(const char *bytes, size_t n) {
  if (drawing.length + n > drawing.room) {
    size_t room = 2 * (drawing.length + n);
    char *grown = realloc(drawing.out, room);
    if (!grown) return;
    drawing.out = grown;
    drawing.room = room;
  }
  memcpy(drawing.out + drawing.length, bytes, n);
  drawing.length += n;
}

static void put(const char *text) { put_bytes(text, strlen(text)); }

/* So many rows or columns: A up, B down, C right. */
static void put_move(int n, char direction) {
  char sequence[24];
  if (n > 0) put_bytes(sequence, (size_t)snprintf(sequence, sizeof sequence, "\033[%d%c", n, direction));
}

static void write_out(void) {
  fflush(rl_outstream);
  for (size_t at = 0; at < drawing.length;) {
    ssize_t n = write(fileno(rl_outstream), drawing.out + at, drawing.length - at);
    if (n <= 0) break;
    at += (size_t)n;
  }
  drawing.length = 0;
}

/* ---- the walk ---- */

static bool is_visible(const Sheet *sheet) {
  return sheet->is_painting && sheet->row >= sheet->top && sheet->row <= sheet->bottom;
}

static void set_style(Sheet *sheet, unsigned char style) {
  if (!is_visible(sheet) || strcmp(style_code(style), style_code(sheet->style)) == 0) return;
  put("\033[0");
  if (*style_code(style)) put(";"), put(style_code(style));
  put("m");
  sheet->style = style;
}

static void erase_rest(Sheet *sheet) {
  set_style(sheet, CNN_PLAIN);
  if (is_visible(sheet) && sheet->column < sheet->columns) put("\033[K");
}

/* The terminal itself goes on in the next row with the next glyph; `now`: before there is one. The blank in front of a wide
   glyph that does not fit counts when the terminal wraps the row anew. */
static void wrap(Sheet *sheet, bool now) {
  bool was_visible = is_visible(sheet);
  if (was_visible && sheet->column < sheet->columns) set_style(sheet, CNN_PLAIN), put(" ");
  sheet->row++;
  sheet->column = 0;
  if (now && was_visible && is_visible(sheet)) set_style(sheet, CNN_PLAIN), put(" \r");
}

static void place_glyph(Sheet *sheet, const char *bytes, size_t n, int width, unsigned char style, bool has_cursor) {
  if (sheet->column + width > sheet->columns && sheet->column > 0) wrap(sheet, false);
  if (has_cursor) sheet->cursor_row = sheet->row, sheet->cursor_column = sheet->column;
  set_style(sheet, style);
  if (is_visible(sheet)) put_bytes(bytes, n);
  sheet->column += width;
}

/* The bytes of the next character and what stands for it on the screen, at most 8 bytes. */
static size_t next_glyph(const Sheet *sheet, const char *text, size_t length, char shown[9], int *width) {
  wchar_t character;
  mbstate_t state = {0};
  unsigned char byte = (unsigned char)*text;
  size_t n = mbrtowc(&character, text, length, &state);
  if (n == 0 || n > length) character = -1, n = 1;
  *width = byte == '\t'                 ? 8 - sheet->column % 8
           : byte < ' ' || byte == 0x7F ? 2
           : character < 0              ? 1
                                        : wcwidth(character);
  if (byte == '\t') snprintf(shown, 9, "%*s", *width, "");
  else if (*width == 2 && byte < 0x80) snprintf(shown, 9, "^%c", byte ^ 0x40);
  else if (character < 0 || (*width < 0 && character < 0xA0)) *width = 1, strcpy(shown, "\xEF\xBF\xBD");
  else snprintf(shown, 9, "%.*s", (int)n, text);
  if (*width < 0) *width = 1;
  return n;
}

/* What stands between \001 and \002 has no width. */
static void walk_prompt(Sheet *sheet, const char *prompt) {
  char shown[9];
  int width;
  for (size_t left = strlen(prompt), n; left > 0; prompt += n, left -= n) {
    n = 1;
    if (*prompt == RL_PROMPT_START_IGNORE) {
      n = strcspn(prompt, (char[]){RL_PROMPT_END_IGNORE, 0});
      if (is_visible(sheet)) put_bytes(prompt + 1, n - 1);
    } else if (*prompt != RL_PROMPT_END_IGNORE) {
      n = next_glyph(sheet, prompt, left, shown, &width);
      place_glyph(sheet, shown, strlen(shown), width, CNN_PLAIN, false);
    }
  }
}

static void walk_line_end(Sheet *sheet, bool has_cursor, bool is_last) {
  if (sheet->column >= sheet->columns) wrap(sheet, true);
  if (has_cursor) sheet->cursor_row = sheet->row, sheet->cursor_column = sheet->column;
  erase_rest(sheet);
  if (is_last) return;
  bool was_visible = is_visible(sheet);
  sheet->row++;
  sheet->column = 0;
  if (was_visible && is_visible(sheet)) put("\r\n");
  walk_prompt(sheet, continuation);
}

static void walk(Sheet *sheet, const char *prompt, const char *text, size_t length) {
  char shown[9];
  int width;
  sheet->row = sheet->column = 0;
  walk_prompt(sheet, prompt);
  for (size_t at = 0, n; at < length; at += n) {
    n = 1;
    if (text[at] == '\n') {
      walk_line_end(sheet, at == sheet->point, false);
      continue;
    }
    n = next_glyph(sheet, text + at, length - at, shown, &width);
    unsigned char style = sheet->colours->has_any ? sheet->colours->style[at] : CNN_PLAIN;
    place_glyph(sheet, shown, strlen(shown), width, style, sheet->point >= at && sheet->point < at + n);
  }
  walk_line_end(sheet, sheet->point >= length, true);
}

/* ---- drawing ---- */

/* inputrc's show-mode-in-prompt, which readline adds where it draws itself. */
static const char *mode_string(void) {
  const char *shown = rl_variable_value("show-mode-in-prompt"), *mode;
  if (!shown || strcmp(shown, "on") != 0) return "";
  mode = rl_variable_value(rl_editing_mode == 1                                     ? "emacs-mode-string"
                           : rl_get_keymap() == rl_get_keymap_by_name("vi-command") ? "vi-cmd-mode-string"
                                                                                    : "vi-ins-mode-string");
  return mode ? mode : "";
}

static void join_prompt(char *prompt, size_t room) {
  bool is_usual = rl_display_prompt == rl_prompt;
  snprintf(prompt, room, "%s%s", is_usual ? mode_string() : "", rl_display_prompt ? rl_display_prompt : "");
}

/* The rows that are in the window: all, or those around the cursor, moved no further than need be. */
static void choose_rows(Sheet *sheet, int screen_rows) {
  int n = sheet->row + 1, top = drawing.is_shown ? drawing.top : 0;
  if (top > sheet->cursor_row) top = sheet->cursor_row;
  if (top < sheet->cursor_row - screen_rows + 1) top = sheet->cursor_row - screen_rows + 1;
  if (top > n - screen_rows) top = n - screen_rows;
  sheet->top = top > 0 ? top : 0;
  sheet->bottom = n - 1 < sheet->top + screen_rows - 1 ? n - 1 : sheet->top + screen_rows - 1;
}

/* To the first row of what stands there. A window of another width has wrapped it anew. */
static void go_to_first_row(const Sheet *sheet, int screen_rows) {
  int up = sheet->columns == drawing.columns                     ? drawing.cursor_row
           : drawing.top == 0 && sheet->cursor_row < screen_rows ? sheet->cursor_row
                                                                 : screen_rows;
  put("\r");
  put_move(up, 'A');
}

static void paint(Sheet *sheet, const char *prompt, size_t length, int screen_rows) {
  int cursor_row, cursor_column;
  sheet->bottom = sheet->top = 0;
  walk(sheet, prompt, rl_line_buffer, length);
  choose_rows(sheet, screen_rows);
  if (drawing.is_shown) go_to_first_row(sheet, screen_rows);
  sheet->is_painting = true;
  walk(sheet, prompt, rl_line_buffer, length);
  cursor_row = sheet->cursor_row, cursor_column = sheet->cursor_column;
  put(sheet->row <= sheet->bottom ? "\033[J\r" : "\r");
  put_move(sheet->bottom - cursor_row, 'A');
  put_move(cursor_column, 'C');
}

static void draw(size_t length, size_t point, bool shows_partner) {
  char prompt[1024];
  int screen_rows, columns;
  rl_get_screen_size(&screen_rows, &columns);
  Sheet sheet = {.columns = columns > 1 ? columns : 2, .point = point, .colours = &drawing.colours};
  if (screen_rows < 1) screen_rows = 1;
  drawing.colours.has_any = false;
  if (drawing.has_colours)
    find_colours_of(&drawing.colours, drawing.state, rl_line_buffer, length, shows_partner ? point : SIZE_MAX);
  join_prompt(prompt, sizeof prompt);
  paint(&sheet, prompt, length, screen_rows);
  write_out();
  drawing.is_shown = true;
  drawing.cursor_row = sheet.cursor_row - sheet.top;
  drawing.rows = sheet.bottom - sheet.top + 1;
  drawing.top = sheet.top;
  drawing.columns = sheet.columns;
  drawing.is_pending = false;
}

void redisplay_pending(void) {
  if (drawing.is_ours && drawing.is_pending && !line_is_dropped()) draw((size_t)rl_end, (size_t)rl_point, true);
}

/* readline shows the bracket that blink-matching-paren means by a pause with the cursor there. */
static bool is_pausing(void) {
  const char *blinks = drawing.has_colours ? NULL : rl_variable_value("blink-matching-paren");
  return blinks && strcmp(blinks, "on") == 0;
}

void redisplay(void) {
  drawing.is_pending = true;
  if (is_pausing() || !input_is_waiting()) redisplay_pending();
}

/* The cursor on the last row that was drawn; nothing of it is drawn over any more. */
static void leave(void) {
  put_move(drawing.rows - 1 - drawing.cursor_row, 'B');
  drawing.is_shown = false;
}

/* Lines that were typed ahead have not been drawn before. readline leaves rl_end behind where it has given a line of the
   history its old text back. */
void redisplay_end(const char *note) {
  if (!drawing.is_ours || !(drawing.is_shown || drawing.is_pending)) return;
  size_t length = strlen(rl_line_buffer);
  draw(length, length, false);
  leave();
  put(note);
  put("\r\n");
  write_out();
}

void redisplay_on_fresh_row(void) {
  if (!drawing.is_ours || !drawing.is_shown) return;
  redisplay_pending();
  leave();
  put("\r\n");
  write_out();
  drawing.is_pending = true;
}

/* readline's own list of completions begins with the end of the line it stands on. */
static void list_matches(char **matches, int n, int longest) {
  redisplay_pending();
  leave();
  write_out();
  rl_display_match_list(matches, n, longest);
  drawing.is_pending = true;
}

static bool is_off(const char *variable) {
  const char *value = rl_variable_value(variable);
  return !value || strcmp(value, "on") != 0;
}

bool start_redisplay(cnn_State *state) {
  cnn_Display display;
  find_display(&display);
  drawing.state = state;
  drawing.has_colours = display.colours > 0;
  drawing.is_ours = display.is_addressed && display.columns > 1 && MB_CUR_MAX > 1 && is_off("horizontal-scroll-mode");
  if (!drawing.is_ours) return false;
  rl_redisplay_function = redisplay;
  if (!rl_completion_display_matches_hook) rl_completion_display_matches_hook = list_matches;
  if (drawing.has_colours) rl_variable_bind("blink-matching-paren", "off");
  return true;
}
