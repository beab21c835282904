#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A page that a person edits stands as the form says, and goes on to; a form that
# cannot be taken, an editor that fails and a form without a change change
# nothing.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190304-a01
NBARC_WHO=王平
export NBARC_WHO
mkdir pages
cp "$root/fixtures/pages/$page.txt" pages
nbarc ingest -q -o a.nbarc pages
cp a.nbarc plain.nbarc

# The lines of a form that say something of the page.
body() {
	sed -n '/^page/,$p' "$1" | sed 1d
}

# ---- the form
check "edit --print" nbarc edit --print a.nbarc $page
cp .out form
grep -q "^page $page@1\$" form
result $? "names page and revision"
nbarc get --format text a.nbarc $page | grep -c . >blocks
[ "$(body form | grep -c '	')" -eq "$(cat blocks)" ]
result $? "and has a line for each block"
nbarc edit --print a.nbarc $page-02 | cmp - form
result $? "an item stands for its page"
check "a form without a change" nbarc edit --apply form a.nbarc
says "nothing was changed" "says so"
check "and changes nothing" cmp a.nbarc plain.nbarc
exits 4 "a page that is not there" nbarc edit --print a.nbarc $page-77
exits 1 "an older revision" nbarc edit --print a.nbarc $page@1

# ---- everything that can be changed, in one edit
cat >change.py <<'END'
import sys
path = sys.argv[1]
text = open(path, encoding="utf-8").read()
def change(old, new):
    global text
    assert old in text, old
    text = text.replace(old, new, 1)
change("kicker\t柳湾镇", "main\t柳湾镇")
change("main\t白天", "sub\t白天")
change("[article]\nkicker\t春耕", "[notice]\nkicker\t春耕")
change("crosshead\t好种子", "\ncrosshead\t好种子")
change("没有座位。\nbyline\t·何苗·", "没有座位。·何苗·")
change("电动车就来了。", "电动车就来\n了。")
change("\n\n[photo]\n", "\n")
open(path, "w", encoding="utf-8").write(text)
END
cp form changed
python3 change.py changed
check "--dry-run prints the decisions" nbarc edit -n --apply changed a.nbarc
cp .out decisions
for one in notice item main sub join keep inside; do
	grep -q "^$one	.*	$page	王平	2020-03-09\$" decisions
	result $? "with $one, who and when"
done
check "and writes nothing" cmp a.nbarc plain.nbarc
check "edit --apply" nbarc edit --apply changed a.nbarc
says "1 page made again, 1 new revision" "says what it did"
nbarc edit --print a.nbarc $page >after
# What was parted off without a word is what the model says.
body changed | sed 's/^了。/paragraph\t了。/' >wanted
# The model says of which kind the item is that begins anew.
body after | sed '/^\[article\]$/{N;s/^\[article\]\n\(crosshead.好种子\)/\1/;}' | cmp - wanted
result $? "the page stands as the form says"
nbarc decisions a.nbarc | sort >kept
sort decisions | cmp - kept
result $? "and keeps what was decided"
nbarc get a.nbarc $page >page.xml
check "the document is valid" nbtei --validate page.xml
grep -q 'when="2020-03-09" who="nbarc:reviewer">Decided by 王平' page.xml
result $? "and says who decided"
check "verify" nbarc verify -q a.nbarc
check "ingest the text again" nbarc ingest -o a.nbarc pages
says "0 new revisions" "changes nothing"
exits 2 "the form of the revision before" nbarc edit --apply changed a.nbarc
says "the page is at 2 by now" "says so"
nbarc edit --print a.nbarc $page | sed 's/^sub\(.白天\)/main\1/; s/^main\(.柳湾镇\)/kicker\1/' >back
check "edit it back" nbarc edit -q --apply back a.nbarc
nbarc edit --print a.nbarc $page >again
body back >wanted
body again | cmp - wanted
result $? "works, too"
nbarc decisions a.nbarc | grep -c 柳湾镇办起春耕 >count
[ "$(nbarc decisions a.nbarc | grep '	柳湾镇办起春耕' | grep -c '^main\|^kicker')" -eq 1 ]
result $? "the later word has replaced the earlier one"

# ---- the editor
cp plain.nbarc a.nbarc
TMPDIR=$work/tmp
export TMPDIR
mkdir tmp
check "an editor with arguments" env VISUAL="python3 change.py" EDITOR=false nbarc edit a.nbarc $page
nbarc decisions a.nbarc | sort | cmp - kept
result $? "does the same"
[ -z "$(ls tmp)" ]
result $? "and leaves no file behind"
cp plain.nbarc a.nbarc
exits 1 "an editor that fails" env VISUAL= EDITOR="false" nbarc edit a.nbarc $page
says "the editor 'false' failed; nothing was changed" "says so"
exits 1 "an editor that is not there" env EDITOR="no-such-editor" nbarc edit a.nbarc $page
check "an editor that changes nothing" env EDITOR=true nbarc edit a.nbarc $page
says "nothing was changed" "says so"
exits 2 "an editor that takes a block away" env EDITOR="sed -i /^credit/d" nbarc edit a.nbarc $page
says "or takes all of it away" "is refused"
says "the form is still in $work/tmp/nbarc-edit-" "and its work is not lost"
! grep -q '^credit' tmp/nbarc-edit-*/$page.txt
result $? "it is there"
check "the archive is as before" cmp a.nbarc plain.nbarc
exits 1 "nobody" env -u NBARC_WHO -u LOGNAME -u USER nbarc edit --apply changed a.nbarc
says "--who NAME is needed" "is asked who it is"

# ---- the text, kinds of items, and how they go on
cp plain.nbarc a.nbarc
cat >correct.py <<'END'
text = open("form", encoding="utf-8").read()
for old, new in (("第二十一个村", "第二十二个村"), ("办起春耕", "办起了春耕"), ("秧盘要比去年", "秧盘比去年"),
                 ("白天下田 晚上上课", "白天下田 晚间上课"), ("农户讲解。", "农户讲解！！"), ("\n[photo]\n", "\n[advertisement]\n"),
                 ("[article]\nkicker\t柳湾镇",
                  "[article]\nnext jdrb-20190305-a02-03\nprev jdrb-20190303-a04-01\nkicker\t柳湾镇")):
    assert old in text, old
    text = text.replace(old, new, 1)
open("corrected", "w", encoding="utf-8").write(text)
END
python3 correct.py
check "the text is corrected" nbarc edit --apply corrected a.nbarc
says "1 new revision" "in one revision"
nbarc edit --print a.nbarc $page >after
body corrected >wanted
body after | cmp - wanted
result $? "the page is read as the form says"
nbarc decisions a.nbarc >kept2
[ "$(grep -c '^text' kept2)" -eq 5 ] && grep -q '^advertisement' kept2 &&
	grep -q '^next.*	jdrb-20190305-a02-03$' kept2
result $? "by a decision for each change"
nbarc get a.nbarc $page >page.xml
check "the document is valid" nbtei --validate page.xml
grep -q '第二十<choice><sic>一</sic><corr resp="nbarc:reviewer">二</corr></choice>个村' page.xml
result $? "it has both readings"
grep -q '<div type="advertisement" xml:id="'$page-03 page.xml &&
	grep -q 'next="nbarc:jdrb-20190305-a02-03" prev=' page.xml
result $? "the kind, and how the item goes on"
nbarc get --format text a.nbarc $page | grep -q 第二十二个村 &&
	! nbarc get --format text a.nbarc $page | grep -q 第二十一二个村
result $? "the text is the new reading"
nbarc grep a.nbarc 第二十二个村 | grep -q $page-01 && ! nbarc grep a.nbarc 第二十一个村
result $? "a search finds it, and not the old one"
nbarc list --columns id,title,next,prev a.nbarc $page-02 |
	grep -q '白天下田 晚间上课.*jdrb-20190305-a02-03.*jdrb-20190303-a04-01'
result $? "the catalogue has it, and says how the item goes on"
nbarc list --kind advertisement a.nbarc | grep -q $page-03
result $? "and is asked for kinds"
python3 "$root/format-spec/reader.py" verify a.nbarc
result $? "the other reader takes them"
nbarc get --format source a.nbarc $page | cmp - pages/$page.txt
result $? "the source is as it was received"
nbnorm pages/$page.txt >n 2>.err
nbarc get --format journal a.nbarc $page >kept.j
nbnorm --undo kept.j n | cmp - pages/$page.txt
result $? "and the journal undoes the page to it"
check "ingest again" nbarc ingest -o a.nbarc pages
says "0 new revisions, 1 unchanged" "changes nothing"
nbarc decisions a.nbarc >d.tsv
nbtei --id $page --decisions d.tsv pages/$page.txt >one.xml 2>.err
nbnorm --decisions d.tsv --journal j pages/$page.txt 2>.err |
	nbtei --id $page --journal j --decisions d.tsv >two.xml 2>.err
cmp one.xml two.xml && cmp one.xml page.xml
result $? "nbtei makes the same document, with a pipe and without"
nbtei --review --id $page --decisions d.tsv pages/$page.txt >stated 2>.err
nbtei --id $page --decisions stated pages/$page.txt 2>.err | sed -n '/<body>/,$p' >three.xml
sed -n '/<body>/,$p' one.xml | cmp - three.xml
result $? "what is stated of the page makes the same again"
sed 's/办起了春耕/办起春耕/; s/第二十二个村/第二十三个村/; /^next/d; /^prev/d' after >back
check "readings are changed again, and taken back" nbarc edit --apply back a.nbarc
nbarc get a.nbarc $page >page.xml
grep -q '二十<choice><sic>一</sic><corr resp="nbarc:reviewer">三</corr></choice>个村' page.xml &&
	grep -q '办起春耕' page.xml && ! grep -q next= page.xml
result $? "as of what was received"
nbarc edit --print a.nbarc $page >again
body back >wanted
body again | cmp - wanted
result $? "and the page is read so"
nbarc diff a.nbarc $page | grep -q 第二十
result $? "diff names the readings"
nbarc decisions a.nbarc >all.tsv
check "all of them are taken back" nbarc decide -q --undo a.nbarc all.tsv
nbarc get a.nbarc $page >undone
nbarc get plain.nbarc $page | cmp - undone
result $? "and the page is as it was"
cp plain.nbarc a.nbarc

# ---- furniture
cp plain.nbarc a.nbarc
printf 'furniture\t\t春耕时节\n' >furniture
check "an item that becomes furniture" nbarc decide -q a.nbarc furniture
nbarc edit --print a.nbarc $page | sed -n '/^.furniture.$/,/^$/p' >words
[ "$(sed -n 2p words | cut -f 1)" = paragraph ] && ! grep -q '^kicker\|^main\|^crosshead' words
result $? "has no heads"
nbarc get a.nbarc $page >page.xml
! sed -n '/type="furniture"/,/<.div>/p' page.xml | grep -q '<head'
result $? "neither has the document"
check "which is valid" nbtei --validate page.xml
cp plain.nbarc a.nbarc

# ---- a dateline
cat >xhbk-20240106-01.txt <<END
青溪镇秋粮开秤

新华社江城1月5日电

今年的秋粮昨天开秤，头一天收了四十吨。粮站的院子里排起了长队，司磅员从早忙到晚。
END
id=xhbk-20240106-01
nbarc ingest -q -o d.nbarc $id.txt
nbarc get d.nbarc $id >plain.xml
nbarc edit --print d.nbarc $id | sed 's/^[a-z]*	新华社/dateline	新华社/' >dateline
check "a block that is a dateline" nbarc edit --apply dateline d.nbarc
says "1 new revision" "is a word of the form"
[ "$(nbarc decisions d.nbarc | cut -f 1)" = dateline ]
result $? "and of a decision"
nbarc get d.nbarc $id >page.xml
grep -q '^<dateline>新华社<placeName>江城</placeName><date when="2024-01-05">1月5日</date>电</dateline>$' page.xml
result $? "the document has it, with the place and the day"
grep -c '<div' page.xml >count
[ "$(cat count)" -eq 1 ]
result $? "in its item"
check "which is valid" nbtei --validate page.xml
if [ -f "$root/../shared/schema/tei_all.rng" ]; then
	check "for TEI, too" xmllint --noout --relaxng "$root/../shared/schema/tei_all.rng" page.xml
fi
nbarc edit --print d.nbarc $id | grep -q '^dateline	新华社'
result $? "the form says it again"
[ "$(nbarc list --columns place d.nbarc)" = 江城 ]
result $? "the place of the item is its"
nbarc grep --in text d.nbarc 江城1月 | grep -q $id-01
result $? "a search finds it in the text"
check "verify --deep" nbarc verify -q --deep d.nbarc
check "the other reader" python3 "$root/format-spec/reader.py" verify d.nbarc
check "a later ingest" nbarc ingest -o d.nbarc $id.txt
says "0 new revisions, 1 unchanged" "changes nothing"
nbarc ingest -q -o e.nbarc $id.txt
sed 's/^<p>\(新华社.*电\)<.p>$/<dateline>\1<\/dateline>/; s/^<p><seg type="dateline">\(新华社.*\)<.seg><.p>$/<dateline>\1<\/dateline>/' plain.xml >changed.xml
check "a document in which a person wrote one" nbarc ingest --tei -o e.nbarc changed.xml
[ "$(nbarc decisions e.nbarc | cut -f 1)" = dateline ]
result $? "is that decision"
nbarc get e.nbarc $id | sed -n '/<body>/,$p' >one
sed -n '/<body>/,$p' page.xml | cmp - one
result $? "and that document"
nbarc edit --print d.nbarc $id | sed 's/^dateline/paragraph/' >back
check "it is taken back" nbarc edit -q --apply back d.nbarc
nbarc get d.nbarc $id | grep -q '<seg type="dateline">'
result $? "and marked within a paragraph again"

# ---- what cannot be taken
n=$(grep -n '^main.白天' form | cut -d: -f1)
sed 's/^\(kicker.柳湾镇.*\)夜校$/\1夜/; s/^main.白天下田/main\t下田/' form >bad
exits 2 "a change from one block to the next" nbarc edit --apply bad a.nbarc
says "bad: line $n: the change of the text goes over the end of a block" "names its line"
sed '/^credit/d' form >bad
exits 2 "a block that is gone" nbarc edit --apply bad a.nbarc
sed "s/这已经是/\\
这已经是/" form >bad
exits 2 "a block that begins inside a line" nbarc edit --apply bad a.nbarc
says "no line of the source begins here" "says why"
sed 's/^\[photo\]/[film]/' form >bad
exits 2 "another kind of item" nbarc edit --apply bad a.nbarc
says "[article], [photo], [notice], [advertisement] or [furniture]" "names those that there are"
n=$(grep -n '^crosshead' form | head -n 1 | cut -d: -f1)
sed "${n}s/^crosshead/heading/" form >bad
exits 2 "another word for a block" nbarc edit --apply bad a.nbarc
says "bad: line $n: 'heading' is not what a block can be: column, kicker, " "names it and its line"
says " or dateline" "and the words that there are"
n=$(grep -n '^main' form | head -n 1 | cut -d: -f1)
sed "${n}s/^main/主题/" form >bad
exits 2 "a word with a tab that is text" nbarc edit --apply bad a.nbarc
says "bad: line $n: what is to be read has a tab" "names its line"
sed '/^page/d' form >bad
exits 2 "no page" nbarc edit --apply bad a.nbarc
says "the line with the page is missing" "says so"
check "nothing was changed by any of them" cmp a.nbarc plain.nbarc

# ---- forms from elsewhere
{
	printf '\357\273\277'
	sed 's/$/\r/; s/\t/    /' changed
} >foreign
check "a form with CR LF, a byte order mark and spaces, from a pipe" \
	sh -c 'nbarc edit -q --apply - a.nbarc <foreign'
nbarc decisions a.nbarc | sort | cmp - kept
result $? "is the same form"
cat >jdrb-20190308-a02.txt <<END
柳湾镇办起春耕夜校

白天下田 晚上上课

三月的柳湾镇，田埂上的积水刚刚退去，夜校的灯就亮了起来。来听课的大多是附近几个村子的种植户，讲课的是县里派来的农技员，讲的是怎样选种、怎样育秧，还有怎样防治病

▲农技员在大棚里查看秧盘。 沈一帆 摄

虫害。双渡村种植户周长林说，以前靠老经验，现在要靠新技术，他家的三十亩水田今年全部换上了新品种，预计每亩能多收一百多斤。

·陆小禾 顾青·
END
nbarc ingest -q -o p.nbarc jdrb-20190308-a02.txt
nbarc edit --print p.nbarc jdrb-20190308-a02 >parted
[ "$(grep -c '^[a-z]*\*' parted)" -gt 1 ]
result $? "blocks that were set into a paragraph are marked"
check "and the form is taken as it is" nbarc edit --apply parted p.nbarc
sed 's/^caption\*/crosshead*/' parted >bad
exits 2 "one of them that was changed" nbarc edit --apply bad p.nbarc
says "was set into a paragraph" "is refused"

# ---- a page of markup, with zones
mkdir scans
cp "$root/fixtures/ocr/hyrb-20230512-a02.alto.xml" scans
nbarc ingest -q -o s.nbarc scans 2>/dev/null
nbarc edit --print s.nbarc hyrb-20230512-a02 | sed 's/^paragraph\(.5月\)/crosshead\1/' >scan
check "a page of ALTO" nbarc edit --apply scan s.nbarc
says "1 new revision" "is edited like any other"
nbarc get s.nbarc hyrb-20230512-a02 >new.xml
nbarc get s.nbarc hyrb-20230512-a02@1 >old.xml
[ "$(grep -c '<zone' new.xml)" -gt 5 ] &&
	[ "$(grep -c '<zone' new.xml)" -eq "$(grep -c '<zone' old.xml)" ]
result $? "and has its zones"
check "a later ingest of it" nbarc ingest -o s.nbarc scans
says "0 new revisions, 1 unchanged" "changes nothing"
finish
