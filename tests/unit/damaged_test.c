/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Damaged bytes: whatever stands in a source, its text with escapes gives it
 * back, and a gap of a document is the same as its escapes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/layout.h>
#include <nbarc/markup.h>

#include "tei/gap.h"

static const char *const charsets[] = {
	"UTF-8", "GB18030", "GBK", "BIG5", "UTF-16LE", "UTF-16BE", "UTF-32LE"};

/* A text with the sign that escapes begin with, encoded. */
static void make_text(const char *charset, bool mark, struct nb_buf *out)
{
	const char *text = strcmp(charset, "BIG5") == 0 ? "\n春耕\n3,000\n"
							: "\n春耕⟦时节⟧\n";
	struct nb_error err;
	size_t i;

	if (strcmp(charset, "GBK") == 0)
		text = "\n春耕时节\n";
	for (i = 0; i < 4; i++)
		assert_int_equal(nb_text_encode(text, strlen(text), charset,
						mark && i == 0, out, &err),
				 NB_OK);
}

/* Keep the bytes and restore them; how many were damaged. */
static uint64_t there_and_back(const struct nb_buf *bytes, const char *charset)
{
	struct nb_text text;
	struct nb_buf back = {0};
	struct nb_error err;
	uint64_t damaged;

	assert_int_equal(
		nb_text_keep(bytes->data, bytes->len, charset, &text, &err),
		NB_OK);
	damaged = text.damage.count;
	assert_int_equal((damaged ? nb_text_restore : nb_text_encode)(
				 (const char *)text.utf8.data, text.utf8.len,
				 text.charset, text.bom, &back, &err),
			 NB_OK);
	assert_int_equal(back.len, bytes->len);
	assert_memory_equal(back.data, bytes->data, bytes->len);
	nb_buf_free(&back);
	nb_text_free(&text);
	return damaged;
}

static void test_every_byte(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < 2 * (sizeof(charsets) / sizeof(charsets[0])); i++) {
		const char *charset = charsets[i / 2];
		struct nb_buf bytes = {0};
		uint64_t damaged = 0;
		size_t from = i % 2 ? 4 : 0;

		make_text(charset, i % 2 == 1, &bytes);
		assert_int_equal(there_and_back(&bytes, charset), 0);
		for (k = from; k < bytes.len; k++) {
			uint8_t was = bytes.data[k];

			bytes.data[k] = 0xff;
			damaged += there_and_back(&bytes, charset);
			bytes.data[k] = was;
		}
		for (k = bytes.len - 1; k > from; k--) {
			bytes.len = k;
			damaged += there_and_back(&bytes, charset);
		}
		assert_true(damaged > 0);
		nb_buf_free(&bytes);
	}
}

static void test_places(void **state)
{
	static const char bytes[] = "\xef\xbb\xbf"
				    "a\xff\xfe"
				    "b\xff";
	char words[NB_BAD_BYTES_WORDS];
	struct nb_bad_bytes many = {.count = 0};
	struct nb_text text;
	struct nb_error err;
	uint64_t i;

	(void)state;
	assert_int_equal(nb_text_keep(bytes, 8, NULL, &text, &err), NB_OK);
	assert_true(text.bom);
	assert_int_equal(text.damage.count, 3);
	nb_bad_bytes_say(&text.damage, words);
	assert_string_equal(words, "3 bytes, at offset 4, 5, 7");
	nb_text_free(&text);
	for (i = 0; i < 20; i++)
		nb_bad_bytes_add(&many, UINT64_MAX - i);
	assert_int_equal(many.count, 20);
	nb_bad_bytes_say(&many, words);
	assert_non_null(strstr(words, "18446744073709551608, ..."));
}

/* What err says of a text that is not in a charset. */
static void hint_of(const char *bytes, const char *charset, const char *hint)
{
	struct nb_text text;
	struct nb_error err;

	assert_int_equal(
		nb_text_decode(bytes, strlen(bytes), charset, &text, &err),
		NB_INVALID);
	if (hint)
		assert_non_null(strstr(err.text, hint));
	else
		assert_null(strstr(err.text, "try"));
	nb_text_free(&text);
}

static void test_hints(void **state)
{
	(void)state;
	hint_of("\xb4\xba\x80\xff", "GB18030", "euro sign? try -f GBK");
	hint_of("\xb4\xba\xff", "GB18030", NULL);
	hint_of("\xff", "UTF-8", NULL);
	hint_of("\x87\x40\xa4\xa4", "BIG5", "try -f BIG5-HKSCS");
	hint_of("\x87\x40\xa4\xa4\xff", "BIG5", NULL);
	/* Hiragana of Shift_JIS, the last of which is cut in GB18030. */
	hint_of("\x82\xa0\x82\xa2\xb1", "GB18030", "try -f SHIFT_JIS");
}

static void test_gaps(void **state)
{
	static const char escaped[] = "a⟦FF⟧⟦0A⟧<⟦⟦⟧⟦80⟧";
	static const char xml[] =
		"a<gap reason=\"damage\" unit=\"byte\" quantity=\"2\" "
		"n=\"FF0A\"/>&lt;⟦<gap reason=\"damage\" unit=\"byte\" "
		"quantity=\"1\" n=\"80\"/>";
	struct nb_buf out = {0};
	struct nb_tag tag;

	(void)state;
	assert_int_equal(nb_gap_write(&out, escaped, strlen(escaped)), NB_OK);
	assert_int_equal(out.len, strlen(xml));
	assert_memory_equal(out.data, xml, out.len);
	out.len = 0;
	assert_true(nb_tag_find(xml, xml + strlen(xml), &tag));
	assert_true(nb_gap_is_damage(&tag));
	assert_int_equal(nb_gap_read(&tag, true, &out), NB_OK);
	assert_int_equal(nb_gap_read(&tag, false, &out), NB_OK);
	assert_int_equal(out.len, 19);
	assert_memory_equal(out.data, "⟦FF⟧⟦0A⟧\xef\xbf\xbd", 19);
	nb_buf_free(&out);
}

/* Bytes of a gap that are none are refused, whatever is done with the rest. */
static void test_no_bytes(void **state)
{
	static const char *const none[] = {"",	 "F",  "FF0",  "GG", "0G",
					   "G0", "ff", "FF..", "-1"};
	struct nb_buf out = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct nb_tag tag;
		char xml[80];

		(void)snprintf(
			xml, sizeof(xml),
			"<gap reason=\"damage\" unit=\"byte\" n=\"%s\"/>",
			none[i]);
		assert_true(nb_tag_find(xml, xml + strlen(xml), &tag));
		assert_int_equal(nb_gap_read(&tag, true, &out), NB_INVALID);
		assert_int_equal(nb_gap_read(&tag, false, &out), NB_INVALID);
	}
	nb_buf_free(&out);
}

/* A damaged tag leaves nothing that could be kept. */
static void test_markup(void **state)
{
	static const char tag[] = "<alto><Lay\xffout/></alto>";
	static const char text[] =
		"<alto><Layout><Page><TextLine><String CONTENT=\"a\xff\"/>"
		"</TextLine></Page></Layout></alto>";
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_layout_read_file(tag, strlen(tag),
					     nb_layout_read_markup,
					     NB_DAMAGED_KEEP, &layout, &err),
			 NB_INVALID);
	nb_layout_free(&layout);
	assert_int_equal(nb_layout_read_file(text, strlen(text),
					     nb_layout_read_markup,
					     NB_DAMAGED_REFUSE, &layout, &err),
			 NB_INVALID);
	assert_int_equal(err.offset, 48);
	nb_layout_free(&layout);
	assert_int_equal(nb_layout_read_file(text, strlen(text),
					     nb_layout_read_markup,
					     NB_DAMAGED_KEEP, &layout, &err),
			 NB_OK);
	assert_string_equal(layout.form, "ALTO!");
	assert_string_equal(layout.charset, "UTF-8");
	assert_int_equal(layout.damage.at[0], 48);
	assert_memory_equal(layout.text.data, "a⟦FF⟧", 9);
	nb_layout_free(&layout);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_no_bytes),
		cmocka_unit_test(test_markup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
