/* Trees in the form one would write them: what is 0 by its place is dropped, and the constants of a sensitivity are gathered,
   -2 (t - a) 0.5 to a - t, as derive does. */
#include "derive/explain.h"

#include <math.h>

/* An empty sum: 0 whatever the numbers are. */
static bool is_always_zero(const Term *term) { return term->kind == TERM_SUM && !term->first; }

static void keep_parts(Term *list, bool (*keeps)(const Term *part)) {
  Term *first = list->first;
  list->first = list->last = NULL;
  list->n = 0;
  for (Term *part = first, *next; part; part = next) {
    next = part->next;
    if (!keeps(part)) continue;
    part->next = NULL;
    if (list->last) list->last->next = part;
    else list->first = part;
    list->last = part;
    list->n++;
  }
}

static bool is_not_always_zero(const Term *part) { return !is_always_zero(part); }

static void become(Term *term, const Term *by) {
  Term *next = term->next;
  *term = *by;
  term->next = next;
}

/* 0 x and -0 and 0/x are 0, and a sum goes without them. */
void drop_zeros(Term *term) {
  bool zero = false;
  if (term->kind == TERM_SUM && !term->left_out) keep_parts(term, is_not_always_zero);
  if (term->kind == TERM_PRODUCT)
    for (const Term *part = term->first; part; part = part->next) zero |= is_always_zero(part);
  if (term->kind == TERM_NEGATIVE || term->kind == TERM_QUOTIENT) zero = is_always_zero(term->first);
  if (zero) become(term, &(Term){.kind = TERM_SUM});
}

/* ---- constants of a product ---- */

static bool is_no_number(const Term *part) { return part->kind != TERM_NUMBER; }

/* Takes the sign off a factor. */
static double take_sign(Term *factor) {
  double sign = 1;
  while (factor->kind == TERM_NEGATIVE) {
    sign = -sign;
    become(factor, factor->first);
  }
  return sign;
}

/* Products inside of a product are its factors too. Returns the sign of all. */
static double splice_factors(Term *product) {
  double sign = 1;
  for (Term **link = &product->first; *link;) {
    Term *part = *link;
    sign *= take_sign(part);
    if (part->kind == TERM_POWER && part->last->kind == TERM_NUMBER && part->last->number == 1)
      become(part, part->first);
    if (part->kind == TERM_SUM && part->n == 1) become(part, part->first);
    if (part->kind != TERM_PRODUCT || part->left_out) {
      product->last = part;
      link = &part->next;
      continue;
    }
    part->last->next = part->next;
    *link = part->first;
    product->n += part->n - 1;
  }
  return sign;
}

/* -(t - a) is a - t. */
static bool turn_difference(Term *factor) {
  if (factor->kind != TERM_SUM || factor->n != 2 || factor->last->kind != TERM_NEGATIVE) return false;
  Term *left = factor->first, *right = factor->last, *inner = right->first;
  inner->next = right;
  right->first = right->last = left;
  right->n = 1;
  left->next = right->next = NULL;
  factor->first = inner;
  factor->last = right;
  return true;
}

static bool turn_a_difference(Term *product) {
  for (Term *part = product->first; part; part = part->next)
    if (turn_difference(part)) return true;
  return false;
}

static void lead_with(Term *product, Term *number) {
  number->next = product->first;
  product->first = number;
  if (!product->last) product->last = number;
  product->n++;
}

void gather_constants(Terms *terms, Term *product) {
  if (product->kind == TERM_NEGATIVE && turn_difference(product->first)) return become(product, product->first);
  if (product->kind != TERM_PRODUCT || product->left_out) return;
  double constant = splice_factors(product);
  for (Term *part = product->first; part; part = part->next)
    if (part->kind == TERM_NUMBER) constant *= part->number;
  keep_parts(product, is_no_number);
  if (constant < 0 && turn_a_difference(product)) constant = -constant;
  Term *number = fabs(constant) == 1 && product->n ? NULL : term_number(terms, fabs(constant));
  if (number) lead_with(product, number);
  if (product->n == 1) become(product, product->first);
  if (!signbit(constant)) return;
  Term *inner = term_number(terms, 0);
  if (!inner) return;
  *inner = *product;
  inner->next = NULL;
  become(product, &(Term){.kind = TERM_NEGATIVE, .first = inner, .last = inner, .n = 1});
}
