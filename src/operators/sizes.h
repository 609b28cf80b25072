/* Layer 4: size rules and texts that several families share. */
#ifndef CNN_OPERATORS_SIZES_H
#define CNN_OPERATORS_SIZES_H

#include "operators/operator.h"

enum { SIZE_BYTES = 160 };

/* A size as text for an error, cut where it does not fit. */
typedef struct SizeText {
  char text[SIZE_BYTES];
} SizeText;

SizeText describe_size(Context *context, const Size *size);
SizeText describe_extent(Context *context, Extent extent);
SizeText describe_operand(const OperatorCall *call, int operand);

/* Tells beside an error what the parameter is: "stride: …". */
void note_parameter(Context *context, const OperatorRow *row, int parameter);

bool operand_is_given(const OperatorCall *call, int operand); /* also in symbolic evaluation: a size of zeros is none */
bool size_is_one_number(const Size *size);  /* certainly 1 × 1 × 1 × 1 */
Size size_transposed(const Size *size);     /* rows and columns exchanged */
Extent count_of(const OperatorCall *call, const Size *size); /* number of elements */

Status size_like_operand(OperatorCall *call);   /* the result has operand 0's size */
Status size_of_broadcast(OperatorCall *call);   /* of operands 0 and 1 */
Status size_of_number(OperatorCall *call);      /* 1 × 1 */

/* Fails unless the operand has one map and one example; `what` names it ("the left side"). */
Status check_is_matrix(OperatorCall *call, int operand, const char *what);

/* A result that shares operand 0's elements, seen with call->size. */
Status view_operand(OperatorCall *call);


#endif
