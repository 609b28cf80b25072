/* Layer 6: the variables of a moment, kept to be gone back to. Arrays are shared, not copied: what changes one in place
   does so only where nothing else holds it. */
#ifndef CNN_EVALUATE_SNAPSHOT_H
#define CNN_EVALUATE_SNAPSHOT_H

#include "evaluate/state.h"

typedef struct Snapshot {
  Variable *variable; /* globals, then the frame's slots */
  size_t n_globals;
  int n_slots, n_params;
} Snapshot;

/* frame NULL: of the globals alone. */
Status take_snapshot(State *state, Frame *frame, Snapshot *snapshot);
void drop_snapshot(State *state, Snapshot *snapshot);
/* The variables become what they were. */
void restore_snapshot(State *state, Frame *frame, const Snapshot *snapshot);

Variable *variable_now(State *state, Frame *frame, size_t i);
/* NULL: the variable is younger than the snapshot. */
const Variable *variable_then(const State *state, const Snapshot *snapshot, size_t i);
/* What the library bound meanwhile stays bound. */
bool came_from_library(const Variable *now, const Variable *then);

#endif
