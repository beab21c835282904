/* SPDX-License-Identifier: Apache-2.0 */
/* Renaming pages: what moves, what the old identifier answers, and what is no
 * renaming. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#define PAGE "jdrb-20190304-a01"
#define OTHER "jdrb-20190305-a02"

static char folder[] = "/tmp/nbarc-renaming-XXXXXX";
static char path[64], text_path[64];

static const char page_text[] =
	"柳湾镇办起春耕夜校\n\n"
	"　　3月2日上午，柳湾镇双渡村的育秧大棚里，农技员一边翻看秧盘，"
	"一边给围上来的农户算账。\n\n"
	"双渡村修好三座小桥\n\n"
	"　　双渡村去年冬天修好了三座小桥，今年春耕的农机可以开到田头。\n";

static int new_archive(void **state)
{
	struct nb_ingest_options options = {
		.writer = {.level = 1}, .has_time = true, .time = 1551657600};
	struct nb_ingest_counts counts;
	char *paths[] = {text_path};
	FILE *f = fopen(text_path, "wb");

	(void)state;
	(void)unlink(path);
	assert_non_null(f);
	assert_true(fputs(page_text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(
		nb_ingest(path, paths, 1, &options, NULL, &counts, NULL),
		NB_OK);
	return 0;
}

static struct nb_writer *open_writer(void)
{
	struct nb_writer *w;
	uint64_t dropped;

	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, NULL), NB_OK);
	return w;
}

static void commit(struct nb_writer *w)
{
	assert_int_equal(nb_writer_commit(w, 1551657601, NULL), NB_OK);
	nb_writer_free(w);
}

static void rename_page(const char *from, const char *to)
{
	struct nb_writer *w = open_writer();

	assert_int_equal(nb_writer_rename(w, from, to, NULL), NB_OK);
	commit(w);
}

static void withdraw(const char *id, const char *reason)
{
	struct nb_writer *w = open_writer();
	bool changed;

	assert_int_equal(nb_writer_withdraw(w, id, reason, &changed, NULL),
			 NB_OK);
	commit(w);
}

/* Assert what an identifier is called now. */
static void assert_called(const char *id, const char *expected)
{
	struct nb_archive *a;
	char now[NB_ITEM_ID_MAX];

	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_archive_renamed(a, id, now, NULL), NB_OK);
	assert_string_equal(now, expected);
	nb_archive_close(a);
}

/* Assert the status of a get, and what its message contains. */
static void assert_get(const char *id, enum nb_status expected,
		       const char *says)
{
	struct nb_archive *a;
	struct nb_buf out = {0};
	struct nb_error err = {.text = ""};

	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_archive_get(a, id, NB_FORMAT_TEXT, &out, &err),
			 expected);
	if (says)
		assert_non_null(strstr(err.text, says));
	assert_true(expected ? out.len == 0 : out.len > 0);
	nb_buf_free(&out);
	nb_archive_close(a);
}

static void test_page_and_items_move(void **state)
{
	(void)state;
	rename_page(PAGE, OTHER);
	assert_get(OTHER, NB_OK, NULL);
	assert_get(OTHER "-01", NB_OK, NULL);
	assert_get(PAGE, NB_ABSENT, PAGE ": renamed to " OTHER);
	assert_get(PAGE "-01", NB_ABSENT, PAGE "-01: renamed to " OTHER "-01");
	assert_get(PAGE "@1", NB_ABSENT, "renamed to " OTHER);
	assert_called(PAGE, OTHER);
	assert_called(PAGE "-02", OTHER "-02");
	assert_called(OTHER, "");
	assert_called("nothing", "");
}

static void test_back_and_on(void **state)
{
	(void)state;
	rename_page(PAGE, OTHER);
	rename_page(OTHER, PAGE);
	assert_get(PAGE, NB_OK, NULL);
	assert_called(PAGE, "");
	assert_called(OTHER, PAGE);
	rename_page(PAGE, "third");
	assert_called(OTHER, "third");
	assert_called(PAGE "-01", "third-01");
}

/* A person can write anything. */
static void test_a_reason_is_no_renaming(void **state)
{
	static const char *const reasons[] = {
		"renamed to " OTHER, "renamed to " PAGE, "renamed to ",
		"renamed to a b",    "renamed: " OTHER,	 "Renamed to " OTHER};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		withdraw(PAGE, reasons[i]);
		assert_called(PAGE, "");
		assert_get(PAGE, NB_ABSENT, PAGE ": withdrawn: ");
		assert_get(PAGE, NB_ABSENT, reasons[i]);
		withdraw(PAGE, NULL);
	}
	assert_get(PAGE, NB_OK, NULL);
}

/* Both pages are withdrawn, and each reason names the other. */
static void test_a_circle_ends(void **state)
{
	(void)state;
	rename_page(PAGE, OTHER);
	rename_page(OTHER, PAGE);
	withdraw(PAGE, "renamed to " OTHER);
	assert_called(PAGE, OTHER);
	assert_called(OTHER, PAGE);
	assert_get(PAGE, NB_ABSENT, NULL);
	assert_get(OTHER, NB_ABSENT, NULL);
}

/* Assert that renaming fails so, and that the archive stays as it is. */
static void assert_refused(const char *from, const char *to,
			   enum nb_status expected)
{
	struct nb_writer *w = open_writer();

	assert_int_equal(nb_writer_rename(w, from, to, NULL), expected);
	nb_writer_free(w);
}

static void test_refusals(void **state)
{
	struct nb_writer *w;
	bool changed;

	(void)state;
	assert_refused("a b", OTHER, NB_USAGE);
	assert_refused(PAGE, "a b", NB_USAGE);
	assert_refused(PAGE, PAGE, NB_USAGE);
	assert_refused("page", OTHER, NB_ABSENT);
	assert_refused(PAGE, PAGE "-01", NB_USAGE);
	assert_refused(PAGE, "jdrb-20190230-a01", NB_INVALID);
	assert_get(PAGE, NB_OK, NULL);
	rename_page(PAGE, OTHER);
	assert_refused(PAGE, "third", NB_ABSENT);
	w = open_writer();
	assert_int_equal(nb_writer_withdraw(w, PAGE, NULL, &changed, NULL),
			 NB_ABSENT);
	assert_int_equal(nb_writer_rename(w, OTHER, "third", NULL), NB_OK);
	assert_int_equal(nb_writer_rename(w, "third", "fourth", NULL),
			 NB_USAGE);
	nb_writer_free(w);
	assert_get(OTHER, NB_OK, NULL);
	withdraw(OTHER, "rights");
	assert_refused(OTHER, "third", NB_ABSENT);
	assert_refused(OTHER, PAGE, NB_ABSENT);
}

/* Identifiers are replaced where they are identifiers, and nowhere else. */
static void test_document(void **state)
{
	static const char before[] =
		"<TEI xml:id=\"p1\"><teiHeader><idno type=\"nbarc\">p1</idno>"
		"<idno type=\"previous\">p0</idno></teiHeader><text><body>"
		"<pb n=\"p1\"/><div xml:id=\"p1-02\" n=\"2\" prev=\"nbarc:p1-01"
		" #p1-02.a\" next=\"nbarc:p1-2 nbarc:p11-01\">"
		"<p><seg xml:id=\"p1-02.a\" n=\"p1\">p1-02</seg></p></div>"
		"</body></text></TEI>\n";
	static const char after[] =
		"<TEI xml:id=\"q\"><teiHeader><idno type=\"nbarc\">q</idno>"
		"<idno type=\"previous\">p1</idno>"
		"<idno type=\"previous\">p0</idno></teiHeader><text><body>"
		"<pb n=\"p1\"/><div xml:id=\"q-02\" n=\"2\" prev=\"nbarc:q-01"
		" #q-02.a\" next=\"nbarc:p1-2 nbarc:p11-01\">"
		"<p><seg xml:id=\"q-02.a\" n=\"p1\">p1-02</seg></p></div>"
		"</body></text></TEI>\n";
	struct nb_buf out = {0}, back = {0};
	char id[NB_ID_MAX];
	size_t at = 0;

	(void)state;
	assert_int_equal(nb_tei_rename(before, sizeof(before) - 1, "p1", "q",
				       &out, NULL),
			 NB_OK);
	assert_int_equal(out.len, sizeof(after) - 1);
	assert_memory_equal(out.data, after, out.len);
	assert_true(nb_tei_previous(out.data, out.len, &at, id));
	assert_string_equal(id, "p1");
	assert_true(nb_tei_previous(out.data, out.len, &at, id));
	assert_string_equal(id, "p0");
	assert_false(nb_tei_previous(out.data, out.len, &at, id));
	/* Back again: each identifier is named once. */
	at = 0;
	assert_int_equal(
		nb_tei_rename(out.data, out.len, "q", "p1", &back, NULL),
		NB_OK);
	assert_true(nb_tei_previous(back.data, back.len, &at, id));
	assert_string_equal(id, "q");
	assert_true(nb_tei_previous(back.data, back.len, &at, id));
	assert_string_equal(id, "p0");
	assert_false(nb_tei_previous(back.data, back.len, &at, id));
	assert_true(
		nb_tei_same(before, sizeof(before) - 1, back.data, back.len));
	assert_false(nb_tei_same(before, sizeof(before) - 1, after,
				 sizeof(after) - 1));
	nb_buf_free(&out);
	nb_buf_free(&back);
}

static int make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(text_path, sizeof(text_path), "%s/" PAGE ".txt", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(text_path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_page_and_items_move, new_archive),
		cmocka_unit_test_setup(test_back_and_on, new_archive),
		cmocka_unit_test_setup(test_a_reason_is_no_renaming,
				       new_archive),
		cmocka_unit_test_setup(test_a_circle_ends, new_archive),
		cmocka_unit_test_setup(test_refusals, new_archive),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder) != 0;
}
