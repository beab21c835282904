/* SPDX-License-Identifier: Apache-2.0 */
/* GB18030 is a bijection, and nothing else is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/encoding.h>

#include "encoding/gb18030.h"

#define SCALARS 1112064u

static size_t get(const uint8_t *p, size_t len, uint32_t *cp)
{
	const char *reason = NULL;
	size_t bad = 0, n = nb_gb18030_get(p, len, cp, &reason, &bad);

	if (n == 0) {
		assert_non_null(reason);
		assert_in_range(bad, 1, len);
	}
	return n;
}

static void test_every_scalar_value(void **state)
{
	uint32_t cp, back;
	uint8_t code[4];

	(void)state;
	for (cp = 0; cp < 0x110000; cp++) {
		size_t n;

		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		n = nb_gb18030_put(code, cp);
		if (get(code, n, &back) != n || back != cp)
			fail_msg("U+%04X does not come back", (unsigned)cp);
	}
}

/* All sequences of one, two and four bytes: as many are accepted as there are
 * scalar values, and each is the code of its character. */
static void test_every_sequence(void **state)
{
	uint32_t count = 0, cp, a, b, c, d;
	uint8_t p[4], code[4];

	(void)state;
	for (a = 0; a < 256; a++) {
		p[0] = (uint8_t)a;
		count += get(p, 1, &cp) == 1;
		for (b = 0; b < 256; b++) {
			p[1] = (uint8_t)b;
			if (get(p, 2, &cp) == 2) {
				assert_int_equal(nb_gb18030_put(code, cp), 2);
				assert_memory_equal(code, p, 2);
				count++;
			}
			for (c = 0x7f; b >= 0x2f && b <= 0x3a && c < 256; c++) {
				for (d = 0x2f; d <= 0x3a; d++) {
					p[2] = (uint8_t)c;
					p[3] = (uint8_t)d;
					if (get(p, 4, &cp) != 4)
						continue;
					assert_int_equal(
						nb_gb18030_put(code, cp), 4);
					assert_memory_equal(code, p, 4);
					count++;
				}
			}
		}
	}
	assert_int_equal(count, SCALARS);
}

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
	decode("\xe4\xb8\x80\xff", 4, NB_INVALID, 3, NULL);
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
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_scalar_value),
		cmocka_unit_test(test_every_sequence),
		cmocka_unit_test(test_offsets_of_errors),
		cmocka_unit_test(test_round_trips),
	};

	return cmocka_run_group_tests_name("encoding", tests, NULL, NULL) != 0;
}
