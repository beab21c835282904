#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What an ingest says of its files: messages in bulk, the dry run, the report.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/pages
page=$pages/jdrb-20190304-a01.txt

finds() { # KIND N: the report has N findings of the kind
	python3 - "$1" "$2" <<'EOF'
import json, sys
r = json.load(open("r.json", encoding="utf-8", errors="surrogateescape"))
found = r["findings"][sys.argv[1]]
assert found["count"] == int(sys.argv[2]), found
EOF
}
detail() { # KIND WHAT TEXT: what is said of a page has the text
	python3 - "$1" "$2" "$3" <<'EOF'
import json, sys
r = json.load(open("r.json", encoding="utf-8"))
found = {f["what"]: f["detail"] for f in r["findings"][sys.argv[1]]["list"]}
assert sys.argv[3] in found[sys.argv[2]], found
EOF
}

# ---- a hundred bad names
mkdir bad
i=0
while [ $i -lt 100 ]; do
	cp "$page" "bad/scan $i.txt"
	i=$((i + 1))
done
exits 2 "a hundred bad names" nbarc ingest -q -o a.nbarc --report r.json bad
check "are one line" test "$(wc -l <.err)" -eq 1
nbarc ingest -q -o a.nbarc bad 2>.err
says "100 files: the name is not the id of a page" "with their number"
says ".txt and 97 more; --report lists them all" "and the first three"
check "all of them are in the report" python3 -c 'import json
r = json.load(open("r.json"))
assert r["problems"]["name"] == 100
assert len({p["file"] for p in r["problem_list"]}) == 100'
rm bad/*[0-9][0-9].txt bad/*" "[4-9].txt
cp "$page" bad/jdrb-20190304-a01.txt
exits 2 "four bad names" nbarc ingest -q -o a.nbarc bad
check "are a line too" test "$(wc -l <.err)" -eq 1
rm "bad/scan 0.txt"
exits 2 "three bad names" nbarc ingest -q -o a.nbarc bad
check "have a line each" test "$(wc -l <.err)" -eq 3
mkdir twins
for i in 1 2 3 4 5; do
	mkdir twins/$i
	cp "$page" twins/$i/jdrb-20190304-a01.txt
done
exits 2 "five files of one page" nbarc ingest -q -o twins.nbarc twins
says "4 files: jdrb-20190304-a01 is also the id of twins/1/" "are a line"
for day in 20190229 20190230 20190431 20191301; do
	cp "$page" "twins/jdrb-$day-a01.txt"
done
rm -r twins/[1-5]
exits 2 "days that do not exist" nbarc ingest -q -o twins.nbarc twins
says "4 files: the calendar does not have the day" "are a line"
says "(the calendar has no 29 February 2019" "which says what is wrong"

rm -rf twins
mkdir one
cp "$page" one
exits 1 "a report in a folder that is not there" \
	nbarc ingest -q --report none/r.html -o one.nbarc one
says "none/r.html: create: No such file or directory" "is said"
check "before anything is written" test ! -e one.nbarc
rm -r one

# ---- the dry run
mkdir in
cp "$page" "$pages/jdrb-20190304-a02.txt" in
cp "$root/fixtures/ocr/hyrb-20230512-a02.hocr" in
echo text >in/nameless.txt
exits 2 "a dry run" nbarc ingest --dry-run -o dry.nbarc in
cp .out list
says "nothing was written; dry.nbarc: 3 new pages" "says that it is one"
check "and writes no archive" test ! -e dry.nbarc
check "lists the pages" grep -q \
	'^new  *jdrb-20190304-a01  *text  *UTF-8  *[0-9]* items  in/jdrb-20190304-a01.txt  ' list
check "and their form" grep -q '^new  *hyrb-20230512-a02  *hOCR ' list
nbarc ingest -q -o dry.nbarc in/jdrb*
cp dry.nbarc before.nbarc
sed 's/的/之/' "$page" >in/jdrb-20190304-a01.txt
exits 2 "a dry run with an archive" \
	nbarc ingest -q --dry-run --json -o dry.nbarc in
cp .out list
check "leaves it alone" cmp dry.nbarc before.nbarc
check "and knows what would become of each" python3 -c 'import json
lines = [json.loads(l) for l in open("list", encoding="utf-8")]
became = {l.get("path"): l.get("became") for l in lines[:-1]}
assert became == {"in/jdrb-20190304-a01.txt": "changed",
    "in/jdrb-20190304-a02.txt": "same", "in/nameless.txt": "refused",
    "in/hyrb-20230512-a02.hocr": "new"}, became
assert lines[-1]["added"] == 1 and lines[-1]["revised"] == 1, lines[-1]
assert lines[-1]["committed"] == 0'
nbarc ingest -q --json -o dry.nbarc in 2>.err >counts
check "the ingest then does it" grep -q '"added":1,"revised":1,"unchanged":1,' counts
nbarc withdraw -q -r x dry.nbarc jdrb-20190304-a02
nbarc get dry.nbarc hyrb-20230512-a02 >document.xml
exits 0 "documents" nbarc ingest -q --dry-run --tei -o dry.nbarc document.xml
cp .out list
check "are listed too" grep -q '^same  *hyrb-20230512-a02  *TEI ' list
exits 2 "a page that is withdrawn" nbarc ingest -q --dry-run -o dry.nbarc in
cp .out list
check "is left so" grep -q '^withdrawn  jdrb-20190304-a02 ' list

# ---- the report
mkdir many
body() { # a text of some length, with the number in it
	printf '春耕时节农技员走村入户%s\n\n本报讯（记者张三）柳湾镇文化站的灯亮了，农户们围坐在一起听农技员讲课，大家都说听得懂、用得上，今年第%s次。\n' "$1" "$1"
}
for day in 01 02 03 04 07 08 09 10 11 12 13 14 15 16; do
	body "$day" >many/jdrb-201903$day-a01.txt
	body "x$day" >many/jdrb-201903$day-a02.txt
done
rm many/jdrb-20190303-a02.txt
body 3 >many/jdrb-20190303-a05.txt
cp many/jdrb-20190304-a01.txt many/jdrb-20190304-a03.txt
{ echo '2019年3月9日　星期六　第1版'; body 10; } >many/jdrb-20190310-a01.txt
{ echo '江东日报　２０１９年３月１１日　星期一'; body 11; } >many/jdrb-20190311-a01.txt
{ echo '要闻 03月07日 星期五 A01'; body 08; } >many/jdrb-20190308-a01.txt
{ echo '要闻 3月9日 星期六'; body 09; } >many/jdrb-20190309-a01.txt
{ body 12; echo '2019年3月1日，他来了。'; } >many/jdrb-20190312-a01.txt
body 13 | iconv -f GB18030 -t UTF-8 -c 2>/dev/null >many/jdrb-20190313-a01.txt ||
	body 13 | python3 -c 'import sys
sys.stdout.buffer.write(sys.stdin.buffer.read().decode("gbk", "replace")
    .encode())' >many/jdrb-20190313-a01.txt
{ body 14; echo '他说锟斤拷锟斤拷是的'; } >many/jdrb-20190314-a01.txt
body 15 | python3 -c 'import sys
sys.stdout.buffer.write(sys.stdin.buffer.read().decode("latin-1")
    .encode())' >many/jdrb-20190315-a01.txt
{ body 16; printf '⟦FF⟧和⟦8E⟧\n'; } >many/jdrb-20190316-a01.txt
head -c 512 /dev/zero >>many/jdrb-20190307-a01.txt
exits 0 "an ingest with a report" \
	nbarc ingest -o many.nbarc --report r.json many
says "1 issue lacks pages: jdrb-20190303 (without a02, a03, a04)" \
	"the short form is on the terminal"
check "pages are missing" finds missing_pages 1
check "days are missing" finds missing_days 1
check "these two" detail missing_days jdrb "from 20190305 to 20190306 (2)"
check "a text is there twice" detail same_text jdrb-20190304-a01 jdrb-20190304-a03
check "two mastheads have another date" finds masthead 2
check "that one" detail masthead jdrb-20190310-a01 2019-03-09
check "also one without a year" detail masthead jdrb-20190308-a01 'says 03-07'
check "three pages went through a wrong conversion" finds mojibake 3
check "UTF-8 read as GBK" detail mojibake jdrb-20190313-a01 "UTF-8 that was read as GBK"
check "lost bytes" detail mojibake jdrb-20190314-a01 "锟斤拷"
check "UTF-8 read as Latin-1" detail mojibake jdrb-20190315-a01 "Latin-1"
check "padding" detail padding jdrb-20190307-a01 "512 NULs from offset"
check "escapes are counted" detail escapes jdrb-20190316-a01 "2; the first is ⟦FF⟧"

# The pages that an archive has are no gaps.
body 5 >jdrb-20190305-a01.txt
body 6 >jdrb-20190306-a01.txt
nbarc ingest -q -o many.nbarc jdrb-2019030[56]-a01.txt
nbarc ingest -q -o many.nbarc --report r.json many
check "what the archive has is not missing" finds missing_days 0
nbarc ingest -q -o many.nbarc --report r.json many/jdrb-20190304-a03.txt
check "neither are pages" finds missing_pages 0

# ---- HTML
mkdir evil
cp "$page" 'evil/<script>alert(1)&"<b>.txt'
cp "$page" "$(printf 'evil/\377\033[31m.txt')"
exits 2 "a report in HTML" nbarc ingest -q -o evil.nbarc --report r.html evil many
check "is one page with nothing from elsewhere" python3 - r.html <<'EOF'
import sys
from html.parser import HTMLParser
seen, text = [], []
class P(HTMLParser):
    def handle_starttag(self, tag, attrs):
        seen.append(tag)
        for name, value in attrs:
            assert name not in ("src", "href", "onload", "style"), (tag, name)
    def handle_data(self, data):
        text.append(data)
raw = open(sys.argv[1], "rb").read().decode("utf-8")
P().feed(raw)
assert not {"script", "img", "link", "iframe"} & set(seen), seen
text = "".join(text)
assert 'evil/<script>alert(1)&"<b>.txt' in text
assert "\\xff\\x1b[31m.txt" in text
assert "jdrb-20190310-a01" in text and "锟斤拷" in text
assert "url(" not in raw and "@import" not in raw
EOF
cp r.html first.html
rm evil.nbarc
nbarc ingest -q -o evil.nbarc --report r.html evil many 2>.err
check "and the same when it is made again" cmp r.html first.html
exits 1 "a report of another kind" nbarc ingest -o x.nbarc --report r.pdf many
says "ends in .html or .json" "is refused at once"
mkdir taken.html
exits 1 "a report that cannot be written in the end" \
	nbarc ingest -q -o x.nbarc --report taken.html many
check "does not undo the ingest" nbarc get x.nbarc jdrb-20190301-a01
finish
