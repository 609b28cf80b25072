/* driver LIBRARY SCRIPT [check | session]: runs (or checks, or enters at a prompt) a script again and again, and lets the
   first allocation fail, then the second, and so on until a run needs no more. Every run must end as one that succeeded or one
   that was told it has no memory, must give back every block, and must leave a state that still works. A plain program: no test framework between the
   library and the sanitizers. */
#include "cnn.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Host {
  uint64_t requests;  /* allocations asked for in this run */
  uint64_t failing;   /* the one that fails, from 1; 0: none */
  int to_the_end;     /* all later ones fail too */
  int has_recovered;  /* none fails any more */
  int flags;          /* of cnn_run */
  int64_t blocks;     /* handed out and not given back */
} Host;

static int is_to_fail(const Host *host) {
  if (host->failing == 0 || host->has_recovered) return 0;
  return host->requests == host->failing || (host->to_the_end && host->requests > host->failing);
}

static void *reallocate(void *user, void *block, size_t size) {
  Host *host = user;
  if (size == 0) {
    host->blocks -= block != NULL;
    free(block);
    return NULL;
  }
  host->requests++;
  if (is_to_fail(host)) return NULL;
  void *new_block = realloc(block, size);
  host->blocks += new_block && !block;
  return new_block;
}

static int load(void *user, const char *path, char **bytes, size_t *length) {
  (void)user;
  FILE *file = fopen(path, "rb");
  if (!file) return errno;
  fseek(file, 0, SEEK_END);
  *length = (size_t)ftell(file);
  rewind(file);
  *bytes = calloc(*length + 1, 1);
  int error = !*bytes ? ENOMEM : fread(*bytes, 1, *length, file) != *length ? EIO : 0;
  if (error) free(*bytes);
  fclose(file);
  return error;
}

static int append_name(char **names, size_t *length, const char *name) {
  size_t extra = strlen(name) + 1;
  char *longer = realloc(*names, *length + extra + 1);
  if (!longer) return ENOMEM;
  snprintf(longer + *length, extra + 1, "%s\n", name);
  *names = longer;
  *length += extra;
  return 0;
}

static int list(void *user, const char *folder, char **names, size_t *length) {
  (void)user;
  struct dirent **entry;
  int error = 0, count = scandir(folder, &entry, NULL, alphasort);
  if (count < 0) return errno;
  *names = calloc(1, 1);
  *length = 0;
  for (int i = 0; i < count; i++) {
    if (!error && entry[i]->d_name[0] != '.') error = append_name(names, length, entry[i]->d_name);
    free(entry[i]);
  }
  free(entry);
  if (error) free(*names);
  return error;
}

static void drop(void *user, int is_error, const char *text, size_t length) {
  (void)user, (void)is_error, (void)text, (void)length;
}

static int complain(const Host *host, const char *what, const char *more) {
  const char *later = host->to_the_end ? " and all later" : "";
  fprintf(stderr, "allocation %llu%s: %s %s\n", (unsigned long long)host->failing, later, what, more);
  return 0;
}

/* What a state must still do once there is memory again. */
static int still_works(Host *host, cnn_State *state) {
  static const char sum[] = "assert(sum([1 2; 3 4]) == 10)\n";
  host->has_recovered = 1;
  if (cnn_run(state, "after", sum, sizeof sum - 1, host->flags) == CNN_OK) return 1;
  return complain(host, "left a state that fails:", cnn_error(state));
}

/* Paragraphs of the text are entered one by one, as far as there is memory. */
static cnn_Status enter_all(cnn_State *state, const char *name, const char *text) {
  cnn_Status status = CNN_OK;
  while (*text && status == CNN_OK) {
    const char *end = strstr(text, "\n\n");
    size_t n = end ? (size_t)(end - text) + 2 : strlen(text);
    status = cnn_run(state, name, text, n, CNN_INTERACTIVE);
    text += n;
  }
  return status;
}

static void look_at(void *user, const cnn_Variable *variable) {
  *(size_t *)user += strlen(variable->name) + strlen(variable->kind) + strlen(variable->size) + strlen(variable->value);
}

/* An input that there was no memory for has not bound what is asked for. */
static cnn_Status unless_missing(cnn_State *state, cnn_Status status) {
  return status == CNN_ERROR && strstr(cnn_error(state), "has no value") ? CNN_OK : status;
}

/* All that a session is asked; what the last of it says where memory was short. */
static cnn_Status ask_session(cnn_State *state, size_t *seen) {
  static const char *const shown[] = {"W", "F", "V = W ⊗_{pad=1} W", "f"}, *const timed[] = {"W W", "n = rand(2, 2)"};
  const char *latex, *undone;
  cnn_Timing timing;
  cnn_Status status = cnn_variables(state, look_at, seen);
  for (size_t i = 0; i < sizeof shown / sizeof *shown && status == CNN_OK; i++)
    status = unless_missing(state, cnn_latex(state, "latex", shown[i], strlen(shown[i]), &latex));
  for (size_t i = 0; i < sizeof timed / sizeof *timed && status == CNN_OK; i++)
    status = unless_missing(state, cnn_time(state, "time", timed[i], strlen(timed[i]), 0.0, &timing));
  if (status == CNN_OK) cnn_session(state);
  while (status == CNN_OK) status = cnn_undo(state, &undone);
  return status == CNN_ERROR && strstr(cnn_error(state), "undo") ? CNN_OK : status;
}

/* Whatever the inputs came to, the session answers; what ended it without a word is no status that is expected. */
static cnn_Status run_session(cnn_State *state, const char *name, const char *text) {
  size_t seen = 0;
  cnn_Status status = enter_all(state, name, text);
  if (status != CNN_OK && status != CNN_NO_MEMORY) return status;
  if (status == CNN_NO_MEMORY && !cnn_error(state)[0]) return CNN_ERROR;
  return ask_session(state, &seen);
}

static int run_once(Host *host, const char *library, const char *name, const char *text, size_t length) {
  cnn_Config config = {
      .user = host, .reallocate = reallocate, .load = load, .list = list, .write = drop, .library = library};
  cnn_State *state = cnn_open(&config);
  int good = 1;
  if (state) {
    int enters = host->flags == CNN_INTERACTIVE;
    cnn_Status status = enters ? run_session(state, name, text) : cnn_run(state, name, text, length, host->flags);
    int expected = status == CNN_OK || (status == CNN_NO_MEMORY && host->failing);
    if (!expected) good = complain(host, "ended wrongly:", cnn_error(state));
    if (status == CNN_NO_MEMORY && !cnn_error(state)[0]) good = complain(host, "gave no error text", "");
    good = good && still_works(host, state);
  } else if (!host->failing) {
    good = complain(host, "no state", "");
  }
  cnn_close(state);
  if (host->blocks != 0) good = complain(host, "leaves blocks behind", "");
  return good;
}

/* Every n for which a run still asks for an n-th allocation. */
static int run_all(Host *host, const char *library, const char *name, const char *text, size_t length) {
  int failed = 0;
  for (uint64_t n = 0;; n++) {
    *host = (Host){.failing = n, .to_the_end = host->to_the_end, .flags = host->flags};
    failed += !run_once(host, library, name, text, length);
    if (failed > 10 || (n == 0 && failed)) break;
    if (n > 0 && host->requests < n) {
      printf("%s: %llu allocations, each failed once%s\n", name, (unsigned long long)n - 1,
             host->to_the_end ? ", with all later ones" : "");
      break;
    }
  }
  return failed;
}

int main(int count, char **argument) {
  char *text;
  size_t length;
  const char *how = count == 4 ? argument[3] : "";
  int flags = strcmp(how, "check") == 0 ? CNN_CHECK : strcmp(how, "session") == 0 ? CNN_INTERACTIVE : 0;
  if ((count != 3 && !flags) || load(NULL, argument[2], &text, &length) != 0) {
    fputs("usage: driver LIBRARY SCRIPT [check | session]\n", stderr);
    return 2;
  }
  int failed = 0;
  for (int to_the_end = 0; to_the_end <= 1; to_the_end++) {
    Host host = {.to_the_end = to_the_end, .flags = flags};
    failed += run_all(&host, argument[1], argument[2], text, length);
  }
  free(text);
  return failed != 0;
}
