#include "kernels/reduce.h"
#include "operators/terms.h"

#include <math.h>
#include <string.h>

/* The parameter `axis`: 0 reduces everything, 1 … 4 one axis. */
static Status size_of_reduction(OperatorCall *call) {
  int64_t axis = parameter_number(call, 0, 0);
  if (axis < 0 || axis > AXES) {
    fail(call->context, "%s along axis %lld: axes are 1 (rows), 2 (columns), 3 (maps) and 4 (examples)",
         call->row->name, (long long)axis);
    add_note(call->context, "%s(\1X\1, 1) goes down each column, %s(\1X\1, 2) along each row, %s(\1X\1) over everything",
             call->row->name, call->row->name, call->row->name);
    return FAILED;
  }
  if (axis == 0) return size_of_number(call);
  call->size = call->operand_size[0];
  call->size.axis[axis - 1] = extent_of(1);
  return OK;
}

/* Indices are double, whatever the operand: single precision cannot count beyond 2^24. */
static Status size_of_indices(OperatorCall *call) {
  call->precision = DOUBLE;
  return size_of_reduction(call);
}

/* The operand as inner × n × outer around the reduced axis. */
typedef struct Split {
  int64_t inner, n, outer;
} Split;

static Split split_operand(const OperatorCall *call) {
  int64_t axis = parameter_number(call, 0, 0);
  Split split = {1, 1, 1};
  for (int i = 0; i < AXES; i++) {
    int64_t *part = axis == 0 || i == axis - 1 ? &split.n : i < axis - 1 ? &split.inner : &split.outer;
    *part *= length_of(call, 0, i);
  }
  return split;
}

static Status reduce(OperatorCall *call, Reduction reduction) {
  Status status = make_result(call);
  if (status != OK) return status;
  Split split = split_operand(call);
  return reduce_elements(call->context, reduction, call->precision, split.inner, split.n, split.outer,
                         call->operand[0]->data, call->result->data);
}

static Status check_not_empty(OperatorCall *call) {
  Split split = split_operand(call);
  if (split.n > 0 || split.inner * split.outer == 0) return OK;
  SizeText text = describe_operand(call, 0);
  fail(call->context, "%s of an empty array (%s) is not defined", call->row->name, text.text);
  add_note(call->context, "where \1X\1 may be empty, ask first: if numel(\1X\1) > 0");
  return FAILED;
}

static Status reduce_non_empty(OperatorCall *call, Reduction reduction) {
  Status status = check_not_empty(call);
  return status == OK ? reduce(call, reduction) : status;
}

static Status find_indices(OperatorCall *call, bool largest) {
  Status status = check_not_empty(call);
  if (status == OK) status = make_result(call);
  if (status != OK) return status;
  const Tensor *x = call->operand[0];
  Split split = split_operand(call);
  return find_extremes(call->context, largest, x->precision, split.inner, split.n, split.outer, x->data,
                       call->result->data);
}

static Status norm_forward(OperatorCall *call) {
  const Tensor *x = call->operand[0];
  double norm;
  Status status = norm_of_elements(call->context, x->precision, tensor_count(x), x->data, &norm);
  if (status == OK) status = make_result(call);
  if (status == OK) tensor_set(call->result, 0, norm);
  return status;
}

static Status sum_forward(OperatorCall *call) { return reduce(call, REDUCE_SUM); }
static Status mean_forward(OperatorCall *call) { return reduce(call, REDUCE_MEAN); }
static Status prod_forward(OperatorCall *call) { return reduce(call, REDUCE_PROD); }
static Status any_forward(OperatorCall *call) { return reduce(call, REDUCE_ANY); }
static Status all_forward(OperatorCall *call) { return reduce(call, REDUCE_ALL); }
static Status max_forward(OperatorCall *call) { return reduce_non_empty(call, REDUCE_MAX); }
static Status min_forward(OperatorCall *call) { return reduce_non_empty(call, REDUCE_MIN); }
static Status argmax_forward(OperatorCall *call) { return find_indices(call, true); }
static Status argmin_forward(OperatorCall *call) { return find_indices(call, false); }

/* ---- one element ---- */

/* The elements of X that are reduced to the one at `at`, added to the list in reading order. */
static Term *add_reduced(const OperatorCall *call, const int64_t at[AXES], Terms *terms, Term *list) {
  int64_t axis = parameter_number(call, 0, 0), first[AXES], n[AXES], place[AXES];
  for (int k = 0; k < AXES; k++) {
    bool whole = axis == 0 || axis == k + 1;
    first[k] = whole ? 0 : at[k];
    n[k] = whole ? length_of(call, 0, k) : 1;
  }
  for (int64_t k = 0; next_in_box(first, n, &k, place);)
    if (!term_add(terms, list, term_reference(terms, 0, place))) return NULL;
  return list;
}

static Term *sum_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return add_reduced(call, at, terms, term_list(terms, TERM_SUM, NULL));
}

/* Σ over an index for each axis that is reduced. */
static Term *sum_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t axis = parameter_number(call, 0, 0);
  Extent length[AXES], index[AXES], place[AXES];
  for (int k = 0; k < AXES; k++)
    length[k] = axis == 0 || axis == k + 1 ? call->operand_size[0].axis[k] : extent_of(1);
  open_box(terms->places, length, index);
  for (int k = 0; k < AXES; k++)
    place[k] = axis == 0 || axis == k + 1 ? index[k] : extent_of_place(terms->places, at[k]);
  return term_over_box(terms, index, length, reference_at(terms, 0, place));
}

static Term *mean_general(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  int64_t axis = parameter_number(call, 0, 0);
  Extent count = axis ? call->operand_size[0].axis[axis - 1] : extent_of(1);
  for (int k = 0; k < AXES && !axis; k++)
    count = extent_multiply(terms->places->paper, count, call->operand_size[0].axis[k]);
  return term_of_two(terms, TERM_QUOTIENT, NULL, sum_general(call, at, terms), term_extent(terms, count));
}

static Term *prod_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *list = add_reduced(call, at, terms, term_list(terms, TERM_PRODUCT, NULL));
  return list && !list->n ? term_number(terms, 1) : list;
}

static Term *mean_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *count = term_number(terms, (double)split_operand(call).n);
  return term_of_two(terms, TERM_QUOTIENT, NULL, sum_terms(call, at, terms), count);
}

static Term *list_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  return add_reduced(call, at, terms, term_list(terms, TERM_CALL, call->row->name));
}

/* The i-th of the reduced elements in storage order, as argmax counts them. */
static void place_in_order(const OperatorCall *call, const int64_t at[AXES], int64_t i, int64_t place[AXES]) {
  int64_t axis = parameter_number(call, 0, 0);
  if (axis == 0) place_of(&call->operand_size[0], i, place);
  for (int k = 0; k < AXES && axis; k++) place[k] = k == axis - 1 ? i : at[k];
}

/* The first one in storage order; NaN is left out beside numbers. */
static bool find_winner(const OperatorCall *call, const int64_t at[AXES], bool largest, int64_t winner[AXES]) {
  const Size *size = &call->operand_size[0];
  int64_t place[AXES], n = split_operand(call).n;
  double best = NAN;
  for (int64_t i = 0; i < n; i++) {
    place_in_order(call, at, i, place);
    double here = tensor_get(call->operand[0], offset_of(size, place));
    if (i > 0 && !(isnan(best) && !isnan(here)) && !(largest ? here > best : here < best)) continue;
    best = here;
    memcpy(winner, place, sizeof place);
  }
  return n > 0;
}

static Term *ordered_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  Term *list = term_list(terms, TERM_CALL, call->row->name);
  int64_t place[AXES], n = split_operand(call).n;
  for (int64_t i = 0; i < n; i++) {
    place_in_order(call, at, i, place);
    if (!term_add(terms, list, term_reference(terms, 0, place))) return NULL;
  }
  return list;
}

/* The list, and which element won. An index counts in storage order. */
static Term *extreme_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  bool is_index = strncmp(call->row->name, "arg", 3) == 0, largest = strstr(call->row->name, "max") != NULL;
  int64_t winner[AXES];
  bool known = !is_on_paper(call, 0) && find_winner(call, at, largest, winner);
  if (known && !term_remark(terms, term_reference(terms, 0, winner), NULL, NULL))
    return NULL;
  return is_index ? ordered_terms(call, at, terms) : list_terms(call, at, terms);
}

/* √ of the sum of squares */
static Term *norm_terms(const OperatorCall *call, const int64_t at[AXES], Terms *terms) {
  static const int64_t first[AXES];
  int64_t n[AXES], place[AXES];
  (void)at;
  for (int k = 0; k < AXES; k++) n[k] = length_of(call, 0, k);
  Term *sum = term_list(terms, TERM_SUM, NULL);
  for (int64_t k = 0; next_in_box(first, n, &k, place);)
    if (!term_add(terms, sum, term_square(terms, term_reference(terms, 0, place)))) return NULL;
  return term_of(terms, TERM_CALL, "sqrt", sum);
}

#define AXIS_PARAMETER \
  {{"axis", PARAMETER_NUMBER, 0, "1 rows, 2 columns, 3 maps, 4 examples; 0, the default: everything"}}
#define REDUCTION_FIELDS(function, size_rule, terms_of_it)                                                       \
  .name = #function, .form = FORM_FUNCTION, .n_operands = 1, .parameter = AXIS_PARAMETER, .size = size_rule,     \
  .forward = function##_forward, .terms = terms_of_it

static const OperatorRow rows[] = {
    {REDUCTION_FIELDS(sum, size_of_reduction, sum_terms),
     .general = sum_general, .help = "sum of all elements, sum(X, axis) along one axis",
     .example = "X = [1 2; 3 4]\nsum(X)\nsum(X, 1)"},
    {REDUCTION_FIELDS(mean, size_of_reduction, mean_terms), .general = mean_general,
     .help = "mean of all elements, mean(X, axis) along one axis",
     .example = "X = [1 2; 3 4]\nmean(X)\nmean(X, 2)"},
    {REDUCTION_FIELDS(prod, size_of_reduction, prod_terms),
     .help = "product of all elements, prod(X, axis) along one axis",
     .example = "prod([2 3 4])"},
    {REDUCTION_FIELDS(max, size_of_reduction, extreme_terms), .notation = "\\max",
     .help = "largest element, max(X, axis) along one axis; NaN is left out",
     .example = "X = [1 5; 3 4]\nmax(X)\nmax(X, 1)"},
    {REDUCTION_FIELDS(min, size_of_reduction, extreme_terms), .notation = "\\min",
     .help = "smallest element, min(X, axis) along one axis; NaN is left out",
     .example = "X = [1 5; 3 4]\nmin(X)\nmin(X, 1)"},
    {REDUCTION_FIELDS(argmax, size_of_indices, extreme_terms), .constant = true,
     .help = "index of the largest element (the first in storage order), argmax(X, axis) along one axis",
     .example = "argmax([1 5; 3 4], 1)"},
    {REDUCTION_FIELDS(argmin, size_of_indices, extreme_terms), .constant = true,
     .help = "index of the smallest element (the first in storage order), argmin(X, axis) along one axis",
     .example = "argmin([1 5; 3 4], 1)"},
    {REDUCTION_FIELDS(any, size_of_reduction, list_terms), .constant = true,
     .help = "1 if an element is not 0, also along one axis",
     .example = "any([0 0 1])"},
    {REDUCTION_FIELDS(all, size_of_reduction, list_terms), .constant = true,
     .help = "1 if no element is 0, also along one axis",
     .example = "all([0 0 1])"},
    {.name = "norm", .notation = "\\left\\| # \\right\\|", .form = FORM_FUNCTION, .n_operands = 1, .size = size_of_number, .forward = norm_forward,
     .terms = norm_terms, .help = "Frobenius norm: √ of the sum of all squares",
     .example = "norm([3 4])"},
};

const OperatorFamily family_reduction = {"reduction", rows, sizeof rows / sizeof *rows};
