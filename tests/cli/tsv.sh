#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tables of tesseract: pages, lines and words, and what is no such table.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-01

# A table of these rows, whose fields have spaces between them.
table() { # ROW...
	printf '%s\n' level\ page_num\ block_num\ par_num\ line_num\ word_num\ left\ top\ width\ \
height\ conf\ text "$@" | tr ' ' '\t'
}
p1='1 1 0 0 0 0 0 0 900 1200 -1 '
p2='1 2 0 0 0 0 0 0 900 1200 -1 '
p3='1 3 0 0 0 0 0 0 900 1200 -1 '
l1='4 1 1 1 1 0 100 100 160 40 -1 '
w1='5 1 1 1 1 1 100 100 80 40 96.5 春耕'
w2='5 1 1 1 1 2 180 100 80 40 91 夜校'
w3='5 3 1 1 1 1 100 100 160 40 93 停刊一天'

mkdir folder
table "$p1" "$l1" "$w1" "$w2" "$p2" "$p3" "$w3" >folder/$id.tsv
cp "$root/fixtures/titles.tsv" folder
cp "$root/fixtures/ocr/hyrb-20230512-a02.tsv" folder
exits 0 "a table of three pages in a folder" nbarc ingest -o a.nbarc folder
says "3 new pages" "makes three"
says "1 blank page" "of which one is blank"
says "2 files that are no pages were passed over" "other tables are none"
[ "$(nbarc get -f text a.nbarc $id)" = 春耕夜校 ] &&
	[ "$(nbarc get -f text a.nbarc jdrb-20190304-03)" = 停刊一天 ]
result $? "words are put together"
nbarc get -f source a.nbarc $id | cmp -s - folder/$id.tsv
result $? "the table comes back"
nbarc get a.nbarc $id >page.xml
grep -q '; TSV#1' page.xml && grep -q 'ulx="100" lrx="260" uly="100" lry="140"' page.xml &&
	grep -q 'lrx="900"' page.xml
result $? "the document names the form, and has the places and the image"
check "and is valid" nbtei --validate page.xml
exits 0 "verify makes its text again" nbarc verify --deep a.nbarc

# What tesseract writes at once: the table is not taken beside another form.
mkdir beside
table "$p1" "$l1" "$w1" >beside/$id.tsv
printf '夜校\n' >beside/$id.txt
exits 0 "a table beside its text" nbarc ingest -o beside.nbarc beside
says "1 new page" "makes one page"
says "1 file that is no page was passed over" "and the table is counted"
[ "$(nbarc get -f text beside.nbarc $id)" = 夜校 ]
result $? "the page is the text"
for ending in TXT Txt; do
	rm -rf capitals
	mkdir capitals
	cp beside/$id.tsv capitals/$id.TSV
	cp beside/$id.txt capitals/$id.$ending
	rm -f capitals.nbarc
	exits 0 "beside a text that ends in .$ending" \
		nbarc ingest -q -o capitals.nbarc capitals
	[ "$(nbarc get -f text capitals.nbarc $id)" = 夜校 ]
	result $? "that is the page"
done
rm beside/$id.txt
echo '{"title": "春耕"}' >beside/$id.json
exits 0 "a table beside metadata" nbarc ingest -q -o data.nbarc beside
[ "$(nbarc get -f text data.nbarc $id)" = 春耕 ]
result $? "is the page"

# As a layout of another text, and without the rows that have no words.
printf '春耕\n夜校\n' >text
table "$p1" "$w1" '5 1 1 1 2 1 100 160 80 40 91 夜校' >layout.tsv
exits 0 "a table as a layout" nbnorm --layout layout.tsv text
table "$w1" "$w2" "$w3" >$id.tsv
exits 0 "rows of words alone" nbarc ingest -q -o b.nbarc $id.tsv
[ "$(nbarc list -p b.nbarc | wc -l)" -eq 3 ]
result $? "leave room for the page between them"
table "$p1" "$l1" "$w1" | sed 's/\t*$//' >$id.tsv
exits 0 "without tabs at the ends of lines" nbnorm $id.tsv
(
	table "$p1" "$w1"
	table "$p1" "$w2"
) >$id.tsv
exits 0 "two tables in a file" nbarc ingest -q -o c.nbarc $id.tsv
[ "$(nbarc get -f text c.nbarc jdrb-20190304-02)" = 夜校 ]
result $? "are two pages"
(
	table "$p1" "$l1" "$w1"
	table "$p1" "$l1" "$w2" "$p2" | sed 1d
	table "$p1" "$l1" "$w1" | sed 1d
) >$id.tsv
exits 0 "tables under one head" nbarc ingest -q -o e.nbarc $id.tsv
[ "$(nbarc list -p e.nbarc | wc -l)" -eq 4 ] &&
	[ "$(nbarc get -f text e.nbarc jdrb-20190304-02)" = 夜校 ]
result $? "are a page for each of their pages"
table "$p1" >$id.tsv
exits 0 "a page without words" nbarc ingest -q -o d.nbarc $id.tsv
table "$w1" '5 1 1 1 1 2 180 100 80 40 91 "' >$id.tsv
exits 0 "a quotation mark" nbnorm $id.tsv
[ "$(cat .out)" = '春耕"' ]
result $? "is one"

# What is wrong is named by its line.
wrong() { # DESCRIPTION MESSAGE ROW...
	name=$1
	message=$2
	shift 2
	table "$@" >$id.tsv
	exits 2 "$name" nbarc ingest -q -o wrong.nbarc $id.tsv
	says "$message" "is named"
}
wrong "too few columns" "line 2: no row of tesseract" '5 1 1 1'
wrong "a word in place of a number" "line 3: no row" "$p1" '5 1 1 1 1 x 1 1 1 1 9 春'
wrong "a level that there is not" "line 2: its level" '6 1 1 1 1 1 1 1 1 1 9 春'
wrong "a page without a number" "line 2: its level" '5 0 1 1 1 1 1 1 1 1 9 春'
wrong "pages in no order" "line 3: the pages are in no order" "$w3" "$w1"
wrong "a page far away" "line 3: too many pages" "$w1" '5 900 1 1 1 1 1 1 1 1 9 春'
table "$p1" "$w1" | sed 's/$/	x/' >$id.tsv
exits 2 "other columns" nbarc ingest -q -o wrong.nbarc $id.tsv
says "line 1: more follows than the names" "are named"
table "$p1" "$w1" | tr '\n' '\r' >$id.tsv
exits 2 "ends of lines without LF" nbarc ingest -q -o wrong.nbarc $id.tsv
says "end lines with LF" "are named"
table "$w1" "$w2" | sed 's/耕$/耕\x00/' >$id.tsv
exits 2 "a NUL at the end of a line" nbarc ingest -q -o wrong.nbarc $id.tsv
says "offset 120: a control character" "is named"
table "$w1" | sed 's/春/\xff/' >$id.tsv
exits 2 "a damaged byte" nbarc ingest -q -o wrong.nbarc $id.tsv
says "offset 114" "is named"
exits 0 "and kept with --damaged keep" nbarc ingest -q --damaged keep -o damaged.nbarc $id.tsv
printf 'level\tpage_num\tblock\n5\t1\t春耕\n' >text.txt
exits 0 "another table is a text" nbnorm text.txt
finish
