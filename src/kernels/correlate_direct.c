/* The fast kernel forward and for the image's gradient: no result waits for another, no zero is multiplied but
   padding's. With upsampling the results fall into classes by their place modulo u/gcd(s, u): in a class every result
   meets the same taps, and neighbours' sources are s/gcd(s, u) apart. Each class is one plan. */
#include "kernels/correlate_direct.h"

#include "kernels/correlate_layout.h"

#include <string.h>

typedef struct Tap {
  int64_t index; /* in the kernel */
  int64_t base;  /* source of the class's first result, counted from the lowest */
} Tap;

/* A class of results along an axis: first, first + step, …, n of them. */
typedef struct AxisPlan {
  int64_t first, step, n;
  int64_t source_step, lowest; /* of the first result's sources; negative in padding */
  int64_t n_taps, reach;       /* highest base */
  Tap *tap;
} AxisPlan;

/* The kernel's columns from `from` to before `to` meet true columns of the image. */
typedef struct Met {
  int32_t from, to;
} Met;

typedef struct Plan {
  const Correlation *c;
  const CorrelateTiles *tiles;
  AxisPlan axis[2];
  Layout layout;
  bool flat;    /* the rows of all columns as one run, those between the columns' ends worked in vain */
  bool direct;  /* vectors of results are stored where they belong */
  int64_t columns, run, vectors;           /* runs to work, their length, vectors in one */
  int64_t pitch, summed_step, image_step;  /* of columns, summed planes and images of what is read */
  int64_t n_taps, *offset;                 /* over all summed planes */
  Met *met;                                /* a column of results each; NULL: all taps */
  int64_t chunk;
  void *block, *weights, *copy;            /* copy NULL: the image is read where it is */
} Plan;

/* A vector of results: image, column, row; in a flat run the row counts on through the columns. */
typedef struct Cursor {
  int64_t b, n, k;
} Cursor;

static void advance(const Plan *plan, Cursor *at) {
  int lanes = plan->tiles->lanes;
  int64_t last = plan->run > lanes ? plan->run - lanes : 0;
  if (at->k < last) {
    at->k = at->k + lanes < last ? at->k + lanes : last;
  } else {
    at->k = 0;
    if (++at->n == plan->columns) at->n = 0, at->b++;
  }
}

static int64_t target_offset(const Plan *plan, const Cursor *at) {
  return (plan->axis[1].first + at->n * plan->axis[1].step) * plan->c->output[0] + at->k;
}

/* Columns of the kernel that meet only padding from every one of a tile's columns are left out. */
static TapList list_taps(const Context *context, const Plan *plan, const Cursor *at, int n) {
  int64_t rows = plan->axis[0].n_taps, columns = plan->axis[1].n_taps, from = 0, to = columns;
  if (plan->met && !plan->flat) {
    from = columns, to = 0;
    for (int v = 0; v < n; v++) {
      const Met *met = &plan->met[at[v].n];
      if (met->from < from) from = met->from;
      if (met->to > to) to = met->to;
    }
    if (to < from) to = from;
  }
  return (TapList){plan->offset + from * rows, plan->c->n_summed, (to - from) * rows, columns * rows, &context->interrupt};
}

#define REAL double
#define PRECISION DOUBLE
#define NAMED(x) x##_double
#include "kernels/correlate_direct_template.h"
#undef REAL
#undef PRECISION
#undef NAMED
#define REAL float
#define PRECISION SINGLE
#define NAMED(x) x##_single
#include "kernels/correlate_direct_template.h"

/* The taps that meet true elements (or padding) for the class of results that begins at `first`. */
static void plan_axis(const Correlation *c, int axis, int64_t first, Tap *tap, AxisPlan *plan) {
  int64_t stride = c->stride[axis], up = c->up[axis], divisor = greatest_common_divisor(stride, up);
  *plan = (AxisPlan){.first = first, .step = up / divisor, .source_step = stride / divisor, .tap = tap};
  plan->n = (c->output[axis] - first + plan->step - 1) / plan->step;
  for (int64_t i = 0; i < c->kernel[axis]; i++) {
    int64_t place = first * stride + i * c->dilate[axis] - c->lead[axis], source = floor_quotient(place, up);
    if (source * up == place) tap[plan->n_taps++] = (Tap){i, source};
  }
  if (plan->n_taps == 0) return;
  plan->lowest = tap[0].base;
  plan->reach = tap[plan->n_taps - 1].base - plan->lowest;
  for (int64_t i = 0; i < plan->n_taps; i++) tap[i].base -= plan->lowest;
}

static bool stays_inside(const Plan *plan, int axis) {
  const AxisPlan *a = &plan->axis[axis];
  return a->lowest >= 0 && a->lowest + a->reach + (a->n - 1) * a->source_step < plan->c->image[axis];
}

static void plan_layout(Plan *plan) {
  for (int axis = 0; axis < 2; axis++) {
    const AxisPlan *a = &plan->axis[axis];
    plan->layout.image[axis] = plan->c->image[axis];
    plan->layout.spread[axis] = 1;
    plan->layout.shift[axis] = -a->lowest;
    plan->layout.step[axis] = a->source_step;
    plan->layout.length[axis] = a->reach / a->source_step + a->n;
  }
}

/* One run over all columns is worth it where columns are short or do not divide into vectors. */
static void choose_runs(Plan *plan, bool can_be_flat) {
  int64_t lanes = plan->tiles->lanes, rows = plan->axis[0].n, columns = plan->axis[1].n;
  int64_t all = (columns - 1) * plan->pitch + rows;
  int64_t flat = (all + lanes - 1) / lanes, single = columns * ((rows + lanes - 1) / lanes);
  bool gapless = plan->pitch == rows;
  plan->flat = can_be_flat && (rows < lanes || gapless || 5 * flat < 4 * single);
  plan->columns = plan->flat ? 1 : columns;
  plan->run = plan->flat ? all : rows;
  plan->vectors = (plan->run + lanes - 1) / lanes;
  plan->direct = plan->run >= lanes && plan->axis[0].step == 1 && rows == plan->c->output[0] &&
                 (!plan->flat || (gapless && plan->axis[1].step == 1));
}

/* An image may be read where it is when nothing is padded and rows follow each other; at its end a vector must not
   reach over, so short runs take the copy with its slack. */
static bool plan_in_place(Plan *plan) {
  if (plan->axis[0].source_step != 1 || !stays_inside(plan, 0) || !stays_inside(plan, 1)) return false;
  plan->pitch = plan->c->image[0] * plan->axis[1].source_step;
  plan->summed_step = plan->c->p_step[0];
  plan->image_step = plan->c->p_step[1];
  choose_runs(plan, true);
  return plan->run >= plan->tiles->lanes;
}

static bool plan_copy(Plan *plan) {
  const Correlation *c = plan->c;
  plan->pitch = plan->layout.length[0];
  plan->summed_step = layout_count(&plan->layout, c->image[0] * c->image[1] + plan->axis[0].n * plan->axis[1].n);
  plan->image_step = plan->summed_step * c->n_summed;
  choose_runs(plan, true);
  return plan->summed_step >= 0;
}

static void fill_offsets(const Context *context, Plan *plan, bool in_place) {
  int64_t *offset = plan->offset, start = plan->axis[0].lowest + plan->axis[1].lowest * plan->c->image[0];
  for (int64_t s = 0; s < plan->c->n_summed; s++)
    for (int64_t j = 0; j < plan->axis[1].n_taps && !context->interrupt; j++)
      for (int64_t i = 0; i < plan->axis[0].n_taps; i++) {
        int64_t row = plan->axis[0].tap[i].base, column = plan->axis[1].tap[j].base;
        int64_t place = in_place ? start + row + column * plan->c->image[0] : layout_offset(&plan->layout, row, column);
        *offset++ = place + s * plan->summed_step;
      }
}

static void fill_met(Plan *plan) {
  const AxisPlan *a = &plan->axis[1];
  for (int64_t n = 0; plan->met && n < a->n; n++) {
    int64_t first = a->lowest + n * a->source_step, from = 0, to = a->n_taps;
    while (from < to && first + a->tap[from].base < 0) from++;
    while (to > from && first + a->tap[to - 1].base >= plan->c->image[1]) to--;
    plan->met[n] = (Met){(int32_t)from, (int32_t)to};
  }
}

static int64_t images_a_chunk(const Plan *plan, size_t width) {
  int64_t chunk = CHUNK_BYTES / (int64_t)(width * (size_t)plan->image_step);
  if (chunk > plan->c->n_batch) chunk = plan->c->n_batch;
  return chunk > 1 ? chunk : 1;
}

/* Room in a block for `bytes` behind what is there already; starts are 64 bytes apart or a multiple of that. */
static size_t reserve(size_t *used, size_t bytes) {
  size_t start = *used;
  *used += (bytes + 63) / 64 * 64;
  return start;
}

/* Offsets, packed weights and the copies of a chunk in one block; the copies end with a vector of zeros. */
static Status allocate_plan(Context *context, Plan *plan, size_t width, bool in_place) {
  size_t used = 0, slack = (size_t)plan->tiles->lanes * width,
         images = (size_t)(plan->chunk * plan->image_step) * width;
  plan->n_taps = plan->c->n_summed * plan->axis[0].n_taps * plan->axis[1].n_taps;
  size_t offset = reserve(&used, (size_t)plan->n_taps * sizeof *plan->offset);
  size_t met = reserve(&used, in_place ? 0 : (size_t)plan->axis[1].n * sizeof *plan->met);
  size_t weights = reserve(&used, (size_t)(plan->n_taps * plan->c->n_out) * width);
  size_t copy = reserve(&used, in_place ? 0 : images + slack);
  char *block = plan->block = memory_allocate(&context->memory, used);
  if (!block) return fail_out_of_memory(context);
  plan->offset = (void *)(block + offset);
  plan->weights = block + weights;
  if (in_place) return OK;
  plan->met = (void *)(block + met);
  plan->copy = block + copy;
  memset(block + copy + images, 0, slack);
  return OK;
}

static Status run_class(Context *context, Precision precision, Plan *plan, void *z, const void *w, const void *p,
                        bool *done) {
  if (plan->axis[0].n_taps == 0 || plan->axis[1].n_taps == 0) {
    if (precision == SINGLE) clear_results_single(plan, z);
    else clear_results_double(plan, z);
    return OK;
  }
  plan_layout(plan);
  bool in_place = plan_in_place(plan);
  if (!in_place && !plan_copy(plan)) return *done = false, OK;
  size_t width = element_bytes(precision);
  plan->chunk = images_a_chunk(plan, width);
  Status status = allocate_plan(context, plan, width, in_place);
  if (status != OK) return status;
  fill_offsets(context, plan, in_place);
  fill_met(plan);
  status = poll_interrupt(context);
  if (status == OK)
    status = precision == SINGLE ? run_plan_single(context, plan, z, w, p) : run_plan_double(context, plan, z, w, p);
  memory_release(&context->memory, plan->block);
  return status;
}

/* Whether a tap can meet padding, whose zeros a nan or inf among the weights would turn into nan. */
static bool meets_padding(const Correlation *c) {
  for (int axis = 0; axis < 2; axis++) {
    int64_t last = (c->output[axis] - 1) * c->stride[axis] + (c->kernel[axis] - 1) * c->dilate[axis] - c->lead[axis];
    if (c->lead[axis] > 0 || last > (c->image[axis] - 1) * c->up[axis]) return true;
  }
  return false;
}

Status correlate_direct(Context *context, Precision precision, const Correlation *c, const CorrelateTiles *tiles,
                        void *z, const void *w, const void *p, bool *done) {
  *done = !meets_padding(c) || all_finite(precision, w, c->kernel[0] * c->kernel[1] * c->n_summed * c->n_out);
  if (!*done) return OK;
  Tap *tap = memory_allocate(&context->memory, (size_t)(c->kernel[0] + c->kernel[1]) * sizeof *tap);
  if (!tap) return fail_out_of_memory(context);
  int64_t classes[2];
  for (int axis = 0; axis < 2; axis++)
    classes[axis] = c->up[axis] / greatest_common_divisor(c->stride[axis], c->up[axis]);
  Status status = OK;
  for (int64_t n = 0; n < classes[1] && n < c->output[1] && *done && status == OK; n++)
    for (int64_t m = 0; m < classes[0] && m < c->output[0] && *done && status == OK; m++) {
      Plan plan = {.c = c, .tiles = tiles};
      plan_axis(c, 0, m, tap, &plan.axis[0]);
      plan_axis(c, 1, n, tap + c->kernel[0], &plan.axis[1]);
      status = run_class(context, precision, &plan, z, w, p, done);
    }
  memory_release(&context->memory, tap);
  return status;
}
