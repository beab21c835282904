/* SPDX-License-Identifier: Apache-2.0 */
/* Adding parity several times, and repairing in place or into another file:
 * what is counted, what is written, and what stays as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/parity.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/record.h"
#include "base/file.h"
#include "sample.h"

#define SETS 3u

static char path[64], made[72];
static struct nb_buf whole;
static uint64_t ends[SETS];  /* of the commits of the parity sets */
static uint64_t first_bytes; /* that the first set protects */

static const struct nb_writer_options options = {
	.level = 1, .frame_content = 4096, .threads = 1};

static uint64_t end_of_archive(void)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	nb_archive_info(a, &info);
	nb_archive_close(a);
	return info.end;
}

static enum nb_status protect(double percent, struct nb_protected *done)
{
	struct nb_error err;

	return nb_archive_protect(path, percent, &options, NULL, NULL, done,
				  &err);
}

/* Three commits of pages, each with parity after it. */
static int set_up(void **state)
{
	struct nb_protected done;
	struct nb_error err;
	uint64_t before, covered = NB_HEADER_SIZE;
	unsigned i;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-healing-%ld",
		       (long)getpid());
	(void)snprintf(made, sizeof(made), "%s.made", path);
	(void)unlink(path);
	(void)unlink(made);
	for (i = 0; i < SETS; i++) {
		assert_int_equal(append_samples(path, &options, 1 + 40 * i,
						40 + 40 * i, 1, &err),
				 NB_OK);
		before = end_of_archive();
		assert_int_equal(protect(30, &done), NB_OK);
		ends[i] = end_of_archive();
		first_bytes = i ? first_bytes : before;
		assert_in_range(done.bytes, before - covered,
				before - covered + NB_HEADER_SIZE);
		assert_int_equal(done.parity,
				 ends[i] - before - NB_COMMIT_SIZE);
		covered = before;
		/* Nothing is left to protect. */
		assert_int_equal(protect(30, &done), NB_OK);
		assert_int_equal(done.bytes, 0);
		assert_int_equal(done.parity, 0);
		assert_int_equal(end_of_archive(), ends[i]);
	}
	whole.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 24, &whole, &err), NB_OK);
	assert_int_equal(whole.len, ends[SETS - 1]);
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

static void store(const struct nb_buf *b, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->data, len), len);
	assert_int_equal(close(fd), 0);
}

static void check_file(const char *name, const struct nb_buf *expected)
{
	struct nb_buf now = {0};
	struct nb_error err;

	assert_int_equal(nb_file_read(name, 1 << 24, &now, &err), NB_OK);
	assert_int_equal(now.len, expected->len);
	assert_memory_equal(now.data, expected->data, now.len);
	nb_buf_free(&now);
}

/* Repair the stored file into another one, and in place. */
static void heals(uint64_t blocks, uint64_t records)
{
	struct nb_repaired done;
	struct nb_error err;
	bool whole_already = blocks + records == 0;

	(void)unlink(made);
	assert_int_equal(nb_archive_repair(path, made, NULL, NULL, &done, &err),
			 NB_OK);
	assert_int_equal(done.blocks, blocks);
	assert_int_equal(done.healed, blocks);
	assert_int_equal(done.records, records);
	assert_true(done.protected_to > ends[SETS - 2]);
	assert_true(done.protected_to < ends[SETS - 1]);
	assert_int_equal(access(made, F_OK) == 0, !whole_already);
	if (!whole_already)
		check_file(made, &whole);
	assert_int_equal(nb_archive_repair(path, NULL, NULL, NULL, &done, &err),
			 NB_OK);
	check_file(path, &whole);
}

/* ---- adding parity */

static void test_redundancy_has_limits(void **state)
{
	static const double bad[] = {0, -1, 100.001, 101, 1e9};
	struct nb_protected done;
	size_t i;

	(void)state;
	store(&whole, whole.len);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(protect(bad[i], &done), NB_USAGE);
	assert_int_equal(protect(NAN, &done), NB_USAGE);
	check_file(path, &whole);
	assert_int_equal(protect(100, &done), NB_OK);
	assert_int_equal(protect(.001, &done), NB_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(protect(10, &done), NB_IO);
	assert_int_not_equal(access(path, F_OK), 0);
}

/* ---- repairing */

static void test_nothing_is_written_of_a_whole_archive(void **state)
{
	struct stat before, after;

	(void)state;
	store(&whole, whole.len);
	assert_int_equal(stat(path, &before), 0);
	heals(0, 0);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

/* The commit record after a set has no parity, but follows from others. */
static void test_commit_records_are_made_anew(void **state)
{
	struct nb_buf b = {0};
	unsigned i, k;

	(void)state;
	assert_int_equal(nb_buf_add(&b, whole.data, whole.len), NB_OK);
	for (k = 0; k < SETS; k++) {
		size_t at = (size_t)ends[k] - NB_COMMIT_SIZE;

		for (i = 0; i < NB_COMMIT_SIZE; i += 93) {
			b.data[at + i] ^= 8;
			store(&b, b.len);
			/* The next set protects it, but for the last one. */
			heals(k + 1 < SETS, k + 1 == SETS);
			b.data[at + i] ^= 8;
		}
	}
	nb_buf_free(&b);
}

static void test_end_that_is_cut_off(void **state)
{
	(void)state;
	store(&whole, whole.len - 1);
	heals(0, 1);
	store(&whole, whole.len - NB_COMMIT_SIZE);
	heals(0, 1);
	store(&whole, whole.len - NB_COMMIT_SIZE - 10);
	heals(0, 2);
}

static void test_damage_of_data_is_counted(void **state)
{
	struct nb_buf b = {0};
	size_t at;

	(void)state;
	assert_int_equal(nb_buf_add(&b, whole.data, whole.len), NB_OK);
	for (at = NB_HEADER_SIZE + 10; at < 4000; at += 601) {
		b.data[at] ^= 1;
		store(&b, b.len);
		heals(1, 0);
		b.data[at] ^= 1;
	}
	/* In two sets. */
	b.data[200] ^= 1;
	b.data[ends[0] + 200] ^= 1;
	store(&b, b.len);
	heals(2, 0);
	nb_buf_free(&b);
}

/* A file that is replaced keeps its mode. */
static void test_mode_is_kept(void **state)
{
	struct nb_repaired done;
	struct nb_error err;
	struct stat s;

	(void)state;
	whole.data[500] ^= 1;
	store(&whole, whole.len);
	whole.data[500] ^= 1;
	assert_int_equal(chmod(path, 0604), 0);
	assert_int_equal(nb_archive_repair(path, NULL, NULL, NULL, &done, &err),
			 NB_OK);
	check_file(path, &whole);
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 07777, 0604);
	assert_int_equal(chmod(path, 0600), 0);
}

static void test_too_much_damage(void **state)
{
	struct nb_buf b = {0};
	struct nb_repaired done;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_buf_add(&b, whole.data, whole.len), NB_OK);
	memset(b.data + 100, 7, (size_t)first_bytes - 100);
	store(&b, b.len);
	(void)unlink(made);
	assert_int_equal(nb_archive_repair(path, made, NULL, NULL, &done, &err),
			 NB_INVALID);
	assert_string_equal(err.file, path);
	assert_string_equal(err.text,
			    "more is damaged than the parity can heal");
	assert_true(done.blocks > done.healed);
	/* Nothing was healed, so nothing is written. */
	assert_int_equal(access(made, F_OK) == 0,
			 done.healed + done.records > 0);
	nb_buf_free(&b);
}

static void test_what_cannot_be_repaired(void **state)
{
	struct nb_repaired done;
	struct nb_error err;

	(void)state;
	(void)unlink(made);
	(void)unlink(path);
	assert_int_equal(nb_archive_repair(path, made, NULL, NULL, &done, &err),
			 NB_IO);
	assert_string_equal(err.file, path);
	assert_int_equal(append_samples(path, &options, 1, 3, 1, &err), NB_OK);
	assert_int_equal(nb_archive_repair(path, made, NULL, NULL, &done, &err),
			 NB_ABSENT);
	assert_int_equal(done.protected_to, 0);
	assert_int_not_equal(access(made, F_OK), 0);
	/* A file is in the way. */
	whole.data[500] ^= 1;
	store(&whole, whole.len);
	whole.data[500] ^= 1;
	assert_int_equal(symlink("/nowhere", made), 0);
	assert_int_not_equal(
		nb_archive_repair(path, made, NULL, NULL, &done, &err), NB_OK);
	assert_int_equal(unlink(made), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_redundancy_has_limits),
		cmocka_unit_test(test_nothing_is_written_of_a_whole_archive),
		cmocka_unit_test(test_commit_records_are_made_anew),
		cmocka_unit_test(test_end_that_is_cut_off),
		cmocka_unit_test(test_damage_of_data_is_counted),
		cmocka_unit_test(test_mode_is_kept),
		cmocka_unit_test(test_too_much_damage),
		cmocka_unit_test(test_what_cannot_be_repaired),
	};

	return cmocka_run_group_tests_name("healing", tests, set_up,
					   tear_down) != 0;
}
