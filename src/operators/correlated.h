/* Layer 4: the size rule and the call that ⊗ and * share; they differ in which operand is the kernel and whether it is
   turned. */
#ifndef CNN_OPERATORS_CORRELATED_H
#define CNN_OPERATORS_CORRELATED_H

#include "operators/terms.h"

/* Both rows begin their parameters with these. */
enum { PARAMETER_PAD_AT, PARAMETER_STRIDE_AT, PARAMETER_DILATE_AT, PARAMETER_UP_AT, CORRELATED_PARAMETERS };

#define CORRELATED_PARAMETER_ROWS                                                                                     \
  {"pad", PARAMETER_PAD, 0, "zeros around the image: p, [p_r p_c], [top bottom left right], same or full"},          \
  {"stride", PARAMETER_PAIR, 1, "distance of the kernel's places: s or [s_r s_c] (8.18)"},                            \
  {"dilate", PARAMETER_PAIR, 1, "distance of the kernel's elements: d or [d_r d_c]"},                                 \
  {"up", PARAMETER_PAIR, 1, "puts u - 1 zeros between the image's elements: u or [u_r u_c]"}

/* W: r × c × H_in × H_out on P: R_r × R_c × H_in × Q gives S_r × S_c × H_out × Q (8.14–8.19, 8.21).
   origin: the parameter that fixes the pad in place of pad=, −1 where there is none. */
Status size_correlated(OperatorCall *call, int kernel, int image, int origin);
Status forward_correlated(OperatorCall *call, int kernel, int image, bool turned);
Term *terms_correlated(const OperatorCall *call, const int64_t at[AXES], Terms *terms, int kernel, int image,
                       bool turned);
Term *general_correlated(const OperatorCall *call, const int64_t at[AXES], Terms *terms, int kernel, int image,
                         bool turned);

#endif
