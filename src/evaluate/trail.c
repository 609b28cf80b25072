#include "evaluate/trail.h"

#include "evaluate/state.h"

#include <string.h>

static TrailNode *new_node(State *state) {
  TrailNode *node = memory_allocate_zeroed(&state->context.memory, sizeof *node);
  if (!node) return (void)fail_out_of_memory(&state->context), NULL;
  node->references = 1;
  node->id = ++state->next_id;
  node->source = state->frame ? source_retain(state->frame->source) : NULL;
  node->span = state->here;
  return node;
}

TrailNode *start_node(State *state, Value value) {
  TrailNode *node = new_node(state);
  if (!node) return NULL;
  node->output = plain_value(value);
  node->output_size = value_size(value);
  node->sole_start = node;
  return node;
}

TrailNode *node_retain(TrailNode *node) {
  if (node) node->references++;
  return node;
}

/* Inputs whose last reference goes are chained through `next` instead of being released by recursion. */
void node_release(State *state, TrailNode *node) {
  if (--node->references) return;
  node->next = NULL;
  for (TrailNode *dead = node; dead;) {
    TrailNode *current = dead;
    dead = current->next;
    for (int i = 0; i < current->n_inputs; i++) {
      TrailNode *input = current->input[i].node;
      current->input[i].node = NULL;
      value_release(state, current->input[i]);
      if (!input || --input->references) continue;
      input->next = dead;
      dead = input;
    }
    value_release(state, current->output);
    if (current->function) value_release(state, (Value){.kind = VALUE_FUNCTION, .function = current->function});
    source_release(&state->context, current->source);
    memory_release(&state->context.memory, current->parameter);
    memory_release(&state->context.memory, current->input);
    memory_release(&state->context.memory, current);
  }
}

static Status take_inputs(State *state, TrailNode *node, const Value *operand, int n) {
  node->input = memory_allocate_zeroed(&state->context.memory, (size_t)(n ? n : 1) * sizeof *node->input);
  if (!node->input) return fail_out_of_memory(&state->context);
  node->n_inputs = n;
  bool first = true;
  for (int i = 0; i < n; i++) {
    node->input[i] = value_retain(operand[i]);
    const TrailNode *input = operand[i].node;
    if (!input) continue;
    node->sole_start = first || node->sole_start == input->sole_start ? input->sole_start : NULL;
    first = false;
    int links = input->links + (input->name != NULL);
    if (links > node->links) node->links = links;
    if (input->stale_line && !node->stale_line)
      node->stale_line = input->stale_line, node->stale_name = input->stale_name;
  }
  return OK;
}

static int count_parameters(const OperatorRow *row) {
  int n = 0;
  while (n < PARAMETERS_MAX && row->parameter[n].name) n++;
  return n;
}

static Status take_parameters(State *state, TrailNode *node, const OperatorCall *call) {
  int n = count_parameters(call->row);
  if (n == 0) return OK;
  node->parameter = memory_allocate(&state->context.memory, (size_t)n * sizeof *node->parameter);
  if (!node->parameter) return fail_out_of_memory(&state->context);
  memcpy(node->parameter, call->parameter, (size_t)n * sizeof *node->parameter);
  return OK;
}

/* The unprinted ⊠ave that brings an operand to the result's size: windows are the quotients of the lengths. */
static TrailNode *expansion_of(State *state, Value operand, const Size *size) {
  OperatorCall call = {.row = state->row_expand};
  for (int axis = 0; axis < AXES; axis++) {
    bool grows = extent_equal(value_size(operand).axis[axis], extent_of(1)) == YES &&
                 extent_equal(size->axis[axis], extent_of(1)) != YES;
    call.parameter[axis] = (ParameterValue){.given = true, .n = 1, .extent = {grows ? size->axis[axis] : extent_of(1)}};
  }
  TrailNode *node = new_node(state);
  if (!node) return NULL;
  node->row = state->row_expand;
  node->output_size = *size;
  if (take_inputs(state, node, &operand, 1) == OK && take_parameters(state, node, &call) == OK) return node;
  node_release(state, node);
  return NULL;
}

/* Does broadcasting lengthen the operand along an axis? */
static bool is_expanded(const Size *from, const Size *to) {
  bool grows = false;
  for (int axis = 0; axis < AXES; axis++)
    grows |= extent_equal(from->axis[axis], extent_of(1)) == YES && extent_equal(to->axis[axis], extent_of(1)) != YES;
  return grows;
}

static Status expand_inputs(State *state, TrailNode *node) {
  for (int i = 0; i < node->n_inputs; i++) {
    Value *input = &node->input[i];
    Size size = value_size(*input);
    if (!input->node || !is_expanded(&size, &node->output_size)) continue;
    TrailNode *expansion = expansion_of(state, *input, &node->output_size);
    if (!expansion) return FAILED;
    node_release(state, input->node);
    input->node = expansion;
  }
  return OK;
}

static Status finish_step(State *state, TrailNode *node, Status status, Value *out) {
  if (status != OK) return node_release(state, node), state->context.error->status;
  node->output = plain_value(*out);
  node->output_size = value_size(*out);
  out->node = node;
  return OK;
}

Status record_step(State *state, const OperatorCall *call, const Value *operand, Value *out) {
  TrailNode *node = new_node(state);
  if (!node) return OUT_OF_MEMORY;
  node->row = call->row;
  Status status = take_inputs(state, node, operand, call->n_operands);
  if (status == OK) status = take_parameters(state, node, call);
  node->output_size = value_size(*out);
  if (status == OK && call->row->broadcasts) status = expand_inputs(state, node);
  if (status == OK) node->id = ++state->next_id; /* above its expansions */
  return finish_step(state, node, status, out);
}

Status record_function(State *state, Function *function, const Value *operand, int n, Value *out) {
  TrailNode *node = new_node(state);
  if (!node) return OUT_OF_MEMORY;
  node->function = function;
  function->references++;
  return finish_step(state, node, take_inputs(state, node, operand, n), out);
}

void mark_stale(State *state, TrailNode *node, Name *name, unsigned line) {
  node->stale_line = line;
  node->stale_name = name;
  state->stale_pending = true;
}

/* Nodes met in one walk over the trail, each once. */
typedef struct Walk {
  TrailNode **node;
  size_t n, room;
} Walk;

static Status visit(State *state, Walk *walk, TrailNode *node) {
  if (!node || node->walk == state->walk) return OK;
  if (!memory_reserve(&state->context.memory, &walk->node, &walk->room, walk->n + 1, sizeof *walk->node))
    return fail_out_of_memory(&state->context);
  node->walk = state->walk;
  walk->node[walk->n++] = node;
  return OK;
}

static Status visit_all_before(State *state, Walk *walk, size_t first) {
  Status status = OK;
  for (size_t k = first; k < walk->n && status == OK; k++)
    for (int i = 0; i < walk->node[k]->n_inputs && status == OK; i++)
      status = visit(state, walk, walk->node[k]->input[i].node);
  return status;
}

/* Heapsort by id: no memory, no recursion. */
static void sift_down(TrailNode **node, size_t root, size_t n) {
  for (size_t child; (child = 2 * root + 1) < n; root = child) {
    if (child + 1 < n && node[child + 1]->id > node[child]->id) child++;
    if (node[root]->id >= node[child]->id) return;
    TrailNode *swapped = node[root];
    node[root] = node[child];
    node[child] = swapped;
  }
}

static void sort_by_id(Walk *walk) {
  for (size_t root = walk->n / 2; root-- > 0;) sift_down(walk->node, root, walk->n);
  for (size_t end = walk->n; end-- > 1;) {
    TrailNode *largest = walk->node[0];
    walk->node[0] = walk->node[end];
    walk->node[end] = largest;
    sift_down(walk->node, 0, end);
  }
  for (size_t k = 0; k < walk->n; k++) walk->node[k]->position = (int)k;
}

Status collect_trail(State *state, TrailNode *from, TrailNode ***nodes, int *n) {
  Walk walk = {0};
  state->walk++;
  Status status = visit(state, &walk, from);
  if (status == OK) status = visit_all_before(state, &walk, 0);
  if (status != OK) return memory_release(&state->context.memory, walk.node), status;
  sort_by_id(&walk);
  *nodes = walk.node;
  *n = (int)walk.n;
  return OK;
}

bool node_in_walk(const State *state, const TrailNode *node) { return node && node->walk == state->walk; }

/* Calls `act` on every value that a variable of any frame holds, elements of lists included. */
typedef Status (*ActOnValue)(State *state, Walk *walk, Value *value);

static Status act_on_value(State *state, Walk *walk, Value *value, ActOnValue act) {
  Status status = value->node ? act(state, walk, value) : OK;
  for (int i = 0; value->kind == VALUE_LIST && i < value->list->n && status == OK; i++)
    status = act_on_value(state, walk, &value->list->item[i], act);
  return status;
}

static Status act_on_variables(State *state, Walk *walk, ActOnValue act) {
  Status status = OK;
  for (size_t i = 0; i < state->n_globals && status == OK; i++)
    status = act_on_value(state, walk, &state->global[i].value, act);
  for (Frame *frame = state->frame; frame; frame = frame->caller)
    for (int i = 0; i < frame->code->n_slots && status == OK; i++)
      status = act_on_value(state, walk, &frame->slot[i].value, act);
  return status;
}

static Status visit_value(State *state, Walk *walk, Value *value) {
  size_t first = walk->n;
  Status status = visit(state, walk, value->node);
  return status == OK ? visit_all_before(state, walk, first) : status;
}

static Status replace_if_stale(State *state, Walk *walk, Value *value) {
  (void)walk;
  TrailNode *old = value->node;
  if (!old->stale_line || (!old->row && !old->function)) return OK;
  TrailNode *fresh = start_node(state, *value);
  if (!fresh) return OUT_OF_MEMORY;
  fresh->name = old->name;
  fresh->owner = old->owner;
  fresh->stale_line = old->stale_line;
  fresh->stale_name = old->stale_name;
  value->node = fresh;
  node_release(state, old);
  return OK;
}

/* A step that still has its operands was not cut; the start of a variable's own value is marked where that is updated. */
Status revive_history(State *state) {
  Walk walk = {0};
  state->walk++;
  state->stale_pending = false;
  Status status = act_on_variables(state, &walk, visit_value);
  for (size_t k = 0; k < walk.n; k++) {
    TrailNode *node = walk.node[k];
    if (node->row || node->function || node->stale_name == node->name) node->stale_line = 0;
  }
  memory_release(&state->context.memory, walk.node);
  return status;
}

Status cut_stale(State *state) {
  Walk walk = {0};
  state->walk++;
  state->stale_pending = false;
  Status status = act_on_variables(state, &walk, visit_value);
  if (status == OK) sort_by_id(&walk);
  for (size_t k = 0; k < walk.n && status == OK; k++)
    for (int i = 0; i < walk.node[k]->n_inputs && !walk.node[k]->stale_line; i++) {
      const TrailNode *input = walk.node[k]->input[i].node;
      if (input && input->stale_line)
        walk.node[k]->stale_line = input->stale_line, walk.node[k]->stale_name = input->stale_name;
    }
  if (status == OK) status = act_on_variables(state, &walk, replace_if_stale);
  memory_release(&state->context.memory, walk.node);
  return status;
}
