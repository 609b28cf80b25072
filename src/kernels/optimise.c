#include "kernels/optimise.h"

#include "kernels/optimise_loops.h"

const StepLoops *optimise_portable(void) { return &loops; }

static const StepLoops *choose_loops(void) {
#if defined __x86_64__ && defined __GNUC__
  const StepLoops *avx2 = optimise_avx2();
  if (avx2 && __builtin_cpu_supports("avx2")) return avx2;
#endif
  return &loops;
}

int moments_of(Method method) {
  static const int moments[METHODS] = {[METHOD_SGD] = 0, [METHOD_MOMENTUM] = 1, [METHOD_ADAM] = 2};
  return moments[method];
}

void optimise(Precision precision, const Step *step) { (*choose_loops())[step->method][precision](step); }
