/* Layer 5, private: one parse under way. The scanner (grammar/lexer.l) yields raw tokens; tokens.c decides what
   brackets, line ends and white space mean where they stand; the grammar (grammar/parser.y) builds the tree with
   build.c, operators.c and statements.c. */
#ifndef CNN_SYNTAX_PARSING_H
#define CNN_SYNTAX_PARSING_H

#include "syntax/ast.h"

/* SCANNER_BYTES holds what flex allocates, which is fixed when it is compiled: its state, a buffer, a stack of one. */
enum { BRACKETS_MAX = AST_DEPTH_MAX, BLOCKS_MAX = AST_DEPTH_MAX, SCANNER_BYTES = 1024 };

/* What the token before the present one leaves open. */
typedef enum Position {
  AT_START,       /* of a statement */
  AFTER_OPERAND,
  AFTER_OPERATOR, /* an operand must follow, on the next line if need be */
  AFTER_COMMA,
  AFTER_OPEN,     /* just inside a bracket */
  AFTER_ROW,      /* a row of a matrix has ended */
  AFTER_KEYWORD,
} Position;

typedef enum BracketKind {
  GROUP, CALL, INDEX, MATRIX, LIST, SUBSCRIPT, PARAMETERS,
  HEAD,     /* of a Σ */
  FRACTION, /* \frac */
  TABLE,    /* a matrix of LaTeX, where white space separates nothing */
  MAXIMUM,  /* max{ … | … } */
} BracketKind;

typedef struct Bracket {
  BracketKind kind;
  Position before; /* what stands in front of it */
  bool callable;   /* … and whether a touching bracket would have been a call */
  bool has_comma;
  Span span;
} Bracket;

typedef struct Block {
  int token; /* FOR, WHILE, IF, FUNCTION, RULE */
  Span span;
} Block;

typedef struct Token {
  int kind;
  Span span;
  Position before; /* the position in front of it */
} Token;

/* A token's value: a leaf of the tree, or the row of an infix operator. */
typedef union TokenValue {
  Ast *ast;
  const OperatorRow *row;
} TokenValue;

typedef struct Parser {
  Context *context;
  Names *names;
  Program *program;
  Source *source;
  const char *text; /* the source's, or a copy of its length without the dress of LaTeX (latex.h): what is read */
  const OperatorRow *add, *subtract, *negate;

  void *scanner;
  size_t offset; /* how far it is: one past the token being read */
  bool continued; /* `...` was the last thing seen */
  _Alignas(16) char scanner_room[SCANNER_BYTES];
  size_t scanner_used;

  Position position;
  bool callable; /* a bracket that touches the last token calls or indexes it */
  Token last, before_last;
  int statement; /* the keyword or other token the statement began with */
  BracketKind closed; /* the bracket closed last */
  bool closed_tuple, after_tuple; /* the last token, or the one in front of it, closed a group with commas */
  Token held;    /* a token read but not yet handed on; kind 0: none */
  TokenValue held_value;
  int n_brackets, n_blocks;
  bool else_if; /* an `if` stood right after an `else` */
  Bracket bracket[BRACKETS_MAX];
  Block block[BLOCKS_MAX];

  size_t skip_to; /* after an error: raw tokens before this offset are dropped */
  int n_errors, n_recoveries;
  bool incomplete;
  bool stop; /* memory or depth is exhausted, or too many errors: the text is taken to end here */
} Parser;

/* parse.c */
/* Records an error; notes that follow belong to it. */
void report(Parser *parser, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The context already has the error (memory, depth): gives it a place and ends the parse. */
void stop_parse(Parser *parser, Span span);

/* grammar/lexer.l: the next raw token, its value and place. Bracket tokens are '(' '[' '{' ')' ']' '}' SUBB SUPB. */
int scan_token(TokenValue *value, Span *span, void *scanner);
void scan_help_line(Parser *parser); /* the rest of the line is its topic, as it stands */
bool open_scanner(Parser *parser, char *text, size_t length);

/* tokens.c: one past the word that begins at `start`; in a subscript ' may belong to it. */
size_t word_end(const Parser *parser, size_t start);
bool in_maximum(const Parser *parser);

/* words.c: the token of a keyword, 0: it is none; some are keywords only where a statement begins. */
int keyword_at(const char *text, Span span, bool at_start);
bool constant_of(const char *text, size_t length, double *number); /* true, π, … */
/* The end of the glyph or LaTeX name text[start … end), with the word that touches ⊞; `start`: it is no operator. */
size_t symbol_end(const char *text, size_t start, size_t end);
/* The token of a name or keyword, of a glyph or LaTeX name, of a literal. */
int word_token(Parser *parser, TokenValue *value, Span span);
int symbol_token(Parser *parser, TokenValue *value, Span *span, const char *spelling);
int number_token(Parser *parser, TokenValue *value, Span span, double number);
int string_token(Parser *parser, TokenValue *value, Span span);
int raw_text_token(Parser *parser, TokenValue *value, Span span);
/* A spelling of another language: reports and yields the token that makes the grammar recover. */
int habit_token(Parser *parser, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* diagnose.c */
void report_unexpected(Parser *parser, Span span, const char *expected);
/* How much of the text at `span` a message shows: whole characters, not many. */
int shown_bytes(const Parser *parser, Span span);
/* Leaves the brackets and drops what follows up to the end of the line, or of the brackets that are open there. */
void begin_recovery(Parser *parser, size_t offset);

/* advice.c: what to write instead, in the writer's own words */
typedef struct Quote {
  char text[48]; /* "…" for what is longer, or is not there */
} Quote;

Quote quote(const char *text, size_t length);
Quote quote_span(const Source *source, Span span);
Quote quote_inside(const Source *source, size_t open); /* the bracket at `open` */
Quote quote_name_before(const Source *source, size_t end);
Quote quote_line_from(const Source *source, size_t start);
bool report_loose_parameter(Parser *parser, Span name);
bool report_loose_windows(Parser *parser);
bool report_loose_call(Parser *parser);
bool report_comma(Parser *parser);
void note_index(Parser *parser);
void note_double_brackets(Parser *parser, size_t close);
void note_closed_line(Parser *parser, size_t open);
int underscore_token(Parser *parser, Span span);
int unknown_prefix_token(Parser *parser, Span span, const char *spelling);
int update_token(Parser *parser, Span span, char operator);
int single_quotes_token(Parser *parser, Span span);
int unknown_character_token(Parser *parser, Span span, const char *character);
int unknown_latex_token(Parser *parser, Span span, const char *spelling);

#endif
