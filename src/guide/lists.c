/* Lists made from the tables: {operators}, {functions}, {topics}, {equations} in an entry; and all topics by name. */
#include "guide/page.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS_MAX = 160 };

typedef struct Items {
  Slice item[ITEMS_MAX];
  int n;
} Items;

static void add_item(Items *items, Slice item) {
  for (int i = 0; i < items->n; i++)
    if (slices_equal(items->item[i], item)) return;
  if (items->n < ITEMS_MAX) items->item[items->n++] = item;
}

static void end_items(Page *page, const char *heading, Items *items) {
  page_list(page, heading, items->item, items->n);
  items->n = 0;
}

static void list_operators(Page *page) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      if (row->form == FORM_INFIX || row->form == FORM_PREFIX)
        page_named(page, 6, slice_of(row_name(row)), row_words(row));
    }
}

static void add_name(void *items, const char *name) { add_item(items, slice_of(name)); }

static Status add_file(State *state, const char *path, void *user) {
  Page *page = user;
  Items items = {.n = 0};
  const char *file = strrchr(path, '/') + 1;
  char heading[NAME_BYTES];
  Status status = each_name_of_file(state, path, add_name, &items);
  size_t length = strlen(file) - strlen(".cnn");
  if (length >= sizeof heading) length = sizeof heading - 1;
  memcpy(heading, file, length);
  heading[length] = 0;
  end_items(page, heading, &items);
  return status;
}

static Status list_functions(Page *page) {
  Items items = {.n = 0};
  for (int f = 0; operator_families[f]; f++) {
    const OperatorFamily *family = operator_families[f];
    for (int i = 0; i < family->n_rows; i++)
      if (family->rows[i].form == FORM_FUNCTION) add_item(&items, slice_of(family->rows[i].name));
    end_items(page, family->name, &items);
  }
  for (int k = 0; page->state->procedures[k]; k++)
    for (const Procedure *procedure = page->state->procedures[k]; procedure->name; procedure++)
      add_item(&items, slice_of(procedure->name));
  end_items(page, "others", &items);
  return each_file_of_library(page->state, "", ".cnn", add_file, page);
}

static void list_entries(Page *page, const char *heading, bool equations) {
  Slice rest = {text_string(&page->topics), page->topics.length};
  Items items = {.n = 0};
  Entry entry;
  while (next_entry(&rest, &entry))
    if (is_equation(entry_name(&entry)) == equations) add_item(&items, entry_name(&entry));
  end_items(page, heading, &items);
}

Status page_table(Page *page, Slice name) {
  if (slice_is(name, "operators")) list_operators(page);
  if (slice_is(name, "functions")) return list_functions(page);
  if (slice_is(name, "topics")) list_entries(page, "Topics", false);
  if (slice_is(name, "equations")) list_entries(page, "Equations", true);
  return OK;
}

/* ---- names ---- */

typedef struct Receiver {
  void (*each)(void *user, const char *topic, const char *meaning);
  void *user;
} Receiver;

static void give(const Receiver *to, const char *topic, const char *meaning) {
  if (topic) to->each(to->user, topic, meaning);
}

static void give_rows(const Receiver *to) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      give(to, row->glyph, row->help);
      if (row->form == FORM_FUNCTION || row->form == FORM_INTERNAL) give(to, row->name, row->help);
      give(to, row->latex, row->glyph);
      for (size_t k = 0; k < sizeof row->alias / sizeof *row->alias; k++) give(to, row->alias[k], row->help);
    }
}

enum { MEANING_BYTES = 200 };

/* The first line of the entry's text tells what it is about. */
static void give_entry(const Receiver *to, Slice name, Slice body) {
  char topic[NAME_BYTES], meaning[MEANING_BYTES];
  size_t start = 0, length = 0;
  while (start < body.length && body.text[start] == '\n') start++;
  while (start + length < body.length && body.text[start + length] != '\n') length++;
  if (name.length >= sizeof topic) return;
  if (length >= sizeof meaning || body.text[start] == ' ' || body.text[start] == '{') length = 0;
  snprintf(topic, sizeof topic, "%.*s", (int)name.length, name.text);
  snprintf(meaning, sizeof meaning, "%.*s", (int)length, body.text + start);
  give(to, topic, meaning);
}

static void give_entries(const Receiver *to, Slice rest) {
  Entry entry;
  Slice name;
  while (next_entry(&rest, &entry))
    for (Slice names = entry.heading; take_piece(&names, " | ", &name);) give_entry(to, name, entry.body);
}

static void give_library_name(void *to, const char *name) { give(to, name, ""); }

Status each_help_topic(State *state, void (*each)(void *user, const char *topic, const char *meaning), void *user) {
  const Receiver to = {each, user};
  Text topics;
  text_open(&topics, &state->context.memory);
  Status status = read_topics(state, &topics);
  give_rows(&to);
  for (int k = 0; state->procedures[k]; k++)
    for (const Procedure *procedure = state->procedures[k]; procedure->name; procedure++)
      give(&to, procedure->name, procedure->help);
  if (status == OK) give_entries(&to, (Slice){text_string(&topics), topics.length});
  text_close(&topics);
  return status == OK ? each_library_name(state, give_library_name, (void *)&to) : status;
}
