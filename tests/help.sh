#!/bin/sh
# Whatever help knows by name has a page: it comes without an error, its example runs and prints, what it says to type
# parses, and what it says to see also is there.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
build=${build:-$source/build}
cnn=${CNN:-$build/cnn}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 CNN_STDLIB="$source/stdlib"

failed=
complain() { sed "s/^/$1: /" "$work/faults" | head -20; [ ! -s "$work/faults" ] || failed=yes; }

# pages FILE: one page a name, each behind a line "=== number".
pages() {
  awk '{ printf "print(\"=== %d\")\nhelp %s\n", NR, $0 }' "$1" >"$work/pages.cnn"
  "$cnn" "$work/pages.cnn" 2>&1
}

"$build/tests/help/topics" "$source/stdlib" >"$work/all" || exit 1
awk '!seen[$0]++' "$work/all" >"$work/names"
pages "$work/names" >"$work/pages" || { tail -3 "$work/pages"; echo "help failed"; failed=yes; }

# Pages of words alone.
prose='operators precedence functions topics equations slips import sensitivity history keys prompt
  commands 8.42 8.43'
awk -v prose="$prose" '
  function close_page() {
    if (name != "" && !(name in silent) && !prints) print name ": no example that prints"
    prints = 0
  }
  BEGIN { n = split(prose, word, " "); for (i = 1; i <= n; i++) silent[word[i]] }
  FNR == NR { names[FNR] = $0; next }
  /^=== / { close_page(); name = names[$2]; next }
  /error: / { print name ": " $0 }
  /^prints$/ { prints = 1 }
  END { close_page() }' "$work/names" "$work/pages" >"$work/faults"
complain "example"

awk '
  function end_list(n, name, i) { n = split(list, name, ", *"); for (i = 1; i <= n; i++) print name[i]; list = "" }
  list != "" && /^ +[^ ]/ { list = list $0; gsub(/ +/, " ", list); next }
  { end_list() }
  /^(See also|Equations|Topics): / { list = $0; sub(/^[^:]*: /, "", list) }
  END { end_list() }' "$work/pages" |
  awk '!seen[$0]++' >"$work/also"
[ "$(wc -l <"$work/also")" -gt 100 ] || { echo "hardly anything to see also"; failed=yes; }
pages "$work/also" >"$work/more" || { tail -3 "$work/more"; echo "see also: help failed"; failed=yes; }

# "  W \otimes A      (\ot TAB)"
awk '
  /^[^ ]/ { inside = 0 }
  /^Type it:/ { inside = 1; next }
  inside && NF { sub(/ +\(.* TAB\)$/, ""); gsub(/, …/, ""); print "function t" ++n "()\n" $0 "\nend" }' "$work/pages" \
  >"$work/typed.cnn"
[ "$(grep -c '^function' "$work/typed.cnn")" -gt 100 ] || { echo "hardly anything to type"; failed=yes; }
"$cnn" "$work/typed.cnn" >"$work/faults" 2>&1
complain "type it"

# The chapter's numbers, all of them and no others; those that rules carry too.
{ seq -f 8.%g 1 53; seq -f P8.%g 1 4; seq -f E8.%g 1 10; } >"$work/numbers"
grep -ho '# [PE]\{0,1\}8\.[0-9]*' "$source"/stdlib/rules/*.cnn | sed 's/# //' >>"$work/numbers"
grep -vxFf "$work/names" "$work/numbers" >"$work/faults"
complain "no page for"
for number in 8.54 8.0 P8.5 E8.11 9.1; do
  ! "$cnn" -e "help $number" >/dev/null 2>&1 || { echo "help $number finds something"; failed=yes; }
done

[ -z "$failed" ]
