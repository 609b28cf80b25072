/* Laws of the correlation kernels: over random geometries each kernel against the definition, the gradients as adjoints
   on integers (exact in floating point), and what padding does to nan and inf. */
#include "kernels/correlate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
  return *seed >> 11;
}

static int64_t draw_between(uint64_t *seed, int64_t low, int64_t high) {
  return low + (int64_t)(draw(seed) % (uint64_t)(high - low + 1));
}

static int64_t draw_factor(uint64_t *seed) { return draw(seed) % 3 ? 1 : draw_between(seed, 1, 4); }

/* Any geometry in which the kernel fits: pads of both signs, strides beyond the image, banks and batches. */
static Geometry draw_geometry(uint64_t *seed, int64_t longest) {
  for (;;) {
    Geometry g = plain_geometry();
    bool padded = draw(seed) % 2;
    for (int axis = 0; axis < 2; axis++) {
      g.image[axis] = draw_between(seed, 1, longest);
      g.kernel[axis] = draw_between(seed, 1, draw(seed) % 2 ? 5 : longest);
      g.stride[axis] = draw(seed) % 16 ? draw_factor(seed) : longest + 3;
      g.dilate[axis] = draw_factor(seed);
      g.up[axis] = draw_factor(seed);
      for (int side = 0; side < 2; side++) g.pad[2 * axis + side] = padded ? draw_between(seed, -3, 5) : 0;
      g.output[axis] = correlated_length(&g, axis);
    }
    g.maps_in = draw_between(seed, 1, 5);
    g.maps_out = draw_between(seed, 1, 11);
    g.examples = draw_between(seed, 1, 4);
    g.turned = draw(seed) % 4 == 0;
    if (g.output[0] > 0 && g.output[1] > 0) return g;
  }
}

static size_t image_count(const Geometry *g) { return (size_t)(g->image[0] * g->image[1] * g->maps_in * g->examples); }
static size_t output_count(const Geometry *g) {
  return (size_t)(g->output[0] * g->output[1] * g->maps_out * g->examples);
}
static size_t kernel_count(const Geometry *g) {
  return (size_t)(g->kernel[0] * g->kernel[1] * g->maps_in * g->maps_out);
}

/* One problem: operands, and room for a result of each kind from two kernels. */
typedef struct Problem {
  Context context;
  Precision precision;
  Geometry g;
  size_t n[3]; /* elements of z, w, p */
  void *z, *w, *p, *result[2];
} Problem;

static double element(const Problem *problem, const void *array, size_t i) {
  return problem->precision == SINGLE ? (double)((const float *)array)[i] : ((const double *)array)[i];
}

static void set_element(const Problem *problem, void *array, size_t i, double value) {
  if (problem->precision == SINGLE) ((float *)array)[i] = (float)value;
  else ((double *)array)[i] = value;
}

static void *draw_array(Problem *problem, uint64_t *seed, size_t n, bool integers) {
  void *array = memory_allocate(&problem->context.memory, n * sizeof(double));
  for (size_t i = 0; i < n; i++)
    set_element(problem, array, i,
                integers ? (double)draw_between(seed, -4, 4) : (double)draw_between(seed, -999, 999) / 500);
  return array;
}

static void open_problem(Problem *problem, uint64_t *seed, Precision precision, Geometry g, bool integers) {
  cr_assert_eq(context_open(&problem->context, NULL, NULL, 0), OK);
  problem->precision = precision;
  problem->g = g;
  problem->n[0] = output_count(&g), problem->n[1] = kernel_count(&g), problem->n[2] = image_count(&g);
  problem->z = draw_array(problem, seed, problem->n[0], integers);
  problem->w = draw_array(problem, seed, problem->n[1], integers);
  problem->p = draw_array(problem, seed, problem->n[2], integers);
  size_t most = problem->n[0] > problem->n[1] ? problem->n[0] : problem->n[1];
  for (int i = 0; i < 2; i++)
    problem->result[i] = draw_array(problem, seed, most > problem->n[2] ? most : problem->n[2], true);
}

static void close_problem(Problem *problem) {
  void *blocks[] = {problem->z, problem->w, problem->p, problem->result[0], problem->result[1]};
  for (int i = 0; i < 5; i++) memory_release(&problem->context.memory, blocks[i]);
  context_close(&problem->context);
  cr_assert_eq(problem->context.memory.used, 0, "a kernel kept scratch memory");
}

enum { FORWARD, DATA, WEIGHTS };

static Status run(Problem *problem, int direction, KernelChoice choice, void *result) {
  Context *context = &problem->context;
  if (direction == FORWARD)
    return correlate_by(choice, context, problem->precision, &problem->g, result, problem->w, problem->p);
  if (direction == DATA)
    return correlate_backward_data_by(choice, context, problem->precision, &problem->g, result, problem->w, problem->z);
  return correlate_backward_weights_by(choice, context, problem->precision, &problem->g, result, problem->z,
                                       problem->p);
}

static size_t result_count(const Problem *problem, int direction) {
  return problem->n[direction == FORWARD ? 0 : direction == DATA ? 2 : 1];
}

static double largest_difference(const Problem *problem, size_t n) {
  double largest = 0, scale = 1; /* operands are near 1: a sum that cancels is no measure */
  for (size_t i = 0; i < n; i++) {
    double a = element(problem, problem->result[0], i), b = element(problem, problem->result[1], i);
    if (!(fabs(a - b) <= largest)) largest = fabs(a - b);
    if (fabs(a) > scale) scale = fabs(a);
  }
  return largest / scale;
}

static void describe(const Problem *problem, int direction, char *text, size_t size) {
  const Geometry *g = &problem->g;
  snprintf(text, size,
           "direction %d precision %d: %ld×%ld×%ld×%ld ⊗ %ld×%ld×%ld×%ld stride %ld %ld dilate %ld %ld up %ld %ld "
           "pad %ld %ld %ld %ld turned %d",
           direction, problem->precision, g->kernel[0], g->kernel[1], g->maps_in, g->maps_out, g->image[0], g->image[1],
           g->maps_in, g->examples, g->stride[0], g->stride[1], g->dilate[0], g->dilate[1], g->up[0], g->up[1],
           g->pad[0], g->pad[1], g->pad[2], g->pad[3], g->turned);
}

static void compare(KernelChoice choice, int cases, int64_t longest, uint64_t seed, double tolerance[2]) {
  for (int k = 0; k < cases; k++) {
    Problem problem;
    open_problem(&problem, &seed, k % 2 ? SINGLE : DOUBLE, draw_geometry(&seed, longest), false);
    for (int direction = FORWARD; direction <= WEIGHTS; direction++) {
      char text[300];
      describe(&problem, direction, text, sizeof text);
      cr_assert_eq(run(&problem, direction, KERNEL_REFERENCE, problem.result[0]), OK);
      cr_assert_eq(run(&problem, direction, choice, problem.result[1]), OK);
      double difference = largest_difference(&problem, result_count(&problem, direction));
      cr_assert(difference <= tolerance[problem.precision], "%g: %s", difference, text);
    }
    close_problem(&problem);
  }
}

Test(correlate, portable_kernel_gives_the_bits_of_the_definition) {
  compare(KERNEL_PORTABLE, 600, 9, 11, (double[]){0, 0});
}

Test(correlate, fastest_kernel_agrees_with_the_definition_on_small_images) {
  compare(KERNEL_FASTEST, 600, 9, 12, (double[]){1e-13, 3e-6});
}

Test(correlate, fastest_kernel_agrees_with_the_definition_on_larger_images) {
  compare(KERNEL_FASTEST, 60, 40, 13, (double[]){1e-13, 5e-6});
}

static double inner_product(const Problem *problem, const void *a, const void *b, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += element(problem, a, i) * element(problem, b, i);
  return sum;
}

/* ⟨dZ, W ⊗ P⟩ = ⟨dP, P⟩ = ⟨dW, W⟩: sums of small integers have no rounding. */
static void check_adjoint(int direction) {
  uint64_t seed = 21;
  for (int k = 0; k < 250; k++) {
    Problem problem;
    open_problem(&problem, &seed, k % 2 ? SINGLE : DOUBLE, draw_geometry(&seed, k % 8 ? 9 : 30), true);
    const void *operand = direction == DATA ? problem.p : problem.w;
    cr_assert_eq(run(&problem, FORWARD, KERNEL_FASTEST, problem.result[0]), OK);
    cr_assert_eq(run(&problem, direction, KERNEL_FASTEST, problem.result[1]), OK);
    double ahead = inner_product(&problem, problem.z, problem.result[0], problem.n[0]);
    double back = inner_product(&problem, operand, problem.result[1], result_count(&problem, direction));
    char text[300];
    describe(&problem, direction, text, sizeof text);
    cr_assert_eq(ahead, back, "%g is not %g: %s", ahead, back, text);
    close_problem(&problem);
  }
}

Test(correlate, backward_data_is_the_adjoint_of_forward_exactly_on_integers) { check_adjoint(DATA); }

Test(correlate, backward_weights_is_the_adjoint_of_forward_exactly_on_integers) { check_adjoint(WEIGHTS); }

Test(correlate, equation_8_11_of_the_chapter) {
  Context context;
  double z[4], w[] = {1, 3, 2, 4}, p[] = {1, 4, 7, 2, 5, 8, 3, 6, 9}, expected[] = {37, 67, 47, 77};
  Geometry g = plain_geometry();
  g.image[0] = g.image[1] = 3, g.kernel[0] = g.kernel[1] = 2;
  for (int axis = 0; axis < 2; axis++) cr_assert_eq(g.output[axis] = correlated_length(&g, axis), 2);
  cr_assert_eq(context_open(&context, NULL, NULL, 0), OK);
  cr_assert_eq(correlate(&context, DOUBLE, &g, z, w, p), OK);
  cr_assert_arr_eq(z, expected, sizeof expected);
  context_close(&context);
}

/* The same operands with an inf or nan in one of them: every kernel gives the definition's nans and infs, place by
   place by place. */
static void compare_with_wild_values(int direction, uint64_t seed) {
  for (int k = 0; k < 100; k++) {
    Problem problem;
    open_problem(&problem, &seed, k % 2 ? SINGLE : DOUBLE, draw_geometry(&seed, k % 3 ? 8 : 26), false);
    void *arrays[] = {problem.z, problem.w, problem.p};
    int which = (int)draw_between(&seed, 0, 2);
    set_element(&problem, arrays[which], draw(&seed) % problem.n[which], k % 3 ? (double)NAN : (double)-INFINITY);
    cr_assert_eq(run(&problem, direction, KERNEL_REFERENCE, problem.result[0]), OK);
    cr_assert_eq(run(&problem, direction, KERNEL_FASTEST, problem.result[1]), OK);
    char text[300];
    describe(&problem, direction, text, sizeof text);
    for (size_t i = 0; i < result_count(&problem, direction); i++) {
      double a = element(&problem, problem.result[0], i), b = element(&problem, problem.result[1], i);
      cr_assert((isnan(a) && isnan(b)) || a == b || fabs(a - b) < 1e-4 * (1 + fabs(a)), "%g, not %g: %s", b, a, text);
    }
    close_problem(&problem);
  }
}

Test(correlate, nan_and_inf_reach_what_they_take_part_in_and_nothing_else) {
  for (int direction = FORWARD; direction <= WEIGHTS; direction++)
    compare_with_wild_values(direction, 31 + (uint64_t)direction);
}

Test(correlate, empty_arrays_give_zeros_or_nothing) {
  uint64_t seed = 41;
  for (int k = 0; k < 32; k++) {
    Problem problem;
    Geometry g = plain_geometry();
    g.kernel[0] = g.kernel[1] = 2;
    g.image[0] = k & 1 ? 0 : 3, g.image[1] = k & 2 ? 0 : 3;
    g.maps_in = k & 4 ? 0 : 2, g.maps_out = k & 8 ? 0 : 2, g.examples = k & 16 ? 0 : 2;
    for (int side = 0; side < 4; side++) g.pad[side] = 2;
    for (int axis = 0; axis < 2; axis++) g.output[axis] = correlated_length(&g, axis);
    open_problem(&problem, &seed, DOUBLE, g, false);
    for (int direction = FORWARD; direction <= WEIGHTS; direction++) {
      cr_assert_eq(run(&problem, direction, KERNEL_REFERENCE, problem.result[0]), OK);
      cr_assert_eq(run(&problem, direction, KERNEL_FASTEST, problem.result[1]), OK);
      cr_assert_leq(largest_difference(&problem, result_count(&problem, direction)), 1e-13);
    }
    close_problem(&problem);
  }
}

Test(correlate, a_failed_allocation_is_reported_and_leaves_nothing) {
  uint64_t seed = 51;
  for (int k = 0; k < 40; k++) {
    Problem problem;
    open_problem(&problem, &seed, k % 2 ? SINGLE : DOUBLE, draw_geometry(&seed, 30), false);
    problem.context.memory.limit = problem.context.memory.used;
    for (int direction = FORWARD; direction <= WEIGHTS; direction++) {
      Status status = run(&problem, direction, KERNEL_FASTEST, problem.result[0]);
      cr_assert(status == OK || status == OUT_OF_MEMORY);
      cr_assert_eq(problem.context.has_error, status != OK);
      clear_error(&problem.context);
    }
    close_problem(&problem);
  }
}

Test(correlate, an_interrupt_ends_a_long_run) {
  uint64_t seed = 61;
  Problem problem;
  Geometry g = plain_geometry();
  g.image[0] = g.image[1] = 64, g.kernel[0] = g.kernel[1] = 5, g.output[0] = g.output[1] = 60;
  g.maps_in = g.maps_out = g.examples = 4;
  open_problem(&problem, &seed, SINGLE, g, false);
  problem.context.interrupt = 1;
  for (int direction = FORWARD; direction <= WEIGHTS; direction++) {
    cr_assert_eq(run(&problem, direction, KERNEL_FASTEST, problem.result[0]), INTERRUPTED);
    clear_error(&problem.context);
  }
  close_problem(&problem);
}
