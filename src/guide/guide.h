/* Layer 8: what explains to a person. `help` is put together, whenever it is asked for, from the operators' rows, the
   procedures' lines, the comments above the library's functions, the rules, and the entries in stdlib/help/. */
#ifndef CNN_GUIDE_GUIDE_H
#define CNN_GUIDE_GUIDE_H

#include "evaluate/evaluate.h"

extern const Guide guide;

/* Everything that `help` knows by name, the chapter's equations ("8.45", "P8.3") and the library's functions included;
   some twice; the meaning is one line, or "". Both are valid during the call only. For completion and for tests. */
Status each_help_topic(State *state, void (*each)(void *user, const char *topic, const char *meaning), void *user);
/* help, help ⊗ (help.c); walk Z, walk Z_{2,3} (walk.c) */
Status run_help(State *state, Frame *frame, const Ast *statement);
Status run_walk(State *state, Frame *frame, const Ast *statement);

#endif
