/* SPDX-License-Identifier: Apache-2.0 */
/* Text of OCR files that is in no line, or only beside one: none is lost. */
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

	assert_int_equal(
		nb_layout_read_markup(markup, strlen(markup), layout, &err),
		NB_OK);
}

/* The file has these lines; those without a place are marked with a ?. */
static void gives(const char *markup, const char *lines)
{
	struct nb_layout l;
	struct nb_buf got = {0};
	size_t i;

	read_layout(markup, &l);
	for (i = 0; i < l.count; i++) {
		const struct nb_box *b = &l.boxes[i];

		assert_int_equal(
			nb_buf_printf(&got, "%s%.*s%s", i ? "/" : "",
				      (int)b->len,
				      (const char *)l.text.data + b->offset,
				      b->x0 > b->x1 ? "?" : ""),
			NB_OK);
	}
	if (!l.count)
		assert_int_equal(nb_buf_add(&got, l.text.data, l.text.len),
				 NB_OK);
	assert_int_equal(nb_buf_add(&got, "", 1), NB_OK);
	assert_string_equal((const char *)got.data, lines);
	nb_buf_free(&got);
	nb_layout_free(&l);
}

/* Where the first line begins. */
static double top_of(const char *markup)
{
	struct nb_layout l;
	double top;

	read_layout(markup, &l);
	top = l.count ? l.boxes[0].y0 : -1;
	nb_layout_free(&l);
	return top;
}

/* ---- hOCR */

#define HOCR(body)                                                         \
	"<html><body><div class='ocr_page' title='bbox 0 0 900 900'>" body \
	"</div></body></html>"
#define PAR(title, body) "<p class='ocr_par' title='" title "'>" body "</p>"
#define AT(text, box) \
	"<span class='ocr_line' title='bbox " box "'>" text "</span>"

static void test_paragraphs(void **state)
{
	(void)state;
	/* it has the place of what is around it, if it is alone there */
	gives(HOCR(PAR("bbox 0 0 90 4", "春耕")
			   PAR("bbox 0 5 90 9", AT("夜校", "0 5 90 9"))),
	      "春耕/夜校");
	gives(HOCR("<div class='ocr_carea' title='bbox 0 0 90 4'><p><b>春</b>耕"
		   "</p></div>" AT("夜校", "0 5 90 9")),
	      "春耕/夜校");
	gives(HOCR(PAR("bbox 0 0 90 4",
		       "<span class='ocr_dropcap' title='bbox 0 "
		       "0 9 4'>春</span>耕")),
	      "春耕");
	/* without any place, no line of the page keeps its own */
	gives(HOCR(AT("夜校", "0 5 90 9") PAR("", "春耕")
			   AT("学习", "0 9 90 13")),
	      "夜校\n春耕\n学习\n");
	gives(HOCR(PAR("bbox 0 0 90 9", "春耕<br/>开始")
			   AT("夜校", "0 10 9 14")),
	      "春耕\n开始\n夜校\n");
	/* nor with the place of a line beside text that is blank */
	gives(HOCR(PAR("bbox 0 0 90 9", "&#160;" AT("夜校", "0 5 90 9"))),
	      "夜校");
	assert_true(top_of(HOCR(PAR("bbox 0 0 90 9",
				    "&#160;" AT("夜校", "0 5 90 9")))) == 5);
	gives(HOCR("<h2>春耕</h2><ul><li>甲</li><li>乙</li></ul>"),
	      "春耕\n甲\n乙\n");
	gives(HOCR(PAR("bbox 0 0 90 9", "前" AT("夜校", "0 5 90 9") "后")),
	      "前\n夜校\n后\n");
}

/* Where the file has a new line, there is a space between words alone. */
static void test_new_lines(void **state)
{
	(void)state;
	gives(HOCR(PAR("", "\n  春耕\n  夜校\n  the\n  news\n")),
	      "春耕夜校the news\n");
	gives(HOCR(AT("\n  春耕\n  夜校\n", "0 0 9 4")), "春耕夜校");
}

#define UP(text, x) AT(text, x " 0 " x "9 90")

/* Lines of a page are in order by their places, also where others have none. */
static void test_order(void **state)
{
	struct nb_layout whole, page;
	struct nb_error err;

	(void)state;
	gives(HOCR(UP("丙丁戊己庚", "1") UP("甲乙丙丁戊", "3")
			   UP("乙丙丁戊己", "2") PAR("", "春<br/>耕")),
	      "甲乙丙丁戊\n乙丙丁戊己\n春\n耕\n丙丁戊己庚\n");
	/* the whole of such a file says where some of its lines are */
	read_layout("<html><body><div class='ocr_page'>" UP("乙丙丁戊己", "1")
			    UP("甲乙丙丁戊", "3") "</div><div class='ocr_page'>"
						  "春耕</div></body></html>",
		    &whole);
	assert_int_equal(whole.count, 2);
	assert_memory_equal(whole.text.data, "甲乙丙丁戊\n乙丙丁戊己\n春耕\n",
			    whole.text.len);
	assert_false(nb_layout_covers(&whole));
	assert_int_equal(nb_layout_page(&whole, 0, &page, &err), NB_OK);
	assert_true(nb_layout_covers(&page));
	nb_layout_free(&page);
	assert_int_equal(nb_layout_page(&whole, 1, &page, &err), NB_OK);
	assert_false(nb_layout_covers(&page));
	nb_layout_free(&page);
	nb_layout_free(&whole);
}

/* What is no text of a page. */
static void test_other_text(void **state)
{
	struct nb_layout l;
	struct nb_error err;
	const char *const outside = "<html><body><div class='ocr_page'></div>"
				    "<p>by a program</p></body></html>";

	(void)state;
	gives("<html><head><title>t</title></head><body><p>menu</p>" AT(
		      "夜校", "0 0 9 4") "</body></html>",
	      "夜校");
	gives(HOCR(AT("夜校", "0 0 9 4") "<script>x = 1</script>"
					 "<style>p {}</style>"),
	      "夜校");
	assert_int_equal(
		nb_layout_read_markup(outside, strlen(outside), &l, &err),
		NB_INVALID);
	assert_non_null(strstr(err.text, "no lines of text (ocr_line)"));
	nb_layout_free(&l);
}

/* ---- ALTO */

#define ALTO(lines) "<alto><Layout><Page>" lines "</Page></Layout></alto>"
#define STRING(part, whole, text)                                        \
	"<TextLine><String SUBS_TYPE=\"" part "\" SUBS_CONTENT=\"" whole \
	"\" CONTENT=\"" text "\"/></TextLine>"
#define DIVIDED(whole, first, second) \
	ALTO(STRING("HypPart1", whole, first) STRING("HypPart2", whole, second))

static void test_divided(void **state)
{
	(void)state;
	gives(DIVIDED("newspaper", "news-", "paper"), "newspaper\n");
	gives(DIVIDED("newspaper", "news", "paper"), "newspaper\n");
	/* a mark that the whole lacks; half of the word; another word */
	gives(DIVIDED("newspaper", "news", "paper。"), "newspaper\n。\n");
	gives(DIVIDED("农技", "农技", "员走村"), "农技\n员走村\n");
	gives(DIVIDED("newspaper", "“news", "paper"), "“news\npaper\n");
	/* the first part is no beginning of the second one */
	gives(DIVIDED("农技", "农技", "技员"), "农技\n技员\n");
}

/* ---- PAGE */

#define PAGE(body) "<PcGts><Page>" body "</Page></PcGts>"
#define TEXT(t) "<TextEquiv><Unicode>" t "</Unicode></TextEquiv>"
#define REGION(body) "<TextRegion>" body "</TextRegion>"
#define LINE(t) "<TextLine><Coords points=\"0,0 90,9\"/>" TEXT(t) "</TextLine>"
#define EMPTY "<TextLine><Coords points=\"0,0 90,9\"/></TextLine>"

static void test_regions(void **state)
{
	(void)state;
	gives(PAGE(REGION(LINE("春耕") LINE("夜 校") TEXT("春 耕\n夜校"))),
	      "春耕/夜 校");
	/* lines without a text, and no lines */
	gives(PAGE(REGION(LINE("春耕") EMPTY TEXT("春耕\n夜校"))),
	      "春耕\n夜校\n");
	gives(PAGE(REGION(EMPTY LINE("一") LINE("二")
				  TEXT("统一\n一\n甲\n乙\n二\n丙"))),
	      "统一\n一\n甲\n乙\n二\n丙\n");
	gives(PAGE(REGION(REGION(LINE("春耕")) TEXT("夜校春耕"))),
	      "夜校\n春耕\n");
	/* what the region says before the regions in it */
	gives(PAGE(REGION(TEXT("夜校\n春耕") REGION(LINE("春耕")))),
	      "夜校\n春耕\n");
	/* characters of no width are in no line */
	gives(PAGE(REGION(LINE("春&#8203;耕&#8205;&#173;")
				  TEXT("甲\n春&#8203;耕&#8205;&#173;\n乙"))),
	      "甲\n春耕\n乙\n");
	/* another reading of the lines, or another order of them */
	gives(PAGE(REGION(LINE("春耕") LINE("夜校") TEXT("春井\n夜校\n甲"))),
	      "春耕/夜校");
	gives(PAGE(REGION(LINE("春耕") LINE("夜校") TEXT("夜校\n春耕\n甲"))),
	      "春耕/夜校");
}

/* A region keeps its place, whatever is in it. */
static void test_region_around(void **state)
{
	static const char outer[] = PAGE(
		REGION("<Coords points=\"0,3 90,9\"/><GraphicRegion><Coords "
		       "points=\"0,5 9,9\"/></GraphicRegion>" TEXT("春耕")));

	(void)state;
	gives(outer, "春耕");
	assert_true(top_of(outer) == 3);
}

/* The lines of a region keep their numbers, and the rest follows them. */
static void test_rest_in_order(void **state)
{
	(void)state;
	gives(PAGE(REGION("<TextLine custom=\"readingOrder {index:1;}\">" TEXT(
		      "甲") "</TextLine><TextLine custom=\"readingOrder "
			    "{index:0;}\">" TEXT("乙") "</TextLine>" TEXT(
				    "甲\n丙\n乙"))),
	      "乙\n甲\n丙\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paragraphs),
		cmocka_unit_test(test_new_lines),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_other_text),
		cmocka_unit_test(test_divided),
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_region_around),
		cmocka_unit_test(test_rest_in_order),
	};

	return cmocka_run_group_tests_name("loose", tests, NULL, NULL) != 0;
}
