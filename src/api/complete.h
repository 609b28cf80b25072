/* Layer 10, private: completion. complete_place.c finds out what may stand before the cursor, the other files know what there is. */
#ifndef CNN_API_COMPLETE_H
#define CNN_API_COMPLETE_H

#include "evaluate/evaluate.h"

typedef enum PlaceKind {
  PLACE_NONE,      /* a number, a name that is new: nothing is offered */
  PLACE_START,     /* of a statement */
  PLACE_OPERAND,   /* in an expression */
  PLACE_KEYWORD,   /* only a word of the statement can follow */
  PLACE_VARIABLE,  /* backprop F for …, ∂F/∂…, param … */
  PLACE_FIELD,     /* record.… */
  PLACE_PARAMETER, /* ⊗_{… where a parameter begins */
  PLACE_ARGUMENT,  /* f(… where an argument begins */
  PLACE_WORD,      /* pad=… */
  PLACE_GLYPH,     /* ⊞… */
  PLACE_LATEX,     /* \… */
  PLACE_FILE,      /* in a string */
  PLACE_IMPORT,    /* import … without quotes */
  PLACE_HELP,      /* help … */
} PlaceKind;

typedef enum Class {
  CLASS_NONE, /* a statement begins */
  CLASS_OPERAND,
  CLASS_OPERATOR,
  CLASS_KEYWORD,
  CLASS_OPEN,
  CLASS_COMMA,
  CLASS_EQUALS,
  CLASS_PARTIAL,
  CLASS_SUM,
  CLASS_DOT,
} Class;

typedef struct Piece {
  Class class;
  bool is_name; /* a name or a chain record.field */
  size_t start, end;
  const OperatorRow *row; /* of an operator */
} Piece;

typedef struct Opening {
  char kind;    /* ( [ {, or _ ^ for a brace behind one of them */
  size_t start; /* behind it */
  bool touches; /* calls or indexes what stands in front of it */
  Piece before;
  int positions;           /* items without a name before the present one */
  size_t named, named_end; /* the name of the present item, name=…; equal: it has none */
} Opening;

enum { OPENINGS_MAX = 64, ENTERED_MAX = 64, BOUND_MAX = 128 };

typedef struct CursorPlace {
  const char *text; /* up to the cursor, valid UTF-8, ended by NUL */
  size_t end, at;
  bool found;
  PlaceKind kind;
  size_t start;                    /* of the word that is completed */
  Piece last;                      /* in front of that word */
  size_t statement, statement_end; /* the word that the statement begins with; equal: another thing, or nothing yet */
  bool has_equals, has_targets, has_script, was_continued; /* … = …, … for …, …_{…} */
  bool has_backprop;                                       /* in a statement before */
  int n_openings, n_blocks;
  Opening opening[OPENINGS_MAX];
  char block[ENTERED_MAX]; /* first letter of the keyword: f if function is u */
  int n_bound, n_certain;  /* names that the text gives a meaning to */
  Span bound[BOUND_MAX];
} CursorPlace;

void find_place(CursorPlace *place, const char *text, size_t end);
void found_place(CursorPlace *place, PlaceKind kind, size_t start);
/* Of complete_statement.c, for complete_place.c: */
void bind_name(CursorPlace *place, size_t start, size_t end); /* the text gives it a meaning */
void take_word(CursorPlace *place, size_t start, size_t end); /* a name or keyword in front of the cursor's word */
void begin_right_side(CursorPlace *place);                    /* of an equation */
void end_line(CursorPlace *place);
void end_statement(CursorPlace *place);
PlaceKind kind_at(const CursorPlace *place, size_t start);         /* what may stand there */
const Opening *innermost_opening(const CursorPlace *place);        /* NULL: none, or too deep */
bool begins_with_word(const CursorPlace *place, const char *word); /* the statement does */
/* One past the LaTeX that begins at `start` with a backslash, \boxplus^{ave} and \^{12} included. */
size_t latex_word_end(const char *text, size_t start, size_t end);

typedef enum Group {
  GROUP_FIRST, /* what belongs to this place alone: fields, parameters, arguments */
  GROUP_VARIABLE,
  GROUP_TEXT, /* names that the text binds */
  GROUP_FUNCTION,
  GROUP_KEYWORD,
} Group;

typedef struct Match {
  Group group;
  const char *name, *meaning;
} Match;

typedef struct Matches {
  State *state;
  const CursorPlace *place;
  Arena arena;
  const char *typed; /* what a match begins with, its names in NFC */
  size_t typed_length;
  size_t start; /* what a match replaces begins here */
  size_t n, room;
  Match *match;
  bool failed;
} Matches;

/* Keeps copies of both where the name begins with what was typed; meaning may be NULL. */
void offer(Matches *matches, Group group, const char *name, const char *meaning);
void offer_text(Matches *matches, Group group, const char *name, Text *meaning);  /* which is closed */
void offer_named(Matches *matches, Group group, Text *name, const char *meaning); /* the same for the name */
void fail_quietly(Matches *matches,
                  Status status); /* files that cannot be read are no matches; no memory: nothing is */
void offer_always(Matches *matches, Group group, const char *name, const char *meaning);

void offer_value(Matches *matches, Group group, const char *name, Value value); /* its size is the meaning */

void offer_names(Matches *matches);         /* variables, functions, keywords: what an expression is made of */
void offer_further_names(Matches *matches); /* beside what the place alone knows */
void offer_variables(Matches *matches);
void offer_keywords(Matches *matches);
void offer_fields(Matches *matches);
void offer_topics(Matches *matches);
void offer_parameters(Matches *matches); /* of an operator, or the words of derive, check, explain */
void offer_arguments(Matches *matches);  /* names of a function's arguments */
void offer_words(Matches *matches);      /* of pad= */
void offer_glyphs(Matches *matches);
void offer_latex(Matches *matches);
void offer_scripts(Matches *matches); /* \^1 and \_r */
void offer_files(Matches *matches);
void offer_imports(Matches *matches);

/* Signature and words on one line, "f(x, α=0.1)  …". */
void describe_function(State *state, const Function *function, Text *out);
void describe_row(const OperatorRow *row, const char *name, Text *out);
void describe_variable(State *state, Value value, Text *out);

#endif
