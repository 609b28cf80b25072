/* Layer 3, private to elementwise*.c: the loops, compiled once for each instruction set. All give the same bits: no
   product and sum are contracted into one operation, whatever the flags. */
#ifndef CNN_KERNELS_ELEMENTWISE_LOOPS_H
#define CNN_KERNELS_ELEMENTWISE_LOOPS_H

#if defined __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __GNUC__
#pragma GCC optimize("fp-contract=off", "no-trapping-math") /* nobody reads the flags that comparisons may raise */
#endif

#include "kernels/elementwise.h"
#include "kernels/functions.h"

typedef void (*MapLoop)(int64_t count, const void *x, void *out);
typedef void (*CombineLoop)(int64_t count, const void *x, bool x_steps, const void *y, bool y_steps, void *out);

#define COUNT_ONE(name) +1
typedef struct ElementwiseLoops {
  MapLoop map[EACH_MAPPING(COUNT_ONE)][2];
  CombineLoop combine[EACH_COMBINATION(COUNT_ONE)][2];
} ElementwiseLoops;

const ElementwiseLoops *elementwise_portable(void);
const ElementwiseLoops *elementwise_avx2(void); /* NULL: not built */

/* One loop a function and precision. Single precision is computed in double and rounded, which for + − ∘ / and √ is
   what single arithmetic gives. out may be x element for element, so iterations are independent. */
#define MAP_LOOP(name, Number)                                                     \
  static void name##_##Number(int64_t count, const void *from, void *to) {         \
    const Number *x = from;                                                        \
    Number *out = to;                                                              \
    _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = (Number)name##_of(x[i]); \
  }
#define MAP_LOOPS(name) MAP_LOOP(name, double) MAP_LOOP(name, float)
EACH_MAPPING(MAP_LOOPS)

/* Each operand advances (step 1) or stays (step 0). */
#define COMBINE_LOOP(name, Number)                                                                                   \
  static void name##_##Number(int64_t count, const void *left, bool x_steps, const void *right, bool y_steps,        \
                              void *to) {                                                                            \
    const Number *x = left, *y = right;                                                                              \
    Number *out = to;                                                                                                \
    if (count <= 0) return;                                                                                          \
    if (x_steps && y_steps) {                                                                                        \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = (Number)name##_of(x[i], y[i]);               \
    } else if (x_steps) {                                                                                            \
      const Number y0 = *y;                                                                                          \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = (Number)name##_of(x[i], y0);                 \
    } else if (y_steps) {                                                                                            \
      const Number x0 = *x;                                                                                          \
      _Pragma("GCC ivdep") for (int64_t i = 0; i < count; i++) out[i] = (Number)name##_of(x0, y[i]);                 \
    } else {                                                                                                         \
      const Number value = (Number)name##_of(*x, *y);                                                                \
      for (int64_t i = 0; i < count; i++) out[i] = value;                                                            \
    }                                                                                                                \
  }
#define COMBINE_LOOPS(name) COMBINE_LOOP(name, double) COMBINE_LOOP(name, float)
EACH_COMBINATION(COMBINE_LOOPS)

#define MAP_ENTRY(name) {name##_double, name##_float},
#define COMBINE_ENTRY(name) {name##_double, name##_float},
static const ElementwiseLoops loops = {{EACH_MAPPING(MAP_ENTRY)}, {EACH_COMBINATION(COMBINE_ENTRY)}};

#endif
