/* Layer 10: the parts of the program. */
#ifndef CNN_PROGRAM_PROGRAM_H
#define CNN_PROGRAM_PROGRAM_H

#include "cnn.h"

#include <stdarg.h>
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

/* terminal.c */
void find_display(cnn_Display *display);
int pictures_named(const char *word); /* CNN_PICTURES_… of text, blocks, kitty, sixel; -1: none of these */
int read_key(void *user); /* user: cnn_State *const *, told of a new size */

/* repl.c: an interactive session on standard input; the exit status. */
typedef struct Session {
  cnn_State *state;
  bool is_terminal; /* lines are typed by a person, with readline */
  bool has_ended;
} Session;

int run_repl(cnn_State *state);

/* line.c: NULL at the end of the input, and when Ctrl-C has dropped the line. From malloc. */
char *read_terminal_line(const char *prompt, bool *was_dropped);

/* history.c: entries of one or more lines, without the last newline. */
void start_history(void);
void keep_in_history(const char *entry);
void end_history(void);

/* completion.c: what TAB does. */
void start_completion(cnn_State *state);

/* commands.c: what begins with a colon. */
bool run_command(Session *session, const char *line); /* false: the line is not for the session */
const char *command_name(size_t i, const char **help); /* ":vars" …; NULL: there are no more */

/* variables.c */
void show_variables(Session *session);
int text_columns(const char *text, size_t length); /* that a terminal shows it in */

/* main.c: Ctrl-C interrupts this state from now on; NULL: it ends the program. */
void catch_interrupts(cnn_State *state);
void show_error(cnn_State *state, cnn_Status status); /* what cnn_run failed of */

#endif
