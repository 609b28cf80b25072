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
  TERM_OVER,     /* one part for all values of an index: the word, Σ_{i=1}^{r}, stands before it */
  TERM_LARGEST,  /* max{part | word} */
  TERM_ELEMENT,  /* element at[] of its one part; operand: a bit for each axis that is longer than 1 */
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

/* A place counts from 0. Where lengths are size symbols it may be an expression such as m + i - 1: then it is negative and
   stands for an extent, which counts from 1 and is kept here. */
typedef struct PlaceText {
  Extent extent;
  const char *text; /* as the chapter writes it, r(m-1)+i; NULL: as the extent is printed */
} PlaceText;

typedef struct Places {
  Context *context;
  Arena *paper; /* for extents */
  PlaceText *place;
  size_t n, room;
  bool failed;                                    /* memory */
  bool (*is_taken)(void *user, const char *name); /* by a variable */
  void *user;
} Places;

typedef struct Terms {
  Context *context;
  Arena *arena;
  Places *places;
  bool full;
  bool has_no_form; /* what was asked for cannot be said where lengths are size symbols */
  Term *spare;                /* terms that were dropped, to be used again */
  Term *remark, **remark_end; /* what else is to be said, in pieces of text and references; a NULL word ends one */
} Terms;

void terms_open(Terms *terms, Context *context, Arena *arena, Places *places, bool full);

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

/* ---- where lengths are size symbols (terms_general.c) ---- */

int64_t place_of_extent(Places *places, Extent extent);
/* step (m - 1) + rest */
int64_t place_of_steps(Places *places, Extent step, Extent m, Extent rest);
void print_place(const Places *places, int64_t at, Text *out); /* m+i-1 */
Extent extent_of_place(const Places *places, int64_t at);
/* An index that no variable and no size symbol has: the first free one of `letters`. */
Extent free_index(Places *places, const char *letters);
/* Has an operand or the result a length that is no number, or is the place an expression? */
bool is_general(const OperatorCall *call, const int64_t at[AXES]);
/* How many letters of both to pass over so that the next ones are free. */
int free_pair(const Places *places, const char *first, const char *second);
/* The same for a length; 1 where that is certainly 1. */
Extent index_over(Places *places, const char *letters, Extent length);
void open_box(Places *places, const Extent length[AXES], Extent index[AXES]);
/* Σ_{index=1}^{to} part, where the index is one; for a box; and max{part | i = 1:to}. */
Term *term_over(Terms *terms, Extent index, Extent to, Term *part);
Term *term_over_box(Terms *terms, const Extent index[AXES], const Extent length[AXES], Term *part);
Term *term_largest(Terms *terms, const Extent index[AXES], const Extent to[AXES], Term *part);
Term *term_extent(Terms *terms, Extent extent);
Term *reference_at(Terms *terms, int operand, const Extent place[AXES]); /* places count from 1 */
/* NULL, and the terms say that there is no such form. */
Term *no_general_form(Terms *terms);
Term *general_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms);

/* The row's own terms; an element-wise row's printed form; otherwise the function of whole operands. */
Term *terms_of_element(const OperatorCall *call, const int64_t at[AXES], Terms *terms);

/* The function of whole operands, for what depends on numbers that an operand on paper does not have. */
Term *terms_of_whole(const OperatorCall *call, const int64_t at[AXES], Terms *terms);
/* Of a part of that size, f(W)_{1,2}; of one number, the part itself. */
Term *term_element(Terms *terms, Term *part, const Size *size, const int64_t at[AXES]);
/* Is it given without numbers? */
bool is_on_paper(const OperatorCall *call, int operand);

/* Terms of rows of several families. */
Term *terms_same_order(const OperatorCall *call, const int64_t at[AXES], Terms *terms); /* views: storage order stays */
Term *terms_same_place(const OperatorCall *call, const int64_t at[AXES], Terms *terms);

#endif
