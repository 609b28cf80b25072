/* Layer 6: what prints as a matrix: numbers or expressions in columns, as many as the window has room for. */
#ifndef CNN_EVALUATE_TABLE_H
#define CNN_EVALUATE_TABLE_H

#include "evaluate/evaluate.h"

/* What is shown of `all`: the first and the last, with … between them where these are not all. */
typedef struct Part {
  int64_t all, head, tail;
} Part;

static inline int64_t part_shown(Part part) { return part.head + part.tail; }
static inline bool part_is_cut(Part part) { return part_shown(part) < part.all; }
static inline int64_t part_at(Part part, int64_t k) { return k < part.head ? k : part.all - part_shown(part) + k; }
Part part_of(int64_t all, int64_t room);

typedef struct Table {
  State *state;
  Part rows, columns;
  bool on_points; /* cells of a column stand on their points; otherwise their right edges do */
  Status (*write_cell)(const struct Table *table, int64_t i, int64_t j, Text *out);
} Table;

enum { UNBOUNDED_WIDTH = 1 << 20 };
int window_columns(const State *state); /* UNBOUNDED_WIDTH where there is no window */
Part fit_rows(const State *state, int64_t all);
Part candidate_columns(const State *state, int64_t all); /* no more than these can have room */
/* Drops the columns for which there is no room, then prints the rows. */
Status show_table(Table *table, Text *out);

/* ---- numbers (numerals.c) ---- */
/* How all entries of one array print: whole, with a fixed number of decimals, each with an exponent, or each with the
   digits that it needs itself. */
typedef struct NumeralStyle {
  bool whole, exponent, each;
  int decimals, digits; /* digits 0: the fewest that read back as the same number */
  bool is_single;
} NumeralStyle;

enum { NUMERAL = 40 };
typedef void (*NumberVisitor)(double number, void *user);

NumeralStyle plain_style(const State *state, Value value); /* of a number alone */
/* `visit` calls its visitor with every entry that is shown. */
NumeralStyle choose_style(const State *state, Value value, void (*visit)(const void *of, NumberVisitor each, void *user),
                   const void *of);
void write_numeral(double number, NumeralStyle style, char out[NUMERAL]);

#endif
