# Each allocation of some scripts, run and checked, and of a session with what it is asked, fails once, alone
# and with all that follow: no crash, no leak, a clear error, and a state that still works.
set -u
status=0
cd "$source" || exit 1
drive() { "$source/tools/watched" "$build/tests/allocation/driver" "$source/stdlib" "$@"; }
for script in tests/allocation/*.cnn; do # run and checked side by side
  drive "$script" &
  run=$!
  drive "$script" check || status=1
  wait $run || status=1
done
drive tests/allocation/session.cnn session || status=1
exit $status
