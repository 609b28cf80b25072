/* Layer 5: equations as LaTeX, as the chapter prints them. */
#ifndef CNN_SYNTAX_PRINT_LATEX_H
#define CNN_SYNTAX_PRINT_LATEX_H

#include "syntax/ast.h"

/* What a name stands for, as far as its letters do not tell. */
typedef enum LatexKind { LATEX_UNKNOWN, LATEX_NUMBER, LATEX_ARRAY } LatexKind;

typedef struct LatexStyle {
  LatexKind (*kind_of)(void *user, const Name *name); /* NULL: all unknown */
  void *user;
  double room; /* a longer right side is cut; in points of 10 pt type; 0: never */
} LatexStyle;

/* An expression or an AST_EQUATION (with the ranges of its free indices) as LaTeX math, without delimiters. Needs
   amsmath and amssymb. A statement of another kind comes out as its source text. */
void print_latex(const Ast *ast, Text *out);
/* Within a paragraph, with its $: in several formulas where one would be wider than the style's room. */
void print_latex_inline(const Ast *ast, const LatexStyle *style, Text *out);
/* A line of align*: `lhs &= rhs \tag{8.45} \\` and a line end. number NULL: no tag. */
void print_latex_equation(const Ast *equation, const char *number, Text *out);
void print_latex_lines(const Ast *equation, const char *number, const LatexStyle *style, Text *out);

/* The environment around such lines. */
void begin_latex_lines(Text *out);
void end_latex_lines(Text *out);

/* Plain text for LaTeX, its special characters escaped. */
void print_latex_text(const char *text, Text *out);

/* A document that pdflatex compiles, around lines of print_latex_equation; title is plain text, NULL: none. */
void begin_latex_document(const char *title, Text *out);
void end_latex_document(Text *out);

#endif
