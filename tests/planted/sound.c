/* The counter-proof: a test without a fault stays green in every run. */
#include <criterion/criterion.h>
#include <stdlib.h>

Test(planted, frees) {
  void *block = malloc(64);
  cr_assert_not_null(block);
  free(block);
}
