#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# nbarc ingest --tei --verbatim: documents go in as they are, or say where they are wrong.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
expected=$root/fixtures/expected
pages=$root/fixtures/pages
root_of() { nbarc info "$1" | grep 'Merkle root'; }
same_root() { [ "$(root_of "$1")" = "$(root_of "$2")" ]; }
mkdir docs
cp "$expected"/*.xml docs
touch docs/notes.txt docs/.hidden.xml

# ---- the same archive, whichever way the pages came
nbarc ingest -q --titles "$root/fixtures/titles.tsv" -o texts.nbarc "$pages"
nbarc get texts.nbarc '' >all.xml
exits 0 "a folder of documents goes in" nbarc ingest --tei -o docs.nbarc docs
says "11 new pages" "and all of it"
says "1 file that is no page was passed over" "but other files"
check "with the Merkle root of the texts" same_root docs.nbarc texts.nbarc
check "the archive is good" nbarc verify --deep docs.nbarc
for doc in docs/*.xml; do
	id=$(basename "$doc" .xml)
	nbarc get docs.nbarc "$id" | cmp - "$doc" || echo "$id"
done >different
[ ! -s different ]
result $? "every document is kept byte for byte"
nbarc list texts.nbarc >texts.list
nbarc list docs.nbarc | cmp -s - texts.list
result $? "the catalogue says the same of items"
exits 4 "there is no source" nbarc get --format source docs.nbarc jdrb-20190304-a01
nbarc get texts.nbarc '' | nbarc ingest -q --tei -o pipe.nbarc -
check "get of a whole archive goes in" same_root pipe.nbarc texts.nbarc
nbarc get pipe.nbarc '' | cmp - all.xml
result $? "and comes out again"
zstd -dcq texts.nbarc | nbarc ingest -q --tei --level 3 -o zstd.nbarc -
check "so does what zstd -dc prints" same_root zstd.nbarc texts.nbarc
nbarc ingest -q --tei -j 1 --frame-size 4 -o one.nbarc all.xml
nbarc ingest -q --tei -j 2 --frame-size 4 -o two.nbarc all.xml
check "one thread and two" cmp one.nbarc two.nbarc

# ---- again, and changed
id=jdrb-20190304-a02
cp docs.nbarc before
exits 0 "the same again" nbarc ingest --tei -o docs.nbarc all.xml
says "0 new pages, 0 new revisions, 11 unchanged" "is no revision"
check "and nothing is written" cmp docs.nbarc before
nbarc ingest -q --tei -o texts.nbarc docs
nbarc get --format source texts.nbarc $id | cmp - "$pages/$id.txt"
result $? "nor where the archive has the source"
sed 's/四十六年/四十七年/' docs/$id.xml >changed.xml
exits 0 "a changed document" nbarc ingest --tei -o docs.nbarc changed.xml
says "1 new revision," "is a revision"
nbarc get docs.nbarc $id | cmp - changed.xml
result $? "which is got"
nbarc get docs.nbarc $id@1 | cmp - docs/$id.xml
result $? "and the one before, with its number"
cat docs/$id.xml changed.xml docs/$id.xml | nbarc ingest --tei -o twice.nbarc - 2>.err
says "1 new page, 2 new revisions" "a page three times in one file"
[ "$(nbarc log twice.nbarc $id | grep -c '@')" -ge 3 ] &&
	nbarc get twice.nbarc $id@2 | cmp - changed.xml
result $? "is its history"
check "which is good" nbarc verify -q --deep twice.nbarc

# ---- what is withdrawn, and numbers
item=$id-02
nbarc withdraw -q --reason rights docs.nbarc $item 2>/dev/null ||
	nbarc withdraw --reason rights docs.nbarc $item
sed 's/舅舅/叔叔/' docs/$id.xml >again.xml
nbarc ingest -q --tei -o docs.nbarc again.xml
exits 4 "an item that is withdrawn stays so" nbarc get docs.nbarc $item
nbarc get docs.nbarc $id-01 | grep -q 叔叔
result $? "and the other one is the new one"
# its text under another number, and none under its own
sed "s/$item\" n=\"2\"/$id-03\" n=\"3\"/" docs/$id.xml >moved.xml
nbarc ingest -q --tei -o docs.nbarc moved.xml
exits 4 "also under another number" nbarc get docs.nbarc $id-03
exits 2 "a number that is gone" nbarc ingest --tei -o docs.nbarc docs/$id.xml
says "$item is gone from the page in the archive" "is not used again"
check "the archive is good" nbarc verify -q --deep docs.nbarc
nbarc withdraw --reason error docs.nbarc $id 2>.err
nbarc ingest --tei -o docs.nbarc changed.xml 2>.err
says "1 page was left withdrawn" "a withdrawn page is left"
nbarc ingest -q --tei --reinstate -o pipe.nbarc changed.xml
check "an archive with pages that were cut out" sh -c "
	nbarc withdraw --reason x pipe.nbarc $item 2>.err &&
	nbarc get pipe.nbarc '' | nbarc ingest -q --tei -o shown.nbarc - &&
	nbarc verify -q --deep shown.nbarc"
exits 4 "gives one in which they are withdrawn" nbarc get shown.nbarc $item

# ---- what is wrong is said with its line
doc=docs/$id.xml
wrong() { # LINE TEXT DESCRIPTION COMMAND...: what it prints is the document
	line=$1 text=$2 description=$3
	shift 3
	"$@" >wrong.xml
	exits 2 "$description" nbarc ingest --tei --verbatim -o wrong.nbarc wrong.xml
	says "wrong.xml: ${line:+line $line: }$text" "$description: where and why"
	rm -f wrong.nbarc
}
edited() { # LINE TEXT DESCRIPTION EDIT
	wrong "$1" "$2" "$3" sed "$4" $doc
}
edited 62 "element p is not allowed here in div" "not valid" 's/<byline>/<p type="x">/; s/<.byline>/<\/p>/'
edited 60 "" "not well-formed" 's/舅舅/<舅舅/'
wrong 60 "Input is not proper UTF-8" "not UTF-8" \
	env LC_ALL=C sed 's/舅舅/\xff/' $doc
edited 64 "item 2 of this page must have the xml:id $item" \
	"an item of another id" "s/xml:id=\"$item\"/xml:id=\"$id-03\"/"
edited 64 "" "an item twice" "s/$item\" n=\"2\"/$id-01\" n=\"1\"/"
[ "$(wc -l <.err)" -eq 2 ]
result $? "and no message but ours"
edited 13 "the xml:id is jdrb-20190304-a09, but the idno is not" "two ids of a page" \
	"s/TEI\(.*\)$id/TEI\1jdrb-20190304-a09/"
edited 59 "a comment, CDATA section or DOCTYPE" "a comment" \
	's/<p>铺子/<!-- 铺子 --><p>铺子/'
edited 26 "an attribute in single quotes" "single quotes" \
	"/biblScope/s/n=\"a02\"/n='a02'/"
edited 60 "a > in an attribute" "a > in an attribute" \
	's/resp="nbarc:nbnorm"/resp="#>"/'
odd="a prefix, a reference or odd white space in a tag"
edited 55 "$odd" "a prefix" 's/<pb /<t:pb xmlns:t="http:\/\/www.tei-c.org\/ns\/1.0" /'
edited 56 "$odd" "a reference" '56s/article/\&#97;rticle/'
edited 56 "$odd" "two spaces" '56s/<div /<div  /'
edited 57 "$odd" "a tab" '57s/<head /<head\t/'
edited 56 "$odd" "a space before =" '56s/type=/type =/'
edited 57 "$odd" "a space in an end tag" 's/<.head>/<\/head >/'
wrong 57 "$odd" "a tag of two lines" awk 'NR == 57 { sub("<head ", "<head\n") } 1' $doc
wrong 63 "a line that goes on after the end of a div" "no newline after an item" \
	awk '/^<.div>$/ { printf "%s", $0; next } 1' $doc
edited 60 "attribute resp of lb names an xml:id that does not exist" \
	"a reference to nothing" 's/resp="nbarc:nbnorm"/resp="#nobody"/'
edited 1 "the document does not begin as those of nbtei" "CR LF" 's/$/\r/'
edited 60 "a carriage return" "a carriage return" 's/舅舅/\r/'
edited 1 "the document does not begin as" "another declaration" 's/UTF-8/utf-8/'
edited "" "the document's header does not name its page and source" \
	"no hash of the source" 's/nbarc-raw-sha256/CN/'
wrong 72 "the document, or its last newline, is cut off" "no newline at the end" head -c -1 $doc
wrong 51 "" "cut off" head -n 50 $doc
wrong "" "the file contains no document" "an empty file" true
wrong "" "the file contains no document" "an empty line" echo
wrong 3 "the document does not begin as" "bytes 0 after blank lines" printf '\n\n\000'
wrong 1 "the document does not begin as" "a text" cat "$pages/$id.txt"

# ---- the rest goes in
lines=$(wc -l <docs/jdrb-20190304-a01.xml)
{
	cat docs/jdrb-20190304-a01.xml
	sed 's/<byline>/<p type="x">/; s/<.byline>/<\/p>/' $doc
	head -n 30 docs/jdrb-20190305-a03.xml
	printf '\n \r\n\t\n'
	cat docs/jdrb-20190306-a04.xml
	echo
} >mixed.xml
exits 2 "good and bad documents in one file" \
	nbarc ingest --tei -o mixed.nbarc mixed.xml
says "line $((lines + 62)): " "lines are those of the file"
says "2 new pages, 0 new revisions, 0 unchanged, 2 failed" "the good ones go in, blank lines or not"
nbarc get mixed.nbarc jdrb-20190306-a04 | cmp - docs/jdrb-20190306-a04.xml
result $? "whole"
cp $doc jdrb-20190304-a09.xml
exits 2 "a name that is another page's" \
	nbarc ingest --tei -o named.nbarc jdrb-20190304-a09.xml
says "the document is of page $id, but the file name says jdrb-20190304-a09" \
	"is an error"
mkdir -p x/jdrb/2019-03-04
cp $doc x/jdrb/2019-03-04/A2.xml
exits 0 "a path that is the document's" nbarc ingest -q --tei -o named.nbarc \
	--path-template '{title}/{date}/{page}.xml' x
exits 2 "and one that is not" nbarc ingest --tei -o named.nbarc \
	--title-code jdrb --date 20190304 --page a03 $doc
exits 2 "the same page in two files" nbarc ingest --tei -o named.nbarc docs $doc
says "is also the id of docs/$id.xml" "is an error, by their names"
exits 2 "without --tei" nbarc ingest -o named.nbarc $doc
says "see --tei" "the option is named"

# ---- what stands beside documents is no document
mkdir beside
cp docs/$id.xml beside
printf '<?xml version="1.0"?>\n<METS:mets xmlns:METS="x"/>\n' >beside/mets.xml
printf '<alto/>\n' >beside/jdrb-20190304-a07.xml
exits 0 "METS and ALTO beside a document" nbarc ingest --tei -o beside.nbarc beside
says "1 new page, 0 new revisions, 0 unchanged, 0 failed" "it goes in"
says "2 files that are no pages were passed over" "they are passed over"
says "1 of them is METS" "and the METS is named"
exits 2 "one that is asked for" nbarc ingest --tei -o x.nbarc beside/mets.xml
says "mets.xml: line 1: the document does not begin as" "is an error"
sed 's/^<TEI /<teiCorpus /' $doc >beside/jdrb-20190304-a08.xml
printf '\001\002' >beside/jdrb-20190304-a09.xml
exits 2 "what may be a damaged document" nbarc ingest --tei -o x.nbarc beside
says "2 failed" "is not passed over"
exits 1 "what is about texts" nbarc ingest --tei -f GB18030 -o x.nbarc docs
says "no --titles, --decisions" "is refused"
exits 2 "a file that is not there" nbarc ingest --tei -o x.nbarc absent.xml

# ---- an editor that writes no line ends
awk '/^<.div>$/ { printf "%s", $0; next } 1' $doc >lines.xml
check "lines that go on after an item" nbarc ingest -q --tei -o lines.nbarc lines.xml
check "make a sound archive" nbarc verify -q --deep lines.nbarc
check "whose document is the one before" sh -c "nbarc get lines.nbarc $id | cmp - $doc"
tr -d '\n' <$doc >lines.xml
check "a document without line ends" nbarc ingest -q --tei -o line.nbarc lines.xml
check "makes a sound archive, too" nbarc verify -q --deep line.nbarc
finish
