/* Layer 5, private: how wide LaTeX is, and lines cut where they are too wide. */
#ifndef CNN_SYNTAX_LATEX_LINES_H
#define CNN_SYNTAX_LATEX_LINES_H

#include "syntax/ast.h"

/* In points of 10 pt type; leaves *at behind the sign, the command or the group that stands there. */
double latex_item_width(const char **at);
bool latex_is_solid(const char *text, double room); /* has a part that is wider and cannot be cut: a fraction */

/* Formulas of at most `room` where that can be, line_end between them. */
void latex_break_lines(const char *text, double room, const char *line_end, Text *out);

#endif
