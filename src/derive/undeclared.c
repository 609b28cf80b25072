#include "derive/undeclared.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "evaluate/expression.h"

static bool is_lower(const Name *name) {
  return islower((unsigned char)name->text[0]) || (unsigned char)name->text[0] == 0xCE;
}

static Extent symbol(Declarations *d, const char *name) { return extent_symbol(paper_of(d->state), name); }

static Size plane(Extent rows, Extent columns) { return size_from(rows, columns, extent_of(1), extent_of(1)); }

static Size one_number(void) { return plane(extent_of(1), extent_of(1)); }

static Declared *find(Declarations *d, const Name *name) {
  for (int i = 0; i < d->n; i++)
    if (d->name[i].name == name) return &d->name[i];
  return NULL;
}

/* R_r × R_c, then R_r¹ × R_c¹ …; R for a column. */
static Size fresh_size(Declarations *d, bool column) {
  static const char *const mark[] = {"", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  char rows[16], columns[16];
  int *given = column ? &d->fresh_columns : &d->fresh, i = *given < 9 ? (*given)++ : 9;
  snprintf(rows, sizeof rows, column ? "R%s" : "R_r%s", mark[i]);
  snprintf(columns, sizeof columns, "R_c%s", mark[i]);
  return plane(symbol(d, rows), column ? extent_of(1) : symbol(d, columns));
}

static void infer(Declarations *d, const Ast *ast, const Size *expected);
static void infer_size(Declarations *d, Declared *name, const Size *expected);

static void infer_children(Declarations *d, const Ast *ast, int first, const Size *expected) {
  for (int i = first; i < ast->n; i++) infer(d, ast->child[i], expected);
}

static void infer_name(Declarations *d, const Ast *ast, const Size *expected) {
  Declared *name = find(d, ast->name);
  if (name && !name->known) infer_size(d, name, expected);
}

static void infer_size(Declarations *d, Declared *name, const Size *expected) {
  name->known = true;
  if (is_lower(name->name) && !d->column) name->size = one_number();
  else if (is_lower(name->name)) name->size = expected ? plane(expected->axis[0], extent_of(1)) : fresh_size(d, true);
  else name->size = expected ? *expected : fresh_size(d, false);
}

static Size kernel_size(Declarations *d) { return plane(symbol(d, "r"), symbol(d, "c")); }

/* The size of what is already declared, to solve for the rest. */
static const Size *known_size(Declarations *d, const Ast *ast) {
  while (ast->kind == AST_SUPERSCRIPT) ast = ast->child[0];
  const Declared *name = ast->kind == AST_NAME ? find(d, ast->name) : NULL;
  return name && name->known ? &name->size : NULL;
}

/* W ⊗ A: W is r × c, and without stride and pad A is (S_r + r - 1) × (S_c + c - 1). */
static void infer_correlated(Declarations *d, const Ast *ast, const Size *expected) {
  Size kernel = kernel_size(d), image = {0};
  infer(d, ast->child[0], &kernel);
  const Size *known = known_size(d, ast->child[0]);
  if (known) kernel = *known;
  bool solved = expected && !ast->arguments;
  if (solved) {
    image = plane(extent_of(0), extent_of(0));
    for (int axis = 0; axis < 2; axis++)
      image.axis[axis] = extent_add(paper_of(d->state), expected->axis[axis],
                                    extent_subtract(paper_of(d->state), kernel.axis[axis], extent_of(1)));
  }
  infer(d, ast->child[1], solved ? &image : NULL);
}

static Extent window_of(Declarations *d, const Ast *ast, int i) {
  const Ast *arguments = ast->arguments;
  const Ast *item = arguments && i < arguments->n ? arguments->child[i] : NULL;
  if (item && item->kind == AST_NUMBER) return extent_of((int64_t)item->number);
  if (!item || item->kind != AST_NAME) return extent_of(1);
  Value value = variable_of(d->state, d->frame, item)->value;
  Extent extent;
  return read_extent(value, &extent) ? extent : symbol(d, item->name->text);
}

/* ⊞_{r,c} V: V is r S_r × c S_c where the windows stand side by side. */
static void infer_pooled(Declarations *d, const Ast *ast, const Size *expected) {
  bool pools = strncmp(ast->row->name, "boxplus", 7) == 0, plain = ast->arguments && ast->arguments->n == 2;
  Size whole;
  if (expected && pools && plain) {
    whole = *expected;
    for (int axis = 0; axis < 2; axis++)
      whole.axis[axis] = extent_multiply(paper_of(d->state), expected->axis[axis], window_of(d, ast, axis));
  }
  infer(d, ast->child[0], expected && pools && plain ? &whole : NULL);
}

static bool is_number_factor(Declarations *d, const Ast *ast) {
  while (ast->kind == AST_SUPERSCRIPT) ast = ast->child[0];
  if (ast->kind == AST_NUMBER) return true;
  if (ast->kind == AST_PRODUCT || ast->kind == AST_OPERATOR || ast->kind == AST_POWER) {
    bool all = !ast->arguments;
    for (int i = 0; i < ast->n; i++) all &= is_number_factor(d, ast->child[i]);
    return all;
  }
  const Declared *name = ast->kind == AST_NAME ? find(d, ast->name) : NULL;
  if (!name) return ast->kind != AST_NAME && ast->kind != AST_TRANSPOSE && ast->kind != AST_CALL;
  if (name->known)
    return extent_equal(name->size.axis[0], extent_of(1)) == YES &&
           extent_equal(name->size.axis[1], extent_of(1)) == YES;
  return is_lower(ast->name) && !d->column;
}

/* W² W¹ p: as many columns on the left as rows on the right; numbers in front scale. */
static void infer_product(Declarations *d, const Ast *ast, const Size *expected) {
  int matrices = 0, met = 0;
  for (int i = 0; i < ast->n; i++)
    matrices += !is_number_factor(d, ast->child[i]) && (i == 0 || ast->joiner[i - 1] != '/');
  Extent rows = expected ? expected->axis[0] : symbol(d, "S"), columns = rows;
  Size number = one_number();
  for (int i = 0; i < ast->n; i++) {
    bool divides = i > 0 && ast->joiner[i - 1] == '/';
    if (is_number_factor(d, ast->child[i]) || divides) {
      infer(d, ast->child[i], divides && !is_number_factor(d, ast->child[i]) ? expected : &number);
      continue;
    }
    const Size *known = known_size(d, ast->child[i]);
    met++;
    if (met < matrices) columns = known ? known->axis[1] : fresh_size(d, true).axis[0];
    else columns = expected ? expected->axis[1] : extent_of(1);
    Size size = matrices == 1 && expected ? *expected : plane(rows, columns);
    infer(d, ast->child[i], &size);
    rows = columns;
  }
}

static const OperatorRow *row_called(Declarations *d, const Ast *ast) {
  if (ast->child[0]->kind != AST_NAME) return NULL;
  Value value = variable_of(d->state, d->frame, ast->child[0])->value;
  return value.kind == VALUE_FUNCTION && value.function->kind == FUNCTION_ROW ? value.function->row : NULL;
}

/* What is taken for a vector, whatever stands on the left. */
static void infer_column(Declarations *d, const Ast *ast) {
  bool outer = d->column;
  d->column = true;
  infer(d, ast, NULL);
  d->column = outer;
}

/* f(N) has N's size; what compares or reduces matrices takes S × Q. */
static void infer_call(Declarations *d, const Ast *ast, const Size *expected) {
  const OperatorRow *row = row_called(d, ast);
  if (row && strcmp(row->name, "unvec") == 0 && ast->n > 1) return infer_column(d, ast->child[1]);
  bool keeps_size =
      !row || row->elementwise || row->broadcasts || row->n_operands != 2 || strcmp(row->name, "softmax") == 0;
  bool reduces = row && expected && extent_equal(expected->axis[0], extent_of(1)) == YES && !row->elementwise;
  Size batch = plane(symbol(d, "S"), symbol(d, "Q"));
  infer_children(
      d, ast, 1,
      reduces || !keeps_size ? &batch
      : keeps_size && (!row || row->elementwise || strstr(row->name, "softmax") || strcmp(row->name, "rot180") == 0)
          ? expected
          : NULL);
}

/* As the bound of its Σ, or the letter in upper case: q to Q. */
static Extent length_of_index(Declarations *d, const Ast *index) {
  char letter[] = {(char)toupper((unsigned char)index->name->text[0]), 0};
  for (int i = 0; i < d->n_bounds; i++)
    if (d->bound[i].slot == index->slot) return symbol(d, d->bound[i].bound->text);
  return symbol(d, letter);
}

static void infer_sum(Declarations *d, const Ast *ast, const Size *expected) {
  bool named = ast->n == 3 && ast->child[2]->kind == AST_NAME && d->n_bounds < 8;
  if (named) d->bound[d->n_bounds].slot = ast->slot, d->bound[d->n_bounds++].bound = ast->child[2]->name;
  infer(d, ast->child[0], expected);
}

/* A^{q,l}: l runs over the maps, Q and L of them. */
static void infer_superscript(Declarations *d, const Ast *ast, const Size *expected) {
  const Ast *base = ast->child[0];
  Declared *name = base->kind == AST_NAME ? find(d, base->name) : NULL;
  bool was_known = name && name->known;
  infer(d, base, expected);
  for (int i = 1; i < ast->n && name && !was_known && i <= 2; i++) {
    const Ast *index = ast->child[i];
    if (index->kind == AST_NAME) name->size.axis[i == ast->n - 1 ? 2 : 3] = length_of_index(d, index);
  }
}

static void infer_operator(Declarations *d, const Ast *ast, const Size *expected) {
  const State *state = d->state;
  if (ast->row == state->row_correlate || ast->row == state->row_convolve) infer_correlated(d, ast, expected);
  else if (ast->row->form == FORM_PREFIX) infer_pooled(d, ast, expected);
  else infer_children(d, ast, 0, expected);
}

static void infer(Declarations *d, const Ast *ast, const Size *expected) {
  Size turned, number = one_number();
  if (!ast) return;
  switch (ast->kind) {
    case AST_NAME: infer_name(d, ast, expected); break;
    case AST_OPERATOR: infer_operator(d, ast, expected); break;
    case AST_PRODUCT: infer_product(d, ast, expected); break;
    case AST_CALL: infer_call(d, ast, expected); break;
    case AST_SUPERSCRIPT: infer_superscript(d, ast, expected); break;
    case AST_SUM: infer_sum(d, ast, expected); break;
    case AST_TRANSPOSE:
    case AST_PRIME:
      if (expected) turned = *expected, turned.axis[0] = expected->axis[1], turned.axis[1] = expected->axis[0];
      infer(d, ast->child[0], expected ? &turned : NULL);
      break;
    case AST_POWER:
      infer(d, ast->child[0], expected);
      infer(d, ast->child[1], &number);
      break;
    default: infer_children(d, ast, 0, NULL); break;
  }
}

/* ---- names ---- */

static Status too_many(Declarations *d, const Ast *ast) {
  return fail_at(&d->state->context, d->frame->source, ast->span, "an equation on paper has at most %d names",
                 UNDECLARED_MAX);
}

static bool is_index(const Ast *ast) { return ast->place == PLACE_LOCAL; }

/* In a function its own slots are variables too; hidden ones, of indices, have no name. */
static bool is_variable(const Declarations *d, const Ast *ast) {
  return !is_index(ast) || (d->frame->code->ast && d->frame->code->slot_name[ast->slot] == ast->name);
}

static Status collect(Declarations *d, const Ast *ast);

/* The variable that holds a value found. */
static Variable *holder_of(Value *value) { return (Variable *)(void *)((char *)value - offsetof(Variable, value)); }

static Status declare(Declarations *d, const Ast *ast, const Variable *variable) {
  const State *state = d->state;
  if (find(d, variable->name)) return OK;
  if (d->n == UNDECLARED_MAX) return too_many(d, ast);
  bool global = variable >= state->global && variable < state->global + state->n_globals;
  Declared *name = &d->name[d->n++];
  *name = (Declared){.name = variable->name, .is_global = global};
  name->place = (int)(variable - (global ? state->global : d->frame->slot));
  name->assumed = variable->value.kind == VALUE_NONE;
  return OK;
}

/* w_{i,j} where w has no value is an element of W. */
static Status collect_matrix(Declarations *d, const Ast *ast) {
  Value *matrix = matrix_of_element(d->state, d->frame, ast);
  if (!matrix)
    return fail_at(&d->state->context, d->frame->source, ast->span,
                   "elements are taken of arrays with a size: declare it first, such as sym W(2, 2), P(4, 4)");
  if (!is_operand(*matrix) || find(d, holder_of(matrix)->name)) return OK;
  Status status = declare(d, ast, holder_of(matrix));
  if (status != OK) return status;
  d->name[d->n - 1].known = true;
  d->name[d->n - 1].size = value_size(*matrix);
  return OK;
}

static Status collect_name(Declarations *d, const Ast *ast, bool called) {
  Value value = variable_of(d->state, d->frame, ast)->value;
  if (!is_variable(d, ast) || find(d, ast->name)) return OK;
  if (value.kind != VALUE_NONE && !is_operand(value)) return OK;
  if (is_symbol(value) && value.symbol->is_extent) return OK;
  if (called && value.kind != VALUE_NONE && !is_symbol(value)) return OK;
  Status status = declare(d, ast, raw_variable(d->state, d->frame, ast));
  if (status != OK) return status;
  Declared *name = &d->name[d->n - 1];
  name->assumed = value.kind == VALUE_NONE;
  if (called || value.kind == VALUE_NONE) return OK;
  name->known = true;
  name->size = value_size(value);
  return OK;
}

/* Words of parameters are lengths, not arrays; what at= and like= name are arrays. */
static Status collect_parameters(Declarations *d, const Ast *arguments) {
  Status status = OK;
  for (int i = 0; arguments && i < arguments->n && status == OK; i++) {
    const Ast *item = arguments->child[i];
    bool array =
        item->kind == AST_NAMED && (strcmp(item->name->text, "at") == 0 || strcmp(item->name->text, "like") == 0);
    if (array) status = collect(d, item->child[0]);
  }
  return status;
}

/* unvec(a, R, C): behind the operands stand lengths. */
static int count_arrays(Declarations *d, const Ast *ast) {
  const OperatorRow *row = ast->kind == AST_CALL ? row_called(d, ast) : NULL;
  bool lengths = row && row->parameter[0].name && row->parameter[0].kind == PARAMETER_SIZE;
  return lengths && ast->n > 1 + row->n_operands ? 1 + row->n_operands : ast->n;
}

static Status collect(Declarations *d, const Ast *ast) {
  Status status = OK;
  int first = 0;
  if (!ast) return OK;
  if (ast->kind == AST_NAME) return collect_name(d, ast, false);
  bool element = ast->kind == AST_SUBSCRIPT || ast->kind == AST_INDEX;
  if (element && ast->child[0]->kind == AST_NAME && is_variable(d, ast->child[0]) &&
      variable_of(d->state, d->frame, ast->child[0])->value.kind == VALUE_NONE)
    status = collect_matrix(d, ast->child[first++]);
  if (ast->kind == AST_CALL && ast->child[0]->kind == AST_NAME) status = collect_name(d, ast->child[first++], true);
  int last = ast->kind == AST_SUM ? 1 : count_arrays(d, ast); /* bounds are lengths */
  for (int i = first; i < last && status == OK; i++) status = collect(d, ast->child[i]);
  return status == OK ? collect_parameters(d, ast->arguments) : status;
}

static bool is_called(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_CALL && ast->child[0]->kind == AST_NAME && ast->child[0]->name == name) return true;
  for (int i = 0; i < ast->n; i++)
    if (is_called(ast->child[i], name)) return true;
  return false;
}

/* The list of globals may have moved. */
static Variable *variable_at(const Declarations *d, const Declared *name) {
  return (name->is_global ? d->state->global : d->frame->slot) + name->place;
}

static Status bind_symbol(Declarations *d, Declared *name, const Ast *equation) {
  State *state = d->state;
  bool function = is_called(equation->child[1], name->name) && name->assumed;
  Variable *variable = variable_at(d, name);
  Value value = function ? function_of_name(state, name->name) : symbol_of_size(state, &name->size);
  if (value.kind == VALUE_NONE) return OUT_OF_MEMORY;
  name->before = variable->value;
  variable->value = value;
  d->n_bound++;
  if (function) return OK;
  TrailNode *node = start_node(state, value);
  if (!node) return OUT_OF_MEMORY;
  node->name = variable->name;
  node->owner = variable->id;
  variable->value.node = node;
  return OK;
}

Status declare_names(State *state, Frame *frame, const Ast *equation, Declarations *d) {
  *d = (Declarations){.state = state, .frame = frame, .column = is_lower(target_name(equation->child[0])->name)};
  Arena *arena = paper_of(state);
  d->left = d->column ? plane(extent_symbol(arena, "S"), extent_of(1))
                      : plane(extent_symbol(arena, "S_r"), extent_symbol(arena, "S_c"));
  bool scalar = target_name(equation->child[0])->name->length == 1 && target_name(equation->child[0])->name->text[0] == 'F';
  if (scalar) d->left = one_number();
  Status status = collect(d, equation->child[1]);
  if (status != OK) return status;
  infer(d, equation->child[1], &d->left);
  for (int i = 0; i < d->n && status == OK; i++) {
    if (!d->name[i].known && !is_called(equation->child[1], d->name[i].name)) infer_size(d, &d->name[i], NULL);
    status = bind_symbol(d, &d->name[i], equation);
  }
  return status;
}

void restore_names(Declarations *d) {
  for (int i = d->n_bound; i-- > 0;) value_store(d->state, &variable_at(d, &d->name[i])->value, d->name[i].before);
}

/* r × c × L × H: without units, which differ for kernels and images. */
static void print_lengths(const Size *size, Text *out) {
  int last = AXES - 1;
  while (last > 1 && extent_equal(size->axis[last], extent_of(1)) == YES) last--;
  for (int axis = 0; axis <= last; axis++) {
    Text text;
    text_open(&text, out->memory);
    print_extent(size->axis[axis], &text);
    bool sum = strchr(text_string(&text), '+') || strchr(text_string(&text), '-');
    text_format(out, sum ? "%s(%s)" : "%s%s", axis ? " × " : "", text_string(&text));
    text_close(&text);
  }
}

void print_assumptions(const Declarations *d, const Ast *equation, const char *comment, Text *out) {
  bool any = false;
  for (int i = 0; i < d->n; i++) {
    if (!d->name[i].assumed || is_called(equation->child[1], d->name[i].name)) continue;
    text_format(out, "%s%s%s: ", any ? ";" : comment, " ", d->name[i].name->text);
    print_lengths(&d->name[i].size, out);
    any = true;
  }
  if (any) text_format(out, "\n");
}
