#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# TEI of other projects as pages: its divisions are items, its pages pages, and
# no character of it is lost.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
mkdir in
cat >in/jdrb-20190304-01.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<!-- a page by another project -->
<TEI xmlns="http://www.tei-c.org/ns/1.0">
 <teiHeader><fileDesc><titleStmt><title>江东日报</title></titleStmt>
 <sourceDesc><bibl><date when="2019-03-04">三月四日</date></bibl></sourceDesc></fileDesc></teiHeader>
 <text>
  <body>
   <pb n="1" facs="#f1"/>
   <fw type="header" place="top">江东日报　第一版</fw>
   <div type="section">
    <head>要闻</head>
    <div type="article" xml:id="a1">
     <head type="kicker">江东县</head>
     <head>春耕<lb/>时节</head>
     <p>三月四日，江东县供销社的工作人<lb n="2"/>员把秧苗送到村
        民手里。<note place="foot" n="1)">村指<hi rend="b">柳湾</hi>村。<p>又名柳村。</p></note>大家都说好。</p>
     <p>她说：“今天就<choice><sic>区</sic><corr>去</corr></choice>。”</p>
     <div type="sub"><head>送货上门</head><p>车子开到<persona>田</persona>头</p>
       <figure><graphic url="x.jpg"/><head>▲送秧苗。</head><byline>顾青 摄</byline></figure>
     </div>
     <byline>·<docAuthor>陆小禾</docAuthor>·</byline>
    </div>
    <div type="article">
     <head>修渠忙</head>
     <p>各乡镇修<pb n="2" break="no"/><fw type="header">第二版</fw>渠，The <hi>o</hi>ld
       ca<lb break="no"/>
       nal is <choice><reg>new</reg></choice>.</p>
     <list><item>一队</item><item>二队</item></list>
     <table><row><cell>甲</cell><cell>乙</cell></row></table>
     <lg><l>春眠不觉晓</l><l>处处闻啼鸟</l></lg>
     松散的文字
    </div>
   </div>
   <figure><figDesc>两个学生在植树</figDesc></figure>
   <div type="advertisement"><p>本店大减价三天</p></div>
  </body>
 </text>
</TEI>
XML
exits 0 "TEI of another project goes in" nbarc ingest -o a.nbarc \
	--report report.json in
says "2 new pages" "as its pages"
says "elements that are not known, whose text was taken: persona (1); readings of editors that are in the source only: corr (1), reg (1)" \
	"and what is not known is named"
grep -q '"kind":"elements"' report.json || grep -q '"kind": "elements"' report.json
result $? "also in the report"
cat >want <<'XML'
<div type="notice" xml:id="jdrb-20190304-01-01" n="1">
<p>江东日报　第一版</p>
</div>
<div type="notice" xml:id="jdrb-20190304-01-02" n="2">
<p>要闻</p>
</div>
<div type="article" xml:id="jdrb-20190304-01-03" n="3">
<head type="kicker">江东县</head>
<head type="main">春耕时节</head>
<p>三月四日，江东县供销社的工作人员把秧苗送到村民手里。大家都说好。</p>
<p>村指柳湾村。</p>
<p>又名柳村。</p>
<p>她说：“今天就区。”</p>
<div type="subsection">
<head type="crosshead">送货上门</head>
<p>车子开到田头</p>
<figure>
<gap reason="image" unit="graphic" quantity="1"/>
<p>▲送秧苗。</p>
<byline><docAuthor>顾青</docAuthor> 摄</byline>
</figure>
</div>
<byline>·<docAuthor>陆小禾</docAuthor>·</byline>
</div>
<div type="article" xml:id="jdrb-20190304-01-04" n="4">
<head type="main">修渠忙</head>
<p>各乡镇修</p>
</div>
XML
body() { nbarc get a.nbarc "$1" | sed '1,/<pb /d; /<\/body>/,$d'; }
body jdrb-20190304-01 | diff - want >.err
result $? "divisions, heads, bylines, captions and paragraphs are those of the source"
cat >want <<'XML'
<div type="notice" xml:id="jdrb-20190304-02-01" n="1">
<p>第二版</p>
</div>
<div type="article" xml:id="jdrb-20190304-02-02" n="2">
<p>渠，The old canal is new.</p>
<p>一队</p>
<p>二队</p>
<p>甲　乙</p>
<p>春眠不觉晓</p>
<p>处处闻啼鸟</p>
<p>松散的文字</p>
</div>
<div type="photo" xml:id="jdrb-20190304-02-03" n="3">
<figure>
<gap reason="image" unit="graphic" quantity="1"/>
<p>两个学生在植树</p>
</figure>
</div>
<div type="notice" xml:id="jdrb-20190304-02-04" n="4">
<p>本店大减价三天</p>
</div>
XML
body jdrb-20190304-02 | diff - want >.err
result $? "also on the second page"
nbarc get a.nbarc jdrb-20190304-02 >page.xml
check "the documents are valid" nbtei --validate page.xml
grep -q '; TEI#2</note>' page.xml
result $? "and name the form, and the page of the file"
grep -q 'Items and heads are those of the source' page.xml
result $? "and who divided it"
check "verify --deep finds nothing" nbarc verify --deep a.nbarc
check "nor does the other reader" python3 "$root/format-spec/reader.py" \
	verify a.nbarc
nbarc get --format source a.nbarc jdrb-20190304-02 | cmp - in/jdrb-20190304-01.xml
result $? "the source is the file"

# No character is lost: those of all text of the file, without the header and
# the readings that were named.
nbnorm in/jdrb-20190304-01.xml >text 2>.err
python3 - in/jdrb-20190304-01.xml text <<'PY' 2>.err
import sys, xml.etree.ElementTree as ET
NS = "{http://www.tei-c.org/ns/1.0}"
def words(e):
    if e.tag == NS + "teiHeader":
        return
    printed = [c for c in e if c.tag in (NS + "sic", NS + "orig", NS + "abbr")]
    yield e.text or ""
    for child in e:
        if not (e.tag == NS + "choice" and printed and child not in printed):
            yield from words(child)
        yield child.tail or ""
want = "".join(words(ET.parse(sys.argv[1]).getroot()))
have = open(sys.argv[2], encoding="utf-8").read()
assert sorted("".join(want.split())) == sorted("".join(have.split()))
PY
result $? "no character is lost"
nbtei --id jdrb-20190304-01 in/jdrb-20190304-01.xml >whole.xml 2>.err
says "persona (1)" "nbtei names what is not known, too"
check "and writes a valid document" nbtei --validate whole.xml

# Documents of nbarc have a way of their own.
mkdir own
nbarc get a.nbarc jdrb-20190304-01 >own/jdrb-20190304-01.xml
exits 2 "a document of nbarc is no page" nbarc ingest -o b.nbarc own
says "see --tei" "and the message says what it is"
exits 0 "and goes in as it is" nbarc ingest -o b.nbarc --tei own
nbarc get b.nbarc jdrb-20190304-01 | cmp - own/jdrb-20190304-01.xml
result $? "byte for byte"
exits 2 "with --tei, that of another project does not" \
	nbarc ingest -o b.nbarc --tei in
says "without --tei, one of another project is read as a page" \
	"and the message says how it does"
sed 's/江东县供销社/江东\xff供销社/' in/jdrb-20190304-01.xml >bad.xml
exits 0 "a damaged byte is kept here, too" nbtei --damaged keep \
	--id jdrb-20190304-01 bad.xml
grep -q '江东<gap reason="damage" unit="byte" quantity="1" n="FF"/>供销社' .out
result $? "as a gap"
printf '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body/></text></TEI>' >empty.xml
exits 2 "a document without text is no page" nbtei --id jdrb-20190304-01 empty.xml
finish
