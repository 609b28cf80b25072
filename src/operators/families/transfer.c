#include "kernels/softmax.h"
#include "operators/elementwise_rows.h"
#include "operators/terms.h"

#include <math.h>

MAP_FORWARD(purelin)
MAP_FORWARD(logsig)
MAP_FORWARD(tansig)
MAP_FORWARD(poslin)
MAP_FORWARD(satlin)
MAP_FORWARD(satlins)
MAP_FORWARD(hardlim)
MAP_FORWARD(hardlims)
MAP_FORWARD(softplus)

typedef Status (*ColumnKernel)(Context *context, Precision precision, int64_t rows, int64_t columns, const void *x,
                               void *out);

static Status run_on_columns(OperatorCall *call, ColumnKernel kernel) {
  Status status = make_result(call);
  if (status != OK || tensor_count(call->result) == 0) return status;
  int64_t rows = call->result->size[0];
  return kernel(call->context, call->precision, rows, tensor_count(call->result) / rows, call->operand[0]->data,
                call->result->data);
}

static Status softmax_forward(OperatorCall *call) { return run_on_columns(call, softmax_columns); }
static Status logsoftmax_forward(OperatorCall *call) { return run_on_columns(call, logsoftmax_columns); }
static Status compet_forward(OperatorCall *call) { return run_on_columns(call, compet_columns); }

/* ---- one element of a column ---- */

static Term *power_of_e(Terms *terms, const int64_t at[AXES]) {
  return term_of(terms, TERM_CALL, "exp", term_reference(terms, 0, at));
}

static Term *sum_of_powers(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t i = 0; i < length_of(call, 0, 0); i++)
    if (!term_add(terms, sum, power_of_e(terms, (int64_t[AXES]){i, at[1], at[2], at[3]}))) return NULL;
  return sum;
}

static Term *softmax_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return term_of_two(terms, TERM_QUOTIENT, NULL, power_of_e(terms, at), sum_of_powers(call, at, terms));
}

static Term *softmax_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Extent rows = call->operand_size[0].axis[0], i = index_over(terms->places, "ika", rows);
  Term *sum = power_of_e(terms, (int64_t[AXES]){place_of_extent(terms->places, i), at[1], at[2], at[3]});
  return term_of_two(terms, TERM_QUOTIENT, NULL, power_of_e(terms, at), term_over(terms, i, rows, sum));
}

static Term *logsoftmax_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *log = term_of(terms, TERM_CALL, "log", sum_of_powers(call, at, terms));
  return term_of_two(terms, TERM_SUM, NULL, term_reference(terms, 0, at), term_of(terms, TERM_NEGATIVE, NULL, log));
}

/* 1 at the column's first maximum. */
static Term *compet_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t place[AXES] = {0, at[1], at[2], at[3]}, best[AXES] = {0, at[1], at[2], at[3]};
  const Size *size = &call->operand_size[0];
  if (is_on_paper(call, 0)) return terms_of_whole(call, at, terms);
  for (place[0] = 1; place[0] < length_of(call, 0, 0); place[0]++) {
    double here = tensor_get(call->operand[0], offset_of(size, place));
    double largest = tensor_get(call->operand[0], offset_of(size, best));
    if (here > largest || (isnan(largest) && !isnan(here))) best[0] = place[0];
  }
  bool said = term_remark(terms, term_reference(terms, 0, best), NULL, " is the first maximum of its column");
  return said ? term_number(terms, best[0] == at[0]) : NULL;
}

#define TRANSFER_FIELDS(function) MAP_FIELDS(function), .form = FORM_FUNCTION, .elementwise = true, .role = "transfer function"
#define COLUMN_FIELDS(function)                                                                                    \
  .name = #function, .form = FORM_FUNCTION, .n_operands = 1, .size = size_like_operand, .forward = function##_forward, \
  .terms = function##_terms, .role = "transfer function"

static const OperatorRow rows[] = {
    {TRANSFER_FIELDS(purelin), .help = "linear transfer function: a = n",
     .example = "purelin([-2 0 2])"},
    {TRANSFER_FIELDS(logsig), .alias = {"sigmoid"}, .help = "log-sigmoid: a = 1/(1 + e^(-n))",
     .example = "logsig([-2 0 2])\nlogsig'(0)"},
    {TRANSFER_FIELDS(tansig), .alias = {"tanh"},
     .help = "hyperbolic tangent sigmoid: a = (e^n - e^(-n))/(e^n + e^(-n))",
     .example = "tansig([-2 0 2])\ntansig'(0)"},
    {TRANSFER_FIELDS(poslin), .alias = {"relu"}, .help = "positive linear: a = n for n > 0, otherwise 0",
     .example = "poslin([-2 0 2])"},
    {TRANSFER_FIELDS(satlin), .help = "saturating linear: n cut to 0 … 1",
     .example = "satlin([-2 0.5 2])"},
    {TRANSFER_FIELDS(satlins), .help = "symmetric saturating linear: n cut to -1 … 1",
     .example = "satlins([-2 0.5 2])"},
    {TRANSFER_FIELDS(hardlim), .constant = true, .help = "hard limit: 1 for n ≥ 0, otherwise 0",
     .example = "hardlim([-2 0 2])"},
    {TRANSFER_FIELDS(hardlims), .constant = true, .help = "symmetric hard limit: 1 for n ≥ 0, otherwise -1",
     .example = "hardlims([-2 0 2])"},
    {TRANSFER_FIELDS(softplus), .help = "softplus: a = log(1 + e^n)",
     .example = "softplus([-2 0 2])"},
    {COLUMN_FIELDS(softmax),
     .general = softmax_general, .help = "softmax of each column: a_i = e^(n_i) / Σ_j e^(n_j)",
     .example = "softmax([1; 2; 3])"},
    {COLUMN_FIELDS(logsoftmax), .help = "logarithm of the softmax of each column",
     .example = "logsoftmax([1; 2; 3])"},
    {COLUMN_FIELDS(compet), .constant = true, .help = "1 at each column's maximum (the first), otherwise 0",
     .example = "compet([1; 3; 2])"},
};

const OperatorFamily family_transfer = {"transfer", rows, sizeof rows / sizeof *rows};
