/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms of markup and their dialects: PAGE XML, FineReader XML, DjVu XML,
 * hOCR as programs write it; lines in pieces, upright text, several pages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/layout.h>
#include <nbarc/markup.h>

static void read_layout(const char *markup, struct nb_layout *layout)
{
	struct nb_error err;

	assert_true(nb_layout_is_markup(markup, strlen(markup)));
	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), layout, &err),
		NB_OK);
}

/* The file has that text, in as many boxes. */
static void gives(const char *markup, const char *text, size_t boxes)
{
	struct nb_layout layout;

	read_layout(markup, &layout);
	assert_int_equal(layout.text.len, strlen(text));
	if (layout.text.len)
		assert_memory_equal(layout.text.data, text, layout.text.len);
	assert_int_equal(layout.count, boxes);
	nb_layout_free(&layout);
}

static void refuses(const char *markup, enum nb_status status,
		    const char *message)
{
	struct nb_layout layout;
	struct nb_error err;

	assert_true(nb_layout_is_markup(markup, strlen(markup)));
	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), &layout, &err),
		status);
	assert_non_null(strstr(err.text, message));
	nb_layout_free(&layout);
}

/* ---- PAGE XML */

#define PAGE(order, body)                                                 \
	"<?xml version=\"1.0\"?>\n<PcGts xmlns=\"http://schema."          \
	"primaresearch.org/PAGE/gts/pagecontent/2019-07-15\"><Metadata/>" \
	"<Page imageFilename=\"x.png\" imageWidth=\"900\" "               \
	"imageHeight=\"900\">" order body "</Page></PcGts>"
#define TEXT(t) "<TextEquiv><Unicode>" t "</Unicode></TextEquiv>"
#define COORDS(points) "<Coords points=\"" points "\"/>"
#define TLINE(points, t) "<TextLine>" COORDS(points) t "</TextLine>"
#define REGION(id, body) "<TextRegion id=\"" id "\">" body "</TextRegion>"
#define PLAIN(id, t) REGION(id, "<TextLine>" TEXT(t) "</TextLine>")

static void test_page_texts(void **state)
{
	(void)state;
	gives(PAGE("", REGION("r", TLINE("10,10 300,10 300,50 10,50",
					 TEXT("春耕夜校")) TEXT("春耕夜校"))),
	      "春耕夜校\n", 1);
	/* the index counts, then the confidence, then the first */
	gives(PAGE("",
		   REGION("r", "<TextLine><TextEquiv index=\"1\" conf=\".9\">"
			       "<Unicode>乙</Unicode></TextEquiv>"
			       "<TextEquiv index=\"0\"><Unicode>甲</Unicode>"
			       "</TextEquiv></TextLine><TextLine>"
			       "<TextEquiv conf=\"0.3\"><Unicode>丙</Unicode>"
			       "</TextEquiv><TextEquiv conf=\"0.8\"><PlainText>"
			       "x</PlainText><Unicode>丁</Unicode></TextEquiv>"
			       "<TextEquiv conf=\"0.8\"><Unicode>戊</Unicode>"
			       "</TextEquiv></TextLine>")),
	      "甲\n丁\n", 0);
	/* words, glyphs, a region alone, and a plain text alone */
	gives(PAGE("",
		   REGION("r",
			  "<TextLine><Word>" TEXT(
				  "春耕") "</Word>"
					  "<Word>" TEXT(
						  "夜校") "</Word></TextLine>")
			   REGION("s",
				  "<TextLine><Word><Glyph>" TEXT("甲") "</Glyph><Glyph>" TEXT(
					  "乙") "</Glyph>"
						"</Word></TextLine>")
				   REGION("t", TEXT("一行\n又一行"))
					   REGION("u", "<TextEquiv><PlainText>"
						       "p</PlainText><Unicode/>"
						       "</TextEquiv>")),
	      "春耕夜校\n甲乙\n一行\n又一行\np\n", 0);
	/* the text of a region is that of its lines, also in a nested one */
	gives(PAGE("", REGION("r",
			      REGION("s", "<TextLine>" TEXT("甲") "</TextLine>")
				      TEXT("甲"))),
	      "甲\n", 0);
	/* a table, and a word in no line */
	gives(PAGE("", "<TableRegion id=\"t\"><TableCell row=\"0\" col=\"0\">"
		       "<TextLine>" TEXT(
			       "甲") "</TextLine></TableCell>"
				     "</TableRegion><TextRegion><Word>" TEXT(
					     "乙") "</Word></TextRegion>"),
	      "甲\n乙\n", 0);
}

static void test_page_places(void **state)
{
	struct nb_layout l;

	(void)state;
	/* Points of the older schemas; a baseline; words with boxes. */
	read_layout(
		PAGE("",
		     REGION("r", "<Coords><Point x=\"0\" y=\"0\"/></Coords>"
				 "<TextLine><Coords><Point x=\"10\" y=\"20\"/>"
				 "<Point x=\"310\" y=\"-5\"/></Coords>" TEXT(
					 "甲") "</TextLine><TextLine>"
					       "<Baseline points=\"10,100 "
					       "90,100\"/>" TEXT(
						       "甲乙") "</"
							       "TextLine>")),
		&l);
	assert_int_equal(l.count, 2);
	assert_true(l.boxes[0].x0 == 10 && l.boxes[0].x1 == 310 &&
		    l.boxes[0].y0 == 0 && l.boxes[0].y1 == 20);
	assert_true(l.boxes[1].y0 == 60 && l.boxes[1].y1 == 100);
	assert_string_equal(l.form, "PAGE");
	assert_int_equal(l.page_count, 1);
	nb_layout_free(&l);
	/* the spaces of the line are not those that the gaps tell */
	gives(PAGE("",
		   REGION("r",
			  "<TextLine>" COORDS("0,0 300,40") "<Word>" COORDS(
				  "0,0 80,40")
				  TEXT("春耕") "</Word><Word>" COORDS(
					  "82,0 160,40")
					  TEXT("夜校") "</Word>" TEXT(
						  "春耕 夜校") "</TextLine>")),
	      "春耕夜校\n", 1);
	/* words that differ from the line do not count */
	gives(PAGE("", REGION("r",
			      "<TextLine>" COORDS("0,0 300,40") "<Word>" COORDS(
				      "0,0 80,40")
				      TEXT("春井") "</Word>" TEXT(
					      "春耕") "</TextLine>")),
	      "春耕\n", 1);
}

#define INDEXED(ref, index) \
	"<RegionRefIndexed regionRef=\"" ref "\" index=\"" index "\"/>"

static void test_page_order(void **state)
{
	(void)state;
	/* by index, not as they stand; groups in groups */
	gives(PAGE("<ReadingOrder><OrderedGroup id=\"g\">" INDEXED("a", "2")
			   INDEXED("c", "0") INDEXED(
				   "b", "1") "</OrderedGroup></ReadingOrder>",
		   PLAIN("a", "a") PLAIN("b", "b") PLAIN("c", "c")),
	      "c\nb\na\n", 0);
	gives(PAGE("<ReadingOrder><OrderedGroup id=\"g\">"
		   "<OrderedGroupIndexed id=\"h\" index=\"1\" "
		   "regionRef=\"a\">" INDEXED("d", "10") INDEXED(
			   "c", "9") "</OrderedGroupIndexed>"
				     "<UnorderedGroupIndexed id=\"u\" "
				     "index=\"0\"><RegionRef regionRef=\"b\"/>"
				     "</UnorderedGroupIndexed></OrderedGroup>"
				     "</ReadingOrder>",
		   PLAIN("a", "a") PLAIN("b", "b") PLAIN("c", "c")
			   PLAIN("d", "d")),
	      "b\na\nc\nd\n", 0);
	gives(PAGE("<ReadingOrder><UnorderedGroup id=\"g\">"
		   "<RegionRef regionRef=\"b\"/><RegionRef regionRef=\"a\"/>"
		   "</UnorderedGroup></ReadingOrder>",
		   PLAIN("a", "a") PLAIN("b", "b")),
	      "a\nb\n", 0);
}

/* ---- FineReader and DjVu */

#define FINE(line)                                                         \
	"<document xmlns=\"http://www.abbyy.com/FineReader_xml/"           \
	"FineReader10-schema-v1.xml\"><page width=\"9\" height=\"9\">\n"   \
	"<block blockType=\"Text\" l=\"0\" t=\"0\" r=\"9\" b=\"9\"><text>" \
	"<par><line l=\"0\" t=\"0\" r=\"200\" b=\"40\">\n" line            \
	"</line></par></text></block></page></document>"
#define CHAR(l, r, c)                                             \
	"<charParams l=\"" l "\" t=\"0\" r=\"" r "\" b=\"40\">" c \
	"</charParams>\n"

static void test_fine(void **state)
{
	(void)state;
	gives(FINE("<formatting lang=\"Chinese\">\n" CHAR("0", "40", "春") CHAR(
		      "42", "80",
		      "<charRecVariants><charRecVariant>井</charRecVariant>"
		      "</charRecVariants>耕") CHAR("80", "90", " ")
			   CHAR("95", "130", "夜") "</formatting>"),
	      "春耕夜\n", 1);
	gives(FINE("<formatting>" CHAR("0", "10", "a") CHAR("11", "20", "b")
			   CHAR("20", "28", " ")
				   CHAR("30", "40", "c") "</formatting>"),
	      "ab c\n", 1);
	gives(FINE("<formatting>春耕夜校</formatting>"), "春耕夜校\n", 1);
	refuses("<document xmlns=\"urn:other\"><page/></document>",
		NB_UNSUPPORTED, "its root element is 'document'");
}

static void test_djvu(void **state)
{
	struct nb_layout l;

	(void)state;
	read_layout("<DjVuXML><BODY><OBJECT><HIDDENTEXT><PAGECOLUMN><REGION>"
		    "<PARAGRAPH><LINE>"
		    "<WORD coords=\"10,60,90,20\">春耕</WORD>"
		    "<WORD coords=\"92,60,170,20\"><CHARACTER>夜</CHARACTER>\n"
		    "<CHARACTER>校</CHARACTER></WORD></LINE></PARAGRAPH>"
		    "</REGION></PAGECOLUMN></HIDDENTEXT></OBJECT><OBJECT/>"
		    "</BODY></DjVuXML>",
		    &l);
	assert_int_equal(l.count, 1);
	assert_true(l.boxes[0].y0 == 20 && l.boxes[0].x1 == 170);
	assert_int_equal(l.text.len, strlen("春耕夜校\n"));
	assert_int_equal(l.page_count, 2);
	assert_string_equal(l.form, "DjVu");
	nb_layout_free(&l);
}

/* The hidden text may end at lines, or at larger parts of the page. */
static void test_djvu_without_words(void **state)
{
	(void)state;
	gives("<DjVuXML><HEAD>a</HEAD><BODY><OBJECT><HIDDENTEXT><PAGECOLUMN>"
	      "<REGION><PARAGRAPH>\n<LINE coords=\"1,9,4,2\">春耕&amp;\n"
	      "</LINE>\n<LINE coords=\"1,19,4,12\">夜校</LINE></PARAGRAPH></REGION>"
	      "</PAGECOLUMN></HIDDENTEXT></OBJECT></BODY></DjVuXML>",
	      "春耕&\n夜校\n", 2);
	gives("<DjVuXML><BODY><OBJECT><PARAM name=\"a\"/>b<HIDDENTEXT>"
	      "<PARAGRAPH>春耕\n夜校\n</PARAGRAPH><PARAGRAPH>学\n"
	      "</PARAGRAPH></HIDDENTEXT>c</OBJECT></BODY></DjVuXML>",
	      "春耕\n夜校\n学\n", 0);
}

/* ---- hOCR and ALTO as programs write them */

#define HOCR(body) "<div class='ocr_page'>" body "</div>"
#define AT(text, box) \
	"<span class='ocr_line' title='bbox " box "'>" text "</span>"
#define XHTML                                                                \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC " \
	"\"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/"    \
	"TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"

static void test_hocr(void **state)
{
	(void)state;
	/* entities by name; tags that are not closed; attributes as they come
	 */
	gives(XHTML "<html><body>" HOCR(AT("村里&mdash;办起&ldquo;夜校&rdquo;",
					   "0 0 9 4")) "</body></html>",
	      "村里—办起“夜校”\n", 1);
	gives(XHTML "<html><head><meta name=\"a\"></head><body>" HOCR(
		      AT("春<br>耕&hellip;", "0 0 9 4")) "</body></html>",
	      "春耕…\n", 1);
	gives("<DIV CLASS=ocr_page><SPAN CLASS=ocr_line TITLE='bbox 0 0 9 4'>"
	      "甲<SPAN class=ocr_line title='bbox 0 5 9 9'>乙</DIV>",
	      "甲\n乙\n", 2);
	/* fragments, prefixes */
	gives(AT("甲", "0 0 9 4") AT("乙", "0 5 9 9"), "甲\n乙\n", 2);
	gives("<html:html xmlns:html=\"http://www.w3.org/1999/xhtml\">"
	      "<html:body><html:span class=\"ocr_line\">甲</html:span>"
	      "</html:body></html:html>",
	      "甲\n", 0);
	gives("<html:html><html:div html:class=\"ocr_line\">甲</html:div>"
	      "</html:html>",
	      "甲\n", 0);
	/* characters with their boxes; words in no line; edges below 0 */
	gives(HOCR("<span class='ocr_line'><span class='ocr_cinfo' "
		   "title='x_bboxes 0 0 40 40 41 0 80 40'>春耕</span></span>"),
	      "春耕\n", 1);
	gives(HOCR("<span class='ocrx_word' title='bbox -3 0 40 40'>甲</span>"),
	      "甲\n", 1);
	/* what no entity is: as a browser shows it */
	gives(XHTML "<html><body>" HOCR(AT("A&nosuch;B", "0 0 9 4")) "</body>"
								     "</html>",
	      "A&nosuch;B\n", 1);
}

/* Entities that stand for a character, in text and in attributes. */
static void test_characters(void **state)
{
	(void)state;
	gives("<alto><TextLine><String CONTENT=\"村里&mdash;办起\"/></TextLine>"
	      "</alto>",
	      "村里—办起\n", 0);
	gives("<!DOCTYPE alto SYSTEM \"x.dtd\"><alto><TextLine>"
	      "<String CONTENT=\"&ldquo;办起&rdquo;\"/></TextLine></alto>",
	      "“办起”\n", 0);
	gives("<!DOCTYPE PcGts SYSTEM \"p.dtd\" [<!ENTITY half \"&#189;\"><!ENTITY lt "
	      "\"&#38;#60;\"><!ENTITY % more SYSTEM \"more.ent\">%more;]>"
	      "<PcGts><Page><TextRegion><TextLine><TextEquiv><Unicode>&half;亩"
	      "&lt;&middot;</Unicode></TextEquiv></TextLine></TextRegion></Page>"
	      "</PcGts>",
	      "½亩<·\n", 0);
}

/* Characters without width, and the spaces of engines. */
static void test_spaces(void **state)
{
	(void)state;
	gives(HOCR(AT("春\u00ad耕\u200b夜\ufeff校\u2060。", "0 0 9 4")),
	      "春耕夜校。\n", 1);
	gives(HOCR(AT("the news\u00ad", "0 0 9 4") AT("paper", "0 5 9 9")),
	      "the news-\npaper\n", 2);
	gives(HOCR(AT("春 耕 时 节 ， 农 技 员", "0 0 9 4")),
	      "春耕时节，农技员\n", 1);
	gives(HOCR(AT("白天下田 晚上上课", "0 0 9 4")), "白天下田 晚上上课\n",
	      1);
	gives(HOCR(AT("张三 李四 王五", "0 0 9 4")), "张三 李四 王五\n", 1);
	gives("<alto><Page><TextBlock><String CONTENT=\"甲\"/></TextBlock>"
	      "<ComposedBlock><TextBlock><TextLine><String CONTENT=\"乙\"/>"
	      "<SP/><HYP CONTENT=\"\u00ad\"/></TextLine></TextBlock>"
	      "</ComposedBlock></Page></alto>",
	      "甲\n乙\n", 0);
}

/* ---- TEI */

#define TEI(body) "<TEI><text><body>" body "</body></text></TEI>"

static void test_tei(void **state)
{
	(void)state;
	gives(TEI("<p>春耕\n   时节 开</p><p/><p> </p>"), "春耕时节 开\n", 0);
	gives(TEI("<p>The\n old <hi>c</hi>at</p>"), "The old cat\n", 0);
	gives(TEI("<p>ca<lb break='no'/>\n nal<lb/>two</p>"), "canal two\n", 0);
	gives(TEI("春<p>耕</p>时<foo>节</foo>"), "春\n耕\n时节\n", 0);
	gives(TEI("<p>a<note>b<p>c</p><note>d</note></note>e</p>f"),
	      "ae\nb\ncd\nf\n", 0);
	gives(TEI("<note>a</note><p>b</p>"), "a\nb\n", 0);
	gives(TEI("<p><choice><corr>x</corr><sic>y</sic></choice>"
		  "<choice><reg>z</reg></choice></p>"),
	      "yz\n", 0);
	gives(TEI("<p><choice><abbr>a<choice><sic>b</sic><corr>c</corr>"
		  "</choice></abbr><expan>d</expan></choice></p>"),
	      "ab\n", 0);
	gives(TEI("<p><reg>a</reg></p>"), "a\n", 0);
	gives(TEI("<p>a<pb/>b</p>"), "a\nb\n", 0);
	gives(TEI("<p>\xc2\xad\xe2\x80\x8b a\xe3\x80\x80 b</p>"),
	      "\xc2\xad\xe2\x80\x8b a\xe3\x80\x80 b\n", 0);
	gives(TEI("<p>a</p><!--b--><?c d?><teiHeader>e</teiHeader>"), "a\n", 0);
}

/* Text before the first pb is of its page, unless that is the second one. */
static void test_tei_pages(void **state)
{
	static const struct {
		const char *pb;
		size_t pages;
	} cases[] = {{"<pb n='1'/>", 1},  {"<pb/>", 1},
		     {"<pb n='2'/>", 2},  {"<pb n='A02'/>", 2},
		     {"<pb n='ii'/>", 1}, {"<pb n='01'/>", 1}};
	struct nb_layout layout;
	char file[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(file, sizeof(file), TEI("<p>a</p>%s<p>b</p>"),
			       cases[i].pb);
		read_layout(file, &layout);
		assert_int_equal(layout.page_count, cases[i].pages);
		assert_int_equal(layout.text.len, 4);
		if (cases[i].pages == 2)
			assert_int_equal(layout.pages[1], 2);
		nb_layout_free(&layout);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	refuses("<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\"/>",
		NB_UNSUPPORTED, "its root element is 'teiCorpus'");
	refuses("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"/>", NB_INVALID,
		"no page");
	refuses("<TEI><teiHeader><idno type='nbarc'>x</idno></teiHeader></TEI>",
		NB_UNSUPPORTED, "document of nbarc");
	refuses("<x:records xmlns:x=\"y\"/>", NB_UNSUPPORTED,
		"its root element is 'records'");
	refuses("<标题>春耕</标题>", NB_UNSUPPORTED,
		"its root element is '标题'");
	refuses("<REC>\n<标题>=春耕\n", NB_UNSUPPORTED, "'REC'");
	refuses("<PcGts/>", NB_INVALID, "no page");
	refuses("</p>", NB_INVALID, "");
}

/* ---- lines in pieces */

/* n characters from (x, y), each in a line, in steps of (dx, dy). */
static void characters(struct nb_buf *file, const char *text, size_t n,
		       unsigned x, unsigned y, unsigned dx, unsigned dy)
{
	size_t i;

	for (i = 0; i < n; i++, x += dx, y += dy)
		assert_int_equal(
			nb_buf_printf(file,
				      "<span class='ocr_line' title='bbox %u "
				      "%u %u %u'>%.3s</span>\n",
				      x, y, x + 38, y + 38, text + 3 * i),
			NB_OK);
}

/* A line of more characters than a piece of one has. */
#define NINE(c) c c c c c c c c c
#define LONG(c, box) AT(NINE(c), box)

/* Lines side by side, one after the other: the columns are found also where
 * the last line of a paragraph is short, which has a wide gap beside it. */
static void test_rows(void **state)
{
	(void)state;
	gives(HOCR(AT("甲", "0 0 400 40") AT("子", "500 0 900 40") AT(
		      "乙", "0 60 80 100") AT("丑", "500 60 900 100")
			   AT("丙", "0 120 400 160") AT("寅", "500 120 560 160")
				   AT("丁", "0 180 400 220")
					   AT("卯", "500 180 900 220")),
	      "甲\n乙\n丙\n丁\n子\n丑\n寅\n卯\n", 8);
	/* two bands with columns of their own, each under a head */
	gives(HOCR(LONG("一", "0 0 900 40") LONG("甲", "0 60 400 100") LONG(
		      "子", "500 60 900 100") LONG("乙", "0 120 380 160")
			   LONG("丑", "500 120 900 160") LONG(
				   "二", "0 200 900 240") LONG("丙",
							       "0 260 200 300")
				   LONG("寅", "300 260 500 300") LONG(
					   "辰", "600 260 900 300")
					   LONG("丁", "0 320 200 360") LONG(
						   "卯", "300 320 500 360")
						   LONG("巳",
							"600 320 900 360")),
	      NINE("一") "\n" NINE("甲") "\n" NINE("乙") "\n" NINE("子") "\n" NINE("丑") "\n" NINE("二") "\n" NINE(
		      "丙") "\n" NINE("丁") "\n" NINE("寅") "\n" NINE("卯") "\n" NINE("辰") "\n" NINE("巳") "\n",
	      12);
	/* the right column begins higher than the left one, which has a head
	 * over two columns of its own */
	gives(HOCR(LONG("子", "1000 0 1400 40") LONG("一", "0 60 900 100") LONG(
		      "丑", "1000 60 1400 100") LONG("甲", "0 120 400 160")
			   LONG("丙", "500 120 900 160")
				   LONG("寅", "1000 120 1400 160") LONG(
					   "乙", "0 180 400 220")
					   LONG("丁", "500 180 900 220") LONG(
						   "卯", "1000 180 1400 220")),
	      NINE("一") "\n" NINE("甲") "\n" NINE("乙") "\n" NINE("丙") "\n" NINE(
		      "丁") "\n" NINE("子") "\n" NINE("丑") "\n" NINE("寅") "\n" NINE("卯") "\n",
	      9);
}

static void test_pieces(void **state)
{
	struct nb_buf file = {0};

	(void)state;
	/* level lines, 20 apart, of which the second comes first */
	assert_int_equal(nb_buf_puts(&file, "<div class='ocr_page'>"), NB_OK);
	characters(&file, "农户们围坐在", 6, 100, 160, 40, 0);
	characters(&file, "春耕夜校灯亮", 6, 100, 100, 40, 0);
	assert_int_equal(nb_buf_puts(&file, "</div>"), NB_OK);
	assert_int_equal(nb_buf_add(&file, "", 1), NB_OK);
	gives((char *)file.data, "农户们围坐在\n春耕夜校灯亮\n", 2);
	/* upright ones, from left to right in the file */
	file.len = 0;
	assert_int_equal(nb_buf_puts(&file, "<div class='ocr_page'>"), NB_OK);
	characters(&file, "農戶們圍坐在", 6, 100, 100, 0, 40);
	characters(&file, "春耕夜校燈亮", 6, 160, 100, 0, 40);
	assert_int_equal(nb_buf_puts(&file, "</div>"), NB_OK);
	assert_int_equal(nb_buf_add(&file, "", 1), NB_OK);
	gives((char *)file.data, "春耕夜校燈亮\n農戶們圍坐在\n", 2);
	nb_buf_free(&file);
	/* words; two columns, whose gap is wider than that of words */
	gives(HOCR(AT("春耕", "0 0 80 40") AT("夜校", "84 0 160 40")
			   AT("灯亮", "260 0 340 40") AT("农户", "344 0 420 40")
				   AT("围坐", "0 60 80 100")
					   AT("一起", "84 60 160 100")),
	      "春耕夜校\n围坐一起\n灯亮农户\n", 3);
	/* short lines are no pieces, level or upright */
	gives(HOCR(AT("春耕", "0 0 80 40") AT("夜校", "0 50 80 90")
			   AT("灯亮", "0 100 80 140")),
	      "春耕\n夜校\n灯亮\n", 3);
	gives(HOCR(AT("春耕", "50 0 90 80") AT("夜校", "0 0 40 80")),
	      "春耕\n夜校\n", 2);
}

static void test_upright(void **state)
{
	(void)state;
	/* a level head, two tiers beside a tall head, from left to right */
	gives(HOCR(AT("甲乙丙丁戊", "10 500 50 700") AT("子丑寅卯辰",
							"10 200 50 400")
			   AT("一二三四五", "60 500 100 700")
				   AT("六七八九十", "60 200 100 400")
					   AT("東西南北中", "120 190 200 700")
						   AT("春耕夜校開課了",
						      "10 20 200 60")),
	      "春耕夜校開課了\n東西南北中\n六七八九十\n子丑寅卯辰\n"
	      "一二三四五\n甲乙丙丁戊\n",
	      6);
}

/* ---- pages */

static void test_pages(void **state)
{
	struct nb_layout whole, page;
	struct nb_error err;
	size_t len;

	(void)state;
	read_layout("<body>" HOCR(AT("甲", "0 0 9 4")) HOCR("")
			    HOCR("<span class='ocr_line'>乙</span>") "</body>",
		    &whole);
	assert_int_equal(whole.page_count, 3);
	assert_int_equal(whole.count, 1);
	assert_int_equal(nb_layout_page(&whole, 1, &page, &err), NB_OK);
	assert_int_equal(page.text.len, 0);
	assert_string_equal(page.form, "hOCR#2");
	nb_layout_free(&page);
	assert_int_equal(nb_layout_page(&whole, 0, &page, &err), NB_OK);
	assert_int_equal(page.count, 1);
	assert_int_equal(page.text.len, strlen("甲\n"));
	nb_layout_free(&page);
	assert_int_equal(nb_layout_page(&whole, 2, &page, &err), NB_OK);
	assert_memory_equal(page.text.data, "乙\n", page.text.len);
	nb_layout_free(&page);
	assert_int_equal(nb_layout_page(&whole, 3, &page, &err), NB_ABSENT);
	nb_layout_free(&whole);
	assert_int_equal(nb_form_number("hOCR#12", &len), 12);
	assert_int_equal(len, 4);
	assert_int_equal(nb_form_number("ALTO", &len), 0);
	assert_int_equal(nb_form_number("ALTO#x", &len), 0);
	assert_int_equal(nb_form_number("ALTO#100", &len), 0);
	gives("<alto><Layout><Page ID=\"P7\"/></Layout></alto>", "", 0);
	gives(PAGE("", ""), "", 0);
}

static void test_many_pages(void **state)
{
	struct nb_buf file = {0};
	size_t i;

	(void)state;
	assert_int_equal(nb_buf_puts(&file, "<alto><Layout>"), NB_OK);
	for (i = 0; i <= NB_FILE_PAGES_MAX; i++)
		assert_int_equal(nb_buf_puts(&file, "<Page/>"), NB_OK);
	assert_int_equal(nb_buf_add(&file, "</Layout></alto>", 17), NB_OK);
	refuses((char *)file.data, NB_LIMIT, "the file has 100 pages");
	nb_buf_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_texts),
		cmocka_unit_test(test_page_places),
		cmocka_unit_test(test_page_order),
		cmocka_unit_test(test_fine),
		cmocka_unit_test(test_djvu),
		cmocka_unit_test(test_djvu_without_words),
		cmocka_unit_test(test_hocr),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_spaces),
		cmocka_unit_test(test_tei),
		cmocka_unit_test(test_tei_pages),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_upright),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_many_pages),
	};

	return cmocka_run_group_tests_name("forms", tests, NULL, NULL) != 0;
}
