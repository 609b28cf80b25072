/* Examples are run when they are shown, in a state of their own: nothing of the user's changes, and what they print is
   never a stored copy. Files that they write stay in memory. */
#include "guide/page.h"

#include <string.h>

enum { FILES_MAX = 4 };

typedef struct Scratch {
  State state; /* first */
  State *owner;
  Text output;
  int n_files;
  struct {
    char path[NAME_BYTES];
    Text bytes;
  } file[FILES_MAX];
} Scratch;

/* Memory is the owner's, within its limit. */
static void *borrow(void *user, void *block, size_t size) {
  Memory *memory = &((Scratch *)user)->owner->context.memory;
  if (size != 0) return memory_resize(memory, block, size);
  memory_release(memory, block);
  return NULL;
}

static void keep_output(void *user, int is_error, const char *text, size_t length) {
  (void)is_error;
  text_add(&((Scratch *)user)->output, text, length);
}

static Text *find_file(Scratch *scratch, const char *path) {
  for (int i = 0; i < scratch->n_files; i++)
    if (strcmp(scratch->file[i].path, path) == 0) return &scratch->file[i].bytes;
  return NULL;
}

static Status save_file(State *state, const char *path, const char *bytes, size_t length) {
  Scratch *scratch = state->host.user;
  Text *file = find_file(scratch, path);
  if (!file && (scratch->n_files == FILES_MAX || strlen(path) >= NAME_BYTES))
    return fail(&state->context, "an example keeps at most %d files", FILES_MAX);
  if (!file) {
    strcpy(scratch->file[scratch->n_files].path, path);
    text_open(file = &scratch->file[scratch->n_files++].bytes, &scratch->owner->context.memory);
  }
  text_close(file);
  text_add(file, bytes, length);
  return file->failed ? fail_out_of_memory(&state->context) : OK;
}

static Status copy_file(State *state, const Text *file, char **bytes, size_t *length) {
  if (!(*bytes = memory_allocate(&state->context.memory, file->length + 1))) return fail_out_of_memory(&state->context);
  memcpy(*bytes, text_string(file), file->length);
  (*bytes)[ *length = file->length] = 0;
  return OK;
}

/* The owner's callbacks, which know its host, with the example's memory. */
static Status load_file(State *state, const char *path, char **bytes, size_t *length) {
  Scratch *scratch = state->host.user;
  const Text *file = find_file(scratch, path);
  if (file) return copy_file(state, file, bytes, length);
  state->host.user = scratch->owner->host.user;
  Status status = scratch->owner->host.load(state, path, bytes, length);
  state->host.user = scratch;
  return status;
}

static Status list_files(State *state, const char *folder, char **names, size_t *length) {
  Scratch *scratch = state->host.user;
  state->host.user = scratch->owner->host.user;
  Status status = scratch->owner->host.list(state, folder, names, length);
  state->host.user = scratch;
  return status;
}

static Status copy_path(State *state, const char *path, char **out) {
  if (!path) return OK;
  if (!(*out = memory_allocate(&state->context.memory, strlen(path) + 1))) return fail_out_of_memory(&state->context);
  strcpy(*out, path);
  return OK;
}

static Status open_scratch(Scratch *scratch, State *owner) {
  State *state = &scratch->state;
  scratch->owner = owner;
  text_open(&scratch->output, &owner->context.memory);
  Status status = state_open(state, borrow, scratch, 0);
  if (status != OK) return status;
  state->host = (Host){.user = scratch, .write = keep_output, .save = save_file};
  state->host.load = owner->host.load ? load_file : NULL;
  state->host.list = owner->host.list ? list_files : NULL;
  state->derivation = owner->derivation;
  state->procedures = owner->procedures;
  state->guide = owner->guide;
  state->display.columns = owner->display.columns > 8 ? owner->display.columns - 8 : 0; /* it is indented */
  state->context.portable_kernels = owner->context.portable_kernels;
  if (owner->context.steps < owner->context.step_limit)
    state->context.step_limit = owner->context.step_limit - owner->context.steps;
  state->context.owner = &owner->context;
  state->stack_base = owner->stack_base;
  state->stack_limit = owner->stack_limit;
  status = copy_path(state, owner->library, &state->library);
  return status == OK ? copy_path(state, owner->search_path, &state->search_path) : status;
}

static void close_scratch(Scratch *scratch) {
  state_close(&scratch->state);
  for (int i = 0; i < scratch->n_files; i++) text_close(&scratch->file[i].bytes);
  text_close(&scratch->output);
}

/* An error of the example belongs to its output; what ends a computation ends the owner's too. */
static Status take_status(Page *page, Scratch *scratch, Status status) {
  Context *context = &page->state->context;
  context->steps += scratch->state.context.steps;
  if (status == OUT_OF_MEMORY) return fail_out_of_memory(context);
  if (status == STEP_LIMIT) context->steps = context->step_limit - 1; /* the next step reports it */
  if (status == INTERRUPTED || status == STEP_LIMIT) return take_step(context);
  if (status != OK) format_errors(&scratch->state.context, &scratch->output);
  return scratch->output.failed || page->text.failed ? fail_out_of_memory(context) : OK;
}

Status page_example(Page *page, Slice code) {
  if (page->state->checking) return OK;
  Memory *memory = &page->state->context.memory;
  Scratch *scratch = memory_allocate_zeroed(memory, sizeof *scratch);
  if (!scratch) return fail_out_of_memory(&page->state->context);
  page_heading(page, "Example:");
  page_code(page, 2, code);
  Status status = open_scratch(scratch, page->state);
  if (status == OK) status = run_text(&scratch->state, "example", code.text, code.length);
  if (scratch->state.exit_status >= 0) status = OK;
  status = take_status(page, scratch, status);
  if (status == OK && scratch->output.length) {
    text_format(&page->text, "prints\n");
    page_output(page, (Slice){text_string(&scratch->output), scratch->output.length});
  }
  close_scratch(scratch);
  memory_release(memory, scratch);
  return status;
}
