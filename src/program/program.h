/* Layer 11: the parts of the program. */
#ifndef CNN_PROGRAM_PROGRAM_H
#define CNN_PROGRAM_PROGRAM_H

#include "cnn.h"

#include <stdbool.h>
#include <stdio.h>

enum { PATH_BYTES = 4096 };

/* files.c: what cnn_Config asks a host for; 0 or an errno value. */
int load_file(void *user, const char *path, char **bytes, size_t *length);
int save_file(void *user, const char *path, const char *bytes, size_t length); /* through a temporary file: whole or not at all */
int list_folder(void *user, const char *folder, char **names, size_t *length);
int read_stream(FILE *stream, char **bytes, size_t *length);
/* CNN_STDLIB, then stdlib beside the program (a build), ../share/cnn/stdlib beside it, then where it was installed. */
bool find_library(char path[PATH_BYTES]);

/* repl.c: an interactive session on standard input; the exit status. */
int run_repl(cnn_State *state);

/* main.c: Ctrl-C interrupts this state from now on; NULL: it ends the program. */
void catch_interrupts(cnn_State *state);
void show_error(cnn_State *state, cnn_Status status); /* what cnn_run failed of */

#endif
