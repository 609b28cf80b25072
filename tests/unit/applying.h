/* Helpers of the tests of operator rows: arrays, applications of a row by name, and what is expected of them. Included
   once by each test program. */
#ifndef CNN_TESTS_APPLYING_H
#define CNN_TESTS_APPLYING_H

#include "operators/operator.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static Context context;

static inline void open_context(void) { context_open(&context, NULL, NULL, 0); }

static inline void close_context(void) {
  clear_error(&context);
  cr_assert_eq(context.memory.used, sizeof(Error) * ERRORS_MAX + 16, "a tensor was not released");
  context_close(&context);
}

/* ---- arrays and applications ---- */

static inline Tensor *array(int64_t rows, int64_t columns, int64_t maps, int64_t examples) {
  return tensor_zeros(&context, DOUBLE, (int64_t[]){rows, columns, maps, examples});
}

static inline Tensor *matrix(int64_t rows, int64_t columns, const double *row_by_row) {
  Tensor *x = array(rows, columns, 1, 1);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) tensor_set(x, j * rows + i, row_by_row[i * columns + j]);
  return x;
}
#define MATRIX(rows, columns, ...) matrix(rows, columns, (const double[]){__VA_ARGS__})
#define COLUMN(...) matrix(sizeof((double[]){__VA_ARGS__}) / sizeof(double), 1, (const double[]){__VA_ARGS__})

static uint64_t seed = 88172645463325252u;

static inline int64_t draw_between(int64_t low, int64_t high) {
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return low + (int64_t)((seed >> 11) % (uint64_t)(high - low + 1));
}

static inline Tensor *integers(int64_t rows, int64_t columns, int64_t maps, int64_t examples) {
  Tensor *x = array(rows, columns, maps, examples);
  for (int64_t i = 0; i < tensor_count(x); i++) tensor_set(x, i, (double)draw_between(-9, 9));
  return x;
}

typedef struct Application {
  const char *name;
  Tensor *operand[OPERANDS_MAX]; /* released by apply */
  int n_given;                   /* numbers for the parameters, in order */
  int64_t given[8];
} Application;

static inline Status try_apply(const Application *application, bool keep, OperatorCall *call) {
  const OperatorRow *row = find_operator(application->name);
  cr_assert_not_null(row, "%s", application->name);
  *call = (OperatorCall){.context = &context, .row = row, .n_operands = row->n_operands};
  for (int i = 0; row->parameter[i].name; i++) call->n_operands += row->parameter[i].kind == PARAMETER_OPERAND;
  memcpy(call->operand, application->operand, sizeof call->operand);
  for (int i = 0; i < call->n_operands; i++)
    if (call->operand[i] && call->operand[i]->precision == SINGLE) call->precision = SINGLE;
  for (int i = 0; i < application->n_given; i++)
    call->parameter[i] = (ParameterValue){.given = true, .n = 1, .extent = {extent_of(application->given[i])}};
  Status status = apply_operator(call);
  for (int i = 0; i < OPERANDS_MAX && !keep; i++) tensor_release(&context, application->operand[i]);
  return status;
}

static inline Tensor *run(Application application, bool keep) {
  OperatorCall call;
  Status status = try_apply(&application, keep, &call);
  cr_assert_eq(status, OK, "%s: %s", application.name, context.error->message);
  return call.result;
}
#define APPLY(row, ...) run((Application){row, {__VA_ARGS__}, 0, {0}}, false)
#define APPLY_KEEPING(row, ...) run((Application){row, {__VA_ARGS__}, 0, {0}}, true)
#define NUMBERS(...) sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), {__VA_ARGS__}

static inline void expect_error(Application application, const char *part) {
  OperatorCall call;
  Status status = try_apply(&application, false, &call);
  cr_expect_eq(status, FAILED, "%s did not fail", application.name);
  cr_expect(strstr(context.error->message, part) || (context.error->n_notes && strstr(context.error->note[0], part)),
            "%s says: %s", application.name, context.error->message);
  clear_error(&context);
}
#define EXPECT_ERROR(part, row, ...) expect_error((Application){row, {__VA_ARGS__}, 0, {0}}, part)

static inline bool equal(const Tensor *a, const Tensor *b) {
  if (!same_size(a, b)) return false;
  for (int64_t i = 0; i < tensor_count(a); i++)
    if (tensor_get(a, i) != tensor_get(b, i) && !(isnan(tensor_get(a, i)) && isnan(tensor_get(b, i)))) return false;
  return true;
}

static inline void expect_equal(Tensor *result, Tensor *expected) {
  cr_expect(equal(result, expected));
  for (int64_t i = 0; i < tensor_count(result) && i < tensor_count(expected); i++)
    if (tensor_get(result, i) != tensor_get(expected, i) && !isnan(tensor_get(expected, i)))
      cr_expect_eq(tensor_get(result, i), tensor_get(expected, i), "element %d", (int)i);
  tensor_release(&context, result);
  tensor_release(&context, expected);
}

static inline double inner_product(const Tensor *a, const Tensor *b) {
  double sum = 0;
  cr_assert(same_size(a, b));
  for (int64_t i = 0; i < tensor_count(a); i++) sum += tensor_get(a, i) * tensor_get(b, i);
  return sum;
}

#endif
