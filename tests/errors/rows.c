/* Prints what can be given wrongly, a line each: every operator with `type`, with `sizes` where its size rule refuses
   some sizes, and with each of its parameters; every built-in procedure with `arguments`. What a case in
   operators_*.cases must be there for (tests/misfits.sh); the last word is what its program must contain, `-` for
   anything. */
#include "evaluate/procedures.h"
#include "operators/sizes.h"

#include <stdio.h>
#include <string.h>

static const int64_t tried[][AXES] = {{1, 1, 1, 1}, {2, 2, 1, 1}, {2, 3, 1, 1}, {3, 2, 1, 1}, {3, 1, 1, 1},
                                      {2, 2, 3, 1}, {2, 2, 1, 3}, {0, 0, 1, 1}, {5, 5, 2, 2}};
enum { TRIED = sizeof tried / sizeof *tried };

static Size size_number(int i) {
  return size_from(extent_of(tried[i][0]), extent_of(tried[i][1]), extent_of(tried[i][2]), extent_of(tried[i][3]));
}

static bool refuses(Context *context, const OperatorRow *row, int first, int others) {
  OperatorCall call = {.context = context, .row = row, .n_operands = row->n_operands};
  for (int i = 0; i < row->n_operands; i++) call.operand_size[i] = size_number(i ? others : first);
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (row->parameter[i].kind == PARAMETER_OPERAND) call.operand_size[call.n_operands++] = size_number(others);
  bool refused = find_size(&call) != OK;
  clear_error(context);
  return refused;
}

static bool can_fail_on_sizes(Context *context, const OperatorRow *row) {
  bool fails = false;
  for (int first = 0; first < TRIED; first++)
    for (int others = 0; others < TRIED && !fails; others++) fails = refuses(context, row, first, others);
  return fails;
}

static const char *spelling(const OperatorRow *row) {
  return row->glyph ? row->glyph : row->form == FORM_FUNCTION ? row->name : "-";
}

static void print_row(Context *context, const OperatorRow *row) {
  printf("%s type %s\n", row->name, spelling(row));
  if (can_fail_on_sizes(context, row)) printf("%s sizes %s\n", row->name, spelling(row));
  for (int k = 0; k < PARAMETERS_MAX && row->parameter[k].name; k++) {
    bool by_position = row->parameter[k].kind == PARAMETER_SIZE || row->parameter[k].kind == PARAMETER_NUMBER;
    printf("%s %s %s\n", row->name, row->parameter[k].name, by_position ? spelling(row) : row->parameter[k].name);
  }
}

int main(void) {
  Context context;
  if (context_open(&context, NULL, NULL, 0) != OK) return 1;
  for (int family = 0; operator_families[family]; family++)
    for (int k = 0; k < operator_families[family]->n_rows; k++)
      print_row(&context, &operator_families[family]->rows[k]);
  for (int k = 0; procedure_lists[k]; k++)
    for (const Procedure *procedure = procedure_lists[k]; procedure->name; procedure++)
      printf("%s arguments %s\n", procedure->name, procedure->name);
  context_close(&context);
  return 0;
}
