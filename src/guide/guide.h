/* Layer 8: what explains to a person. */
#ifndef CNN_GUIDE_GUIDE_H
#define CNN_GUIDE_GUIDE_H

#include "evaluate/evaluate.h"

extern const Guide guide;

/* walk Z, walk Z_{2,3} (walk.c) */
Status run_walk(State *state, Frame *frame, const Ast *statement);

#endif
