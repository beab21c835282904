/* SPDX-License-Identifier: Apache-2.0 */
/* Detection of charsets: each rule at its border, one step on either side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/encoding.h>

#include "base/utf8.h"
#include "encoding/convert/detect.h"

#define WINDOW ((size_t)16 * 1024)
#define ASCII_MOST ((size_t)4 * 1024 * 1024)

static struct nb_detected detect(const void *bytes, size_t len)
{
	struct nb_detected d;
	struct nb_error err;

	assert_int_equal(nb_detect(bytes, len, &d, &err), NB_OK);
	return d;
}

static void is(const void *bytes, size_t len, const char *charset, bool certain)
{
	struct nb_detected d = detect(bytes, len);

	if (strcmp(d.charset, charset) != 0 || d.certain != certain)
		fail_msg("%zu bytes: '%s', certain %d, %s", len, d.charset,
			 d.certain, d.reason);
}

/* A text of one byte. */
static uint8_t *filled(uint8_t byte, size_t len)
{
	uint8_t *p = malloc(len);

	assert_non_null(p);
	memset(p, byte, len);
	return p;
}

static void test_long_ascii_may_have_other_bytes_later(void **state)
{
	uint8_t *p = filled('a', ASCII_MOST);

	(void)state;
	is(p, ASCII_MOST - 1, "US-ASCII", true);
	is(p, ASCII_MOST, "US-ASCII", false);
	is("", 0, "US-ASCII", true);
	assert_string_equal(detect("", 0).reason, "the text is empty");
	assert_false(nb_detect_enough(p, ASCII_MOST - 1));
	assert_true(nb_detect_enough(p, ASCII_MOST));
	free(p);
}

static void test_enough_is_a_window_after_the_ascii(void **state)
{
	uint8_t *p = filled(0x80, 64 + WINDOW);
	size_t ascii;

	(void)state;
	for (ascii = 0; ascii < 40; ascii++) {
		memset(p, 'a', ascii);
		assert_false(nb_detect_enough(p, ascii + WINDOW - 1));
		assert_true(nb_detect_enough(p, ascii + WINDOW));
	}
	free(p);
}

static void test_controls(void **state)
{
	static const char fine[] = "\t\n\r\f ~\x20";
	char text[8] = "aaaaaaa";
	unsigned c;

	(void)state;
	is(fine, 6, "US-ASCII", true);
	for (c = 1; c < 0x80; c++) {
		bool strange = (c < 0x20 && !memchr("\t\n\r\f", (int)c, 4)) ||
			       c == 0x7f;

		text[3] = (char)c;
		is(text, 7, "US-ASCII", !strange);
	}
	/* More than half of them: this is no text. */
	is("\1\1aa", 4, "US-ASCII", false);
	is("\1\1\1aa", 5, "", false);
	is("\1\1a", 3, "", false);
	/* The window is looked at, no byte more. */
	{
		uint8_t *p = filled('a', WINDOW + 1);

		p[WINDOW] = 1;
		is(p, WINDOW + 1, "US-ASCII", true);
		p[WINDOW - 1] = 1;
		is(p, WINDOW + 1, "US-ASCII", false);
		free(p);
	}
}

static void test_zeros_tell_utf_16(void **state)
{
	uint8_t p[210];
	size_t i;

	(void)state;
	/* Four of them are the least. */
	is("a\0b\0c\0dd", 8, "US-ASCII", false);
	is("a\0b\0c\0d\0", 8, "UTF-16LE", true);
	is("\0a\0b\0c\0d", 8, "UTF-16BE", true);
	/* The last byte of an odd number is no half of a pair. */
	is("a\0b\0c\0d", 7, "US-ASCII", false);
	is("\0a\0b\0c\0", 7, "", false);
	/* A tenth of the bytes. */
	memset(p, 'a', sizeof(p));
	for (i = 0; i < 4; i++)
		p[2 * i + 1] = 0;
	is(p, 40, "UTF-16LE", true);
	is(p, 41, "US-ASCII", false);
	/* More than twenty times as many on one side as on the other. */
	memset(p, 'a', sizeof(p));
	for (i = 0; i < 20; i++)
		p[2 * i] = 0;
	p[101] = 0;
	is(p, 200, "US-ASCII", false);
	p[100] = 0;
	is(p, 200, "UTF-16BE", true);
	memset(p, 'a', sizeof(p));
	for (i = 0; i < 20; i++)
		p[2 * i + 1] = 0;
	p[100] = 0;
	is(p, 200, "US-ASCII", false);
	p[101] = 0;
	is(p, 200, "UTF-16LE", true);
}

static void test_marks(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *charset;
	} marks[] = {
		{"\xef\xbb\xbf", 3, "UTF-8"},
		{"\x84\x31\x95\x33", 4, "GB18030"},
		{"\xff\xfe\0\0", 4, "UTF-32LE"},
		{"\0\0\xfe\xff", 4, "UTF-32BE"},
		{"\xff\xfe", 2, "UTF-16LE"},
		{"\xfe\xff", 2, "UTF-16BE"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const uint8_t *p = (const uint8_t *)marks[i].bytes;
		const struct nb_mark *m = nb_mark_of(marks[i].charset);

		is(p, marks[i].len, marks[i].charset, true);
		assert_string_equal(detect(p, marks[i].len).reason,
				    "a byte order mark");
		assert_non_null(m);
		assert_int_equal(m->len, marks[i].len);
		assert_ptr_equal(nb_mark_at(p, m->len, NULL), m);
		assert_ptr_equal(nb_mark_at(p, m->len, m->charset), m);
		assert_null(nb_mark_at(p, m->len, "BIG5"));
		assert_null(nb_mark_at(p, m->len - 1, m->charset));
	}
	assert_non_null(nb_mark_of("utf-8"));
	assert_null(nb_mark_of("BIG5"));
	assert_null(nb_mark_at((const uint8_t *)"abcd", 4, NULL));
}

/* Twelve characters of UTF-8 need no comparison with other charsets. */
static void test_well_formed_utf8(void **state)
{
	static const char text[] = "甲乙丙丁戊己庚辛壬癸子丑";

	(void)state;
	assert_string_equal(detect(text, 36).reason, "well-formed UTF-8");
	assert_string_not_equal(detect(text, 33).reason, "well-formed UTF-8");
	is(text, 33, "UTF-8", true);
	/* The last character is cut off, which is no error. */
	assert_string_equal(detect(text, 36).charset, "UTF-8");
	is("工作人员在村里", 21, "UTF-8", true);
}

static void is_encoded(const char *text, const char *charset, bool certain)
{
	struct nb_buf b = {0};
	struct nb_error err;

	assert_int_equal(
		nb_text_encode(text, strlen(text), charset, false, &b, &err),
		NB_OK);
	is(b.data, b.len, charset, certain);
	nb_buf_free(&b);
}

/* Too few characters prove nothing, nor do rare ones. */
static void test_few_characters(void **state)
{
	(void)state;
	is_encoded("的是在", "GB18030", false);
	is_encoded("的是在了", "GB18030", true);
	is_encoded("中國人民的生活", "BIG5", true);
	is_encoded("的了是在人有不", "UTF-16LE", true);
	is_encoded("的了是在人有不", "UTF-16BE", true);
}

/* The points of a character, 0 to 15, to which UTF-8 adds five. */
static void has_points(uint32_t cp, unsigned points)
{
	char text[32], expected[64];
	size_t i, n = 0;
	struct nb_detected d;

	for (i = 0; i < 6; i++)
		n += nb_utf8_put(text + n, cp);
	(void)snprintf(expected, sizeof(expected),
		       "6 characters: %u.0 points each as UTF-8", points + 5);
	d = detect(text, n);
	if (strncmp(d.reason, expected, strlen(expected)) != 0)
		fail_msg("U+%04X: %s", (unsigned)cp, d.reason);
}

static void test_points_of_marks(void **state)
{
	static const uint32_t marks[] = {
		0x3000, 0x3001, 0x3002, 0xff0c, 0xff1a, 0xff1b, 0x201c,
		0x201d, 0xff08, 0xff09, 0x300a, 0x300b, 0x300c, 0x300d,
		0x300e, 0x300f, 0xff01, 0xff1f, 0x2014, 0x2026};
	static const uint32_t symbols[] = {0xff10, 0xff19, 0xff21,
					   0xff41, 0xff5a, 0xb7,
					   0x25b2, 0x25cf, 0x25a0};
	static const uint32_t others[] = {0xff0f, 0xff20,  0xff5b, 0x25b3,
					  0xf900, 0x1f600, 0x25a1};
	static const uint32_t none[] = {0xe000, 0xf8ff, 0x20000, 0x20087};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		has_points(marks[i], 12);
	for (i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		has_points(symbols[i], 8);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		has_points(others[i], 2);
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		has_points(none[i], 0);
}

static void test_hz(void **state)
{
	uint8_t *p = filled('a', 2 * WINDOW);

	(void)state;
	is("~{9$Ww9$WwHKT1~}", 16, "HZ", true);
	is("a ~ b", 5, "US-ASCII", true);
	is("~~ ~~", 5, "US-ASCII", true);
	is("~{9$Ww9$Ww~x", 12, "US-ASCII", true);
	/* A window from the first tilde on is read. */
	memcpy(p + 100, "~{9$Ww9$WwHKT1~}", 16);
	is(p, 2 * WINDOW, "HZ", true);
	memcpy(p + 100 + WINDOW, "~x", 2);
	is(p, 2 * WINDOW, "HZ", true);
	memcpy(p + 98 + WINDOW, "~x", 2);
	is(p, 2 * WINDOW, "US-ASCII", true);
	free(p);
}

static void test_text_that_makes_no_sense(void **state)
{
	(void)state;
	is("\xff\xff\xff\xff\xff\xff", 6, "", false);
	assert_string_equal(detect("\xff\xff\xff\xff\xff\xff", 6).reason,
			    "the text makes sense in no known charset");
}

/* A reading begins at an even offset, for UTF-16. */
static void test_window_begins_at_a_whole_unit(void **state)
{
	static const char *const before[] = {"", "a\0", "a\0b\0"};
	char text[40];
	size_t i, n;

	(void)state;
	for (i = 0; i < 3; i++) {
		n = 2 * i;
		memcpy(text, before[i], n);
		memcpy(text + n, "\x84\x76\x86\x4e\x2f\x66\x28\x57\xba\x4e",
		       10);
		is(text, n + 10, "UTF-16LE", true);
	}
}

static void assert_order(const char *charset, const void *p, size_t len,
			 const char *expected)
{
	const char *ordered;

	assert_int_equal(nb_charset_with_order(charset, p, len, &ordered, NULL),
			 NB_OK);
	assert_string_equal(ordered, expected);
}

static void test_order_of_a_charset_without_one(void **state)
{
	const uint8_t *le = (const uint8_t *)"\x84\x76\x2f\x66\x28\x57\xba\x4e";
	const uint8_t *be = (const uint8_t *)"\x76\x84\x66\x2f\x57\x28\x4e\xba";
	const uint8_t *none = (const uint8_t *)"ab";

	(void)state;
	assert_true(nb_has_no_order("UTF-16"));
	assert_true(nb_has_no_order("utf-32"));
	assert_false(nb_has_no_order("UTF-16LE"));
	assert_false(nb_has_no_order("UTF-8"));
	assert_order("UTF-16", le, 8, "UTF-16LE");
	assert_order("UTF-16", be, 8, "UTF-16BE");
	assert_order("utf-16", none, 2, "UTF-16BE");
	assert_order("UTF-32", none, 2, "UTF-32BE");
	assert_order("UTF-16", "\xff\xfe", 2, "UTF-16LE");
	assert_order("UTF-16", "\xfe\xff", 2, "UTF-16BE");
	assert_order("UTF-32", "\xff\xfe\0\0", 4, "UTF-32LE");
	assert_order("BIG5", le, 8, "BIG5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long_ascii_may_have_other_bytes_later),
		cmocka_unit_test(test_enough_is_a_window_after_the_ascii),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_zeros_tell_utf_16),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_well_formed_utf8),
		cmocka_unit_test(test_few_characters),
		cmocka_unit_test(test_points_of_marks),
		cmocka_unit_test(test_hz),
		cmocka_unit_test(test_text_that_makes_no_sense),
		cmocka_unit_test(test_window_begins_at_a_whole_unit),
		cmocka_unit_test(test_order_of_a_charset_without_one),
	};

	return cmocka_run_group_tests_name("detection", tests, NULL, NULL) != 0;
}
