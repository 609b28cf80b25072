/* Layer 11: the parts of the program. */
#ifndef CNN_PROGRAM_PROGRAM_H
#define CNN_PROGRAM_PROGRAM_H

#include "cnn.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

enum { PATH_BYTES = 4096 };
enum { STATUS_ERROR = 1, STATUS_USAGE = 2, STATUS_INTERRUPTED = 130 }; /* what the program ends with */

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
int find_colours(void); /* that the terminal has, whatever is written to it */
bool terminal_is_dumb(void); /* it knows no escape sequences, or nobody knows */
int read_key(void *user); /* user: cnn_State *const *, told of a new size */

/* repl.c: an interactive session on standard input; the exit status. */
typedef struct Session {
  cnn_State *state;
  bool is_terminal; /* lines are typed by a person, with readline or where it would be in the way (is_plain) */
  bool is_plain;    /* in Emacs' shell, which edits lines itself */
  bool has_ended;
  int status; /* which the session ends with, unless exit(n) says it */
} Session;

int run_repl(cnn_State *state, bool runs_init);

/* line.c: an entry of one or more lines; NULL at the end of the input. From malloc. */
void start_line(cnn_State *state);
bool line_is_dropped(void); /* by Ctrl-C */
char *read_terminal_line(const char *prompt, bool *was_dropped);

/* entry.c: Enter, Up and so on in entries of several lines. */
void bind_entry_keys(cnn_State *state); /* before inputrc is read, which has the last word */
int line_start(int at);                 /* of the entry's line that this byte of it is in */
/* beginning-of-line, end-of-line and kill-line keep to the line of the entry, whatever keys inputrc gave them. */
void widen_line_functions(void);

/* redisplay.c: puts the cursor below the line being typed, for something to be printed; the line is then drawn below it.
   What is printed ends in a newline. */
void redisplay_on_fresh_row(void);

/* history.c: entries of one or more lines, without the last newline. */
void start_history(void);
void run_from_history(const char *entry); /* what runs now; NULL: nothing */
void keep_in_history(const char *entry);
void rescue_history(void); /* keeps what runs, from a signal handler that ends the program */

/* history_file.c: 0 or an errno value. */
int open_history_file(char path[PATH_BYTES]);                         /* its place, with its folders made */
int read_history_file(const char *path, char **text, size_t *length); /* from malloc, NUL-terminated */
int append_to_history_file(const char *path, const char *entry, size_t length);
void trim_history_file(const char *path, size_t most);
size_t count_entries(const char *text, size_t length);
const char *skip_entries(const char *text, size_t count);
/* $variable/name, or name in a folder below the home; false: there is no such place. */
bool user_path(char path[PATH_BYTES], const char *variable, const char *below_home, const char *name);

/* completion.c: what TAB does. */
void start_completion(cnn_State *state);
void complete_behind(const char *text); /* the lines before the one that is read next; NULL: none */

/* commands.c: what begins with a colon. */
bool run_command(Session *session, const char *line); /* false: the line is not for the session */
const char *command_at(int i, const char **argument, const char **help); /* ":vars" …; NULL: there are no more */

/* variables.c */
void show_variables(Session *session);

/* interrupts.c: Ctrl-C interrupts this state from now on; NULL: it ends the program. */
void catch_interrupts(cnn_State *state);
bool is_interrupted(void);     /* since the last catch_interrupts */
bool interrupted_lately(void); /* within the last second, since the last catch_interrupts of a state */
void write_stream(void *user, int is_error, const char *text, size_t length);

/* main.c */
void show_error(cnn_State *state, cnn_Status status); /* what cnn_run failed of */

/* errors.c: an error's text, coloured where standard error is a terminal with colours. */
void print_error(const char *text);

#endif
