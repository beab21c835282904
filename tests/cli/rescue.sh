#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc rescue: the root of a whole archive is kept, what is gone is made anew or
# named.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
root_of() {
	nbarc info "$1" | sed -n 's/^Merkle root *//p'
}
damage() { # STEPS: bad.nbarc from two.nbarc
	printf 'bad.nbarc\ttwo\t%s\n' "$1" >manifest
	python3 "$root/tests/archives.py" manifest . two=two.nbarc
	rm -f new.nbarc
}
mkdir first
cp "$root"/fixtures/pages/jdrb-*.txt first
nbarc ingest -q --frame-size 4 -o two.nbarc first
sed 's/1/2/' first/jdrb-20190304-a01.txt >x && mv x first/jdrb-20190304-a01.txt
nbarc ingest -q --frame-size 4 -o two.nbarc first "$root"/fixtures/pages/[!j]*.txt
nbarc list two.nbarc >list
nbarc get two.nbarc jd hx qs dg mg xw >tei

check "a whole archive" nbarc rescue -q -o new.nbarc two.nbarc
[ "$(root_of new.nbarc)" = "$(root_of two.nbarc)" ]
result $? "keeps its Merkle root"
check "is sound" nbarc verify -q --deep new.nbarc
nbarc get two.nbarc jdrb-20190304-a01@1 >old
nbarc get new.nbarc jdrb-20190304-a01@1 >new
check "has the old revision" cmp old new
exits 1 "a file that is there is not replaced" nbarc rescue -o new.nbarc two.nbarc
says "new.nbarc exists already" "and it says so"

damage 'zero 0 64;flip L 0 50;flip L 1 50;flip C 0 20;flip C 1 20'
exits 2 "header, catalogue and commit records are gone" \
	nbarc rescue -o new.nbarc bad.nbarc
grep -q '12 pages rescued, 0 lost, 0 without their source, 12 without' .out
result $? "it counts"
grep -q "jdrb-20190304-a01-02	catalogue" .out
result $? "and names"
nbarc merge -q -o one.nbarc two.nbarc
[ "$(root_of new.nbarc)" = "$(root_of one.nbarc)" ]
result $? "the Merkle root is that of all pages in one commit"
check "it is sound" nbarc verify -q --deep new.nbarc
nbarc list new.nbarc >new
check "the catalogue made anew is the same" cmp list new
for page in "$root"/fixtures/pages/[!j]*.txt; do
	id=$(basename "$page" .txt)
	nbarc get --format source new.nbarc "$id" >source
	check "$id: its source" cmp source "$page"
done

# What was withdrawn and purged is so without its catalogue entry, too.
cp two.nbarc kept.nbarc
nbarc withdraw -q --reason x two.nbarc jdrb-20190304-a01-02
nbarc compact -q --purge two.nbarc
check "a purged archive is sound" nbarc verify -q --deep two.nbarc
nbarc get two.nbarc jdrb-20190304-a01 >wanted
damage 'flip L 0 50'
mv kept.nbarc two.nbarc
exits 2 "a purged item without its catalogue" nbarc rescue -q -o new.nbarc bad.nbarc
check "it is sound" nbarc verify -q --deep new.nbarc
exits 4 "the item is withdrawn" nbarc get new.nbarc jdrb-20190304-a01-02
nbarc get new.nbarc jdrb-20190304-a01 >got
check "its page is as it was" cmp got wanted
python3 "$root/format-spec/reader.py" list bad.nbarc 2>.err >theirs
nbarc list bad.nbarc 2>.err >list.bad
for listed in theirs list.bad; do
	grep -q jdrb-20190304-a01-01 $listed &&
		! grep -q jdrb-20190304-a01-02 $listed || echo $listed
done >wrong
[ ! -s wrong ]
result $? "and is not listed, by either reader"

damage 'frame 0 100'
exits 2 "a damaged frame" nbarc rescue -q -o new.nbarc bad.nbarc
grep '^[^-]*-[^-]*-[^-]*	text$' .out >lost
nbarc verify -q bad.nbarc 2>/dev/null | grep '^[^-]*-[^-]*-[^-]*	text$' >wanted
check "loses what verify names" cmp lost wanted
[ "$(wc -l <lost)" -eq 1 ]
result $? "which is the one page of the frame"
check "the rest is sound" nbarc verify -q --deep new.nbarc

damage 'flip S 0 60'
exits 2 "a damaged sources record" nbarc rescue -q -o new.nbarc bad.nbarc
[ "$(root_of new.nbarc)" = "$(root_of two.nbarc)" ]
result $? "the texts are all there"
check "it is sound" nbarc verify -q --deep new.nbarc
damage 'flip S 0 60'
nbarc rescue -q -o new.nbarc bad.nbarc 2>/dev/null | sed -n '1s/	source//p' >lost
exits 4 "the source that was lost is not kept" \
	nbarc get --format source new.nbarc "$(cat lost)"@1

damage 'put D 0 32 0000000000000000'
exits 2 "a frame that decodes, but is another one" \
	nbarc rescue -q -o new.nbarc bad.nbarc
[ "$(root_of new.nbarc)" = "$(root_of two.nbarc)" ]
result $? "nothing is lost"
check "and the new one is sound" nbarc verify -q --deep new.nbarc
page=jdrb-20190304-a02
nbarc get --format journal two.nbarc $page >journal
check "journals are kept" sh -c \
	"nbarc get --format journal new.nbarc $page | cmp - journal"

# Notes: of the corpus as it is now, and as it was.
openssl genpkey -algorithm ed25519 -out key 2>/dev/null
openssl pkey -in key -pubout -out pub
cp two.nbarc unsigned.nbarc
nbarc sign -q -k key two.nbarc
mkdir third
cp "$root/fixtures/pages/jdrb-20190304-a01.txt" third/jdrb-20190401-a01.txt
nbarc ingest -q -o two.nbarc third
nbarc sign -q -k key two.nbarc
damage 'flip S 0 60'
rm -f new.nbarc
nbarc rescue -o new.nbarc bad.nbarc >said 2>/dev/null
grep -q '^2 signed notes are kept' said
result $? "all texts are there: the notes are kept"
check "and good" nbarc verify -k pub new.nbarc
check "the earlier one too" nbarc verify -k pub --at 2 new.nbarc
damage 'frame 0 20'
nbarc rescue -o new.nbarc bad.nbarc >said 2>/dev/null
grep -q '^2 signed notes are left out' said
result $? "a page is lost: they are left out"
exits 2 "and nobody has signed the rest" nbarc verify -k pub new.nbarc
mv unsigned.nbarc two.nbarc

# What a leaf says of a page holds even if its hashes and its document are lost.
mkdir one
cp "$root/fixtures/pages/jdrb-20190304-a01.txt" one
cp two.nbarc before.nbarc
rm -f two.nbarc new.nbarc
nbarc ingest -q -o two.nbarc one
sed 's/1/2/' one/jdrb-20190304-a01.txt >x && mv x one/jdrb-20190304-a01.txt
nbarc ingest -q -o two.nbarc one
nbarc withdraw -q -r because two.nbarc jdrb-20190304-a01-02
hashes=$(($(grep -oa nbarcX two.nbarc | wc -l) - 1))
damage "flip X $hashes 40;flip D 1 45;frame 1 20"
nbarc rescue -q -o new.nbarc bad.nbarc >said 2>/dev/null
check "the rest is sound" nbarc verify -q new.nbarc
exits 4 "the item is not given out again" nbarc get new.nbarc jdrb-20190304-a01-02
exits 4 "nor in the older revision" nbarc get new.nbarc jdrb-20190304-a01-02@1
nbarc list new.nbarc >.out
if grep -q 'a01-02' .out; then false; fi
result $? "nor listed"
nbarc verify bad.nbarc >.out 2>/dev/null
grep -q "^jdrb-20190304-a01-02	text$" .out
result $? "verify names it"
exits 2 "manifest reports it" nbarc manifest bad.nbarc
mv before.nbarc two.nbarc

damage 'cut 30%'
exits 2 "the end is cut off" nbarc rescue -q -o new.nbarc bad.nbarc
check "what was before it is sound" nbarc verify -q --deep new.nbarc
check "page by page" nbarc get new.nbarc jdrb-20190304-a01@1
printf 'this is no archive' >text
exits 2 "what is no archive" nbarc rescue -o other.nbarc text
[ ! -e other.nbarc ]
result $? "gives none"
SOURCE_DATE_EPOCH=today exits 1 "a time that is none" nbarc rescue -o other.nbarc \
	bad.nbarc
says "SOURCE_DATE_EPOCH" "is not taken for 1970"
[ ! -e other.nbarc ]
result $? "and nothing is written"
finish
