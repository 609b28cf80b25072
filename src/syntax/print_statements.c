#include "syntax/print.h"

#include <string.h>

static void new_line(Printer *printer) {
  put(printer, "\n");
  for (int i = 0; i < printer->indent; i++) put(printer, "  ");
}

/* A statement a line, indented; ends at the beginning of the line that closes the block. */
static void print_block(Printer *printer, const Ast *block) {
  printer->indent++;
  for (int i = 0; i < block->n; i++) {
    new_line(printer);
    print_statement(printer, block->child[i]);
  }
  printer->indent--;
  new_line(printer);
}

static void print_equation(Printer *printer, const Ast *ast, const char *sign) {
  print_expression(printer, ast->child[0]);
  put(printer, sign);
  print_expression(printer, ast->child[1]);
  if (ast->n < 3 || !ast->child[2]) return;
  put(printer, " for ");
  for (int i = 0; i < ast->child[2]->n; i++) {
    if (i > 0) put(printer, ", ");
    print_named(printer, ast->child[2]->child[i], " = ");
  }
}

/* The leaf that the text begins with is what a keyword could be mistaken for. */
static const Ast *first_leaf(const Ast *ast) {
  while (ast->n > 0 && ast->child[0] && ast->kind != AST_MATRIX && ast->kind != AST_LIST && ast->kind != AST_NOT &&
         ast->kind != AST_SUM && ast->kind != AST_PARTIAL && !(ast->kind == AST_OPERATOR && ast->n == 1))
    ast = ast->kind == AST_LAMBDA && ast->child[0]->n == 1 ? ast->child[0]->child[0] : ast->child[0];
  return ast;
}

static bool begins_with_keyword(const Ast *ast) {
  static const char *const words[] = {"sym", "rule", "check", "explain", "help", "walk"};
  const Ast *leaf = first_leaf(ast);
  for (size_t i = 0; leaf->kind == AST_NAME && i < sizeof words / sizeof *words; i++)
    if (strcmp(leaf->name->text, words[i]) == 0) return true;
  return false;
}

static void print_bare(Printer *printer, const Ast *ast) {
  bool hidden = begins_with_keyword(ast);
  if (hidden) put(printer, "(");
  print_expression(printer, ast);
  if (hidden) put(printer, ")");
}

static void print_word(Printer *printer, const char *word, const Ast *what) {
  put(printer, word);
  if (what) print_expression(printer, what);
}

static void print_list(Printer *printer, const char *word, const Ast *list) {
  if (!list) return;
  put(printer, word);
  for (int i = 0; i < list->n; i++) {
    if (i > 0) put(printer, ", ");
    if (list->child[i]->kind == AST_EQUATION) print_equation(printer, list->child[i], " = ");
    else print_expression(printer, list->child[i]);
  }
}

static void print_derivation(Printer *printer, const Ast *ast, const char *word) {
  put(printer, word);
  print_parameters(printer, ast->arguments);
  put(printer, " ");
  if (ast->child[0]->kind == AST_EQUATION) print_equation(printer, ast->child[0], " = ");
  else print_expression(printer, ast->child[0]);
  if (ast->n > 1) print_list(printer, " for ", ast->child[1]);
}

static void print_function(Printer *printer, const Ast *ast) {
  bool block = ast->child[1]->kind == AST_BLOCK;
  text_format(printer->out, "%s%s", block ? "function " : "", ast->name->text);
  for (int i = 0; i < ast->primes; i++) put(printer, "'");
  print_expression(printer, ast->child[0]);
  if (!block) put(printer, " = ");
  if (block) print_block(printer, ast->child[1]), put(printer, "end");
  else print_expression(printer, ast->child[1]);
}

/* elseif is an if in the place of an else. */
static void print_if(Printer *printer, const Ast *ast) {
  const char *word = "if ";
  for (; ast && ast->kind == AST_IF; ast = ast->child[2], word = "elseif ") {
    print_word(printer, word, ast->child[0]);
    print_block(printer, ast->child[1]);
  }
  if (ast) put(printer, "else"), print_block(printer, ast);
  put(printer, "end");
}

static void print_loop(Printer *printer, const Ast *ast) {
  if (ast->kind == AST_FOR) text_format(printer->out, "for %s in ", ast->name->text);
  else put(printer, "while ");
  print_expression(printer, ast->child[0]);
  print_block(printer, ast->child[1]);
  put(printer, "end");
}

static void print_rule(Printer *printer, const Ast *ast) {
  put(printer, "rule ");
  print_equation(printer, ast->child[0], " = ");
  print_block(printer, ast->child[1]);
  put(printer, "end");
}

static void print_backprop(Printer *printer, const Ast *ast) {
  print_word(printer, "backprop ", ast->child[0]);
  print_list(printer, " for ", ast->child[1]);
  if (ast->child[2]) print_word(printer, " with ", ast->child[2]);
}

static void print_program(Printer *printer, const Ast *block) {
  for (int i = 0; i < block->n; i++) {
    print_statement(printer, block->child[i]);
    put(printer, "\n");
  }
}

/* One case a kind. */
static void print_kind(Printer *printer, const Ast *ast) {
  switch (ast->kind) {
    case AST_BLOCK: print_program(printer, ast); break;
    case AST_EXPRESSION: print_bare(printer, ast->child[0]); break;
    case AST_EQUATION: print_equation(printer, ast, " = "); break;
    case AST_UPDATE: print_equation(printer, ast, " ← "); break;
    case AST_ADD_ASSIGN: print_equation(printer, ast, " += "); break;
    case AST_FUNCTION: print_function(printer, ast); break;
    case AST_PARAM: print_list(printer, "param ", ast); break;
    case AST_SYM: print_list(printer, "sym ", ast); break;
    case AST_BACKPROP: print_backprop(printer, ast); break;
    case AST_DERIVE: print_derivation(printer, ast, "derive"); break;
    case AST_CHECK: print_derivation(printer, ast, "check"); break;
    case AST_EXPLAIN: print_derivation(printer, ast, "explain"); break;
    case AST_WALK: print_word(printer, "walk ", ast->child[0]); break;
    case AST_HELP: text_format(printer->out, *ast->text ? "help %s" : "help", ast->text); break;
    case AST_IMPORT: print_word(printer, "import ", ast->child[0]); break;
    case AST_FOR: case AST_WHILE: print_loop(printer, ast); break;
    case AST_IF: print_if(printer, ast); break;
    case AST_RETURN: print_word(printer, ast->child[0] ? "return " : "return", ast->child[0]); break;
    case AST_BREAK: put(printer, "break"); break;
    case AST_CONTINUE: put(printer, "continue"); break;
    case AST_RULE: print_rule(printer, ast); break;
    default: print_expression(printer, ast); break;
  }
}

void print_statement(Printer *printer, const Ast *ast) {
  print_kind(printer, ast);
  if (ast->flags & AST_SILENT) put(printer, ";");
}

void print_ast(const Ast *ast, Text *out) {
  Printer printer = {.out = out};
  print_statement(&printer, ast);
}
