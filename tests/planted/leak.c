/* A fault planted on purpose: Criterion calls this test passed, the sanitizer run must not. */
#include <criterion/criterion.h>
#include <stdlib.h>

static void *volatile kept;

Test(planted, leaks) {
  kept = malloc(64);
  cr_assert_not_null(kept);
  kept = NULL;
}
