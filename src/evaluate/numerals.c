/* Numbers as text: whole numbers as such; others with five significant digits, or after `format long` with the fewest
   that read back as the same number. Zeros at the end that all entries share are not printed. */
#include "evaluate/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 5, SINGLE_DIGITS = 9, DOUBLE_DIGITS = 17 };

static bool is_whole(double number) { return number == floor(number) && fabs(number) < 1e15; }

static void print_special(double number, char *out) {
  snprintf(out, NUMERAL, "%s", isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
}

static void print_shortest(double number, bool is_single, char *out) {
  int most = is_single ? SINGLE_DIGITS : DOUBLE_DIGITS;
  for (int digits = 1; digits <= most; digits++) {
    snprintf(out, NUMERAL, "%.*g", digits, number);
    if (is_single ? strtof(out, NULL) == (float)number : strtod(out, NULL) == number) return;
  }
}

void write_numeral(double number, NumeralStyle style, char out[NUMERAL]) {
  if (!isfinite(number)) print_special(number, out);
  else if (number == 0) snprintf(out, NUMERAL, "0");
  else if (style.whole || (style.each && is_whole(number))) snprintf(out, NUMERAL, "%.0f", number);
  else if (style.exponent) snprintf(out, NUMERAL, "%.*e", style.decimals, number);
  else if (style.each && !style.digits) print_shortest(number, style.is_single, out);
  else if (style.each) snprintf(out, NUMERAL, "%.*g", style.digits, number);
  else snprintf(out, NUMERAL, "%.*f", style.decimals, number);
}

void format_number(double number, Text *out) {
  char text[NUMERAL];
  write_numeral(number, (NumeralStyle){.each = true, .digits = DIGITS}, text);
  text_add(out, text, strlen(text));
}

NumeralStyle plain_style(const State *state, Value value) {
  return (NumeralStyle){
      .each = true, .digits = state->long_numbers ? 0 : DIGITS, .is_single = value_precision(value) == SINGLE};
}

/* ---- one style for an array ---- */

typedef struct Spread {
  double largest, smallest; /* magnitudes of those that are not 0 */
  bool whole;
} Spread;

static void note_spread(double number, void *user) {
  Spread *spread = user;
  if (!isfinite(number)) return;
  spread->whole &= is_whole(number);
  spread->largest = fmax(spread->largest, fabs(number));
  if (number != 0) spread->smallest = fmin(spread->smallest, fabs(number));
}

typedef struct Zeros {
  NumeralStyle style;
  int needed; /* decimals up to the last digit that is not 0 */
} Zeros;

static void note_zeros(double number, void *user) {
  Zeros *zeros = user;
  char numeral[NUMERAL];
  if (!isfinite(number) || number == 0) return;
  write_numeral(number, zeros->style, numeral);
  const char *point = strchr(numeral, '.');
  int decimals = (int)strspn(point + 1, "0123456789");
  while (decimals > zeros->needed && point[decimals] == '0') decimals--;
  if (decimals > zeros->needed) zeros->needed = decimals;
}

/* One scale would lose the small entries where they are 1e5 times smaller than the large ones. A decimal stays where a
   number only looks whole. */
NumeralStyle choose_style(const State *state, Value value, void (*visit)(const void *of, NumberVisitor each, void *user),
                   const void *of) {
  Spread spread = {0, INFINITY, true};
  visit(of, note_spread, &spread);
  NumeralStyle style = plain_style(state, value);
  style.whole = spread.whole;
  if (style.whole || !style.digits) return style;
  int digits = (int)floor(log10(spread.largest)) + 1; /* before the point of the largest entry */
  bool is_wide = spread.largest > 1e5 * spread.smallest;
  style.exponent = !is_wide && (digits > 6 || digits < -3);
  style.decimals = style.exponent ? DIGITS - 1 : digits >= DIGITS ? 1 : DIGITS - digits;
  style.each = !style.exponent && (digits > 6 || spread.smallest * pow(10, style.decimals) < 1);
  if (style.each) return style;
  Zeros zeros = {style, style.exponent ? 0 : 1};
  visit(of, note_zeros, &zeros);
  style.decimals = zeros.needed;
  return style;
}
