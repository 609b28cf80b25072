/* Layer 4: how ONE element of a result comes about from elements of the operands, as one would write it by hand: a
   small tree of sums, products and functions of element references. A row's `terms` makes it; `explain` prints it. */
#ifndef CNN_OPERATORS_TERMS_H
#define CNN_OPERATORS_TERMS_H

#include "operators/sizes.h"

typedef enum TermKind {
  TERM_NUMBER,    /* number */
  TERM_REFERENCE, /* element at[] (from 0) of operand `operand` */
  TERM_WHOLE,     /* operand `operand` as a whole */
  TERM_SUM,       /* parts added up; none: 0 */
  TERM_NEGATIVE,  /* one part */
  TERM_PRODUCT,
  TERM_QUOTIENT, /* two parts */
  TERM_POWER,    /* two parts */
  TERM_INFIX,    /* two parts around `word` */
  TERM_CALL,     /* word(parts) */
  TERM_TEXT,     /* word, in a remark */
} TermKind;

typedef struct Term {
  TermKind kind;
  int operand;
  int64_t at[AXES];
  double number;
  const char *word;
  struct Term *first, *last, *next; /* parts; the next part beside this one */
  int n;                            /* parts that are kept */
  int64_t left_out;                 /* further ones before the last that are only counted */
} Term;

/* A list of more parts than TERMS_SHOWN is shortened to its first TERMS_FIRST and its last one, unless `full`. */
enum { TERMS_SHOWN = 10, TERMS_FIRST = 4 };

typedef struct Terms {
  Context *context;
  Arena *arena;
  bool full;
  Term *spare;                /* terms that were dropped, to be used again */
  Term *remark, **remark_end; /* what else is to be said, in pieces of text and references; a NULL word ends one */
} Terms;

void terms_open(Terms *terms, Context *context, Arena *arena, bool full);

/* All of these return NULL when memory fails, and when a part is NULL. */
Term *term_number(Terms *terms, double number);
Term *term_reference(Terms *terms, int operand, const int64_t at[AXES]);
/* The operand's element at the same place; an axis of length 1 is expanded. */
Term *term_here(Terms *terms, const OperatorCall *call, int operand, const int64_t at[AXES]);
Term *term_whole(Terms *terms, int operand);
Term *term_list(Terms *terms, TermKind kind, const char *word); /* without parts yet: a sum, a product, a call */
Term *term_of(Terms *terms, TermKind kind, const char *word, Term *part);
Term *term_of_two(Terms *terms, TermKind kind, const char *word, Term *left, Term *right);
Term *term_square(Terms *terms, Term *term);
/* Appends; false when memory has failed. */
bool term_add(Terms *terms, Term *list, Term *part);

/* Remarks: text, then a reference (not for TERM_WHOLE), then text; each may be NULL. */
bool term_remark(Terms *terms, Term *reference, const char *before, const char *after);
bool term_remark_format(Terms *terms, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Goes over the elements of a box of `n` from `first` in reading order: along a row, then the next row, map and
   example. Begins with *k = 0 and ends when false is returned. */
bool next_in_box(const int64_t first[AXES], const int64_t n[AXES], int64_t *k, int64_t at[AXES]);

/* The element that stands at `at` in storage order seen with another size. */
void same_place(const Size *from, const int64_t at[AXES], const Size *to, int64_t there[AXES]);
int64_t offset_of(const Size *size, const int64_t at[AXES]);
void place_of(const Size *size, int64_t offset, int64_t at[AXES]);

/* The row's own terms; an element-wise row's printed form; otherwise the function of whole operands. */
Term *terms_of_element(const OperatorCall *call, const int64_t at[AXES], Terms *terms);

/* Terms of rows of several families. */
Term *terms_same_order(const OperatorCall *call, const int64_t at[AXES], Terms *terms); /* views: storage order stays */
Term *terms_same_place(const OperatorCall *call, const int64_t at[AXES], Terms *terms);

#endif
