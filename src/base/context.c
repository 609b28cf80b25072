#include "base/context.h"

#include <stdio.h>
#include <string.h>

Status context_open(Context *context, Reallocate reallocate, void *user, size_t memory_limit) {
  *context = (Context){0};
  memory_open(&context->memory, reallocate, user, memory_limit);
  context->memory.interrupt = &context->interrupt;
  context->error = context->errors = memory_allocate_zeroed(&context->memory, ERRORS_MAX * sizeof *context->errors);
  return context->errors ? OK : OUT_OF_MEMORY;
}

void context_close(Context *context) {
  if (!context->errors) return;
  clear_error(context);
  memory_release(&context->memory, context->errors);
  context->error = context->errors = NULL;
}

/* Cuts at a whole UTF-8 character when the message is too long for its room. */
static void print_into(char *room, size_t size, const char *format, va_list arguments) {
  int length = vsnprintf(room, size, format, arguments);
  if (length < 0) room[0] = 0;
  if (length < (int)size) return;
  size_t end = size - 1;
  while (end > 0 && ((unsigned char)room[end - 1] & 0xC0) == 0x80) end--;
  if (end > 0 && (unsigned char)room[end - 1] >= 0xC0) end--;
  room[end] = 0;
}

static void set_message(Context *context, const char *format, va_list arguments) {
  print_into(context->error->message, MESSAGE_BYTES, format, arguments);
  context->error->status = FAILED;
  context->has_error = true;
}

Status fail(Context *context, const char *format, ...) {
  if (context->has_error) return FAILED;
  va_list arguments;
  va_start(arguments, format);
  set_message(context, format, arguments);
  va_end(arguments);
  return FAILED;
}

Status fail_at(Context *context, Source *source, Span span, const char *format, ...) {
  if (context->has_error) return FAILED;
  va_list arguments;
  va_start(arguments, format);
  set_message(context, format, arguments);
  va_end(arguments);
  place_error(context, source, span);
  return FAILED;
}

static Status fail_with(Context *context, Status status, const char *message) {
  if (context->has_error) return context->error->status;
  fail(context, "%s", message);
  return context->error->status = status;
}

/* Text that an interrupt has cut short looks to its makers as if memory had failed. */
Status fail_out_of_memory(Context *context) {
  if (context->interrupt) return take_step(context);
  return fail_with(context, OUT_OF_MEMORY, "out of memory");
}

void add_note(Context *context, const char *format, ...) {
  Error *error = context->error;
  if (error->n_notes == NOTES_MAX) return;
  va_list arguments;
  va_start(arguments, format);
  print_into(error->note[error->n_notes++], NOTE_BYTES, format, arguments);
  va_end(arguments);
}

/* X' or X^T at the end of a name, or behind a mark: its length. */
static size_t transpose_length(const char *text, size_t n, bool at_end) {
  static const char *const sign[] = {"'", "^T"};
  for (size_t i = 0; i < 2; i++) {
    size_t length = strlen(sign[i]);
    if (n >= length && strncmp(at_end ? text + n - length : text, sign[i], length) == 0) return length;
  }
  return 0;
}

/* Copies to the mark's other end what stands between, or the name instead; returns the place behind. */
static const char *take_letter(const char *at, const char *name, char *out, size_t *n) {
  const char *end = strchr(at + 1, *at);
  if (!end) return at + 1;
  size_t length = name ? strlen(name) : (size_t)(end - at - 1);
  size_t own = name ? transpose_length(name, length, true) : 0, more = transpose_length(end + 1, strlen(end + 1), false);
  if (own && more) length -= own; /* X' transposed is X */
  if (*n + length < NOTE_BYTES) memcpy(out + *n, name ? name : at + 1, length), *n += length;
  return end + 1 + (own ? more : 0);
}

void name_operands(Context *context, const char *first, const char *second) {
  Error *error = context->error;
  for (int i = 0; i < error->n_notes; i++) {
    char out[NOTE_BYTES];
    size_t n = 0;
    if (!strpbrk(error->note[i], "\1\2")) continue;
    for (const char *at = error->note[i]; *at && n + 1 < NOTE_BYTES;)
      if (*at == 1 || *at == 2) at = take_letter(at, *at == 1 ? first : second, out, &n);
      else out[n++] = *at++;
    out[n] = 0;
    memcpy(error->note[i], out, n + 1);
  }
}

void place_error(Context *context, Source *source, Span span) {
  Error *error = context->error;
  if (!context->has_error || error->source || !source) return;
  error->source = source_retain(source);
  error->span = span;
}

void move_error(Context *context, Source *source, Span span) {
  Error *error = context->error;
  if (error->inside || !error->source) return;
  error->inside = error->source;
  error->inside_span = error->span;
  error->source = source_retain(source);
  error->span = span;
}

static bool repeats_last_call(Error *error, const char *function, const Source *source, Span span) {
  int last = error->n_calls - 1;
  if (last < 0 || last >= CHAIN_MAX || error->call[last].source != source || error->call[last].span.start != span.start)
    return false;
  if (strncmp(error->call[last].function, function, NAME_BYTES - 1) != 0) return false;
  return error->call[last].times++, true;
}

void add_call(Context *context, const char *function, Source *source, Span span) {
  Error *error = context->error;
  if (!context->has_error || repeats_last_call(error, function, source, span)) return;
  if (error->n_calls < CHAIN_MAX) {
    error->call[error->n_calls].times = 1;
    snprintf(error->call[error->n_calls].function, NAME_BYTES, "%s", function);
    error->call[error->n_calls].source = source_retain(source);
    error->call[error->n_calls].span = span;
  }
  error->n_calls++;
}

static void empty_error(Context *context, Error *error) {
  source_release(context, error->source);
  source_release(context, error->inside);
  for (int i = 0; i < error->n_calls && i < CHAIN_MAX; i++) source_release(context, error->call[i].source);
  error->source = error->inside = NULL;
  error->part = 0;
  error->own_words = error->in_library = false;
  error->n_notes = error->n_calls = 0;
  error->message[0] = 0;
  error->status = OK;
}

void clear_error(Context *context) {
  for (int i = 0; i <= context->n_kept; i++) empty_error(context, &context->errors[i]);
  context->error = context->errors;
  context->n_kept = 0;
  context->has_error = false;
}

bool keep_error(Context *context) {
  if (context->n_kept + 1 >= ERRORS_MAX) return false;
  context->error = &context->errors[++context->n_kept];
  context->has_error = false;
  return true;
}

/* The room made for a further error that did not come is given back. */
void recall_first_error(Context *context) {
  if (!context->has_error && context->n_kept > 0) context->n_kept--;
  context->error = context->errors;
  context->has_error = context->errors->status != OK;
}

Status take_step(Context *context) {
  if (is_interrupted(context)) return fail_with(context, INTERRUPTED, "interrupted");
  if (++context->steps == context->step_limit)
    return fail_with(context, STEP_LIMIT, "the limit on evaluation steps is reached");
  return OK;
}

enum { PIECE_BYTES = 1 << 22 }; /* about a millisecond's worth where the pages are new */

static size_t piece(size_t length) { return length < PIECE_BYTES ? length : PIECE_BYTES; }

Status copy_bytes(Context *context, void *to, const void *from, size_t length) {
  Status status = OK;
  for (size_t done = 0; done < length && status == OK; done += piece(length - done)) {
    memcpy((char *)to + done, (const char *)from + done, piece(length - done));
    status = poll_interrupt(context);
  }
  return status;
}

Status zero_bytes(Context *context, void *to, size_t length) {
  Status status = OK;
  for (size_t done = 0; done < length && status == OK; done += piece(length - done)) {
    memset((char *)to + done, 0, piece(length - done));
    status = poll_interrupt(context);
  }
  return status;
}

Source *source_new(Context *context, const char *name, const char *text, size_t length) {
  size_t name_length = strlen(name), size;
  if (!add_sizes(length, sizeof(Source) + name_length + 3, &size) || length > UINT32_MAX - 2) return NULL;
  Source *source = memory_allocate(&context->memory, size);
  if (!source) return NULL;
  source->references = 1;
  source->length = length;
  if (length) memcpy(source->text, text, length);
  source->text[length] = source->text[length + 1] = 0;
  source->name = memcpy(source->text + length + 2, name, name_length + 1);
  return source;
}

Source *source_retain(Source *source) {
  if (source) source->references++;
  return source;
}

void source_release(Context *context, Source *source) {
  if (source && --source->references == 0) memory_release(&context->memory, source);
}

static bool starts_code_point(char byte) { return ((unsigned char)byte & 0xC0) != 0x80; }

size_t text_width(const char *text, size_t length) {
  size_t width = 0;
  for (size_t i = 0; i < length; i++) width += starts_code_point(text[i]);
  return width;
}

static size_t line_start(const Source *source, size_t offset) {
  while (offset > 0 && source->text[offset - 1] != '\n') offset--;
  return offset;
}

unsigned line_of(const Source *source, size_t offset) {
  unsigned line = 1;
  for (size_t i = 0; i < offset && i < source->length; i++) line += source->text[i] == '\n';
  return line;
}

void locate(const Source *source, size_t offset, unsigned *line, unsigned *column) {
  if (offset > source->length) offset = source->length;
  *line = line_of(source, offset);
  *column = 1;
  for (size_t i = line_start(source, offset); i < offset; i++) *column += starts_code_point(source->text[i]);
}

void text_open(Text *text, Memory *memory) { *text = (Text){.memory = memory}; }

enum { TEXT_MAX = 1 << 30 }; /* what a list of lists of lists prints may double without end */

static bool is_text_interrupted(const Text *text) { return text->memory->interrupt && *text->memory->interrupt; }

static bool text_reserve(Text *text, size_t more) {
  size_t needed;
  if (text->failed || is_text_interrupted(text) || more > TEXT_MAX || text->length > TEXT_MAX - more ||
      !add_sizes(text->length, more + 1, &needed) ||
      !memory_reserve(text->memory, &text->bytes, &text->capacity, needed, 1))
    text->failed = true;
  return !text->failed;
}

void text_add(Text *text, const char *bytes, size_t length) {
  if (!text_reserve(text, length)) return;
  for (size_t done = 0; done < length && !is_text_interrupted(text); done += piece(length - done))
    memcpy(text->bytes + text->length + done, bytes + done, piece(length - done));
  text->bytes[text->length += length] = 0;
  text->failed = is_text_interrupted(text);
}

void text_format(Text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length >= 0 && text_reserve(text, (size_t)length)) {
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
  va_end(arguments);
}

const char *text_string(const Text *text) { return text->bytes ? text->bytes : ""; }

void text_close(Text *text) {
  memory_release(text->memory, text->bytes);
  text_open(text, text->memory);
}
