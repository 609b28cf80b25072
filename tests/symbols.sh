# libcnn does not end the process, print, or keep mutable globals, and exports only cnn_*.
case $CFLAGS in *-fsanitize*) exit 77 ;; esac # the sanitizers bring symbols of their own
exec "$source/tools/check-symbols" "$build"
