/* The chapter's slips, where an equation is typed as it is printed: what runs and is not what was meant gets a note. */
#include "evaluate/affine.h"
#include "evaluate/expression.h"
#include "evaluate/resolve.h"
#include "operators/sizes.h"
#include "syntax/print.h"

#include <string.h>

typedef struct Slip {
  State *state;
  Frame *frame;
  const Ast *sum; /* the Σ whose index is looked for */
  int64_t last;   /* its upper bound */
} Slip;

/* Hᵐ or Hⁿ: a number of maps, and a layer's. */
static bool is_count_of_maps(const Ast *bound) {
  return bound->kind == AST_NAME && bound->name->text[0] == 'H' && (unsigned char)bound->name->text[1] >= 0x80;
}

/* X^{…} of which the Σ leaves maps out: 8.44 as printed goes up to Hⁿ where Hᵐ is meant. */
static const Ast *find_cut_short(const Slip *slip, const Ast *ast, int64_t *length) {
  const Ast *found = NULL;
  Value value = {0};
  for (int i = 1; ast->kind == AST_SUPERSCRIPT && i < ast->n && !found; i++) {
    const Ast *base = ast->child[0], *index = ast->child[i];
    while (base->kind == AST_SUBSCRIPT) base = base->child[0];
    bool indexed = index->kind == AST_NAME && index->place == PLACE_LOCAL && index->slot == slip->sum->slot;
    if (!indexed || !peek_value(slip->state, slip->frame, base, &value)) continue;
    *length = is_numeric(value) ? value_length(value, i == ast->n - 1 ? 2 : 3) : 0;
    if (*length > slip->last) found = ast;
    value_release(slip->state, value);
  }
  for (int i = 0; i < ast->n && !found; i++) found = find_cut_short(slip, ast->child[i], length);
  return found;
}

static void note_short_sum(State *state, Frame *frame, const Ast *sum) {
  Value bound = {0};
  int64_t length = 0;
  if (sum->n != 3 || !is_count_of_maps(sum->child[2]) || !settled_value(state, frame, sum->child[2], &bound)) return;
  Slip slip = {state, frame, sum, is_scalar(bound) ? (int64_t)value_element(bound, 0) : INT64_MAX};
  const Ast *cut_short = find_cut_short(&slip, sum->child[0], &length);
  value_release(state, bound);
  if (!cut_short) return;
  state->told_short_sum = true;
  Text text;
  text_open(&text, &state->context.memory);
  print_ast(cut_short, &text);
  if (!text.failed)
    write_note(
        state, sum->child[2]->span,
        "Σ_{%s} goes up to %s = %lld, and %s has %lld; 8.39 to 8.45 sum over all output maps, %s = 1 … Hᵐ, where "
        "they are printed with Hⁿ",
        sum->name->text, sum->child[2]->name->text, (long long)slip.last, text_string(&text), (long long)length,
        sum->name->text);
  text_close(&text);
}

/* The least and the largest number of maps, or kernels, that the index alone picks from. */
static void find_lengths(const Slip *slip, const Ast *ast, int64_t *least, int64_t *most) {
  Value value = {0};
  for (int i = 1; ast->kind == AST_SUPERSCRIPT && i < ast->n; i++) {
    const Ast *base = ast->child[0], *index = ast->child[i];
    while (base->kind == AST_SUBSCRIPT) base = base->child[0];
    bool indexed = index->kind == AST_NAME && index->place == PLACE_LOCAL && index->slot == slip->sum->slot;
    if (!indexed || base->kind != AST_NAME || !peek_value(slip->state, slip->frame, base, &value)) continue;
    const int64_t length = value.kind == VALUE_ARRAY ? value_length(value, i == ast->n - 1 ? 2 : 3) : 0;
    if (length > 0 && length < *least) *least = length;
    if (length > *most) *most = length;
    value_release(slip->state, value);
  }
  for (int i = 0; i < ast->n; i++) find_lengths(slip, ast->child[i], least, most);
}

/* Σ_{l} W^{h,l} ⊗ A^{l} of 3 and 5 maps runs over the 3 that both have. */
static void note_uneven_sum(State *state, Frame *frame, const Ast *sum) {
  Slip slip = {state, frame, sum, 0};
  int64_t least = INT64_MAX, most = 0;
  find_lengths(&slip, sum->child[0], &least, &most);
  if (most <= least) return;
  state->told_short_sum = true;
  write_note(state, sum->mark,
             "Σ_{%s} runs over the %lld values for which every index exists; what it picks from has %lld and %lld: are the "
             "maps as many, and is %s in its place (W^{h,l}, A^{q,l})?",
             sum->name->text, (long long)least, (long long)least, (long long)most, sum->name->text);
}

static void note_short_sums(State *state, Frame *frame, const Ast *ast) {
  if (!ast) return;
  if (ast->kind == AST_SUM && ast->n == 1) note_uneven_sum(state, frame, ast);
  else if (ast->kind == AST_SUM) note_short_sum(state, frame, ast);
  for (int i = 0; i < ast->n; i++) note_short_sums(state, frame, ast->child[i]);
}

static bool have_one_size(Value a, Value b) {
  for (int axis = 0; axis < AXES; axis++)
    if (value_length(a, axis) != value_length(b, axis)) return false;
  return true;
}

/* One without parameters, as 8.45 is printed. */
static bool has_correlation(const State *state, const Ast *ast) {
  bool found = ast->kind == AST_OPERATOR && ast->row == state->row_correlate && !ast->arguments;
  for (int i = 0; i < ast->n && !found; i++) found = has_correlation(state, ast->child[i]);
  return found;
}

/* dA = rot180(W) ⊗ dZ as 8.45 is printed, without pad=full, is smaller than A. */
static void note_size_of_sensitivity(State *state, const Ast *ast, Value value) {
  const Ast *target = target_name(ast->child[0]);
  const char *text = target ? target->name->text : "";
  const Name *of = text[0] == 'd' ? find_name(&state->names, text + 1, target->name->length - 1) : NULL;
  if (!of || of->global < 0 || !has_correlation(state, ast->child[1])) return;
  const Value whole = state->global[of->global].value;
  if (whole.kind != VALUE_ARRAY || value.kind != VALUE_ARRAY || have_one_size(whole, value)) return;
  const Size size = value_size(value), expected = value_size(whole);
  state->told_small_sensitivity = true;
  write_note(
      state, ast->span,
      "%s is %s, and %s is %s: a sensitivity has the size of what it belongs to; 8.44 and 8.45 need ⊗_{pad=full}", text,
      describe_size(&state->context, &size).text, of->text, describe_size(&state->context, &expected).text);
}

void note_slips(State *state, Frame *frame, const Ast *equation, Value value) {
  if (!state->told_short_sum) note_short_sums(state, frame, equation->child[1]);
  if (!state->told_small_sensitivity && frame->at_top) note_size_of_sensitivity(state, equation, value);
}
