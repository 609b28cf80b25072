/* How the numbers of an array are written in its cells: short, and all with the same decimals where that can be. */
#include "guide/walk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS = 4, FEW_DIGITS = 3 };

int print_cell_number(double number, NumberStyle style, char *out, size_t room) {
  if (isnan(number)) return snprintf(out, room, "nan");
  if (isinf(number)) return snprintf(out, room, number > 0 ? "inf" : "-inf");
  if (number == 0) return snprintf(out, room, "0");
  if (style.decimals < 0) return snprintf(out, room, "%.*g", FEW_DIGITS, number);
  bool is_small = fabs(number) * pow(10, style.decimals) < 0.5; /* 0.00, without a sign */
  return snprintf(out, room, "%.*f", style.decimals, is_small ? 0.0 : number);
}

/* Whole numbers as they are, others with so many digits of the largest. */
static int choose_decimals(double largest, bool whole, int digits) {
  if (whole) return largest < 1e9 ? 0 : -1;
  int before = largest > 0 ? (int)floor(log10(largest)) + 1 : 0;
  int decimals = before < digits ? digits - before : before <= digits + 1;
  return before > 2 * DIGITS || before < -DIGITS ? -1 : decimals;
}

/* One scale would show little but zeros. */
static bool are_lost(Value value, int64_t n, NumberStyle style) {
  int64_t lost = 0, shown = 0;
  double scale = pow(10, style.decimals);
  for (int64_t i = 0; i < n; i++) {
    double scaled = fabs(value_element(value, i)) * scale;
    lost += scaled > 0 && scaled < 1;
    shown += scaled >= 1;
  }
  return lost > shown;
}

static int zeros_behind(const char *text) {
  size_t length = strlen(text);
  int zeros = 0;
  if (!strchr(text, '.')) return 0;
  while (text[length - 1 - (size_t)zeros] == '0') zeros++;
  return zeros;
}

/* Decimals that are zeros in all of them say nothing. */
static void drop_decimals(Value value, int64_t n, NumberStyle *style) {
  int needed = 0;
  char text[CELL_BYTES];
  for (int64_t i = 0; i < n && style->decimals > 0; i++) {
    double number = value_element(value, i);
    if (!isfinite(number) || number == 0) continue;
    print_cell_number(number, *style, text, sizeof text);
    int own = style->decimals - zeros_behind(text);
    if (own > needed) needed = own;
  }
  if (style->decimals > 0) style->decimals = needed;
}

/* 0.25 and 163.2 are written out; what would not end anyhow is kept short. */
static bool is_exact(Value value, int64_t n, NumberStyle style) {
  double scale = pow(10, style.decimals);
  for (int64_t i = 0; i < n && style.decimals > 0; i++) {
    double scaled = value_element(value, i) * scale;
    if (isfinite(scaled) && fabs(scaled - round(scaled)) > 1e-9 * fabs(scaled)) return false;
  }
  return true;
}

void choose_numbers(Value value, NumberStyle *style) {
  int64_t n = value_count(value) < COUNTED_MAX ? value_count(value) : COUNTED_MAX;
  double largest = 0;
  bool whole = true;
  char text[CELL_BYTES];
  for (int64_t i = 0; i < n; i++) {
    double number = value_element(value, i), magnitude = fabs(number);
    if (!isfinite(number)) continue;
    whole &= number == floor(number);
    if (magnitude > largest) largest = magnitude;
  }
  style->decimals = choose_decimals(largest, whole, DIGITS);
  if (!is_exact(value, n, *style)) style->decimals = choose_decimals(largest, whole, FEW_DIGITS);
  if (style->decimals >= 0 && are_lost(value, n, *style)) style->decimals = -1;
  drop_decimals(value, n, style);
  style->width = 1;
  for (int64_t i = 0; i < n; i++) {
    int width = print_cell_number(value_element(value, i), *style, text, sizeof text);
    if (width > style->width) style->width = width;
  }
}

void drop_zeros_behind(char *text) {
  if (strchr(text, 'e')) return;
  text[strlen(text) - (size_t)zeros_behind(text)] = 0;
  if (text[strlen(text) - 1] == '.') text[strlen(text) - 1] = 0;
}
