/* Layer 6: evaluation of expressions and statements. Every function returns a Status; on OK *out is owned by the caller,
   otherwise the error waits in the context and *out is untouched or VALUE_NONE. */
#ifndef CNN_EVALUATE_EVALUATE_H
#define CNN_EVALUATE_EVALUATE_H

#include "evaluate/resolve.h"
#include "evaluate/state.h"

/* ---- programs and statements (statement.c) ---- */
/* Parses, resolves and runs a text at top level. name as shown in errors. */
Status run_text(State *state, const char *name, const char *text, size_t length);
Status run_program(State *state, Program *program);
/* In two parts, to run it several times. */
Status resolve_to_run(State *state, Program *program, FunctionCode **code);
Status run_resolved(State *state, Program *program, FunctionCode *code);
Status run_block(State *state, Frame *frame, const Ast *block);
/* import "file.cnn", also of the standard library; each file runs once. */
Status import_file(State *state, const char *path);

/* ---- expressions (expression.c) ---- */
Status evaluate(State *state, Frame *frame, const Ast *ast, Value *out);
/* Calls body once for each value of a Σ's index or of free indices (indices.c). */
Status evaluate_sum(State *state, Frame *frame, const Ast *ast, Value *out);
Status evaluate_free_equation(State *state, Frame *frame, const Ast *ast, Value *out);
/* Tells once where an equation with free indices is one of the chapter's slips (slips.c). */
void note_slips(State *state, Frame *frame, const Ast *equation, Value value);
/* The range that the subscripts in `body` leave an index (ranges.c); `place` is its Σ or equation. */
Status find_range(State *state, Frame *frame, int slot, const Ast *body, const Ast *place, const Name *name,
                  int64_t *from, int64_t *to);
/* Z^{q,h} = Σ_{l} W^{h,l} ⊗ A^{q,l} and its kin on whole banks and stacks (contraction.c); *done false: not of that form. */
Status evaluate_as_correlation(State *state, Frame *frame, const Ast *ast, const FreeIndices *free, bool *done,
                               Value *out);
/* The value of X or record.field (X for x_{i,j} too), retained, without an error where there is none. */
bool peek_value(State *state, Frame *frame, const Ast *ast, Value *out);
Variable *variable_of(State *state, Frame *frame, const Ast *name);
/* The value of a name, borrowed; NULL with an error that suggests a near name. */
Value *find_value(State *state, Frame *frame, const Ast *name);

/* ---- operators (apply.c) ---- */
typedef struct Application {
  const OperatorRow *row;
  int n;                       /* positional operands given */
  Value operand[OPERANDS_MAX]; /* borrowed; VALUE_NONE: not given */
  ParameterValue parameter[PARAMETERS_MAX];
  bool blind; /* while a script is checked: a parameter is not known */
} Application;

int count_operands(const OperatorRow *row); /* those given as parameters (at=, like=) included */
/* Bits of the operands of index, place and replace that are indices, not numbers to compute with. */
unsigned index_operands(const State *state, const OperatorRow *row);
bool has_history(const Application *application, int n); /* one of the first n operands */
Status apply_row(State *state, Application *application, Value *out);
Status apply1(State *state, const OperatorRow *row, Value a, Value *out);
Status apply2(State *state, const OperatorRow *row, Value a, Value b, Value *out);
/* Gives parameter `index` of the application a value (an operand, a word's meaning has been taken before). */
Status set_parameter(State *state, Application *application, int index, Value value);
Status set_parameter_word(State *state, Application *application, int index, Word word);
/* Positional sizes: each value, or one vector that stands for its elements. */
Status set_sizes(State *state, Application *application, const Value *value, int n);
/* A parameter as the rules see it: a number, or a row of its numbers. */
Value parameter_value(State *state, const OperatorRow *row, int index, const ParameterValue *parameter);
/* a b: scaling, the product of each map with its number, or the matrix product. */
Status multiply(State *state, Value a, Value b, Value *out);

/* ---- elements (index.c) ---- */
Status index_value(State *state, Value base, const Value *index, int n, Value *out);
Status pick_maps(State *state, Value base, const Value *index, int n, bool grouped,
                 Value *out); /* X^{h,l} or a power */
Status replace_elements(State *state, Value base, const Value *index, int n, Value value, Value *out);
/* Axis indices of X^{h,l}: index[4] with VALUE_COLON for rows and columns. */
Status map_indices(State *state, const Value *index, int n, Value axes[AXES]);

/* ---- calls (call.c) ---- */
Status call_function(State *state, Function *function, Arguments *arguments, Value *out);
Status call_with(State *state, Function *function, const Value *argument, int n, Value *out);
Status make_closure(State *state, Frame *frame, const Ast *ast, Value *out);
Status evaluate_call(State *state, Frame *frame, const Ast *ast, Value *out);
/* Evaluates `_{…}` of an operator into the application (parameters.c). */
Status evaluate_parameters(State *state, Frame *frame, const Ast *arguments, Application *application);
/* A frame for code whose slots are empty; leave with leave_frame. */
Status enter_frame(State *state, Frame *frame, const FunctionCode *code, Source *source);
void leave_frame(State *state, Frame *frame);

/* ---- operands, arguments and parameters that do not fit (misfits.c) ---- */
void note_kind(State *state, Value value); /* how what was found instead of a number or an array becomes one */
Status fail_operand(State *state, const Application *application, int operand);
Status fail_operand_count(State *state, const Application *application);
Status fail_parameter_kind(State *state, const OperatorRow *row, int index, Value value);
Status fail_positions(State *state, const OperatorRow *row, int64_t given);
/* source, given: what it is set to there; NULL: not known. */
Status fail_unknown_parameter(State *state, const OperatorRow *row, const char *name, const Source *source, Span given);
Status fail_unknown_name(State *state, const FunctionCode *code, const char *name);
Status fail_unknown_setting(State *state, const Procedure *procedure, const char *name);
Status fail_argument_count(State *state, const Procedure *procedure, int n);
bool tells_of_arguments(const Procedure *procedure); /* when it fails, its help shows what it takes */
Status note_signature(State *state, const FunctionCode *code); /* FAILED, for it follows a failure */
void print_signature(const FunctionCode *code, Text *out);      /* f(x, y, pad=0) */
void print_parameter_list(const FunctionCode *code, Text *out); /* x, y, pad=0 */

/* ---- binding (assign.c) ---- */
typedef enum Binding { BIND_EQUATION, BIND_UPDATE, BIND_PLAIN } Binding;
/* Takes the value. */
Status bind_variable(State *state, Variable *variable, Value value, Binding binding, unsigned line);
/* Takes the value; without history. */
static inline void store_plain(State *state, Variable *variable, Value value, unsigned line) {
  value_store(state, &variable->value, value);
  variable->is_builtin = variable->from_backprop = variable->is_size_symbol = false;
  variable->line = line;
  variable->made = state->made_now;
}
Status assign(State *state, Frame *frame, const Ast *statement);

/* ---- optimisers (procedures_training.c) ---- */
void forget_moments(State *state, const Variable *variable); /* a param that is declared anew starts anew */
void optimiser_close(State *state);
/* The moments as they are, for undo; NULL where there are none. Restoring takes the copy. */
Status optimiser_copy(State *state, struct Optimiser **out);
void optimiser_restore(State *state, struct Optimiser *copy);
void optimiser_drop(State *state, struct Optimiser *copy); /* NULL is allowed */

double seconds_now(void); /* of a clock that only runs forward (procedures_print.c) */

/* ---- printing (show.c) ---- */
/* As a bare expression or equation prints; label NULL or the name. */
void show_value(State *state, const char *label, Value value, Text *out);
/* On one line, for str() and print(); a symbol that cannot be written sets the error. */
void describe_value(State *state, Value value, Text *out);
void describe_item(State *state, Value value, Text *out); /* in a list: strings have quotes */
void format_number(double number, Text *out);
void show_list(State *state, const char *label, Value value, Text *out); /* show_list.c */
Status print_value(State *state, const char *label, Value value);

/* ---- library (library.c) ---- */
const Procedure *find_procedure(const State *state, const char *name);
/* Loads the standard library's file that defines this name, if there is one. */
Status load_from_library(State *state, const Name *name);
void library_close(State *state);
/* How a function of the library is called and what it does, "f(x, p=0.5)  …"; NULL: not one of them, or not looked for yet. */
const char *library_signature(const State *state, const char *name);
const char *library_name(const State *state, size_t i); /* NULL: there are no more, or they were not looked for yet */
/* Every name that a file of the standard library defines, or that one file does; and the file that defines a name, NULL:
   none. */
Status each_library_name(State *state, void (*each)(void *user, const char *name), void *user);
Status each_name_of_file(State *state, const char *path, void (*each)(void *user, const char *name), void *user);
Status find_in_library(State *state, const char *name, size_t length, const char **path);
/* <library>/<folder>/<file> of every file in the library's folder that ends so, run through `act`. */
Status each_file_of_library(State *state, const char *folder, const char *ending,
                            Status (*act)(State *state, const char *path, void *user), void *user);

/* ---- near names and other languages' (nearest.c, habits.c) ---- */
/* The known name nearest to an unknown one; NULL: none near. */
const char *nearest_name(const State *state, const char *name);
int edit_distance(const char *a, const char *b);
const char *nearest_of(const char *name, const char *const *candidate, int n); /* among these; NULL: none is near */
/* What is written here instead of another language's function or value, method or field; NULL: nothing known. */
const char *habit_for(const char *name);
const char *field_habit(const char *name);
/* The one of these parameters that another library calls so; NULL: none. */
const char *parameter_habit(const char *name, const char *const *known, int n);

/* ---- imports (imports.c) ---- */
bool is_importing(const State *state); /* a file of the program or of the library runs for the sake of another */
size_t count_imports(const State *state); /* of the program, not of the library */
void forget_imports(State *state, size_t n); /* the newest, until n are left */
Status run_file(State *state, const char *path);
Status read_source(State *state, const char *path, Source **out);
void imports_close(State *state);

Status take_step_here(State *state, Frame *frame, const Ast *ast);
bool stack_is_deep(const State *state);
/* A call still leaves room for the expressions of its body. */
bool calls_are_deep(const State *state);

#endif
