/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders that elements state one by one, without a list of them: numbers of
 * regions and lines, blocks that name the next one, margins; and what the
 * places of lines have to say beside an order that is stated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/layout.h>
#include <nbarc/markup.h>

static void gives(const char *markup, const char *text)
{
	struct nb_layout layout;
	struct nb_error err;

	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), &layout, &err),
		NB_OK);
	assert_int_equal(layout.text.len, strlen(text));
	assert_memory_equal(layout.text.data, text, layout.text.len);
	nb_layout_free(&layout);
}

/* ---- PAGE */

#define PAGE(body) "<PcGts><Page>" body "</Page></PcGts>"
#define NUMBER(n) "custom=\"readingOrder {index:" n ";} structure {type:x;}\""
#define REGION(said, lines) "<TextRegion " said ">" lines "</TextRegion>"
#define TEXT(t) "<TextEquiv><Unicode>" t "</Unicode></TextEquiv>"
#define LINE(said, t) "<TextLine " said ">" TEXT(t) "</TextLine>"
#define AT(left, top, right, lower, t)                                 \
	"<TextLine><Coords points=\"" left "," top " " right "," lower \
	"\"/>" TEXT(t) "</TextLine>"
#define LISTED(refs)                                 \
	"<ReadingOrder><OrderedGroup id=\"g\">" refs \
	"</OrderedGroup></ReadingOrder>"
#define REF(id) "<RegionRef regionRef=\"" id "\"/>"

static void test_numbers_of_regions(void **state)
{
	(void)state;
	gives(PAGE(REGION(NUMBER("1"), LINE("", "b"))
			   REGION(NUMBER("0"), LINE("", "a"))
				   REGION(NUMBER("10"), LINE("", "c"))),
	      "a\nb\nc\n");
	/* one without a number goes with the one before it */
	gives(PAGE(REGION(NUMBER("1"), LINE("", "b")) REGION("", LINE("", "c"))
			   REGION(NUMBER("0"), LINE("", "a"))),
	      "a\nb\nc\n");
	/* but the number of one, or of half of the lines, says nothing */
	gives(PAGE(REGION("", LINE("", "a")) REGION("", LINE("", "b")) REGION(
		      NUMBER("0"), LINE("", "c")) REGION("", LINE("", "d"))
			   REGION(NUMBER("0"), LINE("", "e"))
				   REGION("", LINE("", "f"))),
	      "a\nb\nc\nd\ne\nf\n");
	gives(PAGE(REGION("", AT("100", "0", "140", "400", "夜校开课了啊"))
			   REGION(NUMBER("0"),
				  AT("200", "0", "240", "400", "柳湾镇办起了"))
				   REGION("", AT("300", "0", "340", "400",
						 "农户们都说好"))),
	      "农户们都说好\n柳湾镇办起了\n夜校开课了啊\n");
	/* inside of another one, that one's number counts */
	gives(PAGE(REGION(NUMBER("5"), REGION(NUMBER("0"), LINE("", "b")))
			   REGION(NUMBER("3"), LINE("", "a"))),
	      "a\nb\n");
	/* the list of the file wins; other attributes are none */
	gives(PAGE(LISTED(REF("b") REF("a")) REGION("id=\"a\" " NUMBER("0"),
						    LINE("", "a"))
			   REGION("id=\"b\" " NUMBER("1"), LINE("", "b"))),
	      "b\na\n");
	gives(PAGE(REGION("custom=\"readingOrder {index:x;}\"", LINE("", "a"))
			   REGION("custom=\"order {index:0;}\"", LINE("", "b"))
				   REGION("custom=\"readingOrder\"",
					  LINE("", "c"))),
	      "a\nb\nc\n");
}

static void test_numbers_of_lines(void **state)
{
	(void)state;
	gives(PAGE(REGION("", LINE(NUMBER("1"), "b") LINE(NUMBER("0"), "a")
				      LINE(NUMBER("2"), "c"))),
	      "a\nb\nc\n");
	/* in their region, also beside a list of the regions */
	gives(PAGE(REGION("", LINE(NUMBER("1"), "b") LINE(NUMBER("0"), "a"))
			   REGION("", LINE(NUMBER("1"), "d")
					      LINE(NUMBER("0"), "c"))),
	      "a\nb\nc\nd\n");
	gives(PAGE(LISTED(REF("y") REF("x")) REGION(
		      "id=\"x\"", LINE(NUMBER("1"), "b") LINE(NUMBER("0"), "a"))
			   REGION("id=\"y\"", LINE(NUMBER("1"), "d")
						      LINE(NUMBER("0"), "c"))),
	      "c\nd\na\nb\n");
}

/* An order of regions does not say how the columns in one of them follow. */
static void test_upright_in_order(void **state)
{
	(void)state;
	gives(PAGE(LISTED(REF("b") REF("a")) REGION(
		      "id=\"a\"",
		      AT("100", "0", "140", "400", "夜校开课了啊")
			      AT("200", "0", "240", "400", "柳湾镇办起了"))
			   REGION("id=\"b\"",
				  AT("300", "0", "340", "400", "农户们都说好")
					  AT("400", "0", "440", "400",
					     "春耕时节来了"))),
	      "春耕时节来了\n农户们都说好\n柳湾镇办起了\n夜校开课了啊\n");
	/* level columns keep the order that is stated */
	gives(PAGE(REGION(NUMBER("1"), AT("0", "0", "400", "40", "甲乙丙"))
			   REGION(NUMBER("0"),
				  AT("500", "0", "900", "40", "丁戊己"))),
	      "丁戊己\n甲乙丙\n");
}

static bool in_doubt(const char *markup)
{
	struct nb_layout layout;
	struct nb_error err;
	bool doubt;

	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), &layout, &err),
		NB_OK);
	doubt = layout.order_in_doubt;
	nb_layout_free(&layout);
	return doubt;
}

#define COLUMN(id, left, right, t) \
	REGION("id=\"" id "\"", AT(left, "0", right, "400", t))
#define COLUMNS(order)                                                         \
	PAGE(LISTED(order) COLUMN("a", "100", "140", "夜校开课了啊")           \
		     COLUMN("b", "200", "240", "柳湾镇办起了")                 \
			     COLUMN("c", "300", "340", "农户们都说好") COLUMN( \
				     "d", "400", "440", "春耕时节来了"))

/* Columns that are listed from left to right. */
static void test_doubt(void **state)
{
	(void)state;
	assert_true(in_doubt(COLUMNS(REF("a") REF("b") REF("c") REF("d"))));
	assert_false(in_doubt(COLUMNS(REF("d") REF("c") REF("b") REF("a"))));
	/* two articles, of which the left one is first */
	assert_false(in_doubt(COLUMNS(REF("b") REF("a") REF("d") REF("c"))));
	/* level ones may be so */
	assert_false(in_doubt(
		PAGE(LISTED(REF("a") REF("b") REF("c")) REGION(
			"id=\"a\"", AT("0", "0", "99", "20", "甲乙丙"))
			     REGION("id=\"b\"",
				    AT("100", "0", "199", "20", "甲乙丙"))
				     REGION("id=\"c\"", AT("200", "0", "299",
							   "20", "甲乙丙")))));
}

/* ---- ALTO */

#define ALTO(body) "<alto><Layout><Page>" body "</Page></Layout></alto>"
#define BLOCK(id, next, t)                                     \
	"<TextBlock ID=\"" id "\" " next "><TextLine ID=\"" id \
	"_l\"><String CONTENT=\"" t "\"/></TextLine></TextBlock>"
#define NEXT(id) "IDNEXT=\"" id "\""

static void test_next_blocks(void **state)
{
	(void)state;
	gives(ALTO(BLOCK("b", NEXT("c"), "b") BLOCK("c", "", "c")
			   BLOCK("a", NEXT("b"), "a")),
	      "a\nb\nc\n");
	/* what is in no chain keeps its place; what is not there is no block */
	gives(ALTO(BLOCK("a", NEXT("c"), "a") BLOCK("x", NEXT("none"), "x")
			   BLOCK("c", NEXT(""), "c")),
	      "a\nc\nx\n");
	/* circles end */
	gives(ALTO(BLOCK("a", NEXT("b"), "a") BLOCK("b", NEXT("a"), "b")
			   BLOCK("c", NEXT("c"), "c")),
	      "c\na\nb\n");
	/* a list says more */
	gives("<alto><ReadingOrder><OrderedGroup><ElementRef REF=\"b\"/>"
	      "<ElementRef REF=\"a\"/></OrderedGroup></ReadingOrder>"
	      "<Layout><Page>" BLOCK("a", NEXT("b"), "a")
		      BLOCK("b", "", "b") "</Page></Layout></alto>",
	      "b\na\n");
}

/* A line of a page with two columns, whose file has the rows. */
#define CELL(id, next, left, top, t)                                           \
	"<TextBlock ID=\"" id "\" " next "><TextLine HPOS=\"" left             \
	"\" VPOS=\"" top "\" WIDTH=\"400\" HEIGHT=\"40\"><String HPOS=\"" left \
	"\" VPOS=\"" top "\" WIDTH=\"400\" HEIGHT=\"40\" CONTENT=\"" t         \
	"\"/></TextLine></TextBlock>"
#define ROW(l, r, to_l, to_r, top, tl, tr) \
	CELL(l, to_l, "0", top, tl) CELL(r, to_r, "500", top, tr)

/* The chain of one article says nothing of the columns of a page. */
static void test_few_links(void **state)
{
	(void)state;
	gives(ALTO(ROW("a", "e", "", "", "0", "甲甲甲甲", "一一一一") ROW(
		      "b", "f", NEXT("d"), "", "60", "乙乙乙乙", "二二二二")
			   ROW("c", "g", "", "", "120", "丙丙丙丙", "三三三三")
				   ROW("d", "h", "", "", "180", "丁丁丁丁",
				       "四四四四")),
	      "甲甲甲甲\n乙乙乙乙\n丙丙丙丙\n丁丁丁丁\n"
	      "一一一一\n二二二二\n三三三三\n四四四四\n");
}

static void test_margins(void **state)
{
	(void)state;
	gives(ALTO("<TopMargin>" BLOCK(
		      "t", "",
		      "top") "</TopMargin>"
			     "<LeftMargin>" BLOCK(
				     "l", "",
				     "left") "</LeftMargin>"
					     "<RightMargin>" BLOCK(
						     "r", "",
						     "right") "</RightMargin>"
							      "<BottomMargin>" BLOCK(
								      "b", "",
								      "low") "</BottomMargin>"
									     "<PrintSpace>" BLOCK(
										     "p",
										     "",
										     "text") "</PrintSpace>"),
	      "top\nleft\ntext\nright\nlow\n");
	/* beside a chain that they are not in */
	gives(ALTO("<BottomMargin>" BLOCK(
		      "m", "", "low") "</BottomMargin>"
				      "<PrintSpace>" BLOCK("b", "", "b")
					      BLOCK("a", NEXT("b"),
						    "a") "</PrintSpace>"),
	      "a\nb\nlow\n");
	/* and beside one that is the order of the file */
	gives(ALTO("<BottomMargin>" BLOCK(
		      "m", "", "low") "</BottomMargin>"
				      "<PrintSpace>" BLOCK("a", NEXT("b"), "a")
					      BLOCK("b", "",
						    "b") "</PrintSpace>"),
	      "a\nb\nlow\n");
	/* of each page */
	gives("<alto><Layout><Page>"
	      "<BottomMargin>" BLOCK("b", "", "1") "</BottomMargin><PrintSpace>" BLOCK(
		      "p", "", "a") "</PrintSpace></Page>"
				    "<Page><PrintSpace>" BLOCK(
					    "q", "", "b") "</PrintSpace></Page>"
							  "</Layout></alto>",
	      "a\n1\nb\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_of_regions),
		cmocka_unit_test(test_numbers_of_lines),
		cmocka_unit_test(test_upright_in_order),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_next_blocks),
		cmocka_unit_test(test_few_links),
		cmocka_unit_test(test_margins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
