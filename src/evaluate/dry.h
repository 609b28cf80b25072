/* Layer 6: the dry run of `cnn --check`. The same evaluator walks the whole script with the same size rules and
   messages, and without numbers: an array computed from data is hollow (tensor.h), a number computed from data is
   opaque, and what may be anything is VALUE_UNKNOWN, about which nobody complains. Small arrays that depend on no data
   stay as they are, so that sizes, strides and bounds are known. Where a condition is not known both ways are walked
   and their variables merged; a loop is walked for some rounds, then once for all others and once for the last. Only
   what is certain to fail once it is reached is reported. */
#ifndef CNN_EVALUATE_DRY_H
#define CNN_EVALUATE_DRY_H

#include "evaluate/evaluate.h"
#include "evaluate/snapshot.h"

static inline bool is_unknown(Value value) { return value.kind == VALUE_UNKNOWN; }
/* Its history is lost, so that from then on no variable is known not to have a sensitivity. */
static inline Value unknown_value(State *state) {
  state->gradients_unknown = true;
  return (Value){.kind = VALUE_UNKNOWN};
}

/* ---- dry_values.c ---- */
bool is_opaque(Value value); /* a number that is not known */
/* All of its numbers are known. */
bool is_settled(Value value);
bool any_unknown(const Value *value, int n);
bool mentions_unsettled(State *state, Frame *frame, const Ast *ast);
/* The size stays, the numbers are not known; the history stays too. Owned. */
Value hollowed(State *state, Value value);
/* What is true of both; owned. `force`: what differs is unknown. *changed: the result says less than `before`. */
Value merge_values(State *state, Value before, Value after, bool force, bool *changed);
/* A step of an optimiser, or parameters from anywhere: their sizes stay. */
Status hollow_params(State *state, unsigned line);
/* A condition. */
Status truth_dry(State *state, Value value, Truth *truth);
/* Arrays that are not filled: *out is set where the dry run makes it hollow (`data`: its elements are never known). */
bool make_hollow(State *state, const int64_t size[AXES], bool data, Status *status, Value *out);

/* ---- dry_rows.c: call->result is computed where that is cheap and its operands are settled, hollow otherwise ---- */
bool computes_dry(State *state, const Application *application, OperatorCall *call, Status *status);

/* ---- dry_branches.c ---- */
/* The variables become what holds of both then and now. */
bool merge_snapshot(State *state, Frame *frame, const Snapshot *snapshot, bool force);
/* Variables where rounds may have ended by break or continue are merged in. */
void merge_left(State *state, Frame *frame);
Status run_if_dry(State *state, Frame *frame, const Ast *ast);
Status evaluate_logic_dry(State *state, Frame *frame, const Ast *ast, Value *out);
/* An error that may not be reached ends the way that is walked, without a report. */
Status end_path(State *state);
/* Was it such an end? Then all is well again. */
bool path_ended(State *state, Status status);
/* The result of a body that ended with `status`. */
Status take_result_dry(State *state, Frame *frame, Status status, Value *out);
void leave_frame_dry(State *state, Frame *frame);
/* Under an unknown condition nothing ends a recursion. */
bool recurs_dry(const State *state, const FunctionCode *code);

/* ---- dry_loops.c ---- */
/* n items; n < 0: their number is not known. item(list, i) as run_over has it, or from + i where list is VALUE_NONE. */
Status run_rounds_dry(State *state, Frame *frame, const Ast *ast, Value list, double from, int64_t n);
Status run_while_dry(State *state, Frame *frame, const Ast *ast);
Status loop_item(State *state, Value list, int64_t i, Value *out);
enum { STEPS_OF_LOOP = 2000 };

/* ---- dry_procedures.c ---- */
/* True where the dry run answers in the procedure's place. */
bool call_procedure_dry(State *state, const Procedure *procedure, const Arguments *arguments, Status *status,
                        Value *out);

#endif
