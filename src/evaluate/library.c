/* Names that the user did not define: procedures, and functions in files of the standard library, loaded at first need. */
#include "evaluate/evaluate.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

const Procedure *find_procedure(const State *state, const char *name) {
  for (int k = 0; state->procedures && state->procedures[k]; k++)
    for (const Procedure *procedure = state->procedures[k]; procedure->name; procedure++)
      if (strcmp(procedure->name, name) == 0) return procedure;
  return NULL;
}

/* Which file of the library defines which name: definitions begin a line, `f(x) = …` or `function f(x)`. */
typedef struct LibraryEntry {
  const Name *name;
  char *path; /* and behind its NUL how it is called, with the first line of the comment above it: "f(x, p=0.5)  …" */
} LibraryEntry;

struct Library {
  LibraryEntry *entry;
  size_t n, room;
};

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

/* A piece of a file: its bytes, and how many. */
typedef struct Piece {
  const char *text;
  size_t length;
} Piece;

static char *copy_entry(Memory *memory, const char *path, Piece signature, Piece comment) {
  Text entry;
  text_open(&entry, memory);
  text_add(&entry, path, strlen(path) + 1);
  text_format(&entry, "%.*s%s%.*s", (int)signature.length, signature.text, comment.length ? "  " : "",
              (int)comment.length, comment.text);
  if (entry.failed) text_close(&entry);
  return entry.bytes;
}

static Status add_entry(State *state, size_t length, const char *path, Piece signature, Piece comment) {
  struct Library *library = state->library_index;
  Memory *memory = &state->context.memory;
  Name *interned = intern(&state->names, signature.text, length);
  char *copy = copy_entry(memory, path, signature, comment);
  if (!interned || !copy ||
      !memory_reserve(memory, &library->entry, &library->room, library->n + 1, sizeof *library->entry)) {
    memory_release(memory, copy);
    return fail_out_of_memory(&state->context);
  }
  library->entry[library->n++] = (LibraryEntry){interned, copy};
  return OK;
}

static size_t name_length(const char *text) {
  size_t n = 0;
  while (isalnum((unsigned char)text[n]) || text[n] == '_' || (unsigned char)text[n] >= 0x80) n++;
  return n;
}

/* The bracket that closes the one at text[0]; NULL when the line ends before it. */
static const char *closing_bracket(const char *text) {
  int open = 0;
  for (; *text && *text != '\n'; text++) {
    open += (*text == '(') - (*text == ')');
    if (open == 0) return text;
  }
  return NULL;
}

static Status index_source(State *state, const char *path) {
  char *bytes;
  size_t length;
  Status status = state->host.load(state, path, &bytes, &length);
  if (status != OK) return status;
  Piece comment = {"", 0}; /* the first line of the one above */
  for (const char *line = bytes; line && *line && status == OK; line = (line = strchr(line, '\n')) ? line + 1 : NULL) {
    if (strncmp(line, "# ", 2) == 0 && !comment.length) comment = (Piece){line + 2, strcspn(line + 2, "\n")};
    if (line[0] == '#') continue;
    const char *name = strncmp(line, "function ", 9) == 0 ? line + 9 : line;
    size_t n = name_length(name);
    const char *close = n && name[n] == '(' ? closing_bracket(name + n) : NULL;
    bool defines = close && (name != line || strncmp(close, ") =", 3) == 0);
    if (defines) status = add_entry(state, n, path, (Piece){name, (size_t)(close + 1 - name)}, comment);
    comment.length = 0;
  }
  memory_release(&state->context.memory, bytes);
  return status;
}

static bool ends_in(const char *name, const char *ending) {
  size_t n = strlen(name), m = strlen(ending);
  return n > m && strcmp(name + n - m, ending) == 0;
}

Status each_file_of_library(State *state, const char *folder, const char *ending,
                            Status (*act)(State *state, const char *path, void *user), void *user) {
  char *names;
  size_t length;
  Text path;
  if (!state->library || !state->host.list) return OK;
  text_open(&path, &state->context.memory);
  text_format(&path, "%s%s", state->library, folder);
  if (path.failed) return fail_out_of_memory(&state->context);
  Status status = state->host.list(state, text_string(&path), &names, &length);
  if (status != OK) return text_close(&path), status;
  for (char *name = names, *end; *name && status == OK; name = end + 1) {
    end = strchr(name, '\n');
    *end = 0;
    if (!ends_in(name, ending)) continue;
    text_close(&path);
    text_format(&path, "%s%s/%s", state->library, folder, name);
    status = path.failed ? fail_out_of_memory(&state->context) : act(state, text_string(&path), user);
  }
  text_close(&path);
  memory_release(&state->context.memory, names);
  return status;
}

typedef struct FileAction {
  Status (*act)(State *state, const char *path);
} FileAction;

static Status act_on_file(State *state, const char *path, void *user) {
  return ((const FileAction *)user)->act(state, path);
}

Status each_library_file(State *state, const char *folder, Status (*act)(State *state, const char *path)) {
  return each_file_of_library(state, folder, ".cnn", act_on_file, &(FileAction){act});
}

static void close_index(State *state) {
  Memory *memory = &state->context.memory;
  for (size_t i = 0; state->library_index && i < state->library_index->n; i++)
    memory_release(memory, state->library_index->entry[i].path);
  if (state->library_index) memory_release(memory, state->library_index->entry);
  memory_release(memory, state->library_index);
  state->library_index = NULL;
}

static Status open_index(State *state) {
  if (state->library_index || !state->library) return OK;
  state->library_index = memory_allocate_zeroed(&state->context.memory, sizeof *state->library_index);
  if (!state->library_index) return fail_out_of_memory(&state->context);
  Status status = each_library_file(state, "", index_source);
  if (status != OK) close_index(state); /* half an index would hide names for good */
  return status;
}

Status each_library_name(State *state, void (*each)(void *user, const char *name), void *user) {
  Status status = open_index(state);
  for (size_t i = 0; state->library_index && i < state->library_index->n; i++)
    each(user, state->library_index->entry[i].name->text);
  return status;
}

const char *library_signature(const State *state, const char *name) {
  for (size_t i = 0; state->library_index && i < state->library_index->n; i++)
    if (strcmp(state->library_index->entry[i].name->text, name) == 0)
      return strchr(state->library_index->entry[i].path, 0) + 1;
  return NULL;
}

Status find_in_library(State *state, const char *name, size_t length, const char **path) {
  Status status = open_index(state);
  *path = NULL;
  for (size_t i = 0; state->library_index && i < state->library_index->n && status == OK; i++) {
    const LibraryEntry *entry = &state->library_index->entry[i];
    if (entry->name->length == length && memcmp(entry->name->text, name, length) == 0) *path = entry->path;
  }
  return status;
}

Status each_name_of_file(State *state, const char *path, void (*each)(void *user, const char *name), void *user) {
  Status status = open_index(state);
  for (size_t i = 0; state->library_index && i < state->library_index->n && status == OK; i++)
    if (strcmp(state->library_index->entry[i].path, path) == 0) each(user, state->library_index->entry[i].name->text);
  return status;
}

/* ---- imports ---- */

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

Status load_from_library(State *state, const Name *name) {
  Status status = open_index(state);
  for (size_t i = 0; state->library_index && i < state->library_index->n && status == OK; i++)
    if (state->library_index->entry[i].name == name) return run_file(state, state->library_index->entry[i].path);
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

void library_close(State *state) {
  Memory *memory = &state->context.memory;
  close_index(state);
  for (size_t i = 0; state->imports && i < state->imports->n; i++) memory_release(memory, state->imports->file[i].path);
  if (state->imports) memory_release(memory, state->imports->file);
  memory_release(memory, state->imports);
  memory_release(memory, state->library);
  memory_release(memory, state->search_path);
}

/* ---- near names ---- */

/* Edits (insert, delete, replace, exchange of neighbours) between two short names; large when they are long. */
int edit_distance(const char *a, const char *b) {
  enum { LONGEST = 24 };
  int row[3][LONGEST + 1], n = (int)strlen(a), m = (int)strlen(b);
  if (n > LONGEST || m > LONGEST) return 99;
  for (int j = 0; j <= m; j++) row[0][j] = j;
  for (int i = 1; i <= n; i++) {
    int *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];
    now[0] = i;
    for (int j = 1; j <= m; j++) {
      int best = before[j - 1] + (a[i - 1] != b[j - 1]);
      if (before[j] + 1 < best) best = before[j] + 1;
      if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && earlier[j - 2] + 1 < best)
        best = earlier[j - 2] + 1;
      now[j] = best;
    }
  }
  return row[n % 3][m];
}

static void consider(const char *candidate, const char *name, const char **best, int *least) {
  int edits = edit_distance(name, candidate);
  if (edits > 0 && edits < *least) *best = candidate, *least = edits;
}

static void consider_row(const OperatorRow *row, const char *name, const char **best, int *least) {
  consider(row->name, name, best, least);
  for (size_t i = 0; i < sizeof row->alias / sizeof *row->alias && row->alias[i]; i++)
    consider(row->alias[i], name, best, least);
}

/* w where W has a value, or W where w has. */
static const char *other_case(const State *state, const char *name) {
  for (size_t i = 0; i < state->n_globals; i++) {
    const Variable *variable = &state->global[i];
    if (variable->value.kind != VALUE_NONE && !variable->is_builtin && !variable->is_library &&
        isalpha((unsigned char)*name) && strcasecmp(variable->name->text, name) == 0)
      return variable->name->text;
  }
  return NULL;
}

/* padding and pad, dim and dims: one begins with the other. */
static bool is_longer_form(const char *name, const char *candidate) {
  size_t n = strlen(name), m = strlen(candidate), common = n < m ? n : m;
  return common >= 2 && strncasecmp(name, candidate, common) == 0;
}

const char *nearest_of(const char *name, const char *const *candidate, int n) {
  const char *best = NULL;
  int least = strlen(name) < 4 ? 2 : 3;
  for (int i = 0; i < n; i++)
    if (is_longer_form(name, candidate[i])) return candidate[i];
  for (int i = 0; i < n; i++)
    if (strlen(candidate[i]) > 2) consider(candidate[i], name, &best, &least);
  return best;
}

const char *nearest_name(const State *state, const char *name) {
  const char *best = NULL;
  int least = strlen(name) < 3 ? 2 : strlen(name) < 6 ? 2 : 3;
  if (strlen(name) < 2) return other_case(state, name);
  for (size_t i = 0; i < state->n_globals; i++)
    if (state->global[i].value.kind != VALUE_NONE) consider(state->global[i].name->text, name, &best, &least);
  for (int f = 0; operator_families[f]; f++)
    for (int i = 0; i < operator_families[f]->n_rows; i++)
      if (operator_families[f]->rows[i].form == FORM_FUNCTION)
        consider_row(&operator_families[f]->rows[i], name, &best, &least);
  for (int k = 0; state->procedures && state->procedures[k]; k++)
    for (const Procedure *procedure = state->procedures[k]; procedure->name; procedure++)
      consider(procedure->name, name, &best, &least);
  for (size_t i = 0; state->library_index && i < state->library_index->n; i++)
    consider(state->library_index->entry[i].name->text, name, &best, &least);
  return best;
}
