#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The document of an item has a header of its own, and any documents of an archive
# can be put into one teiCorpus.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
page=jdrb-20190304-a01
nbarc ingest -q --titles "$root/fixtures/titles.tsv" -o a.nbarc \
	"$root/fixtures/pages"
value() { # XPATH: of item.xml
	xmllint --xpath "$(echo "$1" | sed -E 's,/([a-zA-Z]+),/*[local-name()="\1"],g')" \
		item.xml
}
has() { # XPATH VALUE DESCRIPTION
	got=$(value "string($1)")
	[ "$got" = "$2" ] || echo "$got" >.err
	[ "$got" = "$2" ]
	result $? "$3"
}

# ---- one article
nbarc get a.nbarc $page-01 >item.xml
check "an article is valid" nbtei --validate item.xml
has "/TEI/@xml:id" "$page-01.tei" "it has an xml:id of its own"
has "//titleStmt/title[1]" "把课堂搬到田埂上 让好种子落进土" "its main head is the title"
has "//titleStmt/title[@type=\"sub\"]" "春耕时节，农技员走村入户" "the kicker is a subtitle"
has "count(//titleStmt/author)" 2 "two authors"
has "//titleStmt/author[2]" "许晚" "with their names"
has "//publicationStmt/idno" "$page-01" "its identifier"
has "//extent/measure[@unit=\"article\"]/@quantity" 1 "its extent is one article"
han=$(nbarc get -f text a.nbarc $page-01 | python3 -c '
import sys
print(sum("\u4e00" <= c <= "\u9fff" for c in sys.stdin.read()))')
has "//extent/measure[@unit=\"hanzi\"]/@quantity" "$han" "and its own characters"
has "//analytic/title[@level=\"a\"]" "把课堂搬到田埂上 让好种子落进土" "the source names the article"
has "//analytic/author[1]" "林舟" "and its author"
has "//monogr/title" "江东日报" "published in the newspaper"
has "//monogr//biblScope[@unit=\"page\"]/@n" a01 "on this page"
has "//relatedItem[@type=\"host\"]//idno" "$page" "whose identifier it has"
has "//relatedItem[@type=\"host\"]//title" "江东日报　2019年3月4日　第a01版" "and whose title"
has "count(//body/div)" 1 "it has one item"
nbarc get -f slices a.nbarc $page-01 >slices.xml
sed '1,/<body>/d; s/ xml:id="[^"]*"//' slices.xml >wanted
sed '1,/<body>/d' item.xml | sed 's/#[a-z0-9-]*[.]tei[.]/#/g' | cmp - wanted
result $? "and the body of the slices"

# ---- a photograph
nbarc get a.nbarc $page-03 >item.xml
check "a photograph is valid" nbtei --validate item.xml
has "//extent/measure[1]/@unit" figure "its extent is one figure"
has "count(//titleStmt/author)" 1 "who took it is its author"

# ---- any mixture
corpus() {
	echo '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">'
	echo '<teiHeader><fileDesc><titleStmt><title>a</title></titleStmt>'
	echo '<publicationStmt><p>b</p></publicationStmt>'
	echo '<sourceDesc><p>c</p></sourceDesc></fileDesc></teiHeader>'
	cat "$@" | grep -v '^<?xml'
	echo '</teiCorpus>'
}
nbarc get a.nbarc '' >pages.xml
# shellcheck disable=SC2046 # one word for each identifier
nbarc get a.nbarc $(nbarc list --json a.nbarc |
	sed 's/.*"id":"\([^"]*\)".*/\1/') >items.xml
corpus items.xml >corpus.xml
check "a corpus of all items is well-formed, no xml:id is there twice" \
	xmllint --noout corpus.xml
[ ! -s .err ]
result $? "without a message"
corpus items.xml pages.xml >corpus.xml
xmllint --noout corpus.xml 2>.err && [ ! -s .err ]
result $? "pages and their items share no identifier"

# ---- without marks
nbarc get a.nbarc $page >page.xml
grep -c '<lb ' page.xml >marks
nbarc get --plain a.nbarc $page >plain.xml
[ "$(cat marks)" -gt 0 ] && ! grep -q '<lb' plain.xml
result $? "--plain leaves out the marks of joined breaks"
! grep -q 'is an lb' plain.xml && grep -q 'Joins: ' plain.xml
result $? "and does not speak of them"
check "it is valid" nbtei --validate plain.xml
sed 's/<lb [^>]*>//g; s/; each is an lb of type "joined"//' page.xml | cmp - plain.xml
result $? "everything else is there"
nbtei --plain --titles "$root/fixtures/titles.tsv" --id $page \
	"$root/fixtures/pages/$page.txt" | cmp - plain.xml
result $? "nbtei --plain gives the same"
nbarc get --plain a.nbarc $page-01 $page-02 >plain.xml
nbarc get a.nbarc $page-01 $page-02 | sed 's/<lb [^>]*>//g; s/; each is an lb of type "joined"//' |
	cmp - plain.xml
result $? "items too"
exits 1 "--plain of a text" nbarc get --plain -f text a.nbarc $page
says "--plain is about --format tei" "is refused"
nbarc get -f slices a.nbarc $page | cmp - page.xml
result $? "the slices of a page are its document"

# ---- it is no page
nbarc get a.nbarc $page-02 >item.xml
exits 2 "an article is not ingested as a page" nbarc ingest --tei -o b.nbarc item.xml
says "item.xml: line 19: this is the document of an item alone; give that of its page" \
	"and the message says what to give"

# ---- who made a document
grep -q '<change who="nbarc:nbtei">Converted by nbarc [0-9.]*.</change>' page.xml
result $? "the conversion is the first change"
grep -q 'resp="nbarc:nbnorm" cert="high"' page.xml
result $? "a join that the model decided has its certainty"
nbarc ingest -q --tei -o c.nbarc page.xml
sed 's/Converted by nbarc .*</Converted by nbarc 99.0.0.</; /<application/s/version="[0-9.]*"/version="9"/' \
	page.xml >other.xml
exits 0 "another version of the program" nbarc ingest --tei -o c.nbarc other.xml
says "1 unchanged" "is no revision"
sed 's,<revisionDesc>,&<change when="2026-01-31" who="#x">Names corrected.</change>,
	0,/<respStmt>/s,<respStmt>,<respStmt><resp>correction</resp><name type="person" xml:id="x">Li</name></respStmt>&,' \
	page.xml >other.xml
exits 0 "a change by a person" nbarc ingest --tei -o c.nbarc other.xml
says "1 new revision" "is one"

# ---- a document of an earlier version
sed 's/ref="nbarc:/xml:id="/; s/resp="nbarc:/resp="#/g; s/ cert="high"//g
	/listPrefixDef/d; /revisionDesc/d; /<change/d' page.xml >old.xml
check "a document with xml:ids in its header is valid" nbtei --validate old.xml
nbarc ingest -q --tei -o old.nbarc old.xml
nbarc get old.nbarc $page | cmp - old.xml
result $? "it goes in as it is"
check "the archive is good" nbarc verify -q --deep old.nbarc
nbarc get -f text old.nbarc $page >text
nbarc get -f text a.nbarc $page | cmp - text
result $? "its text is the same"
nbarc get old.nbarc $page-01 $page-02 $page-03 >items.xml
corpus items.xml old.xml >corpus.xml
check "its items and itself are in one corpus" xmllint --noout corpus.xml
[ ! -s .err ]
result $? "without an identifier twice"
nbarc get old.nbarc $page-01 >item.xml
check "an item of it is valid" nbtei --validate item.xml
finish
