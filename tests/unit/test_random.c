/* Laws of the random numbers: the published vectors of Philox4x32-10, and what a distribution must keep. */
#include "kernels/random.h"

#include <criterion/criterion.h>
#include <math.h>

enum { COUNT = 200000 };

static void expect_block(const uint32_t counter[4], const uint32_t key[2], const uint32_t expected[4]) {
  RandomBlock block = philox_block(counter, key);
  for (int i = 0; i < 4; i++) cr_expect_eq(block.word[i], expected[i], "word %d", i);
}

Test(random, philox_gives_its_published_vectors) {
  expect_block((uint32_t[]){0, 0, 0, 0}, (uint32_t[]){0, 0},
               (uint32_t[]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  expect_block((uint32_t[]){0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, (uint32_t[]){0xffffffff, 0xffffffff},
               (uint32_t[]){0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  expect_block((uint32_t[]){0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, (uint32_t[]){0xa4093822, 0x299f31d0},
               (uint32_t[]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

Test(random, uniform_numbers_lie_inside_and_have_the_moments_of_the_uniform_distribution) {
  static double x[COUNT];
  Random random = {.seed = 7};
  double sum = 0, squares = 0;
  fill_uniform(&random, DOUBLE, COUNT, x);
  for (int i = 0; i < COUNT; i++) {
    cr_assert(x[i] > 0 && x[i] < 1);
    sum += x[i], squares += x[i] * x[i];
  }
  cr_expect_float_eq(sum / COUNT, 0.5, 5 * sqrt(1.0 / 12 / COUNT));
  cr_expect_float_eq(squares / COUNT, 1.0 / 3, 5 * sqrt(4.0 / 45 / COUNT));
}

Test(random, normal_numbers_have_the_moments_of_the_normal_distribution) {
  static double x[COUNT];
  Random random = {.seed = 7};
  double power[4] = {0};
  fill_normal(&random, DOUBLE, COUNT, x);
  for (int i = 0; i < COUNT; i++)
    for (int k = 0; k < 4; k++) power[k] += pow(x[i], k + 1) / COUNT;
  cr_expect_float_eq(power[0], 0, 5 * sqrt(1.0 / COUNT));
  cr_expect_float_eq(power[1], 1, 5 * sqrt(2.0 / COUNT));
  cr_expect_float_eq(power[2], 0, 5 * sqrt(15.0 / COUNT));
  cr_expect_float_eq(power[3], 3, 5 * sqrt(96.0 / COUNT));
}

Test(random, a_normal_pair_is_the_uniform_pair_on_the_circle) {
  double uniform[64], normal[64];
  Random first = {.seed = 3}, second = {.seed = 3};
  fill_uniform(&first, DOUBLE, 64, uniform);
  fill_normal(&second, DOUBLE, 64, normal);
  for (int i = 0; i < 64; i += 2) {
    double radius = sqrt(-2 * log(uniform[i])), angle = 2 * acos(-1) * uniform[i + 1];
    cr_expect_float_eq(normal[i], radius * cos(angle), 1e-14);
    cr_expect_float_eq(normal[i + 1], radius * sin(angle), 1e-14);
  }
}

Test(random, single_precision_is_the_rounded_double_precision) {
  double in_double[1001];
  float in_single[1001];
  for (int normal = 0; normal < 2; normal++) {
    Random first = {.seed = 9}, second = {.seed = 9};
    (normal ? fill_normal : fill_uniform)(&first, DOUBLE, 1001, in_double);
    (normal ? fill_normal : fill_uniform)(&second, SINGLE, 1001, in_single);
    for (int i = 0; i < 1001; i++) cr_expect_eq(in_single[i], (float)in_double[i]);
    cr_expect_eq(first.counter, second.counter);
  }
}

/* Stated bits: whoever changes them changes every script's numbers. */
Test(random, the_first_numbers_are_the_same_everywhere) {
  double uniform[2], normal[2];
  Random random = {.seed = 0};
  fill_uniform(&random, DOUBLE, 2, uniform);
  random.counter = 0;
  fill_normal(&random, DOUBLE, 2, normal);
  cr_expect_eq(uniform[0], 0x1.c2d38b1acc4fdp-1);
  cr_expect_eq(uniform[1], 0x1.3601b7b178af5p-1);
  cr_expect_eq(normal[0], -0x1.973628c131c07p-2);
  cr_expect_eq(normal[1], -0x1.3dd84ff91e70cp-2);
}

static Context context;

Test(random, a_permutation_holds_every_number_once) {
  double order[1000];
  bool seen[1000] = {false};
  Random random = {.seed = 5};
  fill_permutation(&context, &random, 1000, order);
  for (int i = 0; i < 1000; i++) {
    int number = (int)order[i] - 1;
    cr_assert(number >= 0 && number < 1000 && !seen[number]);
    seen[number] = true;
  }
}

Test(random, every_order_of_three_is_equally_likely) {
  int times[27] = {0};
  Random random = {.seed = 11};
  for (int i = 0; i < 60000; i++) {
    double order[3];
    fill_permutation(&context, &random, 3, order);
    times[(int)(order[0] - 1) * 9 + (int)(order[1] - 1) * 3 + (int)(order[2] - 1)]++;
  }
  for (int i = 0; i < 27; i++)
    if (times[i]) cr_expect(abs(times[i] - 10000) < 500, "%d", times[i]);
}

Test(random, numbers_below_a_limit_are_evenly_spread) {
  int times[7] = {0};
  Random random = {.seed = 1};
  for (int i = 0; i < 70000; i++) times[random_below(&random, 7)]++;
  for (int i = 0; i < 7; i++) cr_expect(abs(times[i] - 10000) < 500, "%d", times[i]);
}
