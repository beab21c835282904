/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error argument of every public function may be NULL, whatever is damaged:
 * every function that reads archives is called with an error and without one,
 * on archives with a flipped byte, cut off, or with strange bytes at the end,
 * and while memory runs out. The status is the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/grep.h>
#include <nbarc/index.h>
#include <nbarc/ingest.h>
#include <nbarc/item.h>
#include <nbarc/parity.h>
#include <nbarc/proof.h>
#include <nbarc/query.h>
#include <nbarc/rewrite.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "null_error.h"

/* ---- damaged archives */

/* What is called on each damaged archive. */
enum call {
	OPEN,
	FIND,
	FIND_DETAIL,
	GET,
	DOCUMENT,
	ITEM,
	SOURCE,
	JOURNAL,
	KEPT_DOCUMENT,
	KEPT_SOURCE,
	KEPT_JOURNAL,
	RECORD,
	RECORD_OF,
	CURSOR,
	NEXT,
	QUERY,
	GREP,
	INDEX_UPDATE,
	INDEX_OPEN,
	INDEX_CANDIDATES,
	INDEX_CHECK,
	COMMITS,
	AT,
	NOTES,
	NEWEST_NOTE,
	PROOF,
	CONSISTENCY,
	FIND_COMMIT,
	FORMER,
	VERIFY,
	WRITER,
	WITHDRAW,
	COMPACT,
	MERGE,
	SPLIT,
	SIGN,
	ADD_NOTE,
	PROTECT,
	REPAIR,
	RESCUE,
	INGEST,
	CALLS
};

static void check_damage(void *context, const struct nb_error *err)
{
	(void)context;
	assert_non_null(err);
}

/* A problem has its error even if the caller passed none. */
static void check_problem(void *context, const struct nb_problem *problem)
{
	(void)context;
	assert_non_null(problem->error);
	assert_int_not_equal(problem->error->text[0], '\0');
}

static const struct nb_verify_callbacks callbacks = {.report = check_problem,
						     .threads = 1};

static bool ignore_page(void *context, const struct nb_entry *entry)
{
	(void)context;
	(void)entry;
	return true;
}

static bool ignore_commit(void *context, const struct nb_archive_info *info)
{
	(void)context;
	(void)info;
	return true;
}

static bool ignore_note(void *context, const struct nb_kept_note *kept)
{
	(void)context;
	(void)kept;
	return true;
}

/* The functions that take an entry. */
static void read_entry(struct nb_archive *a, struct nb_error *err,
		       enum nb_status st[CALLS])
{
	struct nb_item_record *record;
	struct nb_buf out = {NULL, 0, 0};
	const struct nb_entry *e;
	const uint8_t *document;
	size_t len;

	st[FIND] = nb_archive_find(a, PAGE, strlen(PAGE), 0, &e, err);
	if (st[FIND])
		return;
	st[DOCUMENT] = nb_archive_document(a, e, &document, &len, err);
	st[ITEM] = nb_archive_item(a, e, 1, NB_FORMAT_TEXT, &out, err);
	st[SOURCE] = nb_archive_source(a, e, &out, err);
	st[JOURNAL] = nb_archive_journal(a, e, &out, err);
	st[KEPT_DOCUMENT] = nb_archive_kept_document(a, e, &document, err);
	st[KEPT_SOURCE] = nb_archive_kept_source(a, e, &out, err);
	st[KEPT_JOURNAL] = nb_archive_kept_journal(a, e, &out, err);
	st[RECORD_OF] = nb_item_record_of(a, e, 1, NB_FIELDS_ALL, &record, err);
	nb_item_record_free(record);
	nb_buf_free(&out);
}

static void read_cursor(struct nb_archive *a, struct nb_error *err,
			enum nb_status st[CALLS])
{
	const struct nb_entry *e;
	struct nb_cursor *cursor;

	st[CURSOR] = nb_cursor_create(a, "", 0, true, &cursor, err);
	if (st[CURSOR])
		return;
	do
		st[NEXT] = nb_cursor_next(cursor, &e, err);
	while (!st[NEXT] && e);
	nb_cursor_free(cursor);
}

static bool ignore_hit(void *context, const struct nb_hit *hit)
{
	(void)context;
	(void)hit;
	return true;
}

/* What is damaged does not make a search fail: it is told of. */
static void note_problem(void *context, const struct nb_error *err)
{
	*(enum nb_status *)context = err->status;
}

static void search_archive(struct nb_archive *a, struct nb_query *query,
			   struct nb_error *err, enum nb_status st[CALLS])
{
	static const char *const words[] = {"春耕", "农"};
	const struct nb_grep_options options = {.patterns = words,
						.pattern_count = 2};
	enum nb_status told = NB_OK;
	const struct nb_search search = {.queries = query,
					 .query_count = 1,
					 .threads = 1,
					 .hit = ignore_hit,
					 .problem = note_problem,
					 .context = &told};
	struct nb_grep *grep;

	st[GREP] = nb_grep_create(&options, &grep, err);
	if (!st[GREP])
		st[GREP] = nb_grep_archive(grep, a, &search, err);
	if (!st[GREP])
		st[GREP] = told;
	nb_grep_free(grep);
}

static void read_archive(struct nb_archive *a, struct nb_error *err,
			 enum nb_status st[CALLS])
{
	struct nb_archive_info info;
	struct nb_item_record *record;
	struct nb_former *former;
	struct nb_note *note;
	struct nb_buf out = {NULL, 0, 0};
	const struct nb_entry *e;
	struct nb_query query;

	read_entry(a, err, st);
	st[FIND_DETAIL] = nb_archive_find_detail(a, PAGE, strlen(PAGE), 1,
						 NB_DETAIL_KEYS, &e, err);
	st[GET] = nb_archive_get(a, PAGE "-01", NB_FORMAT_TEXT, &out, err);
	st[RECORD] =
		nb_item_record_find(a, PAGE "-01", NB_FIELDS_ALL, &record, err);
	nb_item_record_free(record);
	read_cursor(a, err, st);
	assert_int_equal(nb_query_parse("", &query, err), NB_OK);
	st[QUERY] = nb_query_pages(a, &query, 1, ignore_page, NULL, err);
	search_archive(a, &query, err, st);
	st[COMMITS] = nb_archive_commits(a, ignore_commit, NULL, err);
	st[NOTES] = nb_archive_notes(a, ignore_note, NULL, err);
	st[NEWEST_NOTE] = nb_archive_newest_note(a, &note, err);
	nb_note_free(note);
	st[PROOF] = nb_proof_make(a, PAGE, 0, &out, err);
	st[CONSISTENCY] = nb_consistency_make(a, "1", &out, err);
	st[FIND_COMMIT] = nb_archive_find_commit(a, "1", &info, err);
	st[FORMER] = nb_former_read(a, PAGE, &former, err);
	nb_former_free(former);
	st[VERIFY] = nb_archive_verify(a, &callbacks, err);
	st[AT] = nb_archive_at(a, "1", err);
	nb_buf_free(&out);
}

/* An index is made of the file, and asked for what is looked for. */
static void ask_index(struct nb_archive *a, struct nb_error *err,
		      enum nb_status st[CALLS])
{
	static const char *const word = "农";
	const struct nb_grep_options options = {.patterns = &word,
						.pattern_count = 1};
	struct nb_grep *grep;
	struct nb_candidates *candidates = NULL;
	struct nb_index *index;

	(void)unlink(out_path);
	st[INDEX_UPDATE] = nb_index_update(path, out_path, NULL, NULL, err);
	st[INDEX_OPEN] = nb_index_open(a, out_path, &index, err);
	if (st[INDEX_OPEN])
		return;
	/* Of an index that is open, nothing is left but its header. */
	assert_int_equal(truncate(out_path, 8192), 0);
	assert_int_equal(nb_grep_create(&options, &grep, err), NB_OK);
	st[INDEX_CANDIDATES] =
		nb_index_candidates(index, grep, &candidates, err);
	nb_candidates_free(candidates);
	nb_grep_free(grep);
	st[INDEX_CHECK] = nb_index_check(index, err);
	nb_index_close(index);
}

static enum nb_status withdraw(struct nb_error *err, enum nb_status *opened)
{
	struct nb_writer *w;
	uint64_t dropped;
	bool changed;
	enum nb_status st;

	*opened = nb_writer_open(path, NULL, &w, &dropped, err);
	if (*opened)
		return NB_OK;
	st = nb_writer_withdraw(w, PAGE "-01", "error", &changed, err);
	if (!st)
		st = nb_writer_commit(w, 1, err);
	nb_writer_free(w);
	return st;
}

/* The functions that open and write archives by themselves. Each gets the
 * damaged bytes. */
static void write_archive(const struct nb_buf *bytes, struct nb_error *err,
			  enum nb_status st[CALLS])
{
	const struct nb_rewrite_options options = {
		.writer = {.level = 1, .threads = 1}};
	const char *paths[] = {path};
	struct nb_rewrite_counts counts;
	struct nb_rescue_counts rescued;
	struct nb_protected protected;
	struct nb_repaired repaired;
	size_t lines;
	bool added;

	(void)unlink(out_path);
	st[COMPACT] = nb_compact(path, out_path, &options, &counts, err);
	(void)unlink(out_path);
	st[MERGE] =
		nb_merge_archives(paths, 1, out_path, &options, &counts, err);
	(void)unlink(out_path);
	st[SPLIT] =
		nb_split(path, NB_SPLIT_TITLE, folder, &options, &counts, err);
	(void)unlink(out_path);
	st[RESCUE] =
		nb_archive_rescue(path, out_path, 0, &callbacks, &rescued, err);
	(void)unlink(out_path);
	st[REPAIR] =
		nb_archive_repair(path, out_path, NULL, NULL, &repaired, err);
	st[WITHDRAW] = withdraw(err, &st[WRITER]);
	store(path, bytes->data, bytes->len);
	st[SIGN] = nb_archive_sign(path, NULL, NULL, sign_as_nobody, NULL,
				   &added, err);
	store(path, bytes->data, bytes->len);
	st[ADD_NOTE] = nb_archive_add_note(path, NULL, other_note, &lines, err);
	store(path, bytes->data, bytes->len);
	st[PROTECT] =
		nb_archive_protect(path, 50, NULL, NULL, NULL, &protected, err);
	store(path, bytes->data, bytes->len);
	st[INGEST] = ingest("双渡村修好三座小桥\n", err);
}

/* The statuses of all calls: on the archive opened as a damaged one, where it
 * is not written to, and on the archive opened as usual. */
struct statuses {
	enum nb_status damaged[CALLS], usual[CALLS];
};

static void call_all(const struct nb_buf *bytes, struct nb_error *err,
		     struct statuses *st)
{
	const struct nb_damage damage = {NULL, check_damage};
	struct nb_archive *a;

	memset(st, 0, sizeof(*st));
	store(path, bytes->data, bytes->len);
	st->damaged[OPEN] = nb_archive_open_damaged(path, &damage, &a, err);
	if (!st->damaged[OPEN])
		read_archive(a, err, st->damaged);
	nb_archive_close(a);
	st->usual[OPEN] = nb_archive_open(path, &a, err);
	if (!st->usual[OPEN]) {
		ask_index(a, err, st->usual);
		read_archive(a, err, st->usual);
	}
	nb_archive_close(a);
	write_archive(bytes, err, st->usual);
}

/* Every call gives the same status with an error as without. */
static void compare_calls(const struct nb_buf *bytes, bool failed[CALLS])
{
	struct statuses with, without;
	struct nb_error err;
	unsigned i;

	call_all(bytes, &err, &with);
	call_all(bytes, NULL, &without);
	for (i = 0; i < CALLS; i++) {
		assert_int_equal(without.damaged[i], with.damaged[i]);
		assert_int_equal(without.usual[i], with.usual[i]);
		failed[i] = failed[i] || with.usual[i] || with.damaged[i];
	}
}

static void test_damage(void **state)
{
	struct nb_buf bytes = {NULL, 0, 0};
	bool failed[CALLS] = {false};
	size_t i;

	(void)state;
	assert_int_equal(nb_buf_add(&bytes, whole.data, whole.len), NB_OK);
	assert_int_equal(nb_buf_reserve(&bytes, 2048), NB_OK);
	for (i = 0; i < whole.len; i += 89) {
		bytes.data[i] ^= 0x55;
		compare_calls(&bytes, failed);
		bytes.data[i] ^= 0x55;
	}
	for (i = 0; i < whole.len; i += 311) {
		bytes.len = i;
		compare_calls(&bytes, failed);
	}
	memset(bytes.data + whole.len, '?', 2048);
	bytes.len = whole.len + 2048;
	compare_calls(&bytes, failed);
	nb_buf_free(&bytes);
	for (i = 0; i < CALLS; i++) {
		if (!failed[i])
			print_error("call %zu never failed\n", i);
		assert_true(failed[i]);
	}
}

/* ---- without memory */

static enum nb_status read_ahead(struct nb_archive *a)
{
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create_detail(
		a, "", 0, true, NB_DETAIL_ALL, &cursor, NULL);

	if (!st)
		st = nb_cursor_read_ahead(cursor, NB_WANT_SOURCES, 2, NULL);
	nb_cursor_free(cursor);
	return st;
}

static enum nb_status read_former(struct nb_archive *a)
{
	struct nb_former *former;
	enum nb_status st = nb_former_read(a, PAGE, &former, NULL);

	nb_former_free(former);
	return st;
}

/* The worst status of all functions that read. */
static enum nb_status read_all(struct nb_archive *a)
{
	enum nb_status st[CALLS] = {NB_OK}, worst = NB_OK;
	unsigned i;

	read_archive(a, NULL, st);
	for (i = 0; i < CALLS; i++)
		worst = nb_worse(worst, st[i]);
	return worst;
}

/* The n-th allocation and all that follow fail, for every n until none does.
 * Some are not needed: they are for speed alone. */
static void starve(enum nb_status (*work)(struct nb_archive *a))
{
	struct nb_archive *a;
	enum nb_status st;
	bool failed;
	unsigned n;

	for (n = 1;; n++) {
		assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
		io_fail(IO_MEMORY, n, true);
		st = work(a);
		failed = io_heal();
		nb_archive_close(a);
		if (!failed)
			break;
		if (st)
			assert_int_equal(st, NB_NOMEM);
	}
	assert_in_range(n, 5, 5000);
	assert_int_equal(st, NB_OK);
}

static void test_memory(void **state)
{
	(void)state;
	store(path, whole.data, whole.len);
	starve(read_ahead);
	starve(read_former);
	starve(read_all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, make_archive, remove_archive) != 0;
}
