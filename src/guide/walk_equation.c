/* What a frame says: the equation, its number in the chapter, the element in symbols and numbers. */
#include "derive/derive.h"
#include "guide/walk.h"
#include "syntax/glyphs.h"

#include <string.h>

enum { WHERE_MOST = 2, NODES_MAX = 40 };

typedef struct Writer {
  Walk *walk;
  Arena arena; /* of trees */
  Formula formula;
  const TrailNode *written_out; /* the step that the formula is of */
  int nodes;
} Writer;

/* The reader's names; local variables of a function by theirs, and no end of unnamed steps. */
static Ast *name_of_node(void *user, const TrailNode *node) {
  Writer *writer = user;
  if (node == writer->written_out) return NULL;
  if (is_computed(node) && ++writer->nodes > NODES_MAX) return write_name(&writer->formula, "…");
  if (!node->name) return NULL;
  const State *state = writer->walk->state;
  const Variable *variable = variable_of_node(state, node);
  if (!variable || variable->value.kind != VALUE_LIST) return write_name(&writer->formula, node->name->text);
  Text text;
  text_open(&text, &writer->walk->state->context.memory);
  text_format(&text, "%s", node->name->text);
  print_path(variable->value.list, node, &text);
  Ast *name = write_name(&writer->formula, text_string(&text));
  text_close(&text);
  return name;
}

const char *keep_text(Walk *walk, const Text *text) {
  return text->failed ? NULL : arena_copy(&walk->arena, text_string(text), text->length);
}

const char *write_formula(Walk *walk, Value value, const TrailNode *written_out) {
  State *state = walk->state;
  Writer writer = {.walk = walk, .written_out = written_out};
  Text text;
  arena_open(&writer.arena, &state->context.memory);
  text_open(&text, &state->context.memory);
  writer.formula = (Formula){.state = state, .arena = &writer.arena, .name_of = name_of_node, .user = &writer};
  Ast *ast = written_out ? write_node(&writer.formula, written_out) : write_value(&writer.formula, value);
  if (ast) print_ast(ast, &text);
  bool is_hopeless = !ast && state->context.has_error && state->context.error->status == FAILED;
  if (is_hopeless) clear_error(&state->context), text_format(&text, "…");
  const char *kept = ast || is_hopeless ? keep_text(walk, &text) : NULL;
  text_close(&text);
  arena_close(&writer.arena);
  if (!kept) (void)fail_out_of_memory(&state->context);
  return kept;
}

/* ---- the equation ---- */

/* The length of "dP = " or "dP^{q,l} = " at the start of a line; 0: it is another's. */
static size_t left_side(const char *line, const char *name) {
  size_t length = strlen(name);
  if (strncmp(line, name, length) != 0) return 0;
  if (line[length] == '^') length += strcspn(line + length, "}\n") + 1;
  return strncmp(line + length, " = ", 3) == 0 ? length + 3 : 0;
}

/* The line of derive that begins so, and the number behind it. */
static bool find_line(Walk *walk, const char *text, const char *name) {
  for (const char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (!left_side(line, name)) continue;
    size_t end = strcspn(line, "\n");
    const char *comment = strstr(line, "  # (");
    size_t equation = comment && comment < line + end ? (size_t)(comment - line) : end;
    bool has_number = equation < end;
    while (equation > 0 && line[equation - 1] == ' ') equation--;
    walk->heading = arena_copy(&walk->arena, line, equation);
    if (has_number) walk->number = arena_copy(&walk->arena, comment + 5, strcspn(comment + 5, ")\n"));
    return walk->heading != NULL;
  }
  return false;
}

/* A gradient's equation and number are what derive writes; nothing where derive cannot. */
static Status read_derivation(Walk *walk) {
  const Rules *rules = walk->state->rules;
  const TrailNode *below = NULL;
  Text text;
  for (int k = 0; k < walk->sweep->n; k++)
    if (walk->sweep->gradient[k].node == walk->node) below = walk->sweep->node[k];
  if (!below || !walk->node->name) return OK;
  text_open(&text, &walk->state->context.memory);
  Status status = derive_one(walk->state, walk->frame, rules->objective, rules->seed, below, &text);
  if (status == OK) status = check_paper(walk->state);
  if (status == OK) find_line(walk, text_string(&text), walk->node->name->text);
  if (status == FAILED) clear_error(&walk->state->context), status = OK;
  text_close(&text);
  return status;
}

/* ---- the statement as it was typed ---- */

enum { STATEMENT_MAX = 300 };

/* From the line's start or the last ; before it up to the line's end, a ; or a comment. */
static Span statement_around(const Source *source, uint32_t at) {
  Span span = {at, at};
  while (span.start > 0 && !strchr("\n;", source->text[span.start - 1])) span.start--;
  while (span.start < at && source->text[span.start] == ' ') span.start++;
  int depth = 0;
  for (; span.end < source->length; span.end++) {
    char byte = source->text[span.end];
    depth += (byte == '[' || byte == '{' || byte == '(') - (byte == ']' || byte == '}' || byte == ')');
    if (strchr("\n#%", byte) || (byte == ';' && depth <= 0)) break;
  }
  while (span.end > at && source->text[span.end - 1] == ' ') span.end--;
  return span;
}

/* "Z = " or "Z^{q,h} = ", also "z_{m,n} = ": what the statement binds. */
static bool binds(const char *text, const Name *name) {
  const char *at = text + name->length;
  if (strncmp(text, name->text, name->length) != 0) return false;
  while (*at == '^' || *at == '_') {
    at += strcspn(at, "}");
    at += *at == '}';
  }
  at += strspn(at, " ");
  return at[0] == '=' && at[1] != '=';
}

/* NULL in *kept: the node's equation does not stand there in one line. */
static Status read_statement(Walk *walk, const char **kept) {
  const TrailNode *node = walk->node;
  bool is_alone = node->name && strcmp(walk->part[RESULT_PART].label, node->name->text) == 0;
  if (!is_alone || !node->source || walk->sweep) return OK;
  Span span = statement_around(node->source, node->span.start);
  if (span.end - span.start > STATEMENT_MAX) return OK;
  Text plain, glyphs;
  text_open(&plain, &walk->state->context.memory);
  text_open(&glyphs, &walk->state->context.memory);
  text_add(&plain, node->source->text + span.start, span.end - span.start);
  write_with_glyphs(text_string(&plain), &glyphs);
  bool failed = plain.failed || glyphs.failed;
  if (!failed && binds(text_string(&glyphs), node->name)) failed = !(*kept = keep_text(walk, &glyphs));
  text_close(&plain);
  text_close(&glyphs);
  return failed ? fail_out_of_memory(&walk->state->context) : OK;
}

/* ---- dN of a net input without a name ---- */

static bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (unsigned char)byte >= 0x80;
}

/* The first word of the equation's right side that is called d and a name, and is none of the program's variables. */
static const Name *free_gradient(Walk *walk) {
  const char *at = strstr(walk->heading, " = ");
  while (at && *at) {
    size_t length = 0;
    while (is_letter(at[length]) || (length > 0 && at[length] >= '0' && at[length] <= '9')) length++;
    bool is_bound = length == strlen("dilate") && strncmp(at, "dilate", length) == 0;
    if (length > 1 && at[0] == 'd' && !is_bound) {
      const Name *name = find_name(&walk->state->names, at, length);
      bool has_value = name && name->global >= 0 && walk->state->global[name->global].value.kind != VALUE_NONE;
      if (name && !has_value) return name;
    }
    at += length ? length : 1;
  }
  return NULL;
}

static bool is_unnamed_gradient(const Walk *walk, const TrailNode *node) {
  for (int k = 0; node && !node->name && k < walk->sweep->n; k++)
    if (walk->sweep->gradient[k].node == node) return true;
  return false;
}

/* As derive calls it, whose equation stands above. */
static Status name_net_gradient(Walk *walk) {
  for (int i = 0; i < OPERANDS_MAX && walk->heading && !walk->is_by_element; i++) {
    Part *part = &walk->part[i];
    const TrailNode *node = part->label ? part->value.node : NULL;
    if (node && part->is_exchanged) node = node->input[0].node;
    if (!is_unnamed_gradient(walk, node) || !(walk->net_name = free_gradient(walk))) continue;
    walk->net_gradient = node;
    part->label = arena_copy(&walk->arena, walk->net_name->text, walk->net_name->length);
    return part->label ? OK : fail_out_of_memory(&walk->state->context);
  }
  return OK;
}

static Status write_equation(Walk *walk) {
  const TrailNode *node = walk->node;
  Status status = read_statement(walk, &walk->heading);
  if (status == OK && !walk->sweep) walk->number = walk->step->row ? walk->step->row->equation : NULL;
  if (status != OK || walk->heading) return status;
  const char *formula = write_formula(walk, (Value){0}, node);
  if (!formula) return walk->state->context.error->status;
  Text text;
  text_open(&text, &walk->state->context.memory);
  if (node->name) text_format(&text, "%s = ", walk->part[RESULT_PART].label);
  text_format(&text, "%s", formula);
  walk->heading = keep_text(walk, &text);
  text_close(&text);
  return walk->heading ? OK : fail_out_of_memory(&walk->state->context);
}

Status find_heading(Walk *walk) {
  Status status = walk->sweep ? read_derivation(walk) : OK;
  if (status == OK && walk->sweep) status = name_net_gradient(walk);
  return status == OK && !walk->heading ? write_equation(walk) : status;
}

/* ---- the element ---- */

Status tell_place(Walk *walk, int width, Text *label, Text *out) {
  Explanation e;
  int named;
  explanation_open(&e, walk->state, walk->sweep, false);
  e.width = (size_t)width;
  e.where_most = walk->state->display.rows > 0 ? 0 : WHERE_MOST; /* a window has better use for its lines */
  Status status = walk->net_gradient ? give_name(&e, walk->net_gradient, walk->net_name) : OK;
  if (status == OK) status = name_value(&e, walk->node, &named);
  if (status == OK) print_element(&e, named, walk->at, label);
  if (status == OK && label->failed) status = fail_out_of_memory(&walk->state->context);
  if (status == OK) status = explain_element(&e, walk->node, walk->at, text_string(label), out);
  explanation_close(&e);
  return status;
}
