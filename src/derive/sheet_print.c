/* The sheet as text: source of the language, the sensitivity of the last equation first. */
#include "derive/sheet.h"

#include <stdlib.h>
#include <string.h>

/* One equation to be printed. */
typedef struct Entry {
  Ast *equation;
  const Station *place;  /* whose sensitivity; NULL: an equation of the network */
  const TrailNode *step; /* the step that contributed last; NULL */
} Entry;

typedef struct Entries {
  Entry *entry;
  size_t n, room;
} Entries;

static Status add_entry(Sheet *sheet, Entries *entries, Ast *target, Ast *value, const Station *place) {
  Formula formula = formula_of(sheet);
  Ast *equation = target && value ? new_tree(&formula, AST_EQUATION, 2, target, value) : NULL;
  if (!equation) return sheet->state->context.error->status;
  if (!memory_reserve(&sheet->state->context.memory, &entries->entry, &entries->room, entries->n + 1,
                      sizeof *entries->entry))
    return fail_out_of_memory(&sheet->state->context);
  bool known = place && place->last_step < sheet->sweep->n;
  const TrailNode *step = known ? sheet->sweep->node[place->last_step] : NULL;
  entries->entry[entries->n++] = (Entry){equation, place, step};
  return OK;
}

/* ---- equations of the network ---- */

static Status gather_network(Sheet *sheet, Entries *entries) {
  Formula formula = formula_of(sheet);
  Status status = OK;
  for (int k = 0; k < sheet->sweep->n && status == OK; k++) {
    const Station *place = &sheet->place[k];
    const TrailNode *node = sheet->sweep->node[k];
    if (!place->defined) continue;
    Ast *target = write_target(&formula, place->name->text, node);
    status = add_entry(sheet, entries, target, write_node(&formula, node), NULL);
  }
  return status;
}

/* ---- sensitivities ---- */

static int compare_lines(const void *a, const void *b) {
  const Line *left = a, *right = b;
  if (left->step != right->step) return right->step - left->step;
  return left->rank != right->rank ? left->rank - right->rank : left->time - right->time;
}

static Status gather_line(Sheet *sheet, Entries *entries, const Line *line) {
  Formula formula = formula_of(sheet);
  const Station *place = line->k >= 0 ? &sheet->place[line->k] : NULL;
  const TrailNode *how = line->k >= 0 ? line->definition.node : NULL;
  bool known = how && (line_of_node(sheet, how) >= 0 || station_of(sheet, how) >= 0);
  Ast *target = write_target(&formula, line->name->text, known ? NULL : how);
  Ast *value = line->node && line->k < 0 ? write_node(&formula, line->node) : write_value(&formula, line->definition);
  return add_entry(sheet, entries, target, value, place);
}

/* zeros(2, 3) for what nothing reaches: hardlim's net input. */
static Status gather_zeros(Sheet *sheet, Entries *entries, int k) {
  Formula formula = formula_of(sheet);
  const Station *place = &sheet->place[k];
  const TrailNode *node = sheet->sweep->node[k];
  Name *name = place->sensitivity;
  Ast *zeros = name ? new_tree(&formula, AST_CALL, 1, write_name(&formula, "zeros")) : NULL;
  Status status = zeros ? OK : fail_out_of_memory(&sheet->state->context);
  int last = 2;
  for (int axis = 2; axis < AXES; axis++)
    if (extent_equal(node->output_size.axis[axis], extent_of(1)) != YES) last = axis + 1;
  for (int axis = 0; axis < last && status == OK; axis++) {
    Ast *length = write_extent(&formula, node->output_size.axis[axis]);
    status = length ? ast_append(&sheet->state->context, &sheet->arena, zeros, length) : OUT_OF_MEMORY;
  }
  return status == OK ? add_entry(sheet, entries, write_name(&formula, name->text), zeros, NULL) : status;
}

static Status gather_sensitivities(Sheet *sheet, Entries *entries) {
  Status status = OK;
  for (size_t i = 0; i < sheet->n && status == OK; i++) status = gather_line(sheet, entries, &sheet->line[i]);
  for (int k = 0; k + 1 < sheet->sweep->n && status == OK; k++) {
    const Station *place = &sheet->place[k];
    bool nothing =
        sheet->sweep->wanted[k] && !sheet->sweep->swallowed[k] && sheet->sweep->gradient[k].kind == VALUE_NONE;
    if (nothing && place->access && place->access->kind == AST_NAME && !is_hidden_step(sheet->sweep->node[k]))
      status = gather_zeros(sheet, entries, k);
  }
  return status;
}

/* ---- lists: dL has L's shape ---- */

static Ast *write_list(Sheet *sheet, const List *list, bool *any) {
  Formula formula = formula_of(sheet);
  Ast *tree = new_tree(&formula, AST_LIST, 0);
  for (int i = 0; i < list->n && tree; i++) {
    int k = station_of(sheet, list->item[i].node);
    Ast *item;
    if (list->item[i].kind == VALUE_LIST) item = write_list(sheet, list->item[i].list, any);
    else if (k >= 0 && sheet->place[k].line >= 0) {
      item = write_name(&formula, sheet->line[sheet->place[k].line].name->text);
      *any = true;
    } else item = new_tree(&formula, AST_LIST, 0);
    if (list->key) item = item ? named_tree(&formula, list->key[i]->text, item) : NULL;
    if (!item || ast_append(&sheet->state->context, &sheet->arena, tree, item) != OK) tree = NULL;
  }
  return tree;
}

static Status gather_lists(Sheet *sheet, Entries *entries, const Variable *variable, size_t n) {
  Status status = OK;
  for (size_t i = 0; i < n && status == OK; i++) {
    bool any = false;
    if (!variable[i].name || variable[i].value.kind != VALUE_LIST || variable[i].is_library) continue;
    Ast *list = write_list(sheet, variable[i].value.list, &any);
    Formula formula = formula_of(sheet);
    Name *name = any ? free_sensitivity(sheet, variable[i].name) : NULL;
    if (any || !list) status = add_entry(sheet, entries, name ? write_name(&formula, name->text) : NULL, list, NULL);
  }
  return status;
}

/* ---- text ---- */

enum { LATEX_ROOM = 340 }; /* of a right side, on a page 455 pt wide: left side and number stand beside it */

static void print_numbers(const Station *place, Text *out) {
  for (int i = 0; i < place->n_numbers; i++) text_format(out, "%s%s", i ? ", " : "", place->number[i]);
}

static Status print_latex_entry(Sheet *sheet, const Entry *entry, Text *out) {
  LatexStyle style = {.kind_of = kind_on_sheet, .user = sheet, .room = LATEX_ROOM};
  Text numbers;
  text_open(&numbers, &sheet->state->context.memory);
  if (entry->place) print_numbers(entry->place, &numbers);
  print_latex_lines(entry->equation, numbers.length ? text_string(&numbers) : NULL, &style, out);
  out->failed = out->failed || numbers.failed;
  text_close(&numbers);
  return OK;
}

enum { COLUMN_MAX = 64 };

/* Where the numbers stand: behind the longest of the lines that have one, unless that is far out. */
static int number_column(const Entries *entries, Memory *memory) {
  int column = 0;
  for (size_t i = 0; i < entries->n; i++) {
    Text line;
    if (!entries->entry[i].place || !entries->entry[i].place->n_numbers) continue;
    text_open(&line, memory);
    print_ast(entries->entry[i].equation, &line);
    int width = (int)text_width(text_string(&line), line.length);
    if (width > column && width <= COLUMN_MAX) column = width;
    text_close(&line);
  }
  return column;
}

static bool has_sentence(const Entry *entry, Writing writing) { return writing.steps && entry->place && entry->step; }

static Status print_sentence(Sheet *sheet, const Entry *entry, Writing writing, Text *out) {
  return print_step(sheet, (int)(entry->place - sheet->place), entry->equation->child[0], writing.latex, out);
}

/* Where a sentence has said it, the number stands there. */
static Status print_source_entry(Sheet *sheet, const Entry *entry, Writing writing, int column, Text *out) {
  bool told = has_sentence(entry, writing);
  Status status = told ? print_sentence(sheet, entry, writing, out) : OK;
  size_t start = out->length;
  print_ast(entry->equation, out);
  if (entry->place && entry->place->n_numbers) {
    int width = out->bytes ? (int)text_width(out->bytes + start, out->length - start) : 0;
    text_format(out, "%*s", column > width ? column - width + 2 : 2, "");
    text_format(out, "# (");
    print_numbers(entry->place, out);
    text_format(out, ")");
  }
  text_format(out, "\n");
  return status;
}

/* \intertext stands behind a line of its environment: the first sentence comes before that. */
static Status print_latex_entries(Sheet *sheet, const Entries *entries, Writing writing, Text *out) {
  Status status = OK;
  if (entries->n == 0 || !has_sentence(entries->entry, writing)) begin_latex_lines(out);
  for (size_t i = 0; i < entries->n && status == OK; i++) {
    const Entry *entry = &entries->entry[i];
    bool told = has_sentence(entry, writing);
    if (told && i > 0) text_format(out, "\\intertext{\\raggedright ");
    if (told && i == 0) text_format(out, "{\\raggedright\\noindent ");
    if (told) status = print_sentence(sheet, entry, writing, out);
    if (told && i > 0) text_format(out, "}\n");
    if (told && i == 0) text_format(out, "\\par}\n"), begin_latex_lines(out);
    if (status == OK) status = print_latex_entry(sheet, entry, out);
  }
  end_latex_lines(out);
  return status;
}

static Status gather(Sheet *sheet, Entries *entries) {
  if (sheet->n) qsort(sheet->line, sheet->n, sizeof *sheet->line, compare_lines);
  for (size_t i = 0; i < sheet->n; i++)
    if (sheet->line[i].k >= 0 && !sheet->line[i].is_part) sheet->place[sheet->line[i].k].line = (int)i;
  Status status = gather_network(sheet, entries);
  if (status == OK) status = gather_sensitivities(sheet, entries);
  const Frame *frame = sheet->frame;
  if (status == OK && frame->code->ast)
    status = gather_lists(sheet, entries, frame->slot, (size_t)frame->code->n_slots);
  if (status == OK) status = gather_lists(sheet, entries, sheet->state->global, sheet->state->n_globals);
  return status;
}

static Status print_entries(Sheet *sheet, const Entries *entries, Writing writing, Text *out) {
  if (writing.latex) return print_latex_entries(sheet, entries, writing, out);
  int column = number_column(entries, &sheet->state->context.memory);
  Status status = OK;
  for (size_t i = 0; i < entries->n && status == OK; i++)
    status = print_source_entry(sheet, &entries->entry[i], writing, column, out);
  return status;
}

Status print_sheet(Sheet *sheet, Writing writing, Text *out) {
  Entries entries = {0};
  Status status = gather(sheet, &entries);
  if (status == OK) status = print_entries(sheet, &entries, writing, out);
  memory_release(&sheet->state->context.memory, entries.entry);
  return status == OK && out->failed ? fail_out_of_memory(&sheet->state->context) : status;
}
