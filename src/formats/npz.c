/* NumPy's .npz: a zip archive of .npy files, one for each field of a record. libzip works on memory here; what it
   allocates for itself does not go through the state, but is in proportion to the file. */
#include "formats/format.h"

bool is_npz(const unsigned char *head, size_t length) {
  return length >= 4 && head[0] == 'P' && head[1] == 'K' &&
         ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6));
}

#ifdef HAVE_LIBZIP

#include "syntax/spelling.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

/* ---- reading ---- */

static Status fail_zip(State *state, const char *what, zip_error_t *error) {
  Status status = zip_error_code_zip(error) == ZIP_ER_MEMORY
                      ? fail_out_of_memory(&state->context)
                      : fail(&state->context, "%s (%s)", what, zip_error_strerror(error));
  zip_error_fini(error);
  return status;
}

static Status fail_reading(const Input *input, zip_error_t *error) {
  char what[NOTE_BYTES];
  snprintf(what, sizeof what, "cannot read %s: the archive is damaged or cut short", input->name);
  return fail_zip(input->state, what, error);
}

static Status fail_writing(State *state, const char *path, zip_error_t *error) {
  char what[NOTE_BYTES];
  snprintf(what, sizeof what, "cannot write %s", path);
  return fail_zip(state, what, error);
}

/* One file of the archive as an input of its own. */
typedef struct Entry {
  Input input; /* first */
  zip_file_t *file;
} Entry;

static Status next_of_entry(Input *input, void *out, size_t wanted, size_t *got) {
  Entry *entry = (Entry *)(void *)input;
  *got = 0;
  while (*got < wanted) {
    zip_int64_t n = zip_fread(entry->file, (char *)out + *got, wanted - *got);
    if (n < 0) return fail_reading(input, zip_file_get_error(entry->file));
    if (n == 0) break;
    *got += (size_t)n;
  }
  return OK;
}

static Status read_entry(Input *input, zip_t *archive, const zip_stat_t *about, Value *out) {
  Context *context = &input->state->context;
  Text name;
  text_open(&name, &context->memory);
  text_format(&name, "%s, entry %s", input->name, about->name);
  if (name.failed) return text_close(&name), fail_out_of_memory(context);
  Entry entry = {.input = {.state = input->state,
                           .name = text_string(&name),
                           .precision = input->precision,
                           .is_compressed = true,
                           .next = next_of_entry}};
  entry.input.most = about->comp_size * INFLATION_MOST;
  if (entry.input.most > about->size) entry.input.most = about->size;
  entry.file = zip_fopen_index(archive, about->index, 0);
  Status status = entry.file ? input_look(&entry.input) : fail_reading(&entry.input, zip_get_error(archive));
  if (status == OK) status = read_npy(&entry.input, out);
  if (entry.file) zip_fclose(entry.file);
  text_close(&name);
  return status;
}

/* W.npy gives the field W. A name that could be written in a program is spelled as the parser spells it. */
static Status name_entry(Input *input, const char *file, Name **out) {
  size_t length = strlen(file);
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)file[i] < ' ' || file[i] == 0x7f)
      return input_fail(input, "the name of one of its arrays has control characters in it");
  if (find_bad_byte(file, length) != length) return input_fail(input, "the name of one of its arrays is no UTF-8");
  if (length < 5 || strcmp(file + length - 4, ".npy") != 0)
    return input_fail(input, "it holds \"%s\", and a .npz file holds .npy files only", file);
  length -= 4;
  *out = name_end(file, 0) == length ? intern_name(&input->state->names, file, 0, length)
                                     : intern(&input->state->names, file, length);
  return *out ? OK : fail_out_of_memory(&input->state->context);
}

/* NumPy stores or deflates. Entries that share their bytes would let a small file grow without end. */
static Status check_entry(Input *input, const zip_stat_t *about, uint64_t *stored) {
  enum { NEEDED = ZIP_STAT_INDEX | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD };
  if ((about->valid & NEEDED) != NEEDED) return input_fail(input, "the archive is damaged (an entry without a size)");
  if (about->comp_method != ZIP_CM_STORE && about->comp_method != ZIP_CM_DEFLATE)
    return input_fail(input, "its entry %s is compressed by method %d; only plain and deflated ones can be read",
                      about->name, about->comp_method);
  if (about->comp_size > input->length - *stored)
    return input_fail(input, "the archive is damaged (its entries are larger than the file)");
  *stored += about->comp_size;
  return OK;
}

static Status read_field(Input *input, zip_t *archive, int at, List *list, uint64_t *stored) {
  zip_stat_t about;
  if (zip_stat_index(archive, (zip_uint64_t)at, 0, &about) != 0) return fail_reading(input, zip_get_error(archive));
  Status status = about.valid & ZIP_STAT_NAME ? name_entry(input, about.name, &list->key[at])
                                              : input_fail(input, "the archive is damaged (an entry without a name)");
  if (status == OK) status = check_entry(input, &about, stored);
  for (int i = 0; i < at && status == OK; i++)
    if (list->key[i] == list->key[at])
      status = input_fail(input, "it holds two arrays of the name %s", list->key[at]->text);
  return status == OK ? read_entry(input, archive, &about, &list->item[at]) : status;
}

static Status read_fields(Input *input, zip_t *archive, Value *out) {
  enum { FIELDS_MOST = 10000 };
  zip_int64_t n = zip_get_num_entries(archive, 0);
  uint64_t stored = 0;
  if (n > FIELDS_MOST)
    return input_fail(input, "it holds %lld arrays, and a record has at most %d", (long long)n, FIELDS_MOST);
  List *list = list_new(input->state, (int)n, true);
  if (!list) return OUT_OF_MEMORY;
  Status status = OK;
  for (int i = 0; i < n && status == OK; i++) status = read_field(input, archive, i, list, &stored);
  *out = (Value){.kind = VALUE_LIST, .list = list};
  if (status != OK) value_store(input->state, out, (Value){0});
  return status;
}

Status read_npz(Input *input, Value *out) {
  zip_error_t error;
  if (!is_npz(input->head, input->n_head))
    return input_fail(input, "it is no .npz file: it does not begin as a zip archive");
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(input->bytes, input->length, 0, &error);
  if (!source) return fail_reading(input, &error);
  zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (!archive) return zip_source_free(source), fail_reading(input, &error);
  Status status = read_fields(input, archive, out);
  zip_discard(archive);
  zip_error_fini(&error);
  return status;
}

/* ---- writing ---- */

static Status check_record(State *state, const char *path, Value value) {
  if (value.kind != VALUE_LIST || !value.list->key) {
    fail(&state->context, "cannot write %s: a .npz file holds a record of arrays, and this is %s", path,
         kind_name(value));
    add_note(&state->context, "write save(\"%s\", {W = …, b = …})%s", path,
             is_numeric(value) ? ", or one array into a .npy file" : "");
    return FAILED;
  }
  if (value.list->n == 0) return fail(&state->context, "cannot write %s: the record has no fields", path);
  for (int i = 0; i < value.list->n; i++)
    if (!is_numeric(value.list->item[i]))
      return fail(&state->context, "cannot write %s: a .npz file holds arrays, and the field %s is %s", path,
                  value.list->key[i]->text, kind_name(value.list->item[i]));
  return OK;
}

/* Every file bears the same date, so that the same values give the same bytes. Plain: parameters hardly deflate. */
static Status add_entry(State *state, const char *path, zip_t *archive, const Name *key, const Bytes *npy) {
  enum { FIRST_OF_JANUARY_1980 = 1 << 5 | 1 };
  Text name;
  text_open(&name, &state->context.memory);
  text_format(&name, "%s.npy", key->text);
  if (name.failed) return text_close(&name), fail_out_of_memory(&state->context);
  zip_source_t *source = zip_source_buffer(archive, npy->bytes, npy->length, 0);
  zip_int64_t at = source ? zip_file_add(archive, text_string(&name), source, ZIP_FL_ENC_UTF_8) : -1;
  if (source && at < 0) zip_source_free(source);
  text_close(&name);
  bool added = at >= 0 && zip_set_file_compression(archive, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0 &&
               zip_file_set_dostime(archive, (zip_uint64_t)at, 0, FIRST_OF_JANUARY_1980, 0) == 0;
  return added ? OK : fail_writing(state, path, zip_get_error(archive));
}

static Status add_entries(State *state, const char *path, zip_t *archive, const List *record, Bytes *npy) {
  Status status = OK;
  for (int i = 0; i < record->n && status == OK; i++) {
    status = write_npy(state, path, record->item[i], &npy[i]);
    if (status == OK) status = add_entry(state, path, archive, record->key[i], &npy[i]);
  }
  return status;
}

/* What libzip has written to its source, into the state's memory. */
static Status take_written(State *state, const char *path, zip_source_t *source, Bytes *out) {
  enum { PIECE = 1 << 20 };
  zip_stat_t about;
  if (zip_source_stat(source, &about) != 0 || zip_source_open(source) != 0)
    return fail_writing(state, path, zip_source_error(source));
  Status status = OK;
  out->length = (size_t)about.size;
  out->bytes = memory_allocate(&state->context.memory, out->length);
  if (!out->bytes) status = fail_out_of_memory(&state->context);
  for (size_t done = 0, n; done < out->length && status == OK; done += n) {
    n = out->length - done < PIECE ? out->length - done : PIECE;
    if (zip_source_read(source, out->bytes + done, n) != (zip_int64_t)n)
      status = fail_writing(state, path, zip_source_error(source));
    if (status == OK) status = poll_interrupt(&state->context);
  }
  zip_source_close(source);
  return status;
}

static int is_cancelled(zip_t *archive, void *context) {
  (void)archive;
  return ((Context *)context)->interrupt != 0;
}

/* The entries' bytes must stay until the archive is closed: only then does libzip copy them. */
static Status write_archive(State *state, const char *path, const List *record, Bytes *npy, zip_source_t *source,
                            zip_t *archive, Bytes *out) {
  Status status = add_entries(state, path, archive, record, npy);
  if (status != OK) return zip_discard(archive), status;
  zip_register_cancel_callback_with_state(archive, is_cancelled, NULL, &state->context);
  if (zip_close(archive) != 0) {
    status = poll_interrupt(&state->context);
    if (status == OK) status = fail_writing(state, path, zip_get_error(archive));
    return zip_discard(archive), status;
  }
  return take_written(state, path, source, out);
}

static Status write_record(State *state, const char *path, const List *record, Bytes *npy, Bytes *out) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
  if (!source) return fail_writing(state, path, &error);
  zip_t *archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (!archive) return zip_source_free(source), fail_writing(state, path, &error);
  zip_source_keep(source);
  Status status = write_archive(state, path, record, npy, source, archive, out);
  zip_source_free(source);
  zip_error_fini(&error);
  return status;
}

Status write_npz(State *state, const char *path, Value value, Bytes *out) {
  Memory *memory = &state->context.memory;
  Status status = check_record(state, path, value);
  if (status != OK) return status;
  Bytes *npy = memory_allocate_zeroed(memory, (size_t)value.list->n * sizeof *npy);
  if (!npy) return fail_out_of_memory(&state->context);
  status = write_record(state, path, value.list, npy, out);
  for (int i = 0; i < value.list->n; i++) memory_release(memory, npy[i].bytes);
  memory_release(memory, npy);
  return status;
}
#endif
