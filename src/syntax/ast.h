/* Layer 5: the syntax tree of a program. Nodes live in the program's arena and keep their depth, bounded when they are made.
   An operator's application names its row; nothing here knows what a row computes. */
#ifndef CNN_SYNTAX_AST_H
#define CNN_SYNTAX_AST_H

#include "base/names.h"
#include "operators/operator.h"

enum { AST_DEPTH_MAX = 600 };

typedef enum AstKind {
  /* expressions; child[] in this order */
  AST_NUMBER,       /* number */
  AST_STRING,       /* text, text_length: escapes already resolved */
  AST_NAME,         /* name */
  AST_COLON,        /* a bare `:` in an index */
  AST_INDEX_END,    /* `end` in an index */
  AST_OPERATOR,     /* row; child[0..n-1] operands (1 prefix, 2 infix); arguments: its parameters, AST_ARGUMENTS or NULL */
  AST_PRODUCT,      /* n ≥ 2 factors; joiner[i] stands between child[i] and child[i+1]: ' ', '.' (· or @) or '/' */
  AST_CALL,         /* child[0] the function, child[1..] arguments (AST_NAMED for name=value) */
  AST_INDEX,        /* X[i, j]: child[0] X, child[1..] indices */
  AST_SUBSCRIPT,    /* X_{i,j} */
  AST_SUPERSCRIPT,  /* X^{h,l}, X^{2}, X^{-n}: maps, list elements or power, decided when evaluated */
  AST_FIELD,        /* child[0].name */
  AST_TRANSPOSE,    /* ^T, ^{T}, ᵀ */
  AST_PRIME,        /* ': transpose of a value, derivative of a function */
  AST_POWER,        /* child[0]^child[1]; x² after ) ] or a number */
  AST_NOT, AST_AND, AST_OR,
  AST_RANGE,        /* child[0]:child[1] or child[0]:child[1]:child[2] (start, step, stop) */
  AST_MATRIX,       /* [ … ]: children AST_ROW */
  AST_ROW,
  AST_LIST,         /* { … }: expressions, or AST_NAMED (all of them: a record) */
  AST_NAMED,        /* name = child[0], in calls, parameters and records */
  AST_ARGUMENTS,    /* an operator's parameters: child[i], AST_NAMED for name=value */
  AST_TUPLE,        /* (a, b) as a target, a list of names (param, for, with …) */
  AST_SUM,          /* Σ: name the index; child[0] body; child[1] from, child[2] to; or child[1] list alone; or neither.
                       row: NULL, or what joins the terms instead: maximum, max{body | k = 1:r} (one node an index) */
  AST_LAMBDA,       /* child[0] AST_TUPLE of parameters (AST_NAME, AST_NAMED with default), child[1] the body expression */
  AST_PARTIAL,      /* ∂child[0]/∂child[1] */
  /* statements */
  AST_BLOCK,        /* child[] statements */
  AST_EXPRESSION,   /* child[0] */
  AST_EQUATION,     /* child[0] = child[1]; child[2] (or absent) AST_TUPLE of AST_NAMED free indices' ranges: … for h = 1:H */
  AST_UPDATE,       /* child[0] ← child[1] */
  AST_ADD_ASSIGN,   /* child[0] += child[1] */
  AST_FUNCTION,     /* name; child[0] AST_TUPLE of parameters; child[1] body: AST_BLOCK, or an expression for f(x) = …
                       primes: f'(x) = … has 1 */
  AST_PARAM,        /* children: AST_NAME or AST_EQUATION */
  AST_SYM,          /* children: AST_NAME, or AST_CALL with sizes as arguments */
  AST_BACKPROP,     /* child[0] F; child[1] AST_TUPLE of `for`, or NULL; child[2] sensitivity of `with`, or NULL */
  AST_DERIVE,       /* child[0] expression or AST_EQUATION; child[1] `for` or NULL; arguments: parameters or NULL */
  AST_CHECK,        /* like AST_DERIVE */
  AST_EXPLAIN,      /* child[0]; arguments */
  AST_WALK,         /* child[0] */
  AST_HELP,         /* child[0] or NULL; text: the rest of the line as typed */
  AST_IMPORT,       /* child[0] AST_STRING or AST_NAME */
  AST_FOR,          /* name; child[0] list; child[1] block */
  AST_WHILE,        /* child[0], block child[1] */
  AST_IF,           /* child[0], block child[1], child[2] AST_BLOCK or AST_IF of else, or NULL */
  AST_RETURN,       /* child[0] or NULL */
  AST_BREAK, AST_CONTINUE,
  AST_RULE,         /* child[0] AST_EQUATION (the left side's equation), child[1] block of equations */
} AstKind;

enum {
  AST_SILENT = 1,        /* statement ended by ; */
  AST_PARENTHESISED = 2, /* stood in ( ), which matters to ^{…} and to printing */
};

typedef struct Ast {
  AstKind kind;
  unsigned flags;
  unsigned depth;  /* 1 for a leaf */
  Span span;       /* whole construct */
  Span mark;       /* where a caret belongs: an infix operator's glyph; otherwise equal to span */
  int n;
  int primes;
  struct Ast **child;          /* n of them; statements with optional parts keep NULL in their place */
  struct Ast *arguments;
  const OperatorRow *row;
  Name *name;
  double number;
  const char *text;            /* NUL-terminated, in the arena */
  size_t text_length;
  char *joiner;                /* AST_PRODUCT: n - 1 characters */
  /* filled in by name resolution (layer 6) */
  int slot;
  unsigned line;
  unsigned char place;
  const void *note;
} Ast;

/* A parsed text. Functions defined in it keep it alive. */
typedef struct Program {
  unsigned references;
  Arena arena;
  Source *source; /* retained */
  Ast *root;      /* AST_BLOCK */
  bool asks_history; /* backprop, derive, check, explain, walk or ∂ occurs in it */
  bool asks_explanation; /* explain or walk occurs in it */
  bool is_library;   /* a file of the standard library: it sees the library's names alone (layer 6) */
} Program;

/* Parses a whole text: UTF-8 is checked, names are interned in NFC, LaTeX names become glyphs. FAILED: the errors (up to
   ERRORS_MAX independent ones) wait in the context. INCOMPLETE: the text ends inside a statement (an open bracket, a block
   without end, an operator at the end); the error is set too, for callers that do not continue. */
Status parse_text(Context *context, Names *names, Source *source, Program **out);
Program *program_retain(Program *program);
void program_release(Context *context, Program *program);

/* Construction, for the parser and for rewriting; NULL with the error set on failure (memory, depth). */
Ast *ast_new(Context *context, Arena *arena, AstKind kind, Span span, int n);
Status ast_append(Context *context, Arena *arena, Ast *list, Ast *child); /* child NULL: an optional part left out */
/* Appends to an AST_PRODUCT; the first factor's joiner is ignored. */
Status ast_append_factor(Context *context, Arena *arena, Ast *product, char joiner, Ast *factor);
Status ast_set_arguments(Context *context, Ast *ast, Ast *arguments); /* NULL is allowed */

/* Source text that parses to the same tree, with as few brackets as precedence allows; one line for expressions. */
void print_ast(const Ast *ast, Text *out);
bool ast_mentions(const Ast *ast, const Name *name); /* as a name, anywhere; NULL mentions nothing */
bool ast_equal(const Ast *a, const Ast *b); /* same structure; spans do not count */

#endif
