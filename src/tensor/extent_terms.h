/* Layer 2, private to extent.c and extent_text.c: how a symbolic extent is kept. */
#ifndef CNN_TENSOR_EXTENT_TERMS_H
#define CNN_TENSOR_EXTENT_TERMS_H

#include "tensor/extent.h"

/* A symbol, or ⌊numerator/denominator⌋ when it has no name. */
typedef struct ExtentAtom {
  const char *name;
  Extent numerator, denominator;
  int depth; /* how many floors stand inside each other */
} ExtentAtom;

/* coefficient · factor[0] · factor[1] …, factors in order; the list is in order too and holds no two equal products,
   so that equal extents have equal lists. */
struct ExtentTerms {
  int64_t coefficient; /* not 0 */
  int n_factors;       /* at least 1 */
  const ExtentAtom *const *factor;
  const ExtentTerms *next;
};

#endif
