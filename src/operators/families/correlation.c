#include "operators/correlated.h"

static Status size_correlate(OperatorCall *call) { return size_correlated(call, 0, 1, -1); }

static Status forward_correlate(OperatorCall *call) { return forward_correlated(call, 0, 1, false); }

static Term *correlate_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return general_correlated(call, at, terms, 0, 1, false);
}

static Term *correlate_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return terms_correlated(call, at, terms, 0, 1, false);
}

static const OperatorRow rows[] = {
    {.name = "correlate", .glyph = "⊗", .latex = "\\otimes", .form = FORM_INFIX, .level = 4, .n_operands = 2,
     .parameter = {CORRELATED_PARAMETER_ROWS},
     .size = size_correlate, .forward = forward_correlate, .terms = correlate_terms, .general = correlate_general, .equation = "8.10, 8.13, 8.21",
     .role = "weight function", .help = "cross-correlation of kernels with an image, a stack or a batch: Z^{q,h} = Σ_{l} W^{h,l} ⊗ A^{q,l}",
     .example = "W = [1 2; 3 4]\nP = [1 2 3; 4 5 6; 7 8 9]\nW ⊗ P\nW ⊗_{pad=1, stride=2} P"},
};

const OperatorFamily family_correlation = {"correlation", rows, sizeof rows / sizeof *rows};
