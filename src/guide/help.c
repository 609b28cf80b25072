/* help, help ⊗, help 8.45, help pad, help x. */
#include "guide/page.h"
#include "syntax/spelling.h"

#include <ctype.h>
#include <string.h>

/* Longer lines are hard to read, however wide the window. */
enum { COLUMNS = 80, COLUMNS_MAX = 100 };

/* What the language means by a name. An entry may stand alone or add to a row or procedure. */
typedef struct Subject {
  const OperatorRow *row;
  const Procedure *procedure;
  const char *path; /* the library's file that defines it */
  Entry entry;
} Subject;

static bool is_known(const Subject *subject) {
  return subject->row || subject->procedure || subject->path || subject->entry.heading.text;
}

/* ---- looking up ---- */

static Status find_function(const Page *page, const char *name, Subject *subject) {
  subject->procedure = find_procedure(page->state, name);
  if (!subject->procedure) subject->row = find_operator(name);
  if (subject->procedure || subject->row) return OK;
  return find_in_library(page->state, name, strlen(name), &subject->path);
}

/* An entry under another spelling of the row: "\otimes" finds what "⊗" has. */
static Entry entry_of_row(const Page *page, const OperatorRow *row) {
  const char *const spelling[] = {row->glyph,    row->name,     row->latex,   row->alias[0],
                                  row->alias[1], row->alias[2], row->alias[3]};
  for (size_t i = 0; i < sizeof spelling / sizeof *spelling; i++) {
    Entry entry = spelling[i] ? find_entry(page, slice_of(spelling[i])) : (Entry){0};
    if (entry.heading.text) return entry;
  }
  return (Entry){0};
}

/* "## / | divide": the heading names a row that has a syntax of its own. */
static const OperatorRow *row_of_entry(const Entry *entry) {
  Slice rest = entry->heading, piece;
  char name[NAME_BYTES];
  while (take_piece(&rest, " | ", &piece)) {
    if (piece.length >= sizeof name) continue;
    memcpy(name, piece.text, piece.length);
    name[piece.length] = 0;
    const OperatorRow *row = find_operator(name);
    if (row) return row;
  }
  return NULL;
}

static Status find_subject(const Page *page, const char *name, Subject *subject) {
  *subject = (Subject){0};
  Status status = find_function(page, name, subject);
  subject->entry = find_entry(page, slice_of(name));
  if (!subject->entry.heading.text && subject->row) subject->entry = entry_of_row(page, subject->row);
  if (subject->entry.heading.text && !subject->row && !subject->procedure && !subject->path)
    subject->row = row_of_entry(&subject->entry);
  return status;
}

/* ---- pages ---- */

static void add_title(Page *page, const char *name, size_t length, Slice words) {
  Text title;
  text_open(&title, &page->state->context.memory);
  text_format(&title, "%.*s: %.*s", (int)length, name, (int)words.length, words.text);
  page_words(page, 0, 2, (Slice){text_string(&title), title.length});
  page->text.failed |= title.failed;
  text_close(&title);
}

static Status add_entry(Page *page, const Subject *subject, unsigned parts) {
  if (!subject->entry.heading.text) return OK;
  relate_list(page, entry_see_also(&subject->entry));
  return page_entry(page, &subject->entry, parts);
}

static Status add_examples(Page *page, const char *example, const Subject *subject) {
  Status status = example ? page_example(page, slice_of(example)) : OK;
  if (status == OK && example) relate_text(page, slice_of(example));
  return status == OK ? add_entry(page, subject, ENTRY_CODE) : status;
}

static void relate_parameters(Page *page, const OperatorRow *row) {
  for (int i = 0; i < PARAMETERS_MAX && row->parameter[i].name; i++)
    if (find_entry(page, slice_of(row->parameter[i].name)).heading.text) relate(page, slice_of(row->parameter[i].name));
}

static Status page_row(Page *page, const Subject *subject) {
  const OperatorRow *row = subject->row;
  Slice words = row_words(row), own = slice_of(row_name(row));
  if (words.text != row->help) page_words(page, 0, 2, slice_of(row->help));
  else add_title(page, own.text, own.length, words);
  Status status = add_entry(page, subject, ENTRY_TEXT);
  relate_parameters(page, row);
  relate_mentions(page, own);
  relate_family(page, row);
  if (row->equation) text_format(&page->text, "\nEquations: %s\n", row->equation);
  if (status == OK) status = page_typing(page, row);
  if (status == OK) status = page_rules(page, row, NULL);
  if (status == OK) status = add_examples(page, row->example, subject);
  page_related(page, own);
  return status;
}

static Status page_procedure(Page *page, const Subject *subject) {
  const Procedure *procedure = subject->procedure;
  const char *words = strstr(procedure->help, "  ");
  add_title(page, procedure->help, words ? (size_t)(words - procedure->help) : strlen(procedure->help),
            slice_of(words ? words + 2 : ""));
  Status status = add_entry(page, subject, ENTRY_TEXT);
  if (status == OK) status = add_examples(page, procedure->example, subject);
  relate_mentions(page, slice_of(procedure->name));
  page_related(page, slice_of(procedure->name));
  return status;
}

/* ---- functions of the library ---- */

static const char *find_definition(const char *text, const char *name) {
  size_t n = strlen(name);
  for (const char *line = text; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL) {
    const char *start = strncmp(line, "function ", 9) == 0 ? line + 9 : line;
    if (strncmp(start, name, n) == 0 && start[n] == '(') return line;
  }
  return NULL;
}

static void relate_name(void *page, const char *name) { relate(page, slice_of(name)); }

/* "  rate   the learning rate" is a row of a list. */
static void add_comment_line(Page *page, Slice line) {
  const char *gap = line.length > 2 && line.text[0] == ' ' ? find_text(trimmed(line), "  ") : NULL;
  Slice name = trimmed(line);
  if (gap) name.length = (size_t)(gap - name.text);
  Slice words = gap ? trimmed((Slice){gap, (size_t)(line.text + line.length - gap)}) : (Slice){0};
  if (gap) page_named(page, 13, name, words);
  else page_words(page, 2, 0, line);
}

/* The comment's first line tells what it does. */
static void add_comment(Page *page, const Definition *definition) {
  Slice rest = {text_string(&definition->comment), definition->comment.length}, line;
  Slice first = {"", 0};
  take_line(&rest, &first);
  add_title(page, definition->signature.text, definition->signature.length, first);
  while (take_line(&rest, &line)) add_comment_line(page, line);
}

static Status add_definition(Page *page, const Subject *subject, const char *text, const char *name) {
  Definition definition;
  const char *at = find_definition(text, name);
  open_definition(page, &definition);
  Status status = at ? read_definition(page, text, (size_t)(at - text), &definition) : OK;
  if (status == OK) add_comment(page, &definition);
  if (status == OK) status = add_entry(page, subject, ENTRY_TEXT);
  if (status == OK)
    status = add_examples(page, definition.example.length ? text_string(&definition.example) : NULL, subject);
  close_definition(&definition);
  return status;
}

static Status page_library(Page *page, const Subject *subject, const char *name) {
  State *state = page->state;
  char *bytes;
  size_t length;
  Status status = state->host.load(state, subject->path, &bytes, &length);
  if (status != OK) return status;
  status = add_definition(page, subject, bytes, name);
  memory_release(&state->context.memory, bytes);
  if (status == OK) status = each_name_of_file(state, subject->path, relate_name, page);
  relate_mentions(page, slice_of(name));
  page_related(page, slice_of(name));
  return status;
}

/* Σ, also \sum */
static void add_names(Page *page, Slice heading) {
  Slice name;
  for (int i = 0; take_piece(&heading, " | ", &name); i++)
    text_format(&page->text, "%s%.*s", i == 0 ? "" : i == 1 ? ", also " : ", ", (int)name.length, name.text);
  text_add(&page->text, "\n", 1);
}

static Status page_subject(Page *page, const Subject *subject, const char *name) {
  if (subject->row) return page_row(page, subject);
  if (subject->procedure) return page_procedure(page, subject);
  if (subject->path) return page_library(page, subject, name);
  if (strcmp(name, "help") != 0) add_names(page, subject->entry.heading);
  Status status = add_entry(page, subject, ENTRY_TEXT | ENTRY_CODE);
  page_related(page, slice_of(name));
  return status;
}

/* ---- the topic as typed ---- */

static Slice without(Slice text, const char *before, const char *after) {
  size_t n = strlen(before), m = strlen(after);
  bool around =
      text.length > n + m && memcmp(text.text, before, n) == 0 && memcmp(text.text + text.length - m, after, m) == 0;
  return around ? trimmed((Slice){text.text + n, text.length - n - m}) : text;
}

static Slice without_comment(Slice text) {
  const char *comment = find_text(text, " #");
  return comment ? trimmed((Slice){text.text, (size_t)(comment - text.text)}) : text;
}

/* help "pad", help (8.45), help Eq. 8.45, help logsig(), help logsig' ask about pad, 8.45 and logsig. */
static Slice bare_topic(const Ast *statement) {
  Slice topic = without_comment((Slice){statement->text, statement->text_length});
  topic = without(without(without(topic, "", ";"), "\"", "\""), "`", "`");
  topic = without(without(without(topic, "Eq. ", ""), "eq. ", ""), "(", ")");
  return without(without(topic, "", "()"), "", "'");
}

/* ⊞_{2,2}^{ave} is ⊞ave: parameters are left out, a word may stand above. */
static void leave_out_parameters(char *topic) {
  char *open = strstr(topic, "_{"), *close = open ? strchr(open, '}') : NULL;
  if (close && open > topic) memmove(open, close + 1, strlen(close + 1) + 1);
  open = strstr(topic, "^{");
  if (!open || open == topic || topic[0] == '\\' || !(close = strchr(open, '}'))) return;
  *close = 0;
  memmove(open, open + 2, strlen(open + 2) + 1);
}

static void capitalise_number(char *topic) {
  if ((*topic == 'p' || *topic == 'e') && isdigit((unsigned char)topic[1])) *topic = (char)toupper(*topic);
}

static bool read_topic(const Ast *statement, char topic[NAME_BYTES]) {
  Slice bare = bare_topic(statement);
  if (bare.length >= NAME_BYTES) return false;
  memcpy(topic, bare.text, bare.length);
  topic[bare.length] = 0;
  leave_out_parameters(topic);
  capitalise_number(topic);
  return true;
}

/* A character as PDFs have it, or a LaTeX name that is no operator's: the usual glyph. */
static const char *glyph_of(const char *topic) {
  const char *glyph = topic[0] == '\\' ? latex_glyph(topic, strlen(topic)) : NULL;
  return glyph ? glyph : usual_glyph(topic);
}

static Status page_language(Page *page, const char *topic, bool *found) {
  Subject subject;
  Status status = page_equation(page, slice_of(topic), found);
  if (status != OK || *found) return status;
  status = find_subject(page, topic, &subject);
  if (status == OK && !is_known(&subject)) status = find_subject(page, topic = glyph_of(topic), &subject);
  *found = is_known(&subject);
  if (status == OK && *found) return page_subject(page, &subject, topic);
  const char *latex = latex_spelling(topic, strlen(topic));
  if (status == OK && latex) *found = true, page_letter(page, topic, latex);
  return status;
}

/* A name of the user's may mean something in the language too: both are told. */
static Status page_topic(Page *page, const char *topic, bool *found) {
  bool own = false, language = false;
  Status status = page_variable(page, slice_of(topic), &own);
  size_t length = page->text.length;
  if (own) text_add(&page->text, "\n", 1);
  if (status == OK) status = page_language(page, *topic ? topic : "help", &language);
  *found = own || language;
  if (own && !language && page->text.bytes) page->text.bytes[page->text.length = length] = 0;
  return status;
}

static int columns_of(const State *state) {
  int columns = state->display.columns ? state->display.columns : COLUMNS;
  return columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

Status run_help(State *state, Frame *frame, const Ast *statement) {
  char topic[NAME_BYTES] = "";
  bool found = false;
  Page page = {.state = state, .frame = frame, .columns = columns_of(state)};
  text_open(&page.text, &state->context.memory);
  text_open(&page.topics, &state->context.memory);
  Status status = read_topics(state, &page.topics);
  if (status == OK && read_topic(statement, topic)) status = page_topic(&page, topic, &found);
  if (status == OK && !found) status = fail_unknown(&page, slice_of(topic), statement);
  if (status == OK && page.text.failed) status = fail_out_of_memory(&state->context);
  if (status == OK) write_text(state, text_string(&page.text), page.text.length);
  text_close(&page.topics);
  text_close(&page.text);
  if (status != OK) place_error(&state->context, frame->source, statement->span);
  return status;
}
