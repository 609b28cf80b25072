/* Included once a precision with REAL and NAMED(x) defined. */

/* `rows` rows of A from i on, `terms` terms from p on, as a panel; rows beyond the last are zeros. */
static void NAMED(pack_panel)(const Work *work, int64_t i, int64_t rows, int64_t p, int64_t terms, const REAL *a,
                              REAL *packed) {
  const Product *g = work->product;
  int64_t full = work->tiles->rows, along = g->transpose_a ? g->lda : 1, across = g->transpose_a ? 1 : g->lda;
  a += i * along + p * across;
  if (g->transpose_a && rows == full) {
    work->tiles->pack_turned(terms, a, g->lda, packed);
    return;
  }
  for (int64_t t = 0; t < terms; t++, packed += full)
    for (int64_t r = 0; r < full; r++) packed[r] = r < rows ? a[r * along + t * across] : 0;
}

static void NAMED(pack_rows)(const Work *work, int64_t first, int64_t n, int64_t p, int64_t terms, const REAL *a,
                             REAL *packed) {
  int64_t full = work->tiles->rows;
  for (int64_t i = first; i < first + n; i += full, packed += full * terms)
    NAMED(pack_panel)(work, i, least(first + n - i, full), p, terms, a, packed);
}

/* Panels of B's columns, each with its terms one after another. */
static void NAMED(pack_columns)(const Work *work, int64_t first, int64_t n, int64_t p, int64_t terms, const REAL *b,
                                REAL *packed) {
  const Product *g = work->product;
  int64_t across = g->transpose_b ? g->ldb : 1, along = g->transpose_b ? 1 : g->ldb;
  for (int64_t j = first; j < first + n; j += PANEL_COLUMNS) {
    int64_t columns = least(first + n - j, PANEL_COLUMNS);
    for (int64_t t = 0; t < terms; t++)
      for (int64_t s = 0; s < columns; s++) *packed++ = b[(p + t) * across + (j + s) * along];
  }
}

/* A tile that reaches over C's last row goes through a room of its own. */
static void NAMED(run_tile)(const Work *work, int64_t terms, int64_t rows, int64_t columns, const REAL *a,
                            int64_t a_step, const PanelB *b, REAL *c, bool add) {
  REAL room[PANEL_ROWS_MAX * PANEL_COLUMNS];
  int64_t full = work->tiles->rows, step = work->product->m;
  if (rows == full) {
    work->tiles->tile[columns](terms, a, a_step, b, c, step, add);
    return;
  }
  work->tiles->tile[columns](terms, a, a_step, b, room, full, false);
  for (int64_t j = 0; j < columns; j++)
    for (int64_t i = 0; i < rows; i++)
      c[i + j * step] = add ? c[i + j * step] + room[i + j * full] : room[i + j * full];
}

/* One panel of B's columns against a block of A's rows. `last`: A's last rows where they are less than a panel. */
static void NAMED(run_panel)(const Work *work, const Block *at, int64_t j, int64_t columns, const PanelB *b,
                             const REAL *a, const REAL *last, REAL *c) {
  int64_t full = work->tiles->rows, lda = work->product->lda;
  const REAL *packed = work->packed_a;
  for (int64_t i = at->row; i < at->row + at->rows; i += full) {
    int64_t rows = rows_of_panel(work, at, i), a_step = full;
    const REAL *panel = last;
    if (packed) panel = packed + (i - at->row) * at->terms;
    else if (rows == full) panel = a + i + at->term * lda, a_step = lda;
    NAMED(run_tile)(work, at->terms, rows, columns, panel, a_step, b, c + i + j * work->product->m, at->term > 0);
  }
}

static PanelB NAMED(panel_of)(const Work *work, const Block *at, int64_t j, int64_t columns, const REAL *b) {
  const Product *g = work->product;
  if (work->packed_b) return (PanelB){(const REAL *)work->packed_b + (j - at->column) * at->terms, columns, 1};
  if (g->transpose_b) return (PanelB){b + j + at->term * g->ldb, g->ldb, 1};
  return (PanelB){b + j * g->ldb + at->term, 1, g->ldb};
}

static Status NAMED(run_rows)(Context *context, const Work *work, const Block *at, const REAL *a, const REAL *b,
                              REAL *c) {
  REAL last[PANEL_ROWS_MAX * TERMS];
  int64_t full = work->tiles->rows, rest = at->rows % full;
  Status status = OK;
  if (work->packed_a) NAMED(pack_rows)(work, at->row, at->rows, at->term, at->terms, a, work->packed_a);
  else if (rest) NAMED(pack_panel)(work, at->row + at->rows - rest, rest, at->term, at->terms, a, last);
  for (int64_t j = at->column; j < at->column + at->columns && status == OK; j += PANEL_COLUMNS) {
    int64_t columns = least(at->column + at->columns - j, PANEL_COLUMNS);
    PanelB panel = NAMED(panel_of)(work, at, j, columns, b);
    NAMED(run_panel)(work, at, j, columns, &panel, a, last, c);
    status = poll_interrupt(context);
  }
  return status;
}

static Status NAMED(run)(Context *context, const Work *work, const REAL *a, const REAL *b, REAL *c) {
  const Product *g = work->product;
  Status status = OK;
  Block at;
  for (at.column = 0; at.column < g->n; at.column += COLUMNS)
    for (at.term = 0; at.term < g->k; at.term += TERMS) {
      at.columns = least(g->n - at.column, COLUMNS);
      at.terms = least(g->k - at.term, TERMS);
      if (work->packed_b) NAMED(pack_columns)(work, at.column, at.columns, at.term, at.terms, b, work->packed_b);
      for (at.row = 0; at.row < g->m && status == OK; at.row += ROWS) {
        at.rows = least(g->m - at.row, ROWS);
        status = NAMED(run_rows)(context, work, &at, a, b, c);
      }
      if (status != OK) return status;
    }
  return status;
}
