#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compact, merge and split: nothing is lost, roots are what they were, every commit
# answers, purged text is gone from every byte, frames are copied as they are. The
# reader written from the specification agrees.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190304-a01
root_of() { # ARCHIVE [OPTION...]
	nbarc info "$@" | sed -n 's/^Merkle root *//p'
}
sound() { # ARCHIVE: both readers verify it
	nbarc verify -q "$1" && python3 "$reader" verify "$1" && zstd -tq "$1"
}
# Five commits: new pages, a revision, a withdrawn article, a withdrawn page, and
# pages that stand between the others.
mkdir first second
cp "$root"/fixtures/pages/*.txt first
mv first/hxwb-* second
at() { # DAY COMMAND...
	SOURCE_DATE_EPOCH=$((1583712000 + $1 * 86400))
	shift
	"$@"
}
at 1 nbarc ingest -q --frame-size 8 -o a.nbarc first
sed 's/双渡村/旧渡村/' first/$page.txt >x && mv x first/$page.txt
at 2 nbarc ingest -q --frame-size 8 -o a.nbarc first
at 3 nbarc withdraw -q -r '作者要求' a.nbarc $page-02
at 4 nbarc withdraw -q -r '版权' a.nbarc qsxb-19890516-01
at 5 nbarc ingest -q --frame-size 8 -o a.nbarc second
check "the archive is sound" sound a.nbarc
answers() { # ARCHIVE FILE: what it says at each commit
	nbarc log --at 5 "$1" >"$2.log"
	for commit in 1 2 3 4 5; do
		nbarc list --all --json --at $commit "$1"
		nbarc get --at $commit "$1" dg hx jd mg qs xw
		nbarc get --at $commit "$1" $page@1
		nbarc get --at $commit --format source "$1" $page jdrb-20190305
		nbarc info --at $commit "$1" | grep -v '^file'
		nbarc log --json --at $commit "$1" $page
	done >"$2" 2>&1
	sed -i.all "s/^nbarc \([a-z]*\): [^:]*: /nbarc \1: /" "$2"
}
answers a.nbarc a.answers
grep -q '作者要求' a.answers && ! grep -q 'no such commit' a.answers
result $? "every commit answers"

# ---- compact
check "compact" nbarc compact -o b.nbarc a.nbarc
says "0 purged" "says what it did"
check "is sound" sound b.nbarc
[ "$(root_of b.nbarc)" = "$(root_of a.nbarc)" ]
result $? "the Merkle root is the same"
answers b.nbarc b.answers
check "every commit answers as before" cmp a.answers b.answers
check "the list of commits is the same" cmp a.answers.log b.answers.log
for commit in 1 2 3 4; do
	check "verify --at $commit" nbarc verify -q --at $commit b.nbarc
	check "the other reader too" python3 "$reader" verify b.nbarc --at \
		$commit
	cut=$(root_of a.nbarc --at $commit | cut -c 1-10)
	nbarc list --json --at "$cut" a.nbarc >wanted
	nbarc list --json --at "$cut" b.nbarc >shown
	check "list --at $cut" cmp shown wanted
	python3 "$reader" list b.nbarc --at "$cut" >theirs
	[ "$(wc -l <theirs)" -eq "$(wc -l <shown)" ]
	result $? "the other reader has as many"
done
[ "$(wc -c <b.nbarc)" -lt "$(wc -c <a.nbarc)" ]
result $? "the file is smaller"
check "compact again" nbarc compact -o b2.nbarc b.nbarc
says "0 purged" "changes nothing"
answers b2.nbarc b2.answers
check "and answers the same" cmp a.answers b2.answers
check "one thread" nbarc compact -q -j 1 --frame-size 4 -o one.nbarc a.nbarc
check "and three" nbarc compact -q -j 3 --frame-size 4 -o three.nbarc a.nbarc
check "give the same file" cmp one.nbarc three.nbarc
exits 1 "no file is replaced" nbarc compact -o b.nbarc a.nbarc
cp a.nbarc c.nbarc
chmod 600 c.nbarc
ln -s c.nbarc link.nbarc
check "in place" nbarc compact -q link.nbarc
[ -L link.nbarc ] && [ "$(stat -c %a c.nbarc)" = 600 ]
result $? "a link stays one, and the file has the mode it had"
check "gives the same as elsewhere" cmp c.nbarc b.nbarc
ls >files
! grep -q tmp files
result $? "and leaves no temporary file"
sed 's/旧渡村/新渡村/' first/$page.txt >x && mv x first/$page.txt
check "the archive goes on" nbarc ingest -q -o c.nbarc first
check "is sound" sound c.nbarc
nbarc info c.nbarc >info
check "with commit 6" grep -qx 'commits        6' info
answers c.nbarc c.answers
check "and the five before it" cmp a.answers c.answers
check "and their list" cmp a.answers.log c.answers.log
size=$(wc -c <c.nbarc)
head -c $((size - 100)) c.nbarc >torn.nbarc
exits 2 "info does not pass over a torn append in silence" nbarc info torn.nbarc
[ "$(root_of torn.nbarc --at 5)" = "$(root_of b.nbarc)" ]
result $? "a torn append leaves the commit that the file was written with"
answers torn.nbarc torn.answers
check "and all before it" cmp a.answers torn.answers
check "compact once more" nbarc compact -q c.nbarc
answers c.nbarc c.answers
check "all are there" cmp a.answers c.answers
check "and sound at the first" nbarc verify -q --at 1 c.nbarc

# ---- signatures go with the corpus
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
openssl pkey -in key.pem -pubout -out public.pem
cp a.nbarc signed.nbarc
nbarc sign --key key.pem signed.nbarc >signed
check "compact of a signed archive" nbarc compact -q signed.nbarc
check "it is signed" nbarc verify -q --pubkey public.pem signed.nbarc
nbarc compact -q --purge signed.nbarc
exits 2 "purged it is another corpus" nbarc verify -q --pubkey \
	public.pem signed.nbarc

# ---- purge
cp a.nbarc p.nbarc
check "purge" nbarc compact --purge p.nbarc
says "5 purged" "says how many"
check "is sound" sound p.nbarc
check "also looked at deeply" nbarc verify -q --deep p.nbarc
zstd -dcq p.nbarc >tei
! grep -q 夜校 tei && ! grep -q 双渡村 tei && ! grep -q qsxb-19890516 tei
result $? "the text is gone from the frames"
exits 4 "a withdrawn article" nbarc get p.nbarc $page-02
says "withdrawn: 作者要求" "has its reason"
exits 4 "at an earlier commit too" nbarc get --at 1 p.nbarc $page-02
says "purged" "says that it was purged"
exits 4 "a superseded revision" nbarc get p.nbarc $page@1
says "superseded by revision 4" "says so"
exits 4 "a withdrawn page" nbarc get p.nbarc qsxb-19890516-01
says "qsxb-19890516-01: purged: 版权" "has its reason"
exits 4 "its source" nbarc get --format source p.nbarc qsxb-19890516-01
exits 4 "the source of the page of the article" nbarc get --format source \
	p.nbarc $page
nbarc get p.nbarc $page >shown.xml
nbarc get a.nbarc $page >wanted.xml
check "the page is what was shown of it" cmp shown.xml wanted.xml
nbarc get p.nbarc $page-01 >shown.xml
nbarc get a.nbarc $page-01 >wanted.xml
check "its other articles are as they were" cmp shown.xml wanted.xml
check "valid" nbtei --validate shown.xml
nbarc log p.nbarc $page-02 >log
[ "$(grep -c -e purged -e withdrawn log)" -eq 4 ] && ! grep -q 夜校 log
result $? "the record is there"
nbarc list --all p.nbarc >shown
! grep -q 夜校 shown && grep -q "$page-02.*withdrawn: 作者要求" shown
result $? "and not its title"
for commit in 1 2 3 4 5; do
	[ "$(root_of p.nbarc --at $commit)" = "$(root_of a.nbarc --at $commit)" ]
	result $? "the root of commit $commit is known"
	check "and can be verified" nbarc verify -q --at $commit p.nbarc
	check "by the other reader" python3 "$reader" verify p.nbarc --at $commit
done
nbarc info p.nbarc >info
check "the purge is commit 6" grep -qx 'commits        6' info
[ "$(root_of p.nbarc)" != "$(root_of a.nbarc)" ]
result $? "and has a root of its own"
cp p.nbarc q.nbarc
check "purge again" nbarc compact --purge q.nbarc
says "0 purged" "finds nothing"
check "and makes no commit" sh -c 'nbarc info q.nbarc | grep -qx "commits        6"'
check "what was left out is not there again" sound q.nbarc
exits 4 "purged text cannot be put back" nbarc withdraw --undo p.nbarc $page-02
says "purged" "and it says why"
cp "$root/fixtures/pages/qsxb-19890516-01.txt" second
nbarc ingest -o p.nbarc second 2>.err
says "1 page was left withdrawn" "nor does ingest put back the page"
check "unless it is told to" nbarc ingest -q --reinstate -o p.nbarc second
check "then it is there" nbarc get p.nbarc qsxb-19890516-01
nbarc list p.nbarc qsxb >shown
! grep -q 'qsxb-19890516-01-01 ' shown && grep -q 'qsxb-19890516-01-0' shown
result $? "under numbers that were never used"
exits 4 "the number that it had" nbarc get p.nbarc qsxb-19890516-01-01
check "sound" sound p.nbarc

# Revisions that share a document: its page directory names one that is kept.
nbarc ingest -q --frame-size 1 -o s.nbarc "$root"/fixtures/pages/jdrb*
nbarc withdraw -q -r x s.nbarc $page
nbarc withdraw -q --undo s.nbarc $page
check "purge of two revisions with the text of the third" \
	nbarc compact --purge --frame-size 1 s.nbarc
says "2 purged" "says how many"
says "3 frames copied" "copies the other frames"
check "is sound" sound s.nbarc
cat >directories.py <<'P'
import sys
with open(sys.argv[1], "rb") as stream:
    data = stream.read()
at = data.find(b"nbarcD")
while at >= 0:
    length = data[at + 33]
    print(data[at + 34:at + 34 + length].decode(), data[at + 34 + length])
    at = data.find(b"nbarcD", at + 1)
P
python3 directories.py s.nbarc >shown
check "the page directory names revision 3" grep -qx "$page 3" shown

# ---- merge
set -- "$root"/fixtures/pages/*.txt
n=0
for file in "$@"; do
	mkdir -p shard/$((n % 3))
	cp "$file" shard/$((n % 3))
	n=$((n + 1))
done
for n in 0 1 2; do
	at 1 nbarc ingest -q --frame-size 4 -o $n.nbarc shard/$n
done
at 1 nbarc ingest -q --frame-size 4 -o all.nbarc "$root/fixtures/pages"
check "merge of three" nbarc merge --frame-size 4 -o m.nbarc 0.nbarc 1.nbarc 2.nbarc
grep -q ' [0-3] made anew' .err
result $? "compresses at most the last frames anew"
check "is sound" sound m.nbarc
[ "$(root_of m.nbarc)" = "$(root_of all.nbarc)" ]
result $? "the root is that of everything at once"
nbarc merge --frame-size 4 --json -o m2.nbarc 2.nbarc 0.nbarc 1.nbarc >counts
check "the counts as JSON" grep -q '"archives":1,.*"frames_made":[0-3],"other_texts":0}' counts
[ "$(root_of m2.nbarc)" = "$(root_of all.nbarc)" ]
result $? "in any order"
check "merge to frames of the usual size" nbarc merge -o m3.nbarc \
	0.nbarc 1.nbarc 2.nbarc
says " 1 made anew" "puts small frames together"
[ "$(root_of m3.nbarc)" = "$(root_of all.nbarc)" ] && sound m3.nbarc
result $? "with the same root"
for id in dg hx jd mg qs xw; do
	nbarc get m.nbarc $id >shown.xml
	nbarc get all.nbarc $id >wanted.xml
	check "get $id" cmp shown.xml wanted.xml
done
check "the same page in both" nbarc merge -o same.nbarc all.nbarc 1.nbarc a.nbarc
[ "$(nbarc log same.nbarc $page | wc -l)" -eq 3 ]
result $? "goes in once, with the revisions of the one that has more"
check "is sound" sound same.nbarc
# The one has a page, the other has withdrawn it.
nbarc ingest -q -o y1.nbarc "$root/fixtures/pages/$page.txt"
cp y1.nbarc y2.nbarc
nbarc withdraw -q -r x y2.nbarc $page
check "a page that one archive has withdrawn" \
	nbarc merge -q -o y.nbarc y1.nbarc y2.nbarc
check "is sound" sound y.nbarc
exits 4 "and stays so" nbarc get y.nbarc $page
nbarc compact -q --purge y2.nbarc
for order in "y1.nbarc y2.nbarc" "y2.nbarc y1.nbarc"; do
	rm -f y.nbarc
	# shellcheck disable=SC2086 # two archives
	check "a page that one has purged: $order" nbarc merge -q -o y.nbarc $order
	zstd -dcq y.nbarc >tei
	[ ! -s tei ]
	result $? "is purged, and not brought back"
	check "and the archive sound" sound y.nbarc
done
sed 's/春耕/秋收/' "$root/fixtures/pages/$page.txt" >$page.txt
at 9 nbarc ingest -q -o other.nbarc $page.txt
exits 2 "another text of a page" nbarc merge -o no.nbarc all.nbarc other.nbarc
says "$page" "is refused by name"
[ ! -e no.nbarc ]
result $? "and nothing is written"
check "or kept" nbarc merge --revisions -o r.nbarc all.nbarc other.nbarc
nbarc get r.nbarc $page >shown.xml
nbarc get other.nbarc $page >wanted.xml
check "the last one is the newest" cmp shown.xml wanted.xml
nbarc get r.nbarc $page@1 >shown.xml
nbarc get all.nbarc $page >wanted.xml
check "the first one is the first" cmp shown.xml wanted.xml
check "is sound" sound r.nbarc
nbarc merge -q --revisions -o r2.nbarc other.nbarc all.nbarc
nbarc get r2.nbarc $page >shown.xml
check "the other way round" cmp shown.xml wanted.xml
# Each archive numbered its articles for itself. A number that only the older
# text has is not used again.
page=jdrb-20190304-a01
mkdir short long
sed '/▲/,$d' "$root/fixtures/pages/$page.txt" >short/$page.txt
sed 's/春耕/秋收/; s/▲.*/▲3月5日，人们在桥边合影。/' \
	"$root/fixtures/pages/$page.txt" >long/$page.txt
printf 'crosshead\t顾德旺说。\t好种子送到门口\ninside\t顾德旺说。\t好种子送到门口\n' >inside
at 9 nbarc ingest -q --decisions inside -o short.nbarc short
nbarc merge -q --revisions -o r3.nbarc all.nbarc short.nbarc
exits 4 "a number that only the older text has" nbarc get r3.nbarc $page-03
check "is found there" nbarc get r3.nbarc $page-03@1
at 10 nbarc ingest -q -o r3.nbarc long
nbarc list r3.nbarc $page | cut -f 1 | cut -d ' ' -f 1 | tr '\n' ' ' >numbers
[ "$(cat numbers)" = "$page-01 $page-02 $page-04 " ]
result $? "and is not used again"
exits 4 "it is gone" nbarc get r3.nbarc $page-03
check "is sound" sound r3.nbarc
exits 1 "an archive that is there" nbarc merge -o r.nbarc all.nbarc
exits 1 "one that is not" nbarc merge -o no.nbarc all.nbarc nothing.nbarc

# ---- split
check "split by title" nbarc split --by title -o titles a.nbarc
[ "$(cd titles && echo ./*)" = "./dgrb.nbarc ./hxwb.nbarc ./jdrb.nbarc ./mgrb.nbarc ./qsxb.nbarc ./xwgb.nbarc" ]
result $? "an archive a title"
check "split by year" nbarc split -q --by year -o years a.nbarc
[ "$(cd years && echo ./*)" = "./1935.nbarc ./1962.nbarc ./1989.nbarc ./2018.nbarc ./2019.nbarc ./2020.nbarc ./2021.nbarc" ]
result $? "an archive a year"
for part in titles/*.nbarc years/*.nbarc; do
	check "$part is sound" sound "$part"
done
nbarc merge -q -o whole.nbarc a.nbarc
for by in titles years; do
	check "merge the $by" nbarc merge -q -o $by.nbarc $by/*.nbarc
	[ "$(root_of $by.nbarc)" = "$(root_of whole.nbarc)" ]
	result $? "has the root of all pages in one commit"
	nbarc list --all --json $by.nbarc >shown
	nbarc list --all --json a.nbarc >wanted
	check "and lists the same" cmp shown wanted
done
exits 4 "a withdrawn article stays so" nbarc get titles/jdrb.nbarc $page-02
exits 1 "archives that are there" nbarc split -q --by year -o years a.nbarc
exits 1 "by nothing" nbarc split -o years a.nbarc

# ---- damage is not copied
cp a.nbarc bad.nbarc
printf 'XXXX' | dd of=bad.nbarc bs=1 seek=1200 conv=notrunc 2>/dev/null
cp bad.nbarc bad.copy
exits 2 "compact of a damaged archive" nbarc compact bad.nbarc
check "leaves it as it is" cmp bad.nbarc bad.copy
exits 2 "merge" nbarc merge -o no.nbarc bad.nbarc all.nbarc
exits 2 "compact to another file" nbarc compact -o no.nbarc bad.nbarc
[ ! -e no.nbarc ]
result $? "nothing is written"
ls >files
! grep -q tmp files
result $? "no temporary file is left"
# What a process that was killed left is removed by the next run, and nothing
# else that is called alike.
sh -c 'echo $$' >dead
: >"left.nbarc.$(cat dead).0.tmp"
: >"left.nbarc.$(cat dead).12.tmp"
: >"left.nbarc.$$.0.tmp"
: >"left.nbarc.$(cat dead).tmp"
: >"other.nbarc.$(cat dead).0.tmp"
cp b.nbarc left.nbarc
check "compact where one was killed" nbarc compact -q left.nbarc
[ ! -e "left.nbarc.$(cat dead).0.tmp" ] && [ ! -e "left.nbarc.$(cat dead).12.tmp" ]
result $? "removes what it left"
[ -e "left.nbarc.$$.0.tmp" ] && [ -e "left.nbarc.$(cat dead).tmp" ] &&
	[ -e "other.nbarc.$(cat dead).0.tmp" ]
result $? "and nothing of others"
# A source that is not what the catalogue says of it, whose checksums are right.
mkdir one
cp "$(find "$root/fixtures/pages" -name '*.txt' | sort | head -n 1)" one
nbarc ingest -q -o lies.nbarc one
python3 - lies.nbarc <<'P'
import hashlib
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b"nbarcX") - 8
end = at + 8 + int.from_bytes(data[at + 4:at + 8], "little")
data[at + 16 + 32] ^= 1
data[end - 8:end] = hashlib.sha256(data[at:end - 8]).digest()[:8]
open(sys.argv[1], "wb").write(data)
P
nbarc compact -q --purge -o lies.new lies.nbarc 2>.err
[ $? -eq 2 ] && [ ! -e lies.new ] && grep -q 'SHA-256 does not match' .err
result $? "compact does not hand on a source that is not what its hash says"
finish
