/* Layer 6: the trail that evaluating equations leaves: for each step its operator, inputs, output and, once bound, its
   name. Nodes are reference-counted and point only backwards. Broadcasting stands as a ⊠ave node of its own, without
   output (it is `hidden`), so that rules of + − ∘ / are written for equal sizes. */
#ifndef CNN_EVALUATE_TRAIL_H
#define CNN_EVALUATE_TRAIL_H

#include "evaluate/value.h"

typedef struct TrailNode {
  unsigned references;
  uint64_t id;            /* increases with time: inputs have smaller ones */
  const OperatorRow *row; /* NULL: a starting point, or a step of `function` */
  Function *function;     /* a user's function that has a rule of its own, retained; NULL otherwise */
  Name *name;             /* the variable it was bound to; NULL: a temporary */
  uint64_t owner;         /* identity of that variable */
  Source *source;         /* retained */
  Span span;
  Value output; /* without node; VALUE_NONE for a hidden ⊠ave */
  Size output_size;
  int n_inputs;
  Value *input;                 /* with their nodes */
  ParameterValue *parameter;    /* as many as the row has; NULL: none */
  struct TrailNode *sole_start; /* the only starting point it depends on; itself for one; NULL: several */
  int links;                    /* length of the longest chain of names behind it */
  unsigned stale_line;          /* > 0: depends on an older value of stale_name, updated in that line */
  Name *stale_name;
  bool is_update;               /* a starting point that an update made */
  /* scratch of one walk over the trail */
  uint64_t walk;
  int position;
  struct TrailNode *next;
} TrailNode;

/* An unprinted ⊠ave, which has no output. */
static inline bool is_hidden_step(const TrailNode *node) { return node->row && node->output.kind == VALUE_NONE; }
/* An operand as it is written: what stands behind an unprinted ⊠ave. */
static inline Value written_operand(Value operand) {
  return operand.node && is_hidden_step(operand.node) ? operand.node->input[0] : operand;
}

/* A starting point that holds `value` (retained without its node). NULL: out of memory, error set. */
TrailNode *start_node(struct State *state, Value value);
TrailNode *node_retain(TrailNode *node);
void node_release(struct State *state, TrailNode *node); /* iterative: a chain may be long */

/* One step. `call` gives row and parameters, `operand` the values with nodes; out->node is set. */
Status record_step(struct State *state, const OperatorCall *call, const Value *operand, Value *out);
/* One step of a function with a rule of its own. */
Status record_function(struct State *state, Function *function, const Value *operand, int n, Value *out);

/* Everything computed from this node keeps its numbers and loses its history before the next statement. */
void mark_stale(struct State *state, TrailNode *node, Name *name, unsigned line);
Status cut_stale(struct State *state);
/* After variables were set back to what they were: what they were computed from holds again. */
Status revive_history(struct State *state);

/* All nodes that `from` was computed from, itself included, in increasing order of id. Owned array of borrowed nodes; position is
   the index in it, walk is set. */
Status collect_trail(struct State *state, TrailNode *from, TrailNode ***nodes, int *n);
bool node_in_walk(const struct State *state, const TrailNode *node); /* of the last collect_trail */

#endif
