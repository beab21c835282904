/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Progress: whatever reports how far it is never goes back, never exceeds its
 * total and ends with it; stopped at any call it says NB_ABSENT and leaves the
 * archive as it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/parity.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/record.h"
#include "base/file.h"
#include "sample.h"

#define PAGES 40

static char path[48], made[64], file[64];
static struct nb_buf base;

/* ---- what was reported */

static struct {
	unsigned calls, stop_at; /* 0: not at all */
	uint64_t done, total;
} seen;

static bool progress(void *context, uint64_t done, uint64_t total)
{
	assert_ptr_equal(context, &seen);
	assert_true(done >= seen.done);
	assert_true(total == 0 || done <= total);
	seen.done = done;
	seen.total = total;
	return ++seen.calls != seen.stop_at;
}

/* Parity counts whole blocks, so that the last one may exceed the bytes. */
static bool blocks_progress(void *context, uint64_t done, uint64_t total)
{
	if (done > total) {
		assert_true(done - total < 65536);
		done = total;
	}
	return progress(context, done, total);
}

/* ---- files */

static void store(const char *name, const void *data, size_t len)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void check_unchanged(void)
{
	struct nb_buf now = {0};
	struct nb_error err;

	assert_int_equal(nb_file_read(path, 1 << 26, &now, &err), NB_OK);
	assert_int_equal(now.len, base.len);
	assert_memory_equal(now.data, base.data, base.len);
	nb_buf_free(&now);
	assert_int_not_equal(access(made, F_OK), 0);
}

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 700, .threads = 1};

static int set_up(void **state)
{
	struct nb_error err;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-progress-%ld",
		       (long)getpid());
	(void)snprintf(made, sizeof(made), "%s.made", path);
	(void)snprintf(file, sizeof(file), "%s.txt", path);
	(void)unlink(path);
	assert_int_equal(append_samples(path, &options, 1, PAGES, 1, &err),
			 NB_OK);
	assert_int_equal(append_samples(path, &options, 5, 9, 2, &err), NB_OK);
	assert_int_equal(nb_file_read(path, 1 << 26, &base, &err), NB_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(made);
	(void)unlink(file);
	nb_buf_free(&base);
	return 0;
}

/* Stop at each call in turn, and at none; there are `least` of them, and the
 * last one is `left` before the end. */
static void sweep(enum nb_status (*run)(void), unsigned least, uint64_t left)
{
	enum nb_status st;
	unsigned n;

	for (n = 1;; n++) {
		store(path, base.data, base.len);
		(void)unlink(made);
		memset(&seen, 0, sizeof(seen));
		seen.stop_at = n;
		st = run();
		if (seen.calls < n)
			break;
		assert_int_equal(st, NB_ABSENT);
		assert_int_equal(seen.calls, n);
		check_unchanged();
	}
	assert_int_equal(st, NB_OK);
	assert_in_range(n - 1, least, 10000);
	assert_int_equal(seen.total - seen.done, left);
}

/* ---- what reports it */

static enum nb_status verify(void)
{
	struct nb_verify_callbacks callbacks = {
		.context = &seen, .progress = progress, .threads = 1};
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	st = nb_archive_verify(a, &callbacks, &err);
	nb_archive_close(a);
	return st;
}

static enum nb_status rescue(void)
{
	struct nb_verify_callbacks callbacks = {.context = &seen,
						.progress = progress};
	struct nb_rescue_counts counts;
	struct nb_error err;

	return nb_archive_rescue(path, made, NULL, &callbacks, &counts, &err);
}

static enum nb_status compact(void)
{
	struct nb_rewrite_options o = {
		.writer = options, .progress = progress, .context = &seen};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	return nb_compact(path, made, &o, &counts, &err);
}

static enum nb_status merge(void)
{
	const char *const paths[] = {path};
	struct nb_rewrite_options o = {
		.writer = options, .progress = progress, .context = &seen};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	return nb_merge_archives(paths, 1, made, &o, &counts, &err);
}

static enum nb_status protect(void)
{
	struct nb_protected done;
	struct nb_error err;

	return nb_archive_protect(path, 20, &options, blocks_progress, &seen,
				  &done, &err);
}

static enum nb_status repair(void)
{
	struct nb_repaired done;
	struct nb_error err;

	return nb_archive_repair(path, made, blocks_progress, &seen, &done,
				 &err);
}

static enum nb_status ingest(void)
{
	struct nb_ingest_options o = {
		.naming = {.title_code = "jdrb",
			   .date = "20190305",
			   .page = "a01"},
		.writer = options,
		.has_time = true,
		.time = 1583712000,
	};
	struct nb_ingest_callbacks callbacks = {.context = &seen,
						.progress = progress};
	struct nb_ingest_counts counts;
	struct nb_error err;
	char *paths[] = {file};

	return nb_ingest(path, paths, 1, &o, &callbacks, &counts, &err);
}

static void test_verify(void **state)
{
	(void)state;
	sweep(verify, 2, NB_COMMIT_SIZE);
}

static void test_rescue(void **state)
{
	(void)state;
	sweep(rescue, 2, 1);
}

static void test_rewrite(void **state)
{
	(void)state;
	sweep(compact, 2, 0);
	sweep(merge, 2, 0);
}

static void test_parity(void **state)
{
	struct nb_error err;

	(void)state;
	sweep(protect, 1, 0);
	base.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 26, &base, &err), NB_OK);
	base.data[1000] ^= 1;
	sweep(repair, 1, 0);
}

static void test_ingest(void **state)
{
	static const char text[] = "春耕开始\n\n　　本报讯　农户摆放秧盘。\n";

	(void)state;
	store(file, text, strlen(text));
	sweep(ingest, 1, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_verify), TEST(test_rescue), TEST(test_rewrite),
		TEST(test_parity), TEST(test_ingest),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL) != 0;
}
