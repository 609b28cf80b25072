/* Names on the sheet: what the program can reach keeps its own; steps that a function has left behind, earlier rounds of a
   loop and temporaries get the book's letters for the part they play, Z, N, A, with a layer's superscript where there
   are several. */
#include "derive/sheet.h"

#include <string.h>

int station_of(const Sheet *sheet, const TrailNode *node) {
  const Sweep *sweep = sheet->sweep;
  if (!node || node->position < 0 || node->position >= sweep->n) return -1;
  return sweep->node[node->position] == node ? node->position : -1;
}

int line_of_node(const Sheet *sheet, const TrailNode *node) {
  for (size_t i = 0; i < sheet->n; i++)
    if (sheet->line[i].node == node) return (int)i;
  return -1;
}

static bool is_step(const TrailNode *node) { return node->row || node->function; }

/* ---- what the program can reach ---- */

static Status reach(Sheet *sheet, Value value, Ast *path) {
  Formula formula = formula_of(sheet);
  Status status = OK;
  int k = station_of(sheet, value.node);
  if (k >= 0 && !sheet->place[k].access) sheet->place[k].access = path;
  for (int i = 0; value.kind == VALUE_LIST && i < value.list->n && status == OK; i++) {
    Ast *item = value.list->key ? new_tree(&formula, AST_FIELD, 1, path)
                                : new_tree(&formula, AST_INDEX, 2, path, number_tree(&formula, i + 1));
    if (!item) return sheet->state->context.error->status;
    if (value.list->key) item->name = value.list->key[i];
    status = reach(sheet, value.list->item[i], item);
  }
  return status;
}

/* A global variable cannot be reached where the function has one of that name. */
static bool is_hidden_by_local(const Sheet *sheet, const Variable *variable) {
  const Frame *frame = sheet->frame;
  bool hidden = false;
  for (int i = 0; frame->code->ast && i < frame->code->n_slots; i++)
    hidden |= frame->slot[i].name == variable->name && &frame->slot[i] != variable;
  return hidden;
}

static Status reach_variables(Sheet *sheet, const Variable *variable, size_t n) {
  Formula formula = formula_of(sheet);
  Status status = OK;
  for (size_t i = 0; i < n && status == OK; i++) {
    bool holds = variable[i].value.node || variable[i].value.kind == VALUE_LIST;
    if (!variable[i].name || !holds || variable[i].is_library || is_hidden_by_local(sheet, &variable[i])) continue;
    Ast *path = write_name(&formula, variable[i].name->text);
    status = path ? reach(sheet, variable[i].value, path) : sheet->state->context.error->status;
  }
  return status;
}

/* ---- what the lines use ---- */

static void use(Sheet *sheet, const TrailNode *node);
static Name *free_name(Sheet *sheet, const char *base, int from, bool zero);

static bool picks_maps(const Sheet *sheet, const TrailNode *node) {
  bool bound = false;
  for (int i = 1; i < node->n_inputs; i++) bound |= is_symbol(node->input[i]) && node->input[i].symbol->is_extent;
  return node->row == sheet->state->row_index && bound;
}

static void use_inputs(Sheet *sheet, const TrailNode *node) {
  int picked = picks_maps(sheet, node) ? station_of(sheet, node->input[0].node) : -1;
  if (picked >= 0) sheet->place[picked].must_be_named = true;
  for (int i = 0; i < node->n_inputs; i++) {
    const TrailNode *input = written_operand(node->input[i]).node;
    if (input) use(sheet, input);
  }
}

/* Q is the program's own name for that length. */
static bool is_known_length(const Sheet *sheet, const TrailNode *node) {
  const Variable *variable = node->name->global >= 0 ? &sheet->state->global[node->name->global] : NULL;
  Extent own, length;
  return variable && read_extent(variable->value, &own) && read_extent(node->output, &length) &&
         extent_equal(own, length) == YES;
}

/* A rule's auxiliary name, Q = examples(T), gets a line before the first that uses it. */
static void use_auxiliary(Sheet *sheet, TrailNode *node) {
  for (size_t i = 0; i < sheet->n; i++) {
    const TrailNode *other = sheet->line[i].node;
    bool same = sheet->line[i].k < 0 && other && other->function->procedure == node->function->procedure &&
                other->input[0].node == node->input[0].node;
    if (!same) continue;
    node->name = other->name;
    if (sheet->line[i].step < sheet->line[sheet->using_line].step)
      sheet->line[i].step = sheet->line[sheet->using_line].step;
    return;
  }
  if (is_known_length(sheet, node)) return;
  const Line *user = &sheet->line[sheet->using_line];
  Line line = {.k = -1, .node = node, .step = user->step, .rank = -1, .time = sheet->time++};
  line.name = free_name(sheet, node->name->text, 0, false);
  if (!line.name) return;
  if (!memory_reserve(&sheet->state->context.memory, &sheet->line, &sheet->room, sheet->n + 1, sizeof line)) {
    fail_out_of_memory(&sheet->state->context);
    return;
  }
  node->name = line.name;
  node_retain(node);
  sheet->line[sheet->n++] = line;
}

/* Steps of the network are counted each time, steps of the sheet are gone through once. */
static void use(Sheet *sheet, const TrailNode *node) {
  int k = station_of(sheet, node);
  if (k >= 0 && !node->name && !sheet->place[k].access && sheet->place[k].same != k) {
    use(sheet, sheet->sweep->node[sheet->place[k].same]);
    return;
  }
  if (k >= 0 && sheet->place[k].uses++) return;
  if (k >= 0 && (sheet->place[k].access || !is_step(node))) return;
  if (k < 0 && node->walk == sheet->state->walk) return;
  ((TrailNode *)node)->walk = sheet->state->walk;
  if (k < 0 && node->function && node->name) use_auxiliary(sheet, (TrailNode *)node);
  use_inputs(sheet, node);
}

static int count_steps(const Sheet *sheet, const TrailNode *node, int most) {
  int k = station_of(sheet, node), n = 1;
  if (!is_step(node) || (k >= 0 && (sheet->place[k].access || sheet->place[k].defined || node->name))) return 0;
  for (int i = 0; i < node->n_inputs && n <= most; i++)
    if (node->input[i].node) n += count_steps(sheet, node->input[i].node, most - n);
  return n;
}

static bool is_net_input(const Sheet *sheet, int k) {
  return sheet->place[k].is_net_input && is_step(sheet->sweep->node[k]);
}

enum { INLINE_MAX = 6 };

/* Short expressions are written out where they are used once. */
static bool needs_equation(const Sheet *sheet, int k) {
  const TrailNode *node = sheet->sweep->node[k];
  const Station *place = &sheet->place[k];
  if (!place->uses || place->access || is_hidden_step(node)) return false;
  if (node->name) return true;
  if (!is_step(node)) return false;
  int steps = 1; /* its own */
  for (int i = 0; i < node->n_inputs && steps <= INLINE_MAX; i++)
    if (node->input[i].node) steps += count_steps(sheet, node->input[i].node, INLINE_MAX);
  return place->uses > 1 || place->must_be_named || steps > INLINE_MAX || is_net_input(sheet, k);
}

/* ---- names ---- */

static const char *letter_of(const Sheet *sheet, int k) {
  const State *state = sheet->state;
  const TrailNode *node = sheet->sweep->node[k];
  const OperatorRow *row = node->row;
  if (is_net_input(sheet, k)) return "N";
  if (node->function || (row && (row->elementwise || row == state->row_softmax))) return "A";
  if (row && strcmp(row->name, "vec") == 0) return "a";
  bool weighted = row == state->row_correlate || row == state->row_convolve || row == state->row_matmul ||
                  row == state->row_scale || (row && row->form == FORM_PREFIX);
  return weighted ? "Z" : "X";
}

static bool is_on_sheet(const Sheet *sheet, const Name *name) {
  for (size_t i = 0; i < sheet->n_used; i++)
    if (sheet->used[i] == name) return true;
  return false;
}

bool is_users(const Sheet *sheet, const Name *name) {
  const Frame *frame = sheet->frame;
  for (int i = 0; frame->code->ast && i < frame->code->n_slots; i++)
    if (frame->slot[i].name == name && frame->slot[i].value.kind != VALUE_NONE) return true;
  const Variable *variable = name->global >= 0 ? &sheet->state->global[name->global] : NULL;
  return variable && variable->value.kind != VALUE_NONE && !variable->from_backprop;
}

static Status take_name(Sheet *sheet, Name *name) {
  if (!memory_reserve(&sheet->state->context.memory, &sheet->used, &sheet->used_room, sheet->n_used + 1,
                      sizeof *sheet->used))
    return fail_out_of_memory(&sheet->state->context);
  sheet->used[sheet->n_used++] = name;
  return OK;
}

Name *numbered_name(Sheet *sheet, const char *base, int number, bool zero) {
  static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  Text text;
  text_open(&text, &sheet->state->context.memory);
  text_format(&text, "%s", base);
  bool plain = (unsigned char)base[strlen(base) - 1] < 0x80;
  if ((number || zero) && !plain) text_format(&text, "_%d", number);
  for (int unit = 1000000; plain && unit; unit /= 10)
    if (number >= unit || (zero && unit == 1)) text_format(&text, "%s", digit[number / unit % 10]);
  Name *name = text.failed ? NULL : intern(&sheet->state->names, text_string(&text), text.length);
  text_close(&text);
  if (!name) fail_out_of_memory(&sheet->state->context);
  return name;
}

static Counter *counter_of(Sheet *sheet, const char *base) {
  for (size_t i = 0; i < sheet->n_counters; i++)
    if (strcmp(sheet->counter[i].base, base) == 0) return &sheet->counter[i];
  if (!memory_reserve(&sheet->state->context.memory, &sheet->counter, &sheet->counter_room, sheet->n_counters + 1,
                      sizeof *sheet->counter))
    return (void)fail_out_of_memory(&sheet->state->context), NULL;
  sheet->counter[sheet->n_counters] = (Counter){.base = base};
  return &sheet->counter[sheet->n_counters++];
}

static bool is_taken(const Sheet *sheet, const Name *name) { return is_on_sheet(sheet, name) || is_users(sheet, name); }

/* The first free of base, base¹, base² … (with `zero` base⁰ first) that neither the program nor the sheet has, with its
   sensitivity. `base` outlives the sheet. */
static Name *free_name(Sheet *sheet, const char *base, int from, bool zero) {
  Counter *counter = counter_of(sheet, base);
  if (!counter) return NULL;
  for (int number = from;; number = number < counter->next ? counter->next : number + 1) {
    Name *name = numbered_name(sheet, base, number, zero && !number);
    Name *sensitivity = name ? sensitivity_name(&sheet->state->names, name) : NULL;
    if (!sensitivity) return (void)fail_out_of_memory(&sheet->state->context), NULL;
    if (is_taken(sheet, name) || is_taken(sheet, sensitivity)) continue;
    if (number > counter->next) counter->next = number;
    return take_name(sheet, name) == OK ? name : NULL;
  }
}

/* dX, as the book and backprop have it; dX¹ … only where the network is computed from a dX. */
Name *free_sensitivity(Sheet *sheet, Name *name) {
  Name *plain = sensitivity_name(&sheet->state->names, name), *free = plain;
  for (int number = 1; free && is_on_sheet(sheet, free); number++)
    free = numbered_name(sheet, plain->text, number, false);
  if (!plain) fail_out_of_memory(&sheet->state->context);
  return free && take_name(sheet, free) == OK ? free : NULL;
}

static const char *base_of(const Sheet *sheet, int k) {
  const TrailNode *node = sheet->sweep->node[k];
  return node->name ? node->name->text : letter_of(sheet, k);
}

static bool wants_name(const Sheet *sheet, int k) {
  const Station *place = &sheet->place[k];
  return !place->name && (place->defined || place->line >= 0);
}

static Status name_one(Sheet *sheet, int k) {
  const char *base = base_of(sheet, k);
  bool several = false;
  for (int other = 0; other < sheet->sweep->n && !several; other++)
    several = other != k && wants_name(sheet, other) && strcmp(base_of(sheet, other), base) == 0;
  for (int other = 0; other < k && !several; other++)
    several = sheet->place[other].name && strncmp(sheet->place[other].name->text, base, strlen(base)) == 0 &&
               !sheet->place[other].access && sheet->place[other].name->text[strlen(base)];
  /* what a loop over layers begins with is layer 0 */
  const TrailNode *node = sheet->sweep->node[k];
  bool input = several && (!is_step(node) || node->row == sheet->state->row_alias);
  sheet->place[k].name = free_name(sheet, base, input ? 0 : several, input);
  return sheet->place[k].name ? OK : sheet->state->context.error->status;
}

static bool is_variable(const Station *place) { return place->access && place->access->kind == AST_NAME; }

/* The sensitivity that a derivation starts from has its name already, unless that is one of the network's: dn in
   n = dn + p. */
static Status name_seed(Sheet *sheet) {
  Value seed = sheet->sweep->gradient[sheet->sweep->n - 1];
  if (!is_symbol(seed) || !seed.node->name) return OK;
  Name *plain = seed.node->name, *name = plain;
  for (int number = 1; name && is_on_sheet(sheet, name); number++)
    name = numbered_name(sheet, plain->text, number, false);
  seed.node->name = name ? name : plain;
  if (!name) return sheet->state->context.error->status;
  const TrailNode *objective = sheet->sweep->node[sheet->sweep->n - 1];
  Station *place = &sheet->place[sheet->sweep->n - 1];
  bool keeps_name = objective->name && !is_variable(place) && !is_taken(sheet, objective->name);
  if (keeps_name) place->name = objective->name;
  Status status = keeps_name ? take_name(sheet, place->name) : OK;
  return status == OK ? take_name(sheet, name) : status;
}

/* A variable keeps its name; elements of a list take the list's with a superscript. */
static Status name_accessible(Sheet *sheet) {
  Station *place = sheet->place;
  Status status = OK;
  if (sheet->left && sheet->sweep->n) {
    Formula formula = formula_of(sheet);
    sheet->place[sheet->sweep->n - 1].access = write_name(&formula, sheet->left->text);
    if (!sheet->place[sheet->sweep->n - 1].access) return sheet->state->context.error->status;
  }
  for (int k = 0; k < sheet->sweep->n && status == OK; k++)
    if (is_variable(&place[k])) status = take_name(sheet, place[k].name = place[k].access->name);
  if (status == OK) status = name_seed(sheet);
  for (int k = 0; k + 1 < sheet->sweep->n && status == OK; k++)
    if (is_variable(&place[k]) && !(place[k].sensitivity = free_sensitivity(sheet, place[k].name)))
      status = sheet->state->context.error->status;
  return status;
}

static Status name_elements(Sheet *sheet) {
  Status status = OK;
  for (int k = 0; k < sheet->sweep->n && status == OK; k++) {
    Station *place = &sheet->place[k];
    if (place->name || place->line < 0 || !place->access) continue;
    place->name = free_name(sheet, base_of(sheet, k), 1, false);
    status = place->name ? OK : sheet->state->context.error->status;
  }
  return status;
}

static Status name_lines(Sheet *sheet) {
  for (size_t i = 0; i < sheet->n; i++) {
    Line *line = &sheet->line[i];
    Name *name = line->k >= 0 ? sheet->place[line->k].name : NULL;
    if (line->k >= 0 && !name) name = free_name(sheet, base_of(sheet, line->k), 1, false);
    if (line->is_part && name) name = free_name(sheet, name->text, 1, false);
    Name *own = line->k >= 0 && !line->is_part ? sheet->place[line->k].sensitivity : NULL;
    if (name) line->name = own ? own : sensitivity_name(&sheet->state->names, name);
    if (line->k >= 0 && !line->name) return fail_out_of_memory(&sheet->state->context);
  }
  return OK;
}

Status name_places(Sheet *sheet) {
  State *state = sheet->state;
  Status status = OK;
  if (sheet->frame->code->ast) status = reach_variables(sheet, sheet->frame->slot, (size_t)sheet->frame->code->n_slots);
  if (status == OK) status = reach_variables(sheet, state->global, state->n_globals);
  state->walk++;
  if (status == OK) status = name_accessible(sheet);
  size_t n = sheet->n; /* auxiliary lines come behind */
  for (size_t i = 0; i < n && status == OK; i++) {
    sheet->using_line = i;
    if (sheet->line[i].definition.node) use(sheet, sheet->line[i].definition.node);
    if (state->context.has_error) status = state->context.error->status;
  }
  for (int k = 0; k < sheet->sweep->n && status == OK; k++) sheet->place[k].defined = needs_equation(sheet, k);
  if (status == OK) status = name_elements(sheet);
  for (int k = 0; k < sheet->sweep->n && status == OK; k++)
    if (wants_name(sheet, k)) status = name_one(sheet, k);
  return status == OK ? name_lines(sheet) : status;
}

Ast *write_known_node(void *user, const TrailNode *node) {
  Sheet *sheet = user;
  Formula formula = formula_of(sheet);
  int line = line_of_node(sheet, node), k = station_of(sheet, node);
  if (line >= 0) return write_name(&formula, sheet->line[line].name->text);
  if (k < 0) return node->function && node->name ? write_name(&formula, node->name->text) : NULL;
  const Station *place = &sheet->place[k];
  if (place->access) return place->access;
  if (!node->name) place = &sheet->place[place->same];
  if (place->access) return place->access;
  return place->defined && place->name ? write_name(&formula, place->name->text) : NULL;
}
