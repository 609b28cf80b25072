/* Layer 3: steps of the optimisers: w and its moments go through memory once. */
#ifndef CNN_KERNELS_OPTIMISE_H
#define CNN_KERNELS_OPTIMISE_H

#include "tensor/tensor.h"

typedef enum Method { METHOD_SGD, METHOD_MOMENTUM, METHOD_ADAM, METHODS } Method;

/* α the learning rate; γ of momentum; β₁ β₂ ε of adam; each step first takes α·decay·w off w. */
typedef struct StepSettings {
  double rate, gamma, beta1, beta2, epsilon, decay;
} StepSettings;

/* One step of `count` weights w along their gradients g. moment[0] is the running mean of g (adam) or the last change
   (momentum), moment[1] the running mean of g∘g (adam); both are updated in place. k counts the steps from 1.
   out may be w. */
typedef struct Step {
  Method method;
  StepSettings settings;
  int64_t k, count;
  const void *w, *g;
  void *moment[2], *out;
} Step;

int moments_of(Method method); /* how many moments it keeps */
Status optimise(Context *context, Precision precision, const Step *step); /* fails only when interrupted */

#endif
