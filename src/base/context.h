/* Layer 1: what every function of the library needs: memory, the error being reported, the interrupt flag and the
   step counter. A State begins with one. Errors are statuses, never longjmp; the message waits in the context. */
#ifndef CNN_BASE_CONTEXT_H
#define CNN_BASE_CONTEXT_H

#include "base/memory.h"

#include <signal.h>
#include <stdarg.h>

typedef enum Status {
  OK = 0,
  FAILED,         /* an error of the program being run or parsed; context->error says which */
  OUT_OF_MEMORY,
  INTERRUPTED,
  STEP_LIMIT,
  INCOMPLETE,     /* the text ends before the statement does */
} Status;

/* Source text, kept as long as a program or a function made from it. Reference-counted. */
typedef struct Source {
  unsigned references;
  size_t length;
  char *name; /* as shown in errors: a file's name, "-e", "input" */
  char text[]; /* length bytes and two NULs */
} Source;

/* A stretch of a source in bytes, end exclusive. */
typedef struct Span {
  uint32_t start, end;
} Span;

enum { MESSAGE_BYTES = 1024, NOTE_BYTES = 512, NOTES_MAX = 4, CHAIN_MAX = 12, NAME_BYTES = 64, ERRORS_MAX = 8 };

/* One error. Text is held inside: reporting never allocates. */
typedef struct Error {
  Status status;
  Source *source; /* retained; NULL: nowhere in a text */
  Span span;
  int part;         /* the operand or argument that it is about, from 1; 0: none in particular */
  bool own_words;   /* it says all that there is to say: error(…) in a function, a step without a backprop */
  bool in_library;  /* it happened in a function of the standard library */
  Source *inside;   /* retained; where it happened, when `source` shows the call that led there; NULL: the same place */
  Span inside_span;
  char message[MESSAGE_BYTES];
  int n_notes;
  char note[NOTES_MAX][NOTE_BYTES];
  int n_calls; /* innermost first; may exceed CHAIN_MAX, then the outer ones are left out */
  struct {
    char function[NAME_BYTES];
    Source *source; /* retained */
    Span span;
    int times; /* equal calls in a row are counted, not listed */
  } call[CHAIN_MAX];
} Error;

typedef struct Context {
  Memory memory;
  Error *errors;  /* ERRORS_MAX, allocated when the context opens: reporting never allocates */
  Error *error;   /* the one being reported: the last of errors[0 … n_kept] */
  int n_kept;     /* earlier errors of the same parse, kept to be reported together */
  bool has_error;
  volatile sig_atomic_t interrupt;
  const struct Context *owner; /* of a state that runs inside another one: an interrupt there counts here; NULL: none */
  uint64_t steps, step_limit; /* limit 0: none */
  bool portable_kernels;      /* the plain versions of ⊗ and the matrix product: the same bits on every processor */
} Context;

Status context_open(Context *context, Reallocate reallocate, void *user, size_t memory_limit);
void context_close(Context *context);

/* Sets the error's message (the first error stands; a later one is dropped) and returns FAILED. */
Status fail(Context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
Status fail_at(Context *context, Source *source, Span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
Status fail_out_of_memory(Context *context);
/* Adds a line to the error being reported. */
void add_note(Context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The letters that notes give the operands, written \1W\1 and \2P\2, become the names that these have; NULL: none, the
   letter stays. */
void name_operands(Context *context, const char *first, const char *second);
/* Gives the error a place unless it has one. */
void place_error(Context *context, Source *source, Span span);
/* Shows the error at a call from outside instead, and keeps its place as that inside the innermost call of the chain. */
void move_error(Context *context, Source *source, Span span);
void add_call(Context *context, const char *function, Source *source, Span span);
void clear_error(Context *context);
/* Keeps the error being reported and makes room for a further one of the same parse; false when there is no room. */
bool keep_error(Context *context);
/* After a parse: the first kept error is again the one being reported; n_kept tells how many follow it in errors[]. */
void recall_first_error(Context *context);

/* One step of evaluation: OK, INTERRUPTED or STEP_LIMIT (with the error set). */
Status take_step(Context *context);
/* Inside long kernels: looks at the interrupt flag alone. */
static inline bool is_interrupted(const Context *context) {
  return context->interrupt || (context->owner && context->owner->interrupt);
}
static inline Status poll_interrupt(Context *context) { return is_interrupted(context) ? take_step(context) : OK; }
/* A loop over first ≤ i < end as plain loops over stretches, each about 0.1 ms of simple work; an interrupt ends it
   between two, so that poll_interrupt has to follow. A break in the body ends a stretch only. */
enum { STRETCH_ITEMS = 1 << 16 };
#define EACH_UNTIL_INTERRUPT(context, i, first, end)                                                                 \
  for (int64_t i##_from = (first), i##_end = (end), i##_to; i##_from < i##_end && !is_interrupted(context);          \
       i##_from = i##_to)                                                                                            \
    for (int64_t i = ((i##_to = i##_end - i##_from > STRETCH_ITEMS ? i##_from + STRETCH_ITEMS : i##_end), i##_from); \
         i < i##_to; i++)
/* memcpy and memset of any length; they fail only when interrupted. */
Status copy_bytes(Context *context, void *to, const void *from, size_t length);
Status zero_bytes(Context *context, void *to, size_t length);

Source *source_new(Context *context, const char *name, const char *text, size_t length); /* NULL: out of memory */
Source *source_retain(Source *source);
void source_release(Context *context, Source *source); /* NULL is allowed */

/* Line and column (both from 1, columns in code points) of a byte offset. */
void locate(const Source *source, size_t offset, unsigned *line, unsigned *column);
unsigned line_of(const Source *source, size_t offset);

/* Text built piece by piece; a failed allocation sticks and shows in `failed`, and so does an
   interrupt. */
typedef struct Text {
  Memory *memory;
  char *bytes; /* NUL-terminated once anything was added, otherwise NULL */
  size_t length, capacity;
  bool failed;
} Text;

void text_open(Text *text, Memory *memory);
void text_add(Text *text, const char *bytes, size_t length);
void text_format(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *text_string(const Text *text); /* "" where nothing was added */
void text_close(Text *text);
size_t text_width(const char *text, size_t length); /* code points in so many bytes */

/* The error as `file:line:column: error: what`, the line, a caret or underline, notes and the chain of calls. */
void format_error(const Error *error, Text *out);
/* All errors of a parse. */
void format_errors(const Context *context, Text *out);

#endif
