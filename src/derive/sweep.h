/* Layer 7: the reverse sweep. Walks the trail backwards in a loop and applies rules; contributions are added last use first. */
#ifndef CNN_DERIVE_SWEEP_H
#define CNN_DERIVE_SWEEP_H

#include "derive/rules.h"

struct Sheet; /* of derive: what is written down (sheet.h) */

typedef struct Sweep {
  State *state;
  TrailNode **node;         /* what F was computed from, increasing in id; borrowed, owned array */
  int n, n_held;            /* held: retained so far */
  Value *gradient;          /* of each node; VALUE_NONE: no contribution */
  unsigned char *wanted;    /* asked for */
  unsigned char *needed;    /* wanted, or on the way to one that is */
  unsigned char *swallowed; /* inner step of a composite rule: reported, but not passed on */
  int *uses;
  uint64_t walk;       /* of the state when positions were last set */
  bool history;        /* gradients keep how they were made (∂F/∂W) */
  struct Sheet *sheet; /* derive: gradients are symbols and are written down; NULL otherwise */
  bool named;          /* with history: those of named values are called dX (explain) */
} Sweep;

/* Collects the trail behind `from`. */
Status sweep_open(State *state, TrailNode *from, Sweep *sweep);
void sweep_close(Sweep *sweep);
/* The trail is closed when something of it was computed from a value that has been updated since. */
Status refuse_stale(Sweep *sweep, const char *what);
void want_everything(Sweep *sweep);
bool want_node(Sweep *sweep, const TrailNode *node); /* false: not of this trail */
/* Runs from the last node with sensitivity `seed` (borrowed). */
Status sweep_run(Sweep *sweep, Value seed);
/* ∂/∂node as a value: the gradient, or zeros of the node's size where nothing contributes. Owned. */
Status sweep_gradient(Sweep *sweep, const TrailNode *node, Value *out);

/* Derive's part (sheet.c): a step's rule has made a contribution to the gradient of its i-th operand, which may be given a line
   of its own; the gradient of node k is complete. */
Status note_contribution(struct Sheet *sheet, const TrailNode *step, const Match *match, int i, Value *value);
Status write_gradient(struct Sheet *sheet, int k);
/* The rule for step k picks maps, dZ^{h}: its sensitivity needs a name. */
Status name_gradient_of_maps(struct Sheet *sheet, int k, const Rule *rule);
/* [ρ_r ρ_c] of a rule: lengths with a floor in them become size symbols with equations of their own. */
Status name_remainders(State *state, Value *value, const Name *name);

/* The statements (derive/backprop.c, derive/check.c). */
Status run_backprop(State *state, Frame *frame, const Ast *statement);
Status run_derive(State *state, Frame *frame, const Ast *statement);
Status declare_symbols(State *state, Frame *frame, const Ast *statement);
Status run_explain(State *state, Frame *frame, const Ast *statement);
Status run_check(State *state, Frame *frame, const Ast *statement);
Status evaluate_partial_derivative(State *state, Frame *frame, const Ast *ast, Value *out);
Status call_derivative(State *state, Function *function, Value argument, Value *out);

/* ∂/∂value; of a list or record in its shape. */
Status gradient_of_value(Sweep *sweep, Value value, Value *out);
/* Keeps what a backprop started from, in place of the one before (explain.c). */
void forget_backprop(State *state);
void keep_backprop(State *state, Value objective, Value seed);
/* Appends [2] or .W for a node that is an element of the list; false: it is none. */
bool print_path(const List *list, const TrailNode *node, Text *out);

/* F of a statement, with its history; and the variables named after `for`. */
Status need_numbers(State *state, Frame *frame, const Ast *ast, Value objective, const char *statement);
/* History is kept while it is evaluated, and what has been updated is cut off. */
Status evaluate_with_history(State *state, Frame *frame, const Ast *ast, Value *out);
Status evaluate_objective(State *state, Frame *frame, const Ast *ast, Value *out);
void want_by_default(State *state, Sweep *sweep);
Status want_variables(State *state, Frame *frame, Sweep *sweep, const Ast *names, const char *what);

extern const Derivation derivation;

#endif
