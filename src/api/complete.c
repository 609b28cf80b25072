/* cnn_complete: what may stand before the cursor, sorted. */
#include "api/complete.h"
#include "api/host.h"
#include "guide/guide.h"
#include "syntax/spelling.h"

#include <stdlib.h>
#include <string.h>

/* ---- matches ---- */

void offer_always(Matches *matches, Group group, const char *name, const char *meaning) {
  Memory *memory = &matches->state->context.memory;
  if (!memory_reserve(memory, &matches->match, &matches->room, matches->n + 1, sizeof *matches->match)) {
    matches->failed = true;
    return;
  }
  if (!meaning) meaning = "";
  name = arena_copy(&matches->arena, name, strlen(name));
  meaning = arena_copy(&matches->arena, meaning, strlen(meaning));
  if (name && meaning) matches->match[matches->n++] = (Match){group, name, meaning};
  else matches->failed = true;
}

void offer(Matches *matches, Group group, const char *name, const char *meaning) {
  if (strncmp(name, matches->typed, matches->typed_length) == 0) offer_always(matches, group, name, meaning);
}

void offer_text(Matches *matches, Group group, const char *name, Text *meaning) {
  matches->failed |= meaning->failed;
  offer(matches, group, name, text_string(meaning));
  text_close(meaning);
}

void offer_named(Matches *matches, Group group, Text *name, const char *meaning) {
  matches->failed |= name->failed;
  offer(matches, group, text_string(name), meaning);
  text_close(name);
}

void fail_quietly(Matches *matches, Status status) {
  if (status != OK) clear_error(&matches->state->context);
  matches->failed |= status != OK && status != FAILED;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static int lower(char c) { return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c; }

static int compare_numbers(const char **a, const char **b) {
  size_t n = strspn(*a, "0123456789"), m = strspn(*b, "0123456789");
  int difference = n != m ? (n < m ? -1 : 1) : memcmp(*a, *b, n);
  *a += n;
  *b += m;
  return difference;
}

/* W2 before W10, w before W before x. */
static int compare_names(const char *first, const char *second) {
  const char *a = first, *b = second;
  int difference = 0;
  while (*a && *b && difference == 0) {
    if (is_digit(*a) && is_digit(*b)) difference = compare_numbers(&a, &b);
    else difference = lower(*a++) - lower(*b++);
  }
  if (difference == 0) difference = (*a != 0) - (*b != 0);
  return difference ? difference : strcmp(second, first);
}

static int compare_by_name(const void *first, const void *second) {
  const Match *a = first, *b = second;
  int difference = compare_names(a->name, b->name);
  return difference ? difference : (int)a->group - (int)b->group;
}

static int compare_by_group(const void *first, const void *second) {
  const Match *a = first, *b = second;
  return a->group != b->group ? (int)a->group - (int)b->group : compare_by_name(first, second);
}

/* A name that several groups know stays in the first of them. */
static void sort_matches(Matches *matches) {
  Match *match = matches->match;
  size_t kept = 0;
  if (matches->n == 0) return;
  qsort(match, matches->n, sizeof *match, compare_by_name);
  for (size_t i = 0; i < matches->n; i++)
    if (kept == 0 || strcmp(match[kept - 1].name, match[i].name) != 0) match[kept++] = match[i];
  matches->n = kept;
  qsort(match, matches->n, sizeof *match, compare_by_group);
}

/* ---- topics of help ---- */

/* A LaTeX name becomes its glyph of itself, and is no topic beside it. */
static void offer_topic(void *user, const char *topic, const char *meaning) {
  if (topic[0] != '\\') offer(user, (unsigned char)topic[0] >= 0x80 ? GROUP_FIRST : GROUP_KEYWORD, topic, meaning);
}

void offer_topics(Matches *matches) {
  offer_names(matches);
  fail_quietly(matches, each_help_topic(matches->state, offer_topic, matches));
}

/* ---- places ---- */

static void gather(Matches *matches) {
  switch (matches->place->kind) {
    case PLACE_NONE: break;
    case PLACE_START:
    case PLACE_OPERAND: offer_names(matches); break;
    case PLACE_KEYWORD: offer_keywords(matches); break;
    case PLACE_VARIABLE: offer_variables(matches); break;
    case PLACE_FIELD: offer_fields(matches); break;
    case PLACE_PARAMETER: offer_parameters(matches); break;
    case PLACE_ARGUMENT: offer_arguments(matches), offer_further_names(matches); break;
    case PLACE_WORD: offer_words(matches), offer_further_names(matches); break;
    case PLACE_GLYPH: offer_glyphs(matches); break;
    case PLACE_LATEX: offer_latex(matches); break;
    case PLACE_FILE: offer_files(matches); break;
    case PLACE_IMPORT: offer_imports(matches); break;
    case PLACE_HELP: offer_topics(matches); break;
  }
}

/* The text up to the cursor, with a ? for every byte that is not UTF-8: places stay what they are. */
static char *copy_text(Arena *arena, const char *text, size_t length) {
  char *copy = arena_copy(arena, text, length);
  for (size_t at = 0; copy && at < length; at++)
    if ((at += find_bad_byte(copy + at, length - at)) < length) copy[at] = '?';
  return copy;
}

/* Names are compared as they are interned, in NFC and with letters for their LaTeX names. */
static bool read_typed(Matches *matches, const CursorPlace *place) {
  size_t length = place->end - place->start;
  matches->typed = place->text + place->start;
  matches->typed_length = length;
  matches->start = place->start;
  bool is_name = length && place->kind != PLACE_LATEX && place->kind != PLACE_FILE && place->kind != PLACE_HELP &&
                 name_end(place->text, place->start) == place->end;
  const Name *name = is_name ? intern_name(&matches->state->names, place->text, place->start, place->end) : NULL;
  if (name) matches->typed = name->text, matches->typed_length = name->length;
  return !is_name || name;
}

static void complete(Matches *matches, const char *text, size_t cursor) {
  CursorPlace place;
  const char *copy = copy_text(&matches->arena, text, cursor);
  matches->failed |= !copy;
  if (!copy) return;
  find_place(&place, copy, cursor);
  matches->place = &place;
  if (read_typed(matches, &place)) gather(matches);
  else matches->failed = true;
  sort_matches(matches);
  matches->place = NULL;
}

static bool is_inside_character(const char *text, size_t length, size_t cursor) {
  return cursor < length && ((unsigned char)text[cursor] & 0xC0) == 0x80;
}

size_t cnn_complete(cnn_State *host, const char *text, size_t length, size_t cursor,
                    void (*each)(void *user, const char *name, const char *meaning), void *user) {
  State *state = &host->state;
  Matches matches = {.state = state, .typed = ""};
  if (cursor > length) cursor = length;
  if (is_inside_character(text, length, cursor)) return cursor;
  matches.start = cursor;
  state->context.interrupt = 0;
  arena_open(&matches.arena, &state->context.memory);
  complete(&matches, text, cursor);
  for (size_t i = 0; i < matches.n && !matches.failed; i++) each(user, matches.match[i].name, matches.match[i].meaning);
  memory_release(&state->context.memory, matches.match);
  arena_close(&matches.arena);
  return matches.start;
}
