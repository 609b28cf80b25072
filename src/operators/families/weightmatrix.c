#include "kernels/weightmatrix.h"
#include "operators/terms.h"
#include "operators/windows.h"

enum { ROWS_PARAMETER, COLUMNS_PARAMETER, PAD_PARAMETER, STRIDE_PARAMETER };

static Status check_image(OperatorCall *call) {
  for (int i = ROWS_PARAMETER; i <= COLUMNS_PARAMETER; i++) {
    if (extent_less(call->parameter[i].extent[0], extent_of(1)) != YES) continue;
    if (call->parameter[i].given)
      return fail(call->context, "%s is %lld; an image has at least one row and one column (8.12)",
                  call->row->parameter[i].name, (long long)call->parameter[i].extent[0].number);
    fail(call->context, "%s needs the image's size: weightmatrix(W, R_r, R_c) with R_r and R_c at least 1 (8.12)",
         call->row->name);
    add_note(call->context, "of an image P it is weightmatrix(W, rows(P), columns(P))");
    return FAILED;
  }
  return OK;
}

static Status fail_fit(OperatorCall *call, const Size *kernel, const Extent room[2]) {
  SizeText text = describe_size(call->context, kernel);
  SizeText rows = describe_extent(call->context, call->parameter[ROWS_PARAMETER].extent[0]);
  SizeText columns = describe_extent(call->context, call->parameter[COLUMNS_PARAMETER].extent[0]);
  if (extent_less(kernel->axis[0], extent_of(1)) == YES || extent_less(kernel->axis[1], extent_of(1)) == YES)
    return fail(call->context, "the kernel is %s: a kernel needs at least one element (8.13)", text.text);
  fail(call->context, "the kernel is %s but the image only %s × %s%s: weightmatrix needs r ≤ R_r and c ≤ R_c "
       "(8.14, 8.15)", text.text, rows.text, columns.text, call->parameter[PAD_PARAMETER].given ? ", before pad=" : "");
  note_room(call, PAD_PARAMETER, room);
  return FAILED;
}

/* The matrix of 8.12 for the kernels `kernel`: output lengths S_r and S_c (8.14–8.19) times H_out, by R_r·R_c·H_in. */
static Status matrix_size(OperatorCall *call, const Size *kernel, Extent output[2], Size *matrix) {
  Extent one = extent_of(1), maps_in = kernel->axis[2], maps_out = kernel->axis[3];
  Extent span[2] = {extent_subtract(call->arena, kernel->axis[0], one),
                    extent_subtract(call->arena, kernel->axis[1], one)};
  Status status = check_image(call);
  if (status == OK) status = normalise_pad(call, PAD_PARAMETER, span);
  if (status == OK) status = normalise_pair(call, STRIDE_PARAMETER, one, one);
  if (status != OK) return status;
  Extent room[2];
  for (int axis = 0; axis < 2; axis++)
    room[axis] = room_along(call, PAD_PARAMETER, axis, call->parameter[ROWS_PARAMETER + axis].extent[0], span[axis]);
  for (int axis = 0; axis < 2; axis++) {
    if (extent_less(room[axis], extent_of(0)) == YES || extent_less(span[axis], extent_of(0)) == YES)
      return fail_fit(call, kernel, room);
    output[axis] = steps_in(call, room[axis], call->parameter[STRIDE_PARAMETER].extent[axis]);
  }
  Extent image = extent_multiply(call->arena, call->parameter[ROWS_PARAMETER].extent[0],
                                 call->parameter[COLUMNS_PARAMETER].extent[0]);
  *matrix = size_from(extent_multiply(call->arena, extent_multiply(call->arena, output[0], output[1]), maps_out),
                      extent_multiply(call->arena, image, maps_in), one, one);
  return OK;
}

static Status weightmatrix_size(OperatorCall *call) {
  Extent output[2];
  return matrix_size(call, &call->operand_size[0], output, &call->size);
}

static Status adjoint_size(OperatorCall *call) {
  Extent output[2];
  Size matrix;
  if (!operand_is_given(call, 1)) return fail(call->context, "%s needs like=W, the kernels", call->row->name);
  call->size = call->operand_size[1];
  Status status = matrix_size(call, &call->size, output, &matrix);
  if (status != OK || size_equal(&matrix, &call->operand_size[0]) != NO) return status;
  SizeText given = describe_operand(call, 0), wanted = describe_size(call->context, &matrix);
  return fail(call->context, "%s of %s: the matrix of these kernels is %s (8.12)", call->row->name, given.text,
              wanted.text);
}

static Geometry geometry_of(const OperatorCall *call, const int64_t kernel[AXES]) {
  Geometry geometry = plain_geometry();
  geometry.maps_in = kernel[2];
  geometry.maps_out = kernel[3];
  for (int axis = 0; axis < 2; axis++) {
    geometry.kernel[axis] = kernel[axis];
    geometry.image[axis] = parameter_number(call, ROWS_PARAMETER + axis, 0);
    geometry.stride[axis] = parameter_number(call, STRIDE_PARAMETER, axis);
  }
  for (int side = 0; side < 4; side++) geometry.pad[side] = parameter_number(call, PAD_PARAMETER, side);
  for (int axis = 0; axis < 2; axis++) geometry.output[axis] = correlated_length(&geometry, axis);
  return geometry;
}

static Status weightmatrix_forward(OperatorCall *call) {
  Status status = make_result(call);
  if (status != OK) return status;
  Geometry geometry = geometry_of(call, call->operand[0]->size);
  return fill_weightmatrix(call->context, call->precision, &geometry, call->operand[0]->data, call->result->data);
}

static Status adjoint_forward(OperatorCall *call) {
  Status status = make_result(call);
  if (status != OK) return status;
  Geometry geometry = geometry_of(call, call->result->size);
  return gather_weightmatrix(call->context, call->precision, &geometry, call->operand[0]->data, call->result->data);
}

/* ---- one element: of which weight, at which place of the kernel on the image ---- */

/* Row S_r·S_c·H_out and column R_r·R_c·H_in of the matrix: result (m, n) of map h, image (u, v) of map l. */
static void read_place(const Geometry *g, const int64_t at[AXES], int64_t result[3], int64_t image[3]) {
  int64_t row = at[0], column = at[1];
  for (int axis = 0; axis < 2; axis++) {
    result[axis] = row % g->output[axis], row /= g->output[axis];
    image[axis] = column % g->image[axis], column /= g->image[axis];
  }
  result[2] = row;
  image[2] = column;
}

/* The kernel's element that connects them; false: none does. */
static bool find_weight(const Geometry *g, const int64_t result[3], const int64_t image[3], int64_t weight[AXES]) {
  for (int axis = 0; axis < 2; axis++) {
    weight[axis] = image[axis] - result[axis] * g->stride[axis] + g->pad[2 * axis];
    if (weight[axis] < 0 || weight[axis] >= g->kernel[axis]) return false;
  }
  weight[2] = image[2];
  weight[3] = result[2];
  return true;
}

static Term *weightmatrix_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t result[3], image[3], weight[AXES], kernel[AXES];
  for (int axis = 0; axis < AXES; axis++) kernel[axis] = length_of(call, 0, axis);
  Geometry g = geometry_of(call, kernel);
  read_place(&g, at, result, image);
  if (find_weight(&g, result, image, weight)) return term_reference(terms, 0, weight);
  bool said = term_remark_format(terms, "the kernel's place %lld,%lld does not reach the image's element %lld,%lld",
                                 (long long)result[0] + 1, (long long)result[1] + 1, (long long)image[0] + 1,
                                 (long long)image[1] + 1);
  return said ? term_list(terms, TERM_SUM, NULL) : NULL;
}

static Term *adjoint_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t kernel[AXES];
  for (int axis = 0; axis < AXES; axis++) kernel[axis] = call->size.axis[axis].number;
  Geometry g = geometry_of(call, kernel);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t m = 0; m < g.output[0]; m++)
    for (int64_t n = 0; n < g.output[1]; n++) {
      int64_t u = m * g.stride[0] + at[0] - g.pad[0], v = n * g.stride[1] + at[1] - g.pad[2];
      if (u < 0 || v < 0 || u >= g.image[0] || v >= g.image[1]) continue;
      int64_t row = (at[3] * g.output[1] + n) * g.output[0] + m, column = (at[2] * g.image[1] + v) * g.image[0] + u;
      if (!term_add(terms, sum, term_reference(terms, 0, (int64_t[AXES]){row, column}))) return NULL;
    }
  return sum;
}

#define WEIGHTMATRIX_PARAMETERS                                                                       \
  {"R_r", PARAMETER_SIZE, 0, "the image's rows"}, {"R_c", PARAMETER_SIZE, 0, "the image's columns"},  \
  {"pad", PARAMETER_PAD, 0, "zeros around the image: p, [p_r p_c], [top bottom left right], same, full"}, \
  {"stride", PARAMETER_PAIR, 1, "step of the kernel: s or [s_r s_c]"}

static const OperatorRow rows[] = {
    {.name = "weightmatrix", .form = FORM_FUNCTION, .n_operands = 1, .parameter = {WEIGHTMATRIX_PARAMETERS},
     .size = weightmatrix_size, .forward = weightmatrix_forward, .terms = weightmatrix_terms, .equation = "8.12",
     .help = "weightmatrix(W, R_r, R_c): the matrix M with M vec(P) = vec(W ⊗ P)",
     .example = "W = [1 2; 3 4]\nweightmatrix(W, 3, 3)"},
    {.name = "weightmatrix_adjoint", .form = FORM_FUNCTION, .n_operands = 1,
     .parameter = {WEIGHTMATRIX_PARAMETERS, {"like", PARAMETER_OPERAND, 0, "the kernels W, for their size"}},
     .size = adjoint_size, .forward = adjoint_forward, .terms = adjoint_terms, .equation = "8.12",
     .help = "weightmatrix_adjoint(dM, R_r, R_c, like=W): each weight's share of dM, added up over its places in M",
     .example = "W = [1 2; 3 4]\nM = weightmatrix(W, 3, 3)\nweightmatrix_adjoint(M ≠ 0, 3, 3, like=W)"},
};

const OperatorFamily family_weightmatrix = {"weightmatrix", rows, sizeof rows / sizeof *rows};
