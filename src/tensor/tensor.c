#include "tensor/tensor.h"

#include <stdio.h>
#include <string.h>

enum { ALIGNMENT = 64 };

int64_t count_elements(const int64_t size[AXES]) {
  int64_t count = 1;
  for (int axis = 0; axis < AXES; axis++)
    if (size[axis] == 0) return 0;
  for (int axis = 0; axis < AXES; axis++)
    if (size[axis] < 0 || __builtin_mul_overflow(count, size[axis], &count)) return -1;
  return count > PTRDIFF_MAX / 16 ? -1 : count;
}

int64_t tensor_count(const Tensor *tensor) { return count_elements(tensor->size); }

size_t element_bytes(Precision precision) { return precision == SINGLE ? sizeof(float) : sizeof(double); }

static void *aligned_data(Tensor *tensor) {
  uintptr_t after_header = (uintptr_t)(tensor + 1);
  return (char *)tensor + ((after_header + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - (uintptr_t)tensor);
}

static Tensor *fail_size(Context *context, const int64_t size[AXES], Precision precision) {
  char text[128], amount[32];
  double bytes = (double)element_bytes(precision);
  int n = snprintf(text, sizeof text, "%lld × %lld", (long long)size[0], (long long)size[1]);
  if (size[2] != 1 || size[3] != 1) n += snprintf(text + n, sizeof text - (size_t)n, " × %lld maps", (long long)size[2]);
  if (size[3] != 1) snprintf(text + n, sizeof text - (size_t)n, " × %lld examples", (long long)size[3]);
  for (int axis = 0; axis < AXES; axis++) bytes *= (double)size[axis];
  if (bytes < 1e9) snprintf(amount, sizeof amount, "%.0f MB", bytes / 1e6);
  else if (bytes < 1e18) snprintf(amount, sizeof amount, "%.*f GB", bytes < 1e10, bytes / 1e9);
  else snprintf(amount, sizeof amount, "%.0e GB", bytes / 1e9);
  fail(context, "an array of %s does not fit in memory: it would take %s", text, amount);
  return NULL;
}

Tensor *tensor_new(Context *context, Precision precision, const int64_t size[AXES]) {
  int64_t count = count_elements(size);
  if (count < 0) return fail_size(context, size, precision);
  size_t bytes = (size_t)count * element_bytes(precision);
  Tensor *tensor = memory_allocate(&context->memory, sizeof *tensor + ALIGNMENT + bytes);
  if (!tensor && bytes > ((size_t)1 << 24)) return fail_size(context, size, precision);
  if (!tensor) return (void)fail_out_of_memory(context), NULL;
  *tensor = (Tensor){.references = 1, .precision = precision};
  memcpy(tensor->size, size, sizeof tensor->size);
  tensor->data = aligned_data(tensor);
  return tensor;
}

Tensor *tensor_hollow(Context *context, Precision precision, const int64_t size[AXES]) {
  if (count_elements(size) < 0) return fail_size(context, size, precision);
  Tensor *tensor = memory_allocate(&context->memory, sizeof *tensor);
  if (!tensor) return (void)fail_out_of_memory(context), NULL;
  *tensor = (Tensor){.references = 1, .precision = precision};
  memcpy(tensor->size, size, sizeof tensor->size);
  return tensor;
}

static const uint64_t opaque_bits = 0x7FFAB3A500000000, sign_bit = 0x8000000000000000;

double opaque_number(void) {
  double number;
  memcpy(&number, &opaque_bits, sizeof number);
  return number;
}

bool is_opaque_number(double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  return (bits & ~sign_bit) == opaque_bits;
}

Tensor *tensor_zeros(Context *context, Precision precision, const int64_t size[AXES]) {
  Tensor *tensor = tensor_new(context, precision, size);
  if (!tensor || zero_bytes(context, tensor->data, (size_t)tensor_count(tensor) * element_bytes(precision)) == OK)
    return tensor;
  return tensor_release(context, tensor), NULL;
}

Tensor *tensor_view(Context *context, Tensor *base, int64_t offset, const int64_t size[AXES]) {
  Tensor *view = memory_allocate(&context->memory, sizeof *view);
  if (!view) return (void)fail_out_of_memory(context), NULL;
  *view = (Tensor){.references = 1, .precision = base->precision};
  memcpy(view->size, size, sizeof view->size);
  if (!is_hollow(base)) view->data = (char *)base->data + (size_t)offset * element_bytes(base->precision);
  view->base = tensor_retain(base->base ? base->base : base);
  return view;
}

Tensor *tensor_copy(Context *context, const Tensor *tensor) {
  if (is_hollow(tensor)) return tensor_hollow(context, tensor->precision, tensor->size);
  Tensor *copy = tensor_new(context, tensor->precision, tensor->size);
  size_t bytes = (size_t)tensor_count(tensor) * element_bytes(tensor->precision);
  if (!copy || copy_bytes(context, copy->data, tensor->data, bytes) == OK) return copy;
  return tensor_release(context, copy), NULL;
}

Tensor *tensor_convert(Context *context, Tensor *tensor, Precision precision) {
  if (tensor->precision == precision) return tensor_retain(tensor);
  if (is_hollow(tensor)) return tensor_hollow(context, precision, tensor->size);
  Tensor *result = tensor_new(context, precision, tensor->size);
  int64_t count = tensor_count(tensor);
  if (!result) return NULL;
  if (precision == SINGLE)
    EACH_UNTIL_INTERRUPT(context, i, 0, count) ((float *)result->data)[i] = (float)((const double *)tensor->data)[i];
  else
    EACH_UNTIL_INTERRUPT(context, i, 0, count) ((double *)result->data)[i] = ((const float *)tensor->data)[i];
  if (poll_interrupt(context) == OK) return result;
  return tensor_release(context, result), NULL;
}

Tensor *tensor_retain(Tensor *tensor) {
  if (tensor) tensor->references++;
  return tensor;
}

void tensor_release(Context *context, Tensor *tensor) {
  if (!tensor || --tensor->references) return;
  tensor_release(context, tensor->base); /* a base has no base of its own: one level deep */
  memory_release(&context->memory, tensor);
}

double tensor_get(const Tensor *tensor, int64_t index) {
  if (is_hollow(tensor)) return opaque_number();
  return tensor->precision == SINGLE ? (double)((const float *)tensor->data)[index] : ((const double *)tensor->data)[index];
}

void tensor_set(Tensor *tensor, int64_t index, double value) {
  if (is_hollow(tensor)) return;
  if (tensor->precision == SINGLE) ((float *)tensor->data)[index] = (float)value;
  else ((double *)tensor->data)[index] = value;
}

bool same_size(const Tensor *a, const Tensor *b) { return memcmp(a->size, b->size, sizeof a->size) == 0; }

bool tensor_is_exclusive(const Tensor *tensor) {
  return tensor->references == 1 && (!tensor->base || tensor->base->references == 1);
}
