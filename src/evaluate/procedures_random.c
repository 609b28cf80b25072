/* Random numbers: one named generator, the same numbers on every platform. */
#include "evaluate/procedures.h"

#include "evaluate/dry.h"

enum { CHUNK = 1 << 16 }; /* an interrupt is seen between chunks; even, since normal numbers come in pairs */

typedef void Fill(Random *random, Precision precision, int64_t count, void *out);

static Status filled(State *state, const Arguments *arguments, Fill *fill, Value *out) {
  int64_t size[AXES] = {1, 1, 1, 1};
  Status status = arguments->n ? read_size(state, arguments, 0, true, size) : OK;
  if (make_hollow(state, size, true, &status, out)) return status;
  Tensor *tensor = status == OK ? tensor_new(&state->context, DOUBLE, size) : NULL;
  if (!tensor) return state->context.error->status;
  int64_t count = tensor_count(tensor);
  for (int64_t done = 0; done < count && status == OK; done += CHUNK) { /* the same numbers as in one call */
    fill(&state->random, DOUBLE, count - done < CHUNK ? count - done : CHUNK, (double *)tensor->data + done);
    status = poll_interrupt(&state->context);
  }
  if (status == OK) *out = array_value(state, tensor);
  else tensor_release(&state->context, tensor);
  return status;
}

static Status run_rand(State *state, Arguments *arguments, Value *out) {
  return filled(state, arguments, fill_uniform, out);
}
static Status run_randn(State *state, Arguments *arguments, Value *out) {
  return filled(state, arguments, fill_normal, out);
}

static Status run_seed(State *state, Arguments *arguments, Value *out) {
  int64_t seed;
  (void)out;
  if (value_to_integer(state, arguments->value[0], "a seed", 0, 1ll << 53, &seed) != OK) return FAILED;
  state->random = (Random){.seed = (uint64_t)seed};
  return OK;
}

static Status run_shuffle(State *state, Arguments *arguments, Value *out) {
  int64_t n;
  if (value_to_integer(state, arguments->value[0], "how many numbers to shuffle", 0, 1ll << 40, &n) != OK)
    return FAILED;
  Status status = OK;
  if (make_hollow(state, (int64_t[AXES]){1, n, 1, 1}, true, &status, out)) return status;
  Tensor *row = tensor_new(&state->context, DOUBLE, (int64_t[AXES]){1, n, 1, 1});
  if (!row) return state->context.error->status;
  if ((status = fill_permutation(&state->context, &state->random, n, row->data)) == OK) *out = array_value(state, row);
  else tensor_release(&state->context, row);
  return status;
}

const Procedure random_procedures[] = {
    {"rand", 0, 4, "", run_rand, "rand(r, c, h, q)  uniform numbers between 0 and 1",
     "seed(1)\nrand(1, 3)"},
    {"randn", 0, 4, "", run_randn, "randn(r, c, h, q)  normal numbers, mean 0, variance 1",
     "seed(1)\nrandn(1, 3)"},
    {"seed", 1, 1, "", run_seed, "seed(n)  starts the random numbers anew",
     "seed(1)\nA = rand(1, 3)\nseed(1)\nB = rand(1, 3)\nsum(A == B)"},
    {"shuffle", 1, 1, "", run_shuffle, "shuffle(n)  the numbers 1 … n in random order",
     "seed(1)\nshuffle(5)"},
    {NULL, 0, 0, NULL, NULL, NULL, NULL}};
