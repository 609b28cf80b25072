/* Equations as LaTeX: each kind of expression, letter for letter. tools/check-latex compiles all of them. */
#include "syntax/print_latex.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Example {
  const char *source, *latex, *number;
} Example;

static const Example examples[] = {
#include "latex_examples.h"
};

enum { EXAMPLES = sizeof examples / sizeof *examples };

static Context context;
static Names names;
static Text text;

static void open_printer(void) {
  context_open(&context, NULL, NULL, 0);
  names_open(&names, &context.memory);
  text_open(&text, &context.memory);
}

/* Each test ends with it: what fails in a suite's .fini is not counted. */
static void close_printer(void) {
  text_close(&text);
  names_close(&names);
  cr_assert_eq(context.memory.used, sizeof(Error) * ERRORS_MAX + 16);
  context_close(&context);
}

TestSuite(latex, .init = open_printer);

static Program *parse(const char *line) {
  Program *program = NULL;
  Source *source = source_new(&context, "test", line, strlen(line));
  cr_assert_eq(parse_text(&context, &names, source, &program), OK, "%s: %s", line, context.error->message);
  source_release(&context, source);
  cr_assert_gt(program->root->n, 0, "%s", line);
  return program;
}

/* Braces pair and ASCII is all there is: what any LaTeX needs. */
static void expect_sound(const char *latex) {
  int depth = 0;
  for (const char *at = latex; *at; at++) {
    bool escaped = at > latex && at[-1] == '\\' && (at < latex + 2 || at[-2] != '\\');
    depth += *at == '{' && !escaped;
    depth -= *at == '}' && !escaped;
    cr_expect(depth >= 0 && (unsigned char)*at < 0x80, "%s", latex);
  }
  cr_expect_eq(depth, 0, "%s", latex);
}

Test(latex, every_line_prints_as_the_chapter_has_it) {
  for (int i = 0; i < EXAMPLES; i++) {
    Program *program = parse(examples[i].source);
    text.length = 0;
    print_latex(program->root->child[0], &text);
    expect_sound(text_string(&text));
    cr_expect_str_eq(text_string(&text), examples[i].latex, "%s\n  gives    %s\n  expected %s", examples[i].source,
                     text_string(&text), examples[i].latex);
    program_release(&context, program);
  }
  close_printer();
}

static void mark_kinds(const Ast *ast, bool *seen) {
  if (!ast) return;
  seen[ast->kind] = true;
  mark_kinds(ast->arguments, seen);
  for (int i = 0; i < ast->n; i++) mark_kinds(ast->child[i], seen);
}

Test(latex, the_examples_have_every_kind_of_expression) {
  bool seen[AST_RULE + 1] = {false};
  for (int i = 0; i < EXAMPLES; i++) {
    Program *program = parse(examples[i].source);
    mark_kinds(program->root, seen);
    program_release(&context, program);
  }
  for (int kind = AST_NUMBER; kind <= AST_PARTIAL; kind++) cr_expect(seen[kind], "no example has kind %d", kind);
  close_printer();
}

static void expect_from_row(const OperatorRow *row) {
  char source[80];
  const char *wanted = row->latex ? row->latex : row->notation ? row->notation : row->glyph ? row->glyph : row->name;
  if (row->form == FORM_INFIX) snprintf(source, sizeof source, "a %s b", row->glyph);
  else if (row->form == FORM_PREFIX) snprintf(source, sizeof source, "%s_{2} b", row->glyph);
  else snprintf(source, sizeof source, "%s(b)", row->name);
  Program *program = parse(source);
  text.length = 0;
  print_latex(program->root->child[0], &text);
  char start[40];
  snprintf(start, sizeof start, "%.*s", (int)strcspn(wanted, "#_"), wanted);
  cr_expect(strstr(text_string(&text), start), "%s gives %s", source, text_string(&text));
  program_release(&context, program);
}

Test(latex, every_operator_prints_from_its_row) {
  for (const OperatorFamily *const *family = operator_families; *family; family++)
    for (int i = 0; i < (*family)->n_rows; i++)
      if ((*family)->rows[i].form != FORM_INTERNAL) expect_from_row(&(*family)->rows[i]);
  close_printer();
}

/* Rewriting makes operators of calls. */
static void expect_as_operator(const char *source, int n_operands, const char *expected) {
  Program *program = parse(source);
  Ast *call = program->root->child[0]->child[0], *arguments = NULL;
  call->kind = AST_OPERATOR;
  call->row = find_operator(call->child[0]->name->text);
  call->child++, call->n--;
  if (call->n > n_operands) {
    arguments = ast_new(&context, &program->arena, AST_ARGUMENTS, call->span, 0);
    for (int i = n_operands; i < call->n; i++) ast_append(&context, &program->arena, arguments, call->child[i]);
    call->arguments = arguments;
    call->n = n_operands;
  }
  text.length = 0;
  print_latex(call, &text);
  cr_expect_str_eq(text_string(&text), expected);
  program_release(&context, program);
}

Test(latex, a_function_prints_alike_as_call_and_as_operator) {
  expect_as_operator("rot180(W)", 1, "((\\mathrm{rot180})\\mathbf{W})");
  expect_as_operator("sqrt(a/b)", 1, "\\sqrt{\\frac{a}{b}}");
  expect_as_operator("maximum(x, W²)", 2, "\\max\\left(x, \\mathbf{W}^{2}\\right)");
  expect_as_operator("weightmatrix_adjoint(M, r, pad=p)", 1,
                     "\\mathrm{weightmatrix\\_adjoint}(\\mathbf{M}, r, \\mathrm{pad}=p)");
  close_printer();
}

static void expect_line(const char *source, const char *number, const char *expected) {
  Program *program = parse(source);
  text.length = 0;
  print_latex_equation(program->root->child[0], number, &text);
  cr_expect_str_eq(text_string(&text), expected);
  program_release(&context, program);
}

Test(latex, a_line_of_align_has_its_number_as_a_tag) {
  expect_line("dA^{l} = Σ_{h} rot180(W^{h,l}) ⊗_{pad=full} dZ^{h}", "8.45",
              "\\mathbf{dA}^{l} &= \\sum_{h} ((\\mathrm{rot180})\\mathbf{W}^{h,l}) "
              "\\otimes_{\\mathrm{pad=full}} \\mathbf{dZ}^{h} \\tag{8.45} \\\\\n");
  expect_line("db = dN", NULL, "db &= \\mathbf{dN} \\\\\n");
  expect_line("Z ← W", "P_1", "\\mathbf{Z} &\\leftarrow \\mathbf{W} \\tag{P\\_1} \\\\\n");
  close_printer();
}

static LatexKind kind_of_letter(void *user, const Name *name) {
  (void)user;
  if (strchr("pn", name->text[0]) || strcmp(name->text, "dn") == 0) return LATEX_ARRAY;
  return name->text[0] == 'W' ? LATEX_NUMBER : LATEX_UNKNOWN;
}

static void expect_styled(double room, const char *source, const char *expected) {
  LatexStyle style = {.kind_of = kind_of_letter, .room = room};
  Program *program = parse(source);
  text.length = 0;
  print_latex_lines(program->root->child[0], "8.45", &style, &text);
  expect_sound(text_string(&text));
  cr_expect_str_eq(text_string(&text), expected, "%s", text_string(&text));
  program_release(&context, program);
}

Test(latex, vectors_are_bold_and_numbers_are_not_where_sizes_are_known) {
  expect_styled(0, "dn = W p + b", "\\mathbf{dn} &= W \\mathbf{p} + b \\tag{8.45} \\\\\n");
  close_printer();
}

Test(latex, a_long_right_side_is_cut_where_brackets_nest_least) {
  expect_styled(300, "Z = A + b", "\\mathbf{Z} &= \\mathbf{A} + b \\tag{8.45} \\\\\n");
  expect_styled(60, "Z = A ∘ (B + C) - b",
                "\\mathbf{Z} &= \\mathbf{A} \\\\\n&\\quad {} \\circ (\\mathbf{B} + \\mathbf{C}) \\\\\n"
                "&\\quad {} - b \\tag{8.45} \\\\\n");
  expect_styled(50, "Z = f(A² + B, C + D)",
                "\\mathbf{Z} &= f\\left(\\mathbf{A}^{2} \\right. \\\\\n&\\quad {} \\left. + \\mathbf{B}, \\mathbf{C} "
                "\\right. \\\\\n&\\quad {} \\left. + \\mathbf{D}\\right) \\tag{8.45} \\\\\n");
  close_printer();
}

Test(latex, a_fraction_too_wide_is_written_with_a_slash_and_cut) {
  expect_styled(45, "Z = (A + B + C)/Q",
                "\\mathbf{Z} &= (\\mathbf{A} + \\mathbf{B} \\\\\n&\\quad {} + \\mathbf{C}) / Q \\tag{8.45} \\\\\n");
  close_printer();
}

Test(latex, memory_that_runs_out_shows_in_the_text) {
  Program *program = parse("Z = 0.25 W ⊗ P + 1e-7 f(\"text\") - 2.5 for h = 1:H");
  size_t limit = context.memory.used;
  int failures = 0;
  do {
    context.memory.limit = limit += 8;
    text_close(&text);
    text_open(&text, &context.memory);
    print_latex_equation(program->root->child[0], "8.10", &text);
    end_latex_document(&text);
    failures += text.failed;
  } while (text.failed);
  cr_expect_gt(failures, 10);
  context.memory.limit = 0;
  program_release(&context, program);
  close_printer();
}

/* Where the environment names a file the document goes there, for tools/check-latex. */
static void write_document(const char *variable) {
  const char *path = getenv(variable);
  end_latex_document(&text);
  cr_expect(!text.failed);
  cr_expect_null(strstr(text_string(&text), "\\\\\n\n"));
  if (!path) return;
  FILE *file = fopen(path, "w");
  cr_assert(file, "%s cannot be written", path);
  cr_expect_eq(fwrite(text_string(&text), 1, text.length, file), text.length);
  cr_expect_eq(fclose(file), 0);
}

Test(latex, all_examples_make_one_document) {
  begin_latex_document("Equations & examples: 100 % of them, é, σ, #1, ⊗", &text);
  for (int i = 0; i < EXAMPLES; i++) {
    Program *program = parse(examples[i].source);
    print_latex_equation(program->root->child[0], examples[i].number, &text);
    program_release(&context, program);
  }
  write_document("CNN_LATEX_EQUATIONS");
  close_printer();
}

static void print_all_equations(const Ast *ast) {
  if (!ast) return;
  if (ast->kind == AST_EQUATION || ast->kind == AST_UPDATE || ast->kind == AST_ADD_ASSIGN) {
    size_t before = text.length;
    print_latex_equation(ast, NULL, &text);
    expect_sound(text_string(&text) + before);
    return;
  }
  for (int i = 0; i < ast->n; i++) print_all_equations(ast->child[i]);
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "r");
  cr_assert(file, "%s cannot be read", path);
  char *content = calloc(1, 1 << 20);
  size_t length = fread(content, 1, (1 << 20) - 1, file);
  cr_assert(length > 0 && feof(file));
  fclose(file);
  return content;
}

/* The environment's CNN_LATEX_SOURCES names files of this language, separated by blanks. */
Test(latex, equations_of_whole_programs_make_a_document) {
  char list[1 << 14] = "", *rest = NULL;
  if (getenv("CNN_LATEX_SOURCES")) snprintf(list, sizeof list, "%s", getenv("CNN_LATEX_SOURCES"));
  begin_latex_document(NULL, &text);
  for (char *path = strtok_r(list, " \n", &rest); path; path = strtok_r(NULL, " \n", &rest)) {
    char *content = read_file(path);
    Program *program = parse(content);
    print_all_equations(program->root);
    program_release(&context, program);
    free(content);
  }
  write_document("CNN_LATEX_PROGRAMS");
  close_printer();
}
