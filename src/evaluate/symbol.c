#include "evaluate/symbol.h"

#include "evaluate/state.h"

#include <math.h>

Arena *paper_of(State *state) {
  if (!state->paper.memory) arena_open(&state->paper, &state->context.memory);
  return &state->paper;
}

static Symbol *new_symbol(State *state, int64_t n) {
  Symbol *symbol = memory_allocate_zeroed(&state->context.memory, sizeof *symbol + (size_t)n * sizeof(Value));
  if (!symbol) return (void)fail_out_of_memory(&state->context), NULL;
  symbol->references = 1;
  state->n_symbols++;
  return symbol;
}

static Value value_of(Symbol *symbol) { return symbol ? (Value){.kind = VALUE_SYMBOL, .symbol = symbol} : (Value){0}; }

/* The arena is emptied when the last symbol goes. */
void symbol_release(State *state, Symbol *symbol) {
  if (--symbol->references) return;
  for (int64_t i = 0; i < symbol->n; i++) value_release(state, symbol->element[i]);
  memory_release(&state->context.memory, symbol);
  if (--state->n_symbols || !state->paper.memory) return;
  arena_close(&state->paper);
  state->paper = (Arena){0};
}

Value symbol_of_size(State *state, const Size *size) {
  Symbol *symbol = new_symbol(state, 0);
  if (symbol) symbol->size = *size;
  return value_of(symbol);
}

static Size one_number(void) { return size_from(extent_of(1), extent_of(1), extent_of(1), extent_of(1)); }

/* A length that could not be made is told from one that is too large. */
Status check_paper(State *state) {
  if (!state->paper.failed) return OK;
  state->paper.failed = false;
  return fail_out_of_memory(&state->context);
}

Value symbol_of_extent(State *state, Extent extent) {
  if (extent_is_number(extent)) {
    if (extent.number != INT64_MIN) return number_value((double)extent.number);
    if (check_paper(state) != OK) return (Value){0};
    return (void)fail(&state->context, "a length cannot be computed"), (Value){0};
  }
  return symbol_of_length(state, extent);
}

Value symbol_of_length(State *state, Extent extent) {
  Symbol *symbol = new_symbol(state, 0);
  if (!symbol) return (Value){0};
  symbol->size = one_number();
  symbol->is_extent = true;
  symbol->extent = extent;
  return value_of(symbol);
}

Value symbol_of_name(State *state, const char *name) {
  return symbol_of_extent(state, extent_symbol(paper_of(state), name));
}

Value symbol_of_elements(State *state, int64_t rows, int64_t columns, const Value *element) {
  Symbol *symbol = new_symbol(state, rows * columns);
  if (!symbol) return (Value){0};
  symbol->size = size_from(extent_of(rows), extent_of(columns), extent_of(1), extent_of(1));
  for (; symbol->n < rows * columns; symbol->n++) symbol->element[symbol->n] = value_retain(element[symbol->n]);
  return value_of(symbol);
}

bool is_one_number(Value value) {
  Size size = value_size(value), one = one_number();
  return is_operand(value) && size_equal(&size, &one) == YES;
}

bool read_extent(Value value, Extent *out) {
  if (is_symbol(value)) return *out = value.symbol->extent, value.symbol->is_extent;
  if (value.kind != VALUE_NUMBER || value.number != floor(value.number) || fabs(value.number) > 1e15) return false;
  return *out = extent_of((int64_t)value.number), true;
}

Value value_on_paper(State *state, Value value) {
  if (!is_numeric(value) || !value.node) return value_retain(value);
  Size size = value_size(value);
  Value symbol = symbol_of_size(state, &size);
  if (is_symbol(symbol)) symbol.node = node_retain(value.node);
  return symbol;
}
