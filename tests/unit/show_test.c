/* SPDX-License-Identifier: Apache-2.0 */
/* What an archive gives out: articles, records of items, queries, and nothing
 * that was withdrawn or purged. */
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
#include <nbarc/item.h>
#include <nbarc/query.h>
#include <nbarc/rewrite.h>
#include <nbarc/write.h>

#define PAGE "jdrb-20190304-a01"

static char folder[] = "/tmp/nbarc-show-XXXXXX";
static char path[64], text_path[64];

static const char page_text[] =
	"柳湾镇办起春耕夜校\n——白天下田 晚上上课\n\n"
	"　　3月2日上午，柳湾镇双渡村的育秧大棚里，农技员一边翻看秧盘，"
	"一边给围上来的农户算账。\n\n·陆小禾 顾青·\n\n"
	"双渡村修好三座小桥\n\n"
	"　　双渡村去年冬天修好了三座小桥，今年春耕的农机可以开到田头。\n";

static void ingest(const char *text)
{
	struct nb_ingest_options options = {
		.writer = {.level = 1}, .has_time = true, .time = 1551657600};
	struct nb_ingest_counts counts;
	struct nb_error err;
	char *paths[] = {text_path};
	FILE *f = fopen(text_path, "wb");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(
		nb_ingest(path, paths, 1, &options, NULL, &counts, &err),
		NB_OK);
}

static int new_archive(void **state)
{
	(void)state;
	(void)unlink(path);
	ingest(page_text);
	return 0;
}

static void withdraw(const char *id, const char *reason)
{
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	bool changed;

	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err), NB_OK);
	assert_int_equal(nb_writer_withdraw(w, id, reason, &changed, &err),
			 NB_OK);
	assert_true(changed);
	assert_int_equal(nb_writer_commit(w, 1551657601, &err), NB_OK);
	nb_writer_free(w);
}

static struct nb_archive *open_archive(void)
{
	struct nb_archive *a;

	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	return a;
}

/* Get it; the text must be with or without these characters. */
static void check_get(const char *id, enum nb_format format, const char *with,
		      const char *without)
{
	struct nb_archive *a = open_archive();
	struct nb_buf out = {0};
	struct nb_error err;

	if (nb_archive_get(a, id, format, &out, &err) != NB_OK)
		fail_msg("%s: %s", id, err.text);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	assert_non_null(strstr((char *)out.data, with));
	if (without)
		assert_null(strstr((char *)out.data, without));
	nb_buf_free(&out);
	nb_archive_close(a);
}

/* It is not given out, and the message has the reason. */
static void check_absent(const char *id, enum nb_format format,
			 const char *message)
{
	struct nb_archive *a = open_archive();
	struct nb_buf out = {0};
	struct nb_error err;

	assert_int_equal(nb_archive_get(a, id, format, &out, &err), NB_ABSENT);
	assert_int_equal(out.len, 0);
	if (!strstr(err.text, message))
		fail_msg("\"%s\" does not have \"%s\"", err.text, message);
	nb_buf_free(&out);
	nb_archive_close(a);
}

/* ---- one call for one article */

static void test_one_call_gets_an_article(void **state)
{
	(void)state;
	check_get(PAGE "-01", NB_FORMAT_TEI, "<docAuthor>陆小禾</docAuthor>",
		  "三座小桥");
	check_get(PAGE "-01", NB_FORMAT_TEXT, "围上来的农户算账", "<");
	check_get(PAGE "-02@1", NB_FORMAT_TEXT, "三座小桥", "夜校");
	check_get(PAGE "-02@01", NB_FORMAT_TEXT, "三座小桥", "夜校");
	check_get(PAGE "-02@00000000000001", NB_FORMAT_TEXT, "三座小桥",
		  "夜校");
	check_get(PAGE, NB_FORMAT_TEXT, "三座小桥", NULL);
	check_get(PAGE, NB_FORMAT_SOURCE, "　　3月2日上午", NULL);
	check_get(PAGE, NB_FORMAT_JOURNAL, "\"sha256\":", NULL);
}

static void test_what_is_not_there_is_absent(void **state)
{
	(void)state;
	check_absent(PAGE "-09", NB_FORMAT_TEI, "not in the archive");
	check_absent(PAGE "@2", NB_FORMAT_TEI, "@2: not in the archive");
	check_absent("jdrb-20190304-a02", NB_FORMAT_TEI, "not in the archive");
	check_absent(PAGE "@0", NB_FORMAT_TEI, "not an identifier");
	check_absent(PAGE "@4294967296", NB_FORMAT_TEI, "not an identifier");
	check_absent(PAGE "@18446744073709551617", NB_FORMAT_TEI,
		     "not an identifier");
	check_absent(PAGE "@00", NB_FORMAT_TEI, "not an identifier");
	check_absent(PAGE "@", NB_FORMAT_TEI, "not an identifier");
	check_absent(PAGE "@+1", NB_FORMAT_TEI, "not an identifier");
	check_absent(PAGE "@1x", NB_FORMAT_TEI, "not an identifier");
}

static void test_only_pages_and_items_can_be_got(void **state)
{
	struct nb_archive *a = open_archive();
	struct nb_buf out = {0};

	(void)state;
	assert_int_equal(
		nb_archive_get(a, "jdrb-20190304", NB_FORMAT_TEI, &out, NULL),
		NB_ABSENT);
	assert_int_equal(nb_archive_get(a, "", NB_FORMAT_TEI, &out, NULL),
			 NB_USAGE);
	assert_int_equal(nb_archive_get(a, "a b", NB_FORMAT_TEI, &out, NULL),
			 NB_USAGE);
	assert_int_equal(
		nb_archive_get(a, PAGE "-01", NB_FORMAT_SOURCE, &out, NULL),
		NB_USAGE);
	assert_int_equal(out.len, 0);
	nb_archive_close(a);
}

/* ---- withdrawn and purged */

static void test_withdrawn_item_is_not_given_out(void **state)
{
	(void)state;
	withdraw(PAGE "-02", "rights");
	check_absent(PAGE "-02", NB_FORMAT_TEI, "-02: withdrawn: rights");
	check_absent(PAGE "-02@1", NB_FORMAT_TEXT, "-02: withdrawn: rights");
	check_get(PAGE, NB_FORMAT_TEI, "subtype=\"withdrawn\"", "三座小桥");
	check_get(PAGE "@1", NB_FORMAT_TEI, "夜校", "三座小桥");
	check_get(PAGE "-01", NB_FORMAT_TEXT, "夜校", NULL);
	check_absent(PAGE, NB_FORMAT_SOURCE,
		     "contains the text of -02, withdrawn: rights");
	check_absent(PAGE "@1", NB_FORMAT_JOURNAL,
		     "contains the text of -02, withdrawn: rights");
}

static void test_refused_source_leaves_the_entry(void **state)
{
	struct nb_archive *a;
	const struct nb_entry *e;
	struct nb_buf out = {0};

	(void)state;
	withdraw(PAGE "-02", "rights");
	a = open_archive();
	assert_int_equal(nb_archive_find(a, PAGE, strlen(PAGE), 1, &e, NULL),
			 NB_OK);
	assert_int_equal(nb_archive_source(a, e, &out, NULL), NB_ABSENT);
	assert_int_equal(e->revision, 1);
	nb_archive_close(a);
}

static void test_withdrawal_can_be_undone(void **state)
{
	(void)state;
	withdraw(PAGE "-02", "rights");
	withdraw(PAGE "-02", NULL);
	check_get(PAGE "-02", NB_FORMAT_TEXT, "三座小桥", NULL);
	/* Revision 2 was the withdrawn one: the newest decides for it too. */
	check_get(PAGE "-02@2", NB_FORMAT_TEXT, "三座小桥", NULL);
	check_get(PAGE, NB_FORMAT_SOURCE, "三座小桥", NULL);
}

static void test_withdrawn_page_is_not_given_out(void **state)
{
	(void)state;
	withdraw(PAGE, "a page of another paper");
	check_absent(PAGE, NB_FORMAT_TEI, ": withdrawn: a page of another");
	check_absent(PAGE "@1", NB_FORMAT_TEI, ": withdrawn: a page of");
	check_absent(PAGE "-01", NB_FORMAT_TEXT, ": withdrawn: a page of");
	check_absent(PAGE, NB_FORMAT_SOURCE, ": withdrawn: a page of");
}

static void test_superseded_text_is_absent_once_it_is_purged(void **state)
{
	struct nb_rewrite_options options = {
		.writer = {.level = 1}, .purge = true, .time = 1551657602};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	(void)state;
	ingest("柳湾镇办起秋收夜校\n\n　　今年秋天的夜校也办起来了。\n");
	assert_int_equal(nb_compact(path, NULL, &options, &counts, &err),
			 NB_OK);
	check_absent(PAGE "@1", NB_FORMAT_TEI, "@1: purged: superseded by");
	check_get(PAGE, NB_FORMAT_TEXT, "秋收夜校", NULL);
}

/* The two ways to an entry agree on what is hidden, in every detail. */
static void test_cursor_and_find_agree(void **state)
{
	static const enum nb_detail details[] = {
		NB_DETAIL_ALL, NB_DETAIL_TITLES, NB_DETAIL_HASHES,
		NB_DETAIL_PLACES};
	struct nb_archive *a;
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	size_t i, n;

	(void)state;
	withdraw(PAGE "-02", "rights");
	a = open_archive();
	for (i = 0; i < sizeof(details) / sizeof(details[0]); i++) {
		assert_int_equal(nb_cursor_create_detail(a, "", 0, true,
							 details[i], &cursor,
							 NULL),
				 NB_OK);
		for (n = 0;; n++) {
			assert_int_equal(nb_cursor_next(cursor, &e, NULL),
					 NB_OK);
			if (!e)
				break;
			assert_false(nb_entry_is_hidden(e));
			assert_true(nb_entry_hides_items(e));
			assert_true(nb_entry_item_is_hidden(e, 2));
			assert_false(nb_entry_item_is_hidden(e, 1));
		}
		assert_int_equal(n, 2);
		nb_cursor_free(cursor);
	}
	nb_archive_close(a);
}

/* Without its hash a document cannot be checked, so it is not given. */
static void test_document_needs_the_hashes(void **state)
{
	struct nb_archive *a = open_archive();
	const struct nb_entry *e;
	const uint8_t *document;
	size_t len;

	(void)state;
	assert_int_equal(nb_archive_find_detail(a, PAGE, strlen(PAGE), 0,
						NB_DETAIL_PLACES, &e, NULL),
			 NB_OK);
	assert_int_equal(nb_archive_document(a, e, &document, &len, NULL),
			 NB_USAGE);
	assert_null(document);
	nb_archive_close(a);
}

/* ---- records */

static void check_field(const struct nb_item_record *r, enum nb_field field,
			const char *expected)
{
	const char *text = nb_item_record_text(r, field, 0);

	if (!text && !expected)
		return;
	assert_non_null(text);
	assert_string_equal(text, expected);
}

static void test_record_of_an_item(void **state)
{
	struct nb_archive *a = open_archive();
	struct nb_item_record *r;
	struct nb_error err;

	(void)state;
	assert_int_equal(
		nb_item_record_find(a, PAGE "-01", NB_FIELDS_ALL, &r, &err),
		NB_OK);
	nb_archive_close(a); /* a record does not need its archive */
	check_field(r, NB_FIELD_ID, PAGE "-01");
	check_field(r, NB_FIELD_TITLE_CODE, "jdrb");
	check_field(r, NB_FIELD_DATE, "2019-03-04");
	check_field(r, NB_FIELD_EDITION, NULL);
	check_field(r, NB_FIELD_PAGE, "a01");
	check_field(r, NB_FIELD_KIND, "article");
	check_field(r, NB_FIELD_TITLE, "柳湾镇办起春耕夜校");
	check_field(r, NB_FIELD_SUBHEADS, "——白天下田 晚上上课");
	assert_int_equal(nb_item_record_count(r, NB_FIELD_AUTHORS), 2);
	check_field(r, NB_FIELD_AUTHORS, "陆小禾");
	assert_string_equal(nb_item_record_text(r, NB_FIELD_AUTHORS, 1),
			    "顾青");
	assert_null(nb_item_record_text(r, NB_FIELD_AUTHORS, 2));
	check_field(r, NB_FIELD_STATE, "present");
	check_field(r, NB_FIELD_REASON, NULL);
	check_field(r, NB_FIELD_NUMBER, "1");
	assert_int_equal(nb_item_record_number(r, NB_FIELD_NUMBER), 1);
	assert_int_equal(nb_item_record_number(r, NB_FIELD_REVISION), 1);
	assert_true(nb_item_record_number(r, NB_FIELD_CHARACTERS) > 40);
	assert_int_equal(nb_item_record_number(r, NB_FIELD_TITLE), 0);
	assert_int_equal(strlen(nb_item_record_text(r, NB_FIELD_SHA256, 0)),
			 2 * NB_SHA256_SIZE);
	assert_int_equal(
		strlen(nb_item_record_text(r, NB_FIELD_SOURCE_SHA256, 0)),
		2 * NB_SHA256_SIZE);
	check_field(r, NB_FIELD_PAGE_ID, PAGE);
	check_field(r, NB_FIELD_NEWSPAPER, "jdrb"); /* no table of titles */
	check_field(r, NB_FIELD_NEXT, NULL);
	assert_non_null(
		strstr(nb_item_record_text(r, NB_FIELD_TEXT, 0), "柳湾镇"));
	nb_item_record_free(r);
}

/* Only the fields that are asked for are set, and what a record had before is
 * gone when it describes another item. */
static void test_record_has_what_was_asked_for(void **state)
{
	const uint64_t asked =
		NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_AUTHORS);
	struct nb_archive *a = open_archive();
	const struct nb_entry *e;
	struct nb_item_record *r;
	int field;

	(void)state;
	assert_int_equal(nb_fields_detail(asked), NB_DETAIL_HASHES);
	assert_int_equal(nb_fields_detail(NB_FIELD_BIT(NB_FIELD_KICKER)),
			 NB_DETAIL_TITLES);
	assert_int_equal(nb_fields_detail(NB_FIELDS_ALL), NB_DETAIL_ALL);
	assert_int_equal(nb_fields_detail(NB_FIELD_BIT(NB_FIELD_ID)),
			 NB_DETAIL_PLACES);
	assert_int_equal(nb_archive_find(a, PAGE, strlen(PAGE), 0, &e, NULL),
			 NB_OK);
	assert_int_equal(nb_item_record_of(a, e, 1, asked, &r, NULL), NB_OK);
	for (field = 0; nb_field_name((enum nb_field)field); field++)
		assert_int_equal(nb_item_record_count(r, (enum nb_field)field) >
					 0,
				 asked >> field & 1);
	assert_int_equal(nb_item_record_again(
				 r, a, e, 2, NB_FIELD_BIT(NB_FIELD_KIND), NULL),
			 NB_OK);
	check_field(r, NB_FIELD_ID, NULL);
	assert_int_equal(nb_item_record_count(r, NB_FIELD_AUTHORS), 0);
	assert_int_equal(nb_item_record_count(r, NB_FIELD_KIND), 1);
	nb_item_record_free(r);
	nb_archive_close(a);
}

/* Does the filter choose the first item of the page? */
static bool chooses(struct nb_archive *a, const struct nb_filter *filter)
{
	const struct nb_entry *e;
	char next[NB_FILTER_NEXT_MAX];
	bool chosen;

	assert_int_equal(nb_archive_find_detail(
				 a, PAGE, strlen(PAGE), 0,
				 nb_fields_detail(nb_filter_fields(filter)), &e,
				 NULL),
			 NB_OK);
	if (!nb_filter_judge(filter, e->id.text, e->id.len, next))
		return false;
	assert_int_equal(
		nb_filter_item(filter, a, e, &e->items[0], &chosen, NULL),
		NB_OK);
	return chosen;
}

/* Set a part of a filter, unless the case leaves it out. */
#define SET(part)          \
	if (cases[i].part) \
	assert_int_equal(nb_filter_##part(&f, cases[i].part, NULL), NB_OK)

static void test_filter_of_items(void **state)
{
	static const struct {
		const char *page, *kind, *author, *head;
		bool chosen;
	} cases[] = {
		{NULL, NULL, NULL, NULL, true},
		{"a1", NULL, NULL, NULL, true},
		{"a001", NULL, NULL, NULL, true},
		{"1", NULL, NULL, NULL, false},
		{"b01", NULL, NULL, NULL, false},
		{NULL, "article", NULL, NULL, true},
		{NULL, "photo,article", NULL, NULL, true},
		{NULL, "photo,notice", NULL, NULL, false},
		{NULL, NULL, "顾青", NULL, true},
		{NULL, NULL, "顾", NULL, false},
		{NULL, NULL, NULL, "春耕", true},
		{NULL, NULL, NULL, "秋收", false},
		{"a01", "article", "陆小禾", "夜校", true},
		{"a01", "photo", "陆小禾", "夜校", false},
	};
	struct nb_archive *a = open_archive();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nb_filter f = {.title_count = 0};

		SET(page);
		SET(kind);
		SET(author);
		SET(head);
		assert_int_equal(chooses(a, &f), cases[i].chosen);
	}
	nb_archive_close(a);
}

static void test_record_of_a_withdrawn_item_has_no_text(void **state)
{
	static const enum nb_field hidden[] = {
		NB_FIELD_TITLE, NB_FIELD_KICKER, NB_FIELD_SUBHEADS,
		NB_FIELD_AUTHORS, NB_FIELD_BYLINE};
	struct nb_archive *a;
	struct nb_item_record *r;
	size_t i;

	(void)state;
	withdraw(PAGE "-01", "rights");
	a = open_archive();
	assert_int_equal(
		nb_item_record_find(a, PAGE "-01", NB_FIELDS_ALL, &r, NULL),
		NB_OK);
	check_field(r, NB_FIELD_STATE, "withdrawn");
	check_field(r, NB_FIELD_REASON, "rights");
	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		assert_int_equal(nb_item_record_count(r, hidden[i]), 0);
	nb_item_record_free(r);
	nb_archive_close(a);
}

static void test_record_of_what_is_not_there(void **state)
{
	struct nb_archive *a = open_archive();
	struct nb_item_record *r;

	(void)state;
	assert_int_equal(
		nb_item_record_find(a, PAGE "-09", NB_FIELDS_ALL, &r, NULL),
		NB_ABSENT);
	assert_null(r);
	assert_int_equal(nb_item_record_find(a, PAGE, NB_FIELDS_ALL, &r, NULL),
			 NB_USAGE);
	assert_null(r);
	nb_archive_close(a);
}

/* ---- queries */

static bool count_visit(void *context, const struct nb_entry *entry)
{
	unsigned *count = context;

	(void)entry;
	++*count;
	return true;
}

static unsigned count_pages(const char *text)
{
	struct nb_archive *a = open_archive();
	struct nb_query q;
	struct nb_error err;
	unsigned count = 0;
	enum nb_status st = nb_query_parse(text, &q, &err);

	if (!st)
		st = nb_query_pages(a, &q, 1, count_visit, &count, &err);
	assert_int_equal(st, count ? NB_OK : NB_ABSENT);
	nb_archive_close(a);
	return count;
}

static void test_query_chooses_pages(void **state)
{
	(void)state;
	assert_int_equal(count_pages(""), 1);
	assert_int_equal(count_pages("jdrb"), 1);
	assert_int_equal(count_pages("jdrb-20190304"), 1);
	assert_int_equal(count_pages(PAGE), 1);
	assert_int_equal(count_pages(PAGE "-02"), 1);
	assert_int_equal(count_pages(PAGE "@1"), 1);
	assert_int_equal(count_pages("@1"), 1);
	assert_int_equal(count_pages(PAGE "@2"), 0);
	assert_int_equal(count_pages("jdrb-20190305"), 0);
	assert_int_equal(count_pages("x"), 0);
}

static void test_query_chooses_items(void **state)
{
	static const struct nb_string page = {PAGE, sizeof(PAGE) - 1};
	struct nb_archive *a = open_archive();
	const struct nb_entry *e;
	struct nb_query q;

	(void)state;
	assert_int_equal(nb_query_parse(PAGE "-01", &q, NULL), NB_OK);
	assert_int_equal(nb_query_find(a, &q, &e, NULL), NB_OK);
	assert_int_equal(q.kind, NB_QUERY_ITEM);
	assert_int_equal(q.number, 1);
	assert_int_equal(q.page_len, page.len);
	assert_true(nb_query_item(&q, &page, 1));
	assert_false(nb_query_item(&q, &page, 10));
	assert_false(nb_query_whole(&q, &page));
	assert_int_equal(nb_query_parse(PAGE "-0", &q, NULL), NB_OK);
	assert_int_equal(nb_query_find(a, &q, &e, NULL), NB_ABSENT);
	assert_int_equal(q.kind, NB_QUERY_MANY);
	assert_true(nb_query_item(&q, &page, 1));
	assert_false(nb_query_item(&q, &page, 10));
	assert_false(nb_query_whole(&q, &page));
	assert_int_equal(nb_query_parse(PAGE, &q, NULL), NB_OK);
	assert_int_equal(nb_query_find(a, &q, &e, NULL), NB_OK);
	assert_int_equal(q.kind, NB_QUERY_PAGE);
	assert_true(nb_query_item(&q, &page, 10));
	assert_true(nb_query_whole(&q, &page));
	nb_archive_close(a);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
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

#define ON_NEW_ARCHIVE(test) cmocka_unit_test_setup(test, new_archive)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_NEW_ARCHIVE(test_one_call_gets_an_article),
		ON_NEW_ARCHIVE(test_what_is_not_there_is_absent),
		ON_NEW_ARCHIVE(test_only_pages_and_items_can_be_got),
		ON_NEW_ARCHIVE(test_withdrawn_item_is_not_given_out),
		ON_NEW_ARCHIVE(test_refused_source_leaves_the_entry),
		ON_NEW_ARCHIVE(test_withdrawal_can_be_undone),
		ON_NEW_ARCHIVE(test_withdrawn_page_is_not_given_out),
		ON_NEW_ARCHIVE(
			test_superseded_text_is_absent_once_it_is_purged),
		ON_NEW_ARCHIVE(test_cursor_and_find_agree),
		ON_NEW_ARCHIVE(test_document_needs_the_hashes),
		ON_NEW_ARCHIVE(test_record_of_an_item),
		ON_NEW_ARCHIVE(test_record_has_what_was_asked_for),
		ON_NEW_ARCHIVE(test_filter_of_items),
		ON_NEW_ARCHIVE(test_record_of_a_withdrawn_item_has_no_text),
		ON_NEW_ARCHIVE(test_record_of_what_is_not_there),
		ON_NEW_ARCHIVE(test_query_chooses_pages),
		ON_NEW_ARCHIVE(test_query_chooses_items),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder) != 0;
}
