#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Days that the calendar does not have: no page is made for one.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=$root/fixtures/pages/jdrb-20190304-a01.txt
mkdir impossible unknown
for date in 20190230 20190332 20191301; do
	cp "$page" "impossible/jdrb-$date-a01.txt"
done
for date in 20190300 20190000 00000000 20200229 20190304b; do
	cp "$page" "unknown/jdrb-$date-a01.txt"
done
exits 2 "days that do not exist" nbarc ingest -q -o a.nbarc impossible
says "the calendar has no 30 February 2019" "30 February is refused"
says "the calendar has no 32 March 2019" "32 March is refused"
says "the calendar has no month 13" "month 13 is refused"
check "and nothing is archived" test ! -e a.nbarc
exits 0 "parts that are not known" nbarc ingest -q -o b.nbarc unknown
nbarc list -p b.nbarc >list
check "give five pages" test "$(wc -l <list)" -eq 5
nbarc get b.nbarc jdrb-20190300-a01 >month.xml
check "a month is a date" grep -q '<date when="2019-03">' month.xml
nbarc get b.nbarc jdrb-20190000-a01 >year.xml
check "a year is a date" grep -q '<date when="2019">' year.xml
exits 2 "a template gives such a day" nbarc ingest -q -o c.nbarc \
	--path-template '{any}-{date}-{page}.txt' --title-code ab impossible
says "the calendar has no" "and the message is the same"
exits 1 "nbtei does not make a document" \
	nbtei --id jdrb-20190230-a01 "$page"
says "the calendar has no 30 February 2019" "and says why"

# A document of an archive of an earlier version.
nbtei --id jdrb-20190304-a01 "$page" >good.xml
sed 's/jdrb-20190304/jdrb-20190230/g' good.xml >bad.xml
check "the schema alone takes it" nbtei --validate bad.xml
exits 2 "a document with such an identifier" \
	nbarc ingest -q --tei -o d.nbarc bad.xml
says "the calendar has no 30 February 2019" "is refused"
check "and not archived" test ! -e d.nbarc
sed 's/jdrb-20190304/x-20190230/g' good.xml >other.xml
exits 0 "an identifier that is no newspaper's has no date" \
	nbarc ingest -q --tei -o e.nbarc other.xml
finish
