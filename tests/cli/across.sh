#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# get --ids looks a list of identifiers up in several archives: it says where each
# one is, reports texts that differ, and prints nothing that one of them withholds.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir one two
cp "$root"/fixtures/pages/jdrb-20190304-a0*.txt one
cp "$root"/fixtures/pages/jdrb-20190304-a01.txt "$root"/fixtures/pages/jdrb-20190305-a03.txt two
nbarc ingest -q -o one.nbarc one
nbarc ingest -q -o two.nbarc two
printf '%s\n' jdrb-20190305-a03 '# a comment' '' jdrb-20190304-a02-01 jdrb-20190304-a01 >ids
for format in tei slices text; do
	nbarc get -f $format two.nbarc jdrb-20190305-a03 >wanted
	[ $format != text ] || echo >>wanted
	nbarc get -f $format one.nbarc jdrb-20190304-a02-01 >>wanted
	[ $format != text ] || echo >>wanted
	nbarc get -f $format one.nbarc jdrb-20190304-a01 >>wanted
	check "--ids with format $format" nbarc get --ids ids -f $format -o got one.nbarc two.nbarc
	cp .err messages
	check "prints all, in the order of the list" cmp got wanted
done
cat >wanted <<'E'
nbarc get: two.nbarc: jdrb-20190305-a03
nbarc get: one.nbarc: jdrb-20190304-a02-01
nbarc get: one.nbarc: jdrb-20190304-a01
E
check "and says where each one is" cmp messages wanted
nbarc get -q --ids - -f text one.nbarc two.nbarc <ids | cmp - got
result $? "the list from standard input"
{
	printf '\357\273\277'
	sed '/^jdrb/s/$/       article     1  修桥/' ids
} >table
nbarc get -q --ids table -f text -o table.got one.nbarc two.nbarc
cmp got table.got
result $? "a table of nbarc list, with a byte order mark"
check "--quiet" nbarc get -q --ids ids -o got one.nbarc two.nbarc
[ ! -s .err ]
result $? "says nothing"

nbarc get -q --ids ids -f text --from 2019-03-05 --kind article one.nbarc two.nbarc >got
for id in $(nbarc list -f tsv -c id --kind article two.nbarc jdrb-20190305-a03 | tail -n +2); do
	[ ! -s wanted.text ] || echo
	nbarc get -f text two.nbarc "$id" | tee -a wanted.text
done >wanted
[ -s wanted ]
result $? "with options that choose"
check "only what they choose is printed, item by item" cmp got wanted
exits 0 "what they leave out is not missing" nbarc get -q --ids ids --author 没有人 one.nbarc two.nbarc
[ ! -s .out ]
result $? "nothing is printed"
printf '%s\n' jdrb-20190304-a09 jdrb-20190304-a02-01 >some
exits 4 "what no archive has is reported all the same" \
	nbarc get -q --ids some -f text --kind article one.nbarc two.nbarc
says "jdrb-20190304-a09: in none of the archives" "by its identifier"
nbarc get -f text one.nbarc jdrb-20190304-a02-01 | cmp -s - .out
result $? "and the others are printed"
for id in jdrb-18000101-a01 jdrb-20190304; do
	echo $id >ids
	exits 4 "$id is in none of them" nbarc get --ids ids one.nbarc two.nbarc
	says "$id: in none of the archives" "which is reported"
done
echo 'a/b' >ids
exits 1 "no identifier" nbarc get --ids ids one.nbarc two.nbarc
says "not the identifier of a page or an item" "is refused"

# ---- different texts
sed 's/春耕/秋收/' one/jdrb-20190304-a01.txt >two/jdrb-20190304-a01.txt
nbarc ingest -q -o two.nbarc two
echo jdrb-20190304-a01-02 >ids
nbarc get one.nbarc jdrb-20190304-a01-02 >wanted
exits 2 "an item that both have with different texts" \
	nbarc get --ids ids -o got one.nbarc two.nbarc
says "two.nbarc: jdrb-20190304-a01-02: the text differs from that in one.nbarc, which is printed" \
	"is reported"
check "that of the first archive is printed" cmp got wanted
nbarc withdraw -q -r rights two.nbarc jdrb-20190304-a01-02
exits 4 "an item that one of them withholds" nbarc get --ids ids one.nbarc two.nbarc
says "two.nbarc: jdrb-20190304-a01-02: withdrawn: rights" "is reported with the reason"
[ ! -s .out ]
result $? "and not printed"

# ---- usage
exits 1 "--ids with --at" nbarc get --ids ids --at 1 one.nbarc
exits 1 "no archive" nbarc get --ids ids
exits 1 "an archive alone" nbarc get one.nbarc
nbarc rename -q one.nbarc jdrb-20190304-a02 jdrb-20190304-a12
echo jdrb-20190304-a02-01 >ids
exits 4 "an item that was renamed" nbarc get --ids ids one.nbarc two.nbarc
says "renamed to jdrb-20190304-a12-01" "says where it went"
check "--follow" nbarc get --follow --ids ids one.nbarc two.nbarc
says "renamed to jdrb-20190304-a12-01" "says so, too"
printf 'jdrb-20190304-a01-01\njdrb-20190304-a01-02\0x\n' >nul
exits 2 "a list with a NUL" nbarc get --ids nul one.nbarc two.nbarc
says "nul: line 2: it has a NUL" "is refused with its line"
[ ! -s .out ]
result $? "and nothing of it is answered"
exits 2 "also on standard input" sh -c 'nbarc get one.nbarc - <nul'
says "line 2: it has a NUL" "with its line"
finish
