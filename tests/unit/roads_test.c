/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that fails at the n-th call, once and for ever, on every road that
 * reads or writes an archive besides those of faults_test.c: the road says so,
 * the archive is as it was, and there is no new one.
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
#include <nbarc/parity.h>
#include <nbarc/proof.h>
#include <nbarc/rewrite.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/file.h"
#include "io.h"
#include "nobody.h"
#include "sample.h"

static char path[48], other[64], made[64];
static struct nb_buf base, base_other;

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 700, .threads = 1};

static void store(const char *name, const struct nb_buf *b)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, b->len), b->len);
	assert_int_equal(close(fd), 0);
}

static void load(const char *name, struct nb_buf *b)
{
	struct nb_error err;

	b->len = 0;
	assert_int_equal(nb_file_read(name, 1 << 24, b, &err), NB_OK);
}

static void check_unchanged(const char *name, const struct nb_buf *was)
{
	struct nb_buf now = {0};

	load(name, &now);
	assert_int_equal(now.len, was->len);
	assert_memory_equal(now.data, was->data, was->len);
	nb_buf_free(&now);
}

static enum nb_status withdraw_page(const char *reason, struct nb_error *err)
{
	struct nb_writer *w;
	uint64_t dropped;
	bool changed;
	enum nb_status st = nb_writer_open(path, &options, &w, &dropped, err);

	if (st)
		return st;
	st = nb_writer_withdraw(w, "jdrb-20190304-a03", reason, &changed, err);
	if (!st)
		st = nb_writer_commit(w, 1583712001, err);
	nb_writer_free(w);
	return st;
}

static int set_up(void **state)
{
	struct nb_error err;
	uint8_t number = 1;
	bool added;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-roads-%ld",
		       (long)getpid());
	(void)snprintf(other, sizeof(other), "%s.other", path);
	(void)snprintf(made, sizeof(made), "%s.made", path);
	(void)unlink(path);
	(void)unlink(other);
	assert_int_equal(append_samples(path, &options, 1, 5, 1, &err), NB_OK);
	assert_int_equal(append_samples(path, &options, 3, 8, 2, &err), NB_OK);
	assert_int_equal(append_samples(other, &options, 7, 9, 2, &err), NB_OK);
	assert_int_equal(withdraw_page("because", &err), NB_OK);
	assert_int_equal(nb_archive_sign(path, &options, NULL, sign_as_nobody,
					 &number, &added, &err),
			 NB_OK);
	load(path, &base);
	load(other, &base_other);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)io_heal();
	(void)unlink(path);
	(void)unlink(other);
	(void)unlink(made);
	nb_buf_free(&base);
	nb_buf_free(&base_other);
	return 0;
}

typedef enum nb_status road(struct nb_error *err);

/* Run a road, which must leave no memory allocated and no file open. */
static enum nb_status run_clean(road *run, struct nb_error *err)
{
	size_t blocks = io_blocks_held();
	int descriptor = io_next_descriptor();
	enum nb_status st = run(err);

	assert_int_equal(io_blocks_held(), blocks);
	assert_int_equal(io_next_descriptor(), descriptor);
	return st;
}

static void fail_each(road *run, enum io_kind kind, bool forever)
{
	struct nb_error err;
	enum nb_status st;
	unsigned n;

	for (n = 1;; n++) {
		store(path, &base);
		store(other, &base_other);
		(void)unlink(made);
		io_fail(kind, n, forever);
		st = run_clean(run, &err);
		if (!io_heal())
			break;
		if (st != NB_IO)
			print_error("kind %d, call %u: status %d\n", (int)kind,
				    n, (int)st);
		assert_int_equal(st, NB_IO);
		assert_int_equal(err.status, NB_IO);
		assert_string_not_equal(err.file, "");
		check_unchanged(path, &base);
		check_unchanged(other, &base_other);
		assert_int_not_equal(access(made, F_OK), 0);
	}
	if (st)
		print_error("status %d: %s\n", (int)st, err.text);
	assert_int_equal(st, NB_OK);
}

static void fail_reading(road *run)
{
	fail_each(run, IO_OPEN, false);
	fail_each(run, IO_STAT, false);
	fail_each(run, IO_READ, false);
	fail_each(run, IO_READ, true);
}

static void fail_all(road *run)
{
	fail_reading(run);
	fail_each(run, IO_WRITE, false);
	fail_each(run, IO_WRITE, true);
	fail_each(run, IO_SEEK, false);
}

/* ---- roads */

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

static enum nb_status rescue(struct nb_error *err)
{
	struct nb_rescue_counts counts;

	return nb_archive_rescue(path, made, NULL, NULL, &counts, err);
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

static enum nb_status put_back(struct nb_error *err)
{
	return withdraw_page(NULL, err);
}

static enum nb_status sign_again(struct nb_error *err)
{
	uint8_t number = 2;
	bool added;

	return nb_archive_sign(path, &options, NULL, sign_as_nobody, &number,
			       &added, err);
}

/* Add a line to the newest note. */
static enum nb_status add_line(struct nb_error *err)
{
	uint8_t number = 3;
	struct nb_archive *a;
	struct nb_note *note = NULL;
	size_t added;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (!st)
		st = nb_archive_newest_note(a, &note, err);
	nb_archive_close(a);
	if (!st)
		st = sign_as_nobody(&number, note, err);
	if (!st)
		st = nb_archive_add_note(path, &options, note, &added, err);
	nb_note_free(note);
	return st;
}

static bool every_commit(void *context, const struct nb_archive_info *info)
{
	(void)context;
	(void)info;
	return true;
}

static enum nb_status read_sources(struct nb_archive *a, struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_buf out = {0};
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create(a, "", 0, true, &c, err);

	while (!st) {
		st = nb_cursor_next(c, &e, err);
		if (st || !e)
			break;
		st = nb_archive_kept_source(a, e, &out, err);
	}
	nb_cursor_free(c);
	nb_buf_free(&out);
	return st;
}

static enum nb_status read_all(struct nb_error *err)
{
	struct nb_buf out = {0};
	struct nb_archive *a;
	struct nb_note *note;
	enum nb_status st = nb_archive_open(path, &a, err);

	if (st)
		return st;
	st = nb_archive_newest_note(a, &note, err);
	nb_note_free(note);
	if (!st)
		st = nb_archive_commits(a, every_commit, NULL, err);
	if (!st)
		st = nb_proof_make(a, "jdrb-20190304-a02", 0, &out, err);
	if (!st)
		st = read_sources(a, err);
	if (!st)
		st = nb_archive_at(a, "2", err);
	if (!st)
		st = read_sources(a, err);
	nb_buf_free(&out);
	nb_archive_close(a);
	return st;
}

static void test_compact(void **state)
{
	(void)state;
	fail_all(compact);
	fail_all(purge);
}

static void test_merge(void **state)
{
	(void)state;
	fail_all(merge);
}

static void test_rescue(void **state)
{
	(void)state;
	fail_each(rescue, IO_WRITE, false);
	fail_each(rescue, IO_WRITE, true);
	fail_each(rescue, IO_OPEN, false);
}

static void test_protect(void **state)
{
	struct nb_error err;

	(void)state;
	fail_all(protect);
	fail_each(protect, IO_SYNC, false);
	store(path, &base);
	assert_int_equal(protect(&err), NB_OK);
	load(path, &base);
	base.data[1000] ^= 1;
	fail_each(repair, IO_WRITE, false);
	fail_each(repair, IO_WRITE, true);
	fail_each(repair, IO_OPEN, false);
}

static void test_put_back(void **state)
{
	(void)state;
	fail_all(put_back);
	fail_each(put_back, IO_SYNC, false);
}

static void test_signing(void **state)
{
	(void)state;
	fail_all(sign_again);
	fail_each(sign_again, IO_SYNC, false);
	fail_all(add_line);
	fail_each(add_line, IO_SYNC, false);
}

static void test_reading(void **state)
{
	(void)state;
	fail_reading(read_all);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_compact), TEST(test_merge),	 TEST(test_rescue),
		TEST(test_protect), TEST(test_put_back), TEST(test_signing),
		TEST(test_reading),
	};

	return cmocka_run_group_tests_name("roads", tests, NULL, NULL) != 0;
}
