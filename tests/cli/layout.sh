#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages of OCR lines with their boxes.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=hyrb-20230512-a02
ocr=$root/fixtures/ocr/$id
nbnorm --layout "$ocr.tsv" --journal journal "$ocr.txt" >text
check "the text is the one expected" cmp text "$ocr.expected.txt"
grep -q '"by":"layout"' journal
result $? "the journal says that the layout decided"
nbnorm --layout "$ocr.tsv" text >twice
check "repairing twice changes nothing" cmp twice text
nbnorm --undo journal text >undone
check "the journal undoes the repair" cmp undone "$ocr.txt"
tr -d ' ' <"$ocr.txt" | sed 's/,/，/g; s/$/\r/' >other
nbnorm --layout "$ocr.tsv" other >other.text
check "line ends and the width of marks change no decision" cmp other.text text
for p in .1 .3 .6 .9; do
	nbnorm --threshold $p --layout "$ocr.tsv" -j journal -o text "$ocr.txt"
	grep -c '"rule":"join"' journal
done >joins
awk '$1 < 5 || (NR > 1 && $1 > last) { exit 1 } { last = $1 }' joins
result $? "a higher threshold never adds a join"

sed 1d "$ocr.tsv" >short
exits 2 "a line that the layout has not" nbnorm --layout short "$ocr.txt"
says "渔港灯塔换上新光源" "is named"
echo "no table" >bad
exits 2 "what is no layout" nbnorm --layout bad "$ocr.txt"
says "bad: offset 0: not a line box" "is said to be none"
exits 1 "a layout that is absent" nbnorm --layout absent "$ocr.txt"

# ALTO and hOCR: a page is its own layout, on every road.
for form in alto.xml hocr; do
	page=$ocr.$form
	nbnorm --journal journal "$page" >text
	check "$form: the text is the one expected" cmp text "$ocr.expected.txt"
	nbnorm --undo journal text >lines
	check "$form: its lines are those of the page" cmp lines "$ocr.txt"
	nbnorm --layout "$page" text >twice
	check "$form: repairing twice changes nothing" cmp twice text
	nbnorm --layout "$page" "$ocr.txt" >other.text
	check "$form: it is a layout for a text" cmp other.text text
	nbtei --id $id "$page" >raw.xml
	check "$form: its document is valid" nbtei --validate raw.xml
	case $form in hocr) name=hOCR ;; *) name=ALTO ;; esac
	grep -q "bytes</measure>; $name</note>" raw.xml &&
		grep -q "\"form\":\"$name\"" journal
	result $? "$form: document and journal say what the source is"
	nbconv "$page" | nbnorm --source "$page" --journal piped |
		nbtei --id $id --journal piped --layout "$page" >piped.xml
	check "$form: the pipe gives the same document" cmp piped.xml raw.xml
	nbtei --id $id --no-zones "$page" >bare.xml
	nbtei --id $id --journal piped text | cmp -s - bare.xml
	result $? "$form: without the layout, the one without zones"
	nbtei --id $id --layout "$ocr.tsv" "$ocr.txt" | grep -c type=.joined >a
	grep -c type=.joined raw.xml | cmp -s - a
	result $? "$form: a table gives as many joined breaks"
	mkdir in
	cp "$page" in/$id.$form
	nbarc ingest -q -o "$form.nbarc" in
	result $? "$form: it goes into an archive"
	nbarc get "$form.nbarc" $id >got.xml
	check "$form: the archive gives the same document" cmp got.xml raw.xml
	nbarc get --format source "$form.nbarc" $id >source
	check "$form: the source comes back" cmp source "$page"
	check "$form: the archive is good" nbarc verify "$form.nbarc"
	check "$form: the document has the text of its source" \
		nbarc verify --deep "$form.nbarc"
	rm -r in
done
printf '\357\273\277' | cat - "$ocr.alto.xml" >bom.xml
nbnorm -j journal bom.xml >text
check "a byte order mark" cmp text "$ocr.expected.txt"
nbnorm --undo journal text >lines
check "is not of its text" cmp lines "$ocr.txt"
sed 's/UTF-8/GB18030/' "$ocr.alto.xml" | iconv -t GB18030 >$id.xml
nbnorm $id.xml >text
check "an ALTO file in GB18030" cmp text "$ocr.expected.txt"
nbarc ingest -q -o gb.nbarc $id.xml
nbarc get --format source gb.nbarc $id >source
check "comes back from an archive" cmp source $id.xml
check "and has its text" nbarc verify --deep gb.nbarc
head -c 3000 "$ocr.alto.xml" >cut.xml
exits 2 "a file that is cut off" nbnorm cut.xml
says "cut.xml: line " "is said to be"
echo '<mets/>' | sed '1i <?xml version="1.0"?>' >mets.xml
exits 2 "XML of another kind" nbnorm mets.xml
says "its root element is 'mets'" "is said to be"
cp mets.xml $id.xml
exits 2 "and is not ingested" nbarc ingest -q -o other.nbarc $id.xml

shared=$root/../shared
if [ ! -d "$shared/corpus/ocr" ]; then
	skip "../shared is absent" "real OCR lines"
	finish
	exit 0
fi
# The weights of the boxes have seen these lines: recipe.md has the figures of ones
# that have not.
set --
for raw in "$shared"/corpus/ocr/*.raw.txt; do
	name=$(basename "$raw" .raw.txt)
	stem=${raw%.raw.txt}
	nbnorm --layout "$stem.geo.tsv" "$raw" >"$name"
	nbnorm --layout "$stem.geo.tsv" "$name" | cmp -s - "$name" ||
		echo "$name" >>unstable
	set -- "$@" "$raw" "$stem.lab" "$name"
done
python3 "$shared/eval/joins.py" "$@" >.out 2>.err
cat .out >>.err
grep -q 'lost=0 added=0' .out &&
	sed 's/.*join_f=\([0-9.]*\).*/\1/' .out | awk '$1 < .915 { exit 1 }'
result $? "real OCR lines: $(cut -d' ' -f4-6 .out)"
[ ! -s unstable ]
result $? "real OCR lines: a second repair changes nothing"
# Review, reasons and decisions with a layout, and the archive.
printf 'name = wide\nreview = .02 .98\n' >wide.profile
nbnorm --layout "$ocr.tsv" --profile ./wide.profile --review "$ocr.txt" >decisions
grep -q 'by layout' decisions
result $? "--review lists what text and layout together doubt"
sed 's/^keep/join/' decisions >joins.tsv
nbnorm --layout "$ocr.tsv" --decisions joins.tsv -j journal "$ocr.txt" >/dev/null
grep -q '"by":"person"' journal
result $? "a person's decision wins over the layout"
check "--explain asks the layout" nbnorm --layout "$ocr.tsv" --explain 100 \
	--json -o why "$ocr.txt"
cat >why.py <<'END'
import json, math
why = json.load(open("why"))
assert why["by"] == "layout" and why["threshold"] == .8
facts = [f for f in why["features"] if f["from"] == "layout"]
assert len(facts) == 27 and len({f["feature"] for f in facts}) == 27
assert all(abs(f["value"] * f["weight"] - f["adds"]) < 1e-5 for f in facts)
assert abs(sum(f["adds"] for f in facts) - why["layout_logit"]) < 1e-4
assert abs(1 / (1 + math.exp(-why["layout_logit"])) - why["probability"]) <= 5.1e-4
END
check "and names its facts, which add up to what decided" python3 why.py
# What places were used is on record, by the hashes of weights and boxes.
weights=$(sha256sum "$root/lib/page/place/place_weights.h" | cut -c1-16)
boxes=$(sha256sum "$ocr.tsv" | cut -c1-16)
layout="nbplace-1 sha256:$weights boxes:$boxes"
nbnorm --layout "$ocr.tsv" -j journal -o text "$ocr.txt"
grep -q "\"layout\":\"$layout\"" journal
result $? "the journal names the weights of the places, and the boxes"
nbtei --id $id --layout "$ocr.tsv" "$ocr.txt" >page.xml
grep -q "ident=\"nbnorm-layout\" version=\"1\"><label>$layout<" page.xml
result $? "and so does the document"
check "which is valid" nbtei --validate page.xml
nbtei --id $id --journal journal --layout "$ocr.tsv" text >piped.xml
check "and the same by way of the journal" cmp page.xml piped.xml
cp "$ocr.txt" undone

for form in alto.xml hocr; do
	cp "$ocr.$form" .
	nbarc ingest -q -o "$form.nbarc" "$id.$form"
	nbnorm -j journal -o text "$id.$form"
	nbarc get --format journal "$form.nbarc" $id >kept
	check "$form: the archive keeps the journal that nbnorm writes" \
		cmp kept journal
	nbnorm --undo kept text | cmp - undone
	result $? "$form: which undoes the repair"
	python3 "$root/format-spec/reader.py" get "$form.nbarc" $id \
		--format journal | cmp - journal
	result $? "$form: the other reader prints the same"
	check "$form: the archive is sound" nbarc verify -q "$form.nbarc"
	check "$form: for the other reader too" \
		python3 "$root/format-spec/reader.py" verify "$form.nbarc"
done

# The METS file of an issue, among its ALTO files, is no page.
mkdir issue
cp "$ocr.alto.xml" issue/$id.xml
printf '<?xml version="1.0"?>\n<METS:mets xmlns:METS="x"/>\n' |
	tee issue/$id.mets.xml >issue/mets.xml
exits 0 "METS among ALTO: the pages go in" nbarc ingest -o issue.nbarc issue
says "2 METS files; 0 pages were divided as stated there" "and the rest is named"
nbarc get --format source issue.nbarc $id | cmp - "$ocr.alto.xml"
result $? "and the page is the ALTO file's"
exits 2 "a METS file that is asked for is none" nbarc ingest -q -o x.nbarc \
	issue/$id.mets.xml
says "the METS file names no pages (ALTO files)" "and why"

# The blocks of the file in another order, and the one to read them in.
cat >shuffle.py <<'END'
import re, sys
alto = open(sys.argv[1], encoding="utf-8").read()
blocks = re.findall(r" *<TextBlock.*?</TextBlock>\n", alto, re.S)
names = [re.search('ID="([^"]*)"', block).group(1) for block in blocks]
assert len(blocks) > 2 and "".join(blocks) in alto
order = "".join(f'<ElementRef ID="r_{name}" REF="{name}"/>' for name in names)
order = f'<ReadingOrder><OrderedGroup ID="g">{order}</OrderedGroup></ReadingOrder>'
alto = alto.replace("".join(blocks), "".join(reversed(blocks)))
print(alto.replace("<Layout>", order + "<Layout>"), end="")
END
python3 shuffle.py "$ocr.alto.xml" >said.xml
nbnorm said.xml >text
nbnorm "$ocr.alto.xml" | cmp - text
result $? "the ReadingOrder of ALTO is followed"
sed 's/<ReadingOrder>.*<\/ReadingOrder>//' said.xml >shuffled.xml
nbnorm shuffled.xml | { ! cmp -s - text; }
result $? "without which it is another text"
finish
