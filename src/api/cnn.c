#include "api/host.h"

#include "derive/sweep.h"
#include "evaluate/procedures.h"
#include "evaluate/session.h"
#include "guide/guide.h"
#include "syntax/glyphs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)KEY_NONE == (int)CNN_KEY_NONE && (int)KEY_PAGE_DOWN == (int)CNN_KEY_PAGE_DOWN &&
                   (int)PICTURES_SIXEL == (int)CNN_PICTURES_SIXEL,
               "one list of keys, one of pictures");
_Static_assert((int)OK == (int)CNN_OK && (int)FAILED == (int)CNN_ERROR && (int)OUT_OF_MEMORY == (int)CNN_NO_MEMORY &&
                   (int)INTERRUPTED == (int)CNN_INTERRUPTED && (int)STEP_LIMIT == (int)CNN_STEP_LIMIT &&
                   (int)INCOMPLETE == (int)CNN_INCOMPLETE,
               "one list of statuses");

/* ---- the host's callbacks, with bytes moved into the state's memory ---- */

static Status take_bytes(State *state, int error, const char *path, char *bytes, size_t length, char **out) {
  Context *context = &state->context;
  *out = NULL;
  Status status = poll_interrupt(context);
  if (error) return status == OK ? fail(context, "cannot read %s: %s", path, strerror(error)) : status;
  if (status == OK && !(*out = memory_allocate(&context->memory, length + 1))) status = fail_out_of_memory(context);
  if (status == OK) status = copy_bytes(context, *out, bytes, length);
  free(bytes);
  if (status == OK) (*out)[length] = 0;
  else memory_release(&context->memory, *out);
  return status;
}

static Status load_bytes(State *state, const char *path, char **bytes, size_t *length) {
  cnn_State *host = state->host.user;
  char *read = NULL;
  if (!host->config.load) return fail(&state->context, "cannot read %s: this program may not read files", path);
  int error = host->config.load(host->config.user, path, &read, length);
  return take_bytes(state, error, path, read, error ? 0 : *length, bytes);
}

static Status list_folder(State *state, const char *folder, char **names, size_t *length) {
  cnn_State *host = state->host.user;
  char *read = NULL;
  if (!host->config.list) return fail(&state->context, "cannot list %s: this program may not read files", folder);
  int error = host->config.list(host->config.user, folder, &read, length);
  return take_bytes(state, error, folder, read, error ? 0 : *length, names);
}

static Status save_bytes(State *state, const char *path, const char *bytes, size_t length) {
  cnn_State *host = state->host.user;
  if (!host->config.save) return fail(&state->context, "cannot write %s: this program may not write files", path);
  int error = host->config.save(host->config.user, path, bytes, length);
  Status status = error ? poll_interrupt(&state->context) : OK;
  return error && status == OK ? fail(&state->context, "cannot write %s: %s", path, strerror(error)) : status;
}

static int read_key(State *state) {
  cnn_State *host = state->host.user;
  return host->config.read_key ? host->config.read_key(host->config.user) : CNN_KEY_NONE;
}

static void write_out(void *user, int is_error, const char *text, size_t length) {
  cnn_State *host = user;
  if (host->config.write) host->config.write(host->config.user, is_error, text, length);
}

/* ---- opening and closing ---- */

static char *copy_text(State *state, const char *text) {
  char *copy = text ? memory_allocate(&state->context.memory, strlen(text) + 1) : NULL;
  return copy ? strcpy(copy, text) : NULL;
}

static void *allocate_state(const cnn_Config *config, size_t size) {
  return config->reallocate ? config->reallocate(config->user, NULL, size) : malloc(size);
}

static void free_state(const cnn_Config *config, void *block) {
  if (config->reallocate) config->reallocate(config->user, block, 0);
  else free(block);
}

cnn_State *cnn_open(const cnn_Config *given) {
  cnn_Config config = given ? *given : (cnn_Config){0};
  cnn_State *host = allocate_state(&config, sizeof *host);
  if (!host) return NULL;
  *host = (cnn_State){.config = config};
  State *state = &host->state;
  Status status = state_open(state, config.reallocate, config.user, config.memory_limit);
  state->host = (Host){.user = host, .write = write_out, .load = load_bytes, .list = list_folder, .save = save_bytes,
                       .read_key = read_key};
  state->derivation = &derivation;
  state->guide = &guide;
  state->procedures = procedure_lists;
  state->context.step_limit = config.step_limit;
  state->context.portable_kernels = config.portable_kernels;
  state->is_terminal = config.is_terminal;
  if (config.stack_limit) state->stack_limit = config.stack_limit;
  text_open(&host->message, &state->context.memory);
  if (status == OK && config.library && !(state->library = copy_text(state, config.library))) status = OUT_OF_MEMORY;
  if (status == OK && config.search_path && !(state->search_path = copy_text(state, config.search_path)))
    status = OUT_OF_MEMORY;
  if (status == OK) return host;
  cnn_close(host);
  return NULL;
}

void cnn_close(cnn_State *host) {
  if (!host) return;
  cnn_Config config = host->config;
  text_close(&host->message);
  state_close(&host->state);
  free_state(&config, host);
}

/* ---- running ---- */

static Status run_parsed(State *state, Source *source, int flags) {
  Program *program = NULL;
  Status status = parse_text(&state->context, &state->names, source, &program);
  if (status == INCOMPLETE && !(flags & CNN_MAY_CONTINUE)) status = FAILED;
  bool is_kept = status == OK && !state->checking && (state->session || state->interactive);
  if (is_kept) session_begin_input(state);
  if (status == OK) status = run_program(state, program);
  if (is_kept) session_end_input(state, status);
  program_release(&state->context, program);
  return status;
}

static void start_dry(State *state, bool checking) {
  state->checking |= checking;
  state->uncertain = 0;
  state->path_has_ended = state->gradients_unknown = state->files_written = false;
  state->unknown = (Value){.kind = VALUE_UNKNOWN};
}

/* Where memory is nearly used up by what variables hold, the last of it lets the next run give some back. */
static void keep_reserve(cnn_State *host) {
  Memory *memory = &host->state.context.memory;
  size_t limit = host->config.memory_limit, reserve = limit / 16 < (1 << 20) ? limit / 16 : 1 << 20;
  memory->limit = memory->used + 2 * reserve < limit ? limit - reserve : limit;
}

void begin_run(cnn_State *host, int flags) {
  State *state = &host->state;
  clear_error(&state->context);
  keep_reserve(host);
  state->context.interrupt = 0;
  state->interactive = flags & CNN_INTERACTIVE;
  state->exit_status = -1;
  if (state->interactive) state->keeps_history = state->explains = true;
  start_dry(state, flags & CNN_CHECK);
}

Status end_run(cnn_State *host, Status status) {
  State *state = &host->state;
  clear_progress(state);
  if (status != OK && !state->context.has_error && state->context.interrupt) status = take_step(&state->context);
  state->context.interrupt = 0;
  if (status != OK && status != INCOMPLETE && state->context.has_error) status = state->context.error->status;
  return state->exit_status >= 0 ? OK : status;
}

cnn_Status cnn_run(cnn_State *host, const char *name, const char *text, size_t length, int flags) {
  State *state = &host->state;
  begin_run(host, flags);
  Source *source = source_new(&state->context, name, text, length);
  Status status = source ? OK : fail_out_of_memory(&state->context);
  if (status == OK && state->checking && !(flags & CNN_CHECK))
    status = fail(&state->context, "this state has checked a text: its arrays hold no numbers");
  if (status == OK) status = run_parsed(state, source, flags);
  source_release(&state->context, source);
  status = end_run(host, status);
  if (flags & CNN_CHECK) state->exit_status = -1;
  return status_of(status);
}

void cnn_set_display(cnn_State *host, const cnn_Display *display) {
  host->state.display = (Display){display->columns, display->rows, display->colours, display->pictures,
                                  display->is_addressed};
}

cnn_Status cnn_set_arguments(cnn_State *host, int count, const char *const *arguments) {
  State *state = &host->state;
  Name *name = intern(&state->names, "args", 4);
  Variable *variable = name ? global_variable(state, name) : NULL;
  List *list = variable ? list_new(state, count, false) : NULL;
  Status status = list ? OK : OUT_OF_MEMORY;
  for (int i = 0; i < count && status == OK; i++) {
    list->item[i] = string_value(state, arguments[i], strlen(arguments[i]));
    if (list->item[i].kind == VALUE_NONE) status = OUT_OF_MEMORY;
  }
  if (list) value_store(state, &variable->value, (Value){.kind = VALUE_LIST, .list = list});
  return status_of(status);
}

const char *cnn_error(cnn_State *host) {
  host->state.context.interrupt = 0; /* one that came too late */
  text_close(&host->message);
  format_errors(&host->state.context, &host->message);
  if (!host->message.failed) return text_string(&host->message);
  return host->state.context.has_error ? host->state.context.error->message : "";
}

const char *cnn_format(cnn_State *host, const char *text) {
  host->state.context.interrupt = 0;
  text_close(&host->message);
  write_with_glyphs(text, &host->message);
  return host->message.failed ? NULL : text_string(&host->message);
}

int cnn_exit_status(const cnn_State *host) { return host->state.exit_status; }

void cnn_interrupt(cnn_State *host) { host->state.context.interrupt = 1; }

size_t cnn_memory_used(const cnn_State *host) { return host->state.context.memory.used; }

uint64_t cnn_allocations(const cnn_State *host) { return host->state.context.memory.requests; }

const char *cnn_version(void) {
#define TEXT_OF(x) #x
#define VERSION_TEXT(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)
  return VERSION_TEXT(CNN_VERSION_MAJOR, CNN_VERSION_MINOR, CNN_VERSION_PATCH);
}
