/* Layer 7: derive and sym. */
#ifndef CNN_DERIVE_DERIVE_H
#define CNN_DERIVE_DERIVE_H

#include "derive/sheet.h"

typedef struct Options {
  bool raw;
  Writing writing;
  Name *left; /* Z of derive Z = …; NULL: a value is derived */
} Options;

/* `derive Z = …` on paper (derive_equation.c). */
Status derive_on_paper(State *state, Frame *frame, const Ast *ast, Options options);

/* Sweeps back from the objective with the sensitivity `seed` and writes all lines, after the text that is there. */
Status derive_value(State *state, Frame *frame, const Ast *ast, Value objective, Value seed, Options options,
                    Text *out);

/* The equations that lead to the sensitivity of one node alone. */
Status derive_one(State *state, Frame *frame, Value objective, Value seed, const TrailNode *of, Text *out);

#endif
