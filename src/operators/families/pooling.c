#include "kernels/pool.h"
#include "operators/terms.h"
#include "operators/windows.h"

#include <math.h>

/* The windows r, c, h, q come first; AT is at= or like=, where a row has it. */
enum { STRIDE = AXES, PAD, AT };

static bool is_certainly(Extent a, int64_t number) { return extent_equal(a, extent_of(number)) == YES; }

static const Size *size_at(const OperatorCall *call) {
  if (!call->row->parameter[AT].name || !operand_is_given(call, operand_index(call->row, AT))) return NULL;
  return &call->operand_size[operand_index(call->row, AT)];
}

static const void *data_at(const OperatorCall *call) { return call->operand[operand_index(call->row, AT)]->data; }

static Status fail_window(OperatorCall *call, int axis) {
  const Parameter *parameter = &call->row->parameter[axis];
  return fail(call->context, "the window's %s is %lld; it must be at least 1 (%s is %s)", parameter->name,
              (long long)call->parameter[axis].extent[0].number, parameter->name, parameter->help);
}

/* Windows default to 1, strides to the window. */
static Status normalise_windows(OperatorCall *call) {
  Extent span[2];
  for (int axis = 0; axis < AXES; axis++) {
    ParameterValue *window = &call->parameter[axis];
    if (!window->given) window->extent[0] = extent_of(1);
    window->n = 1;
    if (extent_less(window->extent[0], extent_of(0)) == YES)
      return fail_window(call, axis);
    if (axis < 2) span[axis] = extent_subtract(call->arena, window->extent[0], extent_of(1));
  }
  Status status = normalise_pair(call, STRIDE, call->parameter[0].extent[0], call->parameter[1].extent[0]);
  return status == OK ? normalise_pad(call, PAD, span) : status;
}

static Extent padded_length(OperatorCall *call, const Size *size, int axis) {
  const Extent *pad = call->parameter[PAD].extent;
  if (axis >= 2) return size->axis[axis];
  return extent_add(call->arena, size->axis[axis], extent_add(call->arena, pad[2 * axis], pad[2 * axis + 1]));
}

/* A smaller window, or a pad that makes room. */
static void note_fit(OperatorCall *call, const Size *size, int axis, const char *name) {
  Extent room[2], length = padded_length(call, size, axis);
  if (extent_less(length, extent_of(1)) == NO)
    add_note(call->context, "a window of at most %s %s%s fits", describe_extent(call->context, length).text, name,
             is_certainly(length, 1) ? "" : "s");
  if (axis >= 2) return;
  for (int i = 0; i < 2; i++)
    room[i] = room_along(call, PAD, i, size->axis[i],
                         extent_subtract(call->arena, call->parameter[i].extent[0], extent_of(1)));
  note_room(call, PAD, room);
}

static Status fail_to_fit(OperatorCall *call, const Size *size, int axis) {
  static const char *const name[AXES] = {"row", "column", "map", "example"};
  Extent window = call->parameter[axis].extent[0], length = padded_length(call, size, axis);
  SizeText array = describe_size(call->context, size), wanted = describe_extent(call->context, window);
  if (is_certainly(window, 0)) return fail_window(call, axis);
  if (is_certainly(size->axis[axis], 0))
    return fail(call->context, "the array is %s: it has no elements for a window to stand on (8.22, 8.24)", array.text);
  if (extent_less(length, extent_of(1)) == YES)
    fail(call->context, "pad= cuts away all of the array, which is %s; the window has %s %s%s (8.22, 8.24)", array.text,
         wanted.text, name[axis], is_certainly(window, 1) ? "" : "s");
  else
    fail(call->context,
         "the window has %s %s%s but the array%s only %s (it is %s): %s_{r,c} V needs r ≤ R_r and c ≤ R_c (8.22, 8.24)",
         wanted.text, name[axis], is_certainly(window, 1) ? "" : "s", call->parameter[PAD].given ? ", with pad=," : "",
         describe_extent(call->context, length).text, array.text, call->row->glyph);
  note_fit(call, size, axis, name[axis]);
  return FAILED;
}

/* How many windows stand on an axis of V. A window of 0 on an axis of 0 (a batch of none) is one: its sum is 0. */
static Status count_windows(OperatorCall *call, const Size *size, int axis, Extent *count) {
  Extent window = call->parameter[axis].extent[0], length = size->axis[axis], stride = window, room;
  if (is_certainly(window, 0) && is_certainly(length, 0)) return *count = extent_of(1), OK;
  if (axis >= 2 && is_certainly(window, 1) && is_certainly(length, 0)) return *count = length, OK;
  if (axis < 2) {
    stride = call->parameter[STRIDE].extent[axis];
    room = room_along(call, PAD, axis, length, extent_subtract(call->arena, window, extent_of(1)));
  } else {
    room = extent_subtract(call->arena, length, window);
  }
  if (is_certainly(window, 0) || extent_less(room, extent_of(0)) == YES) return fail_to_fit(call, size, axis);
  *count = steps_in(call, room, stride);
  return OK;
}

static Status pooled_size(OperatorCall *call, const Size *size, Size *pooled) {
  Status status = OK;
  for (int axis = 0; axis < AXES && status == OK; axis++)
    status = count_windows(call, size, axis, &pooled->axis[axis]);
  return status;
}

static Status size_pooled(OperatorCall *call) {
  Status status = normalise_windows(call);
  const Size *at = size_at(call);
  if (status == OK && at && size_equal(at, &call->operand_size[0]) == NO)
    return fail(call->context,
                "the operand is %s but at= is %s: %s_{…, at=V} U picks elements of U where V has its maxima, so "
                "both need one size",
                describe_operand(call, 0).text, describe_size(call->context, at).text, call->row->glyph);
  return status == OK ? pooled_size(call, &call->operand_size[0], &call->size) : status;
}

/* (S − 1)s + r less the pads: as far as the windows reach; S r where stride and pad are left alone. */
static Extent reach_of_windows(OperatorCall *call, int axis) {
  Extent count = call->operand_size[0].axis[axis], window = call->parameter[axis].extent[0];
  if (axis >= 2 || is_certainly(count, 0) || (!call->parameter[STRIDE].given && !call->parameter[PAD].given))
    return extent_multiply(call->arena, count, window);
  const Extent *pad = call->parameter[PAD].extent, *stride = call->parameter[STRIDE].extent;
  Extent steps = extent_multiply(call->arena, extent_subtract(call->arena, count, extent_of(1)), stride[axis]);
  Extent pads = extent_add(call->arena, pad[2 * axis], pad[2 * axis + 1]);
  return extent_subtract(call->arena, extent_add(call->arena, steps, window), pads);
}

/* The size of V is given: pooling it must lead to the operand's size. */
static Status size_expanded_to(OperatorCall *call, const Size *size) {
  Size pooled;
  Status status = pooled_size(call, size, &pooled);
  if (status != OK) return status;
  call->size = *size;
  if (size_equal(&pooled, &call->operand_size[0]) != NO) return OK;
  fail(call->context,
       "the operand is %s, but pooling %s= (%s) with these windows gives %s: %s puts back what ⊞ with the same "
       "parameters took together (P8.3, E8.8)",
       describe_operand(call, 0).text, call->row->parameter[AT].name, describe_size(call->context, size).text,
       describe_size(call->context, &pooled).text, call->row->glyph);
  Size reach;
  for (int axis = 0; axis < AXES; axis++) reach.axis[axis] = reach_of_windows(call, axis);
  add_note(call->context, "with these windows an operand of %s belongs to an array of %s",
           describe_operand(call, 0).text, describe_size(call->context, &reach).text);
  return FAILED;
}

static Status size_expanded(OperatorCall *call) {
  Status status = normalise_windows(call);
  if (status != OK) return status;
  const Size *like = size_at(call);
  if (like) return size_expanded_to(call, like);
  for (int axis = 0; axis < AXES; axis++) call->size.axis[axis] = reach_of_windows(call, axis);
  return OK;
}

static Status size_put_back(OperatorCall *call) {
  if (size_at(call)) return size_expanded(call);
  return fail(call->context,
              "⊠max needs at=V, the array whose maxima say where the elements go: ⊠max_{r,c, at=V} dZ (E8.8)");
}

static Pooling pooling_of(const OperatorCall *call, const Size *large, const Size *small) {
  Pooling g;
  for (int axis = 0; axis < AXES; axis++) {
    g.size[axis] = large->axis[axis].number;
    g.output[axis] = small->axis[axis].number;
    g.window[axis] = parameter_number(call, axis, 0);
    g.stride[axis] = axis < 2 ? parameter_number(call, STRIDE, axis) : g.window[axis];
    g.pad[axis] = parameter_number(call, PAD, axis);
  }
  return g;
}

static Status forward_sum(OperatorCall *call) {
  Pooling g = pooling_of(call, &call->operand_size[0], &call->size);
  if (make_result(call) != OK) return call->context->error->status;
  return pool_sum(call->context, call->precision, &g, call->result->data, call->operand[0]->data);
}

static Status forward_max(OperatorCall *call) {
  Pooling g = pooling_of(call, &call->operand_size[0], &call->size);
  const void *u = call->operand[0]->data;
  if (make_result(call) != OK) return call->context->error->status;
  if (!size_at(call)) return pool_max(call->context, call->precision, &g, call->result->data, u);
  return pool_pick(call->context, call->precision, &g, call->result->data, u, data_at(call));
}

static Status forward_expand(OperatorCall *call) {
  Pooling g = pooling_of(call, &call->size, &call->operand_size[0]);
  if (make_result(call) != OK) return call->context->error->status;
  return expand_sum(call->context, call->precision, &g, call->result->data, call->operand[0]->data);
}

static Status forward_put_back(OperatorCall *call) {
  Pooling g = pooling_of(call, &call->size, &call->operand_size[0]);
  if (make_result(call) != OK) return call->context->error->status;
  return expand_max(call->context, call->precision, &g, call->result->data, call->operand[0]->data, data_at(call));
}

/* ---- one element ---- */

/* V of a maximum: at=, or the operand itself; NULL on paper. */
static const Tensor *array_at(const OperatorCall *call) {
  return call->operand[size_at(call) ? operand_index(call->row, AT) : 0];
}

/* The element of operand `operand`, as large as V, where the window's maximum stands. */
static Term *winner_of(const OperatorCall *call, const Pooling *g, const int64_t place[AXES], Terms *terms,
                       int operand) {
  const Tensor *v = array_at(call);
  int64_t at[AXES], index = pool_winner(v->precision, g, place, v->data);
  Size size = size_of(v);
  if (index < 0) return term_number(terms, 0);
  place_of(&size, index, at);
  return term_reference(terms, operand, at);
}

static Term *window_terms(const Pooling *g, const int64_t at[AXES], Terms *terms, Term *list) {
  Window window;
  int64_t place[AXES];
  pool_window_at(g, at, &window);
  for (int64_t k = 0; next_in_box(window.first, window.n, &k, place);)
    if (!term_add(terms, list, term_reference(terms, 0, place))) return NULL;
  return list;
}

/* 8.22 */
static Term *sum_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Pooling g = pooling_of(call, &call->operand_size[0], &call->size);
  return window_terms(&g, at, terms, term_list(terms, TERM_SUM, NULL));
}

static Term *largest_of_window(const Pooling *g, const int64_t at[AXES], Terms *terms) {
  return window_terms(g, at, terms, term_list(terms, TERM_CALL, "max"));
}

/* v == max(window), at the place `element` of the window `place`. */
static Term *is_largest(const OperatorCall *call, const Pooling *g, const int64_t element[AXES],
                        const int64_t place[AXES], Terms *terms) {
  int operand = operand_index(call->row, AT);
  Term *largest = largest_of_window(g, place, terms);
  for (Term *part = largest ? largest->first : NULL; part; part = part->next)
    if (part->kind == TERM_REFERENCE) part->operand = operand;
  return term_of_two(terms, TERM_INFIX, "==", term_reference(terms, operand, element), largest);
}

/* Every element of the window, with the condition that V's is the largest there. */
static Term *conditions_within(const OperatorCall *call, const Pooling *g, const int64_t at[AXES], Terms *terms) {
  Window window;
  int64_t place[AXES];
  Term *sum = term_list(terms, TERM_SUM, NULL);
  pool_window_at(g, at, &window);
  for (int64_t k = 0; next_in_box(window.first, window.n, &k, place);) {
    Term *condition = is_largest(call, g, place, at, terms), *element = term_reference(terms, 0, place);
    if (!term_add(terms, sum, term_of_two(terms, TERM_PRODUCT, NULL, condition, element))) return NULL;
  }
  return sum;
}

/* 8.24, and which element won. */
static Term *max_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Pooling g = pooling_of(call, &call->operand_size[0], &call->size);
  if (size_at(call) && !array_at(call)) return conditions_within(call, &g, at, terms);
  if (size_at(call)) {
    Term *winner = winner_of(call, &g, at, terms, operand_index(call->row, AT));
    bool said = winner && term_remark(terms, winner, NULL, " is the largest of its window");
    return said ? winner_of(call, &g, at, terms, 0) : NULL;
  }
  Term *list = largest_of_window(&g, at, terms);
  if (list && list->n == 0) return term_number(terms, -INFINITY);
  if (!array_at(call)) return list;
  return list && term_remark(terms, winner_of(call, &g, at, terms, 0), NULL, NULL) ? list : NULL;
}

/* The windows that hold V's element at `at`. */
static void windows_around(const Pooling *g, const int64_t at[AXES], int64_t first[AXES], int64_t n[AXES]) {
  for (int axis = 0; axis < AXES; axis++) {
    int64_t place = at[axis] + (axis < 2 ? g->pad[2 * axis] : 0), stride = g->stride[axis] ? g->stride[axis] : 1;
    int64_t below = place - g->window[axis], end = place < 0 ? 0 : place / stride + 1;
    first[axis] = below < 0 ? 0 : below / stride + 1;
    n[axis] = (end < g->output[axis] ? end : g->output[axis]) - first[axis];
  }
}

/* P8.3 */
static Term *expand_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Pooling g = pooling_of(call, &call->size, &call->operand_size[0]);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  int64_t first[AXES], n[AXES], place[AXES];
  windows_around(&g, at, first, n);
  for (int64_t k = 0; next_in_box(first, n, &k, place);)
    if (!term_add(terms, sum, term_reference(terms, 0, place))) return NULL;
  return sum;
}

/* ---- any element: v_{r(m-1)+i,c(n-1)+j} (8.22, 8.24) ---- */

static Term *element_of_window(const OperatorCall *call, const int64_t at[AXES], Terms *terms, Extent length[AXES],
                               Extent index[AXES]) {
  Places *places = terms->places;
  int64_t place[AXES];
  for (int axis = 0; axis < AXES; axis++) length[axis] = call->parameter[axis].extent[0];
  open_box(places, length, index);
  for (int axis = 0; axis < AXES; axis++) {
    Extent step = axis < 2 ? call->parameter[STRIDE].extent[axis] : length[axis];
    Extent pad = axis < 2 ? call->parameter[PAD].extent[2 * axis] : extent_of(0);
    Extent rest = extent_subtract(places->paper, index[axis], pad);
    place[axis] = place_of_steps(places, step, extent_of_place(places, at[axis]), rest);
  }
  return term_reference(terms, 0, place);
}

static Term *sum_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Extent length[AXES], index[AXES];
  Term *element = element_of_window(call, at, terms, length, index);
  return term_over_box(terms, index, length, element);
}

static Term *max_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Extent length[AXES], index[AXES];
  if (size_at(call)) return no_general_form(terms);
  Term *element = element_of_window(call, at, terms, length, index);
  return term_largest(terms, index, length, element);
}

/* ⌊(m - 1)/r⌋ + 1, where windows stand side by side (P8.3). */
static Term *expand_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Arena *paper = terms->places->paper;
  Extent place[AXES], one = extent_of(1);
  for (int axis = 0; axis < AXES; axis++) {
    Extent window = call->parameter[axis].extent[0], step = axis < 2 ? call->parameter[STRIDE].extent[axis] : window;
    Extent pad = axis < 2 ? call->parameter[PAD].extent[2 * axis] : extent_of(0);
    if (extent_equal(window, step) != YES || extent_equal(pad, extent_of(0)) != YES) return no_general_form(terms);
    Extent before = extent_subtract(paper, extent_of_place(terms->places, at[axis]), one);
    place[axis] = extent_add(paper, extent_floor_divide(paper, before, window), one);
    if (extent_equal(call->operand_size[0].axis[axis], one) == YES) place[axis] = one;
  }
  return reference_at(terms, 0, place);
}

/* E8.8 on paper, where it is not known which element wins: every window that holds it, with that condition. */
static Term *conditions_around(const OperatorCall *call, const Pooling *g, const int64_t at[AXES], Terms *terms) {
  Term *sum = term_list(terms, TERM_SUM, NULL);
  int64_t first[AXES], n[AXES], place[AXES];
  windows_around(g, at, first, n);
  for (int64_t k = 0; next_in_box(first, n, &k, place);) {
    Term *condition = is_largest(call, g, at, place, terms), *element = term_reference(terms, 0, place);
    if (!term_add(terms, sum, term_of_two(terms, TERM_PRODUCT, NULL, condition, element))) return NULL;
  }
  return sum;
}

/* E8.8: the windows of which it is the maximum. */
static Term *put_back_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Pooling g = pooling_of(call, &call->size, &call->operand_size[0]);
  if (!array_at(call)) return conditions_around(call, &g, at, terms);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  int64_t first[AXES], n[AXES], place[AXES], here = offset_of(&call->size, at);
  windows_around(&g, at, first, n);
  for (int64_t k = 0; next_in_box(first, n, &k, place);)
    if (pool_winner(array_at(call)->precision, &g, place, data_at(call)) == here &&
        !term_add(terms, sum, term_reference(terms, 0, place)))
      return NULL;
  Term *element = sum ? term_reference(terms, operand_index(call->row, AT), at) : NULL;
  bool said = element && term_remark(terms, element, NULL,
                                     sum->n ? " is the largest of its window" : " is the largest of no window");
  return said ? sum : NULL;
}

#define WINDOW_PARAMETERS                                                                                            \
  {"r", PARAMETER_SIZE, 1, "the window's rows"}, {"c", PARAMETER_SIZE, 1, "the window's columns"},                    \
  {"h", PARAMETER_SIZE, 1, "the window's maps"}, {"q", PARAMETER_SIZE, 1, "the window's examples"},                   \
  {"stride", PARAMETER_PAIR, 1, "distance of the windows: s or [s_r s_c]; by default they stand side by side"},       \
  {"pad", PARAMETER_PAD, 0, "rows and columns around the array: p, [p_r p_c], [top bottom left right], same or full"}

#define PREFIX .form = FORM_PREFIX, .level = 2, .n_operands = 1

static const OperatorRow rows[] = {
    {.name = "boxplus_ave", .glyph = "⊞ave", .latex = "\\boxplus^{ave}", PREFIX,
     .parameter = {WINDOW_PARAMETERS}, .size = size_pooled, .forward = forward_sum, .terms = sum_terms,
     .general = sum_general,
     .equation = "8.22, 8.23",
     .role = "average pooling", .help = "average pooling: the sum over each r × c window; a weight stands in front, w ⊞ave_{2,2} V",
     .example = "V = [1 2 3 4; 5 6 7 8]\n⊞ave_{2,2} V\n1/4 ⊞ave_{2,2} V"},
    {.name = "boxplus_max", .glyph = "⊞max", .latex = "\\boxplus^{max}", PREFIX,
     .parameter = {WINDOW_PARAMETERS, {"at", PARAMETER_OPERAND, 0, "takes the operand's elements where V is largest"}},
     .size = size_pooled, .forward = forward_max, .terms = max_terms, .general = max_general, .equation = "8.24, 8.25",
     .role = "max pooling", .help = "max pooling: the largest element of each r × c window",
     .example = "V = [1 2 3 4; 5 6 7 8]\n⊞max_{2,2} V"},
    {.name = "boxtimes_ave", .glyph = "⊠ave", .latex = "\\boxtimes^{ave}", PREFIX,
     .parameter = {WINDOW_PARAMETERS, {"like", PARAMETER_OPERAND, 0, "an array of the size to expand to"}},
     .size = size_expanded, .forward = forward_expand, .terms = expand_terms, .general = expand_general, .equation = "P8.3",
     .role = "expansion", .help = "expands each element to an r × c block: the adjoint of ⊞ave with the same parameters",
     .example = "⊠ave_{2,2} [1 2]"},
    {.name = "boxtimes_max", .glyph = "⊠max", .latex = "\\boxtimes^{max}", PREFIX,
     .parameter = {WINDOW_PARAMETERS, {"at", PARAMETER_OPERAND, 0, "the array V whose maxima say where elements go"}},
     .size = size_put_back, .forward = forward_put_back, .terms = put_back_terms, .equation = "E8.8",
     .help = "puts each element where ⊞max found the maximum of V's window, zeros elsewhere, overlaps adding up",
     .example = "V = [1 2 3 4; 5 6 7 8]\n⊠max_{2,2, at=V} [10 20]"},
};

const OperatorFamily family_pooling = {"pooling", rows, sizeof rows / sizeof *rows};
