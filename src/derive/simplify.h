/* Layer 7: the chapter's form of what a derivation writes. */
#ifndef CNN_DERIVE_SIMPLIFY_H
#define CNN_DERIVE_SIMPLIFY_H

#include "derive/sweep.h"

/* *value, just recorded, is replaced by what stands for it in the chapter's form. */
Status simplify_step(State *state, Value *value);
/* Two steps of one operator on the same values with the same parameters. */
bool is_same_step(const TrailNode *a, const TrailNode *b);
/* The i-th simplification as text, `1 ∘ X → X`; NULL after the last. */
const char *simplification_form(int i);

#endif
