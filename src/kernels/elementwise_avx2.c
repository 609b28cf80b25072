/* Compiled with -mavx2; called only where the processor has it. */
#include "kernels/elementwise_loops.h"

#ifdef __AVX2__
const ElementwiseLoops *elementwise_avx2(void) { return &loops; }
#else
static const ElementwiseLoops *unused(void) { return &loops; }
const ElementwiseLoops *elementwise_avx2(void) { return (void)unused, NULL; }
#endif
