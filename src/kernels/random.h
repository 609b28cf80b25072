/* Layer 3: random numbers, Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3;
   SC 2011). The n-th block is a function of the seed and n alone, and normal numbers are made with + − · / √ only:
   the same bits on every platform and for every number of threads. */
#ifndef CNN_KERNELS_RANDOM_H
#define CNN_KERNELS_RANDOM_H

#include "tensor/tensor.h"

typedef struct Random {
  uint64_t seed;
  uint64_t counter; /* blocks used so far */
} Random;

typedef struct RandomBlock {
  uint32_t word[4];
} RandomBlock;

RandomBlock philox_block(const uint32_t counter[4], const uint32_t key[2]);

/* Single precision is the double precision's numbers, rounded. */
void fill_uniform(Random *random, Precision precision, int64_t count, void *out); /* in (0, 1), 0 and 1 excluded */
void fill_normal(Random *random, Precision precision, int64_t count, void *out);  /* mean 0, variance 1 */
/* The numbers 1 … count in random order, every order equally likely. Fails only when interrupted. */
Status fill_permutation(Context *context, Random *random, int64_t count, double *out);
int64_t random_below(Random *random, int64_t limit); /* from 0; limit at least 1 */

#endif
