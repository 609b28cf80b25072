/* Layer 6: the interpreter. A State owns everything; a Frame is one call. */
#ifndef CNN_EVALUATE_STATE_H
#define CNN_EVALUATE_STATE_H

#include "evaluate/symbol.h"
#include "evaluate/trail.h"
#include "kernels/random.h"

typedef struct Variable {
  Name *name;
  Value value;   /* VALUE_NONE: not bound */
  uint64_t id;   /* identity; another variable of the same name has another */
  unsigned line; /* where it was last bound */
  bool is_param;
  bool declared_param; /* a param statement for it stands in a program that was resolved */
  bool is_builtin;     /* bound by the library, not by the user */
  bool is_library;     /* what the library's own code means by the name, whatever the program binds to it */
  bool is_size_symbol; /* S_r of a derived equation: its value was read off an array */
  bool is_unresolved;  /* looking it up in the library failed for want of memory */
  bool from_backprop;  /* a dX bound by backprop */
  uint32_t made;       /* by which statement of the session, from 1; 0: not known */
  Value gradient;      /* of a param, from the last backprop until an optimiser's step; VALUE_NONE: none */
} Variable;

/* Has a value, and not one of the language or the library. */
static inline bool is_bound_by_user(const Variable *variable) {
  return variable->value.kind != VALUE_NONE && !variable->is_builtin && !variable->is_library;
}

enum Place { PLACE_GLOBAL, PLACE_LOCAL };

/* The array and axis that `end` stands for inside an index. */
typedef struct IndexContext {
  Value base;
  int position, n;
} IndexContext;

typedef enum Flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN } Flow;

typedef struct Frame {
  struct Frame *caller;
  const FunctionCode *code;
  Source *source;
  Variable *slot; /* code->n_slots */
  Flow flow;
  Value result;
  Span at;                            /* the call's place in the caller */
  int loops;                          /* how many run around the present statement */
  bool at_top;                        /* statements of a program: bare expressions print */
  const struct IndexContext *indexed; /* what `end` refers to */
  Function *made;                     /* closures that read their outer variables here */
  Value maybe;                        /* while a script is checked: what the call may have returned before */
  struct Snapshot *left;              /* variables where a loop's round may have ended before */
  int may_have_ended;                 /* how often a return, break or continue under an unknown condition was passed */
} Frame;

/* What one argument list evaluates to. */
typedef struct Arguments {
  int n; /* positional */
  Value *value;
  int n_named;
  Name **name;
  Value *named;
  const Ast *call; /* as written: child[i + 1] is what stands for value[i]; NULL where nothing is */
} Arguments;

/* How many rules and derivatives of the program's own there were: the newest of each then. */
typedef struct RulesMark {
  const void *rule, *derivative;
} RulesMark;

/* Statements that ask for derivatives are served by layer 7, which a state is given when it opens. */
typedef struct Derivation {
  Status (*backprop)(struct State *state, Frame *frame, const Ast *statement);
  Status (*check)(struct State *state, Frame *frame, const Ast *statement);
  Status (*explain)(struct State *state, Frame *frame, const Ast *statement);
  Status (*partial)(struct State *state, Frame *frame, const Ast *expression, Value *out);
  Status (*define_rule)(struct State *state, Program *program, const Ast *rule);
  /* f' of a row or function: a function value. */
  Status (*derivative)(struct State *state, Value function, Value *out);
  /* Has the user given this function a rule of its own for n arguments, or a derivative f'? */
  bool (*has_rule)(struct State *state, Name *name, int n);
  /* Applies FUNCTION_DERIVATIVE to its argument. */
  Status (*call_derivative)(struct State *state, Function *function, Value argument, Value *out);
  /* derive, sym. */
  Status (*derive)(struct State *state, Frame *frame, const Ast *statement);
  Status (*declare_symbols)(struct State *state, Frame *frame, const Ast *statement);
  /* The chapter's form of a step on paper; *value is replaced. */
  Status (*simplify)(struct State *state, Value *value);
  /* The program's own rules and derivatives, for undo: the newest are dropped until those of the mark are left. */
  RulesMark (*mark_rules)(const struct State *state);
  bool (*rules_are_as)(const struct State *state, RulesMark mark);
  void (*restore_rules)(struct State *state, RulesMark mark);
  void (*close)(struct State *state);
} Derivation;

/* Statements that explain to a person are served by layer 8. */
typedef struct Guide {
  Status (*help)(struct State *state, Frame *frame, const Ast *statement);
  Status (*walk)(struct State *state, Frame *frame, const Ast *statement);
} Guide;

/* What a host lets the library do. */
typedef struct Host {
  void *user;
  void (*write)(void *user, int is_error, const char *text, size_t length);
  /* A file's bytes in memory of state->context.memory, or an error. */
  Status (*load)(struct State *state, const char *path, char **bytes, size_t *length);
  /* Names (not paths) of the files in a folder, one a line, sorted. */
  Status (*list)(struct State *state, const char *folder, char **names, size_t *length);
  /* Writes a file, whole or not at all. */
  Status (*save)(struct State *state, const char *path, const char *bytes, size_t length);
  int (*read_key)(struct State *state); /* KEY_NONE: nobody is there */
} Host;

/* What read_key returns beside code points; cnn.h has the same. */
enum { KEY_NONE = -1, KEY_LEFT = -2, KEY_RIGHT = -3, KEY_UP = -4, KEY_DOWN = -5, KEY_ESCAPE = -6, KEY_RESIZED = -7,
       KEY_HOME = -8, KEY_END = -9, KEY_PAGE_UP = -10, KEY_PAGE_DOWN = -11 };
enum { PICTURES_TEXT, PICTURES_BLOCKS, PICTURES_KITTY, PICTURES_SIXEL };

/* The window that a person looks at; all zero: none. The host's, see cnn.h. */
typedef struct Display {
  int columns, rows;
  int colours;
  int pictures;
  int is_addressed;
} Display;

typedef struct State {
  Context context; /* first */
  Names names;
  Host host;
  const Derivation *derivation;
  const Guide *guide;
  void *rules; /* of layer 7 */
  Variable *global;
  size_t n_globals, globals_room;
  Frame *frame;
  bool keeps_history; /* something may ask for derivatives */
  bool explains;      /* explain or walk occurs in a program: the last backprop can be gone through again */
  int history_pause;  /* > 0: updates, and values without history */
  bool stale_pending;
  bool printing; /* bare expressions and (at a REPL) equations print */
  bool interactive;
  bool is_terminal;      /* a person sees notes at once */
  Display display;
  bool long_numbers;     /* format long */
  bool progress_open;    /* a progress line stands there */
  struct Session *session; /* what was entered at a prompt; NULL: no prompt */
  uint32_t made_now;       /* the session's statement that runs */
  int exit_status;       /* asked for by exit(n); -1: not */
  bool told_convolution; /* the note on * and the matrix product was given */
  bool told_bias;        /* that on a bias that goes to rows or columns */
  bool told_comma, told_axis, told_format; /* those on [1,5 2,5], sum(X, axis=0), print("%d", x) */
  bool told_short_sum, told_small_sensitivity; /* those on the chapter's slips */
  uint64_t next_id;      /* of nodes and variables */
  uint64_t walk;
  const char *stack_base; /* where the outermost run began */
  size_t stack_limit;     /* bytes of the C stack that nested evaluation may take */
  Arena paper;         /* extents of symbols */
  int64_t n_symbols;   /* alive; the arena is emptied when there are none */
  bool on_paper;       /* derive's sweep: f' and Σ stay as they are written */
  bool keeps_length;   /* Q = examples(T) of a rule is being evaluated on paper: it keeps how it was found */
  const TrailNode *const *known_step; /* ended by NULL: steps that a rule may write out again; NULL: none */
  bool names_are_lengths; /* inside parameters on paper a name without a value is a size symbol */
  bool writes_all;     /* derive_{raw}: nothing is simplified or dropped */
  bool checking;          /* cnn --check: sizes are computed, numbers are not (dry.h) */
  int uncertain;          /* unknown conditions that the present statement depends on */
  bool path_has_ended;    /* the error is an error(), exit() or assert() that may not be reached */
  bool gradients_unknown; /* there were unknown values: any dX may have been bound */
  bool files_written;     /* by the script that is checked: they are not there to be read */
  Value unknown;          /* stands for a name that may have a value */
  int n_params;
  struct Optimiser *optimiser; /* moments of the parameters */
  Random random;
  double tic;        /* seconds */
  char *library;     /* folder of the standard library; NULL: none */
  char *search_path; /* further folders for import, separated by `:`; NULL: none */
  struct Library *library_index;
  struct Imports *imports;
  const Procedure *const *procedures; /* NULL-terminated lists, ended by NULL */
  const OperatorRow *row_add, *row_subtract, *row_scale, *row_matmul, *row_divide, *row_power, *row_hadamard,
      *row_expand, *row_transpose, *row_index, *row_place, *row_replace, *row_alias, *row_cat, *row_convolve,
      *row_negate, *row_correlate, *row_correlate_examples, *row_permute, *row_softmax, *row_crossentropy,
      *row_softmax_crossentropy, *row_single, *row_double, *row_for_all, *row_sum_over, *row_weightmatrix,
      *row_affine_sum, *row_pool_sum, *row_pool_max, *row_maximum, *row_maps;
  Span here; /* place of the operator being applied */
} State;

Status state_open(State *state, Reallocate reallocate, void *user, size_t memory_limit);
void state_close(State *state);

Variable *global_variable(State *state, Name *name); /* made when needed; NULL: out of memory, error set */
/* What a name that is local to nothing means in a program: a global variable, in the library's files one of their own. */
Variable *outer_variable(State *state, const Program *program, Name *name);
void write_text(State *state, const char *text, size_t length);
void clear_progress(State *state); /* what comes next stands on a line of its own */
/* A note for the user that is no error ("note: …" on the error stream). */
void write_note(State *state, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
