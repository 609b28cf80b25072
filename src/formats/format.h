/* Layer 9: files of data. Each format is one row of the table in formats.c. The library opens no file itself: a
   file's bytes come from and go to the host. */
#ifndef CNN_FORMATS_FORMAT_H
#define CNN_FORMATS_FORMAT_H

#include "evaluate/state.h"

/* ---- reading: a stream of bytes, whatever they are wrapped in (input.c, npz.c) ---- */

enum { HEAD_BYTES = 8, PRECISION_OF_FILE = -1 };

typedef struct Input {
  State *state;
  const char *name;   /* as shown in errors */
  int precision;      /* asked for, or PRECISION_OF_FILE: single for four-byte floats, double for all else */
  const char *bytes;  /* the file as it lies on disk */
  size_t length;
  bool is_compressed;
  uint64_t most;      /* no more bytes than this can come out */
  uint64_t taken;     /* came out so far */
  void *source;       /* what `next` reads from */
  size_t at;          /* in bytes, where `next` goes on */
  /* *got < wanted only at the end */
  Status (*next)(struct Input *input, void *out, size_t wanted, size_t *got);
  unsigned char head[HEAD_BYTES]; /* the first bytes, seen before a format is chosen */
  size_t n_head;
} Input;

/* Deflate cannot make more than 1032 bytes of one: what promises more is refused before any memory is asked for. */
enum { INFLATION_MOST = 1032 };

/* Over a file's bytes, inflated on the way when they are gzip; both borrowed. To be closed also on failure. */
Status input_open(Input *input, State *state, const char *name, const char *bytes, size_t length, int precision);
/* Looks at the first bytes of an input whose `next` and `source` are set. */
Status input_look(Input *input);
void input_close(Input *input);
/* Exactly `wanted` bytes, or an error that says what was to come. */
Status input_take(Input *input, void *out, size_t wanted, const char *what);
Status input_some(Input *input, void *out, size_t wanted, size_t *got);
/* Sets "cannot read <name>: …". */
Status input_fail(const Input *input, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- elements in a file (elements.c) ---- */

typedef enum Element {
  ELEMENT_U8, ELEMENT_I8, ELEMENT_U16, ELEMENT_I16, ELEMENT_U32, ELEMENT_I32, ELEMENT_U64, ELEMENT_I64,
  ELEMENT_F4, ELEMENT_F8,
} Element;

typedef struct Layout {
  Element element;
  bool big_endian;
  int64_t size[AXES]; /* of the array that is made */
  int axis[AXES];     /* its axes in the file's order: the one that changes slowest first */
} Layout;

size_t element_width(Element element);
/* The rest of the input as an array; an error when it holds fewer or more bytes than the layout promises. */
Status read_array(Input *input, const Layout *layout, Value *out);
void size_as_text(const int64_t size[AXES], char out[128]); /* R × C × H × Q, ones at the end dropped */

/* ---- writing ---- */

typedef struct Bytes {
  char *bytes; /* of state->context.memory */
  size_t length;
} Bytes;

/* ---- the formats ---- */

typedef struct Format {
  const char *name;
  const char *endings; /* of a file's name, separated by spaces */
  bool is_stream;      /* read from its first byte to its last, so that it may also be wrapped in gzip (.gz) */
  bool (*recognize)(const unsigned char *head, size_t length);
  Status (*read)(Input *input, Value *out); /* NULL: not built in */
  /* NULL: not built in, or only read. */
  Status (*write)(State *state, const char *path, Value value, Bytes *out);
  const char *library; /* that it needs beyond zlib; NULL: none */
} Format;

/* By the file's name, else by its first bytes; NULL with the error set. */
const Format *format_for_reading(const Input *input);
const Format *format_for_writing(State *state, const char *path);

bool is_idx(const unsigned char *head, size_t length);
Status read_idx(Input *input, Value *out);
bool is_npy(const unsigned char *head, size_t length);
Status read_npy(Input *input, Value *out);
Status write_npy(State *state, const char *path, Value value, Bytes *out);
bool is_npz(const unsigned char *head, size_t length);
Status read_npz(Input *input, Value *out);
Status write_npz(State *state, const char *path, Value value, Bytes *out);

#endif
