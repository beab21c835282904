/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
/* GB18030: every profile, every sequence, every road to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/encoding.h>

#include "base/utf8.h"
#include "encoding/fast/fast.h"
#include "encoding/gb18030/gb18030.h"

#define SCALARS 1112064u

static const enum nb_gb18030_profile bijections[] = {
	NB_GB18030_2022, NB_GB18030_2005, NB_GB18030_2000};

static size_t get(enum nb_gb18030_profile profile, const uint8_t *p, size_t len,
		  uint32_t *cp)
{
	const char *reason = NULL;
	size_t bad = 0, n = nb_gb18030_get(profile, p, len, cp, &reason, &bad);

	if (n == 0) {
		assert_non_null(reason);
		assert_in_range(bad, 1, len);
	}
	return n;
}

static bool is_scalar(uint32_t cp)
{
	return cp < 0x110000 && (cp < 0xd800 || cp > 0xdfff);
}

static void test_every_scalar_value(void **state)
{
	uint32_t cp, back = 0;
	uint8_t code[4];
	size_t i, n;

	(void)state;
	for (i = 0; i < 3; i++)
		for (cp = 0; cp < 0x110000; cp++) {
			if (!is_scalar(cp))
				continue;
			n = nb_gb18030_put(bijections[i], code, cp);
			if (get(bijections[i], code, n, &back) != n ||
			    back != cp)
				fail_msg("U+%04X does not come back",
					 (unsigned)cp);
		}
}

/* What the standard says of the form of a code, from its numbers alone. */
static size_t standard(const uint8_t p[4], size_t len)
{
	uint32_t linear;

	if (p[0] < 0x80)
		return 1;
	if (p[0] == 0x80 || p[0] == 0xff || len < 2)
		return 0;
	if (p[1] >= 0x40 && p[1] != 0x7f && p[1] != 0xff)
		return 2;
	if (p[1] < 0x30 || p[1] > 0x39 || len < 4 || p[2] < 0x81 ||
	    p[2] == 0xff || p[3] < 0x30 || p[3] > 0x39)
		return 0;
	linear = ((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 1260 +
		 (p[2] - 0x81u) * 10 + (p[3] - 0x30u);
	/* 81308130 to 8431A439; 90308130 to E3329A35 */
	return linear < 39420 || (linear >= 189000 && linear < 1237576) ? 4 : 0;
}

/* One sequence: accepted or not as the standard has it, and the code of its
 * character. Returns whether it is a whole code. */
static uint32_t one_sequence(enum nb_gb18030_profile profile,
			     const uint8_t p[4], size_t len)
{
	uint32_t cp;
	uint8_t code[4];
	size_t n = get(profile, p, len, &cp), wanted = standard(p, len);

	if (n != wanted)
		fail_msg("%02X%02X%02X%02X of %zu: %zu bytes, not %zu", p[0],
			 p[1], p[2], p[3], len, n, wanted);
	if (n != len)
		return 0;
	assert_true(is_scalar(cp));
	if (nb_gb18030_put(profile, code, cp) != n || memcmp(code, p, n) != 0)
		fail_msg("%02X%02X%02X%02X is not the code of U+%04X", p[0],
			 p[1], p[2], p[3], (unsigned)cp);
	return 1;
}

/* All of one and two bytes, and of four all whose second byte may be that of
 * four. */
static void test_every_sequence(void **state)
{
	uint32_t count, a, b, c, d, i;

	(void)state;
	for (i = 0; i < 3; i++) {
		count = 0;
		for (a = 0; a < 256; a++) {
			uint8_t p[4] = {(uint8_t)a, 0, 0, 0};

			count += one_sequence(bijections[i], p, 1);
			for (b = 0; b < 256; b++) {
				p[1] = (uint8_t)b;
				count += one_sequence(bijections[i], p, 2);
				if (b < 0x2f || b > 0x3a)
					continue;
				for (c = 0; c < 256; c++)
					for (d = 0x2e; d <= 0x3b; d++) {
						p[2] = (uint8_t)c;
						p[3] = (uint8_t)d;
						count += one_sequence(
							bijections[i], p, 4);
					}
			}
		}
		assert_int_equal(count, SCALARS);
	}
}

/* ---- profiles */

static uint32_t decoded(enum nb_gb18030_profile profile, const char *code,
			size_t len)
{
	uint32_t cp = 0;

	assert_int_equal(get(profile, (const uint8_t *)code, len, &cp), len);
	return cp;
}

static void test_profiles(void **state)
{
	(void)state;
	assert_int_equal(decoded(NB_GB18030_2022, "\xa8\xbc", 2), 0x1e3f);
	assert_int_equal(decoded(NB_GB18030_2005, "\xa8\xbc", 2), 0x1e3f);
	assert_int_equal(decoded(NB_GB18030_2000, "\xa8\xbc", 2), 0xe7c7);
	assert_int_equal(decoded(NB_GB18030_2000, "\x81\x35\xf4\x37", 4),
			 0x1e3f);
	assert_int_equal(decoded(NB_GB18030_2022, "\xa6\xda", 2), 0xfe12);
	assert_int_equal(decoded(NB_GB18030_2005, "\xa6\xda", 2), 0xe78e);
	assert_int_equal(decoded(NB_GB18030_WEB, "\xa6\xda", 2), 0xfe12);
	assert_int_equal(decoded(NB_GB18030_2022, "\x84\x31\x82\x38", 4),
			 0xe78e);
	assert_int_equal(decoded(NB_GB18030_2005, "\x84\x31\x82\x38", 4),
			 0xfe12);
	assert_int_equal(decoded(NB_GB18030_WEB, "\x84\x31\x82\x38", 4),
			 0xfe12);
	assert_int_equal(decoded(NB_GB18030_2022, "\xfe\x51", 2), 0xe816);
	assert_int_equal(decoded(NB_GB18030_2022, "\xa3\xa0", 2), 0xe5e5);
	assert_int_equal(decoded(NB_GB18030_WEB, "\xa3\xa0", 2), 0x3000);
	assert_int_equal(decoded(NB_GB18030_WEB, "\x80", 1), 0x20ac);
}

/* The web's: what it cannot encode, and that all else comes back. */
static void test_web(void **state)
{
	uint32_t cp, back, lost = 0, changed = 0;
	uint8_t code[4];
	size_t n;

	(void)state;
	for (cp = 0; cp < 0x110000; cp++) {
		if (!is_scalar(cp))
			continue;
		n = nb_gb18030_put(NB_GB18030_WEB, code, cp);
		lost += n == 0;
		if (n && get(NB_GB18030_WEB, code, n, &back) == n)
			changed += back != cp;
	}
	assert_int_equal(lost, 1);     /* U+E5E5 */
	assert_int_equal(changed, 18); /* private use becomes Unicode */
}

/* ---- the fast road is the slow road */

static uint32_t seed = 1;
static uint32_t rnd(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

/* A character of a kind that real text has, in runs. */
static uint32_t character(uint32_t kind)
{
	uint32_t cp;

	switch (kind) {
	case 0:
		return 0x20 + rnd(0x5f);
	case 1:
	case 2:
		return 0x4e00 + rnd(0x51a6);
	case 3: /* punctuation, some of two bytes in UTF-8 */
		return rnd(2) ? 0x3001 + rnd(0x20) : 0xa0 + rnd(0x700);
	case 4: /* compatibility and private use, the swapped ones too */
		return 0xe780 + rnd(0x1880);
	case 5:
		return 0x10000 + rnd(0x100000);
	default:
		cp = rnd(0x10000);
		return is_scalar(cp) ? cp : '\n';
	}
}

struct sample {
	uint8_t *utf8, *gb;
	size_t utf8_len, gb_len;
};

static struct sample make_sample(size_t characters, uint32_t kinds)
{
	struct sample s = {malloc(4 * characters + 1),
			   malloc(4 * characters + 1), 0, 0};
	uint32_t kind = 0, left = 0, cp;

	assert_non_null(s.utf8);
	assert_non_null(s.gb);
	while (characters--) {
		if (left-- == 0) {
			kind = rnd(kinds);
			left = rnd(kind < 3 ? 80 : 4);
		}
		cp = character(kind);
		s.utf8_len += nb_utf8_put((char *)s.utf8 + s.utf8_len, cp);
		s.gb_len +=
			nb_gb18030_put(NB_GB18030_2022, s.gb + s.gb_len, cp);
	}
	return s;
}

static void free_sample(struct sample *s)
{
	free(s->utf8);
	free(s->gb);
}

/* A copy of exactly its size, so that a sanitizer sees what is read too far. */
static uint8_t *exact(const uint8_t *p, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, p, len);
	return copy;
}

static void expect_text(const char *from, const uint8_t *in, size_t len,
			const uint8_t *utf8, size_t utf8_len)
{
	uint8_t *copy = exact(in, len);
	struct nb_text text;
	struct nb_error err;

	assert_int_equal(nb_text_decode(copy, len, from, &text, &err), NB_OK);
	assert_int_equal(text.utf8.len, utf8_len);
	if (utf8_len)
		assert_memory_equal(text.utf8.data, utf8, utf8_len);
	nb_text_free(&text);
	free(copy);
}

static void expect_code(const struct sample *s)
{
	uint8_t *copy = exact(s->utf8, s->utf8_len);
	struct nb_buf out = {0};
	struct nb_error err;

	assert_int_equal(nb_text_encode((char *)copy, s->utf8_len, "GB18030",
					false, &out, &err),
			 NB_OK);
	assert_int_equal(out.len, s->gb_len);
	if (s->gb_len)
		assert_memory_equal(out.data, s->gb, s->gb_len);
	nb_buf_free(&out);
	free(copy);
}

static void one_road(void)
{
	size_t round;

	seed = 7;
	for (round = 0; round < 1500; round++) {
		struct sample s = make_sample(rnd(900), 1 + rnd(7));

		/* A mark at the beginning would be taken off. */
		if (s.utf8_len < 3 || memcmp(s.utf8, "\xef\xbb\xbf", 3) != 0) {
			expect_text("GB18030", s.gb, s.gb_len, s.utf8,
				    s.utf8_len);
			expect_text("UTF-8", s.utf8, s.utf8_len, s.utf8,
				    s.utf8_len);
			expect_code(&s);
		}
		free_sample(&s);
	}
}

static void test_portable_road(void **state)
{
	(void)state;
	nb_fast_use_avx2(false);
	one_road();
	nb_fast_use_avx2(true);
}

static void test_avx2_road(void **state)
{
	(void)state;
	if (!nb_fast_has_avx2())
		print_message("# no AVX2 here: the portable road again\n");
	one_road();
}

/* ---- bounds: neither the input nor the room is left */

/* Memory that ends at a page which must not be touched. */
static uint8_t *before_guard(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (len / page + 1) * page;
	uint8_t *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(map != MAP_FAILED);
	assert_int_equal(mprotect(map + room, page, PROT_NONE), 0);
	return map + room - len;
}

static void free_before_guard(uint8_t *p, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (len / page + 1) * page;

	assert_int_equal(munmap(p + len - room, room + page), 0);
}

typedef const uint8_t *road(const uint8_t *in, const uint8_t *end,
			    uint8_t **out);

static void one_bound(road *fast, const uint8_t *text, size_t len, size_t room)
{
	uint8_t *in = before_guard(len), *out = before_guard(room), *to = out;

	memcpy(in, text, len);
	assert_true(fast(in, in + len, &to) <= in + len);
	assert_true(to >= out && (size_t)(to - out) + NB_FAST_SLACK <= room);
	free_before_guard(in, len);
	free_before_guard(out, room);
}

static void test_bounds(void **state)
{
	size_t round, len;
	int avx2;

	(void)state;
	seed = 5;
	for (round = 0; round < 400; round++) {
		struct sample s = make_sample(1 + rnd(700), 1 + rnd(7));

		for (avx2 = 0; avx2 < 2; avx2++) {
			nb_fast_use_avx2(avx2);
			len = rnd((uint32_t)s.gb_len) + 1;
			one_bound(nb_fast_gb18030_to_utf8, s.gb, len,
				  len + len / 2 + NB_FAST_SLACK);
			len = rnd((uint32_t)s.utf8_len) + 1;
			one_bound(nb_fast_utf8_to_gb18030, s.utf8, len,
				  2 * len + NB_FAST_SLACK);
		}
		free_sample(&s);
	}
}

/* A character that is not one, anywhere in a long text: found where it is. */
static void one_error(const char *charset, const struct sample *s, bool gb,
		      const char *bad, size_t bad_len)
{
	const uint8_t *text = gb ? s->gb : s->utf8;
	size_t len = gb ? s->gb_len : s->utf8_len, at = 0, n;
	uint8_t *in = malloc(len + bad_len);
	struct nb_text out;
	struct nb_error err;
	uint32_t cp;

	assert_non_null(in);
	while (at < len) {
		memcpy(in, text, at);
		memcpy(in + at, bad, bad_len);
		memcpy(in + at + bad_len, text + at, len - at);
		assert_int_equal(
			nb_text_decode(in, len + bad_len, charset, &out, &err),
			NB_INVALID);
		assert_int_equal(err.offset, at);
		nb_text_free(&out);
		n = gb ? get(NB_GB18030_2022, text + at, len - at, &cp)
		       : nb_utf8_get((const char *)text + at, len - at, &cp);
		at += n;
	}
	free(in);
}

static void errors_everywhere(void)
{
	/* Han and ASCII. What follows a bad byte must not complete it. */
	struct sample s = make_sample(700, 3);

	one_error("GB18030", &s, true, "\xff", 1);
	one_error("GB18030", &s, true, "\xb0\x7f", 2);
	one_error("GB18030", &s, true, "\x84\x31\xa5\x30", 4);
	one_error("UTF-8", &s, false, "\x80", 1);
	one_error("UTF-8", &s, false, "\xe0\x9f\xbf", 3);
	one_error("UTF-8", &s, false, "\xed\xa0\x80", 3);
	one_error("UTF-8", &s, false, "\xe4\xb8", 2);
	one_error("UTF-8", &s, false, "\xf8", 1);
	free_sample(&s);
}

static void test_errors_on_either_road(void **state)
{
	(void)state;
	seed = 11;
	nb_fast_use_avx2(false);
	errors_everywhere();
	nb_fast_use_avx2(true);
	errors_everywhere();
}

/* ---- whole texts */

static void decode(const char *bytes, size_t len, enum nb_status expected,
		   uint64_t offset, const char *charset)
{
	struct nb_text text;
	struct nb_error err = {.offset = 0};
	struct nb_buf back = {0};
	enum nb_status st = nb_text_decode(bytes, len, charset, &text, &err);

	assert_int_equal(st, expected);
	if (st) {
		assert_int_equal(err.offset, offset);
	} else {
		assert_int_equal(nb_text_encode((char *)text.utf8.data,
						text.utf8.len, text.charset,
						text.bom, &back, &err),
				 NB_OK);
		assert_int_equal(back.len, len);
		assert_memory_equal(back.data, bytes, len);
	}
	nb_buf_free(&back);
	nb_text_free(&text);
}

static void test_offsets_of_errors(void **state)
{
	(void)state;
	decode("ab\x80", 3, NB_INVALID, 2, "GB18030");
	decode("\xb2\xe2\xff", 3, NB_INVALID, 2, "GB18030");
	decode("\xb2\xe2\xb2", 3, NB_INVALID, 2, "GB18030");
	decode("\xb2\x7f", 2, NB_INVALID, 0, "GB18030");
	decode("a\x84\x31\xa5\x30", 5, NB_INVALID, 1, "GB18030");
	decode("a\x81\x30\x81", 4, NB_INVALID, 1, "GB18030");
	decode("a\xe3\x32\x9a\x36", 5, NB_INVALID, 1, "GB18030");
	decode("a\xc0\x80", 3, NB_INVALID, 1, "UTF-8");
	decode("a\xed\xa0\x80", 4, NB_INVALID, 1, "UTF-8");
	decode("a\xf4\x90\x80\x80", 5, NB_INVALID, 1, "UTF-8");
	decode("a\xe4\xb8", 3, NB_INVALID, 1, "UTF-8");
	decode("\xe4\xb8\x80\xe4\xba\xba\xe5\xa4\xa7\xe4\xb8\xad\xff", 13,
	       NB_INVALID, 12, NULL);
	decode("\x80\x80\x80\x80", 4, NB_INVALID, 0, NULL);
	/* What does not come back: another code, too much, too little. */
	decode("\xa4\xa4\xa2\xcc", 4, NB_INVALID, 2, "BIG5");
	decode("~{9$", 4, NB_INVALID, 4, "HZ");
	decode("a~\n", 3, NB_INVALID, 1, "HZ");
	decode("\xff\xfe\x00\xdc\x61\0", 6, NB_INVALID, 2, "UTF-16LE");
	decode("\xff\xfe"
	       "a\0\x00",
	       5, NB_INVALID, 4, "UTF-16");
}

static void test_round_trips(void **state)
{
	(void)state;
	decode("\xef\xbb\xbf\xe4\xb8\x80", 6, NB_OK, 0, NULL);
	decode("\x84\x31\x95\x33\xb2\xe2", 6, NB_OK, 0, NULL);
	decode("\xb2\xe2\xca\xd4", 4, NB_OK, 0, NULL);
	decode("\xff\xfe\x00\x4e", 4, NB_OK, 0, NULL);
	decode("\xa4\xa4\xa4\xe5", 4, NB_OK, 0, "BIG5");
	decode("a\0b", 3, NB_OK, 0, NULL);
	decode("", 0, NB_OK, 0, NULL);
}

/* UTF-8: the quick ways say what the slow one says of every three bytes. */
static void test_utf8_of_three_bytes(void **state)
{
	static const uint8_t thirds[] = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};
	uint8_t text[8] = "???aaaaa";
	uint32_t cp, other, lead;
	size_t i, n, seconds;

	(void)state;
	for (lead = 0xe0; lead < 0xf0; lead++) {
		for (seconds = 0; seconds < 256; seconds++) {
			for (i = 0; i < sizeof(thirds); i++) {
				const char *s = (const char *)text;

				text[0] = (uint8_t)lead;
				text[1] = (uint8_t)seconds;
				text[2] = thirds[i];
				n = nb_utf8_get(s, 8, &cp);
				assert_int_equal(nb_utf8_invalid(s, 8),
						 n ? 8 : 0);
				if (n == 0)
					continue;
				assert_int_equal(nb_begins_han(s, 8),
						 nb_is_common_han(cp));
				assert_int_equal(nb_utf8_prev(s, 3, &other), 3);
				assert_int_equal(other, cp);
			}
		}
	}
}

/* A message that is too long ends with a whole word, or a whole character. */
static void test_shortened(void **state)
{
	static const struct {
		size_t size;
		const char *text, *wanted;
	} cases[] = {
		{16, "a page of the month", "a page of..."},
		{16, "a page of pages with", "a page of..."},
		{16, "a pages pages pages", "a pages..."},
		{16, "a pagesofthemonth", "a pagesofthe..."},
		{16, "页 启事本报自二月", "页 启事..."},
		{17, "启事本报自二月起改", "启事本报..."},
		{18, "启事本报自二月起改", "启事本报..."},
		{19, "启事本报自二月起改", "启事本报自..."},
		{16,
		 "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
		 "\x80\x80\x80\x80",
		 "\x80\x80\x80\x80\x80\x80\x80\x80\x80..."},
	};
	char out[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		(void)snprintf(out, cases[i].size, "%s", cases[i].text);
		nb_utf8_shorten(out, cases[i].size);
		assert_string_equal(out, cases[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_scalar_value),
		cmocka_unit_test(test_every_sequence),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_web),
		cmocka_unit_test(test_portable_road),
		cmocka_unit_test(test_avx2_road),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_errors_on_either_road),
		cmocka_unit_test(test_offsets_of_errors),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_utf8_of_three_bytes),
		cmocka_unit_test(test_shortened),
	};

	return cmocka_run_group_tests_name("encoding", tests, NULL, NULL) != 0;
}
