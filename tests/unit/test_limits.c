/* What a host may limit: memory, steps, the C stack, files; and Ctrl-C. Each leaves a state that still works. */
#include "api/cnn.h"

#include <criterion/criterion.h>
#include <string.h>

static cnn_Status run(cnn_State *state, const char *text) { return cnn_run(state, "test", text, strlen(text), 0); }

static void cr_expect_error(cnn_State *state, const char *text, cnn_Status status, const char *message) {
  cr_expect_eq(run(state, text), status, "%s", text);
  cr_expect(strstr(cnn_error(state), message), "%s says: %s", text, cnn_error(state));
  cr_expect_eq(run(state, "a_{} = 1"), CNN_ERROR);
  cr_expect_eq(run(state, "assert(sum([1 2 3]) == 6)"), CNN_OK, "%s leaves a state that fails: %s", text, cnn_error(state));
}

Test(limits, memory_that_runs_out_is_an_error_and_comes_back) {
  cnn_State *state = cnn_open(&(cnn_Config){.memory_limit = 64 << 20});
  cr_assert(state);
  run(state, "x = 1");
  size_t before = cnn_memory_used(state);
  cr_expect_error(state, "A = ones(1e4, 1e4)", CNN_ERROR, "does not fit in memory");
  cr_expect_error(state, "A = ones(100, 100)\nfor i = 1:40\n  A = [A A]\nend", CNN_ERROR, "does not fit in memory");
  cr_expect_error(state, "s = \"0123456789\"\nfor i = 1:60\n  s = str(s, s)\nend", CNN_NO_MEMORY, "out of memory");
  cr_expect_error(state, "L = {1}\nfor i = 1:60\n  L = {L, L}\nend\ns = str(L)", CNN_NO_MEMORY, "out of memory");
  cr_expect_error(state, "W = 1\nx = W\nfor i = 1:1e9\n  x = x + W\nend\nbackprop x", CNN_NO_MEMORY, "out of memory");
  cr_expect_eq(run(state, "A = 0\ns = 0\nL = 0\nx = 0\nW = 0\ni = 0"), CNN_OK);
  cr_expect_lt(cnn_memory_used(state), before + (1 << 16));
  cnn_close(state);
}

static void write_nothing(void *user, int is_error, const char *text, size_t length) {
  (void)user, (void)is_error;
  cr_expect_fail("a check writes %.*s", (int)length, text);
}

static cnn_Status check(cnn_State *state, const char *text) {
  return cnn_run(state, "test", text, strlen(text), CNN_CHECK);
}

Test(limits, a_state_that_has_checked_runs_nothing) {
  cnn_State *state = cnn_open(&(cnn_Config){.write = write_nothing});
  cr_expect_eq(check(state, "W = randn(2, 3)\nprint(W)\nW\nexit(3)"), CNN_OK);
  cr_expect_eq(cnn_exit_status(state), -1);
  cr_expect_eq(check(state, "W W"), CNN_ERROR);
  cr_expect(strstr(cnn_error(state), "test:1:1: error: the left side is 2 × 3 and the right side 2 × 3"));
  cr_expect_eq(check(state, "L = {1}\nfor i = 1:60\n  L = {L, L}\nend\nwhile rand() < 1\n  L = {L, L}\nend\nassert(L)"),
               CNN_OK);
  cr_expect_eq(run(state, "1 + 1"), CNN_ERROR);
  cr_expect(strstr(cnn_error(state), "has checked a text"));
  cnn_close(state);
}

Test(limits, steps_that_run_out_are_an_error) {
  const char *endless[] = {"while 1\nend", "for i = 1:inf\nend", "s = Σ_{l=1}^{1e15} l", "function f()\n  while 1\n  end\nend\nf()"};
  for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
    cnn_State *state = cnn_open(&(cnn_Config){.step_limit = 10000});
    cr_expect_eq(run(state, endless[i]), CNN_STEP_LIMIT, "%s", endless[i]);
    cr_expect(strstr(cnn_error(state), "limit on evaluation steps"));
    cnn_close(state);
  }
}

Test(limits, a_small_stack_ends_recursion_and_nesting_early) {
  char deep[2000] = "x = ";
  cnn_State *state = cnn_open(&(cnn_Config){.stack_limit = 1 << 17});
  cr_expect_error(state, "f(x) = f(x) + 1\nf(1)", CNN_ERROR, "too deeply");
  cr_expect_error(state, "function f(x)\n  if x > 0\n    return f(x + 1)\n  end\nend\nf(1)", CNN_ERROR, "too deeply");
  for (int i = 0; i < 500; i++) strcat(deep, "(");
  strcat(deep, "1");
  for (int i = 0; i < 500; i++) strcat(deep, ")");
  cr_expect_eq(run(state, deep), CNN_OK, "%s", cnn_error(state));
  cnn_close(state);
}

static void interrupt_on_output(void *user, int is_error, const char *text, size_t length) {
  (void)is_error, (void)text, (void)length;
  cnn_interrupt(*(cnn_State **)user);
}

Test(limits, an_interrupt_ends_what_runs_and_nothing_more) {
  cnn_State *state = NULL;
  state = cnn_open(&(cnn_Config){.user = &state, .write = interrupt_on_output});
  cr_expect_error(state, "x = 7\nprint(x)\nwhile 1\nend", CNN_INTERRUPTED, "interrupted");
  cr_expect_error(state, "print(x)\nW = ones(99, 99)\nP = ones(999, 999)\nW ⊗ P", CNN_INTERRUPTED, "interrupted");
  cr_expect_error(state, "print(x)\nA = ones(2000, 2000)\nA A", CNN_INTERRUPTED, "interrupted");
  cr_expect_eq(run(state, "assert(x == 7)"), CNN_OK, "%s", cnn_error(state));
  cnn_close(state);
}

Test(limits, a_host_without_files_has_programs_without_files) {
  cnn_State *state = cnn_open(NULL);
  cr_expect_error(state, "X = load(\"x.npz\")", CNN_ERROR, "may not read files");
  cr_expect_error(state, "save(\"x.npz\", {a = 1})", CNN_ERROR, "may not write files");
  cr_expect_error(state, "import \"x.cnn\"", CNN_ERROR, "cannot find");
  cnn_close(state);
}
