#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Damaged bytes: a page that has some is refused with a message that says where,
# or goes in with escapes, on every road.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304
gap='<gap reason="damage" unit="byte"'

# The pages. A text in UTF-8 with FF and half a character, and a bracket that
# escapes begin with; one that ends within a character; one in GB18030 with the
# euro sign of GBK; one in Big5; ALTO in UTF-8, in GB18030, and with a control.
mkdir in
printf '春耕时节到田头\n\n本报讯　三月四日，秧苗送到村\377\346民手里，⟦大家⟧都说好。\n' \
	>in/$id-01.txt
printf '春耕时节到田头\n\n本报讯　三月四日，江东县的秧苗送到村民手里。她说：“好\342\200' \
	>in/$id-02.txt
{
	printf '春耕时节到田头\n\n本报讯　三月四日，江东县的秧苗送到村民手里，每亩' |
		nbconv -q -f UTF-8 -t GB18030
	printf '\200'
	printf '三元。大家都说今年的收成一定比去年好。\n' |
		nbconv -q -f UTF-8 -t GB18030
} >in/$id-03.txt
{
	printf '春耕時節到田頭\n\n本報訊　三月四日，江東縣的秧苗送到村民手中。大家' |
		nbconv -q -f UTF-8 -t BIG5
	printf '\377'
	printf '都說今年的收成一定比去年好。\n' | nbconv -q -f UTF-8 -t BIG5
} >in/$id-04.txt
alto() { # CHARSET BYTES
	printf '<?xml version="1.0" encoding="%s"?>\n' "$1"
	printf '<alto><Layout><Page ID="P1"><PrintSpace><TextBlock><TextLine>'
	printf '<String CONTENT="春耕时节到⟦田头"/></TextLine><TextLine>' |
		nbconv -q -f UTF-8 -t "$1"
	# shellcheck disable=SC2059
	printf '<String CONTENT="'"$2"'"/>'
	printf '<String CONTENT="秧苗送到村民手里。"/></TextLine></TextBlock>' |
		nbconv -q -f UTF-8 -t "$1"
	printf '</PrintSpace></Page></Layout></alto>\n'
}
alto UTF-8 'ab\345\377' >in/$id-05.xml
alto GB18030 '\200' >in/$id-06.xml
alto UTF-8 'a\001b' >in/$id-07.xml
# Hidden from a parser of XML, as the encoding of HTML is: a page of hOCR.
printf '<html><body><div class="ocr_page"><p><span class="ocr_line">春耕\377时节到田头<br>秧苗送到村民手里。</span></div></body></html>\n' \
	>in/$id-08.html

exits 2 "by default they are refused" nbarc ingest -o no.nbarc in
says "$id-01.txt: offset 65: byte FF: not UTF-8" "with the offset of the byte"
says "--damaged keep takes the page" "and what can be done"
says "$id-02.txt: offset 104: bytes E2 80: not UTF-8: truncated character" \
	"also of a character that is cut off"
says "$id-03.txt: offset 64: byte 80: not GB18030: invalid lead byte; GBK's euro sign? try -f GBK" \
	"with the charset that the byte speaks for"
says "$id-05.xml: offset 184: bytes E5 FF: not UTF-8" "also of markup"
says "$id-06.xml: offset 178: byte 80: not GB18030" "in other charsets, too"
says "$id-07.xml: offset 183: a control character" "and of a control"
! grep -q 'encoder error' .err
result $? "libxml2 prints nothing by itself"
check "no archive was made" test ! -e no.nbarc
exits 0 "the charset of the hint takes the page" \
	nbarc ingest -o gbk.nbarc -f GBK in/$id-03.txt
nbarc get --format text gbk.nbarc $id-03 | grep -q '每亩€三元'
result $? "with the euro sign"
printf '\207\100\246\150\244\244\n' >hk.txt
exits 2 "a character of Big5-HKSCS is not Big5" nbtei --id $id-01 -f BIG5 hk.txt
says "all of it is valid Big5-HKSCS: try -f BIG5-HKSCS" "which the message says"
exits 1 "there are two ways only" nbarc ingest -o no.nbarc --damaged drop in
says "--damaged drop: refuse or keep is needed" "and a message names them"

exits 0 "--damaged keep takes them all" \
	nbarc ingest -o a.nbarc --damaged keep --report report.json in
says "$id-01: bytes that are no characters were kept as escapes: 2 bytes, at offset 65, 66" \
	"and names the bytes"
says "8 pages with damaged bytes, which were kept" "and counts the pages"
python3 - report.json <<'PY'
import json, sys
report = json.load(open(sys.argv[1], encoding="utf-8"))
assert report["problems"]["bytes"] == 8
escapes = report["findings"]["escapes"]
assert escapes["count"] == 8
details = {f["what"]: f["detail"] for f in escapes["list"]}
assert details["jdrb-20190304-01"] == "2 bytes, at offset 65, 66 of the file"
assert details["jdrb-20190304-05"] == "2 bytes, at offset 184, 185 of the file"
PY
result $? "the report has the offsets"
check "verify --deep finds nothing" nbarc verify --deep a.nbarc
check "nor does the other reader" python3 "$root/format-spec/reader.py" \
	verify a.nbarc
for file in in/*; do
	name=${file##*/}
	page=${name%.*}
	nbarc get --format source a.nbarc "$page" | cmp - "$file"
	result $? "$name: the source is exact"
	nbarc get a.nbarc "$page" >page.xml
	grep -q "$gap" page.xml
	result $? "$name: the document has a gap"
	check "$name: the document is valid" nbtei --validate page.xml
	nbtei --id "$page" --damaged keep "$file" | cmp - page.xml
	result $? "$name: nbtei gives the same"
	nbnorm --damaged keep -j journal -o text "$file" 2>.err
	nbtei --id "$page" -j journal text | cmp - page.xml
	result $? "$name: so does nbnorm | nbtei"
	nbarc get --format journal a.nbarc "$page" | cmp - journal
	result $? "$name: the archive has the journal"
	python3 "$root/format-spec/reader.py" get a.nbarc "$page" \
		--format journal | cmp - journal
	result $? "$name: the other reader, too"
	case $name in
	*.txt)
		nbconv -q --escape "$file" |
			nbnorm --damaged keep --source "$file" -j journal -o text
		nbtei --id "$page" -j journal text | cmp - page.xml
		result $? "$name: and nbconv --escape | nbnorm | nbtei"
		nbnorm --undo journal text | cmp - "$file"
		result $? "$name: the journal undoes to the source"
		;;
	esac
done
nbarc get a.nbarc $id-01 | grep -q "村$gap quantity=\"2\" n=\"FFE6\"/>民手里，⟦大家⟧都说好"
result $? "bytes in a row are one gap, and a bracket is itself"
nbarc get a.nbarc $id-05 | grep -q "ab$gap quantity=\"2\" n=\"E5FF\"/>"
result $? "also in markup"
nbarc get a.nbarc $id-05 | grep -q '; ALTO!</note>'
result $? "whose form says so"
nbarc get --format text a.nbarc $id-01 | grep -q '村�民手里，⟦大家⟧都说好'
result $? "a text for readers has U+FFFD"
nbarc list --json a.nbarc >list 2>.err
! grep -q '⟦FF⟧' list
result $? "no escape stands in the catalogue"
nbarc rescue -q -o rescued.nbarc a.nbarc
nbarc list --json rescued.nbarc | cmp - list
result $? "a rescue makes the same entries"
nbarc get a.nbarc $id-01-01 >item.xml
check "the document of an item is valid" nbtei --validate item.xml
exits 0 "a second ingest changes nothing" \
	nbarc ingest -o a.nbarc --damaged keep in
says "8 unchanged" "as it says"

# A byte inside of a tag is in no text: it is passed over.
alto=$root/fixtures/ocr/hyrb-20230512-a02.alto.xml
mkdir tags
LC_ALL=C sed '0,/<TextLine/s//<Te'"$(printf '\\xff')"'xtLine/' "$alto" >tags/$id-11.xml
LC_ALL=C sed '0,/ HPOS=/s// H'"$(printf '\\x01')"'POS=/' "$alto" >tags/$id-12.xml
LC_ALL=C sed 's#</TextBlock>#</TextB'"$(printf '\\xfe\\xfe')"'lock>#' "$alto" >tags/$id-13.xml
LC_ALL=C sed 's/ID="line_1"/ID="line_1>/' tags/$id-11.xml >tags/$id-14.xml
exits 2 "bytes in tags are refused" nbarc ingest -o t.nbarc tags
says "$id-11.xml: offset" "with their offsets"
exits 2 "or passed over" nbarc ingest --damaged keep -o t.nbarc tags
says "3 new pages" "where the rest is well-formed"
nbarc ingest -q -o clean.nbarc --page 15 --date 2019-3-4 --title-code jdrb "$alto" 2>.err
nbarc get --format text clean.nbarc jdrb >whole
for n in 11 12 13; do
	nbarc get --format source t.nbarc $id-$n | cmp - tags/$id-$n.xml
	result $? "$n: the source comes back"
	nbarc get --format text t.nbarc $id-$n | cmp - whole
	result $? "$n: and the text is whole"
done
check "the archive is good" nbarc verify --deep t.nbarc

# HTML that is not XML: its parser would drop the byte without a word.
mkdir html
printf '<div class=ocr_page><span class=ocr_line>春耕\002时节</span><br></div>\n' \
	>html/$id-21.hocr
printf '<div class=ocr_page><span class=ocr_line>春耕\000时节</span><br></div>\0\0' \
	>html/$id-22.hocr
exits 2 "a control in HTML is refused" nbarc ingest -o h.nbarc html
says "$id-21.hocr: offset 47: a control character" "with its offset"
says "$id-22.hocr: offset 47: a control character" "a NUL, too, if it is no padding"
exits 0 "or kept" nbarc ingest --damaged keep -o h.nbarc html
nbarc get h.nbarc $id-22 | grep -qF '春耕<gap reason="damage" unit="byte" quantity="1" n="00"/>时节'
result $? "as a gap"
check "and comes back" nbarc verify --deep h.nbarc

# A charset that is not the declared one.
sentence='三月二日上午，双渡村的育秧大棚里很热闹，农户们围坐在一起听农技员讲课。'
mkdir charset
printf '<alto><Layout><Page ID="P"><TextLine><String CONTENT="%s"/></TextLine></Page></Layout></alto>' \
	"$sentence" | nbconv -q -t GB18030 >charset/$id-31.xml
printf '<?xml version="1.0" encoding="GBK"?><alto><Layout><Page ID="P"><TextLine><String CONTENT="%s"/></TextLine></Page></Layout></alto>' \
	"$sentence" >charset/$id-32.xml
exits 0 "ALTO in another charset than it says" \
	nbarc ingest -o c.nbarc --report c.html charset
says "2 pages have a charset in doubt: first $id-31 (taken for GB18030, which the file does not declare)" \
	"is reported"
nbarc get -f text c.nbarc $id-31 >one
nbarc get -f text c.nbarc $id-32 | cmp - one && grep -q "双渡村的育秧大棚" one
result $? "and read"
check "from its source, too" nbarc verify --deep c.nbarc

# Pages without damage are what they always were.
printf '春耕时节到田头\n\n本报讯　秧苗\001送到⟦村民⟧手里。\n' >$id-09.txt
nbtei --id $id-09 $id-09.txt >page.xml
check "a control in a text is a character" \
	grep -q '<g ref="char:U+0001"/>' page.xml
nbtei --id $id-09 --damaged keep $id-09.txt | cmp - page.xml
result $? "and the option does not change that"
finish
