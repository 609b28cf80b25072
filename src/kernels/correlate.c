#include "kernels/correlate_direct.h"

#include <string.h>

Geometry plain_geometry(void) {
  return (Geometry){.maps_in = 1, .maps_out = 1, .examples = 1, .stride = {1, 1}, .dilate = {1, 1}, .up = {1, 1}};
}

int64_t correlated_length(const Geometry *g, int axis) {
  int64_t spread = g->image[axis] == 0 ? 0 : (g->image[axis] - 1) * g->up[axis] + 1;
  int64_t room = spread + g->pad[2 * axis] + g->pad[2 * axis + 1] - g->dilate[axis] * (g->kernel[axis] - 1) - 1;
  return room < 0 ? 0 : room / g->stride[axis] + 1;
}

static int64_t area(const int64_t size[2]) { return size[0] * size[1]; }

/* Turned by 180°, a kernel is read from its last element backwards. */
static void set_kernel_steps(Correlation *c, bool turned, int64_t summed, int64_t out) {
  int64_t sign = turned ? -1 : 1;
  c->w_start = turned ? area(c->kernel) - 1 : 0;
  c->w_step[0] = sign;
  c->w_step[1] = sign * c->kernel[0];
  c->w_step[2] = summed;
  c->w_step[3] = out;
}

Correlation forward_correlation(const Geometry *g) {
  Correlation c = {.n_summed = g->maps_in, .n_out = g->maps_out, .n_batch = g->examples,
                   .p_step = {area(g->image), area(g->image) * g->maps_in},
                   .z_step = {area(g->output), area(g->output) * g->maps_out}};
  for (int axis = 0; axis < 2; axis++) {
    c.image[axis] = g->image[axis], c.kernel[axis] = g->kernel[axis], c.output[axis] = g->output[axis];
    c.stride[axis] = g->stride[axis], c.dilate[axis] = g->dilate[axis], c.up[axis] = g->up[axis];
    c.lead[axis] = g->pad[2 * axis];
  }
  set_kernel_steps(&c, g->turned, area(g->kernel), area(g->kernel) * g->maps_in);
  return c;
}

/* 8.45: stride and up change places, and the kernel reaches k = d(r − 1) rows over the edge, less the pad. */
Correlation data_correlation(const Geometry *g) {
  Correlation c = {.n_summed = g->maps_out, .n_out = g->maps_in, .n_batch = g->examples,
                   .p_step = {area(g->output), area(g->output) * g->maps_out},
                   .z_step = {area(g->image), area(g->image) * g->maps_in}};
  for (int axis = 0; axis < 2; axis++) {
    c.image[axis] = g->output[axis], c.kernel[axis] = g->kernel[axis], c.output[axis] = g->image[axis];
    c.stride[axis] = g->up[axis], c.dilate[axis] = g->dilate[axis], c.up[axis] = g->stride[axis];
    c.lead[axis] = g->dilate[axis] * (g->kernel[axis] - 1) - g->pad[2 * axis];
  }
  set_kernel_steps(&c, !g->turned, area(g->kernel) * g->maps_in, area(g->kernel));
  return c;
}

/* 8.48: dZ is the kernel, so stride and dilation change places; examples are summed, input maps are the batch. */
Correlation weights_correlation(const Geometry *g) {
  Correlation c = {.n_summed = g->examples, .n_out = g->maps_out, .n_batch = g->maps_in,
                   .p_step = {area(g->image) * g->maps_in, area(g->image)},
                   .z_step = {area(g->kernel) * g->maps_in, area(g->kernel)}};
  for (int axis = 0; axis < 2; axis++) {
    c.image[axis] = g->image[axis], c.kernel[axis] = g->output[axis], c.output[axis] = g->kernel[axis];
    c.stride[axis] = g->dilate[axis], c.dilate[axis] = g->stride[axis], c.up[axis] = g->up[axis];
    c.lead[axis] = g->pad[2 * axis];
  }
  set_kernel_steps(&c, false, area(g->output) * g->maps_out, area(g->output));
  return c;
}

/* Below this many multiplications the plain loops are done before the fast kernel has made its plan. */
enum { FEW_PRODUCTS = 300 };

static bool is_worth_planning(const Correlation *c) {
  double products = (double)area(c->output) * (double)area(c->kernel) * (double)c->n_summed * (double)c->n_out *
                    (double)c->n_batch;
  return products >= FEW_PRODUCTS && area(c->image) > 0;
}

const CorrelateTiles *correlate_tiles(Precision precision) {
  const CorrelateTiles *tiles = NULL;
#if defined __x86_64__ || defined __i386__
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tiles = correlate_tiles_avx2(precision);
#endif
  return tiles ? tiles : correlate_tiles_vector(precision);
}

/* NULL: the portable kernel is to be used. */
static const CorrelateTiles *choose_tiles(KernelChoice choice, Precision precision, const Correlation *c) {
  return choice == KERNEL_FASTEST && is_worth_planning(c) ? correlate_tiles(precision) : NULL;
}

static Status run(KernelChoice choice, Context *context, Precision precision, const Correlation *c, void *z,
                  const void *w, const void *p) {
  if (choice == KERNEL_REFERENCE) return correlate_reference(precision, c, z, w, p), OK;
  const CorrelateTiles *tiles = choose_tiles(choice, precision, c);
  bool done = false;
  Status status = tiles ? correlate_direct(context, precision, c, tiles, z, w, p, &done) : OK;
  if (status != OK || done) return status;
  return correlate_portable(context, precision, c, z, w, p);
}

Status correlate_by(KernelChoice choice, Context *context, Precision precision, const Geometry *geometry, void *z,
                    const void *w, const void *p) {
  Correlation c = forward_correlation(geometry);
  return run(choice, context, precision, &c, z, w, p);
}

Status correlate_backward_data_by(KernelChoice choice, Context *context, Precision precision, const Geometry *geometry,
                                  void *da, const void *w, const void *dz) {
  Correlation c = data_correlation(geometry);
  return run(choice, context, precision, &c, da, w, dz);
}

/* A convolution's kernel was read backwards, so its gradient is turned as well. */
static void turn_planes(Precision precision, const Geometry *g, void *dw) {
  size_t width = element_bytes(precision), n = (size_t)area(g->kernel);
  char swap[sizeof(double)];
  for (int64_t k = 0; k < g->maps_in * g->maps_out; k++) {
    char *plane = (char *)dw + (size_t)k * n * width;
    for (size_t low = 0, high = n; low + 1 < high; low++) {
      high--;
      memcpy(swap, plane + low * width, width);
      memcpy(plane + low * width, plane + high * width, width);
      memcpy(plane + high * width, swap, width);
    }
  }
}

Status correlate_backward_weights_by(KernelChoice choice, Context *context, Precision precision,
                                     const Geometry *geometry, void *dw, const void *dz, const void *a) {
  Correlation c = weights_correlation(geometry);
  const CorrelateTiles *tiles = choose_tiles(choice, precision, &c);
  bool done = false;
  Status status = OK;
  if (tiles) status = correlate_direct_weights(context, precision, geometry, tiles, dw, dz, a, &done);
  if (status == OK && !done)
    status = run(choice == KERNEL_FASTEST ? KERNEL_PORTABLE : choice, context, precision, &c, dw, dz, a);
  if (status == OK && geometry->turned) turn_planes(precision, geometry, dw);
  return status;
}

static KernelChoice choice_in(const Context *context) {
  return context->portable_kernels ? KERNEL_PORTABLE : KERNEL_FASTEST;
}

Status correlate(Context *context, Precision precision, const Geometry *geometry, void *z, const void *w,
                 const void *p) {
  return correlate_by(choice_in(context), context, precision, geometry, z, w, p);
}

Status correlate_backward_data(Context *context, Precision precision, const Geometry *geometry, void *da,
                               const void *w, const void *dz) {
  return correlate_backward_data_by(choice_in(context), context, precision, geometry, da, w, dz);
}

Status correlate_backward_weights(Context *context, Precision precision, const Geometry *geometry, void *dw,
                                  const void *dz, const void *a) {
  return correlate_backward_weights_by(choice_in(context), context, precision, geometry, dw, dz, a);
}
