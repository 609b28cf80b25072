/* Two elements as ⊗ or *. In each direction the kernel's place t = σ i + κ runs through all of 1 … r with the index i of a
   Σ, and the image's place is s m + a i + c with the free index m: written in t it is s m + e t + C, e = aσ, which is
   ⊗ with stride s and dilate |e|, the kernel turned by 180° where e < 0. Σ over maps as in contraction.c. */
#include "evaluate/recognise.h"

typedef struct Direction {
  int64_t stride, dilate, before, after;
  int64_t kernel, image, count, offset; /* r, R, S, C */
  int turned;                           /* 1, 0; -1: r is 1, which is both */
  bool kernel_falls;                    /* σ < 0: the kernel is written turned (8.44), not the image (8.6) */
} Direction;

typedef struct Correlation {
  const Reference *kernel, *image;
  Direction direction[2];
  Exchange exchange;
  bool convolves, is_swapped;
} Correlation;

/* The kernel's place runs through 1 … r once, rising or falling, with i; *e: how far the image's place moves with it. */
static bool read_taps(const Elements *elements, const Correlation *c, int axis, int i, Direction *d, int64_t *e) {
  const Affine *kernel = &c->kernel->at[axis], *image = &c->image->at[axis];
  const AffineIndex *index = &elements->index[i];
  int64_t sigma = kernel->factor[i], first = sigma > 0 ? index->from : index->to;
  if (sigma != 1 && sigma != -1) return false;
  if (kernel->constant + sigma * first != 1 || index_length(index) != d->kernel) return false;
  *e = image->factor[i] * sigma;
  d->offset -= *e * kernel->constant;
  d->kernel_falls = sigma < 0;
  return *e != 0 || d->kernel == 1;
}

/* A kernel of one row is turned and spread in any way. */
static void set_spread(Direction *d, int64_t e) {
  int64_t spread = e < 0 ? -e : e;
  if (e < 0) d->offset += e * (d->kernel + 1);
  if (d->kernel > 1) d->turned = e < 0, d->dilate = spread;
  else d->offset += spread - 1;
}

static bool read_direction(const Elements *elements, const Correlation *c, int axis, Direction *d, unsigned *used) {
  const Affine *kernel = &c->kernel->at[axis], *image = &c->image->at[axis];
  int i = summed_index_of(elements, kernel), j = summed_index_of(elements, image), m = free_index_of(elements, image);
  int64_t e = 0;
  if (free_index_of(elements, kernel) != NO_INDEX || i == SEVERAL || j == SEVERAL || m == SEVERAL) return false;
  if (c->kernel->whole[axis] || c->image->whole[axis] || (i != j && j != NO_INDEX)) return false;
  if (m >= 0 && elements->index[m].axis != axis) return false;
  *d = (Direction){.stride = m >= 0 ? image->factor[m] : 1,
                   .dilate = 1,
                   .kernel = c->kernel->length[axis],
                   .image = c->image->length[axis],
                   .count = m >= 0 ? index_length(&elements->index[m]) : 1,
                   .turned = -1,
                   .offset = image->constant};
  if (d->stride < 1 || (i >= 0 && *used >> i & 1)) return false;
  if (i == NO_INDEX && (d->kernel != 1 || kernel->constant != 1)) return false;
  if (i >= 0 && !read_taps(elements, c, axis, i, d, &e)) return false;
  if (i >= 0) *used |= 1u << i;
  set_spread(d, e);
  return true;
}

static void set_pads(Direction *d, bool has_free) {
  d->before = 1 - ((has_free ? d->stride : 0) + d->dilate + d->offset);
  d->after = pad_after(d->image, d->before, d->dilate * (d->kernel - 1) + 1, d->stride, d->count);
}

/* Which index stands on axes 3 and 4: an index's number, NO_INDEX, or WHOLE - axis where all of them are meant. */
enum { WHOLE = -10 };

static bool read_maps(const Elements *elements, const Reference *element, int index[2]) {
  for (int axis = 2; axis < AXES; axis++) {
    const Affine *at = &element->at[axis];
    int k = free_index_of(elements, at), i = summed_index_of(elements, at);
    index[axis - 2] = element->whole[axis] ? WHOLE - axis : k != NO_INDEX ? k : i;
    if (element->whole[axis]) continue;
    if (k == SEVERAL || i == SEVERAL || (k >= 0 && i >= 0)) return false;
    if (k == NO_INDEX && i == NO_INDEX && element->length[axis] != 1) return false;
    if (index[axis - 2] >= 0 && !is_bare(elements, at, index[axis - 2], element->length[axis])) return false;
  }
  return true;
}

static bool is_summed(const Elements *elements, int index) { return index >= 0 && elements->index[index].sum; }

/* What stands on the result's axis: the left side's free index, as far as it occurs. */
static int target_of(const Elements *elements, int axis, const int kernel[2], const int image[2]) {
  for (int k = 0; k < elements->n_indices; k++)
    for (int i = 0; i < 2; i++)
      if (elements->index[k].axis == axis && (kernel[i] == k || image[i] == k)) return k;
  for (int i = 0; i < 2; i++)
    if (kernel[i] == WHOLE - axis || image[i] == WHOLE - axis) return WHOLE - axis;
  return NO_INDEX;
}

/* ⊗ sums over axis 3 of both; the kernel's axis 4 becomes the result's axis 3, the image's stays. */
static bool arrange(const Elements *elements, Correlation *c, unsigned *used) {
  int kernel[2], image[2], summed = NO_INDEX;
  if (!read_maps(elements, c->kernel, kernel) || !read_maps(elements, c->image, image)) return false;
  for (int i = 0; i < 2; i++)
    if (is_summed(elements, kernel[i])) {
      if (summed != NO_INDEX) return false;
      summed = kernel[i];
    }
  c->exchange.kernel = kernel[0] != summed;
  c->exchange.image = image[0] != summed;
  if (kernel[c->exchange.kernel] != summed || image[c->exchange.image] != summed) return false;
  int from_kernel = kernel[!c->exchange.kernel], from_image = image[!c->exchange.image];
  if (is_summed(elements, from_image) || (from_kernel != NO_INDEX && from_kernel == from_image)) return false;
  int maps = target_of(elements, 2, kernel, image), examples = target_of(elements, 3, kernel, image);
  c->exchange.result = maps != from_kernel || examples != from_image;
  if (c->exchange.result && (maps != from_image || examples != from_kernel)) return false;
  if (summed >= 0) *used |= 1u << summed;
  return true;
}

static bool read_correlation(const Elements *elements, const Term *term, int kernel, Correlation *c) {
  unsigned used = 0;
  *c = (Correlation){.kernel = term->element[kernel], .image = term->element[1 - kernel]};
  for (int axis = 0; axis < 2; axis++) {
    Direction *d = &c->direction[axis];
    if (!read_direction(elements, c, axis, d, &used)) return false;
    set_pads(d, free_index_of(elements, &c->image->at[axis]) >= 0);
  }
  int a = c->direction[0].turned, b = c->direction[1].turned;
  if ((a == 1 && b == 0) || (a == 0 && b == 1)) return false;
  return arrange(elements, c, &used) && used == term->summed;
}

/* Without maps * commutes, and what is smaller is the kernel: m = t + t' + C in both. */
static void exchange_operands(Correlation *c) {
  const Reference *kernel = c->kernel;
  c->kernel = c->image;
  c->image = kernel;
  for (int axis = 0; axis < 2; axis++) {
    Direction *d = &c->direction[axis];
    int64_t r = d->kernel;
    d->offset += r - d->image;
    d->kernel = d->image;
    d->image = r;
    set_pads(d, d->stride > 0);
  }
}

static bool is_larger(const Direction d[2]) { return d[0].kernel > d[0].image || d[1].kernel > d[1].image; }

static bool is_smaller(const Direction d[2]) { return d[0].kernel < d[0].image || d[1].kernel < d[1].image; }

/* 8.44 turns the kernel in the text and becomes rot180 and ⊗; 8.6 turns the image and becomes *. */
static void choose_operator(const Elements *elements, Correlation *c) {
  const Direction *d = c->direction;
  bool turned = d[0].turned == 1 || d[1].turned == 1;
  bool falls = (d[0].turned == 1 && d[0].kernel_falls) || (d[1].turned == 1 && d[1].kernel_falls);
  bool plain = value_length(c->kernel->value, 2) * value_length(c->kernel->value, 3) == 1 &&
               value_length(c->image->value, 2) * value_length(c->image->value, 3) == 1 && d[0].stride == 1 &&
               d[1].stride == 1 && d[0].dilate == 1 && d[1].dilate == 1 &&
               free_index_of(elements, &c->image->at[0]) >= 0 && free_index_of(elements, &c->image->at[1]) >= 0;
  if (!turned) return;
  if (!falls && plain && is_larger(d) && !is_smaller(d)) exchange_operands(c);
  c->convolves = !falls && !is_larger(d);
  c->exchange.turn_kernel = !c->convolves;
}

static Status set_parameters(State *state, const Correlation *c, Application *application) {
  const Direction *d = c->direction;
  const int64_t stride[2] = {d[0].stride, d[1].stride}, dilate[2] = {d[0].dilate, d[1].dilate};
  const int64_t pad[4] = {d[0].before, d[0].after, d[1].before, d[1].after};
  bool none = true, full = true;
  for (int axis = 0; axis < 2; axis++) {
    int64_t span = d[axis].dilate * (d[axis].kernel - 1);
    none &= d[axis].before == 0 && d[axis].after == 0;
    full &= d[axis].before == span && d[axis].after == span;
  }
  Status status = OK;
  if (full && !none)
    status = set_parameter_word(state, application, find_parameter(application->row, "pad"), WORD_FULL);
  else if (!none) status = set_row(state, application, "pad", pad, 4);
  if (status == OK && (stride[0] != 1 || stride[1] != 1)) status = set_row(state, application, "stride", stride, 2);
  if (status == OK && (dilate[0] != 1 || dilate[1] != 1)) status = set_row(state, application, "dilate", dilate, 2);
  return status;
}

Status compute_correlation(const Elements *elements, const Term *term, bool *done, Value *out) {
  State *state = elements->state;
  Correlation c;
  *done = term->n_elements == 2 && !term->n_conditions &&
          (read_correlation(elements, term, 0, &c) || read_correlation(elements, term, 1, &c));
  if (!*done) return OK;
  choose_operator(elements, &c);
  Application application = {.row = c.convolves ? state->row_convolve : state->row_correlate,
                             .n = 2,
                             .operand = {c.kernel->value, c.image->value}};
  Status status = set_parameters(state, &c, &application);
  return status == OK ? apply_exchanged(state, &application, c.exchange, out) : status;
}
