/* Layer 7: sizes of names that an equation on paper leaves undeclared. Above a lower-case left side lower-case names are
   columns, above an upper-case one they are numbers; upper-case names are matrices. The left side is S_r × S_c (S for a
   column), kernels and windows are r × c, and the rest follows from these or is R_r × R_c. */
#ifndef CNN_DERIVE_UNDECLARED_H
#define CNN_DERIVE_UNDECLARED_H

#include "evaluate/evaluate.h"

enum { UNDECLARED_MAX = 64 };

/* What a name of the equation is while it is derived, and what it was before. */
typedef struct Declared {
  Name *name;
  bool is_global; /* `place` is among the globals, otherwise among the frame's slots */
  int place;
  Value before; /* owned */
  Size size;
  bool known;   /* size */
  bool assumed; /* it had no value */
} Declared;

typedef struct Declarations {
  State *state;
  Frame *frame;
  bool column; /* lower-case left side */
  Size left;
  int n;
  int n_bound; /* names whose variables hold symbols by now */
  Declared name[UNDECLARED_MAX];
  int n_bounds;
  struct {
    int slot;
    const Name *bound;
  } bound[8];               /* Σ_{l=1}^{H}: there are H maps l */
  int fresh, fresh_columns; /* R_r, R_r¹ … and R, R¹ … given so far */
} Declarations;

/* Every name on the right side of the equation becomes a starting point on paper, with its own size or the one that follows
   from its place. Undone by restore_names, also after a failure. */
Status declare_names(State *state, Frame *frame, const Ast *equation, Declarations *declarations);
void restore_names(Declarations *declarations);
/* "# Z: S_r × S_c; W: r × c" for those without a value; nothing when all had one. */
void print_assumptions(const Declarations *declarations, const Ast *equation, const char *comment, Text *out);

#endif
