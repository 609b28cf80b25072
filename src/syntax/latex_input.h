/* Layer 5, private: what dresses a formula in LaTeX. */
#ifndef CNN_SYNTAX_LATEX_INPUT_H
#define CNN_SYNTAX_LATEX_INPUT_H

#include "base/context.h"

/* What a single character of the language cannot say, as the scanner reads it. */
enum {
  FRACTION_OPEN = 1,
  FRACTION_OVER,
  FRACTION_CLOSE, /* \frac{a}{b} */
  TABLE_OPEN,
  TABLE_CELL,
  TABLE_ROW,
  TABLE_CLOSE, /* \begin{bmatrix} a & b \\ c & d \end{bmatrix} */
  AGAIN = 14,  /* the second = of Z = P * W = W * P in a line with LaTeX, two equations; or it begins the line */
};

typedef struct LatexFault {
  Span span;
  bool incomplete; /* more text may mend it */
  char message[256];
} LatexFault;

bool may_be_latex(const char *text, size_t length);

/* Takes fonts, spacing, \left, $ … out of a text (checked UTF-8 that ends with NUL) and leaves blanks in their place, so
   that a place in the result is that place in the source: \left( W \right) becomes "(      W       )", \mathbf{W}
   "        W" and d\mathbf{N} "dN" at its end. Names of letters and operators stay. False: fault says why. */
bool undress(char *text, size_t length, LatexFault *fault);

/* The place `span` of an undressed text with the LaTeX around it. */
Span dressed_span(const char *source, const char *undressed, Span span);
bool is_taken_out(const char *source, const char *undressed, size_t at);

/* How the i-th command begins, \frac{ or \equiv, for completion; "" where it is only looks, NULL after the last. *plain:
   what stands for it, or NULL. */
const char *latex_command(size_t i, const char **plain);

/* For latex_input_commands.c and latex_input_names.c: one text under way. */
typedef struct Opened {
  char kind; /* { a brace, ( a group, | a maximum, n d the parts of a fraction, p q of a derivative,
             g a group that was a font, m a table, a lines of an alignment */
  uint32_t start;
} Opened;

enum { OPENED_MAX = 600 };

typedef struct Dress {
  char *text;
  size_t length, at;
  int equals, round; /* signs of equality in the statement, round and square brackets that are open */
  bool is_latex;     /* the line has shown some */
  size_t spaced;     /* one past the last \quad; 0: none */
  bool in_dollars;
  LatexFault *fault;
  int depth;
  Opened opened[OPENED_MAX];
} Dress;

bool fault_at(Dress *dress, size_t start, size_t end, const char *format, ...) __attribute__((format(printf, 4, 5)));
void blank(Dress *dress, size_t start, size_t end);
/* `plain` in the place of [start, end), at its end; what is over becomes blank. */
void put_last(Dress *dress, size_t start, size_t end, const char *plain, size_t length);
size_t after_blanks(const char *text, size_t at);
bool open_in(Dress *dress, char kind, size_t start);
size_t command_end(const char *text, size_t start);
char innermost_of(const Dress *dress);
bool text_starts(const char *text, size_t at, const char *with);
bool ends_line_at(const char *text, size_t at);
bool is_latin_letter(char c);
/* A = at `at`: the second one of an equation with LaTeX begins another equation. */
void count_equals(Dress *dress, size_t at);

bool undress_command(Dress *dress); /* the one at dress->at, if it is known here */

bool is_font(const char *text, size_t start);
bool undress_font(Dress *dress, size_t start, size_t end);
bool undress_dot(Dress *dress, size_t start, size_t end);
/* d\mathbf{N} is dN. */
bool undress_sensitivity(Dress *dress);

#endif
