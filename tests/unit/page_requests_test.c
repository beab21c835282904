/* SPDX-License-Identifier: Apache-2.0 */
/* Without memory no stage of the road from bytes to documents succeeds. */
#include "requests.h"

#include <unistd.h>

#include <nbarc/ingest.h>
#include <nbarc/suspects.h>

#include "base/file.h"

static const char text_of_page[] =
	"春耕开始\n——农户在田里\n\n　　本报讯　3月4日,柳湾镇的农"
	"\n户在大棚里摆放秧盘。（林舟）\n\n秧盘 林舟摄\n";

static enum nb_status convert(struct nb_error *err)
{
	struct nb_buf out = {0};
	struct nb_journal journal;
	struct nb_converted c;
	const char *text;
	size_t len;
	enum nb_status st =
		nb_convert_page(text_of_page, strlen(text_of_page),
				"jdrb-20190304-a01", NULL, NULL, NULL, &c, err);

	memset(&journal, 0, sizeof(journal));
	if (!st)
		st = nb_journal_write(c.page, &c.source, &out, err);
	if (!st)
		st = nb_journal_read(out.data, out.len, &journal, err);
	if (!st) {
		text = nb_page_text(c.page, &len);
		st = nb_journal_undo(&journal, text, len, &out, err);
	}
	if (!st)
		st = nb_compare_source(c.tei.xml.data, c.tei.xml.len,
				       text_of_page, strlen(text_of_page), NULL,
				       err);
	nb_journal_free(&journal);
	nb_converted_free(&c);
	nb_buf_free(&out);
	return st;
}

static void test_convert(void **state)
{
	(void)state;
	sweep(convert, 100, NULL, NULL);
}

/* A page with boxes, and every question about its breaks. */
static enum nb_status judge(struct nb_error *err)
{
	static const char table[] =
		"0\t10\t10\t200\t30\t春耕开始\n0\t10\t40\t300\t60\t农户在田里\n"
		"0\t10\t70\t300\t90\t摆放秧盘，育秧\n0\t10\t100\t90\t120\t苗。\n";
	static const char text[] =
		"春耕开始\n农户在田里\n摆放秧盘，育秧\n苗。\n";
	struct nb_page_options o = {.threshold = 0};
	struct nb_explanation why;
	struct nb_decisions *decisions = NULL;
	struct nb_page *page = NULL, *again = NULL;
	struct nb_keys keys, doubts;
	struct nb_buf out = {0};
	struct nb_layout layout;
	size_t i;
	enum nb_status st =
		nb_layout_read_table(table, strlen(table), &layout, err);

	memset(&keys, 0, sizeof(keys));
	memset(&doubts, 0, sizeof(doubts));
	o.layout = &layout;
	if (!st)
		st = nb_page_create(text, strlen(text), &o, &page, err);
	for (i = 0; !st && i < nb_page_boundaries(page); i++) {
		st = nb_page_explain(page, i, &why, err);
		nb_explanation_free(&why);
	}
	if (!st)
		st = nb_page_keys(page, &keys, err);
	if (!st)
		st = nb_page_doubts(page, &doubts, err);
	for (i = 0; !st && i < keys.count; i++)
		st = nb_decision_write(i % 2 ? NB_DECIDED_JOIN
					     : NB_DECIDED_KEEP,
				       &keys, &keys.list[i], &out);
	if (!st)
		st = nb_decisions_read(out.data, out.len, NULL, &decisions,
				       err);
	o.decisions = decisions;
	if (!st)
		st = nb_page_create(text, strlen(text), &o, &again, err);
	nb_page_free(again);
	nb_decisions_free(decisions);
	nb_keys_free(&keys);
	nb_keys_free(&doubts);
	nb_buf_free(&out);
	nb_page_free(page);
	nb_layout_free(&layout);
	return st;
}

static void test_judge(void **state)
{
	(void)state;
	sweep(judge, 100, NULL, NULL);
}

static enum nb_status profiles(struct nb_error *err)
{
	struct nb_suspect *list = NULL;
	struct nb_profile *p = NULL;
	enum nb_status st = NB_OK;
	const char *name, *text;
	size_t i, len, count;

	for (i = 0; !st && (name = nb_profile_name(i)); i++) {
		text = nb_profile_text(name, &len);
		st = nb_profile_read(text, len, &p, err);
		nb_profile_free(p);
		p = NULL;
	}
	text = "中文б中\xef\xbf\xbd文0中";
	if (!st)
		st = nb_suspects_find(text, strlen(text), &list, &count, err);
	free(list);
	return st;
}

static void test_profiles(void **state)
{
	(void)state;
	sweep(profiles, 20, NULL, NULL);
}

/* Through each charset and back, with escapes, a survey and the proof. */
static enum nb_status charsets(struct nb_error *err)
{
	static const char text[] = "中文 abc 工\n~甲";
	static const char *const names[] = {"GB18030",	"GBK",	"HZ",
					    "UTF-16LE", "Big5", "UTF-8"};
	static const struct nb_error ended = {
		.status = NB_INVALID, .offset = 7, .text = "cut off"};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < sizeof(names) / sizeof(names[0]); i++) {
		struct nb_convert_options o = {.from = "UTF-8",
					       .to = names[i],
					       .escape = true,
					       .verify = NB_VERIFY_ALWAYS,
					       .survey = true};
		struct nb_converter *c = NULL;
		struct nb_buf out = {0};

		st = nb_converter_create(&o, &c, err);
		if (!st)
			st = nb_converter_add(c, text, strlen(text), true, &out,
					      err);
		if (!st)
			st = nb_conversion_json(nb_converter_result(c), "a",
						NULL, &out, err);
		if (!st)
			st = nb_conversion_json(nb_converter_result(c), "a",
						&ended, &out, err);
		nb_converter_free(c);
		nb_buf_free(&out);
	}
	return st;
}

static void test_charsets(void **state)
{
	(void)state;
	sweep(charsets, 50, NULL, NULL);
}

/* ---- many pages */

static char archive[64], file[80];
static struct nb_buf base;

static void write_file(const char *name, const void *data, size_t len)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void restore(void)
{
	write_file(archive, base.data, base.len);
}

static void check_unchanged(void)
{
	struct nb_buf now = {0};
	struct nb_error err;

	assert_int_equal(nb_file_read(archive, 1 << 24, &now, &err), NB_OK);
	assert_int_equal(now.len, base.len);
	assert_memory_equal(now.data, base.data, base.len);
	nb_buf_free(&now);
}

static enum nb_status ingest(struct nb_error *err)
{
	struct nb_ingest_options o = {
		.naming = {.title_code = "jdrb",
			   .date = "20190305",
			   .page = "a01"},
		.writer = {.level = 1, .frame_content = 4096, .threads = 1},
		.has_time = true,
		.time = 1583712000,
	};
	struct nb_ingest_counts counts;
	char *paths[] = {file};

	return nb_ingest(archive, paths, 1, &o, NULL, &counts, err);
}

static enum nb_status passes(struct nb_validator *validator, const void *xml,
			     size_t len, const char *name, uint64_t line,
			     struct nb_error *err)
{
	(void)validator;
	(void)xml;
	(void)len;
	(void)name;
	(void)line;
	(void)err;
	return NB_OK;
}

static enum nb_status ingest_document(struct nb_error *err)
{
	struct nb_ingest_options o = {
		.check = passes,
		.writer = {.level = 1, .frame_content = 4096, .threads = 1},
		.has_time = true,
		.time = 1583712000,
	};
	struct nb_ingest_counts counts;
	char *paths[] = {file};

	return nb_ingest(archive, paths, 1, &o, NULL, &counts, err);
}

static int set_up(void **state)
{
	static const char *const shm = "/dev/shm";
	const char *place = access(shm, W_OK) == 0 ? shm : "/tmp";
	struct nb_error err;

	(void)state;
	(void)snprintf(archive, sizeof(archive), "%s/nbarc-requests-%ld", place,
		       (long)getpid());
	(void)snprintf(file, sizeof(file), "%s.txt", archive);
	(void)unlink(archive);
	write_file(file, text_of_page, strlen(text_of_page));
	assert_int_equal(ingest(&err), NB_OK);
	assert_int_equal(nb_file_read(archive, 1 << 24, &base, &err), NB_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(archive);
	(void)unlink(file);
	nb_buf_free(&base);
	return 0;
}

/* Another text of a page that is there: its items keep their numbers. */
static void test_ingest(void **state)
{
	static const char changed[] =
		"春耕开始\n——农户在田里\n\n　　本报讯　3月4日,柳湾镇的农"
		"\n户在大棚里摆放了秧盘。（林舟）\n\n夜校招生\n\n　　本报讯　"
		"今年夜校有(30)人报名。\n";

	(void)state;
	write_file(file, changed, strlen(changed));
	sweep(ingest, 500, restore, check_unchanged);
}

static void test_ingest_documents(void **state)
{
	static const char changed[] = "夜校招生\n\n　　本报讯　报名很多。\n";
	struct nb_converted c;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_convert_page(changed, strlen(changed),
					 "jdrb-20190305-a02", NULL, NULL, NULL,
					 &c, &err),
			 NB_OK);
	write_file(file, c.tei.xml.data, c.tei.xml.len);
	nb_converted_free(&c);
	sweep(ingest_document, 150, restore, check_unchanged);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_convert),
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_charsets),
		TEST(test_ingest),
		TEST(test_ingest_documents),
	};

	return cmocka_run_group_tests_name("page requests", tests, NULL,
					   NULL) != 0;
}
