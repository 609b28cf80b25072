/* z_{1,2} = w_{1,1} p_{1,2} + w_{1,2} p_{1,3}
           = 1·2 + 2·3
           = 8                                   symbols, numbers, the value; long lines go on below the first term. */
#include "derive/explain.h"

#include <math.h>
#include <string.h>

enum { REMARKS_MAX = 3 };

/* How tightly a written term holds together; less tight ones need brackets. */
enum { LOOSE, COMPARISON, SUM, PRODUCT, POWER, ATOM };

typedef struct Printer {
  Explanation *e;
  bool numbers;
  int depth; /* of open brackets */
  Text out;  /* a line may be broken at the bytes 1 … BREAKS, which otherwise are spaces; the lower the better */
} Printer;

static void put_break(Printer *printer) {
  char place = (char)(printer->depth < BREAKS - 1 ? printer->depth + 1 : BREAKS);
  text_add(&printer->out, &place, 1);
}

static void print_term(Printer *printer, const Term *term, int at_least);

/* A symbol has a size and no numbers. */
static bool has_numbers(const TrailNode *node) { return is_numeric(node->output); }

static double number_of(const Printer *printer, const Term *term) {
  return term->kind == TERM_NUMBER ? term->number : element_number(printer->e, term->operand, term->at);
}

static bool is_number(const Printer *printer, const Term *term) {
  if (term->kind == TERM_NUMBER) return true;
  return printer->numbers && term->kind == TERM_REFERENCE && has_numbers(printer->e->named[term->operand].node);
}

static bool is_whole_number(const Printer *printer, const Term *term) {
  return printer->numbers && term->kind == TERM_WHOLE &&
         printer->e->named[term->operand].node->output.kind == VALUE_NUMBER;
}

/* What remains of (t - a)^2 in a derivative. */
static bool is_first_power(const Term *power) { return power->last->kind == TERM_NUMBER && power->last->number == 1; }

/* v_{1,1}^{2} is no base of a power as it stands. */
static bool has_maps(const TrailNode *node) {
  const Extent *length = node->output_size.axis, one = extent_of(1);
  return extent_equal(length[2], one) != YES || extent_equal(length[3], one) != YES;
}

static int tightness(const Printer *printer, const Term *term) {
  if (is_number(printer, term)) return signbit(number_of(printer, term)) ? SUM : ATOM;
  switch (term->kind) {
    case TERM_SUM: return term->n == 1 ? tightness(printer, term->first) : term->n ? SUM : ATOM;
    case TERM_NEGATIVE:
    case TERM_OVER: return SUM;
    case TERM_INFIX: return COMPARISON;
    case TERM_PRODUCT:
    case TERM_QUOTIENT: return PRODUCT;
    case TERM_REFERENCE: return has_maps(printer->e->named[term->operand].node) ? POWER : ATOM;
    case TERM_POWER: return is_first_power(term) ? tightness(printer, term->first) : POWER;
    default: return ATOM;
  }
}

static void print_left_out(Printer *printer, const Term *list, const char *sign) {
  put_break(printer);
  text_format(&printer->out, "%s… %lld more%s …", sign, (long long)list->left_out,
              list->kind != TERM_SUM ? ""
              : list->left_out == 1  ? " term"
                                     : " terms");
}

static bool is_cut_before(const Term *list, const Term *part) { return list->left_out && part == list->last; }

static void print_sum(Printer *printer, const Term *sum) {
  if (!sum->first) text_format(&printer->out, "0");
  for (const Term *part = sum->first; part; part = part->next) {
    if (is_cut_before(sum, part)) print_left_out(printer, sum, "+ ");
    bool is_first = part == sum->first;
    if (part->kind == TERM_NEGATIVE) {
      if (!is_first) put_break(printer);
      text_format(&printer->out, is_first ? "-" : "- ");
      print_term(printer, part->first, PRODUCT);
    } else {
      if (!is_first) put_break(printer), text_format(&printer->out, "+ ");
      print_term(printer, part, is_first && part->kind != TERM_SUM && part->kind != TERM_OVER ? SUM : PRODUCT);
    }
  }
}

static bool begins_with_number(const Printer *printer, const Term *term) {
  while (term->kind == TERM_PRODUCT || term->kind == TERM_QUOTIENT || term->kind == TERM_POWER) term = term->first;
  return is_number(printer, term) || (term->kind == TERM_SUM && !term->first);
}

static void print_product(Printer *printer, const Term *product) {
  const Term *before = NULL;
  for (const Term *part = product->first; part; before = part, part = part->next) {
    bool dot = before && (printer->numbers || begins_with_number(printer, part));
    if (is_cut_before(product, part)) print_left_out(printer, product, "");
    if (before) text_format(&printer->out, dot && !is_cut_before(product, part) ? "·" : " ");
    print_term(printer, part, PRODUCT);
  }
}

static void print_call(Printer *printer, const Term *call) {
  text_format(&printer->out, "%s(", call->word);
  printer->depth++;
  for (const Term *part = call->first; part; part = part->next) {
    if (is_cut_before(call, part)) print_left_out(printer, call, ""), text_format(&printer->out, ",");
    if (part != call->first) put_break(printer);
    print_term(printer, part, LOOSE);
    if (part->next) text_format(&printer->out, ",");
  }
  printer->depth--;
  text_format(&printer->out, ")");
}

static void print_power(Printer *printer, const Term *power) {
  print_term(printer, power->first, ATOM);
  text_format(&printer->out, "^");
  print_term(printer, power->last, ATOM);
}

/* W, not w, which stands for its elements; L[2] as it is. */
static const char *name_of_whole(const Named *named) {
  bool is_of_list = strchr(named->symbol, '[') || strchr(named->symbol, '.');
  return named->is_explained || is_of_list || !named->node->name ? named->symbol : named->node->name->text;
}

static void print_bare(Printer *printer, const Term *term) {
  Text *out = &printer->out;
  if (is_number(printer, term)) return format_number(number_of(printer, term), out);
  switch (term->kind) {
    case TERM_REFERENCE: print_element(printer->e, term->operand, term->at, out); break;
    case TERM_WHOLE:
      if (is_whole_number(printer, term)) format_number(printer->e->named[term->operand].node->output.number, out);
      else text_format(out, "%s", name_of_whole(&printer->e->named[term->operand]));
      break;
    case TERM_SUM: print_sum(printer, term); break;
    case TERM_NEGATIVE:
      text_format(out, "-");
      print_term(printer, term->first, PRODUCT);
      break;
    case TERM_PRODUCT: print_product(printer, term); break;
    case TERM_QUOTIENT:
      print_term(printer, term->first, PRODUCT);
      text_format(out, "/");
      print_term(printer, term->last, POWER);
      break;
    case TERM_POWER:
      if (is_first_power(term)) print_term(printer, term->first, LOOSE);
      else print_power(printer, term);
      break;
    case TERM_INFIX:
      print_term(printer, term->first, SUM);
      text_format(out, " %s ", term->word);
      print_term(printer, term->last, SUM);
      break;
    case TERM_CALL: print_call(printer, term); break;
    case TERM_OVER:
      text_format(out, "%s ", term->word);
      print_term(printer, term->first, term->first->kind == TERM_OVER ? SUM : PRODUCT);
      break;
    case TERM_ELEMENT:
      print_term(printer, term->first, ATOM);
      print_subscripts(printer->e, (unsigned)term->operand, term->at, out);
      break;
    case TERM_LARGEST:
      text_format(out, "max{");
      print_term(printer, term->first, LOOSE);
      text_format(out, " | %s}", term->word);
      break;
    default: text_format(out, "%s", term->word); break;
  }
}

static void print_term(Printer *printer, const Term *term, int at_least) {
  bool brackets = tightness(printer, term) < at_least;
  printer->depth += brackets;
  if (brackets) text_format(&printer->out, "(");
  print_bare(printer, term);
  if (brackets) text_format(&printer->out, ")");
  printer->depth -= brackets;
}

/* ---- lines ---- */

static void print_tree(Printer *printer, const Term *term, bool numbers) {
  printer->numbers = numbers;
  text_open(&printer->out, &printer->e->state->context.memory);
  print_term(printer, term, LOOSE);
}

/* ---- remarks ---- */

static int print_remarks(Explanation *e, Text *out) {
  Printer printer = {.e = e};
  int n = 0;
  for (const Term *piece = e->remark; piece && n < REMARKS_MAX; n++) {
    text_format(out, n ? "; " : "   (");
    text_open(&printer.out, out->memory);
    for (; piece && (piece->kind != TERM_TEXT || piece->word); piece = piece->next) print_term(&printer, piece, LOOSE);
    add_unbroken(out, text_string(&printer.out), printer.out.length);
    text_close(&printer.out);
    piece = piece ? piece->next : NULL;
  }
  return n;
}

/* Names that mean an older value than the variable has now. */
static void remark_older(Explanation *e, const Term *term, int *n, Text *out) {
  for (const Term *part = term->first; part; part = part->next) remark_older(e, part, n, out);
  if ((term->kind != TERM_REFERENCE && term->kind != TERM_WHOLE) || !e->named[term->operand].is_older) return;
  Named *named = &e->named[term->operand];
  named->is_older = false; /* said once */
  bool has_line = knows_line(e->state, named->node);
  text_format(out, "%s%s: %s", (*n)++ ? "; " : "   (", named->symbol, has_line ? "the value of " : "an earlier value");
  if (has_line) add_place(e->state, named->node, out);
}

/* ---- what stands behind ---- */

/* At a place that is an expression in indices: what is told is how any element comes about. */
static bool is_anywhere(const Term *term) {
  bool anywhere = false;
  for (int axis = 0; axis < AXES; axis++) anywhere |= term->at[axis] < 0;
  return anywhere;
}

static bool is_awaited(const Explanation *e, const Term *term) {
  for (size_t i = 0; i < e->n_where; i++)
    if (e->where[i].named == term->operand &&
        (is_anywhere(term) || memcmp(e->where[i].at, term->at, sizeof term->at) == 0))
      return true;
  return false;
}

/* The elements in this tree that are to be explained below it. */
static Status await_elements(Explanation *e, const Term *term) {
  Status status = OK;
  for (const Term *part = term->first; part && status == OK; part = part->next) status = await_elements(e, part);
  if (status != OK || term->kind != TERM_REFERENCE || !e->named[term->operand].is_explained || is_awaited(e, term))
    return status;
  if (!memory_reserve(&e->state->context.memory, &e->where, &e->where_room, e->n_where + 1, sizeof *e->where))
    return fail_out_of_memory(&e->state->context);
  e->where[e->n_where].named = term->operand;
  memcpy(e->where[e->n_where].at, term->at, sizeof term->at);
  if (is_anywhere(term)) name_any_place(e, e->named[term->operand].node, e->where[e->n_where].at);
  e->n_where++;
  return OK;
}

/* ---- one element ---- */

static void add_value(const TrailNode *node, const int64_t at[AXES], Text *out) {
  format_number(value_element(node->output, offset_of(&node->output_size, at)), out);
}

static void print_equation(Explanation *e, const TrailNode *node, const int64_t at[AXES], const char *label,
                           const Term *term, Text *out) {
  Printer symbols = {.e = e}, numbers = {.e = e};
  Text value;
  size_t indent = text_width(label, strlen(label));
  text_open(&value, out->memory);
  if (has_numbers(node)) add_value(node, at, &value);
  print_tree(&symbols, term, false);
  print_tree(&numbers, term, true);
  const char *last = text_string(&value), *middle = text_string(&numbers.out), *first = text_string(&symbols.out);
  add_line(out, label, indent, first, e->width);
  if (has_numbers(node) && strcmp(middle, first) != 0 && strcmp(middle, last) != 0)
    text_add(out, "\n", 1), add_line(out, "", indent, middle, e->width);
  if (has_numbers(node) && strcmp(first, last) != 0) text_add(out, "\n", 1), add_line(out, "", indent, last, e->width);
  int n = print_remarks(e, out);
  remark_older(e, term, &n, out);
  text_format(out, n ? ")\n" : "\n");
  out->failed |= value.failed || symbols.out.failed || numbers.out.failed;
  text_close(&value);
  text_close(&symbols.out);
  text_close(&numbers.out);
}

static void print_given(const State *state, const TrailNode *node, const int64_t at[AXES], const char *label,
                        Text *out) {
  bool has_line = knows_line(state, node);
  text_format(out, has_numbers(node) ? "  %s = " : "  %s", label);
  if (has_numbers(node)) add_value(node, at, out);
  text_format(out, "   (%s", !has_numbers(node) ? "a symbol" : node->is_update ? "updated" : "given");
  if (has_line) text_format(out, node->is_update ? " in " : ", "), add_place(state, node, out);
  text_format(out, ")\n");
}

static Status explain_one(Explanation *e, const TrailNode *node, const int64_t at[AXES], const char *label, Text *out) {
  Term *term;
  e->remark = NULL;
  e->remark_end = &e->remark;
  if (!is_computed(node)) return print_given(e->state, node, at, label, out), OK;
  Status status = element_terms(e, node, at, &term);
  if (status == OK) status = await_elements(e, term);
  for (const Term *piece = e->remark; piece && status == OK; piece = piece->next) status = await_elements(e, piece);
  if (status == OK) print_equation(e, node, at, label, term, out);
  return status;
}

static Status explain_awaited(Explanation *e, size_t k, Text *out) {
  Awaited place = e->where[k];
  Text label;
  text_open(&label, out->memory);
  text_format(&label, "where ");
  print_element(e, place.named, place.at, &label);
  Status status = label.failed ? fail_out_of_memory(&e->state->context)
                               : explain_one(e, e->named[place.named].node, place.at, text_string(&label), out);
  text_close(&label);
  return status;
}

Status explain_element(Explanation *e, const TrailNode *node, const int64_t at[AXES], const char *label, Text *out) {
  Status status = explain_one(e, node, at, label, out);
  size_t k = 0;
  for (; k < e->n_where && (e->full || k < e->where_most) && status == OK; k++) status = explain_awaited(e, k, out);
  if (status == OK && k < e->n_where && e->where_most)
    text_format(out, "  … and %lld more; explain_{full} shows all\n", (long long)(e->n_where - k));
  return status == OK && out->failed ? fail_out_of_memory(&e->state->context) : status;
}
