/* How an operator is typed: every spelling of its row, and the keys that complete its LaTeX name at the prompt. */
#include "guide/page.h"
#include "syntax/spelling.h"

#include <string.h>

/* "a / b: quotient", "sse(T, A): sum of …": the length of what stands before the colon; 0: the help begins with words. */
static size_t typed_length(const OperatorRow *row) {
  const char *colon = strstr(row->help, ": ");
  return colon && (row->form == FORM_INTERNAL || call_length(row)) ? (size_t)(colon - row->help) : 0;
}

Slice row_words(const OperatorRow *row) {
  size_t typed = typed_length(row);
  return slice_of(row->help + (typed ? typed + 2 : 0));
}

/* ---- keys ---- */

static int count_names(const char *prefix, size_t length) {
  int n = 0;
  const char *name;
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++) {
      const char *latex = operator_families[f]->rows[i].latex;
      n += latex && strncmp(latex, prefix, length) == 0;
    }
  for (size_t i = 0; (name = latex_name(i)); i++) n += strncmp(name, prefix, length) == 0;
  return n;
}

/* As few letters as TAB needs to know the name. */
static int keys_for(const char *latex) {
  size_t n = 2, length = strlen(latex);
  while (n < length && count_names(latex, n) > 1) n++;
  return (int)n;
}

static void add_keys(Page *page, const char *latex) {
  if (latex && latex[0] == '\\') text_format(&page->text, "      (%.*s TAB)", keys_for(latex), latex);
}

/* ---- spellings ---- */

/* The sizes that have no default of use, and at most the window's rows and columns. */
static void add_sizes_of(Page *page, const OperatorRow *row) {
  const char *separator = "";
  for (int i = 0; i < PARAMETERS_MAX && i < 2 && row->parameter[i].name; i++) {
    if (row->parameter[i].kind != PARAMETER_SIZE) break;
    text_format(&page->text, "%s%s", *separator ? separator : "_{", row->parameter[i].name);
    separator = ",";
  }
  if (*separator) text_format(&page->text, "}");
}

static void add_call_of(Page *page, const char *spelling, const char *const *names, int n) {
  text_format(&page->text, "%s(", spelling);
  for (int i = 0; i < n; i++) text_format(&page->text, "%s%s", i ? ", " : "", names[i]);
  text_format(&page->text, ")");
}

static void add_spelled(Page *page, const OperatorRow *row, const char *spelling, const char *const *names) {
  text_format(&page->text, "  ");
  if (row->form == FORM_INFIX) text_format(&page->text, "%s %s %s", names[0], spelling, names[1]);
  if (row->form == FORM_FUNCTION)
    add_call_of(page, spelling, names, row->n_required ? row->n_required : row->n_operands);
  if (row->form == FORM_PREFIX) {
    text_format(&page->text, "%s", spelling);
    add_sizes_of(page, row);
    text_format(&page->text, " %s", names[0]);
  }
  add_keys(page, spelling);
  text_add(&page->text, "\n", 1);
}

/* "W p, W · p": pieces at commas outside brackets, a line each. */
static void add_typed(Page *page, Slice typed) {
  int open = 0;
  size_t start = 0;
  for (size_t i = 0; i <= typed.length; i++) {
    char byte = i < typed.length ? typed.text[i] : ',';
    open += (byte == '(' || byte == '[' || byte == '{') - (byte == ')' || byte == ']' || byte == '}');
    if (byte != ',' || open > 0) continue;
    page_code(page, 2, trimmed((Slice){typed.text + start, i - start}));
    start = i + 1;
  }
}

/* ---- parameters ---- */

static bool tells_default(const Parameter *parameter) {
  bool none = parameter->fallback == 0 && (parameter->kind == PARAMETER_PAIR || parameter->kind == PARAMETER_SIZE);
  return parameter->kind != PARAMETER_OPERAND && !none && !strstr(parameter->help, "default");
}

static void add_parameters(Page *page, const OperatorRow *row) {
  int width = 0;
  if (!row->parameter[0].name) return;
  page_heading(page, "Parameters:");
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if ((int)strlen(row->parameter[i].name) > width) width = (int)strlen(row->parameter[i].name);
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++) {
    const Parameter *parameter = &row->parameter[i];
    Text words;
    text_open(&words, &page->state->context.memory);
    text_format(&words, "%s", parameter->help);
    if (tells_default(parameter)) text_format(&words, "; default %lld", (long long)parameter->fallback);
    page_named(page, width, slice_of(parameter->name), (Slice){text_string(&words), words.length});
    page->text.failed |= words.failed;
    text_close(&words);
  }
}

Status page_typing(Page *page, const OperatorRow *row) {
  const char *names[OPERANDS_MAX];
  size_t typed = typed_length(row);
  Status status = names_of_operands(page, row, names);
  if (status != OK) return status;
  page_heading(page, "Type it:");
  if (typed) add_typed(page, (Slice){row->help, typed});
  else if (row->form != FORM_INTERNAL) add_spelled(page, row, row_name(row), names);
  if (row->latex) add_spelled(page, row, row->latex, names);
  for (size_t i = 0; i < sizeof row->alias / sizeof *row->alias && row->alias[i]; i++)
    add_spelled(page, row, row->alias[i], names);
  add_parameters(page, row);
  return OK;
}

void page_letter(Page *page, const char *glyph, const char *latex) {
  text_format(&page->text, "%s  a letter or sign\n", glyph);
  page_heading(page, "Type it:");
  text_format(&page->text, "  %s\n  %s", glyph, latex);
  add_keys(page, latex);
  text_add(&page->text, "\n", 1);
}
