#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* strtod_l */
#endif
#include "syntax/spelling.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { CAPITAL_SIGMA = 0x3A3, MICRO_SIGN = 0xB5, INCREMENT = 0x2206, PRIME = 0x2032, SUPERSCRIPT_T = 0x1D40 };
enum { POINTS_ON_STACK = 96, MARKS_MAX = 30 };

typedef struct Spelling {
  const char *spelling, *glyph;
} Spelling;

static const Spelling letters[] = {
  {"\\alpha", "α"}, {"\\beta", "β"}, {"\\gamma", "γ"}, {"\\delta", "δ"}, {"\\epsilon", "ϵ"}, {"\\varepsilon", "ε"},
  {"\\zeta", "ζ"}, {"\\eta", "η"}, {"\\theta", "θ"}, {"\\vartheta", "ϑ"}, {"\\iota", "ι"}, {"\\kappa", "κ"},
  {"\\lambda", "λ"}, {"\\mu", "μ"}, {"\\nu", "ν"}, {"\\xi", "ξ"}, {"\\omicron", "ο"}, {"\\pi", "π"}, {"\\rho", "ρ"},
  {"\\sigma", "σ"}, {"\\tau", "τ"}, {"\\upsilon", "υ"}, {"\\phi", "ϕ"}, {"\\varphi", "φ"}, {"\\chi", "χ"},
  {"\\psi", "ψ"}, {"\\omega", "ω"}, {"\\Gamma", "Γ"}, {"\\Delta", "Δ"}, {"\\Theta", "Θ"}, {"\\Lambda", "Λ"},
  {"\\Xi", "Ξ"}, {"\\Pi", "Π"}, {"\\Upsilon", "Υ"}, {"\\Phi", "Φ"}, {"\\Psi", "Ψ"}, {"\\Omega", "Ω"}, {"\\ell", "ℓ"},
};

/* Glyphs that are syntax, not operators of the table. */
static const Spelling glyphs[] = {
  {"\\sum", "Σ"}, {"\\Sigma", "Σ"}, {"\\partial", "∂"}, {"\\leftarrow", "←"}, {"\\gets", "←"}, {"\\mapsto", "↦"},
  {"\\cdot", "·"}, {"\\in", "∈"}, {"\\top", "ᵀ"}, {"\\infty", "∞"}, {"\\le", "≤"}, {"\\ge", "≥"}, {"\\ne", "≠"},
  {"\\times", "×"},
};

/* What PDFs and word processors make of the usual characters. */
static const Spelling pasted[] = {
  {"−", "-"}, {"–", "-"}, {"‐", "-"}, {"‑", "-"}, {"∗", "*"}, {"⋅", "·"}, {"∙", "·"}, {"•", "·"}, {"∑", "Σ"},
  {"∕", "/"}, {"⁄", "/"}, {"◦", "∘"}, {"○", "∘"}, {"⨂", "⊗"}, {"⟵", "←"}, {"⟼", "↦"}, {"→", "↦"}, {"∊", "∈"},
  {"⩽", "≤"}, {"⩾", "≥"}, {"′", "'"}, {"’", "'"}, {"∶", ":"},
};

enum {
  N_LETTERS = sizeof letters / sizeof *letters,
  N_GLYPHS = sizeof glyphs / sizeof *glyphs,
  N_PASTED = sizeof pasted / sizeof *pasted,
};

static const char *look_up(const Spelling *table, size_t n, const char *spelling, size_t length) {
  for (size_t i = 0; i < n; i++)
    if (strncmp(table[i].spelling, spelling, length) == 0 && !table[i].spelling[length]) return table[i].glyph;
  return NULL;
}

const char *latex_glyph(const char *name, size_t length) {
  const char *glyph = look_up(letters, N_LETTERS, name, length);
  return glyph ? glyph : look_up(glyphs, N_GLYPHS, name, length);
}

const char *latex_spelling(const char *glyph, size_t length) {
  const char *name;
  for (size_t i = 0; (name = latex_name(i)); i++) {
    const char *meaning = latex_glyph(name, strlen(name));
    if (strncmp(meaning, glyph, length) == 0 && !meaning[length]) return name;
  }
  return NULL;
}

const char *latex_name(size_t i) {
  if (i < N_LETTERS) return letters[i].spelling;
  return i - N_LETTERS < N_GLYPHS ? glyphs[i - N_LETTERS].spelling : NULL;
}

const char *usual_glyph(const char *spelling) {
  const char *glyph = latex_glyph(spelling, strlen(spelling));
  if (!glyph) glyph = look_up(pasted, N_PASTED, spelling, strlen(spelling));
  return glyph ? glyph : spelling;
}

size_t find_bad_byte(const char *text, size_t length) {
  for (size_t i = 0; i < length;) {
    utf8proc_int32_t code_point;
    if (!text[i]) return i;
    utf8proc_ssize_t bytes = (unsigned char)text[i] < 0x80 ? 1
      : utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(length - i), &code_point);
    if (bytes <= 0) return i;
    i += (size_t)bytes;
  }
  return length;
}

int32_t code_point_at(const char *text, size_t *bytes) {
  utf8proc_int32_t code_point = -1;
  utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &code_point);
  *bytes = length > 0 ? (size_t)length : 0;
  return code_point;
}

bool is_white_space(int32_t code_point) {
  return utf8proc_category(code_point) == UTF8PROC_CATEGORY_ZS || code_point == 0xFEFF || code_point == 0x200B ||
    code_point == 0x2060;
}

static bool is_letter(int32_t c) {
  if (c == CAPITAL_SIGMA || c == SUPERSCRIPT_T) return false;
  if (c == INCREMENT) return true;
  utf8proc_category_t category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LT ||
    category == UTF8PROC_CATEGORY_LO;
}

/* Superscript digits, from 0; -1: none. */
static int superscript_digit(int32_t c) {
  if (c == 0xB9) return 1;
  if (c == 0xB2 || c == 0xB3) return c - 0xB0;
  return c == 0x2070 || (c >= 0x2074 && c <= 0x2079) ? c - 0x2070 : -1;
}

static bool is_mark(int32_t c) {
  return utf8proc_category(c) == UTF8PROC_CATEGORY_MN || utf8proc_category(c) == UTF8PROC_CATEGORY_MC;
}

static bool continues_name(int32_t c) {
  if (c == SUPERSCRIPT_T) return false;
  if (is_letter(c) || superscript_digit(c) >= 0 || (c >= 0x2080 && c <= 0x2089)) return true;
  return utf8proc_category(c) == UTF8PROC_CATEGORY_ND || utf8proc_category(c) == UTF8PROC_CATEGORY_LM || is_mark(c);
}

static bool is_ascii_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
static bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

/* The end of a backslash and its letters. */
static size_t latex_end(const char *text, size_t start) {
  size_t end = start + 1;
  while (is_ascii_letter(text[end])) end++;
  return end;
}

/* The end of one letter (or, inside a name, of what may continue it), spelled as itself or in LaTeX; `at`: none. */
static size_t letter_end(const char *text, size_t at, bool inside) {
  size_t bytes;
  if (is_ascii_letter(text[at]) || (inside && is_ascii_digit(text[at]))) return at + 1;
  if (text[at] == '\\') {
    size_t end = latex_end(text, at);
    return look_up(letters, N_LETTERS, text + at, end - at) ? end : at;
  }
  if ((unsigned char)text[at] < 0x80) return at;
  int32_t c = code_point_at(text + at, &bytes);
  return (inside ? continues_name(c) : is_letter(c)) ? at + bytes : at;
}

static bool letter_or_digit_at(const char *text, size_t at) {
  return is_ascii_digit(text[at]) || letter_end(text, at, false) > at;
}

bool is_name_byte(char byte) {
  return is_ascii_letter(byte) || is_ascii_digit(byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* Ordering a run of marks takes time quadratic in its length; Unicode's stream-safe text has at most 30. */
size_t name_end(const char *text, size_t start) {
  size_t end = letter_end(text, start, false), next, bytes;
  if (end == start) return start;
  for (int marks = 0; marks <= MARKS_MAX;) {
    if (text[end] == '_' && letter_or_digit_at(text, end + 1)) next = end + 1;
    else next = letter_end(text, end, true);
    if (next == end) break;
    marks = (unsigned char)text[end] >= 0x80 && is_mark(code_point_at(text + end, &bytes)) ? marks + 1 : 0;
    end = next;
  }
  return end;
}

/* The name's code points, decomposed where the letters are canonically composed of several. */
static size_t decompose_name(const char *text, size_t start, size_t end, int32_t *points, size_t room) {
  size_t n = 0, bytes;
  for (size_t at = start; at < end; at += bytes) {
    size_t unused;
    int32_t c;
    if (text[at] == '\\') {
      bytes = latex_end(text, at) - at;
      c = code_point_at(look_up(letters, N_LETTERS, text + at, bytes), &unused);
    } else {
      c = code_point_at(text + at, &bytes);
    }
    if (c == MICRO_SIGN) c = 0x3BC;
    if (c == INCREMENT) c = 0x394;
    if (c == PRIME) c = '\'';
    int boundary = 0;
    utf8proc_ssize_t left = (utf8proc_ssize_t)(room - n);
    utf8proc_ssize_t added = utf8proc_decompose_char(c, points + n, left, UTF8PROC_DECOMPOSE, &boundary);
    n += added > 0 ? (size_t)added : 0;
  }
  return n;
}

/* Canonical order of combining marks, which composing needs. */
static void order_marks(int32_t *points, size_t n) {
  for (size_t i = 1; i < n; i++)
    for (size_t k = i; k > 0; k--) {
      int here = utf8proc_get_property(points[k])->combining_class;
      if (here == 0 || utf8proc_get_property(points[k - 1])->combining_class <= here) break;
      int32_t swap = points[k];
      points[k] = points[k - 1];
      points[k - 1] = swap;
    }
}

static size_t compose_name(int32_t *points, size_t n, char *out) {
  size_t length = 0;
  order_marks(points, n);
  utf8proc_ssize_t composed = utf8proc_normalize_utf32(points, (utf8proc_ssize_t)n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  for (utf8proc_ssize_t i = 0; i < composed; i++)
    length += (size_t)utf8proc_encode_char(points[i], (utf8proc_uint8_t *)out + length);
  return length;
}

static bool is_ascii(const char *text, size_t start, size_t end) {
  for (size_t i = start; i < end; i++)
    if ((unsigned char)text[i] >= 0x80 || text[i] == '\\') return false;
  return true;
}

/* A byte decomposes to at most 2 code points (U+1FB7 has 3 bytes and 4 points), a point takes at most 4 bytes. */
Name *intern_name(Names *names, const char *text, size_t start, size_t end) {
  int32_t on_stack[2 * POINTS_ON_STACK];
  char bytes_on_stack[8 * POINTS_ON_STACK];
  size_t room = 2 * (end - start);
  if (is_ascii(text, start, end)) return intern(names, text + start, end - start);
  bool small = end - start <= POINTS_ON_STACK;
  int32_t *points = small ? on_stack : memory_allocate(names->memory, room * (sizeof *points + 4));
  if (!points) return NULL;
  char *bytes = small ? bytes_on_stack : (char *)(points + room);
  size_t n = decompose_name(text, start, end, points, room);
  Name *name = intern(names, bytes, compose_name(points, n, bytes));
  if (!small) memory_release(names->memory, points);
  return name;
}

static bool is_superscript_minus(int32_t c) { return c == 0x207B; }

size_t superscript_end(const char *text, size_t start) {
  size_t at = start, bytes;
  if (is_superscript_minus(code_point_at(text + at, &bytes))) at += bytes;
  size_t digits = at;
  while (superscript_digit(code_point_at(text + at, &bytes)) >= 0) at += bytes;
  return at > digits ? at : start;
}

double read_superscript(const char *text, size_t start, size_t end) {
  double value = 0, sign = 1;
  size_t bytes;
  for (size_t at = start; at < end; at += bytes) {
    int32_t c = code_point_at(text + at, &bytes);
    if (is_superscript_minus(c)) sign = -1;
    else value = 10 * value + superscript_digit(c);
  }
  return sign * value;
}

/* Up to 15 digits and powers of ten up to 10^22 are exact in a double, so one rounding is left; anything else goes
   through the C library in its "C" locale. */
double read_number(const char *text) {
  double digits = 0;
  int n = 0;
  for (; is_ascii_digit(text[n]); n++) digits = 10 * digits + (text[n] - '0');
  if (text[n] == 0 && n <= 15) return digits;
  locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (!plain) return strtod(text, NULL);
  double number = strtod_l(text, NULL, plain);
  freelocale(plain);
  return number;
}

/* The locale's decimal sign is what is neither a digit nor a letter nor a sign; 1e-06 becomes 1e-6, 1e+20 1e20. */
static void add_plainly(const char *number, Text *out) {
  size_t before = strspn(number, "0123456789+-"), sign = strcspn(number + before, "0123456789e");
  const char *digits = number + before + sign, *exponent = strchr(number, 'e');
  text_add(out, number, before);
  if (sign) text_add(out, ".", 1);
  text_add(out, digits, exponent ? (size_t)(exponent - digits) : strlen(digits));
  if (!exponent) return;
  text_format(out, exponent[1] == '-' ? "e-%s" : "e%s", exponent + 2 + (exponent[2] == '0'));
}

void print_number(double number, Text *out) {
  char digits[40];
  if (isnan(number)) text_format(out, "nan");
  else if (isinf(number)) text_format(out, number > 0 ? "inf" : "-inf");
  else if (number == M_PI) text_format(out, "π");
  else {
    for (int precision = 15; precision <= 17; precision++) {
      snprintf(digits, sizeof digits, "%.*g", precision, number);
      if (strtod(digits, NULL) == number) break;
    }
    add_plainly(digits, out);
  }
}
