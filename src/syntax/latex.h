/* Layer 5, private: the state of the LaTeX printer and its parts. */
#ifndef CNN_SYNTAX_LATEX_H
#define CNN_SYNTAX_LATEX_H

#include "syntax/print_latex.h"

typedef struct Latex {
  Text *out;
  bool script; /* inside a subscript or superscript: no spaces, a/b instead of a fraction */
  bool flat;   /* a/b in place of fractions, which no line end can cut */
  bool scalar; /* among indices, bounds and sizes: capitals are numbers, H and S_r, not matrices */
  const LatexStyle *style; /* NULL: none */
} Latex;

static inline Latex latex_in_script(const Latex *latex, bool scalar) {
  Latex script = *latex;
  script.script = true;
  script.scalar = scalar;
  return script;
}

/* latex_names.c: names, numbers, text */
typedef enum NamePart { LETTERS, BELOW, ABOVE } NamePart; /* dLZ² and S_r: the letters, _{…}, ^{…} */
void latex_put(Latex *latex, const char *text);
bool name_has(const Name *name, NamePart part);
bool is_bold(const Latex *latex, const Name *name); /* a matrix or vector, unless among scalars */
bool is_word(const Name *name); /* printed upright: loss, logsig */
bool is_single_letter(const Name *name);
void latex_letters(Latex *latex, const Name *name);
void latex_function_name(Latex *latex, const Name *name, int primes);
void latex_name_script(Latex *latex, const Name *name, NamePart part);
void latex_word(Latex *latex, const char *word);
void latex_number(Latex *latex, double number);
bool is_scaled(double number); /* printed as 10^{-3} or 2.5 \cdot 10^{-7} */

/* latex_postfix.c: scripts, calls */
void latex_postfix(Latex *latex, const Ast *ast);
void latex_function(Latex *latex, const OperatorRow *row, const Ast *head);
void latex_call(Latex *latex, const OperatorRow *row, const Ast *ast, int first);
bool has_above(const Ast *ast); /* its LaTeX ends in a superscript: no other may follow */

/* latex_terms.c: operators, products, fractions */
void latex_operator(Latex *latex, const Ast *ast, bool last);
void latex_product(Latex *latex, const Ast *ast, bool last);
bool is_fraction(const Latex *latex, const Ast *product); /* as a whole: a b/c, not a/b c */
bool is_long(const Ast *ast); /* begins with a name of several letters */

/* print_latex.c: everything else */
/* An operand of something that binds at `level`; `last`: what follows it, if anything, ends the term. */
void latex_operand(Latex *latex, const Ast *ast, int level, bool last);
void latex_node(Latex *latex, const Ast *ast, bool last);
void latex_expression(Latex *latex, const Ast *ast);
void latex_bracketed(Latex *latex, const Ast *ast);
void latex_items(Latex *latex, const Ast *list, int first);
void latex_enclosed(Latex *latex, const char *open, const Ast *list, int first, const Ast *more, const char *close);
void latex_scripted(Latex *latex, const char *open, const Ast *ast, bool scalar);
bool is_tall(const Ast *ast); /* brackets around it grow */

#endif
