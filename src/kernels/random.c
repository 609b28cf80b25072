#include "kernels/random.h"

#include <math.h>

enum { ROUNDS = 10 };

RandomBlock philox_block(const uint32_t counter[4], const uint32_t key[2]) {
  RandomBlock block = {{counter[0], counter[1], counter[2], counter[3]}};
  uint32_t key0 = key[0], key1 = key[1], *word = block.word;
  for (int round = 0; round < ROUNDS; round++, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u) {
    uint64_t even = (uint64_t)word[0] * 0xD2511F53u, odd = (uint64_t)word[2] * 0xCD9E8D57u;
    block = (RandomBlock){{(uint32_t)(odd >> 32) ^ word[1] ^ key0, (uint32_t)odd,
                           (uint32_t)(even >> 32) ^ word[3] ^ key1, (uint32_t)even}};
  }
  return block;
}

static RandomBlock next_block(Random *random) {
  uint32_t counter[4] = {(uint32_t)random->counter, (uint32_t)(random->counter >> 32), 0, 0};
  uint32_t key[2] = {(uint32_t)random->seed, (uint32_t)(random->seed >> 32)};
  random->counter++;
  return philox_block(counter, key);
}

static uint64_t half_of(const RandomBlock *block, int half) {
  return (uint64_t)block->word[2 * half + 1] << 32 | block->word[2 * half];
}

/* An odd multiple of 2^−53: neither 0 nor 1. */
static double uniform_of(uint64_t bits) { return (double)((bits >> 12 << 1) | 1) * 0x1p-53; }

/* ln(m 2^e) = e ln 2 + 2 artanh((m − 1)/(m + 1)), √½ ≤ m < √2, by its power series. */
static double logarithm_of(double x) {
  int exponent;
  double m = frexp(x, &exponent);
  if (m < 0.70710678118654752) m *= 2, exponent--;
  double s = (m - 1) / (m + 1), power = s * s, sum = 0;
  for (int k = 23; k >= 1; k -= 2) sum = sum * power + 1.0 / k;
  return exponent * 0.69314718055994531 + 2 * s * sum;
}

/* cos and sin of an angle from 0 to π/4. */
static void turn(double angle, double *cosine, double *sine) {
  double square = angle * angle, c = 1, s = 1;
  for (int k = 18; k >= 2; k -= 2) c = 1 - square / (k * (k - 1)) * c;
  for (int k = 19; k >= 3; k -= 2) s = 1 - square / (k * (k - 1)) * s;
  *cosine = c;
  *sine = angle * s;
}

/* cos and sin of 2πu: u's octant is exact, the rest is turned within it. */
static void turn_fully(double u, double *cosine, double *sine) {
  int octant = (int)(u * 8);
  double rest = u * 8 - octant, c, s;
  turn((octant & 1 ? 1 - rest : rest) * 0.78539816339744831, &c, &s);
  bool swapped = ((octant + 1) & 2) != 0;
  *cosine = swapped ? s : c;
  *sine = swapped ? c : s;
  if (octant >= 2 && octant < 6) *cosine = -*cosine;
  if (octant >= 4) *sine = -*sine;
}

static void uniform_pair(const RandomBlock *block, double pair[2]) {
  for (int half = 0; half < 2; half++) pair[half] = uniform_of(half_of(block, half));
}

/* Box and Muller: a block gives a pair. */
static void normal_pair(const RandomBlock *block, double pair[2]) {
  double radius = sqrt(-2 * logarithm_of(uniform_of(half_of(block, 0))));
  turn_fully(uniform_of(half_of(block, 1)), &pair[0], &pair[1]);
  pair[0] *= radius;
  pair[1] *= radius;
}

typedef void (*PairMaker)(const RandomBlock *block, double pair[2]);

static void fill(Random *random, Precision precision, int64_t count, void *out, PairMaker make, float largest) {
  for (int64_t i = 0; i < count; i += 2) {
    RandomBlock block = next_block(random);
    double pair[2];
    make(&block, pair);
    for (int k = 0; k < 2 && i + k < count; k++) {
      float rounded = (float)pair[k];
      if (precision == SINGLE) ((float *)out)[i + k] = rounded > largest ? largest : rounded;
      else ((double *)out)[i + k] = pair[k];
    }
  }
}

void fill_uniform(Random *random, Precision precision, int64_t count, void *out) {
  fill(random, precision, count, out, uniform_pair, 1 - 0x1p-24f);
}

void fill_normal(Random *random, Precision precision, int64_t count, void *out) {
  fill(random, precision, count, out, normal_pair, INFINITY);
}

/* The high half of bits · limit; draws whose low half would favour some results are thrown away. */
int64_t random_below(Random *random, int64_t limit) {
  uint64_t n = (uint64_t)limit, unfair = -n % n;
  for (;;) {
    RandomBlock block = next_block(random);
    unsigned __int128 product = (unsigned __int128)half_of(&block, 0) * n;
    if ((uint64_t)product >= unfair) return (int64_t)(product >> 64);
  }
}

Status fill_permutation(Context *context, Random *random, int64_t count, double *out) {
  EACH_UNTIL_INTERRUPT(context, i, 0, count) {
    int64_t j = random_below(random, i + 1);
    if (j < i) out[i] = out[j];
    out[j] = (double)(i + 1);
  }
  return poll_interrupt(context);
}
