#include "operators/elementwise_rows.h"
#include "operators/terms.h"

COMBINE_FORWARD(add)
COMBINE_FORWARD(subtract)
COMBINE_FORWARD(hadamard)
COMBINE_FORWARD(divide)
COMBINE_FORWARD(power)
COMBINE_FORWARD(maximum)
COMBINE_FORWARD(minimum)
MAP_FORWARD(negate)

static Term *of_two(const OperatorCall *call, const int64_t at[AXES], Terms *terms, TermKind kind) {
  return term_of_two(terms, kind, NULL, term_here(terms, call, 0, at), term_here(terms, call, 1, at));
}

static Term *add_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return of_two(call, at, terms, TERM_SUM);
}

static Term *subtract_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *right = term_of(terms, TERM_NEGATIVE, NULL, term_here(terms, call, 1, at));
  return term_of_two(terms, TERM_SUM, NULL, term_here(terms, call, 0, at), right);
}

static Term *hadamard_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return of_two(call, at, terms, TERM_PRODUCT);
}

static Term *divide_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return of_two(call, at, terms, TERM_QUOTIENT);
}

static Term *power_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return of_two(call, at, terms, TERM_POWER);
}

static Term *negate_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return term_of(terms, TERM_NEGATIVE, NULL, term_here(terms, call, 0, at));
}

static const OperatorRow rows[] = {
    {COMBINE_FIELDS(add), .terms = add_terms, .general = add_terms, .glyph = "+", .form = FORM_INFIX, .level = 6, .equation = "8.32",
     .role = "sum", .help = "sum, element by element; an axis of length 1 is expanded: Z + b",
     .example = "Z = [1 2; 3 4]\nb = 10\nZ + b\nZ + [100; 200]"},
    {COMBINE_FIELDS(subtract), .terms = subtract_terms, .general = subtract_terms, .glyph = "-", .form = FORM_INFIX, .level = 6,
     .role = "difference", .help = "difference, element by element",
     .example = "[5 6] - [1 2]"},
    {COMBINE_FIELDS(hadamard), .terms = hadamard_terms, .general = hadamard_terms, .glyph = "∘", .latex = "\\circ",
     .alias = {".*", "×", "\\times"}, .form = FORM_INFIX, .level = 5, .equation = "8.53",
     .role = "product", .help = "Hadamard product: element by element",
     .example = "[1 2; 3 4] ∘ [10 0; 0 10]"},
    {COMBINE_FIELDS(divide), .terms = divide_terms, .general = divide_terms, .form = FORM_INTERNAL,
     .help = "a / b: quotient, element by element",
     .example = "[2 4 6] / 2\n1/2 [2 4 6]"},
    {COMBINE_FIELDS(power), .terms = power_terms,
     .general = power_terms, .form = FORM_INTERNAL, .help = "x^y: power, element by element",
     .example = "[1 2 3]^2"},
    {MAP_FIELDS(negate), .terms = negate_terms,
     .general = negate_terms, .form = FORM_INTERNAL, .help = "-x: element by element",
     .example = "-[1 -2]"},
    {COMBINE_FIELDS(maximum), .notation = "\\max", .form = FORM_FUNCTION,
     .help = "maximum(x, y): the larger one, element by element",
     .example = "maximum([1 5], [4 2])"},
    {COMBINE_FIELDS(minimum), .notation = "\\min", .form = FORM_FUNCTION,
     .help = "minimum(x, y): the smaller one, element by element",
     .example = "minimum([1 5], [4 2])"},
};

const OperatorFamily family_arithmetic = {"arithmetic", rows, sizeof rows / sizeof *rows};
