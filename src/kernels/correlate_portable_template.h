/* Included once a precision with REAL and NAMED(x) defined. */

/* The definition (8.20): every tap of every result looked up by itself. */
static void NAMED(reference)(const Correlation *c, REAL *z, const REAL *w, const REAL *p) {
  for (int64_t b = 0; b < c->n_batch; b++)
    for (int64_t o = 0; o < c->n_out; o++)
      for (int64_t n = 0; n < c->output[1]; n++)
        for (int64_t m = 0; m < c->output[0]; m++) {
          REAL total = 0;
          for (int64_t s = 0; s < c->n_summed; s++) {
            REAL part = 0;
            for (int64_t j = 0; j < c->kernel[1]; j++)
              for (int64_t i = 0; i < c->kernel[0]; i++) {
                int64_t row = source_index(c, 0, m, i), column = source_index(c, 1, n, j);
                if (row < 0 || column < 0) continue;
                part += w[c->w_start + i * c->w_step[0] + j * c->w_step[1] + s * c->w_step[2] + o * c->w_step[3]] *
                        p[row + column * c->image[0] + s * c->p_step[0] + b * c->p_step[1]];
              }
            total = s ? total + part : part;
          }
          z[m + n * c->output[0] + o * c->z_step[0] + b * c->z_step[1]] = total;
        }
}

/* Adds one tap to the results m ∈ [from, to) of a column: only those whose source is a true element. */
static void NAMED(add_tap)(const Correlation *c, int64_t i, int64_t from, int64_t to, REAL weight, const REAL *column,
                           REAL *part) {
  Run run = run_of_tap(c, i, from, to);
  const REAL *source = column + run.source;
  if (run.step == 1 && run.source_step == 1) {
    for (int64_t k = 0; k < run.n; k++) part[run.first - from + k] += weight * source[k];
    return;
  }
  for (int64_t k = 0; k < run.n; k++) part[run.first - from + k * run.step] += weight * source[k * run.source_step];
}

/* Σ_j Σ_i for one summed map and the results [from, to) of column n. */
static void NAMED(add_map)(const Correlation *c, int64_t n, int64_t from, int64_t to, const REAL *w, const REAL *p,
                           REAL *part) {
  for (int64_t j = 0; j < c->kernel[1]; j++) {
    int64_t column = source_index(c, 1, n, j);
    if (column < 0) continue;
    for (int64_t i = 0; i < c->kernel[0]; i++)
      NAMED(add_tap)(c, i, from, to, w[i * c->w_step[0] + j * c->w_step[1]], p + column * c->image[0], part);
  }
}

static void NAMED(correlate_stretch)(const Correlation *c, int64_t n, int64_t from, int64_t to, REAL *z, const REAL *w,
                                     const REAL *p) {
  REAL part[STRETCH];
  memset(z, 0, (size_t)(to - from) * sizeof *z);
  for (int64_t s = 0; s < c->n_summed; s++) {
    memset(part, 0, (size_t)(to - from) * sizeof *part);
    NAMED(add_map)(c, n, from, to, w + s * c->w_step[2], p + s * c->p_step[0], part);
    for (int64_t m = 0; m < to - from; m++) z[m] = s ? z[m] + part[m] : part[m];
  }
}

static Status NAMED(portable)(Context *context, const Correlation *c, REAL *z, const REAL *w, const REAL *p) {
  for (int64_t b = 0; b < c->n_batch; b++)
    for (int64_t o = 0; o < c->n_out; o++)
      for (int64_t n = 0; n < c->output[1]; n++)
        for (int64_t from = 0; from < c->output[0]; from += STRETCH) {
          int64_t to = from + STRETCH < c->output[0] ? from + STRETCH : c->output[0];
          REAL *target = z + from + n * c->output[0] + o * c->z_step[0] + b * c->z_step[1];
          NAMED(correlate_stretch)(c, n, from, to, target, w + c->w_start + o * c->w_step[3], p + b * c->p_step[1]);
          Status status = poll_interrupt(context);
          if (status != OK) return status;
        }
  return OK;
}
