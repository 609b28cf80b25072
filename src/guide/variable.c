/* help x: a variable or function of the user's own. */
#include "guide/page.h"

static void add_size(Page *page, Value value) {
  Size size = value_size(value);
  print_size(&size, &page->text);
}

static void add_kind(Page *page, const Variable *variable) {
  Value value = variable->value;
  if (value.kind == VALUE_ARRAY || value.kind == VALUE_SYMBOL) add_size(page, value);
  else if (value.kind == VALUE_NUMBER)
    text_format(&page->text, "the number "), format_number(value.number, &page->text);
  else if (value.kind == VALUE_LIST)
    text_format(&page->text, "a %s of %d", value.list->key ? "record" : "list", value.list->n);
  else text_format(&page->text, "%s", kind_name(value));
  if (is_numeric(value) && value_precision(value) == SINGLE) text_format(&page->text, ", in single precision");
  if (variable->is_param) text_format(&page->text, ", a param");
  if (variable->from_backprop) text_format(&page->text, ", bound by backprop");
  if (variable->is_size_symbol) text_format(&page->text, ", a size that was read off an array");
}

/* The line of the program that the value came from. */
static void add_origin(Page *page, const Variable *variable) {
  const TrailNode *node = variable->value.node;
  if (node && node->source && node->row) {
    unsigned line, column;
    locate(node->source, node->span.start, &line, &column);
    text_format(&page->text, "\nMade by (%s:%u):\n", node->source->name, line);
    page_code(page, 2, line_at(node->source->text, node->span.start));
  } else if (variable->line && !variable->from_backprop && !page->state->interactive) {
    text_format(&page->text, "\nBound in line %u.\n", variable->line);
  }
}

static Status add_function(Page *page, const Function *function) {
  Definition definition;
  open_definition(page, &definition);
  Status status = read_definition(page, function->program->source->text, function->code->ast->span.start, &definition);
  if (status == OK) {
    page_words(page, 0, 4, definition.signature);
    if (definition.comment.length)
      page_code(page, 2, (Slice){text_string(&definition.comment), definition.comment.length});
    page_heading(page, "Defined by:");
    page_code(page, 2, definition.line);
    status = page_rules(page, NULL, function->code->name);
  }
  if (status == OK && definition.example.length) {
    page_heading(page, "Example:");
    page_code(page, 2, (Slice){text_string(&definition.example), definition.example.length});
  }
  close_definition(&definition);
  return status;
}

/* f = logsig, f = x ↦ 2 x */
static void add_unnamed(Page *page, const Variable *variable) {
  const Function *function = variable->value.function;
  text_format(&page->text, "%s  a function", variable->name->text);
  if (function->kind == FUNCTION_ROW) text_format(&page->text, ": help %s", function->row->name);
  if (function->kind == FUNCTION_PROCEDURE) text_format(&page->text, ": help %s", function->procedure->name);
  text_add(&page->text, "\n", 1);
  if (function->kind != FUNCTION_CODE) return;
  page_heading(page, "Made by:");
  page_code(page, 2, line_at(function->program->source->text, function->code->ast->span.start));
}

static const Variable *find_variable(const Page *page, Slice name) {
  const State *state = page->state;
  const Frame *frame = page->frame;
  for (int i = 0; frame->code && i < frame->code->n_slots; i++)
    if (frame->slot[i].name && frame->slot[i].value.kind != VALUE_NONE && slice_is(name, frame->slot[i].name->text))
      return &frame->slot[i];
  for (size_t i = 0; i < state->n_globals; i++)
    if (is_bound_by_user(&state->global[i]) && slice_is(name, state->global[i].name->text)) return &state->global[i];
  return NULL;
}

Status page_variable(Page *page, Slice name, bool *found) {
  const Variable *variable = find_variable(page, name);
  *found = variable != NULL;
  if (!variable) return OK;
  const Function *function = variable->value.kind == VALUE_FUNCTION ? variable->value.function : NULL;
  if (function && function->kind == FUNCTION_CODE && function->code->name) return add_function(page, function);
  if (function) return add_unnamed(page, variable), OK;
  text_format(&page->text, "%s  ", variable->name->text);
  add_kind(page, variable);
  text_add(&page->text, "\n", 1);
  add_origin(page, variable);
  return OK;
}
