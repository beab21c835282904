/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions for decisions about pages of an archive, called without an
 * error argument: they fail as they do with one. A form that is edited changes
 * what it says, and nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/decide.h>
#include <nbarc/edit.h>
#include <nbarc/review.h>
#include <nbarc/tei.h>

#include "null_error.h"

#define FAILS(status, call) assert_int_equal(call, status)

/* Layouts whose lines stay, as there is nothing to be moved, or no such line.
 */
static void test_order(void **state)
{
	static const char text[] = "after\tleft\tright\n";
	struct nb_page_options how = {.decisions = NULL};
	struct nb_layout layout = {.count = 0};
	struct nb_decisions *decisions;

	(void)state;
	assert_int_equal(nb_layout_reorder(&layout, &how, NULL), NB_OK);
	assert_int_equal(
		nb_decisions_read(text, strlen(text), NULL, &decisions, NULL),
		NB_OK);
	how.decisions = decisions;
	assert_int_equal(nb_layout_reorder(&layout, &how, NULL), NB_OK);
	nb_decisions_free(decisions);
}

static void test_deciding(void **state)
{
	static const char text[] = "item\t\tright\t\tno-such-page\n";
	struct nb_tei_about about;
	struct nb_decisions *decisions;
	struct nb_ingest_counts counts;

	(void)state;
	assert_int_equal(
		nb_decisions_read(text, strlen(text), NULL, &decisions, NULL),
		NB_OK);
	FAILS(NB_IO, nb_decide("no/such/archive", decisions, NULL, NULL,
			       &counts, NULL));
	FAILS(NB_ABSENT, nb_decide(path, decisions, NULL, NULL, &counts, NULL));
	nb_decisions_free(decisions);
	assert_int_equal(nb_tei_about("", 0, &about, NULL), NB_OK);
	nb_tei_about_free(&about);
	nb_tei_about_free(NULL);
}

static void test_forms(void **state)
{
	static const char *const bad[] = {
		"",
		"no\n",
		"page " PAGE "\nmain\ta\n",
		"page a b@1\n",
		"page " PAGE "@99999999999\n",
		"page " PAGE "@1\n",
		"page " PAGE "@2\n\n[article]\nmain\t\xff\n",
		"page " PAGE "@2\n\n[film]\nmain\ta\n",
		"page " PAGE "@2\nmain\n",
		"page " PAGE "@2\n",
	};
	struct nb_buf out = {0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		FAILS(NB_INVALID, nb_edit_read(path, bad[i], strlen(bad[i]),
					       NULL, "", "", &out, NULL));
	FAILS(NB_ABSENT,
	      nb_edit_form(path, "none-20190304-a01", NULL, &out, NULL));
	FAILS(NB_USAGE, nb_edit_form(path, PAGE "@1", NULL, &out, NULL));
	FAILS(NB_IO, nb_edit_form("no/such/archive", PAGE, NULL, &out, NULL));
	FAILS(NB_ABSENT, nb_edit_read(path, "page none-20190304-a01@1\n", 25,
				      NULL, "", "", &out, NULL));
	assert_int_equal(out.len, 0);
}

static void test_documents(void **state)
{
	static const char none[] =
		"<TEI xml:id=\"none-20190304-a01\">"
		"<idno type=\"nbarc-raw-sha256\">"
		"0000000000000000000000000000000000000000000000000000000000000000"
		"</idno><note type=\"rawfile\">UTF-8; <measure unit=\"byte\" "
		"quantity=\"1\">1 bytes</measure></note><body></body></TEI>\n";
	struct nb_buf decisions = {0}, unsaid = {0};
	struct nb_archive *archive;

	(void)state;
	assert_int_equal(nb_archive_open(path, &archive, NULL), NB_OK);
	FAILS(NB_ABSENT,
	      nb_edit_document(archive, path, none, sizeof(none) - 1, NULL, "",
			       "", &decisions, &unsaid, NULL));
	assert_int_equal(decisions.len + unsaid.len, 0);
	/* What is no document at all is said, and is no failure. */
	assert_int_equal(nb_edit_document(archive, path, "<p>", 3, NULL, "", "",
					  &decisions, &unsaid, NULL),
			 NB_OK);
	assert_true(unsaid.len > 0);
	assert_int_equal(decisions.len, 0);
	nb_archive_close(archive);
	nb_buf_free(&unsaid);
}

/* The form of the page, with a NUL at its end. */
static void get_form(struct nb_buf *form)
{
	form->len = 0;
	assert_int_equal(nb_edit_form(path, PAGE, NULL, form, NULL), NB_OK);
	assert_int_equal(nb_buf_add(form, "", 1), NB_OK);
}

/* Write `word` over what stands at `at`, which is as long. */
static void overwrite(char *at, const char *word)
{
	memcpy(at, word, strlen(word));
}

static void test_a_form_is_taken(void **state)
{
	struct nb_decisions *decisions;
	struct nb_ingest_counts counts;
	struct nb_buf form = {0}, lines = {0}, after = {0};
	char *text, *last;

	(void)state;
	get_form(&form);
	assert_int_equal(nb_edit_read(path, form.data, form.len - 1, NULL, "",
				      "", &lines, NULL),
			 NB_OK);
	assert_int_equal(lines.len, 0);
	text = (char *)form.data;
	last = strstr(text, "paragraph\t　");
	last = last ? last : strstr(text, "paragraph\t");
	assert_non_null(last);
	overwrite(last, "crosshead");
	assert_int_equal(nb_edit_read(path, form.data, form.len - 1, NULL,
				      "Reader", "2026-03-31", &lines, NULL),
			 NB_OK);
	assert_int_equal(nb_buf_add(&lines, "", 1), NB_OK);
	assert_non_null(strstr((char *)lines.data, "crosshead\t"));
	assert_non_null(strstr((char *)lines.data, "\tReader\t2026-03-31\n"));
	assert_int_equal(nb_decisions_read(lines.data, lines.len - 1, NULL,
					   &decisions, NULL),
			 NB_OK);
	assert_int_equal(nb_decide(path, decisions, NULL, NULL, &counts, NULL),
			 NB_OK);
	assert_int_equal(counts.revised, 1);
	get_form(&after);
	/* All but the number of the revision, which is before the first item.
	 */
	assert_string_equal(strstr((char *)after.data, "\n\n["),
			    strstr(text, "\n\n["));
	nb_decisions_free(decisions);
	nb_buf_free(&form);
	nb_buf_free(&lines);
	nb_buf_free(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_deciding),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_a_form_is_taken),
	};

	return cmocka_run_group_tests_name("decisions without an error", tests,
					   make_archive, remove_archive) != 0;
}
