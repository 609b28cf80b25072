/* Included once a precision with REAL, LANES (elements in 16 bytes), the integers INTEGER of REAL's width and NAMED(x)
   defined. */

typedef REAL NAMED(Lanes) __attribute__((vector_size(16)));
typedef INTEGER NAMED(Mask) __attribute__((vector_size(16)));

/* Four running sums, so that a long one neither waits for itself nor loses digits. */
static REAL NAMED(sum_run)(const REAL *v, int64_t n) {
  NAMED(Lanes) sum[4] = {{0}}, next;
  REAL total = 0;
  int64_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES)
    for (int k = 0; k < 4; k++) {
      memcpy(&next, v + i + k * LANES, sizeof next);
      sum[k] += next;
    }
  if (i > 0) {
    next = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    for (int k = 0; k < LANES; k++) total += next[k];
  }
  for (; i < n; i++) total += v[i];
  return total;
}

/* A window as wide as the map is one run, cut so that partial sums stay short. */
static double NAMED(sum_plane)(const Context *context, const Pooling *g, const Window *w, const REAL *plane) {
  double total = 0;
  int64_t rows = g->size[0], columns = w->n[0] == rows && rows > 0 ? 1 + RUN / rows : 1;
  for (int64_t j = 0; j < w->n[1] && !context->interrupt; j += columns) {
    int64_t together = columns < w->n[1] - j ? columns : w->n[1] - j;
    total += NAMED(sum_run)(plane + (w->first[1] + j) * rows + w->first[0], together * w->n[0]);
  }
  return total;
}

static REAL NAMED(sum_window)(const Context *context, const Pooling *g, const Window *w, const REAL *v) {
  double total = 0;
  for (int64_t q = 0; q < w->n[3]; q++)
    for (int64_t l = 0; l < w->n[2]; l++)
      total += NAMED(sum_plane)(context, g, w, v + plane_start(g, w->first[2] + l, w->first[3] + q));
  return (REAL)total;
}

/* The place of the first maximum in reading order, counted in V; −1 for an empty window. */
static int64_t NAMED(find_maximum)(const Context *context, const Pooling *g, const Window *w, const REAL *v) {
  int64_t best = -1;
  for (int64_t q = 0; q < w->n[3]; q++)
    for (int64_t l = 0; l < w->n[2]; l++)
      for (int64_t i = 0; i < w->n[0] && !context->interrupt; i++)
        for (int64_t j = 0; j < w->n[1]; j++) {
          int64_t here =
              plane_start(g, w->first[2] + l, w->first[3] + q) + (w->first[1] + j) * g->size[0] + w->first[0] + i;
          if (best < 0 || v[here] > v[best] || (isnan(v[here]) && !isnan(v[best]))) best = here;
        }
  return best;
}

static void NAMED(add_to_window)(const Context *context, const Pooling *g, const Window *w, REAL *dv, REAL dz) {
  for (int64_t q = 0; q < w->n[3]; q++)
    for (int64_t l = 0; l < w->n[2]; l++)
      for (int64_t j = 0; j < w->n[1] && !context->interrupt; j++) {
        REAL *column =
            dv + plane_start(g, w->first[2] + l, w->first[3] + q) + (w->first[1] + j) * g->size[0] + w->first[0];
        for (int64_t i = 0; i < w->n[0]; i++) column[i] += dz;
      }
}

/* One window of any kind. */
static void NAMED(pool_window)(const Context *context, Task task, const Pooling *g, const Window *w, REAL *z, REAL *dv,
                               const REAL *u, const REAL *v) {
  if (task == TASK_SUM) {
    *z = NAMED(sum_window)(context, g, w, v);
  } else if (task == TASK_EXPAND_SUM) {
    NAMED(add_to_window)(context, g, w, dv, *z);
  } else {
    int64_t place = NAMED(find_maximum)(context, g, w, v);
    if (task == TASK_MAX) *z = place < 0 ? (REAL)-INFINITY : v[place];
    else if (task == TASK_PICK) *z = place < 0 ? 0 : u[place];
    else if (place >= 0) dv[place] += *z;
  }
}

/* x, or y where it is larger or the first nan. */
static NAMED(Lanes) NAMED(choose)(NAMED(Mask) second, NAMED(Lanes) x, NAMED(Lanes) y) {
  return (NAMED(Lanes))(((NAMED(Mask))x & ~second) | ((NAMED(Mask))y & second));
}

static NAMED(Mask) NAMED(wins)(NAMED(Lanes) x, NAMED(Lanes) y) { return (y > x) | ((y != y) & (x == x)); }

static NAMED(Lanes) NAMED(load)(const REAL *from) {
  NAMED(Lanes) lanes;
  memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

static void NAMED(store)(REAL *to, NAMED(Lanes) lanes) { memcpy(to, &lanes, sizeof lanes); }

/* Which of 2 × 2 windows' elements is largest, for LANES windows below each other: the right column in the upper and
   lower vector of rows, and the lower row in each window. Ties go to the left, then up: reading order. */
typedef struct NAMED(Winners) {
  NAMED(Mask) right[2], below;
  NAMED(Lanes) largest;
} NAMED(Winners);

static NAMED(Winners) NAMED(find_winners)(const REAL *a, const REAL *b) {
  NAMED(Winners) w;
  NAMED(Lanes) row[2];
  for (int k = 0; k < 2; k++) {
    NAMED(Lanes) left = NAMED(load)(a + k * LANES), right = NAMED(load)(b + k * LANES);
    w.right[k] = NAMED(wins)(left, right);
    row[k] = NAMED(choose)(w.right[k], left, right);
  }
  NAMED(Lanes) upper = __builtin_shuffle(row[0], row[1], (NAMED(Mask))EVEN);
  NAMED(Lanes) lower = __builtin_shuffle(row[0], row[1], (NAMED(Mask))ODD);
  w.below = NAMED(wins)(upper, lower);
  w.largest = NAMED(choose)(w.below, upper, lower);
  return w;
}

static NAMED(Lanes) NAMED(sum_pairs)(const REAL *a, const REAL *b) {
  NAMED(Lanes) first = NAMED(load)(a) + NAMED(load)(b), second = NAMED(load)(a + LANES) + NAMED(load)(b + LANES);
  return __builtin_shuffle(first, second, (NAMED(Mask))EVEN) + __builtin_shuffle(first, second, (NAMED(Mask))ODD);
}

static NAMED(Lanes) NAMED(pick_pairs)(const REAL *a, const REAL *b, const REAL *ua, const REAL *ub) {
  NAMED(Winners) w = NAMED(find_winners)(a, b);
  NAMED(Lanes) first = NAMED(choose)(w.right[0], NAMED(load)(ua), NAMED(load)(ub));
  NAMED(Lanes) second = NAMED(choose)(w.right[1], NAMED(load)(ua + LANES), NAMED(load)(ub + LANES));
  return NAMED(choose)(w.below, __builtin_shuffle(first, second, (NAMED(Mask))EVEN),
                       __builtin_shuffle(first, second, (NAMED(Mask))ODD));
}

static void NAMED(put_pairs)(const REAL *a, const REAL *b, NAMED(Lanes) z, REAL *da, REAL *db) {
  NAMED(Winners) w = NAMED(find_winners)(a, b);
  NAMED(Mask) upper = ~w.below & (NAMED(Mask))z, lower = w.below & (NAMED(Mask))z;
  NAMED(Mask)
  row[2] = {__builtin_shuffle(upper, lower, (NAMED(Mask))LOW), __builtin_shuffle(upper, lower, (NAMED(Mask))HIGH)};
  for (int k = 0; k < 2; k++) {
    NAMED(store)(da + k * LANES, (NAMED(Lanes))(~w.right[k] & row[k]));
    NAMED(store)(db + k * LANES, (NAMED(Lanes))(w.right[k] & row[k]));
  }
}

/* LANES results of 2 × 2 windows from result m of a column on; `at` is where the column's first window begins in V. */
static void NAMED(pool_pairs)(Task task, const Pooling *g, int64_t at, int64_t m, REAL *z, REAL *dv, const REAL *u,
                              const REAL *v) {
  int64_t left = at + 2 * m, right = left + g->size[0];
  if (task == TASK_SUM) NAMED(store)(z + m, NAMED(sum_pairs)(v + left, v + right));
  if (task == TASK_MAX) NAMED(store)(z + m, NAMED(find_winners)(v + left, v + right).largest);
  if (task == TASK_PICK) NAMED(store)(z + m, NAMED(pick_pairs)(v + left, v + right, u + left, u + right));
  if (task == TASK_EXPAND_MAX) NAMED(put_pairs)(v + left, v + right, NAMED(load)(z + m), dv + left, dv + right);
}

/* A column of results; the last vector may work some of them again. */
static void NAMED(pool_pair_column)(Task task, const Pooling *g, int64_t at, REAL *z, REAL *dv, const REAL *u,
                                    const REAL *v) {
  int64_t last = g->output[0] - LANES;
  for (int64_t m = 0; m < last; m += LANES) NAMED(pool_pairs)(task, g, at, m, z, dv, u, v);
  NAMED(pool_pairs)(task, g, at, last, z, dv, u, v);
}

/* A result of the windows' rows repeated r times, the column then c times. */
static void NAMED(expand_column)(const Pooling *g, int64_t at, REAL *dv, const REAL *z) {
  int64_t r = g->window[0], rows = g->size[0];
  REAL *target = dv + at;
  if (g->output[0] == 1)
    for (int64_t i = 0; i < r; i++) target[i] = z[0];
  else
    for (int64_t m = 0; m < g->output[0]; m++)
      for (int64_t i = 0; i < r; i++) target[m * r + i] = z[m];
  for (int64_t j = 1; j < g->window[1]; j++) memcpy(target + j * rows, target, (size_t)(g->output[0] * r) * sizeof *dv);
}

static Status NAMED(pool)(Context *context, Task task, const Pooling *g, REAL *z, REAL *dv, const REAL *u,
                          const REAL *v) {
  bool pairs = has_pairs(g) && g->output[0] >= LANES && task != TASK_EXPAND_SUM,
       blocks = task == TASK_EXPAND_SUM && has_blocks(g);
  Window w;
  for (int64_t q = 0; q < g->output[3]; q++)
    for (int64_t h = 0; h < g->output[2]; h++)
      for (int64_t n = 0; n < g->output[1]; n++) {
        int64_t at = plane_start(g, h, q) + n * g->stride[1] * g->size[0];
        if (pairs) NAMED(pool_pair_column)(task, g, at, z, dv, u, v);
        else if (blocks) NAMED(expand_column)(g, at, dv, z);
        else
          for (int64_t m = 0; m < g->output[0] && !context->interrupt; m++) {
            set_window(g, (int64_t[AXES]){m, n, h, q}, &w);
            NAMED(pool_window)(context, task, g, &w, z + m, dv, u, v);
          }
        z += g->output[0];
        Status status = poll_interrupt(context);
        if (status != OK) return status;
      }
  return OK;
}
