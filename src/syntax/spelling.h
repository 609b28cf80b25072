/* Layer 5, private: which characters spell what. Names, glyphs and their LaTeX names, numbers. */
#ifndef CNN_SYNTAX_SPELLING_H
#define CNN_SYNTAX_SPELLING_H

#include "base/names.h"

/* Where the first byte stands that is not UTF-8 or is NUL; `length` when there is none. */
size_t find_bad_byte(const char *text, size_t length);

/* One code point and its length in bytes; the text is valid UTF-8 and ends with NUL. */
int32_t code_point_at(const char *text, size_t *bytes);

/* The end of the name that begins at `start` (LaTeX letters included), or `start` when none begins there. */
size_t name_end(const char *text, size_t start);
bool is_name_byte(char byte); /* may stand in a name; every byte beyond ASCII may */

/* The name text[start … end) in NFC, with LaTeX letters as letters; NULL: out of memory. */
Name *intern_name(Names *names, const char *text, size_t start, size_t end);

/* The end of a run of superscript digits, with or without a sign; `start` when there is none. */
size_t superscript_end(const char *text, size_t start);
double read_superscript(const char *text, size_t start, size_t end);

bool is_white_space(int32_t code_point);

/* The usual glyph of a LaTeX name or of a character as PDFs have it; the spelling itself where it is usual. */
const char *usual_glyph(const char *spelling);

/* The letter, glyph or word that a LaTeX name (with its backslash) stands for in the tables of this file; NULL: none.
   Operators' LaTeX names are in their rows. */
const char *latex_glyph(const char *name, size_t length);
/* The LaTeX name of a letter or glyph of those tables; NULL: none. */
const char *latex_spelling(const char *glyph, size_t length);
/* The i-th LaTeX name of those tables, for completion; NULL after the last. */
const char *latex_name(size_t i);

/* The i-th keyword, NULL after the last; *opens: it is one only where a statement begins (words.c). */
const char *keyword(size_t i, bool *opens);
/* The i-th name of a number, such as inf; NULL after the last. */
const char *constant_name(size_t i);

/* A decimal number, whatever the locale. */
double read_number(const char *text);
/* As few digits as read back to the same number, with a point whatever the locale. */
void print_number(double number, Text *out);

#endif
