/* Layer 4: what the families of element-wise operators share: a forward function a kernel. */
#ifndef CNN_OPERATORS_ELEMENTWISE_ROWS_H
#define CNN_OPERATORS_ELEMENTWISE_ROWS_H

#include "kernels/elementwise.h"
#include "kernels/functions.h"
#include "operators/sizes.h"

static inline Status map_operand(OperatorCall *call, Mapping mapping) {
  Status status = make_result(call);
  if (status != OK) return status;
  return map_elements(call->context, mapping, call->precision, tensor_count(call->result), call->operand[0]->data,
                      call->result->data);
}

static inline Status combine_operands(OperatorCall *call, Combination combination) {
  Status status = make_result(call);
  if (status != OK) return status;
  const Tensor *x = call->operand[0], *y = call->operand[1];
  return combine_elements(call->context, combination, call->precision, call->result->size, x->data, x->size, y->data,
                          y->size, call->result->data);
}

#define MAP_FORWARD(function) \
  static Status function##_forward(OperatorCall *call) { return map_operand(call, MAP_##function); }
#define COMBINE_FORWARD(function) \
  static Status function##_forward(OperatorCall *call) { return combine_operands(call, COMBINE_##function); }

/* The fields that follow from the kernel's name; a row adds form, spelling, equation and help. */
#define MAP_FIELDS(function) \
  .name = #function, .n_operands = 1, .size = size_like_operand, .forward = function##_forward, .scalar1 = function##_of
#define COMBINE_FIELDS(function)                                                                \
  .name = #function, .n_operands = 2, .size = size_of_broadcast, .forward = function##_forward, \
  .scalar2 = function##_of, .broadcasts = true

#endif
