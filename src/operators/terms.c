#include "operators/terms.h"

#include <stdio.h>
#include <string.h>

void terms_open(Terms *terms, Context *context, Arena *arena, Places *places, bool full) {
  *terms = (Terms){.context = context, .arena = arena, .places = places, .full = full};
}

static Term *new_term(Terms *terms, TermKind kind) {
  Term *term = terms->spare;
  if (term) {
    terms->spare = term->next;
    *term = (Term){.kind = kind};
  } else if ((term = arena_allocate(terms->arena, sizeof *term))) {
    term->kind = kind;
  }
  return term;
}

/* Puts the term's parts in front of the spare ones, then itself; trees are as deep as an operator's formula. */
static void drop(Terms *terms, Term *term) {
  for (Term *part = term->first, *next; part; part = next) {
    next = part->next;
    drop(terms, part);
  }
  term->next = terms->spare;
  terms->spare = term;
}

Term *term_number(Terms *terms, double number) {
  Term *term = new_term(terms, TERM_NUMBER);
  if (term) term->number = number;
  return term;
}

Term *term_reference(Terms *terms, int operand, const int64_t at[AXES]) {
  Term *term = new_term(terms, TERM_REFERENCE);
  if (!term) return NULL;
  term->operand = operand;
  memcpy(term->at, at, sizeof term->at);
  return term;
}

Term *term_here(Terms *terms, const OperatorCall *call, int operand, const int64_t at[AXES]) {
  int64_t place[AXES];
  for (int axis = 0; axis < AXES; axis++) {
    bool is_one = extent_equal(call->operand_size[operand].axis[axis], extent_of(1)) == YES;
    place[axis] = is_one ? 0 : at[axis];
  }
  return term_reference(terms, operand, place);
}

Term *term_whole(Terms *terms, int operand) {
  Term *term = new_term(terms, TERM_WHOLE);
  if (term) term->operand = operand;
  return term;
}

Term *term_list(Terms *terms, TermKind kind, const char *word) {
  Term *term = new_term(terms, kind);
  if (term) term->word = word;
  return term;
}

static void append(Term *list, Term *part) {
  part->next = NULL;
  if (list->last) list->last->next = part;
  else list->first = part;
  list->last = part;
  list->n++;
}

/* Drops the parts after `kept` and counts them. */
static void drop_after(Terms *terms, Term *list, int kept) {
  Term *last = list->first;
  for (int i = 1; i < kept; i++) last = last->next;
  for (Term *part = last->next, *next; part; part = next) {
    next = part->next;
    drop(terms, part);
    list->left_out++;
  }
  last->next = NULL;
  list->last = last;
  list->n = kept;
}

bool term_add(Terms *terms, Term *list, Term *part) {
  if (!list || !part) return false;
  if (!terms->full && (list->left_out || list->n == TERMS_SHOWN)) drop_after(terms, list, TERMS_FIRST);
  return append(list, part), true;
}

Term *term_of(Terms *terms, TermKind kind, const char *word, Term *part) {
  Term *term = part ? term_list(terms, kind, word) : NULL;
  if (term) append(term, part);
  return term;
}

Term *term_of_two(Terms *terms, TermKind kind, const char *word, Term *left, Term *right) {
  Term *term = right ? term_of(terms, kind, word, left) : NULL;
  if (term) append(term, right);
  return term;
}

Term *term_square(Terms *terms, Term *term) {
  return term_of_two(terms, TERM_POWER, NULL, term, term_number(terms, 2));
}

/* ---- remarks ---- */

static bool remark_piece(Terms *terms, Term *piece) {
  if (!piece) return false;
  if (!terms->remark) terms->remark_end = &terms->remark;
  *terms->remark_end = piece;
  terms->remark_end = &piece->next;
  return true;
}

static bool remark_text(Terms *terms, const char *text) {
  Term *piece = new_term(terms, TERM_TEXT);
  if (piece) piece->word = text;
  return remark_piece(terms, piece);
}

bool term_remark(Terms *terms, Term *reference, const char *before, const char *after) {
  return (!before || remark_text(terms, before)) && (!reference || remark_piece(terms, reference)) &&
         (!after || remark_text(terms, after)) && remark_text(terms, NULL);
}

bool term_remark_format(Terms *terms, const char *format, ...) {
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  char *copy = arena_copy(terms->arena, text, strlen(text));
  return copy && term_remark(terms, NULL, copy, NULL);
}

/* ---- places ---- */

bool next_in_box(const int64_t first[AXES], const int64_t n[AXES], int64_t *k, int64_t at[AXES]) {
  static const int order[AXES] = {1, 0, 2, 3}; /* columns run fastest */
  int64_t rest = (*k)++;
  for (int i = 0; i < AXES; i++) {
    int axis = order[i];
    if (n[axis] <= 0) return false;
    at[axis] = first[axis] + rest % n[axis];
    rest /= n[axis];
  }
  return rest == 0;
}

int64_t offset_of(const Size *size, const int64_t at[AXES]) {
  int64_t offset = 0;
  for (int axis = AXES; axis-- > 0;) offset = offset * size->axis[axis].number + at[axis];
  return offset;
}

void place_of(const Size *size, int64_t offset, int64_t at[AXES]) {
  for (int axis = 0; axis < AXES; axis++) {
    int64_t length = size->axis[axis].number;
    at[axis] = length ? offset % length : 0;
    offset /= length ? length : 1;
  }
}

void same_place(const Size *from, const int64_t at[AXES], const Size *to, int64_t there[AXES]) {
  place_of(to, offset_of(from, at), there);
}

Term *terms_same_order(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t there[AXES];
  same_place(&call->size, at, &call->operand_size[0], there);
  return term_reference(terms, 0, there);
}

Term *terms_same_place(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  (void)call;
  return term_reference(terms, 0, at);
}

/* ---- any row ---- */

static Term *of_each_operand(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *term = term_list(terms, TERM_CALL, row_name(call->row));
  for (int i = 0; i < call->n_operands && term; i++)
    if (operand_is_given(call, i) && !term_add(terms, term, at ? term_here(terms, call, i, at) : term_whole(terms, i)))
      return NULL;
  return term;
}

Term *term_element(Terms *terms, Term *part, const Size *size, const int64_t at[AXES]) {
  if (size_is_one_number(size)) return part;
  Term *term = term_of(terms, TERM_ELEMENT, NULL, part);
  if (!term) return NULL;
  memcpy(term->at, at, sizeof term->at);
  for (int axis = 0; axis < AXES; axis++)
    if (extent_equal(size->axis[axis], extent_of(1)) != YES) term->operand |= 1 << axis;
  return term;
}

Term *terms_of_whole(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return term_element(terms, of_each_operand(call, NULL, terms), &call->size, at);
}

bool is_on_paper(const OperatorCall *call, int operand) {
  return operand_is_given(call, operand) && !call->operand[operand];
}

Term *terms_of_element(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  const OperatorRow *row = call->row;
  if (row->terms) return row->terms(call, at, terms);
  if (row->broadcasts && row->glyph)
    return term_of_two(terms, TERM_INFIX, row->glyph, term_here(terms, call, 0, at), term_here(terms, call, 1, at));
  bool has_form = row->elementwise || row->broadcasts || row->scalar1;
  return has_form ? of_each_operand(call, at, terms) : terms_of_whole(call, at, terms);
}
