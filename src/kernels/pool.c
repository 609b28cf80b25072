#include "kernels/pool.h"

#include <math.h>
#include <string.h>

enum { RUN = 2048 }; /* elements added up in the array's precision before double takes over */

typedef enum Task { TASK_SUM, TASK_MAX, TASK_PICK, TASK_EXPAND_SUM, TASK_EXPAND_MAX } Task;

int64_t pooled_length(const Pooling *g, int axis) {
  int64_t pads = axis < 2 ? g->pad[2 * axis] + g->pad[2 * axis + 1] : 0, room = g->size[axis] + pads - g->window[axis];
  return room < 0 || g->stride[axis] == 0 ? room == 0 : room / g->stride[axis] + 1;
}

static int64_t plane_start(const Pooling *g, int64_t l, int64_t q) {
  return (q * g->size[2] + l) * g->size[0] * g->size[1];
}

static void set_window(const Pooling *g, const int64_t place[AXES], Window *w) {
  for (int axis = 0; axis < AXES; axis++) {
    int64_t first = place[axis] * g->stride[axis] - (axis < 2 ? g->pad[2 * axis] : 0), end = first + g->window[axis];
    if (first < 0) first = 0;
    if (end > g->size[axis]) end = g->size[axis];
    w->first[axis] = first;
    w->n[axis] = end > first ? end - first : 0;
  }
}

static bool is_plain(const Pooling *g, int64_t maps) {
  return !g->pad[0] && !g->pad[1] && !g->pad[2] && !g->pad[3] && g->window[2] == maps && g->window[3] == 1;
}

/* The usual pooling: 2 × 2, stride 2, no pad. */
static bool has_pairs(const Pooling *g) {
  return is_plain(g, 1) && g->window[0] == 2 && g->window[1] == 2 && g->stride[0] == 2 && g->stride[1] == 2;
}

/* Windows side by side, none over the edge: each element has one. */
static bool has_blocks(const Pooling *g) {
  return is_plain(g, 1) && g->stride[0] == g->window[0] && g->stride[1] == g->window[1] && g->window[1] > 0;
}

/* Shuffles of two vectors: their even and odd elements; their lower and upper halves, element by element. */
#define REAL double
#define INTEGER int64_t
#define LANES 2
#define EVEN {0, 2}
#define ODD {1, 3}
#define LOW {0, 2}
#define HIGH {1, 3}
#define NAMED(x) x##_double
#include "kernels/pool_template.h"
#undef REAL
#undef INTEGER
#undef LANES
#undef EVEN
#undef ODD
#undef LOW
#undef HIGH
#undef NAMED
#define REAL float
#define INTEGER int32_t
#define LANES 4
#define EVEN {0, 2, 4, 6}
#define ODD {1, 3, 5, 7}
#define LOW {0, 4, 1, 5}
#define HIGH {2, 6, 3, 7}
#define NAMED(x) x##_single
#include "kernels/pool_template.h"

static Status pool(Context *context, Precision precision, Task task, const Pooling *g, void *z, void *dv,
                   const void *u, const void *v) {
  for (int axis = 0; axis < AXES; axis++)
    if (g->output[axis] == 0) return OK;
  if (precision == SINGLE) return pool_single(context, task, g, z, dv, u, v);
  return pool_double(context, task, g, z, dv, u, v);
}

/* Expansions add up, from zeros on; where each element is written once there is nothing to clear. */
static Status clear(Context *context, Precision precision, Task task, const Pooling *g, void *dv) {
  int lanes = precision == SINGLE ? 4 : 2;
  bool written = task == TASK_EXPAND_SUM ? has_blocks(g) : has_pairs(g) && g->output[0] >= lanes;
  for (int axis = 0; axis < 2; axis++) written &= g->output[axis] * g->window[axis] == g->size[axis];
  int64_t n = count_elements(g->size);
  return written || n <= 0 ? OK : zero_bytes(context, dv, (size_t)n * element_bytes(precision));
}

Status pool_sum(Context *context, Precision precision, const Pooling *pooling, void *z, const void *v) {
  return pool(context, precision, TASK_SUM, pooling, z, NULL, NULL, v);
}

Status pool_max(Context *context, Precision precision, const Pooling *pooling, void *z, const void *v) {
  return pool(context, precision, TASK_MAX, pooling, z, NULL, NULL, v);
}

Status pool_pick(Context *context, Precision precision, const Pooling *pooling, void *z, const void *u, const void *v) {
  return pool(context, precision, TASK_PICK, pooling, z, NULL, u, v);
}

/* dZ is only read by the expansions. */
Status expand_sum(Context *context, Precision precision, const Pooling *pooling, void *dv, const void *dz) {
  Status status = clear(context, precision, TASK_EXPAND_SUM, pooling, dv);
  return status != OK ? status : pool(context, precision, TASK_EXPAND_SUM, pooling, (void *)(uintptr_t)dz, dv, NULL, NULL);
}

Status expand_max(Context *context, Precision precision, const Pooling *pooling, void *dv, const void *dz,
                  const void *v) {
  Status status = clear(context, precision, TASK_EXPAND_MAX, pooling, dv);
  return status != OK ? status : pool(context, precision, TASK_EXPAND_MAX, pooling, (void *)(uintptr_t)dz, dv, NULL, v);
}

void pool_window_at(const Pooling *pooling, const int64_t place[AXES], Window *window) {
  set_window(pooling, place, window);
}

int64_t pool_winner(Precision precision, const Pooling *pooling, const int64_t place[AXES], const void *v) {
  static const Context calm; /* one window of what a person asks about: nothing interrupts */
  Window window;
  set_window(pooling, place, &window);
  if (precision == SINGLE) return find_maximum_single(&calm, pooling, &window, v);
  return find_maximum_double(&calm, pooling, &window, v);
}
