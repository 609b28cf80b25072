/* load, save, saveparams, loadparams. */
#include "evaluate/dry.h"
#include "evaluate/procedures.h"
#include "formats/format.h"

#include <string.h>

/* ---- arguments ---- */

static Status take_path(State *state, Value value, const char *procedure, const char **path) {
  if (value.kind != VALUE_STRING)
    return fail(&state->context, "%s needs the name of a file, not %s", procedure, kind_name(value));
  if (value.string->length == 0)
    return fail(&state->context, "%s needs the name of a file, and this one is empty", procedure);
  if (strlen(value.string->text) != value.string->length)
    return fail(&state->context, "the name of a file has a NUL in it");
  return *path = value.string->text, OK;
}

static Status take_precision(State *state, const Arguments *arguments, int *precision) {
  Value asked = arguments->n > 1 ? arguments->value[1] : named_argument(state, arguments, "precision");
  *precision = PRECISION_OF_FILE;
  if (arguments->n_named == 0 && arguments->n < 2) return OK;
  if (asked.kind == VALUE_STRING && strcmp(asked.string->text, "single") == 0) return *precision = SINGLE, OK;
  if (asked.kind == VALUE_STRING && strcmp(asked.string->text, "double") == 0) return *precision = DOUBLE, OK;
  return fail(&state->context, "the precision is \"single\" or \"double\"");
}

/* ---- load ---- */

static Status read_bytes(State *state, const char *path, const char *bytes, size_t length, int precision, Value *out) {
  Input input;
  Status status = input_open(&input, state, path, bytes, length, precision);
  const Format *format = status == OK ? format_for_reading(&input) : NULL;
  if (status == OK) status = format ? format->read(&input, out) : FAILED;
  input_close(&input);
  return status;
}

static Status load_value(State *state, const char *path, int precision, Value *out) {
  char *bytes;
  size_t length;
  if (!state->host.load) return fail(&state->context, "cannot read %s: this program may not read files", path);
  Status status = state->host.load(state, path, &bytes, &length);
  if (status != OK) return status;
  status = read_bytes(state, path, bytes, length, precision, out);
  memory_release(&state->context.memory, bytes);
  return status;
}

static Status run_load(State *state, Arguments *arguments, Value *out) {
  const char *path = NULL;
  int precision;
  Status status = take_path(state, arguments->value[0], "load", &path);
  if (status == OK) status = take_precision(state, arguments, &precision);
  return status == OK ? load_value(state, path, precision, out) : status;
}

/* ---- save ---- */

static Status save_value(State *state, const char *path, Value value) {
  Bytes bytes = {0};
  const Format *format = format_for_writing(state, path);
  if (!format) return FAILED;
  if (!state->host.save) return fail(&state->context, "cannot write %s: this program may not write files", path);
  if (state->checking && !is_settled(value)) return OK;
  Status status = format->write(state, path, value, &bytes);
  if (status == OK && !state->checking) status = state->host.save(state, path, bytes.bytes, bytes.length);
  memory_release(&state->context.memory, bytes.bytes);
  return status;
}

static Status run_save(State *state, Arguments *arguments, Value *out) {
  const char *path = NULL;
  (void)out;
  if (is_numeric(arguments->value[0]) || arguments->value[0].kind == VALUE_LIST)
    return fail(&state->context, "save takes the name of the file first: save(\"file.npz\", {W = W, b = b})");
  Status status = take_path(state, arguments->value[0], "save", &path);
  return status == OK ? save_value(state, path, arguments->value[1]) : status;
}

/* ---- params ---- */

static Status fail_without_params(State *state) {
  return fail(&state->context, "there are no parameters: param W = … declares one");
}

static List *record_of_params(State *state) {
  List *record = list_new(state, state->n_params, true);
  int n = 0;
  for (size_t i = 0; record && i < state->n_globals; i++) {
    if (!state->global[i].is_param) continue;
    record->key[n] = state->global[i].name;
    record->item[n++] = plain_value(state->global[i].value);
  }
  return record;
}

static Status run_saveparams(State *state, Arguments *arguments, Value *out) {
  const char *path = NULL;
  (void)out;
  Status status = take_path(state, arguments->value[0], "saveparams", &path);
  if (status != OK) return status;
  if (state->n_params == 0) return fail_without_params(state);
  List *record = record_of_params(state);
  if (!record) return OUT_OF_MEMORY;
  Value value = {.kind = VALUE_LIST, .list = record};
  status = save_value(state, path, value);
  value_release(state, value);
  return status;
}

static const Value *field_named(const List *record, const Name *name) {
  for (int i = 0; i < record->n; i++)
    if (record->key[i] == name) return &record->item[i];
  return NULL;
}

static Status check_param(State *state, const char *path, const Variable *param, const Value *saved) {
  char here[128], there[128];
  bool fits = true;
  int64_t size[2][AXES];
  if (!saved) return fail(&state->context, "%s holds no value for the parameter %s", path, param->name->text);
  for (int k = 0; k < AXES; k++)
    fits &= (size[0][k] = value_length(param->value, k)) == (size[1][k] = value_length(*saved, k));
  if (fits) return OK;
  size_as_text(size[0], here);
  size_as_text(size[1], there);
  return fail(&state->context, "the parameter %s is %s, but %s in %s", param->name->text, here, there, path);
}

/* The parameters are the file's fields, no more and no fewer: a file of another network is told from the right one. */
static Status check_params(State *state, const char *path, const List *record) {
  Status status = OK;
  for (size_t i = 0; i < state->n_globals && status == OK; i++)
    if (state->global[i].is_param)
      status = check_param(state, path, &state->global[i], field_named(record, state->global[i].name));
  for (int i = 0; i < record->n && status == OK; i++)
    if (record->key[i]->global < 0 || !state->global[record->key[i]->global].is_param)
      status =
          fail(&state->context, "%s holds %s, which is no parameter here; r = load(\"%s\") reads a file of any content",
               path, record->key[i]->text, path);
  return status;
}

/* A parameter keeps its own precision. */
static Status update_param(State *state, Variable *param, Value saved) {
  unsigned line = state->frame ? line_of(state->frame->source, state->here.start) : 0;
  Tensor *array = value_to_tensor(state, saved, value_precision(param->value));
  return array ? bind_variable(state, param, array_value(state, array), BIND_UPDATE, line)
               : state->context.error->status;
}

static Status update_params(State *state, const char *path, Value loaded) {
  if (loaded.kind != VALUE_LIST) return fail(&state->context, "%s holds one array, not the parameters by name", path);
  Status status = check_params(state, path, loaded.list);
  for (size_t i = 0; i < state->n_globals && status == OK; i++)
    if (state->global[i].is_param)
      status = update_param(state, &state->global[i], *field_named(loaded.list, state->global[i].name));
  return status;
}

static Status run_loadparams(State *state, Arguments *arguments, Value *out) {
  const char *path = NULL;
  Value loaded = {0};
  (void)out;
  Status status = take_path(state, arguments->value[0], "loadparams", &path);
  if (status == OK && state->n_params == 0) status = fail_without_params(state);
  if (status == OK) status = load_value(state, path, PRECISION_OF_FILE, &loaded);
  if (status == OK) status = update_params(state, path, loaded);
  value_release(state, loaded);
  return status;
}

const Procedure file_procedures[] = {
    {"load", 1, 2, "precision", run_load,
     "load(\"file\", precision=\"single\")  the array or record in a file: IDX (also .gz), .npy, .npz",
     "save(\"X.npy\", [1 2; 3 4])\nload(\"X.npy\")"},
    {"save", 2, 2, "", run_save,
     "save(\"file.npz\", {W = W, b = b})  a record of arrays, or one array into a .npy file",
     "save(\"X.npy\", [1 2; 3 4])\nload(\"X.npy\")"},
    {"saveparams", 1, 1, "", run_saveparams, "saveparams(\"file.npz\")  all parameters by their names",
     "param w = 2\nsaveparams(\"w.npz\")\nload(\"w.npz\").w"},
    {"loadparams", 1, 1, "", run_loadparams,
     "loadparams(\"file.npz\")  gives the parameters the values that saveparams wrote",
     "param w = 2\nsaveparams(\"w.npz\")\nw ← 5\nloadparams(\"w.npz\")\nw"},
    {NULL, 0, 0, NULL, NULL, NULL, NULL}};
