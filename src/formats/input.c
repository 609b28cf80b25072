/* A file's bytes as a stream, inflated on the way when they are gzip. */
#include "formats/format.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

Status input_fail(const Input *input, const char *format, ...) {
  char message[MESSAGE_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return fail(&input->state->context, "cannot read %s: %s", input->name, message);
}

/* ---- plain bytes ---- */

static Status next_plain(Input *input, void *out, size_t wanted, size_t *got) {
  size_t left = input->length - input->at;
  *got = wanted < left ? wanted : left;
  if (*got) memcpy(out, input->bytes + input->at, *got);
  input->at += *got;
  return OK;
}

/* ---- gzip ---- */

typedef struct Inflation {
  z_stream stream;
  bool has_ended;
} Inflation;

static void *allocate_for_zlib(void *memory, uInt items, uInt size) {
  size_t bytes;
  return multiply_sizes(items, size, &bytes) ? memory_allocate(memory, bytes) : NULL;
}

static void release_for_zlib(void *memory, void *block) { memory_release(memory, block); }

static bool begins_gzip(const char *bytes, size_t length) {
  return length >= 2 && (unsigned char)bytes[0] == 0x1f && (unsigned char)bytes[1] == 0x8b;
}

/* zlib counts what it is given in 32 bits. */
static void feed(Input *input, z_stream *stream) {
  size_t left = input->length - input->at;
  if (stream->avail_in) return;
  stream->next_in = (Bytef *)(uintptr_t)(input->bytes + input->at);
  stream->avail_in = left < 1u << 30 ? (uInt)left : 1u << 30;
  input->at += stream->avail_in;
}

/* gzip files may be strung together; zeros or anything else behind the last is left alone, as gunzip does. */
static void end_member(Input *input, Inflation *inflation) {
  size_t consumed = input->at - inflation->stream.avail_in;
  inflation->has_ended =
      !begins_gzip(input->bytes + consumed, input->length - consumed) || inflateReset(&inflation->stream) != Z_OK;
}

static Status inflation_failed(Input *input, int code, const char *why) {
  if (code == Z_MEM_ERROR) return fail_out_of_memory(&input->state->context);
  if (code == Z_BUF_ERROR || code == Z_OK)
    return input_fail(input, "it is cut short: the compressed data breaks off after %zu bytes", input->length);
  return input_fail(input, "the compressed data is damaged (%s)", why ? why : "it asks for a dictionary");
}

static Status next_inflated(Input *input, void *out, size_t wanted, size_t *got) {
  Inflation *inflation = input->source;
  z_stream *stream = &inflation->stream;
  stream->next_out = out;
  stream->avail_out = (uInt)wanted;
  while (stream->avail_out && !inflation->has_ended) {
    feed(input, stream);
    int code = inflate(stream, Z_NO_FLUSH);
    if (code == Z_STREAM_END) end_member(input, inflation);
    else if (code != Z_OK || (stream->avail_out && !stream->avail_in && input->at == input->length))
      return inflation_failed(input, code, stream->msg);
  }
  *got = wanted - stream->avail_out;
  return OK;
}

static Status open_inflation(Input *input) {
  enum { GZIP = 16 };
  Memory *memory = &input->state->context.memory;
  Inflation *inflation = memory_allocate_zeroed(memory, sizeof *inflation);
  if (!inflation) return fail_out_of_memory(&input->state->context);
  inflation->stream = (z_stream){.zalloc = allocate_for_zlib, .zfree = release_for_zlib, .opaque = memory};
  if (inflateInit2(&inflation->stream, GZIP + MAX_WBITS) != Z_OK)
    return memory_release(memory, inflation), fail_out_of_memory(&input->state->context);
  input->is_compressed = true;
  input->source = inflation;
  input->next = next_inflated;
  input->most = (uint64_t)input->length * INFLATION_MOST;
  return OK;
}

/* ---- any ---- */

Status input_look(Input *input) {
  Status status = input->next(input, input->head, HEAD_BYTES, &input->n_head);
  if (status != OK) input->n_head = 0;
  return status;
}

Status input_open(Input *input, State *state, const char *name, const char *bytes, size_t length, int precision) {
  *input = (Input){.state = state,
                   .name = name,
                   .precision = precision,
                   .bytes = bytes,
                   .length = length,
                   .most = length,
                   .next = next_plain};
  Status status = begins_gzip(bytes, length) ? open_inflation(input) : OK;
  return status == OK ? input_look(input) : status;
}

void input_close(Input *input) {
  Inflation *inflation = input->is_compressed ? input->source : NULL;
  if (!inflation) return;
  inflateEnd(&inflation->stream);
  memory_release(&input->state->context.memory, inflation);
  input->source = NULL;
}

Status input_some(Input *input, void *out, size_t wanted, size_t *got) {
  size_t seen = input->taken < input->n_head ? input->n_head - (size_t)input->taken : 0, more = 0;
  if (seen > wanted) seen = wanted;
  if (seen) memcpy(out, input->head + input->taken, seen);
  Status status = wanted > seen ? input->next(input, (char *)out + seen, wanted - seen, &more) : OK;
  *got = seen + more;
  if (status == OK) input->taken += *got;
  return status;
}

Status input_take(Input *input, void *out, size_t wanted, const char *what) {
  size_t got;
  Status status = input_some(input, out, wanted, &got);
  if (status == OK && got < wanted)
    status = input_fail(input, "it ends after %llu bytes, inside %s", (unsigned long long)input->taken, what);
  return status;
}
