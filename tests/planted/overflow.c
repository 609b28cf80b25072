/* A fault planted on purpose: a signed overflow in a Criterion test that checks nothing about it. */
#include <criterion/criterion.h>
#include <limits.h>

static volatile int largest = INT_MAX;

Test(planted, overflows) {
  volatile int wrapped = largest + 1;
  (void)wrapped;
}
