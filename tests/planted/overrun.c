/* A fault planted on purpose: a read past the end of an allocated array. */
#include <criterion/criterion.h>
#include <stdlib.h>

static volatile int end = 4;

Test(planted, overruns) {
  int *volatile numbers = calloc(4, sizeof *numbers);
  volatile int past = numbers[end];
  (void)past;
  free(numbers);
}
