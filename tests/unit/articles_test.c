/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Articles that a file states by name: IDs in PAGE XML, tags of ALTO. And what
 * it states in two ways that do not agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/article.h>
#include <nbarc/ingest.h>
#include <nbarc/markup.h>

#define PAGE(body)                                                           \
	"<PcGts xmlns=\"http://schema.primaresearch.org/PAGE/\"><Page>" body \
	"</Page></PcGts>"
#define CUSTOM(groups) " custom=\"readingOrder {index:0;} " groups "\""
#define OF(id) CUSTOM("structure {id:" id "; type:article;}")
#define HEADING(id) CUSTOM("structure {id:" id "; type:heading;}")
#define REGION(id, more, lines) \
	"<TextRegion id=\"" id "\"" more ">" lines "</TextRegion>"
#define LINE(more, t)                                           \
	"<TextLine" more "><TextEquiv><Unicode>" t "</Unicode>" \
	"</TextEquiv></TextLine>"
/* A line with a place. */
#define AT(more, points, t)                                 \
	"<TextLine" more "><Coords points=\"" points "\"/>" \
	"<TextEquiv><Unicode>" t "</Unicode></TextEquiv></TextLine>"

#define ALTO(tags, blocks)                                             \
	"<alto><Tags>" tags "</Tags><Layout><Page><PrintSpace>" blocks \
	"</PrintSpace></Page></Layout></alto>"
#define TAG(kind, id, type, label) \
	"<" kind "Tag ID=\"" id "\" TYPE=\"" type "\" LABEL=\"" label "\"/>"
#define BLOCK(id, tags, lines) \
	"<TextBlock ID=\"" id "\"" tags ">" lines "</TextBlock>"
#define REFS(ids) " TAGREFS=\"" ids "\""
#define STRING(more, t) \
	"<TextLine" more "><String CONTENT=\"" t "\"/></TextLine>"

/* What the page is divided into, "kind: role text ... / kind: ...", and its
 * doubts, each in a line. */
static void describe(const struct nb_converted *c, struct nb_buf *out)
{
	const struct nb_division *d = &c->division;
	char words[NB_DOUBT_WORDS];
	size_t len, i, k;
	const char *text = nb_page_text(c->page, &len);
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < d->item_count; i++) {
		const struct nb_item *item = &d->items[i];

		st = nb_buf_printf(out, "%s%s:", i ? " / " : "",
				   nb_kind_name(item->kind));
		for (k = item->first; !st && k < item->first + item->count; k++)
			st = nb_buf_printf(out, " %s %.*s",
					   nb_role_name(d->units[k].role),
					   (int)d->units[k].len,
					   text + d->units[k].offset);
	}
	for (i = 0; !st && i < c->layout.doubt_count; i++) {
		nb_doubt_say(&c->layout.doubts[i], words);
		st = nb_buf_printf(out, "\n%s", words);
	}
	if (!st)
		st = nb_buf_add(out, "", 1);
	assert_int_equal(st, NB_OK);
}

/* The page is divided so, and its document is that of the file. */
static void divides(const char *markup, const char *expected)
{
	const struct nb_reading how = {.markup = nb_layout_read_markup};
	struct nb_converted c;
	struct nb_buf got = {0};
	struct nb_error err;

	assert_int_equal(nb_convert_page(markup, strlen(markup),
					 "jdrb-20190304-a01", NULL, &how, NULL,
					 &c, &err),
			 NB_OK);
	describe(&c, &got);
	assert_string_equal((char *)got.data, expected);
	assert_int_equal(nb_compare_source(c.tei.xml.data, c.tei.xml.len,
					   markup, strlen(markup),
					   nb_layout_read_markup, &err),
			 NB_OK);
	nb_buf_free(&got);
	nb_converted_free(&c);
}

/* ---- PAGE XML */

static void test_of_lines(void **state)
{
	(void)state;
	/* two articles in each of two columns; a line of none after the first;
	 * a foot of the page */
	divides(PAGE(REGION("r1", "",
			    LINE(HEADING("a1"), "春耕开始")
				    LINE(OF("a1"), "田里放满了水，农民") LINE(
					    HEADING("a2"), "水库蓄水")
					    LINE(OF("a2"), "水库都蓄满了水，"))
			     REGION("r2", "",
				    LINE(OF("a1"), "都在忙着插秧。")
					    LINE(OF("a2"), "够用一年了。"))
				     REGION("r3", " type=\"page-number\"",
					    LINE("", "三"))),
		"article: main 春耕开始 paragraph 田里放满了水，农民都在忙着插秧。 / article: main 水库蓄水 paragraph 水库都蓄满了水， paragraph 够用一年了。 / notice: paragraph 三");
	/* a name that no part says is an article is none */
	divides(PAGE(REGION("r1", "",
			    LINE(HEADING("h1"), "春耕开始")
				    LINE(CUSTOM("structure {id:p1; "
						"type:paragraph;}"),
					 "田里放满了水。"))),
		"article: main 春耕开始 paragraph 田里放满了水。");
}

static void test_of_regions(void **state)
{
	(void)state;
	/* in any order of keys, beside another group, with its kind; the file
	 * wins over what the text looks like */
	divides(PAGE(REGION("r1", OF("a1"), LINE("", "春耕开始"))
			     REGION("r2",
				    CUSTOM("structure {type:advertisement; "
					   "id:ad;}"),
				    LINE("", "种子站供应稻种。"))
				     REGION("r3",
					    CUSTOM("structure {type:paragraph;}"
						   " structure {type:article;"
						   "id:a1;}"),
					    LINE("", "田里放满了水。"))
					     REGION("r4", OF("a2"),
						    LINE("", "水库都满了。"))),
		"article: main 春耕开始 paragraph 田里放满了水。 / notice: main 种子站供应稻种。 / article: main 水库都满了。");
	/* an advertisement without a name is an item by itself */
	divides(PAGE(REGION("r1", CUSTOM("structure {type:advertisement;}"),
			    LINE("", "种子站供应稻种。"))
			     REGION("r2",
				    CUSTOM("structure {type:advertisement;}"),
				    LINE("", "农机站供应农机。"))),
		"notice: main 种子站供应稻种。 / notice: main 农机站供应农机。");
}

static void test_contradictions(void **state)
{
	(void)state;
	/* goes on in the middle of another, in one column */
	divides(PAGE(REGION("r1", "",
			    LINE(OF("a1"), "田里放满了水。")
				    LINE(OF("a2"), "水库都满了。")
					    LINE(OF("a1"), "农民在插秧。"))),
		"article: main 田里放满了水。农民在插秧。 / article: main 水库都满了。\n"
		"articles go on between the lines of another article, and were "
		"put together: a1");
	/* but another column of the same region is none of that */
	divides(PAGE(REGION("r1", "",
			    AT(OF("a1"), "0,0 100,0 100,10 0,10",
			       "田里放满了水。") AT(OF("a2"),
						    "0,20 100,20 100,30 0,30",
						    "水库都满了。")
				    AT(OF("a1"), "120,0 220,0 220,10 120,10",
				       "农民在插秧。"))),
		"article: main 田里放满了水。 paragraph 农民在插秧。 / article: main 水库都满了。");
	/* in two articles at once; an article without a name */
	divides(PAGE(REGION("r1", OF("a1"),
			    LINE("", "田里放满了水。")
				    LINE(OF("a2"), "水库都满了。"))
			     REGION("r2", CUSTOM("structure {type:article;}"),
				    LINE("", "农民在插秧，都忙得很。"))),
		"article: main 田里放满了水。 / article: main 水库都满了。 / article: main 农民在插秧，都忙得很。\n"
		"it is not known whether these are one article or several, and "
		"they were not used: r2\n"
		"parts are of two articles: a2");
}

/* ---- ALTO */

static void test_tags(void **state)
{
	(void)state;
	divides(ALTO(TAG("Layout", "T1", "", "Heading") TAG("Layout", "T2",
							    "region", "caption")
			     TAG("Structure", "A1", "article", "春耕") TAG(
				     "Structure", "AD", "advertisement", ""),
		     BLOCK("b1", REFS("A1 T1"), STRING("", "春耕开始")) BLOCK(
			     "b2", REFS("AD"), STRING("", "种子站供应稻种。"))
			     BLOCK("b3", REFS("A1"),
				   STRING("", "田里放满了水。"))
				     BLOCK("b4", REFS("T2"),
					   STRING("", "农民在田里"))),
		"article: main 春耕开始 paragraph 田里放满了水。 / notice: main 种子站供应稻种。 / photo: caption 农民在田里");
	/* of lines: two of a head are one, and a line without an ID counts */
	divides(ALTO(TAG("Other", "H", "line",
			 "heading") TAG("Structure", "A1", "article", "article")
			     TAG("Structure", "A2", "article", "article"),
		     BLOCK("b1", "",
			   STRING(REFS("H A1"), "春耕开") STRING(
				   " ID=\"l2\"" REFS("H A1"), "始了")
				   STRING(REFS("A1"), "田里放满了水。")
					   STRING(REFS("A2"), "水库都满了。"))),
		"article: kicker 春耕开 main 始了 paragraph 田里放满了水。 / article: main 水库都满了。");
}

static void test_doubtful_tags(void **state)
{
	(void)state;
	/* one tag for articles of which there are two */
	divides(ALTO(TAG("Layout", "T1", "", "heading")
			     TAG("Structure", "A", "", "article"),
		     BLOCK("b1", REFS("A T1"), STRING("", "春耕开始")) BLOCK(
			     "b2", REFS("A"), STRING("", "田里放满了水。"))
			     BLOCK("b3", REFS("A T1"), STRING("", "水库蓄水"))
				     BLOCK("b4", REFS("A"),
					   STRING("", "水库都满了。"))),
		"article: main 春耕开始 paragraph 田里放满了水。 / article: main 水库蓄水 paragraph 水库都满了。\n"
		"it is not known whether these are one article or several, and "
		"they were not used: A");
	/* it is one here; a tag that is not defined, twice; two articles */
	divides(ALTO(TAG("Layout", "T1", "", "heading")
			     TAG("Structure", "A", "", "article"),
		     BLOCK("b1", REFS("A T1"), STRING("", "春耕开始")) BLOCK(
			     "b2", REFS("A T9"), STRING("", "田里放满了水。"))
			     BLOCK("b3", REFS("T9"),
				   STRING("", "水库都满了，够用。"))),
		"article: main 春耕开始 paragraph 田里放满了水。 / article: main 水库都满了，够用。\n"
		"tags are not defined: T9");
	divides(ALTO(TAG("Structure", "A1", "article", "甲")
			     TAG("Structure", "A2", "article", "乙"),
		     BLOCK("b1", REFS("A1 A2"), STRING("", "田里放满了水。"))),
		"article: main 田里放满了水。\n"
		"parts are of two articles: b1");
	/* one tag for all advertisements: each block is one */
	divides(ALTO(TAG("Layout", "AD", "", "advertisement"),
		     BLOCK("b1", REFS("AD"), STRING("", "种子站供应稻种。"))
			     BLOCK("b2", REFS("AD"),
				   STRING("", "农机站供应农机。"))),
		"notice: main 种子站供应稻种。 / notice: main 农机站供应农机。");
}

/* ---- regions */

#define TEXT(t) "<TextEquiv><Unicode>" t "</Unicode></TextEquiv>"

/* The page of the markup has so many doubts; the first is said so. */
static void doubts(const char *markup, size_t count, const char *said)
{
	char words[NB_DOUBT_WORDS] = "";
	struct nb_layout layout;
	struct nb_error err;

	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), &layout, &err),
		NB_OK);
	assert_int_equal(layout.doubt_count, count);
	if (count)
		nb_doubt_say(&layout.doubts[0], words);
	assert_string_equal(words, said);
	nb_layout_free(&layout);
}

static void test_readings(void **state)
{
	(void)state;
	/* another reading; also of a region in another, and without an ID */
	doubts(PAGE(REGION("r1", "", LINE("", "田里放水") TEXT("田裡放水"))
			    REGION("r2", "", LINE("", "水库") TEXT("水库"))),
	       1,
	       "regions have another reading of their text than their lines, "
	       "which is in the source only: r1");
	doubts(PAGE("<TableRegion id=\"t\">" REGION(
		       "r1", "", LINE("", "田里放水") TEXT("田裡")) LINE("",
									 "水库")
			    TEXT("水庫") "</TableRegion>"
					 "<TextRegion>" LINE("", "水库")
						 TEXT("水庫") "</TextRegion>"),
	       1,
	       "regions have another reading of their text than their lines, "
	       "which is in the source only: r1, t and 1 more");
	/* the same, but for what lines never have; and more of it */
	doubts(PAGE(REGION("r1", "",
			   LINE("", "田里&#x200b;放水") LINE("", "new&#xad;")
				   LINE("", "spa&#xac;") LINE("", "per")
					   TEXT("田里放&#x2060;水\nnew&#xad;"
						"\nspa&#xac;\nper"))
			    REGION("r2", "",
				   LINE("", "水库") TEXT("水库满了"))),
	       0, "");
	/* the same lines in another order are another reading */
	doubts(PAGE(REGION("r1", "",
			   LINE("", "田里") LINE("", "水库")
				   TEXT("水库\n田里"))),
	       1,
	       "regions have another reading of their text than their lines, "
	       "which is in the source only: r1");
}

#define TEN "春耕夜校水库田里放水"

/* A line without a place costs the page its boxes, and is told. */
static void test_unplaced(void **state)
{
	(void)state;
	doubts(PAGE(REGION("r1", "",
			   AT("", "0,0 9,0 9,9 0,9", "田里") LINE("", "水库")
				   LINE("", "水库") LINE("", "春耕"))),
	       1,
	       "lines have no place, so that those of the other lines of the "
	       "page are not used: 水库, 水库, 春耕");
	/* a name is cut at 60 bytes, also before a character of four */
	doubts(PAGE(REGION("r1", "",
			   AT("", "0,0 9,0 9,9 0,9", "田里")
				   LINE("", TEN TEN "𠮷"))),
	       1,
	       "lines have no place, so that those of the other lines of the "
	       "page are not used: " TEN TEN);
	/* a page without any is usual */
	doubts(PAGE(REGION("r1", "", LINE("", "田里") LINE("", "水库"))), 0,
	       "");
}

/* A doubt is of its page alone, and many parts are counted. */
static void test_many(void **state)
{
	struct nb_buf b = {0};
	struct nb_layout whole, page;
	struct nb_error err;
	char words[NB_DOUBT_WORDS];
	enum nb_status st = nb_buf_puts(&b, "<PcGts>");
	size_t i;

	(void)state;
	for (i = 0; !st && i < 300; i++)
		st = nb_buf_printf(&b,
				   "%s<TextRegion id=\"r%zu\">" LINE("", "水库")
					   TEXT("水庫") "</TextRegion>%s",
				   i == 0 || i == 299 ? "<Page>" : "", i,
				   i == 298 || i == 299 ? "</Page>" : "");
	if (!st)
		st = nb_buf_puts(&b, "</PcGts>");
	assert_int_equal(st, NB_OK);
	assert_int_equal(nb_layout_read_markup(b.data, b.len, &whole, &err),
			 NB_OK);
	assert_int_equal(nb_layout_page(&whole, 0, &page, &err), NB_OK);
	assert_int_equal(page.doubt_count, 1);
	assert_int_equal(page.doubts[0].count, 299);
	nb_doubt_say(&page.doubts[0], words);
	assert_non_null(strstr(words, ": r0, r1, r2, "));
	assert_non_null(strstr(words, " more"));
	nb_layout_free(&page);
	assert_int_equal(nb_layout_page(&whole, 1, &page, &err), NB_OK);
	assert_int_equal(page.doubt_count, 1);
	nb_doubt_say(&page.doubts[0], words);
	assert_non_null(strstr(words, "only: r299"));
	nb_layout_free(&page);
	nb_layout_free(&whole);
	nb_buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_lines),
		cmocka_unit_test(test_of_regions),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_doubtful_tags),
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_unplaced),
		cmocka_unit_test(test_many),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
