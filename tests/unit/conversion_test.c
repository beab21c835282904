/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conversions of bytes made at random, good and bad, and which charset they are
 * taken for: results, errors and surveys stay as they are (tests/digests.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/encoding.h>

#include "digests.h"

static void note_found(const char *what, const struct nb_found *f)
{
	size_t i;

	note(" %s %" PRIu64, what, f->count);
	for (i = 0; i < f->kept; i++)
		note(" %" PRIu64, f->offsets[i]);
	note("\n");
}

static void note_result(const struct nb_conversion *r)
{
	note(" %s to %s: %" PRIu64 " to %" PRIu64 ", %" PRIu64
	     " lines, verified %d, surveyed %d, %" PRIu64 " characters\n",
	     r->from, r->to, r->bytes_in, r->bytes_out, r->lines, r->verified,
	     r->surveyed, r->survey.characters);
	note_found("escapes", &r->survey.escapes);
	note_found("private", &r->survey.private_use);
	note_found("editions", &r->survey.editions);
	note_found("replaced", &r->survey.replaced);
	note_found("mojibake", &r->survey.mojibake);
}

/* The hashes are of all bytes, once the last one was given. */
static void check_hashes(const struct nb_conversion *r, const struct nb_buf *in,
			 const struct nb_buf *out)
{
	uint8_t sha256[NB_SHA256_SIZE];

	nb_sha256(in->data, in->len, sha256);
	assert_memory_equal(r->sha256_in, sha256, NB_SHA256_SIZE);
	nb_sha256(out->data, out->len, sha256);
	assert_memory_equal(r->sha256_out, sha256, NB_SHA256_SIZE);
}

/* Convert in slices, and note everything that came of it. */
static void note_conversion(const struct nb_convert_options *o,
			    const struct nb_buf *in)
{
	struct nb_converter *c;
	struct nb_buf out = {0};
	struct nb_error err = {.status = NB_OK};
	enum nb_status st = nb_converter_create(o, &c, &err);
	size_t at = 0, n;

	while (!st) {
		n = pick(3) ? in->len - at : pick((uint32_t)(in->len - at + 1));
		st = nb_converter_add(c, in->data + at, n, at + n == in->len,
				      &out, &err);
		at += n;
		if (at == in->len)
			break;
	}
	note("%d at %" PRIu64 "\n", (int)st, st ? err.offset : 0);
	if (out.len)
		assert_int_equal(nb_buf_add(&noted, out.data, out.len), NB_OK);
	if (c)
		note_result(nb_converter_result(c));
	if (!st && o->survey)
		check_hashes(nb_converter_result(c), in, &out);
	nb_converter_free(c);
	nb_buf_free(&out);
}

static const char *const utf8_pieces[] = {
	"农户",
	"工作",
	"，",
	"a",
	"\n",
	"\r\n",
	"~",
	"~{",
	"\\x80",
	"\uE000",
	"\uE816",
	"\u3416",
	"\uFFFD",
	"锟斤拷",
	"烫烫烫",
	"屯屯屯",
	"€",
	"·",
	"𠂇",
	"\U0001F600",
	"\xff",
	"\xe4\xb8",
	"\xc0\x80",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\xc2\x80",
	"ḿ",
	"\uE5E5",
	"\uFE10",
	"word word",
	"\\xff",
	"\\",
	"0",
	"\xe2\x80\x8b",
	"龴",
	"\U0010FFFF",
};
static const char *const gb_pieces[] = {
	"\xb9\xa4",
	"\xa3\xac",
	"a",
	"\n",
	"\x81\x30\x81\x30",
	"\x80",
	"\xff",
	"\xa2\xe3",
	"\xa6\xd9",
	"\xfe\x50",
	"\x84\x31\xa4\x37",
	"\x90\x30\x81\x30",
	"\xe3\x32\x9a\x35",
	"\xe3\x32\x9a\x36",
	"\xb9",
	"\x81\x30",
	"\x81\x30\x81",
	"\xe5\xe5",
	"word word",
	"\xa8\xbc",
	"\x81\x35\xf4\x37",
	"~{9$~}",
	"~~",
	"~\n",
	"\xaa\xa1",
	"\xa8\xbf",
	"\x82\x35\x90\x34",
	"\xcd\xcd\xcd\xcd\xcd\xcd",
	"\\x80",
	"\xc3\xbf\xa1\xa3",
};
#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof((list)[0])))

/* Pieces, with a long one of few different characters now and then. */
static void random_bytes(struct nb_buf *b, const char *const *pieces,
			 uint32_t count)
{
	uint32_t n = 1 + pick(pick(5) ? 12 : 120), repeat;

	b->len = 0;
	while (n-- > 0) {
		const char *piece = pieces[pick(count)];

		if (pick(3))
			piece = pieces[0];
		for (repeat = pick(20) ? 1 : pick(60); repeat > 0; repeat--)
			assert_int_equal(nb_buf_puts(b, piece), NB_OK);
	}
	if (b->len == 0)
		assert_int_equal(nb_buf_puts(b, pieces[0]), NB_OK);
}

static void test_conversions(void **state)
{
	static const char *const charsets[] = {"GB18030", "UTF-8", "HZ"};
	struct nb_buf b = {0};
	unsigned i;

	(void)state;
	seed = 17;
	for (i = 0; i < 3000; i++) {
		struct nb_convert_options o = {
			.from = charsets[i % 3],
			.to = charsets[(i % 3 + 1 + i / 3 % 2) % 3],
			.profile = (enum nb_gb18030_profile)(i / 7 % 4),
			.escape = i / 11 % 2,
			.unescape = i / 13 % 5 == 0,
			.verify = (enum nb_verify)(i / 17 % 3),
			.survey = i / 19 % 2};

		if (i % 3 == 1)
			random_bytes(&b, utf8_pieces, COUNT(utf8_pieces));
		else
			random_bytes(&b, gb_pieces, COUNT(gb_pieces));
		note_conversion(&o, &b);
	}
	nb_buf_free(&b);
	check_noted("d7eed56347d1a95c");
}

/* The charset is found out, in texts that are damaged now and then. */
static void test_detection(void **state)
{
	static const char *const charsets[] = {"GB18030",  "UTF-8",    "Big5",
					       "UTF-16LE", "UTF-16BE", "HZ"};
	static const char *const words[] = {"农村", "工作", "一", "中国", "的",
					    "word", "人",   "\n", "大",	  "山",
					    "生",   "年",   "12", "文"};
	struct nb_detected d;
	struct nb_buf text = {0}, b = {0};
	struct nb_error err;
	unsigned i;

	(void)state;
	seed = 19;
	for (i = 0; i < 1500; i++) {
		uint32_t n = 1 + pick(pick(3) ? 8 : 80);

		text.len = b.len = 0;
		while (n-- > 0)
			assert_int_equal(
				nb_buf_puts(&text, words[pick(COUNT(words))]),
				NB_OK);
		if (nb_text_encode((char *)text.data, text.len, charsets[i % 6],
				   i % 7 == 0, &b, &err) ||
		    b.len == 0)
			continue;
		for (n = pick(4) ? 0 : pick(4); n > 0; n--) {
			size_t at = pick((uint32_t)b.len);

			b.data[at] = (uint8_t)pick(256);
		}
		assert_int_equal(nb_detect(b.data, b.len, &d, &err), NB_OK);
		note("%s %.1f %d %d\n", d.charset, d.confidence, d.certain,
		     nb_detect_enough(b.data, b.len));
	}
	nb_buf_free(&text);
	nb_buf_free(&b);
	check_noted("0b74b4cb40abf3e2");
}

/* The report of a conversion whose charset was found out, and of one that
 * failed; the hashes stand in between. */
static void test_reports(void **state)
{
	static const char text[] = "\xb9\xa4\xd7\xf7\xa1\xa3\xc5\xa9\xb4\xe5";
	struct nb_convert_options o = {.to = "UTF-8",
				       .verify = NB_VERIFY_ALWAYS};
	struct nb_error failure = {
		.status = NB_INVALID, .offset = 7, .text = "text \"\n"};
	struct nb_converter *c;
	struct nb_buf out = {0};
	struct nb_error err;
	char *json;

	(void)state;
	assert_int_equal(nb_converter_create(&o, &c, &err), NB_OK);
	assert_int_equal(
		nb_converter_add(c, text, sizeof(text) - 1, true, &out, &err),
		NB_OK);
	out.len = 0;
	assert_int_equal(nb_conversion_json(nb_converter_result(c), "a.txt",
					    NULL, &out, &err),
			 NB_OK);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	json = (char *)out.data;
	assert_non_null(strstr(json, "{\"file\":\"a.txt\",\"from\":\"GB18030\","
				     "\"to\":\"UTF-8\",\"profile\":"));
	assert_non_null(strstr(json, ",\"bytes_in\":10,\"bytes_out\":15,"));
	assert_non_null(strstr(json, "\"verified\":true,\"detected\":{"
				     "\"confidence\":"));
	assert_non_null(strstr(json, ",\"charset\":\"GB18030\",\"reason\":\""));
	assert_null(strstr(json, "\"error\""));
	out.len = 0;
	assert_int_equal(nb_conversion_json(nb_converter_result(c), "a.txt",
					    &failure, &out, &err),
			 NB_OK);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	json = (char *)out.data;
	assert_non_null(strstr(json, ",\"error\":{\"offset\":7,\"text\":"
				     "\"text \\\"\\n\"}}\n"));
	assert_null(strstr(json, "sha256"));
	failure.offset = NB_NO_OFFSET;
	out.len = 0;
	assert_int_equal(nb_conversion_json(nb_converter_result(c), "a.txt",
					    &failure, &out, &err),
			 NB_OK);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	assert_non_null(strstr((char *)out.data, ",\"error\":{\"text\":"));
	nb_converter_free(c);
	nb_buf_free(&out);
}

static const char *report_of(struct nb_converter *c, const char *name,
			     struct nb_buf *out)
{
	struct nb_error err;

	out->len = 0;
	assert_int_equal(nb_conversion_json(nb_converter_result(c), name, NULL,
					    out, &err),
			 NB_OK);
	assert_int_equal(nb_buf_add(out, "", 1), NB_OK);
	return (const char *)out->data;
}

/* A charset that was given was not detected; a survey has lists of places. */
static void test_report_of_a_survey(void **state)
{
	static const char text[] = "a\xff\xfe\x51\xff\n";
	struct nb_convert_options o = {
		.from = "GB18030", .escape = true, .survey = true};
	struct nb_converter *c;
	struct nb_buf out = {0};
	struct nb_error err;
	const char *json;

	(void)state;
	assert_int_equal(nb_converter_create(&o, &c, &err), NB_OK);
	assert_int_equal(
		nb_converter_add(c, text, sizeof(text) - 1, true, &out, &err),
		NB_OK);
	json = report_of(c, "a\"b", &out);
	assert_non_null(strstr(json, "{\"file\":\"a\\\"b\","));
	assert_null(strstr(json, "detected"));
	assert_null(strstr(json, "error"));
	assert_non_null(strstr(json, ",\"sha256_in\":\""));
	assert_non_null(strstr(json, ",\"characters\":3,\"escapes\":{"
				     "\"count\":2,\"offsets\":[1,4]},"
				     "\"private_use\":{\"count\":1,"
				     "\"offsets\":[1]},\"editions\":{"));
	assert_non_null(strstr(json, ",\"mojibake\":{\"count\":0,"
				     "\"offsets\":[]}}\n"));
	nb_converter_free(c);
	nb_buf_free(&out);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversions),
		cmocka_unit_test(test_detection),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_report_of_a_survey),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("conversion", tests, NULL, NULL) !=
	       0;
}
