#include "operators/correlated.h"

#include "kernels/correlate_core.h"
#include "operators/sizes.h"
#include "operators/windows.h"

#include <stdio.h>

static const char *glyph_of(const OperatorCall *call) { return call->row->glyph ? call->row->glyph : "⊗"; }

/* The kernel's length less 1, spread by dilation: d(r − 1). */
static Extent spread_kernel(OperatorCall *call, Extent length, int axis) {
  Extent dilate = call->parameter[PARAMETER_DILATE_AT].extent[axis];
  return extent_multiply(call->arena, dilate, extent_subtract(call->arena, length, extent_of(1)));
}

/* The image's length with zeros between its elements: (R − 1)u + 1. */
static Extent spread_image(OperatorCall *call, Extent length, int axis) {
  Extent up = call->parameter[PARAMETER_UP_AT].extent[axis], one = extent_of(1);
  if ((extent_is_number(up) && up.number == 1) || (extent_is_number(length) && length.number == 0)) return length;
  Extent gaps = extent_multiply(call->arena, extent_subtract(call->arena, length, one), up);
  return extent_add(call->arena, gaps, one);
}

static bool is_empty(const OperatorCall *call, int operand) {
  const Extent *axis = call->operand_size[operand].axis;
  return extent_equal(axis[0], extent_of(0)) == YES || extent_equal(axis[1], extent_of(0)) == YES;
}

static Status check_kernel_has_elements(OperatorCall *call, int kernel) {
  if (!is_empty(call, kernel)) return OK;
  return fail(call->context, "the kernel is %s: a kernel needs at least one element (8.13)",
              describe_operand(call, kernel).text);
}

static Status fail_empty_image(OperatorCall *call, int image) {
  return fail(call->context, "the image is %s: it has no elements for the kernel to stand on (8.13)",
              describe_operand(call, image).text);
}

/* In both directions not larger than the other operand. */
static bool is_inside(const OperatorCall *call, int operand, int other) {
  const Extent *a = call->operand_size[operand].axis, *b = call->operand_size[other].axis;
  return extent_less(b[0], a[0]) == NO && extent_less(b[1], a[1]) == NO;
}

/* The axes in another order, as other programs keep them, would agree: what brings them into this one. */
static void note_other_order(OperatorCall *call, int kernel, int image) {
  const Extent *w = call->operand_size[kernel].axis, *p = call->operand_size[image].axis, one = extent_of(1);
  const struct {
    bool fits;
    const char *say;
  } way[] = {
      {extent_equal(w[3], p[2]) == YES,
       "if the last two axes of \1W\1 are H_out × H_in, permute(\1W\1, [1 2 4 3]) exchanges them"},
      {extent_equal(w[1], p[2]) == YES && extent_equal(w[3], one) != YES && extent_equal(w[2], w[3]) == YES,
       "if \1W\1 is H_out × H_in × r × c, permute(\1W\1, [3 4 2 1]) brings it into the order here"},
      {extent_equal(p[1], w[2]) == YES && extent_equal(p[3], one) != YES,
       "if \2P\2 is examples × maps × rows × columns, permute(\2P\2, [3 4 2 1]) brings it into the order here"},
      {extent_equal(p[3], w[2]) == YES && extent_equal(p[3], one) != YES,
       "if \2P\2 is examples × rows × columns × maps, permute(\2P\2, [2 3 4 1]) brings it into the order here"},
      {extent_equal(p[0], w[2]) == YES && extent_equal(p[3], one) == YES,
       "if \2P\2 is maps × rows × columns, permute(\2P\2, [2 3 1]) brings it into the order here"}};
  for (size_t i = 0; i < sizeof way / sizeof *way; i++)
    if (way[i].fits) {
      add_note(call->context, "%s", way[i].say);
      return;
    }
  if (extent_equal(w[2], one) == YES && extent_equal(w[3], one) == YES)
    add_note(call->context, "one kernel for every map is an equation over the maps: Z^{l} = \1W\1 %s \2P\2^{l}",
             glyph_of(call));
}

static Status check_maps_agree(OperatorCall *call, int kernel, int image) {
  const Extent *bank = call->operand_size[kernel].axis;
  Extent maps = call->operand_size[image].axis[2];
  if (extent_equal(bank[2], maps) != NO) return OK;
  fail(call->context,
       "the kernels expect %s map%s but the image has %s: Z^{h} = Σ_{l} W^{h,l} %s A^{l} needs as many kernels W^{h,l} "
       "as there are maps A^{l} (8.21)",
       describe_extent(call->context, bank[2]).text, extent_equal(bank[2], extent_of(1)) == YES ? "" : "s", describe_extent(call->context, maps).text,
       glyph_of(call));
  add_note(call->context, "a bank of kernels is r × c × H_in × H_out");
  note_other_order(call, kernel, image);
  return FAILED;
}

/* With pad, dilate or up the lengths that count are not the operands'. */
static Status fail_to_fit(OperatorCall *call, int kernel, int image, const Extent span[2], const Extent room[2]) {
  const ParameterValue *given = call->parameter;
  Size r = call->operand_size[kernel], R = call->operand_size[image];
  bool spread = given[PARAMETER_DILATE_AT].given,
       padded = given[PARAMETER_PAD_AT].given || given[PARAMETER_UP_AT].given;
  for (int axis = 0; axis < 2; axis++) {
    r.axis[axis] = extent_add(call->arena, span[axis], extent_of(1));
    R.axis[axis] = extent_add(call->arena, r.axis[axis], room[axis]);
  }
  for (int axis = 2; axis < AXES; axis++) r.axis[axis] = R.axis[axis] = extent_of(1);
  if (is_empty(call, image)) return fail_empty_image(call, image);
  SizeText kernel_text = describe_size(call->context, &r), image_text = describe_size(call->context, &R);
  bool cut = extent_less(R.axis[0], extent_of(0)) == YES || extent_less(R.axis[1], extent_of(0)) == YES;
  if (cut)
    fail(call->context, "pad= cuts away all of the image, which is %s; the kernel%s is %s (8.14, 8.15)",
         describe_operand(call, image).text, spread ? ", spread by dilate=," : "", kernel_text.text);
  else
    fail(call->context, "the kernel%s is %s but the image%s only %s: W %s P needs r ≤ R_r and c ≤ R_c (8.14, 8.15)",
         spread ? ", spread by dilate=," : "", kernel_text.text, padded ? ", with pad= and up=," : "", image_text.text,
         glyph_of(call));
  if (!spread && !padded && is_inside(call, image, kernel))
    add_note(call->context, "the kernel stands on the left: exchanged, \2P\2 %s \1W\1, they fit", glyph_of(call));
  note_room(call, PARAMETER_PAD_AT, room);
  return FAILED;
}

static Status check_origin(OperatorCall *call, int kernel, const Extent place[2]) {
  if (call->parameter[PARAMETER_PAD_AT].given)
    return fail(call->context, "origin= fixes the pad, so that the result has the image's size: leave out pad=");
  for (int axis = 0; axis < 2; axis++)
    if (extent_less(place[axis], extent_of(1)) == YES ||
        extent_less(call->operand_size[kernel].axis[axis], place[axis]) == YES)
      return fail(call->context,
                  "origin is [%s %s], outside the kernel, which is %s: rows and columns count from 1 (P8.2)",
                  describe_extent(call->context, place[0]).text, describe_extent(call->context, place[1]).text,
                  describe_operand(call, kernel).text);
  return OK;
}

/* The kernel's element (i, j) sits on the result's pixel (P8.2): turned by 180° the kernel hangs r − i rows over the
   top and i − 1 over the bottom, spread by dilation. */
static Status set_pad_of_origin(OperatorCall *call, int kernel, int origin) {
  ParameterValue *pad = &call->parameter[PARAMETER_PAD_AT];
  Status status = normalise_pair(call, origin, extent_of(1), extent_of(1));
  const Extent *place = call->parameter[origin].extent;
  if (status == OK) status = check_origin(call, kernel, place);
  for (int axis = 0; axis < 2; axis++) {
    Extent length = call->operand_size[kernel].axis[axis], dilate = call->parameter[PARAMETER_DILATE_AT].extent[axis];
    Extent before = extent_subtract(call->arena, length, place[axis]);
    Extent after = extent_subtract(call->arena, place[axis], extent_of(1));
    pad->extent[2 * axis] = extent_multiply(call->arena, dilate, before);
    pad->extent[2 * axis + 1] = extent_multiply(call->arena, dilate, after);
  }
  pad->n = 4;
  return status;
}

static Status normalise_parameters(OperatorCall *call, int kernel, int origin, Extent span[2]) {
  Status status = OK;
  for (int i = PARAMETER_STRIDE_AT; i <= PARAMETER_UP_AT && status == OK; i++)
    status = normalise_pair(call, i, extent_of(1), extent_of(1));
  if (status == OK) status = check_kernel_has_elements(call, kernel);
  for (int axis = 0; axis < 2; axis++) span[axis] = spread_kernel(call, call->operand_size[kernel].axis[axis], axis);
  if (status != OK) return status;
  if (origin >= 0 && call->parameter[origin].given) return set_pad_of_origin(call, kernel, origin);
  return normalise_pad(call, PARAMETER_PAD_AT, span);
}

Status size_correlated(OperatorCall *call, int kernel, int image, int origin) {
  Extent span[2], room[2];
  Status status = normalise_parameters(call, kernel, origin, span);
  if (status == OK) status = check_maps_agree(call, kernel, image);
  if (status != OK) return status;
  for (int axis = 0; axis < 2; axis++)
    room[axis] = room_along(call, PARAMETER_PAD_AT, axis,
                            spread_image(call, call->operand_size[image].axis[axis], axis), span[axis]);
  if (extent_less(room[0], extent_of(0)) == YES || extent_less(room[1], extent_of(0)) == YES)
    return fail_to_fit(call, kernel, image, span, room);
  const Extent *stride = call->parameter[PARAMETER_STRIDE_AT].extent;
  call->size = size_from(steps_in(call, room[0], stride[0]), steps_in(call, room[1], stride[1]),
                         call->operand_size[kernel].axis[3], call->operand_size[image].axis[3]);
  return OK;
}

static Geometry geometry_of(const OperatorCall *call, int kernel, int image) {
  Geometry g = plain_geometry();
  for (int axis = 0; axis < 2; axis++) {
    g.image[axis] = length_of(call, image, axis);
    g.kernel[axis] = length_of(call, kernel, axis);
    g.output[axis] = call->size.axis[axis].number;
    g.stride[axis] = parameter_number(call, PARAMETER_STRIDE_AT, axis);
    g.dilate[axis] = parameter_number(call, PARAMETER_DILATE_AT, axis);
    g.up[axis] = parameter_number(call, PARAMETER_UP_AT, axis);
  }
  for (int side = 0; side < 4; side++) g.pad[side] = parameter_number(call, PARAMETER_PAD_AT, side);
  g.maps_in = length_of(call, image, 2);
  g.maps_out = length_of(call, kernel, 3);
  g.examples = length_of(call, image, 3);
  return g;
}

Status forward_correlated(OperatorCall *call, int kernel, int image, bool turned) {
  Status status = make_result(call);
  if (status != OK) return status;
  Geometry geometry = geometry_of(call, kernel, image);
  geometry.turned = turned;
  return correlate(call->context, call->precision, &geometry, call->result->data, call->operand[kernel]->data,
                   call->operand[image]->data);
}

/* ---- one element (8.13, 8.20): the reference's taps, in reading order of the kernel ---- */

static const char *pad_text(const OperatorCall *call, char *text, size_t room) {
  const ParameterValue *pad = &call->parameter[PARAMETER_PAD_AT];
  long long p[4];
  for (int side = 0; side < 4; side++) p[side] = (long long)pad->extent[side].number;
  if (pad->word != WORD_NONE) snprintf(text, room, "pad=%s", pad->word == WORD_FULL ? "full" : "same");
  else if (p[0] == p[1] && p[1] == p[2] && p[2] == p[3]) snprintf(text, room, "pad=%lld", p[0]);
  else if (p[0] == p[1] && p[2] == p[3]) snprintf(text, room, "pad=[%lld %lld]", p[0], p[2]);
  else snprintf(text, room, "pad=[%lld %lld %lld %lld]", p[0], p[1], p[2], p[3]);
  return text;
}

/* The zeros that are left out stand around the image, between its elements, or both. */
static bool remark_zeros(const OperatorCall *call, Terms *terms, int64_t met, int64_t all) {
  char text[120], spread_text[60];
  int64_t up[2] = {parameter_number(call, PARAMETER_UP_AT, 0), parameter_number(call, PARAMETER_UP_AT, 1)};
  bool padded = false, spread = up[0] > 1 || up[1] > 1;
  snprintf(spread_text, sizeof spread_text, up[0] == up[1] ? "up=%lld" : "up=[%lld %lld]", (long long)up[0],
           (long long)up[1]);
  for (int side = 0; side < 4; side++) padded |= parameter_number(call, PARAMETER_PAD_AT, side) > 0;
  return term_remark_format(terms, "%lld of %lld products meet the zeros of %s%s%s", (long long)met, (long long)all,
                            padded || !spread ? pad_text(call, text, sizeof text) : "", padded && spread ? " and " : "",
                            spread ? spread_text : "");
}

Term *terms_correlated(const OperatorCall *call, const int64_t at[AXES], Terms *terms, int kernel, int image,
                       bool turned) {
  Geometry geometry = geometry_of(call, kernel, image);
  Correlation c = forward_correlation(&geometry);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  int64_t r = c.kernel[0], columns = c.kernel[1], met = 0, w[AXES];
  const int64_t none[AXES] = {0}, box[AXES] = {r, columns, geometry.maps_in, 1};
  for (int64_t k = 0; next_in_box(none, box, &k, w);) {
    int64_t row = source_index(&c, 0, at[0], turned ? r - 1 - w[0] : w[0]);
    int64_t column = source_index(&c, 1, at[1], turned ? columns - 1 - w[1] : w[1]);
    if (row < 0 || column < 0) {
      met++;
      continue;
    }
    Term *weight = term_reference(terms, kernel, (int64_t[AXES]){w[0], w[1], w[2], at[2]});
    Term *element = term_reference(terms, image, (int64_t[AXES]){row, column, w[2], at[3]});
    if (!term_add(terms, sum, term_of_two(terms, TERM_PRODUCT, NULL, weight, element))) return NULL;
  }
  return !met || remark_zeros(call, terms, met, r * columns * geometry.maps_in) ? sum : NULL;
}

/* ---- any element: z_{m,n} = Σ_{l} Σ_{i} Σ_{j} w_{i,j}^{h,l} p_{m+i-1,n+j-1}^{q,l} (8.7, 8.13, 8.20) ---- */

static Extent parameter_extent(const OperatorCall *call, int parameter, int item) {
  return call->parameter[parameter].extent[item];
}

/* s(m - 1) + d(i - 1) + 1 - p, with r - i in place of i - 1 for a turned kernel. */
static int64_t place_in_image(Places *places, const OperatorCall *call, int axis, Extent m, Extent i,
                              Extent turned_over) {
  Arena *paper = places->paper;
  Extent one = extent_of(1);
  Extent tap = extent_is_number(turned_over) && !turned_over.number ? extent_subtract(paper, i, one)
                                                                    : extent_subtract(paper, turned_over, i);
  Extent rest = extent_add(paper, extent_multiply(paper, tap, parameter_extent(call, PARAMETER_DILATE_AT, axis)), one);
  rest = extent_subtract(paper, rest, parameter_extent(call, PARAMETER_PAD_AT, 2 * axis));
  return place_of_steps(places, parameter_extent(call, PARAMETER_STRIDE_AT, axis), m, rest);
}

static bool has_pad(const OperatorCall *call) {
  bool pad = false;
  for (int side = 0; side < 4; side++)
    pad |= extent_less(extent_of(0), parameter_extent(call, PARAMETER_PAD_AT, side)) != NO;
  return pad;
}

Term *general_correlated(const OperatorCall *call, const int64_t at[AXES], Terms *terms, int kernel, int image,
                         bool turned) {
  for (int axis = 0; axis < 2; axis++)
    if (extent_equal(parameter_extent(call, PARAMETER_UP_AT, axis), extent_of(1)) != YES) return no_general_form(terms);
  Places *places = terms->places;
  Extent length[AXES], i[AXES], w[AXES];
  int64_t p[AXES];
  for (int axis = 0; axis < AXES; axis++) length[axis] = call->operand_size[kernel].axis[axis];
  length[3] = extent_of(1);
  open_box(places, length, i);
  for (int axis = 0; axis < 2; axis++) {
    Extent over = turned ? length[axis] : extent_of(0);
    w[axis] = i[axis];
    p[axis] = place_in_image(places, call, axis, extent_of_place(places, at[axis]), i[axis], over);
  }
  w[2] = i[2];
  w[3] = extent_of_place(places, at[2]);
  p[2] = place_of_extent(places, i[2]);
  p[3] = at[3];
  if (has_pad(call) && !term_remark_format(terms, "elements outside of the image are 0")) return NULL;
  Term *product =
      term_of_two(terms, TERM_PRODUCT, NULL, reference_at(terms, kernel, w), term_reference(terms, image, p));
  return term_over_box(terms, i, length, product);
}
