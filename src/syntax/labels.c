#include "syntax/labels.h"
#include "syntax/spelling.h"

#include <string.h>

typedef struct Joining {
  Context *context;
  Arena *arena;
  Names *names;
  IsLabel *is_label;
  void *user;
} Joining;

static Ast *join(const Joining *joining, const Ast *ast);

static const char *superscript_of(char c) {
  static const char *const lower[] = {"ᵃ", "ᵇ", "ᶜ", "ᵈ",  "ᵉ", "ᶠ", "ᵍ", "ʰ", "ⁱ", "ʲ", "ᵏ", "ˡ", "ᵐ",
                                      "ⁿ", "ᵒ", "ᵖ", NULL, "ʳ", "ˢ", "ᵗ", "ᵘ", "ᵛ", "ʷ", "ˣ", "ʸ", "ᶻ"};
  static const char *const upper[] = {"ᴬ", "ᴮ", NULL, "ᴰ",  "ᴱ", NULL, "ᴳ",  "ᴴ", "ᴵ", "ᴶ", "ᴷ",  "ᴸ",  "ᴹ",
                                      "ᴺ", "ᴼ", "ᴾ",  NULL, "ᴿ", NULL, NULL, "ᵁ", "ⱽ", "ᵂ", NULL, NULL, NULL};
  static const char *const digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  if (c >= 'a' && c <= 'z') return lower[c - 'a'];
  if (c >= 'A' && c <= 'Z') return upper[c - 'A'];
  return c >= '0' && c <= '9' ? digit[c - '0'] : NULL;
}

static bool has_superscripts(const Name *label) {
  for (uint32_t i = 0; i < label->length; i++)
    if (!superscript_of(label->text[i])) return false;
  return true;
}

static void add_label(Text *text, const Name *label) {
  bool raised = has_superscripts(label);
  if (!raised) text_add(text, "_", 1);
  for (uint32_t i = 0; i < label->length; i++) {
    const char *letter = raised ? superscript_of(label->text[i]) : NULL;
    text_add(text, letter ? letter : label->text + i, letter ? strlen(letter) : 1);
  }
}

static bool is_label(const Joining *joining, const Ast *ast) {
  return ast->kind == AST_NAME && joining->is_label(joining->user, ast->name);
}

const Ast *labelled_name(const Ast *ast) {
  while (ast->kind == AST_SUBSCRIPT || ast->kind == AST_PRIME) ast = ast->child[0];
  return ast->kind == AST_NAME ? ast : NULL;
}

static Ast *copy_of(const Joining *joining, const Ast *ast, int n) {
  Ast *copy = ast_new(joining->context, joining->arena, ast->kind, ast->span, n);
  if (!copy) return NULL;
  Ast **child = copy->child;
  char *joiner = copy->joiner;
  *copy = *ast;
  copy->child = child;
  copy->joiner = joiner;
  copy->n = n;
  if (joiner && n > 1) memcpy(joiner, ast->joiner, (size_t)n - 1);
  return copy;
}

/* `ast` with the name at its bottom replaced. */
static Ast *renamed(const Joining *joining, const Ast *ast, Name *name) {
  Ast *copy = copy_of(joining, ast, ast->n);
  if (!copy) return NULL;
  if (ast->kind == AST_NAME) {
    copy->name = name;
    return copy;
  }
  if (!(copy->child[0] = renamed(joining, ast->child[0], name))) return NULL;
  for (int i = 1; i < ast->n; i++)
    if (!(copy->child[i] = join(joining, ast->child[i]))) return NULL;
  return copy;
}

Name *join_name(Context *context, Names *names, const Name *name, Ast *const *label, int n, IsLabel *is_label_of,
                void *user) {
  Text text;
  text_open(&text, &context->memory);
  text_add(&text, name->text, name->length);
  for (int i = 0; i < n; i++)
    if (label[i]->kind == AST_NAME && is_label_of(user, label[i]->name)) add_label(&text, label[i]->name);
  Name *whole = text.failed ? NULL : intern_name(names, text_string(&text), 0, text.length);
  text_close(&text);
  if (!whole) fail_out_of_memory(context);
  return whole;
}

/* The base of a superscript with those of child[first … n-1] that are labels in its name. */
static Ast *labelled(const Joining *joining, const Ast *base, Ast *const *label, int n) {
  Name *whole = join_name(joining->context, joining->names, labelled_name(base)->name, label, n, joining->is_label,
                          joining->user);
  return whole ? renamed(joining, base, whole) : NULL;
}

static int count_labels(const Joining *joining, const Ast *ast) {
  int count = 0;
  for (int i = 1; i < ast->n; i++) count += is_label(joining, ast->child[i]);
  return count;
}

/* X^{m,n,h}: the labels go, h stays. */
static Ast *join_superscript(const Joining *joining, const Ast *ast, int n_labels) {
  Ast *base = labelled(joining, ast->child[0], ast->child + 1, ast->n - 1);
  if (!base || n_labels == ast->n - 1) return base;
  Ast *rest = copy_of(joining, ast, ast->n - n_labels);
  if (!rest) return NULL;
  rest->child[0] = base;
  for (int i = 1, k = 1; i < ast->n; i++)
    if (!is_label(joining, ast->child[i]) && !(rest->child[k++] = join(joining, ast->child[i]))) return NULL;
  return rest;
}

/* r^m(i-1) is read as a power of m(i-1), where m is a label it is rᵐ of i-1. */
static Ast *join_power(const Joining *joining, const Ast *ast) {
  Ast *const exponent = ast->child[1];
  if (is_label(joining, exponent)) return labelled(joining, ast->child[0], &exponent, 1);
  Ast *call = copy_of(joining, exponent, exponent->n);
  if (!call || !(call->child[0] = labelled(joining, ast->child[0], exponent->child, 1))) return NULL;
  for (int i = 1; i < call->n; i++)
    if (!(call->child[i] = join(joining, exponent->child[i]))) return NULL;
  call->span = ast->span;
  return call;
}

static bool has_label_exponent(const Joining *joining, const Ast *ast) {
  const Ast *exponent = ast->child[1];
  if (ast->kind != AST_POWER || !labelled_name(ast->child[0])) return false;
  if (exponent->kind == AST_CALL || exponent->kind == AST_INDEX) exponent = exponent->child[0];
  return is_label(joining, exponent);
}

static bool has_label_superscript(const Joining *joining, const Ast *ast) {
  return ast->kind == AST_SUPERSCRIPT && !(ast->child[0]->flags & AST_PARENTHESISED) && labelled_name(ast->child[0]) &&
         count_labels(joining, ast) > 0;
}

static Ast *writable(const Joining *joining, const Ast *ast, Ast *copy) {
  if (copy != ast || !(copy = copy_of(joining, ast, ast->n))) return copy;
  if (ast->n > 0) memcpy(copy->child, ast->child, (size_t)ast->n * sizeof *ast->child);
  return copy;
}

/* The recursion is as deep as the tree: AST_DEPTH_MAX at most. */
static Ast *join_children(const Joining *joining, const Ast *ast) {
  Ast *result = (Ast *)ast;
  for (int i = -1; i < ast->n; i++) { /* -1: the arguments */
    const Ast *part = i < 0 ? ast->arguments : ast->child[i];
    Ast *joined = part ? join(joining, part) : NULL;
    if (joined == part) continue;
    if (!joined || !(result = writable(joining, ast, result))) return NULL;
    if (i < 0) result->arguments = joined;
    else result->child[i] = joined;
  }
  return result;
}

static Ast *join(const Joining *joining, const Ast *ast) {
  if (ast->kind == AST_POWER && has_label_exponent(joining, ast)) return join_power(joining, ast);
  if (has_label_superscript(joining, ast)) return join_superscript(joining, ast, count_labels(joining, ast));
  return join_children(joining, ast);
}

Ast *join_labels(Context *context, Arena *arena, Names *names, const Ast *ast, IsLabel *is_label_of, void *user) {
  const Joining joining = {context, arena, names, is_label_of, user};
  return join(&joining, ast);
}
