/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every bit of an archive counts: whichever is turned over, verify says so. The
 * archives here have each kind of structure that the format knows.
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
#include <nbarc/rewrite.h>
#include <nbarc/sign.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/file.h"
#include "base/le.h"
#include "base/sha256.h"
#include "nobody.h"
#include "quick.h"
#include "sample.h"

static char path[64];
static struct nb_buf whole;

static const struct nb_writer_options small = {
	.level = 1, .frame_content = 1024, .threads = 1};

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-bits-%ld.nbarc",
		       memory_folder(), (long)getpid());
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	nb_buf_free(&whole);
	(void)unlink(path);
	return 0;
}

static void append(unsigned first, unsigned last, unsigned salt)
{
	struct nb_error err;

	assert_int_equal(append_samples(path, &small, first, last, salt, &err),
			 NB_OK);
}

/* Two commits; the second revises page 2, and merges the trees. */
static void make_two(void)
{
	append(1, 3, 1);
	append(2, 2, 2);
}

static void ignore(void *context, const struct nb_error *err)
{
	(void)context;
	(void)err;
}

static enum nb_status verify(void)
{
	struct nb_damage damage = {NULL, ignore};
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st = nb_archive_open_damaged(path, &damage, &a, &err);

	if (st)
		return st;
	st = nb_archive_verify(a, NULL, &err);
	nb_archive_close(a);
	return st;
}

static void put(int fd, uint64_t at, uint8_t value)
{
	assert_int_equal(pwrite(fd, &value, 1, (off_t)at), 1);
}

/* Turn over one bit after the other, of the bytes from `from` on. */
static void check_bits(uint64_t from)
{
	int fd = open(path, O_WRONLY);
	unsigned bit, silent = 0;
	struct nb_error err;
	enum nb_status st;
	uint64_t at;

	whole.len = 0;
	assert_true(fd >= 0);
	assert_int_equal(nb_file_read(path, 1 << 20, &whole, &err), NB_OK);
	assert_int_equal(verify(), NB_OK);
	for (at = from; at < whole.len; at++) {
		for (bit = 0; bit < 8; bit++) {
			put(fd, at, whole.data[at] ^ (uint8_t)(1u << bit));
			st = verify();
			if (st == NB_OK) {
				silent++;
				print_error("bit %u of byte %lu makes no "
					    "difference\n",
					    bit, (unsigned long)at);
			} else {
				assert_int_equal(nb_exit_code(st), 2);
			}
		}
		put(fd, at, whole.data[at]);
	}
	assert_int_equal(close(fd), 0);
	assert_int_equal(silent, 0);
}

static void test_two_commits(void **state)
{
	(void)state;
	make_two();
	check_bits(0);
}

static void test_signature(void **state)
{
	struct nb_error err;
	uint64_t from;
	bool added;

	(void)state;
	append(1, 1, 1);
	assert_int_equal(nb_file_read(path, 1 << 20, &whole, &err), NB_OK);
	from = whole.len;
	assert_int_equal(nb_archive_sign(path, NULL, NULL, sign_as_nobody, NULL,
					 &added, &err),
			 NB_OK);
	check_bits(from);
}

static void test_parity(void **state)
{
	struct nb_protected done;
	struct nb_error err;
	uint64_t from;

	(void)state;
	append(1, 1, 1);
	assert_int_equal(nb_file_read(path, 1 << 20, &whole, &err), NB_OK);
	from = whole.len;
	assert_int_equal(
		nb_archive_protect(path, 5, NULL, NULL, NULL, &done, &err),
		NB_OK);
	check_bits(from);
}

/* The record of earlier commits, and purged entries. */
static void test_rewritten(void **state)
{
	struct nb_rewrite_options options = {.purge = true, .writer = small};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	(void)state;
	make_two();
	assert_int_equal(nb_compact(path, NULL, &options, &counts, &err),
			 NB_OK);
	assert_true(counts.purged > 0);
	check_bits(0);
}

/* Write the archive with another bit in its first frame, as if it had always
 * been so. */
static void change_frame(void)
{
	struct nb_error err;
	uint8_t digest[32];
	uint32_t size;
	int fd;

	whole.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 20, &whole, &err), NB_OK);
	whole.data[64 + 32] ^= 1;
	size = nb_le32(whole.data + 64 + 4);
	nb_sha256(whole.data + 64, size, digest);
	memcpy(whole.data + 64 + size, digest, 8);
	fd = open(path, O_WRONLY);
	assert_int_equal(write(fd, whole.data, whole.len), whole.len);
	assert_int_equal(close(fd), 0);
	assert_int_equal(verify(), NB_INVALID);
}

/* The copy is whole, and has the first sample. */
static void check_copy(const char *copy)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(copy, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	assert_int_equal(find_sample(a, 1, 1, 0), NB_OK);
	nb_archive_close(a);
	assert_int_equal(unlink(copy), 0);
}

static enum nb_status merge_into(const char *copy)
{
	struct nb_rewrite_options options = {.writer = small};
	struct nb_rewrite_counts counts;
	const char *paths[] = {path};
	struct nb_error err;

	/* Frames of one commit are large enough for this, and stay. */
	options.writer.frame_content = 64;
	return nb_merge_archives(paths, 1, copy, &options, &counts, &err);
}

/* A frame with such a bit is not copied: merge, which trusts its input, refuses
 * it. Where it makes the frame anew, since that of two commits is put together
 * with others, the copy is sound; and so is one by rescue. */
static void test_copies(void **state)
{
	struct nb_rescue_counts counts;
	char other[80];
	struct nb_error err;

	(void)state;
	(void)snprintf(other, sizeof(other), "%s.other", path);
	append(1, 10, 0);
	change_frame();
	assert_int_equal(merge_into(other), NB_INVALID);
	assert_int_equal(unlink(path), 0);
	make_two();
	change_frame();
	assert_int_equal(merge_into(other), NB_OK);
	check_copy(other);
	assert_int_equal(
		nb_archive_rescue(path, other, NULL, NULL, &counts, &err),
		NB_OK);
	assert_int_equal(counts.lost, 0);
	check_copy(other);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_two_commits), TEST(test_signature), TEST(test_parity),
		TEST(test_rewritten),	TEST(test_copies),
	};

	keep_memory();
	return cmocka_run_group_tests_name("bits", tests, NULL, NULL) != 0;
}
