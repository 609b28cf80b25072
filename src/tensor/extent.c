#include "tensor/extent.h"

#include "tensor/extent_terms.h"

#include <math.h>
#include <string.h>

/* What arithmetic gives once the arena has failed, or when a size cannot be said. */
static const Extent no_extent = {.number = INT64_MIN};

static bool is_failed(Extent a) { return a.number == INT64_MIN; }

static int64_t saturate(__int128 exact) {
  return exact > INT64_MAX ? INT64_MAX : exact < -INT64_MAX ? -INT64_MAX : (int64_t)exact;
}

static int64_t floor_quotient(int64_t a, int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

Extent extent_of(int64_t number) { return (Extent){.number = number}; }

bool extent_is_number(Extent a) { return !a.terms; }

bool extent_has_floor(Extent a) {
  for (const ExtentTerms *t = a.terms; t; t = t->next)
    for (int i = 0; i < t->n_factors; i++)
      if (!t->factor[i]->name) return true;
  return false;
}

/* Letters of the axes stand in the axes' order, rows and columns before other symbols, maps and examples after them:
   R_r R_c, S_r S_c H. */
static int rank_of(unsigned char byte) {
  static const struct {
    unsigned char letter;
    int rank;
  } axis[] = {{'r', 8 * 'a' - 4}, {'c', 8 * 'a' - 2}, {'h', 8 * 'z' + 4}, {'q', 8 * 'z' + 6}};
  unsigned char letter = byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
  for (size_t i = 0; i < sizeof axis / sizeof *axis; i++)
    if (letter == axis[i].letter) return axis[i].rank + (letter == byte);
  return 8 * letter + (letter == byte);
}

static int compare_names(const char *a, const char *b) {
  for (; *a && *a == *b; a++, b++) continue;
  return rank_of((unsigned char)*a) - rank_of((unsigned char)*b);
}

static int compare_extents(Extent a, Extent b);

static int compare_atoms(const ExtentAtom *a, const ExtentAtom *b) {
  if (a == b) return 0;
  if (!a->name != !b->name) return a->name ? -1 : 1;
  if (a->name) return compare_names(a->name, b->name);
  int order = compare_extents(a->numerator, b->numerator);
  return order ? order : compare_extents(a->denominator, b->denominator);
}

/* Products of more factors come first; a monomial order, so that division by a leading term ends. */
static int compare_products(const ExtentTerms *a, const ExtentTerms *b) {
  if (a->n_factors != b->n_factors) return b->n_factors - a->n_factors;
  for (int i = 0; i < a->n_factors; i++) {
    int order = compare_atoms(a->factor[i], b->factor[i]);
    if (order) return order;
  }
  return 0;
}

static int compare_extents(Extent a, Extent b) {
  const ExtentTerms *t = a.terms, *u = b.terms;
  for (; t && u; t = t->next, u = u->next) {
    int order = compare_products(t, u);
    if (order) return order;
    if (t->coefficient != u->coefficient) return t->coefficient < u->coefficient ? -1 : 1;
  }
  if (t || u) return t ? -1 : 1;
  return a.number < b.number ? -1 : a.number > b.number;
}

/* Terms are appended in order; one failed allocation spoils the whole. */
typedef struct Builder {
  Arena *arena;
  ExtentTerms *first, **end;
  bool failed;
} Builder;

static void push_term(Builder *builder, const ExtentTerms *like, __int128 coefficient) {
  if (coefficient == 0 || builder->failed) return;
  ExtentTerms *term = arena_allocate(builder->arena, sizeof *term);
  if (!term) {
    builder->failed = true;
    return;
  }
  *term = (ExtentTerms){saturate(coefficient), like->n_factors, like->factor, NULL};
  *(builder->first ? builder->end : &builder->first) = term;
  builder->end = (ExtentTerms **)(void *)&term->next;
}

/* a + factor·b: the merge of two ordered sums. */
static Extent add_multiple(Arena *arena, Extent a, Extent b, int64_t factor) {
  if (is_failed(a) || is_failed(b)) return no_extent;
  Builder sum = {.arena = arena};
  for (const ExtentTerms *t = a.terms, *u = b.terms; t || u;) {
    int order = !t ? 1 : !u ? -1 : compare_products(t, u);
    __int128 coefficient = (order <= 0 ? t->coefficient : 0) + (order >= 0 ? (__int128)u->coefficient * factor : 0);
    push_term(&sum, order <= 0 ? t : u, coefficient);
    if (order <= 0) t = t->next;
    if (order >= 0) u = u->next;
  }
  return sum.failed ? no_extent : (Extent){saturate((__int128)b.number * factor + a.number), sum.first};
}

Extent extent_add(Arena *arena, Extent a, Extent b) { return add_multiple(arena, a, b, 1); }

Extent extent_subtract(Arena *arena, Extent a, Extent b) { return add_multiple(arena, a, b, -1); }

static Extent extent_of_atom(Arena *arena, ExtentAtom atom) {
  ExtentAtom *kept = arena_allocate(arena, sizeof *kept);
  const ExtentAtom **factor = arena_allocate(arena, sizeof *factor);
  ExtentTerms *term = arena_allocate(arena, sizeof *term);
  if (!kept || !factor || !term) return no_extent;
  *kept = atom;
  *factor = kept;
  *term = (ExtentTerms){1, 1, factor, NULL};
  return (Extent){.terms = term};
}

Extent extent_symbol(Arena *arena, const char *name) {
  char *copy = arena_copy(arena, name, strlen(name));
  return copy ? extent_of_atom(arena, (ExtentAtom){.name = copy}) : no_extent;
}

static Extent multiply_terms(Arena *arena, const ExtentTerms *a, const ExtentTerms *b) {
  int n = a->n_factors + b->n_factors, i = 0, j = 0;
  const ExtentAtom **factor = arena_allocate(arena, (size_t)n * sizeof *factor);
  ExtentTerms *term = arena_allocate(arena, sizeof *term);
  if (!factor || !term) return no_extent;
  for (int k = 0; k < n; k++) {
    bool from_a = j == b->n_factors || (i < a->n_factors && compare_atoms(a->factor[i], b->factor[j]) <= 0);
    factor[k] = from_a ? a->factor[i++] : b->factor[j++];
  }
  *term = (ExtentTerms){saturate((__int128)a->coefficient * b->coefficient), n, factor, NULL};
  return (Extent){.terms = term};
}

Extent extent_multiply(Arena *arena, Extent a, Extent b) {
  if (is_failed(a) || is_failed(b)) return no_extent;
  if (!a.terms && !b.terms) return extent_of(saturate((__int128)a.number * b.number));
  Extent product = add_multiple(arena, extent_of(0), b, a.number);
  for (const ExtentTerms *t = a.terms; t; t = t->next) {
    ExtentTerms alone = *t;
    alone.next = NULL;
    product = add_multiple(arena, product, (Extent){.terms = &alone}, b.number);
    for (const ExtentTerms *u = b.terms; u; u = u->next)
      product = extent_add(arena, product, multiply_terms(arena, t, u));
  }
  return product;
}

/* Where a value may lie when every symbol is at least 1; infinities where nothing is known. */
typedef struct Bounds {
  double low, high;
} Bounds;

static Bounds bounds_of(Extent a, Extent subtracted);

static Bounds bounds_of_atom(const ExtentAtom *atom) {
  if (atom->name) return (Bounds){1, INFINITY};
  Bounds over = bounds_of(atom->numerator, extent_of(0)), under = bounds_of(atom->denominator, extent_of(0));
  if (under.low < 1) return (Bounds){-INFINITY, INFINITY};
  double low = over.low / (over.low < 0 ? under.low : under.high);
  double high = over.high / (over.high < 0 ? under.high : under.low);
  return (Bounds){isnan(low) ? -1 : floor(low), isnan(high) ? 0 : floor(high)};
}

static Bounds bounds_of_product(const ExtentTerms *term, double coefficient) {
  Bounds product = {1, 1};
  for (int i = 0; i < term->n_factors; i++) {
    Bounds factor = bounds_of_atom(term->factor[i]);
    if (term->n_factors > 1 && factor.low < 0) return (Bounds){-INFINITY, INFINITY};
    product.low *= factor.low;
    product.high = product.high == 0 || factor.high == 0 ? 0 : product.high * factor.high;
  }
  return coefficient > 0 ? (Bounds){coefficient * product.low, coefficient * product.high}
                         : (Bounds){coefficient * product.high, coefficient * product.low};
}

/* Of a − b, term by term, so that what stands in both cancels. */
static Bounds bounds_of(Extent a, Extent b) {
  double number = (double)((__int128)a.number - b.number);
  Bounds sum = {number, number};
  for (const ExtentTerms *t = a.terms, *u = b.terms; t || u;) {
    int order = !t ? 1 : !u ? -1 : compare_products(t, u);
    double coefficient = (double)((order <= 0 ? t->coefficient : 0) - (__int128)(order >= 0 ? u->coefficient : 0));
    Bounds term = {0, 0};
    if (coefficient != 0) term = bounds_of_product(order <= 0 ? t : u, coefficient);
    sum.low += term.low;
    sum.high += term.high;
    if (order <= 0) t = t->next;
    if (order >= 0) u = u->next;
  }
  return sum;
}

Truth extent_equal(Extent a, Extent b) {
  if (is_failed(a) || is_failed(b)) return UNKNOWN;
  if (compare_extents(a, b) == 0) return YES;
  if (!a.terms && !b.terms) return NO;
  Bounds difference = bounds_of(a, b);
  return difference.low > 0 || difference.high < 0 ? NO : UNKNOWN;
}

Truth extent_less(Extent a, Extent b) {
  if (is_failed(a) || is_failed(b)) return UNKNOWN;
  if (!a.terms && !b.terms) return a.number < b.number ? YES : NO;
  Bounds difference = bounds_of(a, b);
  return difference.high < 0 ? YES : difference.low >= 0 ? NO : UNKNOWN;
}

enum { FLOORS_MAX = 100 };

static int depth_of(Extent a) {
  int deepest = 0;
  for (const ExtentTerms *t = a.terms; t; t = t->next)
    for (int i = 0; i < t->n_factors; i++)
      if (t->factor[i]->depth > deepest) deepest = t->factor[i]->depth;
  return deepest;
}

/* ⌊a/b⌋ as an atom, once nothing can be taken out of it; 0 or −1 where the bounds say so. Floors nested beyond
   FLOORS_MAX are refused, which bounds every recursion here. */
static Extent extent_of_floor(Arena *arena, Extent a, Extent b) {
  if (is_failed(a) || is_failed(b)) return no_extent;
  Extent negated = add_multiple(arena, extent_of(0), a, -1);
  if (extent_less(a, extent_of(0)) == NO && extent_less(a, b) == YES) return extent_of(0);
  if (extent_less(a, extent_of(0)) == YES && extent_less(b, negated) == NO) return extent_of(-1);
  int over = depth_of(a), under = depth_of(b), depth = 1 + (over > under ? over : under);
  if (depth > FLOORS_MAX) return no_extent;
  return extent_of_atom(arena, (ExtentAtom){.numerator = a, .denominator = b, .depth = depth});
}

static int64_t common_divisor(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/* ⌊a/k⌋: whole multiples of k are taken out, the rest's constant is brought to −k + 1 … 0 (⌊(R + 1)/2⌋ is
   ⌊(R − 1)/2⌋ + 1, the form of 8.18), and a common divisor is cancelled. */
static Extent divide_by_number(Arena *arena, Extent a, int64_t k) {
  Builder quotient = {.arena = arena}, rest = {.arena = arena}, reduced = {.arena = arena};
  int64_t divisor = k;
  for (const ExtentTerms *t = a.terms; t; t = t->next) {
    push_term(&quotient, t, t->coefficient / k);
    push_term(&rest, t, t->coefficient % k);
    divisor = common_divisor(divisor, t->coefficient % k);
  }
  if (quotient.failed || rest.failed) return no_extent;
  if (!rest.first) return (Extent){floor_quotient(a.number, k), quotient.first};
  for (const ExtentTerms *t = rest.first; t; t = t->next) push_term(&reduced, t, t->coefficient / divisor);
  if (reduced.failed) return no_extent;
  int64_t number = floor_quotient(a.number, divisor), whole = -floor_quotient(-number, k / divisor);
  Extent left = {number - whole * (k / divisor), reduced.first};
  return extent_add(arena, (Extent){whole, quotient.first}, extent_of_floor(arena, left, extent_of(k / divisor)));
}

/* t/u where u's factors are among t's and the coefficient divides; no terms: it does not. */
static Extent divide_terms(Arena *arena, const ExtentTerms *t, const ExtentTerms *u) {
  if (t->coefficient % u->coefficient || u->n_factors > t->n_factors) return extent_of(0);
  int n = 0, j = 0;
  const ExtentAtom **factor = arena_allocate(arena, (size_t)t->n_factors * sizeof *factor);
  ExtentTerms *term = arena_allocate(arena, sizeof *term);
  if (!factor || !term) return no_extent;
  for (int i = 0; i < t->n_factors; i++)
    if (j < u->n_factors && compare_atoms(t->factor[i], u->factor[j]) == 0) j++;
    else factor[n++] = t->factor[i];
  if (j < u->n_factors) return extent_of(0);
  *term = (ExtentTerms){t->coefficient / u->coefficient, n, factor, NULL};
  return n ? (Extent){.terms = term} : extent_of(term->coefficient);
}

static bool is_zero(Extent a) { return a.number == 0 && !a.terms; }

/* a = quotient·b + rest by division of leading terms; a rest that b's leading term does not divide stays. */
static Extent divide_exactly(Arena *arena, Extent *a, Extent b) {
  Extent quotient = extent_of(0);
  while (a->terms) {
    Extent term = divide_terms(arena, a->terms, b.terms);
    if (is_failed(term)) return no_extent;
    if (is_zero(term)) break;
    quotient = extent_add(arena, quotient, term);
    *a = extent_subtract(arena, *a, extent_multiply(arena, term, b));
  }
  return quotient;
}

/* Divisible terms of a come out of ⌊a/b⌋ where b is one product: ⌊(S_r − r)/r⌋ is ⌊S_r/r⌋ − 1. */
static Extent take_out_terms(Arena *arena, Extent *a, Extent b) {
  Extent quotient = extent_of(0), rest = extent_of(a->number);
  for (const ExtentTerms *t = a->terms; t && !is_failed(rest); t = t->next) {
    ExtentTerms alone = *t;
    alone.next = NULL;
    Extent term = divide_terms(arena, t, b.terms);
    if (is_zero(term)) rest = extent_add(arena, rest, (Extent){.terms = &alone});
    else quotient = extent_add(arena, quotient, term);
  }
  *a = rest;
  return quotient;
}

Extent extent_floor_divide(Arena *arena, Extent a, Extent b) {
  if (is_failed(a) || is_failed(b) || is_zero(b)) return no_extent;
  if (!b.terms && b.number < 0)
    return extent_floor_divide(arena, add_multiple(arena, extent_of(0), a, -1), extent_of(-b.number));
  if (!a.terms && !b.terms) return extent_of(floor_quotient(a.number, b.number));
  if (!b.terms) return divide_by_number(arena, a, b.number);
  Extent rest = a, quotient = divide_exactly(arena, &rest, b);
  if (is_failed(quotient) || is_zero(rest)) return is_failed(rest) ? no_extent : quotient;
  rest = a;
  quotient = b.number == 0 && !b.terms->next ? take_out_terms(arena, &rest, b) : extent_of(0);
  return extent_add(arena, quotient, extent_of_floor(arena, rest, b));
}

Extent extent_modulo(Arena *arena, Extent a, Extent b) {
  Extent quotient = extent_floor_divide(arena, a, b);
  if (extent_is_number(a) && extent_is_number(b) && !is_failed(quotient) && !is_failed(a))
    return extent_of(saturate(a.number - (__int128)quotient.number * b.number));
  return extent_subtract(arena, a, extent_multiply(arena, quotient, b));
}
