/* help 8.45: the entry of stdlib/help/, the operators that compute the equation, and the rules' lines that carry it. */
#include "guide/page.h"

#include <string.h>

static bool has_number(const OperatorRow *row, Slice number) {
  Slice rest = slice_of(row->equation), piece;
  while (rest.length && take_piece(&rest, ",", &piece))
    if (slices_equal(piece, number)) return true;
  return false;
}

static void add_rows(Page *page, Slice number) {
  bool first = true;
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const OperatorRow *row = &operator_families[f]->rows[i];
      if (row->form == FORM_INTERNAL || !row->equation || !has_number(row, number)) continue;
      if (first) page_heading(page, "Operators:");
      page_named(page, 12, slice_of(row_name(row)), row_words(row));
      relate(page, slice_of(row_name(row)));
      first = false;
    }
}

Status page_equation(Page *page, Slice number, bool *found) {
  Entry entry = is_equation(number) ? find_entry(page, number) : (Entry){0};
  bool carried = false;
  *found = entry.heading.text != NULL;
  if (!*found) return OK;
  text_format(&page->text, "%s %.*s\n",
              *number.text == 'P'   ? "Solved problem"
              : *number.text == 'E' ? "Exercise"
                                    : "Equation",
              (int)number.length, number.text);
  relate_list(page, entry_see_also(&entry));
  Status status = page_entry(page, &entry, ENTRY_TEXT);
  if (status == OK) add_rows(page, number);
  if (status == OK) status = page_numbered_rules(page, number, &carried);
  if (status == OK) status = page_entry(page, &entry, ENTRY_CODE);
  if (status == OK) page_related(page, number);
  return status;
}
