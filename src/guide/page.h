/* Layer 8, private: a page of help, built as one text and written at its end. */
#ifndef CNN_GUIDE_PAGE_H
#define CNN_GUIDE_PAGE_H

#include "derive/rules.h"
#include "guide/guide.h"

/* A piece of a text that is kept elsewhere. */
typedef struct Slice {
  const char *text;
  size_t length;
} Slice;

enum { RELATED_MAX = 12 };

typedef struct Page {
  State *state;
  Frame *frame;
  Text text;
  int columns; /* lines are wrapped to so many; 0: not at all */
  Text topics; /* what stands in stdlib/help/ */
  int n_related;
  Slice related[RELATED_MAX]; /* See also */
} Page;

Slice slice_of(const char *text); /* NULL: an empty one */
bool slice_is(Slice slice, const char *text);
bool slices_equal(Slice a, Slice b);
Slice trimmed(Slice slice);
const char *find_text(Slice in, const char *text); /* NULL: it does not occur */
/* Takes the piece before `separator` off the front, trimmed; false at the end. */
bool take_piece(Slice *rest, const char *separator, Slice *piece);
bool take_line(Slice *rest, Slice *line); /* with its blanks */
/* The line of a text that a place is in: where it begins; and the whole of it, trimmed. */
size_t start_of_line(const char *text, size_t at);
Slice line_at(const char *text, size_t at);

void page_heading(Page *page, const char *heading); /* after an empty line */
/* Words, wrapped; lines after the first begin `hanging` columns further in. */
void page_words(Page *page, int indent, int hanging, Slice words);
void page_code(Page *page, int indent, Slice lines);             /* line by line, with their own indentation */
void page_output(Page *page, Slice lines);                       /* as it was printed */
void page_named(Page *page, int width, Slice name, Slice words); /* a row of a list */
void page_list(Page *page, const char *heading, const Slice *item, int n); /* heading: a, b, c */

/* ---- what a page is made of ---- */

/* An entry of stdlib/help/: a heading "## name | other name", then paragraphs, code (four blanks in) and a last line
   "See also: a, b". */
typedef struct Entry {
  Slice heading, body; /* heading.text NULL: none */
} Entry;

Status read_topics(State *state, Text *out);
bool next_entry(Slice *rest, Entry *entry);
Entry find_entry(const Page *page, Slice name);
bool entry_has_name(const Entry *entry, Slice name);
Slice entry_name(const Entry *entry); /* the first */
Slice entry_see_also(const Entry *entry);
bool is_equation(Slice name); /* 8.45, P8.3, E8.8 */
/* Its paragraphs, with {operators} and the like filled in, and its code, run: in their order. */
enum { ENTRY_TEXT = 1, ENTRY_CODE = 2 };
Status page_entry(Page *page, const Entry *entry, unsigned parts);

/* A list made from the tables, for a line such as {operators} of an entry (lists.c). */
Status page_table(Page *page, Slice name);

/* Runs the code in a state of its own, which sees nothing of the user's, and adds it with what it prints. */
Status page_example(Page *page, Slice code);

/* A function's definition in a text, and the comment above it (definition.c). */
typedef struct Definition {
  Slice signature, line;
  Text comment; /* words */
  Text example; /* code: the lines "# example: …" */
} Definition;

void open_definition(Page *page, Definition *definition);
Status read_definition(Page *page, const char *text, size_t at, Definition *definition);
void close_definition(Definition *definition);

/* Rules of an operator or of a user's function, as they are written (help_rules.c). *row may be NULL. */
Status page_rules(Page *page, const OperatorRow *row, const Name *function);
/* The lines of rules that carry an equation's number; *found tells whether there are any. */
Status page_numbered_rules(Page *page, Slice number, bool *found);
/* Names of the operands in the row's first rule, or usual ones. */
Status names_of_operands(Page *page, const OperatorRow *row, const char *names[OPERANDS_MAX]);

/* How an operator is typed (typing.c). The words of a row's help without the way it is typed. */
Slice row_words(const OperatorRow *row);
Status page_typing(Page *page, const OperatorRow *row);
void page_letter(Page *page, const char *glyph, const char *latex);

/* See also (related.c). */
void relate(Page *page, Slice name);
void relate_list(Page *page, Slice names);
void relate_text(Page *page, Slice code);     /* operators and functions that occur in it */
void relate_mentions(Page *page, Slice name); /* entries that refer to this name */
void relate_family(Page *page, const OperatorRow *row);
void page_related(Page *page, Slice own);

/* Pages; *found false: there is nothing of that name. */
Status page_equation(Page *page, Slice number, bool *found);
Status page_variable(Page *page, Slice name, bool *found);
Status fail_unknown(Page *page, Slice topic, const Ast *statement);

#endif
