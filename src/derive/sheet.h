/* Layer 7: the sheet of paper that a derivation fills: one line for the sensitivity of each named step, in the order of the
   sweep, and the equations of the network that the lines need and the reader has no names for. */
#ifndef CNN_DERIVE_SHEET_H
#define CNN_DERIVE_SHEET_H

#include "derive/sweep.h"
#include "evaluate/formula.h"
#include "syntax/print_latex.h"

enum { NUMBERS_MAX = 3 };

/* What a step of the network came to on the sheet. */
typedef struct Station {
  Ast *access;   /* how the program reaches its value now: A, L[2]; NULL: it cannot */
  Name *name;    /* on the sheet, once given */
  Name *sensitivity; /* dX, unless that is another's */
  int contributions, depth; /* terms of the sum so far; steps from the last line */
  bool is_net_input; /* a transfer function is taken of it: N */
  bool must_be_named; /* its maps are picked: A^{l} */
  bool defined;       /* an equation of its own stands before the sensitivities */
  int uses;           /* by lines, directly */
  int same;           /* the first step that computes the same; itself */
  int line;           /* of its sensitivity; -1: none */
  int last_step;      /* position of the step that contributed last */
  int n_numbers;
  const char *number[NUMBERS_MAX]; /* of the equations that contributed */
  const Ast *rule;                 /* the line of the rule that contributed last */
} Station;

typedef struct Line {
  int k;           /* whose sensitivity; -1: none's, an auxiliary name of a rule */
  bool is_part;    /* one of several contributions */
  TrailNode *node; /* stands for the value in the lines that follow; retained */
  Value definition;
  Name *name;
  int step, rank, time; /* order: by step from the last, then by rank, then by time */
} Line;

/* What number a name's free name bears next. */
typedef struct Counter {
  const char *base;
  int next;
} Counter;

typedef struct Sheet {
  State *state;
  Frame *frame;
  Sweep *sweep;
  Arena arena;
  Station *place; /* of each node of the sweep */
  Line *line;
  size_t n, room;
  Name **used; /* names that are taken on the sheet */
  size_t n_used, used_room;
  Name *left; /* of an equation on paper: what its last step is called; NULL: none */
  Counter *counter;
  size_t n_counters, counter_room;
  int time;
  size_t using_line; /* whose operands are being counted */
  bool raw;
} Sheet;

Status sheet_open(State *state, Frame *frame, Sweep *sweep, bool raw, Sheet *sheet);
void sheet_close(Sheet *sheet);

/* sheet_names.c: after the sweep, what is used gets its name. */
Status name_places(Sheet *sheet);
/* N, or with number N¹, N² …; after a name that ends in such a digit N¹_1; with `zero` N⁰. NULL: error set. */
Name *numbered_name(Sheet *sheet, const char *base, int number, bool zero);
Name *free_sensitivity(Sheet *sheet, Name *name); /* dX, or dX¹ … where dX is taken; taken from then on */
bool is_users(const Sheet *sheet, const Name *name); /* a variable of the program has this name */
int station_of(const Sheet *sheet, const TrailNode *node); /* -1: no step of the network */
int line_of_node(const Sheet *sheet, const TrailNode *node);
/* Trees of the sheet's arena, in which known steps are called by their names. */
Formula formula_of(Sheet *sheet);
Ast *write_known_node(void *user, const TrailNode *node); /* name_of for a Formula whose user is the sheet */

typedef struct Writing {
  bool steps, latex; /* both: sentences between the equations */
} Writing;

/* sheet_steps.c: the sentence before the sensitivity of node k, whose name is `target`. */
Status print_step(Sheet *sheet, int k, const Ast *target, bool latex, Text *out);

/* sheet_latex.c: the sheet knows the sizes of names. */
LatexKind kind_on_sheet(void *user, const Name *name);

/* sheet_print.c: all lines as text. */
Status print_sheet(Sheet *sheet, Writing writing, Text *out);

#endif
