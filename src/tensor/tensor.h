/* Layer 2: arrays with four axes, rows × columns × maps × examples (R × C × H × Q), column-major: element
   (i, j, l, q), from 0, stands at ((q·H + l)·C + j)·R + i. No knowledge of the language. */
#ifndef CNN_TENSOR_TENSOR_H
#define CNN_TENSOR_TENSOR_H

#include "base/context.h"

enum { AXES = 4 };

typedef enum Precision { DOUBLE = 0, SINGLE = 1 } Precision;

/* Reference-counted. Elements are contiguous; a view (reshape, a run of maps) shares its base's elements. */
typedef struct Tensor {
  unsigned references;
  Precision precision;
  int64_t size[AXES];
  void *data;          /* 64-byte aligned unless a view */
  struct Tensor *base; /* owner of the elements of a view, retained; NULL otherwise */
} Tensor;

/* Number of elements; -1 when it does not fit in memory's address range. */
int64_t count_elements(const int64_t size[AXES]);
int64_t tensor_count(const Tensor *tensor);
size_t element_bytes(Precision precision);

/* New tensors hold no defined values; NULL with the error set when memory fails, the size is out of
   range, or an interrupt comes while they are filled. */
Tensor *tensor_new(Context *context, Precision precision, const int64_t size[AXES]);
Tensor *tensor_zeros(Context *context, Precision precision, const int64_t size[AXES]);
/* The elements from `offset` on seen with another size; shares them. */
Tensor *tensor_view(Context *context, Tensor *base, int64_t offset, const int64_t size[AXES]);
Tensor *tensor_copy(Context *context, const Tensor *tensor);
Tensor *tensor_convert(Context *context, Tensor *tensor, Precision precision); /* itself, retained, when it already is */
Tensor *tensor_retain(Tensor *tensor); /* NULL is allowed */
void tensor_release(Context *context, Tensor *tensor);

double tensor_get(const Tensor *tensor, int64_t index);
void tensor_set(Tensor *tensor, int64_t index, double value);
bool same_size(const Tensor *a, const Tensor *b);
bool tensor_is_exclusive(const Tensor *tensor); /* nobody else holds it or its elements */

/* ---- arrays without elements: `cnn --check` computes sizes alone ---- */

/* A hollow array has a size and no elements (data is NULL). Each of them reads as the opaque number. */
Tensor *tensor_hollow(Context *context, Precision precision, const int64_t size[AXES]);
static inline bool is_hollow(const Tensor *tensor) { return !tensor->data; }

/* The number that is not known: a nan of its own, told from every other nan; it passes through single precision. */
double opaque_number(void);
bool is_opaque_number(double number);

#endif
