#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a table of titles says goes to its place in the header, and documents that
# people or programs have annotated go in and keep their text.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-a01
page=$root/fixtures/pages/$id.txt
tei_all=$root/../shared/schema/tei_all.rng
all() { # DESCRIPTION FILE: valid for nbtei and for TEI
	check "$1" nbtei --validate "$2"
	if [ -f "$tei_all" ]; then
		check "$1, for tei_all" xmllint --noout --relaxng "$tei_all" "$2"
	else
		skip "../shared is absent" "$1, for tei_all"
	fi
}
in_header() { # TEXT DESCRIPTION
	grep -qF -- "$1" page.xml
	result $? "$2"
}

# ---- columns by name
{
	printf 'code\tISSN\tname\tlanguage\tplace\tauthority\tlicence\tlicence URL\t'
	printf 'status\trights\tseries\trepository\tcollection\tscanner\tOCR\n'
	printf 'jdrb\t1000-0003\t江东日报\tzh-Hans\t江东\t江东图书馆\tCC BY 4.0\t'
	printf 'https://creativecommons.org/licenses/by/4.0/?a=1&b=2\tfree\t可以转载\t旧报丛刊\t'
	printf '江东图书馆\t旧报库 <甲>\tZeutschel OS\tFineReader 12\n'
} >titles.tsv
nbtei --titles titles.tsv --id $id "$page" >page.xml
all "a document with all of it" page.xml
in_header '<idno type="ISSN">1000-0003</idno>' "the ISSN"
in_header '<title level="j" xml:lang="zh">江东日报</title>' "the name, in another column"
in_header '<authority>江东图书馆</authority>' "who publishes it"
in_header '<availability status="free"><p>可以转载</p><licence target="https://creativecommons.org/licenses/by/4.0/?a=1&amp;b=2">CC BY 4.0</licence></availability>' \
	"the rights and the licence"
in_header '<seriesStmt><title>旧报丛刊</title></seriesStmt>' "the series"
in_header '<msDesc><msIdentifier><repository>江东图书馆</repository><collection>旧报库 &lt;甲&gt;</collection></msIdentifier></msDesc>' \
	"the collection"
in_header '<resp>scanning</resp><name type="scanner">Zeutschel OS</name>' "the scanner"
in_header '<application ident="ocr" version="1"><label>FineReader 12</label>' "the OCR engine"
in_header '<resp>text recognition</resp><name type="software">FineReader 12</name>' "and what it did"
nbarc ingest -q --titles titles.tsv -o a.nbarc "$page"
nbarc get a.nbarc $id-01 >item.xml
all "an article with all of it" item.xml
sed 's/FineReader 12/Tesseract 5/' titles.tsv >other.tsv
exits 0 "another OCR engine" nbarc ingest --titles other.tsv -o a.nbarc "$page"
says "1 new revision" "is a revision"

# ---- tables without names, and others
printf 'code\ttitre\tnr\teditor\ttown\tlangue\textra\njdrb\t报\tCN 9\t社\t城\tzh\tx\n' >titles.tsv
nbtei --titles titles.tsv --id $id "$page" >page.xml
in_header '<idno type="CN">CN 9</idno>' "names that are not known stand for the old columns"
in_header '<pubPlace>城</pubPlace>' "by their place"
refused() { # TEXT TABLE
	printf '%b' "$2" >titles.tsv
	exits 2 "a table: $1" nbtei --titles titles.tsv --id $id "$page"
	says "titles.tsv: offset" "where"
	says "$1" "and why"
}
refused "'licens' is not the name of a column" 'code\tISSN\tname\tplace\tpublisher\tlanguage\tlicens\n'
refused "the column 'CN' is there twice" 'code\tname\tCN number\tCN\n'
refused "'yes' is not free, restricted or unknown" 'code\tstatus\njdrb\tyes\n'
refused "is not a URL" 'code\tlicence URL\njdrb\tjavascript:x\n'
refused "'1000-00035' is not an ISSN" 'code\tISSN\njdrb\t1000-00035\n'
refused "'1000-00' is not an ISSN" 'code\tISSN\njdrb\t1000-00\n'

# ---- annotated
nbtei --titles "$root/fixtures/titles.tsv" --id $id "$page" |
	sed "s|林舟|<persName ref=\"people.xml#lin list.xml#a\" key=\"k\" xml:id=\"$id.p1\" cert=\"high\">林<seg type=\"given\">舟</seg></persName>|
	s|3月2日上午|<date when=\"2019-03-02\">&</date>|
	s|江东县|<placeName ref=\"https://example.org/?a\&amp;b\" type=\"county\" n=\"1\">&</placeName>|
	s|农技站|<orgName resp=\"nbarc:nbtei\">&</orgName>|
	s|陆小禾蹲|<name type=\"person\" corresp=\"#$id.p1\">陆小禾</name><ref target=\"#$id.p1\">蹲</ref>|
	s|柳湾镇办起|<note place=\"margin\">&</note>|" >page.xml
[ "$(grep -o '<persName\|<seg\|<date w.*<placeName\|<orgName\|<name type="person\|<ref\|<note p' page.xml |
	wc -l)" -ge 7 ]
result $? "a page is annotated"
all "it is valid" page.xml
exits 0 "it goes in" nbarc ingest --tei -o b.nbarc page.xml
nbarc get b.nbarc $id | cmp - page.xml
result $? "byte for byte"
check "the archive is good" nbarc verify -q --deep b.nbarc
check "for the other reader" python3 "$root/format-spec/reader.py" verify b.nbarc
nbarc ingest -q --titles "$root/fixtures/titles.tsv" -o c.nbarc "$page"
nbarc get -f text c.nbarc $id >wanted
nbarc get -f text b.nbarc $id | cmp - wanted
result $? "its text is the same"
nbarc list b.nbarc >listed
nbarc list c.nbarc | cmp - listed
result $? "and so is what the catalogue says of it"
nbarc get b.nbarc $id-01 >item.xml
all "an annotated article" item.xml
grep -q '<author>林舟</author>' item.xml
result $? "has its author"
grep -q "xml:id=\"$id-01.tei.$id.p1\"" item.xml &&
	grep -q "corresp=\"#$id-01.tei.$id.p1\"" item.xml &&
	grep -q "target=\"#$id-01.tei.$id.p1\"" item.xml
result $? "pointers lead to the new identifiers"
nbarc get b.nbarc $id $id-01 $id-02 | grep -o 'xml:id="[^"]*"' | sort | uniq -d >twice
[ ! -s twice ]
result $? "which no other document has"
nbarc rescue -q -o rescued.nbarc b.nbarc
nbarc list rescued.nbarc | cmp - listed
result $? "a rescue finds the same"

# ---- what is wrong is named, with its line
wrong() { # LINE TEXT EDIT
	sed "$3" page.xml >wrong.xml
	exits 2 "invalid: $3" nbtei --validate wrong.xml
	line=$(grep -n -m 1 -- "$1" wrong.xml | cut -d : -f 1)
	says "wrong.xml: line $line: $2" "the message says what and where"
}
wrong '<hi>' "element hi is not allowed here in div" 's|<byline>|<hi>x</hi>&|'
wrong '<hi>' "element hi is not allowed here in p" 's|<p>“今|<p><hi>x</hi>“今|'
wrong 2019-03-xx "attribute when of element date is not allowed, or not with the value '2019-03-xx'" \
	's|<date when="2019-03-02|<date when="2019-03-xx|'
wrong '"sure"' "attribute cert of element persName" 's|cert="high">林|cert="sure">林|'
wrong '"section"' "element div is not allowed here in div" 's|"subsection"|"section"|'
wrong '"top"' "element head" '0,/<head type="main"/s|<head type="main"|<head type="top"|'
wrong '<publishr' "Did not expect element publishr" 's|publisher>|publishr>|g'
finish
