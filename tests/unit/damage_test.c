/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The damage matrix: every byte of a small archive flipped, the file cut at
 * every length, sectors zeroed in a larger one. Each page is right, or it is
 * refused as damaged and verify names it; a page whose frame is not hit is
 * always there, whatever else is.
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
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/record.h"
#include "base/file.h"
#include "quick.h"

#define PAGES_MAX 256
#define SECTOR 4096u

/* A page as it was put in: its newest revision, and where that stands. */
struct made {
	char id[NB_ID_MAX];
	struct nb_buf document;
	struct nb_buf before; /* revision 1, where there are two */
	uint64_t frame, frame_end, sources_end;
	bool second; /* it came with the second commit */
};

static char path[64];
static struct made pages[PAGES_MAX];
static unsigned page_count;
static uint64_t file_size, first_end;
static struct nb_buf whole;

/* ---- making an archive */

static void make_text(struct nb_buf *out, unsigned number, unsigned salt)
{
	assert_int_equal(
		nb_buf_printf(out,
			      "第%u版的稿件%u\n\n本报讯　第%u号村庄今年种了%u"
			      "亩水稻，比去年多%u亩。\n\n“明年还要种。”村民"
			      "说。\n\n·记者 林舟·\n",
			      number, salt, number * 7 + salt,
			      number * 1237 % 911 + salt, number * 31 % 97),
		NB_OK);
}

static void add_page(struct nb_writer *w, unsigned number, unsigned salt)
{
	struct made *m = &pages[number];
	struct nb_entry_item items[8];
	struct nb_converted c;
	struct nb_buf text = {0};
	struct nb_new_page page = {.id = m->id, .name = "a.txt"};
	const struct nb_reading reading = {.charset = NULL};
	struct nb_error err;
	enum nb_added added;
	size_t i;

	(void)snprintf(m->id, sizeof(m->id), "jdrb-20190304-a%03u", number);
	make_text(&text, number, salt);
	assert_int_equal(nb_convert_page(text.data, text.len, m->id, NULL,
					 &reading, NULL, &c, &err),
			 NB_OK);
	assert_in_range(c.tei.item_count, 1, 8);
	memset(items, 0, sizeof(items));
	for (i = 0; i < c.tei.item_count; i++) {
		items[i].number = (uint16_t)c.tei.items[i].number;
		items[i].kind = (uint8_t)c.tei.items[i].kind;
		items[i].offset = (uint32_t)c.tei.items[i].offset;
		items[i].len = (uint32_t)c.tei.items[i].len;
	}
	page.document = c.tei.xml.data;
	page.len = c.tei.xml.len;
	page.head_len = c.tei.head_len;
	page.tail_offset = c.tei.tail_offset;
	page.items = items;
	page.item_count = c.tei.item_count;
	page.source = page.text = (char *)text.data;
	page.source_len = page.text_len = text.len;
	page.charset = "UTF-8";
	assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	m->before = m->document;
	memset(&m->document, 0, sizeof(m->document));
	assert_int_equal(
		nb_buf_add(&m->document, c.tei.xml.data, c.tei.xml.len), NB_OK);
	nb_converted_free(&c);
	nb_buf_free(&text);
}

/* A commit of pages first to last. */
static void commit(unsigned first, unsigned last, unsigned salt, uint32_t frame)
{
	struct nb_writer_options options = {
		.level = 1, .frame_content = frame, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (; first <= last; first++)
		add_page(w, first, salt);
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
}

static void note_places(void)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	const struct nb_entry *e;
	struct nb_error err;
	unsigned i;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	file_size = info.file_size;
	for (i = 0; i < page_count; i++) {
		struct made *m = &pages[i];

		assert_int_equal(
			nb_archive_find(a, m->id, strlen(m->id), 0, &e, &err),
			NB_OK);
		m->frame = e->directory + e->directory_size;
		m->frame_end = m->frame + e->frame_size;
		m->sources_end = m->frame_end + e->sources_size;
		m->second = e->commit == 2;
	}
	nb_archive_close(a);
	whole.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 26, &whole, &err), NB_OK);
}

/* Two commits; the second revises page 1. */
static void make_archive(unsigned count, unsigned first, uint32_t frame)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;

	page_count = count;
	(void)unlink(path);
	commit(0, first - 1, 1, frame);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	first_end = info.end;
	nb_archive_close(a);
	{
		struct nb_writer_options options = {
			.level = 1, .frame_content = frame, .threads = 1};
		struct nb_writer *w;
		uint64_t dropped;
		unsigned i;

		assert_int_equal(
			nb_writer_open(path, &options, &w, &dropped, &err),
			NB_OK);
		add_page(w, 1, 2);
		for (i = first; i < count; i++)
			add_page(w, i, 1);
		assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
		nb_writer_free(w);
	}
	note_places();
}

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-damage-%ld.nbarc",
		       memory_folder(), (long)getpid());
	memset(pages, 0, sizeof(pages));
	return 0;
}

static int tear_down(void **state)
{
	unsigned i;

	(void)state;
	for (i = 0; i < PAGES_MAX; i++) {
		nb_buf_free(&pages[i].document);
		nb_buf_free(&pages[i].before);
	}
	nb_buf_free(&whole);
	(void)unlink(path);
	return 0;
}

/* ---- damaging it */

static void put_bytes(const uint8_t *data, uint64_t at, size_t len)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, len, (off_t)at), (ssize_t)len);
	assert_int_equal(close(fd), 0);
}

static void put_back(void)
{
	assert_int_equal(truncate(path, (off_t)file_size), 0);
	put_bytes(whole.data, 0, whole.len);
}

/* ---- what is left */

struct seen {
	unsigned reports;
	bool text[PAGES_MAX], source[PAGES_MAX]; /* named by verify */
};

static void count_report(void *context, const struct nb_error *err)
{
	struct seen *s = context;

	(void)err;
	s->reports++;
}

static void note_problem(void *context, const struct nb_problem *p)
{
	struct seen *s = context;
	unsigned i;

	s->reports++;
	for (i = 0; i < page_count; i++) {
		bool newest = p->revision == (pages[i].before.len ? 2 : 1);

		if (!newest || strlen(pages[i].id) != p->id.len ||
		    memcmp(pages[i].id, p->id.text, p->id.len) != 0)
			continue;
		s->text[i] |= p->hurt == NB_HURT_TEXT;
		s->source[i] |= p->hurt == NB_HURT_SOURCE;
	}
}

static bool is(const uint8_t *doc, size_t len, const struct nb_buf *right)
{
	return len == right->len && memcmp(doc, right->data, len) == 0;
}

/*
 * Read page i: true when it is right. An older revision is right only where
 * the commit that brought the newer one is gone (`cut`).
 */
static bool readable(struct nb_archive *a, unsigned i, bool cut)
{
	struct made *m = &pages[i];
	const struct nb_entry *e;
	const uint8_t *doc;
	struct nb_error err;
	enum nb_status st =
		nb_archive_find(a, m->id, strlen(m->id), 0, &e, &err);

	if (!st)
		st = nb_archive_kept_document(a, e, &doc, &err);
	if (st) {
		assert_true(nb_exit_code(st) == 2 || (cut && st == NB_ABSENT));
		assert_true(st == NB_ABSENT || strstr(err.text, m->id));
		return false;
	}
	assert_true(is(doc, e->len, &m->document) ||
		    (cut && is(doc, e->len, &m->before)));
	return is(doc, e->len, &m->document);
}

/* Read all pages; good[i] says which are right. false: nothing opens. */
static bool read_all(bool *good, bool cut, unsigned *reports)
{
	struct seen seen = {.reports = 0};
	struct nb_damage damage = {&seen, count_report};
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st = nb_archive_open_damaged(path, &damage, &a, &err);
	unsigned i;

	memset(good, 0, PAGES_MAX * sizeof(*good));
	*reports = 1;
	if (st) {
		assert_int_equal(nb_exit_code(st), 2);
		return false;
	}
	for (i = 0; i < page_count; i++)
		good[i] = readable(a, i, cut);
	nb_archive_close(a);
	*reports = seen.reports;
	return true;
}

/* Every damage is found, whatever it hit. */
static void verify_all(struct seen *seen)
{
	static unsigned calls;
	/* What is found does not depend on the threads. */
	struct nb_verify_callbacks callbacks = {.context = seen,
						.report = note_problem,
						.threads = ++calls % 8 ? 1 : 3};
	struct nb_damage damage = {seen, count_report};
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st;

	memset(seen, 0, sizeof(*seen));
	assert_int_equal(nb_archive_open_damaged(path, &damage, &a, &err),
			 NB_OK);
	st = nb_archive_verify(a, &callbacks, &err);
	nb_archive_close(a);
	assert_int_equal(nb_exit_code(st), 2);
	assert_true(seen->reports > 0);
}

/* The bytes from a to b were hit, and no other: check all that holds then. */
static void check_hit(uint64_t a, uint64_t b)
{
	struct seen seen;
	bool good[PAGES_MAX];
	unsigned i, reports;
	uint64_t newest = file_size - NB_COMMIT_SIZE;
	/* Without the head of its commit record the second commit is one that
	 * was not finished, and page 1 as it was before: but not unsaid. */
	bool unfinished = a <= newest && b >= newest + 24;

	assert_true(read_all(good, unfinished, &reports));
	assert_true(!unfinished || reports);
	verify_all(&seen);
	for (i = 0; i < page_count; i++) {
		const struct made *m = &pages[i];
		bool frame = a < m->frame_end && b > m->frame;
		/* With page directory and catalogue leaf nobody knows the id
		 * any more. */
		bool nameless = a < m->frame && b > m->sources_end;

		if (unfinished && m->before.len)
			continue;
		if ((good[i] == seen.text[i] && !nameless) ||
		    (!frame && !good[i]))
			print_error("hit %lu to %lu: %s: readable %d, named "
				    "%d\n",
				    (unsigned long)a, (unsigned long)b, m->id,
				    good[i], seen.text[i]);
		assert_true(frame || good[i]);
		assert_true(good[i] != seen.text[i] || (nameless && !good[i]));
		if (!frame && a < m->sources_end && b > m->frame_end)
			assert_true(seen.source[i]);
	}
}

/* ---- tests */

static void test_every_flip(void **state)
{
	uint64_t at;

	(void)state;
	make_archive(5, 3, 6000);
	for (at = 0; at < file_size; at++) {
		uint8_t hit = whole.data[at] ^ 0x40;

		put_bytes(&hit, at, 1);
		check_hit(at, at + 1);
		put_bytes(&whole.data[at], at, 1);
	}
}

static void test_every_cut(void **state)
{
	bool good[PAGES_MAX];
	uint64_t at;
	unsigned i, reports;

	(void)state;
	make_archive(5, 3, 6000);
	for (at = file_size; at-- > 0;) {
		assert_int_equal(truncate(path, (off_t)at), 0);
		(void)read_all(good, true, &reports);
		/* Fewer bytes are of no record. Cut off after a commit it is
		 * an archive like any other. */
		assert_true(reports || at == first_end ||
			    (at > first_end && at < first_end + 24));
		for (i = 0; i < page_count; i++) {
			const struct made *m = &pages[i];
			/* What was committed and is there whole counts, even
			 * without its commit record. */
			bool there = at >= m->frame_end && at != first_end;

			if (m->second ? there : at >= m->frame_end)
				assert_true(good[i]);
			else
				assert_false(good[i]);
		}
	}
}

/* Make the file anew: the first `at` bytes, `len` bytes of `more`, and what
 * follows the first `from` bytes. */
static void put_shifted(size_t at, const uint8_t *more, size_t len, size_t from)
{
	assert_int_equal(truncate(path, 0), 0);
	put_bytes(whole.data, 0, at);
	put_bytes(more, at, len);
	put_bytes(whole.data + from, at + len, whole.len - from);
}

/* Everything from `a` on stands elsewhere, and the bytes from a to b are lost,
 * if there are any: pages whose frame has none of them are there. */
static void check_shifted(uint64_t a, uint64_t b)
{
	struct seen seen;
	bool good[PAGES_MAX];
	unsigned i, reports;

	assert_true(read_all(good, false, &reports));
	verify_all(&seen);
	for (i = 0; i < page_count; i++) {
		const struct made *m = &pages[i];
		bool frame = a < m->frame_end && b > m->frame;

		/* A byte between two others is in a frame if both are. */
		if (a == b)
			frame = a > m->frame && a < m->frame_end;
		if (!good[i] && (!frame || !seen.text[i]))
			print_error("%lu to %lu: %s\n", (unsigned long)a,
				    (unsigned long)b, m->id);
		assert_true(frame || good[i]);
		assert_true(good[i] || seen.text[i]);
	}
}

/* True if a page frame or a sources record begins or ends within a few bytes.
 */
static bool near_frame(uint64_t at)
{
	unsigned i;

	for (i = 0; i < page_count; i++) {
		const struct made *m = &pages[i];

		if (at + 3 - m->frame < 6 || at + 3 - m->frame_end < 6 ||
		    at + 3 - m->sources_end < 6)
			return true;
	}
	return false;
}

/* One byte inserted, lost or doubled, and a few thousand: at each place where
 * structures meet, and at every seventh of the others. */
static void test_shifts(void **state)
{
	static uint8_t many[4096];
	const uint8_t one = 0x5b;
	size_t at;

	(void)state;
	memset(many, 0x28, sizeof(many));
	make_archive(5, 3, 6000);
	for (at = 0; at <= file_size; at += near_frame(at) ? 1 : 7) {
		bool twice = at % 3 == 1 && at < file_size;

		if (at % 3 == 0)
			put_shifted(at, &one, 1, at);
		else if (twice)
			put_shifted(at + 1, &whole.data[at], 1, at + 1);
		else
			put_shifted(at, many, 1 + at % sizeof(many), at);
		check_shifted(at + twice, at + twice);
	}
	for (at = 0; at < file_size; at += near_frame(at) ? 1 : 7) {
		size_t len = at % 2 ? 1 : 1 + at % 1500;

		if (at + len > file_size - 64)
			len = 1;
		put_shifted(at, NULL, 0, at + len);
		check_shifted(at, at + len);
	}
}

/* Sectors of a larger archive: only the frames that they hit are lost. */
static void test_zeroed_sectors(void **state)
{
	static const uint8_t zeros[SECTOR];
	uint64_t at;

	(void)state;
	make_archive(200, 150, 65536);
	for (at = 0; at + SECTOR < file_size; at += SECTOR) {
		put_bytes(zeros, at, SECTOR);
		check_hit(at, at + SECTOR);
		put_bytes(&whole.data[at], at, SECTOR);
	}
	/* All of the catalogue and every commit record. */
	at = pages[page_count - 1].sources_end;
	for (; at < file_size; at++) {
		uint8_t zero = 0;

		put_bytes(&zero, at, 1);
	}
	{
		bool good[PAGES_MAX];
		unsigned i, reports;

		assert_true(read_all(good, true, &reports));
		for (i = 150; i < page_count; i++)
			assert_true(good[i]);
	}
	put_back();
}

/* Zero the sectors from `at` on, and rescue: every frame that is not hit is
 * there, and the new archive is sound. */
static void check_rescue(uint64_t at, const char *rescued)
{
	static const uint8_t zeros[SECTOR];
	struct nb_rescue_counts counts;
	struct nb_archive *a;
	struct nb_error err;
	unsigned i;

	(void)unlink(rescued);
	put_bytes(zeros, at, SECTOR);
	assert_int_equal(
		nb_archive_rescue(path, rescued, NULL, NULL, &counts, &err),
		NB_OK);
	put_bytes(&whole.data[at], at, SECTOR);
	assert_int_equal(nb_archive_open(rescued, &a, &err), NB_OK);
	for (i = 0; i < page_count; i++) {
		const struct made *m = &pages[i];
		bool hit = at < m->frame_end && at + SECTOR > m->frame;

		assert_true(readable(a, i, true) || hit);
	}
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static void test_rescue(void **state)
{
	char rescued[sizeof(path) + 8];
	uint64_t at;

	(void)state;
	make_archive(40, 30, 16384);
	(void)snprintf(rescued, sizeof(rescued), "%s.new", path);
	for (at = 0; at + SECTOR < file_size; at += SECTOR)
		check_rescue(at, rescued);
	(void)unlink(rescued);
}

/* Where there is nothing to rescue, the file that has nothing is named. */
static void test_rescue_of_nothing(void **state)
{
	struct nb_rescue_counts counts;
	char rescued[sizeof(path) + 8];
	struct nb_error err;

	(void)state;
	(void)snprintf(rescued, sizeof(rescued), "%s.new", path);
	make_archive(1, 1, 16384);
	assert_int_equal(truncate(path, 64), 0);
	assert_int_equal(
		nb_archive_rescue(path, rescued, NULL, NULL, &counts, &err),
		NB_INVALID);
	assert_string_equal(err.file, path);
	assert_int_not_equal(access(rescued, F_OK), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_flip), TEST(test_every_cut),
		TEST(test_shifts),     TEST(test_zeroed_sectors),
		TEST(test_rescue),     TEST(test_rescue_of_nothing),
	};

	keep_memory();
	return cmocka_run_group_tests_name("damage", tests, NULL, NULL) != 0;
}
