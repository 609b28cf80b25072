/* What was meant, and what to write instead, in the program's own words: notes beside an error or a result. */
#include "evaluate/advice.h"
#include "evaluate/expression.h"
#include "syntax/print.h"

#include <stdio.h>
#include <string.h>

/* The text of a part of the program as it stands there; NULL where it is long or goes over lines. */
static bool take_text(const Frame *frame, Span span, Text *out) {
  enum { LONGEST = 60 };
  const char *text = frame->source->text + span.start;
  size_t length = span.end - span.start;
  if (length == 0 || length > LONGEST || memchr(text, '\n', length)) return false;
  text_format(out, "%.*s", (int)length, text);
  return true;
}

/* ---- `*` where another product was meant ---- */

/* W * x + b reads W x + b: the two factors, bracketed as they must be. */
static void print_pair(const Ast *ast, Text *out, const char *sign) {
  for (int i = 0; i < 2; i++) {
    const Ast *factor = ast->child[i];
    bool bracketed = factor->kind == AST_OPERATOR || factor->kind == AST_PRODUCT || factor->kind == AST_SUM ||
                     factor->kind == AST_RANGE;
    text_format(out, "%s%s", i ? sign : "", bracketed ? "(" : "");
    print_ast(factor, out);
    text_format(out, "%s", bracketed ? ")" : "");
  }
}

static bool have_one_size(Value a, Value b) {
  bool same = true;
  for (int axis = 0; axis < AXES; axis++) same &= value_length(a, axis) == value_length(b, axis);
  return same;
}

static bool are_one_map(Value a, Value b) {
  return value_length(a, 2) * value_length(a, 3) == 1 && value_length(b, 2) * value_length(b, 3) == 1;
}

/* Both products where both would go; "" where neither. */
static void print_products(const Ast *ast, Value a, Value b, Text *out) {
  bool product = are_one_map(a, b) && value_length(a, 1) == value_length(b, 0);
  bool element_wise = have_one_size(a, b);
  if (product) {
    text_format(out, "the matrix product is written ");
    print_pair(ast, out, " ");
  }
  if (product && element_wise) text_format(out, ", ");
  if (element_wise) {
    text_format(out, "element by element it is ");
    print_pair(ast, out, " ∘ ");
  }
}

/* Once a session where it ran. */
void note_product_meant(State *state, const Ast *ast, Value a, Value b, Status status) {
  if (status == OK && state->told_convolution) return;
  Text products;
  text_open(&products, &state->context.memory);
  print_products(ast, a, b, &products);
  if (products.length > 0 && !products.failed) {
    const char *format = "* is the chapter's convolution (8.7); %s";
    if (status == OK) write_note(state, ast->mark, format, text_string(&products));
    else add_note(&state->context, format, text_string(&products));
    state->told_convolution |= status == OK;
  }
  text_close(&products);
}

/* ---- ( ) where [ ] was meant ---- */

/* sum = 0 hides the function sum. */
static bool note_hidden_function(State *state, const Ast *callee) {
  if (callee->kind != AST_NAME) return false;
  const Name *name = callee->name;
  const OperatorRow *row = find_operator(name->text);
  if (!row || row->form != FORM_FUNCTION || strcmp(row->name, name->text) != 0) return false;
  const unsigned line = name->global >= 0 ? state->global[name->global].line : 0;
  char where[32] = "";
  if (line > 0) snprintf(where, sizeof where, " (line %u)", line);
  add_note(&state->context, "the function %s is hidden by a variable of its name%s; another name for that, %s1, leaves it",
           name->text, where, name->text);
  return true;
}

/* W(1, 2), W(p), relu'(x) with a variable relu. */
void note_not_a_function(State *state, const Frame *frame, const Ast *call, const char *what) {
  const Ast *callee = call->child[0];
  if (note_hidden_function(state, callee)) return;
  Text inside;
  text_open(&inside, &state->context.memory);
  bool short_enough =
      call->n > 1 && take_text(frame, (Span){call->child[1]->span.start, call->child[call->n - 1]->span.end}, &inside);
  const char *list = short_enough ? text_string(&inside) : "…";
  if (callee->kind == AST_PRIME)
    add_note(&state->context,
             "behind a value ' is the transpose; f'(x) is the derivative of a function, as in logsig'(x)");
  else if (call->n > 2) add_note(&state->context, "an element is written %s[%s]", what, list);
  else
    add_note(&state->context, "write %s[%s] for an element, %s (%s) with a space for a product", what, list, what,
             list);
  text_close(&inside);
}

/* ---- text ---- */

/* "x is " + x, "a" "b", ["a" "b"]. */
void note_text_meant(State *state, const Frame *frame, const Ast *left, const Ast *right) {
  Text joined;
  text_open(&joined, &state->context.memory);
  text_format(&joined, "str(");
  bool short_enough = take_text(frame, left->span, &joined);
  text_format(&joined, ", ");
  short_enough &= take_text(frame, right->span, &joined);
  add_note(&state->context, "text is put together by %s)",
           short_enough && !joined.failed ? text_string(&joined) : "str(a, b");
  text_close(&joined);
}

/* W ⊗ {pad=1} P */
void note_record_factor(State *state, const Frame *frame, const Ast *record) {
  Text text;
  text_open(&text, &state->context.memory);
  if (take_text(frame, record->span, &text))
    add_note(&state->context, "parameters touch their operator, in a subscript: ⊗_%s", text_string(&text));
  text_close(&text);
}

/* ---- names ---- */

static bool holds_number(State *state, Frame *frame, const char *text, size_t length) {
  const Name *name = find_name(&state->names, text, length);
  for (int i = 0; name && i < frame->code->n_slots; i++)
    if (frame->slot[i].name == name && is_numeric(frame->slot[i].value)) return true;
  return name && name->global >= 0 && is_numeric(state->global[name->global].value);
}

/* dW before any backprop, dF/dW. */
static bool note_sensitivity(State *state, Frame *frame, const Ast *name) {
  const char *text = name->name->text, *next = frame->source->text + name->span.end;
  if (text[0] != 'd' || !holds_number(state, frame, text + 1, name->name->length - 1)) return false;
  if (next[0] == '/' && next[1] == 'd') {
    size_t length = strcspn(next + 2, " +-*/()[]{},;\n#=<>");
    return add_note(&state->context, "the derivative of %s with respect to %.*s is ∂%s/∂%.*s", text + 1, (int)length,
                    next + 2, text + 1, (int)length, next + 2),
           true;
  }
  add_note(&state->context, "%s is the sensitivity of %s: backprop F for %s binds it, where F was computed from %s",
           text, text + 1, text + 1, text + 1);
  return true;
}

/* a_12 for a_{1,2}, where a or A is a matrix. */
static bool note_subscript(State *state, Frame *frame, const Ast *name) {
  const char *text = name->name->text, *digits = strchr(text, '_');
  size_t length = digits ? (size_t)(digits - text) : 0;
  if (!digits || strlen(digits) != 3 || strspn(digits + 1, "0123456789") != 2) return false;
  char upper = (char)(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
  if (!holds_number(state, frame, text, length) && !(length == 1 && holds_number(state, frame, &upper, 1)))
    return false;
  return add_note(&state->context, "an element is written %.*s_{%c,%c}", (int)length, text, digits[1], digits[2]), true;
}

/* 2x + x2, with x: a factor stands in front. W1 is rather another layer's W. */
static bool note_factor(State *state, Frame *frame, const Ast *name) {
  const char *text = name->name->text;
  size_t length = strcspn(text, "0123456789");
  if (length == 0 || !text[length] || text[0] < 'a' || text[0] > 'z' ||
      strspn(text + length, "0123456789") != strlen(text + length))
    return false;
  if (!holds_number(state, frame, text, length)) return false;
  return add_note(&state->context, "%s is a name of its own; %s times %.*s is written %s%.*s", text, text + length,
                  (int)length, text, text + length, (int)length, text),
         true;
}

/* Xᵗ */
static bool note_raised_t(State *state, Frame *frame, const Ast *name) {
  const char *text = name->name->text, *raised = strstr(text, "ᵗ");
  if (!raised || raised[strlen("ᵗ")] || !holds_number(state, frame, text, (size_t)(raised - text))) return false;
  return add_note(&state->context, "the transpose is %.*s^T, or %.*s'", (int)(raised - text), text,
                  (int)(raised - text), text),
         true;
}

/* w_{ij} for w_{i,j}. */
static bool note_indices_without_comma(State *state, Frame *frame, const Ast *name) {
  const char *text = frame->source->text;
  const size_t start = name->span.start, end = name->span.end;
  bool inside = start >= 2 && text[start - 1] == '{' && (text[start - 2] == '_' || text[start - 2] == '^') &&
                text[end] == '}' && end == start + 2 && name->name->length == 2;
  if (!inside || (unsigned char)text[start] >= 0x80) return false;
  size_t array = start - 2;
  while (array > 0 && !strchr(" ()[]{},=+-*/\n", text[array - 1])) array--;
  add_note(&state->context, "%s is one name; two indices have a comma: %.*s{%c,%c}", name->name->text,
           (int)(start - 1 - array), text + array, text[start], text[start + 1]);
  return true;
}

/* Z = Σ_{l} W^{h,l} ⊗ A^{l}: h of an index, which nothing binds. */
static bool note_free_index(State *state, Frame *frame, const Ast *name) {
  const char *text = frame->source->text;
  size_t open = name->span.start, line = open, equals;
  while (open > 0 && strchr(", ", text[open - 1])) open--;
  while (open > 0 && !strchr("{}[]()\n=", text[open - 1])) open--;
  bool indexed = open >= 2 && text[open - 1] == '{' && (text[open - 2] == '^' || text[open - 2] == '_');
  size_t array = indexed ? open - 2 : 0;
  while (array > 0 && !strchr(" ()[]{},;=+-*/\n", text[array - 1])) array--;
  indexed = indexed && holds_number(state, frame, text + array, open - 2 - array);
  while (line > 0 && text[line - 1] != '\n') line--;
  line += strspn(text + line, " \t");
  equals = line + strcspn(text + line, "=\n_^[({");
  if (!indexed || equals > open || text[equals] != '=' || text[equals + 1] == '=' || equals == line) return false;
  while (equals > line && text[equals - 1] == ' ') equals--;
  if (equals - line > 20 || strpbrk(name->name->text, "_")) return false;
  add_note(&state->context, "an index that runs over the whole array stands on the left too: %.*s%c{%s} = …",
           (int)(equals - line), text + line, text[open - 2], name->name->text);
  return true;
}

/* {W: 3} for {W = 3}. */
static bool note_field(State *state, Frame *frame, const Ast *name) {
  const char *text = frame->source->text;
  size_t before = name->span.start, after = name->span.end;
  while (before > 0 && strchr(" \n", text[before - 1])) before--;
  while (text[after] == ' ') after++;
  if (before == 0 || (text[before - 1] != '{' && text[before - 1] != ',') || text[after] != ':') return false;
  while (text[before - 1] != '{' && before > 1) before--;
  if (before < 2 ? text[0] != '{' : text[before - 2] == '_' || text[before - 2] == '^') return false;
  return add_note(&state->context, "a record's field is written with =: {%s = …}", name->name->text), true;
}

/* total = total + x, total += x before there is any. */
static bool note_first_value(State *state, Frame *frame, const Ast *name) {
  const char *text = frame->source->text;
  size_t line = name->span.start, length = name->span.end - name->span.start;
  while (line > 0 && !strchr("\n;", text[line - 1])) line--;
  line += strspn(text + line, " \t");
  const char *after = text + line + length + strspn(text + line + length, " ");
  bool adds = line == name->span.start && strncmp(after, "+=", 2) == 0;
  bool repeats = line != name->span.start && strncmp(text + line, text + name->span.start, length) == 0 &&
                 after[0] == '=' && after[1] != '=';
  if (!adds && !repeats) return false;
  add_note(&state->context, "it is computed from itself, and needs a first value before: %s = 0", name->name->text);
  return true;
}

bool note_name_meant(State *state, Frame *frame, const Ast *name) {
  return note_raised_t(state, frame, name) || note_sensitivity(state, frame, name) ||
         note_subscript(state, frame, name) || note_factor(state, frame, name) ||
         note_indices_without_comma(state, frame, name) || note_field(state, frame, name) ||
         note_free_index(state, frame, name) || note_first_value(state, frame, name);
}
