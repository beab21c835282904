#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A person's decisions are kept in the archive: every later ingest applies them,
# they go where their page goes, and a purge takes them away.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190304-a01
other=jdrb-20190304-a02
tab=$(printf '\t')
mkdir pages
cp "$root/fixtures/pages/$page.txt" pages
# A second page that shares lines with the first one.
sed 's/柳湾镇/柳河镇/g; s/农技员/农机员/g' pages/$page.txt >pages/$other.txt
cat >titles.tsv <<END
code${tab}name${tab}rights
jdrb${tab}江东日报${tab}阅览室
END
nbarc ingest -q --titles titles.tsv -o a.nbarc pages
cp a.nbarc plain.nbarc

# The title of an item in an archive.
title() {
	nbarc list "$1" $page-02 | grep -q "$2"
}

# ---- an ingest keeps what it is given
main="main${tab}许晚·${tab}柳湾镇办起春耕${tab}${tab}$page${tab}王平${tab}2026-03-31${tab}看图"
printf '%s\n' "$main" >main.tsv
check "before, another line is the head" title a.nbarc 白天下田
check "ingest --decisions" nbarc ingest -q --decisions main.tsv -o a.nbarc pages
check "applies them" title a.nbarc 柳湾镇办起春耕夜校
nbarc decisions a.nbarc >kept
check "decisions prints them back" cmp kept main.tsv
python3 "$reader" decisions a.nbarc $page | cmp - main.tsv
result $? "so does the other reader"
check "a second ingest without the file" nbarc ingest -o a.nbarc pages
says "0 new revisions, 2 unchanged" "changes nothing"
check "and keeps them" title a.nbarc 柳湾镇办起春耕夜校
nbarc get a.nbarc $page >page.xml
check "the document is valid" nbtei --validate page.xml
grep -q '<change when="2026-03-31" who="nbarc:reviewer">Decided by 王平: 1.</change>' page.xml
result $? "its header says who decided how much, and when"
! grep -q 看图 page.xml
result $? "but not why"
grep -q '<title level="j" xml:lang="zh">江东日报</title>' page.xml
result $? "a title that was not given again is still there"
check "verify" nbarc verify -q a.nbarc
check "the other reader's verify" python3 "$reader" verify a.nbarc
nbarc log a.nbarc $page | sed -n 1p | grep -q '1 (+1) decision  .*text, decisions'
result $? "log counts them"
check "diff" nbarc diff a.nbarc $page
grep -qF "+ main 许晚· 柳湾镇办起春耕" .out
result $? "names them"
nbarc diff --json a.nbarc $page | grep -qF '{"decision":["inserted","main\t许晚·\t'
result $? "also as JSON"
[ -z "$(nbarc decisions --at 1 a.nbarc)" ] && [ -z "$(nbarc decisions a.nbarc $page@1)" ]
result $? "earlier states have none"
nbarc decisions a.nbarc $page@2 | cmp - main.tsv
result $? "a revision has its own"

! nbarc log a.nbarc $page | grep -Eq ' 1 (\([-+0-9]*\) )?[a-z]+s '
result $? "one is not several"

# ---- another text of the page
mkdir ocr
sed 's/今年的秧盘/今午的秧盘/; s/·何苗·/.何苗./' pages/$page.txt >ocr/$page.txt
check "another text with other errors" nbarc ingest -q -o a.nbarc ocr
check "keeps what is decided" title a.nbarc 柳湾镇办起春耕夜校
sed 's/柳湾镇办起春耕夜校/柳湾镇办起舂耕夜校/' pages/$page.txt >ocr/$page.txt
check "a text in which the place has an error" nbarc ingest -o a.nbarc ocr
says "a decision was followed to its place: main 许晚·|柳湾镇办起春耕: a few characters differ there now" "is reported"
check "the decision is followed there" title a.nbarc 柳湾镇办起舂耕夜校
check "--json counts it" nbarc ingest --json -o a.nbarc ocr
grep -q '"lapsed_decisions":0,"followed_decisions":1' .out
result $? "as one that was followed"
sed 's/柳湾镇办起春耕夜校/柳弯填办赴舂拼夜校/' pages/$page.txt >ocr/$page.txt
check "a text in which the place has many errors" nbarc ingest --report r.html -o a.nbarc ocr
says "a decision no longer applies and is kept: main 许晚·|柳湾镇办起春耕" "is reported"
grep -q "a decision no longer applies" r.html
result $? "also in the report"
check "--json counts it" nbarc ingest --json -o a.nbarc ocr
grep -q '"lapsed_decisions":1,"followed_decisions":0' .out
result $? "as one that lapsed"
sed 's/柳湾镇办起春耕夜校/柳湾镇办起舂耕夜校/; s/技术员成了常客/许晚·柳湾镇办趄春耕/' pages/$page.txt >ocr/$page.txt
check "a text with two places that are as near" nbarc ingest -o a.nbarc ocr
says "a decision no longer applies and is kept" "is reported, and neither is taken"
nbarc decisions a.nbarc | cmp - main.tsv
result $? "the decision is kept"
check "the first text again" nbarc ingest -q -o a.nbarc pages
check "finds its place" title a.nbarc 柳湾镇办起春耕夜校
check "a document with another reading, verbatim" sh -c \
	"nbarc get a.nbarc $page | sed s/办起春耕/办起了春耕/ >c.xml && nbarc ingest -q --tei --verbatim -o a.nbarc c.xml"
nbarc decisions a.nbarc | cmp - main.tsv
result $? "keeps them, too"
check "verify" nbarc verify -q a.nbarc
nbarc get --format source a.nbarc $page | cmp - pages/$page.txt
result $? "and its source is there"
check "the text of a corrected page" nbarc ingest -o a.nbarc pages
says "1 page came in as a document and was left" "does not undo the correction"
exits 2 "nor does decide" nbarc decide a.nbarc main.tsv
says "came in as a document" "says why"
says "--replace-documents" "and names the option"
check "which undoes it" nbarc decide -q --replace-documents a.nbarc main.tsv
! nbarc get a.nbarc $page | grep -q 办起了春耕
result $? "and the reading is gone"

# ---- what is said of many decisions
mkdir many
cp "$root/fixtures/pages/$page.txt" many
cat >many.txt <<'END'
让好种子落进土|“今年的秧盘要比去年早|paragraph
这已经是她今年春天走进的第二十一个村。|技术员成了常客往年一到|sub
技术员成了常客|往年一到春耕,双渡村的|paragraph
每周至少下田三次。|村民顾德旺种了四十亩水|sub
了。”顾德旺说。|好种子送到门口在柳湾镇|sub
许晚·|柳湾镇办起春耕夜校白天|main
END
awk -F '|' -v OFS='\t' -v p=$page '{ print $3, $1, $2, "", p }' many.txt >many.tsv
nbarc ingest -q --decisions many.tsv -o many.nbarc many
result $? "six decisions of a page"
sed 's/今年的秧盘/今午的秧盘/; s/技术员成了/技木员成了/; s/双渡村的农户最愁/双渡材的农户最愁/; s/顾德旺种/顾德王种/
	s/送到门口/送到门囗/; s/春耕夜校$/春拼夜校/' pages/$page.txt >many/$page.txt
check "a text in which each of their places has an error" nbarc ingest --report many.json -o many.nbarc many
# shellcheck disable=SC1111 # the quotation mark is of the text
says "6 decisions of 1 page were followed to their places: many/$page.txt (paragraph 让好种子落进土|“今年的秧盘要比去年早: a few characters differ there now), " \
	"they are counted, and their page"
says "differ there now) and 3 more; --report lists them all" "and the first are named to the end"
! grep -q 'no longer\|files' .err
result $? "none of them is said to apply no longer"
python3 -c 'import json
r = json.load(open("many.json"))
assert r["problems"]["followed"] == 6 == len(r["problem_list"]) and not r["problems"]["decision"]'
result $? "the report counts them as followed"
sed 's/今年的秧盘要比去年/明日之苗床须较往岁/; s/技术员成了常客/其人遂为座上宾/; s/往年一到春耕/昔时每逢播种/
	s/村民顾德旺/老农某甲/; s/好种子送到门口/佳种及于户庭/' pages/$page.txt >many/$page.txt
sed "s/$page/$other/" many.tsv >others.tsv
cp pages/$page.txt many/$other.txt
nbarc ingest -q --decisions others.tsv -o many.nbarc many/$other.txt
cp many/$page.txt many/$other.txt
check "texts of two pages that have lost five of them" nbarc ingest -o many.nbarc many
says "10 decisions of 2 pages no longer apply and are kept: many/$page.txt (" "they are counted, and their pages"
says ": its place is not on the page now) and 7 more;" "and why"

# A key may be longer than a message.
long=从前这里有这样一段话,$(sed -n 's/·//g; /^村民顾德旺/,/领走/p' pages/$page.txt | tr -d '\n')
printf 'main\t许晚·\t%s\t\t%s\n' "$long" $page >long.tsv
cp pages/$page.txt many/$page.txt
nbarc decide -q --undo many.nbarc many.tsv
nbarc decide -q many.nbarc long.tsv 2>.err
[ ${#long} -gt 400 ] || long=
check "a kept decision with a long key" nbarc ingest -o many.nbarc many/$page.txt
says "main 许晚·|从前这里有这样一段话,村民顾德旺种了四十亩水稻,...: its place is not on the page now" \
	"is quoted with its first characters, and why"

# ---- readings that together leave nothing of a block
printf '今天的教室\n\n春耕\n\n明天的教室\n' >jdrb-20190305-a01.txt
nbarc ingest -q -o two.nbarc jdrb-20190305-a01.txt
printf 'text\t教室\t耕明天\t\t\t\t\t\t春\n' >halves.tsv
printf 'text\t教室春\t明天\t\t\t\t\t\t耕\t　\n' >>halves.tsv
exits 4 "readings that leave nothing of a block" nbarc decide two.nbarc halves.tsv
says "halves.tsv: line 2:" "one of them is not applied"
says "would leave nothing of it" "which is said"
nbarc get --format text two.nbarc jdrb-20190305-a01 | grep -q '^耕$'
result $? "the other one is"
printf 'text\t教室\t明天\t\t\t\t\t\t春耕\t　\n' >blank.tsv
exits 4 "nor is a reading of blanks alone" nbarc decide two.nbarc blank.tsv

# ---- decide
cp plain.nbarc a.nbarc
printf 'sub\t春耕夜校\t白天下田\n' >both.tsv
printf 'inside\t林舟许晚·\t柳河镇办\n' >one.tsv
printf 'main\t没有\t这个\t\t%s\n' $page >none.tsv
printf 'main\t没有\t这个\n' >nowhere.tsv
printf 'item\t\t这个\t\tjdrb-20190304-a07\n' >absent.tsv
cp a.nbarc before
exits 4 "decide --dry-run" nbarc decide -n a.nbarc main.tsv both.tsv one.tsv none.tsv nowhere.tsv absent.tsv
says "dry run: 2 pages made again, 2 new revisions" "says what it would do"
check "and does nothing" cmp a.nbarc before
exits 4 "decide" nbarc decide a.nbarc main.tsv both.tsv one.tsv none.tsv nowhere.tsv absent.tsv
says "both.tsv: line 1: $page, $other: not applied: several pages have its place" \
	"a decision that several pages could mean is not applied"
says "none.tsv: line 1: $page: not applied, but kept: its place is not on the page" "one without a place is kept"
says "nowhere.tsv: line 1: not applied: no page has its place" "one that no page has"
says "absent.tsv: line 1: jdrb-20190304-a07: not applied: the archive does not have this page" "one of another page"
says "2 pages made again, 2 new revisions, 0 failed" "the others are applied"
check "the head" title a.nbarc 柳湾镇办起春耕夜校
nbarc decisions a.nbarc >kept
printf '%s\n' "$main" >wanted
cat none.tsv >>wanted
printf 'inside\t林舟许晚·\t柳河镇办\t\t%s\n' $other >>wanted
check "what is kept names its page" cmp kept wanted
[ "$(nbarc info a.nbarc | grep -c '^commits.*2')" -le 1 ] && nbarc log a.nbarc | sed -n 1p | grep -q '^commit 2'
result $? "all in one commit"
check "verify" nbarc verify -q a.nbarc
nbarc get a.nbarc $page | grep -q '阅览室'
result $? "the header has the rights as before"
exits 4 "the same again" nbarc decide a.nbarc kept
says "0 new revisions" "changes nothing"
printf 'sub\t许晚·\t柳湾镇办起春耕\t\t%s\t李安\n' $page >later.tsv
exits 0 "a later decision about the same place" nbarc decide -q a.nbarc later.tsv
nbarc decisions a.nbarc $page | grep -v 没有 | cmp - later.tsv
result $? "replaces the earlier one"
nbarc decisions a.nbarc $page@2 | grep -q 王平
result $? "which its revision still has"
check "decisions of one archive are taken by another" sh -c \
	"nbarc decisions a.nbarc | grep -v 没有 | nbarc decide -q plain.nbarc -"
nbarc decisions a.nbarc | grep -v 没有 >left
nbarc decisions plain.nbarc | cmp - left
result $? "which has the same then"
check "decide --undo" nbarc decide -q --undo plain.nbarc left
[ -z "$(nbarc decisions plain.nbarc)" ] && title plain.nbarc 白天下田
result $? "takes them back"
exits 4 "decide --undo of what is not kept" nbarc decide --undo plain.nbarc left
says "not taken back: the page has no such decision" "says so"
printf 'head\ta\tb\n' >bad.tsv
cp a.nbarc before
exits 2 "a file with a bad line" nbarc decide a.nbarc main.tsv bad.tsv
says "bad.tsv: line 1" "names the line"
check "and changes nothing" cmp a.nbarc before
exits 1 "no archive" nbarc decide no.nbarc main.tsv
[ ! -e no.nbarc ]
result $? "none is made"
printf 'name = mine\nbase = modern\nmarks = none\n' >mine.profile
if nbnorm --profile ./mine.profile pages/$page.txt >/dev/null 2>&1; then
	nbarc ingest -q --profile ./mine.profile -o own.nbarc pages
	exits 2 "a page made with a profile of one's own" nbarc decide own.nbarc main.tsv
	says "it was made with the profile mine" "needs that profile"
	check "with it" nbarc decide -q --profile ./mine.profile own.nbarc main.tsv
fi

nbarc ingest -q -o issue.nbarc "$root/fixtures/issue" 2>/dev/null
nbarc list --columns id,kind,next,prev issue.nbarc >before
nbarc edit --print issue.nbarc $page >form
NBARC_WHO=王平
export NBARC_WHO
check "a page whose items a METS file states" sh -c \
	"sed 's/^main	\(.*\)/main	\1了/' form >changed && ! cmp -s form changed && nbarc edit --apply changed issue.nbarc"
unset NBARC_WHO
says "1 new revision" "is made again with the one that the archive keeps"
nbarc list --columns id,kind,next,prev issue.nbarc | cmp - before
result $? "its items, numbers and links are as before"
nbarc get issue.nbarc $page | grep -q 'nbarc-mets-sha256' && nbarc get issue.nbarc $page | grep -q '<choice>'
result $? "and the header names the METS file"
check "an ingest of the issue" nbarc ingest -o issue.nbarc "$root/fixtures/issue"
says "0 new revisions" "changes nothing"
nbarc ingest -q --no-sources -o bare.nbarc "$root/fixtures/issue" 2>/dev/null
exits 2 "one whose METS file is not kept" nbarc decide bare.nbarc main.tsv
rm -f bare.nbarc

# ---- how an item goes on
printf 'next\t许晚·\t柳湾镇办起春耕\t\t%s\t\t\t\t%s-01\n' $page $other >next.tsv
printf 'prev\t许晚·\t柳湾镇办起春耕\t\t%s\t\t\t\tjdrb-20190303-a04-01\n' $page >>next.tsv
nbarc ingest -q -o links.nbarc pages
check "an item goes on in one that is there, and continues one that is not" nbarc decide links.nbarc next.tsv
says "next.tsv: line 2: $page: jdrb-20190303-a04-01: not in the archive" "which is said"
[ "$(grep -c 'next.tsv' .err)" -eq 1 ]
result $? "of this one alone"
nbarc list --columns id,prev links.nbarc | grep -q jdrb-20190303-a04-01
result $? "and the page says so all the same"

# ---- where the page goes
nbarc ingest -q --decisions main.tsv -o whole.nbarc pages
nbarc ingest -q --decisions main.tsv --no-sources -o bare.nbarc pages
nbarc ingest -q --decisions main.tsv --independent-sources -o own.nbarc pages
for archive in whole bare own; do
	nbarc decisions $archive.nbarc | cmp - main.tsv
	result $? "$archive: they are kept"
	nbarc ingest -q -o $archive.nbarc ocr 2>/dev/null
	nbarc compact -q -o compact.nbarc $archive.nbarc
	nbarc decisions compact.nbarc | cmp - main.tsv
	result $? "$archive: after compact"
	nbarc ingest -q -o empty.nbarc pages/$other.txt
	nbarc merge -q -o merged.nbarc empty.nbarc $archive.nbarc 2>.err
	nbarc decisions merged.nbarc | cmp - main.tsv
	result $? "$archive: after merge"
	rm -rf parts && mkdir parts
	nbarc split -q --by year -o parts $archive.nbarc
	nbarc decisions parts/*.nbarc | cmp - main.tsv
	result $? "$archive: after split"
	nbarc rescue -q -o rescued.nbarc $archive.nbarc
	nbarc decisions rescued.nbarc | cmp - main.tsv
	result $? "$archive: after rescue"
	cp $archive.nbarc renamed.nbarc
	nbarc rename -q renamed.nbarc $page jdrb-20190306-a07
	nbarc decisions renamed.nbarc >kept
	sed "s/$page/jdrb-20190306-a07/" main.tsv | cmp - kept
	result $? "$archive: after rename"
	for one in compact merged rescued renamed; do
		check "$archive: verify $one" nbarc verify -q $one.nbarc
		check "$archive: the other reader's verify of $one" python3 "$reader" verify $one.nbarc
	done
	rm -f compact.nbarc merged.nbarc rescued.nbarc renamed.nbarc empty.nbarc
done
exits 2 "decide where no source is kept" nbarc decide bare.nbarc main.tsv
says "its source is not kept" "says why"
nbarc ingest -q -o moved.nbarc pages
nbarc rename -q moved.nbarc $page jdrb-20190306-a07
check "a decision for the old identifier of a page" nbarc decide -q moved.nbarc main.tsv
nbarc list moved.nbarc jdrb-20190306-a07-02 | grep -q 柳湾镇办起春耕夜校
result $? "is applied to the new one"

# ---- what is withdrawn, and what is purged
nbarc ingest -q --decisions main.tsv -o w.nbarc pages
nbarc withdraw -q -r 'by request' w.nbarc $page-01
exits 4 "decisions of a page with a withdrawn article" nbarc decisions w.nbarc $page
says "withdrawn: by request" "are not shown"
[ -z "$(nbarc decisions w.nbarc)" ]
result $? "nor in a list"
cp w.nbarc item.nbarc
nbarc withdraw -q --undo w.nbarc $page-01
nbarc decisions w.nbarc | cmp - main.tsv
result $? "they come back with it"
nbarc withdraw -q -r 'rights' w.nbarc $page
exits 4 "decisions of a withdrawn page" nbarc decisions w.nbarc $page
cp w.nbarc back.nbarc
nbarc ingest -q --reinstate -o back.nbarc pages
nbarc decisions back.nbarc | cmp - main.tsv
result $? "an ingest that reinstates the page has them"
# Words that only the decisions have, and one that only the page had.
cat >words.py <<'END'
import ctypes.util, subprocess, sys
raw = open(sys.argv[1], "rb").read()
sys.path.insert(0, sys.argv[2])
import reader
archive = reader.Archive(sys.argv[1])
seen = [raw, subprocess.run(["zstd", "-dc", sys.argv[1]], capture_output=True).stdout]
for entry in archive.catalogue():
    if entry["state"] != 2 and entry["sources_size"]:
        seen.append(archive.read_sources(entry)[2])
words = ["看图", "许晚·\t柳湾镇办起春耕"]
sys.exit(any(word.encode() in data for data in seen for word in words))
END
! python3 words.py back.nbarc "$root/format-spec"
result $? "the words of a decision are in the archive"
for archive in w item; do
	nbarc compact -q --purge $archive.nbarc
	check "$archive: after a purge none of them is" python3 words.py $archive.nbarc "$root/format-spec"
	[ -z "$(nbarc decisions $archive.nbarc 2>/dev/null)" ]
	result $? "$archive: and no decision is left"
	check "$archive: verify" nbarc verify -q $archive.nbarc
	check "$archive: the other reader's verify" python3 "$reader" verify $archive.nbarc
done

# ---- damage
cp back.nbarc bad.nbarc
cat >hurt.py <<'END'
import sys
sys.path.insert(0, sys.argv[2])
import reader
archive = reader.Archive(sys.argv[1])
entry = [e for e in archive.catalogue() if e["decided"] and e["state"] != 2][0]
at = entry["directory"] + entry["directory_size"] + entry["frame_size"] + 40
with open(sys.argv[1], "r+b") as file:
    file.seek(at)
    byte = file.read(1)[0]
    file.seek(at)
    file.write(bytes([byte ^ 1]))
END
python3 hurt.py bad.nbarc "$root/format-spec"
exits 2 "decisions of a damaged record" nbarc decisions bad.nbarc
says "sources record" "names it"
exits 2 "verify" nbarc verify -q bad.nbarc
exits 2 "an ingest of the page, whose decisions would be lost" nbarc ingest -q --reinstate -o bad.nbarc ocr
says "$page" "is refused"
finish
