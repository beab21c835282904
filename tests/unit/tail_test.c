/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appending to an archive whose end is damaged. What an unfinished append left
 * is cut off; a commit is never: whatever is done to its record, its pages are
 * there after the attempt to append.
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
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "quick.h"
#include "sample.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "base/file.h"
#include "base/le.h"

#define OLD 3 /* pages of the first commit */
#define ALL 6 /* and of the second */
#define SECTOR 4096u

/* What the writer said of the tail that it found. */
struct told {
	unsigned calls;
	uint64_t bytes, completed;
	bool padding;
	size_t pages;
	char first[32];
};

static char path[64], other[72];
static struct nb_buf whole;
static size_t first_end, last; /* end of commit 1, begin of the record of 2 */
static struct told told;

static void tell(void *context, const struct nb_torn *torn)
{
	struct told *t = context;

	t->calls++;
	t->bytes = torn->bytes;
	t->completed = torn->completed;
	t->padding = torn->padding;
	t->pages = torn->page_count;
	if (torn->page_count)
		(void)snprintf(t->first, sizeof(t->first), "%.*s@%u",
			       (int)torn->pages[0].id.len,
			       torn->pages[0].id.text, torn->pages[0].revision);
}

static const struct nb_writer_options options = {.level = 1,
						 .frame_content = 1024,
						 .threads = 1,
						 .torn = tell,
						 .torn_context = &told};

static void load(struct nb_buf *out)
{
	struct nb_error err;

	out->len = 0;
	assert_int_equal(nb_file_read(path, 1 << 22, out, &err), NB_OK);
}

static void store(const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	assert_int_equal(close(fd), 0);
}

static int set_up(void **state)
{
	const char *folder = memory_folder();
	struct nb_error err;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-tail-%ld.nbarc", folder,
		       (long)getpid());
	(void)snprintf(other, sizeof(other), "%s.new", path);
	(void)unlink(path);
	memset(&told, 0, sizeof(told));
	assert_int_equal(append_samples(path, &options, 1, OLD, 1, &err),
			 NB_OK);
	load(&whole);
	first_end = whole.len;
	assert_int_equal(append_samples(path, &options, OLD + 1, ALL, 1, &err),
			 NB_OK);
	load(&whole);
	last = whole.len - NB_COMMIT_SIZE;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	nb_buf_free(&whole);
	(void)unlink(path);
	(void)unlink(other);
	return 0;
}

static void ignore(void *context, const struct nb_error *err)
{
	(void)context;
	(void)err;
}

static void count_report(void *context, const struct nb_error *err)
{
	(void)err;
	++*(unsigned *)context;
}

static void check_pages(unsigned count)
{
	struct nb_damage damage = {NULL, ignore};
	struct nb_archive *a;
	struct nb_error err;
	unsigned i;

	assert_int_equal(nb_archive_open_damaged(path, &damage, &a, &err),
			 NB_OK);
	for (i = 1; i <= count; i++)
		assert_int_equal(find_sample(a, i, 1, 0), NB_OK);
	nb_archive_close(a);
}

/*
 * Append a page to the archive as it is: true when it is appended, and false
 * when that was refused, nothing being changed. A commit record without its
 * head may get that all the same.
 */
static bool append_one(void)
{
	struct nb_buf before = {0}, after = {0};
	struct nb_error err;
	enum nb_status st;

	load(&before);
	memset(&told, 0, sizeof(told));
	st = append_samples(path, &options, ALL + 1, ALL + 1, 1, &err);
	load(&after);
	if (st) {
		assert_int_equal(nb_exit_code(st), 2);
		assert_int_equal(before.len, after.len);
		if (told.completed)
			memcpy(before.data + last, whole.data + last,
			       NB_RECORD_HEAD);
		assert_memory_equal(before.data, after.data, after.len);
	}
	nb_buf_free(&before);
	nb_buf_free(&after);
	return st == NB_OK;
}

static void check_sound(void)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

/* Each byte of the newest commit record, changed in several ways. */
static void test_every_byte(void **state)
{
	size_t at, way, completed = 0;

	(void)state;
	for (at = last; at < whole.len; at++) {
		const uint8_t b = whole.data[at];
		const uint8_t ways[] = {b ^ 1, b ^ 0x20, b ^ 0xff, 0};

		for (way = 0; way < 4; way++) {
			if (ways[way] == b)
				continue;
			whole.data[at] = ways[way];
			store(whole.data, whole.len);
			whole.data[at] = b;
			if (append_one()) {
				assert_int_equal(told.completed, 2);
				check_sound();
				check_pages(ALL + 1);
				completed++;
			} else {
				check_pages(ALL);
			}
		}
	}
	/* What every record begins with can be made again. */
	assert_in_range(completed, 3 * NB_RECORD_HEAD, 4 * NB_RECORD_HEAD);
}

/* Zeroed sectors over the newest commit record, wherever they begin. */
static void test_sectors(void **state)
{
	uint8_t *data = malloc(whole.len);
	size_t at = last > SECTOR ? last - SECTOR + 1 : 0;

	(void)state;
	assert_non_null(data);
	for (; at < whole.len; at += 61) {
		size_t from = at > first_end ? at : first_end;
		size_t end = at + SECTOR < whole.len ? at + SECTOR : whole.len;

		memcpy(data, whole.data, whole.len);
		memset(data + from, 0, end - from);
		store(data, whole.len);
		assert_false(append_one());
		check_pages(OLD);
		if (from >= last)
			check_pages(ALL);
	}
	free(data);
}

/* A commit that was cut off, at each place. */
static void test_cuts(void **state)
{
	size_t len;

	(void)state;
	for (len = whole.len - 1; len > first_end; len -= len > last ? 1 : 7) {
		store(whole.data, len);
		if (len - first_end < NB_RECORD_LEAST) {
			assert_true(append_one());
			break;
		}
		assert_false(append_one());
	}
}

/* An append that did not get to its end, cut off at each place. */
static void test_unfinished(void **state)
{
	size_t len;

	(void)state;
	whole.data[first_end + 13] = NB_RECORD_UNSEALED;
	memset(whole.data + last, 0, NB_RECORD_HEAD);
	for (len = whole.len; len > first_end; len -= 3) {
		store(whole.data, len);
		assert_true(append_one());
		assert_int_equal(told.calls, 1);
		assert_int_equal(told.bytes, len - first_end);
		assert_int_equal(told.completed, 0);
		/* The pages of all frames whose page directory is there. */
		if (len == whole.len) {
			assert_int_equal(told.pages, ALL - OLD);
			assert_string_equal(told.first, "jdrb-20190304-a04@1");
		}
		check_sound();
		check_pages(OLD);
		if (len < first_end + 3)
			break;
	}
}

/* Is the tail passed over in silence? `absent` is the answer for a page that is
 * not there. */
static bool silent(enum nb_status absent)
{
	unsigned reports = 0;
	struct nb_damage damage = {&reports, count_report};
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open_damaged(path, &damage, &a, &err),
			 NB_OK);
	assert_int_equal(find_sample(a, ALL, 1, 0), NB_OK);
	assert_int_equal(find_sample(a, ALL + 1, 1, 0), absent);
	nb_archive_close(a);
	return reports == 0;
}

/* Store the archive with zeros after it up to `size`, and a last byte. */
static void store_padded(size_t size, uint8_t last_byte)
{
	uint8_t *data = calloc(1, size);

	assert_non_null(data);
	memcpy(data, whole.data, whole.len);
	data[size - 1] = last_byte;
	store(data, size);
	free(data);
}

/* The zeros of a copy made in blocks say nothing of a commit. */
static void test_padding(void **state)
{
	static const size_t blocks[] = {512, 4096, 65536, 1u << 20};
	struct nb_archive *a;
	struct nb_error err;
	size_t i;

	(void)state;
	assert_int_not_equal(whole.len % 512, 0);
	for (i = 0; i < 4; i++) {
		size_t size = whole.len + blocks[i] - whole.len % blocks[i];

		store_padded(size, 0);
		assert_true(silent(NB_ABSENT));
		assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
		assert_int_equal(nb_archive_verify(a, NULL, &err), NB_INVALID);
		nb_archive_close(a);
		assert_true(append_one());
		assert_true(told.padding);
		assert_int_equal(told.bytes, size - whole.len);
		assert_int_equal(told.pages, 0);
		check_sound();
		check_pages(ALL + 1);
	}
}

/* Others may be what became of a commit. */
static void test_no_padding(void **state)
{
	/* With room for a record: what is shorter holds no page. */
	size_t end = (whole.len + NB_RECORD_LEAST + 4095) / 4096 * 4096;

	(void)state;
	store_padded(end, 1);
	assert_false(silent(NB_INVALID));
	assert_false(append_one());
	store_padded(end + 1, 0);
	assert_false(silent(NB_INVALID));
	assert_false(append_one());
	store_padded(end + (1 << 20), 0);
	assert_false(silent(NB_INVALID));
	assert_false(append_one());
}

/* Zeros from the begin of a sector on may have been one that had a commit. */
static void test_sector_of_zeros(void **state)
{
	size_t gap = 512 - (whole.len + 8) % 512;
	uint8_t frame[8] = {0x50, 0x2a, 0x4d, 0x18};
	struct nb_buf record = {0};
	struct nb_commit commit;
	struct nb_error err;

	(void)state;
	assert_int_equal(
		nb_commit_decode(whole.data + last, last, &commit, &err),
		NB_OK);
	commit.offset += sizeof(frame) + gap;
	assert_int_equal(nb_commit_encode(&commit, &record, &err), NB_OK);
	nb_put32(frame + 4, (uint32_t)gap);
	whole.len = last;
	assert_int_equal(nb_buf_add(&whole, frame, sizeof(frame)), NB_OK);
	assert_int_equal(nb_add_zeros(&whole, gap), NB_OK);
	assert_int_equal(nb_buf_add(&whole, record.data, record.len), NB_OK);
	nb_buf_free(&record);
	assert_int_equal(whole.len % 512, 0);
	store(whole.data, whole.len);
	check_pages(ALL);
	store_padded(whole.len + 4096, 0);
	assert_false(silent(NB_INVALID));
	assert_false(append_one());
}

/* Only the head of the commit record is missing: the commit is completed. */
static void test_complete(void **state)
{
	(void)state;
	memset(whole.data + last, 0, NB_RECORD_HEAD);
	store(whole.data, whole.len);
	check_pages(OLD);
	assert_true(append_one());
	assert_int_equal(told.completed, 2);
	assert_int_equal(told.pages, ALL - OLD);
	check_sound();
	check_pages(ALL + 1);
}

/* Zeros over that head and the catalogue: it is completed, and then nothing can
 * be appended to it, but nothing is taken away. */
static void test_complete_damaged(void **state)
{
	struct nb_buf after = {0};
	uint8_t head[NB_RECORD_HEAD];
	struct nb_error err;

	(void)state;
	memcpy(head, whole.data + last, sizeof(head));
	memset(whole.data + last - 400, 0, 400 + NB_RECORD_HEAD);
	store(whole.data, whole.len);
	assert_int_equal(
		append_samples(path, &options, ALL + 1, ALL + 1, 1, &err),
		NB_INVALID);
	assert_int_equal(told.completed, 2);
	load(&after);
	memcpy(whole.data + last, head, sizeof(head));
	assert_int_equal(after.len, whole.len);
	assert_memory_equal(after.data, whole.data, whole.len);
	nb_buf_free(&after);
	check_pages(OLD);
}

/* Nor is a damaged commit left out of what is made of an archive. */
static void test_rewriting(void **state)
{
	struct nb_rewrite_options rewrite = {.writer = options};
	struct nb_rewrite_counts counts;
	const char *paths[] = {path};
	struct nb_error err;

	(void)state;
	whole.data[last + 300] ^= 1;
	store(whole.data, whole.len);
	assert_int_equal(nb_compact(path, NULL, &rewrite, &counts, &err),
			 NB_INVALID);
	assert_int_equal(nb_compact(path, other, &rewrite, &counts, &err),
			 NB_INVALID);
	assert_int_equal(
		nb_merge_archives(paths, 1, other, &rewrite, &counts, &err),
		NB_INVALID);
	assert_int_not_equal(access(other, F_OK), 0);
	check_pages(ALL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_byte), TEST(test_sectors),
		TEST(test_cuts),       TEST(test_unfinished),
		TEST(test_complete),   TEST(test_complete_damaged),
		TEST(test_rewriting),  TEST(test_padding),
		TEST(test_no_padding), TEST(test_sector_of_zeros),
	};

	keep_memory();
	return cmocka_run_group_tests_name("tail", tests, NULL, NULL) != 0;
}
