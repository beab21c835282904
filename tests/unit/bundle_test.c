/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles of the files of a page: reading what stands in them, and in what
 * cannot be one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/layout.h>

#include "layout/source/tar.h"

#define COLUMNS "path,article,kicker,head,subhead,author,type,charset\n"

static void add(struct nb_buf *tar, const char *name, const char *text)
{
	struct nb_error err;

	assert_int_equal(nb_tar_add(tar, name, text, strlen(text), &err),
			 NB_OK);
}

static enum nb_status read_tar(const struct nb_buf *tar, size_t len,
			       struct nb_text *text, struct nb_layout *layout,
			       struct nb_error *err)
{
	return nb_layout_read_page(tar->data, len, NULL, NULL,
				   NB_DAMAGED_REFUSE, text, layout, err);
}

/* The text of a bundle with one file and its row. */
static void text_is(const char *row, const char *file, const char *want)
{
	struct nb_buf tar = {0}, table = {0};
	struct nb_layout layout;
	struct nb_text text;
	struct nb_error err;

	assert_int_equal(nb_buf_puts(&table, COLUMNS), NB_OK);
	assert_int_equal(nb_buf_puts(&table, row), NB_OK);
	assert_int_equal(nb_buf_add(&table, "", 1), NB_OK);
	add(&tar, "manifest.csv", (char *)table.data);
	add(&tar, "a.txt", file);
	assert_int_equal(nb_tar_end(&tar, &err), NB_OK);
	assert_int_equal(read_tar(&tar, tar.len, &text, &layout, &err), NB_OK);
	assert_int_equal(text.utf8.len, strlen(want));
	assert_memory_equal(text.utf8.data, want, strlen(want));
	assert_string_equal(layout.form, "tar");
	assert_true(layout.numbered);
	nb_text_free(&text);
	nb_layout_free(&layout);
	nb_buf_free(&table);
	nb_buf_free(&tar);
}

static void test_heads(void **state)
{
	(void)state;
	text_is("a.txt,1,,,,,,UTF-8\n", "春耕\n", "\n春耕\n");
	text_is("a.txt,1,,春耕,,,,UTF-8\n", "时节\n", "春耕\n\n时节\n");
	/* The text begins with the head, in other white space. */
	text_is("a.txt,1,,春耕 时节,,,,UTF-8\n", "\r\n 春　耕时节\r\n在田头\n",
		" 春　耕时节\n\n在田头\n");
	text_is("a.txt,1,江东,春耕,又一年,,,UTF-8\n", "江东\n春耕\n在田头\n",
		"江东\n春耕\n又一年\n\n在田头\n");
	text_is("a.txt,1,,\"春耕\n时节\",,,,UTF-8\n", "在田头",
		"春耕\n时节\n\n在田头\n");
}

static void test_authors(void **state)
{
	(void)state;
	text_is("a.txt,1,,,,陆小禾；顾青,,UTF-8\n", "在田头\n",
		"\n在田头\n\n陆小禾 顾青\n");
	text_is("a.txt,1,,,,陆小禾/顾青,,UTF-8\n", "记者 顾青 陆小禾\n在田头\n",
		"\n记者 顾青 陆小禾\n在田头\n");
	/* A sentence with the name is no byline. */
	text_is("a.txt,1,,,,顾青,,UTF-8\n", "顾青到田头。\n",
		"\n顾青到田头。\n\n顾青\n");
}

/* Every bundle that is cut off, and one with any byte changed, is refused or
 * read, and neither crashes. */
static void test_damage(void **state)
{
	struct nb_buf tar = {0};
	struct nb_layout layout;
	struct nb_text text;
	struct nb_error err;
	size_t i;

	(void)state;
	add(&tar, "manifest.csv", COLUMNS "a.txt,1,,,,,,UTF-8\n");
	add(&tar, "a.txt", "在田头\n");
	assert_int_equal(nb_tar_end(&tar, &err), NB_OK);
	for (i = 512; i < 512 * 3; i++) {
		assert_int_equal(read_tar(&tar, i, &text, &layout, &err),
				 NB_INVALID);
		nb_text_free(&text);
		nb_layout_free(&layout);
	}
	for (i = 0; i < 512 * 4; i++) {
		tar.data[i] ^= 0x55;
		(void)!read_tar(&tar, tar.len, &text, &layout, &err);
		tar.data[i] ^= 0x55;
		nb_text_free(&text);
		nb_layout_free(&layout);
	}
	nb_buf_free(&tar);
}

/* What a bundle without sense says. */
static void refused(const char *table, const char *why)
{
	struct nb_buf tar = {0};
	struct nb_layout layout;
	struct nb_text text;
	struct nb_error err;

	add(&tar, "manifest.csv", table);
	add(&tar, "a.txt", "在田头\n");
	assert_int_equal(read_tar(&tar, tar.len, &text, &layout, &err),
			 NB_INVALID);
	assert_non_null(strstr(err.text, why));
	nb_text_free(&text);
	nb_layout_free(&layout);
	nb_buf_free(&tar);
}

static void test_refusals(void **state)
{
	(void)state;
	refused("a,b\n1,2\n", "has no paths");
	refused(COLUMNS "b.txt,1\n", "no file b.txt");
	refused(COLUMNS "a.txt,0\n", "no number of an article");
	refused(COLUMNS "a.txt,65536\n", "no number of an article");
	refused(COLUMNS "a.txt,1,\"\n", "line");
	refused("\xff", "not UTF-8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_authors),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
