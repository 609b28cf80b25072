/* What a frame calls its arrays. */
#include "guide/walk.h"

#include <string.h>

enum { LABEL_WIDTH = 28 };

/* What is too long for a title, cut between two letters. */
static const char *shorten(Walk *walk, const char *label) {
  size_t length = label ? strlen(label) : 0;
  if (!label || printed_width(label) <= LABEL_WIDTH) return label;
  Text text;
  text_open(&text, &walk->state->context.memory);
  while (length > 0 && (text_width(label, length) > LABEL_WIDTH || ((unsigned char)label[length] & 0xC0) == 0x80))
    length--;
  text_add(&text, label, length);
  text_format(&text, "…");
  const char *kept = keep_text(walk, &text);
  text_close(&text);
  return kept;
}

/* Of many numbers without a name. */
static const char *name_of_part(const Walk *walk, int i) {
  if (!walk->sliding.slides) return "array";
  return i == walk->sliding.kernel ? "kernel" : i == walk->sliding.image ? "image" : "array";
}

Status label_part(Walk *walk, int i) {
  Part *part = &walk->part[i];
  Value named = part->value;
  part->is_exchanged = is_exchange(walk->state, named.node);
  if (part->is_exchanged) named = named.node->input[0];
  const char *formula = write_formula(walk, named, NULL);
  if (!formula) return walk->state->context.error->status;
  bool is_long = printed_width(formula) > LABEL_WIDTH || value_length(named, 2) > 1 || value_length(named, 3) > 1;
  if (!named.node && is_long) formula = name_of_part(walk, i);
  if (!(part->label = shorten(walk, formula))) return fail_out_of_memory(&walk->state->context);
  return choose_numbers(part->value, &part->numbers), OK;
}

static bool is_drawn(const Walk *walk, int i) {
  Value value = walk->part[i].value;
  if (index_operands(walk->state, walk->step->row) & (1u << i)) return false;
  bool moves = walk->sliding.slides && (i == walk->sliding.image || i == walk->sliding.kernel);
  if (!is_numeric(value) || value_count(value) == 0 || (value.kind == VALUE_NUMBER && !moves)) return false;
  for (int k = 0; k < i; k++) /* X ∘ X */
    if (walk->part[k].label && value.node && walk->part[k].value.node == value.node) return moves;
  return true;
}

static Status label_operands(Walk *walk) {
  Status status = OK;
  for (int i = 0; i < walk->step->n_inputs && i < OPERANDS_MAX; i++)
    walk->part[i].value = written_operand(walk->step->input[i]);
  for (int i = 0; i < walk->step->n_inputs && i < OPERANDS_MAX && status == OK; i++)
    if (walk->step->row ? is_drawn(walk, i) : is_numeric(walk->part[i].value)) status = label_part(walk, i);
  return status;
}

/* Z, or L[2] of a list's. */
static Status name_result(Walk *walk) {
  const TrailNode *node = walk->node;
  const Variable *variable = variable_of_node(walk->state, node);
  Text text;
  text_open(&text, &walk->state->context.memory);
  text_format(&text, "%s", node->name ? node->name->text : "result");
  if (variable && variable->value.kind == VALUE_LIST) print_path(variable->value.list, node, &text);
  walk->part[RESULT_PART].label = text.failed ? NULL : shorten(walk, keep_text(walk, &text));
  text_close(&text);
  return walk->part[RESULT_PART].label ? OK : fail_out_of_memory(&walk->state->context);
}

Status label_parts(Walk *walk) {
  Part *result = &walk->part[RESULT_PART];
  result->value = walk->node->output;
  choose_numbers(result->value, &result->numbers);
  Status status = walk->is_by_element ? OK : label_operands(walk);
  return status == OK ? name_result(walk) : status;
}
