/* Included once a precision with REAL, PRECISION and NAMED(x) defined. */

/* dZ's columns with zeros up to the next one's start, so that whole vectors can be taken. */
static void NAMED(pad_columns)(const Context *context, const WeightPlan *plan, const REAL *dz, REAL *copy) {
  int64_t rows = plan->g->output[0];
  for (int64_t n = 0; n < plan->g->output[1] && !context->interrupt; n++, copy += plan->dz_pitch) {
    memcpy(copy, dz + n * rows, (size_t)rows * sizeof *copy);
    memset(copy + rows, 0, (size_t)(plan->dz_pitch - rows) * sizeof *copy);
  }
  memset(copy, 0, (size_t)plan->slack * sizeof *copy);
}

static void NAMED(copy_chunk)(Context *context, const WeightPlan *plan, int64_t q, int64_t n, const REAL *a, const REAL *dz) {
  const Geometry *g = plan->g;
  REAL *a_copy = plan->a_copy, *dz_copy = plan->dz_copy;
  for (int64_t k = 0; k < n * g->maps_in; k++)
    copy_plane(context, PRECISION, &plan->layout, a + (q * g->maps_in + k) * g->image[0] * g->image[1],
               a_copy + k * plan->a_plane);
  for (int64_t k = 0; k < n * g->maps_out; k++)
    NAMED(pad_columns)(context, plan, dz + (q * g->maps_out + k) * g->output[0] * g->output[1], dz_copy + k * plan->dz_plane);
}

/* Adds a stretch's part of the gradient for one tile: taps from t on, maps from h on. */
static void NAMED(add_tile)(const WeightPlan *plan, const GradientSource *source, int64_t t, int64_t h, int maps,
                            REAL *dw) {
  int64_t offset[TILE_VECTORS_MAX];
  REAL sums[TILE_VECTORS_MAX * TILE_MAPS_MAX];
  for (int k = 0; k < tile_rows(maps); k++) /* past the end the last tap is worked again */
    offset[k] = plan->offset[t + k < plan->n_taps ? t + k : plan->n_taps - 1];
  plan->tiles->gradient[maps](source, offset, sums);
  for (int k = 0; k < tile_rows(maps) && t + k < plan->n_taps; k++)
    for (int i = 0; i < maps; i++) dw[t + k + (h + i) * plan->n_taps] += sums[k * maps + i];
}

/* n images, of which the columns from `first` on: few enough that no running sum grows long. */
static Status NAMED(add_stretch)(Context *context, const WeightPlan *plan, int64_t n, int64_t first, const REAL *a,
                                 const REAL *dz, REAL *dw) {
  const Geometry *g = plan->g;
  int64_t columns = plan->stretch < plan->columns - first ? plan->stretch : plan->columns - first;
  GradientSource source = {.a = a + first * plan->a_step, .examples = n, .columns = columns, .vectors = plan->vectors,
                           .a_example = plan->a_plane * g->maps_in, .a_column = plan->a_step, .dz_map = plan->dz_plane,
                           .dz_example = plan->dz_plane * g->maps_out, .dz_column = plan->dz_step};
  for (int64_t h = 0, maps; h < g->maps_out; h += maps) {
    maps = tile_block(g->maps_out, h);
    source.dz = dz + h * plan->dz_plane + first * plan->dz_step;
    for (int64_t t = 0; t < plan->n_taps; t += tile_rows((int)maps)) {
      NAMED(add_tile)(plan, &source, t, h, (int)maps, dw);
      Status status = poll_interrupt(context);
      if (status != OK) return status;
    }
  }
  return OK;
}

static Status NAMED(add_chunks)(Context *context, const WeightPlan *plan, REAL *dw, const REAL *dz, const REAL *a) {
  const Geometry *g = plan->g;
  Status status = OK;
  memset(dw, 0, (size_t)(plan->n_taps * g->maps_out) * sizeof *dw);
  for (int64_t q = 0; q < g->examples && status == OK; q += plan->chunk) {
    int64_t n = plan->chunk < g->examples - q ? plan->chunk : g->examples - q;
    const REAL *a_chunk = a + q * plan->a_plane * g->maps_in, *dz_chunk = dz + q * plan->dz_plane * g->maps_out;
    if (plan->block) a_chunk = plan->a_copy, dz_chunk = plan->dz_copy, NAMED(copy_chunk)(context, plan, q, n, a, dz);
    for (int64_t first = 0; first < plan->columns && status == OK; first += plan->stretch)
      status = NAMED(add_stretch)(context, plan, n, first, a_chunk, dz_chunk, dw);
  }
  return status;
}
