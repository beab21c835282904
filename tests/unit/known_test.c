/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sources say of items and heads: regions and groups of PAGE XML, METS
 * files, lines in another order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "issue/href.h"
#include "layout/lines/arrange.h"

#include <nbarc/article.h>
#include <nbarc/ingest.h>
#include <nbarc/markup.h>

#define PAGE(order, body)                                               \
	"<PcGts xmlns=\"http://schema.primaresearch.org/PAGE/\"><Page>" \
	"<ReadingOrder><OrderedGroup id=\"g\">" order "</OrderedGroup>" \
	"</ReadingOrder>" body "</Page></PcGts>"
#define REF(id) "<RegionRefIndexed regionRef=\"" id "\"/>"
#define GROUP(id, refs) \
	"<OrderedGroupIndexed id=\"" id "\">" refs "</OrderedGroupIndexed>"
#define REGION(id, type, lines) \
	"<TextRegion id=\"" id "\" " type ">" lines "</TextRegion>"
#define LINE(t)                                                     \
	"<TextLine><TextEquiv><Unicode>" t "</Unicode></TextEquiv>" \
	"</TextLine>"
#define SAID(type, t)                              \
	"<TextLine custom=\"structure {type:" type \
	";}\"><TextEquiv><Unicode>" t "</Unicode></TextEquiv></TextLine>"
#define HEADING "type=\"heading\""
#define PARAGRAPH "type=\"paragraph\""

/* A block of an ALTO page with a line. */
#define ALTO(blocks)                              \
	"<alto><Layout><Page><PrintSpace>" blocks \
	"</PrintSpace></Page></Layout></alto>"
#define BLOCK(id, t)                                                  \
	"<TextBlock ID=\"" id "\"><TextLine ID=\"" id "_L\"><String " \
	"CONTENT=\"" t "\"/></TextLine></TextBlock>"

/* The division of a page as "kind: role text | role text / kind: ...". */
static void describe(const struct nb_converted *c, struct nb_buf *out)
{
	size_t len, i, k;
	const char *text = nb_page_text(c->page, &len);
	const struct nb_division *d = &c->division;

	for (i = 0; i < d->item_count; i++) {
		const struct nb_item *item = &d->items[i];

		assert_int_equal(nb_buf_printf(out, "%s%s:", i ? " / " : "",
					       nb_kind_name(item->kind)),
				 NB_OK);
		for (k = item->first; k < item->first + item->count; k++)
			assert_int_equal(
				nb_buf_printf(out, " %s %.*s",
					      nb_role_name(d->units[k].role),
					      (int)d->units[k].len,
					      text + d->units[k].offset),
				NB_OK);
	}
	assert_int_equal(nb_buf_add(out, "", 1), NB_OK);
}

/* The page is divided so; repaired and divided again it stays so. */
static void divides(const char *markup, const char *expected)
{
	const struct nb_reading how = {.markup = nb_layout_read_markup};
	struct nb_page_options again = {.page_id = NULL};
	struct nb_converted c;
	struct nb_page *page;
	struct nb_buf got = {0};
	struct nb_error err;
	const char *once, *twice;
	size_t once_len, twice_len;

	assert_int_equal(nb_convert_page(markup, strlen(markup),
					 "jdrb-20190304-a01", NULL, &how, NULL,
					 &c, &err),
			 NB_OK);
	describe(&c, &got);
	assert_string_equal((char *)got.data, expected);
	once = nb_page_text(c.page, &once_len);
	again.said = &c.layout;
	assert_int_equal(nb_page_create(once, once_len, &again, &page, &err),
			 NB_OK);
	twice = nb_page_text(page, &twice_len);
	assert_int_equal(once_len, twice_len);
	assert_memory_equal(once, twice, once_len);
	assert_int_equal(nb_compare_source(c.tei.xml.data, c.tei.xml.len,
					   markup, strlen(markup),
					   nb_layout_read_markup, &err),
			 NB_OK);
	nb_page_free(page);
	nb_buf_free(&got);
	nb_converted_free(&c);
}

static void test_regions(void **state)
{
	(void)state;
	/* a group with its heading first is an item, in its own order */
	divides(PAGE(REF("h") GROUP("a", REF("1") REF("2"))
			     GROUP("b", REF("3") REF("4")),
		     REGION("h", "type=\"header\"", LINE("江东日报")) REGION(
			     "4", PARAGRAPH, LINE("水库都蓄满了水。"))
			     REGION("1", HEADING, LINE("春耕开始")) REGION(
				     "2", PARAGRAPH, LINE("田里放满了水。"))
				     REGION("3", HEADING, LINE("水库蓄水"))),
		"notice: paragraph 江东日报 / article: main 春耕开始 "
		"paragraph 田里放满了水。 / article: main 水库蓄水 paragraph "
		"水库都蓄满了水。");
	/* types in an attribute of Transkribus; a caption; a page number last
	 */
	divides(PAGE(REF("1") REF("2") REF("3") REF("4"),
		     REGION("1",
			    "custom=\"readingOrder {index:0;} structure "
			    "{type:heading;}\"",
			    LINE("春耕开始")) REGION("2", PARAGRAPH,
						     LINE("田里放满了水。"))
			     REGION("3", "type=\"caption\"", LINE("农民在田里"))
				     REGION("4", "type=\"page-number\"",
					    LINE("三"))),
		"article: main 春耕开始 paragraph 田里放满了水。 / photo: "
		"caption 农民在田里 / notice: paragraph 三");
}

/* A line of a region says what it is itself: a head may have several. */
static void test_said_of_lines(void **state)
{
	const char *const page =
		PAGE(REF("1"),
		     REGION("1", PARAGRAPH,
			    SAID("header", "江东日报") SAID("heading", "春耕开")
				    SAID("heading", "始") LINE("田里放满了水。")
					    SAID("heading", "水库蓄水")
						    LINE("水库都蓄满了。")));
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	divides(page,
		"notice: paragraph 江东日报 / article: kicker 春耕开 main "
		"始 paragraph 田里放满了水。 / article: main 水库蓄水 "
		"paragraph 水库都蓄满了。");
	assert_int_equal(
		nb_layout_read_markup(page, strlen(page), &layout, &err),
		NB_OK);
	/* both lines of the head are one part, which may be joined */
	assert_int_equal(layout.stretch_count, 5);
	assert_int_equal(layout.areas[layout.stretches[1].area - 1].said,
			 NB_SAID_HEADING);
	assert_true(layout.areas[layout.stretches[1].area - 1].line);
	nb_layout_free(&layout);
	/* but not with a head of another region */
	divides(PAGE(REF("1") REF("2"),
		     REGION("1", "", SAID("heading", "春耕开始"))
			     REGION("2", "",
				    SAID("heading", "田里放水") LINE(
					    "田里放满了水，水库都蓄满了。"))),
		"article: kicker 春耕开始 main 田里放水 paragraph "
		"田里放满了水，水库都蓄满了。");
}

/* An advertisement is an item, wherever it is listed, if it is in one piece. */
static void test_adverts(void **state)
{
	(void)state;
	divides(PAGE(REF("1") REF("2") REF("ad") REF("5"),
		     REGION("1", HEADING, LINE("春耕开始")) REGION(
			     "2", PARAGRAPH, LINE("田里放满了水。"))
			     REGION("5", HEADING,
				    LINE("水库蓄水")) "<AdvertRegion "
						      "id=\"ad\">" REGION(
							      "3", PARAGRAPH,
							      LINE("种子站供应稻种。"))
							      REGION("4",
								     PARAGRAPH,
								     LINE("地址：东街五号。")) "</AdvertRegion>"),
		"article: main 春耕开始 paragraph 田里放满了水。 / notice: "
		"paragraph 种子站供应稻种。 paragraph 地址：东街五号。 / "
		"article: main 水库蓄水");
	divides(PAGE(REF("1") REF("3") REF("2") REF("4"),
		     REGION("1", HEADING, LINE("春耕开始"))
			     REGION("2", PARAGRAPH, LINE("田里放满了水。")) "<AdvertRegion>" REGION(
				     "3", PARAGRAPH, LINE("种子站供应稻种。"))
				     REGION("4", PARAGRAPH,
					    LINE("地址：东街五号。")) "</AdvertRegion>"),
		"article: main 春耕开始 paragraph 种子站供应稻种。 paragraph "
		"田里放满了水。 paragraph 地址：东街五号。");
}

/* What is not said clearly is not said. */
static void test_doubtful_regions(void **state)
{
	const char *const page =
		PAGE(GROUP("a", REF("1") REF("2") REF("3") REF("4")),
		     REGION("1", HEADING, LINE("春耕开始"))
			     REGION("2", PARAGRAPH, LINE("田里放满了水。"))
				     REGION("3", HEADING, LINE("水库蓄水"))
					     REGION("4", PARAGRAPH,
						    LINE("水库都满了。")));
	struct nb_layout layout;
	struct nb_error err;
	size_t i;

	(void)state;
	/* a heading after the text: a column of several articles, perhaps */
	assert_int_equal(
		nb_layout_read_markup(page, strlen(page), &layout, &err),
		NB_OK);
	assert_int_equal(layout.area_count, 4);
	for (i = 0; i < layout.area_count; i++)
		assert_int_equal(layout.areas[i].item, 0);
	assert_int_equal(layout.areas[2].said, NB_SAID_HEADING);
	nb_layout_free(&layout);
}

/* A paragraph goes on over two regions, but never into a heading. */
static void test_borders(void **state)
{
	(void)state;
	divides(PAGE(REF("1") REF("2") REF("3") REF("4"),
		     REGION("1", HEADING, LINE("春耕")) REGION(
			     "2", PARAGRAPH,
			     LINE("三月的江东，到处都是忙碌的人们，田里"))
			     REGION("3", PARAGRAPH, LINE("的水也已经放满了。"))
				     REGION("4", HEADING, LINE("水库蓄水"))),
		"article: main 春耕 paragraph 三月的江东，到处都是忙碌的人们，"
		"田里的水也已经放满了。 crosshead 水库蓄水");
}

/* ---- METS */

#define METS(files, map)                                                      \
	"<mets:mets xmlns:mets=\"http://www.loc.gov/METS/\" xmlns:xlink="     \
	"\"http://www.w3.org/1999/xlink\"><mets:fileSec><mets:fileGrp>" files \
	"</mets:fileGrp></mets:fileSec><mets:structMap TYPE=\""               \
	"logical\">" map "</mets:structMap></mets:mets>"
#define FILE_OF(id, href)                                          \
	"<mets:file ID=\"" id "\"><mets:FLocat xlink:href=\"" href \
	"\"/></mets:file>"
#define DIV(type, in) "<mets:div TYPE=\"" type "\">" in "</mets:div>"
#define AREA(file, block)                                          \
	"<mets:fptr><mets:area FILEID=\"" file "\" BEGIN=\"" block \
	"\"/></mets:fptr>"

static struct nb_issue *read_issue(const char *mets)
{
	struct nb_issue *issue;
	struct nb_error err;

	assert_true(nb_layout_is_mets(mets, strlen(mets)));
	assert_int_equal(nb_issue_read_mets(mets, strlen(mets), &issue, &err),
			 NB_OK);
	return issue;
}

/*
 * With the METS file, the page has these lines, each with the number of its
 * item, counted from the least, and what is said of it.
 */
static void says(const char *mets, const char *alto, const char *text,
		 const char *items, const char *moved)
{
	struct nb_issue *issue = read_issue(mets);
	struct nb_layout layout;
	struct nb_error err;
	char got[80] = "";
	size_t applied, i;

	assert_int_equal(
		nb_layout_read_markup(alto, strlen(alto), &layout, &err),
		NB_OK);
	assert_int_equal(nb_issue_apply(issue, 0, &layout, &applied, &err),
			 NB_OK);
	assert_int_equal(layout.text.len, strlen(text));
	assert_memory_equal(layout.text.data, text, layout.text.len);
	for (i = 0; i < layout.stretch_count; i++) {
		uint32_t area = layout.stretches[i].area;

		while (area && !layout.areas[area - 1].item)
			area = layout.areas[area - 1].parent;
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got),
			       "%u.%u ", area ? layout.areas[area - 1].item : 0,
			       area ? layout.areas[area - 1].said : 0);
	}
	assert_string_equal(got, items);
	assert_int_equal(layout.moved.len, strlen(moved));
	if (layout.moved.len)
		assert_memory_equal(layout.moved.data, moved, layout.moved.len);
	nb_layout_free(&layout);
	nb_issue_free(issue);
}

static void test_blocks(void **state)
{
	(void)state;
	/* the second block belongs to another article: it makes room */
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("ISSUE",
		      DIV("ARTICLE", DIV("HEADING", AREA("F", "1"))
					     DIV("BODY", AREA("F", "3")))
			      DIV("Ad", AREA("F", "2")))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")),
	     "甲\n丙\n乙\n", "2.2 2.8 3.0 ", "1 3 2");
	/* lines, a range, and a block that nothing is said of */
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("ISSUE",
		      DIV("SECTION",
			  DIV("Feature", "<mets:fptr><mets:area FILEID=\"F\" "
					 "BEGIN=\"2\" END=\"3\"/></mets:fptr>")
				  DIV("ARTICLE",
				      DIV("TITLE", AREA("F", "4_L")))))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")
			  BLOCK("4", "丁")),
	     "甲\n乙\n丙\n丁\n", "0.0 3.0 3.0 4.4 ", "");
	/* an issue that refers to no block of the page, nor of any other */
	says(METS(FILE_OF("F", "a.xml"), DIV("ISSUE", DIV("ARTICLE", ""))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙")), "甲\n乙\n", "0.0 0.0 ",
	     "");
	/* what stands in a section directly is a notice of its own */
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("Newspaper",
		      DIV("TITLE_SECTION",
			  DIV("HEADLINE", DIV("TEXT", AREA("F", "1"))))
			      DIV("ARTICLE",
				  DIV("ILLUSTRATION", AREA("F", "3"))
					  DIV("BODY", DIV("PARAGRAPH",
							  AREA("F", "2")))))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")),
	     "甲\n丙\n乙\n", "2.2 3.11 3.9 ", "1 3 2");
}

#define PLACED(type, order, in) \
	"<mets:div TYPE=\"" type "\" ORDER=\"" order "\">" in "</mets:div>"

/* Divisions in another order than they state. */
static void test_order_of_divisions(void **state)
{
	(void)state;
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("ISSUE",
		      PLACED("ARTICLE", "2", DIV("HEADING", AREA("F", "3")))
			      PLACED("ARTICLE", "1",
				     PLACED("BODY", "10", AREA("F", "1"))
					     PLACED("HEADING", "9",
						    AREA("F", "2"))))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")),
	     "乙\n甲\n丙\n", "3.2 3.8 2.2 ", "2 1 3");
	/* one that lacks it, or has no number, leaves the order of the file */
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("ARTICLE", PLACED("BODY", "2", AREA("F", "1"))
					 DIV("BODY", AREA("F", "2")) PLACED(
						 "BODY", "1", AREA("F", "3")))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")),
	     "甲\n乙\n丙\n", "1.8 1.8 1.8 ", "");
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("ARTICLE", PLACED("BODY", "2", AREA("F", "1")) PLACED(
					 "BODY", "1a", AREA("F", "2"))
					 PLACED("BODY", "", AREA("F", "3")))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")),
	     "甲\n乙\n丙\n", "1.8 1.8 1.8 ", "");
	/* so does a number that two have */
	says(METS(FILE_OF("F", "a.xml"),
		  DIV("ARTICLE", PLACED("BODY", "1", AREA("F", "1")) PLACED(
					 "BODY", "2", AREA("F", "2"))
					 PLACED("BODY", "1", AREA("F", "3")))),
	     ALTO(BLOCK("1", "甲") BLOCK("2", "乙") BLOCK("3", "丙")),
	     "甲\n乙\n丙\n", "1.8 1.8 1.8 ", "");
}

static void test_parts(void **state)
{
	struct nb_issue *issue = read_issue(
		METS(FILE_OF("F", "a.xml") FILE_OF("G", "file://./b.xml"),
		     DIV("ISSUE", DIV("ARTICLE", AREA("F", "1") AREA("G", "2"))
					  DIV("ARTICLE", AREA("G", "1")))));

	(void)state;
	assert_int_equal(nb_issue_files(issue), 2);
	assert_string_equal(nb_issue_file(issue, 1), "b.xml");
	assert_int_equal(nb_issue_blocks(issue, 1), 2);
	assert_int_equal(nb_issue_part(issue, 2, 0, 1), 1);
	assert_int_equal(nb_issue_part(issue, 2, 1, -1), 0);
	assert_true(nb_issue_part(issue, 2, 1, 1) == SIZE_MAX);
	assert_true(nb_issue_part(issue, 3, 1, -1) == SIZE_MAX);
	assert_true(nb_issue_part(issue, 9, 0, 1) == SIZE_MAX);
	nb_issue_free(issue);
}

static void test_paths(void **state)
{
	static const char *const paths[][2] = {
		{"alto/1.xml", "alto/1.xml"},
		{"./alto//./1.xml", "alto/1.xml"},
		{"file://./alto/1.xml", "alto/1.xml"},
		{"FILE:alto/1.xml", "alto/1.xml"},
		{".\\alto\\1.xml", "alto/1.xml"},
		{"a%20b/%E6%98%A5.xml", "a b/春.xml"},
		{"alto/../text/1.xml", "text/1.xml"},
		{"..", ""},
		{"../1.xml", ""},
		{"alto/../../1.xml", ""},
		{"%2e%2e/1.xml", ""},
		{"/etc/passwd", ""},
		{"file:///etc/passwd", ""},
		{"%2Fetc/passwd", ""},
		{"http://example.org/1.xml", ""},
		{"c:\\1.xml", ""},
		{"1%00.xml", ""},
		{"./", ""},
		{"", ""},
		{"a", "a"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *path = malloc(strlen(paths[i][0]) + 2);

		assert_non_null(path);
		nb_issue_path(paths[i][0], path);
		assert_string_equal(path, paths[i][1]);
		free(path);
	}
}

static void refuses(const char *mets, enum nb_status status, const char *why)
{
	struct nb_issue *issue;
	struct nb_error err;

	assert_int_equal(nb_issue_read_mets(mets, strlen(mets), &issue, &err),
			 status);
	assert_null(issue);
	assert_non_null(strstr(err.text, why));
}

static void test_hostile(void **state)
{
	struct nb_buf deep = {0};
	unsigned i;

	(void)state;
	refuses("<mets><fileSec>", NB_INVALID, "line 1");
	refuses("<alto/>", NB_INVALID, "not a METS file");
	refuses("<!DOCTYPE mets [<!ENTITY a \"bc\">]><mets>&a;</mets>",
		NB_UNSUPPORTED, "entities");
	assert_int_equal(nb_buf_puts(&deep, "<mets><structMap TYPE=\"LOGICAL\""
					    ">"),
			 NB_OK);
	for (i = 0; i < 220; i++)
		assert_int_equal(nb_buf_puts(&deep, "<div>"), NB_OK);
	assert_int_equal(nb_buf_add(&deep, "", 1), NB_OK);
	refuses((char *)deep.data, NB_LIMIT, "deep");
	nb_buf_free(&deep);
}

static void test_order_of_lines(void **state)
{
	static const char *const bad[] = {"1-2",   "1 2 3 4", "1 1 2", "2-1 3",
					  "1,2,3", "x",	      "1-3 1", ""};
	struct nb_buf text = {0};
	struct nb_error err;
	size_t i;

	(void)state;
	assert_int_equal(nb_buf_puts(&text, "a\nb\nc\n"), NB_OK);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
			nb_lines_move(&text, bad[i], strlen(bad[i]), &err),
			NB_INVALID);
	assert_int_equal(nb_lines_move(&text, "3 1-2", 5, &err), NB_OK);
	assert_memory_equal(text.data, "c\na\nb\n", 6);
	nb_buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_said_of_lines),
		cmocka_unit_test(test_adverts),
		cmocka_unit_test(test_doubtful_regions),
		cmocka_unit_test(test_borders),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_order_of_divisions),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_order_of_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
