/* Files of data: what each format's bytes mean, that what is written reads back, and that no bytes, whatever they are,
   do more than give an error. Files are in memory: the host of these tests keeps one. */
#include "evaluate/procedures.h"
#include "formats/format.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static State state;
static char file[1 << 20]; /* the one file there is */
static size_t file_length;
static uint64_t failing, requests; /* the allocation that fails, counted from 1; 0: none */

static Status load_file(State *s, const char *path, char **bytes, size_t *length) {
  (void)path;
  if (!(*bytes = memory_allocate(&s->context.memory, file_length + 1))) return fail_out_of_memory(&s->context);
  memcpy(*bytes, file, file_length);
  *length = file_length;
  return OK;
}

static Status save_file(State *s, const char *path, const char *bytes, size_t length) {
  (void)s, (void)path;
  cr_assert(length <= sizeof file);
  memcpy(file, bytes, length);
  file_length = length;
  return OK;
}

static void *reallocate(void *user, void *block, size_t size) {
  (void)user;
  if (size == 0) return free(block), NULL;
  return ++requests == failing ? NULL : realloc(block, size);
}

static void open_state(void) {
  state_open(&state, reallocate, NULL, 0);
  state.host = (Host){.load = load_file, .save = save_file};
}

static void close_state(void) {
  state_close(&state);
  cr_assert_eq(state.context.memory.used, 0, "something was not released");
}

TestSuite(formats, .init = open_state, .fini = close_state);

/* ---- helpers ---- */

static Status call(const char *procedure, const char *path, Value second, Value *out) {
  Value values[2] = {string_value(&state, path, strlen(path)), second};
  Arguments arguments = {.n = second.kind == VALUE_NONE ? 1 : 2, .value = values};
  const Procedure *row = file_procedures;
  while (strcmp(row->name, procedure) != 0) row++;
  Status status = values[0].kind == VALUE_STRING ? row->run(&state, &arguments, out) : OUT_OF_MEMORY;
  value_release(&state, values[0]);
  return status;
}

static Value loaded(const char *path) {
  Value value = {0};
  cr_assert_eq(call("load", path, (Value){0}, &value), OK, "%s", state.context.error->message);
  return value;
}

static void expect_failure(const char *path, const char *part) {
  Value value = {0};
  cr_expect_eq(call("load", path, (Value){0}, &value), FAILED, "%s", part);
  cr_expect_eq(value.kind, VALUE_NONE);
  cr_expect(strstr(state.context.error->message, part), "\"%s\" is not in: %s", part, state.context.error->message);
  clear_error(&state.context);
}

static void put(const void *bytes, size_t length) {
  memcpy(file, bytes, length);
  file_length = length;
}
#define PUT(...) put((const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__}))

static void put_npy(const char *dictionary, const void *elements, size_t length) {
  size_t n = strlen(dictionary);
  put((const char[]){'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, (char)n, 0}, 10);
  memcpy(file + 10, dictionary, n);
  memcpy(file + 10 + n, elements, length);
  file_length = 10 + n + length;
}

/* The file compressed; `members` gzip files strung together. */
static void gzip(int members) {
  static char out[sizeof file];
  size_t length = 0;
  for (int i = 0; i < members; i++) {
    size_t from = file_length * (size_t)i / (size_t)members, to = file_length * (size_t)(i + 1) / (size_t)members;
    z_stream stream = {.next_in = (Bytef *)file + from,
                       .avail_in = (uInt)(to - from),
                       .next_out = (Bytef *)out + length,
                       .avail_out = (uInt)(sizeof out - length)};
    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    length += stream.total_out;
    deflateEnd(&stream);
  }
  put(out, length);
}

static void expect_array(Value value, Precision precision, const int64_t size[AXES], const double *elements) {
  cr_assert(is_numeric(value));
  cr_expect_eq(value_precision(value), precision);
  for (int k = 0; k < AXES; k++)
    cr_assert_eq(value_length(value, k), size[k], "axis %d is %d long", k + 1, (int)value_length(value, k));
  for (int64_t i = 0; i < value_count(value); i++)
    cr_expect_eq(value_element(value, i), elements[i], "element %d is %g", (int)i, value_element(value, i));
  value_release(&state, value);
}
#define EXPECT(path, precision, ...) expect_array(loaded(path), precision, __VA_ARGS__)
#define SIZE(r, c, h, q) \
  (const int64_t[AXES]) { r, c, h, q }
#define ELEMENTS(...) \
  (const double[]) { __VA_ARGS__ }

/* ---- IDX ---- */

static const unsigned char images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0,  0,  0,  2,  0,  0,
                                       0, 3, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 255};
#define IMAGES SIZE(2, 3, 1, 2), ELEMENTS(1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 255)

Test(formats, rows_of_an_idx_image_stay_rows) {
  put(images, sizeof images);
  EXPECT("images.idx", DOUBLE, IMAGES);
  EXPECT("train-images-idx3-ubyte", DOUBLE, IMAGES);
  EXPECT("anything", DOUBLE, IMAGES);
}

Test(formats, single_precision_can_be_asked_for) {
  Value value = {0}, word = string_value(&state, "single", 6);
  put(images, sizeof images);
  cr_assert_eq(call("load", "images.idx", word, &value), OK);
  expect_array(value, SINGLE, IMAGES);
  value_release(&state, word);
}

Test(formats, idx_axes_count_examples_first) {
  PUT(0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9);
  EXPECT("labels.idx", DOUBLE, SIZE(1, 3, 1, 1), ELEMENTS(7, 8, 9));
  PUT(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
  EXPECT("vectors.idx", DOUBLE, SIZE(3, 2, 1, 1), ELEMENTS(1, 2, 3, 4, 5, 6));
  PUT(0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4);
  EXPECT("maps.idx", DOUBLE, SIZE(1, 2, 2, 1), ELEMENTS(1, 2, 3, 4));
}

Test(formats, idx_elements_are_of_six_types) {
  PUT(0, 0, 9, 1, 0, 0, 0, 2, 0xff, 2);
  EXPECT("i1.idx", DOUBLE, SIZE(1, 2, 1, 1), ELEMENTS(-1, 2));
  PUT(0, 0, 0x0b, 1, 0, 0, 0, 2, 0xff, 0xfe, 1, 0);
  EXPECT("i2.idx", DOUBLE, SIZE(1, 2, 1, 1), ELEMENTS(-2, 256));
  PUT(0, 0, 0x0c, 1, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfd);
  EXPECT("i4.idx", DOUBLE, SIZE(1, 1, 1, 1), ELEMENTS(-3));
  PUT(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0);
  EXPECT("f4.idx", SINGLE, SIZE(1, 1, 1, 1), ELEMENTS(1.5));
  PUT(0, 0, 0x0e, 1, 0, 0, 0, 1, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0);
  EXPECT("f8.idx", DOUBLE, SIZE(1, 1, 1, 1), ELEMENTS(-1));
}

/* ---- gzip ---- */

Test(formats, gzip_files_are_inflated_also_when_strung_together) {
  for (int members = 1; members <= 3; members++) {
    put(images, sizeof images);
    gzip(members);
    EXPECT("images.idx.gz", DOUBLE, IMAGES);
    EXPECT("no-ending", DOUBLE, IMAGES);
  }
}

Test(formats, no_more_is_inflated_than_the_header_promises) {
  put(images, sizeof images);
  memset(file + file_length, 0, sizeof file - file_length);
  file_length = sizeof file;
  gzip(1);
  state.context.memory.peak = state.context.memory.used;
  expect_failure("bomb.idx.gz", "it goes on after the 28 bytes that its header promises");
  cr_expect_lt(state.context.memory.peak, 100000u);
}

Test(formats, a_wrong_checksum_is_found) {
  put(images, sizeof images);
  gzip(1);
  file[file_length - 8] ^= 1;
  expect_failure("images.idx.gz", "damaged");
}

/* ---- .npy ---- */

Test(formats, npy_elements_keep_their_indices_in_both_orders) {
  put_npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", "\1\2\3\4\5\6", 6);
  EXPECT("c.npy", DOUBLE, SIZE(2, 3, 1, 1), ELEMENTS(1, 4, 2, 5, 3, 6));
  put_npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", "\1\2\3\4\5\6", 6);
  EXPECT("f.npy", DOUBLE, SIZE(2, 3, 1, 1), ELEMENTS(1, 2, 3, 4, 5, 6));
  put_npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2, 1, 2)}", "\1\2\3\377", 4);
  EXPECT("four.npy", DOUBLE, SIZE(1, 2, 1, 2), ELEMENTS(1, 3, 2, -1));
}

Test(formats, npy_headers_are_read_as_python_writes_them) {
  put_npy("{\"shape\":(2L,),\"fortran_order\":False ,'descr' : '>i2'}\n", "\0\1\377\377", 4);
  EXPECT("vector.npy", DOUBLE, SIZE(2, 1, 1, 1), ELEMENTS(1, -1));
  put_npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }   \n", "\0\0\300\077", 4);
  EXPECT("number.npy", SINGLE, SIZE(1, 1, 1, 1), ELEMENTS(1.5));
  put_npy("{'descr': '<u8', 'fortran_order': False, 'shape': (0, 5), }\n", "", 0);
  EXPECT("empty.npy", DOUBLE, SIZE(0, 5, 1, 1), ELEMENTS(0));
}

/* ---- what is written reads back ---- */

static Value drawn(Precision precision, int64_t r, int64_t c, int64_t h, int64_t q) {
  Tensor *array = tensor_new(&state.context, precision, (const int64_t[AXES]){r, c, h, q});
  for (int64_t i = 0; i < tensor_count(array); i++) tensor_set(array, i, 1.0 / (double)(i + 3));
  return array_value(&state, array);
}

static void expect_same(Value a, Value b) {
  cr_assert(is_numeric(b));
  cr_expect_eq(value_precision(a), value_precision(b));
  for (int k = 0; k < AXES; k++) cr_assert_eq(value_length(a, k), value_length(b, k));
  for (int64_t i = 0; i < value_count(a); i++) cr_assert_eq(value_element(a, i), value_element(b, i));
}

Test(formats, a_written_npy_reads_back_exactly) {
  Value none = {0};
  for (int i = 0; i < 2 * 3 * 3 * 3 * 3; i++) {
    Value array = drawn(i % 2 ? SINGLE : DOUBLE, i / 2 % 3 + 1, i / 6 % 3, i / 18 % 3 + 1, i / 54 % 3 + 1);
    cr_assert_eq(call("save", "x.npy", array, &none), OK);
    cr_assert_eq((file_length - (size_t)value_count(array) * element_bytes(value_precision(array))) % 64, 0u);
    Value back = loaded("x.npy");
    expect_same(array, back);
    value_release(&state, array);
    value_release(&state, back);
  }
}

#ifdef HAVE_LIBZIP
static Value record_of_two(void) {
  List *record = list_new(&state, 2, true);
  record->key[0] = intern(&state.names, "W", 1);
  record->key[1] = intern(&state.names, "θ", 2);
  record->item[0] = drawn(DOUBLE, 2, 3, 4, 5);
  record->item[1] = drawn(SINGLE, 1, 1, 1, 1);
  return (Value){.kind = VALUE_LIST, .list = record};
}

Test(formats, a_written_npz_reads_back_and_is_always_the_same_bytes) {
  static char first[sizeof file];
  Value record = record_of_two(), none = {0};
  cr_assert_eq(call("save", "r.npz", record, &none), OK);
  size_t length = file_length;
  memcpy(first, file, length);
  Value back = loaded("r.npz");
  cr_assert_eq(back.list->n, 2);
  for (int i = 0; i < 2; i++) {
    cr_expect_eq(back.list->key[i], record.list->key[i]);
    expect_same(record.list->item[i], back.list->item[i]);
  }
  cr_assert_eq(call("save", "r.npz", back, &none), OK);
  cr_expect(length == file_length && memcmp(first, file, length) == 0);
  value_release(&state, record);
  value_release(&state, back);
}

/* ---- parameters ---- */

static Variable *declare(const char *name, Value value) {
  Variable *variable = global_variable(&state, intern(&state.names, name, strlen(name)));
  value_store(&state, &variable->value, value);
  if (!variable->is_param) variable->is_param = true, state.n_params++;
  return variable;
}

Test(formats, parameters_come_back_by_name_in_their_own_precision) {
  Value none = {0};
  Variable *w = declare("W", drawn(DOUBLE, 2, 2, 1, 1));
  declare("b", number_value(3));
  cr_assert_eq(call("saveparams", "p.npz", none, &none), OK);
  value_store(&state, &w->value, value_retain(none));
  declare("W", drawn(SINGLE, 2, 2, 1, 1));
  Variable *b = declare("b", number_value(0));
  cr_assert_eq(call("loadparams", "p.npz", none, &none), OK, "%s", state.context.error->message);
  cr_expect_eq(b->value.number, 3);
  cr_expect_eq(value_precision(w->value), SINGLE);
  cr_expect_eq(value_element(w->value, 1), (float)0.25);
}

Test(formats, parameters_of_another_network_are_refused_and_nothing_changes) {
  Value none = {0};
  declare("a", number_value(1));
  declare("b", number_value(2));
  cr_assert_eq(call("saveparams", "p.npz", none, &none), OK);
  Variable *a = declare("a", number_value(7));
  Variable *b = declare("b", drawn(DOUBLE, 2, 3, 1, 1));
  cr_expect_eq(call("loadparams", "p.npz", none, &none), FAILED);
  cr_expect(strstr(state.context.error->message, "the parameter b is 2 × 3, but 1 × 1 in p.npz"), "%s",
            state.context.error->message);
  clear_error(&state.context);
  b->is_param = false, state.n_params--;
  cr_expect_eq(call("loadparams", "p.npz", none, &none), FAILED);
  cr_expect(strstr(state.context.error->message, "p.npz holds b, which is no parameter here"), "%s",
            state.context.error->message);
  clear_error(&state.context);
  declare("c", number_value(0));
  cr_expect_eq(call("loadparams", "p.npz", none, &none), FAILED);
  cr_expect(strstr(state.context.error->message, "p.npz holds no value for the parameter c"), "%s",
            state.context.error->message);
  clear_error(&state.context);
  cr_expect_eq(a->value.number, 7);
}
#endif

/* ---- hostile files ---- */

Test(formats, bad_idx_headers_give_an_error) {
  PUT('n', 'o', 't', ' ', 'i', 'd', 'x');
  expect_failure("not.idx", "it is no IDX file: it begins with the bytes 6e 6f 74 20");
  PUT(0, 0, 8, 5, 0, 0, 0, 0);
  expect_failure("five.idx", "its header says 5 axes");
  PUT(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
  expect_failure("huge.idx", "which fits into no memory");
  PUT(0, 0, 8, 2, 0, 255, 255, 255, 0, 0, 1, 0, 1, 2);
  expect_failure("lie.idx", "an array of 256 × 16777215, 1 byte each, takes 4294967040 bytes, and it holds 2");
  gzip(1);
  expect_failure("lie.idx.gz", "the compressed data can hold no more than");
  file_length = 0;
  expect_failure("empty.idx", "it ends after 0 bytes");
  expect_failure("empty", "it is empty");
}

Test(formats, bad_npy_headers_give_an_error) {
  static const struct {
    const char *header, *part;
  } bad[] = {{"{'descr': '<f8', 'fortran_order': False, 'shape': (-3, 4), }", "negative length"},
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }",
              "more elements than any memory"},
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "fits into no memory"},
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9e18, 4), }", "is not the dictionary"},
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807, 4), }",
              "fits into no memory"},
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1), }", "more than four axes"},
             {"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "its elements are of type '|O'"},
             {"{'descr': '', 'fortran_order': False, 'shape': (1,), }", "its elements are of type ''"},
             {"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "records of several fields"},
             {"{'descr': '<f8', 'shape': (1,), }", "is not the dictionary"},
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}", "is not the dictionary"},
             {"{'descr': '<f8", "is not the dictionary"},
             {"{", "is not the dictionary"},
             {"", "is not the dictionary"}};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    put_npy(bad[i].header, "12345678", 8);
    expect_failure("x.npy", bad[i].part);
  }
  PUT(0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 255, 255, 255, 255);
  expect_failure("x.npy", "says of itself that it is 4294967295 bytes long");
}

static void expect_every_truncation_to_fail(const char *path) {
  size_t whole = file_length, before;
  Value value = {0};
  for (file_length = 0; file_length < whole; file_length++) {
    before = state.context.memory.used;
    cr_expect_eq(call("load", path, (Value){0}, &value), FAILED, "%s cut to %d bytes", path, (int)file_length);
    clear_error(&state.context);
    cr_expect_lt(state.context.memory.used, before + 200, "%s cut to %d bytes leaves memory behind", path,
                 (int)file_length);
  }
}

Test(formats, every_truncation_gives_an_error) {
  Value none = {0}, array = drawn(DOUBLE, 2, 2, 1, 1);
  put(images, sizeof images);
  expect_every_truncation_to_fail("x.idx");
  put(images, sizeof images);
  gzip(1);
  expect_every_truncation_to_fail("x.idx.gz");
  call("save", "x.npy", array, &none);
  expect_every_truncation_to_fail("x.npy");
  value_release(&state, array);
#ifdef HAVE_LIBZIP
  Value record = record_of_two();
  call("save", "x.npz", record, &none);
  expect_every_truncation_to_fail("x.npz");
  value_release(&state, record);
#endif
}

/* The n-th allocation of a call fails, for every n. */
static void expect_each_allocation_may_fail(const char *procedure, const char *path, Value second) {
  Status status = FAILED;
  for (uint64_t n = 1; status != OK; n++) {
    Value value = {0};
    requests = 0, failing = n;
    status = call(procedure, path, second, &value);
    failing = 0;
    cr_assert(status == OK || status == OUT_OF_MEMORY, "%s(%s), allocation %d: %s", procedure, path, (int)n,
              state.context.error->message);
    clear_error(&state.context);
    value_release(&state, value);
  }
}

Test(formats, every_failed_allocation_is_told) {
  Value none = {0};
  put(images, sizeof images);
  gzip(1);
  expect_each_allocation_may_fail("load", "x.idx.gz", none);
#ifdef HAVE_LIBZIP
  Value record = record_of_two();
  expect_each_allocation_may_fail("save", "x.npz", record);
  expect_each_allocation_may_fail("load", "x.npz", none);
  value_release(&state, record);
#endif
}
