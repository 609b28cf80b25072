/* Included once a precision with REAL and NAMED(x) defined. */

/* Places below 0 and beyond the last part's end are cut. */
static void NAMED(copy_column)(const Layout *y, const REAL *column, REAL *copy) {
  int64_t step = y->step[0], spread = y->spread[0], shift = y->shift[0], end = step * y->length[0];
  int64_t x = first_inside(shift, spread);
  if (step == 1 && spread == 1) {
    int64_t last = y->image[0] < end - shift ? y->image[0] : end - shift;
    if (x < last) memcpy(copy + x + shift, column + x, (size_t)(last - x) * sizeof *copy);
    return;
  }
  for (; x < y->image[0] && x * spread + shift < end; x++) {
    int64_t place = x * spread + shift;
    copy[place % step * y->length[0] * y->length[1] * y->step[1] + place / step] = column[x];
  }
}

static void NAMED(copy_plane)(Context *context, const Layout *y, const REAL *plane, REAL *copy) {
  int64_t step = y->step[1], spread = y->spread[1], shift = y->shift[1], end = step * y->length[1];
  if (zero_bytes(context, copy, (size_t)(y->step[0] * y->length[0] * end) * sizeof *copy) != OK) return;
  for (int64_t x = first_inside(shift, spread); x < y->image[1] && x * spread + shift < end && !context->interrupt; x++)
    NAMED(copy_column)(y, plane + x * y->image[0], copy + layout_offset(y, 0, x * spread + shift));
}

/* x·0 is 0 for every finite x and nan otherwise. */
static bool NAMED(all_finite)(const REAL *x, int64_t n) {
  REAL sum[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; k++) sum[k] += x[i + k] * 0;
  for (; i < n; i++) sum[0] += x[i] * 0;
  for (int k = 1; k < 8; k++) sum[0] += sum[k];
  return sum[0] == 0;
}
