/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that is full or fails, and memory that runs out: the n-th call fails,
 * once and for ever, for every n until nothing fails any more. The archive is
 * as it was, and the status says that it is the environment.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/record.h"
#include "base/file.h"
#include "io.h"
#include "sample.h"

#define PAGES 5
#define MORE 8

static char path[64], temporary[80], text_path[80];
static struct nb_buf base;

static struct nb_writer_options options = {
	.level = 3, .frame_content = 700, .threads = 1};

static void load(struct nb_buf *b)
{
	struct nb_error err;

	b->len = 0;
	assert_int_equal(nb_file_read(path, 1 << 24, b, &err), NB_OK);
}

static void store(const struct nb_buf *b)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, b->len), b->len);
	assert_int_equal(close(fd), 0);
}

static int set_up(void **state)
{
	struct nb_error err;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-faults-%ld.nbarc",
		       (long)getpid());
	(void)snprintf(temporary, sizeof(temporary), "%s.new", path);
	(void)snprintf(text_path, sizeof(text_path), "%s.txt", path);
	(void)unlink(path);
	options.threads = 1;
	assert_int_equal(append_samples(path, &options, 1, PAGES, 1, &err),
			 NB_OK);
	load(&base);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)io_heal();
	(void)unlink(path);
	(void)unlink(text_path);
	nb_buf_free(&base);
	return 0;
}

static void check_unchanged(void)
{
	struct nb_buf now = {0};

	load(&now);
	assert_int_equal(now.len, base.len);
	assert_memory_equal(now.data, base.data, base.len);
	nb_buf_free(&now);
	assert_int_not_equal(access(temporary, F_OK), 0);
}

/* ---- appending */

static void check_environment(enum nb_status st, const struct nb_error *err,
			      enum io_kind kind)
{
	if (st != (kind == IO_MEMORY ? NB_NOMEM : NB_IO))
		print_error("status %d: %s\n", (int)st, err->text);
	assert_int_equal(st, kind == IO_MEMORY ? NB_NOMEM : NB_IO);
	assert_int_equal(err->status, st);
	assert_int_equal(nb_exit_code(st), 1);
}

/* Returns how many calls of the kind an append makes. */
static unsigned fail_append(enum io_kind kind, bool forever)
{
	struct nb_error err;
	enum nb_status st;
	unsigned n;

	for (n = 1;; n++) {
		store(&base);
		io_fail(kind, n, forever);
		st = append_samples(path, &options, PAGES + 1, MORE, 1, &err);
		if (!io_heal())
			break;
		check_environment(st, &err, kind);
		check_unchanged();
	}
	assert_int_equal(st, NB_OK);
	return n - 1;
}

static void test_append(void **state)
{
	(void)state;
	assert_in_range(fail_append(IO_WRITE, false), 5, 100);
	assert_in_range(fail_append(IO_WRITE, true), 5, 100);
	assert_int_equal(fail_append(IO_SYNC, false), 4);
	assert_int_equal(fail_append(IO_SYNC, true), 4);
	assert_int_equal(fail_append(IO_OPEN, true), 1);
	assert_int_equal(fail_append(IO_LOCK, true), 1);
	assert_int_equal(fail_append(IO_STAT, true), 4);
	assert_in_range(fail_append(IO_READ, false), 5, 100);
	assert_in_range(fail_append(IO_READ, true), 5, 100);
	assert_in_range(fail_append(IO_SEEK, true), 1, 10);
}

static void test_append_memory(void **state)
{
	(void)state;
	assert_in_range(fail_append(IO_MEMORY, false), 50, 5000);
	assert_in_range(fail_append(IO_MEMORY, true), 50, 5000);
}

static void test_append_threads(void **state)
{
	(void)state;
	options.threads = 3;
	assert_in_range(fail_append(IO_WRITE, false), 5, 100);
	assert_in_range(fail_append(IO_MEMORY, true), 50, 5000);
}

/* An unfinished append cannot be cut off. */
static void test_truncate(void **state)
{
	struct nb_archive *a;
	struct nb_error err;
	unsigned i;

	(void)state;
	assert_int_equal(nb_buf_add(&base, "torn", 4), NB_OK);
	store(&base);
	io_fail(IO_TRUNCATE, 1, true);
	assert_int_equal(
		append_samples(path, &options, PAGES + 1, MORE, 1, &err),
		NB_IO);
	assert_true(io_heal());
	check_unchanged();
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	for (i = 1; i <= PAGES; i++)
		assert_int_equal(find_sample(a, i, 1, 0), NB_OK);
	nb_archive_close(a);
}

/* What could not be taken back, because that failed too, is not committed. */
static void test_no_way_back(void **state)
{
	struct nb_writer *w;
	struct nb_archive *a;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	struct sample s;

	(void)state;
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	make_sample(&s, PAGES + 1, 1);
	assert_int_equal(nb_writer_add(w, &s.page, &added, &err), NB_OK);
	io_fail(IO_SYNC, 1, false);
	assert_int_equal(nb_writer_commit(w, 1, &err), NB_IO);
	io_fail(IO_TRUNCATE, 1, true);
	nb_writer_free(w);
	assert_true(io_heal());
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(find_sample(a, PAGES, 1, 0), NB_OK);
	assert_int_equal(find_sample(a, PAGES + 1, 1, 0), NB_ABSENT);
	nb_archive_close(a);
	assert_int_equal(append_samples(path, &options, 6, MORE, 1, &err),
			 NB_OK);
}

static void test_full_disk(void **state)
{
	struct nb_error err;
	struct nb_buf whole = {0};
	enum nb_status st;
	uint64_t room;

	(void)state;
	for (room = 0;; room += 17) {
		store(&base);
		io_room(room);
		st = append_samples(path, &options, PAGES + 1, MORE, 1, &err);
		if (!io_heal())
			break;
		assert_int_equal(st, NB_IO);
		assert_int_equal(err.sys_errno, ENOSPC);
		check_unchanged();
	}
	assert_int_equal(st, NB_OK);
	load(&whole);
	assert_in_range(room, whole.len - base.len, whole.len - base.len + 33);
	nb_buf_free(&whole);
}

static void test_short_writes(void **state)
{
	static const size_t most[] = {1, 7, 1000};
	struct nb_buf whole = {0}, now = {0};
	struct nb_error err;
	size_t i;

	(void)state;
	assert_int_equal(append_samples(path, &options, 6, MORE, 1, &err),
			 NB_OK);
	load(&whole);
	for (i = 0; i < 3; i++) {
		store(&base);
		io_short_writes(most[i]);
		assert_int_equal(
			append_samples(path, &options, 6, MORE, 1, &err),
			NB_OK);
		(void)io_heal();
		load(&now);
		assert_int_equal(now.len, whole.len);
		assert_memory_equal(now.data, whole.data, whole.len);
	}
	nb_buf_free(&whole);
	nb_buf_free(&now);
}

/* ---- a new archive */

static unsigned fail_new(enum io_kind kind, bool forever)
{
	struct nb_error err;
	enum nb_status st;
	unsigned n;

	for (n = 1;; n++) {
		(void)unlink(path);
		io_fail(kind, n, forever);
		st = append_samples(path, &options, 1, 3, 1, &err);
		if (!io_heal())
			break;
		check_environment(st, &err, kind);
		assert_int_not_equal(access(path, F_OK), 0);
		/* An empty file that it could not lock is not its own. */
		if (kind != IO_LOCK)
			assert_int_not_equal(access(temporary, F_OK), 0);
	}
	assert_int_equal(st, NB_OK);
	return n - 1;
}

static void test_new(void **state)
{
	(void)state;
	assert_in_range(fail_new(IO_WRITE, false), 5, 100);
	assert_in_range(fail_new(IO_WRITE, true), 5, 100);
	assert_int_equal(fail_new(IO_SYNC, false), 3);
	assert_int_equal(fail_new(IO_SYNC, true), 3);
	assert_int_equal(fail_new(IO_LOCK, false), 1);
	assert_in_range(fail_new(IO_MEMORY, false), 20, 5000);
	assert_in_range(fail_new(IO_MEMORY, true), 20, 5000);
}

/* What a process that died left under the temporary name is no obstacle, and
 * is not written to: it may be an archive by another name. */
static void test_leftover(void **state)
{
	struct nb_error err;
	struct nb_buf whole = {0};

	(void)state;
	assert_int_equal(link(path, temporary), 0);
	assert_int_equal(rename(path, text_path), 0);
	assert_int_equal(append_samples(path, &options, 1, PAGES, 1, &err),
			 NB_OK);
	check_unchanged();
	assert_int_equal(nb_file_read(text_path, 1 << 24, &whole, &err), NB_OK);
	assert_int_equal(whole.len, base.len);
	assert_memory_equal(whole.data, base.data, base.len);
	nb_buf_free(&whole);
}

/* Without hard links the name is given by rename(). */
static void test_name(void **state)
{
	struct nb_error err;

	(void)state;
	assert_int_equal(fail_new(IO_NAME, true), 1);
	(void)unlink(path);
	io_fail(IO_NAME, 1, false);
	assert_int_equal(append_samples(path, &options, 1, 3, 1, &err), NB_OK);
	assert_true(io_heal());
}

/* ---- reading */

static enum nb_status read_all(void)
{
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st = nb_archive_open(path, &a, &err);
	unsigned i;

	for (i = 1; !st && i <= PAGES; i++)
		st = find_sample(a, i, 1, 0);
	if (!st)
		st = nb_archive_verify(a, NULL, &err);
	nb_archive_close(a);
	return st;
}

static void fail_reading(enum io_kind kind, bool forever)
{
	enum nb_status st;
	unsigned n;

	for (n = 1;; n++) {
		io_fail(kind, n, forever);
		st = read_all();
		if (!io_heal())
			break;
		if (st != (kind == IO_MEMORY ? NB_NOMEM : NB_IO))
			print_error("call %u: status %d\n", n, (int)st);
		assert_int_equal(st, kind == IO_MEMORY ? NB_NOMEM : NB_IO);
	}
	assert_int_equal(st, NB_OK);
	assert_true(n > 1);
}

static void test_reading(void **state)
{
	(void)state;
	fail_reading(IO_OPEN, false);
	fail_reading(IO_STAT, false);
	fail_reading(IO_READ, false);
	fail_reading(IO_READ, true);
	fail_reading(IO_MEMORY, false);
	fail_reading(IO_MEMORY, true);
}

/* Opening reads the header and the newest commit record, finding a page one
 * node of each level and a record of hashes, and its titles one record more,
 * whatever the archive has. */
static void test_reading_is_bounded(void **state)
{
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_error err;
	struct sample s;
	unsigned pages, calls;

	(void)state;
	for (pages = PAGES; pages <= 900; pages *= 13) {
		assert_int_equal(
			append_samples(path, &options, 1, pages, 1, &err),
			NB_OK);
		(void)io_heal();
		assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
		assert_int_equal(io_bytes_read(),
				 NB_HEADER_SIZE + NB_COMMIT_SIZE);
		make_sample(&s, pages / 2, 1);
		assert_int_equal(nb_archive_find_detail(a, s.id, strlen(s.id),
							0, NB_DETAIL_HASHES, &e,
							&err),
				 NB_OK);
		calls = io_calls(IO_READ);
		assert_in_range(calls, 4, 5);
		assert_int_equal(e->items[0].title.len, 0);
		assert_int_equal(
			nb_archive_find(a, s.id, strlen(s.id), 0, &e, &err),
			NB_OK);
		assert_int_equal(io_calls(IO_READ), calls + 1);
		assert_int_equal(e->items[0].title.len, s.items[0].title.len);
		nb_archive_close(a);
	}
}

/* ---- the whole road */

static enum nb_status ingest(struct nb_error *err)
{
	struct nb_ingest_options o = {
		.naming = {.title_code = "jdrb",
			   .date = "20190305",
			   .page = "a01"},
		.writer = {.level = 3, .threads = 1},
		.has_time = true,
		.time = 1583712000,
	};
	struct nb_ingest_counts counts;
	char *paths[] = {text_path};

	return nb_ingest(path, paths, 1, &o, NULL, &counts, err);
}

/* A file's fault is reported with it; memory ends the ingest. */
static void test_ingest(void **state)
{
	static const char text[] = "春耕开始\n\n　　本报讯　3月4日,柳湾镇的农"
				   "\n户在大棚里摆放秧盘。\n";
	struct nb_error err;
	enum nb_status st;
	unsigned n;
	int fd = open(text_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	assert_int_equal(close(fd), 0);
	for (n = 1;; n++) {
		store(&base);
		io_fail(IO_MEMORY, n, false);
		st = ingest(&err);
		if (!io_heal())
			break;
		check_environment(st, &err, IO_MEMORY);
		check_unchanged();
	}
	assert_int_equal(st, NB_OK);
	assert_in_range(n, 50, 5000);
}

/* ---- documents */

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

static enum nb_status ingest_documents(struct nb_error *err)
{
	struct nb_ingest_options o = {
		.check = passes,
		.writer = {.level = 3, .threads = 1},
		.has_time = true,
		.time = 1583712000,
	};
	struct nb_ingest_counts counts;
	char *paths[] = {text_path};

	return nb_ingest(path, paths, 1, &o, NULL, &counts, err);
}

/* Two revisions of a page, so that there are two commits: the second one
 * compares the items. */
static void write_documents(void)
{
	static const char *const texts[] = {
		"春耕开始\n\n　　本报讯　柳湾镇的农户摆放秧盘。\n",
		"春耕开始\n\n　　本报讯　柳湾镇的农户在大棚里摆放秧盘。\n"};
	int fd = open(text_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct nb_converted c;
	struct nb_error err;
	size_t i;

	assert_true(fd >= 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(nb_convert_page(texts[i], strlen(texts[i]),
						 "jdrb-20190305-a01", NULL,
						 NULL, NULL, &c, &err),
				 NB_OK);
		assert_int_equal(write(fd, c.tei.xml.data, c.tei.xml.len),
				 c.tei.xml.len);
		nb_converted_free(&c);
	}
	assert_int_equal(close(fd), 0);
}

/* All of it, or up to a commit in between: never a part of one. */
static void check_whole(void)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	assert_in_range(info.commits, 1, 3);
	assert_int_equal(info.revisions, PAGES + info.commits - 1);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static void test_documents(void **state)
{
	struct nb_error err;
	enum nb_status st;
	uint64_t room;
	unsigned n;

	(void)state;
	write_documents();
	for (n = 1;; n++) {
		store(&base);
		io_fail(IO_MEMORY, n, false);
		st = ingest_documents(&err);
		if (!io_heal())
			break;
		check_environment(st, &err, IO_MEMORY);
		check_whole();
	}
	assert_int_equal(st, NB_OK);
	assert_in_range(n, 50, 5000);
	for (room = 0;; room += 37) {
		store(&base);
		io_room(room);
		st = ingest_documents(&err);
		if (!io_heal())
			break;
		assert_int_equal(st, NB_IO);
		assert_int_equal(err.sys_errno, ENOSPC);
		check_whole();
	}
	assert_int_equal(st, NB_OK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_append),	   TEST(test_append_memory),
		TEST(test_append_threads), TEST(test_truncate),
		TEST(test_no_way_back),	   TEST(test_full_disk),
		TEST(test_short_writes),   TEST(test_new),
		TEST(test_leftover),	   TEST(test_name),
		TEST(test_reading),	   TEST(test_reading_is_bounded),
		TEST(test_ingest),	   TEST(test_documents),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL) != 0;
}
