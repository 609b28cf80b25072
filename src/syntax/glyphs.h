/* Layer 5: rewriting LaTeX names to glyphs. */
#ifndef CNN_SYNTAX_GLYPHS_H
#define CNN_SYNTAX_GLYPHS_H

#include "base/context.h"

/* \otimes → ⊗, \boxplus^{ave} → ⊞ave, \alpha → α …; strings, comments and unknown names stay. text ends with NUL. */
void write_with_glyphs(const char *text, Text *out);

#endif
