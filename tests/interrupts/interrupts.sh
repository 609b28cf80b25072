# Long computations of every kind are interrupted in the middle: each returns soon, keeps every variable, and leaves a
# state that works. The driver prints how long each took to return; on an idle machine that is below 0.1 s.
set -eu
case ${CFLAGS-} in *-fsanitize*) limit=10000 ;; *) limit=1000 ;; esac
for cases in kernels language; do
  CNN_INTERRUPT_LIMIT=$limit "$build/tests/interrupts/driver" "$source/stdlib" "$source/tests/interrupts/$cases.cases"
done
