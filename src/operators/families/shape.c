#include "kernels/elementwise.h"
#include "kernels/move.h"
#include "operators/terms.h"
#include "operators/windows.h"

#include <string.h>

/* 8.26: the columns of all maps below each other; a batch gives one column an example. */
static Status vec_size(OperatorCall *call) {
  const Extent *axis = call->operand_size[0].axis;
  Extent length = extent_multiply(call->arena, extent_multiply(call->arena, axis[0], axis[1]), axis[2]);
  call->size = size_from(length, axis[3], extent_of(1), extent_of(1));
  return OK;
}

/* unvec(a, 3, 4) or reshape(X, 3, 2), where one length can be put right; its letters are those of the rows' help. */
static void note_lengths(OperatorCall *call, int64_t count, int n) {
  int64_t length[AXES], others[AXES];
  for (int i = 0; i < n; i++) {
    if (!extent_is_number(call->parameter[i].extent[0])) return;
    length[i] = call->parameter[i].extent[0].number;
  }
  int last = n;
  while (last > 2 && length[last - 1] == 1) last--;
  for (int i = 0; i < n; i++) {
    others[i] = 1;
    for (int k = 0; k < n; k++)
      if (k != i) others[i] = length[k] > 0 && others[i] <= count ? others[i] * length[k] : 0;
  }
  for (int i = last - 1; i >= 0; i--) {
    if (others[i] <= 0 || count % others[i]) continue;
    Text text;
    text_open(&text, &call->context->memory);
    for (int k = 0; k < last; k++) text_format(&text, ", %lld", (long long)(k == i ? count / others[i] : length[k]));
    add_note(call->context, "%s(%s%s) has room for %lld", call->row->name,
             strcmp(call->row->name, "unvec") == 0 ? "\1a\1" : "\1X\1", text_string(&text), (long long)count);
    text_close(&text);
    return;
  }
}

static Status check_count(OperatorCall *call, const Size *operand, const Size *wanted) {
  Extent count = count_of(call, operand), wanted_count = count_of(call, wanted);
  if (extent_equal(count, wanted_count) != NO) return OK;
  SizeText from = describe_size(call->context, operand), to = describe_size(call->context, wanted);
  SizeText n = describe_extent(call->context, count);
  SizeText wanted_n = describe_extent(call->context, wanted_count);
  return fail(call->context, "%s from %s to %s: that is %s elements for %s", call->row->name, from.text, to.text,
              n.text, wanted_n.text);
}

/* `count` elements are to be had. */
static Status check_lengths(OperatorCall *call, Extent count, int n) {
  for (int i = 0; i < n; i++)
    if (extent_less(call->parameter[i].extent[0], extent_of(0)) == YES) {
      fail(call->context, "%s: %s is %s; a length cannot be negative", call->row->name,
                  call->row->parameter[i].name, describe_extent(call->context, call->parameter[i].extent[0]).text);
      if (extent_is_number(count)) note_lengths(call, count.number, n);
      return FAILED;
    }
  return OK;
}

static Status unvec_size(OperatorCall *call) {
  const ParameterValue *length = call->parameter;
  const Extent *axis = call->operand_size[0].axis;
  Status status = check_lengths(call, axis[0], 3);
  if (status != OK) return status;
  if (extent_equal(axis[2], extent_of(1)) == NO || extent_equal(axis[3], extent_of(1)) == NO) {
    SizeText text = describe_operand(call, 0);
    fail(call->context, "unvec of %s: it takes a vector, or a matrix with one column an example", text.text);
    add_note(call->context, "unvec(vec(\1A\1), R, C, H) takes the columns that vec makes of it");
    return FAILED;
  }
  call->size = size_from(length[0].extent[0], length[1].extent[0], length[2].extent[0], axis[1]);
  Status fits = check_count(call, &call->operand_size[0], &call->size);
  bool row = extent_equal(axis[0], extent_of(1)) == YES;
  if (fits != OK && !row && extent_is_number(axis[0])) note_lengths(call, axis[0].number, 3);
  if (fits != OK && row)
    add_note(call->context, "unvec takes columns, one an example; a row a is turned into one by vec(\1a\1)");
  return fits;
}

static Status reshape_size(OperatorCall *call) {
  const ParameterValue *length = call->parameter;
  Extent count = count_of(call, &call->operand_size[0]);
  Status status = check_lengths(call, count, 4);
  if (status != OK) return status;
  call->size = size_from(length[0].extent[0], length[1].extent[0], length[2].extent[0], length[3].extent[0]);
  status = check_count(call, &call->operand_size[0], &call->size);
  if (status != OK && extent_is_number(count)) note_lengths(call, count.number, 4);
  return status;
}

/* p1 … p4 name each axis of the result by its place in X, and hold 1, 2, 3 and 4 once each. */
static Status permute_size(OperatorCall *call) {
  bool seen[AXES] = {false};
  for (int k = 0; k < AXES; k++) {
    int64_t axis = parameter_number(call, k, 0);
    bool outside = axis < 1 || axis > AXES;
    if (outside || seen[axis - 1]) {
      fail(call->context, "permute's %s is axis %lld, %s: it takes each of the axes 1, 2, 3, 4 once",
           call->row->parameter[k].name, (long long)axis, outside ? "and there is none" : "which is there already");
      add_note(call->context, "axes left out keep their place: permute(X, 2, 1) is X'; images that are examples × maps × "
                              "rows × columns come into the order here by permute(X, [3 4 2 1])");
      return FAILED;
    }
    seen[axis - 1] = true;
    call->size.axis[k] = call->operand_size[0].axis[axis - 1];
  }
  return OK;
}

static Status permute_forward(OperatorCall *call) {
  const Tensor *x = call->operand[0];
  int64_t stride[AXES] = {1, x->size[0], x->size[0] * x->size[1], x->size[0] * x->size[1] * x->size[2]};
  int64_t x_stride[AXES];
  for (int k = 0; k < AXES; k++) x_stride[k] = stride[parameter_number(call, k, 0) - 1];
  Status status = make_result(call);
  if (status != OK) return status;
  return permute_elements(call->context, x->precision, call->result->size, x->data, x_stride, call->result->data);
}

static bool is_nothing(const Size *size) {
  Size nothing = size_from(extent_of(0), extent_of(0), extent_of(1), extent_of(1));
  return size_equal(size, &nothing) == YES;
}

static bool fits_along(const Size *a, const Size *b, int axis) {
  bool fits = true;
  for (int k = 0; k < AXES; k++) fits &= k == axis || extent_equal(a->axis[k], b->axis[k]) == YES;
  return fits;
}

/* Another direction, or the second one transposed. */
static void note_joining(OperatorCall *call, int axis) {
  static const char *const other[AXES] = {"below each other they fit: [\1A\1; \2B\2]", "side by side they fit: [\1A\1 \2B\2]",
                                          "as maps they fit: stack(\1A\1, \2B\2)", "as examples they fit: bank(\1A\1, \2B\2)"};
  static const char *const turned[2] = {"the second one transposed fits: [\1A\1; \2B\2']", "the second one transposed fits: [\1A\1 \2B\2']"};
  const Size *a = &call->operand_size[0], *b = &call->operand_size[1];
  Size b_turned = size_transposed(b);
  for (int k = 0; k < AXES; k++)
    if (k != axis && fits_along(a, b, k)) {
      add_note(call->context, "%s", other[k]);
      return;
    }
  if (axis < 2 && fits_along(a, &b_turned, axis)) {
    add_note(call->context, "%s", turned[axis]);
    return;
  }
  for (int k = 0; k < AXES; k++)
    if (k != axis && extent_equal(a->axis[k], b->axis[k]) == NO) {
      static const char *const name[AXES] = {"rows", "columns", "maps", "examples"};
      add_note(call->context, "their %s are %s and %s", name[k], describe_extent(call->context, a->axis[k]).text,
               describe_extent(call->context, b->axis[k]).text);
      return;
    }
}

static Status fail_cat(OperatorCall *call, int axis) {
  static const char *const along[AXES] = {"put below each other", "put side by side", "stacked as maps", "joined as examples"};
  SizeText a = describe_operand(call, 0), b = describe_operand(call, 1);
  fail(call->context, "%s and %s cannot be %s: their other lengths must be equal", a.text, b.text, along[axis]);
  note_joining(call, axis);
  return FAILED;
}

/* As in MATLAB, [ ] (0 × 0) goes with every size. */
static Status cat_size(OperatorCall *call) {
  const Size *a = &call->operand_size[0], *b = &call->operand_size[1];
  int64_t axis = parameter_number(call, 0, 0) - 1;
  if (axis < 0 || axis >= AXES)
    return fail(call->context, "cat along axis %lld: axes are 1 (rows), 2 (columns), 3 (maps) and 4 (examples)",
                (long long)axis + 1);
  call->size = is_nothing(a) ? *b : *a;
  if (is_nothing(a) || is_nothing(b)) return OK;
  for (int k = 0; k < AXES; k++)
    if (k != axis && extent_equal(a->axis[k], b->axis[k]) == NO) return fail_cat(call, (int)axis);
  call->size.axis[axis] = extent_add(call->arena, a->axis[axis], b->axis[axis]);
  return OK;
}

/* Runs of A and of B alternate; a run spans the axes up to and with the one of concatenation. */
static Status cat_forward(OperatorCall *call) {
  const Tensor *a = call->operand[0], *b = call->operand[1];
  Status status = make_result(call);
  if (status != OK || tensor_count(call->result) == 0) return status;
  int64_t outer = 1;
  for (int64_t k = parameter_number(call, 0, 0); k < AXES; k++) outer *= call->result->size[k];
  size_t width = element_bytes(call->precision);
  size_t a_run = (size_t)(tensor_count(a) / outer) * width, b_run = (size_t)(tensor_count(b) / outer) * width;
  char *out = call->result->data;
  for (int64_t k = 0; k < outer && status == OK; k++, out += a_run + b_run) {
    status = copy_bytes(call->context, out, (const char *)a->data + (size_t)k * a_run, a_run);
    if (status == OK) status = copy_bytes(call->context, out + a_run, (const char *)b->data + (size_t)k * b_run, b_run);
  }
  return status;
}

static Status maps_size(OperatorCall *call) {
  const Extent *axis = call->operand_size[0].axis, one = extent_of(1);
  call->size = size_from(one, one, count_of(call, &call->operand_size[0]), one);
  int longer = 0;
  for (int k = 0; k < AXES; k++) longer += extent_equal(axis[k], one) == NO;
  if (longer <= 1) return OK;
  SizeText text = describe_operand(call, 0);
  fail(call->context, "maps of %s: it takes a vector and gives 1 × 1 × H, one number a map", text.text);
  add_note(call->context, "maps(vec(\1b\1)) gives each element of b a map; arrays become maps by stack(A, B)");
  return FAILED;
}

static Status single_size(OperatorCall *call) {
  call->precision = SINGLE;
  return size_like_operand(call);
}

static Status double_size(OperatorCall *call) {
  call->precision = DOUBLE;
  return size_like_operand(call);
}

static Status convert_forward(OperatorCall *call) {
  call->result = tensor_convert(call->context, call->operand[0], call->precision);
  return call->result ? OK : call->context->error->status;
}

#define VIEW_FIELDS .form = FORM_FUNCTION, .n_operands = 1, .forward = view_operand, .terms = terms_same_order

static Term *permute_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t there[AXES];
  for (int k = 0; k < AXES; k++) there[parameter_number(call, k, 0) - 1] = at[k];
  return term_reference(terms, 0, there);
}

static Term *cat_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int axis = (int)parameter_number(call, 0, 0) - 1;
  if (is_nothing(&call->operand_size[0])) return term_reference(terms, 1, at);
  int64_t first = length_of(call, 0, axis), there[AXES] = {at[0], at[1], at[2], at[3]};
  bool is_second = at[axis] >= first;
  if (is_second) there[axis] -= first;
  return term_reference(terms, is_second, there);
}

static const OperatorRow rows[] = {
    {.name = "vec", VIEW_FIELDS, .size = vec_size, .equation = "8.26",
     .help = "the maps' columns below each other, (RCH) × Q: one column an example",
     .example = "A = stack([1 2; 3 4], [5 6; 7 8])\nvec(A)^T"},
    {.name = "unvec", VIEW_FIELDS, .size = unvec_size, .equation = "8.26",
     .parameter = {{"R", PARAMETER_SIZE, 1, "rows"},
                   {"C", PARAMETER_SIZE, 1, "columns"},
                   {"H", PARAMETER_SIZE, 1, "maps"}},
     .help = "unvec(a, R, C, H): each column of a as H maps of R × C; undoes vec",
     .example = "unvec([1; 2; 3; 4], 2, 2, 1)"},
    {.name = "reshape", VIEW_FIELDS, .size = reshape_size,
     .parameter = {{"r", PARAMETER_SIZE, 1, "rows"},
                   {"c", PARAMETER_SIZE, 1, "columns"},
                   {"h", PARAMETER_SIZE, 1, "maps"},
                   {"q", PARAMETER_SIZE, 1, "examples"}},
     .help = "reshape(X, r, c, h, q): the same elements, in storage order, with another size",
     .example = "reshape(1:6, 2, 3)"},
    {.name = "permute", .form = FORM_FUNCTION, .n_operands = 1, .size = permute_size, .forward = permute_forward,
     .terms = permute_terms, .general = permute_terms,
     .parameter = {{"p1", PARAMETER_SIZE, 1, "X's axis that becomes the rows"},
                   {"p2", PARAMETER_SIZE, 2, "X's axis that becomes the columns"},
                   {"p3", PARAMETER_SIZE, 3, "X's axis that becomes the maps"},
                   {"p4", PARAMETER_SIZE, 4, "X's axis that becomes the examples"}},
     .help = "permute(X, p1, p2, p3, p4): the axes in another order",
     .example = "permute([1 2 3; 4 5 6], 2, 1)"},
    {.name = "cat", .form = FORM_FUNCTION, .n_operands = 2, .size = cat_size, .forward = cat_forward,
     .terms = cat_terms,
     .parameter = {{"axis", PARAMETER_NUMBER, 1, "1 below each other, 2 side by side, 3 as maps, 4 as examples"}},
     .help = "cat(axis, A, B, …): arrays put together along an axis",
     .example = "cat(2, [1; 2], [3; 4])"},
    {.name = "maps", VIEW_FIELDS, .size = maps_size, .equation = "8.32",
     .help = "maps(b): a vector's elements one a map, 1 × 1 × H, for a bias",
     .example = "b = [1; 10]\nmaps(b)\nstack([1 2], [3 4]) + maps(b)"},
    {.name = "single", .form = FORM_FUNCTION, .n_operands = 1, .size = single_size, .forward = convert_forward,
     .terms = terms_same_place, .general = terms_same_place,
     .help = "single(X): in single precision",
     .example = "issingle(single(π))"},
    {.name = "double", .form = FORM_FUNCTION, .n_operands = 1, .size = double_size, .forward = convert_forward,
     .terms = terms_same_place, .general = terms_same_place,
     .help = "double(X): in double precision",
     .example = "issingle(double(single(π)))"},
};

const OperatorFamily family_shape = {"shape", rows, sizeof rows / sizeof *rows};
