#include "syntax/build.h"

#include <stdio.h>
#include <string.h>

enum { SPELLING_BYTES = 80 };

/* The operators that a symbol such as ⊞ has: "⊞ave, ⊞max". */
static void list_words(const char *symbol, char *list, size_t size) {
  size_t used = 0;
  list[0] = 0;
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++) {
      const OperatorRow *row = &(*family)->rows[i];
      if (row->form != FORM_PREFIX || !row->glyph || strncmp(row->glyph, symbol, strlen(symbol)) != 0) continue;
      int length = snprintf(list + used, size - used, "%s%s", used ? ", " : "", row->glyph);
      if (length > 0 && (size_t)length < size - used) used += (size_t)length;
      list[used] = 0;
    }
}

static Ast *fail_prefix(Parser *parser, const Ast *prefix, const char *word) {
  char list[256];
  list_words(prefix->text, list, sizeof list);
  if (word) report(parser, prefix->span, "there is no operator %s%.*s", prefix->text, 40, word);
  else report(parser, prefix->span, "%s needs its word", prefix->text);
  add_note(parser->context, "the operators with %s are %s", prefix->text, list);
  return NULL;
}

/* Finds the row of ⊞ with the word beside it or above it: ⊞ave_{2,2}, ⊞_{2,2}^{ave}. */
Ast *decorate(Parser *parser, Ast *prefix, Ast *parameters, Ast *word) {
  char spelling[SPELLING_BYTES];
  if (word && prefix->row) {
    report(parser, word->span, "%s has its word already", prefix->row->glyph);
  } else if (!prefix->row) {
    const char *above = word ? word->name->text : NULL;
    int length = snprintf(spelling, sizeof spelling, "%s%s", prefix->text, above ? above : "");
    prefix->row = length < SPELLING_BYTES ? find_operator(spelling) : NULL;
    if (!prefix->row || prefix->row->form != FORM_PREFIX) fail_prefix(parser, prefix, above);
  }
  prefix->text = NULL;
  return with_arguments(parser, prefix, parameters);
}

Ast *apply_prefix(Parser *parser, Span span, Ast *prefix, Ast *operand) {
  if (!prefix || !operand) return NULL;
  prefix->span = span;
  return extended(parser, prefix, operand, span);
}

/* The children come in the order body, from, to; the body is not known yet. */
Ast *open_sum(Parser *parser, Span span, Ast *index, Ast *from_or_list, Ast *to) {
  int n = from_or_list ? to ? 3 : 2 : 1;
  Ast *sum = make_node(parser, AST_SUM, span, n, NULL, from_or_list, to);
  if (sum) sum->name = index->name;
  return sum;
}

/* Σ_{i,j} is Σ_{i} Σ_{j}; the sums hang together by their bodies until the innermost gets its own. */
Ast *open_sums(Parser *parser, Span span, Ast *indices) {
  Ast *outer = NULL;
  if (indices->n > AST_DEPTH_MAX) {
    report(parser, indices->span, "nested too deeply: Σ has %d indices", indices->n);
    parser->stop = true;
    return NULL;
  }
  for (int i = indices->n - 1; i >= 0; i--) {
    Ast *sum = open_sum(parser, span, indices->child[i], NULL, NULL);
    if (!sum) return NULL;
    sum->child[0] = outer;
    outer = sum;
  }
  return outer;
}

Ast *close_sum(Parser *parser, Span span, Ast *sum, Ast *body) {
  Ast *inner = sum->child[0];
  if (inner && !(body = close_sum(parser, span, inner, body))) return NULL;
  Ast *closed = make_node(parser, AST_SUM, span, 1, body);
  for (int i = 1; closed && i < sum->n; i++) closed = extended(parser, closed, sum->child[i], span);
  if (closed) closed->name = sum->name, closed->row = sum->row;
  return closed;
}

/* max{body | k = 1:r, l = 1:c} (8.24): a Σ whose terms a maximum joins, the first index outermost. */
Ast *make_maximum(Parser *parser, Span span, Ast *body, Ast *ranges) {
  for (int i = ranges->n - 1; body && i >= 0; i--) {
    const Ast *range = ranges->child[i];
    Ast *list = range->kind == AST_NAMED ? range->child[0] : NULL;
    bool bounds = list && list->kind == AST_RANGE && list->n == 2;
    Ast *from = bounds ? list->child[0] : list, *to = bounds ? list->child[1] : NULL;
    Ast *head = open_sum(parser, span, ranges->child[i], from, to);
    if (head) head->row = find_operator("maximum");
    body = head ? close_sum(parser, span, head, body) : NULL;
  }
  return body;
}
