#include "syntax/parsing.h"
#include "syntax/latex_input.h"
#include "syntax/spelling.h"
#include "parser.h"

#include <stdio.h>
#include <string.h>

void report(Parser *parser, Span span, const char *format, ...) {
  char message[MESSAGE_BYTES];
  va_list arguments;
  if (parser->stop) return;
  if (parser->n_errors > 0 && !keep_error(parser->context)) {
    parser->stop = true;
    return;
  }
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  message[find_bad_byte(message, strlen(message))] = 0; /* cut inside a character */
  fail_at(parser->context, parser->source, span, "%s", message);
  parser->n_errors++;
}

void stop_parse(Parser *parser, Span span) {
  if (parser->stop) return;
  place_error(parser->context, parser->source, span);
  parser->stop = true;
}

static Program *program_new(Context *context, Source *source) {
  Program *program = memory_allocate_zeroed(&context->memory, sizeof *program);
  if (!program) return NULL;
  program->references = 1;
  arena_open(&program->arena, &context->memory);
  program->source = source_retain(source);
  return program;
}

static void report_bad_byte(Parser *parser, size_t at) {
  unsigned byte = (unsigned char)parser->source->text[at];
  Span span = {(uint32_t)at, (uint32_t)at + 1};
  if (byte == 0) report(parser, span, "a NUL byte has no place in a program");
  else report(parser, span, "the text is not UTF-8: byte 0x%02X does not belong here", byte);
}

/* The scanner writes into its text, so it gets a copy. */
static Status parse_checked(Parser *parser) {
  size_t length = parser->source->length;
  char *copy = memory_allocate(&parser->context->memory, length + 2);
  if (!copy) return fail_out_of_memory(parser->context);
  memcpy(copy, parser->text, length);
  copy[length] = copy[length + 1] = 0;
  if (open_scanner(parser, copy, length)) syntax_parse(parser);
  else fail_out_of_memory(parser->context);
  memory_release(&parser->context->memory, copy);
  return OK;
}

static void report_fault(Parser *parser, LatexFault *fault) {
  const char *text = parser->source->text;
  if (fault->span.end == fault->span.start + 1 && text[fault->span.start] == '\\')
    fault->span.end = (uint32_t)command_end(text, fault->span.start);
  parser->incomplete = fault->incomplete;
  report(parser, fault->span, "%s", fault->message);
}

/* The parse reads a copy without LaTeX's dress where there is any. */
static Status parse_undressed(Parser *parser) {
  const Source *source = parser->source;
  LatexFault fault;
  parser->text = source->text;
  if (!may_be_latex(source->text, source->length)) return parse_checked(parser);
  char *copy = memory_allocate(&parser->context->memory, source->length + 1);
  if (!copy) return fail_out_of_memory(parser->context);
  memcpy(copy, source->text, source->length + 1);
  parser->text = copy;
  if (undress(copy, source->length, &fault)) parse_checked(parser);
  else report_fault(parser, &fault);
  memory_release(&parser->context->memory, copy);
  return OK;
}

static Status outcome(Parser *parser) {
  Context *context = parser->context;
  if (parser->n_errors > 0) recall_first_error(context);
  if (parser->incomplete) return INCOMPLETE;
  if (!context->has_error && !parser->program->root) fail(context, "the text cannot be parsed");
  return context->has_error ? context->error->status : OK;
}

static Status run_parser(Parser *parser) {
  size_t bad = find_bad_byte(parser->source->text, parser->source->length);
  parser->add = find_operator("add");
  parser->subtract = find_operator("subtract");
  parser->negate = find_operator("negate");
  if (parser->source->length >= INT32_MAX / 2) fail(parser->context, "the text is longer than %d bytes", INT32_MAX / 2);
  else if (bad < parser->source->length) report_bad_byte(parser, bad);
  else parse_undressed(parser);
  return outcome(parser);
}

Status parse_text(Context *context, Names *names, Source *source, Program **out) {
  *out = NULL;
  if (context->has_error) return context->error->status;
  Parser *parser = memory_allocate_zeroed(&context->memory, sizeof *parser);
  Program *program = parser ? program_new(context, source) : NULL;
  if (!program) {
    memory_release(&context->memory, parser);
    return fail_out_of_memory(context);
  }
  parser->context = context;
  parser->names = names;
  parser->source = source;
  parser->program = program;
  Status status = run_parser(parser);
  if (status == OK) *out = program;
  else program_release(context, program);
  memory_release(&context->memory, parser);
  return status;
}
