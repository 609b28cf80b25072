/* The chapter's transfer functions: f^{n,h} of layer n and map h is fⁿ, or f where one function serves all layers; Ḟ
   (8.53), where it has no value of its own, is f'(N) with the labels and maps that stand on it (8.51). */
#include "evaluate/resolve.h"

#include <string.h>

typedef struct Transfer {
  State *state;
  Program *program;
} Transfer;

static const char dotted_f[] = "\xE1\xB8\x9E"; /* Ḟ */

static bool has_value(const Transfer *transfer, const Name *name) {
  return name && name->global >= 0 && transfer->state->global[name->global].value.kind != VALUE_NONE;
}

static bool is_function_value(const Transfer *transfer, const Name *name) {
  const OperatorRow *row = find_operator(name->text);
  if (!has_value(transfer, name)) return row && row->form == FORM_FUNCTION;
  return transfer->state->global[name->global].value.kind == VALUE_FUNCTION;
}

/* f(x) = …, f = logsig, f = x ↦ …. */
static bool makes_function(const Transfer *transfer, const Ast *ast, const Name *name) {
  if (ast->kind == AST_FUNCTION) return ast->name == name && !ast->primes;
  if (ast->kind != AST_EQUATION || ast->child[0]->kind != AST_NAME || ast->child[0]->name != name) return false;
  const Ast *value = ast->child[1];
  return value->kind == AST_LAMBDA || (value->kind == AST_NAME && is_function_value(transfer, value->name));
}

static bool is_function(const Transfer *transfer, const Name *name) {
  const Ast *root = transfer->program->root;
  for (int i = 0; name && i < root->n; i++)
    if (makes_function(transfer, root->child[i], name)) return true;
  return name && is_function_value(transfer, name);
}

static bool is_given(const Transfer *transfer, const Name *name) {
  return name && (has_value(transfer, name) || gives_value(transfer->program->root, name));
}

static Name *prefixed(const Transfer *transfer, const char *first, const char *rest) {
  char text[NAME_BYTES];
  size_t n = strlen(first), length = n + strlen(rest);
  if (length >= sizeof text) return NULL;
  memcpy(text, first, n);
  memcpy(text + n, rest, length - n);
  return find_name(&transfer->state->names, text, length);
}

/* fⁿ, or the f without labels that serves in its place; NULL: neither is a function. */
static Name *function_of(const Transfer *transfer, const char *labels) {
  Name *own = prefixed(transfer, "f", labels), *common = prefixed(transfer, "f", "");
  return is_function(transfer, own) ? own : is_function(transfer, common) ? common : NULL;
}

static Ast *new_node(const Transfer *transfer, AstKind kind, Span span, int n) {
  return ast_new(&transfer->state->context, &transfer->program->arena, kind, span, n);
}

static Ast *new_name(const Transfer *transfer, Name *name, Span span) {
  Ast *ast = new_node(transfer, AST_NAME, span, 0);
  if (ast) ast->name = name;
  return ast;
}

/* f'(argument) at the place of Ḟ. */
static Status write_derivative(const Transfer *transfer, Ast **place, Name *function, Ast *argument) {
  Span span = (*place)->span;
  Ast *call = new_node(transfer, AST_CALL, span, 2), *prime = new_node(transfer, AST_PRIME, span, 1);
  Ast *name = new_name(transfer, function, span);
  if (!call || !prime || !name) return OUT_OF_MEMORY;
  prime->child[0] = name;
  call->child[0] = prime;
  call->child[1] = argument;
  return *place = call, OK;
}

/* Ḟⁿ or Ḟⁿ^{h}. Maps of N stand where those of Ḟ stood. */
static Status read_derivative(const Transfer *transfer, Ast **place, const Ast *letter) {
  const char *labels = letter->name->text + strlen(dotted_f);
  Name *net_input = prefixed(transfer, "N", labels), *function = function_of(transfer, labels);
  if (is_given(transfer, letter->name) || !is_given(transfer, net_input) || !function) return OK;
  Ast *argument = new_name(transfer, net_input, letter->span);
  if (argument && *place != letter) {
    Ast *maps = new_node(transfer, AST_SUPERSCRIPT, (*place)->span, (*place)->n);
    if (!maps) return OUT_OF_MEMORY;
    memcpy(maps->child, (*place)->child, (size_t)(*place)->n * sizeof *maps->child);
    maps->child[0] = argument;
    argument = maps;
  }
  return argument ? write_derivative(transfer, place, function, argument) : OUT_OF_MEMORY;
}

static bool has_indices_alone(const Ast *superscript) {
  for (int i = 1; i < superscript->n; i++)
    if (superscript->child[i]->kind != AST_NAME) return false;
  return true;
}

/* The bytes of f in fᵐⁿ. */
static size_t without_labels(const Name *name) {
  static const char *const label[] = {"ᵐ", "ⁿ", "ᵈ", "ᵗ"};
  size_t length = name->length;
  for (size_t i = 0; i < sizeof label / sizeof *label; i++) {
    size_t n = strlen(label[i]);
    if (length > n && memcmp(name->text + length - n, label[i], n) == 0) length -= n, i = (size_t)-1;
  }
  return length;
}

/* fⁿ, or f in its place; NULL: neither, or no name with labels and no function. */
static Name *called_function(const Transfer *transfer, Name *name) {
  size_t n = without_labels(name);
  if (is_function(transfer, name)) return name;
  if (n == name->length || is_given(transfer, name)) return NULL;
  Name *common = find_name(&transfer->state->names, name->text, n);
  return is_function(transfer, common) ? common : NULL;
}

/* The function that is called, f'ⁿ^{h}, without labels that it has not and maps that it cannot have. */
static Status read_called(const Transfer *transfer, Ast **called) {
  Ast **place = called, *letter;
  while ((*place)->kind == AST_SUPERSCRIPT && has_indices_alone(*place)) place = &(*place)->child[0];
  letter = (*place)->kind == AST_PRIME ? (*place)->child[0] : *place;
  Name *function = letter->kind == AST_NAME ? called_function(transfer, letter->name) : NULL;
  if (!function) return OK;
  letter->name = function;
  *called = *place;
  return OK;
}

static bool is_dotted_f(const Ast *ast) {
  return ast->kind == AST_NAME && strncmp(ast->name->text, dotted_f, strlen(dotted_f)) == 0;
}

/* The recursion is as deep as the tree: AST_DEPTH_MAX at most. */
static Status read_part(const Transfer *transfer, Ast **place) {
  Ast *ast = *place;
  Status status = OK;
  if (is_dotted_f(ast)) return read_derivative(transfer, place, ast);
  if (ast->kind == AST_SUPERSCRIPT && is_dotted_f(ast->child[0]))
    return read_derivative(transfer, place, ast->child[0]);
  if (ast->kind == AST_CALL) status = read_called(transfer, &ast->child[0]);
  for (int i = 0; i < ast->n && status == OK; i++)
    if (ast->child[i]) status = read_part(transfer, &ast->child[i]);
  return status == OK && ast->arguments ? read_part(transfer, &ast->arguments) : status;
}

Status read_transfer_functions(State *state, Program *program) {
  const Transfer transfer = {state, program};
  return program->is_library ? OK : read_part(&transfer, &program->root);
}
