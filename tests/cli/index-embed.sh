#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An index in the archive itself: what the archive says stays as it was, searches use it,
# appends leave it, rewriting leaves it out, and damage to it costs no hit.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
: "${INDEX_QUERIES:=40}"
same() { # DESCRIPTION ARGUMENT...
	description=$1
	shift
	check "$description" python3 "$root/tests/indexed.py" \
		--queries "$INDEX_QUERIES" "$@"
	sed 's/^/# /' .out
}
explains() { # ARCHIVE WORD TEXT DESCRIPTION: what grep says of its index
	nbarc grep -l --explain "$1" "$2" >/dev/null 2>.err
	says "$3" "$4"
}
page=jdrb-20190304-a01
nbarc ingest -q -o plain.nbarc --titles "$root/fixtures/titles.tsv" "$root/fixtures/pages"
cp plain.nbarc a.nbarc

# ---- embedding it
exits 4 "there is none at first" nbarc index --check --embed a.nbarc
exits 0 "an index is embedded" nbarc index --embed a.nbarc
grep -q '^11 pages added; .* in 1 segment, ' .out
result $? "what it has is said"
[ ! -e a.nbarc.idx ]
result $? "no file is beside the archive"
exits 0 "it is sound" nbarc index --check -q a.nbarc
exits 1 "it has no file of its own" nbarc index --embed -o x a.nbarc
exits 1 "nothing is embedded where there is no archive" nbarc index --embed none.nbarc
[ ! -e none.nbarc ]
result $? "and none is made"
root_of() { nbarc info "$1" | sed -n 's/^Merkle root *//p'; }
[ "$(root_of a.nbarc)" = "$(root_of plain.nbarc)" ]
result $? "the root is as it was"
head -c "$(wc -c <plain.nbarc)" a.nbarc | cmp - plain.nbarc
result $? "and so is every byte before the index"
zstd -dcq plain.nbarc >x
zstd -dcq a.nbarc | cmp - x
result $? "zstd prints the same"
exits 0 "the archive is sound" nbarc verify a.nbarc
grep -q '^good: 11 pages, ' .out
result $? "and says so"
check "to the second reader, too" python3 "$root/format-spec/reader.py" verify a.nbarc
nbarc prove plain.nbarc $page-01 >proof
exits 0 "a proof is still one" nbarc check-proof --expect-root "$(root_of a.nbarc)" proof
explains a.nbarc 夜校 "index: 1 of 20 items" "grep uses it by itself"
cp a.nbarc x
nbarc index --embed a.nbarc | grep -q '^0 pages added' && cmp x a.nbarc
result $? "nothing is written if it is up to date"
check "a second reader of indexes finds the text in it" \
	python3 "$root/tests/index_reader.py" a.nbarc --embedded
sed 's/^/# /' .out
same "searches find the same" a.nbarc

# ---- an archive that grows
mkdir one
sed 's/春耕/秋收/' "$root/fixtures/pages/$page.txt" >one/$page.txt
cp "$root/fixtures/pages/$page.txt" one/jdrb-20190101-a01.txt
nbarc ingest -q -o a.nbarc one
nbarc withdraw -q --reason x a.nbarc hxwb-20181112-b03 2>.err
same "an index behind the archive" --seed 2 a.nbarc
explains a.nbarc 夜校 "may have a hit" "it is found behind other commits"
exits 0 "an update appends what is new" nbarc index --embed a.nbarc
grep -q '^3 pages added; ' .out
result $? "and says what that is"
same "the index then" --seed 3 a.nbarc
same "an earlier commit" --seed 4 a.nbarc --at 1
check "the second reader" python3 "$root/tests/index_reader.py" a.nbarc --embedded
number=0
while [ $((number += 1)) -le 20 ]; do
	sed "s/春/第$number/g" "$root/fixtures/pages/$page.txt" >one/jdrb-20200101-$number.txt
	nbarc ingest -q -o a.nbarc one/jdrb-20200101-$number.txt 2>.err
	[ $((number % 3)) -ne 0 ] || nbarc index -q --embed a.nbarc || break
done
exits 0 "after 20 appends it is sound" nbarc index --check a.nbarc
segments=$(sed -n 's/.* in \([0-9]*\) segment.*/\1/p' .out)
[ "${segments:-99}" -le 5 ]
result $? "and has few segments"
same "and finds the same" --seed 5 a.nbarc
check "as the second reader does" python3 "$root/tests/index_reader.py" a.nbarc --embedded
exits 0 "the archive is sound" nbarc verify -q a.nbarc
cp a.nbarc small.nbarc
exits 0 "a small index takes the place of a full one" nbarc index -q --embed --small small.nbarc
same "and finds the same" --seed 6 small.nbarc

# ---- beside one in a file
nbarc index -q --small a.nbarc
cp a.nbarc.idx x
printf x >a.nbarc.idx
explains a.nbarc 夜校 "may have a hit" "one in a damaged file is not missed"
cp x a.nbarc.idx
exits 0 "one in a sound file comes first" nbarc index --check a.nbarc
grep -q '; the index has [0-9]* groups* of ' .out
result $? "and is the one that is described"
nbarc index --check --embed a.nbarc | grep -q '; the index has [0-9]* items of '
result $? "unless that in the archive is asked for"
printf x >a.nbarc.idx
exits 2 "one in a damaged file is no excuse for it" nbarc index --check -q a.nbarc
says "a.nbarc.idx: " "and the file is named"
exits 0 "the one in the archive is sound" nbarc index --check -q --embed a.nbarc
exits 2 "verify reads both" nbarc verify -q a.nbarc
says "a.nbarc.idx: " "and names the one that is damaged"
says "a.nbarc: 1 problem" "once"
nbarc grep -l a.nbarc 夜校 >got 2>.err
says "searching with the one in the archive (nbarc index makes it anew)" "a search says so, too"
nbarc grep -l --no-index a.nbarc 夜校 | cmp - got
result $? "and finds the same"
rm a.nbarc.idx

# ---- an archive without an index, of which an older commit is damaged
nbarc ingest -q -o two.nbarc "$root/fixtures/pages/$page.txt"
cp two.nbarc hurt.nbarc
nbarc ingest -q -o hurt.nbarc one/jdrb-20190101-a01.txt
printf 'xxxx' | dd of=hurt.nbarc bs=1 seek=$(($(wc -c <two.nbarc) - 1000)) conv=notrunc 2>/dev/null
exits 4 "it has no index" nbarc index --check hurt.nbarc
explains hurt.nbarc 夜校 "there is no index" "and a search says so"
! grep -q 'checksum' .err
result $? "and nothing of the commit, which it does not need"
exits 2 "but verify finds the damage" nbarc verify -q hurt.nbarc

# ---- what becomes of it
for command in compact 'compact --purge'; do
	# shellcheck disable=SC2086 # two words
	nbarc $command -q -o c.nbarc a.nbarc
	explains c.nbarc 夜校 "there is no index" "$command leaves it out"
	exits 0 "and the archive is sound" nbarc verify -q c.nbarc
	rm c.nbarc
done
nbarc merge -q -o c.nbarc a.nbarc
explains c.nbarc 夜校 "there is no index" "so does merge"
nbarc rename -q a.nbarc jdrb-20190101-a01 jdrb-20190101-a02 2>.err
same "it is of use after a rename" --seed 7 a.nbarc
if has_parity; then
	nbarc protect -q a.nbarc
	explains a.nbarc 夜校 "may have a hit" "and after parity was appended"
	exits 0 "which leaves the archive sound" nbarc verify -q a.nbarc
else
	skip "no parity in this build" "and after parity was appended"
fi

# ---- an append that is under way, and damage
cp a.nbarc b.nbarc
python3 - b.nbarc <<'P'
import sys
path = sys.argv[1]
data = open(path, "rb").read()
at = data.rindex(b"nbarcF") - 8
open(path, "wb").write(data + data[at:at + 13] + b"?" + data[at + 14:at + 2000])
P
nbarc grep -l b.nbarc 夜校 >got 2>/dev/null
nbarc grep -l a.nbarc 夜校 | cmp - got
result $? "an index that was not finished costs no hit"
exits 0 "it is cut off by the next one" nbarc index --embed --anew b.nbarc
says "were cut off" "which says so"
exits 0 "and the archive is sound" nbarc verify -q b.nbarc
exits 0 "as is the index" nbarc index --check -q b.nbarc
met=0 wrong=0
size=$(($(wc -c <b.nbarc)))
first=$(python3 -c 'print(open("b.nbarc", "rb").read().rindex(b"nbarcidx") - 24)')
at=$first
nbarc grep -l --no-index b.nbarc 春 >wanted
while [ $((at += 997)) -lt $((size - 2100)) ]; do
	cp b.nbarc hurt.nbarc
	printf 'xxxx' | dd of=hurt.nbarc bs=1 seek="$at" conv=notrunc 2>/dev/null
	nbarc grep -l hurt.nbarc 春 >got 2>.err
	cmp -s got wanted || wrong=$((wrong + 1))
	nbarc verify -q hurt.nbarc 2>.err >/dev/null
	[ $? -eq 2 ] && met=$((met + 1))
done
[ $wrong -eq 0 ]
result $? "a damaged index never costs a hit"
[ $met -eq $(((size - 2100 - first) / 997)) ]
result $? "and verify finds each damage: $met"
finish
