/* The fast kernel for the gradient of the weights: a tile of taps × maps is summed in registers over a few images,
   vectors running down the rows. Where a vector reaches over a column's end, dZ's copy has zeros. */
#include "kernels/correlate_direct.h"

#include "kernels/correlate_layout.h"

#include <string.h>

enum { VECTORS_SUMMED = 1024, RUN_VECTORS = 256 }; /* at most so many go into one running sum, one run */

typedef struct WeightPlan {
  const Geometry *g;
  const CorrelateTiles *tiles;
  int64_t lanes;
  Layout layout;                                    /* of A's copy */
  int64_t columns, vectors;                         /* runs of vectors, and vectors in each */
  int64_t a_step, dz_step;                          /* from one run to the next */
  int64_t a_plane, dz_plane;                        /* steps of planes of what is read */
  int64_t dz_pitch;                                 /* of columns in dZ's copy */
  int64_t slack;                                    /* zeros behind a plane that vectors may reach */
  int64_t n_taps, *offset;                          /* over all maps of A: dW's own order */
  int64_t chunk, stretch;                           /* images and columns summed together */
  void *block, *a_copy, *dz_copy;                   /* block NULL: both are read where they are */
} WeightPlan;

#define REAL double
#define PRECISION DOUBLE
#define NAMED(x) x##_double
#include "kernels/correlate_direct_weights_template.h"
#undef REAL
#undef PRECISION
#undef NAMED
#define REAL float
#define PRECISION SINGLE
#define NAMED(x) x##_single
#include "kernels/correlate_direct_weights_template.h"

/* Row m of dZ meets row m·s + i·d of the padded and upsampled image. */
static void plan_weight_layout(WeightPlan *plan) {
  const Geometry *g = plan->g;
  for (int axis = 0; axis < 2; axis++) {
    plan->layout.image[axis] = g->image[axis];
    plan->layout.spread[axis] = g->up[axis];
    plan->layout.shift[axis] = g->pad[2 * axis];
    plan->layout.step[axis] = g->stride[axis];
    plan->layout.length[axis] = (g->kernel[axis] - 1) * g->dilate[axis] / g->stride[axis] + g->output[axis];
  }
}

/* Nothing padded, cut or spread, and columns of whole vectors: no zero takes part. */
static bool reads_in_place(const WeightPlan *plan) {
  const Geometry *g = plan->g;
  for (int axis = 0; axis < 2; axis++)
    if (g->pad[2 * axis] || g->up[axis] != 1 || g->stride[axis] != 1 ||
        g->output[axis] + (g->kernel[axis] - 1) * g->dilate[axis] > g->image[axis]) return false;
  return g->output[0] % plan->lanes == 0;
}

static void plan_in_place(WeightPlan *plan) {
  const Geometry *g = plan->g;
  plan->a_step = g->image[0];
  plan->a_plane = g->image[0] * g->image[1];
  plan->dz_step = g->output[0];
  plan->dz_plane = g->output[0] * g->output[1];
  plan->columns = g->output[1];
  plan->vectors = g->output[0] / plan->lanes;
}

/* Each column up to a whole vector. */
static void plan_columns(WeightPlan *plan, int64_t vectors) {
  plan->columns = plan->g->output[1];
  plan->vectors = vectors;
  plan->a_step = plan->layout.length[0];
  plan->dz_step = plan->dz_pitch = vectors * plan->lanes;
  plan->slack = plan->lanes;
}

/* All columns as one at the pitch of A's copy, cut into runs of equal length. */
static void plan_flat(WeightPlan *plan, int64_t vectors) {
  plan->columns = (vectors + RUN_VECTORS - 1) / RUN_VECTORS;
  plan->vectors = (vectors + plan->columns - 1) / plan->columns;
  plan->a_step = plan->dz_step = plan->vectors * plan->lanes;
  plan->dz_pitch = plan->layout.length[0];
  plan->slack = (plan->columns + 1) * plan->lanes;
}

static bool plan_copies(WeightPlan *plan) {
  const Geometry *g = plan->g;
  int64_t rows = g->output[0], columns = g->output[1], lanes = plan->lanes, pitch = plan->layout.length[0];
  int64_t single = (rows + lanes - 1) / lanes, flat = ((columns - 1) * pitch + rows + lanes - 1) / lanes;
  plan->a_plane = layout_count(&plan->layout, g->image[0] * g->image[1] + rows * columns);
  if (plan->a_plane < 0) return false;
  if (flat < columns * single) plan_flat(plan, flat);
  else plan_columns(plan, single);
  plan->dz_plane = plan->dz_pitch * columns + plan->slack;
  return true;
}

/* A map of A and a block of dZ's maps stay in the first cache while all their taps are worked. */
static void choose_chunk(WeightPlan *plan, int64_t width) {
  int64_t example = (2 * plan->a_plane + TILE_MAPS_MAX * plan->dz_plane) * width;
  plan->chunk = CHUNK_BYTES / example > 1 ? CHUNK_BYTES / example : 1;
  if (plan->chunk > plan->g->examples) plan->chunk = plan->g->examples;
  plan->stretch = VECTORS_SUMMED / (plan->chunk * plan->vectors);
  if (plan->stretch < 1) plan->stretch = 1;
}

static Status allocate_copies(Context *context, WeightPlan *plan, size_t width) {
  size_t slack = (size_t)plan->slack * width;
  size_t a = (size_t)(plan->chunk * plan->g->maps_in * plan->a_plane) * width + slack;
  size_t dz = (size_t)(plan->chunk * plan->g->maps_out * plan->dz_plane) * width;
  plan->block = memory_allocate(&context->memory, a + dz);
  if (!plan->block) return fail_out_of_memory(context);
  plan->dz_copy = plan->block;
  plan->a_copy = (char *)plan->block + dz;
  memset((char *)plan->a_copy + a - slack, 0, slack);
  return OK;
}

static Status allocate_offsets(Context *context, WeightPlan *plan) {
  const Geometry *g = plan->g;
  plan->n_taps = g->kernel[0] * g->kernel[1] * g->maps_in;
  int64_t *offset = plan->offset = memory_allocate(&context->memory, (size_t)plan->n_taps * sizeof *offset);
  if (!offset) return fail_out_of_memory(context);
  for (int64_t l = 0; l < g->maps_in; l++)
    for (int64_t j = 0; j < g->kernel[1]; j++)
      for (int64_t i = 0; i < g->kernel[0]; i++) {
        int64_t row = i * g->dilate[0], column = j * g->dilate[1];
        *offset++ =
            l * plan->a_plane + (plan->block ? layout_offset(&plan->layout, row, column) : row + column * plan->a_step);
      }
  return OK;
}

static bool operands_are_finite(Precision precision, const Geometry *g, const void *dz, const void *a) {
  return all_finite(precision, dz, g->output[0] * g->output[1] * g->maps_out * g->examples) &&
         all_finite(precision, a, g->image[0] * g->image[1] * g->maps_in * g->examples);
}

Status correlate_direct_weights(Context *context, Precision precision, const Geometry *geometry,
                                const CorrelateTiles *tiles, void *dw, const void *dz, const void *a, bool *done) {
  WeightPlan plan = {.g = geometry, .tiles = tiles, .lanes = tiles->lanes};
  plan_weight_layout(&plan);
  bool in_place = reads_in_place(&plan);
  if (in_place) plan_in_place(&plan);
  *done = in_place || (plan_copies(&plan) && operands_are_finite(precision, geometry, dz, a));
  if (!*done) return OK;
  choose_chunk(&plan, (int64_t)element_bytes(precision));
  Status status = in_place ? OK : allocate_copies(context, &plan, element_bytes(precision));
  if (status == OK) status = allocate_offsets(context, &plan);
  if (status == OK)
    status = precision == SINGLE ? add_chunks_single(context, &plan, dw, dz, a)
                                 : add_chunks_double(context, &plan, dw, dz, a);
  memory_release(&context->memory, plan.offset);
  memory_release(&context->memory, plan.block);
  return status;
}
