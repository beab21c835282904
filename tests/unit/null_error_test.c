/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error argument of every public function may be NULL: each fails here
 * without one, by wrong arguments or for lack of memory, and returns the right
 * status. null_error_damage_test.c has the failures deep inside an archive.
 *
 * tests/lint/null-error.sh checks that no function is missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/encoding.h>
#include <nbarc/ingest.h>
#include <nbarc/item.h>
#include <nbarc/markup.h>
#include <nbarc/far.h>
#include <nbarc/filter.h>
#include <nbarc/index.h>
#include <nbarc/newspaper.h>
#include <nbarc/note.h>
#include <nbarc/parity.h>
#include <nbarc/proof.h>
#include <nbarc/query.h>
#include <nbarc/review.h>
#include <nbarc/rewrite.h>
#include <nbarc/sign.h>
#include <nbarc/suspects.h>
#include <nbarc/validate.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/error.h"
#include "null_error.h"

static const struct nb_source source = {.charset = "UTF-8"};

/* ---- arguments */

static enum nb_status read_nothing(void *context, uint64_t offset, void *data,
				   size_t len, struct nb_error *err)
{
	(void)context;
	(void)offset;
	(void)data;
	(void)len;
	return nb_fail(err, NB_IO, "nothing is read");
}

static const struct nb_far_file far = {.size = 1 << 20,
				       .read_at = read_nothing};

static void test_opening(void **state)
{
	const struct nb_damage damage = {NULL, NULL};
	struct nb_far_file there;
	struct nb_archive *a;
	struct nb_writer *w;
	uint64_t dropped;

	(void)state;
	FAILS(NB_IO, nb_archive_open("/nowhere/a.nbarc", &a, NULL));
	store(text_path, page_text, strlen(page_text));
	FAILS(NB_INVALID, nb_archive_open(text_path, &a, NULL));
	FAILS(NB_INVALID,
	      nb_archive_open_damaged(text_path, &damage, &a, NULL));
	FAILS(NB_USAGE,
	      nb_far_open("ftp://x/y", NB_FAR_ARCHIVE, NULL, &there, NULL));
	FAILS(NB_IO, nb_archive_open_far(&far, "far", NULL, &a, NULL));
	FAILS(NB_INVALID, nb_writer_open(text_path, NULL, &w, &dropped, NULL));
}

static bool count_page(void *context, const struct nb_entry *entry)
{
	(void)entry;
	++*(unsigned *)context;
	return true;
}

static void test_reading(void **state)
{
	struct nb_archive *a = open_whole();
	struct nb_item_record *record;
	struct nb_index *index;
	struct nb_buf out = {NULL, 0, 0};
	const struct nb_entry *e;
	const uint8_t *document;
	struct nb_archive_info info;
	struct nb_query query;
	const struct nb_filter filter = {.authors = {"x"}, .author_count = 1};
	struct nb_entry entry;
	char now[NB_ITEM_ID_MAX];
	unsigned pages = 0;
	bool chosen;
	size_t len;

	(void)state;
	FAILS(NB_IO, nb_index_open_far(a, &far, "far", &index, NULL));
	FAILS(NB_ABSENT, nb_index_open_embedded(a, &index, NULL));
	FAILS(NB_USAGE, nb_archive_at(a, "none", NULL));
	FAILS(NB_ABSENT, nb_archive_at(a, "999", NULL));
	FAILS(NB_ABSENT, nb_archive_find_commit(a, "999", &info, NULL));
	FAILS(NB_ABSENT,
	      nb_archive_get(a, PAGE "-99", NB_FORMAT_TEI, &out, NULL));
	FAILS(NB_USAGE, nb_archive_get(a, "a b", NB_FORMAT_TEI, &out, NULL));
	FAILS(NB_ABSENT, nb_archive_find(a, "page", 4, 0, &e, NULL));
	FAILS(NB_ABSENT, nb_archive_find_detail(a, PAGE, strlen(PAGE), 9,
						NB_DETAIL_KEYS, &e, NULL));
	FAILS(NB_ABSENT,
	      nb_item_record_find(a, PAGE "-99", NB_FIELDS_ALL, &record, NULL));
	assert_int_equal(nb_archive_renamed(a, PAGE "-01", now, NULL), NB_OK);
	assert_string_equal(now, "");
	FAILS(NB_ABSENT, nb_query_parse("jdrb@0", &query, NULL));
	FAILS(NB_USAGE, nb_query_parse_single("a b", &query, NULL));
	assert_int_equal(nb_query_parse("page", &query, NULL), NB_OK);
	FAILS(NB_ABSENT, nb_query_absent(&query, NULL));
	FAILS(NB_ABSENT, nb_query_find(a, &query, &e, NULL));
	assert_int_equal(nb_query_parse(PAGE "-99", &query, NULL), NB_OK);
	assert_int_equal(nb_query_find(a, &query, &e, NULL), NB_OK);
	FAILS(NB_ABSENT, nb_query_refuse(a, &query, e, NULL));
	assert_int_equal(nb_query_parse("page", &query, NULL), NB_OK);
	FAILS(NB_ABSENT,
	      nb_query_pages(a, &query, 1, count_page, &pages, NULL));
	FAILS(NB_ABSENT, nb_proof_make(a, PAGE "-99", 0, &out, NULL));
	FAILS(NB_ABSENT, nb_consistency_make(a, "999", &out, NULL));
	assert_int_equal(nb_archive_find_detail(a, PAGE, strlen(PAGE), 0,
						NB_DETAIL_TITLES, &e, NULL),
			 NB_OK);
	FAILS(NB_USAGE, nb_archive_document(a, e, &document, &len, NULL));
	FAILS(NB_ABSENT, nb_item_record_of(a, e, 99, 0, &record, NULL));
	assert_int_equal(nb_item_record_of(a, e, 1, 0, &record, NULL), NB_OK);
	FAILS(NB_ABSENT, nb_item_record_again(record, a, e, 99, 0, NULL));
	nb_item_record_free(record);
	entry = *e;
	entry.has_authors = false;
	FAILS(NB_INVALID, /* the hash is not there to check the document */
	      nb_filter_item(&filter, a, &entry, &e->items[0], &chosen, NULL));
	FAILS(NB_ABSENT, nb_archive_item(a, e, 99, NB_FORMAT_TEI, &out, NULL));
	nb_archive_close(a);
	nb_buf_free(&out);
}

/* A page without a source, and a page that was withdrawn. */
static void test_withdrawn(void **state)
{
	struct nb_archive *a = open_whole();
	struct nb_buf out = {NULL, 0, 0};
	const struct nb_entry *e;
	const uint8_t *document;
	struct nb_writer *w;
	uint64_t dropped;
	bool changed;
	size_t len;

	(void)state;
	nb_archive_close(a);
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, NULL), NB_OK);
	FAILS(NB_USAGE, nb_writer_withdraw(w, "a b", "error", &changed, NULL));
	FAILS(NB_ABSENT,
	      nb_writer_withdraw(w, PAGE "-99", "error", &changed, NULL));
	FAILS(NB_USAGE, nb_writer_rename(w, "a b", "c", NULL));
	FAILS(NB_ABSENT, nb_writer_rename(w, "page", "c", NULL));
	assert_int_equal(nb_writer_withdraw(w, PAGE, "error", &changed, NULL),
			 NB_OK);
	FAILS(NB_USAGE, nb_writer_rename(w, PAGE, "c", NULL));
	assert_int_equal(nb_writer_commit(w, 1, NULL), NB_OK);
	nb_writer_free(w);
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_archive_find(a, PAGE, strlen(PAGE), 0, &e, NULL),
			 NB_OK);
	FAILS(NB_ABSENT, nb_archive_document(a, e, &document, &len, NULL));
	FAILS(NB_ABSENT, nb_archive_source(a, e, &out, NULL));
	FAILS(NB_ABSENT, nb_archive_journal(a, e, &out, NULL));
	FAILS(NB_ABSENT, nb_archive_decisions(a, e, &out, NULL));
	/* None are kept, which is no failure. */
	assert_int_equal(nb_archive_kept_decisions(a, e, &out, NULL), NB_OK);
	assert_int_equal(out.len, 0);
	nb_archive_close(a);
}

static void test_writing(void **state)
{
	const struct nb_new_page page = {.id = "a b", .name = ""};
	struct nb_archive *a = open_whole();
	struct nb_writer *w;
	enum nb_added added;
	uint64_t dropped;

	(void)state;
	nb_archive_close(a);
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, NULL), NB_OK);
	FAILS(NB_USAGE, nb_writer_add(w, &page, &added, NULL));
	nb_writer_free(w);
}

static void test_files(void **state)
{
	const struct nb_rewrite_options options = {.time = 1};
	const char *paths[] = {"/nowhere/a.nbarc"};
	struct nb_rewrite_counts counts;
	struct nb_rescue_counts rescued;
	struct nb_protected protected;
	struct nb_repaired repaired;
	size_t lines;
	bool added;

	(void)state;
	FAILS(NB_IO, nb_compact(paths[0], NULL, &options, &counts, NULL));
	FAILS(NB_IO,
	      nb_merge_archives(paths, 1, out_path, &options, &counts, NULL));
	FAILS(NB_IO, nb_split(paths[0], NB_SPLIT_YEAR, folder, &options,
			      &counts, NULL));
	FAILS(NB_IO, nb_archive_sign(paths[0], NULL, NULL, sign_as_nobody, NULL,
				     &added, NULL));
	FAILS(NB_IO,
	      nb_archive_add_note(paths[0], NULL, other_note, &lines, NULL));
	FAILS(NB_IO, nb_archive_protect(paths[0], 5, NULL, NULL, NULL,
					&protected, NULL));
	FAILS(NB_IO,
	      nb_archive_repair(paths[0], NULL, NULL, NULL, &repaired, NULL));
	FAILS(NB_IO,
	      nb_archive_rescue(paths[0], out_path, 0, NULL, &rescued, NULL));
}

/* ---- notes */

static bool any_signature(void *context, const uint8_t key[NB_KEY_SIZE],
			  const uint8_t *message, size_t len,
			  const uint8_t signature[NB_SIGNATURE_SIZE])
{
	(void)context;
	(void)key;
	(void)message;
	(void)len;
	(void)signature;
	return true;
}

static void test_notes(void **state)
{
	static const char text[] = "origin\n1\n\n\xe2\x80\x94 n AQIDBAU=\n";
	const struct nb_checkpoint checkpoint = {.origin = {"a b", 3}};
	struct nb_checkpoint read;
	struct nb_note_line line = {.name = {"a b", 3}};
	struct nb_note_key key;
	struct nb_buf out = {NULL, 0, 0};
	struct nb_note *note, *none;
	uint8_t raw[NB_KEY_SIZE] = {0};
	size_t added, len = strlen(text);

	(void)state;
	FAILS(NB_INVALID, nb_note_read(text, 9, &none, NULL));
	assert_int_equal(nb_note_read(text, len, &note, NULL), NB_OK);
	STARVES(nb_note_read(text, len, &none, NULL));
	STARVES(nb_note_write(note, &out, NULL));
	STARVES(nb_note_message(note, NB_NOTE_ED25519, 0, &out, NULL));
	FAILS(NB_INVALID, nb_note_checkpoint(note, &read, NULL));
	FAILS(NB_USAGE, nb_note_create(&checkpoint, &none, NULL));
	FAILS(NB_USAGE, nb_note_add(note, &line, NULL, NULL));
	FAILS(NB_USAGE, nb_note_merge(note, other_note, &added, NULL));
	FAILS(NB_USAGE,
	      nb_note_key_make("a b", NB_NOTE_ED25519, raw, &key, NULL));
	FAILS(NB_INVALID, nb_note_key_read("a+b", 3, &key, NULL));
	FAILS(NB_INVALID, nb_note_secret_read("a+b", 3, &key, raw, NULL));
	assert_int_equal(
		nb_note_key_make("n", NB_NOTE_ED25519, raw, &key, NULL), NB_OK);
	FAILS(NB_ABSENT,
	      nb_note_verify(note, &key, any_signature, NULL, NULL, NULL));
	nb_note_free(note);
}

/* ---- the stages */

static void test_encoding(void **state)
{
	const struct nb_convert_options bad = {.from = "none"};
	const struct nb_convert_options good = {.from = "UTF-8"};
	struct nb_converter *c;
	struct nb_detected detected;
	struct nb_buf out = {NULL, 0, 0};
	struct nb_text text;

	(void)state;
	FAILS(NB_INVALID, nb_text_decode("\xff", 1, "GB18030", &text, NULL));
	nb_text_free(&text);
	FAILS(NB_USAGE, nb_text_keep("\xff", 1, "none", &text, NULL));
	nb_text_free(&text);
	FAILS(NB_USAGE, nb_text_restore("a", 1, "none", false, &out, NULL));
	FAILS(NB_USAGE, nb_text_encode("a", 1, "none", false, &out, NULL));
	FAILS(NB_INVALID,
	      nb_text_encode("\xff", 1, "UTF-8", false, &out, NULL));
	STARVES(nb_detect("\xd6\xd0\xb9\xfa", 4, &detected, NULL));
	FAILS(NB_USAGE, nb_converter_create(&bad, &c, NULL));
	assert_int_equal(nb_converter_create(&good, &c, NULL), NB_OK);
	FAILS(NB_INVALID, nb_converter_add(c, "\xff", 1, true, &out, NULL));
	nb_buf_free(&out);
	STARVES(nb_conversion_json(nb_converter_result(c), "a", NULL, &out,
				   NULL));
	nb_converter_free(c);
}

static void test_layouts(void **state)
{
	struct nb_area area = {.id = 0};
	struct nb_layout layout, page;
	struct nb_layout blocks = {.areas = &area, .area_count = 1};
	struct nb_issue *issue;
	struct nb_text text;
	size_t applied;

	(void)state;
	FAILS(NB_INVALID, nb_layout_read_table("a\tb\n", 4, &layout, NULL));
	nb_layout_free(&layout);
	FAILS(NB_UNSUPPORTED,
	      nb_layout_read_page("<?xml", 5, NULL, NULL, NB_DAMAGED_KEEP,
				  &text, &layout, NULL));
	FAILS(NB_INVALID,
	      nb_layout_read_file("<a\xff", 3, nb_layout_read_markup,
				  NB_DAMAGED_KEEP, &layout, NULL));
	nb_layout_free(&layout);
	FAILS(NB_INVALID, nb_layout_read_markup("<?xml", 5, &layout, NULL));
	FAILS(NB_ABSENT, nb_layout_page(&layout, 1, &page, NULL));
	FAILS(NB_INVALID, nb_issue_read_mets("<a/>", 4, &issue, NULL));
	assert_int_equal(nb_issue_read_mets("<mets/>", 7, &issue, NULL), NB_OK);
	STARVES(nb_issue_apply(issue, 0, &blocks, &applied, NULL));
	nb_issue_free(issue);
	nb_layout_free(&page);
	nb_layout_free(&layout);
}

static struct nb_page *make_page(void)
{
	struct nb_page *page;

	assert_int_equal(
		nb_page_create(page_text, strlen(page_text), NULL, &page, NULL),
		NB_OK);
	return page;
}

static void test_pages(void **state)
{
	struct nb_page *page, *other;
	struct nb_decisions *decisions;
	struct nb_explanation why;
	struct nb_profile *profile;
	struct nb_suspect *list;
	struct nb_division divided = {.unit_count = 0};
	struct nb_buf out = {0};
	struct nb_keys keys;
	size_t count;

	(void)state;
	FAILS(NB_INVALID, nb_page_create("\xff", 1, NULL, &other, NULL));
	FAILS(NB_INVALID, nb_profile_read("x = 1\n", 6, &profile, NULL));
	FAILS(NB_INVALID,
	      nb_profile_read_paragraphs("x = 1\n", 6, &profile, NULL));
	FAILS(NB_INVALID,
	      nb_decisions_read("join\n", 5, NULL, &decisions, NULL));
	page = make_page();
	FAILS(NB_ABSENT, nb_page_explain(page, 999, &why, NULL));
	STARVES(nb_page_doubts(page, &keys, NULL));
	nb_keys_free(&keys);
	STARVES(nb_page_keys(page, &keys, NULL));
	nb_keys_free(&keys);
	STARVES(nb_division_review(page, &divided, &out, NULL));
	nb_buf_free(&out);
	STARVES(nb_suspects_find("\xef\xbf\xbd", 3, &list, &count, NULL));
	nb_page_free(page);
}

static void test_journals(void **state)
{
	struct nb_page *page = make_page(), *other;
	char form[NB_FORM_NAME_MAX];
	struct nb_journal journal;
	struct nb_buf out = {NULL, 0, 0};

	(void)state;
	STARVES(nb_journal_write(page, &source, &out, NULL));
	STARVES(nb_journal_pack(page, "", &out, NULL));
	FAILS(NB_INVALID, nb_journal_form("", 0, form, NULL));
	FAILS(NB_INVALID, nb_page_replay("a", 1, "", 0, &other, NULL));
	FAILS(NB_INVALID, nb_journal_read("{}\n", 3, &journal, NULL));
	nb_journal_free(&journal);
	assert_int_equal(nb_journal_write(page, &source, &out, NULL), NB_OK);
	assert_int_equal(nb_journal_read(out.data, out.len, &journal, NULL),
			 NB_OK);
	assert_in_range(journal.count, 1, 100);
	FAILS(NB_INVALID, nb_journal_undo(&journal, "a", 1, &out, NULL));
	nb_journal_free(&journal);
	nb_buf_free(&out);
	nb_page_free(page);
}

static void test_documents(void **state)
{
	const struct nb_division division = {.units = NULL};
	const struct nb_tei_input input = {.page_id = "page",
					   .source = &source,
					   .text = "",
					   .division = &division};
	struct nb_buf out = {NULL, 0, 0};
	struct nb_division divided;
	struct nb_source origin;
	struct nb_tei_words words;
	struct nb_titles *titles;
	char id[NB_ID_MAX];
	struct nb_tei tei;
	struct nb_filter filter = {.title_count = 0};

	(void)state;
	STARVES(nb_divide("a\n", 2, NULL, &divided, NULL));
	nb_division_free(&divided);
	FAILS(NB_INVALID, nb_titles_read("\xff", 1, &titles, NULL));
	FAILS(NB_USAGE, nb_tei_create(&input, &tei, NULL));
	FAILS(NB_USAGE, nb_filter_from(&filter, "2023-13", NULL));
	FAILS(NB_USAGE, nb_filter_to(&filter, "202", NULL));
	FAILS(NB_USAGE, nb_filter_title(&filter, "Title", NULL));
	FAILS(NB_USAGE, nb_filter_page(&filter, "A", NULL));
	FAILS(NB_USAGE, nb_filter_kind(&filter, "poem", NULL));
	FAILS(NB_USAGE, nb_filter_author(&filter, "", NULL));
	FAILS(NB_USAGE, nb_filter_head(&filter, "\xff", NULL));
	FAILS(NB_INVALID,
	      nb_tei_newspaper("<title level=\"j\">&x;<", 22, &out, NULL));
	FAILS(NB_INVALID, nb_newspaper_check_date("ab-20190230-01", 14, NULL));
	nb_tei_free(&tei);
	FAILS(NB_INVALID, nb_tei_text("<p>a", 4, &out, NULL));
	FAILS(NB_INVALID, nb_tei_exact("<p>a", 4, &out, NULL));
	FAILS(NB_INVALID, nb_tei_received("<p>a", 4, &out, NULL));
	FAILS(NB_INVALID, nb_tei_reading("<p>a", 4, &out, NULL));
	FAILS(NB_INVALID, nb_tei_scan("<div>", 5, &tei, NULL));
	nb_tei_free(&tei);
	FAILS(NB_INVALID, nb_tei_words("<p>a", 4, &words, NULL));
	nb_tei_words_free(&words);
	FAILS(NB_INVALID, nb_tei_standalone("<TEI>", 5, &out, NULL));
	STARVES(nb_tei_plain("a", 1, &out, NULL));
	FAILS(NB_INVALID, nb_tei_rename("<TEI>", 5, "a", "b", &out, NULL));
	FAILS(NB_INVALID, nb_tei_origin("<TEI>", 5, id, &origin, NULL));
	nb_buf_free(&out);
}

static void test_validation(void **state)
{
	struct nb_validator *v;

	(void)state;
	STARVES(nb_validator_create(&v, NULL));
	assert_int_equal(nb_validator_create(&v, NULL), NB_OK);
	FAILS(NB_INVALID, nb_validate(v, "<TEI>", 5, "a", NULL));
	FAILS(NB_INVALID, nb_validate_from(v, "<TEI>", 5, "a", 7, NULL));
	nb_validator_free(v);
}

static void test_reports(void **state)
{
	const struct nb_ingested page = {.path = "a",
					 .id = "ab-20190304-01",
					 .form = "text",
					 .charset = "UTF-8",
					 .title = ""};
	const struct nb_error problem = {.text = "wrong"};
	struct nb_buf out = {0};
	struct nb_report *r;

	(void)state;
	STARVES(nb_report_create(&r, NULL));
	assert_int_equal(nb_report_create(&r, NULL), NB_OK);
	STARVES(nb_report_page(r, &page, NULL));
	STARVES(nb_report_problem(r, NB_TROUBLE_PAGE, &problem, NULL));
	STARVES(nb_report_end(r, NULL, NULL, NULL));
	STARVES(nb_report_html(r, "a", false, &out, NULL));
	STARVES(nb_report_json(r, "a", false, &out, NULL));
	/* It says nothing of a report without findings. */
	assert_int_equal(nb_report_text(r, &out, NULL), NB_OK);
	assert_int_equal(out.len, 0);
	nb_report_free(r);
	nb_buf_free(&out);
}

static void test_ingesting(void **state)
{
	struct nb_buf image = {NULL, 0, 0};
	const struct nb_naming naming = {.path_template = NULL};
	const struct nb_naming wrong = {.date = "x"};
	struct nb_manifest *manifest;
	const struct nb_ingest_options options = {.time = 1};
	struct nb_ingest_counts counts;
	struct nb_converted converted;
	char *paths[] = {(char *)"/nowhere/" PAGE ".txt"};
	struct nb_consistency growth;
	struct nb_proof proof;
	char id[NB_ID_MAX];

	(void)state;
	FAILS(NB_INVALID, nb_convert_page("\xff\n", 2, PAGE, NULL, NULL, NULL,
					  &converted, NULL));
	nb_converted_free(&converted);
	FAILS(NB_INVALID, nb_compare_source("<TEI>", 5, "a", 1, NULL, NULL));
	FAILS(NB_USAGE, nb_naming_check(&wrong, NULL));
	FAILS(NB_INVALID, nb_manifest_read("a", 1, &manifest, NULL));
	FAILS(NB_INVALID, nb_name_page(&naming, "page.txt", id, NULL));
	FAILS(NB_USAGE, nb_image_check("{no}", NULL));
	FAILS(NB_USAGE, nb_image_name("{no}", "a", "b", &image, NULL));
	FAILS(NB_INVALID,
	      nb_ingest(out_path, paths, 1, &options, NULL, &counts, NULL));
	FAILS(NB_INVALID, nb_proof_check("a", 1, NULL, 0, &proof, NULL));
	FAILS(NB_INVALID, nb_consistency_check("a", 1, &growth, NULL));
}

/* Allocations that fail first thing; null_error_damage_test.c has later ones.
 */
static bool no_answer(void *context, size_t index, const struct nb_entry *entry,
		      const struct nb_error *error)
{
	(void)context;
	(void)index;
	(void)entry;
	(void)error;
	return true;
}

static void test_memory(void **state)
{
	struct nb_archive *a = open_whole();
	struct nb_query query;
	const struct nb_entry_item **items;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	struct nb_former *former;
	size_t count = 1;

	(void)state;
	assert_int_equal(nb_query_parse(PAGE, &query, NULL), NB_OK);
	STARVES(nb_query_many(a, &query, &count, 1, 1, no_answer, NULL, NULL));
	STARVES(nb_cursor_create(a, "", 0, true, &cursor, NULL));
	STARVES(nb_cursor_create_detail(a, "", 0, true, NB_DETAIL_ALL, &cursor,
					NULL));
	/* Past all pages no leaf is read: that is left to the skip. */
	assert_int_equal(nb_cursor_create(a, "~", 1, true, &cursor, NULL),
			 NB_OK);
	STARVES(nb_cursor_skip(cursor, "a", 1, NULL));
	nb_cursor_free(cursor);
	STARVES(nb_former_read(a, PAGE, &former, NULL));
	assert_int_equal(nb_archive_find(a, PAGE, strlen(PAGE), 0, &e, NULL),
			 NB_OK);
	STARVES(nb_entry_order(e, &items, &count, NULL));
	nb_archive_close(a);
}

static void test_free_takes_null(void **state)
{
	(void)state;
	nb_archive_close(NULL);
	nb_buf_free(NULL);
	nb_converted_free(NULL);
	nb_cursor_free(NULL);
	nb_item_record_free(NULL);
	nb_journal_free(NULL);
	nb_layout_free(NULL);
	nb_note_free(NULL);
	nb_page_free(NULL);
	nb_tei_about_free(NULL);
	nb_tei_words_free(NULL);
	nb_writer_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_free_takes_null),
		cmocka_unit_test(test_opening),
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_withdrawn),
		cmocka_unit_test(test_writing),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_journals),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_validation),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_ingesting),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, make_archive, remove_archive) != 0;
}
