/* A topic that help does not know: the nearest one, and the pages that speak of it. */
#include "guide/page.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct Nearest {
  const char *wanted;
  int least;
  char best[NAME_BYTES];
} Nearest;

/* What begins like it counts as near, a short name as nearer than a long one. One letter is near to nothing. */
static int distance_to(const char *wanted, const char *topic) {
  size_t n = strlen(wanted);
  if (strcasecmp(wanted, topic) == 0 || (n >= 3 && strncmp(wanted, topic, n) == 0)) return 0;
  return n < 2 ? 99 : edit_distance(wanted, topic);
}

static void consider(void *user, const char *topic, const char *meaning) {
  (void)meaning;
  Nearest *nearest = user;
  int edits = distance_to(nearest->wanted, topic);
  bool shorter = edits == nearest->least && nearest->best[0] && strlen(topic) < strlen(nearest->best);
  if ((edits >= nearest->least && !shorter) || strlen(topic) >= sizeof nearest->best) return;
  nearest->least = edits;
  strcpy(nearest->best, topic);
}

static bool speaks_of(Slice text, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; n >= 3 && i + n <= text.length; i++)
    if (strncasecmp(text.text + i, word, n) == 0 && (i == 0 || !isalnum((unsigned char)text.text[i - 1]))) return true;
  return false;
}

static void search_rows(Page *page, const char *word) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      bool role = row->role && speaks_of(slice_of(row->role), word);
      if (row->form != FORM_INTERNAL && (role || speaks_of(slice_of(row->help), word)))
        relate(page, slice_of(row_name(row)));
    }
  for (int k = 0; page->state->procedures[k]; k++)
    for (const Procedure *procedure = page->state->procedures[k]; procedure->name; procedure++)
      if (speaks_of(slice_of(procedure->help), word)) relate(page, slice_of(procedure->name));
}

static void search_entries(Page *page, const char *word) {
  Slice rest = {text_string(&page->topics), page->topics.length};
  Entry entry;
  while (next_entry(&rest, &entry))
    if (speaks_of(entry.body, word)) relate(page, entry_name(&entry));
}

static void note_pages(Page *page) {
  char list[NOTE_BYTES] = "";
  size_t used = 0;
  for (int i = 0; i < page->n_related; i++) {
    size_t room = sizeof list - used;
    int n = snprintf(list + used, room, "%s%.*s", i ? ", " : "", (int)page->related[i].length, page->related[i].text);
    if (n < 0 || (size_t)n >= room) break;
    used += (size_t)n;
  }
  if (used) add_note(&page->state->context, "the word occurs under: %s", list);
}

/* ---- numbers of equations ---- */

static void note_range(Page *page, char kind) {
  Slice rest = {text_string(&page->topics), page->topics.length}, first = {0}, last = {0};
  Entry entry;
  while (next_entry(&rest, &entry)) {
    if (!is_equation(entry.heading) || entry.heading.text[0] != kind) continue;
    last = entry.heading;
    if (!first.text) first = last;
  }
  if (first.text)
    add_note(&page->state->context, "%s run from %.*s to %.*s",
             kind == 'P'   ? "solved problems"
             : kind == 'E' ? "exercises"
                           : "equations",
             (int)first.length, first.text, (int)last.length, last.text);
}

static Status fail_number(Page *page, const char *number, const Ast *statement) {
  fail_at(&page->state->context, page->frame->source, statement->span, "the chapter has no %s", number);
  note_range(page, '8');
  note_range(page, 'P');
  note_range(page, 'E');
  return FAILED;
}

Status fail_unknown(Page *page, Slice topic, const Ast *statement) {
  State *state = page->state;
  Source *source = page->frame->source;
  Nearest nearest = {.wanted = topic.text, .least = topic.length < 6 ? 2 : 3};
  if (!topic.length)
    return fail_at(&state->context, source, statement->span, "%s",
                   statement->text_length ? "there is no help on this: type help"
                                          : "help needs the standard library, which is not there");
  if (is_equation(topic)) return fail_number(page, topic.text, statement);
  Status status = each_help_topic(state, consider, &nearest);
  if (status != OK) return status;
  const char *name = nearest.best[0] ? nearest.best : nearest_name(state, topic.text), *habit = habit_for(topic.text);
  fail_at(&state->context, source, statement->span, "there is no help on %s: %s%s%s", topic.text,
          name ? "did you mean help " : "type help for a tour, help topics for a list", name ? name : "",
          name ? "?" : "");
  if (habit) add_note(&state->context, "%s", habit);
  search_rows(page, topic.text);
  search_entries(page, topic.text);
  note_pages(page);
  return FAILED;
}
