/* Long right sides of align*: cut before + and -, before ∘ and ⊗, after a comma, where brackets nest least. Widths are
   those of 10 pt type, about right: a cut must be sensible, not exact. */
#include "syntax/latex_lines.h"

#include <ctype.h>
#include <string.h>

static bool starts_with(const char *at, const char *word) { return strncmp(at, word, strlen(word)) == 0; }

static double max_of(double x, double y) { return x > y ? x : y; }

/* The part of a group or of a single sign; leaves *at behind it. */
static double group_width(const char **at, double factor);

static double letter_width(char c) {
  if (isupper((unsigned char)c)) return 8.2;
  if (isalnum((unsigned char)c)) return 5.2;
  if (c == '=' || c == '+' || c == '-' || c == '<' || c == '>') return 12.2;
  return strchr(" {}&^_", c) ? 0 : 3.9;
}

/* Rows stand below each other: the widest counts. */
static double environment_width(const char **at) {
  double widest = 0, row = 0;
  while (**at && !starts_with(*at, "\\end{")) {
    if (starts_with(*at, "\\\\")) widest = max_of(widest, row), row = 0, *at += 2;
    else row += (**at == '&' ? 10 : 0) + latex_item_width(at);
  }
  if (**at) *at += strcspn(*at, "}") + 1;
  return max_of(widest, row) + 12;
}

static double command_width(const char **at) {
  const char *command = *at + 1;
  size_t n = 0;
  while (isalpha((unsigned char)command[n])) n++;
  *at = command + (n ? n : command[0] != 0);
  if (n == 0) return strchr(",:;! ", command[0]) ? 1.7 : 5;
  if (n == 4 && starts_with(command, "frac")) {
    double above = group_width(at, 1);
    return max_of(above, group_width(at, 1)) + 2.4;
  }
  if (n == 5 && starts_with(command, "begin")) return *at += strcspn(*at, "}") + 1, environment_width(at);
  if ((n == 4 && starts_with(command, "left")) || (n == 5 && starts_with(command, "right")))
    return **at == '.' ? ++*at, 0 : 2;
  if (**at == '{') return 0; /* \mathbf{W}: the group follows */
  if (n == 3 && starts_with(command, "sum")) return 16;
  return starts_with(command, "box") || starts_with(command, "otimes") || starts_with(command, "circ") ? 11 : 6;
}

static double group_width(const char **at, double factor) {
  double width = 0;
  while (**at == ' ') ++*at;
  if (**at != '{') return **at ? factor * latex_item_width(at) : 0;
  for (++*at; **at && **at != '}';) width += latex_item_width(at);
  *at += **at == '}';
  return factor * width;
}

/* Scripts of one letter stand above each other. */
static double scripts_width(const char **at) {
  double width = 0;
  while (**at == '_' || **at == '^') ++*at, width = max_of(width, group_width(at, 0.72));
  return width;
}

double latex_item_width(const char **at) {
  if (**at == '_' || **at == '^') return scripts_width(at);
  if (**at == '{') return group_width(at, 1);
  if (**at == '\\') return command_width(at);
  return letter_width(*(*at)++);
}

/* ---- cuts ---- */

typedef struct Cut {
  const char *at; /* NULL: none */
  int depth, fences;
} Cut;

/* The signs of brackets change the depth, \left and \right the fences that a cut must close and open again. */
static void note_bracket(const char *at, Cut *now) {
  if (starts_with(at, "\\left") && !isalpha((unsigned char)at[5])) now->fences++;
  else if (starts_with(at, "\\right") && !isalpha((unsigned char)at[6])) now->fences--;
  else if (starts_with(at, "\\{") || *at == '(' || *at == '[') now->depth++;
  else if (starts_with(at, "\\}") || *at == ')' || *at == ']') now->depth--;
}

static bool may_cut(const char *start, const char *at) {
  static const char *const before[] = {" + ", " - ", " \\circ ", " \\otimes", " \\ast"};
  if (at < start + 2 || *at != ' ') return false;
  if (at[-1] == ',' && at[-2] != '\\') return true; /* \, is a space */
  for (size_t i = 0; i < sizeof before / sizeof *before; i++)
    if (starts_with(at, before[i])) return true;
  return false;
}

static int nesting(const Cut *cut) { return cut->depth + cut->fences; }

/* Where the line that begins here ends: the last of the outermost places within `room`, or else the first at all.
   at is NULL where everything fits. */
static Cut find_cut(const char *start, Cut now, double room) {
  Cut best = {0};
  double width = 0;
  for (const char *at = start; *at;) {
    bool better = !best.at || (width <= room && nesting(&now) <= nesting(&best));
    if (better && may_cut(start, at)) best = (Cut){at, now.depth, now.fences};
    if (width > room && best.at) return best;
    note_bracket(at, &now);
    width += latex_item_width(&at);
  }
  return width > room ? best : (Cut){0};
}

static void put_times(Text *out, const char *text, int times) {
  while (times-- > 0) text_add(out, text, strlen(text));
}

/* Something that no cut can make narrower. */
bool latex_is_solid(const char *text, double room) {
  for (const char *at = text; *at;)
    if (latex_item_width(&at) > room) return true;
  return false;
}

void latex_break_lines(const char *text, double room, const char *line_end, Text *out) {
  Cut now = {0};
  for (Cut cut; (cut = find_cut(text, now, room)).at; now = cut) {
    text_add(out, text, (size_t)(cut.at - text));
    put_times(out, " \\right.", cut.fences);
    text_format(out, "%s%s", line_end, cut.at[-1] == ',' ? "" : "{}");
    put_times(out, " \\left.", cut.fences);
    text = cut.at;
  }
  text_add(out, text, strlen(text));
}
