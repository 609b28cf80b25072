/* Laws of extents: random expressions built once with symbols and once with numbers agree for every value of the
   symbols, and nothing certain is ever wrong. */
#include "tensor/extent_terms.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SYMBOLS = 4, SUBSTITUTIONS = 6 };

static const char *const symbol_name[SYMBOLS] = {"R", "r", "s", "p"};
static Context context;
static Arena arena;

static void open_arena(void) {
  context_open(&context, NULL, NULL, 0);
  arena_open(&arena, &context.memory);
}

static void close_arena(void) {
  arena_close(&arena);
  cr_assert_eq(context.memory.used, sizeof(Error) * ERRORS_MAX + 16);
  context_close(&context);
}

TestSuite(extent, .init = open_arena, .fini = close_arena);

static Extent symbol(const char *name) { return extent_symbol(&arena, name); }
static Extent number(int64_t value) { return extent_of(value); }
static Extent sum(Extent a, Extent b) { return extent_add(&arena, a, b); }
static Extent difference(Extent a, Extent b) { return extent_subtract(&arena, a, b); }
static Extent product(Extent a, Extent b) { return extent_multiply(&arena, a, b); }
static Extent quotient(Extent a, Extent b) { return extent_floor_divide(&arena, a, b); }

static void expect_text(Extent a, const char *expected) {
  Text text;
  text_open(&text, &context.memory);
  print_extent(a, &text);
  cr_expect_str_eq(text_string(&text), expected);
  text_close(&text);
}

static void expect_size_text(Size size, const char *expected) {
  Text text;
  text_open(&text, &context.memory);
  print_size(&size, &text);
  cr_expect_str_eq(text_string(&text), expected);
  text_close(&text);
}

/* ---- random expressions ---- */

/* The same expression with symbols and with numbers in their place. */
typedef struct Twin {
  Extent symbolic;
  int64_t value[SUBSTITUTIONS];
} Twin;

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13, *seed ^= *seed >> 7, *seed ^= *seed << 17;
  return *seed >> 11;
}

static int64_t substitute(int s, int k) { return k == 0 ? 1 : (s + 2) * (k * k * 7 + s * 3) % 17 + 1; }

static Twin draw_leaf(uint64_t *seed) {
  int s = (int)(draw(seed) % (SYMBOLS + 2));
  Twin leaf = {s < SYMBOLS ? symbol(symbol_name[s]) : number((int64_t)(draw(seed) % 9) - 4), {0}};
  for (int k = 0; k < SUBSTITUTIONS; k++) leaf.value[k] = s < SYMBOLS ? substitute(s, k) : leaf.symbolic.number;
  return leaf;
}

static int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

static Twin combine(char operation, Twin a, Twin b) {
  Twin c = {number(0), {0}};
  c.symbolic = operation == '+'   ? sum(a.symbolic, b.symbolic)
               : operation == '-' ? difference(a.symbolic, b.symbolic)
               : operation == '*' ? product(a.symbolic, b.symbolic)
               : operation == '/' ? quotient(a.symbolic, b.symbolic)
                                  : extent_modulo(&arena, a.symbolic, b.symbolic);
  for (int k = 0; k < SUBSTITUTIONS; k++) {
    int64_t x = a.value[k], y = b.value[k];
    c.value[k] = operation == '+'   ? x + y
                 : operation == '-' ? x - y
                 : operation == '*' ? x * y
                 : operation == '/' ? floor_quotient(x, y)
                                    : x - y * floor_quotient(x, y);
  }
  return c;
}

/* Divisors are kept positive for every substitution: |number| + 1, or a symbol times it. */
static Twin draw_divisor(uint64_t *seed) {
  Twin divisor = {number((int64_t)(draw(seed) % 4) + 1), {0}};
  for (int k = 0; k < SUBSTITUTIONS; k++) divisor.value[k] = divisor.symbolic.number;
  for (int n = (int)(draw(seed) % 3); n > 0; n--) {
    Twin leaf = draw_leaf(seed);
    if (leaf.symbolic.terms) divisor = combine(draw(seed) % 2 ? '*' : '+', divisor, leaf);
  }
  return divisor;
}

static Twin draw_expression(uint64_t *seed, int depth) {
  if (depth == 0) return draw_leaf(seed);
  char operation = "++--*/%"[draw(seed) % 7];
  Twin a = draw_expression(seed, depth - 1);
  bool divides = operation == '/' || operation == '%';
  return combine(operation, a, divides ? draw_divisor(seed) : draw_expression(seed, depth - 1));
}

static int64_t value_of(Extent a, int k);

static int64_t value_of_atom(const ExtentAtom *atom, int k) {
  for (int s = 0; s < SYMBOLS; s++)
    if (atom->name && strcmp(atom->name, symbol_name[s]) == 0) return substitute(s, k);
  return floor_quotient(value_of(atom->numerator, k), value_of(atom->denominator, k));
}

static int64_t value_of(Extent a, int k) {
  int64_t total = a.number;
  for (const ExtentTerms *t = a.terms; t; t = t->next) {
    int64_t term = t->coefficient;
    for (int i = 0; i < t->n_factors; i++) term *= value_of_atom(t->factor[i], k);
    total += term;
  }
  return total;
}

Test(extent, an_expression_has_the_value_of_the_same_expression_in_numbers) {
  uint64_t seed = 88172645463325252u;
  for (int round = 0; round < 4000; round++) {
    Twin twin = draw_expression(&seed, 1 + round % 4);
    for (int k = 0; k < SUBSTITUTIONS; k++) cr_assert_eq(value_of(twin.symbolic, k), twin.value[k], "round %d", round);
  }
}

Test(extent, what_is_certain_holds_for_every_value_of_the_symbols) {
  uint64_t seed = 1181783497276652981u;
  for (int round = 0; round < 6000; round++) {
    Twin a = draw_expression(&seed, round % 3), b = draw_expression(&seed, round % 3);
    Truth equal = extent_equal(a.symbolic, b.symbolic), less = extent_less(a.symbolic, b.symbolic);
    for (int k = 0; k < SUBSTITUTIONS; k++) {
      cr_assert(equal != YES || a.value[k] == b.value[k]);
      cr_assert(equal != NO || a.value[k] != b.value[k]);
      cr_assert(less != YES || a.value[k] < b.value[k]);
      cr_assert(less != NO || a.value[k] >= b.value[k]);
    }
  }
}

Test(extent, sums_and_products_do_not_depend_on_their_order) {
  uint64_t seed = 2685821657736338717u;
  for (int round = 0; round < 1000; round++) {
    Extent a = draw_expression(&seed, 2).symbolic, b = draw_expression(&seed, 2).symbolic;
    Extent c = draw_leaf(&seed).symbolic;
    cr_assert_eq(extent_equal(sum(a, b), sum(b, a)), YES);
    cr_assert_eq(extent_equal(product(a, b), product(b, a)), YES);
    cr_assert_eq(extent_equal(sum(sum(a, b), c), sum(a, sum(b, c))), YES);
    cr_assert_eq(extent_equal(product(c, sum(a, b)), sum(product(c, a), product(c, b))), YES);
    cr_assert_eq(extent_equal(difference(sum(a, b), b), a), YES);
  }
}

/* ---- certainty ---- */

Test(extent, a_symbol_is_at_least_one) {
  Extent r = symbol("r");
  cr_expect_eq(extent_less(number(0), r), YES);
  cr_expect_eq(extent_equal(r, number(0)), NO);
  cr_expect_eq(extent_equal(r, number(1)), UNKNOWN);
  cr_expect_eq(extent_less(r, number(1)), NO);
  cr_expect_eq(extent_less(r, sum(r, number(1))), YES);
  cr_expect_eq(extent_less(sum(r, number(1)), r), NO);
  cr_expect_eq(extent_equal(r, sum(r, number(1))), NO);
  cr_expect_eq(extent_less(symbol("R"), r), UNKNOWN);
  cr_expect_eq(extent_less(number(0), product(r, symbol("c"))), YES);
}

Test(extent, symbols_are_equal_only_when_their_names_are) {
  for (int a = 33; a < 256; a++)
    for (int b = 33; b < a; b++) {
      const char first[] = {'x', (char)a, 0}, second[] = {'x', (char)b, 0};
      cr_assert_neq(extent_equal(symbol(first), symbol(second)), YES, "%d %d", a, b);
    }
  cr_expect_neq(extent_equal(symbol("R"), symbol("R_r")), YES);
}

Test(extent, the_rest_of_a_division_goes_back_to_the_image) {
  Extent R = symbol("R"), r = symbol("r"), s = symbol("s"), room = difference(R, r);
  Extent steps = quotient(room, s), rest = extent_modulo(&arena, room, s);
  cr_expect_eq(extent_equal(sum(sum(product(s, steps), rest), r), R), YES);
}

Test(extent, dividing_a_product_by_a_factor_leaves_the_other) {
  Extent R = symbol("R"), C = symbol("C"), s = symbol("s");
  cr_expect_eq(extent_equal(quotient(product(R, C), C), R), YES);
  cr_expect_eq(extent_equal(quotient(sum(product(R, s), s), sum(R, number(1))), s), YES);
  cr_expect_eq(extent_equal(quotient(difference(s, number(1)), s), number(0)), YES);
  cr_expect_eq(extent_equal(extent_modulo(&arena, product(R, s), s), number(0)), YES);
}

/* ---- text ---- */

Test(extent, prints_as_in_the_chapter) {
  Extent R = symbol("R_r"), r = symbol("r"), p = symbol("p"), s = symbol("s"), one = number(1);
  expect_text(number(-3), "-3");
  expect_text(number(0), "0");
  expect_text(sum(difference(R, r), one), "R_r - r + 1");
  expect_text(sum(quotient(difference(sum(R, product(number(2), p)), r), s), one), "⌊(R_r + 2 p - r)/s⌋ + 1");
  expect_text(sum(quotient(difference(symbol("S_r"), r), r), one), "⌊S_r/r⌋");
  expect_text(difference(one, r), "1 - r");
  expect_text(difference(number(0), product(number(2), r)), "-2 r");
  expect_text(product(symbol("R_c"), R), "R_r R_c");
  expect_text(difference(R, number(4)), "R_r - 4");
  expect_text(quotient(R, product(number(2), s)), "⌊R_r/(2 s)⌋");
  expect_text(quotient(sum(R, one), number(2)), "⌊(R_r - 1)/2⌋ + 1");
}

Test(extent, sizes_print_with_the_names_of_their_axes) {
  Extent one = number(1);
  expect_size_text(size_from(number(3), number(2), one, one), "3 × 2");
  expect_size_text(size_from(number(3), number(2), number(4), one), "3 × 2 × 4 maps");
  expect_size_text(size_from(number(3), number(2), number(4), number(10)), "3 × 2 × 4 maps × 10 examples");
  expect_size_text(size_from(number(3), number(2), one, number(10)), "3 × 2 × 1 map × 10 examples");
  expect_size_text(size_from(sum(difference(symbol("R_r"), symbol("r")), one), symbol("R_c"), one, one),
                   "(R_r - r + 1) × R_c");
}

/* ---- limits ---- */

Test(extent, numbers_need_no_arena_and_saturate) {
  Extent huge = number(INT64_MAX), billion = number(1000000000);
  cr_expect_eq(extent_add(NULL, huge, huge).number, INT64_MAX);
  cr_expect_eq(extent_multiply(NULL, extent_multiply(NULL, billion, billion), billion).number, INT64_MAX);
  cr_expect_eq(extent_subtract(NULL, number(-INT64_MAX), huge).number, -INT64_MAX);
  cr_expect_eq(extent_floor_divide(NULL, number(-7), number(2)).number, -4);
  cr_expect_eq(extent_floor_divide(NULL, number(-7), number(-2)).number, 3);
  cr_expect_eq(extent_modulo(NULL, number(-7), number(2)).number, 1);
}

Test(extent, dividing_by_zero_and_failing_memory_stay_visible) {
  cr_expect_eq(quotient(symbol("r"), number(0)).number, INT64_MIN);
  cr_expect_eq(sum(quotient(number(1), number(0)), number(5)).number, INT64_MIN);
  context.memory.limit = context.memory.used;
  Extent r = symbol("r");
  for (int i = 0; i < 2000 && r.number != INT64_MIN; i++) r = sum(r, product(r, symbol("c")));
  cr_expect_eq(r.number, INT64_MIN);
  cr_expect_eq(extent_equal(r, r), UNKNOWN);
}
