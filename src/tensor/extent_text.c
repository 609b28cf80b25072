#include "tensor/extent_terms.h"

#include <string.h>

static int summands_of(Extent a) {
  int n = a.number != 0;
  for (const ExtentTerms *t = a.terms; t; t = t->next) n++;
  return n;
}

static void print_bracketed(Extent a, bool bracketed, Text *out) {
  if (bracketed) text_format(out, "(");
  print_extent(a, out);
  if (bracketed) text_format(out, ")");
}

/* A denominator needs brackets where it is a product too. */
static void print_floor(const ExtentAtom *atom, Text *out) {
  const ExtentTerms *under = atom->denominator.terms;
  text_format(out, "⌊");
  print_bracketed(atom->numerator, summands_of(atom->numerator) > 1, out);
  text_format(out, "/");
  bool is_product = under && (under->n_factors > 1 || under->coefficient != 1);
  print_bracketed(atom->denominator, is_product || summands_of(atom->denominator) > 1, out);
  text_format(out, "⌋");
}

static void print_product(const ExtentTerms *term, bool is_first, Text *out) {
  uint64_t coefficient = term->coefficient < 0 ? -(uint64_t)term->coefficient : (uint64_t)term->coefficient;
  if (term->coefficient < 0) text_format(out, is_first ? "-" : " - ");
  else if (!is_first) text_format(out, " + ");
  if (coefficient != 1) text_format(out, "%llu ", (unsigned long long)coefficient);
  for (int i = 0; i < term->n_factors; i++) {
    if (i) text_format(out, " ");
    if (term->factor[i]->name) text_format(out, "%s", term->factor[i]->name);
    else print_floor(term->factor[i], out);
  }
}

/* What is added comes before what is subtracted: R_r + 2 p - r, and 1 - r. */
void print_extent(Extent a, Text *out) {
  bool is_first = true;
  for (const ExtentTerms *t = a.terms; t; t = t->next)
    if (t->coefficient > 0) print_product(t, is_first, out), is_first = false;
  if (is_first && (a.number > 0 || !a.terms)) {
    text_format(out, "%lld", (long long)a.number);
    is_first = false;
    a.number = 0;
  }
  for (const ExtentTerms *t = a.terms; t; t = t->next)
    if (t->coefficient < 0) print_product(t, is_first, out), is_first = false;
  long long magnitude = a.number < 0 ? -a.number : a.number;
  if (a.number) text_format(out, a.number < 0 ? " - %lld" : " + %lld", magnitude);
}

Size size_from(Extent rows, Extent columns, Extent maps, Extent examples) {
  return (Size){{rows, columns, maps, examples}};
}

Size size_of(const Tensor *tensor) {
  return size_from(extent_of(tensor->size[0]), extent_of(tensor->size[1]), extent_of(tensor->size[2]),
                   extent_of(tensor->size[3]));
}

bool size_is_numeric(const Size *size) {
  for (int axis = 0; axis < AXES; axis++)
    if (!extent_is_number(size->axis[axis])) return false;
  return true;
}

Truth size_equal(const Size *a, const Size *b) {
  Truth all = YES;
  for (int axis = 0; axis < AXES; axis++) {
    Truth one = extent_equal(a->axis[axis], b->axis[axis]);
    if (one == NO) return NO;
    if (one == UNKNOWN) all = UNKNOWN;
  }
  return all;
}

void print_size(const Size *size, Text *out) {
  static const char *const unit[AXES] = {"", "", " maps", " examples"};
  int last = AXES - 1;
  while (last > 1 && extent_equal(size->axis[last], extent_of(1)) == YES) last--;
  for (int axis = 0; axis <= last; axis++) {
    if (axis) text_format(out, " × ");
    print_bracketed(size->axis[axis], summands_of(size->axis[axis]) > 1, out);
    bool is_one = extent_equal(size->axis[axis], extent_of(1)) == YES;
    text_format(out, "%.*s", (int)strlen(unit[axis]) - (is_one && axis > 1), unit[axis]);
  }
}
