/* Layer 3, private to optimise*.c: the loops, compiled once for each instruction set. Square roots are correctly
   rounded everywhere and no product and sum are contracted, so that all give the same bits. */
#ifndef CNN_KERNELS_OPTIMISE_LOOPS_H
#define CNN_KERNELS_OPTIMISE_LOOPS_H

#if defined __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __GNUC__
#pragma GCC optimize("fp-contract=off")
#endif

#include "kernels/optimise.h"

#include <math.h>

typedef void (*StepLoop)(const Step *step);
typedef StepLoop StepLoops[METHODS][2];

const StepLoops *optimise_portable(void);
const StepLoops *optimise_avx2(void); /* NULL: not built */

#define Number double
#define SQRT sqrt
#define NAME(name) name##_double
#include "kernels/optimise_template.h"
#undef Number
#undef SQRT
#undef NAME

#define Number float
#define SQRT sqrtf
#define NAME(name) name##_single
#include "kernels/optimise_template.h"
#undef Number
#undef SQRT
#undef NAME

static const StepLoops loops = {{sgd_double, sgd_single}, {momentum_double, momentum_single}, {adam_double, adam_single}};

#endif
