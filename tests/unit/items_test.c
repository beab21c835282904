/* SPDX-License-Identifier: Apache-2.0 */
/* Documents with other identifiers than those of newspapers, and with as many
 * items as a page can have: what is written is valid, and what is read is what
 * was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#include <nbarc/id.h>
#include <nbarc/tei.h>
#include <nbarc/validate.h>

#define PAGE "jdrb-20190304-a01"

static const struct nb_source source = {.bytes = 9, .charset = "UTF-8"};

/* Write a page of `count` items of one unit each, which is a main head. */
static enum nb_status make(size_t count, const unsigned *numbers,
			   struct nb_tei *tei, struct nb_error *err)
{
	static const char text[] = "题\n";
	struct nb_unit unit = {.len = 3, .role = NB_ROLE_MAIN};
	struct nb_division d = {
		.units = &unit, .unit_count = 1, .item_count = count};
	struct nb_tei_input in = {.page_id = PAGE,
				  .source = &source,
				  .text = text,
				  .text_len = strlen(text),
				  .division = &d,
				  .numbers = numbers};
	enum nb_status st;
	size_t i;

	d.items = calloc(count + 1, sizeof(*d.items));
	assert_non_null(d.items);
	for (i = 0; i < count; i++)
		d.items[i].count = 1;
	st = nb_tei_create(&in, tei, err);
	free(d.items);
	/* A NUL after it, so that it is a string, too. */
	if (!st && !nb_buf_add(&tei->xml, "", 1))
		tei->xml.len--;
	return st;
}

/* ---- numbers of items */

static void test_most_items(void **state)
{
	struct nb_validator *v;
	struct nb_tei tei, scanned;
	struct nb_error err;
	size_t i;

	(void)state;
	assert_int_equal(make(NB_PAGE_ITEMS_MAX, NULL, &tei, &err), NB_OK);
	assert_int_equal(nb_validator_create(&v, &err), NB_OK);
	assert_int_equal(
		nb_validate(v, tei.xml.data, tei.xml.len, "test", &err), NB_OK);
	nb_validator_free(v);
	assert_int_equal(nb_tei_scan(tei.xml.data, tei.xml.len, &scanned, &err),
			 NB_OK);
	assert_int_equal(scanned.item_count, NB_PAGE_ITEMS_MAX);
	for (i = 0; i < scanned.item_count; i++) {
		assert_int_equal(scanned.items[i].number, i + 1);
		assert_int_equal(scanned.items[i].offset, tei.items[i].offset);
	}
	nb_tei_free(&scanned);
	nb_tei_free(&tei);
	assert_int_equal(make(NB_PAGE_ITEMS_MAX + 1, NULL, &tei, &err),
			 NB_LIMIT);
	nb_tei_free(&tei);
}

static void test_numbers_are_limited(void **state)
{
	static const unsigned good[] = {1, 65535},
			      bad[][2] = {{0, 1}, {1, 65536}};
	struct nb_tei tei;
	struct nb_error err;
	size_t i;

	(void)state;
	assert_int_equal(make(2, good, &tei, &err), NB_OK);
	assert_int_equal(tei.items[1].number, 65535);
	assert_non_null(strstr((char *)tei.xml.data,
			       "xml:id=\"" PAGE "-65535\" n=\"65535\""));
	nb_tei_free(&tei);
	for (i = 0; i < 2; i++) {
		assert_int_equal(make(2, bad[i], &tei, &err), NB_LIMIT);
		nb_tei_free(&tei);
	}
}

/* Scan a document whose one item has this attribute n; its number, or 0. */
static unsigned scanned_number(const char *n)
{
	char xml[128];
	struct nb_tei tei;
	unsigned number = 0;
	int len = snprintf(xml, sizeof(xml),
			   "<pb n=\"01\"/>\n<div type=\"article\" "
			   "n=\"%s\"></div>\n",
			   n);

	if (nb_tei_scan(xml, (size_t)len, &tei, NULL) == NB_OK)
		number = tei.items[0].number;
	nb_tei_free(&tei);
	return number;
}

static void test_numbers_are_read(void **state)
{
	static const char *const others[] = {
		"",	      "0",
		"00",	      "-1",
		"1a",	      "a",
		"65536",      "100000",
		"4294967297", "18446744073709551617",
		"65535x",
	};
	size_t i;

	(void)state;
	assert_int_equal(scanned_number("1"), 1);
	assert_int_equal(scanned_number("999"), 999);
	assert_int_equal(scanned_number("1000"), 1000);
	assert_int_equal(scanned_number("12345"), 12345);
	assert_int_equal(scanned_number("65535"), 65535);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(scanned_number(others[i]), 0);
}

/* ---- identifiers of documents */

/* The document of the page with another identifier everywhere. */
static void rename_page(const struct nb_tei *tei, const char *id,
			struct nb_buf *out)
{
	const char *p = (const char *)tei->xml.data;
	const char *end = p + tei->xml.len, *next;

	out->len = 0;
	while ((next = strstr(p, PAGE)) != NULL) {
		assert_int_equal(nb_buf_add(out, p, (size_t)(next - p)), NB_OK);
		assert_int_equal(nb_buf_puts(out, id), NB_OK);
		p = next + strlen(PAGE);
	}
	assert_int_equal(nb_buf_add(out, p, (size_t)(end - p)), NB_OK);
}

/* Schema and reader take the identifier exactly if an archive does. */
static void check_name(struct nb_validator *v, const struct nb_tei *tei,
		       const char *id)
{
	bool is = nb_id_is_page(id, strlen(id));
	struct nb_buf xml = {0};
	struct nb_source origin;
	struct nb_error err;
	char found[NB_ID_MAX];

	rename_page(tei, id, &xml);
	assert_int_equal(nb_validate(v, xml.data, xml.len, "test", &err),
			 is ? NB_OK : NB_INVALID);
	assert_int_equal(nb_tei_origin(xml.data, xml.len, found, &origin, &err),
			 is ? NB_OK : NB_INVALID);
	if (is)
		assert_string_equal(found, id);
	nb_buf_free(&xml);
}

static void test_names(void **state)
{
	/* Where the ranges of name characters begin and end. */
	static const uint32_t borders[] = {
		'-',	 '.',	 '0',	 '9',	 ':',	 'A',	  'Z',
		'_',	 'a',	 'z',	 0xb7,	 0xc0,	 0xd6,	  0xd8,
		0xf6,	 0xf8,	 0x2ff,	 0x300,	 0x36f,	 0x370,	  0x37d,
		0x37f,	 0x1fff, 0x200c, 0x200d, 0x203f, 0x2040,  0x2070,
		0x218f,	 0x2c00, 0x2fef, 0x3001, 0x3400, 0x4e00,  0x9fff,
		0xd7ff,	 0xf900, 0xfdcf, 0xfdf0, 0xfffd, 0x10000, 0x20bb7,
		0xeffff,
	};
	struct nb_validator *v;
	struct nb_tei tei;
	struct nb_error err;
	char id[300];
	size_t i;
	int near, first;

	(void)state;
	assert_int_equal(nb_validator_create(&v, &err), NB_OK);
	assert_int_equal(make(3, NULL, &tei, &err), NB_OK);
	for (i = 0; i < sizeof(borders) / sizeof(borders[0]); i++)
		for (near = -1; near <= 1; near++)
			for (first = 0; first < 2; first++) {
				uint32_t c = borders[i] + (uint32_t)near;
				size_t n = first ? 0 : 1;

				if (c >= 0xd800 && c < 0xe000)
					continue;
				id[0] = 'a';
				n += nb_utf8_put(id + n, c);
				id[n] = '\0';
				check_name(v, &tei, id);
			}
	memset(id, 'x', sizeof(id));
	id[255] = '\0';
	check_name(v, &tei, id);
	id[255] = 'x';
	id[256] = '\0';
	check_name(v, &tei, id);
	check_name(v, &tei, "");
	check_name(v, &tei, "a b");
	nb_tei_free(&tei);
	nb_validator_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_most_items),
		cmocka_unit_test(test_numbers_are_limited),
		cmocka_unit_test(test_numbers_are_read),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("items", tests, NULL, NULL) != 0;
}
