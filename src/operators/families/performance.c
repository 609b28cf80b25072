#include "kernels/performance.h"
#include "operators/terms.h"

/* The targets T and the outputs have one size; the result is one number. */
static Status performance_size(OperatorCall *call) {
  size_of_number(call);
  if (size_equal(&call->operand_size[0], &call->operand_size[1]) != NO) return OK;
  SizeText targets = describe_operand(call, 0), outputs = describe_operand(call, 1);
  return fail(call->context, "the targets are %s but the outputs %s: %s compares arrays of equal size", targets.text,
              outputs.text, call->row->name);
}

/* Q: the last axis that batches use, columns of a matrix and axis 4 otherwise. */
static int64_t examples_of(const Tensor *x) { return x->size[2] == 1 && x->size[3] == 1 ? x->size[1] : x->size[3]; }

static Status give_number(OperatorCall *call, double value) {
  Status status = make_result(call);
  if (status == OK) tensor_set(call->result, 0, value);
  return status;
}

static double squares_of(const OperatorCall *call) {
  const Tensor *t = call->operand[0], *a = call->operand[1];
  return squared_errors(call->precision, tensor_count(t), t->data, a->data);
}

static Status sse_forward(OperatorCall *call) { return give_number(call, squares_of(call)); }

static Status mse_forward(OperatorCall *call) {
  return give_number(call, squares_of(call) / (double)examples_of(call->operand[0]));
}

static Status crossentropy_forward(OperatorCall *call) {
  const Tensor *t = call->operand[0], *a = call->operand[1];
  double sum = cross_entropy(call->precision, tensor_count(t), t->data, a->data);
  return give_number(call, sum / (double)examples_of(t));
}

static Status softmax_crossentropy_forward(OperatorCall *call) {
  const Tensor *t = call->operand[0], *n = call->operand[1];
  int64_t rows = t->size[0], columns = rows ? tensor_count(t) / rows : 0;
  double sum = softmax_cross_entropy(call->precision, rows, columns, t->data, n->data);
  return give_number(call, sum / (double)examples_of(t));
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
