#include "derive/sheet.h"

#include "derive/simplify.h"

#include <stdio.h>
#include <string.h>

/* Lines are not longer than this many terms, nor deeper than this many steps: they are to be read again. */
enum { TERMS_MAX = 64, LEVELS_MAX = 64 };

/* f(N) of a step: one operand, element by element or by columns. */
static bool is_transfer(const State *state, const TrailNode *node) {
  bool transfer =
      node->row ? node->row->elementwise || node->row == state->row_softmax : node->function && node->n_inputs == 1;
  return transfer && node->input[0].node;
}

/* ∂F/∂W writes logsig(N) out again where it evaluates logsig'(N). */
static int first_same_step(const Sweep *sweep, int k) {
  for (int j = 0; j < k; j++)
    if (sweep->node[j]->row == sweep->node[k]->row && sweep->node[k]->row &&
        is_same_step(sweep->node[j], sweep->node[k]))
      return j;
  return k;
}

Status sheet_open(State *state, Frame *frame, Sweep *sweep, bool raw, Sheet *sheet) {
  *sheet = (Sheet){.state = state, .frame = frame, .sweep = sweep, .raw = raw};
  arena_open(&sheet->arena, &state->context.memory);
  size_t n = (size_t)(sweep->n ? sweep->n : 1);
  sheet->place = memory_allocate_zeroed(&state->context.memory, n * sizeof *sheet->place);
  if (!sheet->place) return fail_out_of_memory(&state->context);
  for (int k = 0; k < sweep->n; k++) {
    sheet->place[k].line = -1;
    sheet->place[k].same = first_same_step(sweep, k);
    sheet->place[k].last_step = sweep->n;
    if (is_transfer(state, sweep->node[k])) sheet->place[sweep->node[k]->input[0].node->position].is_net_input = true;
  }
  return OK;
}

Formula formula_of(Sheet *sheet) {
  return (Formula){.state = sheet->state, .arena = &sheet->arena, .name_of = write_known_node, .user = sheet};
}

void sheet_close(Sheet *sheet) {
  State *state = sheet->state;
  for (size_t i = 0; i < sheet->n; i++) {
    value_release(state, sheet->line[i].definition);
    if (sheet->line[i].node) node_release(state, sheet->line[i].node);
  }
  memory_release(&state->context.memory, sheet->line);
  memory_release(&state->context.memory, sheet->place);
  memory_release(&state->context.memory, sheet->used);
  memory_release(&state->context.memory, sheet->counter);
  arena_close(&sheet->arena);
}

/* What is given a line is known by a node of its own from then on. */
static Status new_line(Sheet *sheet, int k, Value *value, bool is_part) {
  State *state = sheet->state;
  const TrailNode *step = sheet->sweep->node[k];
  Value stand_in = symbol_of_size(state, &step->output_size);
  if (stand_in.kind == VALUE_NONE) return state->context.error->status;
  stand_in.node = start_node(state, stand_in);
  if (!stand_in.node ||
      !memory_reserve(&state->context.memory, &sheet->line, &sheet->room, sheet->n + 1, sizeof *sheet->line))
    return value_release(state, stand_in), fail_out_of_memory(&state->context);
  int leaf = !step->row && !step->function;
  sheet->line[sheet->n++] = (Line){.k = k,
                                   .is_part = is_part,
                                   .node = node_retain(stand_in.node),
                                   .definition = *value,
                                   .step = sheet->place[k].last_step,
                                   .rank = is_part ? 0 : 1 + leaf,
                                   .time = sheet->time++};
  *value = stand_in;
  return OK;
}

/* An equation with free indices stands in a line of its own before it is added to another. */
static Status part_of_sum(Sheet *sheet, int k, Value *value) {
  return is_symbol(*value) && is_for_all(sheet->state, value->node) ? new_line(sheet, k, value, true) : OK;
}

static void note_number(Station *place, const char *number) {
  for (int i = 0; i < place->n_numbers; i++)
    if (!number || place->number[i] == number) return;
  if (number && place->n_numbers < NUMBERS_MAX) place->number[place->n_numbers++] = number;
}

Status note_contribution(Sheet *sheet, const TrailNode *step, const Match *match, int i, Value *value) {
  int k = match->operand[i].value.node->position;
  Station *place = &sheet->place[k];
  Value *gradient = &sheet->sweep->gradient[k];
  place->last_step = step->position;
  note_number(place, number_of_line(match, i));
  for (int line = 0; line < match->rule->n_lines; line++)
    if (match->rule->line[line].operand == match->operand[i].name) place->rule = match->rule->line[line].equation;
  int depth = sheet->place[step->position].line >= 0 ? 1 : sheet->place[step->position].depth + 1;
  if (depth > place->depth) place->depth = depth;
  if (gradient->kind == VALUE_NONE) return OK;
  bool full = ++place->contributions % TERMS_MAX == 0 && is_symbol(*gradient);
  Status status = full ? new_line(sheet, k, gradient, true) : part_of_sum(sheet, k, gradient);
  return status == OK ? part_of_sum(sheet, k, value) : status;
}

static int count_steps(const TrailNode *node, int most) {
  int n = node && (node->row || node->function);
  for (int i = 0; node && n && i < node->n_inputs && n <= most; i++) n += count_steps(node->input[i].node, most - n);
  return n;
}

static int count_needed(const Sheet *sheet, const TrailNode *node) {
  int n = 0;
  for (int i = 0; i < node->n_inputs; i++)
    n += node->input[i].node && sheet->sweep->needed[node->input[i].node->position];
  return n;
}

/* A name has its line; a step without one only where its sensitivity is used twice, or could not stand inside another. */
static bool has_line(const Sheet *sheet, int k) {
  const TrailNode *node = sheet->sweep->node[k];
  Value gradient = sheet->sweep->gradient[k];
  if (k + 1 == sheet->sweep->n || is_hidden_step(node)) return false;
  if (node->name || sheet->raw) return true;
  if (!is_symbol(gradient)) return false;
  if (is_for_all(sheet->state, gradient.node) || sheet->place[k].depth > LEVELS_MAX) return true;
  if (sheet->place[k].is_net_input && (node->row || node->function)) return true;
  if (is_transfer(sheet->state, node) && count_steps(gradient.node, 2) > 1) return true;
  return count_needed(sheet, node) > 1 && station_of(sheet, gradient.node) < 0 && count_steps(gradient.node, 2) > 1;
}

static bool has_maps(const Size *size) {
  return extent_equal(size->axis[2], extent_of(1)) != YES || extent_equal(size->axis[3], extent_of(1)) != YES;
}

static bool is_indexed(const Rule *rule) {
  bool indexed = false;
  for (int i = 0; i < rule->n_lines; i++) indexed |= rule->line[i].equation->note != NULL;
  return indexed;
}

Status name_gradient_of_maps(Sheet *sheet, int k, const Rule *rule) {
  const TrailNode *node = sheet->sweep->node[k];
  Value *gradient = &sheet->sweep->gradient[k];
  bool maps = has_maps(&node->output_size);
  for (int i = 0; i < node->n_inputs; i++) {
    Size size = value_size(node->input[i]);
    maps |= is_operand(node->input[i]) && has_maps(&size);
  }
  bool named = is_symbol(*gradient) && gradient->node && !gradient->node->row && !gradient->node->function;
  if (!maps || named || !is_indexed(rule) || sheet->place[k].line >= 0) return OK;
  if (is_symbol(*gradient) && station_of(sheet, gradient->node) >= 0) return OK;
  sheet->place[k].line = (int)sheet->n;
  return new_line(sheet, k, gradient, false);
}

Status write_gradient(Sheet *sheet, int k) {
  Station *place = &sheet->place[k];
  if (place->line >= 0 || !has_line(sheet, k)) return OK;
  place->line = (int)sheet->n;
  return new_line(sheet, k, &sheet->sweep->gradient[k], false);
}

/* ---- ρ_r = mod(R_r + 2 p - r, s) ---- */

/* The line that has this length already; `taken`: the name stands for another. */
static const Line *line_of_length(const Sheet *sheet, const Name *name, Extent length, bool *taken) {
  *taken = is_users(sheet, name);
  for (size_t i = 0; i < sheet->n; i++) {
    Extent other;
    if (sheet->line[i].node || sheet->line[i].name != name) continue;
    if (read_extent(sheet->line[i].definition, &other) && extent_equal(other, length) == YES) return &sheet->line[i];
    *taken = true;
  }
  return NULL;
}

/* ρ_r, or ρ_r¹, ρ_r² … where another layer or the program has that. */
static Name *name_of_length(Sheet *sheet, const char *base, Extent length, bool *known) {
  bool taken = true;
  Name *name = NULL;
  *known = false;
  for (int number = 0; taken && !*known; number++) {
    name = numbered_name(sheet, base, number, false);
    if (!name) return NULL;
    *known = line_of_length(sheet, name, length, &taken) != NULL;
  }
  return name;
}

static Status add_remainder(Sheet *sheet, Value *element, const char *base, Extent length) {
  State *state = sheet->state;
  bool known = false;
  Name *name = name_of_length(sheet, base, length, &known);
  Value symbol = name ? symbol_of_name(state, name->text) : (Value){0};
  if (symbol.kind == VALUE_NONE) return state->context.error->status;
  if (!known && !memory_reserve(&state->context.memory, &sheet->line, &sheet->room, sheet->n + 1, sizeof *sheet->line))
    return value_release(state, symbol), fail_out_of_memory(&state->context);
  if (!known)
    sheet->line[sheet->n++] =
        (Line){.k = -1, .definition = value_retain(*element), .name = name, .step = sheet->sweep->n, .rank = -1,
               .time = sheet->time++};
  return value_store(state, element, symbol), OK;
}

Status name_remainders(State *state, Value *value, const Name *name) {
  static const char *const axis[] = {"r", "c"};
  Sheet *sheet = ((Rules *)state->rules)->sweep->sheet;
  Value copy = symbol_of_elements(state, value->symbol->size.axis[0].number, value->symbol->size.axis[1].number,
                                  value->symbol->element);
  Status status = copy.kind == VALUE_NONE ? OUT_OF_MEMORY : OK;
  for (int i = 0; i < 2 && status == OK; i++) {
    char text[NAME_BYTES];
    Extent extent;
    snprintf(text, sizeof text, "%.50s_%s", name->text, axis[i]);
    if (read_extent(copy.symbol->element[i], &extent) && extent_has_floor(extent))
      status = add_remainder(sheet, &copy.symbol->element[i], text, extent);
  }
  if (status == OK) return value_store(state, value, copy), OK;
  return value_release(state, copy), status;
}
