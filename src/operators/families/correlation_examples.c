/* Family: the sum over examples Σ_{q} K^{q,h} ⊗ I^{q,l} of 8.48 as one call, for evaluating equations with free indices. */
#include "kernels/correlate.h"
#include "operators/correlated.h"

/* K: S_r × S_c × H × Q on I: R × C × L × Q gives r × c × L × H; the sizes are ⊗'s with both operands' maps one by one. */
static Status size_of_sum(OperatorCall *call) {
  Size kernel = call->operand_size[0], image = call->operand_size[1];
  if (extent_equal(kernel.axis[3], image.axis[3]) == NO)
    return fail(call->context,
                "the sum over examples needs as many of them on both sides of ⊗, not %lld and %lld (8.48)",
                (long long)kernel.axis[3].number, (long long)image.axis[3].number);
  for (int i = 0; i < 2; i++) call->operand_size[i].axis[2] = call->operand_size[i].axis[3] = extent_of(1);
  Status status = size_correlated(call, 0, 1, -1);
  call->operand_size[0] = kernel;
  call->operand_size[1] = image;
  if (status == OK) call->size.axis[2] = image.axis[2], call->size.axis[3] = kernel.axis[2];
  return status;
}

/* In the terms of the layer whose kernels these sums have the size of: its stride is this dilation and the other way round. */
static Geometry geometry_of_layer(const OperatorCall *call) {
  Geometry g = plain_geometry();
  for (int axis = 0; axis < 2; axis++) {
    g.image[axis] = length_of(call, 1, axis);
    g.output[axis] = length_of(call, 0, axis);
    g.kernel[axis] = call->size.axis[axis].number;
    g.stride[axis] = parameter_number(call, PARAMETER_DILATE_AT, axis);
    g.dilate[axis] = parameter_number(call, PARAMETER_STRIDE_AT, axis);
    g.up[axis] = parameter_number(call, PARAMETER_UP_AT, axis);
  }
  for (int side = 0; side < 4; side++) g.pad[side] = parameter_number(call, PARAMETER_PAD_AT, side);
  g.maps_in = length_of(call, 1, 2);
  g.maps_out = length_of(call, 0, 2);
  g.examples = length_of(call, 1, 3);
  return g;
}

static Status sum_over_examples(OperatorCall *call) {
  Status status = make_result(call);
  if (status != OK) return status;
  Geometry geometry = geometry_of_layer(call);
  return correlate_backward_weights(call->context, call->precision, &geometry, call->result->data,
                                    call->operand[0]->data, call->operand[1]->data);
}

/* Element i,j of map l and output map h: Σ_{q} Σ_{m,n} k_{m,n}^{q,h} i_{…}^{q,l}; places in the pad count as 0. */
static Term *sum_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  static const int64_t none[AXES];
  const int64_t box[AXES] = {length_of(call, 0, 0), length_of(call, 0, 1), 1, length_of(call, 0, 3)};
  Term *sum = term_list(terms, TERM_SUM, NULL);
  int64_t k_at[AXES];
  for (int64_t k = 0; next_in_box(none, box, &k, k_at);) {
    int64_t place[AXES] = {0, 0, at[2], k_at[3]};
    bool inside = true;
    for (int axis = 0; axis < 2; axis++) {
      int64_t up = parameter_number(call, PARAMETER_UP_AT, axis);
      int64_t there = at[axis] * parameter_number(call, PARAMETER_STRIDE_AT, axis) +
                      k_at[axis] * parameter_number(call, PARAMETER_DILATE_AT, axis) -
                      parameter_number(call, PARAMETER_PAD_AT, 2 * axis);
      place[axis] = there / up;
      inside &= there >= 0 && there % up == 0 && place[axis] < length_of(call, 1, axis);
    }
    Term *weight = term_reference(terms, 0, (int64_t[AXES]){k_at[0], k_at[1], at[3], k_at[3]});
    if (inside && !term_add(terms, sum, term_of_two(terms, TERM_PRODUCT, NULL, weight, term_reference(terms, 1, place))))
      return NULL;
  }
  return sum;
}

static const OperatorRow rows[] = {
    {.name = "correlate_examples",
     .form = FORM_INTERNAL,
     .n_operands = 2,
     .parameter = {CORRELATED_PARAMETER_ROWS},
     .size = size_of_sum,
     .forward = sum_over_examples,
     .terms = sum_terms,
     .equation = "8.48",
     .help = "Σ_{q} dZ^{q,h} ⊗ A^{q,l}: for all h and l, the kernels' gradients of a batch",
     .example = "S = ones(2, 2, 1, 2)\nA = ones(3, 3, 1, 2)\nD^{h,l} = Σ_{q} S^{q,h} ⊗ A^{q,l}\nD"},
};

const OperatorFamily family_correlation_examples = {"correlation_examples", rows, sizeof rows / sizeof *rows};
