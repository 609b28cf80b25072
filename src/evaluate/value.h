/* Layer 6: values of the language. A value owns what it points to (reference-counted) and one reference to its node
   of the trail. Scalars are not boxed: an array of one element is always VALUE_NUMBER. */
#ifndef CNN_EVALUATE_VALUE_H
#define CNN_EVALUATE_VALUE_H

#include "syntax/ast.h"

struct State;
struct Function;
struct TrailNode;
struct Arguments;

typedef enum ValueKind {
  VALUE_NONE,
  VALUE_NUMBER,
  VALUE_ARRAY,
  VALUE_STRING,
  VALUE_LIST, /* a record when it has keys */
  VALUE_FUNCTION,
  VALUE_COLON, /* the whole axis, as an index */
  VALUE_SYMBOL, /* on paper: a size and an expression, no numbers (symbol.h) */
  VALUE_UNKNOWN, /* while a script is checked: anything at all (dry.h) */
} ValueKind;

typedef struct String {
  unsigned references;
  size_t length;
  char text[]; /* NUL-terminated */
} String;

typedef struct Value {
  uint8_t kind;
  uint8_t precision; /* of a number; an array has its own */
  union {
    double number;
    Tensor *array;
    String *string;
    struct List *list;
    struct Function *function;
    struct Symbol *symbol;
  };
  struct TrailNode *node; /* how it was made; NULL: no history. Numbers and arrays only */
} Value;

typedef struct List {
  unsigned references;
  int n;
  int depth;  /* how deep lists and functions lie inside */
  Name **key; /* n of them for a record, otherwise NULL; behind item[] in the same block */
  Value item[];
} List;

/* A function defined in the language, as resolved (layer 6, resolve.c); lives in its program's arena. */
typedef struct FunctionCode {
  Name *name;       /* NULL: anonymous */
  const Ast *ast;   /* AST_FUNCTION or AST_LAMBDA, or NULL for a whole program */
  Program *program; /* not retained here: the Function retains it */
  int n_parameters;
  Name **parameter;
  const Ast **fallback; /* default expressions, evaluated at the call; NULL: none */
  int n_slots;          /* parameters first */
  Name **slot_name;     /* of n_slots; NULL for hidden ones */
  int n_captured;
  int *captured_from, *captured_to; /* slot of the enclosing frame → own slot */
  bool asks_history;                /* backprop, check or ∂ stand in its body: its arguments are starting points */
  int self_slot;                    /* where a nested named function finds itself; -1: none */
} FunctionCode;

/* A builtin on values (printing, lists, random numbers …) where an operator row does not fit. */
typedef struct Procedure {
  const char *name;
  int at_least, at_most; /* positional arguments; at_most -1: any number */
  const char *named;     /* comma-separated names of further arguments, "" for none; passed after the positional ones */
  Status (*run)(struct State *state, struct Arguments *arguments, Value *out);
  const char *help; /* signature, two blanks and one line */
  const char *example; /* as a row's */
} Procedure;

typedef enum FunctionKind {
  FUNCTION_ROW,
  FUNCTION_PROCEDURE,
  FUNCTION_CODE,
  FUNCTION_DERIVATIVE,
  FUNCTION_SYMBOL, /* f on paper: any element-wise function */
} FunctionKind;

typedef struct Function {
  unsigned references;
  FunctionKind kind;
  const OperatorRow *row;
  const Procedure *procedure;
  const FunctionCode *code;
  Program *program;          /* retained with code */
  struct Function *original; /* of FUNCTION_DERIVATIVE, retained */
  Name *name;                /* of FUNCTION_SYMBOL */
  int depth;                 /* as a list's */
  struct Frame
      *frame; /* of a closure while the call that made it runs: outer variables are read there; otherwise NULL */
  struct Function *next_made, **made_link; /* in that frame's list */
  int n_captured;
  Value captured[];
} Function;

static inline Value number_value(double number) { return (Value){.kind = VALUE_NUMBER, .number = number}; }
/* The same of an array that was filled until now, unless an interrupt has cut that short. */
Status give_filled(struct State *state, Tensor *array, Value *out);
Value array_value(struct State *state, Tensor *array); /* takes the reference; one element becomes a number */
Value string_value(struct State *state, const char *text, size_t length); /* VALUE_NONE: out of memory, error set */
Value function_of_row(struct State *state, const OperatorRow *row);
Value function_of_procedure(struct State *state, const Procedure *procedure);
Value function_of_name(struct State *state, Name *name); /* f on paper */
List *list_new(struct State *state, int n, bool with_keys); /* items VALUE_NONE; NULL: out of memory, error set */

/* Both are walked by recursion: what holds lists and functions more than DEPTH_MAX deep is an error. */
enum { DEPTH_MAX = 1000 };
Status set_list_depth(struct State *state, List *list);
Status set_function_depth(struct State *state, Function *function);
/* Takes a closure off the list of the frame that made it. */
void detach_closure(Function *function);

Value value_retain(Value value);
void value_free(struct State *state, Value value);
/* A plain number, the commonest value, owns nothing. */
static inline void value_release(struct State *state, Value value) {
  if (value.kind > VALUE_NUMBER || value.node) value_free(state, value);
}
Value plain_value(Value value); /* the same without history, retained */
/* Moves into place, releasing what was there. */
static inline void value_store(struct State *state, Value *place, Value value) {
  Value old = *place;
  *place = value;
  value_release(state, old);
}

/* Number or array; number. Symbols are neither: see is_operand. */
static inline bool is_numeric(Value value) { return value.kind == VALUE_NUMBER || value.kind == VALUE_ARRAY; }
static inline bool is_scalar(Value value) { return value.kind == VALUE_NUMBER; }
int64_t value_length(Value value, int axis); /* 1 for numbers; -1 where a symbol leaves it open */
Size value_size(Value value);
Precision value_precision(Value value);
double value_element(Value value, int64_t index);
int64_t value_count(Value value);
const char *kind_name(Value value); /* "a number", "an array" … for messages */

/* A number or array as an owned tensor; NULL with the error set. */
Tensor *value_to_tensor(struct State *state, Value value, Precision precision);
/* An owned array of 1 × n doubles. */
Value row_of_numbers(struct State *state, const double *numbers, int n);

/* Truth of a condition: a number, or an array all of whose elements are not zero. */
Status value_truth(struct State *state, Value value, bool *truth);
/* A whole number in [least, most], or an error that names `what`. */
Status value_to_integer(struct State *state, Value value, const char *what, int64_t least, int64_t most, int64_t *out);

#endif
