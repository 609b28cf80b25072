/* TAB: glyphs for LaTeX names, and names. */
#include "program/program.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

static cnn_State *completing; /* readline's callbacks carry no argument */

typedef struct Matches {
  char **text;
  size_t n, room;
} Matches;

static void collect(void *user, const char *name, const char *meaning) {
  Matches *matches = user;
  if (matches->n + 2 > matches->room) {
    size_t room = matches->room ? 2 * matches->room : 16;
    char **grown = realloc(matches->text, room * sizeof *grown);
    if (!grown) return;
    matches->text = grown;
    matches->room = room;
  }
  (void)meaning;
  matches->text[matches->n++] = strdup(name);
  matches->text[matches->n] = NULL;
}

static size_t common_length(const Matches *matches) {
  size_t n = strlen(matches->text[0]);
  for (size_t i = 1; i < matches->n; i++)
    while (strncmp(matches->text[0], matches->text[i], n) != 0) n--;
  return n;
}

/* readline wants the common beginning first, then the choices. */
static char **complete(const char *text, int start, int end) {
  Matches matches = {0};
  (void)start, (void)end;
  rl_attempted_completion_over = 1;
  rl_completion_append_character = 0;
  cnn_complete(completing, text, collect, &matches);
  if (matches.n == 0) return NULL;
  char **list = malloc((matches.n + 2) * sizeof *list);
  if (!list) return NULL;
  list[0] = strndup(matches.text[0], common_length(&matches));
  for (size_t i = 0; i < matches.n; i++) list[i + 1] = matches.text[i];
  list[matches.n + 1] = NULL;
  if (matches.n == 1) {
    free(list[1]);
    list[1] = NULL;
  }
  free(matches.text);
  return list;
}

/* What the LaTeX name before the cursor stands for: itself, or the only one that begins so. */
typedef struct Glyph {
  const char *typed;
  size_t matches;
  bool whole;
  char meaning[32];
} Glyph;

static void find_glyph(void *user, const char *name, const char *meaning) {
  Glyph *glyph = user;
  glyph->matches++;
  if (glyph->whole || strlen(meaning) >= sizeof glyph->meaning) return;
  glyph->whole = strcmp(name, glyph->typed) == 0;
  strcpy(glyph->meaning, meaning);
}

/* Where it begins, at its backslash; -1: there is none. */
static int latex_start(void) {
  int start = rl_point;
  while (start > 0 && (isalpha((unsigned char)rl_line_buffer[start - 1]) || strchr("^_{}", rl_line_buffer[start - 1])))
    start--;
  return start > 0 && rl_line_buffer[start - 1] == '\\' ? start - 1 : -1;
}

static void replace_typed(int start, const char *text) {
  rl_begin_undo_group();
  rl_delete_text(start, rl_point);
  rl_point = start;
  rl_insert_text(text);
  rl_end_undo_group();
}

/* Several LaTeX names begin so: readline's own completion, with the word from its backslash on. */
static int complete_latex(int count, int key) {
  const char *breaks = rl_completer_word_break_characters;
  rl_completer_word_break_characters = rl_special_prefixes = "\\";
  int result = rl_complete(count, key);
  rl_completer_word_break_characters = breaks;
  rl_special_prefixes = NULL;
  return result;
}

/* \otimes⇥ becomes ⊗, and so does \oti⇥, since only one name begins so; any other word is completed as a name. */
static int complete_glyph(int count, int key) {
  int start = latex_start();
  char *typed = start >= 0 ? strndup(rl_line_buffer + start, (size_t)(rl_point - start)) : NULL;
  Glyph glyph = {.typed = typed};
  if (typed) cnn_complete(completing, typed, find_glyph, &glyph);
  free(typed);
  /* readline lists the choices at a second TAB, which it knows by its own function */
  if (rl_last_func == complete_glyph) rl_last_func = rl_complete;
  if (start < 0) return rl_complete(count, key);
  if (!glyph.meaning[0] || (glyph.matches > 1 && !glyph.whole)) return complete_latex(count, key);
  replace_typed(start, glyph.meaning);
  return 0;
}

void start_completion(cnn_State *state) {
  completing = state;
  rl_attempted_completion_function = complete;
  rl_completer_word_break_characters = " \t\n\"\\'`@$><=;|&{(+-*/[,:";
  rl_bind_key('\t', complete_glyph);
}
