/* The book's layer numbers m and n: N^m, LZ^{m,n}, W^{m,n,h,l}. Where they have no value and count nothing they are part of the
   name, Nᵐ. They are indices where a program gives them a value, sums over them or puts them in a subscript. */
#include "evaluate/resolve.h"

#include "syntax/labels.h"

#include <string.h>

typedef struct Labels {
  State *state;
  const Ast *program, *statement;
} Labels;

static bool is_letter_of_layers(const Name *name) { return name->length == 1 && strchr("mndt", name->text[0]); }

static bool binds(const Ast *ast, const Name *name) {
  const Ast *target = NULL;
  if (!ast || ast->kind == AST_DERIVE) return false;
  if (ast->kind == AST_EQUATION || ast->kind == AST_UPDATE || ast->kind == AST_ADD_ASSIGN) target = ast->child[0];
  if (target && target->kind == AST_NAME && target->name == name) return true;
  if ((ast->kind == AST_FOR || ast->kind == AST_SUM || ast->kind == AST_NAMED) && ast->name == name) return true;
  if (ast->kind == AST_TUPLE || ast->kind == AST_SYM || ast->kind == AST_PARAM)
    for (int i = 0; i < ast->n; i++)
      if (ast->child[i] && ast->child[i]->kind == AST_NAME && ast->child[i]->name == name) return true;
  for (int i = 0; i < ast->n; i++)
    if (binds(ast->child[i], name)) return true;
  return binds(ast->arguments, name);
}

static bool mentions(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_NAME && ast->name == name) return true;
  for (int i = 0; i < ast->n; i++)
    if (mentions(ast->child[i], name)) return true;
  return mentions(ast->arguments, name);
}

static bool is_subscript(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_SUBSCRIPT || ast->kind == AST_INDEX)
    for (int i = 1; i < ast->n; i++)
      if (mentions(ast->child[i], name)) return true;
  for (int i = 0; i < ast->n; i++)
    if (is_subscript(ast->child[i], name)) return true;
  return is_subscript(ast->arguments, name);
}

static bool is_named(const Ast *ast, const Name *name) { return ast && ast->kind == AST_NAME && ast->name == name; }

/* n^m = W p: on the right nothing tells how far an index m would run. */
static bool is_left_alone(const Ast *equation, const Name *name) {
  const Ast *target = equation->child[0];
  return target->kind == AST_SUPERSCRIPT && target->n == 2 && is_named(target->child[1], name) &&
         !mentions(equation->child[1], name);
}

/* N^m without braces, W^{m,n,h,l} with more than maps and examples, LZ^{m,n} with layers alone. */
static bool is_written_as_layer(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_POWER && ast->child[0]->kind == AST_NAME && is_named(ast->child[1], name)) return true;
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
    if (is_written_as_layer(ast->child[i], name)) return true;
  return is_written_as_layer(ast->arguments, name);
}

static bool is_label(void *user, const Name *name) {
  const Labels *labels = user;
  if (!is_letter_of_layers(name)) return false;
  bool has_value = name->global >= 0 && labels->state->global[name->global].value.kind != VALUE_NONE;
  return !has_value && !binds(labels->program, name) && !is_subscript(labels->statement, name) &&
         is_written_as_layer(labels->statement, name);
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
