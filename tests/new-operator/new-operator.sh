# A new operator is one source file, one rules file and one test, a script and what it prints (doc/adding-an-operator.md).
# Here ⊞min is added to a copy of the source and build trees; nothing that was there is touched, and `make` and
# `make check` are all that is run.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
files=$source/tests/new-operator/files

command -v automake >/dev/null || { echo "no automake: a new file cannot enter the Makefile"; exit 77; }
case $CFLAGS in *-fsanitize*) echo "the plain build has shown it"; exit 77 ;; esac

# The copy lies as the original does: the build folder inside the source tree where it is so here, with its objects.
# Other build folders stay behind.
case $build in
  "$source"/*) below=${build#"$source"/} ;;
  *) below=build-copy ;;
esac
copy=$scratch/copy
mkdir "$copy"
cd "$source"
{
  echo ./.git
  for status in */config.status; do [ "${status%/*}" = "${below%%/*}" ] || echo "./${status%/*}"; done
} >"$scratch/excluded"
tar -cf - --exclude-from="$scratch/excluded" --exclude="./$below/sanitized" . | (cd "$copy" && tar -xf -)
chmod -R u+w "$copy"
if [ ! -f "$copy/$below/Makefile" ]; then
  mkdir -p "$copy/$below"
  (cd "$copy/$below" && ../configure --silent)
fi
rm -rf "$copy/$below/tests/unit"

checksums() {
  (cd "$copy" && find src stdlib tests grammar tools examples configure.ac Makefile.am -type f -exec cksum {} + | sort)
}
checksums >"$scratch/before"
cp -R "$files/." "$copy/"

unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$copy/$below"
$MAKE -j2
./cnn "$copy/tests/golden/minimum.cnn"
$MAKE check TESTS="tests/golden/minimum.cnn tests/layers.sh" check_PROGRAMS= ||
  { cat tests/golden/minimum.log; exit 1; }

checksums >"$scratch/after"
changed=$(comm -23 "$scratch/before" "$scratch/after")
[ -z "$changed" ] || { echo "files that were there have changed:"; echo "$changed"; exit 1; }
added=$(comm -13 "$scratch/before" "$scratch/after" | wc -l)
[ "$added" = 4 ] || { echo "$added files were added instead of 4"; exit 1; }

# The page shows these very files.
for file in $(cd "$files" && find . -type f); do
  grep -vxFf "$source/doc/adding-an-operator.md" "$files/$file" >"$scratch/unseen" || continue
  echo "doc/adding-an-operator.md shows another ${file#./}; it lacks:"
  cat "$scratch/unseen"
  exit 1
done
