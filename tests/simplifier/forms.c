/* Prints the simplifier's rules, a line each, as tests/simplifier/cases.txt and doc/simplifier.md must hold them. */
#include "derive/simplify.h"

#include <stdio.h>

int main(void) {
  for (int i = 0; simplification_form(i); i++) printf("%s\n", simplification_form(i));
  return 0;
}
