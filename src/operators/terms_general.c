/* Elements where lengths are size symbols: places are expressions in indices, z_{m,n} of w_{i,j} and p_{m+i-1,n+j-1}, and
   what cannot be enumerated is a Σ or a maximum over an index. */
#include "operators/terms.h"

#include <string.h>

int64_t place_of_extent(Places *places, Extent extent) {
  if (extent.number == INT64_MIN) return places->failed = true, 0;
  if (extent_is_number(extent) && extent.number > 0) return extent.number - 1;
  if (!memory_reserve(&places->context->memory, &places->place, &places->room, places->n + 1, sizeof *places->place))
    return places->failed = true, 0;
  places->place[places->n++] = (PlaceText){.extent = extent};
  return -(int64_t)places->n;
}

Extent extent_of_place(const Places *places, int64_t at) {
  return at < 0 ? places->place[-1 - at].extent : extent_of(at + 1);
}

/* Without the spaces that extents have around their signs. */
static void print_closely(Extent extent, Text *out) {
  Text text;
  text_open(&text, out->memory);
  print_extent(extent, &text);
  for (const char *byte = text_string(&text); *byte; byte++) {
    bool is_sign = byte[0] == ' ' && (byte[1] == '+' || byte[1] == '-') && byte[2] == ' ';
    text_add(out, byte + is_sign, 1);
    if (is_sign) byte += 2;
  }
  out->failed |= text.failed;
  text_close(&text);
}

void print_place(const Places *places, int64_t at, Text *out) {
  const char *text = at < 0 ? places->place[-1 - at].text : NULL;
  if (text) text_format(out, "%s", text);
  else print_closely(extent_of_place(places, at), out);
}

/* m+i-1 for a step of 1, otherwise r(m-1)+i. */
static void print_steps(Arena *paper, Extent step, Extent m, Extent rest, Text *out) {
  bool is_one = extent_equal(step, extent_of(1)) == YES;
  if (is_one) rest = extent_subtract(paper, rest, extent_of(1));
  else print_closely(step, out), text_format(out, "(");
  print_closely(is_one ? m : extent_subtract(paper, m, extent_of(1)), out);
  if (!is_one) text_format(out, ")");
  Text text;
  text_open(&text, out->memory);
  print_closely(rest, &text);
  const char *written = text_string(&text);
  bool is_zero = extent_is_number(rest) && !rest.number;
  if (!is_zero) text_format(out, written[0] == '-' ? "%s" : "+%s", written);
  text_close(&text);
}

int64_t place_of_steps(Places *places, Extent step, Extent m, Extent rest) {
  Arena *paper = places->paper;
  Extent steps = extent_multiply(paper, step, extent_subtract(paper, m, extent_of(1)));
  int64_t at = place_of_extent(places, extent_add(paper, steps, rest));
  if (at >= 0 || extent_is_number(m)) return at;
  Text text;
  text_open(&text, &places->context->memory);
  print_steps(paper, step, m, rest, &text);
  const char *copy = text.failed ? NULL : arena_copy(paper, text_string(&text), text.length);
  text_close(&text);
  places->failed |= !copy;
  places->place[-1 - at].text = copy;
  return at;
}

Extent free_index(Places *places, const char *letters) {
  char name[2] = {letters[0], 0};
  for (const char *letter = letters; *letter; letter++) {
    name[0] = *letter;
    if (!places->is_taken(places->user, name)) break;
  }
  return extent_symbol(places->paper, name);
}

static bool is_free(const Places *places, char letter) { return !places->is_taken(places->user, (char[]){letter, 0}); }

int free_pair(const Places *places, const char *first, const char *second) {
  for (int i = 0; first[i] && second[i]; i++)
    if (is_free(places, first[i]) && is_free(places, second[i])) return i;
  return 0;
}

static bool has_symbols(const Size *size) { return !size_is_numeric(size); }

bool is_general(const OperatorCall *call, const int64_t at[AXES]) {
  bool general = has_symbols(&call->size);
  for (int axis = 0; axis < AXES; axis++) general |= at[axis] < 0;
  for (int i = 0; i < call->n_operands; i++) general |= has_symbols(&call->operand_size[i]);
  return general;
}

Extent index_over(Places *places, const char *letters, Extent length) {
  return extent_equal(length, extent_of(1)) == YES ? extent_of(1) : free_index(places, letters);
}

static const char *copy_text(Terms *terms, Text *text) {
  const char *copy = text->failed ? NULL : arena_copy(terms->arena, text_string(text), text->length);
  text_close(text);
  return copy;
}

Term *term_over(Terms *terms, Extent index, Extent to, Term *part) {
  Text text;
  if (!part || extent_is_number(index)) return part;
  text_open(&text, &terms->context->memory);
  text_format(&text, "Σ_{");
  print_extent(index, &text);
  text_format(&text, "=1}^{");
  print_extent(to, &text);
  text_format(&text, "}");
  const char *word = copy_text(terms, &text);
  return word ? term_of(terms, TERM_OVER, word, part) : NULL;
}

Term *term_largest(Terms *terms, const Extent index[AXES], const Extent to[AXES], Term *part) {
  Text text;
  if (!part) return NULL;
  text_open(&text, &terms->context->memory);
  for (int axis = 0, n = 0; axis < AXES; axis++) {
    if (extent_is_number(index[axis])) continue;
    text_format(&text, n++ ? ", " : "");
    print_extent(index[axis], &text);
    text_format(&text, " = 1:");
    print_extent(to[axis], &text);
  }
  if (!text.length) return text_close(&text), part;
  const char *word = copy_text(terms, &text);
  return word ? term_of(terms, TERM_LARGEST, word, part) : NULL;
}

Term *term_extent(Terms *terms, Extent extent) {
  Text text;
  if (extent_is_number(extent)) return term_number(terms, (double)extent.number);
  text_open(&text, &terms->context->memory);
  print_extent(extent, &text);
  bool bracketed = strchr(text_string(&text), ' ') != NULL;
  Text whole;
  text_open(&whole, &terms->context->memory);
  text_format(&whole, bracketed ? "(%s)" : "%s", text_string(&text));
  text_close(&text);
  const char *word = copy_text(terms, &whole);
  Term *term = word ? term_list(terms, TERM_TEXT, word) : NULL;
  return term;
}

Term *no_general_form(Terms *terms) {
  terms->has_no_form = true;
  return NULL;
}

Term *general_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  const OperatorRow *row = call->row;
  if (row->general) return row->general(call, at, terms);
  if (row->elementwise || row->broadcasts || row->scalar1) return terms_of_element(call, at, terms);
  return no_general_form(terms);
}

/* Over a box of lengths: an index for each axis, and the sums around the part. */
void open_box(Places *places, const Extent length[AXES], Extent index[AXES]) {
  const char *letters[AXES] = {"ika", "jtb", "ldz", "go"};
  int pair = free_pair(places, letters[0], letters[1]);
  letters[0] += pair, letters[1] += pair;
  for (int axis = 0; axis < AXES; axis++) index[axis] = index_over(places, letters[axis], length[axis]);
}

Term *term_over_box(Terms *terms, const Extent index[AXES], const Extent length[AXES], Term *part) {
  static const int inside_out[AXES] = {1, 0, 2, 3};
  for (int k = 0; k < AXES; k++) part = term_over(terms, index[inside_out[k]], length[inside_out[k]], part);
  return part;
}

Term *reference_at(Terms *terms, int operand, const Extent place[AXES]) {
  int64_t at[AXES];
  for (int axis = 0; axis < AXES; axis++) at[axis] = place_of_extent(terms->places, place[axis]);
  return term_reference(terms, operand, at);
}
