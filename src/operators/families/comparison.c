#include "operators/elementwise_rows.h"

COMBINE_FORWARD(equal)
COMBINE_FORWARD(not_equal)
COMBINE_FORWARD(less)
COMBINE_FORWARD(less_equal)
COMBINE_FORWARD(greater)
COMBINE_FORWARD(greater_equal)

#define COMPARE_FIELDS(function) COMBINE_FIELDS(function), .form = FORM_INFIX, .level = 8, .constant = true

static const OperatorRow rows[] = {
    {COMPARE_FIELDS(equal), .glyph = "==", .notation = "=", .help = "1 where equal, 0 elsewhere",
     .example = "[1 2 3] == [1 0 3]"},
    {COMPARE_FIELDS(not_equal), .glyph = "≠", .latex = "\\neq", .alias = {"!="},
     .help = "1 where different, 0 elsewhere",
     .example = "[1 2 3] ≠ [1 0 3]"},
    {COMPARE_FIELDS(less), .glyph = "<", .help = "1 where the left side is less, 0 elsewhere",
     .example = "[1 2 3] < 2"},
    {COMPARE_FIELDS(less_equal), .glyph = "≤", .latex = "\\leq", .alias = {"<="},
     .help = "1 where the left side is at most the right side, 0 elsewhere",
     .example = "[1 2 3] ≤ 2"},
    {COMPARE_FIELDS(greater), .glyph = ">", .help = "1 where the left side is greater, 0 elsewhere",
     .example = "[1 2 3] > 2"},
    {COMPARE_FIELDS(greater_equal), .glyph = "≥", .latex = "\\geq", .alias = {">="},
     .help = "1 where the left side is at least the right side, 0 elsewhere",
     .example = "[1 2 3] ≥ 2"},
};

const OperatorFamily family_comparison = {"comparison", rows, sizeof rows / sizeof *rows};
