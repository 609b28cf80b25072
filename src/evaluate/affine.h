/* Layer 6, private: equations and sums over elements whose subscripts are affine in the indices, such as p_{m+i-1,n+j-1}.
   affine.c and elements.c read them, affine_ranges.c finds what the indices run over, recognise.c computes one sum of products on
   whole arrays, through an operator of the chapter where it is one, lift.c what stands around such sums. */
#ifndef CNN_EVALUATE_AFFINE_H
#define CNN_EVALUATE_AFFINE_H

#include "evaluate/evaluate.h"

enum { INDICES_LIMIT = 14, REFERENCES_LIMIT = 12, FACTORS_LIMIT = 8 };

typedef struct AffineIndex {
  int slot;
  const Name *name;
  const Ast *sum; /* the Σ that binds it; NULL: a free index */
  int axis;       /* of the left side, for a free index */
  bool stated;    /* a range is given */
  bool infinite;  /* … from -∞ or to ∞ */
  bool known;
  bool has_zeros; /* of a free index: terms outside the arrays count as zero (8.5, 8.44) */
  int64_t from, to;
} AffineIndex;

/* constant + Σ_k factor[k] index[k] */
typedef struct Affine {
  int64_t constant, factor[INDICES_LIMIT];
} Affine;

/* One element of an array, X_{…}^{…}; or a condition a == b, an element of something of length 1: it exists where
   a - b + 1 is 1. */
typedef struct Reference {
  const Ast *ast;
  Value value; /* retained; VALUE_NONE: a condition */
  int64_t length[AXES];
  Affine at[AXES];
  bool whole[AXES]; /* no subscript, and the axis is not of length 1 */
  int power_or_map; /* index k of x^{k} where x has one map: k must be 1 alone, or this is a power; -1: no such */
} Reference;

typedef struct Elements {
  State *state;
  Frame *frame;
  const Ast *place; /* the equation or Σ */
  int n_indices, n_references;
  AffineIndex index[INDICES_LIMIT];
  Reference reference[REFERENCES_LIMIT];
  bool is_readable;
  int64_t end; /* what `end` stands for in the subscript being read; -1: nothing */
} Elements;

/* Σ (or the maximum) over `summed` of the product of up to two elements, where the conditions hold. */
typedef struct Term {
  const OperatorRow *row; /* NULL: Σ */
  unsigned summed;        /* a bit for each index */
  int n_elements, n_conditions, n_weights, n_divisors;
  bool is_negative;
  const Reference *element[2], *condition[FACTORS_LIMIT];
  const Ast *weight[FACTORS_LIMIT], *divisor[FACTORS_LIMIT]; /* free of the indices summed over */
} Term;

/* ---- affine.c ---- */
int find_index(const Elements *elements, const Ast *ast); /* -1: not an index */
bool mentions_index(const Elements *elements, const Ast *ast);
bool read_affine(const Elements *elements, const Ast *ast, Affine *out); /* false: it is not affine */
bool is_constant(const Elements *elements, const Affine *a);
void add_scaled(const Elements *elements, Affine *a, int64_t scale, const Affine *b);

/* ---- elements.c ---- */
/* Reads an equation with free indices, or a Σ with free NULL. is_readable false: something is not affine, or no element of
   an array with a value. Close in either case. */
Status open_elements(State *state, Frame *frame, const Ast *place, const FreeIndices *free, Elements **out);
/* An axis that is taken whole is the one of an index: dZ^{h} of a batch has examples where w^{h,l} has maps h. */
bool shares_axis(const Elements *elements);
void close_elements(Elements *elements);
const Reference *find_reference(const Elements *elements, const Ast *ast);
static inline int64_t index_length(const AffineIndex *index) { return index->to - index->from + 1; }
/* Could a Σ's body be a product of elements? Looks at the text alone. */
bool is_product_of_elements(const Ast *body);

/* ---- affine_ranges.c ---- */
/* *found false: an index has no range here (is_readable may turn false too). */
Status find_affine_ranges(Elements *elements, bool *found);

/* ---- recognise.c ---- */
bool read_term(const Elements *elements, const Ast *ast, Term *term);
/* An array with the lengths of the free indices that occur, on their axes, and 1 elsewhere. */
Status compute_term(const Elements *elements, const Term *term, Value *out);

/* ---- lift.c ---- */
/* *done false: not an expression of such sums and of operators that work element by element. */
Status evaluate_lifted(Elements *elements, const Ast *ast, bool *done, Value *out);

/* ---- contraction.c ---- */
/* ⊗ or * of operand[0] and operand[1] with axes 3 and 4 exchanged before and after, the kernel turned before. */
typedef struct Exchange {
  bool kernel, image, result;
  bool turn_kernel, turn_image;
} Exchange;
Status apply_exchanged(State *state, Application *application, Exchange exchange, Value *out);
Status permute_axes(State *state, Value *value, const int axis[AXES]); /* axis[k], from 0, becomes axis k */

/* ---- ranges.c ---- */
/* The value of an expression that can be evaluated beforehand, without effects; false: it cannot. */
bool settled_value(State *state, Frame *frame, const Ast *ast, Value *out);

#endif
