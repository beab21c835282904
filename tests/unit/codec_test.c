/* SPDX-License-Identifier: Apache-2.0 */
/* Codecs one by one: names, units, every pair of HZ, what errors say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encoding/codec/codec.h"
#include "encoding/convert/escape.h"
#include "encoding/fast/fast.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* ---- names */

static void test_names_of_editions(void **state)
{
	static const char *const names[] = {"2022", "2005", "2000", "web"};
	enum nb_gb18030_profile profile;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		profile = (enum nb_gb18030_profile)99;
		assert_true(nb_gb18030_profile_find(names[i], &profile));
		assert_int_equal(profile, i);
		assert_string_equal(nb_gb18030_profile_name(profile), names[i]);
	}
	assert_false(nb_gb18030_profile_find("1993", &profile));
	assert_int_equal(profile, NB_GB18030_WEB);
}

static void test_names_of_charsets(void **state)
{
	static const char *const names[][2] = {
		{"utf-8", "UTF-8"},
		{"Utf8", "UTF-8"},
		{"gb18030", "GB18030"},
		{"hz", "HZ"},
		{"hz-gb-2312", "HZ"},
		{"Big5", "Big5"},
		{"GBK", "GBK"},
		{"UTF", "UTF"},
		{"A", "A"},
		{"ZZ", "ZZ"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++)
		assert_string_equal(nb_charset_name(names[i][0]), names[i][1]);
}

static enum nb_status open_codec(struct nb_codec *c, const char *name,
				 bool decoding)
{
	struct nb_error err;

	return nb_codec_open(c, name, NB_GB18030_2022, decoding, &err);
}

static void test_units(void **state)
{
	static const struct {
		const char *name;
		unsigned unit;
	} units[] = {
		{"UTF-8", 1},	 {"GB18030", 1},     {"HZ", 1},
		{"BIG5", 1},	 {"UTF-16", 2},	     {"UTF-16LE", 2},
		{"UTF-16BE", 2}, {"UTF-32LE", 4},    {"UTF-32", 4},
		{"UTF-7", 1},	 {"ISO-2022-CN", 1},
#ifndef _LIBICONV_VERSION /* which has no EBCDIC */
		{"IBM1047", 1},
#endif
	};
	struct nb_codec c;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT(units); i++) {
		assert_int_equal(open_codec(&c, units[i / 2].name, i % 2),
				 NB_OK);
		assert_int_equal(c.unit, units[i / 2].unit);
		nb_codec_close(&c);
		nb_codec_close(&c);
	}
}

/* A name has 31 characters at most, and iconv must not be told to replace. */
static void test_names_that_are_refused(void **state)
{
	static const char *const names[] = {"",
					    "/",
					    "BIG5//IGNORE",
					    "//TRANSLIT",
					    "NO-SUCH-CHARSET-OF-31-LETTERS-1",
					    "NO-SUCH-CHARSET-OF-32-LETTERS-12"};
	struct nb_codec c;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * COUNT(names); i++) {
		assert_int_equal(nb_codec_open(&c, names[i / 2],
					       NB_GB18030_2022, i % 2, &err),
				 NB_USAGE);
		assert_int_equal(strstr(err.text, "too long") != NULL,
				 i / 2 == 5);
		assert_int_equal(strstr(err.text, "has no conversion") != NULL,
				 i / 2 == 4);
		nb_codec_close(&c);
	}
}

/* ---- HZ */

static enum nb_status hz(bool decoding, const void *in, size_t len, bool last,
			 struct nb_buf *out, size_t *used, struct nb_stop *stop)
{
	struct nb_codec c;
	struct nb_error err;
	enum nb_status st;

	assert_int_equal(open_codec(&c, "HZ", decoding), NB_OK);
	out->len = 0;
	st = decoding
		     ? nb_codec_decode(&c, in, len, last, out, used, stop, &err)
		     : nb_codec_encode(&c, in, len, last, out, used, stop,
				       &err);
	nb_codec_close(&c);
	return st;
}

/* Two bytes between the shifts: the pairs of GB 2312 are the rows 21 to 77. */
static void test_every_pair_of_hz(void **state)
{
	struct nb_buf utf8 = {0}, back = {0};
	struct nb_stop stop;
	unsigned a, b;
	size_t used;

	(void)state;
	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b++) {
			char text[7] = "~{..~}";
			bool pair = a >= 0x21 && a <= 0x77 && b >= 0x21 &&
				    b <= 0x7e;
			enum nb_status st;

			if (a == '~' || a == '\n')
				continue;
			text[2] = (char)a;
			text[3] = (char)b;
			st = hz(true, text, 6, true, &utf8, &used, &stop);
			assert_int_equal(st, pair ? NB_OK : NB_INVALID);
			assert_int_equal(used, pair ? 6 : 2);
			if (!pair)
				continue;
			st = hz(false, utf8.data, utf8.len, true, &back, &used,
				&stop);
			/* Some are private use in GB18030 alone. */
			assert_int_equal(st, NB_OK);
			assert_int_equal(back.len, 6);
			assert_memory_equal(back.data, text, 6);
		}
	}
	nb_buf_free(&utf8);
	nb_buf_free(&back);
}

static void hz_stops(const char *text, const char *reason)
{
	struct nb_buf out = {0};
	struct nb_stop stop;
	size_t used;

	assert_int_equal(hz(true, text, strlen(text), true, &out, &used, &stop),
			 NB_INVALID);
	assert_string_equal(stop.reason, reason);
	assert_int_equal(stop.bytes, 1);
	nb_buf_free(&out);
}

static void test_why_hz_stops(void **state)
{
	(void)state;
	hz_stops("a~", "truncated shift");
	hz_stops("~{9$~", "truncated shift");
	hz_stops("~{9", "truncated pair");
	hz_stops("~a", "a tilde that shifts nothing");
	hz_stops("~{~{", "a tilde that shifts nothing");
	hz_stops("~{~~", "a tilde that shifts nothing");
	hz_stops("~{~\n", "a tilde that shifts nothing");
	hz_stops("~}", "a tilde that shifts nothing");
	hz_stops("a\x80", "a byte above 7F");
	hz_stops("~{\x80z", "a byte above 7F");
	hz_stops("\xff", "a byte above 7F");
	hz_stops("~{\x7fz", "no pair of GB 2312 begins here");
	hz_stops("~{9 ", "no pair of GB 2312 begins here");
}

/* What is cut off waits, unless nothing could complete it. */
static void test_hz_waits_for_the_rest(void **state)
{
	struct nb_buf out = {0};
	struct nb_stop stop;
	size_t used;

	(void)state;
	assert_int_equal(hz(true, "a~", 2, false, &out, &used, &stop), NB_OK);
	assert_int_equal(used, 1);
	assert_int_equal(hz(true, "~{9", 3, false, &out, &used, &stop), NB_OK);
	assert_int_equal(used, 2);
	assert_int_equal(hz(true, "~{9 ", 4, false, &out, &used, &stop),
			 NB_INVALID);
	assert_int_equal(
		hz(true, "a~\nb~~~{9$\nc", 12, true, &out, &used, &stop),
		NB_OK);
	assert_int_equal(out.len, 8);
	assert_memory_equal(out.data, "ab~工\nc", 8);
	assert_int_equal(hz(true, "", 0, true, &out, &used, &stop), NB_OK);
	assert_int_equal(out.len, 0);
	nb_buf_free(&out);
}

/* Of UTF-8 it takes what GB 2312 has. */
static void test_hz_lacks_what_gb2312_lacks(void **state)
{
	static const char *const lacks[] = {
		"\u00b7x\U00020087",
		"\u4e02", /* in row 81 of GBK */
		"\uE7C7", /* a private use character */
		"\U0001F600",
	};
	struct nb_buf out = {0};
	struct nb_stop stop;
	size_t i, used;

	(void)state;
	for (i = 0; i < COUNT(lacks); i++) {
		assert_int_equal(hz(false, lacks[i], strlen(lacks[i]), true,
				    &out, &used, &stop),
				 NB_INVALID);
		assert_int_equal(used, i ? 0 : 3);
		assert_true(stop.lacking);
	}
	/* The last shift only at the end. */
	assert_int_equal(hz(false, "工", 3, false, &out, &used, &stop), NB_OK);
	assert_int_equal(out.len, 4);
	assert_memory_equal(out.data, "~{9$", 4);
	assert_int_equal(hz(false, "~工a", 5, true, &out, &used, &stop), NB_OK);
	assert_int_equal(out.len, 9);
	assert_memory_equal(out.data, "~~~{9$~}a", 9);
	nb_buf_free(&out);
}

/* ---- what errors say */

static void says(const char *bytes, size_t n, const char *reason, uint64_t line,
		 const char *expected)
{
	struct nb_stop stop = {n, reason, reason == NULL};
	struct nb_error err;

	assert_int_equal(nb_codec_refuse((const uint8_t *)bytes, &stop, "FROM",
					 "TO", 7, line, &err),
			 NB_INVALID);
	assert_string_equal(err.text, expected);
	assert_int_equal(err.offset, 7);
}

static void test_messages(void **state)
{
	(void)state;
	says("\x81", 1, "why", 0, "byte 81: not FROM: why");
	says("\x81\x30", 2, "why", 1, "line 1: bytes 81 30: not FROM: why");
	says("\x81\x30\x82\x31", 4, "why", 0,
	     "bytes 81 30 82 31: not FROM: why");
	says("\x81\x30\x82\x31\x84", 5, "why", 0,
	     "bytes 81 30 82 31: not FROM: why");
	says("a", 1, NULL, 12, "line 12: U+0061 is not in TO");
	says("\xe5\xb7\xa5", 3, NULL, 0, "U+5DE5 is not in TO");
}

/* ---- iconv */

static void test_tags_end_what_iconv_is_given(void **state)
{
	static const char text[] = "a\xf3\xa0\x80\x81z";
	static const char *const charsets[] = {"BIG5", "UTF-16LE", "UTF-32BE",
					       "UTF-7"};
	struct nb_buf out = {0};
	struct nb_stop stop;
	struct nb_error err;
	struct nb_codec c;
	size_t i, len, used;

	(void)state;
	for (i = 0; i < COUNT(charsets); i++) {
		/* Also where the tag is the last, or cut off. */
		for (len = 1; len <= 6; len++) {
			bool whole = len == 1 || (i && len >= 5);
			enum nb_status st;

			assert_int_equal(open_codec(&c, charsets[i], false),
					 NB_OK);
			st = nb_codec_encode(&c, (const uint8_t *)text, len,
					     true, &out, &used, &stop, &err);
			assert_int_equal(st, whole ? NB_OK : NB_INVALID);
			assert_int_equal(used, whole ? len : 1);
			if (!whole)
				assert_int_equal(stop.lacking, len >= 5);
			nb_codec_close(&c);
		}
	}
	nb_buf_free(&out);
}

static void decodes(const char *charset, const char *bytes, size_t len,
		    bool last, size_t used_wanted, size_t stop_bytes,
		    const char *reason)
{
	struct nb_buf out = {0};
	struct nb_stop stop;
	struct nb_error err;
	struct nb_codec c;
	size_t used;
	enum nb_status st;

	assert_int_equal(open_codec(&c, charset, true), NB_OK);
	st = nb_codec_decode(&c, (const uint8_t *)bytes, len, last, &out, &used,
			     &stop, &err);
	assert_int_equal(st, reason ? NB_INVALID : NB_OK);
	assert_int_equal(used, used_wanted);
	if (reason) {
		assert_string_equal(stop.reason, reason);
		assert_int_equal(stop.bytes, stop_bytes);
	}
	nb_codec_close(&c);
	nb_buf_free(&out);
}

static void test_why_iconv_stops(void **state)
{
	(void)state;
	decodes("BIG5", "\xa4\xa4\xa4", 3, false, 2, 0, NULL);
	decodes("BIG5", "\xa4\xa4\xa4", 3, true, 2, 1, "truncated character");
	decodes("BIG5", "a\xff", 2, false, 1, 1, "no character begins here");
	decodes("UTF-16LE", "a\0b", 3, false, 2, 0, NULL);
	decodes("UTF-16LE", "a\0b", 3, true, 2, 1, "truncated character");
	decodes("UTF-16LE", "a\0\x00\xdc\x61\0", 6, true, 2, 2,
		"no character begins here");
	decodes("UTF-32LE", "a\0\0\0b\0\0", 7, true, 4, 3,
		"truncated character");
	decodes("UTF-32LE", "a\0\0\0\0\0\x11\0", 8, true, 4, 4,
		"no character begins here");
}

/* ---- escapes */

static void next(const char *utf8, size_t text, size_t size, int byte,
		 bool good)
{
	size_t got_text, got_size;
	int got = -2;

	assert_int_equal(nb_escape_next((const uint8_t *)utf8, strlen(utf8),
					&got_text, &got_size, &got),
			 good);
	assert_int_equal(got_text, text);
	if (!good)
		return;
	assert_int_equal(got_size, size);
	if (size)
		assert_int_equal(got, byte);
}

static void test_escapes(void **state)
{
	(void)state;
	next("", 0, 0, 0, true);
	next("abc", 3, 0, 0, true);
	next("“⟧–", 9, 0, 0, true);
	next("a⟦00⟧", 1, 8, 0, true);
	next("⟦9A⟧", 0, 8, 0x9a, true);
	next("⟦F9⟧", 0, 8, 0xf9, true);
	next("⟦⟦⟧", 0, 9, -1, true);
	next("⟦9A⟦", 0, 0, 0, false);
	next("⟦⟦⟦", 0, 0, 0, false);
	next("⟦9G⟧", 0, 0, 0, false);
	next("⟦G9⟧", 0, 0, 0, false);
	next("⟦9a⟧", 0, 0, 0, false);
	next("⟦:0⟧", 0, 0, 0, false);
	next("⟦/0⟧", 0, 0, 0, false);
	next("⟦@0⟧", 0, 0, 0, false);
	next("⟦abcde", 0, 0, 0, false);
	/* Cut off: it may go on. */
	next("a⟦", 1, 0, 0, true);
	next("a⟦9", 1, 0, 0, true);
	next("a⟦9A", 1, 0, 0, true);
	next("a⟦9A\xe2\x9f", 1, 0, 0, true);
	next("a⟦⟦\xe2\x9f", 1, 0, 0, true);
	next("a\xe2\x9f", 1, 0, 0, true);
}

/* ---- lines */

static void test_newlines_are_counted(void **state)
{
	size_t len, i, n;
	uint8_t *p = malloc(40000);
	int avx2;

	(void)state;
	assert_non_null(p);
	for (i = 0; i < 40000; i++)
		p[i] = i % 7 == 0 || i % 11 < 5 ? '\n' : '\v';
	for (avx2 = 0; avx2 < 2; avx2++) {
		nb_fast_use_avx2(avx2);
		for (len = 0, n = 0; len < 40000; len++) {
			if (len < 200 || len % 509 == 0 || len % 8160 < 2 ||
			    len % 8160 == 8159)
				assert_int_equal(nb_fast_newlines(p, len), n);
			n += p[len] == '\n';
		}
		memset(p, '\n', 40000);
		assert_int_equal(nb_fast_newlines(p, 40000), 40000);
		for (i = 0; i < 40000; i++)
			p[i] = i % 7 == 0 || i % 11 < 5 ? '\n' : '\v';
	}
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_of_editions),
		cmocka_unit_test(test_names_of_charsets),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_names_that_are_refused),
		cmocka_unit_test(test_every_pair_of_hz),
		cmocka_unit_test(test_why_hz_stops),
		cmocka_unit_test(test_hz_waits_for_the_rest),
		cmocka_unit_test(test_hz_lacks_what_gb2312_lacks),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_tags_end_what_iconv_is_given),
		cmocka_unit_test(test_why_iconv_stops),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_newlines_are_counted),
	};

	return cmocka_run_group_tests_name("codec", tests, NULL, NULL) != 0;
}
