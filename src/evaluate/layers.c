/* The book's layer numbers m and n: N^m, LZ^{m,n}, W^{m,n,h,l}. Where they have no value and count nothing they are part of the
   name, Nᵐ. They are indices where a program gives them a value, sums over them or puts them in a subscript. A^{n,l} may be
   either: it is map l of Aⁿ where that has a value. */
#include "evaluate/expression.h"
#include "evaluate/resolve.h"

#include "syntax/labels.h"

#include <string.h>

typedef struct Labels {
  State *state;
  const Ast *program, *statement;
} Labels;

static bool is_letter_of_layers(const Name *name) { return name->length == 1 && strchr("mndt", name->text[0]); }

static bool lists(const Ast *ast, const Name *name) {
  for (int i = 0; i < ast->n; i++)
    if (ast->child[i] && ast->child[i]->kind == AST_NAME && ast->child[i]->name == name) return true;
  return false;
}

static bool binds(const Ast *ast, const Name *name) {
  const Ast *target = NULL;
  if (!ast || ast->kind == AST_DERIVE) return false;
  if (ast->kind == AST_EQUATION || ast->kind == AST_UPDATE || ast->kind == AST_ADD_ASSIGN) target = ast->child[0];
  if (target && target->kind == AST_NAME && target->name == name) return true;
  if ((ast->kind == AST_FOR || ast->kind == AST_SUM || ast->kind == AST_NAMED) && ast->name == name) return true;
  if ((ast->kind == AST_TUPLE || ast->kind == AST_SYM || ast->kind == AST_PARAM) && lists(ast, name)) return true;
  for (int i = 0; i < ast->n; i++)
    if (binds(ast->child[i], name)) return true;
  return binds(ast->arguments, name);
}

bool gives_value(const Ast *ast, const Name *name) {
  if (!ast || ast->kind == AST_DERIVE) return false;
  bool assigns = ast->kind == AST_EQUATION || ast->kind == AST_UPDATE || ast->kind == AST_ADD_ASSIGN;
  const Ast *target = assigns ? target_name(ast->child[0]) : NULL;
  if (target && target->name == name) return true;
  if ((ast->kind == AST_FUNCTION || ast->kind == AST_FOR) && ast->name == name) return true;
  if ((ast->kind == AST_TUPLE || ast->kind == AST_SYM || ast->kind == AST_PARAM) && lists(ast, name)) return true;
  for (int i = 0; i < ast->n; i++)
    if (gives_value(ast->child[i], name)) return true;
  return false;
}

static bool is_named(const Ast *ast, const Name *name) { return ast && ast->kind == AST_NAME && ast->name == name; }

/* Elsewhere than above a name: r^m - i + 1 and r^m(i-1) count with rᵐ and i. */
static bool counts_with(const Ast *ast, const Name *name) {
  bool raised = ast->kind == AST_SUPERSCRIPT || ast->kind == AST_POWER;
  if (ast->kind == AST_NAME) return ast->name == name;
  for (int i = 0; i < ast->n; i++) {
    const Ast *part = ast->child[i];
    if (raised && i == 1 && part->kind == AST_CALL) {
      for (int k = 1; k < part->n; k++)
        if (counts_with(part->child[k], name)) return true;
    } else if (!(raised && i > 0 && is_named(part, name)) && counts_with(part, name)) return true;
  }
  return false;
}

static bool is_subscript(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_SUBSCRIPT || ast->kind == AST_INDEX)
    for (int i = 1; i < ast->n; i++)
      if (counts_with(ast->child[i], name)) return true;
  for (int i = 0; i < ast->n; i++)
    if (is_subscript(ast->child[i], name)) return true;
  return is_subscript(ast->arguments, name);
}

static bool is_any_layer(void *user, const Name *name) { return (void)user, is_letter_of_layers(name); }

static bool is_bound(const Labels *labels, const Name *name) {
  return (name->global >= 0 && labels->state->global[name->global].value.kind != VALUE_NONE) ||
         gives_value(labels->program, name);
}

/* Or what it is the sensitivity of. */
static bool is_given(const Labels *labels, const Name *name) {
  const Name *value = name->text[0] == 'd' && name->length > 1
                          ? find_name(&labels->state->names, name->text + 1, name->length - 1)
                          : NULL;
  return is_bound(labels, name) || (value && is_bound(labels, value));
}

/* dn^{n,h} belongs to layer n where Nⁿ has a value. */
static bool names_a_layer(const Labels *labels, const Ast *superscript, const Name *name) {
  State *state = labels->state;
  bool here = false;
  for (int i = 1; i < superscript->n; i++) here |= is_named(superscript->child[i], name);
  if (!here || !labelled_name(superscript->child[0])) return false;
  const Name *whole = join_name(&state->context, &state->names, labelled_name(superscript->child[0])->name,
                                superscript->child + 1, superscript->n - 1, is_any_layer, NULL);
  if (!whole || is_given(labels, whole)) return whole;
  for (int i = 0; i < MATRIX_NAMES; i++) {
    const Name *matrix = matrix_name(state, whole, i);
    if (matrix && is_given(labels, matrix)) return true;
  }
  return false;
}

/* A^n = … with no n on the right. */
static bool is_only_given(const Ast *ast, const Name *name) {
  if ((ast->kind != AST_EQUATION && ast->kind != AST_UPDATE) || (ast->n > 2 && ast->child[2])) return false;
  return ast->child[0]->kind != AST_NAME && ast_mentions(ast->child[0], name) && !ast_mentions(ast->child[1], name);
}

/* n^m = W p: on the right nothing tells how far an index m would run. */
static bool is_left_alone(const Ast *equation, const Name *name) {
  const Ast *target = equation->child[0];
  return target->kind == AST_SUPERSCRIPT && target->n == 2 && is_named(target->child[1], name) &&
         !ast_mentions(equation->child[1], name);
}

/* N^m without braces, W^{m,n,h,l} with more than maps and examples, LZ^{m,n} with layers alone. */
static bool is_written_as_layer(const Labels *labels, const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (is_only_given(ast, name) || (ast->kind == AST_SUPERSCRIPT && names_a_layer(labels, ast, name))) return true;
  if (ast->kind == AST_POWER && labelled_name(ast->child[0]) && is_named(ast->child[1], name)) return true;
  if (ast->kind == AST_SUPERSCRIPT && ast->n > 2) {
    bool here = false, all = true;
    for (int i = 1; i < ast->n; i++) {
      here |= is_named(ast->child[i], name);
      all &= ast->child[i]->kind == AST_NAME && is_letter_of_layers(ast->child[i]->name);
    }
    if (here && (all || ast->n > 3)) return true;
  }
  if (ast->kind == AST_EQUATION && is_left_alone(ast, name)) return true;
  for (int i = 0; i < ast->n; i++)
    if (is_written_as_layer(labels, ast->child[i], name)) return true;
  return is_written_as_layer(labels, ast->arguments, name);
}

static bool is_label(void *user, const Name *name) {
  const Labels *labels = user;
  if (!is_letter_of_layers(name)) return false;
  bool has_value = name->global >= 0 && labels->state->global[name->global].value.kind != VALUE_NONE;
  return !has_value && !binds(labels->program, name) && !is_subscript(labels->statement, name) &&
         is_written_as_layer(labels, labels->statement, name);
}

static bool has_any_layer(const Ast *ast) {
  if (!ast) return false;
  if (ast->kind == AST_NAME) return is_letter_of_layers(ast->name);
  for (int i = 0; i < ast->n; i++)
    if (has_any_layer(ast->child[i])) return true;
  return has_any_layer(ast->arguments);
}

Status join_layers(State *state, Program *program) {
  Ast *root = program->root;
  if (program->is_library) return OK;
  for (int i = 0; i < root->n; i++) {
    Labels labels = {state, root, root->child[i]};
    if (!has_any_layer(root->child[i])) continue;
    root->child[i] = join_labels(&state->context, &program->arena, &state->names, root->child[i], is_label, &labels);
    if (!root->child[i]) return state->context.error->status;
  }
  return OK;
}
