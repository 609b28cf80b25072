/* import: files that have run, each once, and where they are looked for. */
#include "evaluate/evaluate.h"

#include <string.h>

typedef struct Import {
  char *path;
  bool running;
} Import;

typedef struct Imports {
  Import *file;
  size_t n, room;
  int n_running;
} Imports;

enum { RUNNING_MAX = 100 }; /* a cycle through paths that are spelled ever longer ends here */

static bool is_in_library(const State *state, const char *path) {
  size_t n = state->library ? strlen(state->library) : 0;
  return n && strncmp(path, state->library, n) == 0 && path[n] == '/';
}

static Import *find_imported(const State *state, const char *path) {
  for (size_t i = 0; state->imports && i < state->imports->n; i++)
    if (strcmp(state->imports->file[i].path, path) == 0) return &state->imports->file[i];
  return NULL;
}

static Status remember_import(State *state, const char *path) {
  Memory *memory = &state->context.memory;
  if (!state->imports && !(state->imports = memory_allocate_zeroed(memory, sizeof *state->imports)))
    return fail_out_of_memory(&state->context);
  char *copy = memory_allocate(memory, strlen(path) + 1);
  if (!copy || !memory_reserve(memory, &state->imports->file, &state->imports->room, state->imports->n + 1,
                               sizeof *state->imports->file)) {
    memory_release(memory, copy);
    return fail_out_of_memory(&state->context);
  }
  state->imports->file[state->imports->n++] = (Import){strcpy(copy, path), true};
  state->imports->n_running++;
  return OK;
}

/* One that failed may be tried again. */
static void end_import(State *state, const char *path, bool failed) {
  Import *import = find_imported(state, path);
  if (!import) return;
  import->running = false;
  state->imports->n_running--;
  if (!failed) return;
  memory_release(&state->context.memory, import->path);
  *import = state->imports->file[--state->imports->n];
}

bool is_importing(const State *state) { return state->imports && state->imports->n_running > 0; }

size_t count_imports(const State *state) {
  size_t n = 0;
  for (size_t i = 0; state->imports && i < state->imports->n; i++)
    n += !is_in_library(state, state->imports->file[i].path);
  return n;
}

/* The newest of the program's own imports, until n of them are left; a file of the library stays. */
void forget_imports(State *state, size_t n) {
  for (size_t i = state->imports ? state->imports->n : 0; i-- > 0 && count_imports(state) > n;) {
    Import *import = &state->imports->file[i];
    if (is_in_library(state, import->path)) continue;
    memory_release(&state->context.memory, import->path);
    memmove(import, import + 1, (--state->imports->n - i) * sizeof *import);
  }
}

Status read_source(State *state, const char *path, Source **out) {
  char *bytes;
  size_t length;
  if (!state->host.load) return fail(&state->context, "this program may not read files");
  Status status = state->host.load(state, path, &bytes, &length);
  if (status != OK) return status;
  *out = source_new(&state->context, path, bytes, length);
  memory_release(&state->context.memory, bytes);
  return *out ? OK : fail_out_of_memory(&state->context);
}

/* Each file runs once. */
Status run_file(State *state, const char *path) {
  Source *source = NULL;
  Program *program = NULL;
  if (find_imported(state, path)) return OK;
  Status status = read_source(state, path, &source);
  if (status == OK) status = remember_import(state, path);
  if (status == OK) status = parse_text(&state->context, &state->names, source, &program);
  bool printed = state->printing;
  if (status == OK) program->is_library = is_in_library(state, path);
  state->printing = false;
  if (status == OK) status = run_program(state, program);
  state->printing = printed;
  program_release(&state->context, program);
  source_release(&state->context, source);
  end_import(state, path, status != OK);
  return status;
}

/* *found tells whether the path can be read; only other failures than that are errors. */
static Status try_path(State *state, const Text *path, bool *found) {
  char *bytes;
  size_t length;
  if (path->failed) return fail_out_of_memory(&state->context);
  Status status = state->host.load(state, text_string(path), &bytes, &length);
  *found = status == OK;
  if (status == FAILED) return clear_error(&state->context), OK;
  if (status == OK) memory_release(&state->context.memory, bytes);
  return status;
}

static void set_path(Text *path, const char *folder, int length, const char *file) {
  text_close(path);
  text_format(path, "%.*s/%s", length, folder, file);
}

/* Beside the importing script, then in each folder of the host's search path, then in the standard library. */
static Status find_import(State *state, const char *file, Text *path, bool *found) {
  const char *importer = state->frame ? state->frame->source->name : "", *slash = strrchr(importer, '/');
  if (file[0] != '/' && slash) set_path(path, importer, (int)(slash - importer), file);
  else text_format(path, "%s", file);
  Status status = try_path(state, path, found);
  for (const char *folder = state->search_path; status == OK && !*found && folder && *folder;) {
    int length = (int)strcspn(folder, ":");
    set_path(path, folder, length, file);
    if (length) status = try_path(state, path, found);
    folder += length + (folder[length] == ':');
  }
  if (status != OK || *found || !state->library) return status;
  set_path(path, state->library, (int)strlen(state->library), file);
  return try_path(state, path, found);
}

static bool is_in_cycle(const State *state, const char *path) {
  const Import *import = find_imported(state, path);
  return (import && import->running) || (state->imports && state->imports->n_running >= RUNNING_MAX);
}

/* import numpy */
static void note_foreign_module(State *state, const char *file) {
  char stem[16];
  size_t length = strcspn(file, ".");
  if (length >= sizeof stem) return;
  memcpy(stem, file, length);
  stem[length] = 0;
  if (habit_for(stem)) add_note(&state->context, "%s", habit_for(stem));
}

Status import_file(State *state, const char *file) {
  Text path;
  bool found = false;
  if (!state->host.load) return fail(&state->context, "this program may not read files");
  text_open(&path, &state->context.memory);
  Status status =
      *file ? find_import(state, file, &path, &found) : fail(&state->context, "import needs the name of a file");
  if (status == OK && found && is_in_cycle(state, text_string(&path)))
    status = fail(&state->context, "%s imports itself, directly or through other files", text_string(&path));
  else if (status == OK && found) status = run_file(state, text_string(&path));
  else if (status == OK)
    status = fail(&state->context,
                  "cannot find %s: it is not beside the script, in CNN_PATH, nor in the standard library", file);
  if (!found && status == FAILED) note_foreign_module(state, file);
  text_close(&path);
  return status;
}

void imports_close(State *state) {
  Memory *memory = &state->context.memory;
  for (size_t i = 0; state->imports && i < state->imports->n; i++) memory_release(memory, state->imports->file[i].path);
  if (state->imports) memory_release(memory, state->imports->file);
  memory_release(memory, state->imports);
}
