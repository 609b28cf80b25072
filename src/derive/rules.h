/* Layer 7: backprop rules, text of the language read from stdlib/rules/ and from users' programs.
     rule N = Z + b          the left side names the operands and the output,
       dZ = dN   # 8.35      each line gives one operand's sensitivity; other lines are auxiliary
     end
     logsig'(n) = …          derivative functions, used by `rule A = f(N)` */
#ifndef CNN_DERIVE_RULES_H
#define CNN_DERIVE_RULES_H

#include "evaluate/evaluate.h"

/* The left side as a tree: an operator with operands that are names or again patterns. */
typedef struct Pattern {
  const OperatorRow *row; /* NULL: a function, see the next two */
  Name *function;         /* a user's function of this name */
  bool any_elementwise;   /* f(N): any element-wise operator; function_slot holds f */
  int function_slot;
  int n_operands;
  int operand_slot[OPERANDS_MAX]; /* slot of a name; -1: not named or a pattern */
  Name *operand_name[OPERANDS_MAX];
  struct Pattern *operand_pattern[OPERANDS_MAX];
  int parameter_slot[PARAMETERS_MAX]; /* -1: not named, and then it has its default */
  int depth;                          /* operators in it: the longest match wins */
} Pattern;

typedef struct RuleLine {
  const Ast *equation;
  Name *operand;      /* X of dX; NULL: auxiliary */
  const char *number; /* the chapter's, from the comment behind the line: "8.45", "P8.3"; NULL: none */
} RuleLine;

typedef struct Rule {
  struct Rule *next; /* newer rules come first */
  Program *program;  /* retained; owns everything below */
  const Ast *ast;    /* as it is written */
  Pattern *pattern;
  const FunctionCode *code;          /* its slots hold operands, parameters, output and sensitivities */
  int output_slot, sensitivity_slot; /* N and dN of the left side */
  int n_lines;
  RuleLine *line;
} Rule;

typedef struct DerivativeDefinition {
  struct DerivativeDefinition *next;
  Name *name; /* of the function, a row's own name and not its alias */
  bool own;   /* of a function of the program, not of a row */
  Value function;
} DerivativeDefinition;

typedef struct Rules {
  bool loaded, reading_library; /* the standard library's were read, are being read */
  Rule *first;
  DerivativeDefinition *derivatives;
  const struct Sweep *sweep; /* the derivation that is being written; NULL: none */
  Value objective, seed;     /* of the last backprop, where explain may ask how a dX came about */
} Rules;

enum { INNER_MAX = 4 };

/* What a match binds: the nodes' values at the slots of the rule's code. */
typedef struct Match {
  const Rule *rule;
  int n;
  struct {
    Name *name;
    int slot;
    Value value;
  } operand[2 * OPERANDS_MAX]; /* borrowed values, with their nodes */
  int n_inner;
  struct {
    const Pattern *pattern;
    const TrailNode *node;
  } inner[INNER_MAX]; /* steps that a composition has inside */
} Match;

Rules *rules_of(State *state); /* reads the library's rules at first need; NULL with the error set */
Status define_rule(State *state, Program *program, const Ast *ast);
bool function_has_rule(State *state, Name *name, int n);
bool function_has_derivative(const State *state, const Name *name);
Status find_derivative(State *state, Value function, Value *out);
/* The longest rule whose left side is this step; `single_use` tells whether an inner step may be swallowed. */
Status match_rule(State *state, const TrailNode *node, bool (*single_use)(void *user, const TrailNode *), void *user,
                  Match *match);
const char *name_of_step(const TrailNode *node); /* of its operator or function */
/* Evaluates the line for `operand`; sensitivity is dN. *out stays VALUE_NONE where the rule has no line for it. */
Status evaluate_rule(State *state, const Match *match, const TrailNode *node, Value sensitivity, int operand,
                     Value *out);
/* The equation number of the line for that operand; NULL: none. */
const char *number_of_line(const Match *match, int operand);
RulesMark mark_rules(const State *state);
bool rules_are_as(const State *state, RulesMark mark);
void restore_rules(State *state, RulesMark mark);
void rules_close(State *state);

#endif
