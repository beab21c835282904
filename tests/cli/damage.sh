#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A small part of make check-damage, always with the same damages; and files in
# which bytes were inserted or lost.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
if has_parity; then
	check "100 damages" python3 "$root/tests/damage/campaign.py" --runs 100 --seed 7
	[ -s .out ] && sed 's/^/# /' .out
else
	skip "no parity in this build" "100 damages"
fi

mkdir pages
cp "$root"/fixtures/pages/*.txt pages
nbarc ingest -q --frame-size 4 -o a.nbarc pages
nbarc withdraw -q --reason x a.nbarc jdrb-20190304-a01-02 hxwb-20181112-b03
nbarc get a.nbarc dg hx jd mg qs >wanted 2>.err
nbarc list a.nbarc >listed
size=$(wc -c <a.nbarc)
same() { # NAME: the pages of bad.nbarc are those of a.nbarc
	nbarc get bad.nbarc dg hx jd mg qs >got 2>messages
	[ $? -eq 2 ] && cmp -s got wanted
	result $? "$1: get"
	nbarc list bad.nbarc >got 2>>messages
	[ $? -eq 2 ] && cmp -s got listed
	result $? "$1: list"
	rm -f new.nbarc
	nbarc rescue -q -o new.nbarc bad.nbarc >/dev/null 2>&1
	nbarc get new.nbarc dg hx jd mg qs 2>.err >got
	cmp -s got wanted
	result $? "$1: rescue"
	check "$1: a sound archive" nbarc verify -q --deep new.nbarc
	python3 "$root/format-spec/reader.py" get bad.nbarc jdrb-20190304-a01 \
		>theirs 2>.err
	nbarc get bad.nbarc jdrb-20190304-a01 >got 2>.err
	cmp -s got theirs
	result $? "$1: the other reader"
}
{
	printf '#!/bin/sh\nexec nbarc list "$0"\n'
	cat a.nbarc
} >bad.nbarc
same "bytes in front"
grep -q 'bytes were inserted: this record stands [0-9]* bytes later' messages
result $? "is said"
tail -c +2 a.nbarc >bad.nbarc
same "the first byte lost"
{
	head -c 64 a.nbarc
	echo
	tail -c +65 a.nbarc
} >bad.nbarc
same "a newline after the header"
{
	head -c $((size - 2100)) a.nbarc
	tail -c +$((size - 2098)) a.nbarc
} >bad.nbarc
same "a byte lost before the newest commit record"
exits 4 "what is withdrawn stays so" nbarc get a.nbarc hxwb-20181112-b03
{
	head -c 100 a.nbarc
	tail -c +1 a.nbarc
} >bad.nbarc
same "a part repeated"
# A byte in a frame, so that the catalogue stands elsewhere: its titles are found
# with it, and not taken from the documents.
# The first page frame follows the first page directory, which is at 64.
at=$((64 + 8 + $(od -An -t u4 -j 68 -N 4 a.nbarc) + 40))
{
	head -c "$at" a.nbarc
	printf x
	tail -c +$((at + 1)) a.nbarc
} >bad.nbarc
nbarc verify bad.nbarc >hurt 2>.err
cut -f 2 hurt | sort -u >kinds
echo text >wanted
check "a byte in a page frame hurts no titles" cmp kinds wanted
# An older commit record, whose hash the newest commit has: one problem, not two.
nbarc ingest -q -o two.nbarc pages/j*.txt
at=$(($(wc -c <two.nbarc) - 40))
nbarc ingest -q -o two.nbarc pages
{
	head -c "$at" two.nbarc
	printf x
	tail -c +$((at + 2)) two.nbarc
} >bad.nbarc
exits 2 "an older commit record is damaged" nbarc verify bad.nbarc
[ "$(grep -c 'commit record: checksum' .err)" -eq 1 ]
result $? "which is reported once"
says ": 1 problem" "and counted so"
finish
