/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast roads go on to the end of a text of any character that they are made
 * for. Conversions are right without them, but slow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "encoding/fast/fast.h"
#include "encoding/gb18030/gb18030.h"

/* Bytes at the end that are left to the caller: a road reads ahead. */
#define LEFT 15
#define REPEATED 24u

typedef const uint8_t *road(const uint8_t *in, const uint8_t *end,
			    uint8_t **out);

/* One character, again and again. */
static size_t repeat(uint8_t *text, const uint8_t *character, size_t len)
{
	size_t i;

	for (i = 0; i < REPEATED; i++)
		memcpy(text + i * len, character, len);
	return REPEATED * len;
}

/* The bytes that the road has left of a text of one character. */
static size_t left_by(road *fast, const uint8_t *character, size_t len,
		      const uint8_t *code, size_t code_len)
{
	uint8_t text[4 * REPEATED], wanted[4 * REPEATED];
	uint8_t got[8 * REPEATED + NB_FAST_SLACK], *to = got;
	size_t n = repeat(text, character, len);
	const uint8_t *at = fast(text, text + n, &to);

	(void)repeat(wanted, code, code_len);
	assert_true(at >= text && at <= text + n);
	assert_int_equal((size_t)(at - text) % len, 0);
	assert_int_equal((size_t)(to - got),
			 (size_t)(at - text) / len * code_len);
	assert_memory_equal(got, wanted, (size_t)(to - got));
	return (size_t)(text + n - at);
}

/* Characters whose codes depend on the profile. */
static bool varies(uint32_t cp)
{
	return nb_gb18030_swap(cp) || cp == NB_GB18030_WEB_LACKS ||
	       cp == 0x3000 || cp == 0x20ac;
}

static void one_character(uint32_t cp)
{
	uint8_t utf8[4], code[4];
	size_t n = nb_utf8_put((char *)utf8, cp);
	size_t code_len = nb_gb18030_put(NB_GB18030_2022, code, cp);
	size_t a = left_by(nb_fast_utf8_to_gb18030, utf8, n, code, code_len);
	size_t b = left_by(nb_fast_gb18030_to_utf8, code, code_len, utf8, n);

	if (!varies(cp) && (a > LEFT || b > LEFT))
		fail_msg("U+%04X: %zu and %zu bytes are left", (unsigned)cp, a,
			 b);
	if (nb_gb18030_swap(cp) || cp == NB_GB18030_WEB_LACKS) {
		assert_int_equal(a, REPEATED * n);
		assert_int_equal(b, REPEATED * code_len);
	}
}

static void every_character(void)
{
	uint32_t cp;

	for (cp = 1; cp < 0x10000; cp++)
		if (cp < 0xd800 || cp > 0xdfff)
			one_character(cp);
	for (cp = 0x10000; cp < 0x110000; cp += 4093)
		one_character(cp);
	one_character(0x10ffff);
}

static void test_portable_road_goes_on(void **state)
{
	(void)state;
	nb_fast_use_avx2(false);
	every_character();
	nb_fast_use_avx2(true);
}

static void test_road_goes_on(void **state)
{
	(void)state;
	every_character();
}

/* Of UTF-8 as it is, one and three bytes a character. */
static void test_sound_utf8_is_skipped(void **state)
{
	static const char *const units[] = {"a",
					    "\xe0\xa0\x80",
					    "工",
					    "a工",
					    "\xed\x9f\xbf",
					    "\xee\x80\x80",
					    "\xef\xbf\xbf",
					    "abcdefgh工工工"};
	static const char *const unsound[] = {
		"\xe0\x9f\xbf",	    "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xe4\xb8\x7f",	    "\xe4\x7f\x80", "\xc2\x80",
		"\xf0\x90\x80\x80", "\x80"};
	uint8_t text[1200];
	size_t i, k, n, len, at;
	int avx2;

	(void)state;
	for (i = 0; i < 16; i++) {
		avx2 = i % 2;
		nb_fast_use_avx2(avx2);
		len = strlen(units[i / 2]);
		for (n = 0; n + len <= sizeof(text) - 8; n += len)
			memcpy(text + n, units[i / 2], len);
		assert_in_range(text + n - nb_fast_utf8_skip(text, text + n), 0,
				LEFT);
		/* It stops at what is unsound, or before it. */
		for (k = 0; k < 8; k++) {
			for (at = 0; at < n; at += 7 * len) {
				uint8_t copy[sizeof(text)];

				memcpy(copy, text, sizeof(text));
				memcpy(copy + at, unsound[k],
				       strlen(unsound[k]));
				assert_true(nb_fast_utf8_skip(copy, copy + n) <=
					    copy + at);
			}
		}
	}
	nb_fast_use_avx2(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_portable_road_goes_on),
		cmocka_unit_test(test_road_goes_on),
		cmocka_unit_test(test_sound_utf8_is_skipped),
	};

	return cmocka_run_group_tests_name("fast", tests, NULL, NULL) != 0;
}
