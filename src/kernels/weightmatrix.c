#include "kernels/weightmatrix.h"

#include <string.h>

/* Where w^{h,l}[i,j] stands: output row m meets image row m·s + i − top, from m_first up to m_end; columns likewise. */
typedef struct Steps {
  int64_t first, end, image; /* image: image index that the first step meets */
} Steps;

static Steps steps_of(const Geometry *geometry, int axis, int64_t tap) {
  int64_t stride = geometry->stride[axis], offset = tap - geometry->pad[2 * axis];
  Steps steps = {offset < 0 ? (-offset + stride - 1) / stride : 0, 0, 0};
  int64_t last = geometry->image[axis] - 1 - offset;
  steps.end = last < 0 ? 0 : last / stride + 1;
  if (steps.end > geometry->output[axis]) steps.end = geometry->output[axis];
  steps.image = steps.first * stride + offset;
  return steps;
}

/* Goes over all places in M of every weight and does what `visit` says with *place and *w. */
#define WEIGHT_LOOP(name, Number, Weights, Places, visit)                                                         \
  static void name##_##Number(const Context *context, const Geometry *g, Weights *w, Places *m) {                 \
    int64_t plane = g->output[0] * g->output[1], height = plane * g->maps_out, image = g->image[0] * g->image[1]; \
    for (int64_t h = 0; h < g->maps_out; h++)                                                                     \
      for (int64_t l = 0; l < g->maps_in; l++)                                                                    \
        for (int64_t j = 0; j < g->kernel[1]; j++)                                                                \
          for (int64_t i = 0; i < g->kernel[0]; i++, w++) {                                                       \
            Steps rows = steps_of(g, 0, i), columns = steps_of(g, 1, j);                                          \
            for (int64_t v = columns.first, at_v = columns.image; v < columns.end && !context->interrupt;         \
                 v++, at_v += g->stride[1])                                                                       \
              for (int64_t u = rows.first, at_u = rows.image; u < rows.end; u++, at_u += g->stride[0]) {          \
                int64_t column = l * image + at_v * g->image[0] + at_u, row = h * plane + v * g->output[0] + u;   \
                Places *place = m + column * height + row;                                                        \
                visit;                                                                                            \
              }                                                                                                   \
          }                                                                                                       \
  }
WEIGHT_LOOP(fill, double, const double, double, *place = *w)
WEIGHT_LOOP(fill, float, const float, float, *place = *w)
WEIGHT_LOOP(gather, double, double, const double, *w += *place)
WEIGHT_LOOP(gather, float, float, const float, *w += *place)

static size_t bytes_of(Precision precision, int64_t count) { return (size_t)count * element_bytes(precision); }

Status fill_weightmatrix(Context *context, Precision precision, const Geometry *geometry, const void *w, void *m) {
  const int64_t *output = geometry->output, *image = geometry->image;
  int64_t rows = output[0] * output[1] * geometry->maps_out, columns = image[0] * image[1] * geometry->maps_in;
  if (zero_bytes(context, m, bytes_of(precision, rows * columns)) != OK) return INTERRUPTED;
  if (precision == SINGLE) fill_float(context, geometry, w, m);
  else fill_double(context, geometry, w, m);
  return poll_interrupt(context);
}

Status gather_weightmatrix(Context *context, Precision precision, const Geometry *geometry, const void *dm, void *dw) {
  const int64_t *kernel = geometry->kernel;
  memset(dw, 0, bytes_of(precision, kernel[0] * kernel[1] * geometry->maps_in * geometry->maps_out));
  if (precision == SINGLE) gather_float(context, geometry, dw, dm);
  else gather_double(context, geometry, dw, dm);
  return poll_interrupt(context);
}
