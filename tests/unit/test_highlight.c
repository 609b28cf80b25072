#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* nftw */
#endif
/* cnn_highlight: what the pieces of a text are. Any bytes at all are covered without a gap, and where a text is a
   program the pieces are what its scanner sees. */
#include "api/cnn.h"

#include "evaluate/evaluate.h"
#include "syntax/latex_input.h"
#include "syntax/parsing.h"

#include "parser.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int syntax_lex(TokenValue *value, Span *span, Parser *parser);

typedef struct Seen {
  size_t end;
  bool has_gap;
  unsigned char kind[1 << 20]; /* of each byte */
} Seen;

static Seen seen;

static void take(void *user, size_t start, size_t end, cnn_Kind kind) {
  (void)user;
  if (start != seen.end || end <= start || end > sizeof seen.kind) seen.has_gap = true;
  else memset(seen.kind + start, (int)kind, end - start);
  seen.end = end;
}

static void highlight(cnn_State *state, const char *text, size_t length) {
  seen.end = 0;
  seen.has_gap = false;
  cnn_highlight(state, text, length, take, NULL);
  cr_assert(!seen.has_gap && seen.end == length, "pieces end at %zu of %zu: %.60s", seen.end, length, text);
}

/* One letter a byte: k keyword, # number, s string, c comment, o operator, b bracket, f function, v variable, n name,
   p parameter, l LaTeX, : command, t text, ! mistake. */
static void cr_expect_pieces(cnn_State *state, const char *text, const char *kinds) {
  static const char letters[] = " k#scobfvnpl:t!";
  char found[256] = "";
  highlight(state, text, strlen(text));
  for (size_t i = 0; i < seen.end; i++) found[i] = letters[seen.kind[i]];
  found[seen.end] = 0;
  cr_expect_str_eq(found, kinds, "\n%s\n%s\n%s expected", text, found, kinds);
}

Test(highlight, pieces_of_a_line) {
  cnn_State *state = cnn_open(NULL);
  cnn_run(state, "test", "W = [1 2]\ng(x) = x", 18, 0);
  cr_expect_pieces(state, "for i = 1:n # all", "kkk n   # n ccccc");
  cr_expect_pieces(state, "y = W + g(V)' \"a # b\" % c", "n   v o fbnbo sssssss ccc");
  cr_expect_pieces(state, "x = true inf 1.5e-3 .5 1.", "n   #### ### ###### ## # ");
  cr_expect_pieces(state, "W[end] end", "vb###b kkk");
  cr_expect_pieces(state, "check x; check = 3", "kkkkk n  nnnnn   #");
  cr_expect_pieces(state, "f(pad=1, n == 2)", "nbppp #  n oo #b");
  cr_expect_pieces(state, "(1] [}", "b#! b!");
  cr_expect_pieces(state, "r.end = r.for", "n nnn   n nnn");
  cr_expect_pieces(state, "\\otimes \\oti \\alpha", "ooooooo llll nnnnnn");
  cr_expect_pieces(state, ":load for.cnn\nfor", "::::: ttttttt kkk");
  cr_expect_pieces(state, "help for (\nfor", "kkkk ttttt kkk");
  cr_expect_pieces(state, "\"open\nx", "sssss n");
  cr_expect_pieces(state, "a ` b", "n ! n");
  cr_expect_pieces(state, "⊞ave ∂ ² é ∞", "oooooo ooo ## nn ooo");
  cr_expect_pieces(state, "\xff\xc3", "!!");
  cnn_close(state);
}

Test(highlight, any_bytes_are_covered) {
  static const char *const pieces[] = {"for ", "\"",        "\\", "⊗", "(",     "]",    "{",      "\n", "#", "\xE2\x8A",
                                       "\xff", "e\xCC\x81", "1.", "e", "help ", "end",  "\\frac", "_",  "^", "²",
                                       ".",    "...",       ":",  "x", "=",     "\x01", "漢",     "∞",  "⊞", "'"};
  cnn_State *state = cnn_open(NULL);
  unsigned random = 1;
  for (int round = 0; round < 20000; round++) {
    char text[256];
    size_t length = 0;
    for (int i = 0; i < 24; i++) {
      const char *piece = pieces[(random = random * 1664525u + 1013904223u) / 65536 % (sizeof pieces / sizeof *pieces)];
      memcpy(text + length, piece, strlen(piece));
      length += strlen(piece);
    }
    if (round % 3 == 0) text[round % (int)length] = (char)round;
    highlight(state, text, length);
  }
  char *deep = malloc(100000);
  memset(deep, '(', 50000);
  memset(deep + 50000, ')', 50000);
  highlight(state, deep, 100000);
  cr_expect_eq(seen.kind[99999], CNN_BRACKET);
  free(deep);
  cnn_close(state);
}

static bool agree(int token, int kind) {
  switch (token) {
    case TOKEN_FOR:
    case TOKEN_WHILE:
    case TOKEN_IF:
    case TOKEN_ELSE:
    case TOKEN_END:
    case TOKEN_FUNCTION:
    case TOKEN_RETURN:
    case TOKEN_AND:
    case TOKEN_PARAM:
    case TOKEN_BACKPROP:
    case TOKEN_RULE:
    case TOKEN_CHECK:
    case TOKEN_SYM:
    case TOKEN_EXPLAIN:
    case TOKEN_DERIVE:
    case TOKEN_IMPORT: return kind == CNN_KEYWORD;
    case TOKEN_NAME: return kind == CNN_NAME || kind == CNN_FUNCTION || kind == CNN_VARIABLE || kind == CNN_PARAMETER;
    case TOKEN_NUMBER: return kind == CNN_NUMBER || kind == CNN_OPERATOR; /* ∞ */
    case TOKEN_STRING: return kind == CNN_STRING || kind == CNN_NAME; /* format long */
    case TOKEN_IDXEND: return kind == CNN_NUMBER;
    case TOKEN_INFIX4:
    case TOKEN_INFIX5:
    case TOKEN_INFIX8:
    case TOKEN_PREFIX:
    case TOKEN_SUM:
    case TOKEN_PARTIAL:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_PRIME: return kind == CNN_OPERATOR;
    case '(':
    case '[':
    case '{':
    case ')':
    case ']':
    case '}':
    case TOKEN_TLPAR:
    case TOKEN_TLBRK: return kind == CNN_BRACKET;
    default: return true;
  }
}

static cnn_State *reading;
static int n_files, n_tokens;

/* The scanner alone, up to the first error. */
static void compare_with_scanner(const char *path, const char *text, size_t length) {
  State *state = (State *)(void *)reading;
  Parser *parser = calloc(1, sizeof *parser);
  Program program = {0};
  char *copy = calloc(1, length + 2);
  TokenValue value;
  Span span;
  memcpy(copy, text, length);
  arena_open(&program.arena, &state->context.memory);
  *parser = (Parser){.context = &state->context,
                     .names = &state->names,
                     .program = &program,
                     .source = source_new(&state->context, path, text, length)};
  parser->text = parser->source->text;
  cr_assert(open_scanner(parser, copy, length));
  for (int token; (token = syntax_lex(&value, &span, parser)) != TOKEN_YYEOF && parser->n_errors == 0; n_tokens++)
    if (span.end > span.start && !agree(token, seen.kind[span.start])) {
      cr_expect_fail("%s: %.*s is of kind %d, and token %d", path, (int)(span.end - span.start), text + span.start,
                     seen.kind[span.start], token);
      break;
    }
  clear_error(&state->context);
  source_release(&state->context, parser->source);
  arena_close(&program.arena);
  free(copy);
  free(parser);
}

static int compare_file(const char *path, const struct stat *about, int type, struct FTW *where) {
  size_t n = strlen(path), length;
  (void)about, (void)where;
  if (type != FTW_F || n < 5 || strcmp(path + n - 4, ".cnn") != 0) return 0;
  FILE *file = fopen(path, "rb");
  char *text = calloc(1, sizeof seen.kind);
  length = fread(text, 1, sizeof seen.kind - 1, file);
  fclose(file);
  highlight(reading, text, length);
  if (length > 0 && !may_be_latex(text, length) && !memchr(text, 0, length)) compare_with_scanner(path, text, length);
  n_files++;
  free(text);
  return 0;
}

Test(highlight, agrees_with_the_scanner_on_every_script) {
  const char *source = getenv("source");
  char path[4096];
  const char *const folders[] = {"stdlib", "examples", "tests"};
  reading = cnn_open(NULL);
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(path, sizeof path, "%s/%s", source ? source : "..", folders[i]);
    nftw(path, compare_file, 16, FTW_PHYS);
  }
  cr_expect_gt(n_files, 50);
  cr_expect_gt(n_tokens, 5000);
  cnn_close(reading);
}

Test(highlight, completeness) {
  const char *incomplete[] = {"for i = 1:3", "x = (1 +", "x = 1 +", "if x", "x = [1 2\n3", "function f(x)\n y = 1"};
  const char *complete[] = {"", "x = 1", "x = )", "for i = 1:3\nend", "\"open", "x = [1 2]", "# for"};
  cnn_State *state = cnn_open(NULL);
  for (size_t i = 0; i < sizeof incomplete / sizeof *incomplete; i++)
    cr_expect_not(cnn_is_complete(state, incomplete[i], strlen(incomplete[i])), "%s", incomplete[i]);
  for (size_t i = 0; i < sizeof complete / sizeof *complete; i++)
    cr_expect(cnn_is_complete(state, complete[i], strlen(complete[i])), "%s", complete[i]);
  cr_expect_str_eq(cnn_error(state), "");
  cnn_close(state);
}
