/* Names that the user did not define: procedures, and functions in files of the standard library, which are read at first
   need. */
#include "evaluate/evaluate.h"
#include "syntax/spelling.h"

#include <string.h>

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
  while (is_name_byte(text[n])) n++;
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

static Status index_source(State *state, const char *path, void *user) {
  char *bytes;
  size_t length;
  (void)user;
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
  Status status = each_file_of_library(state, "", ".cnn", index_source, NULL);
  if (status != OK) close_index(state); /* half an index would hide names for good */
  return status;
}

Status each_library_name(State *state, void (*each)(void *user, const char *name), void *user) {
  Status status = open_index(state);
  for (size_t i = 0; state->library_index && i < state->library_index->n; i++)
    each(user, state->library_index->entry[i].name->text);
  return status;
}

const char *library_name(const State *state, size_t i) {
  return state->library_index && i < state->library_index->n ? state->library_index->entry[i].name->text : NULL;
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

Status load_from_library(State *state, const Name *name) {
  Status status = open_index(state);
  for (size_t i = 0; state->library_index && i < state->library_index->n && status == OK; i++)
    if (state->library_index->entry[i].name == name) return run_file(state, state->library_index->entry[i].path);
  return status;
}

void library_close(State *state) {
  Memory *memory = &state->context.memory;
  close_index(state);
  imports_close(state);
  memory_release(memory, state->library);
  memory_release(memory, state->search_path);
}
