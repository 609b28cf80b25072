/* Procedures in a dry run: nothing is printed or written, and what they make of data is not known. */
#include "evaluate/dry.h"

#include <string.h>

static bool is_one_of(const char *name, const char *const *names) {
  for (; *names; names++)
    if (strcmp(name, *names) == 0) return true;
  return false;
}

static bool all_settled(const Arguments *arguments, int first) {
  for (int i = first; i < arguments->n; i++)
    if (!is_settled(arguments->value[i])) return false;
  for (int i = 0; i < arguments->n_named; i++)
    if (!is_settled(arguments->named[i])) return false;
  return true;
}

static bool has_unknown(const Arguments *arguments) {
  return any_unknown(arguments->value, arguments->n) || any_unknown(arguments->named, arguments->n_named);
}

static Status assert_dry(State *state, const Arguments *arguments, bool *done) {
  Truth truth;
  Status status = truth_dry(state, arguments->value[0], &truth);
  *done = status != OK || truth != NO || state->uncertain;
  return status == OK && truth == NO && state->uncertain ? end_path(state) : status;
}

static Status stop_dry(State *state, const Arguments *arguments, bool *done) {
  *done = state->uncertain || !all_settled(arguments, 0);
  if (state->uncertain || !*done) return *done ? end_path(state) : OK;
  state->exit_status = 0;
  fail(&state->context, "exit");
  return state->context.error->status = INTERRUPTED;
}

/* A file that the script would have written before cannot be read yet. */
static Status load_dry(State *state, const Procedure *procedure, Arguments *arguments, Value *out) {
  Status status = procedure->run(state, arguments, out);
  if (status != FAILED || !state->files_written) return status;
  clear_error(&state->context);
  *out = unknown_value(state);
  return strcmp(procedure->name, "load") == 0 ? OK : hollow_params(state, 0);
}

bool call_procedure_dry(State *state, const Procedure *procedure, const Arguments *arguments, Status *status,
                        Value *out) {
  static const char *const quiet[] = {"print", "progress", NULL};
  static const char *const from_data[] = {"str", "number", "find", "printf", NULL};
  static const char *const from_lengths[] = {"zeros", "ones",  "eye",     "impulse", "δ",    "linspace",
                                             "rand",  "randn", "shuffle", "outsize", "seed", NULL};
  static const char *const files[] = {"load", "loadparams", NULL};
  const char *name = procedure->name;
  bool done = true;
  *status = OK;
  if (strcmp(name, "assert") == 0) return *status = assert_dry(state, arguments, &done), done;
  if (strcmp(name, "exit") == 0) return *status = stop_dry(state, arguments, &done), done;
  if (strcmp(name, "error") == 0) return state->uncertain ? (*status = end_path(state), true) : false;
  if (is_one_of(name, quiet)) return true;
  if (strncmp(name, "save", 4) == 0) state->files_written = true;
  if (strcmp(name, "toc") == 0) return *out = number_value(opaque_number()), true;
  if (strcmp(name, "setparams") == 0 && has_unknown(arguments)) return *status = hollow_params(state, 0), true;
  if (has_unknown(arguments)) return *out = unknown_value(state), true;
  if (is_one_of(name, files)) return *status = load_dry(state, procedure, (Arguments *)arguments, out), true;
  bool unsettled = is_one_of(name, from_data) || is_one_of(name, from_lengths) ? !all_settled(arguments, 0)
                   : strcmp(name, "size") == 0                                 ? !all_settled(arguments, 1)
                   : strcmp(name, "cat") == 0                                  ? !is_settled(arguments->value[0])
                                                                               : false;
  if (unsettled) return *out = unknown_value(state), true;
  return false;
}
