/* What an element is called: w_{1,2} of W, b_{3} of a vector, f of one number, a_{2,3}^{1} of a map, w_{1,1}^{h,l} of a
   bank, L[1]_{1,1} of a list's. */
#include "derive/explain.h"

#include <string.h>
#include <utf8proc.h>

/* W, LZ², dW: all letters large but for a leading d. */
static bool is_matrix_name(const Name *name) {
  const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)name->text;
  utf8proc_ssize_t at = name->length > 1 && text[0] == 'd', length = (utf8proc_ssize_t)name->length;
  while (at < length) {
    utf8proc_int32_t letter;
    utf8proc_ssize_t step = utf8proc_iterate(text + at, length - at, &letter);
    if (step <= 0 || letter == '_') return letter == '_';
    if (utf8proc_toupper(letter) != letter) return false;
    at += step;
  }
  return true;
}

/* Up to the _ of a name such as S_r. */
static void add_small(const Name *name, Text *out) {
  const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)name->text;
  utf8proc_ssize_t length = (utf8proc_ssize_t)name->length;
  for (utf8proc_ssize_t at = 0, step; at < length; at += step) {
    utf8proc_int32_t letter;
    utf8proc_uint8_t small[4];
    if ((step = utf8proc_iterate(text + at, length - at, &letter)) <= 0) return;
    if (letter == '_') return text_add(out, name->text + at, (size_t)(length - at));
    text_add(out, (const char *)small, (size_t)utf8proc_encode_char(utf8proc_tolower(letter), small));
  }
}

static const Variable *find_bound(const State *state, const char *letter) {
  const Name *name = find_name(&state->names, letter, 1);
  for (const Frame *frame = state->frame; frame && name; frame = frame->caller)
    for (int i = 0; i < frame->code->n_slots; i++)
      if (frame->slot[i].name == name) return &frame->slot[i];
  if (!name || name->global < 0) return NULL;
  const Variable *variable = &state->global[name->global];
  return variable->value.kind != VALUE_NONE && !variable->is_builtin ? variable : NULL;
}

static bool is_bound(const State *state, const char *letter) { return find_bound(state, letter) != NULL; }

/* m where M is an array: its elements are m_{1,2}. */
bool is_taken(void *user, const char *letter) {
  const State *state = user;
  char large[] = {(char)(letter[0] - 'a' + 'A'), 0};
  const Variable *variable = find_bound(state, large);
  return is_bound(state, letter) || (variable && is_operand(variable->value) && !is_one_number(variable->value));
}

static bool is_unused(const State *state, const char *letter) {
  char large[] = {(char)(letter[0] - 'a' + 'A'), 0};
  return !is_bound(state, letter) && !is_bound(state, large);
}

/* z_{m,n} has u and v for indices where m and n are taken, and k in a product. */
static bool is_index(const Explanation *e, const char *letter) { return e->places.n > 0 && strchr("nuvks", letter[0]); }

/* A letter that no variable has for a step without a name; then x₁, x₂ … */
static const char *free_letter(Explanation *e) {
  static const char *const letters[] = {"x", "y", "u", "v", "z", "n", "s", "g", "r", "k"};
  size_t taken = 0;
  for (size_t i = 0; i < e->n_named; i++) taken += e->named[i].is_explained;
  for (size_t i = 0, free = 0; i < sizeof letters / sizeof *letters; i++)
    if (is_unused(e->state, letters[i]) && !is_index(e, letters[i]) && free++ == taken) return letters[i];
  Text text;
  text_open(&text, &e->state->context.memory);
  text_format(&text, "x");
  for (size_t unit = 1000000, rest = taken + 1; unit; unit /= 10)
    if (rest >= unit) text_format(&text, "\xE2\x82%c", (char)(0x80 + rest / unit % 10));
  const char *letter = text.failed ? NULL : arena_copy(&e->arena, text_string(&text), text.length);
  text_close(&text);
  return letter;
}

/* X where the value is dX of the sweep that is explained; the value itself otherwise. */
static const TrailNode *node_below(const Explanation *e, const TrailNode *node) {
  for (int k = 0; e->sweep && !node->owner && k < e->sweep->n; k++)
    if (e->sweep->gradient[k].node == node) return e->sweep->node[k];
  return node;
}

static bool is_older(const State *state, const TrailNode *node) {
  const Variable *variable = variable_of_node(state, node);
  if (!variable || variable->value.kind != VALUE_LIST) return variable && variable->value.node != node;
  Text path = {.memory = NULL, .failed = true};
  return !print_path(variable->value.list, node, &path);
}

/* L[2] of a list, w of W. */
static void print_symbol(const Explanation *e, const TrailNode *node, Text *out) {
  const TrailNode *below = node_below(e, node);
  const Variable *variable = variable_of_node(e->state, below);
  if (variable && variable->value.kind == VALUE_LIST) {
    text_format(out, "%s", node->name->text);
    print_path(variable->value.list, below, out);
  } else if (is_matrix_name(node->name)) {
    add_small(node->name, out);
  } else {
    text_format(out, "%s", node->name->text);
  }
}

static const char *symbol_of(Explanation *e, const TrailNode *node, bool *is_explained) {
  *is_explained = is_computed(node) && !is_visible(e->state, node);
  if (*is_explained && !node->name) return free_letter(e);
  Text text;
  text_open(&text, &e->state->context.memory);
  print_symbol(e, node, &text);
  const char *symbol = text.failed ? NULL : arena_copy(&e->arena, text_string(&text), text.length);
  text_close(&text);
  return symbol;
}

Status name_value(Explanation *e, const TrailNode *node, int *out) {
  for (size_t i = 0; i < e->n_named; i++)
    if (e->named[i].node == node) return *out = (int)i, OK;
  State *state = e->state;
  bool is_explained = false;
  const char *symbol = symbol_of(e, node, &is_explained);
  if (!symbol || !memory_reserve(&state->context.memory, &e->named, &e->named_room, e->n_named + 1, sizeof *e->named))
    return fail_out_of_memory(&state->context);
  *out = (int)e->n_named;
  e->named[e->n_named++] =
      (Named){.node = node, .symbol = symbol, .is_explained = is_explained, .is_older = is_older(state, node)};
  return OK;
}

Status give_name(Explanation *e, const TrailNode *node, const Name *name) {
  int named;
  Text text;
  Status status = name_value(e, node, &named);
  if (status != OK) return status;
  text_open(&text, &e->state->context.memory);
  if (is_matrix_name(name)) add_small(name, &text);
  else text_format(&text, "%s", name->text);
  const char *symbol = text.failed ? NULL : arena_copy(&e->arena, text_string(&text), text.length);
  text_close(&text);
  if (!symbol) return fail_out_of_memory(&e->state->context);
  e->named[named].symbol = symbol;
  e->named[named].is_given = true;
  return OK;
}

bool is_given_name(const Explanation *e, const TrailNode *node) {
  for (size_t i = 0; i < e->n_named; i++)
    if (e->named[i].node == node) return e->named[i].is_given;
  return false;
}

static bool is_one(const TrailNode *node, int axis) {
  return extent_equal(node->output_size.axis[axis], extent_of(1)) == YES;
}

static void print_places(const Explanation *e, const char *sign, const int64_t at[AXES], int first, int second,
                         Text *out) {
  text_format(out, "%s{", sign);
  print_place(&e->places, at[first], out);
  if (second >= 0) text_format(out, ","), print_place(&e->places, at[second], out);
  text_format(out, "}");
}

void print_subscripts(const Explanation *e, unsigned longer, const int64_t at[AXES], Text *out) {
  bool rows = longer & 1, columns = longer & 2, maps = longer & 4, examples = longer & 8;
  if (rows || columns) print_places(e, "_", at, rows ? 0 : 1, rows && columns ? 1 : -1, out);
  if (examples) print_places(e, "^", at, 3, 2, out);
  else if (maps) print_places(e, "^", at, 2, -1, out);
}

void print_element(const Explanation *e, int named, const int64_t at[AXES], Text *out) {
  unsigned longer = 0;
  for (int axis = 0; axis < AXES; axis++)
    if (!is_one(e->named[named].node, axis)) longer |= 1u << axis;
  text_format(out, "%s", e->named[named].symbol);
  print_subscripts(e, longer, at, out);
}

double element_number(const Explanation *e, int named, const int64_t at[AXES]) {
  const TrailNode *node = e->named[named].node;
  return value_element(node->output, offset_of(&node->output_size, at));
}

void name_any_place(Explanation *e, const TrailNode *node, int64_t at[AXES]) {
  const char *letters[AXES] = {"mue", "nvw", "hp", "qs"};
  if (size_is_numeric(&node->output_size)) return;
  e->places.paper = paper_of(e->state);
  int pair = free_pair(&e->places, letters[0], letters[1]);
  letters[0] += pair, letters[1] += pair;
  for (int axis = 0; axis < AXES; axis++)
    at[axis] = place_of_extent(&e->places, index_over(&e->places, letters[axis], node->output_size.axis[axis]));
}
