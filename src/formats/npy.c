/* NumPy's .npy: "\x93NUMPY", a version, the length of a header, the header as a Python dictionary, then the elements
   in C's or Fortran's order. Index stands for index: x[i, j, l, q] of NumPy, from 0, is x_{i,j}^{l,q} here, from 1, and
   its shape (R, C, H, Q) is R × C × H × Q. A shape (n,) becomes a column n × 1, a shape () a number. Images that
   PyTorch keeps as (N, C, H, W) have to be transposed there, or here by permute.

   Arrays are written in Fortran's order, as they lie in memory, without the axes of length 1 behind the second. */
#include "formats/format.h"

#include <stdio.h>
#include <string.h>

static const char magic[] = "\x93NUMPY";
enum { MAGIC_BYTES = 6, HEADER_MOST = 1 << 16 };

bool is_npy(const unsigned char *head, size_t length) {
  return length >= MAGIC_BYTES && memcmp(head, magic, MAGIC_BYTES) == 0;
}

/* ---- the header's dictionary ---- */

typedef struct Header {
  const Input *input;
  const char *at; /* NUL-terminated */
  char descr[32]; /* the elements' type: '<f8' */
  bool is_fortran;
  int rank;
  int64_t length[AXES];
  bool has_descr, has_order, has_shape;
} Header;

static void skip_space(Header *header) { header->at += strspn(header->at, " \t\n"); }

static bool accept(Header *header, char wanted) {
  skip_space(header);
  if (*header->at != wanted) return false;
  return header->at++, true;
}

static Status fail_header(const Header *header) {
  return input_fail(
      header->input,
      "its header is not the dictionary that a .npy file has ({'descr': …, 'fortran_order': …, 'shape': …})");
}

static Status read_text(Header *header, char *out, size_t room) {
  skip_space(header);
  char quote = *header->at;
  if (quote != '\'' && quote != '"') return fail_header(header);
  const char *start = header->at + 1, *end = strchr(start, quote);
  if (!end || (size_t)(end - start) >= room) return fail_header(header);
  memcpy(out, start, (size_t)(end - start));
  out[end - start] = 0;
  header->at = end + 1;
  return OK;
}

static Status read_descr(Header *header) {
  skip_space(header);
  if (*header->at == '[')
    return input_fail(header->input, "its elements are records of several fields; they have to be numbers");
  header->has_descr = true;
  return read_text(header, header->descr, sizeof header->descr);
}

static Status read_order(Header *header) {
  skip_space(header);
  header->is_fortran = strncmp(header->at, "True", 4) == 0;
  if (!header->is_fortran && strncmp(header->at, "False", 5) != 0) return fail_header(header);
  header->at += header->is_fortran ? 4 : 5;
  header->has_order = true;
  return OK;
}

static Status read_length(Header *header, int64_t *out) {
  skip_space(header);
  if (*header->at == '-') return input_fail(header->input, "its header says that an axis has a negative length");
  if (*header->at < '0' || *header->at > '9') return fail_header(header);
  for (*out = 0; *header->at >= '0' && *header->at <= '9'; header->at++)
    if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, *header->at - '0', out))
      return input_fail(header->input, "its header says that an axis has more elements than any memory holds");
  if (*header->at == 'L') header->at++; /* of Python 2 */
  return OK;
}

static Status read_shape(Header *header) {
  if (!accept(header, '(')) return fail_header(header);
  header->has_shape = true;
  for (header->rank = 0; !accept(header, ')'); header->rank++) {
    if (header->rank == AXES)
      return input_fail(header->input, "it has more than four axes; an array has rows, columns, maps and examples");
    Status status = read_length(header, &header->length[header->rank]);
    if (status != OK) return status;
    if (!accept(header, ',') && *header->at != ')') return fail_header(header);
  }
  return OK;
}

static Status read_entry(Header *header) {
  char key[32];
  Status status = read_text(header, key, sizeof key);
  if (status != OK) return status;
  if (!accept(header, ':')) return fail_header(header);
  if (strcmp(key, "descr") == 0) return read_descr(header);
  if (strcmp(key, "fortran_order") == 0) return read_order(header);
  if (strcmp(key, "shape") == 0) return read_shape(header);
  return fail_header(header);
}

static Status read_dictionary(Header *header) {
  if (!accept(header, '{')) return fail_header(header);
  while (!accept(header, '}')) {
    Status status = read_entry(header);
    if (status != OK) return status;
    if (!accept(header, ',') && *header->at != '}') return fail_header(header);
  }
  skip_space(header);
  return !*header->at && header->has_descr && header->has_order && header->has_shape ? OK : fail_header(header);
}

/* ---- reading ---- */

static Status find_element(const Header *header, Element *element) {
  static const struct {
    const char *name;
    Element element;
  } elements[] = {{"b1", ELEMENT_U8},  {"u1", ELEMENT_U8},  {"i1", ELEMENT_I8},  {"u2", ELEMENT_U16},
                  {"i2", ELEMENT_I16}, {"u4", ELEMENT_U32}, {"i4", ELEMENT_I32}, {"u8", ELEMENT_U64},
                  {"i8", ELEMENT_I64}, {"f4", ELEMENT_F4},  {"f8", ELEMENT_F8}};
  const char *name = header->descr + (strchr("<>|=", header->descr[0]) != NULL);
  for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
    if (header->descr[0] && strcmp(elements[i].name, name) == 0) return *element = elements[i].element, OK;
  return input_fail(header->input,
                    "its elements are of type '%s'; numbers of type f4, f8, b1, i1 … i8 and u1 … u8 can be read",
                    header->descr);
}

static Status layout_of(const Header *header, Layout *layout) {
  bool native_is_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  *layout = (Layout){.big_endian = header->descr[0] == '>' || (header->descr[0] != '<' && native_is_big)};
  for (int k = 0; k < AXES; k++) {
    layout->size[k] = k < header->rank ? header->length[k] : 1;
    layout->axis[k] = header->is_fortran ? AXES - 1 - k : k;
  }
  return find_element(header, &layout->element);
}

/* The length of the dictionary stands in two bytes, from version 2 on in four. */
static Status read_preamble(Input *input, size_t *length) {
  unsigned char begin[MAGIC_BYTES + 2], n[4] = {0};
  Status status = input_take(input, begin, sizeof begin, "the header of a .npy file");
  if (status != OK) return status;
  if (!is_npy(begin, sizeof begin))
    return input_fail(input, "it is no .npy file: it does not begin with the bytes 93 NUMPY");
  if (begin[6] < 1 || begin[6] > 3)
    return input_fail(input, "it is of version %d.%d of the .npy format, and 1.0 to 3.0 can be read", begin[6],
                      begin[7]);
  status = input_take(input, n, begin[6] == 1 ? 2 : 4, "the header of a .npy file");
  *length = (size_t)n[0] | (size_t)n[1] << 8 | (size_t)n[2] << 16 | (size_t)n[3] << 24;
  if (status == OK && *length > HEADER_MOST)
    status = input_fail(input, "its header says of itself that it is %zu bytes long", *length);
  return status;
}

static Status read_header(Input *input, Layout *layout) {
  size_t length = 0;
  Context *context = &input->state->context;
  Status status = read_preamble(input, &length);
  char *text = status == OK ? memory_allocate_zeroed(&context->memory, length + 1) : NULL;
  if (status == OK && !text) return fail_out_of_memory(context);
  Header header = {.input = input, .at = text};
  if (status == OK) status = input_take(input, text, length, "the header of a .npy file");
  if (status == OK) status = read_dictionary(&header);
  if (status == OK) status = layout_of(&header, layout);
  memory_release(&context->memory, text);
  return status;
}

Status read_npy(Input *input, Value *out) {
  Layout layout;
  Status status = read_header(input, &layout);
  return status == OK ? read_array(input, &layout, out) : status;
}

/* ---- writing ---- */

/* The header of version 1.0, filled up with spaces so that the elements begin at a multiple of 64 bytes. */
static size_t print_header(Value value, char out[256]) {
  int axes = AXES, n = MAGIC_BYTES + 4;
  char order = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? '>' : '<';
  while (axes > 2 && value_length(value, axes - 1) == 1) axes--;
  n += snprintf(out + n, 128, "{'descr': '%cf%d', 'fortran_order': True, 'shape': (", order,
                value_precision(value) == SINGLE ? 4 : 8);
  for (int k = 0; k < axes; k++) n += snprintf(out + n, 32, k ? ", %lld" : "%lld", (long long)value_length(value, k));
  n += snprintf(out + n, 8, "), }");
  int end = (n + 64) / 64 * 64, length = end - MAGIC_BYTES - 4;
  memset(out + n, ' ', (size_t)(end - n));
  out[end - 1] = '\n';
  memcpy(out, magic, MAGIC_BYTES);
  memcpy(out + MAGIC_BYTES, (char[]){1, 0, (char)(length & 0xff), (char)(length >> 8)}, 4);
  return (size_t)end;
}

static Status copy_elements(State *state, Value value, char *out) {
  float single = (float)value.number;
  if (value.kind == VALUE_ARRAY)
    return copy_bytes(&state->context, out, value.array->data,
                      (size_t)tensor_count(value.array) * element_bytes(value.array->precision));
  if (value_precision(value) == SINGLE) memcpy(out, &single, sizeof single);
  else memcpy(out, &value.number, sizeof value.number);
  return OK;
}

Status write_npy(State *state, const char *path, Value value, Bytes *out) {
  char header[256];
  if (!is_numeric(value)) {
    fail(&state->context, "cannot write %s: a .npy file holds one array, and this is %s", path, kind_name(value));
    if (value.kind == VALUE_LIST)
      add_note(&state->context, "a .npz file holds a record of arrays: save(\"file.npz\", {W = W, b = b})");
    return FAILED;
  }
  size_t length = print_header(value, header),
         bytes = (size_t)value_count(value) * element_bytes(value_precision(value));
  out->bytes = memory_allocate(&state->context.memory, length + bytes);
  if (!out->bytes) return fail_out_of_memory(&state->context);
  out->length = length + bytes;
  memcpy(out->bytes, header, length);
  return copy_elements(state, value, out->bytes + length);
}
