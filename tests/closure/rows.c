/* Prints every operator, and every operator with each of its parameters, a line each: what tests/closure/pairs.txt must
   hold. */
#include "operators/operator.h"

#include <stdio.h>

static void print_row(const OperatorRow *row) {
  printf("%s\n", row->name);
  for (int k = 0; k < PARAMETERS_MAX && row->parameter[k].name; k++)
    printf("%s %s\n", row->name, row->parameter[k].name);
}

int main(void) {
  for (int family = 0; operator_families[family]; family++)
    for (int k = 0; k < operator_families[family]->n_rows; k++) print_row(&operator_families[family]->rows[k]);
  return 0;
}
