/* Names, numbers and plain text as LaTeX: dLZ² is \mathbf{dLZ} with ^{2}, S_r is S with _{r}. */
#include "syntax/latex.h"
#include "syntax/print_latex.h"
#include "syntax/spelling.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

typedef struct Replacement {
  int32_t point;
  const char *latex;
} Replacement;

static const Replacement accents[] = {
    {0x300, "\\grave"},    {0x301, "\\acute"}, {0x302, "\\hat"},  {0x303, "\\tilde"},
    {0x304, "\\bar"},      {0x306, "\\breve"}, {0x307, "\\dot"},  {0x308, "\\ddot"},
    {0x30A, "\\mathring"}, {0x30C, "\\check"}, {0x20D7, "\\vec"},
};

/* Greek letters that LaTeX has no name for, because Latin ones look the same. */
static const Replacement look_alikes[] = {
    {0x391, "A"}, {0x392, "B"}, {0x395, "E"}, {0x396, "Z"}, {0x397, "H"}, {0x399, "I"}, {0x39A, "K"},
    {0x39C, "M"}, {0x39D, "N"}, {0x39F, "O"}, {0x3A1, "P"}, {0x3A4, "T"}, {0x3A7, "X"}, {0x3BF, "o"},
};

#define LENGTH_OF(table) (sizeof(table) / sizeof *(table))
enum { POINTS = 24 };

static const char *replacement_of(const Replacement *table, size_t n, int32_t point) {
  for (size_t i = 0; i < n; i++)
    if (table[i].point == point) return table[i].latex;
  return NULL;
}

/* The text ends in \alpha, say: a letter that followed would be read as part of it. */
static bool ends_in_command(const Text *out) {
  size_t at = out->length;
  while (at > 0 && isalpha((unsigned char)out->bytes[at - 1])) at--;
  return at > 0 && at < out->length && out->bytes[at - 1] == '\\';
}

void latex_put(Latex *latex, const char *text) {
  if (isalpha((unsigned char)text[0]) && ends_in_command(latex->out)) text_add(latex->out, " ", 1);
  text_add(latex->out, text, strlen(text));
}

static void put_plain_point(Latex *latex, int32_t point) {
  char text[24];
  size_t length = (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)text);
  text[length] = 0;
  const char *known = replacement_of(look_alikes, LENGTH_OF(look_alikes), point);
  if (!known) known = latex_spelling(text, length);
  const OperatorRow *row = known || point < 0x80 ? NULL : find_operator(text); /* ⊗ in plain text */
  if (row) known = row->latex;
  if (point >= 0x80 && !known) snprintf(text, sizeof text, "\\mathrm{U{+}%04X}", (unsigned)point);
  latex_put(latex, known ? known : text);
}

/* A letter taken apart into what LaTeX can set: é is \acute{e}, ᵐ is m. */
static void put_point(Latex *latex, int32_t point, const int32_t *marks, int n_marks) {
  int32_t points[POINTS];
  char text[5];
  int boundary = 0, n = 1;
  points[0] = point;
  text[utf8proc_encode_char(point, (utf8proc_uint8_t *)text)] = 0;
  if (point >= 0x80 && !latex_spelling(text, strlen(text)))
    n = (int)utf8proc_decompose_char(point, points, POINTS / 2, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
  if (n < 1 || n > POINTS / 2) n = 1;
  for (int i = 0; i < n_marks && n < POINTS; i++) points[n++] = marks[i];
  int open = 0;
  for (int i = n - 1; i >= 0; i--) {
    const char *accent = replacement_of(accents, LENGTH_OF(accents), points[i]);
    if (accent) latex_put(latex, accent), latex_put(latex, "{"), open++;
  }
  for (int i = 0; i < n; i++)
    if (!replacement_of(accents, LENGTH_OF(accents), points[i])) put_plain_point(latex, points[i]);
  while (open-- > 0) latex_put(latex, "}");
}

/* ---- names ---- */

typedef struct Reader {
  const char *text;
  size_t at, digits; /* from `digits` on, digits stand below: w1 */
  bool below;        /* after an underscore */
} Reader;

static bool is_script(int32_t c) {
  utf8proc_propval_t type = utf8proc_get_property(c)->decomp_type;
  return type == UTF8PROC_DECOMP_TYPE_SUPER || type == UTF8PROC_DECOMP_TYPE_SUB;
}

/* How many letters the name begins with, and where they end. */
static int count_letters(const char *text, size_t *end) {
  int n = 0;
  *end = 0;
  for (size_t at = 0, bytes; text[at]; at += bytes, n++) {
    int32_t c = code_point_at(text + at, &bytes);
    utf8proc_category_t category = utf8proc_category(c);
    if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC) n--;
    else if (c == '_' || category == UTF8PROC_CATEGORY_ND || is_script(c)) return *end = at, n;
    *end = at + bytes;
  }
  return n;
}

/* The letter that tells what kind of value it is: that of X in dX, with how many letters there are from it on. */
static int32_t telling_letter(const char *text, int *n, size_t *end) {
  size_t bytes;
  *n = count_letters(text, end);
  bool sensitivity = text[0] == 'd' && *n > 1;
  *n -= sensitivity;
  return code_point_at(text + sensitivity, &bytes);
}

static bool is_capital(const char *text) {
  int n;
  size_t end;
  return utf8proc_category(telling_letter(text, &n, &end)) == UTF8PROC_CATEGORY_LU;
}

/* z, dz, lz, lw and dlz are the book's elements; other lower-case names of several letters are words. */
bool is_word(const Name *name) {
  int n;
  size_t end;
  int32_t letter = telling_letter(name->text, &n, &end);
  if (utf8proc_category(letter) == UTF8PROC_CATEGORY_LU) return false;
  const char *text = name->text + (name->text[0] == 'd' && n > 0 && letter != 'd');
  bool layered = n == 2 && text[0] == 'l' && (text[1] == 'z' || text[1] == 'w');
  bool primed = text[1] == '\''; /* i' of 8.44, an index */
  return n > 1 && !layered && !primed;
}

bool is_single_letter(const Name *name) {
  size_t end;
  return count_letters(name->text, &end) == 1;
}

/* F is the performance, H and Q count maps and examples, S_r and R_c rows and columns. */
static bool is_count(const Name *name) {
  const char *text = name->text + (name->text[0] == 'd' && name->length > 1);
  if (strcmp(text, "F") == 0 || strcmp(text, "H") == 0 || strcmp(text, "Q") == 0) return true;
  return (text[0] == 'S' || text[0] == 'R') && text[1] == '_';
}

/* Where sizes are known they decide: a lower-case vector is bold, a capital that is one number is not. */
bool is_bold(const Latex *latex, const Name *name) {
  const LatexStyle *style = latex->style;
  LatexKind kind = style && style->kind_of ? style->kind_of(style->user, name) : LATEX_UNKNOWN;
  if (kind == LATEX_UNKNOWN || is_count(name)) return is_capital(name->text) && !is_count(name);
  return kind == LATEX_ARRAY && !is_word(name);
}

static Reader read_name(const Name *name) {
  Reader reader = {.text = name->text, .digits = SIZE_MAX};
  size_t end = 0;
  count_letters(name->text, &end);
  size_t n = strspn(name->text + end, "0123456789");
  bool ends = name->text[end + n] == 0 || name->text[end + n] == '_' || (unsigned char)name->text[end + n] >= 0x80;
  if (ends && !is_word(name)) reader.digits = end;
  return reader;
}

static int32_t next_point(Reader *reader, NamePart *part) {
  size_t bytes;
  int32_t c = code_point_at(reader->text + reader->at, &bytes);
  bool digit = reader->at >= reader->digits && c >= '0' && c <= '9';
  utf8proc_propval_t type = utf8proc_get_property(c)->decomp_type;
  reader->at += bytes;
  if (c == '_') reader->below = true;
  bool below = type == UTF8PROC_DECOMP_TYPE_SUB || reader->below || digit;
  *part = type == UTF8PROC_DECOMP_TYPE_SUPER ? ABOVE : below ? BELOW : LETTERS;
  return c;
}

bool name_has(const Name *name, NamePart wanted) {
  NamePart part;
  for (Reader reader = read_name(name); reader.text[reader.at];)
    if (next_point(&reader, &part), part == wanted) return true;
  return false;
}

static int read_marks(Reader *reader, int32_t *marks) {
  int n = 0;
  size_t bytes;
  while (n < POINTS / 2 && reader->text[reader->at]) {
    int32_t c = code_point_at(reader->text + reader->at, &bytes);
    if (utf8proc_category(c) != UTF8PROC_CATEGORY_MN && utf8proc_category(c) != UTF8PROC_CATEGORY_MC) break;
    marks[n++] = c;
    reader->at += bytes;
  }
  return n;
}

static void put_letters(Latex *latex, const Name *name, bool bold) {
  NamePart part;
  int32_t marks[POINTS / 2];
  bool upright = !bold && is_word(name);
  if (bold || upright) latex_put(latex, bold ? "\\mathbf{" : "\\mathrm{");
  for (Reader reader = read_name(name); reader.text[reader.at];) {
    int32_t c = next_point(&reader, &part);
    int n = read_marks(&reader, marks);
    if (part == LETTERS) put_point(latex, c, marks, n);
  }
  if (bold || upright) latex_put(latex, "}");
}

void latex_letters(Latex *latex, const Name *name) { put_letters(latex, name, is_bold(latex, name) && !latex->scalar); }

/* f' is \dot{f}, F' \dot{\mathbf{F}}, logsig' keeps its prime. */
void latex_function_name(Latex *latex, const Name *name, int primes) {
  bool dotted = is_single_letter(name) && (primes == 1 || primes == 2);
  if (dotted) latex_put(latex, primes == 1 ? "\\dot{" : "\\ddot{");
  put_letters(latex, name, is_capital(name->text) && (primes > 0 || is_bold(latex, name)));
  if (dotted) latex_put(latex, "}");
  for (int i = 0; !dotted && i < primes; i++) latex_put(latex, "'");
}

/* A parameter's name or a word that is its value, set in \mathrm{ }. */
void latex_word(Latex *latex, const char *word) {
  size_t bytes;
  for (; *word; word += bytes) {
    int32_t c = code_point_at(word, &bytes);
    if (c == '_') latex_put(latex, "\\_");
    else put_point(latex, c, NULL, 0);
  }
}

static bool is_letter(int32_t c) {
  return c != '_' && utf8proc_category(c) != UTF8PROC_CATEGORY_NO && !(c >= '0' && c <= '9');
}

/* How many letters follow up to the next underscore or another part. */
static int letters_ahead(Reader reader) {
  NamePart part;
  int n = 0;
  while (reader.text[reader.at]) {
    int32_t c = next_point(&reader, &part);
    if (c == '_' || part != BELOW) break;
    n += is_letter(c);
  }
  return n;
}

/* W_hidden_1 has _{\mathrm{hidden},1}; dLZᵐⁿ has ^{m,n}, LW²¹ has ^{21}. */
void latex_name_script(Latex *latex, const Name *name, NamePart wanted) {
  NamePart part;
  int32_t marks[POINTS / 2], before = 0;
  bool word = false;
  for (Reader reader = read_name(name); reader.text[reader.at];) {
    int32_t c = next_point(&reader, &part);
    int n = read_marks(&reader, marks);
    if (part != wanted) continue;
    bool separated = before && (c == '_' || (wanted == ABOVE && is_letter(c) && is_letter(before)));
    if (c == '_' && word) latex_put(latex, "}"), word = false;
    if (separated) latex_put(latex, ",");
    if (c == '_' && letters_ahead(reader) > 1) latex_put(latex, "\\mathrm{"), word = true;
    if (c != '_') put_point(latex, c, marks, n), before = c;
  }
  if (word) latex_put(latex, "}");
}

/* ---- numbers and text ---- */

/* 10^{-3}, 10^{-4}: short in digits, shorter as a power. */
static bool is_small_power(double number) { return fabs(number) == 1e-3 || fabs(number) == 1e-4; }

bool is_scaled(double number) {
  return number != 0 && isfinite(number) && (is_small_power(number) || fabs(number) < 1e-4 || fabs(number) >= 1e15);
}

/* 2.5e-7 is 2.5 \cdot 10^{-7}. */
static void put_scaled(Latex *latex, const char *digits) {
  const char *exponent = strchr(digits, 'e'), *mantissa = digits + (digits[0] == '-');
  bool is_one = exponent - mantissa == 1 && mantissa[0] == '1';
  text_add(latex->out, digits, (size_t)((is_one ? mantissa : exponent) - digits));
  text_format(latex->out, "%s10^{%s}", is_one ? "" : " \\cdot ", exponent + 1);
}

void latex_number(Latex *latex, double number) {
  Text text;
  text_open(&text, latex->out->memory);
  print_number(number, &text);
  const char *digits = text_string(&text);
  if (isnan(number)) latex_put(latex, "\\mathrm{nan}");
  else if (isinf(number)) latex_put(latex, number > 0 ? "\\infty" : "-\\infty");
  else if (is_small_power(number))
    text_format(latex->out, "%s10^{%d}", number < 0 ? "-" : "", fabs(number) < 5e-4 ? -4 : -3);
  else if (strchr(digits, 'e')) put_scaled(latex, digits);
  else latex_put(latex, number == M_PI ? "\\pi" : digits);
  latex->out->failed = latex->out->failed || text.failed;
  text_close(&text);
}

void print_latex_text(const char *text, Text *out) {
  Latex latex = {.out = out};
  size_t bytes;
  for (; *text; text += bytes) {
    int32_t c = code_point_at(text, &bytes);
    if (bytes == 0) bytes = 1;
    if (c < 0) continue;
    if (c == '\\') text_format(out, "\\textbackslash{}");
    else if (c == '^' || c == '~') text_format(out, "\\%c{}", c);
    else if (strchr("#$%&_{}", c)) text_format(out, "\\%c", c);
    else if (c < 0x80) text_add(out, text, 1);
    else text_format(out, "\\ensuremath{"), put_point(&latex, c, NULL, 0), text_format(out, "}");
  }
}
