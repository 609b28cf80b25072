#include "syntax/ast.h"

#include <math.h>
#include <string.h>

/* Children stand in arrays of 1, 2, 4, 8 … so that an array's room follows from n and lists grow geometrically. */
static size_t room_for(int n) {
  size_t room = n > 0;
  while (room < (size_t)n) room *= 2;
  return room;
}

Ast *ast_new(Context *context, Arena *arena, AstKind kind, Span span, int n) {
  Ast *ast = arena_allocate(arena, sizeof *ast);
  if (ast && n > 0) ast->child = arena_allocate(arena, room_for(n) * sizeof *ast->child);
  if (ast && n > 0 && kind == AST_PRODUCT) ast->joiner = arena_allocate(arena, room_for(n));
  if (!ast || (n > 0 && !ast->child) || (n > 0 && kind == AST_PRODUCT && !ast->joiner)) {
    fail_out_of_memory(context);
    return NULL;
  }
  ast->kind = kind;
  ast->span = ast->mark = span;
  ast->depth = 1;
  ast->n = n;
  ast->slot = -1;
  return ast;
}

static Status deepen(Context *context, Ast *ast, const Ast *child) {
  if (!child || child->depth < ast->depth) return OK;
  if (child->depth >= AST_DEPTH_MAX)
    return fail(context, "nested too deeply: more than %d levels; give a part of it a name of its own", AST_DEPTH_MAX);
  ast->depth = child->depth + 1;
  return OK;
}

static bool grow_children(Arena *arena, Ast *list) {
  if (room_for(list->n) > (size_t)list->n) return true;
  Ast **grown = arena_allocate(arena, room_for(list->n + 1) * sizeof *grown);
  if (!grown) return false;
  if (list->n > 0) memcpy(grown, list->child, (size_t)list->n * sizeof *grown);
  list->child = grown;
  return true;
}

Status ast_append(Context *context, Arena *arena, Ast *list, Ast *child) {
  Status status = deepen(context, list, child);
  if (status != OK) return status;
  if (list->n == INT32_MAX || !grow_children(arena, list)) return fail_out_of_memory(context);
  list->child[list->n++] = child;
  return OK;
}

Status ast_set_arguments(Context *context, Ast *ast, Ast *arguments) {
  ast->arguments = arguments;
  return deepen(context, ast, arguments);
}

/* joiner has the room that child has. */
Status ast_append_factor(Context *context, Arena *arena, Ast *product, char joiner, Ast *factor) {
  int n = product->n;
  Status status = ast_append(context, arena, product, factor);
  if (status != OK || n == 0) return status;
  if (n == 1 || room_for(n) < room_for(n + 1)) {
    char *grown = arena_allocate(arena, room_for(n + 1));
    if (!grown) return fail_out_of_memory(context);
    if (n > 1) memcpy(grown, product->joiner, (size_t)n - 1);
    product->joiner = grown;
  }
  product->joiner[n - 1] = joiner;
  return OK;
}

static bool same_number(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static bool same_text(const Ast *a, const Ast *b) {
  if (!a->text || !b->text) return a->text == b->text;
  return a->text_length == b->text_length && memcmp(a->text, b->text, a->text_length) == 0;
}

/* Brackets around the base of ^{…} make it a power. */
static bool same_grouping(const Ast *a, const Ast *b) {
  return a->kind != AST_SUPERSCRIPT ||
    (a->child[0]->flags & AST_PARENTHESISED) == (b->child[0]->flags & AST_PARENTHESISED);
}

static bool same_node(const Ast *a, const Ast *b) {
  return a->kind == b->kind && a->n == b->n && a->primes == b->primes && a->row == b->row && a->name == b->name &&
    (a->flags & AST_SILENT) == (b->flags & AST_SILENT) && same_number(a->number, b->number) && same_text(a, b) &&
    (a->kind != AST_PRODUCT || a->n < 2 || memcmp(a->joiner, b->joiner, (size_t)a->n - 1) == 0) && same_grouping(a, b);
}

/* The recursion is as deep as the trees: AST_DEPTH_MAX at most. */
bool ast_equal(const Ast *a, const Ast *b) {
  if (a == b) return true;
  if (!a || !b || !same_node(a, b) || !ast_equal(a->arguments, b->arguments)) return false;
  for (int i = 0; i < a->n; i++)
    if (!ast_equal(a->child[i], b->child[i])) return false;
  return true;
}

bool ast_mentions(const Ast *ast, const Name *name) {
  if (!ast) return false;
  if (ast->kind == AST_NAME && ast->name == name) return true;
  for (int i = 0; i < ast->n; i++)
    if (ast_mentions(ast->child[i], name)) return true;
  return ast_mentions(ast->arguments, name);
}

Program *program_retain(Program *program) {
  if (program) program->references++;
  return program;
}

void program_release(Context *context, Program *program) {
  if (!program || --program->references > 0) return;
  source_release(context, program->source);
  arena_close(&program->arena);
  memory_release(&context->memory, program);
}
