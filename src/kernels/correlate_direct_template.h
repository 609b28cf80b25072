/* Included once a precision with REAL and NAMED(x) defined. */

/* Weights in the order in which a tile meets them: block of maps, then summed map, j, i, then the block's maps. */
static void NAMED(pack_weights)(const Context *context, const Plan *plan, const REAL *w, REAL *packed) {
  const Correlation *c = plan->c;
  for (int64_t first = 0, maps; first < c->n_out; first += maps) {
    maps = tile_block(c->n_out, first);
    for (int64_t s = 0; s < c->n_summed; s++)
      for (int64_t j = 0; j < plan->axis[1].n_taps && !context->interrupt; j++)
        for (int64_t i = 0; i < plan->axis[0].n_taps; i++)
          for (int64_t h = 0; h < maps; h++)
            *packed++ = w[c->w_start + plan->axis[0].tap[i].index * c->w_step[0] +
                          plan->axis[1].tap[j].index * c->w_step[1] + s * c->w_step[2] + (first + h) * c->w_step[3]];
  }
}

static void NAMED(copy_images)(Context *context, const Plan *plan, int64_t b, int64_t n, const REAL *p, REAL *copy) {
  for (int64_t q = b; q < b + n; q++)
    for (int64_t s = 0; s < plan->c->n_summed; s++, copy += plan->summed_step)
      copy_plane(context, PRECISION, &plan->layout, p + s * plan->c->p_step[0] + q * plan->c->p_step[1], copy);
}

/* Results that are no contiguous run of Z leave the tile one by one; those between the columns' ends fall away. */
static void NAMED(scatter)(const Plan *plan, const Cursor *at, int64_t maps, const REAL *tile, int64_t map_step,
                           REAL *z) {
  const Correlation *c = plan->c;
  int64_t pitch = plan->flat ? plan->pitch : INT64_MAX, k = at->k % pitch, n = at->n + at->k / pitch;
  z += at->b * c->z_step[1] + plan->axis[0].first;
  for (int lane = 0; lane < plan->tiles->lanes; lane++) {
    if (k < plan->axis[0].n && n < plan->axis[1].n) {
      int64_t place = (plan->axis[1].first + n * plan->axis[1].step) * c->output[0] + k * plan->axis[0].step;
      for (int64_t h = 0; h < maps; h++) z[place + h * c->z_step[0]] = tile[lane + h * map_step];
    }
    if (++k == pitch) k = 0, n++;
  }
}

/* One block of maps over n images whose summed planes begin at p; z is where the first image's block goes. */
static Status NAMED(run_block)(Context *context, const Plan *plan, int64_t n, int maps, const REAL *packed,
                               const REAL *p, REAL *z) {
  int lanes = plan->tiles->lanes, rows = tile_rows(maps);
  int64_t left = n * plan->columns * plan->vectors, map_step = plan->direct ? plan->c->z_step[0] : rows * lanes;
  REAL room[TILE_VECTORS_MAX * 8 * TILE_MAPS_MAX];
  Cursor cursor = {0, 0, 0}, at[TILE_VECTORS_MAX];
  const void *source[TILE_VECTORS_MAX];
  void *target[TILE_VECTORS_MAX];
  for (; left > 0; left -= rows) {
    for (int v = 0; v < rows; v++) {
      at[v] = cursor; /* past the end the last vector is worked again */
      if (v + 1 < left) advance(plan, &cursor);
      source[v] = p + at[v].b * plan->image_step + at[v].n * plan->pitch + at[v].k;
      target[v] = plan->direct ? z + at[v].b * plan->c->z_step[1] + target_offset(plan, &at[v]) : room + v * lanes;
    }
    TapList list = list_taps(context, plan, at, rows);
    plan->tiles->forward[maps](source, target, map_step, packed + (list.offset - plan->offset) * maps, &list);
    for (int v = 0; v < rows && !plan->direct; v++) NAMED(scatter)(plan, &at[v], maps, room + v * lanes, map_step, z);
    Status status = poll_interrupt(context);
    if (status != OK) return status;
  }
  return OK;
}

static Status NAMED(run_plan)(Context *context, const Plan *plan, REAL *z, const REAL *w, const REAL *p) {
  const Correlation *c = plan->c;
  Status status = OK;
  NAMED(pack_weights)(context, plan, w, plan->weights);
  for (int64_t b = 0; b < c->n_batch; b += plan->chunk) {
    int64_t n = plan->chunk < c->n_batch - b ? plan->chunk : c->n_batch - b;
    const REAL *images = p + b * c->p_step[1], *packed = plan->weights;
    if (plan->copy) images = plan->copy, NAMED(copy_images)(context, plan, b, n, p, plan->copy);
    for (int64_t first = 0, maps; first < c->n_out; first += maps) {
      maps = tile_block(c->n_out, first);
      status =
          NAMED(run_block)(context, plan, n, (int)maps, packed, images, z + b * c->z_step[1] + first * c->z_step[0]);
      if (status != OK) return status;
      packed += plan->n_taps * maps;
    }
  }
  return status;
}

/* Results that meet no tap: upsampling left only zeros under the kernel. */
static void NAMED(clear_results)(const Plan *plan, REAL *z) {
  const Correlation *c = plan->c;
  for (int64_t b = 0; b < c->n_batch; b++)
    for (int64_t o = 0; o < c->n_out; o++)
      for (int64_t n = 0; n < plan->axis[1].n; n++)
        for (int64_t m = 0; m < plan->axis[0].n; m++)
          z[b * c->z_step[1] + o * c->z_step[0] + (plan->axis[1].first + n * plan->axis[1].step) * c->output[0] +
            plan->axis[0].first + m * plan->axis[0].step] = 0;
}
