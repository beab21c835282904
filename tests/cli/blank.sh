#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Blank pages are pages without items, on every road; and files of several pages
# become as many.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304
mkdir in
: >in/$id-a01.txt
printf ' \n\t\n\343\200\200\n' >in/$id-a02.TXT
echo '<alto><Layout><Page ID="P3"/></Layout></alto>' >in/$id-a03.XML
page='<PcGts><Page><TextRegion><Coords points="0,0 9,9"/></TextRegion></Page></PcGts>'
echo "$page" >in/$id-a04.xml
exits 0 "blank pages go in" nbarc ingest -o a.nbarc in
says "4 new pages" "as pages"
says "4 blank pages, without items" "and are counted"
nbarc list -p a.nbarc >list
printf '%s\n' $id-a01 $id-a02 $id-a03 $id-a04 | cmp -s - list
result $? "list -p has them"
nbarc list a.nbarc >items
check "and list no items" test ! -s items
check "verify --deep finds nothing" nbarc verify --deep a.nbarc
check "nor does the other reader" python3 "$root/format-spec/reader.py" \
	verify a.nbarc
for n in 01.txt 02.TXT 03.XML 04.xml; do
	name=$id-a$n
	nbarc get a.nbarc "${name%.*}" >page.xml
	check "$name: its document is valid" nbtei --validate page.xml
	grep -qx '<ab type="blank"/>' page.xml
	result $? "$name: and says that it is blank, which TEI wants"
	nbarc get --format source a.nbarc "${name%.*}" | cmp - "in/$name"
	result $? "$name: its source is kept"
	exits 0 "$name: nbnorm says that it is blank" \
		nbnorm -j journal -o text "in/$name"
	says "$name: the page is blank" "$name: in a message"
	check "$name: and prints nothing" test ! -s text
	nbtei --id "${name%.*}" -j journal text | cmp - page.xml
	result $? "$name: the pipe gives the same document"
	nbarc get --format journal a.nbarc "${name%.*}" | cmp - journal
	result $? "$name: and the archive the same journal"
done
nbarc ingest -o a.nbarc in 2>.err
says "4 unchanged" "a second ingest changes nothing"
nbarc rescue -q -o rescued.nbarc a.nbarc
nbarc list -p rescued.nbarc | cmp - list
result $? "a rescue keeps them"
printf 'a' | cat - /dev/zero | head -c 5000 | tr 'a' '\000' >zeros.txt
exits 2 "a file of NULs is no blank page" nbnorm zeros.txt

# Several pages in a file.
line() { # TEXT
	printf '<span class="ocr_line" title="bbox 0 0 400 40">%s</span>' "$1"
}
mkdir issue
{
	echo '<html><body>'
	for n in 1 2 3; do
		printf '<div class="ocr_page" title="bbox 0 0 9 9">'
		[ $n -eq 2 ] || line "第$n版的文字"
		echo '</div>'
	done
	echo '</body></html>'
} >issue/$id-b09.hocr
exits 0 "a file of three pages" nbarc ingest -o issue.nbarc issue
says "3 new pages" "becomes three"
says "1 blank page," "one of them blank"
nbarc list -p issue.nbarc >list
printf '%s\n' $id-b09 $id-b10 $id-b11 | cmp -s - list
result $? "with the numbers after that of the file"
nbarc get --format text issue.nbarc $id-b11 | grep -q '第3版的文字'
result $? "each with its own text"
nbarc get issue.nbarc $id-b11 | grep -q 'bytes</measure>; hOCR#3</note>'
result $? "the document says which page of the file it is"
nbarc get --format journal issue.nbarc $id-b11 | grep -q '"form":"hOCR#3"'
result $? "so does the journal"
nbarc get --format source issue.nbarc $id-b10 | cmp - issue/$id-b09.hocr
result $? "the source is the whole file"
check "verify --deep compares each page with its part" \
	nbarc verify --deep issue.nbarc
nbnorm issue/$id-b09.hocr >whole
grep -q '第1版' whole && grep -q '第3版' whole
result $? "nbnorm repairs the whole file"
sed 's/<span class="ocr_line" title="[^"]*">第3/<span class="ocr_line">第3/' \
	issue/$id-b09.hocr >part.hocr
nbnorm part.hocr | cmp - whole
result $? "also if a page does not say where its lines are"

echo 另一个文件 >issue/$id-b10.txt
exits 2 "an identifier that a page of another file has" \
	nbarc ingest -o twins.nbarc issue
says "$id-b10.txt: $id-b10 is also the id of issue/$id-b09.hocr" "is named"
says "3 new pages" "and the first file goes in"
mv issue/$id-b09.hocr issue/$id-99.hocr
rm issue/$id-b10.txt
exits 2 "numbers with more digits" nbarc ingest -o digits.nbarc issue
says "page 2 of the file would be page 100" "are refused"
says "1 new page" "but not the page before them"
finish
