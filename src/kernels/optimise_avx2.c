/* Compiled with -mavx2; called only where the processor has it. */
#include "kernels/optimise_loops.h"

#ifdef __AVX2__
const StepLoops *optimise_avx2(void) { return &loops; }
#else
static const StepLoops *unused(void) { return &loops; }
const StepLoops *optimise_avx2(void) { return (void)unused, NULL; }
#endif
