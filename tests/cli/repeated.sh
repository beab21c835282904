#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A page on which a line is an item and also a part of another item. When the
# two change places, each keeps its number, a later ingest finds nothing to
# change, and what was withdrawn is that text and no other.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190306-a01
NBARC_WHO=王平
export NBARC_WHO
mkdir pages
cat >pages/$page.txt <<'END'
·每员·

▲民校耕教教耕地上利晚户天。

·每员·

工夜民柳春。

·夜校·
END
# The numbers of the items in the order of the page, and those withdrawn.
order() { nbarc get -f slices a.nbarc $page | sed -n 's/^<div.* n="\([0-9]*\)".*/\1/p' | xargs; }
withdrawn() { nbarc list --all a.nbarc $page | sed -n 's/^.*-\([0-9]*\) .*\[withdrawn.*/\1/p' | xargs; }
unchanged() { # DESCRIPTION: the same page again is no revision
	check "$1" nbarc ingest -o a.nbarc pages
	says "0 new revisions, 1 unchanged" "changes nothing"
}

# ---- a person moves the photograph in front of the line
nbarc ingest -q -o a.nbarc pages
cp a.nbarc first.nbarc
[ "$(order)" = "1 2 3" ]
result $? "the line is item 1, and also the credit of item 2"
cat >form <<END
page $page@1

[photo]
caption	▲民校耕教教耕地上利晚户天。
credit	·每员·

[article]
paragraph	·每员·

[article]
paragraph	工夜民柳春。
paragraph	·夜校·
END
check "the photograph is moved" nbarc edit --apply form a.nbarc
[ "$(order)" = "2 1 3" ]
result $? "and the items keep their numbers"
unchanged "ingest again"
check "the line is withdrawn" nbarc withdraw --reason rights a.nbarc $page-01
unchanged "ingest of the page with a withdrawn item"
unchanged "once more"
[ "$(order)" = "2 1 3" ] && [ "$(withdrawn)" = 01 ]
result $? "the line alone is withdrawn"
nbarc get -f slices a.nbarc $page >page.xml
grep -q "subtype=\"withdrawn\" xml:id=\"$page-01\"" page.xml &&
	[ "$(grep -c '·每员·' page.xml)" -eq 1 ]
result $? "the page has it as a credit only"

# ---- a better text of the page has another order, and other items
cat >pages/$page.txt <<'END'
·每员·

工夜民柳春。

▲民校耕教教耕地上利晚户天。

·每员·

·夜校·
END
cp first.nbarc a.nbarc
nbarc ingest -q -o a.nbarc pages
[ "$(order)" = "3 2 4" ]
result $? "the line is the beginning of item 3"
nbarc get a.nbarc $page-01 >.out 2>.err
says "its text is now in: $page-03" "which is where it is said to be"
unchanged "ingest again"
nbarc withdraw -q --reason rights a.nbarc $page-03
unchanged "ingest of the page with a withdrawn item"
cat >pages/$page.txt <<'END'
·每员·

▲民校耕教教耕地上利晚户天。

·每员·

工夜民柳春。

·夜校·
END
nbarc ingest -q -o a.nbarc pages
[ "$(order)" = "5 2 3" ] && [ "$(withdrawn)" = "03 05" ]
result $? "both parts into which it is divided then are withdrawn, not the photograph"
unchanged "ingest again"
check "verify" nbarc verify -q a.nbarc
check "the other reader's verify" python3 "$root/format-spec/reader.py" verify a.nbarc
finish
