/* Family: another name for a value, so that each step of the trail has one name: A = P. */
#include "operators/terms.h"

static Status size_of_alias(OperatorCall *call) {
  call->size = call->operand_size[0];
  return OK;
}

static Status share(OperatorCall *call) {
  call->result = tensor_retain(call->operand[0]);
  return OK;
}

static const OperatorRow rows[] = {
    {.name = "alias", .form = FORM_INTERNAL, .n_operands = 1, .size = size_of_alias, .forward = share,
     .terms = terms_same_place, .general = terms_same_place,
     .help = "A = P: another name for a value",
     .example = "P = [1 2]\nA = P\nA"},
};

const OperatorFamily family_alias = {"alias", rows, sizeof rows / sizeof *rows};
