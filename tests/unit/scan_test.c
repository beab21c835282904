/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The work of a walk around damage is bounded, whatever the file holds; it is
 * counted in bytes that are hashed, or in reads. And the bound is beyond what
 * damage costs.
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

#include "io.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/recover.h"
#include "archive/record/walk.h"
#include "base/le.h"
#include "base/sha256.h"

#define FILE_SIZE ((size_t)1 << 20)
#define LOG 20u

static char path[64];
static uint8_t *data;
static int fd;

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-scan-%ld",
		       (long)getpid());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	data = calloc(1, FILE_SIZE);
	return fd < 0 || !data;
}

static int tear_down(void **state)
{
	(void)state;
	free(data);
	(void)close(fd);
	return unlink(path);
}

static void put_head(size_t at, enum nb_record_kind kind, size_t size)
{
	nb_record_put_head(data + at, kind);
	nb_put32(data + at + 4, (uint32_t)size - 8);
}

/* A record of `size` bytes that is right, at `at`. */
static void put_record(size_t at, size_t size)
{
	struct nb_buf record = {0};

	assert_int_equal(nb_record_begin(&record, NB_RECORD_NOTE), NB_OK);
	assert_int_equal(nb_add_zeros(&record, size - NB_RECORD_LEAST), NB_OK);
	assert_int_equal(nb_record_end(&record, NB_NODE_MAX, NULL), NB_OK);
	assert_int_equal(record.len, size);
	memcpy(data + at, record.data, size);
	nb_buf_free(&record);
}

/* Scan all of it; returns the bytes hashed, *found counts what is right. */
static uint64_t scan_all(size_t *found)
{
	struct nb_scan scan = {
		.walk = {.file = nb_local(fd), .end = FILE_SIZE}};
	struct nb_place place;

	*found = 0;
	assert_int_equal(pwrite(fd, data, FILE_SIZE, 0), FILE_SIZE);
	while (scan.walk.at < FILE_SIZE) {
		enum nb_status st = nb_scan_next(&scan, &place, NULL);

		assert_true(st == NB_OK || st == NB_INVALID);
		*found += st == NB_OK;
	}
	nb_scan_free(&scan);
	return scan.hashed;
}

/* Heads without anything between them, each of which claims what is left. */
static void test_heads(void **state)
{
	size_t at, found;

	(void)state;
	for (at = 0; at + NB_RECORD_HEAD <= FILE_SIZE; at += NB_RECORD_HEAD)
		put_head(at, NB_RECORD_SOURCES, FILE_SIZE - at);
	assert_true(scan_all(&found) <= FILE_SIZE * (LOG + 4));
	assert_int_equal(found, 0);
}

/* Of all sizes, and with good records between them. */
static void test_mixture(void **state)
{
	size_t at = 0, found, good = 0;
	unsigned k = 5;

	(void)state;
	while (at + 64 <= FILE_SIZE) {
		size_t size = (size_t)1 << k;

		put_record(at, 32);
		good++;
		if (size > FILE_SIZE - at - 32)
			size = FILE_SIZE - at - 32;
		put_head(at + 32, NB_RECORD_SOURCES, size);
		at += 64;
		k = k < LOG ? k + 1 : 5;
	}
	assert_true(scan_all(&found) <= FILE_SIZE * (LOG + 4));
	/* Nothing is passed over but what claims to be large. */
	assert_in_range(found, good / 2, good);
}

/* Every second record of a file is damaged: the others are all found, for less
 * than three times the size of the file. */
static void test_damage(void **state)
{
	static const size_t sizes[] = {24, 300, 5000, 70000, 1000, 168, 30000};
	size_t at = 0, i = 0, found, good = 0;

	(void)state;
	for (;; i++) {
		size_t size = sizes[i % 7];

		if (at + size > FILE_SIZE)
			break;
		put_record(at, size);
		if (i % 2)
			data[at + size - 1] ^= 1;
		else
			good++;
		at += size;
	}
	assert_true(scan_all(&found) < 3 * FILE_SIZE);
	assert_int_equal(found, good);
}

/* The file has become shorter than the scan. What is missing is damage, once,
 * and then the scan is at its end. */
static void test_shorter(void **state)
{
	static const size_t sizes[] = {0, 1, 40, 64, 100, FILE_SIZE - 1};
	size_t i;

	(void)state;
	put_record(0, 64);
	assert_int_equal(pwrite(fd, data, FILE_SIZE, 0), FILE_SIZE);
	for (i = sizeof(sizes) / sizeof(sizes[0]); i-- > 0;) {
		struct nb_scan scan = {
			.walk = {.file = nb_local(fd), .end = FILE_SIZE}};
		unsigned damaged = 0;
		struct nb_place place;

		assert_int_equal(ftruncate(fd, (off_t)sizes[i]), 0);
		while (scan.walk.at < FILE_SIZE && damaged < 3) {
			enum nb_status st = nb_scan_next(&scan, &place, NULL);

			assert_true(st == NB_OK || st == NB_INVALID);
			damaged += st == NB_INVALID;
		}
		nb_scan_free(&scan);
		assert_int_equal(damaged, 1);
	}
}

/* Commit records that are right in themselves, after so many structures that
 * to walk over them for each takes for ever; no walk reaches them. */
static void test_commits(void **state)
{
	struct nb_commit c = {.number = 1, .segment = NB_HEADER_SIZE}, out;
	struct nb_buf record = {0};
	size_t at;

	(void)state;
	for (at = NB_HEADER_SIZE; at < FILE_SIZE / 2; at += 8)
		nb_put32(data + at, 0x184D2A50); /* a foreign frame, empty */
	for (at += 8; at + NB_COMMIT_SIZE < FILE_SIZE; at += NB_COMMIT_SIZE) {
		c.offset = at;
		record.len = 0;
		assert_int_equal(nb_commit_encode(&c, &record, NULL), NB_OK);
		memcpy(data + at, record.data, record.len);
	}
	nb_buf_free(&record);
	assert_int_equal(pwrite(fd, data, FILE_SIZE, 0), FILE_SIZE);
	io_fail(IO_READ, FILE_SIZE / 4, true);
	assert_int_equal(nb_commit_find(nb_local(fd), FILE_SIZE, &out, NULL),
			 NB_INVALID);
	assert_false(io_heal());
}

/* Append a commit record at *at that follows the one at `before`; 0: none. */
static void put_commit(size_t *at, size_t before)
{
	struct nb_commit c = {.number = 1, .segment = NB_HEADER_SIZE};
	struct nb_buf record = {0};
	uint8_t sha256[NB_SHA256_SIZE];
	struct nb_error err;

	if (before) {
		assert_int_equal(
			nb_commit_decode(data + before, before, &c, &err),
			NB_OK);
		nb_sha256(data + before, NB_COMMIT_SIZE, sha256);
		nb_commit_follow(&c, sha256, *at);
	}
	c.offset = *at;
	assert_int_equal(nb_commit_encode(&c, &record, &err), NB_OK);
	memcpy(data + *at, record.data, record.len);
	*at += record.len;
	nb_buf_free(&record);
}

/* Append the page directory of a frame of so many bytes; only its head and the
 * size of the frame are right. */
static void put_directory(size_t *at, uint8_t kind, uint64_t frame)
{
	memset(data + *at, 0, 64);
	put_record(*at, 64);
	data[*at + 13] = kind;
	nb_put64(data + *at + NB_RECORD_HEAD, frame);
	*at += 64;
}

/*
 * Two commit records that are text of a page, and that follow the newest commit
 * as if they were the next ones. The first is no candidate, since the walk from
 * its segment does not arrive at it; the second lies where its segment begins.
 */
static void check_forged(uint8_t kind, size_t cut)
{
	struct nb_commit found;
	struct nb_error err;
	size_t at = NB_HEADER_SIZE, first, second, newest;

	memset(data, 0, FILE_SIZE);
	put_directory(&at, NB_RECORD_DIRECTORY, 100);
	at += 100;
	first = at;
	put_commit(&at, 0);
	newest = at;
	put_commit(&at, first);
	/* The frame of the next segment. */
	put_directory(&at, kind, 3 * NB_COMMIT_SIZE);
	at += 500;
	second = at;
	put_commit(&at, newest);
	put_commit(&at, second);
	memset(data + at, 'x', cut);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, data, at + cut, 0), at + cut);
	assert_int_equal(nb_commit_find(nb_local(fd), at + cut, &found, &err),
			 NB_OK);
	assert_int_equal(found.offset, newest);
}

static void test_forged(void **state)
{
	(void)state;
	/* Not finished, and finished and cut off inside of the frame. */
	check_forged(NB_RECORD_UNSEALED, 700);
	check_forged(NB_RECORD_DIRECTORY, 700);
	/* The frame is whole, and what follows it is not. */
	check_forged(NB_RECORD_UNSEALED, 3000);
	check_forged(NB_RECORD_DIRECTORY, 3000);
}

/* A commit after damage counts, as the chain leads through the damage to one
 * before it; not if the chain is another one. */
static void test_damaged_chain(void **state)
{
	struct nb_commit found;
	struct nb_error err;
	size_t at = NB_HEADER_SIZE, first, second, third, hurt;

	(void)state;
	memset(data, 0, FILE_SIZE);
	put_directory(&at, NB_RECORD_DIRECTORY, 100);
	at += 100;
	first = at;
	put_commit(&at, 0);
	hurt = at;
	put_directory(&at, NB_RECORD_DIRECTORY, 100);
	at += 100;
	second = at;
	put_commit(&at, first);
	put_directory(&at, NB_RECORD_DIRECTORY, 100);
	at += 100;
	third = at;
	put_commit(&at, second);
	data[hurt] ^= 1;
	at += 100; /* zeros follow */
	assert_int_equal(pwrite(fd, data, at, 0), at);
	assert_int_equal(nb_commit_find(nb_local(fd), at, &found, &err), NB_OK);
	assert_int_equal(found.offset, third);
	/* Another hash of the commit before: the chain is broken. No walk
	 * arrives at that one, since the damage is in its segment. */
	data[third + 50] ^= 1;
	nb_sha256(data + third, NB_COMMIT_SIZE - NB_RECORD_CHECK, found.root);
	memcpy(data + third + NB_COMMIT_SIZE - NB_RECORD_CHECK, found.root,
	       NB_RECORD_CHECK);
	assert_int_equal(pwrite(fd, data, at, 0), at);
	assert_int_equal(nb_commit_find(nb_local(fd), at, &found, &err), NB_OK);
	assert_int_equal(found.offset, first);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_heads),	  TEST(test_mixture), TEST(test_damage),
		TEST(test_shorter),	  TEST(test_commits), TEST(test_forged),
		TEST(test_damaged_chain),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL) != 0;
}
