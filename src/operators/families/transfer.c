#include "kernels/softmax.h"
#include "operators/elementwise_rows.h"

MAP_FORWARD(purelin)
MAP_FORWARD(logsig)
MAP_FORWARD(tansig)
MAP_FORWARD(poslin)
MAP_FORWARD(satlin)
MAP_FORWARD(satlins)
MAP_FORWARD(hardlim)
MAP_FORWARD(hardlims)
MAP_FORWARD(softplus)

typedef void (*ColumnKernel)(Precision precision, int64_t rows, int64_t columns, const void *x, void *out);

static Status run_on_columns(OperatorCall *call, ColumnKernel kernel) {
  Status status = make_result(call);
  if (status != OK || tensor_count(call->result) == 0) return status;
  int64_t rows = call->result->size[0];
  kernel(call->precision, rows, tensor_count(call->result) / rows, call->operand[0]->data, call->result->data);
  return OK;
}

static Status softmax_forward(OperatorCall *call) { return run_on_columns(call, softmax_columns); }
static Status logsoftmax_forward(OperatorCall *call) { return run_on_columns(call, logsoftmax_columns); }
static Status compet_forward(OperatorCall *call) { return run_on_columns(call, compet_columns); }

#define TRANSFER_FIELDS(function) MAP_FIELDS(function), .form = FORM_FUNCTION, .elementwise = true
#define COLUMN_FIELDS(function)                                                                                    \
  .name = #function, .form = FORM_FUNCTION, .n_operands = 1, .size = size_like_operand, .forward = function##_forward

static const OperatorRow rows[] = {
    {TRANSFER_FIELDS(purelin), .help = "linear transfer function: a = n"},
    {TRANSFER_FIELDS(logsig), .alias = {"sigmoid"}, .help = "log-sigmoid: a = 1/(1 + e^(-n))"},
    {TRANSFER_FIELDS(tansig), .alias = {"tanh"},
     .help = "hyperbolic tangent sigmoid: a = (e^n - e^(-n))/(e^n + e^(-n))"},
    {TRANSFER_FIELDS(poslin), .alias = {"relu"}, .help = "positive linear: a = n for n > 0, otherwise 0"},
    {TRANSFER_FIELDS(satlin), .help = "saturating linear: n cut to 0 … 1"},
    {TRANSFER_FIELDS(satlins), .help = "symmetric saturating linear: n cut to -1 … 1"},
    {TRANSFER_FIELDS(hardlim), .constant = true, .help = "hard limit: 1 for n ≥ 0, otherwise 0"},
    {TRANSFER_FIELDS(hardlims), .constant = true, .help = "symmetric hard limit: 1 for n ≥ 0, otherwise -1"},
    {TRANSFER_FIELDS(softplus), .help = "softplus: a = log(1 + e^n)"},
    {COLUMN_FIELDS(softmax), .help = "softmax of each column: a_i = e^(n_i) / Σ_j e^(n_j)"},
    {COLUMN_FIELDS(logsoftmax), .help = "logarithm of the softmax of each column"},
    {COLUMN_FIELDS(compet), .constant = true, .help = "1 at each column's maximum (the first), otherwise 0"},
};

const OperatorFamily family_transfer = {"transfer", rows, sizeof rows / sizeof *rows};
