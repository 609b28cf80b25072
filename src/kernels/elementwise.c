#include "kernels/elementwise.h"

#include "kernels/elementwise_loops.h"

const ElementwiseLoops *elementwise_portable(void) { return &loops; }

static const ElementwiseLoops *choose_loops(void) {
#if defined __x86_64__ && defined __GNUC__
  const ElementwiseLoops *avx2 = elementwise_avx2();
  if (avx2 && __builtin_cpu_supports("avx2")) return avx2;
#endif
  return &loops;
}

enum { STRETCH = 1 << 17 };

static int64_t stretch_from(int64_t start, int64_t count) { return count - start < STRETCH ? count - start : STRETCH; }

Status map_elements(Context *context, Mapping mapping, Precision precision, int64_t count, const void *x, void *out) {
  MapLoop loop = choose_loops()->map[mapping][precision];
  size_t width = element_bytes(precision);
  Status status = OK;
  for (int64_t i = 0; i < count && status == OK; i += STRETCH) {
    loop(stretch_from(i, count), (const char *)x + (size_t)i * width, (char *)out + (size_t)i * width);
    status = poll_interrupt(context);
  }
  return status;
}

/* Neighbouring axes along which both operands run on, or both stay, as one: equal sizes become one axis, and a bias
   1 × 1 × H on R × C × H × Q three, R·C, H and Q. */
typedef struct Grid {
  int n;
  int64_t length[AXES], x_stride[AXES], y_stride[AXES];
} Grid;

static void add_axis(Grid *grid, int64_t length, int64_t x_stride, int64_t y_stride) {
  int last = grid->n - 1;
  if (length == 1) return;
  if (last >= 0 && x_stride == grid->x_stride[last] * grid->length[last] &&
      y_stride == grid->y_stride[last] * grid->length[last]) {
    grid->length[last] *= length;
    return;
  }
  grid->length[grid->n] = length;
  grid->x_stride[grid->n] = x_stride;
  grid->y_stride[grid->n++] = y_stride;
}

static Grid make_grid(const int64_t size[AXES], const int64_t x_size[AXES], const int64_t y_size[AXES]) {
  Grid grid = {0};
  int64_t x_stride = 1, y_stride = 1;
  for (int axis = 0; axis < AXES; axis++) {
    add_axis(&grid, size[axis], x_size[axis] == 1 ? 0 : x_stride, y_size[axis] == 1 ? 0 : y_stride);
    x_stride *= x_size[axis];
    y_stride *= y_size[axis];
  }
  if (grid.n == 0) grid.n = grid.length[0] = 1;
  for (int axis = grid.n; axis < AXES; axis++) grid.length[axis] = 1;
  return grid;
}

/* What is done with a run of elements. */
typedef struct Work {
  Context *context;
  CombineLoop loop;
  size_t width;
  int64_t until_poll;
} Work;

static Status run_along(Work *work, const Grid *grid, const char *x, const char *y, char *out) {
  bool x_steps = grid->x_stride[0] != 0, y_steps = grid->y_stride[0] != 0;
  for (int64_t i = 0; i < grid->length[0]; i += STRETCH) {
    int64_t n = stretch_from(i, grid->length[0]);
    size_t offset = (size_t)i * work->width;
    work->loop(n, x_steps ? x + offset : x, x_steps, y_steps ? y + offset : y, y_steps, out + offset);
    if ((work->until_poll -= n) > 0) continue;
    work->until_poll = STRETCH;
    Status status = poll_interrupt(work->context);
    if (status != OK) return status;
  }
  return OK;
}

static Status run_grid(Work *work, const Grid *grid, const char *x, const char *y, char *out) {
  const int64_t *length = grid->length, *x_stride = grid->x_stride, *y_stride = grid->y_stride;
  Status status = OK;
  for (int64_t k = 0; k < length[3]; k++)
    for (int64_t j = 0; j < length[2]; j++)
      for (int64_t i = 0; i < length[1] && status == OK; i++, out += (size_t)length[0] * work->width) {
        int64_t at_x = i * x_stride[1] + j * x_stride[2] + k * x_stride[3];
        int64_t at_y = i * y_stride[1] + j * y_stride[2] + k * y_stride[3];
        status = run_along(work, grid, x + (size_t)at_x * work->width, y + (size_t)at_y * work->width, out);
      }
  return status;
}

static double number_at(const void *x, Precision precision) {
  return precision == SINGLE ? (double)*(const float *)x : *(const double *)x;
}

Status combine_elements(Context *context, Combination combination, Precision precision, const int64_t size[AXES],
                        const void *x, const int64_t x_size[AXES], const void *y, const int64_t y_size[AXES],
                        void *out) {
  if (count_elements(size) <= 0) return OK;
  if (combination == COMBINE_power && count_elements(y_size) == 1 && number_at(y, precision) == 2)
    combination = COMBINE_hadamard, y = x, y_size = x_size; /* what power_of does, without asking each time */
  Grid grid = make_grid(size, x_size, y_size);
  Work work = {context, choose_loops()->combine[combination][precision], element_bytes(precision), STRETCH};
  return run_grid(&work, &grid, x, y, out);
}
