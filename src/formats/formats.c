/* The table of formats, and which one a file is in. */
#include "formats/format.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_LIBZIP
#define WITH_LIBZIP(function) function
#else
#define WITH_LIBZIP(function) NULL
#endif

static const Format formats[] = {
    {"IDX", ".idx -ubyte", true, is_idx, read_idx, NULL, NULL},
    {"NumPy array", ".npy", true, is_npy, read_npy, write_npy, NULL},
    {"NumPy archive", ".npz", false, is_npz, WITH_LIBZIP(read_npz), WITH_LIBZIP(write_npz), "libzip"},
};

enum { N_FORMATS = sizeof formats / sizeof *formats };

static bool ends_with(const char *name, size_t length, const char *endings) {
  for (const char *ending = endings; *ending;) {
    size_t n = strcspn(ending, " ");
    if (length > n && memcmp(name + length - n, ending, n) == 0) return true;
    ending += n + (ending[n] == ' ');
  }
  return false;
}

static const Format *by_name(const char *name, size_t length) {
  for (int i = 0; i < N_FORMATS; i++)
    if (ends_with(name, length, formats[i].endings)) return &formats[i];
  return NULL;
}

static const Format *by_content(const Input *input) {
  for (int i = 0; i < N_FORMATS; i++)
    if (formats[i].recognize(input->head, input->n_head)) return &formats[i];
  return NULL;
}

static void note_what_is_known(State *state, bool to_write) {
  char known[NOTE_BYTES];
  size_t n = 0;
  for (int i = 0; i < N_FORMATS; i++) {
    const Format *format = &formats[i];
    if ((to_write ? !format->write : !format->read) || n >= sizeof known) continue;
    const char *gzip = !to_write && format->is_stream ? ", also .gz" : "";
    n += (size_t)snprintf(known + n, sizeof known - n, "%s%s (%s%s)", n ? ", " : "", format->endings, format->name,
                          gzip);
  }
  add_note(&state->context, "names of files that can be %s end in %s", to_write ? "written" : "read", known);
}

static const Format *fail_without_library(State *state, const char *name, const Format *format) {
  fail(&state->context, "%s: this cnn was built without %s, which a file of the kind %s needs", name, format->library,
       format->name);
  return NULL;
}

const Format *format_for_reading(const Input *input) {
  size_t length = strlen(input->name);
  if (length > 3 && memcmp(input->name + length - 3, ".gz", 3) == 0) length -= 3;
  const Format *format = by_name(input->name, length);
  if (!format) format = by_content(input);
  if (format && !format->read) return fail_without_library(input->state, input->name, format);
  if (format && !format->is_stream && input->is_compressed)
    return (void)input_fail(input, "a file of the kind %s is compressed in itself; undo the gzip around it first",
                            format->name),
           NULL;
  if (format) return format;
  if (input->n_head == 0) input_fail(input, "it is empty");
  else input_fail(input, "neither its name nor its first bytes tell what kind of file it is");
  note_what_is_known(input->state, false);
  return NULL;
}

const Format *format_for_writing(State *state, const char *path) {
  const Format *format = by_name(path, strlen(path));
  if (format && !format->read) return fail_without_library(state, path, format);
  if (format && format->write) return format;
  if (format) fail(&state->context, "cannot write %s: files of the kind %s are only read", path, format->name);
  else fail(&state->context, "cannot write %s: its name does not tell what kind of file it is to be", path);
  note_what_is_known(state, true);
  return NULL;
}
