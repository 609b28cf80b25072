#include "kernels/performance.h"
#include "operators/terms.h"

#include <string.h>

/* A class number an example, where the outputs have a row for each class. */
static bool are_class_numbers(OperatorCall *call) {
  const Size *t = &call->operand_size[0], *a = &call->operand_size[1];
  bool vector = extent_equal(t->axis[0], extent_of(1)) == YES || extent_equal(t->axis[1], extent_of(1)) == YES;
  return vector && extent_equal(count_of(call, t), a->axis[1]) == YES && extent_less(extent_of(1), a->axis[0]) == YES;
}

static void note_targets(OperatorCall *call) {
  Size turned = size_transposed(&call->operand_size[0]);
  const Extent *t = call->operand_size[0].axis, *a = call->operand_size[1].axis;
  if (are_class_numbers(call))
    add_note(call->context, "class numbers become columns with a single 1 by onehot(\1T\1, %s)",
             describe_extent(call->context, a[0]).text);
  else if (size_equal(&turned, &call->operand_size[1]) == YES)
    add_note(call->context, "an example is a column; the targets transposed, \1T\1', have the outputs' size");
  else if (extent_equal(t[0], a[0]) == YES && extent_equal(t[1], a[1]) == NO)
    add_note(call->context, "an example is a column: the targets have %s, the outputs %s",
             describe_extent(call->context, t[1]).text, describe_extent(call->context, a[1]).text);
  else
    add_note(call->context, "an example is a column of a matrix, or stands along axis 4 of maps; its target is as large "
                            "as its output");
}

/* The targets T and the outputs have one size; the result is one number. */
static Status performance_size(OperatorCall *call) {
  size_of_number(call);
  if (size_equal(&call->operand_size[0], &call->operand_size[1]) != NO) return OK;
  const char *name = strcmp(call->row->name, "softmax_crossentropy") == 0 ? "crossentropy" : call->row->name;
  SizeText targets = describe_operand(call, 0), outputs = describe_operand(call, 1);
  fail(call->context, "the targets are %s but the outputs %s: %s compares arrays of equal size", targets.text,
       outputs.text, name);
  note_targets(call);
  return FAILED;
}

/* Q: the last axis that batches use, columns of a matrix and axis 4 otherwise. */
static int64_t examples_of(const Tensor *x) { return x->size[2] == 1 && x->size[3] == 1 ? x->size[1] : x->size[3]; }

static Status give_number(OperatorCall *call, Status status, double value) {
  if (status == OK) status = make_result(call);
  if (status == OK) tensor_set(call->result, 0, value);
  return status;
}

static Status squares_over(OperatorCall *call, int64_t examples) {
  const Tensor *t = call->operand[0], *a = call->operand[1];
  double sum;
  Status status = squared_errors(call->context, call->precision, tensor_count(t), t->data, a->data, &sum);
  return give_number(call, status, sum / (double)examples);
}

static Status sse_forward(OperatorCall *call) { return squares_over(call, 1); }
static Status mse_forward(OperatorCall *call) { return squares_over(call, examples_of(call->operand[0])); }

static Status crossentropy_forward(OperatorCall *call) {
  const Tensor *t = call->operand[0], *a = call->operand[1];
  double sum;
  Status status = cross_entropy(call->context, call->precision, tensor_count(t), t->data, a->data, &sum);
  return give_number(call, status, sum / (double)examples_of(t));
}

static Status softmax_crossentropy_forward(OperatorCall *call) {
  const Tensor *t = call->operand[0], *n = call->operand[1];
  int64_t rows = t->size[0], columns = rows ? tensor_count(t) / rows : 0;
  double sum;
  Status status = softmax_cross_entropy(call->context, call->precision, rows, columns, t->data, n->data, &sum);
  return give_number(call, status, sum / (double)examples_of(t));
}

/* ---- the terms of each element of T and A, added up ---- */

typedef Term *(*PairTerm)(const OperatorCall *call, const int64_t at[AXES], Terms *terms);

static Term *sum_of_pairs(const OperatorCall *call, Terms *terms, PairTerm pair) {
  static const int64_t first[AXES];
  int64_t n[AXES], place[AXES];
  for (int k = 0; k < AXES; k++) n[k] = length_of(call, 0, k);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t k = 0; next_in_box(first, n, &k, place);)
    if (!term_add(terms, sum, pair(call, place, terms))) return NULL;
  return sum;
}

static Term *over_examples(const OperatorCall *call, Terms *terms, Term *sum) {
  bool is_matrix = length_of(call, 0, 2) == 1 && length_of(call, 0, 3) == 1;
  int64_t examples = length_of(call, 0, is_matrix ? 1 : 3);
  return examples == 1 ? sum : term_of_two(terms, TERM_QUOTIENT, NULL, sum, term_number(terms, (double)examples));
}

static Term *squared_error(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  (void)call;
  Term *negative = term_of(terms, TERM_NEGATIVE, NULL, term_reference(terms, 1, at));
  return term_square(terms, term_of_two(terms, TERM_SUM, NULL, term_reference(terms, 0, at), negative));
}

static Term *sse_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  (void)at;
  return sum_of_pairs(call, terms, squared_error);
}

static Term *mse_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return over_examples(call, terms, sse_terms(call, at, terms));
}

/* log of softmax's element at `place`: n - log(Σ_j exp(n_j)) of its column. */
static Term *log_of_softmax(const OperatorCall *call, const int64_t place[AXES], Terms *terms) {
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t i = 0; i < length_of(call, 1, 0); i++) {
    Term *n = term_reference(terms, 1, (int64_t[AXES]){i, place[1], place[2], place[3]});
    if (!term_add(terms, sum, term_of(terms, TERM_CALL, "exp", n))) return NULL;
  }
  Term *negative = term_of(terms, TERM_NEGATIVE, NULL, term_of(terms, TERM_CALL, "log", sum));
  return term_of_two(terms, TERM_SUM, NULL, term_reference(terms, 1, place), negative);
}

static Term *log_of_output(const OperatorCall *call, const int64_t place[AXES], Terms *terms) {
  (void)call;
  return term_of(terms, TERM_CALL, "log", term_reference(terms, 1, place));
}

/* -Σ t log(a); where t is 0, so is the term. */
static Term *entropy_of_pairs(const OperatorCall *call, Terms *terms, PairTerm log_of) {
  static const int64_t first[AXES];
  int64_t n[AXES], place[AXES], zeros = 0;
  for (int k = 0; k < AXES; k++) n[k] = length_of(call, 0, k);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t k = 0; next_in_box(first, n, &k, place);) {
    if (call->operand[0] && tensor_get(call->operand[0], offset_of(&call->operand_size[0], place)) == 0) {
      zeros++;
      continue;
    }
    Term *t = term_reference(terms, 0, place), *log = log_of(call, place, terms);
    if (!term_add(terms, sum, term_of_two(terms, TERM_PRODUCT, NULL, t, log))) return NULL;
  }
  if (zeros && !term_remark_format(terms, "%lld of %lld terms have t = 0", (long long)zeros,
                                   (long long)tensor_count(call->operand[0])))
    return NULL;
  return term_of(terms, TERM_NEGATIVE, NULL, over_examples(call, terms, sum));
}

static Term *crossentropy_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  (void)at;
  return entropy_of_pairs(call, terms, log_of_output);
}

static Term *softmax_crossentropy_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  (void)at;
  return entropy_of_pairs(call, terms, log_of_softmax);
}

#define PERFORMANCE_FIELDS(function) \
  .name = #function, .n_operands = 2, .size = performance_size, .forward = function##_forward, .role = "performance function"

static const OperatorRow rows[] = {
    {PERFORMANCE_FIELDS(sse), .terms = sse_terms, .form = FORM_FUNCTION, .help = "sse(T, A): sum of squared errors",
     .example = "sse([1 0], [0.9 0.2])"},
    {PERFORMANCE_FIELDS(mse), .terms = mse_terms, .form = FORM_FUNCTION,
     .help = "mse(T, A): squared errors summed over each example, averaged over the examples",
     .example = "T = [1 0; 0 1]\nA = [0.9 0.2; 0.1 0.8]\nmse(T, A)"},
    {PERFORMANCE_FIELDS(crossentropy), .terms = crossentropy_terms, .form = FORM_FUNCTION,
     .help = "crossentropy(T, A): -Σ T ∘ log(A), averaged over the examples; 0 log(0) is 0",
     .example = "T = [1; 0]\ncrossentropy(T, softmax([2; 0]))"},
    {PERFORMANCE_FIELDS(softmax_crossentropy), .terms = softmax_crossentropy_terms, .form = FORM_INTERNAL,
     .help = "crossentropy(T, softmax(N)): from the net input N, without the softmax's underflow",
     .example = "T = [1; 0]\nN = [2; 0]\ncrossentropy(T, softmax(N))"},
};

const OperatorFamily family_performance = {"performance", rows, sizeof rows / sizeof *rows};
