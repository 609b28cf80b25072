/* Layer 2: the length of an axis, a number or an expression in size symbols (R_r, r, p …), so that one size rule
   serves numbers and derivation on paper. Sums of integer multiples of atoms; an atom is a symbol, a product of
   symbols or a floor of a quotient. Expressions live in an arena; numbers need none. */
#ifndef CNN_TENSOR_EXTENT_H
#define CNN_TENSOR_EXTENT_H

#include "tensor/tensor.h"

typedef struct ExtentTerms ExtentTerms;

typedef struct Extent {
  int64_t number;           /* the constant part */
  const ExtentTerms *terms; /* NULL: just the number */
} Extent;

typedef struct Size {
  Extent axis[AXES];
} Size;

typedef enum Truth { NO, YES, UNKNOWN } Truth;

Extent extent_of(int64_t number);
Extent extent_symbol(Arena *arena, const char *name);
/* Arithmetic; on numbers no arena is touched (it may be NULL). When the arena is out of memory the result has
   .number = INT64_MIN, which size rules report. Saturates instead of overflowing. */
Extent extent_add(Arena *arena, Extent a, Extent b);
Extent extent_subtract(Arena *arena, Extent a, Extent b);
Extent extent_multiply(Arena *arena, Extent a, Extent b);
Extent extent_floor_divide(Arena *arena, Extent a, Extent b); /* b of certain value 0: INT64_MIN */
Extent extent_modulo(Arena *arena, Extent a, Extent b);       /* a − b⌊a/b⌋ */
Truth extent_equal(Extent a, Extent b);      /* symbols stand for positive integers */
Truth extent_less(Extent a, Extent b);
bool extent_is_number(Extent a);
bool extent_has_floor(Extent a);
/* In the chapter's notation: `⌊(R_r + 2 p - r)/s⌋ + 1`. */
void print_extent(Extent a, Text *out);

Size size_of(const Tensor *tensor);
Size size_from(Extent rows, Extent columns, Extent maps, Extent examples);
bool size_is_numeric(const Size *size);
Truth size_equal(const Size *a, const Size *b);
/* `3 × 2`, `3 × 2 × 4 maps`, `3 × 2 × 4 maps × 10 examples`; axes of length 1 at the end are left out. */
void print_size(const Size *size, Text *out);

#endif
