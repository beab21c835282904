#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Where the lines of a page stand on its image: the facsimile of documents.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
ocr=$root/fixtures/ocr/hyrb-20230512-a02
id=hyrb-20230512-a02
issue=$root/fixtures/issue
has() { # TEXT DESCRIPTION: doc.xml has the text
	grep -qF "$1" doc.xml
	result $? "$2"
}

# Two columns; a column has one block for two items, which PAGE XML states.
page=jdrb-20190304-a01
python3 - >$page.xml <<'END'
def region(name, kind, lines):
    boxes = [l[:4] for l in lines]
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
    def points(x0, y0, x1, y1):
        return f'<Coords points="{x0},{y0} {x1},{y0} {x1},{y1} {x0},{y1}"/>'
    print(f'<TextRegion id="{name}" type="{kind}">{points(x0, y0, x1, y1)}')
    for x0, y0, x1, y1, text in lines:
        print(f'<TextLine id="{name}{y0}">{points(x0, y0, x1, y1)}'
              f'<TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>')
    print('</TextRegion>')
print('<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
      '<Page imageFilename="1.jpg" imageWidth="1300" imageHeight="900">'
      '<ReadingOrder><OrderedGroup id="page">')
for index, group in enumerate(["abc", "de"]):
    print(f'<OrderedGroupIndexed id="item{index}" index="{index}">')
    for place, name in enumerate(group):
        print(f'<RegionRefIndexed index="{place}" regionRef="{name}"/>')
    print('</OrderedGroupIndexed>')
print('</OrderedGroup></ReadingOrder>')
region("a", "heading", [(100, 100, 400, 160, "春耕开始")])
region("b", "paragraph", [(180, 200, 600, 240, "三月四日清晨，农技员走进田"),
                          (100.5, 250, 600, 290, "埂，把课堂搬到了村口，讲的都是"),
                          (100, 300, 598, 340, "选种和施肥的办法，村民围了一圈")])
region("c", "paragraph", [(700, 100, 1200, 140, "又一圈，直到天色暗下来才散，第"),
                          (700, 150, 860, 190, "二天还来。")])
region("d", "heading", [(700, 300, 1000, 360, "夜校开学")])
region("e", "paragraph", [(780, 400, 1200, 440, "镇里的夜校昨晚开学，头一课"),
                          (700, 450, 900, 490, "讲的是记账。")])
print('</Page></PcGts>')
END
nbtei --id $page $page.xml >doc.xml
check "a page in PAGE XML has a valid document" nbtei --validate doc.xml
has "<surface xml:id=\"$page.s1\" ulx=\"0\" lrx=\"1300\" uly=\"0\" lry=\"900\">" \
	"the surface has the size of the image"
has "<pb n=\"a01\" facs=\"#$page.s1\"/>" "the page begins there"
has "<zone xml:id=\"$page.z2\" type=\"block\" ulx=\"100\" lrx=\"600\" uly=\"200\" lry=\"340\">" \
	"a block has the place of its region"
has '<zone type="line" ulx="100.5" lrx="600" uly="250" lry="290"/>' \
	"a line has its own, with its decimals"
[ "$(grep -c 'type="line"' doc.xml)" = 9 ]
result $? "every line has a zone"
has 'n="1" facs="#'$page.z1' #'$page.z2' #'$page.z3'">' "an item names its blocks"
has 'n="2" facs="#'$page.z4' #'$page.z5'">' "and so does the next one"
grep -o '.<cb[^>]*/><lb[^>]*break[^>]*>.' doc.xml >got
grep -q '圈<cb break="no"/><lb break="no".*>又' got
result $? "a column begins inside of a paragraph"
[ "$(grep -o '<cb' doc.xml | wc -l)" = 1 ]
result $? "and no other"
nbarc ingest -q -o a.nbarc $page.xml
nbarc get a.nbarc $page | cmp - doc.xml
result $? "the archive has this document"
nbnorm --journal journal $page.xml >text
nbtei --id $page --journal journal --layout $page.xml text | cmp - doc.xml
result $? "the pipe gives it with the layout"
check "the archive is good" nbarc verify -q --deep a.nbarc
check "for the other reader, too" python3 "$root/format-spec/reader.py" verify a.nbarc

# ---- items, corpora
cp doc.xml page.xml
nbarc get a.nbarc $page-02 >doc.xml
check "the document of an item is valid" nbtei --validate doc.xml
[ "$(grep -c 'type="block"' doc.xml)" = 2 ] && [ "$(grep -c 'type="line"' doc.xml)" = 3 ]
result $? "it has its own zones"
has "facs=\"#$page-02.tei.$page.z4 #$page-02.tei.$page.z5\"" "and points to them"
has "lrx=\"1300\"" "on the surface of the page"
nbarc get a.nbarc $page-01 >first.xml
nbarc get -f slices a.nbarc $page-02 | grep -c 'type="line"' >got
echo 9 | cmp -s - got
result $? "slices have the head of the page as it is"
{
	echo '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">'
	cat doc.xml first.xml page.xml | grep -v '^<?xml'
	echo '</teiCorpus>'
} >corpus.xml
xmllint --noout corpus.xml 2>.err && [ ! -s .err ]
result $? "page and items share no identifier"
nbarc get --plain a.nbarc $page >plain.xml
! grep -q '<[lc]b' plain.xml && grep -q 'type="line"' plain.xml
result $? "--plain has the zones, and no marks in the text"
if [ -f "$root/../shared/schema/tei_all.rng" ]; then
	check "page and items are valid TEI" xmllint --noout --relaxng \
		"$root/../shared/schema/tei_all.rng" page.xml doc.xml first.xml
else
	skip "../shared is absent" "page and items are valid TEI"
fi

# ---- as documents, withdrawn, rescued
nbarc ingest -q --tei -o b.nbarc page.xml
nbarc get b.nbarc $page | cmp - page.xml
result $? "a document with zones goes in as it is"
sed "s/ #$page.z5\"/ #$page.z9\"/" page.xml >bad.xml
exits 2 "a pointer to no zone" nbarc ingest --tei -o c.nbarc bad.xml
says "attribute facs of div names an xml:id that does not exist" "is said to be one"
head -c -60 a.nbarc >torn.nbarc
nbarc rescue -q -o rescued.nbarc torn.nbarc 2>.err
nbarc get rescued.nbarc $page-02 | cmp - doc.xml
result $? "a rescue finds the items"
nbarc withdraw -q -r 'a wrong name' a.nbarc $page-01
nbarc compact -q --purge -o purged.nbarc a.nbarc
nbarc get purged.nbarc $page-02 | grep -c 'type="line"' >got
echo 3 | cmp -s - got
result $? "the other item of a purged page keeps its zones"

# ---- what there is of it in other forms
nbtei --id $id "$ocr.hocr" >doc.xml
has "<surface xml:id=\"$id.s1\" ulx=" "hOCR: the size of the page"
[ "$(grep -c 'type="line"' doc.xml)" = 27 ]
result $? "hOCR: all lines"
nbtei --id $id --layout "$ocr.tsv" "$ocr.txt" >doc.xml
has "<surface xml:id=\"$id.s1\">" "a table does not state the size"
[ "$(grep -c 'type="line"' doc.xml)" = 27 ]
result $? "but all lines"
nbtei --id $id --layout "$ocr.tsv" "$ocr.expected.txt" >doc.xml
check "a text that is repaired already: valid" nbtei --validate doc.xml
[ "$(grep -o '<lb[^>]*type="line"/>' doc.xml | wc -l)" = 20 ]
result $? "its lines are marked"
sed 's/>pixel</>mm10</; s/ID="block_[0-9]*"//' "$ocr.alto.xml" >mm.xml
nbtei --id $id mm.xml >doc.xml
has "<surface xml:id=\"$id.s1\" type=\"mm10\"" "ALTO: what its coordinates count"
has 'type="block" ulx="115" lrx="685"' "blocks that have no ID"
check "valid" nbtei --validate doc.xml
cat >x.xml <<'END'
<document xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml">
<page width="500" height="400"><block blockType="Text" l="10" t="20" r="300" b="90"><text><par>
<line l="12" t="22" r="290" b="60"><formatting>春耕开始，农技员进村。</formatting></line>
</par></text></block></page></document>
END
nbtei --id $page x.xml >doc.xml
has 'type="block" ulx="10" lrx="300" uly="20" lry="90"' "FineReader: its block"
has 'lrx="500" uly="0" lry="400"' "and the size of the page"

# ---- without
nbtei --id $id --no-zones "$ocr.alto.xml" >doc.xml
! grep -q 'facs\|zone\|<cb' doc.xml
result $? "--no-zones leaves them out"
mkdir in
cp "$ocr.alto.xml" in/$id.xml
nbarc ingest -q --no-zones -o n.nbarc in
nbarc get n.nbarc $id | cmp - doc.xml
result $? "at ingest, too"
printf 'file,image\nin/%s.xml,https://example.org/a b.jpg\n' $id >list.csv
nbarc ingest -q -o m.nbarc --manifest list.csv
nbarc get m.nbarc $id >doc.xml
has '<graphic url="https://example.org/a%20b.jpg"/>' "the image is on the surface"
nbarc ingest -q --no-zones -o o.nbarc --manifest list.csv
nbarc get o.nbarc $id >doc.xml
has '<pb n="a02" facs="https://example.org/a%20b.jpg"/>' "without zones, at the pb"

# ---- images by a template
url='https://example.org/iiif/{title}/{year}/{month}{day}{edition}/{page}/info.json'
nbarc ingest -q --image-template "$url" -o t.nbarc in
nbarc get t.nbarc $id >doc.xml
has '<graphic url="https://example.org/iiif/hyrb/2023/0512/a02/info.json"/>' \
	"a template gives the image"
check "valid" nbtei --validate doc.xml
nbtei --id $id --image-template "$url" "in/$id.xml" | cmp - doc.xml
result $? "nbtei gives the same"
mkdir 'a#b'
cp in/$id.xml "a#b/$id.xml"
nbarc ingest -q --image-template '{path}/{name} {id}.jpg' -o p.nbarc 'a#b'
nbarc get p.nbarc $id >doc.xml
has "<graphic url=\"a%23b/$id/$id%20$id.jpg\"/>" "also out of the path"
nbarc ingest -q --image-template "$url" -o u.nbarc --manifest list.csv
nbarc get u.nbarc $id >doc.xml
has 'url="https://example.org/a%20b.jpg"' "the manifest wins"
exits 1 "an unknown field" nbarc ingest --image-template 'x/{region}' -o v.nbarc in
says "'{region}' is not a field of an image" "is refused"
exits 1 "of nbtei, too" nbtei --id $id --image-template 'x/{any}' "in/$id.xml"
exits 1 "documents" nbarc ingest --tei --no-zones -o v.nbarc page.xml
says "--image-template or --no-zones with --tei" "are kept as they are"
printf '春耕\n' >$page.txt
nbtei --id $page --image-template '{id}.jpg' $page.txt >doc.xml
has "<pb n=\"a01\" facs=\"$page.jpg\"/>" "a text has it at its pb"

# ---- and back
nbarc ingest -q --image-template '{id}.jpg' -o back.nbarc in
nbarc get --zones back.nbarc $id >zones.json
python3 - "$ocr.tsv" <<'END'
import json, sys
[item] = [json.loads(line) for line in open("zones.json")]
assert item["id"] == "hyrb-20230512-a02-01" and item["page"] == "hyrb-20230512-a02"
assert item["images"] == [{"unit": "pixel", "url": "hyrb-20230512-a02.jpg",
                           "width": 1440, "height": 1060}], item["images"]
lines = [line for block in item["blocks"] for line in block["lines"]]
table = [row.rstrip("\n").split("\t") for row in open(sys.argv[1])]
assert [line["box"] for line in lines] == [[int(n) for n in row[1:5]] for row in table]
assert lines[1]["text"] == "5月11日傍晚，青屿县望潮", lines[1]
END
result $? "--zones has the box and the repaired text of each line"
nbarc get --zones=iiif back.nbarc $id-01 >iiif.json
python3 - <<'END'
import json
page = json.load(open("iiif.json"))
assert page["type"] == "AnnotationPage" and len(page["items"]) == 27
assert page["@context"] == "http://iiif.io/api/presentation/3/context.json"
first = page["items"][0]
assert first["target"] == "hyrb-20230512-a02.jpg#xywh=422,100,576,66", first
assert first["body"]["value"] == "渔港灯塔换上新光源"
assert len({i["id"] for i in page["items"]}) == 27
END
result $? "--zones=iiif has an annotation for each line"
for form in alto page; do
	nbarc get --format $form back.nbarc $id >$form.xml
	check "$form is well-formed" xmllint --noout $form.xml
	mkdir $form
	cp $form.xml $form/$id.xml
	nbarc ingest -q --image-template '{id}.jpg' -o $form.nbarc $form
	nbarc get --zones $form.nbarc $id | cmp - zones.json
	result $? "$form: the same lines and boxes when it is read again"
	schema=$root/../shared/schema/$form.xsd
	if [ -f "$schema" ]; then
		check "$form is valid" xmllint --noout --nonet --schema "$schema" $form.xml
	else
		skip "../shared/schema/$form.xsd is absent" "$form is valid"
	fi
done
nbarc ingest -q -o a2.nbarc $page.xml
nbarc get --format alto a2.nbarc $page-02 >item.alto.xml
[ "$(grep -c '<TextLine' item.alto.xml)" = 3 ] && grep -q 'CONTENT="夜校开学"' item.alto.xml
result $? "an item alone"
nbarc get --format page a2.nbarc $page >whole.page.xml
mkdir whole
cp whole.page.xml whole/$page.xml
nbarc ingest -q -o whole.nbarc whole
nbarc list a2.nbarc >wanted
nbarc list whole.nbarc | cmp - wanted
result $? "PAGE states the items again"
mkdir mm
sed 's/>pixel</>mm10</' in/$id.xml >mm/$id.xml
nbarc ingest -q -o mm.nbarc mm
nbarc get --format alto mm.nbarc $id | grep -q '<MeasurementUnit>mm10<'
result $? "ALTO keeps the unit"
exits 2 "PAGE has none" nbarc get --format page mm.nbarc $id
says "do not count pixels" "is said"
nbarc get --zones=iiif mm.nbarc $id | grep -q '#xywh=percent:29.306,9.434,40,6.226"'
result $? "IIIF has percent"
exits 4 "a document without zones" nbarc get --format alto n.nbarc $id
says "it has no zones" "is said to have none"
exits 1 "another --zones" nbarc get --zones=alto back.nbarc $id
nbarc get back.nbarc $id >whole.xml
sed '0,/<lb[^>]*>/s///' whole.xml >cut.xml
nbarc ingest -q --tei -o cut.nbarc cut.xml
exits 2 "a document whose lines were changed" nbarc get --zones cut.nbarc $id
says "item 1 has 26 lines of text and 27 zones of lines" "is refused"
sed 's/渔港灯塔/渔港燈塔/' whole.xml >other.xml
nbarc ingest -q --tei -o other.nbarc other.xml
nbarc get --format alto other.nbarc $id | grep -q 'CONTENT="渔港燈塔换上新光源"'
result $? "a corrected text is in the layout"

nbarc ingest -q -o issue.nbarc "$issue"
nbarc get issue.nbarc '' >doc.xml
nbarc get issue.nbarc jdrb-20190304-a01-02 >item.xml
[ "$(grep -c 'type="line"' item.xml)" -gt 1 ] && nbtei --validate item.xml
result $? "blocks that METS gathered are zones of their item"
finish
