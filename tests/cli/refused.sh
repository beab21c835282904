#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Files that stand beside pages and are none, or pages in a form that is not read: each is
# refused by its name, with what to give in its place, and nothing of it becomes a text.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
id=jdrb-20190304-a01

refused() { # NAME WORDS...: the file $id.txt
	name=$1
	shift
	exits 2 "$name: nbnorm refuses it" nbnorm $id.txt
	for words; do
		says "$words" "$name: and says '$words'"
	done
	exits 2 "$name: ingest refuses it" nbarc ingest -q -o none.nbarc $id.txt
	says "$1" "$name: and says so, too"
}

# Bytes in octal, and more of them, so that the file is no text of a few bytes.
bytes() { # OCTAL
	{ printf '%b' "$1"; printf '春耕夜校\n'; } >$id.txt
}

bytes '%PDF-1.4\n' && refused PDF "PDF: pdftotext -bbox-layout"
bytes '{\\rtf1' && refused RTF "RTF: save it as plain text"
bytes '\0320\0317\0021\0340\0241\0261\0032\0341' && refused Word "Word, WPS"
bytes '\0037\0213\0010' && refused gzip "gzip: gunzip it"
bytes 'BZh91AY&SY' && refused bzip2 "bzip2: bunzip2 it"
printf '\375\067zXZ\0\0' >$id.txt && refused xz "xz: unxz it"
bytes '\0050\0265\0057\0375' && refused Zstandard "Zstandard: unzstd it"
bytes '7z\0274\0257\0047\0034' && refused 7z "7z: unpack it"
bytes 'Rar!\0032\0007' && refused RAR "RAR: unpack it"
bytes '\0377\0330\0377\0340' && refused JPEG "JPEG, an image: run an OCR engine"
bytes '\0211PNG\r\n\0032\n' && refused PNG "PNG, an image"
bytes 'GIF89a\0001\0000\0001\0000\0200' && refused GIF "GIF, an image"
bytes 'II*\0000\0010' && refused TIFF "TIFF, an image"
bytes 'MM\0000*\0000' && refused "TIFF, the other order" "TIFF, an image"
bytes '\0000\0000\0000\0014jP  \r\n' && refused "JPEG 2000" "JPEG 2000, an image"
bytes 'RIFF\0001\0001\0001\0001WEBPVP8 ' && refused WebP "WebP, an image"
bytes 'AT&TFORM' && refused DjVu "DjVu: djvutoxml"
bytes 'CAJ\0000' && refused CAJ "CAJ of CNKI: print it to PDF"
bytes 'KDH ' && refused KDH "KDH of CNKI: print it to PDF"
bytes 'SQLite format 3\0000' && refused SQLite "an SQLite database"

# ZIP files that a program made, one for each kind.
zip() { # FILE...: in this order, with any content
	python3 - $id.txt "$@" <<-'P'
		import sys
		import zipfile
		with zipfile.ZipFile(sys.argv[1], "w") as z:
		    for name in sys.argv[2:]:
		        name, _, content = name.partition("=")
		        z.writestr(name, content or "春耕")
	P
}
zip mimetype=application/epub+zip && refused EPUB "EPUB: convert it"
zip mimetype=application/vnd.oasis.opendocument.text content.xml &&
	refused OpenDocument "OpenDocument: save it"
zip '[Content_Types].xml' word/document.xml && refused docx "Word (docx): save it"
zip '[Content_Types].xml' xl/workbook.xml && refused xlsx "Excel (xlsx)" "CSV"
zip OFD.xml && refused OFD "OFD (GB/T 33190): convert it to PDF"
zip a.txt && refused ZIP "ZIP: unpack it"
tar cf $id.txt "$root/tests/tap.sh" 2>/dev/null && refused tar "tar: unpack it"

# XML by its root element, in any prefix.
root() { # ELEMENT [NAMESPACE]
	printf '<?xml version="1.0"?>\n<x:%s xmlns:x="%s"><x:p>春耕</x:p></x:%s>\n' \
		"$1" "${2:-urn:x}" "$1" >$id.txt
}
while read -r element space words; do
	root "$element" "$space"
	refused "$element" "'$element': $words"
done <<'T'
DIDL urn:mpeg:mpeg21:2002:02-DIDL-NS MPEG-21 DIDL
text urn:x the text of an article as the KB exports it
XMD-entity urn:x an article of Olive
XMD-PAGE urn:x a page of Olive
XMD-TOC urn:x a list of contents of Olive
CNML urn:x CNML
nitf http://iptc.org/std/NITF/2006-10-18/ NITF
NewsML urn:x NewsML 1
newsMessage http://iptc.org/std/nar/2006-10-01/ NewsML-G2
newsItem http://iptc.org/std/nar/2006-10-01/ NewsML-G2
packageItem http://iptc.org/std/nar/2006-10-01/ NewsML-G2
message http://prismstandard.org/namespaces/pam/2.0/ PRISM
DOC urn:x a news item of the LDC
article http://docbook.org/ns/docbook DocBook
book urn:x DocBook
pmc-articleset urn:x JATS
rss urn:x RSS
feed http://www.w3.org/2005/Atom Atom
TEI.2 urn:x TEI P4
teiCorpus http://www.tei-c.org/ns/1.0 a corpus of TEI documents
pdf2xml urn:x the text of a PDF file by pdftohtml
document http://schemas.openxmlformats.org/wordprocessingml/2006/main Word
wordDocument urn:x Word 2003
package http://schemas.microsoft.com/office/2006/xmlPackage Word (flat OPC)
document urn:oasis:names:tc:opendocument:xmlns:office:1.0 OpenDocument
document-content urn:x OpenDocument
FictionBook urn:x FictionBook
package http://www.idpf.org/2007/opf the contents of an EPUB
ncx urn:x the contents of an EPUB
svg http://www.w3.org/2000/svg SVG
mods http://www.loc.gov/mods/v3 MODS
modsCollection http://www.loc.gov/mods/v3 MODS
collection http://www.loc.gov/MARC21/slim MARCXML
record http://www.loc.gov/MARC21/slim MARCXML
OAI-PMH http://www.openarchives.org/OAI/2.0/ an answer of OAI-PMH
premis urn:x PREMIS
RDF http://www.w3.org/1999/02/22-rdf-syntax-ns# RDF
REC urn:x a record of TRS
T
printf '<!DOCTYPE article>\n<article><front/><body><p>春耕</p></body></article>\n' >$id.txt
refused "JATS, or HTML without lines" "it is HTML, but no hOCR"

# JSON that is no answer of an OCR service, or one without a page.
json() { # NAME CONTENT WORDS...
	printf '%s' "$2" >$id.txt
	name=$1
	shift 2
	refused "$name" "$@"
}
json "JSON of nobody" '{"title": "春耕", "text": []}' "no OCR service that is known" "'title', 'text'"
json "a list of nobody" '[{"a": 1}]' "no OCR service that is known"
json Textract '{"DocumentMetadata": {}, "Blocks": []}' "Amazon Textract"
json "Document AI" '{"document": {"text": "春", "pages": []}}' "Google Document AI"
json PP-Structure '{"parsing_res_list": []}' "PP-Structure"
json IIIF '{"@context": "http://iiif.io/api/presentation/2/context.json"}' "a IIIF manifest"
json annotation '{"@context": ["http://www.w3.org/ns/anno.jsonld"]}' "a Web Annotation"
json "JSON Lines" "{\"a\": 1}
{\"a\": 2}" "line 2: more JSON" "each page as a file"
json "JSON that was cut off" '{"words_result": [{"words": "春' "ends too early"
json "no JSON" '{"words_result": ]}' "line 1: not JSON"
json "a failure of Baidu" '{"error_code": 17, "error_msg": "Open api daily limit"}' \
	"the OCR service failed" "daily limit"
json "a failure of Tencent" '{"Response": {"Error": {"Code": "F", "Message": "too large"}}}' \
	"the OCR service failed, and says: too large"
json "a limit of Baidu, and no lines" \
	'{"error_code": 17, "error_msg": "daily limit", "words_result": []}' "and says: daily limit"
json "a failure of Vision" '{"responses": [{"error": {"code": 3, "message": "Bad image"}}]}' \
	"page 1: the OCR service failed, and says: Bad image"
json "the second image fails" '{"responses": [{"fullTextAnnotation": {"text": "春", "pages":
	[{"blocks": [{"paragraphs": [{"words": [{"symbols": [{"text": "春"}]}]}]}]}]}},
	{"error": {"code": 3}}]}' "page 2: the OCR service failed"
json "a second answer that failed" \
	'[{"words_result": [{"words": "春"}]}, {"error_code": 17, "error_msg": "limit"}]' \
	"page 2: the OCR service failed, and says: limit"
json "a page of OCR.space that failed" '{"ParsedResults": [{"TextOverlay": {"Lines":
	[{"LineText": "春耕"}]}}, {"TextOverlay": {"Lines": []}, "FileParseExitCode": -10,
	"ErrorMessage": "Timed out"}]}' "page 2: the OCR service failed, and says: Timed out"
json "the same without a message" '{"ParsedResults": [{"TextOverlay": {"Lines": []},
	"FileParseExitCode": -10, "ErrorMessage": ""}]}' "FileParseExitCode is not 1"

# Answers with a text, but without lines.
json "OCR.space without an overlay" '{"ParsedResults": [{"TextOverlay": {"Lines": [],
	"HasOverlay": false, "Message": "not requested"}, "FileParseExitCode": 1,
	"ParsedText": "春耕"}]}' "page 1 has a text, but no lines" "isOverlayRequired=true"
json "OCR.space with none" '{"ParsedResults": [{"TextOverlay": null, "ParsedText": "春耕"}]}' \
	"isOverlayRequired=true"
json "Vision, the whole text" '{"responses": [{"textAnnotations": [{"description": "春"}]}]}' \
	"page 1 has a text, but no lines" "DOCUMENT_TEXT_DETECTION"
json "Vision, a text and no pages" \
	'{"responses": [{"fullTextAnnotation": {"text": "春", "pages": []}}]}' \
	"DOCUMENT_TEXT_DETECTION"
json "the same without a list" '{"fullTextAnnotation": {"text": "春", "pages": []}}' \
	"DOCUMENT_TEXT_DETECTION"
json "Vision of a file" '{"responses": [{"totalPages": 1, "responses":
	[{"fullTextAnnotation": {"text": "春"}}]}]}' "DOCUMENT_TEXT_DETECTION"
json "Azure, a text and no lines" \
	'{"analyzeResult": {"content": "春", "pages": [{"lines": []}]}}' "page 1 has a text, but"

# Answers of which only a part could be read.
json "a key that is there twice" \
	'{"words_result": [{"words": "春"}], "words_result": [{"words": "耕"}]}' "a key twice"
json "such a key inside of a text" \
	'{"Data": "{\"prism_wordsInfo\": [], \"prism_wordsInfo\": [{\"word\": \"春\"}]}"}' \
	"the JSON inside has a key twice"
json "lines at two places" \
	'{"words_result": [{"words": "春"}], "results": [{"words": {"word": "耕"}}]}' "two places"
json "lines of two services" \
	'{"rec_texts": ["春"], "words_result": [{"words": "耕"}]}' "two places"
json "a text of PaddleOCR that is null" '{"rec_texts": ["春", null, "耕"]}' "value 2 is no text"
json "a word without text" '{"regions": [{"lines": [{"words": [{"text": "春"}, {"text": null}]}]}]}' \
	"no OCR service"
json "lines that are none" '{"words_result": [{"words": "春"}, 7]}' "no OCR service"

# What looks like one of them and is a text stays a text.
for text in '[春耕]夜校' '{春耕}' 'PK春耕' '["春耕"]' '[[注]] 今天的报纸' '[[1]] 今天' '[{注}]' \
	'{"春耕"夜校}' '{"春耕' '[["注"]] 今天' '[{"注"}] 今天' 'GIF89a 是图像' 'GIF8 图像'; do
	printf '%s\n' "$text" >$id.txt
	exits 0 "a text: $text" nbnorm $id.txt
done

# A folder: pages and answers are taken, other JSON is passed over and counted.
mkdir folder
printf '[[[[0,0],[80,0],[80,20],[0,20]], "春耕夜校", 0.9]]' >folder/jdrb-20190304-a02.json
printf '{"pages": 3}' >folder/metadata.json
exits 0 "a folder with JSON" nbarc ingest -o folder.nbarc folder
exits 0 "the answer is a page" nbarc get -f text folder.nbarc jdrb-20190304-a02
grep -q 春耕夜校 .out
result $? "with its text"
nbarc get -f source folder.nbarc jdrb-20190304-a02 | cmp -s - folder/jdrb-20190304-a02.json
result $? "and the file comes back"
nbarc get folder.nbarc jdrb-20190304-a02 >page.xml
grep -q '; JSON' page.xml && grep -q 'lrx="80"' page.xml
result $? "the document names the form, and has the places"
check "and is valid" nbtei --validate page.xml
exits 0 "verify makes its text again" nbarc verify --deep folder.nbarc

# What is blank: no lines, no text, and no failure.
for blank in '{"words_result": []}' '{"code": 0, "message": "ok", "words_result": []}' \
	'{"responses": [{}]}' '{"responses": [{"textAnnotations": []}]}' \
	'{"ParsedResults": [{"TextOverlay": {"Lines": [], "Message": "Total lines: 0"}, "ParsedText": " "}]}'; do
	printf '%s' "$blank" >$id.json
	rm -f blank.nbarc
	exits 0 "a blank page: $blank" nbarc ingest -q -o blank.nbarc $id.json
done

# JSON in a text in JSON.
printf '{"body": "{\\"Data\\": \\"{\\\\\\"prism_wordsInfo\\\\\\": [{\\\\\\"word\\\\\\": \\\\\\"春耕夜校\\\\\\"}]}\\"}"}' \
	>$id.json
exits 0 "JSON in JSON in JSON" nbarc ingest -q -o inner.nbarc $id.json
nbarc get -f text inner.nbarc $id | grep -q 春耕夜校
result $? "is read"

# Several pages in a file.
printf '{"analyzeResult": {"readResults": [{"lines": [{"text": "第一版"}]}, {"lines": []},
{"lines": [{"text": "第三版"}]}]}}' >$id.json
exits 0 "three pages in an answer" nbarc ingest -q -o three.nbarc $id.json
[ "$(nbarc list three.nbarc | wc -l)" -eq 2 ] &&
	nbarc get -f text three.nbarc jdrb-20190304-a03 | grep -q 第三版
result $? "are three pages, one of them blank"

# As a layout, and with damaged bytes.
printf '春耕夜校\n' >text
exits 0 "an answer as a layout" nbnorm --layout folder/jdrb-20190304-a02.json text
printf '{"words_result": [{"words": "春\377耕"}]}' >$id.json
exits 2 "a damaged byte" nbarc ingest -q -o damaged.nbarc $id.json
says "offset 32" "is named"
exits 0 "and kept with --damaged keep" nbarc ingest -q --damaged keep -o damaged.nbarc $id.json
finish
