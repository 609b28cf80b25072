/* Layer 10: what stands behind a cnn_State, for the files of this layer. */
#ifndef CNN_API_HOST_H
#define CNN_API_HOST_H

#include "api/cnn.h"

#include "evaluate/evaluate.h"

struct cnn_State {
  State state; /* first */
  cnn_Config config;
  Text message;
};

static inline cnn_Status status_of(Status status) { return (cnn_Status)status; }

/* Around whatever runs a program (cnn.c). */
void begin_run(cnn_State *host, int flags);
Status end_run(cnn_State *host, Status status);

#endif
