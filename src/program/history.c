/* What was typed, kept between sessions. */
#include "program/program.h"

#include <stdlib.h>
#include <stdio.h>

#include <readline/history.h>

static bool history_path(char path[PATH_BYTES]) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  if (state && *state) return snprintf(path, PATH_BYTES, "%s/cnn_history", state) < PATH_BYTES;
  return home && *home && snprintf(path, PATH_BYTES, "%s/.cnn_history", home) < PATH_BYTES;
}

void start_history(void) {
  char path[PATH_BYTES];
  using_history();
  if (history_path(path)) read_history(path);
}

void keep_in_history(const char *entry) { add_history(entry); }

void end_history(void) {
  char path[PATH_BYTES];
  if (history_path(path)) write_history(path);
}
