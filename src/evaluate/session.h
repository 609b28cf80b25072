/* Layer 6: what a person did at a prompt, statement by statement: enough to take it back, to tell how each variable was
   made and to write a script that does it again. An input is what was entered at once; undo takes back whole inputs. */
#ifndef CNN_EVALUATE_SESSION_H
#define CNN_EVALUATE_SESSION_H

#include "evaluate/snapshot.h"

/* All that a program can change, as it was. */
typedef struct Moment {
  Snapshot variables;
  Random random;
  struct Optimiser *optimiser;
  size_t n_imports;
  RulesMark rules;
  bool long_numbers;
} Moment;

Status moment_keep(State *state, Moment *moment);
void moment_drop(State *state, Moment *moment);
/* Goes back to it, and drops it. */
Status moment_restore(State *state, Moment *moment);

/* Makes the session at the first input. Where memory is short the input runs all the same and cannot be taken back. */
void session_begin_input(State *state);
void session_end_input(State *state, Status status);
void session_close(State *state);

/* Around each statement at the top of the program: run_block. */
Status session_begin_statement(State *state, const Source *source, const Ast *statement);
void session_end_statement(State *state);

/* The value of an expression that was entered is called ans until the next one. */
Status session_answer(State *state, Value value, unsigned line);

/* Takes back the last input that changed something: variables, rules, imports, random numbers and optimisers become what they
   were. Its text (owned by the session until the next call) in *undone. */
Status session_undo(State *state, const char **undone);
/* A script that does again what was not taken back. */
void session_write(const State *state, Text *out);
/* The statement that bound the variable; NULL: not known. */
const char *session_made(const State *state, const Variable *variable);

#endif
