/* Names in LaTeX: \mathbf{W}, d\mathbf{N}, \dot{\mathbf{F}}, \text{rot}180. */
#include "syntax/latex_input.h"
#include "syntax/spelling.h"

#include <string.h>

/* A name in braces and fonts: its letters, and where all of it ends. */
typedef struct Dressed {
  size_t first, last, end;
} Dressed;

static const char *const fonts[] = {
    "\\mathbf", "\\mathrm", "\\mathit", "\\mathsf", "\\mathcal", "\\mathbb",       "\\boldsymbol", "\\bm",
    "\\text",   "\\textbf", "\\textit", "\\textrm", "\\mbox",    "\\operatorname", "\\vec",
};

bool is_font(const char *text, size_t start) {
  size_t length = command_end(text, start) - start;
  for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
    if (strlen(fonts[i]) == length && memcmp(text + start, fonts[i], length) == 0) return true;
  return false;
}

static size_t one_letter(const char *text, size_t at) {
  size_t bytes;
  if (name_end(text, at) == at) return at;
  if (text[at] == '\\') return command_end(text, at);
  code_point_at(text + at, &bytes);
  return at + bytes;
}

/* Braces and fonts in any order around one name; `at` follows a command. */
static bool read_dressed(const char *text, size_t at, Dressed *name) {
  int braces = 0;
  for (;; braces += text[at++] == '{') {
    at = after_blanks(text, at);
    while (text[at] == '\\' && is_font(text, at)) at = after_blanks(text, command_end(text, at));
    if (text[at] != '{') break;
  }
  name->first = at;
  name->last = at = braces ? name_end(text, at) : one_letter(text, at);
  if (name->last == name->first) return false;
  for (; braces > 0; braces--)
    if (text[at = after_blanks(text, at)] != '}') return false;
    else at++;
  name->end = at;
  return true;
}

/* A letter that follows would become a part of the name. */
static bool letter_follows(const char *text, size_t at) { return name_end(text, at) > at; }

/* The name at the end of its room, where ^ and ( touch it; at the beginning of it before a letter. */
static void put_name(Dress *dress, size_t start, const char *before, Dressed name) {
  size_t prefix = strlen(before), letters = name.last - name.first;
  bool apart = letter_follows(dress->text, name.end);
  size_t place = apart ? start : name.end - letters - prefix;
  memmove(dress->text + place + prefix, dress->text + name.first, letters);
  memcpy(dress->text + place, before, prefix);
  blank(dress, start, place);
  blank(dress, place + prefix + letters, name.end);
  dress->at = name.end;
}

static bool is_letter_d(const char *text, Dressed name) {
  return name.last == name.first + 1 && text[name.first] == 'd';
}

/* What is no single name becomes a group: \mathbf{W p} is (W p). */
bool undress_font(Dress *dress, size_t start, size_t end) {
  Dressed name, more;
  size_t brace = after_blanks(dress->text, end);
  if (read_dressed(dress->text, end, &name)) {
    bool joins = is_letter_d(dress->text, name) && dress->text[name.end] == '\\' && is_font(dress->text, name.end) &&
                 read_dressed(dress->text, name.end, &more);
    put_name(dress, start, joins ? "d" : "", joins ? more : name);
    return true;
  }
  if (dress->text[brace] != '{')
    return fault_at(dress, start, end, "%.*s is followed by its letters in braces: %.*s{W}", (int)(end - start),
                    dress->text + start, (int)(end - start), dress->text + start);
  blank(dress, start, brace);
  dress->text[brace] = '(';
  dress->at = brace + 1;
  return open_in(dress, 'g', start);
}

bool undress_sensitivity(Dress *dress) {
  Dressed name;
  size_t next = dress->at + 1;
  if (dress->text[next] != '\\' || !is_font(dress->text, next)) return false;
  if (!read_dressed(dress->text, command_end(dress->text, next), &name)) return false;
  put_name(dress, dress->at, "d", name);
  return true;
}

enum { DECORATION_MAX = 512 };

/* Past the braces that open at `at`; a decoration is short. */
static size_t after_braces(const char *text, size_t at) {
  int depth = 0;
  for (size_t end = at; text[end] && end < at + DECORATION_MAX; end++) {
    depth += (text[end] == '{') - (text[end] == '}');
    if (depth == 0) return end + 1;
  }
  return at;
}

/* f of n: a ( stands after the subscripts and superscripts. */
static bool is_applied(const char *text, size_t at) {
  while (text[at] == '^' || text[at] == '_') {
    size_t inside = after_blanks(text, at + 1);
    size_t end = text[inside] == '{' ? after_braces(text, inside) : one_letter(text, inside);
    if (end == inside) return false;
    at = after_blanks(text, end);
  }
  if (strncmp(text + at, "\\left", 5) == 0) at = after_blanks(text, at + 5);
  return text[at] == '(';
}

/* \dot{f}(n) is the derivative f'(n), \dot{F} alone the name Ḟ. */
bool undress_dot(Dress *dress, size_t start, size_t end) {
  static const char dot_above[] = "\xCC\x87";
  Dressed name;
  char *text = dress->text;
  if (!read_dressed(text, end, &name) || name_end(text, name.first) != name.last)
    return fault_at(dress, start, end, "\\dot stands over one name: \\dot{f}(n) is f'(n), \\dot{\\mathbf{F}} a name");
  size_t letters = name.last - name.first, first = one_letter(text, name.first) - name.first;
  bool applied = is_applied(text, name.end);
  const char *mark = applied ? "'" : dot_above;
  size_t before = applied ? letters : first, after = letters - before, width = strlen(mark);
  size_t place = name.end - letters - width;
  memmove(text + name.end - after, text + name.last - after, after);
  memmove(text + place, text + name.first, before);
  memcpy(text + place + before, mark, width);
  blank(dress, start, place);
  dress->at = name.end;
  return true;
}
