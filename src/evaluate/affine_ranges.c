/* What the indices of an equation run over.
   - A stated range is taken as it stands; from -∞ or to ∞ it is cut to where the arrays are.
   - An index of Σ without bounds takes all values for which the subscripts that hold it alone exist.
   - A free index runs from 1, over all values for which every term exists (8.13). Where already its first value has terms
     outside the arrays (8.6, 8.44), or a sum is infinite (8.3, 8.5), elements outside count as zero, and it runs as
     far as any term exists. */
#include "evaluate/affine.h"

static const int64_t FAR = 1ll << 40;

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/* The x with low <= factor x <= high. */
static void divide_interval(int64_t factor, int64_t low, int64_t high, int64_t *from, int64_t *to) {
  *from = factor > 0 ? -floor_divide(-low, factor) : -floor_divide(-high, factor);
  *to = factor > 0 ? floor_divide(high, factor) : floor_divide(low, factor);
}

/* One subscript: a place along an axis. */
typedef struct Spot {
  const Reference *reference;
  const Affine *at;
  int axis;
  int64_t length;
} Spot;

typedef bool SpotVisitor(Elements *elements, Spot place, void *user);

static bool each_place(Elements *elements, SpotVisitor *visit, void *user) {
  for (int i = 0; i < elements->n_references; i++)
    for (int axis = 0; axis < AXES; axis++) {
      const Reference *reference = &elements->reference[i];
      Spot place = {reference, &reference->at[axis], axis, reference->length[axis]};
      if (!reference->whole[axis] && !visit(elements, place, user)) return false;
    }
  return true;
}

static int count_held(const Elements *elements, const Affine *at, bool unknown_only) {
  int n = 0;
  for (int k = 0; k < elements->n_indices; k++) n += at->factor[k] != 0 && !(unknown_only && elements->index[k].known);
  return n;
}

/* Least and greatest of the place over the box of the known indices, the one at `skip` left out. */
static void reach(const Elements *elements, const Affine *at, int skip, int64_t *least, int64_t *greatest) {
  *least = *greatest = at->constant;
  for (int k = 0; k < elements->n_indices; k++) {
    const AffineIndex *index = &elements->index[k];
    if (k == skip || !at->factor[k]) continue;
    *least += at->factor[k] * (at->factor[k] > 0 ? index->from : index->to);
    *greatest += at->factor[k] * (at->factor[k] > 0 ? index->to : index->from);
  }
}

/* An index of Σ that is not bounded by finite numbers: what it does not find it skips. */
static bool skips(const AffineIndex *index) { return index->sum && (!index->stated || index->infinite); }

static bool holds_sum(const Elements *elements, const Affine *at, bool skipping) {
  for (int k = 0; k < elements->n_indices; k++)
    if (at->factor[k] && elements->index[k].sum && (!skipping || skips(&elements->index[k]))) return true;
  return false;
}

/* ---- indices of Σ ---- */

typedef struct Search {
  int k;
  bool found, alone; /* alone: only from places that hold no other index */
  int64_t from, to;
} Search;

static bool meet_place(Elements *elements, Spot place, void *user) {
  Search *search = user;
  int64_t from, to, least, greatest, factor = place.at->factor[search->k];
  bool usable = search->alone ? count_held(elements, place.at, false) == 1 : count_held(elements, place.at, true) == 1;
  if (!factor || !usable) return true;
  reach(elements, place.at, search->k, &least, &greatest);
  divide_interval(factor, 1 - greatest, place.length - least, &from, &to);
  if (!search->found || from > search->from) search->from = from;
  if (!search->found || to < search->to) search->to = to;
  search->found = true;
  return true;
}

static void find_sum_range(Elements *elements, int k, bool alone) {
  AffineIndex *index = &elements->index[k];
  Search search = {.k = k, .alone = alone};
  if (!index->sum || index->known) return;
  each_place(elements, meet_place, &search);
  if (!search.found) return;
  index->from = index->infinite && index->from > search.from ? index->from : search.from;
  index->to = index->infinite && index->to < search.to ? index->to : search.to;
  index->known = true;
}

/* ---- free indices ---- */

typedef struct FreeSearch {
  int k;
  bool found, postponed;
  int64_t all_from, all_to;     /* where all terms exist, of every place */
  int64_t some_to;              /* where a term exists */
  int64_t fixed_from, fixed_to; /* as all_…, of the places that hold no index of a Σ */
  bool is_infinite;
} FreeSearch;

static bool meet_free(Elements *elements, Spot place, void *user) {
  FreeSearch *search = user;
  int64_t from, to, least, greatest, factor = place.at->factor[search->k];
  if (!factor) return true;
  if (count_held(elements, place.at, true) > !elements->index[search->k].known) return search->postponed = true;
  reach(elements, place.at, search->k, &least, &greatest);
  divide_interval(factor, 1 - least, place.length - greatest, &from, &to);
  if (from > search->all_from) search->all_from = from;
  if (to < search->all_to) search->all_to = to;
  search->found = true;
  if (!holds_sum(elements, place.at, false) && place.reference->value.kind != VALUE_NONE) {
    if (from > search->fixed_from) search->fixed_from = from;
    if (to < search->fixed_to) search->fixed_to = to;
    return true;
  }
  for (int k = 0; k < elements->n_indices; k++)
    search->is_infinite |= place.at->factor[k] && elements->index[k].infinite;
  divide_interval(factor, 1 - greatest, place.length - least, &from, &to);
  if (to < search->some_to) search->some_to = to;
  return true;
}

static void find_free_range(Elements *elements, int k, bool may_postpone) {
  AffineIndex *index = &elements->index[k];
  FreeSearch search = {.k = k, .all_from = -FAR, .all_to = FAR, .some_to = FAR, .fixed_from = -FAR, .fixed_to = FAR};
  if (index->sum || (index->known && !index->stated)) return;
  each_place(elements, meet_free, &search);
  if (!search.found || (search.postponed && may_postpone)) return;
  index->has_zeros = search.is_infinite || (search.all_from > 1 && search.fixed_from <= 1);
  if (index->known) return;
  index->from = search.fixed_from > 1 ? search.fixed_from : 1;
  index->to = !index->has_zeros ? search.all_to : search.some_to < search.fixed_to ? search.some_to : search.fixed_to;
  index->known = true;
}

/* ---- what is found is checked ---- */

static void note_element(Elements *elements, const Reference *reference) {
  Text text;
  Size size = value_size(reference->value);
  text_open(&text, &elements->state->context.memory);
  print_ast(reference->ast, &text);
  text_format(&text, " is an element of an array of ");
  print_size(&size, &text);
  add_note(&elements->state->context, "%s (rows × columns)", text_string(&text));
  text_close(&text);
}

static Status fail_empty(Elements *elements, const AffineIndex *index) {
  bool summed = false;
  for (int i = 0; i < elements->n_references; i++)
    for (int axis = 0; axis < AXES; axis++) {
      const Affine *at = &elements->reference[i].at[axis];
      summed |= at->factor[index - elements->index] && holds_sum(elements, at, false);
    }
  fail_at(&elements->state->context, elements->frame->source, elements->place->span,
          "the index %s ranges over nothing: already for %s = 1 a subscript here is outside%s", index->name->text,
          index->name->text, summed ? " (8.14: S_r = R_r - r + 1 must be at least 1)" : "");
  for (int i = 0; i < elements->n_references; i++)
    if (elements->reference[i].value.kind != VALUE_NONE) note_element(elements, &elements->reference[i]);
  return FAILED;
}

static Status fail_beginning(Elements *elements, const AffineIndex *index) {
  return fail_at(&elements->state->context, elements->frame->source, elements->place->child[1]->span,
                 "a free index runs from 1, and for %s = 1 a subscript here is outside", index->name->text);
}

static Status fail_outside(Elements *elements, Spot place, int64_t at) {
  static const char *const axis_names[AXES] = {"row", "column", "map", "example"};
  State *state = elements->state;
  Text text, size_text;
  Size size = value_size(place.reference->value);
  text_open(&text, &state->context.memory);
  text_open(&size_text, &state->context.memory);
  print_ast(place.reference->ast, &text);
  print_size(&size, &size_text);
  fail_at(&state->context, elements->frame->source, place.reference->ast->span,
          "%s reaches %s %lld here, and the array is %s (rows × columns): indices run from 1 to %lld",
          text_string(&text), axis_names[place.axis], (long long)at, text_string(&size_text), (long long)place.length);
  for (int k = 0; k < elements->n_indices; k++)
    if (place.at->factor[k])
      add_note(&state->context, "%s runs from %lld to %lld", elements->index[k].name->text,
               (long long)elements->index[k].from, (long long)elements->index[k].to);
  text_close(&text);
  text_close(&size_text);
  return FAILED;
}

static bool has_zeros(const Elements *elements, const Affine *at) {
  for (int k = 0; k < elements->n_indices; k++)
    if (at->factor[k] && elements->index[k].has_zeros) return true;
  return false;
}

/* Every place exists over the whole box, unless what is outside counts as zero. */
static bool check_place(Elements *elements, Spot place, void *user) {
  int64_t least, greatest;
  bool sum = holds_sum(elements, place.at, false);
  if (place.reference->value.kind == VALUE_NONE) return true;
  if (sum && (has_zeros(elements, place.at) || holds_sum(elements, place.at, true))) return true;
  reach(elements, place.at, -1, &least, &greatest);
  if (least >= 1 && greatest <= place.length) return true;
  *(Status *)user = fail_outside(elements, place, least < 1 ? least : greatest);
  return false;
}

/* x^{k} of one map: the map where k is 1 alone, otherwise a power. */
static void settle_powers(Elements *elements) {
  for (int i = 0; i < elements->n_references; i++) {
    int k = elements->reference[i].power_or_map;
    if (k < 0) continue;
    AffineIndex *index = &elements->index[k];
    if (!index->known) index->from = index->to = 1, index->known = true;
    elements->is_readable &= index->from == 1 && index->to == 1;
  }
}

Status find_affine_ranges(Elements *elements, bool *found) {
  int n = elements->n_indices;
  Status status = OK;
  for (int k = 0; k < n; k++) find_sum_range(elements, k, true);
  for (int k = 0; k < n; k++) find_free_range(elements, k, true);
  for (int k = 0; k < n; k++) find_sum_range(elements, k, false);
  for (int k = 0; k < n; k++) find_free_range(elements, k, false);
  settle_powers(elements);
  *found = elements->is_readable;
  for (int k = 0; k < n; k++) *found &= elements->index[k].known;
  if (!*found) return OK;
  for (int k = 0; k < n && status == OK; k++) {
    const AffineIndex *index = &elements->index[k];
    if (!index->sum && index->from > 1) status = fail_beginning(elements, index);
    else if (!index->sum && index->to < index->from) status = fail_empty(elements, index);
    else if (index->to < index->from) *found = false;
  }
  if (status == OK && *found) each_place(elements, check_place, &status);
  return status;
}
