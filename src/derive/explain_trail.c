/* From the trail to a tree that ends in named variables: steps without a name are written out in place while that stays
   readable, and are otherwise given a name and explained below. */
#include "derive/explain.h"

#include <string.h>

enum { WIDTH = 100, WIDTH_LEAST = 30 };
enum { WHERE_MOST = 12, WORK_MAX = 200000, LEAVES_INLINE = 2, LEAVES_FEW = 3, FEW = 4, LEAVES_ALONE = 24 };

static size_t width_of(const State *state) {
  int columns = state->display.columns;
  return columns <= 0 || columns > WIDTH ? WIDTH : columns < WIDTH_LEAST ? WIDTH_LEAST : (size_t)columns;
}

void explanation_open(Explanation *e, State *state, const Sweep *sweep, bool full) {
  *e = (Explanation){.state = state, .sweep = sweep, .full = full, .width = width_of(state), .where_most = WHERE_MOST};
  arena_open(&e->arena, &state->context.memory);
  e->places = (Places){.context = &state->context, .is_taken = is_taken, .user = state};
}

void explanation_close(Explanation *e) {
  Memory *memory = &e->state->context.memory;
  memory_release(memory, e->named);
  memory_release(memory, e->places.place);
  memory_release(memory, e->where);
  arena_close(&e->arena);
}

bool is_computed(const TrailNode *node) { return node->row || node->function; }

const Variable *variable_of_node(const State *state, const TrailNode *node) {
  const Name *name = node->name;
  if (!name || !node->owner) return NULL;
  if (name->global >= 0 && state->global[name->global].id == node->owner) return &state->global[name->global];
  for (const Frame *frame = state->frame; frame; frame = frame->caller)
    for (int i = 0; i < frame->code->n_slots; i++)
      if (frame->slot[i].id == node->owner) return &frame->slot[i];
  return NULL;
}

bool is_visible(const State *state, const TrailNode *node) {
  return node->name && (!node->owner || variable_of_node(state, node));
}

/* ---- the step as an operator's call ---- */

static void close_call(OperatorCall *call) {
  for (int i = 0; i < call->n_operands; i++) tensor_release(call->context, call->operand[i]);
}

static Status open_call(Explanation *e, const TrailNode *node, OperatorCall *call) {
  State *state = e->state;
  *call =
      (OperatorCall){.context = &state->context, .arena = paper_of(state), .row = node->row, .size = node->output_size};
  call->precision = value_precision(node->output);
  for (int i = 0; node->parameter && i < PARAMETERS_MAX && node->row->parameter[i].name; i++)
    call->parameter[i] = node->parameter[i];
  for (; call->n_operands < node->n_inputs; call->n_operands++) {
    int i = call->n_operands;
    if (!is_operand(node->input[i])) continue;
    call->operand_size[i] = value_size(node->input[i]);
    if (is_symbol(node->input[i])) continue;
    call->operand[i] = value_to_tensor(state, node->input[i], value_precision(node->input[i]));
    if (!call->operand[i]) return close_call(call), state->context.error->status;
  }
  return OK;
}

static Term *function_terms(const TrailNode *node, const int64_t at[AXES], Terms *terms) {
  const Name *name = node->function->code ? node->function->code->name : NULL;
  Term *term = term_list(terms, TERM_CALL, name ? name->text : "function");
  for (int i = 0; i < node->n_inputs; i++)
    if (!term_add(terms, term, term_whole(terms, i))) return NULL;
  return term_element(terms, term, &node->output_size, at);
}

static Status fail_general(Explanation *e, const TrailNode *node) {
  Context *context = &e->state->context;
  fail(context, "an element of %s cannot be written for lengths that are symbols", row_name(node->row));
  add_note(context, "with numbers for the sizes, as in sym W(2,2), P(3,3), it can");
  return FAILED;
}

Status step_terms(Explanation *e, const TrailNode *node, const int64_t at[AXES], Terms *terms, Term **out) {
  OperatorCall call;
  e->places.paper = paper_of(e->state);
  terms_open(terms, &e->state->context, &e->arena, &e->places, e->full);
  if (!node->row) {
    *out = function_terms(node, at, terms);
  } else {
    Status status = open_call(e, node, &call);
    if (status != OK) return status;
    *out = is_general(&call, at) ? general_terms(&call, at, terms) : terms_of_element(&call, at, terms);
    close_call(&call);
    if (terms->has_no_form) return fail_general(e, node);
  }
  if (e->places.failed) *out = NULL;
  return *out ? OK : fail_out_of_memory(&e->state->context);
}

/* ---- references ---- */

static int64_t count_references(const Term *term) {
  int64_t count = term->left_out + (term->kind == TERM_REFERENCE);
  for (const Term *part = term->first; part; part = part->next) count += count_references(part);
  return count;
}

/* What is written, numbers included or not. */
static int64_t count_leaves(const Term *term, bool numbers) {
  int64_t count = !term->first && (numbers || term->kind != TERM_NUMBER);
  for (const Term *part = term->first; part; part = part->next) count += count_leaves(part, numbers);
  return count;
}

/* Short ones, and long ones where few stand beside them. */
static bool is_readable_inline(const Explanation *e, const Term *term, int64_t references) {
  if (references <= 2) return e->full || count_leaves(term, true) <= LEAVES_ALONE;
  return count_leaves(term, false) <= (references <= FEW ? LEAVES_FEW : LEAVES_INLINE);
}

/* The unprinted ⊠ave of an operand that was expanded is passed over: the reference is to the operand itself. */
static Value operand_behind(const TrailNode *node, int operand) {
  Value value = node->input[operand];
  while (value.node && value.node->output.kind == VALUE_NONE && value.node->n_inputs == 1) value = value.node->input[0];
  return value;
}

static Status refer_to(Explanation *e, const TrailNode *node, Term *term) {
  term->kind = TERM_REFERENCE;
  return name_value(e, node, &term->operand);
}

static void put_in_place(Term *term, const Term *by) {
  Term *next = term->next;
  *term = *by;
  term->next = next;
}

/* A Σ inside of a Σ would have the same indices. */
static bool has_index(const Term *term) {
  bool has = term->kind == TERM_OVER || term->kind == TERM_LARGEST;
  for (const Term *part = term->first; part && !has; part = part->next) has = has_index(part);
  return has;
}

/* cube(w) = 8: how a function of the user's computes is not told. */
static Status remark_value(Explanation *e, const Term *call, double number) {
  Term *piece = arena_allocate(&e->arena, 3 * sizeof *piece);
  Text text;
  text_open(&text, &e->state->context.memory);
  text_format(&text, " = ");
  format_number(number, &text);
  const char *value = text.failed ? NULL : arena_copy(&e->arena, text_string(&text), text.length);
  text_close(&text);
  if (!piece || !value) return fail_out_of_memory(&e->state->context);
  piece[0] = *call;
  piece[1] = (Term){.kind = TERM_TEXT, .word = value, .next = &piece[2]};
  piece[2] = (Term){.kind = TERM_TEXT};
  piece[0].next = &piece[1];
  *e->remark_end = piece;
  e->remark_end = &piece[2].next;
  return OK;
}

/* A step without a name. */
static Status write_out(Explanation *e, const TrailNode *node, Term *term, int64_t references, bool is_over) {
  Term *inner = NULL, **end = e->remark_end;
  if (node->function && !is_one_number(node->output)) return refer_to(e, node, term);
  if (stack_is_deep(e->state) || e->work >= WORK_MAX) return refer_to(e, node, term);
  Status status = element_terms(e, node, term->at, &inner);
  if (status != OK) return status;
  bool is_inline = is_readable_inline(e, inner, references) && !(is_over && has_index(inner));
  if (!is_inline || references > 2) e->remark_end = end, *end = NULL; /* of one among many */
  if (!is_inline) return refer_to(e, node, term);
  put_in_place(term, inner);
  return node->function && node->output.kind == VALUE_NUMBER ? remark_value(e, term, node->output.number) : OK;
}

/* 2 p of lengths: it has no history. */
static Status describe_symbol(Explanation *e, Value value, Term *term) {
  Terms terms;
  Extent extent;
  terms_open(&terms, &e->state->context, &e->arena, &e->places, e->full);
  Term *text = read_extent(value, &extent) ? term_extent(&terms, extent) : term_list(&terms, TERM_TEXT, "…");
  if (!text) return fail_out_of_memory(&e->state->context);
  return put_in_place(term, text), OK;
}

static Status resolve_reference(Explanation *e, const TrailNode *node, Term *term, int64_t references, bool is_over) {
  Value value = operand_behind(node, term->operand);
  const TrailNode *from = value.node;
  if (from && (!is_computed(from) ? from->name != NULL : is_visible(e->state, from))) return refer_to(e, from, term);
  if (from && is_given_name(e, from)) return refer_to(e, from, term);
  if (from && is_computed(from)) return write_out(e, from, term, references, is_over);
  if (is_symbol(value)) return describe_symbol(e, value, term);
  Size size = value_size(value);
  term->kind = TERM_NUMBER;
  term->number = value_element(value, offset_of(&size, term->at));
  return OK;
}

static Status resolve_whole(Explanation *e, const TrailNode *node, Term *term) {
  Value value = node->input[term->operand];
  if (value.node && is_visible(e->state, value.node)) return name_value(e, value.node, &term->operand);
  term->kind = TERM_TEXT;
  term->word = "…";
  if (value.node) return OK;
  Text text;
  text_open(&text, &e->state->context.memory);
  describe_value(e->state, value, &text);
  term->word = text.failed ? NULL : arena_copy(&e->arena, text_string(&text), text.length);
  text_close(&text);
  return term->word ? OK : fail_out_of_memory(&e->state->context);
}

static void add_parts(Terms *terms, Term *sum, const Term *parts) {
  for (Term *part = parts->first, *next; part; part = next) {
    next = part->next;
    if (part == parts->last) sum->left_out += parts->left_out;
    term_add(terms, sum, part);
  }
}

/* (a + b) + c is one sum of three; where a sum was shortened, so is the whole. Longer lists keep their brackets. */
static void join_sums(Explanation *e, Term *sum) {
  Terms terms;
  bool nested = false;
  for (const Term *part = sum->first; part; part = part->next) nested |= part->kind == TERM_SUM;
  if (!nested || sum->left_out || sum->n > 2) return;
  terms_open(&terms, &e->state->context, &e->arena, &e->places, e->full);
  Term joined = {.kind = TERM_SUM};
  for (Term *part = sum->first, *next; part; part = next) {
    next = part->next;
    if (part->kind == TERM_SUM) add_parts(&terms, &joined, part);
    else term_add(&terms, &joined, part);
  }
  put_in_place(sum, &joined);
}

/* t_{1,2} + t_{2,2} of a given column that adds up to 1 exactly, as one-hot ones do: derive leaves it out too. */
static bool is_sum_of_targets(const Explanation *e, const Term *sum) {
  const Term *first = sum->first;
  if (sum->kind != TERM_SUM || !first || first->kind != TERM_REFERENCE) return false;
  const TrailNode *node = e->named[first->operand].node;
  if (is_computed(node) || node->output.kind != VALUE_ARRAY || sum->n + sum->left_out != value_length(node->output, 0))
    return false;
  double total = 0;
  int64_t at[AXES] = {0, first->at[1], first->at[2], first->at[3]};
  for (const Term *part = first; part; part = part->next)
    if (part->kind != TERM_REFERENCE || part->operand != first->operand || part->at[1] != at[1]) return false;
  for (; at[0] < value_length(node->output, 0); at[0]++) total += element_number(e, first->operand, at);
  return total == 1;
}

static Status drop_target_sums(Explanation *e, Term *product) {
  for (Term *part = product->kind == TERM_PRODUCT ? product->first : NULL; part; part = part->next) {
    if (!is_sum_of_targets(e, part)) continue;
    Terms terms;
    terms_open(&terms, &e->state->context, &e->arena, &e->places, e->full);
    if (!term_remark_format(&terms, "the column of %s adds up to 1", e->named[part->first->operand].node->name->text))
      return fail_out_of_memory(&e->state->context);
    *e->remark_end = terms.remark;
    e->remark_end = terms.remark_end;
    put_in_place(part, &(Term){.kind = TERM_NUMBER, .number = 1});
  }
  return OK;
}

static Status resolve(Explanation *e, const TrailNode *node, Term *term, int64_t references, bool is_over) {
  if (term->kind == TERM_REFERENCE) return resolve_reference(e, node, term, references, is_over);
  if (term->kind == TERM_WHOLE) return resolve_whole(e, node, term);
  Status status = OK;
  for (Term *part = term->first; part && status == OK; part = part->next)
    status = resolve(e, node, part, references, is_over);
  if (status != OK) return status;
  Terms terms;
  terms_open(&terms, &e->state->context, &e->arena, &e->places, e->full);
  drop_zeros(term);
  if (e->sweep && (status = drop_target_sums(e, term)) != OK) return status;
  if (e->sweep) gather_constants(&terms, term);
  if (term->kind == TERM_SUM) join_sums(e, term);
  return status;
}

/* A long step is not written out in a remark but named. */
static Status take_remarks(Explanation *e, const TrailNode *node, Terms *terms) {
  Status status = OK;
  for (Term *piece = terms->remark; piece && status == OK; piece = piece->next)
    if (piece->kind == TERM_REFERENCE) status = resolve_reference(e, node, piece, INT64_MAX, false);
  if (!terms->remark) return status;
  *e->remark_end = terms->remark;
  e->remark_end = terms->remark_end;
  return status;
}

Status element_terms(Explanation *e, const TrailNode *node, const int64_t at[AXES], Term **out) {
  Terms terms;
  e->work++;
  Status status = take_step(&e->state->context);
  if (status == OK) status = step_terms(e, node, at, &terms, out);
  if (status == OK) {
    int64_t references = count_references(*out);
    status = resolve(e, node, *out, references, has_index(*out));
    if (status == OK) status = take_remarks(e, node, &terms);
  }
  return status;
}
