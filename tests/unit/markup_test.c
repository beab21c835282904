/* SPDX-License-Identifier: Apache-2.0 */
/* ALTO and hOCR: what is taken from them, and files that mean harm. */
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

/* Parts of files, put together by the compiler. */
#define ALTO_HEAD                                                   \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"              \
	"<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\">" \
	"<Layout><Page><PrintSpace><TextBlock>"
#define ALTO_TAIL "</TextBlock></PrintSpace></Page></Layout></alto>"
#define PLACE "HPOS=\"10\" VPOS=\"20\" WIDTH=\"300.5\" HEIGHT=\"40\""
#define ALTO(body) ALTO_HEAD body ALTO_TAIL
#define LINE(body) "<TextLine " PLACE ">" body "</TextLine>"
#define HTML(body)                                        \
	"<html><head><title>no line</title></head><body>" \
	"<div class='ocr_page'>" body "</div></body></html>"

static void gives(const char *markup, const char *text, size_t boxes)
{
	struct nb_layout layout;
	struct nb_error err;

	assert_true(nb_layout_is_markup(markup, strlen(markup)));
	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), &layout, &err),
		NB_OK);
	assert_int_equal(layout.text.len, strlen(text));
	assert_memory_equal(layout.text.data, text, layout.text.len);
	assert_int_equal(layout.count, boxes);
	nb_layout_free(&layout);
}

static void refused(const char *markup, size_t len, enum nb_status status,
		    const char *message)
{
	struct nb_layout layout;
	struct nb_error err;

	assert_int_equal(nb_layout_read_markup(markup, len, &layout, &err),
			 status);
	assert_non_null(strstr(err.text, message));
	nb_layout_free(&layout);
}

static void refuses(const char *markup, enum nb_status status,
		    const char *message)
{
	refused(markup, strlen(markup), status, message);
}

static void test_alto(void **state)
{
	(void)state;
	gives(ALTO(LINE("<String CONTENT=\"春耕\"/><SP/>"
			"<String CONTENT=\"夜校\"/>") LINE("")
			   LINE("<String CONTENT=\"a &amp; b\"/>")),
	      "春耕夜校\na & b\n", 2);
	/* a prefix, another version, glyphs inside a string */
	gives("<a:alto xmlns:a=\"http://www.loc.gov/standards/alto/ns-v4#\">"
	      "<a:TextLine HPOS=\"1\" VPOS=\"1\" WIDTH=\"9\" HEIGHT=\"1\">"
	      "<a:String CONTENT=\"甲\"><a:Glyph CONTENT=\"乙\"/></a:String>"
	      "</a:TextLine></a:alto>",
	      "甲\n", 1);
	/* no place of the line: that of its words; no place at all: no boxes */
	gives(ALTO("<TextLine><String CONTENT=\"甲\" HPOS=\"1\" VPOS=\"2\" "
		   "WIDTH=\"3\" HEIGHT=\"4\"/></TextLine>"),
	      "甲\n", 1);
	gives(ALTO(LINE(
		      "<String CONTENT=\"甲\"/>") "<TextLine><String CONTENT=\"乙\"/></TextLine>"),
	      "甲\n乙\n", 0);
}

/* A divided word is whole where it begins, and its hyphen is gone. */
static void test_hyphens(void **state)
{
	(void)state;
	gives(ALTO(LINE("<String CONTENT=\"the\"/><SP/>"
			"<String CONTENT=\"news\" SUBS_TYPE=\"HypPart1\" "
			"SUBS_CONTENT=\"newspaper\"/><HYP CONTENT=\"-\"/>")
			   LINE("<String CONTENT=\"paper\" "
				"SUBS_TYPE=\"HypPart2\" "
				"SUBS_CONTENT=\"newspaper\"/><SP/>"
				"<String CONTENT=\"of\"/>")),
	      "the newspaper\nof\n", 2);
	gives(ALTO(LINE("<String CONTENT=\"news\" HPOS=\"1\" VPOS=\"1\" "
			"WIDTH=\"9\" HEIGHT=\"2\"/><HYP CONTENT=\"-\"/>")
			   LINE("<String CONTENT=\"paper\" "
				"SUBS_TYPE=\"HypPart2\"/>")),
	      "news-\npaper\n", 2);
}

#define WORD(text, x)                                             \
	"<String CONTENT=\"" text "\" HPOS=\"" x "\" VPOS=\"0\" " \
	"WIDTH=\"80\" HEIGHT=\"40\"/>"

static void test_spaces(void **state)
{
	(void)state;
	/* 40 high: a gap of 20 is none between Han characters, one of 60 is */
	gives(ALTO(LINE(WORD("春耕", "0") WORD("夜校", "100"))), "春耕夜校\n",
	      1);
	gives(ALTO(LINE(WORD("春耕", "0") WORD("夜校", "140"))), "春耕 夜校\n",
	      1);
	gives(ALTO(LINE(WORD("春耕", "0") WORD("，夜校", "140"))),
	      "春耕，夜校\n", 1);
	gives(ALTO(LINE(WORD("spring", "0") WORD("school", "90"))),
	      "spring school\n", 1);
	gives(ALTO(LINE(WORD("1,", "0") WORD("100", "82"))), "1,100\n", 1);
	gives(ALTO(LINE("<String CONTENT=\" 甲  乙&#x2028;\"/>")), "甲 乙\n",
	      1);
}

/* Numbers of windows-1252, and numbers that only look like them. */
static void test_numbers(void **state)
{
	(void)state;
	gives(ALTO(LINE("<String CONTENT=\"&#147;春耕&#0148;&#x97;夜校\"/>")),
	      "“春耕”—夜校\n", 1);
	gives(HTML("<span class=ocr_line>1&#151;2&#150;3</span><br>"),
	      "1—2–3\n", 0);
	gives(HTML("<span class=ocr_line>&#1510;&#x970;&#161;&amp;#151;"
		   "</span><br>"),
	      "\xd7\xa6\xe0\xa5\xb0\xc2\xa1&#151;\n", 0);
	/* where nothing is a reference, and after it */
	gives("<PcGts><Page><TextRegion><TextLine><TextEquiv><Unicode>"
	      "<![CDATA[<!-- &#147;甲&#148;]]>&#147;<!-- <![CDATA[ &#148; -->乙"
	      "&#148;</Unicode></TextEquiv></TextLine></TextRegion></Page>"
	      "</PcGts>",
	      "<!-- &#147;甲&#148;“乙”\n", 0);
	/* a sign of engines for a hyphen at the end of a line */
	gives(ALTO(LINE("<String CONTENT=\"agri\xc2\xac\"/>")), "agri-\n", 1);
	gives(ALTO(LINE("<String CONTENT=\"\xc2\xac\"/>")
			   LINE("<String CONTENT=\"春\xc2\xac\"/>")),
	      "\xc2\xac\n春\xc2\xac\n", 2);
}

static void test_hocr(void **state)
{
	(void)state;
	gives(HTML("<p class='ocr_par'>not in a line<span class='x ocr_line' "
		   "title='bbox 1 2 300 40; baseline 0 0'>\n "
		   "<span class='ocrx_word' title='x_wconf 9; bbox 1 2 80 40'>"
		   "<strong>春</strong>\n<em>耕</em></span>\n "
		   "<span class='ocrx_word' title='bbox 90 2 170 40'>夜校"
		   "</span>\n</span></p>"),
	      "not in a line\n春耕夜校\n", 0);
	/* lines without words; an area with the class of a line */
	gives(HTML("<div class='ocr_header' title='bbox 0 0 9 9'>\n"
		   "<span class='ocr_line' title='bbox 0 0 9 4'>甲 <b>乙</b>"
		   "</span><span class='ocr_line' title='bbox 0 5 9 9'>丙"
		   "</span></div>"),
	      "甲 乙\n丙\n", 2);
	/* what is in no line of its own, and what has lines */
	gives(HTML("<h1 class='ocr_title'>甲</h1><p class='ocr_author'>乙</p>"
		   "<div class='ocr_abstract'>\n<span class='ocr_line'>丙"
		   "</span></div><div class='ocr_pageno'>3</div>"),
	      "甲\n乙\n丙\n3\n", 0);
	/* words of a line; text after a line, in what is around it */
	gives(HTML("<p class='ocr_line'><span class='ocr_author'>甲</span> 乙"
		   "</p><div class='ocr_abstract'>丙<p class='ocr_line'>丁</p>"
		   "戊<span class='ocrx_word'>己</span></div>"),
	      "甲 乙\n丙\n丁\n戊己\n", 0);
	gives("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
	      "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">"
	      "<html><body><span class=\"ocr_line\" title=\"bbox 0 0 9 4\">"
	      "a&nbsp;b</span></body></html>",
	      "a b\n", 1);
	/* HTML that is not XML */
	gives("<!doctype html>\n<meta charset=utf-8><body><br>"
	      "<span class=ocr_line title='bbox 0 0 9 4'>春<br>耕</span>",
	      "春耕\n", 1);
	gives(HTML("<span class='ocr_line' title='bbox 9 0 1'>甲</span>"),
	      "甲\n", 0);
}

/* A line of hOCR. */
#define AT(text, box) \
	"<span class='ocr_line' title='bbox " box "'>" text "</span>"

/* Rows across two columns below a head, and below them a line over both. */
static void test_order(void **state)
{
	(void)state;
	gives(HTML(AT("head", "0 0 500 20") AT("a1", "0 30 200 50") AT(
		      "b1", "260 32 460 52") AT("a2", "0 60 200 80")
			   AT("b2", "260 62 460 82") AT("foot", "0 100 500 120")
				   AT("c1", "0 130 200 150")
					   AT("d1", "260 130 460 "
						    "150")),
	      "head\na1\na2\nb1\nb2\nfoot\nc1\nd1\n", 8);
	/* columns one after the other stay, though their lines are level */
	gives(HTML(AT("b1", "260 30 460 50") AT("b2", "260 60 460 80") AT(
		      "b3", "260 90 460 110") AT("a3", "0 90 200 110")
			   AT("a4", "0 120 200 140") AT("a5", "0 150 200 170")),
	      "b1\nb2\nb3\na3\na4\na5\n", 6);
}

/* Blocks a, b, c of one line each, c of two, and what is said of their order.
 */
#define BLOCK(id, lines) "<TextBlock ID=\"" id "\">" lines "</TextBlock>"
#define WORDS(text) LINE("<String CONTENT=\"" text "\"/>")
#define ORDERED(order)                                                    \
	"<alto><ReadingOrder>" order "</ReadingOrder><Layout>"            \
	"<Page ID=\"p\">" BLOCK("a", WORDS("a1")) BLOCK("b", WORDS("b1")) \
		BLOCK("c", "<TextLine ID=\"l\" HPOS=\"1\" VPOS=\"1\" "    \
			   "WIDTH=\"9\" HEIGHT=\"1\"><String "            \
			   "CONTENT=\"c1\"/></TextLine>" WORDS(           \
				   "c2")) "</Page></Layout></alto>"
#define REF(ids) "<ElementRef ID=\"r\" REF=\"" ids "\"/>"
#define GROUP(refs) "<OrderedGroup>" refs "</OrderedGroup>"
#define LOOSE(refs) "<UnorderedGroup>" refs "</UnorderedGroup>"

static void test_reading_order(void **state)
{
	(void)state;
	gives(ORDERED(GROUP(REF("c") REF("a") REF("b"))), "c1\nc2\na1\nb1\n",
	      4);
	gives(ORDERED(GROUP(REF(" b\n a ") REF("c"))), "b1\na1\nc1\nc2\n", 4);
	/* in no order, but together */
	gives(ORDERED(GROUP(LOOSE(REF("c") REF("b")) REF("a"))),
	      "b1\nc1\nc2\na1\n", 4);
	gives(ORDERED(LOOSE(GROUP(REF("c") REF("a")) GROUP(REF("b")))),
	      "c1\nc2\na1\nb1\n", 4);
	/* a line of its own, and that of its block; the innermost counts */
	gives(ORDERED(GROUP(REF("l") REF("c") REF("b") REF("a"))),
	      "c1\nc2\nb1\na1\n", 4);
	/* what is not named goes with what is before it; first come first */
	gives(ORDERED(GROUP(REF("b") REF("a")) GROUP(REF("a") REF("b"))),
	      "b1\nc1\nc2\na1\n", 4);
	gives(ORDERED(GROUP(REF("x") REF("p"))), "a1\nb1\nc1\nc2\n", 4);
	gives(ORDERED(GROUP("<ElementRef/>")), "a1\nb1\nc1\nc2\n", 4);
	gives(ORDERED(REF("b") REF("a")), "b1\nc1\nc2\na1\n", 4);
	/* it counts where the places are not known, too */
	gives("<alto><ReadingOrder>" GROUP(REF("b") REF(
		      "a")) "</ReadingOrder><TextBlock ID=\"a\"><TextLine>"
			    "<String CONTENT=\"a\"/></TextLine></TextBlock>"
			    "<TextLine ID=\"b\"><String CONTENT=\"b\"/>"
			    "</TextLine></alto>",
	      "b\na\n", 0);
}

static bool is_mets(const char *head)
{
	return nb_layout_is_mets(head, strlen(head));
}

static bool root_is(const char *head, const char *name)
{
	size_t len;
	const char *root = nb_layout_root(head, strlen(head), &len);

	return root && len == strlen(name) && memcmp(root, name, len) == 0;
}

static void test_markup(void **state)
{
	static const char utf16[] = "\xff\xfe<\0?\0x\0m\0l\0 \0";

	(void)state;
	assert_true(nb_layout_is_markup(utf16, sizeof(utf16) - 1));
	assert_true(nb_layout_is_markup("\xef\xbb\xbf \n<ALTO>", 12));
	assert_false(nb_layout_is_markup("再<b>甲</b>", strlen("再<b>甲</b>")));
	assert_false(nb_layout_is_markup("<本报讯>", strlen("<本报讯>")));
	assert_false(nb_layout_is_markup("", 0));
	assert_false(nb_layout_is_markup("<", 1));
	assert_true(nb_layout_has_form("<a/>", 4));
	assert_true(nb_layout_has_form("\xef\xbb\xbf [\n {\"a\": 1}]", 16));
	assert_false(nb_layout_has_form("[[1]]", 5));
	assert_true(nb_layout_has_form("{ \"a\": 1}", 9));
	assert_false(nb_layout_has_form("{春}", strlen("{春}")));
	assert_false(nb_layout_has_form("[\"a\"]", 5));
	assert_false(nb_layout_has_form("[", 1));
	assert_true(is_mets("<mets/>"));
	assert_true(is_mets("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- <a> "
			    "-->\n<METS:mets xmlns:METS=\"x\">"));
	assert_false(is_mets("<?xml version=\"1.0\"?><!-- <mets> --><alto>"));
	assert_false(is_mets("<metsx>"));
	assert_false(is_mets("<!-- "));
	assert_false(is_mets("<a:"));
	assert_false(is_mets(""));
	assert_true(root_is("<?xml version=\"1.0\"?><!DOCTYPE x><TEI x=\"\">",
			    "TEI"));
	assert_true(root_is("<a:b/>", "b"));
	assert_true(root_is("< ", ""));
	assert_true(root_is("a < b", ""));
	assert_false(root_is("no element", ""));
}

/* In another charset, which is named. */
static void test_charset(void **state)
{
	static const char gb[] = "<?xml version=\"1.0\" encoding=\"GB18030\"?>"
				 "<alto><TextLine HPOS=\"1\" VPOS=\"1\" "
				 "WIDTH=\"9\" HEIGHT=\"1\"><String "
				 "CONTENT=\"\xb4\xba\"/></TextLine></alto>";
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	assert_int_equal(
		nb_layout_read_markup(gb, sizeof(gb) - 1, &layout, &err),
		NB_OK);
	assert_string_equal(layout.charset, "GB18030");
	assert_int_equal(layout.text.len, strlen("春\n"));
	assert_memory_equal(layout.text.data, "春\n", layout.text.len);
	nb_layout_free(&layout);
}

static void test_refusals(void **state)
{
	(void)state;
	refuses("<?xml version=\"1.0\"?><mets/>", NB_UNSUPPORTED, "'mets'");
	refuses("<alto/>", NB_INVALID, "no page");
	refuses("<html><body><p>text</p></body></html>", NB_INVALID,
		"no lines");
	refuses("<?xml version=\"1.0\"?><alto>\n<TextLine>", NB_INVALID,
		"line 2: the file ends before its root element does");
	refuses("<alto><Page></alto>", NB_INVALID,
		"line 1: not well-formed: Opening and ending tag mismatch");
	refuses("<alto><TextLine HPOS=\"1\"", NB_INVALID, "line 1");
	refuses("", NB_INVALID, "");
	refuses("<!doctype html><meta charset=utf-8>"
		"<span class=ocr_line>a</span>"
		"<span class=ocr_line>\xff\xff</span>",
		NB_INVALID, "charset is unknown");
}

/* Entities: one that reads a file, one that grows, one in the DTD's subset. */
static void test_entities(void **state)
{
	(void)state;
	refuses("<!DOCTYPE alto [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
		"<alto><TextLine><String CONTENT=\"a\"/></TextLine></alto>",
		NB_UNSUPPORTED, "declares entities");
	refuses("<?xml version=\"1.0\"?><!DOCTYPE alto ["
		"<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><alto><TextLine>"
		"<String CONTENT=\"&c;\"/></TextLine></alto>",
		NB_UNSUPPORTED, "declares entities");
	refuses("<!DOCTYPE alto SYSTEM \"x.dtd\"><alto><TextLine>"
		"<String CONTENT=\"a&nosuch;\"/></TextLine></alto>",
		NB_INVALID, "line 1: not well-formed: Entity 'nosuch'");
	refuses("<!DOCTYPE alto [<!ENTITY x \"&#60;/alto>\">]><alto/>",
		NB_UNSUPPORTED, "declares entities, 'x' for one");
}

static void test_depth(void **state)
{
	struct nb_buf deep = {0};
	int i;

	(void)state;
	for (i = 0; i < 250; i++)
		assert_int_equal(nb_buf_puts(&deep, i ? "<x>" : "<alto>"),
				 NB_OK);
	for (i = 0; i < 250; i++)
		assert_int_equal(
			nb_buf_puts(&deep, i < 249 ? "</x>" : "</alto>"),
			NB_OK);
	refused((char *)deep.data, deep.len, NB_LIMIT, "more than 200");
	deep.len = 0;
	for (i = 0; i < 100000; i++)
		assert_int_equal(nb_buf_puts(&deep, i ? "<b>" : "<html>"),
				 NB_OK);
	refused((char *)deep.data, deep.len, NB_LIMIT, "more than 200");
	nb_buf_free(&deep);
}

/* Every beginning of a good file is refused or gives a beginning of its text;
 * no more can be said. */
static void test_truncation(void **state)
{
	static const char whole[] = ALTO(LINE(
		"<String CONTENT=\"春耕\"/>") LINE("<String CONTENT=\"a\"/>"));
	size_t len;

	(void)state;
	for (len = 1; len + 1 < sizeof(whole); len++)
		refused(whole, len, NB_INVALID, "");
}

#define TEXT(text)                                                     \
	"<PcGts><Page><TextRegion><TextLine><TextEquiv><Unicode>" text \
	"</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"

/* A file whose charset has other bytes, or NULs, in place of those of ASCII. */
static void gives_in(const char *charset, const char *markup, const char *text)
{
	struct nb_layout layout;
	struct nb_buf bytes = {0};
	struct nb_error err;

	assert_int_equal(nb_text_encode(markup, strlen(markup), charset, true,
					&bytes, &err),
			 NB_OK);
	assert_int_equal(
		nb_layout_read_markup(bytes.data, bytes.len, &layout, &err),
		NB_OK);
	assert_int_equal(layout.text.len, strlen(text));
	assert_memory_equal(layout.text.data, text, layout.text.len);
	assert_string_equal(layout.charset, charset);
	nb_layout_free(&layout);
	nb_buf_free(&bytes);
}

#define DECLARED(charset, text) \
	"<?xml version=\"1.0\" encoding=\"" charset "\"?>" TEXT(text)

/* In ISO-2022-JP, 愛 is the bytes 0& between two escapes. */
static void test_wide_ampersands(void **state)
{
	(void)state;
	gives_in("ISO-2022-JP", DECLARED("ISO-2022-JP", "A&B 愛右王"),
		 "A&B 愛右王\n");
	gives_in("HZ", DECLARED("HZ", "A&B 华侨"), "A&B 华侨\n");
	gives_in("UTF-16LE", DECLARED("UTF-16LE", "A&B 春耕"), "A&B 春耕\n");
	gives_in("UTF-16BE", DECLARED("UTF-16BE", "A&B 春耕"), "A&B 春耕\n");
}

/* References without a semicolon, and ampersands that begin none. */
static void test_ampersands(void **state)
{
	(void)state;
	gives("<alto><TextLine><String CONTENT=\"A&B 商行 &\"/></TextLine></alto>",
	      "A&B 商行 &\n", 0);
	gives(TEXT("甲&nbsp乙&amp丙&#19968丁&#x4E8C戊&lt;己&"),
	      "甲 乙&丙一丁二戊<己&\n", 0);
	gives(TEXT("<!-- a & b --><![CDATA[甲&乙&amp;丙]]>&丁"),
	      "甲&乙&amp;丙&丁\n", 0);
	/* in an address, a parameter */
	gives(TEXT("http://a.example/?a=1&copy=2"),
	      "http://a.example/?a=1&copy=2\n", 0);
	gives(TEXT("甲&#乙&#;丙&#x;丁&;&-;&1;&#19968a"),
	      "甲&#乙&#;丙&#x;丁&;&-;&1;一a\n", 0);
	/* no entity, and nothing that an ampersand is to blame for */
	refuses(TEXT("甲&nosuch;乙"), NB_INVALID, "nosuch");
	refuses(TEXT("甲&#0;乙 & 丙"), NB_INVALID, "line 1");
	refuses("<PcGts><Page>A&B</Pages></PcGts>", NB_INVALID, "mismatch");
	refuses("<PcGts>\n<Page>A&B\n", NB_INVALID,
		"line 3: the file ends before its root element does");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alto),
		cmocka_unit_test(test_hyphens),
		cmocka_unit_test(test_spaces),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_hocr),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_reading_order),
		cmocka_unit_test(test_markup),
		cmocka_unit_test(test_charset),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_entities),
		cmocka_unit_test(test_ampersands),
		cmocka_unit_test(test_wide_ampersands),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_truncation),
	};

	return cmocka_run_group_tests_name("markup", tests, NULL, NULL) != 0;
}
