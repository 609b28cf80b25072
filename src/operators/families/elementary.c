#include "operators/elementwise_rows.h"

MAP_FORWARD(abs)
MAP_FORWARD(exp)
MAP_FORWARD(log)
MAP_FORWARD(sqrt)
MAP_FORWARD(sin)
MAP_FORWARD(cos)
MAP_FORWARD(sign)
MAP_FORWARD(round)
MAP_FORWARD(floor)
MAP_FORWARD(ceil)
COMBINE_FORWARD(mod)

#define FUNCTION_FIELDS(function) MAP_FIELDS(function), .form = FORM_FUNCTION, .elementwise = true, .role = "function"

static const OperatorRow rows[] = {
    {FUNCTION_FIELDS(abs), .notation = "\\left| # \\right|", .help = "absolute value, element by element",
     .example = "abs([-2 0 2])"},
    {FUNCTION_FIELDS(exp), .notation = "\\exp", .help = "e to the power of each element",
     .example = "exp([0 1])"},
    {FUNCTION_FIELDS(log), .notation = "\\log", .help = "natural logarithm, element by element",
     .example = "log([1 10])"},
    {FUNCTION_FIELDS(sqrt), .notation = "\\sqrt{#}", .help = "square root, element by element",
     .example = "sqrt([4 9])"},
    {FUNCTION_FIELDS(sin), .help = "sine, element by element",
     .example = "sin([0 π/2])"},
    {FUNCTION_FIELDS(cos), .help = "cosine, element by element",
     .example = "cos([0 π])"},
    {FUNCTION_FIELDS(sign), .constant = true, .help = "-1, 0 or 1, element by element",
     .example = "sign([-2 0 2])"},
    {FUNCTION_FIELDS(round), .constant = true, .help = "nearest integer, halves away from zero",
     .example = "round([1.4 1.5 -1.5])"},
    {FUNCTION_FIELDS(floor), .notation = "\\left\\lfloor # \\right\\rfloor", .constant = true,
     .help = "largest integer that is not above",
     .example = "floor([1.5 -1.5])"},
    {FUNCTION_FIELDS(ceil), .notation = "\\left\\lceil # \\right\\rceil", .constant = true,
     .help = "smallest integer that is not below",
     .example = "ceil([1.5 -1.5])"},
    {COMBINE_FIELDS(mod), .form = FORM_FUNCTION, .help = "mod(x, y): remainder with the sign of y; mod(x, 0) is x",
     .example = "mod([5 -5], 3)"},
};

const OperatorFamily family_elementary = {"elementary", rows, sizeof rows / sizeof *rows};
