/* Rules as they are written: the text that backprop evaluates. */
#include "guide/page.h"

#include <string.h>

enum { RULES_MAX = 24 };

static bool mentions_row(const Pattern *pattern, const OperatorRow *row) {
  if (!pattern) return false;
  if (pattern->row == row || (pattern->any_elementwise && row->elementwise && row->n_operands == 1)) return true;
  for (int i = 0; i < pattern->n_operands; i++)
    if (mentions_row(pattern->operand_pattern[i], row)) return true;
  return false;
}

static bool is_about(const Rule *rule, const OperatorRow *row, const Name *function) {
  return row ? mentions_row(rule->pattern, row) : function && rule->pattern->function == function;
}

/* Oldest first, as they stand in their files. */
static int find_rules(const Rules *rules, const OperatorRow *row, const Name *function, const Rule *found[RULES_MAX]) {
  int n = 0;
  for (const Rule *rule = rules->first; rule; rule = rule->next)
    if (is_about(rule, row, function) && n < RULES_MAX) found[n++] = rule;
  for (int i = 0; i < n / 2; i++) {
    const Rule *rule = found[i];
    found[i] = found[n - 1 - i];
    found[n - 1 - i] = rule;
  }
  return n;
}

static Slice slice_at(const Source *source, Span span) {
  return (Slice){source->text + span.start, span.end - span.start};
}

/* To the end of the line, with the comment that gives the equation's number. */
static Slice lines_at(const Source *source, Span span) {
  Slice slice = slice_at(source, span);
  slice.length += strcspn(source->text + span.end, "\n");
  return slice;
}

/* The comment lines right above. */
static void add_remark(Page *page, const Source *source, size_t at) {
  size_t rule = start_of_line(source->text, at), start = rule;
  while (start > 1) {
    size_t above = start_of_line(source->text, start - 1);
    if (source->text[above] != '#') break;
    start = above;
  }
  page_code(page, 2, (Slice){source->text + start, rule - start});
}

static void add_rule(Page *page, const Rule *rule) {
  const Source *source = rule->program->source;
  add_remark(page, source, rule->ast->span.start);
  page_code(page, 2, lines_at(source, rule->ast->span));
  relate_text(page, slice_at(source, rule->ast->span));
}

static const DerivativeDefinition *find_slope(const Rules *rules, const char *name, bool own) {
  for (const DerivativeDefinition *d = rules->derivatives; d; d = d->next)
    if (d->own == own && strcmp(d->name->text, name) == 0 && d->function.kind == VALUE_FUNCTION &&
        d->function.function->kind == FUNCTION_CODE)
      return d;
  return NULL;
}

static void add_slope(Page *page, const DerivativeDefinition *slope) {
  const Function *function = slope->function.function;
  page_code(page, 2, lines_at(function->program->source, function->code->ast->span));
}

Status page_rules(Page *page, const OperatorRow *row, const Name *function) {
  const Rule *found[RULES_MAX];
  const Rules *rules = rules_of(page->state);
  if (!rules) return page->state->context.error->status;
  int n = find_rules(rules, row, function, found);
  const char *name = row ? row->name : function ? function->text : "";
  const DerivativeDefinition *slope = find_slope(rules, name, !row);
  if (n == 0 && !slope) return OK;
  page_heading(page, "Backprop rules:");
  for (int i = 0; i < n; i++) add_rule(page, found[i]);
  if (slope) add_slope(page, slope);
  return OK;
}

static void add_numbered(Page *page, const Rule *rule, Slice number, bool *found) {
  bool first = true;
  for (int i = 0; i < rule->n_lines; i++) {
    const Source *source = rule->program->source;
    if (!rule->line[i].number || !slice_is(number, rule->line[i].number)) continue;
    if (!*found) page_heading(page, "Rules:");
    if (first) {
      text_format(&page->text, "  rule ");
      page_words(page, 0, 6, slice_at(source, rule->ast->child[0]->span));
    }
    page_code(page, 4, lines_at(source, rule->line[i].equation->span));
    relate_text(page, slice_at(source, rule->ast->child[0]->span));
    *found = true;
    first = false;
  }
}

Status page_numbered_rules(Page *page, Slice number, bool *found) {
  const Rules *rules = rules_of(page->state);
  const Rule *all[RULES_MAX * 4];
  int n = 0;
  if (!rules) return page->state->context.error->status;
  for (const Rule *rule = rules->first; rule && n < RULES_MAX * 4; rule = rule->next) all[n++] = rule;
  while (n > 0) add_numbered(page, all[--n], number, found);
  return OK;
}

static bool names_all(const Pattern *pattern, int n) {
  if (pattern->n_operands < n) return false;
  for (int i = 0; i < n; i++)
    if (!pattern->operand_name[i]) return false;
  return true;
}

static bool fits(const Pattern *pattern, const OperatorRow *row, int n) {
  bool about = pattern->row == row || (pattern->any_elementwise && row->elementwise && n == 1);
  return about && names_all(pattern, n);
}

Status names_of_operands(Page *page, const OperatorRow *row, const char *names[OPERANDS_MAX]) {
  static const char *const usual[OPERANDS_MAX] = {"X", "Y", "U", "V", "W", "Z"};
  int n = row->n_required ? row->n_required : row->n_operands;
  const Rules *rules = rules_of(page->state);
  if (!rules) return page->state->context.error->status;
  for (int i = 0; i < OPERANDS_MAX; i++) names[i] = usual[i];
  for (const Rule *rule = rules->first; rule; rule = rule->next) /* the oldest is the last */
    for (int i = 0; fits(rule->pattern, row, n) && i < n; i++) names[i] = rule->pattern->operand_name[i]->text;
  return OK;
}
