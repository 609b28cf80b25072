/* TAB: what the library knows to stand before the cursor, put into the line or listed (choices.c). */
#include "program/choices.h"
#include "program/redisplay.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

static cnn_State *completing; /* readline's callbacks carry no argument */
static const char *gathered;  /* the lines before the present one */

void complete_behind(const char *text) { gathered = text; }

static void collect(void *user, const char *name, const char *meaning) {
  Choices *choices = user;
  if (choices->n == choices->room) {
    size_t room = choices->room ? 2 * choices->room : 16;
    Choice *grown = realloc(choices->choice, room * sizeof *grown);
    if (!grown) return;
    choices->choice = grown;
    choices->room = room;
  }
  Choice choice = {strdup(name), strdup(meaning)};
  if (choice.name && choice.meaning) choices->choice[choices->n++] = choice;
  else free(choice.name), free(choice.meaning);
}

static void release_choices(Choices *choices) {
  for (size_t i = 0; i < choices->n; i++) free(choices->choice[i].name), free(choices->choice[i].meaning);
  free(choices->choice);
}

/* ---- what stands before the cursor ---- */

/* Text before the line's first `skip` bytes, in their place: the cursor then stands at rl_point - skip + strlen(before). */
static int complete_with(const char *before, int skip, Choices *choices) {
  size_t front = strlen(before), rest = (size_t)(rl_point - skip);
  char *text = malloc(front + rest + 1);
  if (!text) return rl_point;
  memcpy(text, before, front);
  memcpy(text + front, rl_line_buffer + skip, rest);
  text[front + rest] = 0;
  size_t start = cnn_complete(completing, text, front + rest, front + rest, collect, choices);
  free(text);
  if (start < front) release_choices(choices), *choices = (Choices){0};
  return start < front ? rl_point : (int)(start - front) + skip;
}

static int skip_blanks(int at) {
  while (at < rl_point && strchr(" \t", rl_line_buffer[at])) at++;
  return at;
}

static int skip_word(int at) {
  while (at < rl_point && !strchr(" \t", rl_line_buffer[at])) at++;
  return at;
}

/* The argument of :load is a file, of others an expression. */
static int complete_argument(int start, int end, Choices *choices) {
  const char *name, *argument, *help;
  for (int i = 0; (name = command_at(i, &argument, &help)); i++)
    if ((int)strlen(name) == end - start && strncmp(rl_line_buffer + start, name, strlen(name)) == 0)
      return complete_with(strstr(argument, "file") ? "\"" : "", skip_blanks(end), choices);
  return rl_point;
}

/* ":lo": the program's own words. */
static int complete_command(int start, Choices *choices) {
  const char *name, *argument, *help;
  int end = skip_word(start);
  char meaning[256];
  if (end < rl_point) return complete_argument(start, end, choices);
  for (int i = 0; (name = command_at(i, &argument, &help)); i++) {
    if (strncmp(name, rl_line_buffer + start, (size_t)(end - start)) != 0) continue;
    snprintf(meaning, sizeof meaning, "%s%s%s%s%s", *argument ? name : "", *argument ? " " : "", argument,
             *argument ? "  " : "", help);
    collect(choices, name, meaning);
  }
  return start;
}

static int find_choices(Choices *choices) {
  int first = skip_blanks(0);
  if (!gathered && rl_line_buffer[first] == ':' && first < rl_point) return complete_command(first, choices);
  return complete_with(gathered ? gathered : "", 0, choices);
}

/* ---- TAB ---- */

static size_t common_length(const Choices *choices) {
  const char *first = choices->choice[0].name;
  size_t n = strlen(first);
  for (size_t i = 1; i < choices->n; i++)
    while (strncmp(first, choices->choice[i].name, n) != 0) n--;
  while (n > 0 && ((unsigned char)first[n] & 0xC0) == 0x80) n--;
  return n;
}

static void replace_typed(int start, const char *text, size_t length) {
  char *piece = strndup(text, length);
  if (!piece) return;
  rl_begin_undo_group();
  rl_delete_text(start, rl_point);
  rl_point = start;
  rl_insert_text(piece);
  rl_end_undo_group();
  free(piece);
}

/* The line and the prompt are drawn again below the list. */
static void show_below(int start, const Choices *choices) {
  int point = rl_point;
  if (redisplay_is_ours()) {
    redisplay_on_fresh_row();
  } else {
    rl_point = rl_end;
    rl_redisplay();
    rl_crlf();
  }
  rl_point = point;
  list_choices(choices, rl_line_buffer + start, (size_t)(point - start));
  if (!redisplay_is_ours()) rl_on_new_line();
}

/* As far as all choices agree; where that is no further than before they are listed. */
static void take_choices(int start, const Choices *choices) {
  const char *name = choices->choice[0].name;
  size_t typed = (size_t)(rl_point - start), common = common_length(choices);
  bool agrees = common >= typed && strncmp(name, rl_line_buffer + start, typed) == 0;
  bool is_only = choices->n == 1;
  if ((is_only && !(agrees && common == typed)) || (agrees && common > typed)) replace_typed(start, name, common);
  else if (!is_only || *choices->choice[0].meaning) show_below(start, choices);
}

/* In front of a line TAB indents, so that pasted programs stay whole. */
static int complete_line(int count, int key) {
  Choices choices = {0};
  (void)count, (void)key;
  if (skip_blanks(line_start(rl_point)) == rl_point) return rl_insert_text("  "), 0;
  int start = find_choices(&choices);
  if (choices.n == 0) rl_ding();
  else take_choices(start, &choices);
  release_choices(&choices);
  return 0;
}

/* ---- readline's own ways of completing, where an inputrc binds them to keys ---- */

/* The common beginning first, then the choices, as far as they begin at readline's word. */
static char **list_for_readline(const Choices *choices, size_t cut) {
  size_t common = common_length(choices);
  char **list = calloc(choices->n + 2, sizeof *list);
  if (!list) return NULL;
  list[0] = strndup(choices->choice[0].name + cut, common > cut ? common - cut : 0);
  for (size_t i = 0; i < choices->n && choices->n > 1; i++) list[i + 1] = strdup(choices->choice[i].name + cut);
  return list;
}

static char **complete_word(const char *text, int start, int end) {
  Choices choices = {0};
  char **list = NULL;
  (void)text, (void)end;
  rl_attempted_completion_over = 1;
  rl_completion_append_character = 0;
  int from = find_choices(&choices);
  size_t cut = from <= start ? (size_t)(start - from) : 0;
  bool agrees = from <= start && choices.n > 0 && common_length(&choices) >= cut &&
                strncmp(choices.choice[0].name, rl_line_buffer + from, cut) == 0;
  if (agrees) list = list_for_readline(&choices, cut);
  release_choices(&choices);
  return list;
}

/* Before the inputrc is read, which has the last word. */
void start_completion(cnn_State *state) {
  completing = state;
  rl_attempted_completion_function = complete_word;
  rl_completer_word_break_characters = " \t\n\"\\'`@$><=;|&{(+-*/[,:";
  rl_add_defun("cnn-complete", complete_line, -1);
  rl_bind_key_in_map('\t', complete_line, emacs_standard_keymap);
  rl_bind_key_in_map('\t', complete_line, vi_insertion_keymap);
}
