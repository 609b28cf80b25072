/* Layer 7, of the explain files: how one number came about, from the trail down to named variables. */
#ifndef CNN_DERIVE_EXPLAIN_H
#define CNN_DERIVE_EXPLAIN_H

#include "derive/sweep.h"
#include "operators/terms.h"

/* A value that the explanation names: of a variable, or of a step without a name that is explained below. */
typedef struct Named {
  const TrailNode *node;
  const char *symbol; /* its name as elements show it: w for W */
  bool is_explained;  /* below, "where …" */
  bool is_older;      /* the variable has another value by now */
  bool is_given;      /* by give_name: it is referred to wherever it occurs */
} Named;

typedef struct Awaited {
  int named;
  int64_t at[AXES];
} Awaited;

/* In a resolved tree, a reference's `operand` counts in named[]. */
typedef struct Explanation {
  State *state;
  const Sweep *sweep; /* of the gradient that is explained; NULL: of none */
  Arena arena;
  Places places; /* where lengths are size symbols */
  bool full;
  size_t width;      /* of the lines */
  size_t where_most; /* elements explained below the first; 0: none, and nothing is said of them */
  Named *named;
  size_t n_named, named_room;
  Awaited *where; /* elements to be explained below, in the order in which they were written */
  size_t n_where, where_room;
  Term *remark, **remark_end; /* of the element being explained */
  int64_t work;               /* steps looked at */
} Explanation;

void explanation_open(Explanation *e, State *state, const Sweep *sweep, bool full);
void explanation_close(Explanation *e);

/* explain_trail.c: the tree of an element, its references resolved and steps without a name written out. */
Status element_terms(Explanation *e, const TrailNode *node, const int64_t at[AXES], Term **out);
/* Of the step alone, in references to its operands. */
Status step_terms(Explanation *e, const TrailNode *node, const int64_t at[AXES], Terms *terms, Term **out);
bool is_computed(const TrailNode *node);
/* The variable that it was bound to, where the reader can see that; NULL: none. */
const Variable *variable_of_node(const State *state, const TrailNode *node);
/* Has it a name that the reader can see: such a variable's, or dX? */
bool is_visible(const State *state, const TrailNode *node);

/* explain_fold.c: one term, whose parts were gone through before. */
void drop_zeros(Term *term);
void gather_constants(Terms *terms, Term *product);

/* explain_names.c */
bool is_taken(void *state, const char *letter); /* by a variable or its elements */
/* m, n of z_{m,n} on axes whose lengths are symbols; other places stay. */
void name_any_place(Explanation *e, const TrailNode *node, int64_t at[AXES]);
Status name_value(Explanation *e, const TrailNode *node, int *out);
/* What a step without a name is called in this explanation: dn of dN. */
Status give_name(Explanation *e, const TrailNode *node, const Name *name);
bool is_given_name(const Explanation *e, const TrailNode *node);
/* _{1,2}^{3} for the axes of these bits. */
void print_subscripts(const Explanation *e, unsigned longer, const int64_t at[AXES], Text *out);
void print_element(const Explanation *e, int named, const int64_t at[AXES], Text *out);
double element_number(const Explanation *e, int named, const int64_t at[AXES]);

/* explain_lines.c: where a value was made, "line 3" or "weights.cnn line 3"; at a session lines say nothing. */
bool knows_line(const State *state, const TrailNode *node);
void add_place(const State *state, const TrailNode *node, Text *out);

/* A text may be broken at its bytes 1 … BREAKS, which otherwise are spaces; the lower the better. */
enum { BREAKS = 6 };

void add_unbroken(Text *out, const char *text, size_t length);
/* "  label = text", the = in column `indent` of labels; goes on below where it would be wider than `width`. */
void add_line(Text *out, const char *label, size_t indent, const char *text, size_t width);

/* explain_print.c: the element's equation in symbols, in numbers, and its value; then what stands behind it. */
Status explain_element(Explanation *e, const TrailNode *node, const int64_t at[AXES], const char *label, Text *out);

/* ---- explain.c: which value is meant, for walk too ---- */

/* Told of a value with its history, and for a dX of the last backprop of the sweep that made it (NULL: none). */
typedef Status (*Tell)(void *user, Value value, const Sweep *sweep);
/* Evaluates `what` and hands it on; for dX, or an element of it, the last backprop is gone through again. */
Status tell_of_value(State *state, Frame *frame, const Ast *what, Tell tell, void *user);
/* Z of Z^{2}_{1,1}. */
const Ast *base_of(const Ast *ast);
/* Fails where the value was computed from one that has been updated since. */
Status refuse_old(State *state, const Ast *ast, TrailNode *node);
/* Z_{1,2} is a step that picks an element of Z: on to that element. */
Status follow_element(Explanation *e, const TrailNode **node, int64_t at[AXES]);
/* Adds to the error about `what` that a backprop would bind it. */
void note_missing_gradient(State *state, const Ast *what, const char *statement);

#endif
