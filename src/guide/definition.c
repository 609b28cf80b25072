/* A function of the language as its author presents it: the line that defines it and the comment lines above. */
#include "guide/page.h"

#include <string.h>

void open_definition(Page *page, Definition *definition) {
  *definition = (Definition){0};
  text_open(&definition->comment, &page->state->context.memory);
  text_open(&definition->example, &page->state->context.memory);
}

void close_definition(Definition *definition) {
  text_close(&definition->comment);
  text_close(&definition->example);
}

/* Up to the bracket that closes its parameters. */
static Slice signature_in(Slice line) {
  static const char word[] = "function ";
  if (line.length >= sizeof word - 1 && memcmp(line.text, word, sizeof word - 1) == 0)
    line.text += sizeof word - 1, line.length -= sizeof word - 1;
  int open = 0;
  for (size_t i = 0; i < line.length; i++) {
    open += (line.text[i] == '(') - (line.text[i] == ')');
    if (line.text[i] == ')' && open == 0) return (Slice){line.text, i + 1};
  }
  return line;
}

static const char example_mark[] = "example: ";

static bool is_comment(Slice line) { return line.length > 0 && (*line.text == '#' || *line.text == '%'); }

static Slice comment_text(Slice line) { return trimmed((Slice){line.text + 1, line.length - 1}); }

static bool is_example(Slice comment) {
  return comment.length >= sizeof example_mark && memcmp(comment.text, example_mark, sizeof example_mark - 1) == 0;
}

/* Several definitions of one line each may share the comment above the first. */
static bool may_share(const char *text, size_t start) {
  Slice line = line_at(text, start);
  return line.length > 0 && text[start] != ' ' && find_text(line, ") = ") != NULL;
}

/* Where the comment begins that belongs to the definition at `start`, and the place from which examples count. */
static size_t find_comment(const char *text, size_t start, size_t *examples) {
  size_t first = start;
  bool own = true, prose = false;
  *examples = start;
  while (first > 0) {
    size_t above = start_of_line(text, first - 1);
    Slice line = line_at(text, above);
    if (is_comment(line)) prose |= !is_example(comment_text(line)), first = above;
    else if (!prose && may_share(text, above) && may_share(text, start)) own = false, first = above;
    else break;
    if (own) *examples = first;
  }
  return prose ? first : *examples;
}

/* Words keep how far they are moved in behind "# ". */
static void add_comment(Definition *definition, Slice line, bool own) {
  Slice comment = comment_text(line);
  bool example = is_example(comment);
  Text *out = example ? &definition->example : &definition->comment;
  if (example && !own) return;
  if (example) comment = (Slice){comment.text + sizeof example_mark - 1, comment.length - (sizeof example_mark - 1)};
  int blanks = (int)(comment.text - line.text) - 2;
  text_format(out, "%*s%.*s\n", example || blanks < 0 ? 0 : blanks, "", (int)comment.length, comment.text);
}

Status read_definition(Page *page, const char *text, size_t at, Definition *definition) {
  size_t start = start_of_line(text, at), examples, line = find_comment(text, start, &examples);
  definition->line = line_at(text, start);
  definition->signature = signature_in(definition->line);
  for (; line < start; line += strcspn(text + line, "\n") + 1)
    if (is_comment(line_at(text, line))) add_comment(definition, line_at(text, line), line >= examples);
  bool failed = definition->comment.failed || definition->example.failed;
  return failed ? fail_out_of_memory(&page->state->context) : OK;
}
