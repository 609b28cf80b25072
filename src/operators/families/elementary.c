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
    {FUNCTION_FIELDS(abs), .notation = "\\left| # \\right|", .help = "absolute value, element by element"},
    {FUNCTION_FIELDS(exp), .notation = "\\exp", .help = "e to the power of each element"},
    {FUNCTION_FIELDS(log), .notation = "\\log", .help = "natural logarithm, element by element"},
    {FUNCTION_FIELDS(sqrt), .notation = "\\sqrt{#}", .help = "square root, element by element"},
    {FUNCTION_FIELDS(sin), .help = "sine, element by element"},
    {FUNCTION_FIELDS(cos), .help = "cosine, element by element"},
    {FUNCTION_FIELDS(sign), .constant = true, .help = "-1, 0 or 1, element by element"},
    {FUNCTION_FIELDS(round), .constant = true, .help = "nearest integer, halves away from zero"},
    {FUNCTION_FIELDS(floor), .notation = "\\left\\lfloor # \\right\\rfloor", .constant = true,
     .help = "largest integer that is not above"},
    {FUNCTION_FIELDS(ceil), .notation = "\\left\\lceil # \\right\\rceil", .constant = true,
     .help = "smallest integer that is not below"},
    {COMBINE_FIELDS(mod), .form = FORM_FUNCTION, .help = "mod(x, y): remainder with the sign of y; mod(x, 0) is x"},
};

const OperatorFamily family_elementary = {"elementary", rows, sizeof rows / sizeof *rows};
