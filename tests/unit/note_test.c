/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes: what is one and what is not, putting lines together, limits,
 * and the record that keeps a note.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "archive/record/note.h"
#include "archive/record/note_record.h"
#include "base/base64.h"
#include "base/le.h"
#include "notes.h"

#include <nbarc/note.h>

/* Any signature: the number 01020304 and the byte 05. */
#define SOME "AQIDBAU="

/* ---- base64 */

static void test_base64(void **state)
{
	static const char *const bad[] = {
		"A",	    "AA",   "AAA",  "A===",  "====",
		"=AAA",	    "AA=A", "AB==", "AAB=",  "AA==AAAA",
		"AAAA====", "AAA-", "AA A", "AAAA\n"};
	static const char *const texts[] = {
		"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
	uint8_t out[16];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct nb_buf text = {0};

		assert_true(nb_base64_get(texts[i], strlen(texts[i]), out, &n));
		assert_int_equal(n, i);
		assert_memory_equal(out, "foobar", n);
		assert_int_equal(nb_base64_put(&text, out, n), NB_OK);
		assert_int_equal(text.len, strlen(texts[i]));
		if (n)
			assert_memory_equal(text.data, texts[i], text.len);
		nb_buf_free(&text);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(nb_base64_get(bad[i], strlen(bad[i]), out, &n));
}

/* ---- what is no note */

static const struct refused {
	const char *text;
	size_t offset; /* of what is wrong */
} refused[] = {
	{"", 0},
	{"text\n", 5},
	{"text\n\n", 6},
	{"text" DASH "n " SOME "\n", 4 + 15},
	{"text\n" DASH "n " SOME "\n", 5 + 15},
	{"text\n\n" DASH "n " SOME, 6 + 14},
	{"text\r\n\r\n" DASH "n " SOME "\r\n", 4},
	{"te\txt\n\n" DASH "n " SOME "\n", 2},
	{"\x01text\n\n" DASH "n " SOME "\n", 0},
	{"t\xffxt\n\n" DASH "n " SOME "\n", 1},
	{"text\n\n- n " SOME "\n", 6},
	{"text\n\n\xe2\x80\x94n " SOME "\n", 6},
	{"text\n\n " DASH "n " SOME "\n", 6},
	{"text\n\n" DASH "n\n", 6},
	{"text\n\n" DASH "n \n", 6},
	{"text\n\n" DASH " " SOME "\n", 6},
	{"text\n\n" DASH "a+b " SOME "\n", 6},
	{"text\n\n" DASH "a\xe3\x80\x80z " SOME "\n", 6},
	{"text\n\n" DASH "a  " SOME "\n", 6},
	{"text\n\n" DASH "a b " SOME "\n", 6},
	{"text\n\n" DASH "n " SOME " \n", 6},
	{"text\n\n" DASH "n AQIDBA==\n", 6},
	{"text\n\n" DASH "n AQIDBAV=\n", 6},
	{"text\n\n" DASH "n AQIDBAU\n", 6},
	{"text\n\n" DASH "n AQID-AU=\n", 6},
	{"text\n\n" DASH "n " SOME "\nmore\n", 6 + 15},
	{"text\n\n" DASH "n " SOME "\n\n", 22},
	{"text\n\n" DASH "n " SOME "\n\nmore\n", 22},
};

static void test_refused(void **state)
{
	struct nb_note *note;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		const char *text = refused[i].text;

		if (nb_note_read(text, strlen(text), &note, &err) != NB_INVALID)
			fail_msg("%s: not refused", text);
		assert_null(note);
		if (err.offset != refused[i].offset)
			fail_msg("%s: offset %zu, not %zu: %s", text,
				 (size_t)err.offset, refused[i].offset,
				 err.text);
	}
	assert_int_equal(nb_note_read("a\0\n\n", 4, &note, &err), NB_INVALID);
}

#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
#define LINE "\n" DASH "n " SOME "\n"

static const char *const no_checkpoint[] = {
	"o\n1\n" LINE,
	"\n1\n" ROOT "\n" LINE,
	"o\n01\n" ROOT "\n" LINE,
	"o\n00\n" ROOT "\n" LINE,
	"o\n+1\n" ROOT "\n" LINE,
	"o\n 1\n" ROOT "\n" LINE,
	"o\n1a\n" ROOT "\n" LINE,
	"o\n18446744073709551616\n" ROOT "\n" LINE,
	"o\n99999999999999999999\n" ROOT "\n" LINE,
	/* 31 and 33 bytes, no padding, bits that are left over */
	"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n" LINE,
	"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2Ii\n" LINE,
	"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n" LINE,
	"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n" LINE,
	"o\n1\n" ROOT "\n\nmore\n" LINE,
};

static void test_checkpoints(void **state)
{
	static const char most[] =
		"an origin with spaces\n18446744073709551615\n"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\nand more\n"
		"\n" DASH "n " SOME "\n";
	struct nb_checkpoint c;
	struct nb_note *note;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(no_checkpoint) / sizeof(*no_checkpoint); i++) {
		note = read_note(no_checkpoint[i]);
		if (nb_note_checkpoint(note, &c, &err) != NB_INVALID)
			fail_msg("%s: not refused", no_checkpoint[i]);
		nb_note_free(note);
	}
	note = read_note(most);
	assert_int_equal(nb_note_checkpoint(note, &c, &err), NB_OK);
	assert_true(c.size == UINT64_MAX);
	check_written(note, most);
	nb_note_free(note);
	/* Such an origin is read, and not written. */
	c.origin.text = "an origin";
	c.origin.len = strlen(c.origin.text);
	assert_int_equal(nb_note_create(&c, &note, &err), NB_USAGE);
	assert_null(note);
	c.origin.text = "o";
	c.origin.len = 1;
	c.size = 0;
	assert_int_equal(nb_note_create(&c, &note, &err), NB_OK);
	check_written(note, "o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
			    "A=\n\n");
	nb_note_free(note);
}

/* ---- putting lines together */

static void test_merging(void **state)
{
	struct nb_note *a = read_note(PETER_TEXT "\n" PETER_LINE);
	struct nb_note *b =
		read_note(PETER_TEXT "\n" ENOCH_LINE PETER_LINE ENOCH_LINE);
	struct nb_note *c = read_note(FOO_NOTE);
	struct nb_error err;
	size_t added = 0;

	(void)state;
	/* A line that is there twice is there once. */
	assert_int_equal(nb_note_line_count(b), 2);
	assert_int_equal(nb_note_merge(a, b, &added, &err), NB_OK);
	assert_int_equal(added, 1);
	check_written(a, PETER_TEXT "\n" PETER_LINE ENOCH_LINE);
	assert_int_equal(nb_note_merge(a, b, &added, &err), NB_OK);
	assert_int_equal(added, 0);
	assert_int_equal(nb_note_merge(a, c, &added, &err), NB_USAGE);
	nb_note_free(a);
	nb_note_free(b);
	nb_note_free(c);
}

/* A note of `n` lines, whose signatures have `len` bytes. */
static struct nb_buf many_lines(unsigned n, size_t len)
{
	struct nb_buf out = {0}, blob = {0};
	unsigned i;

	assert_int_equal(nb_buf_puts(&out, "text\n\n"), NB_OK);
	for (i = 0; i < n; i++) {
		blob.len = 0;
		assert_int_equal(nb_add_zeros(&blob, 4 + len), NB_OK);
		blob.data[0] = (uint8_t)i;
		assert_int_equal(nb_buf_puts(&out, DASH "n "), NB_OK);
		assert_int_equal(nb_base64_put(&out, blob.data, blob.len),
				 NB_OK);
		assert_int_equal(nb_buf_puts(&out, "\n"), NB_OK);
	}
	nb_buf_free(&blob);
	return out;
}

static void test_limits(void **state)
{
	/* As many signatures of ML-DSA-44, with their times, as lines. */
	struct nb_buf text = many_lines(NB_NOTE_LINES_MAX, 8 + 2420);
	uint8_t zeros[2000] = {0};
	struct nb_note_line line = {.name = {"n", 1},
				    .key_id = {255},
				    .signature = zeros,
				    .signature_len = sizeof(zeros)};
	struct nb_note *note;
	struct nb_error err;
	bool added;

	(void)state;
	assert_int_equal(nb_note_read(text.data, text.len, &note, &err), NB_OK);
	assert_int_equal(nb_note_line_count(note), NB_NOTE_LINES_MAX);
	assert_int_equal(nb_note_add(note, &line, &added, &err), NB_LIMIT);
	assert_false(added);
	assert_int_equal(nb_note_line_count(note), NB_NOTE_LINES_MAX);
	nb_note_free(note);
	nb_buf_free(&text);
	text = many_lines(NB_NOTE_LINES_MAX + 1, 1);
	assert_int_equal(nb_note_read(text.data, text.len, &note, &err),
			 NB_LIMIT);
	nb_buf_free(&text);
	/* Bytes: of a note that is read, and of a line that is added. */
	text = many_lines(2, 97500);
	assert_int_equal(nb_note_read(text.data, text.len, &note, &err), NB_OK);
	line.signature_len = 1;
	assert_int_equal(nb_note_add(note, &line, &added, &err), NB_OK);
	line.signature_len = sizeof(zeros);
	assert_int_equal(nb_note_add(note, &line, &added, &err), NB_LIMIT);
	assert_int_equal(nb_note_line_count(note), 3);
	nb_note_free(note);
	nb_buf_free(&text);
	text = many_lines(2, 98500);
	assert_true(text.len > NB_NOTE_MAX);
	assert_int_equal(nb_note_read(text.data, text.len, &note, &err),
			 NB_LIMIT);
	nb_buf_free(&text);
}

/* ---- the record */

/* Decode a record that was changed. */
static enum nb_status decode(const struct nb_buf *record, uint64_t *offset)
{
	struct nb_checkpoint c;
	struct nb_note *note;
	struct nb_error err;
	enum nb_status st = nb_note_decode(record, 1000, &note, &c, &err);

	*offset = err.offset;
	nb_note_free(note);
	return st;
}

static void test_record(void **state)
{
	struct nb_note *note = read_note(SOFA_NOTE), *again;
	struct nb_buf record = {0};
	struct nb_checkpoint c;
	struct nb_error err;
	uint64_t at;

	(void)state;
	assert_int_equal(nb_note_encode(note, &record, &err), NB_OK);
	assert_int_equal(record.len, 24 + strlen(SOFA_NOTE) + 8);
	assert_int_equal(nb_le32(record.data + 16), strlen(SOFA_NOTE));
	assert_memory_equal(record.data + 24, SOFA_NOTE, strlen(SOFA_NOTE));
	assert_int_equal(nb_note_decode(&record, 1000, &again, &c, &err),
			 NB_OK);
	assert_int_equal(c.size, 20852163);
	nb_note_free(again);
	record.data[16]++;
	assert_int_equal(decode(&record, &at), NB_INVALID);
	assert_int_equal(at, 1000);
	record.data[16]--;
	record.data[24 + 28] = 'x';
	assert_int_equal(decode(&record, &at), NB_INVALID);
	assert_int_equal(at, 1000 + 24 + 28);
	nb_buf_free(&record);
	nb_note_free(note);
	/* A line that is there twice. */
	note = read_note(FOO_NOTE);
	assert_int_equal(nb_note_encode(note, &record, &err), NB_OK);
	assert_int_equal(decode(&record, &at), NB_INVALID);
	nb_buf_free(&record);
	nb_note_free(note);
}

/* A record with a line twice, which nb_note_encode() does not write. */
static void test_line_twice(void **state)
{
	static const char text[] =
		SOFA_TEXT "\n" DASH "n " SOME "\n" DASH "n " SOME "\n";
	struct nb_buf record = {0};
	uint64_t at;

	(void)state;
	assert_int_equal(nb_add_zeros(&record, 24), NB_OK);
	nb_put32(record.data + 16, (uint32_t)strlen(text));
	assert_int_equal(nb_buf_puts(&record, text), NB_OK);
	assert_int_equal(nb_add_zeros(&record, 8), NB_OK);
	assert_int_equal(decode(&record, &at), NB_INVALID);
	record.len -= 15;
	nb_put32(record.data + 16, (uint32_t)strlen(text) - 15);
	assert_int_equal(decode(&record, &at), NB_OK);
	nb_buf_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_checkpoints),
		cmocka_unit_test(test_merging),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_line_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
