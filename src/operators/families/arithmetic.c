#include "operators/elementwise_rows.h"

COMBINE_FORWARD(add)
COMBINE_FORWARD(subtract)
COMBINE_FORWARD(hadamard)
COMBINE_FORWARD(divide)
COMBINE_FORWARD(power)
COMBINE_FORWARD(maximum)
COMBINE_FORWARD(minimum)
MAP_FORWARD(negate)

static const OperatorRow rows[] = {
    {COMBINE_FIELDS(add), .glyph = "+", .form = FORM_INFIX, .level = 6, .equation = "8.32",
     .help = "sum, element by element; an axis of length 1 is expanded: Z + b"},
    {COMBINE_FIELDS(subtract), .glyph = "-", .form = FORM_INFIX, .level = 6, .help = "difference, element by element"},
    {COMBINE_FIELDS(hadamard), .glyph = "∘", .latex = "\\circ", .alias = {".*", "×", "\\times"}, .form = FORM_INFIX,
     .level = 5, .equation = "8.53", .help = "Hadamard product: element by element"},
    {COMBINE_FIELDS(divide), .form = FORM_INTERNAL, .help = "a / b: quotient, element by element"},
    {COMBINE_FIELDS(power), .form = FORM_INTERNAL, .help = "x^y: power, element by element"},
    {MAP_FIELDS(negate), .form = FORM_INTERNAL, .help = "-x: element by element"},
    {COMBINE_FIELDS(maximum), .notation = "\\max", .form = FORM_FUNCTION,
     .help = "maximum(x, y): the larger one, element by element"},
    {COMBINE_FIELDS(minimum), .notation = "\\min", .form = FORM_FUNCTION,
     .help = "minimum(x, y): the smaller one, element by element"},
};

const OperatorFamily family_arithmetic = {"arithmetic", rows, sizeof rows / sizeof *rows};
