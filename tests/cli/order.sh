#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The order of reading that a person decided: two columns that were swapped, an
# item in two parts, a caption in the middle of a paragraph. The source stays as
# it was received, and every later ingest reads the page in this order.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190306-a01
NBARC_WHO=王平
export NBARC_WHO
mkdir pages
# The second column of the first article stands in the second one.
cat >pages/$page.txt <<'END'
柳湾镇办起春耕夜校

3月1日晚上七点,柳湾镇文化站的灯又亮了起来。三十多名种植户坐在长条凳上,听农机合作社的王铁山讲插秧机的

虫害。双渡村种植户周长林说,以前靠老经验,现在要靠新技术,他家的三十亩水田今年全部换上了新品种。

·何苗·

水利工地上的夜校

保养。这是柳湾镇春耕夜校的第四堂课,来听课的大多是附近几个村子的种植户,讲的是怎样选种、怎样育秧,还有怎样防治病

每天晚上七点,工棚里亮起灯来,民工们坐在扁担上听课。夜校的教员是镇小学的三位老师。
END
column="after	讲插秧机的	保养。这是柳湾镇		$page	王平	2026-03-31	错栏	怎样防治病"
printf '%s\n' "$column" >column.tsv

# ---- nbnorm
nbnorm --decisions column.tsv --journal j pages/$page.txt >n 2>.err
result $? "two columns are swapped"
grep -q '讲插秧机的保养。这是.*怎样防治病虫害。双渡村' n
result $? "and what follows another line now is joined to it"
nbnorm --undo j n | cmp - pages/$page.txt
result $? "the journal undoes it, byte for byte"
nbnorm --decisions column.tsv n >second 2>.err && cmp second n
result $? "what stands so already stays, and the decision applies"
sed 's/$/\r/' pages/$page.txt >dos.txt
printf '\t\n  　' >blanks
cat blanks dos.txt blanks >odd.txt
nbnorm --decisions column.tsv --journal j odd.txt >odd 2>.err && nbnorm --undo j odd | cmp - odd.txt
result $? "CR LF, indents and white space around the page come back"
nbconv --from UTF-8 --to GB18030 pages/$page.txt >gb.txt 2>.err
nbnorm --decisions column.tsv --journal j gb.txt >gb 2>.err && nbnorm --undo j gb | cmp - gb.txt
result $? "so does GB18030"
printf 'after\t每天晚上七点\t没有\n' >none.tsv
exits 4 "a place that is not there" nbnorm --decisions none.tsv pages/$page.txt
says "none.tsv: line 1: not applied: no such place" "is reported"
cat >circle.tsv <<'END'
after	·何苗·	水利工地上的
after	水利工地上的夜校	·何苗·
END
exits 4 "two blocks, each of which comes after the other" nbnorm --decisions circle.tsv pages/$page.txt
says "circle.tsv: line 1: not applied: with later decisions, a block would come after itself" \
	"the first of them is refused"
printf 'after\t还有怎样防治病\t保养。这是柳湾镇\n' >self.tsv
exits 4 "a block that comes after itself" nbnorm --decisions self.tsv pages/$page.txt
printf 'after\t每天\t柳湾镇\t\t\t\t\t\ta b\tc\n' >bad.tsv
exits 2 "a decision with too many columns" nbnorm --decisions bad.tsv pages/$page.txt
cat >chain.tsv <<'END'
after		每天晚上七点
after	三位老师。	·何苗·
after	三位老师。	水利工地上的
END
nbnorm --decisions chain.tsv pages/$page.txt 2>.err | grep . | head -n 3 | sed 's/上七点.*//' >heads
printf '每天晚\n水利工地上的夜校\n·何苗·\n' | cmp - heads
result $? "the first of the page, and two blocks after it, the later one nearer"

# ---- an archive
nbarc ingest -q -o a.nbarc pages
cp a.nbarc plain.nbarc
check "decide" nbarc decide a.nbarc column.tsv
says "1 page made again, 1 new revision" "makes a revision"
nbarc decisions a.nbarc | cmp - column.tsv
result $? "decisions prints it back"
python3 "$reader" decisions a.nbarc $page | cmp - column.tsv
result $? "so does the other reader"
nbarc get --format text a.nbarc $page | grep -q '讲插秧机的保养。这是.*怎样防治病虫害。双渡村'
result $? "the page is read in the order"
nbarc get --format source a.nbarc $page | cmp - pages/$page.txt
result $? "its source is as it was received"
nbarc get --format journal a.nbarc $page >kept.j
nbnorm --decisions column.tsv --journal j pages/$page.txt >n 2>.err
cmp kept.j j
result $? "the journal of the archive is that of nbnorm"
python3 "$reader" get a.nbarc $page --format journal | cmp - j
result $? "and that of the other reader"
check "verify" nbarc verify -q a.nbarc
check "the other reader's verify" python3 "$reader" verify a.nbarc
nbarc get a.nbarc $page >page.xml
check "the document is valid" nbtei --validate page.xml
grep -q 'into the order <num type="reading">1-2 6 3-5 7</num>' page.xml &&
	grep -q 'Decided by 王平: 1' page.xml
result $? "its header has the order, and who decided"
nbarc log a.nbarc $page | sed -n 1p | grep -q '1 (+1) decision '
result $? "log counts it"
check "diff" nbarc diff a.nbarc $page
grep -qF '+ after 讲插秧机的 保养。' .out
result $? "names it"
check "ingest again, without the file" nbarc ingest -o a.nbarc pages
says "0 new revisions, 1 unchanged" "changes nothing"
nbarc ingest -q --decisions column.tsv -o b.nbarc pages
nbarc get b.nbarc $page >b.xml
nbtei --id $page --decisions column.tsv pages/$page.txt >one.xml 2>.err
nbnorm --decisions column.tsv --journal j pages/$page.txt 2>.err |
	nbtei --id $page --journal j --decisions column.tsv >two.xml 2>.err
cmp one.xml two.xml && cmp one.xml b.xml
result $? "ingest and nbtei make the same document, with a pipe and without"
check "a document, with the source that it was made of" nbarc ingest -q --tei -o copy.nbarc b.xml
nbarc compact -q -o compact.nbarc a.nbarc && nbarc get --format journal compact.nbarc $page | cmp - kept.j
result $? "compact keeps it"

# ---- other decisions, before and after
cat >more.tsv <<'END'
sub	王铁山讲插秧机的	虫害。双渡村种植户周
text	水利工地上的夜校保	。这是柳湾镇春耕夜校						养	育
keep	何苗·	水利工地上的夜校
END
awk -F '\t' -v OFS='\t' -v p=$page '{ $5 = p; print }' more.tsv >named.tsv
cp plain.nbarc m.nbarc
check "decisions about the page as it was received" nbarc decide -q m.nbarc named.tsv
check "then its order" nbarc decide m.nbarc column.tsv
says "a decision was followed to its place: sub" "a block is followed by the characters on its right"
nbarc get m.nbarc $page | grep -q '<choice><sic>养</sic>'
result $? "a reading by those on one side"
nbarc decisions m.nbarc >m.tsv
check "the order is taken back" nbarc decide -q --undo m.nbarc column.tsv
nbarc get m.nbarc $page >m.xml
cp plain.nbarc k.nbarc
nbarc decide -q k.nbarc named.tsv
nbarc get k.nbarc $page >k.xml
body() {
	sed -n '/<body>/,$p' "$1" | sed 's/ xml:id="[^"]*" n="[0-9]*"//'
}
body k.xml >k.body
body m.xml | cmp - k.body
result $? "and the page stands as before, but for numbers of items"

# ---- another text of the page
mkdir ocr
sed 's/保养。这是柳湾镇春耕/保养。这是柳弯镇春耕/; s/还有怎样/还有乍样/' pages/$page.txt >ocr/$page.txt
nbarc decide -q --undo a.nbarc column.tsv
long="after	王铁山讲插秧机的	保养。这是柳湾镇春耕夜校		$page				种、怎样育秧,还有怎样防治病"
printf '%s\n' "$long" | nbarc decide -q a.nbarc -
check "another text with errors at these places" nbarc ingest -o a.nbarc ocr
says "a decision was followed to its place: after" "is read in the order, which is reported"
nbarc get --format text a.nbarc $page | grep -q '讲插秧机的保养。这是柳弯镇.*防治病虫害。双渡村'
result $? "as the first one was"
sed 's/保养。这是柳湾镇春耕夜校/休赏。这走柳弯填舂拼/' pages/$page.txt >ocr/$page.txt
check "one with many errors" nbarc ingest -o a.nbarc ocr
says "a decision no longer applies and is kept: after" "is reported"
check "the first text" nbarc ingest -q -o a.nbarc pages
nbarc get --format text a.nbarc $page | grep -q '讲插秧机的保养。'
result $? "is read in the order again"

# A later decision contradicts one that is kept.
cp plain.nbarc c.nbarc
sed -n 1p circle.tsv | nbarc decide -q c.nbarc -
sed -n 2p circle.tsv >second.tsv
check "a decision that contradicts a kept one" nbarc ingest --decisions second.tsv --report c.json -o c.nbarc pages
says "a decision is given up: after ·何苗·|水利工地上的: by later ones, a block would come after itself" \
	"the kept one is given up, which is reported"
grep -q '"decision":0,"followed":0,"given_up":1' c.json && [ "$(nbarc decisions c.nbarc | wc -l)" -eq 1 ]
result $? "and is kept no longer"

# Each of the three places is followed by itself: one character in five may
# differ, also next to the end of the line, and one may be lacking there, or be
# one too many.
cp plain.nbarc f.nbarc
printf 'after\t讲插秧机的\t保养。这是柳湾镇春耕\t\t%s\t\t\t\t还有怎样防治病\n' $page | nbarc decide -q f.nbarc -
follow() {
	sed "$1" pages/$page.txt >ocr/$page.txt
	check "$2" nbarc ingest -o f.nbarc ocr
	says "a decision was followed to its place: after" "is reported"
	nbarc get --format text f.nbarc $page | grep -q '插[^。]*保养。这.*虫害。双渡村'
	result $? "and followed"
}
follow 's/怎样防治病/怎样防冶病/' "the last but one of the ninth column"
follow 's/怎样防治病/怎样防治疒/' "its last character"
follow 's/怎样防治病/怎样防治/' "one that is lacking at its end"
follow 's/怎样防治病/怎样防治病病/' "one more at its end"
follow 's/还有怎样防/遂有怎样防/' "its first character"
follow 's/插秧机的/插秩机的/' "a character of the second column"
follow 's/这是柳湾/这是柳弯/' "a character of the third column"
follow 's/这是柳湾/这是柳弯/; s/插秧机的/插秩机的/; s/防治病/防冶病/' "one of each"
lapse() {
	sed "$1" pages/$page.txt >ocr/$page.txt
	check "$2" nbarc ingest -o f.nbarc ocr
	says "a decision no longer applies and is kept: after" "is not followed"
}
lapse 's/怎样防治病/怎洋防冶病/' "two of seven"
lapse 's/三位老师。/三位老师还有怎样防冶疒/; s/怎样防治病/怎样防冶病/' "two lines that are nearly as good"
sed 's/^水利工地上的夜校/还有怎样防治痛/; s/怎样防治病/怎样防冶病/' pages/$page.txt >ocr/$page.txt
check "a line that is nearly as good, but before the moved ones" nbarc ingest -o f.nbarc ocr
says "a decision was followed to its place: after" "is none of them"

# The second of two bylines is moved; then a text has lost it, and the first one
# stands where the decision wants the second one.
mkdir twice once
cat >once/$page.txt <<'END'
水利工地上的夜校

每天晚上七点,工棚里亮起灯来。

·何苗·

柳湾镇办起春耕夜校

三月一日,文化站的灯又亮了起来。
END
{ cat once/$page.txt && printf '\n·何苗·\n'; } >twice/$page.txt
nbarc ingest -q -o twice.nbarc twice
printf 'after\t工棚里亮起灯来。\t·何苗·\t2\t%s\n' $page | nbarc decide -q twice.nbarc -
check "a text without the second byline" nbarc ingest -o twice.nbarc once
says "a decision no longer applies and is kept: after" "does not stand for it with its first one"

# ---- edit, and documents
cp plain.nbarc e.nbarc
nbarc edit --print e.nbarc $page >form
python3 - <<'END'
form = open("form", encoding="utf-8").read()
column = form[form.index("保养"):form.index("每天晚上")]
form = form.replace(column, "").replace("讲插秧机的", "讲插秧机的" + column)
open("moved", "w", encoding="utf-8").write(form)
END
check "a part of a block is moved in the form" nbarc edit --apply moved e.nbarc
nbarc decisions e.nbarc | grep -q "^after	.*王铁山讲插秧机的	保养。这是柳湾镇"
result $? "which is one decision"
nbarc edit --print e.nbarc $page | sed 's/@2$/@1/' | cmp - moved
result $? "the page stands as the form says"
sed 's/@1$/@2/' form >back
check "it is moved back" nbarc edit -q --apply back e.nbarc
nbarc edit --print e.nbarc $page | sed 's/@3$/@1/' | cmp - form
result $? "and stands as before"
[ "$(nbarc decisions e.nbarc | grep -c '^after')" -eq 1 ]
result $? "by a later word in place of the earlier one"
cp plain.nbarc e.nbarc
# Two items are exchanged, and a byline goes to the other one.
python3 - <<'END'
import re
form = open("form", encoding="utf-8").read()
head, first, second = re.split(r"(?=\n\[article\]\n)", form)
byline = re.search("byline\t.*\n", first)[0]
open("swapped", "w", encoding="utf-8").write(head + second + byline + first.replace(byline, ""))
END
check "two items are exchanged in the form" nbarc edit -q --apply swapped e.nbarc
nbarc edit --print e.nbarc $page | sed 's/@2$/@1/' | cmp - swapped
result $? "and the page stands so"
[ "$(nbarc list --columns id e.nbarc | tr '\n' ' ' | wc -w)" -eq 2 ]
result $? "its items keep their numbers"
check "verify" nbarc verify -q e.nbarc
nbarc get --format source e.nbarc $page | cmp - pages/$page.txt
result $? "its source is as it was"
cp plain.nbarc t.nbarc
nbarc get t.nbarc $page >t.xml
python3 - <<'END'
import re
xml = open("t.xml", encoding="utf-8").read()
byline = re.search("<byline>.*?</byline>\n", xml)[0]
end = xml.rindex("</div>\n</body>")
xml = xml[:end] + byline + xml[end:]
open("t.xml", "w", encoding="utf-8").write(xml.replace(byline, "", 1))
END
check "a byline is moved in the document" nbarc ingest --tei -o t.nbarc t.xml
says "1 new revision" "which is a revision"
nbarc decisions t.nbarc | grep -q "^after	.*	·何苗·水利"
result $? "and a decision about the order"
nbarc get --format text t.nbarc $page-02 | grep -q '·何苗·'
result $? "the byline is in the other item"
check "ingest of the text" nbarc ingest -o t.nbarc pages
says "0 new revisions, 1 unchanged" "changes nothing"

# ---- a caption that was set into a paragraph
cat >jdrb-20190308-a02.txt <<END
柳湾镇办起春耕夜校

三月的柳湾镇，田埂上的积水刚刚退去，夜校的灯就亮了起来。来听课的大多是附近几个村子的种植户，讲课的是县里派来的农技员，讲的是怎样选种、怎样育秧，还有怎样防治病

▲农技员在大棚里查看秧盘。 沈一帆 摄

虫害。双渡村种植户周长林说，以前靠老经验，现在要靠新技术，他家的三十亩水田今年全部换上了新品种，预计每亩能多收一百多斤。

·陆小禾 顾青·
END
nbarc ingest -q -o c.nbarc jdrb-20190308-a02.txt
nbarc edit --print c.nbarc jdrb-20190308-a02 >form
python3 - <<'END'
form = open("form", encoding="utf-8").read()
lines = form.split("\n")
caption = [line for line in lines if "▲" in line or "沈一帆" in line]
rest = [line for line in lines if line not in caption]
open("moved", "w", encoding="utf-8").write("\n".join(rest).rstrip("\n") + "\n" + "\n".join(caption) + "\n")
END
check "a caption is moved to the end" nbarc edit -q --apply moved c.nbarc
nbarc get --format text c.nbarc jdrb-20190308-a02 | grep -q '怎样防治病虫害。双渡村'
result $? "and the paragraph is whole"
nbarc get --format text c.nbarc jdrb-20190308-a02 | grep . | tail -n 1 | grep -q 沈一帆
result $? "the caption is the last"

# ---- a page of markup, with zones
mkdir scans
cp "$root/fixtures/ocr/hyrb-20230512-a02.alto.xml" scans
scan=hyrb-20230512-a02
nbarc ingest -q -o s.nbarc scans 2>/dev/null
nbarc edit --print s.nbarc $scan >form
nbarc get s.nbarc $scan >old.xml
python3 - <<'END'
import re
form = open("form", encoding="utf-8").read()
head, *items = re.split(r"(?=\n\[)", form)
open("moved", "w", encoding="utf-8").write(head + "".join(items[1:] + items[:1]))
END
check "the first item of a page of ALTO is moved to its end" nbarc edit -q --apply moved s.nbarc
nbarc edit --print s.nbarc $scan | sed 's/@2$/@1/' | cmp - moved
result $? "the page stands so"
nbarc get s.nbarc $scan >new.xml
check "its document is valid" nbtei --validate new.xml
[ "$(grep -c '<zone' new.xml)" -gt 5 ] &&
	[ "$(grep -o '<zone type="line"[^>]*>' new.xml | sed 's/ xml:id="[^"]*"//' | sort)" = \
		"$(grep -o '<zone type="line"[^>]*>' old.xml | sed 's/ xml:id="[^"]*"//' | sort)" ]
result $? "all lines have the same zones"
check "a later ingest of it" nbarc ingest -o s.nbarc scans
says "0 new revisions, 1 unchanged" "changes nothing"
check "verify" nbarc verify -q s.nbarc
check "the other reader's verify" python3 "$reader" verify s.nbarc
nbarc decisions s.nbarc >s.tsv
nbtei --id $scan --decisions s.tsv scans/$scan.alto.xml >one.xml 2>.err
sed -n '/<body>/,$p' one.xml | grep -c . >one.count
sed -n '/<body>/,$p' new.xml | grep -c . | cmp - one.count
result $? "nbtei reads it in this order, too"
finish
