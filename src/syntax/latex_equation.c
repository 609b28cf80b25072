/* Equations and documents in LaTeX. */
#include "syntax/latex.h"
#include "syntax/latex_lines.h"

#include <string.h>

/* h = 1:H of a free index is h = 1, …, H. */
static void put_index_range(Latex *latex, const Ast *range) {
  const Ast *list = range->child[0];
  const Ast index = {.kind = AST_NAME, .name = range->name};
  bool counts = list->kind == AST_RANGE && list->n == 2;
  latex->scalar = true;
  latex_expression(latex, &index);
  latex_put(latex, counts ? " = " : " \\in ");
  latex_expression(latex, counts ? list->child[0] : list);
  if (counts) latex_put(latex, ", \\ldots, "), latex_expression(latex, list->child[1]);
  latex->scalar = false;
}

static const char *sign_of(const Ast *ast) {
  switch (ast->kind) {
    case AST_EQUATION: return "= ";
    case AST_UPDATE: return "\\leftarrow ";
    case AST_ADD_ASSIGN: return "\\mathrel{+}= ";
    default: return NULL;
  }
}

static void put_sides(Latex *latex, const Ast *ast, const char *align) {
  latex_expression(latex, ast->child[0]);
  latex_put(latex, align);
  latex_put(latex, sign_of(ast));
  latex_expression(latex, ast->child[1]);
  if (ast->n < 3 || !ast->child[2]) return;
  for (int i = 0; i < ast->child[2]->n; i++) {
    latex_put(latex, i == 0 ? " \\qquad " : ",\\ ");
    put_index_range(latex, ast->child[2]->child[i]);
  }
}

/* f(x) = … is an equation; a function of several statements is none. */
static bool is_formula(const Ast *ast) { return ast->kind == AST_FUNCTION && ast->child[1]->kind != AST_BLOCK; }

static void put_formula(Latex *latex, const Ast *ast, const char *align) {
  Ast name = {.kind = AST_NAME, .name = ast->name};
  Ast prime = {.kind = AST_PRIME, .n = 1, .child = (Ast *[]){&name}};
  latex_function(latex, NULL, ast->primes ? &prime : &name);
  latex_expression(latex, ast->child[0]);
  latex_put(latex, align);
  latex_put(latex, "= ");
  latex_expression(latex, ast->child[1]);
}

static void put_statement(Latex *latex, const Ast *ast, const char *align) {
  if (ast->kind == AST_EXPRESSION) latex_expression(latex, ast->child[0]);
  else if (sign_of(ast)) put_sides(latex, ast, align);
  else if (is_formula(ast)) put_formula(latex, ast, align);
  else latex_expression(latex, ast);
}

void print_latex(const Ast *ast, Text *out) { put_statement(&(Latex){.out = out}, ast, " "); }

/* A fraction that is too wide is written a/b first. */
static void put_cut(const Ast *equation, const LatexStyle *style, const char *align, const char *line_end, Text *out) {
  Text line;
  text_open(&line, out->memory);
  Latex latex = {.out = &line, .style = style};
  put_statement(&latex, equation, align);
  if (latex_is_solid(text_string(&line), style->room)) {
    line.length = 0;
    latex.flat = true;
    put_statement(&latex, equation, align);
  }
  const char *text = text_string(&line), *right = strchr(align, '&') ? strstr(text, align) : NULL;
  size_t left = right ? (size_t)(right - text) : 0;
  text_add(out, text, left);
  latex_break_lines(text + left, style->room, line_end, out);
  out->failed = out->failed || line.failed;
  text_close(&line);
}

/* TeX ends a line at a sign of a formula, but not between \left and \right. */
void print_latex_inline(const Ast *ast, const LatexStyle *style, Text *out) {
  text_format(out, "$");
  put_cut(ast, style, " ", "$ $", out);
  text_format(out, "$");
}

void print_latex_equation(const Ast *equation, const char *number, Text *out) {
  print_latex_lines(equation, number, NULL, out);
}

void print_latex_lines(const Ast *equation, const char *number, const LatexStyle *style, Text *out) {
  if (style && style->room > 0) put_cut(equation, style, " &", " \\\\\n&\\quad ", out);
  else put_statement(&(Latex){.out = out, .style = style}, equation, " &");
  if (number) {
    text_format(out, " \\tag{");
    print_latex_text(number, out);
    text_format(out, "}");
  }
  text_format(out, " \\\\\n");
}

/* A matrix may have as many columns as weightmatrix makes. */
void begin_latex_document(const char *title, Text *out) {
  text_format(out,
              "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage[margin=2.5cm]{geometry}\n"
              "\\usepackage{amsmath,amssymb}\n\\setcounter{MaxMatrixCols}{100}\n\\allowdisplaybreaks\n"
              "\\begin{document}\n");
  if (title) {
    text_format(out, "\\section*{");
    print_latex_text(title, out);
    text_format(out, "}\n");
  }
  begin_latex_lines(out);
}

void begin_latex_lines(Text *out) { text_format(out, "\\begin{align*}\n"); }

/* The last line's \\ would add an empty one. */
void end_latex_lines(Text *out) {
  static const char line_end[] = " \\\\\n";
  size_t n = sizeof line_end - 1;
  if (!out->failed && out->length >= n && memcmp(out->bytes + out->length - n, line_end, n) == 0) out->length -= n;
  text_format(out, "\n\\end{align*}\n");
}

void end_latex_document(Text *out) {
  end_latex_lines(out);
  text_format(out, "\\end{document}\n");
}
