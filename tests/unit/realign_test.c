/* SPDX-License-Identifier: Apache-2.0 */
/* Repairs that put displaced records back: what can be read in the damaged file
 * is never overwritten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <nbarc/parity.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>

#include "archive/record/commit.h"
#include "archive/record/walk.h"
#include "nobody.h"
#include "protected.h"

/* Pages whose commit record is gone stay, wherever bytes are inserted or lost
 * before them. */
static void test_shift_before_rest(void **state)
{
	uint64_t commit, i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	/* Of what stands behind, only this record says where it belongs. */
	commit = whole.len - NB_COMMIT_SIZE;
	add_pages(4, 5, 1500);
	load();
	whole.len -= NB_COMMIT_SIZE;
	for (i = 200; i < commit; i += 37) {
		shift(i, 1 + i % 4096, i);
		heals("bytes inserted");
		shift(i, 0, i + 1 + i % 300);
		heals("bytes lost");
	}
}

/* Behind a sound archive, and a gap that is not dropped, stands a record where
 * it does not belong. All stands where it stood: the file is not replaced. */
static void test_nothing_moved(void **state)
{
	struct nb_repaired done;
	struct stat before, after;
	int fd;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, whole.data + whole.len - NB_COMMIT_SIZE,
				NB_COMMIT_SIZE, (off_t)whole.len + (2 << 20)),
			 NB_COMMIT_SIZE);
	assert_int_equal(fstat(fd, &before), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(repair(&done), NB_OK);
	assert_int_equal(done.blocks, 0);
	assert_int_equal(done.healed + done.records + done.displaced + done.cut,
			 0);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

/* Where each structure of the archive begins. */
static size_t structures(struct nb_place *list, size_t most)
{
	int fd = open(path, O_RDONLY);
	struct nb_walk walk = {.file = nb_local(fd), .end = whole.len};
	size_t n = 0;

	assert_true(fd >= 0);
	while (walk.at < walk.end) {
		assert_true(n < most);
		assert_int_equal(nb_walk_next(&walk, &list[n++], NULL), NB_OK);
	}
	assert_int_equal(close(fd), 0);
	return n;
}

/* Between any two structures of what is not protected, bytes may be inserted:
 * what follows them, up to the next record that states its place, moves back
 * with it, and nothing is overwritten. */
static void test_shift_between_structures(void **state)
{
	struct nb_place list[64];
	uint64_t end;
	size_t i, n;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	end = whole.len;
	add_pages(4, 5, 1500);
	add_pages(6, 6, 1500);
	load();
	n = structures(list, 64);
	for (i = 0; i < n; i++) {
		if (list[i].offset <= end)
			continue;
		shift(list[i].offset, 1 + i * 7, list[i].offset);
		heals("bytes inserted between structures");
	}
}

/* Write one archive, which is protected, behind another one into the file;
 * `both` gets the bytes. */
static void join_archives(bool protected, struct nb_buf *both)
{
	int fd;

	add_pages(1, 3, 1500);
	protect(20);
	load();
	both->len = 0;
	assert_int_equal(nb_buf_add(both, whole.data, whole.len), NB_OK);
	assert_int_equal(unlink(path), 0);
	add_pages(4, 9, 1500);
	add_pages(10, 12, 1500);
	if (protected)
		protect(20);
	load();
	assert_int_equal(nb_buf_add(both, whole.data, whole.len), NB_OK);
	fd = open(path, O_RDWR | O_TRUNC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, both->data, both->len), (ssize_t)both->len);
	assert_int_equal(close(fd), 0);
}

static void assert_file(const struct nb_buf *wanted)
{
	struct nb_buf found = {0};
	struct nb_error err;

	assert_int_equal(nb_file_read(path, 1 << 27, &found, &err), NB_OK);
	assert_int_equal(found.len, wanted->len);
	assert_memory_equal(found.data, wanted->data, wanted->len);
	nb_buf_free(&found);
}

/* One archive behind another: what the second one states are places of the
 * first. Nothing is written, and that is no success. */
static void behind_another(bool protected)
{
	struct nb_repaired done;
	struct nb_buf both = {0};

	join_archives(protected, &both);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_int_equal(done.healed + done.records + done.displaced + done.cut,
			 0);
	assert_file(&both);
	nb_buf_free(&both);
	assert_int_equal(unlink(path), 0);
}

static void test_two_archives(void **state)
{
	(void)state;
	behind_another(false);
	behind_another(true);
}

/* How often progress may still be told of. */
static bool count_down(void *context, uint64_t done, uint64_t total)
{
	unsigned *left = context;

	(void)done;
	(void)total;
	return (*left)-- > 1;
}

/* Whenever a repair is stopped, the file is as it was. */
static void test_stopped(void **state)
{
	struct nb_repaired done;
	struct nb_buf both = {0};
	struct nb_error err;
	unsigned calls, left;
	enum nb_status st = NB_ABSENT;

	(void)state;
	join_archives(false, &both);
	for (calls = 1; st == NB_ABSENT; calls++) {
		left = calls;
		st = nb_archive_repair(path, NULL, count_down, &left, &done,
				       &err);
		assert_file(&both);
	}
	assert_int_equal(st, NB_INVALID);
	assert_true(calls > 5);
	nb_buf_free(&both);
}

/* A range that occurs twice, with a note in it, is not lost when one of the two
 * is taken out. */
static void test_note_twice(void **state)
{
	struct nb_error err;
	size_t before;
	bool added;
	int fd;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	before = whole.len;
	assert_int_equal(nb_archive_sign(path, NULL, "origin", sign_as_nobody,
					 NULL, &added, &err),
			 NB_OK);
	protect(20);
	load();
	fd = open(path, O_RDWR | O_TRUNC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, whole.data, whole.len), (ssize_t)whole.len);
	assert_int_equal(pwrite(fd, whole.data + before, whole.len - before,
				(off_t)whole.len),
			 (ssize_t)(whole.len - before));
	assert_int_equal(close(fd), 0);
	heals("a range with a note twice");
}

/* Two rows of parity in each other's place: both are whole records, but not the
 * ones that must stand there. */
static void test_rows_exchanged(void **state)
{
	struct nb_parity_set set;
	size_t size, a, b;
	int fd;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	set = last_set();
	size = (size_t)nb_row_size(&set);
	a = (size_t)nb_row_offset(&set, 0);
	b = (size_t)nb_row_offset(&set, 2);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, whole.data + a, size, (off_t)b),
			 (ssize_t)size);
	assert_int_equal(pwrite(fd, whole.data + b, size, (off_t)a),
			 (ssize_t)size);
	assert_int_equal(close(fd), 0);
	heals("rows exchanged");
	hit(300, 1, 0x40);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, whole.data + a, size, (off_t)b),
			 (ssize_t)size);
	assert_int_equal(close(fd), 0);
	heals("a row twice, and a byte changed");
}

/* A file that ends in the first record of its parity: no check there is known,
 * and what is protected stays as it is. */
static void test_cut_in_checks(void **state)
{
	struct nb_parity_set set;
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;
	uint64_t at;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	set = last_set();
	for (at = set.set + 1; at < nb_row_offset(&set, 0); at += 3) {
		shift(0, 0, 0);
		assert_int_equal(truncate(path, (off_t)at), 0);
		/* Where most of the record is there, its checks may do. */
		(void)!repair(&done);
		assert_int_equal(nb_file_read(path, 1 << 27, &after, &err),
				 NB_OK);
		assert_true(after.len >= set.set);
		assert_memory_equal(after.data, whole.data, (size_t)set.set);
		after.len = 0;
	}
	nb_buf_free(&after);
}

/* The page directory of the second frame is gone: its sources are those that
 * stand behind it, and not those of the frame that was read before. */
static void test_sources_without_directory(void **state)
{
	struct nb_rescue_counts counts;
	struct nb_place list[64];
	struct nb_error err;
	char beside[80];
	size_t i, n;

	(void)state;
	(void)snprintf(beside, sizeof(beside), "%.60s.copy", path);
	(void)unlink(beside);
	add_pages(1, 3, 1500);
	add_pages(4, 9, 1500);
	load();
	n = structures(list, 64);
	while (n > 0 && list[--n].kind != NB_RECORD_DIRECTORY)
		;
	assert_true(n > 0);
	for (i = 0; i < n && list[i].kind != NB_RECORD_DIRECTORY; i++)
		;
	/* The frame of the first is displaced, too. */
	shift(list[i].offset + list[i].size, 7, list[i].offset + list[i].size);
	hit(list[n].offset + 7, list[n].size, 0);
	assert_int_equal(
		nb_archive_rescue(path, beside, NULL, NULL, &counts, &err),
		NB_OK);
	assert_int_equal(unlink(beside), 0);
	assert_int_equal(counts.pages, 9);
	assert_int_equal(counts.sources, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shift_before_rest),
		TEST(test_nothing_moved),
		TEST(test_shift_between_structures),
		TEST(test_two_archives),
		TEST(test_stopped),
		TEST(test_note_twice),
		TEST(test_rows_exchanged),
		TEST(test_cut_in_checks),
		TEST(test_sources_without_directory),
	};

	keep_memory();
	return cmocka_run_group_tests_name("realign", tests, NULL, NULL) != 0;
}
