/* Z^{h} = w^{h} ⊞ave_{2,2} V^{h} and its kin: where every array with indices carries just those of the left side, in the same
   order, and every operator works on each map alone, the equation is one evaluation on whole stacks, indices left out. */
#include "evaluate/mapwise.h"

#include <string.h>

enum { EACH_MAP = 1 << 8 }; /* flag of a name that stood with the indices */

typedef struct Stripper {
  State *state;
  Program *program;
  const Ast *target; /* Z^{q,h} */
  const FreeIndices *free;
} Stripper;

static Ast *strip(Stripper *stripper, const Ast *ast);

static bool is_free(const Stripper *stripper, const Ast *ast) {
  bool found = false;
  for (int k = 0; k < stripper->free->n; k++)
    found |= ast->kind == AST_NAME && ast->place == PLACE_LOCAL && ast->slot == stripper->free->slot[k];
  return found;
}

static bool mentions_free(const Stripper *stripper, const Ast *ast) {
  if (!ast) return false;
  if (is_free(stripper, ast)) return true;
  for (int i = 0; i < ast->n; i++)
    if (mentions_free(stripper, ast->child[i])) return true;
  return mentions_free(stripper, ast->arguments);
}

static bool same_indices(const Stripper *stripper, const Ast *ast) {
  const Ast *target = stripper->target;
  if (ast->n != target->n || ast->child[0]->kind != AST_NAME) return false;
  for (int i = 1; i < ast->n; i++)
    if (!is_free(stripper, ast->child[i]) || ast->child[i]->slot != target->child[i]->slot) return false;
  return true;
}

/* Pooling over rows and columns, and what is taken element by element. */
static bool is_mapwise(const Stripper *stripper, const Ast *ast) {
  const OperatorRow *row = ast->row;
  if (mentions_free(stripper, ast->arguments)) return false;
  if (row->form == FORM_INFIX) return row->broadcasts && !ast->arguments;
  if (row == stripper->state->row_negate) return true;
  int positions = 0;
  for (int i = 0; ast->arguments && i < ast->arguments->n; i++) {
    const Ast *argument = ast->arguments->child[i];
    if (argument->kind != AST_NAMED) positions++;
    else if (row->parameter[find_parameter(row, argument->name->text) < 0 ? 0
                                                                          : find_parameter(row, argument->name->text)]
                 .kind == PARAMETER_OPERAND)
      return false;
  }
  return positions == 2;
}

static Ast *copy_node(Stripper *stripper, const Ast *ast) {
  Ast *copy = arena_allocate(&stripper->program->arena, sizeof *copy);
  Ast **child = arena_allocate(&stripper->program->arena, (size_t)(ast->n ? ast->n : 1) * sizeof *child);
  if (!copy || !child) return NULL;
  *copy = *ast;
  copy->child = child;
  return copy;
}

static Ast *strip_children(Stripper *stripper, const Ast *ast, int n) {
  Ast *copy = copy_node(stripper, ast);
  if (!copy) return NULL;
  memcpy(copy->child, ast->child, (size_t)ast->n * sizeof *copy->child);
  for (int i = 0; i < n; i++) {
    int at = ast->kind == AST_CALL ? i + 1 : i;
    if (!(copy->child[at] = strip(stripper, ast->child[at]))) return NULL;
  }
  return copy;
}

/* f of f(x) and f'(x); NULL: something else is called. */
static const Ast *called_name(const Ast *call) {
  const Ast *function = call->child[0];
  while (function->kind == AST_PRIME) function = function->child[0];
  return function->kind == AST_NAME ? function : NULL;
}

/* NULL: not of this kind (or out of memory, which shows at the next allocation). */
static Ast *strip(Stripper *stripper, const Ast *ast) {
  switch (ast->kind) {
    case AST_NUMBER: return (Ast *)ast;
    case AST_NAME: return is_free(stripper, ast) ? NULL : (Ast *)ast;
    case AST_SUPERSCRIPT: {
      Ast *name = same_indices(stripper, ast) ? copy_node(stripper, ast->child[0]) : NULL;
      if (name) name->flags |= EACH_MAP;
      return name;
    }
    case AST_OPERATOR: return is_mapwise(stripper, ast) ? strip_children(stripper, ast, ast->n) : NULL;
    case AST_PRODUCT: return strip_children(stripper, ast, ast->n);
    case AST_POWER: return ast->child[1]->kind == AST_NUMBER ? strip_children(stripper, ast, 1) : NULL;
    case AST_CALL:
      return ast->n == 2 && called_name(ast) && ast->child[1]->kind != AST_NAMED
                 ? strip_children(stripper, ast, 1)
                 : NULL;
    default: return NULL;
  }
}

const Ast *strip_indices(State *state, Program *program, const Ast *equation, const FreeIndices *free) {
  const Ast *target = equation->child[0];
  Stripper stripper = {state, program, target, free};
  bool plain = target->kind == AST_SUPERSCRIPT && target->child[0]->kind == AST_NAME && target->n <= 3 &&
               target->n - 1 == free->n;
  if (!plain || (equation->n > 2 && equation->child[2])) return NULL;
  return strip(&stripper, equation->child[1]);
}

/* ---- at run time: the values are what the stripped equation takes them for ---- */

typedef struct Lengths {
  int64_t maps, examples; /* -1: not met yet */
  bool has_examples;      /* the left side has an index for them */
} Lengths;

static bool agrees(int64_t *known, int64_t length) {
  if (*known < 0) *known = length;
  return *known == length;
}

static bool name_fits(State *state, Frame *frame, const Ast *ast, Lengths *lengths) {
  Value value = {0};
  bool found = peek_value(state, frame, ast, &value), fits = found && is_numeric(value);
  if (fits && ast->flags & EACH_MAP)
    fits = agrees(&lengths->maps, value_length(value, 2)) &&
           (!lengths->has_examples || agrees(&lengths->examples, value_length(value, 3)));
  else if (fits) fits = value_length(value, 2) == 1 && value_length(value, 3) == 1;
  if (found) value_release(state, value);
  return fits;
}

static bool is_weight(State *state, Frame *frame, const Ast *ast) {
  Value value = {0};
  if (ast->kind == AST_NUMBER) return true;
  if (!peek_value(state, frame, ast, &value)) return false;
  bool weight = is_numeric(value) && value_length(value, 0) == 1 && value_length(value, 1) == 1;
  value_release(state, value);
  return weight;
}

static bool is_elementwise(State *state, Frame *frame, const Ast *ast) {
  Value value = variable_of(state, frame, ast)->value;
  return value.kind == VALUE_FUNCTION && value.function->kind == FUNCTION_ROW && value.function->row->elementwise;
}

static bool values_fit(State *state, Frame *frame, const Ast *ast, Lengths *lengths) {
  int first = 0;
  if (ast->kind == AST_NUMBER) return true;
  if (ast->kind == AST_NAME) return name_fits(state, frame, ast, lengths);
  if (ast->kind == AST_CALL && !is_elementwise(state, frame, called_name(ast))) return false;
  if (ast->kind == AST_CALL) first++;
  for (int i = 0; ast->kind == AST_PRODUCT && i + 1 < ast->n; i++)
    if (!is_weight(state, frame, ast->child[i])) return false;
  for (int i = first; i < (ast->kind == AST_POWER ? 1 : ast->n); i++)
    if (!values_fit(state, frame, ast->child[i], lengths)) return false;
  return true;
}

bool is_mapwise_here(State *state, Frame *frame, const Ast *equation, const Ast *whole) {
  Lengths lengths = {-1, -1, equation->child[0]->n == 3};
  return values_fit(state, frame, whole, &lengths) && lengths.maps > 0;
}
