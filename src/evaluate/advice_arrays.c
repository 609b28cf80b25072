/* What was meant with arrays: the order of their axes, rows of a literal, elements, a bias. */
#include "evaluate/advice.h"
#include "evaluate/expression.h"
#include "operators/sizes.h"
#include "syntax/print.h"

#include <string.h>

/* ---- the order of axes ---- */

static bool looks_like_maps(int64_t length) { return length == 1 || length == 3; }

/* Images as N × C × H × W, N × H × W × C or C × H × W. */
static const char *order_of_axes(Value value) {
  int64_t a = value_length(value, 0), b = value_length(value, 1), c = value_length(value, 2),
          d = value_length(value, 3);
  if (d == 1 && c > 3 && b > 3 && looks_like_maps(a)) return "2 3 1";
  if (c > 3 && d > 1 && (looks_like_maps(b) || (c == d && a != b))) return "3 4 2 1";
  return c > 3 && b == c && a != b && looks_like_maps(d) ? "2 3 4 1" : NULL;
}

static const char *name_of_order(const char *axes) {
  return axes[0] == '3'       ? "examples × maps × rows × columns"
         : axes[2 * 2] == '4' ? "examples × rows × columns × maps"
                              : "maps × rows × columns";
}

/* Beside an error of pooling; ⊗ and * compare with the kernel's maps themselves. */
void note_order_of_axes(State *state, const Ast *ast, const Value *operand, int n) {
  if (ast->row->form != FORM_PREFIX) return;
  for (int i = 0; i < n; i++) {
    const char *axes = is_numeric(operand[i]) ? order_of_axes(operand[i]) : NULL;
    if (!axes) continue;
    Text text;
    text_open(&text, &state->context.memory);
    print_ast(ast->child[i], &text);
    add_note(&state->context, "if %s is %s, permute(%s, [%s]) brings it into the order here", text_string(&text),
             name_of_order(axes), text_string(&text), axes);
    text_close(&text);
  }
}

/* ---- matrices, elements ---- */

/* [1 2 3; 4 5]: rows that belong to no matrix. */
static void note_unequal_rows(State *state, const Ast *matrix) {
  enum { LONGEST = 60 };
  Text list;
  text_open(&list, &state->context.memory);
  for (int i = 0; i < matrix->n; i++) {
    text_format(&list, i ? ", [" : "[");
    for (int j = 0; j < matrix->child[i]->n; j++) {
      if (j) text_format(&list, " ");
      print_ast(matrix->child[i]->child[j], &list);
    }
    text_format(&list, "]");
  }
  bool short_enough = !list.failed && list.length <= LONGEST;
  add_note(&state->context, "all rows of a matrix have as many entries; rows that differ are a list: {%s}",
           short_enough ? text_string(&list) : "[1 2 3], [4 5]");
  text_close(&list);
}

/* [1 -2; 3 - 4]: a sign with space on both sides joins two numbers into one entry. */
void note_sign_in_row(State *state, const Ast *matrix) {
  for (int i = 0; i < matrix->n; i++)
    for (int j = 0; j < matrix->child[i]->n; j++) {
      const Ast *entry = matrix->child[i]->child[j];
      bool sign = entry->kind == AST_OPERATOR && entry->n == 2 &&
                  (entry->row == state->row_add || entry->row == state->row_subtract);
      if (!sign || entry->child[0]->kind != AST_NUMBER || entry->child[1]->kind != AST_NUMBER) continue;
      const char *glyph = entry->row == state->row_add ? "+" : "-";
      const double a = entry->child[0]->number, b = entry->child[1]->number;
      add_note(&state->context, "%.15g %s %.15g is one entry, %.15g %s%.15g are two", a, glyph, b, a, glyph, b);
      return;
    }
  note_unequal_rows(state, matrix);
}

/* Behind the pair's first number stand "," and the next one, and behind the second white space alone. */
static bool is_pair_with_comma(const char *text, const Ast *row, int j) {
  const Ast *a = row->child[j], *b = row->child[j + 1], *next = j + 2 < row->n ? row->child[j + 2] : NULL;
  if (a->kind != AST_NUMBER || b->kind != AST_NUMBER || text[a->span.end] != ',' || b->span.start != a->span.end + 1)
    return false;
  return !next || (text[b->span.end] == ' ' && strspn(text + b->span.end, " ") == next->span.start - b->span.end);
}

void note_decimal_commas(State *state, const Frame *frame, const Ast *matrix) {
  const char *text = frame->source ? frame->source->text : NULL;
  for (int i = 0; text && i < matrix->n; i++) {
    const Ast *row = matrix->child[i];
    bool pairs = row->n >= 4 && row->n % 2 == 0 && row->child[row->n - 1]->span.end < frame->source->length;
    for (int j = 0; j < row->n && pairs; j += 2) pairs = is_pair_with_comma(text, row, j);
    if (!pairs) continue;
    const Span a = row->child[0]->span, b = row->child[1]->span;
    state->told_comma = true;
    write_note(state, row->span, "a comma separates entries, here %d; a decimal number has a point: %.*s.%.*s", row->n,
               (int)(a.end - a.start), text + a.start, (int)(b.end - b.start), text + b.start);
    return;
  }
}

void note_axis_from_zero(State *state, const Ast *call) {
  const Ast *axis = call->child[2];
  if (axis->kind != AST_NAMED || axis->child[0]->kind != AST_NUMBER || axis->child[0]->number != 0) return;
  if (!axis->name || strcmp(axis->name->text, "axis") != 0) return;
  const char *name = call->child[0]->kind == AST_NAME ? call->child[0]->name->text : "sum";
  Text text;
  text_open(&text, &state->context.memory);
  print_ast(call->child[1], &text);
  bool short_enough = !text.failed && text.length <= 40;
  const char *operand = short_enough ? text_string(&text) : "X";
  state->told_axis = true;
  write_note(state, axis->span,
             "axes are counted from 1, and axis=0 takes everything together; down each column it is %s(%s, axis=1)", name,
             operand);
  text_close(&text);
}

void note_string_entry(State *state, Value entry) {
  if (entry.kind == VALUE_STRING)
    add_note(&state->context, "text is put together by str(a, b), a list of texts is {a, b}");
}

static bool is_whole(Value index, double number) { return index.kind == VALUE_NUMBER && index.number == number; }

/* a[1][2] of a matrix: a[1,2]. */
static bool note_index_of_index(State *state, const Ast *ast, Value base) {
  const Ast *inner = ast->child[0];
  bool twice = ast->kind == inner->kind && ast->n == 2 && inner->n == 2 && inner->child[0]->kind == AST_NAME;
  if (!twice || !is_one_number(base)) return false;
  Text first, second;
  text_open(&first, &state->context.memory);
  text_open(&second, &state->context.memory);
  print_ast(inner->child[1], &first);
  print_ast(ast->child[1], &second);
  bool braces = ast->kind == AST_SUBSCRIPT;
  add_note(&state->context, "an element of a matrix is written %s%s%s,%s%s", inner->child[0]->name->text,
           braces ? "_{" : "[", text_string(&first), text_string(&second), braces ? "}" : "]");
  text_close(&first);
  text_close(&second);
  return true;
}

void note_index_meant(State *state, const Ast *ast, Value base, const Value *index) {
  if (index[0].kind == VALUE_NONE || (is_numeric(base) && value_count(base) == 0)) return;
  const Ast *name = ast->child[0];
  bool element = ast->kind == AST_INDEX || ast->kind == AST_SUBSCRIPT;
  if (element && note_index_of_index(state, ast, base)) return;
  if (name->kind != AST_NAME || !(is_numeric(base) || base.kind == VALUE_LIST)) return;
  if (ast->kind == AST_INDEX && ast->n == 2 && is_whole(index[0], 0))
    add_note(&state->context, "the first is %s[1], the last %s[end]", name->name->text, name->name->text);
  else if (ast->kind == AST_INDEX && ast->n == 2 && is_whole(index[0], -1))
    add_note(&state->context, "the last is %s[end]", name->name->text);
  else if (ast->kind == AST_SUPERSCRIPT && ast->n == 3 && is_numeric(base) && value_length(base, 2) == 1 &&
           index[0].kind == VALUE_NUMBER && index[1].kind == VALUE_NUMBER)
    add_note(&state->context, "superscripts pick maps, W^{h,l}; an element is %s_{%.15g,%.15g} or %s[%.15g,%.15g]",
             name->name->text, index[0].number, index[1].number, name->name->text, index[0].number, index[1].number);
}

/* A[end+1] = 4 */
Status note_growth(State *state, const Ast *target, Value base, const Value *index, Value value) {
  const Ast *name = target->child[0];
  bool vector = is_numeric(base) && (value_length(base, 0) == 1 || value_length(base, 1) == 1) && target->n == 2;
  bool next = vector && is_whole(index[0], (double)value_count(base) + 1);
  if (next && name->kind == AST_NAME && value.kind == VALUE_NUMBER && value_count(base) > 0)
    add_note(&state->context, "an array keeps its size; a longer one is %s = [%s%s %.15g]", name->name->text,
             name->name->text, value_length(base, 0) == 1 ? "" : ";", value.number);
  return state->context.error->status;
}

/* 1: H numbers, one below the other, meet H rows of H maps; 2: side by side, H columns; 0: neither. */
static int axis_of_bias(Value bias, Value stack) {
  const int64_t maps = value_length(stack, 2);
  if (maps == 1 || value_count(bias) != maps) return 0;
  for (int axis = 0; axis < 2; axis++)
    if (value_length(stack, axis) == maps && value_length(bias, axis) == maps) return axis + 1;
  return 0;
}

void note_bias_of_rows(State *state, const Ast *ast, Value a, Value b) {
  if (a.kind != VALUE_ARRAY || b.kind != VALUE_ARRAY || ast->n != 2) return;
  const int right = axis_of_bias(b, a), axis = right ? right : axis_of_bias(a, b);
  if (!axis) return;
  const Value bias = right ? b : a;
  const Size size = value_size(bias);
  const long long n = (long long)value_count(bias);
  Text name;
  text_open(&name, &state->context.memory);
  print_ast(ast->child[right != 0], &name);
  state->told_bias = true;
  write_note(state, ast->mark,
             "%s is %s and goes to the %lld %s; one number for each of the %lld maps (8.32) is maps(%s)",
             text_string(&name), describe_size(&state->context, &size).text, n, axis == 1 ? "rows" : "columns", n,
             text_string(&name));
  text_close(&name);
}
