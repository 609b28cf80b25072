/* driver LIBRARY CASES [MILLISECONDS [NAME]]: runs each long computation of a file of cases, interrupts it from another
   thread after so many milliseconds (10), and prints how long it took to return. A case has lines that prepare, `--- run`,
   and the lines that are interrupted. OLD, where the case sets it, must be what it was before, and the state must work.
   The limit is generous, since machines are busy: 1 second, or $CNN_INTERRUPT_LIMIT milliseconds. */
#include "cnn.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Watch {
  cnn_State *state;
  pthread_mutex_t lock;
  pthread_cond_t ended;
  int has_ended;
  volatile int has_interrupted;
  long delay;
  double interrupted_at;
} Watch;

static double limit = 1000;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct timespec in_milliseconds(long delay) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += delay % 1000 * 1000000;
  until.tv_sec += delay / 1000 + until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  return until;
}

/* Interrupts unless the run has ended before its time, and again while it goes on: one that comes before the run has
   begun, as may be on a busy machine, is for the run before. */
static void *interrupt_later(void *user) {
  Watch *watch = user;
  struct timespec until = in_milliseconds(watch->delay);
  pthread_mutex_lock(&watch->lock);
  while (!watch->has_ended) {
    if (pthread_cond_timedwait(&watch->ended, &watch->lock, &until) != ETIMEDOUT || watch->has_ended) continue;
    if (!watch->has_interrupted) watch->interrupted_at = now();
    watch->has_interrupted = 1;
    cnn_interrupt(watch->state);
    until = in_milliseconds(watch->delay);
  }
  pthread_mutex_unlock(&watch->lock);
  return NULL;
}

static void end_watch(Watch *watch) {
  pthread_mutex_lock(&watch->lock);
  watch->has_ended = 1;
  pthread_cond_signal(&watch->ended);
  pthread_mutex_unlock(&watch->lock);
}

/* One file in memory: `save` keeps it, `load` gives a copy, in pieces between which it sees the interrupt. */
static char *file_bytes;
static size_t file_length;
static const Watch *watched;

static int copy(char *to, const char *from, size_t length) {
  enum { PIECE = 1 << 20 };
  for (size_t done = 0, n; done < length; done += n) {
    if (watched && watched->has_interrupted) return EINTR;
    n = length - done < PIECE ? length - done : PIECE;
    memcpy(to + done, from + done, n);
  }
  return 0;
}

static int save(void *user, const char *path, const char *bytes, size_t length) {
  (void)user, (void)path;
  free(file_bytes);
  if (!(file_bytes = malloc(length + 1))) return ENOMEM;
  file_length = length;
  return copy(file_bytes, bytes, length);
}

static int read_file(const char *path, char **bytes, size_t *length) {
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

static int load(void *user, const char *path, char **bytes, size_t *length) {
  (void)user;
  if (strncmp(path, "kept.", 5) != 0) return read_file(path, bytes, length);
  *length = file_length;
  if (!(*bytes = malloc(file_length + 1))) return ENOMEM;
  int error = copy(*bytes, file_bytes, file_length);
  if (error) free(*bytes);
  return error;
}

/* What the standard library needs: its files by name, one a line. */
static int list(void *user, const char *folder, char **names, size_t *length) {
  char command[4200];
  (void)user;
  snprintf(command, sizeof command, "LC_ALL=C ls '%s'", folder);
  FILE *stream = popen(command, "r");
  if (!stream || !(*names = calloc(1, 1 << 16))) return ENOMEM;
  *length = fread(*names, 1, (1 << 16) - 1, stream);
  return pclose(stream) == 0 ? 0 : ENOENT;
}

static void drop(void *user, int is_error, const char *text, size_t length) {
  (void)user, (void)is_error, (void)text, (void)length;
}

static cnn_Status run(cnn_State *state, const char *text) {
  return cnn_run(state, "case", text, strlen(text), CNN_INTERACTIVE);
}

static int complain(cnn_State *state, const char *name, const char *what) {
  printf("FAIL  %-28s %s\n%s", name, what, cnn_error(state));
  return 1;
}

static int run_case(const cnn_Config *config, const char *name, const char *before, const char *text, long delay) {
  Watch watch = {
      .state = cnn_open(config), .lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER, .delay = delay};
  pthread_t thread;
  int failed = 0;
  if (run(watch.state, "OLD = 12345;") != CNN_OK || run(watch.state, before) != CNN_OK)
    failed = complain(watch.state, name, "cannot be prepared");
  double start = now();
  watched = &watch;
  pthread_create(&thread, NULL, interrupt_later, &watch);
  cnn_Status status = failed ? CNN_OK : run(watch.state, text);
  double end = now();
  end_watch(&watch);
  pthread_join(thread, NULL);
  watched = NULL;
  double late = end - watch.interrupted_at;
  if (failed) {
  } else if (status != CNN_INTERRUPTED && status != CNN_OK) failed = complain(watch.state, name, "failed");
  else if (!watch.has_interrupted) printf("      %-28s ended before, after %.0f ms\n", name, end - start);
  else if (late > limit) failed = complain(watch.state, name, "returned late");
  else if (status == CNN_INTERRUPTED && run(watch.state, "assert(all(OLD == 12345))") != CNN_OK)
    failed = complain(watch.state, name, "a variable has changed");
  if (!failed && watch.has_interrupted)
    printf("      %-28s %6.1f ms%s\n", name, late, status == CNN_OK ? " (it had ended)" : "");
  if (failed && watch.has_interrupted) printf("      %-28s %6.1f ms\n", name, late);
  start = now();
  cnn_close(watch.state);
  if (now() - start > 100) printf("      %-28s %6.1f ms to close\n", name, now() - start);
  fflush(stdout);
  return failed;
}

/* Cuts the text at the next line that begins with `mark`; the line's rest, or NULL. */
static char *cut(char **text, const char *mark) {
  char *found = strstr(*text, mark);
  if (!found) return NULL;
  char *title = found + strlen(mark), *end = strchr(title, '\n');
  *found = *end = 0;
  *text = end + 1;
  return title;
}

int main(int count, char **words) {
  cnn_Config config = {.write = drop, .load = load, .save = save, .list = list, .library = count > 2 ? words[1] : NULL};
  long delay = count > 3 ? atol(words[3]) : 10;
  int failures = 0, cases = 0;
  if (count < 3) return 2;
  if (getenv("CNN_INTERRUPT_LIMIT")) limit = atof(getenv("CNN_INTERRUPT_LIMIT"));
  char *all = NULL;
  size_t length;
  if (read_file(words[2], &all, &length) != 0) return 2;
  char *text = all, *name = cut(&text, "--- ");
  while (name) {
    char *before = text, *run_mark = cut(&text, "--- run"), *body = text, *next = cut(&text, "--- ");
    if (!run_mark) return 2;
    if (count < 5 || strstr(name, words[4])) failures += run_case(&config, name, before, body, delay), cases++;
    name = next;
  }
  free(all);
  free(file_bytes);
  printf("%d interrupted, %d failed\n", cases, failures);
  return failures > 0;
}
