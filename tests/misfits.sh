#!/bin/sh
# No operator is forgotten: each one has, in tests/errors/operators_*.cases, a case of an operand of the wrong kind, one
# of sizes that do not fit where its size rule refuses any, and one for each parameter; each procedure and each function
# of the standard library one of its arguments. The cases are found by their titles,
#     --- correlate sizes: …     --- boxplus_max pad: …     --- zeros arguments: …
# whose program names what the title says, and ends with an error. What they say is tests/errors.sh's matter.
source=${source:-$(cd "$(dirname "$0")/.." && pwd)}
build=${build:-$source/build}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

# What nobody can type, or what takes anything.
cat >"$work/excused" <<'END'
alias another name for a value: nobody applies it
correlate_examples how 8.48's sum over examples is evaluated: an equation's own sizes stand before it
for_all equations on paper
sum_over equations on paper
softmax_crossentropy crossentropy of a softmax, whose cases are crossentropy's
scale sizes whether a factor is one number decides between products
print arguments prints anything
str arguments prints anything
progress arguments prints anything
isnumber arguments asks of anything
isfunction arguments asks of anything
error arguments says anything
load arguments tests/errors/files.cases
save arguments tests/errors/files.cases
saveparams arguments tests/errors/files.cases
loadparams arguments tests/errors/files.cases
pixels arguments a part of rotate
rate_of arguments a part of train
progress_line arguments a part of train
epoch_line arguments a part of train
need_same arguments a part of accuracy and confusion
need_whole arguments a part of others
END

"${ERROR_ROWS:-$build/tests/errors/rows}" >"$work/rows" || exit 1
cat "$source"/stdlib/*.cnn | sed -nE 's/^(function )?([[:alpha:]_][[:alnum:]_]*)\([^)]*.*/\2/p' | sort -u |
  sed 's/.*/& arguments &/' >>"$work/rows"

awk '
  FILENAME ~ /excused$/ { excused[$2 ~ /^(arguments|sizes)$/ ? $1 " " $2 : $1] = 1; next }
  FILENAME ~ /rows$/ {
    if (!($1 in excused) && !($1 " " $2 in excused)) needed[$1 " " $2] = $3
    next
  }
  $0 == "--- says" { part = "says"; next }
  /^--- (type|shows)/ { finish(); part = ""; next }
  /^--- / { finish(); title = substr($0, 5); place = FILENAME; program = said = ""; part = "program"; next }
  part == "program" { program = program $0 "\n" }
  part == "says" { said = said $0 "\n" }
  END {
    finish()
    for (pair in needed)
      if (!(pair in found)) { print "no case in tests/errors/operators_*.cases is for: " pair; wrong++ }
    exit wrong > 0
  }
  # What a title says that is no pair, or of a parameter under a wrong name, is a case beside those that are needed.
  function finish(    pair) {
    pair = title
    if (part == "" || !sub(/: .*/, "", pair) || pair !~ /^[^ ,]+ [^ ,]+$/) return
    if (!(pair in needed)) { print place ": there is no such thing to give wrongly: " pair; wrong++ }
    else if ((needed[pair] == "-" || index(program, needed[pair])) && said ~ /error: /) found[pair] = 1
    title = ""
  }
' "$work/excused" "$work/rows" "$source"/tests/errors/operators_*.cases
