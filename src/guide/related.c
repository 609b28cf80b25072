/* See also: names that occur in a page's rules and examples, entries that refer to it, and its family. */
#include "guide/page.h"
#include "syntax/spelling.h"

#include <string.h>

void relate(Page *page, Slice name) {
  name = trimmed(name);
  if (!name.length || page->n_related == RELATED_MAX) return;
  for (int i = 0; i < page->n_related; i++)
    if (slices_equal(page->related[i], name)) return;
  page->related[page->n_related++] = name;
}

void relate_list(Page *page, Slice names) {
  Slice name;
  while (take_piece(&names, ", ", &name)) relate(page, name);
}

static void relate_glyphs(Page *page, Slice code) {
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const char *glyph = operator_families[f]->rows[i].glyph;
      if (glyph && (unsigned char)glyph[0] >= 0x80 && find_text(code, glyph)) relate(page, slice_of(glyph));
    }
}

static void relate_call(Page *page, const char *text, size_t length) {
  char name[NAME_BYTES];
  const char *path = NULL;
  if (length >= sizeof name) return;
  memcpy(name, text, length);
  name[length] = 0;
  const OperatorRow *row = find_operator(name);
  if (find_procedure(page->state, name)) return; /* rows, size and their kin are everywhere */
  if (row) relate(page, slice_of(row_name(row)));
  else if (find_in_library(page->state, text, length, &path) != OK) clear_error(&page->state->context);
  else if (path) relate(page, slice_of(find_name(&page->state->names, text, length)->text));
}

/* What is kept outlives the code: names of rows and of the library's index. */
static void relate_calls(Page *page, Slice code) {
  for (size_t at = 0; at < code.length;) {
    size_t end = name_end(code.text, at);
    if (end > at && end < code.length && code.text[end] == '(') relate_call(page, code.text + at, end - at);
    at = end > at ? end : at + 1;
    while (at < code.length && ((unsigned char)code.text[at] & 0xC0) == 0x80) at++;
  }
}

void relate_text(Page *page, Slice code) {
  relate_glyphs(page, code);
  relate_calls(page, code);
}

static bool lists(Slice names, Slice wanted) {
  Slice name;
  while (take_piece(&names, ", ", &name))
    if (slices_equal(name, wanted)) return true;
  return false;
}

static bool is_related(const Page *page, const Entry *entry) {
  for (int i = 0; i < page->n_related; i++)
    if (entry_has_name(entry, page->related[i])) return true;
  return false;
}

static void relate_entries(Page *page, Slice name, bool equations) {
  Slice rest = {text_string(&page->topics), page->topics.length};
  Entry entry;
  while (next_entry(&rest, &entry))
    if (is_equation(entry_name(&entry)) == equations && lists(entry_see_also(&entry), name) &&
        !is_related(page, &entry))
      relate(page, entry_name(&entry));
}

/* Words first: an operator's own equations stand on its page anyway. */
void relate_mentions(Page *page, Slice name) {
  relate_entries(page, name, false);
  relate_entries(page, name, true);
}

void relate_family(Page *page, const OperatorRow *row) {
  for (int f = 0; operator_families[f]; f++) {
    const OperatorFamily *family = operator_families[f];
    if (row < family->rows || row >= family->rows + family->n_rows) continue;
    for (int i = 0; i < family->n_rows; i++)
      if (family->rows[i].form == row->form && row->form != FORM_INTERNAL)
        relate(page, slice_of(row_name(&family->rows[i])));
  }
}

void page_related(Page *page, Slice own) {
  int n = 0;
  for (int i = 0; i < page->n_related; i++)
    if (!slices_equal(page->related[i], own)) page->related[n++] = page->related[i];
  if (n) text_add(&page->text, "\n", 1);
  page_list(page, "See also", page->related, n);
}
