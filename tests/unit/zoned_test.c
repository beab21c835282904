/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources without the numbers of zones: what was folded unfolds to the same,
 * whatever the source is; the codes mean what section 6.3 says; and what no
 * writer makes is refused without reading or making too much.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "archive/frame/zoned.h"

/* Two documents; the second has zones that do not count. */
static const char first[] =
	"<zone xml:id=\"z1\" type=\"block\" ulx=\"152\" lrx=\"863\" uly=\"203\" "
	"lry=\"362\">\n"
	"<zone type=\"line\" ulx=\"152\" lrx=\"863\" uly=\"203\" "
	"lry=\"274\"/>\n"
	"<zone type=\"line\" ulx=\"150\" lrx=\"640\" uly=\"290\" "
	"lry=\"362\"/>\n"
	"</zone>";
static const char second[] =
	"<zone type=\"line\" ulx=\"1.5\" lrx=\"8\" uly=\"2\" lry=\"7\"/>\n"
	"<zone type=\"line\" ulx=\"01\" lrx=\"8\" uly=\"2\" lry=\"7\"/>\n"
	"<zone type=\"line\" ulx=\"9\" lrx=\"8\" uly=\"2\" lry=\"7\"/>\n"
	"<zone type=\"line\" ulx=\"1\" lrx=\"1234567\" uly=\"2\" lry=\"7\"/>\n"
	"<zone type=\"line\" ulx=\"700\" lrx=\"900\" uly=\"10\" lry=\"70\"/>\n"
	"<zone type=\"line\" ulx=\"700\" lrx=\"910\" uly=\"80\" lry=\"140\"/>"
	"<zone type=\"line\" ulx=\"7";

static void put(struct nb_buf *b, const char *s)
{
	assert_int_equal(nb_buf_puts(b, s), NB_OK);
}

/* Fold two sources and their journal, compare what is folded with `wanted`
 * (NULL: nothing can be folded), and unfold it again. */
static void fold(const char *one, size_t one_len, const char *two,
		 const char *wanted)
{
	struct nb_buf content = {0}, stored = {0}, all = {0}, back = {0};
	struct nb_pair pairs[] = {
		{0, sizeof(first) - 1, (uint32_t)one_len},
		{sizeof(first) - 1, sizeof(second) - 1, (uint32_t)strlen(two)}};
	size_t sources = one_len + strlen(two), folded, zoned;
	struct nb_error err;

	put(&content, first);
	put(&content, second);
	assert_int_equal(nb_buf_add(&stored, one, one_len), NB_OK);
	put(&stored, two);
	assert_int_equal(nb_buf_add(&all, stored.data, stored.len), NB_OK);
	assert_int_equal(
		nb_zoned_fold(&content, &stored, pairs, 2, &zoned, &err),
		NB_OK);
	assert_int_equal(zoned > 0, wanted != NULL);
	folded = (size_t)pairs[0].stored_len + pairs[1].stored_len;
	assert_int_equal(folded, stored.len);
	if (!zoned) {
		assert_int_equal(stored.len, all.len);
		assert_memory_equal(stored.data, all.data, all.len);
	} else {
		assert_int_equal(stored.len, strlen(wanted));
		assert_memory_equal(stored.data, wanted, stored.len);
		/* A journal, whose bytes are no codes */
		put(&stored, "\1\7\10j");
		put(&all, "\1\7\10j");
		assert_int_equal(nb_zoned_unfold(content.data, content.len,
						 stored.data, stored.len,
						 sources, sources + 4, &back,
						 &err),
				 NB_OK);
		assert_int_equal(back.len, all.len);
		assert_memory_equal(back.data, all.data, all.len);
	}
	nb_buf_free(&content);
	nb_buf_free(&stored);
	nb_buf_free(&all);
	nb_buf_free(&back);
}

static void test_forms(void **state)
{
	static const char alto[] =
		"<L HPOS=\"152\" VPOS=\"203\" WIDTH=\"711\" HEIGHT=\"71\">"
		"<S HPOS=\"152\" VPOS=\"203\" WIDTH=\"711\" HEIGHT=\"71\"/>";

	(void)state;
	fold(alto, sizeof(alto) - 1, "",
	     "<L HPOS=\"\7\1\" VPOS=\"\3\" WIDTH=\"\5\" HEIGHT=\"\6\">"
	     "<S HPOS=\"\1\" VPOS=\"\3\" WIDTH=\"\5\" HEIGHT=\"\6\"/>");
	/* hOCR, and the zones of another document */
	fold("", 0, "<span title='bbox 700 10 900 70; x_size 60'>",
	     "<span title='bbox \10\2\1 \3 \2 \4; x_size 60'>");
	/* PAGE, and lines in another order */
	fold("", 0,
	     "<C points=\"700,80 910,80 910,140 700,140\"/>"
	     "<C points=\"700,10 900,10 900,70 700,70\"/>",
	     "<C points=\"\10\3\1,\3 \2,\3 \2,\4 \1,\4\"/>"
	     "<C points=\"\10\2\1,\3 \2,\3 \2,\4 \1,\4\"/>");
	/* FineReader's order, with the upper edge first */
	fold("", 0, "<l t=\"80\" l=\"700\" b=\"140\" r=\"910\">",
	     "<l t=\"\10\3\3\" l=\"\1\" b=\"\4\" r=\"\2\">");
}

static void test_not(void **state)
{
	static const char no_line[] =
		"<S HPOS=\"152\" VPOS=\"203\" WIDTH=\"70\" HEIGHT=\"71\">";
	static const char other[] = "<C p=\"700,10 900,10 900,70\">";

	(void)state;
	/* No line; a zone of another document; a number in a word; no tag */
	fold(no_line, sizeof(no_line) - 1, "", NULL);
	fold(other, sizeof(other) - 1, "", NULL);
	fold("", 0, "<C p=\"a700,10 900,10 900,70x\">", NULL);
	fold("", 0, "<C p=\"700,10 900,10 900,70\"", NULL);
	fold("", 0, "", NULL);
	/* Numbers of zones that do not count */
	fold("", 0, "<C p=\"01 8 2 7\"><C p=\"1.5 8 2 7\"><C p=\"1 2 8 7\">",
	     NULL);
	/* It would become longer. */
	fold("\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", 16,
	     "<C p=\"700,10 900,10 900,70\">", NULL);
}

static void test_bytes(void **state)
{
	static const char odd[] = "<\0\1\x08\x0e\x07\n\x0f\xff>";

	(void)state;
	/* With a byte 0, which strlen() would end at, as the first source */
	fold("\1\16<b>", 5, "<C p=\"700,10 900,10 900,70\">",
	     "\16\1\16\16<b><C p=\"\10\2\1,\3 \2,\3 \2,\4\">");
	fold(odd, sizeof(odd) - 1, "", NULL);
}

/* Unfold `len` bytes of codes to `sources` bytes and nothing more. */
static enum nb_status unfold(const char *codes, size_t len, size_t sources,
			     const char *wanted)
{
	struct nb_buf back = {0};
	struct nb_error err;
	/* A copy of its own, so that a sanitizer sees what is read beyond */
	uint8_t *copy = malloc(len ? len : 1);
	enum nb_status st;

	assert_non_null(copy);
	memcpy(copy, codes, len);
	st = nb_zoned_unfold((const uint8_t *)first, sizeof(first) - 1, copy,
			     len, sources, sources, &back, &err);
	assert_true(back.len <= sources + 16);
	if (wanted)
		assert_memory_equal(back.data, wanted, sources);
	free(copy);
	nb_buf_free(&back);
	return st;
}

static void test_codes(void **state)
{
	(void)state;
	assert_int_equal(unfold("\7\"\1,\5\"", 6, 9, "\"152,711\""), NB_OK);
	assert_int_equal(
		unfold("\10\1\1\2\3\4\5\6", 8, 17, "15064029036249072"), NB_OK);
	assert_int_equal(unfold("\16\16a\16\1", 5, 3, "\16a\1"), NB_OK);
	/* Without a zone, beyond the last one, cut off, too short or long */
	assert_int_equal(unfold("\1", 1, 3, NULL), NB_INVALID);
	assert_int_equal(unfold("\7\7\7\1", 4, 3, NULL), NB_INVALID);
	assert_int_equal(unfold("\10\2\1", 3, 3, NULL), NB_INVALID);
	assert_int_equal(unfold("\10\xff", 2, 3, NULL), NB_INVALID);
	assert_int_equal(unfold("\10\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\1",
				12, 3, NULL),
			 NB_INVALID);
	assert_int_equal(unfold("a\16", 2, 2, NULL), NB_INVALID);
	assert_int_equal(unfold("ab", 2, 3, NULL), NB_INVALID);
	assert_int_equal(unfold("abcd", 4, 3, NULL), NB_INVALID);
	assert_int_equal(unfold("a\7\1", 3, 3, NULL), NB_INVALID);
}

/* A source of pieces drawn at random comes back; and codes drawn at random end
 * in a source or a failure. */
static void test_drawn(void **state)
{
	static const char *const pieces[] = {
		"<a ", ">",   "152",  "\"",    "203", ",", "863", " ",
		"274", "700", "80",   "9",     "910", "'", "140", "/",
		"711", ";",   "\1\2", "\10\2", "\7",  "0", "\16"};
	uint32_t seed = 1, round, i;

	(void)state;
	for (round = 0; round < 20000; round++) {
		struct nb_buf content = {0}, stored = {0}, all = {0},
			      back = {0};
		struct nb_pair pair = {0, sizeof(first) - 1, 0};
		struct nb_error err;
		size_t zoned;

		put(&content, first);
		put(&stored, "<b 152 203 863 274>");
		for (i = 0; i < 60; i++) {
			seed = seed * 1664525u + 1013904223u;
			put(&stored, pieces[(seed >> 16) % 23]);
		}
		assert_int_equal(nb_buf_add(&all, stored.data, stored.len),
				 NB_OK);
		(void)unfold((char *)all.data, all.len, all.len / 2, NULL);
		pair.stored_len = (uint32_t)stored.len;
		assert_int_equal(nb_zoned_fold(&content, &stored, &pair, 1,
					       &zoned, &err),
				 NB_OK);
		if (zoned) {
			assert_int_equal(
				nb_zoned_unfold(content.data, content.len,
						stored.data, stored.len,
						all.len, all.len, &back, &err),
				NB_OK);
			assert_int_equal(back.len, all.len);
			assert_memory_equal(back.data, all.data, all.len);
		}
		nb_buf_free(&content);
		nb_buf_free(&stored);
		nb_buf_free(&all);
		nb_buf_free(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms), cmocka_unit_test(test_not),
		cmocka_unit_test(test_bytes), cmocka_unit_test(test_codes),
		cmocka_unit_test(test_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
