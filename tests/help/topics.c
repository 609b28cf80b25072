/* Prints every name that help knows, one a line: topics LIBRARY. */
#include "api/cnn.h"
#include "guide/guide.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int load(void *user, const char *path, char **bytes, size_t *length) {
  FILE *file = fopen(path, "rb");
  (void)user;
  if (!file) return 2;
  *bytes = malloc(1 << 20);
  *length = *bytes ? fread(*bytes, 1, 1 << 20, file) : 0;
  fclose(file);
  return *bytes ? 0 : 12;
}

static int list(void *user, const char *folder, char **names, size_t *length) {
  DIR *directory = opendir(folder);
  (void)user;
  *length = 0;
  if (!directory || !(*names = calloc(1, 1 << 16))) return 2;
  for (struct dirent *entry; (entry = readdir(directory));)
    *length += (size_t)sprintf(*names + *length, "%s\n", entry->d_name);
  closedir(directory);
  return 0;
}

static void print_topic(void *user, const char *topic, const char *meaning) {
  (void)user, (void)meaning;
  puts(topic);
}

int main(int argc, char **argv) {
  const cnn_Config config = {.load = load, .list = list, .library = argc > 1 ? argv[1] : "stdlib"};
  cnn_State *state = cnn_open(&config);
  Status status = state ? each_help_topic((State *)(void *)state, print_topic, NULL) : OUT_OF_MEMORY;
  if (status != OK) fputs(state ? cnn_error(state) : "out of memory\n", stderr);
  cnn_close(state);
  return status != OK;
}
