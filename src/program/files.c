#include "program/program.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An interrupt is seen between pieces. */
static size_t piece(size_t length) { return length < (1 << 20) ? length : 1 << 20; }

int read_stream(FILE *stream, char **bytes, size_t *length) {
  size_t room = 1 << 16, n = 0, got;
  char *buffer = malloc(room), *grown;
  while (buffer && !is_interrupted() && (got = fread(buffer + n, 1, piece(room - n), stream)) > 0)
    if ((n += got) == room) {
      grown = realloc(buffer, room *= 2);
      if (!grown) free(buffer);
      buffer = grown;
    }
  if (!buffer) return ENOMEM;
  if (is_interrupted()) return free(buffer), EINTR;
  if (ferror(stream)) return free(buffer), errno ? errno : EIO;
  *bytes = buffer;
  *length = n;
  return 0;
}

int load_file(void *user, const char *path, char **bytes, size_t *length) {
  struct stat about;
  (void)user;
  if (stat(path, &about) != 0) return errno;
  if (S_ISDIR(about.st_mode)) return EISDIR;
  FILE *file = fopen(path, "rb");
  if (!file) return errno;
  int error = read_stream(file, bytes, length);
  fclose(file);
  return error;
}

static int write_all(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  if (!file) return errno;
  size_t done = 0, n = 1;
  while (done < length && n > 0 && !is_interrupted()) done += n = fwrite(bytes + done, 1, piece(length - done), file);
  int error = done == length ? 0 : is_interrupted() ? EINTR : errno ? errno : EIO;
  if (fclose(file) != 0 && !error) error = errno;
  return error;
}

int save_file(void *user, const char *path, const char *bytes, size_t length) {
  char temporary[PATH_BYTES];
  (void)user;
  if (snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid()) >= (int)sizeof temporary)
    return ENAMETOOLONG;
  int error = write_all(temporary, bytes, length);
  if (!error && rename(temporary, path) != 0) error = errno;
  if (error) unlink(temporary);
  return error;
}

static bool is_folder(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Of a link, what it leads to. */
static bool entry_is_folder(const char *folder, const struct dirent *entry) {
  char path[PATH_BYTES];
  if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN) return entry->d_type == DT_DIR;
  return snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < PATH_BYTES && is_folder(path);
}

int list_folder(void *user, const char *folder, char **names, size_t *length) {
  struct dirent **entry;
  size_t n = 0, room = 1;
  (void)user;
  int count = scandir(folder, &entry, NULL, alphasort);
  if (count < 0) return errno;
  for (int i = 0; i < count; i++) room += strlen(entry[i]->d_name) + 2;
  char *list = malloc(room);
  for (int i = 0; i < count; i++) {
    if (list && entry[i]->d_name[0] != '.')
      n += (size_t)sprintf(list + n, "%s%s\n", entry[i]->d_name, entry_is_folder(folder, entry[i]) ? "/" : "");
    free(entry[i]);
  }
  free(entry);
  if (!list) return ENOMEM;
  list[n] = 0;
  *names = list;
  *length = n;
  return 0;
}

static bool beside_program(char path[PATH_BYTES], const char *relative) {
  char program[PATH_BYTES];
  ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
  if (n <= 0) return false;
  program[n] = 0;
  char *slash = strrchr(program, '/');
  if (!slash) return false;
  *slash = 0;
  return snprintf(path, PATH_BYTES, "%s/%s", program, relative) < PATH_BYTES && is_folder(path);
}

bool find_library(char path[PATH_BYTES]) {
  const char *named = getenv("CNN_STDLIB");
  if (named && *named) return snprintf(path, PATH_BYTES, "%s", named) < PATH_BYTES;
  if (beside_program(path, "stdlib") || beside_program(path, "../share/cnn/stdlib")) return true;
  return snprintf(path, PATH_BYTES, "%s/stdlib", CNN_DATADIR) < PATH_BYTES && is_folder(path);
}
