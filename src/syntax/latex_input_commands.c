/* What each command of LaTeX leaves of itself. */
#include "syntax/latex_input.h"

#include <string.h>

/* Each takes out the command [start, end), or as much of the text as belongs to it, and moves on. */
typedef bool Undress(Dress *dress, size_t start, size_t end);

static bool take_space(Dress *dress, size_t start, size_t end) {
  if (text_starts(dress->text, start, "\\quad") || text_starts(dress->text, start, "\\qquad")) dress->spaced = end;
  blank(dress, start, end);
  dress->at = end;
  return true;
}

/* \{ groups, except after \max. */
static bool open_group(Dress *dress, size_t start, size_t end) {
  put_last(dress, start, end, "(", 1);
  return open_in(dress, '(', start);
}

static bool close_group(Dress *dress, size_t start, size_t end) {
  char kind = innermost_of(dress);
  if (kind == '(' || kind == '|') dress->depth--;
  put_last(dress, start, end, kind == '|' ? "}" : ")", 1);
  return true;
}

/* \left( and \bigl( touch what stands in front of them as the bracket alone would. */
static bool undress_bracket(Dress *dress, size_t start, size_t end) {
  char *text = dress->text;
  size_t at = after_blanks(text, end);
  char bracket = text[at];
  bool in_braces = text_starts(text, at, "\\{") || text_starts(text, at, "\\}");
  if (in_braces) return (text[at + 1] == '{' ? open_group : close_group)(dress, start, at + 2);
  if (!bracket || !strchr("()[].", bracket))
    return fault_at(dress, start, end,
                    "%.*s stands before a bracket: \\left( … \\right), \\left[ … \\right] or "
                    "\\left\\{ … \\right\\}",
                    (int)(end - start), text + start);
  blank(dress, start, at + 1);
  if (bracket != '.') dress->round += strchr("([", bracket) ? 1 : -1;
  if (bracket != '.') text[strchr("([", bracket) ? start : at] = bracket;
  dress->at = at + 1;
  return true;
}

static bool undress_fraction(Dress *dress, size_t start, size_t end) {
  size_t brace = after_blanks(dress->text, end);
  if (dress->text[brace] != '{')
    return fault_at(dress, start, end, "\\frac is followed by two groups in braces: \\frac{1}{2}");
  bool derivative = text_starts(dress->text, after_blanks(dress->text, brace + 1), "\\partial");
  put_last(dress, start, brace + 1, derivative ? "(" : (char[]){FRACTION_OPEN}, 1);
  return open_in(dress, derivative ? 'p' : 'n', start);
}

/* \max \left\{ … \mid … \right\} is max{ … | … }. */
static bool undress_maximum(Dress *dress, size_t start, size_t end) {
  const char *text = dress->text;
  size_t at = after_blanks(text, end);
  if (text_starts(text, at, "\\left") && !is_latin_letter(text[at + 5])) at = after_blanks(text, at + 5);
  if (text_starts(text, at, "\\{")) {
    put_last(dress, start, at + 2, "max{", 4);
    return open_in(dress, '|', start);
  }
  put_last(dress, start, text[at] == '{' ? at : end, "max", 3);
  return true;
}

typedef struct Environment {
  const char *name;
  char kind; /* m a matrix, a an alignment, 0 not of the language */
} Environment;

static const Environment environments[] = {
    {"bmatrix", 'm'},     {"pmatrix", 'm'},   {"matrix", 'm'},      {"Bmatrix", 'm'},
    {"smallmatrix", 'm'}, {"aligned", 'a'},   {"align", 'a'},       {"align*", 'a'},
    {"equation", 'a'},    {"equation*", 'a'}, {"gather", 'a'},      {"gather*", 'a'},
    {"split", 'a'},       {"multline", 'a'},  {"displaymath", 'a'}, {"math", 'a'},
};

/* {name} behind \begin or \end; its kind, and where it ends. */
static char environment_at(const char *text, size_t at, size_t *end) {
  size_t length;
  at = after_blanks(text, at);
  length = strcspn(text + at, "}\n");
  *end = at + length + (text[at + length] == '}');
  for (size_t i = 0; text[at] == '{' && i < sizeof environments / sizeof *environments; i++)
    if (strlen(environments[i].name) == length - 1 && strncmp(text + at + 1, environments[i].name, length - 1) == 0)
      return environments[i].kind;
  return 0;
}

static bool begin_environment(Dress *dress, size_t start, size_t end) {
  size_t after;
  char kind = environment_at(dress->text, end, &after);
  if (!kind)
    return fault_at(dress, start, after,
                    "%.*s is not read; a matrix is \\begin{bmatrix} a & b \\\\ c & d "
                    "\\end{bmatrix}, cases are factors such as (i == 1) ∘ (j == 1)",
                    (int)(after - start < 40 ? after - start : 40), dress->text + start);
  put_last(dress, start, after, kind == 'm' ? (char[]){TABLE_OPEN} : " ", 1);
  return open_in(dress, kind, start);
}

static bool end_environment(Dress *dress, size_t start, size_t end) {
  size_t after;
  char kind = environment_at(dress->text, end, &after);
  if (!kind || innermost_of(dress) != kind)
    return fault_at(dress, start, after, "this \\end closes no \\begin of its kind%s",
                    innermost_of(dress) ? "; is a brace in front of it not closed?" : "");
  put_last(dress, start, after, kind == 'm' ? (char[]){TABLE_CLOSE} : " ", 1);
  dress->depth--;
  return true;
}

/* The next line of an alignment begins with a sign: it goes on with what stands here. */
static bool goes_on(const char *text, size_t at) {
  static const char *const between[] = {" ",      "\t",      "\n",  "\r",  "&",   "{}",
                                        "\\quad", "\\qquad", "\\,", "\\;", "\\:", "\\!"};
  for (size_t i = 0; i < sizeof between / sizeof *between; i++)
    if (text_starts(text, at, between[i])) at += strlen(between[i]), i = (size_t)-1;
  return text[at] == '+' || text[at] == '-' || text[at] == '=' || text_starts(text, at, "\\equiv");
}

/* \\ ends a row of a matrix or a line of an alignment. */
static bool end_row(Dress *dress, size_t start, size_t end) {
  char kind = innermost_of(dress);
  dress->at = end;
  if (kind == 'm') put_last(dress, start, end, (char[]){TABLE_ROW}, 1);
  else if (kind == 'a' && goes_on(dress->text, end)) blank(dress, start, end);
  else if (kind == 'a') put_last(dress, start, end, "\n", 1), dress->equals = 0;
  else if (ends_line_at(dress->text, end)) blank(dress, start, end);
  return true;
}

static bool take_with_braces(Dress *dress, size_t start, size_t end) {
  size_t brace = after_blanks(dress->text, end), length = strcspn(dress->text + brace, "}\n");
  bool closed = dress->text[brace] == '{' && dress->text[brace + length] == '}';
  blank(dress, start, dress->at = closed ? brace + length + 1 : end);
  return true;
}

typedef struct Command {
  const char *name;
  Undress *undress; /* NULL: plain stands for it */
  const char *plain;
  const char *opening; /* how it begins where it is worth telling: \\frac{ */
} Command;

static const Command commands[] = {
    {"\\quad", take_space, 0, 0},
    {"\\qquad", take_space, 0, 0},
    {"\\,", take_space, 0, 0},
    {"\\;", take_space, 0, 0},
    {"\\:", take_space, 0, 0},
    {"\\!", take_space, 0, 0},
    {"\\>", take_space, 0, 0},
    {"\\[", take_space, 0, 0},
    {"\\]", take_space, 0, 0},
    {"\\displaystyle", take_space, 0, 0},
    {"\\textstyle", take_space, 0, 0},
    {"\\limits", take_space, 0, 0},
    {"\\nolimits", take_space, 0, 0},
    {"\\nonumber", take_space, 0, 0},
    {"\\notag", take_space, 0, 0},
    {"\\tag", take_with_braces, 0, 0},
    {"\\label", take_with_braces, 0, 0},
    {"\\left", undress_bracket, 0, "\\left("},
    {"\\right", undress_bracket, 0, 0},
    {"\\big", undress_bracket, 0, 0},
    {"\\Big", undress_bracket, 0, 0},
    {"\\bigg", undress_bracket, 0, 0},
    {"\\Bigg", undress_bracket, 0, 0},
    {"\\bigl", undress_bracket, 0, 0},
    {"\\bigr", undress_bracket, 0, 0},
    {"\\Bigl", undress_bracket, 0, 0},
    {"\\Bigr", undress_bracket, 0, 0},
    {"\\{", open_group, 0, 0},
    {"\\}", close_group, 0, 0},
    {"\\lbrace", open_group, 0, 0},
    {"\\rbrace", close_group, 0, 0},
    {"\\frac", undress_fraction, 0, "\\frac{"},
    {"\\dfrac", undress_fraction, 0, 0},
    {"\\tfrac", undress_fraction, 0, 0},
    {"\\begin", begin_environment, 0, "\\begin{bmatrix}"},
    {"\\end", end_environment, 0, 0},
    {"\\\\", end_row, 0, 0},
    {"\\dot", undress_dot, 0, "\\dot{"},
    {"\\max", undress_maximum, 0, "\\max"},
    {"\\equiv", 0, "=", 0},
    {"\\triangleq", 0, "=", 0},
    {"\\mid", 0, "|", 0},
    {"\\vert", 0, "|", 0},
    {"\\min", 0, "min", 0},
    {"\\exp", 0, "exp", 0},
    {"\\log", 0, "log", 0},
    {"\\ln", 0, "log", 0},
    {"\\tanh", 0, "tanh", 0},
};

const char *latex_command(size_t i, const char **plain) {
  if (i >= sizeof commands / sizeof *commands) return NULL;
  *plain = commands[i].plain;
  return commands[i].opening ? commands[i].opening : commands[i].plain ? commands[i].name : "";
}

bool undress_command(Dress *dress) {
  size_t start = dress->at, end = dress->at = command_end(dress->text, start);
  dress->is_latex = true;
  if (is_font(dress->text, start)) return undress_font(dress, start, end);
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    const Command *command = &commands[i];
    if (strlen(command->name) != end - start || !text_starts(dress->text, start, command->name)) continue;
    if (command->undress) return command->undress(dress, start, end);
    put_last(dress, start, end, command->plain, strlen(command->plain));
    if (command->plain[0] == '=') count_equals(dress, end - 1);
    return true;
  }
  return true;
}
