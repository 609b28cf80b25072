/* Layer 8: a value as LaTeX: the equation that it was computed by, and its numbers as matrices. */
#ifndef CNN_GUIDE_LATEX_VALUE_H
#define CNN_GUIDE_LATEX_VALUE_H

#include "evaluate/evaluate.h"

/* Lines of LaTeX math without delimiters, each ended by a newline: Z = W \otimes P, then Z = \begin{bmatrix} … and a line
   for each map of a stack. `expression` is what was typed, a name or more. Needs amsmath. */
Status write_latex_value(State *state, const Ast *expression, Value value, Text *out);

#endif
