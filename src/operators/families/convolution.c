#include "operators/correlated.h"
#include "operators/sizes.h"

enum { ORIGIN = CORRELATED_PARAMETERS };

/* Certainly larger in one direction at least: cannot be the kernel of the other. */
static bool is_larger(const OperatorCall *call, int operand, int other) {
  const Extent *a = call->operand_size[operand].axis, *b = call->operand_size[other].axis;
  return extent_less(b[0], a[0]) == YES || extent_less(b[1], a[1]) == YES;
}

/* Convolution commutes (8.7): the kernel is the operand that is not larger in either direction, the left one if equal.
 */
static int kernel_operand(const OperatorCall *call) { return is_larger(call, 0, 1); }

static Status check_one_is_kernel(OperatorCall *call) {
  if (!is_larger(call, 0, 1) || !is_larger(call, 1, 0)) return OK;
  for (int i = 0; i < 2; i++)
    if (extent_equal(count_of(call, &call->operand_size[i]), extent_of(0)) == YES)
      return fail(call->context, "one side is %s: a kernel and an image have at least one element (8.7)",
                  describe_operand(call, i).text);
  return fail(call->context,
              "neither %s nor %s fits inside the other: in W * P one of the two is the kernel, with r ≤ R_r and "
              "c ≤ R_c (8.14, 8.15)",
              describe_operand(call, 0).text, describe_operand(call, 1).text);
}

static Status size_convolve(OperatorCall *call) {
  Status status = check_one_is_kernel(call);
  int kernel = kernel_operand(call);
  return status == OK ? size_correlated(call, kernel, 1 - kernel, ORIGIN) : status;
}

static Status forward_convolve(OperatorCall *call) {
  int kernel = kernel_operand(call);
  return forward_correlated(call, kernel, 1 - kernel, true);
}

static Term *convolve_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int kernel = kernel_operand(call);
  return general_correlated(call, at, terms, kernel, 1 - kernel, true);
}

static Term *convolve_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int kernel = kernel_operand(call);
  return terms_correlated(call, at, terms, kernel, 1 - kernel, true);
}

static const OperatorRow rows[] = {
    {.name = "convolve", .glyph = "*", .latex = "\\ast", .form = FORM_INFIX, .level = 4, .n_operands = 2,
     .parameter = {CORRELATED_PARAMETER_ROWS,
                   {"origin", PARAMETER_PAIR, 0,
                    "the kernel's element [i j] on the result's pixel (P8.2); the result has the image's size"}},
     .size = size_convolve, .forward = forward_convolve, .terms = convolve_terms, .general = convolve_general, .equation = "8.6, 8.7, P8.1",
     .role = "weight function", .help = "true convolution: correlation with the kernel turned by 180°; the smaller operand is the kernel",
     .example = "W = [1 2; 3 4]\nP = [1 2 3; 4 5 6; 7 8 9]\nW * P\nrot180(W) ⊗ P"},
};

const OperatorFamily family_convolution = {"convolution", rows, sizeof rows / sizeof *rows};
