/* The file of what was typed: plain text, an entry's further lines begin with a TAB. Sessions side by side share it:
   an entry is appended in one write under a lock, and nothing else is ever written but a trimmed copy, under the lock
   too. A session that has waited for the lock looks whether the name still leads to the file that it has locked. */
#include "program/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_TRIES = 100, READ_BYTES_MAX = 16 << 20 }; /* a lock that nobody gives up is waited for one second */

static bool is_absolute(const char *path) { return path && path[0] == '/'; }

bool user_path(char path[PATH_BYTES], const char *variable, const char *below_home, const char *name) {
  const char *folder = getenv(variable), *home = getenv("HOME");
  if (is_absolute(folder)) return snprintf(path, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES;
  return is_absolute(home) && snprintf(path, PATH_BYTES, "%s/%s/%s", home, below_home, name) < PATH_BYTES;
}

static int make_folders_of(const char *path) {
  char folder[PATH_BYTES];
  strcpy(folder, path);
  for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST && access(folder, X_OK) != 0) return errno;
    *slash = '/';
  }
  return 0;
}

/* Where earlier versions kept it. */
static bool old_path(char path[PATH_BYTES]) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  if (is_absolute(state)) return snprintf(path, PATH_BYTES, "%s/cnn_history", state) < PATH_BYTES;
  return is_absolute(home) && snprintf(path, PATH_BYTES, "%s/.cnn_history", home) < PATH_BYTES;
}

static void take_over_old(const char *path) {
  char old[PATH_BYTES];
  if (access(path, F_OK) != 0 && old_path(old)) rename(old, path);
}

static bool is_same_file(int descriptor, const char *path) {
  struct stat held, named;
  return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

/* A file that is no file, such as a pipe, must not be waited for. -1: errno tells why not. */
static int open_plain(const char *path) {
  struct stat about;
  int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
  if (file < 0 || (fstat(file, &about) == 0 && S_ISREG(about.st_mode))) return file;
  close(file);
  errno = EINVAL;
  return -1;
}

/* One append in a single write is whole even without the lock, so that a lock which never comes is done without. */
static int open_locked(const char *path) {
  const struct timespec pause = {.tv_nsec = 10000000};
  int file = open_plain(path);
  for (int i = 0; i < LOCK_TRIES && file >= 0; i++) {
    bool locked = flock(file, LOCK_EX | LOCK_NB) == 0;
    if (locked && is_same_file(file, path)) return file;
    if (locked) {
      close(file);
      file = open_plain(path);
    } else nanosleep(&pause, NULL);
  }
  return file;
}

int open_history_file(char path[PATH_BYTES]) {
  if (!user_path(path, "XDG_STATE_HOME", ".local/state", "cnn/history")) return ENOENT;
  int error = make_folders_of(path);
  if (error) return error;
  take_over_old(path);
  int file = open_plain(path);
  if (file < 0) return errno;
  close(file);
  return 0;
}

/* The end of a file that is too large to be one, from the beginning of a line. From malloc, NUL-terminated. */
static int read_end(int file, char **text, size_t *length) {
  off_t size = lseek(file, 0, SEEK_END), from = size > READ_BYTES_MAX ? size - READ_BYTES_MAX : 0;
  char *bytes = malloc((size_t)(size - from) + 1);
  if (!bytes) return ENOMEM;
  ssize_t n = pread(file, bytes, (size_t)(size - from), from);
  if (n < 0) return free(bytes), errno;
  bytes[n] = 0;
  char *line = from ? memchr(bytes, '\n', (size_t)n) : NULL;
  *length = (size_t)n - (line ? (size_t)(line + 1 - bytes) : 0);
  *text = memmove(bytes, line ? line + 1 : bytes, *length + 1);
  return 0;
}

int read_history_file(const char *path, char **text, size_t *length) {
  int file = open_plain(path), error = file < 0 ? errno : read_end(file, text, length);
  if (file >= 0) close(file);
  return error;
}

/* What a full disk has cut off is taken back. A line that something else left open is ended first. Safe in a signal handler. */
int append_to_history_file(const char *path, const char *entry, size_t length) {
  int file = open_locked(path), error = 0;
  if (file < 0) return errno;
  off_t size = lseek(file, 0, SEEK_END);
  char last = '\n';
  if (size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n' && write(file, "\n", 1) != 1) error = ENOSPC;
  ssize_t n = error ? 0 : write(file, entry, length);
  if (n < 0) error = errno;
  else if (!error && (size_t)n < length) error = ftruncate(file, size) == 0 ? ENOSPC : EIO;
  close(file);
  return error;
}

size_t count_entries(const char *text, size_t length) {
  size_t n = 0;
  for (const char *line = text, *end = text + length; line < end; line++) {
    n += *line != '\t';
    if (!(line = memchr(line, '\n', (size_t)(end - line)))) break;
  }
  return n;
}

const char *skip_entries(const char *text, size_t count) {
  for (; count > 0 && *text; count--) do
      text = (text = strchr(text, '\n')) ? text + 1 : "";
    while (*text == '\t');
  return text;
}

/* In a file of its own that takes the name, so that no moment has half of it. */
static int replace_text(const char *path, const char *text, size_t length) {
  char real[PATH_BYTES], copy[PATH_BYTES + 32];
  if (!realpath(path, real)) return errno;
  snprintf(copy, sizeof copy, "%s.%ld", real, (long)getpid());
  int file = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  bool written = write(file, text, length) == (ssize_t)length;
  int error = close(file) != 0 || !written ? ENOSPC : rename(copy, real) != 0 ? errno : 0;
  if (error) unlink(copy);
  return error;
}

void trim_history_file(const char *path, size_t most) {
  char *text = NULL;
  size_t length;
  int file = open_locked(path);
  if (file < 0) return;
  if (flock(file, LOCK_EX | LOCK_NB) == 0 && read_end(file, &text, &length) == 0) {
    size_t entries = strlen(text) == length ? count_entries(text, length) : 0;
    const char *rest = entries > most ? skip_entries(text, entries - most) : NULL;
    if (rest) replace_text(path, rest, strlen(rest));
  }
  free(text);
  close(file);
}
