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

/* The step of some elements from the `first` on. */
static Step part_of(const Step *step, size_t width, int64_t first, int64_t count) {
  size_t offset = (size_t)first * width;
  Step part = *step;
  part.count = count;
  part.w = (const char *)step->w + offset, part.g = (const char *)step->g + offset;
  part.out = (char *)step->out + offset;
  for (int i = 0; i < moments_of(step->method); i++) part.moment[i] = (char *)step->moment[i] + offset;
  return part;
}

Status optimise(Context *context, Precision precision, const Step *step) {
  StepLoop loop = (*choose_loops())[step->method][precision];
  Status status = OK;
  for (int64_t done = 0; done < step->count && status == OK; done += STRETCH_ITEMS) {
    int64_t left = step->count - done;
    Step part = part_of(step, element_bytes(precision), done, left < STRETCH_ITEMS ? left : STRETCH_ITEMS);
    loop(&part);
    status = poll_interrupt(context);
  }
  return status;
}
