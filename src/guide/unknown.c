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

/* A word that begins like it counts as near. */
static int distance_to(const char *wanted, const char *topic) {
  size_t n = strlen(wanted);
  if (strcasecmp(wanted, topic) == 0) return 0;
  int edits = edit_distance(wanted, topic);
  return n >= 3 && strncmp(wanted, topic, n) == 0 && edits > 1 ? 1 : edits;
}

static void consider(void *user, const char *topic) {
  Nearest *nearest = user;
  int edits = distance_to(nearest->wanted, topic);
  if (edits >= nearest->least || strlen(topic) >= sizeof nearest->best) return;
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
  while (next_entry(&rest, &entry)) {
    Slice names = entry.heading, first = entry.heading;
    take_piece(&names, " | ", &first);
    if (speaks_of(entry.body, word)) relate(page, first);
  }
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

static bool is_number(const char *topic) { return isdigit((unsigned char)topic[0]) || isdigit((unsigned char)topic[1]); }

Status fail_unknown(Page *page, Slice topic, const Ast *statement) {
  State *state = page->state;
  Source *source = page->frame->source;
  Nearest nearest = {.wanted = topic.text, .least = topic.length < 6 ? 2 : 3};
  Status status = topic.length ? each_help_topic(state, consider, &nearest) : OK;
  if (status != OK) return status;
  if (!topic.length) return fail_at(&state->context, source, statement->span, "there is no help on this: type help");
  if (is_number(topic.text) && !nearest.best[0])
    return fail_at(&state->context, source, statement->span,
                   "the chapter has no equation %s: they are 8.1 to 8.53, P8.1 to P8.4 and E8.1 to E8.10", topic.text);
  if (nearest.best[0])
    fail_at(&state->context, source, statement->span, "there is no help on %s: did you mean help %s?", topic.text,
            nearest.best);
  else
    fail_at(&state->context, source, statement->span, "there is no help on %s: type help for a tour, help topics for a list",
            topic.text);
  page->n_related = 0;
  search_rows(page, topic.text);
  search_entries(page, topic.text);
  note_pages(page);
  return FAILED;
}
