#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A search with an index finds what one without it finds: of archives that grew, were
# rewritten, are seen as they were, and are damaged; with an index that is current,
# stale, small, of another archive, damaged and cut off.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
: "${INDEX_QUERIES:=40}" "${INDEX_DAMAGES:=40}"
naive() { # DESCRIPTION ARGUMENT...
	description=$1
	shift
	check "$description" python3 "$root/tests/naive_grep.py" \
		--queries "$INDEX_QUERIES" "$@"
	sed 's/^/# /' .out
}
same() { # DESCRIPTION ARGUMENT...
	description=$1
	shift
	check "$description" python3 "$root/tests/indexed.py" \
		--queries "$INDEX_QUERIES" "$@"
	sed 's/^/# /' .out
}
page=jdrb-20190304-a01
cp -R "$root/fixtures/pages" pages

# ---- making it
nbarc ingest -q -o a.nbarc pages
exits 4 "there is none at first" nbarc index --check a.nbarc
exits 0 "an index is made" nbarc index a.nbarc
grep -q '^[0-9]* pages added; .* in 1 segment, ' .out
result $? "what it has is said"
exits 0 "it is sound" nbarc index --check -q a.nbarc
cp a.nbarc.idx x
nbarc index a.nbarc | grep -q '^0 pages added' && cmp x a.nbarc.idx
result $? "nothing is written if it is up to date"
nbarc index -q --anew -o y.idx a.nbarc && cmp x y.idx
result $? "the same archive gives the same bytes"
cp a.nbarc x
exits 1 "an archive is not replaced by its index" nbarc index -o a.nbarc a.nbarc
says "a.nbarc: the file exists already, and is no index" "and the message says so"
exits 1 "nor is a device" nbarc index -o /dev/null a.nbarc
exits 1 "nor with --anew" nbarc index --anew -o a.nbarc a.nbarc
cmp x a.nbarc
result $? "the archive is as it was"
nbarc grep -l --explain a.nbarc 夜校 >got 2>.err
says "index: 1 of" "grep uses it by itself"
echo $page-02 | cmp - got
result $? "and finds the item"
# An escape in an identifier, with the check that belongs to it.
cp a.nbarc f.nbarc
python3 - a.nbarc.idx f.nbarc.idx <<'P'
import hashlib, struct, sys
index = bytearray(open(sys.argv[1], "rb").read())
at = index.index(b"jdrb-")
index[at] = 0x1b
block = at // 4096 * 4096
index[block + 4088:block + 4096] = struct.pack("<II", 0, (block - 8192) // 4096)
index[block + 4088:block + 4096] = hashlib.sha256(index[block:block + 4096]).digest()[:8]
open(sys.argv[2], "wb").write(index)
P
nbarc grep -l f.nbarc 夜校 2>.err | cmp - got
result $? "a forged identifier is not printed"
says "f.nbarc.idx: index: a segment contradicts itself" "it is damage"
nbarc grep -l --explain --no-index a.nbarc 夜校 >got 2>.err
says "without the index" "--no-index does not"
nbarc grep -l --explain a.nbarc 》 >got 2>.err
says "nothing of this pattern" "of marks it says nothing"
nbarc grep -c --explain -E a.nbarc '夜校.{1,9}课' >got 2>.err
says "index: 1 of" "an expression goes through it"
naive "hits are those of a naive search" a.nbarc
check "a second reader finds the text in it" python3 "$root/tests/index_reader.py" \
	a.nbarc
sed 's/^/# /' .out

# ---- an archive that grows
sed 's/春耕/秋收/' pages/$page.txt >x && mv x pages/$page.txt
cp "$root/fixtures/pages/$page.txt" pages/jdrb-20190101-a01.txt
nbarc ingest -q --frame-size 4 -o a.nbarc pages
naive "a stale index" --seed 2 a.nbarc
nbarc withdraw -q --reason x a.nbarc $page-02 hxwb-20181112-b03 2>.err
naive "what was withdrawn since is not found" --seed 3 a.nbarc
exits 0 "an update adds to it" nbarc index a.nbarc
grep -q '^[1-9][0-9]* pages\{0,1\} added' .out
result $? "what was added"
naive "an index that was updated" --seed 4 a.nbarc
naive "an earlier commit" --seed 5 --at 1 a.nbarc
same "older revisions" --seed 5 a.nbarc --all-revisions
same "a filter of pages" --seed 6 a.nbarc --from 2019 --to 2019
same "a filter of items" --seed 7 a.nbarc --kind article
nbarc compact -q -o c.nbarc a.nbarc && cp a.nbarc.idx c.nbarc.idx
nbarc grep -q --explain c.nbarc 的 2>.err
says "may have a hit" "an index fits the archive after it was rewritten"
naive "and finds the same" --seed 8 c.nbarc
naive "an earlier commit of it" --seed 9 --at 1 c.nbarc
nbarc compact -q --purge -o p.nbarc a.nbarc && cp a.nbarc.idx p.nbarc.idx
same "after a purge" --seed 10 p.nbarc
exits 0 "a small index" nbarc index -q --small a.nbarc
check "the second reader finds the text" python3 "$root/tests/index_reader.py" a.nbarc
naive "finds the same" --seed 11 a.nbarc

# Fifty appends, some of pages that are there, an update after each third, and a
# withdrawal now and then.
mkdir one
number=0
while [ "$number" -lt 50 ]; do
	number=$((number + 1))
	id=jdrb-2020$(printf '%02d%02d' $((number * 7 % 12 + 1)) $((number % 5 + 1)))-01
	sed "s/春/第$number/g; s/[0-9]月/${number}月/" \
		"$root/fixtures/pages/jdrb-2019030$((number % 3 + 4))"*.txt >"one/$id.txt"
	nbarc ingest -q -o fifty.nbarc one 2>.err
	[ $((number % 9)) -ne 0 ] ||
		nbarc withdraw -q --reason x fifty.nbarc "$id-01" 2>.err
	if [ $((number % 3)) -eq 0 ]; then
		nbarc index -q fifty.nbarc || break
		nbarc index -q --small -o small.idx fifty.nbarc || break
	fi
	rm "one/$id.txt"
done
exits 0 "after 50 appends it is sound" nbarc index --check fifty.nbarc
segments=$(sed -n 's/.* in \([0-9]*\) segment.*/\1/p' .out)
[ "${segments:-99}" -le 6 ]
result $? "and has few segments"
nbarc index -q fifty.nbarc
naive "after 50 appends, withdrawals and merges" --seed 12 fifty.nbarc
check "the second reader finds the text" python3 "$root/tests/index_reader.py" \
	fifty.nbarc
naive "at the 30th commit" --seed 13 --at 30 fifty.nbarc
cp fifty.nbarc small.nbarc && nbarc index -q --small -o small.idx small.nbarc
cp small.idx small.nbarc.idx
naive "the same with a small one" --seed 14 small.nbarc
nbarc index -q --anew -o whole.idx fifty.nbarc
exits 0 "one that is made at once" nbarc index --check -o whole.idx fifty.nbarc

# ---- an index that cannot be used
nbarc ingest -q -o b.nbarc "$root/fixtures/pages/jdrb-20190305-a03.txt"
cp fifty.nbarc.idx b.nbarc.idx
nbarc grep -l b.nbarc 的 >got 2>.err
says "not that of this archive" "one of another archive is named"
[ "$(grep -o 'makes it anew' .err | wc -l)" -eq 1 ]
result $? "what to do is said once"
nbarc grep -l --no-index b.nbarc 的 | cmp - got
result $? "and not used"
exits 0 "it is made anew" nbarc index -q b.nbarc
exits 0 "and sound" nbarc index --check -q b.nbarc
printf 'x' >b.nbarc.idx
exits 0 "a file that is no index costs no hit" nbarc grep -q b.nbarc 的
says "nbarc index makes it anew" "and is named"
exits 2 "it is damaged" nbarc index --check b.nbarc
exits 2 "nbarc verify finds that, too" nbarc verify -q b.nbarc
says "b.nbarc.idx: " "and names it"
nbarc index -q b.nbarc
exits 0 "a sound one is no problem" nbarc verify -q b.nbarc
printf 'x' >b.nbarc.idx
cp fifty.nbarc.idx sound
check "damage never changes an answer" \
	python3 "$root/tests/index_damage.py" --damages "$INDEX_DAMAGES" fifty.nbarc
sed 's/^/# /' .out
cmp sound fifty.nbarc.idx
result $? "the index is as it was"

# ---- an archive that is damaged
cp fifty.nbarc hurt.nbarc
cp fifty.nbarc.idx hurt.nbarc.idx
size=$(($(wc -c <hurt.nbarc)))
printf 'xxxx' | dd of=hurt.nbarc bs=1 seek=$((size - 1000)) conv=notrunc 2>/dev/null
nbarc grep -l hurt.nbarc 第 >got 2>.err
code=$?
nbarc grep -l --no-index hurt.nbarc 第 >wanted 2>/dev/null
[ $? -eq $code ] && [ -s wanted ] && cmp got wanted
result $? "an archive without its commit record"
# Of the pages 10 to 49 the index has to ask the catalogue about one in the middle, and
# meets the damage there, after the hits of others were given.
mkdir forty
number=9
while [ $((number += 1)) -lt 50 ]; do
	cp "$root/fixtures/pages/$page.txt" "forty/jdrb-20210101-$number.txt"
done
nbarc ingest -q -o forty.nbarc forty
nbarc withdraw -q --reason x forty.nbarc jdrb-20210101-30-01 2>.err
nbarc index -q forty.nbarc
cp forty.nbarc.idx hurt.nbarc.idx
size=$(($(wc -c <forty.nbarc)))
at=$((size - 3000)) met=0 wrong=0
while [ $((at += 80)) -lt $((size - 2000)) ]; do
	cp forty.nbarc hurt.nbarc
	printf 'xxxx' | dd of=hurt.nbarc bs=1 seek="$at" conv=notrunc 2>/dev/null
	nbarc grep -l hurt.nbarc 的 >got 2>.err
	grep -q 'catalogue leaf' .err || continue
	met=$((met + 1))
	nbarc grep -l --no-index hurt.nbarc 的 >wanted 2>/dev/null
	cmp -s got wanted || wrong=$((wrong + 1))
done
[ "$met" -gt 0 ] && [ "$wrong" -eq 0 ]
result $? "a catalogue that is damaged where a search comes to it"
exits 1 "of no archive there is no index" nbarc index nothing.nbarc
finish
