/* Layer 4: an operator is one row. Rows stand beside their kernels in src/operators/families/<family>.c; the list of families is
   generated from that folder. A row's backprop rule is text in stdlib/rules/, never C. */
#ifndef CNN_OPERATORS_OPERATOR_H
#define CNN_OPERATORS_OPERATOR_H

#include "tensor/extent.h"

enum { OPERANDS_MAX = 6, PARAMETERS_MAX = 8 };

typedef enum Form {
  FORM_INFIX,     /* W ⊗_{pad=1} P */
  FORM_PREFIX,    /* ⊞ave_{2,2} V */
  FORM_FUNCTION,  /* rot180(W), also rot180 W */
  FORM_INTERNAL,  /* has syntax of its own (index, transpose) or none (matmul and scale, chosen for a juxtaposition) */
} Form;

typedef enum ParameterKind {
  PARAMETER_NUMBER,  /* one integer */
  PARAMETER_REAL,    /* one real number, kept in `real` */
  PARAMETER_PAIR,    /* s or [s_r s_c]; normalised to two */
  PARAMETER_PAD,     /* p, [p_r p_c], [top bottom left right], same, full; normalised to four by the size rule */
  PARAMETER_SIZE,    /* one of the sizes or windows given by position: r, c, h, q */
  PARAMETER_OPERAND, /* at=V, like=V: an array, appended to the operands at `operand_index` (NULL when not given) */
} ParameterKind;

typedef struct Parameter {
  const char *name;      /* NULL ends the list */
  ParameterKind kind;
  int64_t fallback;      /* used when not given */
  const char *help;
} Parameter;

typedef enum Word { WORD_NONE, WORD_SAME, WORD_FULL } Word;

/* A parameter's value in one application. */
typedef struct ParameterValue {
  bool given;
  Word word;
  int n;               /* how many numbers were given: 1, 2 or 4 */
  Extent extent[4];
  double real;
} ParameterValue;

/* One application of an operator: borrowed operands in, an owned result out. In symbolic evaluation operand[] is
   NULL and only operand_size[] counts. Operands arrive in one precision. */
typedef struct OperatorCall {
  Context *context;
  Arena *arena;                       /* for symbolic extents; NULL when all sizes are numbers */
  const struct OperatorRow *row;
  int n_operands;                     /* those of kind OPERAND included */
  Tensor *operand[OPERANDS_MAX];      /* NULL: not given (optional operands) */
  Size operand_size[OPERANDS_MAX];
  ParameterValue parameter[PARAMETERS_MAX]; /* in the row's order */
  Precision precision;
  Size size;                          /* set by the size rule */
  Tensor *result;                     /* set by forward */
} OperatorCall;

struct Term;
struct Terms;

typedef struct OperatorRow {
  const char *name;       /* internal and ASCII name: "correlate", "logsig"; for functions the name in source */
  const char *glyph;      /* "⊗", "⊞ave"; NULL for functions */
  const char *latex;      /* "\\otimes", "\\boxplus^{ave}"; NULL */
  const char *notation;   /* how LaTeX prints it where `latex` does not say: "=", "\\max", "\\sqrt{#}" with # for the operands;
                             it is no spelling of source. NULL: glyph or name */
  const char *alias[4];   /* further spellings: "sigmoid"; ".*"; "×" */
  Form form;
  int level;              /* precedence of language.md section 4 for infix operators: 4, 5, 6, 8 */
  int n_operands;         /* without those of kind OPERAND; optional ones included */
  int n_required;         /* how many of them must be given; 0 here means n_operands */
  Parameter parameter[PARAMETERS_MAX];
  /* Checks operand sizes and parameters, normalises parameters (pad words, strides that default to the window) and
     sets call->size. Works on symbols. Reports with fail(), naming the sizes and what would fit. */
  Status (*size)(OperatorCall *call);
  /* Computes call->result; make_result allocates it. A view is allowed. Where it fails, what was allocated is released
     by apply_operator. */
  Status (*forward)(OperatorCall *call);
  /* Scalar fast paths, in place of forward when every operand is one number; NULL: none. */
  double (*scalar1)(double);
  double (*scalar2)(double, double);
  /* How one element of the result (its place from 0) comes about from elements of the operands (operators/terms.h);
     NULL for what works element by element, whose own form says it. NULL as result: out of memory. */
  struct Term *(*terms)(const OperatorCall *call, const int64_t at[AXES], struct Terms *terms);
  /* The same where lengths are size symbols, and places may be expressions in them; NULL: none. What works element by
     element needs none. */
  struct Term *(*general)(const OperatorCall *call, const int64_t at[AXES], struct Terms *terms);
  bool elementwise;       /* f(x) element by element: `rule A = f(N)`, 8.53, applies, and f' is defined in stdlib/rules */
  bool broadcasts;        /* infix: operands of length 1 along an axis are expanded (an unprinted ⊠ave) */
  bool constant;          /* its slope is 0 everywhere (comparisons, round, argmax): no rule is needed */
  const char *equation;   /* "8.10, 8.13"; NULL */
  const char *help;       /* one line; what has a syntax of its own, and some functions, begin with it: "a / b: quotient" */
  const char *example;    /* a short program on small numbers, which help runs and whose result it shows */
  const char *role;       /* the part it plays in a network: "transfer function"; NULL: none of these */
} OperatorRow;

typedef struct OperatorFamily {
  const char *name;             /* the file's */
  const OperatorRow *rows;
  int n_rows;
} OperatorFamily;

/* Generated from the directory; ends with NULL. */
extern const OperatorFamily *const operator_families[];

/* By name, glyph, LaTeX name or alias; NULL: none. */
const OperatorRow *find_operator(const char *spelling);
const char *row_name(const OperatorRow *row); /* as a person is told of it: ⊗, logsig */
/* Bytes of the call that the row's help begins with, sse(T, A); 0: it begins with words. */
size_t call_length(const OperatorRow *row);

/* Checks sizes, then computes: leaves an owned tensor in call->result, or reports. */
Status apply_operator(OperatorCall *call);

/* The size alone, for evaluation on paper: parameters that are not given get their defaults, then the size rule runs. */
Status find_size(OperatorCall *call);

/* Helpers for size rules and kernels. */
Status make_result(OperatorCall *call);              /* allocates call->result of call->size and call->precision */
int64_t length_of(const OperatorCall *call, int operand, int axis);
int64_t parameter_number(const OperatorCall *call, int parameter, int item);
int operand_index(const OperatorRow *row, int parameter);  /* where a PARAMETER_OPERAND stands among the operands */
int find_parameter(const OperatorRow *row, const char *name); /* -1: none */
Status check_extents(OperatorCall *call); /* call->size is valid: not negative, no arena failure */
Size broadcast_size(OperatorCall *call);  /* of operands 0 and 1; reports with has_error set when they do not fit */

#endif
