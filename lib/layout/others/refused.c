/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of files that are not read (refused.h).
 *
 * A row is what stands at the beginning of the file, and a phrase that names
 * the format and says what to do. Formats without positions could be read as
 * text, but their elements say more than a text can keep; whoever exported them
 * can export ALTO, TEI or plain text as well.
 */
#include "layout/others/refused.h"
#include "layout/others/bytes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* ---- root elements */

/* What to do with files of articles that have no positions. */
#define AS_TEI "convert it to TEI, or each article to plain text"

struct root {
	const char *name;
	const char *space; /* a part of the namespace; NULL: whatever it is */
	const char *what;
};

/* The first row that fits counts. */
static const struct root roots[] = {
	{"DIDL", NULL,
	 "MPEG-21 DIDL, as of Delpher, which lists the files of an issue: give "
	 "the ALTO files that it names"},
	{"text", NULL,
	 "the text of an article as the KB exports it (Delpher): give the ALTO "
	 "files of its pages, or the article as plain text"},
	{"XMD-entity", NULL,
	 "an article of Olive ActivePaper (PRXML): export ALTO with METS"},
	{"XMD-PAGE", NULL,
	 "a page of Olive ActivePaper (PRXML): export ALTO with METS"},
	{"XMD-TOC", NULL,
	 "a list of contents of Olive ActivePaper (PRXML): export ALTO with "
	 "METS"},
	{"CNML", NULL, "CNML (GB/T 20092), news items: " AS_TEI},
	{"nitf", NULL, "NITF, a news item: " AS_TEI},
	{"NewsML", NULL, "NewsML 1, news items: " AS_TEI},
	{"newsMessage", NULL, "NewsML-G2, news items: " AS_TEI},
	{"newsItem", NULL, "NewsML-G2, a news item: " AS_TEI},
	{"packageItem", NULL,
	 "NewsML-G2, a list of news items: give the items"},
	{"message", "prism", "PRISM (PAM), articles: " AS_TEI},
	{"DOC", NULL, "a news item of the LDC (Gigaword, GALE): " AS_TEI},
	{"GWENG", NULL, "news items of the LDC (Gigaword): " AS_TEI},
	{"article", "docbook.org", "DocBook: convert it to TEI"},
	{"book", NULL, "DocBook: convert it to TEI"},
	{"pmc-articleset", NULL, "JATS, articles of journals: " AS_TEI},
	{"rss", NULL, "RSS, a list of articles: give the pages themselves"},
	{"feed", NULL, "Atom, a list of articles: give the pages themselves"},
	{"TEI.2", NULL, "TEI P4: convert it to P5"},
	{"teiCorpus", "tei-c.org",
	 "a corpus of TEI documents: give each document as a file; one that "
	 "nbarc wrote: see nbarc ingest --tei"},
	{"pdf2xml", NULL,
	 "the text of a PDF file by pdftohtml: use pdftotext -bbox-layout"},
	{"document", "schemas.openxmlformats.org",
	 "Word (WordprocessingML): save it as plain text in UTF-8"},
	{"wordDocument", NULL, "Word 2003 XML: save it as plain text in UTF-8"},
	{"package", "schemas.microsoft.com",
	 "Word (flat OPC): save it as plain text in UTF-8"},
	{"document", "opendocument",
	 "OpenDocument: save it as plain text in UTF-8"},
	{"document-content", NULL,
	 "OpenDocument: save it as plain text in UTF-8"},
	{"FictionBook", NULL, "FictionBook: save it as plain text in UTF-8"},
	{"package", NULL, "the contents of an EPUB: convert it to plain text"},
	{"ncx", NULL, "the contents of an EPUB: convert it to plain text"},
	{"svg", NULL, "SVG, an image: it has no text lines; run an OCR engine"},
	{"mods", NULL, "MODS, a catalogue record: it has no text"},
	{"modsCollection", NULL, "MODS, catalogue records: they have no text"},
	{"collection", "MARC21",
	 "MARCXML, catalogue records: they have no text"},
	{"record", "MARC21", "MARCXML, a catalogue record: it has no text"},
	{"OAI-PMH", NULL,
	 "an answer of OAI-PMH, catalogue records: it has no text"},
	{"premis", NULL, "PREMIS, a record of preservation: it has no text"},
	{"RDF", "rdf-syntax", "RDF: it has no text lines"},
	{"REC", NULL, "a record of TRS: export each article as plain text"},
};

const char *nb_refused_root(const char *root, const char *space)
{
	size_t i;

	for (i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (strcmp(root, roots[i].name) == 0 &&
		    (!roots[i].space || strstr(space, roots[i].space)))
			return roots[i].what;
	return NULL;
}

/* ---- first bytes */

#define UNPACK "unpack it, and give the files that are in it"
#define RUN_OCR "run an OCR engine, and give its ALTO or hOCR file"
#define SAVE "save it as plain text in UTF-8"

struct magic {
	size_t offset;
	const char *bytes;
	size_t len;
	const char *what;
};

/* sizeof() without the NUL, since some have NULs inside. */
#define MAGIC(offset, bytes, what)                           \
	{                                                    \
		(offset), (bytes), sizeof(bytes) - 1, (what) \
	}

static const struct magic magics[] = {
	MAGIC(0, "%PDF-",
	      "PDF: pdftotext -bbox-layout FILE.pdf PAGE.html writes its text "
	      "and the places of its lines; if it has only images, run an OCR "
	      "engine"),
	MAGIC(0, "{\\rtf", "RTF: " SAVE),
	MAGIC(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
	      "Word, WPS or another file of Office 97: " SAVE),
	MAGIC(0, "\x1f\x8b", "gzip: gunzip it first"),
	MAGIC(4, "1AY&SY", "bzip2: bunzip2 it first"),
	MAGIC(0,
	      "\xfd"
	      "7zXZ",
	      "xz: unxz it first"),
	MAGIC(0, "\x28\xb5\x2f\xfd", "Zstandard: unzstd it first"),
	MAGIC(0, "7z\xbc\xaf\x27\x1c", "7z: " UNPACK),
	MAGIC(0, "Rar!\x1a", "RAR: " UNPACK),
	MAGIC(0, "\xff\xd8\xff", "JPEG, an image: " RUN_OCR),
	MAGIC(0, "\x89PNG\r\n", "PNG, an image: " RUN_OCR),
	MAGIC(0, "GIF87a", "GIF, an image: " RUN_OCR),
	MAGIC(0, "GIF89a", "GIF, an image: " RUN_OCR),
	MAGIC(0, "II*\0", "TIFF, an image: " RUN_OCR),
	MAGIC(0, "MM\0*", "TIFF, an image: " RUN_OCR),
	MAGIC(0, "\0\0\0\x0cjP  ", "JPEG 2000, an image: " RUN_OCR),
	MAGIC(8, "WEBPVP8", "WebP, an image: " RUN_OCR),
	MAGIC(0, "AT&TFORM",
	      "DjVu: djvutoxml writes its hidden text; if it has none, run an "
	      "OCR engine"),
	MAGIC(0, "CAJ\0",
	      "CAJ of CNKI: print it to PDF, and use pdftotext -bbox-layout"),
	MAGIC(0, "KDH ",
	      "KDH of CNKI: print it to PDF, and use pdftotext -bbox-layout"),
	MAGIC(0, "SQLite format 3\0",
	      "an SQLite database: export each page as plain text"),
	MAGIC(257, "ustar\0", "tar: " UNPACK),
	MAGIC(257, "ustar  \0", "tar: " UNPACK),
};

/* How much of the end of a ZIP file is looked at: the list of its files. */
#define ZIP_LIST 65536u

/*
 * What a ZIP file is by the names of its files, which are listed at its end.
 * The first file of EPUB and OpenDocument is their type, uncompressed.
 */
static const char *kind_of_zip(const uint8_t *p, size_t len)
{
	size_t tail = len < ZIP_LIST ? len : ZIP_LIST;
	size_t head = len < 256 ? len : 256;

	if (nb_bytes_have(p, head, "application/epub+zip"))
		return "EPUB: convert it to plain text";
	if (nb_bytes_have(p, head, "application/vnd.oasis.opendocument"))
		return "OpenDocument: " SAVE;
	p += len - tail;
	if (nb_bytes_have(p, tail, "word/document.xml"))
		return "Word (docx): " SAVE;
	if (nb_bytes_have(p, tail, "xl/workbook."))
		return "Excel (xlsx): save it as CSV; see --manifest";
	if (nb_bytes_have(p, tail, "OFD.xml"))
		return "OFD (GB/T 33190): convert it to PDF, and use pdftotext -bbox-layout";
	return "ZIP: " UNPACK;
}

/* How far after a signature the first byte is looked for that no text has. The
 * head of a GIF image has one of them: its sizes, flags and aspect. */
#define BINARY_NEAR 7u

/* Are bytes with this signature a text? "GIF89a" may be the first word of an
 * article; the other images have bytes in theirs that no text has. */
static bool is_article(const uint8_t *p, size_t len, const struct magic *m)
{
	size_t i, end = m->len + BINARY_NEAR;

	if (m->offset || m->len < 4 || memcmp(m->bytes, "GIF8", 4) != 0)
		return false;
	for (i = m->len; i < len && i < end; i++)
		if (p[i] < ' ' && !memchr("\t\n\r", p[i], 3))
			return false;
	return true;
}

const char *nb_refused_bytes(const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	size_t i;

	if (len > 4 && memcmp(p, "PK\3\4", 4) == 0)
		return kind_of_zip(p, len);
	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		const struct magic *m = &magics[i];

		if (len >= m->offset + m->len &&
		    memcmp(p + m->offset, m->bytes, m->len) == 0 &&
		    !is_article(p, len, m))
			return m->what;
	}
	return NULL;
}
