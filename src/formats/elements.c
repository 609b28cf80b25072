/* Elements of any type and storage order, from a stream into an array. */
#include "formats/format.h"

#include <stdio.h>
#include <string.h>

enum { CHUNK = 2048 }; /* elements at a time: 16 KB of bytes, 16 KB of doubles */

size_t element_width(Element element) {
  static const unsigned char width[] = {1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
  return width[element];
}

static void swap_bytes(unsigned char *bytes, size_t n, size_t width) {
  for (size_t i = 0; i < n; i++, bytes += width)
    for (size_t a = 0, b = width - 1; a < b; a++, b--) {
      unsigned char byte = bytes[a];
      bytes[a] = bytes[b];
      bytes[b] = byte;
    }
}

#define DECODE(type)                            \
  for (size_t i = 0; i < n; i++) {              \
    type x;                                     \
    memcpy(&x, bytes + i * sizeof x, sizeof x); \
    out[i] = (double)x;                         \
  }                                             \
  break

/* One loop for each type. Integers beyond 2^53 are rounded. */
static void decode(Element element, const unsigned char *bytes, size_t n, double *out) {
  switch (element) {
    case ELEMENT_U8: DECODE(uint8_t);
    case ELEMENT_I8: DECODE(int8_t);
    case ELEMENT_U16: DECODE(uint16_t);
    case ELEMENT_I16: DECODE(int16_t);
    case ELEMENT_U32: DECODE(uint32_t);
    case ELEMENT_I32: DECODE(int32_t);
    case ELEMENT_U64: DECODE(uint64_t);
    case ELEMENT_I64: DECODE(int64_t);
    case ELEMENT_F4: DECODE(float);
    case ELEMENT_F8: DECODE(double);
  }
}

/* ---- from the file's order into the array's ---- */

typedef struct Walk {
  Tensor *array;
  int64_t length[AXES], stride[AXES]; /* the file's axes, slowest first, and how far apart their elements lie here */
  int64_t index[AXES];
  int64_t offset;
} Walk;

static Walk start_walk(Tensor *array, const Layout *layout) {
  Walk walk = {.array = array};
  int64_t stride[AXES] = {1};
  for (int k = 1; k < AXES; k++) stride[k] = stride[k - 1] * array->size[k - 1];
  for (int k = 0; k < AXES; k++) {
    walk.length[k] = array->size[layout->axis[k]];
    walk.stride[k] = stride[layout->axis[k]];
  }
  return walk;
}

static void advance(Walk *walk, int64_t n) {
  walk->index[AXES - 1] += n;
  walk->offset += n * walk->stride[AXES - 1];
  for (int k = AXES - 1; k > 0 && walk->index[k] == walk->length[k]; k--) {
    walk->offset += walk->stride[k - 1] - walk->length[k] * walk->stride[k];
    walk->index[k] = 0;
    walk->index[k - 1]++;
  }
}

static void scatter(Walk *walk, const double *elements, int64_t n) {
  while (n > 0) {
    int64_t left = walk->length[AXES - 1] - walk->index[AXES - 1], run = n < left ? n : left,
            stride = walk->stride[AXES - 1];
    if (walk->array->precision == SINGLE)
      for (int64_t i = 0; i < run; i++) ((float *)walk->array->data)[walk->offset + i * stride] = (float)elements[i];
    else
      for (int64_t i = 0; i < run; i++) ((double *)walk->array->data)[walk->offset + i * stride] = elements[i];
    advance(walk, run);
    elements += run;
    n -= run;
  }
}

/* ---- the whole array ---- */

void size_as_text(const int64_t size[AXES], char out[128]) {
  int axes = AXES, n = 0;
  while (axes > 2 && size[axes - 1] == 1) axes--;
  for (int k = 0; k < axes; k++)
    n += snprintf(out + n, (size_t)(128 - n), "%s%lld", k ? " × " : "", (long long)size[k]);
}

static Status fail_short(const Input *input, const Layout *layout, uint64_t promised, uint64_t holds,
                         const char *measure) {
  char size[128];
  size_as_text(layout->size, size);
  return input_fail(
      input, "it is cut short, or its header is wrong: an array of %s, %zu byte%s each, takes %llu bytes, and %s %llu",
      size, element_width(layout->element), element_width(layout->element) == 1 ? "" : "s",
      (unsigned long long)promised, measure, (unsigned long long)holds);
}

/* Before memory is asked for: can the input hold what its header says? */
static Status check_promise(const Input *input, const Layout *layout, uint64_t *bytes) {
  int64_t count = count_elements(layout->size), at_least_one[AXES];
  char size[128];
  for (int k = 0; k < AXES; k++) at_least_one[k] = layout->size[k] ? layout->size[k] : 1;
  size_as_text(layout->size, size);
  if (count_elements(at_least_one) < 0)
    return input_fail(input, "its header asks for an array of %s, which fits into no memory", size);
  *bytes = (uint64_t)count * element_width(layout->element);
  uint64_t left = input->most > input->taken ? input->most - input->taken : 0;
  if (*bytes <= left) return OK;
  return fail_short(input, layout, *bytes, left,
                    input->is_compressed ? "the compressed data can hold no more than" : "it holds");
}

static bool is_foreign(const Layout *layout) { return layout->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__); }

static Status read_elements(Input *input, const Layout *layout, Tensor *array, uint64_t promised) {
  unsigned char bytes[CHUNK * 8];
  double elements[CHUNK];
  size_t width = element_width(layout->element), got;
  Walk walk = start_walk(array, layout);
  for (int64_t left = tensor_count(array), n; left > 0; left -= n) {
    n = left < CHUNK ? left : CHUNK;
    Status status = input_some(input, bytes, (size_t)n * width, &got);
    if (status == OK) status = poll_interrupt(&input->state->context);
    if (status != OK) return status;
    if (got < (size_t)n * width)
      return fail_short(input, layout, promised, promised - (uint64_t)left * width + got, "it holds");
    if (is_foreign(layout)) swap_bytes(bytes, (size_t)n, width);
    decode(layout->element, bytes, (size_t)n, elements);
    scatter(&walk, elements, n);
  }
  return OK;
}

/* Asking for one byte more also lets the end of compressed data be checked. */
static Status check_end(Input *input) {
  char byte;
  size_t got;
  uint64_t end = input->taken;
  Status status = input_some(input, &byte, 1, &got);
  if (status == OK && got)
    status = input_fail(input, "it goes on after the %llu bytes that its header promises", (unsigned long long)end);
  return status;
}

enum { READ_WHEN_CHECKING = 1 << 16 }; /* labels are read, images are not */

Status read_array(Input *input, const Layout *layout, Value *out) {
  uint64_t promised = 0;
  Context *context = &input->state->context;
  Precision precision = input->precision != PRECISION_OF_FILE ? (Precision)input->precision
                        : layout->element == ELEMENT_F4       ? SINGLE
                                                              : DOUBLE;
  Status status = check_promise(input, layout, &promised);
  if (status != OK) return status;
  bool hollow = input->state->checking && count_elements(layout->size) > READ_WHEN_CHECKING;
  Tensor *array = hollow ? tensor_hollow(context, precision, layout->size) : tensor_new(context, precision, layout->size);
  if (!array) return context->error->status;
  if (hollow) return *out = array_value(input->state, array), OK;
  status = read_elements(input, layout, array, promised);
  if (status == OK) status = check_end(input);
  if (status == OK) *out = array_value(input->state, array);
  else tensor_release(context, array);
  return status;
}
