/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of reading: whatever lines are moved, the text has all of them, and
 * journal and archive form give back what was received; a page that stands so
 * already stays as it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/buf.h>
#include <nbarc/page.h>
#include <nbarc/review.h>

#include "page/text/moved.h"

#define ROUNDS 3000
#define LINES 12

static const char *const texts[LINES] = {
	"本县春播进展顺利",
	"八成秧田已经落谷",
	"入春以来，各乡抓住晴好天气，秧田已经翻",
	"了两遍。农技员下到田头，一户一户地教。",
	"种子送到门口",
	"供销社的船队沿河送种，三天走了二十",
	"六个村。",
	"▲三月三日，社员在秧田里劳动。",
	"水利工地上的夜校",
	"白天挑土, 晚上识字",
	"每天晚上七点，工棚里亮起灯来，民工们坐在扁担上听课",
	"夜校的教员是镇小学的三位老师。",
};
static const char *const ends[] = {"\n",	 "\r\n",	"\n\n",
				   "\r\n\r\n",	 "\n\t\n",	"\v",
				   "\n\n\n\n\n", "\xe2\x80\xa8"};
static const char *const indents[] = {"", "", "　　", " ", "\t"};

static unsigned pick(unsigned n)
{
	static uint32_t state = 4711;

	state = state * 1664525u + 1013904223u;
	return (state >> 16) % n;
}

/* A page of the lines, with all kinds of white space around them. */
static void make_page(struct nb_buf *page)
{
	size_t i;

	page->len = 0;
	for (i = 0; i < LINES; i++)
		assert_int_equal(
			nb_buf_printf(page, "%s%s%s",
				      pick(4) ? "" : indents[pick(5)], texts[i],
				      i + 1 < LINES || pick(2) ? ends[pick(8)]
							       : ""),
			NB_OK);
}

/* Decide that a run of lines comes after another line, `n` times. */
static struct nb_decisions *decide(unsigned n)
{
	struct nb_buf file = {0};
	struct nb_decisions *d;
	struct nb_error err;

	while (n--) {
		unsigned first = pick(LINES), more = pick(3), after;
		unsigned last = first + more < LINES ? first + more : first;

		after = pick(LINES + 1);
		assert_int_equal(nb_buf_printf(&file,
					       "after\t%s\t%s\t\t\t\t\t\t%s\n",
					       after ? texts[after - 1] : "",
					       texts[first],
					       last > first ? texts[last] : ""),
				 NB_OK);
	}
	assert_int_equal(nb_decisions_read(file.data, file.len, NULL, &d, &err),
			 NB_OK);
	nb_buf_free(&file);
	return d;
}

static bool same(const void *a, size_t m, const void *b, size_t n)
{
	return m == n && (!m || memcmp(a, b, m) == 0);
}

/* Each line is in the text once, or its two parts are where lines were
 * joined. */
static void assert_has_lines(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < LINES; i++) {
		struct nb_buf all = {0};

		assert_int_equal(nb_buf_add(&all, text, len), NB_OK);
		assert_int_equal(nb_buf_add(&all, "", 1), NB_OK);
		/* Marks become full-width. */
		if (i != 9)
			assert_non_null(strstr((char *)all.data, texts[i]));
		nb_buf_free(&all);
	}
}

/* The journal and the archive's form of it give the page again, and what was
 * received. */
static void assert_recorded(const struct nb_page *page,
			    const struct nb_buf *received)
{
	struct nb_source source = {.charset = "UTF-8"};
	struct nb_buf json = {0}, undone = {0}, packed = {0}, again = {0};
	struct nb_journal journal;
	struct nb_page *replayed;
	struct nb_error err;
	size_t len, n;
	const char *text = nb_page_text(page, &len), *made;

	assert_int_equal(nb_journal_write(page, &source, &json, &err), NB_OK);
	assert_int_equal(nb_journal_read(json.data, json.len, &journal, &err),
			 NB_OK);
	assert_string_equal(journal.order, nb_page_order(page));
	assert_int_equal(nb_journal_undo(&journal, text, len, &undone, &err),
			 NB_OK);
	assert_true(
		same(undone.data, undone.len, received->data, received->len));
	nb_journal_free(&journal);
	assert_int_equal(nb_journal_pack(page, "", &packed, &err), NB_OK);
	assert_int_equal(nb_page_replay((const char *)received->data,
					received->len, packed.data, packed.len,
					&replayed, &err),
			 NB_OK);
	made = nb_page_text(replayed, &n);
	assert_true(same(made, n, text, len));
	assert_int_equal(nb_journal_write(replayed, &source, &again, &err),
			 NB_OK);
	assert_true(same(again.data, again.len, json.data, json.len));
	nb_page_free(replayed);
	nb_buf_free(&json);
	nb_buf_free(&undone);
	nb_buf_free(&packed);
	nb_buf_free(&again);
}

/* Any decisions about any page. */
static void test_orders(void **state)
{
	struct nb_buf received = {0};
	struct nb_error err;
	unsigned round, moved = 0;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct nb_decisions *d = decide(1 + pick(6));
		struct nb_page_options how = {.decisions = d};
		struct nb_page *page;
		size_t len;
		const char *text;

		make_page(&received);
		assert_int_equal(nb_page_create((const char *)received.data,
						received.len, &how, &page,
						&err),
				 NB_OK);
		text = nb_page_text(page, &len);
		assert_has_lines(text, len);
		assert_recorded(page, &received);
		moved += *nb_page_order(page) != '\0';
		nb_page_free(page);
		nb_decisions_free(d);
	}
	assert_true(moved > ROUNDS / 2);
	nb_buf_free(&received);
}

/* What was made of a page stands so already. */
static void test_again(void **state)
{
	struct nb_buf received = {0};
	struct nb_error err;
	unsigned round;

	(void)state;
	for (round = 0; round < ROUNDS / 10; round++) {
		struct nb_decisions *d = decide(1);
		struct nb_page_options how = {.decisions = d};
		struct nb_page *page, *again;
		size_t len, n;
		const char *text, *second;

		make_page(&received);
		assert_int_equal(nb_page_create((const char *)received.data,
						received.len, &how, &page,
						&err),
				 NB_OK);
		text = nb_page_text(page, &len);
		assert_int_equal(nb_page_create(text, len, &how, &again, &err),
				 NB_OK);
		second = nb_page_text(again, &n);
		assert_true(same(second, n, text, len));
		nb_page_free(again);
		nb_page_free(page);
		nb_decisions_free(d);
	}
	nb_buf_free(&received);
}

/* Packed journals with any byte changed, or cut off, are read or refused. */
static void test_damaged(void **state)
{
	struct nb_decisions *d = decide(4);
	struct nb_page_options how = {.decisions = d};
	struct nb_buf received = {0}, packed = {0};
	struct nb_page *page;
	struct nb_error err;
	size_t i;
	unsigned bit;

	(void)state;
	make_page(&received);
	assert_int_equal(nb_page_create((const char *)received.data,
					received.len, &how, &page, &err),
			 NB_OK);
	assert_int_equal(nb_journal_pack(page, "", &packed, &err), NB_OK);
	nb_page_free(page);
	for (i = 0; i < packed.len; i++)
		for (bit = 0; bit < 8; bit++) {
			packed.data[i] ^= (uint8_t)(1u << bit);
			if (nb_page_replay((const char *)received.data,
					   received.len, packed.data,
					   packed.len, &page, &err) == NB_OK)
				nb_page_free(page);
			packed.data[i] ^= (uint8_t)(1u << bit);
		}
	for (i = 0; i < packed.len; i++)
		assert_int_not_equal(nb_page_replay((const char *)received.data,
						    received.len, packed.data,
						    i, &page, &err),
				     NB_OK);
	nb_decisions_free(d);
	nb_buf_free(&received);
	nb_buf_free(&packed);
}

static void test_numbers(void **state)
{
	static const char *const bad[] = {
		"",   "0",    "1-",  "2-1", "1-1",   "01",	    "1 ",
		" 1", "1  2", "1,2", "a",   "1-2-3", "99999999999", "-1"};
	struct nb_moved moved;
	struct nb_buf out = {0};
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(
			nb_moved_parse(bad[i], strlen(bad[i]), &moved, &err),
			NB_INVALID);
		nb_moved_free(&moved);
	}
	assert_int_equal(nb_moved_parse("3-4 1-2 5", 9, &moved, &err), NB_OK);
	assert_true(nb_moved_is_valid(&moved, 5));
	assert_false(nb_moved_is_valid(&moved, 6));
	assert_int_equal(nb_moved_print(&moved, &out), NB_OK);
	assert_true(same(out.data, out.len, "3-4 1-2 5", 9));
	nb_moved_free(&moved);
	assert_int_equal(nb_moved_parse("3-4 1-3", 7, &moved, &err), NB_OK);
	assert_false(nb_moved_is_valid(&moved, 4));
	nb_moved_free(&moved);
	assert_int_equal(nb_moved_parse("1 2", 3, &moved, &err), NB_OK);
	assert_false(nb_moved_is_valid(&moved, 2));
	nb_moved_free(&moved);
	nb_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_numbers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
