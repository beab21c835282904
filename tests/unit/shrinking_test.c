/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that becomes shorter while a verification, a list or a rescue walks
 * over it: what is missing is damage, and the walk comes to an end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <fcntl.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/verify.h>

#include "archive/record/record.h"
#include "base/file.h"
#include "sample.h"

static char path[64];
static struct nb_buf whole; /* the archive */

static void put_bytes(const uint8_t *data, uint64_t at, size_t len)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, len, (off_t)at), (ssize_t)len);
	assert_int_equal(close(fd), 0);
}

static void put_back(void)
{
	assert_int_equal(truncate(path, (off_t)whole.len), 0);
	put_bytes(whole.data, 0, whole.len);
}

/* Two commits of many small frames. */
static void make_archive(void)
{
	const struct nb_writer_options options = {
		.level = 1, .frame_content = 4096, .threads = 1};

	(void)snprintf(path, sizeof(path), "/tmp/nbarc-shrinking-%ld.nbarc",
		       (long)getpid());
	(void)unlink(path);
	assert_int_equal(append_samples(path, &options, 1, 30, 1, NULL), NB_OK);
	assert_int_equal(append_samples(path, &options, 21, 40, 2, NULL),
			 NB_OK);
	assert_int_equal(nb_file_read(path, 1 << 26, &whole, NULL), NB_OK);
}

/* More reports or pages than any of these archives can give. */
#define ENDLESS 2000u

/* Cut the file to `size` bytes when `wait` calls have gone by. */
struct cutter {
	unsigned wait, reports;
	uint64_t size;
};

static void cut_now(struct cutter *c)
{
	if (c->wait && --c->wait == 0)
		assert_int_equal(truncate(path, (off_t)c->size), 0);
}

static bool cut_at_progress(void *context, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	cut_now(context);
	return true;
}

static void cut_at_report(void *context, const struct nb_problem *p)
{
	struct cutter *c = context;

	(void)p;
	assert_true(++c->reports < ENDLESS);
	cut_now(c);
}

static struct nb_archive *open_ignoring_damage(void)
{
	const struct nb_damage ignored = {NULL, NULL};
	struct nb_archive *a;

	assert_int_equal(nb_archive_open_damaged(path, &ignored, &a, NULL),
			 NB_OK);
	return a;
}

static void shrink_verify(uint64_t size, unsigned wait)
{
	struct cutter c = {.wait = wait, .size = size};
	const struct nb_verify_callbacks callbacks = {&c, cut_at_report,
						      cut_at_progress, NULL, 1};
	struct nb_archive *a = open_ignoring_damage();

	assert_int_equal(nb_archive_verify(a, &callbacks, NULL), NB_INVALID);
	nb_archive_close(a);
	put_back();
}

static void shrink_list(uint64_t size)
{
	struct nb_archive *a = open_ignoring_damage();
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	const uint8_t *xml;
	unsigned steps = 0;
	enum nb_status st;
	size_t len;

	assert_int_equal(truncate(path, (off_t)size), 0);
	st = nb_cursor_create(a, "", 0, true, &cursor, NULL);
	while (!st) {
		assert_true(++steps < ENDLESS);
		st = nb_cursor_next(cursor, &e, NULL);
		if (!st && e)
			(void)!nb_archive_document(a, e, &xml, &len, NULL);
		else
			break;
	}
	nb_cursor_free(cursor);
	nb_archive_close(a);
	put_back();
}

/* The walk of a rescue meets damage early, and then a shorter file. */
static void shrink_rescue(uint64_t size, const char *rescued)
{
	struct cutter c = {.wait = 1, .size = size};
	const struct nb_verify_callbacks callbacks = {.context = &c,
						      .report = cut_at_report};
	struct nb_rescue_counts counts;
	const uint64_t at = NB_HEADER_SIZE + 20;
	uint8_t bad = whole.data[at] ^ 0xff;

	put_bytes(&bad, at, 1);
	(void)!nb_archive_rescue(path, rescued, NULL, &callbacks, &counts,
				 NULL);
	assert_in_range(c.reports, 1, ENDLESS);
	(void)unlink(rescued);
	put_back();
}

static void test_shrinking(void **state)
{
	char rescued[sizeof(path) + 8];
	unsigned i, wait;

	(void)state;
	make_archive();
	(void)snprintf(rescued, sizeof(rescued), "%s.new", path);
	for (i = 0; i < 8; i++) {
		uint64_t size = whole.len * i / 8;

		for (wait = 1; wait < 6; wait += 2)
			shrink_verify(size, wait);
		shrink_list(size);
		shrink_rescue(size, rescued);
	}
	nb_buf_free(&whole);
	(void)unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shrinking),
	};

	return cmocka_run_group_tests_name("shrinking", tests, NULL, NULL) != 0;
}
