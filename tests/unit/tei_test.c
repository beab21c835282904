/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: valid whatever the roles, with all the text, and cut into items.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/tei.h>
#include <nbarc/validate.h>

#define ROUNDS 400
#define UNITS 12

static uint32_t seed = 1;

static uint32_t pick(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static const char *const lines[] = {
	"标题",
	"甲 乙",
	"a<b && c>d ]]> \"q\"",
	"控制\x01字符\xef\xbf\xbe和\xef\xbf\xbf",
	"·陆小禾 顾青·",
	"沈一帆 摄",
	"▲图片说明。",
	"正文，正文。",
};

/* A page of random lines with random roles and items. */
static void random_page(struct nb_buf *text, struct nb_division *d,
			struct nb_unit units[UNITS],
			struct nb_item items[UNITS])
{
	size_t i, n = 1 + pick(UNITS);

	text->len = 0;
	/* What is not set below is not said of the page. */
	memset(units, 0, UNITS * sizeof(*units));
	memset(items, 0, UNITS * sizeof(*items));
	d->units = units;
	d->items = items;
	d->unit_count = n;
	d->item_count = 0;
	for (i = 0; i < n; i++) {
		const char *line = lines[pick(8)];

		if (i)
			assert_int_equal(nb_buf_puts(text, "\n"), NB_OK);
		units[i].offset = text->len;
		units[i].len = strlen(line);
		units[i].role = (enum nb_role)pick(NB_ROLE_DATELINE + 1);
		units[i].goes_on = pick(3) == 0;
		units[i].resumes = pick(3) == 0;
		assert_int_equal(nb_buf_puts(text, line), NB_OK);
		assert_int_equal(nb_buf_puts(text, "\n"), NB_OK);
		if (i == 0 || pick(4) == 0) {
			items[d->item_count].kind = (enum nb_kind)pick(3);
			items[d->item_count].first = i;
			items[d->item_count].count = 0;
			d->item_count++;
		}
		items[d->item_count - 1].count++;
	}
}

static void make(const char *id, const struct nb_buf *text,
		 const struct nb_division *d, struct nb_tei *tei)
{
	static const struct nb_source source = {.bytes = 9, .charset = "UTF-8"};
	struct nb_tei_input in = {.page_id = id,
				  .source = &source,
				  .text = (char *)text->data,
				  .text_len = text->len,
				  .division = d};
	struct nb_error err;

	assert_int_equal(nb_tei_create(&in, tei, &err), NB_OK);
}

static void check_valid(struct nb_validator *v, const void *xml, size_t len)
{
	struct nb_error err;

	if (nb_validate(v, xml, len, "test", &err))
		fail_msg("%s\n%.*s", err.text, (int)len, (const char *)xml);
}

/* The document of the item alone is valid, has its identifier and no other, and
 * the same text. */
static void check_standalone(struct nb_validator *v,
			     const struct nb_buf *slices, unsigned number)
{
	struct nb_buf alone = {0}, text = {0}, wanted = {0};
	char id[64];
	const char *at;

	assert_int_equal(
		nb_tei_standalone(slices->data, slices->len, &alone, NULL),
		NB_OK);
	check_valid(v, alone.data, alone.len);
	assert_int_equal(nb_tei_text(alone.data, alone.len, &text, NULL),
			 NB_OK);
	assert_int_equal(nb_tei_text(slices->data, slices->len, &wanted, NULL),
			 NB_OK);
	assert_int_equal(text.len, wanted.len);
	assert_memory_equal(text.data, wanted.data, text.len);
	(void)snprintf(id, sizeof(id), " xml:id=\"jdrb-20190304-a01-%02u.tei",
		       number);
	assert_int_equal(nb_buf_add(&alone, "", 1), NB_OK);
	at = (const char *)alone.data;
	for (at = strstr(at, " xml:id=\""); at;
	     at = strstr(at + 1, " xml:id=\""))
		assert_memory_equal(at, id, strlen(id));
	nb_buf_free(&alone);
	nb_buf_free(&text);
	nb_buf_free(&wanted);
}

static void check_slices(struct nb_validator *v, const struct nb_tei *tei)
{
	struct nb_tei scanned;
	struct nb_error err;
	struct nb_buf one = {0};
	size_t i;

	assert_int_equal(
		nb_tei_scan(tei->xml.data, tei->xml.len, &scanned, &err),
		NB_OK);
	assert_int_equal(scanned.item_count, tei->item_count);
	assert_int_equal(scanned.head_len, tei->head_len);
	assert_int_equal(scanned.tail_offset, tei->tail_offset);
	for (i = 0; i < tei->item_count; i++) {
		const struct nb_tei_item *item = &tei->items[i];

		assert_int_equal(scanned.items[i].offset, item->offset);
		assert_int_equal(scanned.items[i].len, item->len);
		assert_int_equal(scanned.items[i].kind, item->kind);
		one.len = 0;
		assert_int_equal(nb_buf_add(&one, tei->xml.data, tei->head_len),
				 NB_OK);
		assert_int_equal(nb_buf_add(&one, tei->xml.data + item->offset,
					    item->len),
				 NB_OK);
		assert_int_equal(nb_buf_add(&one,
					    tei->xml.data + tei->tail_offset,
					    tei->xml.len - tei->tail_offset),
				 NB_OK);
		check_valid(v, one.data, one.len);
		check_standalone(v, &one, item->number);
	}
	nb_buf_free(&one);
	nb_tei_free(&scanned);
}

/* Where parts of paragraphs come together nothing else changes. */
static void check_reading(const struct nb_tei *tei, const struct nb_buf *text)
{
	struct nb_buf read = {0};
	struct nb_error err;
	size_t count[2][256] = {{0}}, i;

	assert_int_equal(
		nb_tei_reading(tei->xml.data, tei->xml.len, &read, &err),
		NB_OK);
	for (i = 0; i < read.len; i++)
		count[0][read.data[i]]++;
	for (i = 0; i < text->len; i++)
		count[1][text->data[i]]++;
	count[0]['\n'] = count[1]['\n'] = 0;
	assert_memory_equal(count[0], count[1], sizeof(count[0]));
	nb_buf_free(&read);
}

static void test_every_division(void **state)
{
	struct nb_unit units[UNITS];
	struct nb_item items[UNITS];
	struct nb_division d = {0};
	struct nb_buf text = {0}, back = {0};
	struct nb_validator *v;
	struct nb_error err;
	size_t round;

	(void)state;
	assert_int_equal(nb_validator_create(&v, &err), NB_OK);
	for (round = 0; round < ROUNDS; round++) {
		struct nb_tei tei;

		random_page(&text, &d, units, items);
		make("jdrb-20190304-a01", &text, &d, &tei);
		check_valid(v, tei.xml.data, tei.xml.len);
		back.len = 0;
		assert_int_equal(
			nb_tei_text(tei.xml.data, tei.xml.len, &back, &err),
			NB_OK);
		assert_int_equal(back.len, text.len);
		assert_memory_equal(back.data, text.data, text.len);
		check_reading(&tei, &text);
		check_slices(v, &tei);
		nb_tei_free(&tei);
	}
	nb_validator_free(v);
	nb_buf_free(&text);
	nb_buf_free(&back);
}

static void test_unknown_parts(void **state)
{
	static const char *const ids[] = {
		"ab-00000000-00",  "ab-20200300-00", "ab-20200000-a01",
		"ab-20200031-01",  "ab-00000229-01", "ab-19000228b-z999",
		"a1-20000229-001",
	};
	struct nb_unit unit = {.len = 6, .role = NB_ROLE_PARAGRAPH};
	struct nb_item item = {.kind = NB_KIND_ARTICLE, .count = 1};
	struct nb_division d = {.units = &unit,
				.unit_count = 1,
				.items = &item,
				.item_count = 1};
	struct nb_buf text = {0};
	struct nb_validator *v;
	struct nb_error err;
	size_t i;

	(void)state;
	assert_int_equal(nb_buf_puts(&text, "正文\n"), NB_OK);
	assert_int_equal(nb_validator_create(&v, &err), NB_OK);
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct nb_tei tei;

		make(ids[i], &text, &d, &tei);
		check_valid(v, tei.xml.data, tei.xml.len);
		nb_tei_free(&tei);
	}
	nb_validator_free(v);
	nb_buf_free(&text);
}

/* No document is made for a day that the calendar does not have. */
static void test_days_that_do_not_exist(void **state)
{
	static const char *const ids[] = {"ab-20200230-01", "ab-20209900-01",
					  "ab-19000229b-z99", "ab-00000431-00"};
	static const struct nb_source source = {.bytes = 9, .charset = "UTF-8"};
	struct nb_unit unit = {.len = 6, .role = NB_ROLE_PARAGRAPH};
	struct nb_item item = {.kind = NB_KIND_ARTICLE, .count = 1};
	struct nb_division d = {.units = &unit,
				.unit_count = 1,
				.items = &item,
				.item_count = 1};
	struct nb_tei_input in = {.source = &source,
				  .text = "正文\n",
				  .text_len = 7,
				  .division = &d};
	struct nb_error err;
	struct nb_tei tei;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		in.page_id = ids[i];
		assert_int_equal(nb_tei_create(&in, &tei, &err), NB_INVALID);
		assert_non_null(strstr(err.text, "the calendar has no"));
		assert_int_equal(tei.xml.len, 0);
		nb_tei_free(&tei);
	}
}

static void test_text_not_utf8_is_invalid_at_first_bad_byte(void **state)
{
	static const char text[] = "正文\x80\n";
	static const struct nb_source source = {.bytes = 9, .charset = "UTF-8"};
	struct nb_unit unit = {.len = 7, .role = NB_ROLE_PARAGRAPH};
	struct nb_item item = {.kind = NB_KIND_ARTICLE, .count = 1};
	struct nb_division d = {.units = &unit,
				.unit_count = 1,
				.items = &item,
				.item_count = 1};
	struct nb_tei_input in = {.page_id = "ab-20200309-a01",
				  .source = &source,
				  .text = text,
				  .text_len = sizeof(text) - 1,
				  .division = &d};
	struct nb_error err = {.status = NB_OK};
	struct nb_tei tei;

	(void)state;
	assert_int_equal(nb_tei_create(&in, &tei, &err), NB_INVALID);
	assert_int_equal(err.status, NB_INVALID);
	assert_int_equal(err.offset, 6);
	assert_int_equal(tei.xml.len, 0);
	nb_tei_free(&tei);
}

/* Every byte of a document changed: an answer or an error, nothing worse. */
static void test_hostile_documents(void **state)
{
	struct nb_unit units[UNITS];
	struct nb_item items[UNITS];
	struct nb_division d = {0};
	struct nb_buf text = {0}, out = {0};
	struct nb_tei tei, scanned;
	struct nb_error err;
	size_t i;

	(void)state;
	random_page(&text, &d, units, items);
	make("jdrb-20190304-a01", &text, &d, &tei);
	for (i = 0; i < tei.xml.len; i++) {
		uint8_t before = tei.xml.data[i];
		enum nb_status st;

		tei.xml.data[i] = (uint8_t) "<>&\"/"[pick(5)];
		out.len = 0;
		st = nb_tei_text(tei.xml.data, tei.xml.len, &out, &err);
		assert_true(st == NB_OK || st == NB_INVALID);
		st = nb_tei_reading(tei.xml.data, tei.xml.len, &out, &err);
		assert_true(st == NB_OK || st == NB_INVALID);
		out.len = 0;
		st = nb_tei_standalone(tei.xml.data, tei.xml.len, &out, &err);
		assert_true(st == NB_OK || (st == NB_INVALID && out.len == 0));
		st = nb_tei_scan(tei.xml.data, tei.xml.len, &scanned, &err);
		assert_true(st == NB_OK || st == NB_INVALID);
		nb_tei_free(&scanned);
		st = nb_tei_scan(tei.xml.data, i, &scanned, &err);
		assert_true(st == NB_OK || st == NB_INVALID);
		nb_tei_free(&scanned);
		tei.xml.data[i] = before;
	}
	nb_tei_free(&tei);
	nb_buf_free(&text);
	nb_buf_free(&out);
}

static void test_titles(void **state)
{
	static const char table[] = "# comment\n"
				    "jdrb\t江东日报\tCN 1\tP\tQ\tzh-Hans\r\n"
				    "ab\n";
	struct nb_titles *titles;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_titles_read(table, strlen(table), &titles, &err),
			 NB_OK);
	assert_string_equal(nb_titles_find(titles, "jdrb", 4)->name,
			    "江东日报");
	assert_string_equal(nb_titles_find(titles, "ab", 2)->name, "");
	assert_null(nb_titles_find(titles, "zz", 2));
	assert_string_equal(nb_titles_find(titles, "ab", 2)->issn, "");
	nb_titles_free(titles);
	assert_int_equal(
		nb_titles_read("code\tOCR\tname\njdrb\tX", 20, &titles, &err),
		NB_OK);
	assert_string_equal(nb_titles_find(titles, "jdrb", 4)->ocr, "X");
	assert_string_equal(nb_titles_find(titles, "jdrb", 4)->name, "");
	nb_titles_free(titles);
	assert_int_equal(
		nb_titles_read("jdrb\t\t\t\t\tfr\n", 13, &titles, &err),
		NB_INVALID);
	assert_int_equal(nb_titles_read("ok\nBAD\n", 7, &titles, &err),
			 NB_INVALID);
	assert_int_equal(err.offset, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_division),
		cmocka_unit_test(test_unknown_parts),
		cmocka_unit_test(test_days_that_do_not_exist),
		cmocka_unit_test(
			test_text_not_utf8_is_invalid_at_first_bad_byte),
		cmocka_unit_test(test_hostile_documents),
		cmocka_unit_test(test_titles),
	};

	return cmocka_run_group_tests_name("tei", tests, NULL, NULL) != 0;
}
