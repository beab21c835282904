/* SPDX-License-Identifier: Apache-2.0 */
/* A protected archive in memory that tests damage and repair. */
#ifndef TESTS_PROTECTED_H
#define TESTS_PROTECTED_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/parity.h>
#include <nbarc/write.h>

#include "archive/record/parity_set.h"
#include "base/file.h"
#include "quick.h"

static char path[64];
static struct nb_buf whole; /* the bytes of the archive as it should be */
static uint64_t random_state;

/* A generator of our own: the same numbers everywhere. */
static inline uint32_t next_random(void)
{
	random_state =
		random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33);
}

/* Pages of noise, so that nothing is compressed. */
static inline void add_pages(unsigned first, unsigned last, size_t len)
{
	struct nb_writer_options options = {
		.level = 1, .frame_content = 32768, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	uint8_t *noise = malloc(len);
	size_t i;

	assert_non_null(noise);
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (; first <= last; first++) {
		char id[32];
		struct nb_new_page page = {.id = id,
					   .name = "",
					   .document = noise,
					   .len = len,
					   .tail_offset = len,
					   .charset = "UTF-8",
					   .source = "",
					   .text = ""};

		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%03u", first);
		for (i = 0; i < len; i++)
			noise[i] = (uint8_t)next_random();
		assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
	free(noise);
}

static inline void protect(double percent)
{
	struct nb_protected done;
	struct nb_error err;

	assert_int_equal(nb_archive_protect(path, percent, NULL, NULL, NULL,
					    &done, &err),
			 NB_OK);
	assert_true(done.bytes > 0 && done.parity > 0);
}

static inline void load(void)
{
	struct nb_error err;

	whole.len = 0;
	assert_int_equal(nb_file_read(path, 1 << 27, &whole, &err), NB_OK);
}

static inline int set_up(void **state)
{
	const char *folder = memory_folder();

	(void)state;
	random_state = 20190304;
	(void)snprintf(path, sizeof(path), "%s/nbarc-protected-%ld.nbarc",
		       folder, (long)getpid());
	(void)unlink(path);
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	nb_buf_free(&whole);
	(void)unlink(path);
	return 0;
}

static inline void hit(uint64_t at, uint64_t len, uint8_t mask)
{
	uint8_t byte;
	int fd = open(path, O_RDWR);

	assert_true(fd >= 0);
	for (; len > 0 && at < whole.len; len--, at++) {
		byte = mask ? whole.data[at] ^ mask : 0;
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
	}
	assert_int_equal(close(fd), 0);
}

static inline enum nb_status repair(struct nb_repaired *done)
{
	struct nb_error err;

	return nb_archive_repair(path, NULL, NULL, NULL, done, &err);
}

/* Heal, and compare every byte. */
static inline void heals(const char *what)
{
	struct nb_repaired done;
	struct nb_buf healed = {0};
	struct nb_error err;
	enum nb_status st = repair(&done);

	if (st)
		print_error("%s: %s\n", what, nb_status_name(st));
	assert_int_equal(st, NB_OK);
	assert_int_equal(done.blocks, done.healed);
	assert_int_equal(nb_file_read(path, 1 << 27, &healed, &err), NB_OK);
	assert_int_equal(healed.len, whole.len);
	assert_memory_equal(healed.data, whole.data, whole.len);
	nb_buf_free(&healed);
}

/* The last parity set of the archive. */
static inline struct nb_parity_set last_set(void)
{
	struct nb_parity_set set = {.set = 0};
	uint64_t place;
	size_t i;

	for (i = 8; i + NB_PARITY_HEAD < whole.len; i++)
		if (memcmp(whole.data + i, "nbarcB", 6) == 0)
			(void)nb_set_read(whole.data + i - 8, &set, &place);
	assert_true(set.set > 0);
	return set;
}

/* Make the file anew: its first `at` bytes, `len` bytes that were inserted, and
 * what follows the first `from` bytes. */
static inline void shift(uint64_t at, size_t len, uint64_t from)
{
	static const uint8_t junk[4096] = {0x5b, 0x2a, 0x4d, 0x18};
	int fd = open(path, O_RDWR | O_TRUNC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, whole.data, (size_t)at), (ssize_t)at);
	assert_int_equal(write(fd, junk, len), (ssize_t)len);
	assert_int_equal(write(fd, whole.data + from, whole.len - (size_t)from),
			 (ssize_t)(whole.len - from));
	assert_int_equal(close(fd), 0);
}

#endif
