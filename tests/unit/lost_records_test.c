/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each record and each frame of an archive is damaged in turn. What can still
 * be read, what a verification reports and what a rescue brings over stays as
 * it is (tests/digests.h). Offsets and sizes are not digested.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/review.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/file.h"
#include "digests.h"
#include "sample.h"
#include "nobody.h"

static char path[64], made[72];
static struct nb_buf whole;

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 6000, .threads = 1};

/* ---- the archive */

/* A page `number` with two articles, its source in `charset` and the journal of
 * its repairs; `salt` tells revisions apart. */
static void add_page(struct nb_writer *w, unsigned number, unsigned salt,
		     const char *charset)
{
	struct nb_buf text = {0}, source = {0}, journal = {0};
	struct nb_entry_item items[4];
	struct nb_new_page page = {.name = "a.txt", .charset = charset};
	struct nb_converted c;
	struct nb_error err;
	enum nb_added added;
	char id[32];
	size_t i;

	(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", number);
	assert_int_equal(
		nb_buf_printf(&text,
			      "春耕开始%u\n\n　　本报讯　3月%u日,柳湾镇的农\n"
			      "户在大棚里摆放秧盘%u个。（林舟）\n\n"
			      "夜校招生%u\n\n　　今年夜校有(30)人\n报名,比"
			      "去年多。\n",
			      number, salt, number * salt * 37, number),
		NB_OK);
	assert_int_equal(nb_text_encode((char *)text.data, text.len, charset,
					false, &source, &err),
			 NB_OK);
	assert_int_equal(nb_convert_page(source.data, source.len, id, NULL,
					 NULL, NULL, &c, &err),
			 NB_OK);
	assert_int_equal(nb_journal_pack(c.page, "", &journal, &err), NB_OK);
	memset(items, 0, sizeof(items));
	assert_in_range(c.tei.item_count, 1, 4);
	for (i = 0; i < c.tei.item_count; i++) {
		const struct nb_tei_item *t = &c.tei.items[i];

		items[i].number = (uint16_t)t->number;
		items[i].kind = (uint8_t)t->kind;
		items[i].offset = (uint32_t)t->offset;
		items[i].len = (uint32_t)t->len;
		items[i].characters = (uint32_t)t->characters;
		items[i].title = (struct nb_string){"标题", 6};
	}
	page.id = id;
	page.document = c.tei.xml.data;
	page.len = c.tei.xml.len;
	page.head_len = c.tei.head_len;
	page.tail_offset = c.tei.tail_offset;
	page.items = items;
	page.item_count = c.tei.item_count;
	page.source = source.data;
	page.source_len = source.len;
	page.text = (char *)c.text.utf8.data;
	page.text_len = c.text.utf8.len;
	page.journal = journal.data;
	page.journal_len = journal.len;
	assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	nb_converted_free(&c);
	nb_buf_free(&text);
	nb_buf_free(&source);
	nb_buf_free(&journal);
}

static struct nb_writer *open_writer(void)
{
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	return w;
}

static void commit(struct nb_writer *w, uint64_t time)
{
	struct nb_error err;

	assert_int_equal(nb_writer_commit(w, time, &err), NB_OK);
	nb_writer_free(w);
}

/* Pages first to last, in one commit. */
static void add_pages(unsigned first, unsigned last, unsigned salt)
{
	struct nb_writer *w = open_writer();

	for (; first <= last; first++)
		add_page(w, first, salt, first % 2 ? "GB18030" : "UTF-8");
	commit(w, 1583712000 + salt);
}

static void make_archive(void)
{
	struct nb_writer *w;
	struct nb_error err;
	bool changed;

	(void)unlink(path);
	add_pages(1, 5, 1);
	add_pages(6, 7, 1);
	add_pages(3, 4, 2);
	w = open_writer();
	assert_int_equal(nb_writer_withdraw(w, "jdrb-20190304-a02", "because",
					    &changed, &err),
			 NB_OK);
	assert_int_equal(nb_writer_withdraw(w, "jdrb-20190304-a05-01", "error",
					    &changed, &err),
			 NB_OK);
	commit(w, 1583712002);
	assert_int_equal(nb_archive_sign(path, &options, "origin",
					 sign_as_nobody, NULL, &changed, &err),
			 NB_OK);
}

static void load(void)
{
	struct nb_error err;

	whole.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 24, &whole, &err), NB_OK);
}

static int set_up(void **state)
{
	const char *place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-lost-%ld", place,
		       (long)getpid());
	(void)snprintf(made, sizeof(made), "%s.made", path);
	make_archive();
	load();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(made);
	nb_buf_free(&whole);
	return 0;
}

/* ---- what is left of it */

static void note_damage(void *context, const struct nb_error *err)
{
	++*(unsigned *)context;
	assert_int_equal(err->status, NB_INVALID);
}

static void note_problem(void *context, const struct nb_problem *p)
{
	(void)context;
	note("  %s %.*s/%u %d\n", nb_hurt_name(p->hurt), (int)p->id.len,
	     p->id.len ? p->id.text : "", p->revision, p->entry != NULL);
	assert_int_equal(p->error->status, NB_INVALID);
}

static void note_entry(struct nb_archive *a, const struct nb_entry *e)
{
	struct nb_buf source = {0};
	const uint8_t *document;
	struct nb_error err;
	size_t i;

	note(" %.*s/%u %d", (int)e->id.len, e->id.text, e->revision,
	     (int)e->state);
	for (i = 0; i < e->item_count; i++)
		note(" %u:%d:%.*s", e->items[i].number, (int)e->items[i].state,
		     (int)e->items[i].title.len,
		     e->items[i].title.len ? e->items[i].title.text : "");
	note(" document %d",
	     (int)nb_archive_kept_document(a, e, &document, &err));
	note(" source %d\n", (int)nb_archive_kept_source(a, e, &source, &err));
	nb_buf_free(&source);
}

static void note_entries(struct nb_archive *a, const char *prefix, bool all)
{
	const struct nb_entry *e;
	struct nb_cursor *c;
	struct nb_error err;
	enum nb_status st =
		nb_cursor_create(a, prefix, strlen(prefix), all, &c, &err);

	while (!st) {
		st = nb_cursor_next(c, &e, &err);
		if (st || !e)
			break;
		note_entry(a, e);
	}
	note(" listed %d\n", (int)st);
	nb_cursor_free(c);
}

static void note_finds(struct nb_archive *a)
{
	static const char *const ids[] = {
		"jdrb-20190304-a01", "jdrb-20190304-a03", "jdrb-20190304-a05",
		"jdrb-20190304-a07", "jdrb-20190304-a09", "jdrb-20190304-c01"};
	const struct nb_entry *e;
	struct nb_error err;
	size_t i;

	for (i = 0; i < 2 * sizeof(ids) / sizeof(ids[0]); i++)
		note(" %d",
		     (int)nb_archive_find(a, ids[i / 2], strlen(ids[i / 2]),
					  i % 2, &e, &err));
	note("\n");
}

static bool note_commit(void *context, const struct nb_archive_info *info)
{
	(void)context;
	note(" commit %" PRIu64 " %" PRIu64 "\n", (uint64_t)info->commits,
	     info->revisions);
	return true;
}

/* Reading with and without tolerance. */
static void note_reading(void)
{
	unsigned reports = 0;
	struct nb_damage damage = {&reports, note_damage};
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st = nb_archive_open(path, &a, &err);

	note("open %d\n", (int)st);
	if (!st) {
		note_finds(a);
		note_entries(a, "", true);
		note_entries(a, "jdrb-20190304-a03", false);
		note(" commits %d\n",
		     (int)nb_archive_commits(a, note_commit, NULL, &err));
		nb_archive_close(a);
	}
	st = nb_archive_open_damaged(path, &damage, &a, &err);
	note("tolerant %d reports %u\n", (int)st, reports);
	if (st)
		return;
	note_entries(a, "", true);
	note_entries(a, "jdrb-20190304-a", false);
	note_finds(a);
	note(" at %d", (int)nb_archive_at(a, "2", &err));
	note(" reports %u\n", reports);
	nb_archive_close(a);
}

static void note_verification(unsigned threads)
{
	struct nb_verify_callbacks callbacks = {.report = note_problem,
						.threads = threads};
	unsigned reports = 0;
	struct nb_damage damage = {&reports, note_damage};
	struct nb_archive *a;
	struct nb_error err;

	if (nb_archive_open_damaged(path, &damage, &a, &err))
		return;
	note("verify %d\n", (int)nb_archive_verify(a, &callbacks, &err));
	nb_archive_close(a);
}

static void note_rescue(void)
{
	struct nb_verify_callbacks callbacks = {.report = note_problem};
	struct nb_rescue_counts c;
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st;

	(void)unlink(made);
	st = nb_archive_rescue(path, made, NULL, &callbacks, &c, &err);
	note("rescue %d", (int)st);
	if (st) {
		note("\n");
		assert_int_not_equal(access(made, F_OK), 0);
		return;
	}
	note(" %" PRIu64 " pages %" PRIu64 " rebuilt %" PRIu64 " lost %" PRIu64
	     " sources %" PRIu64 " structures %" PRIu64 " %" PRIu64 "\n",
	     c.pages, c.rebuilt, c.lost, c.sources, c.structures, c.notes,
	     c.notes_void);
	assert_int_equal(nb_archive_open(made, &a, &err), NB_OK);
	note_entries(a, "", true);
	assert_int_equal(nb_archive_commits(a, note_commit, NULL, &err), NB_OK);
	note("verify %d\n", (int)nb_archive_verify(a, NULL, &err));
	nb_archive_close(a);
}

/* ---- damage */

static void store(const struct nb_buf *b, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, len), len);
	assert_int_equal(close(fd), 0);
}

/*
 * Damage one structure: a byte in it, its size, its letters, or all of it. Of a
 * frame, a byte of its checksum, and of its first block; what a byte in the
 * middle does depends on the version of zstd.
 */
static void damage_place(struct nb_buf *b, const struct nb_place *p, unsigned n)
{
	switch (n) {
	case 0:
		b->data[p->offset + (p->what == NB_PLACE_FRAME
					     ? p->size - 2
					     : p->size / 2)] ^= 4;
		break;
	case 1:
		b->data[p->offset + 4] ^= 0x10;
		break;
	case 2:
		b->data[p->offset + 12] ^= 1;
		break;
	default:
		memset(b->data + p->offset, 0, (size_t)p->size);
		break;
	}
}

static void damage_each(void)
{
	struct nb_buf b = {0};
	struct nb_walk walk = {.at = NB_HEADER_SIZE, .end = whole.len};
	struct nb_place p = {.offset = 0, .size = NB_HEADER_SIZE};
	unsigned n, count = 0;

	assert_int_equal(nb_buf_add(&b, whole.data, whole.len), NB_OK);
	for (;;) {
		for (n = 0; n < 4; n++) {
			memcpy(b.data, whole.data, whole.len);
			damage_place(&b, &p, n);
			store(&b, whole.len);
			note("place %u, %c, damage %u\n", count,
			     p.kind ? p.kind : '-', n);
			note_reading();
			note_verification(1 + (n + count) % 2);
			note_rescue();
		}
		/* A frame is told by the page directory before it. */
		if (walk.at == walk.end)
			break;
		store(&whole, whole.len);
		walk.file = nb_local(open(path, O_RDONLY));
		assert_int_equal(nb_walk_next(&walk, &p, NULL), NB_OK);
		assert_int_equal(close(walk.file.fd), 0);
		count++;
	}
	assert_in_range(count, 10, 100);
	nb_buf_free(&b);
}

static void test_each_record_of_an_archive(void **state)
{
	(void)state;
	damage_each();
	check_noted("9f32f012875d0cfc");
}

/* Purged and rewritten: entries without a place, and earlier commits. */
static void test_each_record_of_a_rewritten_archive(void **state)
{
	struct nb_error err;

	(void)state;
	store(&whole, whole.len);
	(void)unlink(made);
	assert_int_equal(compact_samples(path, made, &options, true, &err),
			 NB_OK);
	assert_int_equal(rename(made, path), 0);
	add_pages(8, 9, 1);
	load();
	damage_each();
	check_noted("c1a43c5587c8b631");
}

/* The end is missing, from the middle of each structure on. */
static void test_each_cut(void **state)
{
	struct nb_walk walk = {.at = NB_HEADER_SIZE, .end = whole.len};
	struct nb_place p;

	(void)state;
	make_archive();
	load();
	walk.end = whole.len;
	while (walk.at < walk.end) {
		store(&whole, whole.len);
		walk.file = nb_local(open(path, O_RDONLY));
		assert_int_equal(nb_walk_next(&walk, &p, NULL), NB_OK);
		assert_int_equal(close(walk.file.fd), 0);
		store(&whole, (size_t)(p.offset + p.size / 2));
		note("cut in %c\n", p.kind ? p.kind : '-');
		note_reading();
		note_verification(1);
		note_rescue();
	}
	check_noted("45722d433d4e8820");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_record_of_an_archive),
		cmocka_unit_test(test_each_record_of_a_rewritten_archive),
		cmocka_unit_test(test_each_cut),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("lost records", tests, set_up,
					   tear_down) != 0;
}
