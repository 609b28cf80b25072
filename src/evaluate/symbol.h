/* Layer 6: values on paper. A symbol has a size, which may stand in size symbols (R_r, r, p …), and no numbers; how it was
   made is its trail, like any value's, and that trail is the expression it stands for. Two kinds know more: an extent, a
   whole number given by size symbols (8.14 to 8.19), and an array whose elements are known one by one, such as the
   matrix of 8.12. */
#ifndef CNN_EVALUATE_SYMBOL_H
#define CNN_EVALUATE_SYMBOL_H

#include "evaluate/value.h"

typedef struct Symbol {
  unsigned references;
  bool is_extent;
  Extent extent; /* of an extent; its expressions live in the state's arena for paper */
  Size size;
  int64_t n; /* elements in storage order; 0: not known one by one */
  Value element[];
} Symbol;

/* Owned; VALUE_NONE with the error set where memory fails. */
Value symbol_of_size(struct State *state, const Size *size);
Value symbol_of_extent(struct State *state, Extent extent);            /* a number where it is one */
Value symbol_of_length(struct State *state, Extent extent);            /* a symbol also then */
Value symbol_of_name(struct State *state, const char *name);           /* the extent of that name */
Value symbol_of_elements(struct State *state, int64_t rows, int64_t columns, const Value *element); /* retains them */
void symbol_release(struct State *state, Symbol *symbol);

/* Arena for extents, as long-lived as the symbols. */
Arena *paper_of(struct State *state);
struct State;
Status check_paper(struct State *state); /* fails where the arena had no memory for a length */

static inline bool is_symbol(Value value) { return value.kind == VALUE_SYMBOL; }
/* What operators compute with: numbers, arrays, symbols. */
static inline bool is_operand(Value value) { return is_numeric(value) || is_symbol(value); }
bool is_one_number(Value value); /* certainly 1 × 1 × 1 × 1 */
/* A whole number or an extent. */
bool read_extent(Value value, Extent *out);
/* A value with a history as a symbol with that history; others as they are. Owned. */
Value value_on_paper(struct State *state, Value value);

#endif
