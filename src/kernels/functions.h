/* Layer 3: the functions of one and two numbers, shared by arrays and by the scalar fast path, so that a number and an
   array of one element agree bit for bit. NaN passes through all of them, unless said. */
#ifndef CNN_KERNELS_FUNCTIONS_H
#define CNN_KERNELS_FUNCTIONS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* e^x = 2^n (1 + rest), x = n ln 2 + r, |r| ≤ ln 2/2; rest by its power series, whose fourteenth term is below half a
   unit in the last place. There is no branch, so that loops of it are vectorised, and only + − · in a fixed order, so
   that it has the same bits on every machine. */
typedef struct Exponential {
  double rest, n;
} Exponential;

#define ROUNDING_SHIFT 0x1.8p52 /* adding it leaves a whole number, whose low bits are those of the sum */

static inline Exponential exponential_of(double x) {
  double n = x * 0x1.71547652b82fep0 + ROUNDING_SHIFT - ROUNDING_SHIFT;
  double r = x - n * 0x1.62e42feep-1 - n * 0x1.a39ef35793c76p-33, p = 1.0 / 6227020800;
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  return (Exponential){r + r * r * p, n};
}

/* 2^n for whole n from −1022 to 1023. */
static inline double power_of_two(double n) {
  double shifted = n + ROUNDING_SHIFT;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 1023) << 52;
  memcpy(&shifted, &bits, sizeof bits);
  return shifted;
}

/* In two factors, which reach from 0 over the subnormal numbers to inf. */
static inline double exp_of(double x) {
  Exponential e = exponential_of(x < -746 ? -746 : x > 710 ? 710 : x);
  double half = e.n * 0.5 + ROUNDING_SHIFT - ROUNDING_SHIFT;
  return (1 + e.rest) * power_of_two(half) * power_of_two(e.n - half);
}

static inline double purelin_of(double n) { return n; }

/* 1/(1 + e^−n) without overflow: the exponent is never positive. */
static inline double logsig_of(double n) {
  double e = exp_of(-fabs(n)), a = 1 / (1 + e);
  return n < 0 ? e * a : a;
}

/* tanh |n| = −d/(2 + d) with d = e^(−2|n|) − 1, which keeps its digits near 0; from 20 on it is 1. */
static inline double tansig_of(double n) {
  double x = fabs(n);
  Exponential e = exponential_of(x > 20 ? -40 : -2 * x);
  double scale = power_of_two(e.n), d = (scale - 1) + scale * e.rest;
  return copysign(-d / (2 + d), n);
}

static inline double poslin_of(double n) { return n <= 0 ? 0 : n; }
static inline double satlin_of(double n) { return n <= 0 ? 0 : n >= 1 ? 1 : n; }
static inline double satlins_of(double n) { return n <= -1 ? -1 : n >= 1 ? 1 : n; }
static inline double hardlim_of(double n) { return n < 0 ? 0 : n >= 0 ? 1 : n; }
static inline double hardlims_of(double n) { return n < 0 ? -1 : n >= 0 ? 1 : n; }

/* log(1 + e) = 2 artanh s, s = e/(2 + e), for 0 ≤ e ≤ 1, by its power series s + s³/3 + s⁵/5 + …, of which the
   coefficients of s² to s³² follow, four at a time. */
static inline double softplus_of(double n) {
  double e = exp_of(-fabs(n)), s = e / (2 + e), t = s * s, fourth = t * t * (t * t);
  double a = 1.0 / 3 + t * (1.0 / 5) + t * t * (1.0 / 7 + t * (1.0 / 9));
  double b = 1.0 / 11 + t * (1.0 / 13) + t * t * (1.0 / 15 + t * (1.0 / 17));
  double c = 1.0 / 19 + t * (1.0 / 21) + t * t * (1.0 / 23 + t * (1.0 / 25));
  double d = 1.0 / 27 + t * (1.0 / 29) + t * t * (1.0 / 31 + t * (1.0 / 33));
  return (n <= 0 ? 0 : n) + 2 * (s + s * t * (a + fourth * (b + fourth * (c + fourth * d))));
}

static inline double abs_of(double x) { return fabs(x); }
static inline double log_of(double x) { return log(x); }
static inline double sqrt_of(double x) { return sqrt(x); }
static inline double sin_of(double x) { return sin(x); }
static inline double cos_of(double x) { return cos(x); }
static inline double sign_of(double x) { return x < 0 ? -1 : x > 0 ? 1 : x == 0 ? 0 : x; }
static inline double round_of(double x) { return round(x); }
static inline double floor_of(double x) { return floor(x); }
static inline double ceil_of(double x) { return ceil(x); }
static inline double negate_of(double x) { return -x; }

static inline double add_of(double x, double y) { return x + y; }
static inline double subtract_of(double x, double y) { return x - y; }
static inline double hadamard_of(double x, double y) { return x * y; }
static inline double divide_of(double x, double y) { return x / y; }
static inline double power_of(double x, double y) { return y == 2 ? x * x : pow(x, y); }

/* As in MATLAB a NaN is left out: the other number is the result. */
static inline double maximum_of(double x, double y) { return x >= y || y != y ? x : y; }
static inline double minimum_of(double x, double y) { return x <= y || y != y ? x : y; }

/* As in MATLAB the result has y's sign, and mod(x, 0) is x. */
static inline double mod_of(double x, double y) {
  if (y == 0) return x;
  double rest = fmod(x, y);
  return rest == 0 ? 0 : (rest < 0) != (y < 0) ? rest + y : rest;
}

static inline double equal_of(double x, double y) { return x == y; }
static inline double not_equal_of(double x, double y) { return x != y; }
static inline double less_of(double x, double y) { return x < y; }
static inline double less_equal_of(double x, double y) { return x <= y; }
static inline double greater_of(double x, double y) { return x > y; }
static inline double greater_equal_of(double x, double y) { return x >= y; }

#endif
