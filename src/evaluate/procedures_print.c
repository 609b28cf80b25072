/* print, printf, str, error, assert, exit, tic, toc. */
#include "evaluate/procedures.h"
#include "syntax/print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <utf8proc.h>

static Status join_arguments(State *state, const Arguments *arguments, const char *between, Text *out) {
  for (int i = 0; i < arguments->n; i++) {
    if (i) text_format(out, "%s", between);
    describe_value(state, arguments->value[i], out);
  }
  if (state->context.has_error) return state->context.error->status;
  return out->failed ? fail_out_of_memory(&state->context) : OK;
}

/* print("x = %d", x) */
static void note_format(State *state, const Arguments *arguments) {
  const Value first = arguments->n > 1 ? arguments->value[0] : (Value){0};
  const char *sign = first.kind == VALUE_STRING ? strchr(first.string->text, '%') : NULL;
  if (!sign || state->told_format) return;
  sign += 1 + strspn(sign + 1, "0123456789.+-");
  if (!*sign || !strchr("dfgesi", *sign)) return;
  state->told_format = true;
  Text values;
  text_open(&values, &state->context.memory);
  for (int i = 2; arguments->call && i < arguments->call->n; i++) {
    text_format(&values, ", ");
    print_ast(arguments->call->child[i], &values);
  }
  const char *whole = values.failed || values.length > 60 ? ", …" : text_string(&values);
  write_note(state, state->here, "print shows text as it is; a format is filled in by printf(\"%s\\n\"%s)",
             first.string->text, whole);
  text_close(&values);
}

/* print(X) alone shows an array or a symbol as a bare expression would. */
static Status run_print(State *state, Arguments *arguments, Value *out) {
  (void)out;
  if (arguments->n == 1 && (arguments->value[0].kind == VALUE_ARRAY || is_symbol(arguments->value[0])))
    return print_value(state, NULL, arguments->value[0]);
  Text text;
  text_open(&text, &state->context.memory);
  Status status = join_arguments(state, arguments, " ", &text);
  text_format(&text, "\n");
  if (status == OK) write_text(state, text_string(&text), text.length), note_format(state, arguments);
  text_close(&text);
  return status;
}

static Status run_str(State *state, Arguments *arguments, Value *out) {
  Text text;
  text_open(&text, &state->context.memory);
  Status status = join_arguments(state, arguments, "", &text);
  if (status == OK) *out = string_value(state, text_string(&text), text.length);
  text_close(&text);
  return status == OK && out->kind == VALUE_NONE ? OUT_OF_MEMORY : status;
}

/* ---- printf: C's format; arrays are taken element by element, and the format is used again while values are left ---- */

typedef struct Feed {
  const Arguments *arguments;
  int argument; /* from 1: the format is argument 0 */
  int64_t element;
} Feed;

static bool feed_left(const Feed *feed) { return feed->argument < feed->arguments->n; }

static Value feed_next(Feed *feed) {
  Value value = feed->arguments->value[feed->argument];
  if (is_numeric(value)) {
    Value element = number_value(value_element(value, feed->element));
    if (++feed->element >= value_count(value)) feed->argument++, feed->element = 0;
    return element;
  }
  feed->argument++;
  return value;
}

static void skip_empty(Feed *feed) {
  while (feed_left(feed) && is_numeric(feed->arguments->value[feed->argument]) &&
         value_count(feed->arguments->value[feed->argument]) == 0)
    feed->argument++;
}

enum { SPEC_BYTES = 32 };

enum { WIDTH_MAX = 9999 };

/* The number at *at, which moves behind it. */
static int read_digits(const char **at) {
  int number = 0;
  for (; **at >= '0' && **at <= '9'; ++*at) number = number > WIDTH_MAX ? number : 10 * number + (**at - '0');
  return number;
}

static Status check_widths(State *state, const char *spec) {
  for (const char *at = spec; *at;) {
    if (*at < '1' || *at > '9') at++;
    else if (read_digits(&at) > WIDTH_MAX)
      return fail(&state->context, "printf: %s: a width or precision is at most %d", spec, WIDTH_MAX);
  }
  return OK;
}

/* Width and precision of a string count characters, not bytes. */
static void print_string(Text *out, const char *spec, const char *text) {
  const char *at = spec + 1 + strspn(spec + 1, "-+ #0");
  size_t bytes = 0;
  int width = read_digits(&at), most = -1, characters = 0;
  if (*at == '.') at++, most = read_digits(&at);
  for (; text[bytes]; bytes++) {
    bool starts = ((unsigned char)text[bytes] & 0xC0) != 0x80;
    if (starts && characters == most) break;
    characters += starts;
  }
  int blanks = width > characters ? width - characters : 0;
  bool left = strchr(spec, '-') != NULL;
  text_format(out, "%*s%.*s%*s", left ? 0 : blanks, "", (int)bytes, text, left ? blanks : 0, "");
}

/* A character by its number in Unicode. */
static Status print_character(State *state, Text *out, double number) {
  utf8proc_uint8_t bytes[4];
  bool valid = number >= 1 && number <= 0x10FFFF && number == floor(number) &&
               utf8proc_codepoint_valid((utf8proc_int32_t)number);
  if (!valid) return fail(&state->context, "printf: %%c prints the character of a number, such as 65, not %g", number);
  text_add(out, (char *)bytes, (size_t)utf8proc_encode_char((utf8proc_int32_t)number, bytes));
  return OK;
}

/* %d of a number that is not whole prints as %g would, as in MATLAB. */
static void print_number(Text *out, char *spec, char kind, double number) {
  size_t length = strlen(spec);
  if (isnan(number)) number = fabs(number); /* never -nan */
  bool whole = isfinite(number) && number == floor(number) && fabs(number) < 9e18;
  if (strchr("dixXou", kind) && whole) {
    snprintf(spec + length - 1, SPEC_BYTES - length, "ll%c", kind);
    text_format(out, spec, (long long)number);
    return;
  }
  if (strchr("dixXou", kind)) spec[length - 1] = 'g';
  text_format(out, spec, number);
}

static Status wrong_format(State *state, const char *kind) {
  int bytes = *kind ? 1 : 0;
  while (bytes && ((unsigned char)kind[bytes] & 0xC0) == 0x80) bytes++;
  return fail(&state->context, "printf: %%%.*s is no format; there are %%d %%f %%e %%g %%x %%c %%s and %%%%", bytes,
              kind);
}

static Status print_spec(State *state, Feed *feed, Text *out, const char **at) {
  char spec[SPEC_BYTES];
  size_t length = strspn(*at + 1, "-+ #0123456789.") + 1;
  char kind = (*at)[length];
  if (length + 4 > sizeof spec) return fail(&state->context, "printf: a format is too long");
  if (!kind || !strchr("diouxXeEfFgGcs", kind)) return wrong_format(state, *at + length);
  memcpy(spec, *at, length + 1);
  spec[length + 1] = 0;
  *at += length + 1;
  if (check_widths(state, spec) != OK) return FAILED;
  if (!feed_left(feed)) return OK;
  Value value = feed_next(feed);
  if (kind != 's' && value.kind != VALUE_NUMBER)
    return fail(&state->context, "printf: %s needs a number, not %s", spec, kind_name(value));
  if (kind == 'c') return print_character(state, out, value.number);
  if (kind != 's') return print_number(out, spec, kind, value.number), OK;
  Text text;
  text_open(&text, &state->context.memory);
  describe_value(state, value, &text);
  print_string(out, spec, text_string(&text));
  text_close(&text);
  return state->context.has_error ? state->context.error->status : OK;
}

/* One pass over the format; stops before a %… for which nothing is left, once something was printed. */
static Status print_pass(State *state, const String *format, Feed *feed, bool first, Text *out) {
  Status status = OK;
  for (const char *at = format->text; *at && status == OK;) {
    if (at[0] == '%' && at[1] == '%') text_add(out, "%", 1), at += 2;
    else if (at[0] == '%') {
      if (!feed_left(feed) && (!first || feed->arguments->n > 1)) return OK;
      status = print_spec(state, feed, out, &at);
    } else {
      size_t length = strcspn(at, "%");
      text_add(out, at, length);
      at += length;
    }
  }
  return status;
}

static Status format_arguments(State *state, const Arguments *arguments, Text *out) {
  Feed feed = {arguments, 1, 0};
  if (arguments->value[0].kind != VALUE_STRING)
    return fail(&state->context, "printf begins with a format, a string in double quotes");
  const String *format = arguments->value[0].string;
  skip_empty(&feed);
  Status status = print_pass(state, format, &feed, true, out);
  while (status == OK && feed_left(&feed) && strchr(format->text, '%') && feed.argument + feed.element > 1) {
    int argument = feed.argument;
    int64_t element = feed.element;
    status = print_pass(state, format, &feed, false, out);
    if (status == OK) status = poll_interrupt(&state->context);
    skip_empty(&feed);
    if (feed.argument == argument && feed.element == element) break; /* the format takes nothing */
  }
  return status == OK && out->failed ? fail_out_of_memory(&state->context) : status;
}

static Status run_printf(State *state, Arguments *arguments, Value *out) {
  Text text;
  (void)out;
  text_open(&text, &state->context.memory);
  Status status = format_arguments(state, arguments, &text);
  if (status == OK) write_text(state, text_string(&text), text.length);
  text_close(&text);
  return status;
}

static Status run_error(State *state, Arguments *arguments, Value *out) {
  Text text;
  (void)out;
  text_open(&text, &state->context.memory);
  Status status = join_arguments(state, arguments, "", &text);
  if (status == OK) {
    status = fail(&state->context, "%s", text_string(&text));
    state->context.error->own_words = true;
  }
  text_close(&text);
  return status;
}

static Status run_assert(State *state, Arguments *arguments, Value *out) {
  bool truth = false;
  Text text;
  Status status = value_truth(state, arguments->value[0], &truth);
  (void)out;
  if (status != OK || truth) return status;
  text_open(&text, &state->context.memory);
  for (int i = 1; i < arguments->n; i++) describe_value(state, arguments->value[i], &text);
  if (state->context.has_error) return text_close(&text), state->context.error->status;
  status = arguments->n > 1 ? fail(&state->context, "assertion failed: %s", text_string(&text))
                            : fail(&state->context, "assertion failed");
  text_close(&text);
  return status;
}

/* exit(n) ends the run as an interruption does; the host looks at the status. */
static Status run_exit(State *state, Arguments *arguments, Value *out) {
  int64_t status = 0;
  (void)out;
  if (arguments->n && value_to_integer(state, arguments->value[0], "an exit status", 0, 255, &status) != OK)
    return FAILED;
  state->exit_status = (int)status;
  fail(&state->context, "exit");
  return state->context.error->status = INTERRUPTED;
}

/* format("long"), typed as `format long`; without an argument it tells which. */
static Status run_format(State *state, Arguments *arguments, Value *out) {
  static const char *const words[] = {"short", "long"};
  Value word = arguments->n ? arguments->value[0] : (Value){0};
  char text[64];
  (void)out;
  for (int i = 0; i < 2 && word.kind == VALUE_STRING; i++)
    if (strcmp(word.string->text, words[i]) == 0) return state->long_numbers = i, OK;
  if (arguments->n)
    return fail(&state->context, "there are format long and format short");
  snprintf(text, sizeof text, "format %s\n", words[state->long_numbers]);
  if (!state->checking) write_text(state, text, strlen(text));
  return OK;
}

double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static Status run_tic(State *state, Arguments *arguments, Value *out) {
  (void)arguments, (void)out;
  state->tic = seconds_now();
  return OK;
}

static Status run_toc(State *state, Arguments *arguments, Value *out) {
  (void)arguments;
  *out = number_value(seconds_now() - state->tic);
  return OK;
}

/* progress(text) replaces the line a person sees; nothing where nobody looks. */
static Status run_progress(State *state, Arguments *arguments, Value *out) {
  Text text;
  (void)out;
  if (!state->is_terminal) return OK;
  text_open(&text, &state->context.memory);
  Status status = join_arguments(state, arguments, "", &text);
  if (status == OK && state->host.write) {
    clear_progress(state);
    state->host.write(state->host.user, 1, text_string(&text), text.length);
    state->progress_open = text.length > 0;
  }
  text_close(&text);
  return status;
}

const Procedure print_procedures[] = {
    {"print", 0, -1, "", run_print, "print(x, …)  prints values on one line; an array alone as a matrix",
     "x = 3\nprint(\"x is \", x)"},
    {"printf", 1, -1, "", run_printf,
     "printf(format, …)  C's format; an array is taken element by element, and the format is used again",
     "printf(\"%d %5.2f\\n\", 3, π)"},
    {"str", 0, -1, "", run_str, "str(x, …)  the values as one string",
     "str(\"W is \", rows(eye(2)), \" × \", columns(eye(2)))"},
    {"error", 1, -1, "", run_error, "error(x, …)  stops with this message",
     "n = 3\nif n < 1\n  error(\"n is \", n, \", it must be 1 or more\")\nend\nn"},
    {"assert", 1, -1, "", run_assert,
     "assert(condition, message, …)  stops unless every element of the condition is true",
     "X = [1 2 3]\nassert(all(X > 0), \"X is not positive\")\nX"},
    {"exit", 0, 1, "", run_exit, "exit(status)  ends the program",
     "print(\"done\")\nexit(0)"},
    {"format", 0, 1, "", run_format,
     "format long, format short  numbers print with all digits that they need, or with five; format alone tells which",
     "format long\n1/3\nformat short\n1/3"},
    {"tic", 0, 0, "", run_tic, "tic()  starts a clock",
     "tic()\ntoc() < 60"},
    {"toc", 0, 0, "", run_toc, "toc()  seconds since tic()",
     "tic()\ntoc() < 60"},
    {"progress", 0, -1, "", run_progress, "progress(x, …)  replaces the progress line on a terminal; quiet elsewhere",
     "for i = 1:3\n  progress(\"step \", i)\nend\nprint(\"done\")"},
    {NULL, 0, 0, NULL, NULL, NULL, NULL}};
