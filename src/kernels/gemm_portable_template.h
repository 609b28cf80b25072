/* Included once a precision with REAL and NAMED(x) defined. */

/* Column by column of A where its columns are contiguous, so that the inner loop runs along C. */
static void NAMED(add_column)(int64_t m, const REAL *restrict a, REAL factor, REAL *restrict c) {
  for (int64_t i = 0; i < m; i++) c[i] += a[i] * factor;
}

static REAL NAMED(dot)(int64_t k, const REAL *a, const REAL *b, int64_t step_b) {
  REAL total = 0;
  for (int64_t p = 0; p < k; p++) total += a[p] * b[p * step_b];
  return total;
}

static Status NAMED(portable)(Context *context, const Product *g, const REAL *a, const REAL *b, REAL *c) {
  int64_t step_k = g->transpose_b ? g->ldb : 1, step_j = g->transpose_b ? 1 : g->ldb;
  for (int64_t j = 0; j < g->n; j++, c += g->m) {
    const REAL *column = b + j * step_j;
    if (g->transpose_a) {
      for (int64_t i = 0; i < g->m; i++) c[i] = NAMED(dot)(g->k, a + i * g->lda, column, step_k);
    } else {
      memset(c, 0, (size_t)g->m * sizeof *c);
      for (int64_t p = 0; p < g->k; p++) NAMED(add_column)(g->m, a + p * g->lda, column[p * step_k], c);
    }
    Status status = poll_interrupt(context);
    if (status != OK) return status;
  }
  return OK;
}
