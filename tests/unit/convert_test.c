/* SPDX-License-Identifier: Apache-2.0 */
/* Streams: cut anywhere, broken anywhere, escaped, proved, looked over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/encoding.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint32_t seed;
static uint32_t rnd(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

/* Convert in pieces of `piece` bytes (0: all at once), each in a buffer of
 * exactly its size. */
static enum nb_status convert(const struct nb_convert_options *options,
			      const void *bytes, size_t len, size_t piece,
			      struct nb_buf *out, struct nb_error *err)
{
	struct nb_converter *c = NULL;
	enum nb_status st = nb_converter_create(options, &c, err);
	const uint8_t *p = bytes;

	out->len = 0;
	while (!st) {
		size_t n = piece && piece < len ? piece : len;
		uint8_t *copy = malloc(n ? n : 1);

		assert_non_null(copy);
		memcpy(copy, p, n);
		p += n;
		len -= n;
		st = nb_converter_add(c, copy, n, len == 0, out, err);
		free(copy);
		if (len == 0)
			break;
	}
	nb_converter_free(c);
	return st;
}

static void expect(const struct nb_convert_options *options, const void *in,
		   size_t len, size_t piece, const void *wanted,
		   size_t wanted_len)
{
	struct nb_buf out = {0};
	struct nb_error err = {.text = ""};
	enum nb_status st = convert(options, in, len, piece, &out, &err);

	if (st)
		fail_msg("%s to %s: %s", options->from, options->to, err.text);
	assert_int_equal(out.len, wanted_len);
	if (wanted_len)
		assert_memory_equal(out.data, wanted, wanted_len);
	nb_buf_free(&out);
}

static void refuse(const struct nb_convert_options *options, const void *in,
		   size_t len, size_t piece, uint64_t offset, const char *text)
{
	struct nb_buf out = {0};
	struct nb_error err = {.offset = 0};

	assert_int_equal(convert(options, in, len, piece, &out, &err),
			 NB_INVALID);
	assert_int_equal(err.offset, offset);
	if (!strstr(err.text, text))
		fail_msg("'%s' is not in '%s'", text, err.text);
	nb_buf_free(&out);
}

/* One character of each length on both sides, and of each kind of code. */
static const char some_utf8[] = "a\xe5\xb7\xa5\xc2\xb7\n\xf0\xa0\x80\x80"
				"\xe0\xbc\x80Z\xe3\x80\x82";
static const char some_gb[] = "a\xb9\xa4\xa1\xa4\n\x95\x32\x82\x36"
			      "\x81\x32\xe8\x34Z\xa1\xa3";

static void test_cut_at_every_position(void **state)
{
	static const struct {
		const char *charset, *bytes;
		size_t len;
	} sides[] = {
		{"UTF-8", some_utf8, sizeof(some_utf8) - 1},
		{"GB18030", some_gb, sizeof(some_gb) - 1},
		{"UTF-16BE",
		 "\0a\x5d\xe5\0\xb7\0\n\xd8\x40\xdc\0\x0f\0\0Z\x30\x02", 18},
		{"UTF-32LE",
		 "a\0\0\0\xe5\x5d\0\0\xb7\0\0\0\n\0\0\0\0\0\x02\0\0\x0f\0\0"
		 "Z\0\0\0\x02\x30\0\0",
		 32},
	};
	size_t i, j, piece;

	(void)state;
	for (i = 0; i < COUNT(sides); i++)
		for (j = 0; j < COUNT(sides); j++)
			for (piece = 0; piece <= sides[i].len; piece++) {
				struct nb_convert_options o = {
					.from = sides[i].charset,
					.to = sides[j].charset,
					.verify = NB_VERIFY_ALWAYS,
					.survey = true};

				expect(&o, sides[i].bytes, sides[i].len, piece,
				       sides[j].bytes, sides[j].len);
				o.escape = true;
				expect(&o, sides[i].bytes, sides[i].len, piece,
				       sides[j].bytes, sides[j].len);
			}
}

/* A text long enough for the fast road, cut in two at every byte of a slice's
 * end and of its own. */
static void test_cut_in_long_text(void **state)
{
	const size_t times = 5000, at[] = {1, 65530, 65536, 90000};
	struct nb_convert_options o = {
		.from = "UTF-8", .to = "GB18030", .verify = NB_VERIFY_ALWAYS};
	struct nb_buf utf8 = {0}, gb = {0};
	size_t i, k;

	(void)state;
	for (i = 0; i < times; i++) {
		assert_int_equal(
			nb_buf_add(&utf8, some_utf8, sizeof(some_utf8) - 1),
			NB_OK);
		assert_int_equal(nb_buf_add(&gb, some_gb, sizeof(some_gb) - 1),
				 NB_OK);
	}
	for (k = 0; k < COUNT(at); k++)
		for (i = 0; i < 12; i++)
			expect(&o, utf8.data, utf8.len, at[k] + i * (k > 0),
			       gb.data, gb.len);
	nb_buf_free(&utf8);
	nb_buf_free(&gb);
}

/* ---- errors */

static void test_gb18030_cut_at_every_byte(void **state)
{
	/* Where the character begins that each byte belongs to. */
	static const uint8_t begins[] = {0, 1,	1,  3,	3,  5,	6,  6, 6,
					 6, 10, 10, 10, 10, 14, 15, 15};
	const struct nb_convert_options o = {.from = "GB18030",
					     .verify = NB_VERIFY_ALWAYS};
	size_t len, piece;
	struct nb_buf out = {0};
	struct nb_error err;

	(void)state;
	assert_int_equal(sizeof(begins), sizeof(some_gb) - 1);
	for (len = 1; len < sizeof(some_gb) - 1; len++)
		for (piece = 0; piece < 5; piece++)
			if (begins[len] == len)
				assert_int_equal(convert(&o, some_gb, len,
							 piece, &out, &err),
						 NB_OK);
			else
				refuse(&o, some_gb, len, piece, begins[len],
				       "truncated");
	nb_buf_free(&out);
}

static void test_malformed_utf8(void **state)
{
	static const struct {
		const char *bytes, *reason;
	} cases[] = {
		{"\x80", "continuation byte without a lead byte"},
		{"\xbf", "continuation byte without a lead byte"},
		{"\xc0\x80", "overlong"},
		{"\xc1\xbf", "overlong"},
		{"\xe0\x80\x80", "E0 80: not UTF-8: overlong"},
		{"\xe0\x9f\xbf", "overlong"},
		{"\xf0\x80\x80\x80", "overlong"},
		{"\xf0\x8f\xbf\xbf", "F0 8F: not UTF-8: overlong"},
		{"\xed\xa0\x80", "ED A0: not UTF-8: surrogate"},
		{"\xed\xbf\xbf", "surrogate"},
		{"\xf4\x90\x80\x80", "beyond U+10FFFF"},
		{"\xf5\x80\x80\x80", "invalid lead byte"},
		{"\xf8\x88\x80\x80\x80", "invalid lead byte"},
		{"\xfe", "invalid lead byte"},
		{"\xff", "invalid lead byte"},
		{"\xc2z", "C2 7A: not UTF-8: bad continuation byte"},
		{"\xe4\xb8z", "bad continuation byte"},
		{"\xf0\xa0\x80z", "bad continuation byte"},
		{"\xc2", "truncated"},
		{"\xe4\xb8", "truncated"},
		{"\xf0\xa0\x80", "truncated"},
	};
	static const char *const to[] = {"UTF-8", "GB18030", "UTF-16LE"};
	struct nb_convert_options o = {.from = "UTF-8",
				       .verify = NB_VERIFY_ALWAYS};
	char text[64];
	size_t i, k, piece;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		for (k = 0; k < COUNT(to); k++)
			for (piece = 0; piece < 8; piece++) {
				o.to = to[k];
				(void)snprintf(text, sizeof(text), "%s%s",
					       "\xe4\xb8\x80\nb",
					       cases[i].bytes);
				refuse(&o, text, strlen(text), piece, 5,
				       cases[i].reason);
				refuse(&o, text, strlen(text), piece, 5,
				       "line 2: ");
			}
}

/* A good ASCII byte after a bad one stays. */
static void test_bad_bytes_eat_nothing(void **state)
{
	const struct nb_convert_options o = {
		.from = "GB18030", .escape = true, .verify = NB_VERIFY_ALWAYS};
	size_t piece;

	(void)state;
	for (piece = 0; piece < 8; piece++) {
		expect(&o, "\xff<p>", 4, piece,
		       "\xe2\x9f\xa6"
		       "FF\xe2\x9f\xa7<p>",
		       11);
		expect(&o, "\xb0 x", 3, piece,
		       "\xe2\x9f\xa6"
		       "B0\xe2\x9f\xa7 x",
		       10);
		expect(&o, "\x81\x30<\xb9\xa4", 5, piece,
		       "\xe2\x9f\xa6"
		       "81\xe2\x9f\xa7"
		       "0<\xe5\xb7\xa5",
		       13);
	}
}

/* HZ in pieces of any size, and what it does not take. */
static void test_hz(void **state)
{
	static const char text[] = "a~b\xe5\xb7\xa5\xe4\xbd\x9c\n\xe4\xba\xba~";
	static const char hz[] = "a~~b~{9$Ww~}\n~{HK~}~~";
	struct nb_convert_options o = {.from = "HZ",
				       .verify = NB_VERIFY_ALWAYS};
	size_t piece;

	(void)state;
	for (piece = 0; piece < sizeof(hz); piece++) {
		o.from = "HZ";
		o.to = NULL;
		expect(&o, hz, sizeof(hz) - 1, piece, text, sizeof(text) - 1);
		o.from = "UTF-8";
		o.to = "HZ-GB-2312";
		expect(&o, text, sizeof(text) - 1, piece, hz, sizeof(hz) - 1);
		refuse(&o, "\xe5\xb7\xa5\xe7\x9d\x80\xe8\xa3\x8f", 9, piece, 6,
		       "U+88CF is not in HZ");
		o.from = "HZ";
		o.to = NULL;
		refuse(&o, "a~{9$W", 6, piece, 5, "truncated pair");
		refuse(&o, "a~", 2, piece, 1, "truncated shift");
		refuse(&o, "a~x", 3, piece, 1, "a tilde that shifts nothing");
		refuse(&o, "a~{9\x80", 5, piece, 3, "no pair");
		refuse(&o, "a\xb9", 2, piece, 1, "above 7F");
		/* What is written in another way does not come back. */
		refuse(&o, "~{9$~}~{Ww~}", 12, piece, 4, "does not give");
	}
}

/* What a charset lacks, and where. */
static void test_lacking(void **state)
{
	struct nb_convert_options o = {.from = "UTF-8", .to = "BIG5"};

	(void)state;
	refuse(&o, "\xe4\xb8\x80\n\xe4\xb8\x80\xe5\xb7\xa5\xe8\xbf\x99", 13, 0,
	       10, "line 2: U+8FD9 is not in BIG5");
	o.from = "GB18030";
	refuse(&o, "\xd2\xbb\n\xd2\xbb\xb9\xa4\xd5\xe2", 9, 0, 7,
	       "line 2: U+8FD9 is not in BIG5");
	o.from = "UTF-8";
	o.to = "GB18030";
	o.profile = NB_GB18030_WEB;
	refuse(&o, "a\xee\x97\xa5", 4, 0, 1, "U+E5E5 is not in GB18030");
	o.to = "BIG5//TRANSLIT";
	assert_int_equal(convert(&o, "a", 1, 0, &(struct nb_buf){0},
				 &(struct nb_error){0}),
			 NB_USAGE);
	o.to = "NO-SUCH-CHARSET";
	assert_int_equal(convert(&o, "a", 1, 0, &(struct nb_buf){0},
				 &(struct nb_error){0}),
			 NB_USAGE);
}

/* The proof: what a charset maps to one character from two codes does not come
 * back, and is refused. */
static void test_proof(void **state)
{
	struct nb_convert_options o = {.from = "GB18030",
				       .profile = NB_GB18030_WEB,
				       .verify = NB_VERIFY_ALWAYS};

	(void)state;
	refuse(&o, "ab\xa3\xa0", 4, 0, 2, "does not give the same bytes");
	refuse(&o, "ab\x84\x31\x82\x38", 6, 0, 2, "does not give");
	o.verify = NB_VERIFY_NEVER;
	expect(&o, "ab\xa3\xa0", 4, 0, "ab\xe3\x80\x80", 5);
	/* Two codes for U+2252, by any iconv. */
	o.verify = NB_VERIFY_ALWAYS;
	o.from = "CP932";
	refuse(&o, "\x82\xa0\x87\x90", 4, 0, 2, "does not give the same");
}

/* ---- escapes */

static void random_bytes(uint8_t *p, size_t len)
{
	static const uint8_t likely[] = {0xe2, 0x9f, 0xa6, 0xa7, 0x30, 0x39,
					 0x41, 0x81, 0xb0, 0xfe, 0xff, '\n'};
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = rnd(3) ? likely[rnd(sizeof(likely))] : (uint8_t)rnd(256);
}

/* Any bytes become text, and come back. */
static void there_and_back(const char *charset, const uint8_t *p, size_t len)
{
	struct nb_convert_options o = {
		.from = charset, .escape = true, .verify = NB_VERIFY_ALWAYS};
	struct nb_buf text = {0};
	struct nb_error err;

	if (convert(&o, p, len, rnd(9), &text, &err))
		fail_msg("%s: %s", charset, err.text);
	o.escape = false;
	o.unescape = true;
	o.from = "UTF-8";
	o.to = charset;
	expect(&o, text.data ? text.data : (const uint8_t *)"", text.len,
	       rnd(9), p, len);
	nb_buf_free(&text);
}

static void test_escapes_of_any_bytes(void **state)
{
	static const char *const charsets[] = {"GB18030", "UTF-8", "UTF-16LE",
					       "UTF-32BE"};
	uint8_t bytes[300];
	size_t i, len;

	(void)state;
	seed = 3;
	for (i = 0; i < 4000; i++) {
		len = rnd(i % 10 ? 40 : sizeof(bytes));
		random_bytes(bytes, len);
		there_and_back(charsets[i % COUNT(charsets)], bytes, len);
	}
}

static void test_signs_in_text(void **state)
{
	const char sign[] = "\xe2\x9f\xa6", close[] = "\xe2\x9f\xa7";
	struct nb_convert_options o = {
		.from = "UTF-8", .escape = true, .verify = NB_VERIFY_ALWAYS};
	char in[32], out[64];

	(void)state;
	(void)snprintf(in, sizeof(in), "a%s41%sb", sign, close);
	(void)snprintf(out, sizeof(out), "a%s%s%s41%sb", sign, sign, close,
		       close);
	expect(&o, in, strlen(in), 0, out, strlen(out));
	o.escape = false;
	o.unescape = true;
	expect(&o, out, strlen(out), 2, in, strlen(in));
	/* An escape that nobody writes, and half a one. */
	refuse(&o, in, strlen(in), 0, 1, "does not give the same");
	(void)snprintf(in, sizeof(in), "ab%s4%s", sign, close);
	refuse(&o, in, strlen(in), 0, 2, "does not begin an escape");
	(void)snprintf(in, sizeof(in), "ab\n%s4", sign);
	refuse(&o, in, strlen(in), 3, 3,
	       "line 2: U+27E6 does not begin an escape");
}

/* ---- the survey */

static void offsets(const struct nb_found *f, size_t count, uint64_t first)
{
	assert_int_equal(f->count, count);
	assert_int_equal(f->kept, count);
	if (count)
		assert_int_equal(f->offsets[0], first);
}

static void test_survey(void **state)
{
	/* U+E816 (private use, one of the six), U+FE10 (one of the 18 pairs),
	 * U+FFFD, an undecodable byte, and what U+FFFD twice becomes. */
	static const char in[] = "a\xfe\x51\xa6\xd9\x84\x31\xa4\x37\xff"
				 "\xef\xbf\xbd\xef\xbf\xbd\n";
	const struct nb_convert_options o = {
		.from = "GB18030", .escape = true, .survey = true};
	struct nb_converter *c;
	struct nb_buf out = {0};
	struct nb_error err;
	const struct nb_conversion *r;
	size_t i;

	(void)state;
	assert_int_equal(nb_converter_create(&o, &c, &err), NB_OK);
	/* The trace of U+FFFD is seen across pieces too. */
	for (i = 0; i < sizeof(in) - 1; i++)
		assert_int_equal(nb_converter_add(c, in + i, 1,
						  i == sizeof(in) - 2, &out,
						  &err),
				 NB_OK);
	r = nb_converter_result(c);
	offsets(&r->survey.private_use, 1, 1);
	offsets(&r->survey.editions, 2, 1);
	offsets(&r->survey.replaced, 1, 7);
	offsets(&r->survey.escapes, 1, 9);
	offsets(&r->survey.mojibake, 1, 10);
	assert_int_equal(r->survey.characters, 8);
	assert_int_equal(r->bytes_in, sizeof(in) - 1);
	assert_int_equal(r->bytes_out, out.len);
	assert_int_equal(r->lines, 1);
	nb_converter_free(c);
	nb_buf_free(&out);
}

/* A charset that is found out: text that is ASCII for long is not decided on
 * too early. */
static void test_found_out(void **state)
{
	const struct nb_convert_options o = {.verify = NB_VERIFY_ALWAYS};
	struct nb_buf in = {0}, wanted = {0};
	size_t i;

	(void)state;
	for (i = 0; i < 20000; i++)
		assert_int_equal(nb_buf_puts(&in, "name=value\n"), NB_OK);
	assert_int_equal(nb_buf_add(&wanted, in.data, in.len), NB_OK);
	for (i = 0; i < 40; i++) {
		assert_int_equal(nb_buf_puts(&in, "\xb9\xa4\xd7\xf7\xc8\xcb"
						  "\xd4\xb1"),
				 NB_OK);
		assert_int_equal(nb_buf_puts(&wanted,
					     "\xe5\xb7\xa5\xe4\xbd\x9c\xe4\xba"
					     "\xba\xe5\x91\x98"),
				 NB_OK);
	}
	expect(&o, in.data, in.len, 1000, wanted.data, wanted.len);
	nb_buf_free(&in);
	nb_buf_free(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_at_every_position),
		cmocka_unit_test(test_cut_in_long_text),
		cmocka_unit_test(test_gb18030_cut_at_every_byte),
		cmocka_unit_test(test_malformed_utf8),
		cmocka_unit_test(test_bad_bytes_eat_nothing),
		cmocka_unit_test(test_hz),
		cmocka_unit_test(test_lacking),
		cmocka_unit_test(test_proof),
		cmocka_unit_test(test_escapes_of_any_bytes),
		cmocka_unit_test(test_signs_in_text),
		cmocka_unit_test(test_survey),
		cmocka_unit_test(test_found_out),
	};

	return cmocka_run_group_tests_name("convert", tests, NULL, NULL) != 0;
}
