/* SPDX-License-Identifier: Apache-2.0 */
/* Without memory no road of an archive succeeds, and none changes it. */
#include "requests.h"
#include "sample.h"

#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/item.h>
#include <nbarc/parity.h>
#include <nbarc/proof.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/file.h"

/* ---- files */

static char path[48], other[64], made[64], folder[64], split_path[80];
static struct nb_buf base, base_other;

static void store(const char *name, const struct nb_buf *b)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
	assert_int_equal(fclose(f), 0);
}

static void load(const char *name, struct nb_buf *b)
{
	struct nb_error err;

	b->len = 0;
	assert_int_equal(nb_file_read(name, 1 << 24, b, &err), NB_OK);
}

static void remove_made(void)
{
	(void)unlink(made);
	(void)unlink(split_path);
}

/* The archives as they were before the road was tried. */
static void check_unchanged(void)
{
	struct nb_buf now = {0};

	load(path, &now);
	assert_int_equal(now.len, base.len);
	assert_memory_equal(now.data, base.data, base.len);
	load(other, &now);
	assert_int_equal(now.len, base_other.len);
	assert_memory_equal(now.data, base_other.data, base_other.len);
	nb_buf_free(&now);
	assert_int_not_equal(access(made, F_OK), 0);
}

static void restore(void)
{
	store(path, &base);
	store(other, &base_other);
	remove_made();
}

/* ---- pages */

static const char *const texts[] = {
	("春耕开始\n——农户在田里\n\n　　本报讯　3月4日,柳湾镇的农"
	 "\n户在大棚里摆放秧盘。（林舟）\n\n秧盘 林舟摄\n"),
	"夜校招生\n\n　　本报讯　今年夜校有(30)人\n报名,比去年多。\n",
	"修桥\n\n　　记者 林舟\n\n　　桥修好了。\n\n“快多了。”村民说。\n",
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 2048, .threads = 1};

/* One page with its source in GB18030 and the journal of its repairs. */
static enum nb_status add_text(struct nb_writer *w, const char *id,
			       const char *text, struct nb_error *err)
{
	struct nb_buf source = {0}, journal = {0};
	struct nb_entry_item items[8];
	enum nb_added added;
	struct nb_converted c;
	enum nb_status st = nb_text_encode(text, strlen(text), "GB18030", false,
					   &source, err);
	size_t i;

	memset(&c, 0, sizeof(c));
	if (!st)
		st = nb_convert_page(source.data, source.len, id, NULL, NULL,
				     NULL, &c, err);
	if (!st)
		st = nb_journal_pack(c.page, "", &journal, err);
	memset(items, 0, sizeof(items));
	for (i = 0; !st && i < c.tei.item_count && i < 8; i++) {
		const struct nb_tei_item *t = &c.tei.items[i];

		items[i] = (struct nb_entry_item){
			.number = (uint16_t)t->number,
			.kind = (uint8_t)t->kind,
			.offset = (uint32_t)t->offset,
			.len = (uint32_t)t->len,
			.characters = (uint32_t)t->characters,
			.title = {(char *)c.tei.xml.data + t->title.offset,
				  t->title.len}};
	}
	if (!st)
		st = nb_writer_add(
			w,
			&(struct nb_new_page){.id = id,
					      .name = "a\xff.txt",
					      .document = c.tei.xml.data,
					      .len = c.tei.xml.len,
					      .head_len = c.tei.head_len,
					      .tail_offset = c.tei.tail_offset,
					      .items = items,
					      .item_count = i,
					      .source = source.data,
					      .source_len = source.len,
					      .charset = "GB18030",
					      .text = (char *)c.text.utf8.data,
					      .text_len = c.text.utf8.len,
					      .journal = journal.data,
					      .journal_len = journal.len},
			&added, err);
	nb_converted_free(&c);
	nb_buf_free(&source);
	nb_buf_free(&journal);
	return st;
}

/* Commit every text from `salt` on as a page of its own. */
static enum nb_status append_texts(const char *archive, unsigned first,
				   unsigned salt, struct nb_error *err)
{
	struct nb_writer *w;
	uint64_t dropped;
	enum nb_status st =
		nb_writer_open(archive, &options, &w, &dropped, err);
	unsigned i;

	if (st)
		return st;
	for (i = 0; !st && i < TEXTS; i++) {
		char id[32];

		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u",
			       first + i);
		st = add_text(w, id, texts[(i + salt) % TEXTS], err);
	}
	if (!st)
		st = nb_writer_commit(w, 1583712000, err);
	nb_writer_free(w);
	return st;
}

static enum nb_status withdraw(const char *id, const char *reason,
			       struct nb_error *err)
{
	struct nb_writer *w;
	uint64_t dropped;
	bool changed;
	enum nb_status st = nb_writer_open(path, &options, &w, &dropped, err);

	if (st)
		return st;
	st = nb_writer_withdraw(w, id, reason, &changed, err);
	if (!st)
		st = nb_writer_commit(w, 1583712001, err);
	nb_writer_free(w);
	return st;
}

static int set_up(void **state)
{
	static const char *const shm = "/dev/shm";
	const char *place = access(shm, W_OK) == 0 ? shm : "/tmp";
	long pid = (long)getpid();
	struct nb_error err;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-requests-%ld", place, pid);
	(void)snprintf(other, sizeof(other), "%s.other", path);
	(void)snprintf(made, sizeof(made), "%s.made", path);
	(void)snprintf(folder, sizeof(folder), "%s.XXXXXX", path);
	assert_non_null(mkdtemp(folder));
	(void)snprintf(split_path, sizeof(split_path), "%s/jdrb.nbarc", folder);
	(void)unlink(path);
	(void)unlink(other);
	assert_int_equal(append_texts(path, 1, 0, &err), NB_OK);
	assert_int_equal(append_texts(path, 2, 1, &err), NB_OK);
	assert_int_equal(withdraw("jdrb-20190304-a03", "reason", &err), NB_OK);
	assert_int_equal(append_texts(other, 1, 0, &err), NB_OK);
	load(path, &base);
	load(other, &base_other);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	remove_made();
	(void)unlink(path);
	(void)unlink(other);
	(void)rmdir(folder);
	nb_buf_free(&base);
	nb_buf_free(&base_other);
	return 0;
}

/* ---- roads */

static enum nb_status append(struct nb_error *err)
{
	return append_texts(path, 3, 2, err);
}

static void test_append(void **state)
{
	(void)state;
	sweep(append, 300, restore, check_unchanged);
}

static enum nb_status withdraw_item(struct nb_error *err)
{
	return withdraw("jdrb-20190304-a02-01", "because", err);
}

static enum nb_status put_back(struct nb_error *err)
{
	return withdraw("jdrb-20190304-a03", NULL, err);
}

static void test_withdraw(void **state)
{
	(void)state;
	sweep(withdraw_item, 30, restore, check_unchanged);
	sweep(put_back, 30, restore, check_unchanged);
}

static bool every_commit(void *context, const struct nb_archive_info *info)
{
	(void)context;
	(void)info;
	return true;
}

/* Everything that can be asked of a page. */
static enum nb_status read_page(struct nb_archive *a, const struct nb_entry *e,
				struct nb_error *err)
{
	const struct nb_entry_item **items = NULL;
	struct nb_buf out = {0};
	const uint8_t *document;
	size_t count, len;
	enum nb_status st = nb_archive_document(a, e, &document, &len, err);

	if (st == NB_ABSENT) /* withdrawn or purged */
		return NB_OK;
	if (!st)
		st = nb_entry_order(e, &items, &count, err);
	free(items);
	if (!st)
		st = nb_archive_kept_source(a, e, &out, err);
	if (!st)
		st = nb_archive_kept_journal(a, e, &out, err);
	nb_buf_free(&out);
	return st;
}

static enum nb_status read_all(struct nb_error *err)
{
	struct nb_verify_callbacks callbacks = {.threads = 1};
	struct nb_cursor *cursor = NULL;
	const struct nb_entry *e;
	struct nb_archive *a;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (st)
		return st;
	st = nb_cursor_create(a, "", 0, true, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		st = read_page(a, e, err);
	}
	nb_cursor_free(cursor);
	if (!st)
		st = nb_archive_commits(a, every_commit, NULL, err);
	if (!st)
		st = nb_archive_verify(a, &callbacks, err);
	if (!st)
		st = nb_archive_at(a, "1", err);
	if (!st)
		st = nb_archive_find(a, "jdrb-20190304-a01", 17, 0, &e, err);
	nb_archive_close(a);
	return st;
}

static void test_read(void **state)
{
	(void)state;
	sweep(read_all, 30, restore, check_unchanged);
}

/* The last commit record lacks a byte, so that commits are searched for. */
static void cut_last_byte(void)
{
	restore();
	assert_int_equal(truncate(path, (off_t)base.len - 1), 0);
}

static enum nb_status open_without_end(struct nb_error *err)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (st)
		return st;
	nb_archive_info(a, &info);
	assert_int_equal(info.commits, 2);
	nb_archive_close(a);
	return NB_OK;
}

static void test_search(void **state)
{
	(void)state;
	sweep(open_without_end, 5, cut_last_byte, NULL);
	restore();
}

/* What one call gives: an article, its page, its record. */
static enum nb_status get_articles(struct nb_error *err)
{
	struct nb_item_record *record = NULL;
	struct nb_buf out = {0};
	struct nb_archive *a;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (st)
		return st;
	st = nb_archive_get(a, "jdrb-20190304-a02-01", NB_FORMAT_TEI, &out,
			    err);
	if (!st)
		st = nb_archive_get(a, "jdrb-20190304-a02-01", NB_FORMAT_TEXT,
				    &out, err);
	if (!st)
		st = nb_archive_get(a, "jdrb-20190304-a02", NB_FORMAT_TEI, &out,
				    err);
	if (!st)
		st = nb_item_record_find(a, "jdrb-20190304-a02-01",
					 NB_FIELDS_ALL, &record, err);
	if (!st)
		assert_non_null(
			nb_item_record_text(record, NB_FIELD_SHA256, 0));
	nb_item_record_free(record);
	nb_buf_free(&out);
	nb_archive_close(a);
	return st;
}

static void test_get(void **state)
{
	(void)state;
	sweep(get_articles, 20, restore, check_unchanged);
}

static enum nb_status prove(struct nb_error *err)
{
	struct nb_proof proof;
	struct nb_buf out = {0};
	struct nb_archive *a;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (st)
		return st;
	st = nb_proof_make(a, "jdrb-20190304-a02-01", 0, &out, err);
	if (!st)
		st = nb_proof_check(out.data, out.len, NULL, 0, &proof, err);
	nb_buf_free(&out);
	nb_archive_close(a);
	return st;
}

static void test_prove(void **state)
{
	(void)state;
	sweep(prove, 20, restore, check_unchanged);
}

static enum nb_status compact(struct nb_error *err)
{
	return compact_samples(path, made, &options, false, err);
}

static enum nb_status purge(struct nb_error *err)
{
	return compact_samples(path, made, &options, true, err);
}

static enum nb_status merge(struct nb_error *err)
{
	return merge_samples(path, other, made, &options, err);
}

static enum nb_status divide(struct nb_error *err)
{
	struct nb_rewrite_options o = {.writer = options};
	struct nb_rewrite_counts counts;

	return nb_split(path, NB_SPLIT_TITLE, folder, &o, &counts, err);
}

static void test_rewrite(void **state)
{
	(void)state;
	sweep(compact, 100, restore, check_unchanged);
	sweep(purge, 100, restore, check_unchanged);
	sweep(merge, 100, restore, check_unchanged);
	sweep(divide, 100, restore, check_unchanged);
}

static enum nb_status rescue(struct nb_error *err)
{
	struct nb_rescue_counts counts;

	return nb_archive_rescue(path, made, NULL, NULL, &counts, err);
}

static void test_rescue(void **state)
{
	(void)state;
	sweep(rescue, 100, restore, check_unchanged);
}

static enum nb_status protect(struct nb_error *err)
{
	struct nb_protected done;

	return nb_archive_protect(path, 20, &options, NULL, NULL, &done, err);
}

static enum nb_status repair(struct nb_error *err)
{
	struct nb_repaired done;

	return nb_archive_repair(path, made, NULL, NULL, &done, err);
}

static void test_protect(void **state)
{
	(void)state;
	sweep(protect, 20, restore, check_unchanged);
}

/* A record that cannot be read for lack of memory is made anew like a damaged
 * one, so that the repair may succeed without it. */
static void test_repair(void **state)
{
	struct nb_buf whole = {0}, now = {0};
	struct nb_error err;
	enum nb_status st;

	(void)state;
	assert_int_equal(protect(&err), NB_OK);
	load(path, &whole);
	load(path, &base);
	base.data[1000] ^= 1;
	store(path, &base);
	for (fail_at = 1;; fail_at++) {
		requests = 0;
		failed = false;
		(void)unlink(made);
		st = repair(&err);
		if (!failed)
			break;
		if (st == NB_NOMEM)
			continue;
		assert_int_equal(st, NB_OK);
		load(made, &now);
		assert_int_equal(now.len, whole.len);
		assert_memory_equal(now.data, whole.data, whole.len);
	}
	assert_in_range(fail_at, 20, 100000);
	fail_at = 0;
	assert_int_equal(st, NB_OK);
	nb_buf_free(&whole);
	nb_buf_free(&now);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_append),  TEST(test_withdraw), TEST(test_read),
		TEST(test_search),  TEST(test_get),	 TEST(test_prove),
		TEST(test_rewrite), TEST(test_rescue),	 TEST(test_protect),
		TEST(test_repair),
	};

	return cmocka_run_group_tests_name("archive requests", tests, NULL,
					   NULL) != 0;
}
