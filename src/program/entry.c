/* Keys for an entry of several lines: Enter goes on while it is incomplete, Up and Down move in it before they move
   through the history. inputrc knows them as cnn-accept-line and so on, and has the last word. */
#include "program/redisplay.h"

#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { INDENTATION = 2 };

static cnn_State *entering; /* readline's callbacks carry no argument */

int line_start(int at) {
  while (at > 0 && rl_line_buffer[at - 1] != '\n') at--;
  return at;
}

static int line_end(int at) {
  while (at < rl_end && rl_line_buffer[at] != '\n') at++;
  return at;
}

static int after_blanks(int at) {
  while (rl_line_buffer[at] == ' ' || rl_line_buffer[at] == '\t') at++;
  return at;
}

/* ---- indentation: what a line begins with tells ---- */

static bool begins_with(int start, const char *const *words) {
  const char *line = rl_line_buffer + after_blanks(start);
  size_t n = strcspn(line, " \t\n;#%(");
  for (; *words; words++)
    if (strlen(*words) == n && strncmp(line, *words, n) == 0) return true;
  return false;
}

static bool opens_block(int start) {
  return begins_with(start, (const char *const[]){"for", "while", "if", "function", "rule", NULL});
}

static bool closes_block(int start) { return begins_with(start, (const char *const[]){"end", NULL}); }

static bool divides_block(int start) { return begins_with(start, (const char *const[]){"else", "elseif", NULL}); }

/* `if x, y = 1; end` on one line leaves nothing open. */
static bool ends_in_line(int start) {
  int end = line_end(start);
  while (end > start && strchr(" \t;", rl_line_buffer[end - 1])) end--;
  return end - start > 4 && strncmp(rl_line_buffer + end - 3, "end", 3) == 0 && strchr(" ;,", rl_line_buffer[end - 4]);
}

/* Blocks that are open where the line at `start` begins. */
static int depth_at(int start) {
  int depth = 0;
  for (int at = 0; at < start; at = line_end(at) + 1) {
    if (opens_block(at) && !ends_in_line(at)) depth++;
    else if (closes_block(at) && depth > 0) depth--;
  }
  return depth;
}

/* `end` and `else` stand under what they belong to, where the indentation is the one that Enter made. */
static void take_indentation_back(void) {
  int start = line_start(rl_point), depth = depth_at(start), blanks = after_blanks(start) - start;
  if (depth == 0 || blanks != INDENTATION * depth || !(closes_block(start) || divides_block(start))) return;
  rl_delete_text(start, start + INDENTATION);
  rl_point -= INDENTATION;
}

static void insert_line(bool indents) {
  char blanks[64];
  rl_insert_text("\n");
  int depth = indents ? depth_at(rl_point) : 0;
  snprintf(blanks, sizeof blanks, "%*s", depth < 20 ? INDENTATION * depth : 40, "");
  rl_insert_text(blanks);
}

/* ---- keys ---- */

static bool is_complete(void) {
  int start = after_blanks(0);
  return rl_line_buffer[start] == ':' || cnn_is_complete(entering, rl_line_buffer, (size_t)rl_end);
}

/* Empty lines at the end, of a paste, are no part of the entry. */
static void drop_empty_lines(void) {
  int end = rl_end;
  while (end > 0 && strchr(" \t\n", rl_line_buffer[end - 1])) end--;
  for (int at = end; at < rl_end; at++)
    if (rl_line_buffer[at] == '\n') rl_delete_text(at, rl_end);
  rl_point = rl_end;
}

static int accept_line(int count, int key) {
  bool by_hand = !input_is_waiting(); /* lines of a paste bring their own indentation */
  if (!redisplay_is_ours() || line_is_dropped()) return rl_newline(count, key);
  rl_begin_undo_group();
  if (by_hand) take_indentation_back();
  bool ends = is_complete();
  if (ends) drop_empty_lines();
  else insert_line(by_hand);
  rl_end_undo_group();
  return ends ? rl_newline(count, key) : 0;
}

static int insert_newline(int count, int key) {
  (void)count, (void)key;
  insert_line(true);
  return 0;
}

/* As far into the line at `to` as the cursor is into its own, in characters. */
static void move_to_line(int to) {
  int column = 0, end = line_end(to);
  for (int at = line_start(rl_point); at < rl_point; at++) column += (rl_line_buffer[at] & 0xC0) != 0x80;
  for (rl_point = to; rl_point < end && column > 0; column--) do
      rl_point++;
    while (rl_point < end && (rl_line_buffer[rl_point] & 0xC0) == 0x80);
}

static int move_up(int count, int key) {
  int start = line_start(rl_point);
  if (start == 0) return rl_get_previous_history(count, key);
  move_to_line(line_start(start - 1));
  return 0;
}

static int move_down(int count, int key) {
  int end = line_end(rl_point);
  if (end == rl_end) return rl_get_next_history(count, key);
  move_to_line(end + 1);
  return 0;
}

/* The line first, then the entry. */
static int move_to_start(int count, int key) {
  int start = line_start(rl_point);
  if (start == rl_point) return rl_beg_of_line(count, key);
  rl_point = start;
  return 0;
}

static int move_to_end(int count, int key) {
  int end = line_end(rl_point);
  if (end == rl_point) return rl_end_of_line(count, key);
  rl_point = end;
  return 0;
}

static int kill_line(int count, int key) {
  int end = line_end(rl_point);
  if (count < 0) return rl_kill_line(count, key);
  return rl_kill_text(rl_point, end == rl_point && end < rl_end ? end + 1 : end);
}

static void bind_in(const char *name, bool is_emacs) {
  Keymap map = rl_get_keymap_by_name(name);
  rl_bind_keyseq_in_map("\r", accept_line, map);
  rl_bind_keyseq_in_map("\n", accept_line, map);
  for (int i = 0; i < 2; i++) {
    rl_bind_keyseq_in_map(i ? "\033[A" : "\033OA", move_up, map);
    rl_bind_keyseq_in_map(i ? "\033[B" : "\033OB", move_down, map);
    if (is_emacs) rl_bind_keyseq_in_map(i ? "\033\r" : "\033\n", insert_newline, map);
  }
}

void bind_entry_keys(cnn_State *state) {
  entering = state;
  rl_add_defun("cnn-accept-line", accept_line, -1);
  rl_add_defun("cnn-insert-newline", insert_newline, -1);
  rl_add_defun("cnn-line-up", move_up, -1);
  rl_add_defun("cnn-line-down", move_down, -1);
  bind_in("emacs-standard", true);
  bind_in("vi-insert", false);
  bind_in("vi-command", false);
}

static void replace_function(rl_command_func_t *before, rl_command_func_t *after, Keymap map) {
  char **keys = rl_invoking_keyseqs_in_map(before, map);
  for (char **key = keys; key && *key; key++) {
    rl_bind_keyseq_in_map(*key, after, map);
    free(*key);
  }
  free(keys);
}

void widen_line_functions(void) {
  Keymap map = rl_get_keymap_by_name("emacs-standard");
  replace_function(rl_beg_of_line, move_to_start, map);
  replace_function(rl_end_of_line, move_to_end, map);
  replace_function(rl_kill_line, kill_line, map);
}
