/* Laws of the element-wise kernels: every instruction set gives the same bits, a number gives what an array of it
   gives, and the exponential and its relatives are within a few units of the last place of the truth. */
#include "kernels/elementwise_loops.h"

#include <criterion/criterion.h>

enum { COUNT = 4099 };

static const char *const mapping_name[] = {
#define TEXT(name) #name,
    EACH_MAPPING(TEXT)};
static const char *const combination_name[] = {EACH_COMBINATION(TEXT)};

/* Magnitudes from subnormal to huge, both signs, and the special values. */
static double draw(uint64_t *seed) {
  static const double special[] = {0, -0.0, 1, -1, 0.5, 2, INFINITY, -INFINITY, NAN, 0x1p-1074, 709.8, -745.2, 20, -20};
  *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
  uint64_t bits = *seed >> 11;
  if (bits % 16 == 0) return special[bits / 16 % (sizeof special / sizeof *special)];
  double x = (double)(bits >> 16) / (double)(1ull << 37) - 0.5;
  return bits % 16 < 10 ? x * 40 : ldexp(x, (int)(bits / 16 % 100) * 21 - 1050);
}

static void fill(Precision precision, void *x, uint64_t *seed) {
  for (int i = 0; i < COUNT; i++)
    if (precision == SINGLE) ((float *)x)[i] = (float)draw(seed);
    else ((double *)x)[i] = draw(seed);
}

static double element(Precision precision, const void *x, int i) {
  return precision == SINGLE ? (double)((const float *)x)[i] : ((const double *)x)[i];
}

static bool same_bits(double a, double b) { return (a != a && b != b) || memcmp(&a, &b, sizeof a) == 0; }

static double x[COUNT], y[COUNT], out[2][COUNT];

Test(elementwise, mappings_give_the_same_bits_on_every_machine_and_for_single_numbers) {
#define FUNCTION(name) name##_of,
  static double (*const function[])(double) = {EACH_MAPPING(FUNCTION)};
  const ElementwiseLoops *portable = elementwise_portable(), *avx2 = elementwise_avx2();
  if (!avx2 || !__builtin_cpu_supports("avx2")) avx2 = portable;
  uint64_t seed = 88172645463325252u;
  for (int m = 0; m < (int)(sizeof function / sizeof *function); m++)
    for (Precision precision = DOUBLE; precision <= SINGLE; precision++) {
      fill(precision, x, &seed);
      portable->map[m][precision](COUNT, x, out[0]);
      avx2->map[m][precision](COUNT, x, out[1]);
      for (int i = 0; i < COUNT; i++) {
        double number = function[m](element(precision, x, i)), a = element(precision, out[0], i);
        cr_assert(same_bits(a, element(precision, out[1], i)), "%s(%a)", mapping_name[m], element(precision, x, i));
        if (precision == SINGLE) number = (float)number;
        cr_assert(same_bits(a, number), "%s(%a)", mapping_name[m], element(precision, x, i));
      }
    }
}

Test(elementwise, combinations_give_the_same_bits_on_every_machine_and_for_single_numbers) {
  static double (*const function[])(double, double) = {EACH_COMBINATION(FUNCTION)};
  const ElementwiseLoops *portable = elementwise_portable(), *avx2 = elementwise_avx2();
  if (!avx2 || !__builtin_cpu_supports("avx2")) avx2 = portable;
  uint64_t seed = 1181783497276652981u;
  for (int m = 0; m < (int)(sizeof function / sizeof *function); m++)
    for (int round = 0; round < 8; round++) {
      Precision precision = round % 2 ? SINGLE : DOUBLE;
      int x_steps = round / 2 % 2, y_steps = round / 4;
      fill(precision, x, &seed), fill(precision, y, &seed);
      portable->combine[m][precision](COUNT, x, x_steps, y, y_steps, out[0]);
      avx2->combine[m][precision](COUNT, x, x_steps, y, y_steps, out[1]);
      for (int i = 0; i < COUNT; i++) {
        double left = element(precision, x, x_steps * i), right = element(precision, y, y_steps * i);
        double number = function[m](left, right), a = element(precision, out[0], i);
        cr_assert(same_bits(a, element(precision, out[1], i)), "%s(%a, %a)", combination_name[m], left, right);
        if (precision == SINGLE) number = (float)number;
        cr_assert(same_bits(a, number), "%s(%a, %a)", combination_name[m], left, right);
      }
    }
}

/* Distance from the truth in units of its last place (of subnormal size at least). */
static double error_in_units(double value, long double truth) {
  if ((double)truth == value) return 0;
  int exponent;
  frexpl(truth, &exponent);
  return (double)fabsl((value - truth) / ldexpl(1, exponent - 53 < -1074 ? -1074 : exponent - 53));
}

static void expect_accuracy(double (*function)(double), long double (*truth)(long double), double limit, double units) {
  uint64_t seed = 2685821657736338717u;
  double worst = 0, at = 0;
  for (int i = 0; i < 400000; i++) {
    double n = draw(&seed);
    if (!(fabs(n) <= limit)) continue;
    double error = error_in_units(function(n), truth(n));
    if (error > worst) worst = error, at = n;
  }
  cr_expect_lt(worst, units, "%g units at %.17g", worst, at);
}

static long double logsig_truth(long double n) { return n < 0 ? expl(n) / (1 + expl(n)) : 1 / (1 + expl(-n)); }
static long double softplus_truth(long double n) { return (n > 0 ? n : 0) + log1pl(expl(-fabsl(n))); }

Test(elementwise, exponentials_are_accurate_to_the_last_places) {
  expect_accuracy(exp_of, expl, 709, 1.1);
  expect_accuracy(logsig_of, logsig_truth, 709, 4);
  expect_accuracy(tansig_of, tanhl, 1e300, 4);
  expect_accuracy(softplus_of, softplus_truth, 1e300, 4);
}

Test(elementwise, the_exponential_reaches_from_zero_to_infinity) {
  cr_expect_eq(exp_of(0), 1);
  cr_expect_eq(exp_of(-INFINITY), 0);
  cr_expect_eq(exp_of(INFINITY), INFINITY);
  cr_expect_eq(exp_of(709.78), exp_of(709.78) < INFINITY ? exp_of(709.78) : 0);
  cr_expect_eq(exp_of(709.79), INFINITY);
  cr_expect_eq(exp_of(-745.13), 0x1p-1074);
  cr_expect_eq(exp_of(-745.14), 0);
  cr_expect(exp_of(NAN) != exp_of(NAN));
}
