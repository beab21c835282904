/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An iconv(3) that replaces characters and returns how many, as POSIX allows:
 * the converter must find the first one and refuse it, and keep what stands
 * before it. Debian's replaces none, so the linker puts __wrap_iconv() in its
 * place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <iconv.h>

#include "encoding/codec/codec.h"

/* The header of GNU libiconv gives iconv() another name. */
#define WRAPPED(name) JOINED(name)
#define JOINED(name) __wrap_##name

size_t WRAPPED(iconv)(iconv_t cd, char **in, size_t *left, char **out,
		      size_t *room);

/* To ISO 8859-1, with an asterisk for every character that it lacks. */
size_t WRAPPED(iconv)(iconv_t cd, char **in, size_t *left, char **out,
		      size_t *room)
{
	size_t replaced = 0;

	(void)cd;
	while (in && *left) {
		unsigned char c = (unsigned char)**in;
		size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : 3;

		assert_true(*room > 0 && n <= *left);
		*(*out)++ = (char)(n == 1 ? c : '*');
		replaced += n > 1;
		*in += n;
		*left -= n;
		--*room;
	}
	return replaced;
}

static void check(const char *text, const char *kept, size_t kept_bytes)
{
	struct nb_codec codec;
	struct nb_buf out = {0};
	struct nb_stop stop = {0};
	struct nb_error err;
	enum nb_status st;
	size_t used;

	assert_int_equal(nb_codec_open(&codec, "ISO-8859-1", NB_GB18030_2022,
				       false, &err),
			 NB_OK);
	st = nb_codec_encode(&codec, (const uint8_t *)text, strlen(text), true,
			     &out, &used, &stop, &err);
	assert_int_equal(st, kept_bytes == strlen(text) ? NB_OK : NB_INVALID);
	assert_int_equal(used, kept_bytes);
	assert_int_equal(out.len, strlen(kept));
	assert_memory_equal(out.data, kept, out.len);
	if (used < strlen(text))
		assert_true(stop.lacking);
	nb_buf_free(&out);
	nb_codec_close(&codec);
}

static void test_replaced_characters(void **state)
{
	(void)state;
	check("abc", "abc", 3);
	check("ab\xe4\xb8\xad"
	      "c",
	      "ab", 2);
	check("\xe4\xb8\xad", "", 0);
	check("one\ntwo\nthree\xe4\xb8\xad\xe6\x96\x87", "one\ntwo\nthree", 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replaced_characters),
	};

	return cmocka_run_group_tests_name("replacing", tests, NULL, NULL) != 0;
}
