/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log that is verified in two parts (verify_log.c): its identifiers are as
 * long as they can be, and take more memory than a part may have.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/record/record.h"
#include "base/le.h"
#include "base/sha256.h"

#define ID_LEN 255
#define PAGES 135000u /* a part has identifiers of 32 MiB */

static char folder[] = "/tmp/nbarc-parts-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static void add_page(struct nb_writer *w, unsigned number)
{
	char id[ID_LEN + 1];
	struct nb_new_page page;
	enum nb_added added;

	(void)snprintf(id, sizeof(id), "jdrb-%08u-a01", number);
	memset(id + strlen(id), 'x', ID_LEN - strlen(id));
	id[ID_LEN] = '\0';
	memset(&page, 0, sizeof(page));
	page.id = id;
	page.name = "";
	page.document = page.source = "<TEI/>";
	page.len = page.source_len = page.head_len = page.tail_offset = 6;
	page.charset = "UTF-8";
	assert_int_equal(nb_writer_add(w, &page, &added, NULL), NB_OK);
	assert_int_equal(added, NB_ADDED_NEW);
}

static void make_archive(void)
{
	const struct nb_writer_options options = {.level = 1,
						  .no_sources = true};
	struct nb_writer *w;
	uint64_t dropped;
	unsigned i;

	(void)unlink(path);
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, NULL),
			 NB_OK);
	for (i = 0; i < PAGES; i++)
		add_page(w, i);
	assert_int_equal(nb_writer_commit(w, 1, NULL), NB_OK);
	nb_writer_free(w);
}

static void keep_problem(void *context, const struct nb_problem *problem)
{
	*(struct nb_error *)context = *problem->error;
}

/* Verify the archive; *problem is the last one that was reported. */
static enum nb_status verify(struct nb_error *problem)
{
	const struct nb_verify_callbacks callbacks = {.context = problem,
						      .report = keep_problem};
	struct nb_archive *a;
	enum nb_status st;

	problem->text[0] = '\0';
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	st = nb_archive_verify(a, &callbacks, NULL);
	nb_archive_close(a);
	return st;
}

static void test_two_parts(void **state)
{
	struct nb_error err;
	enum nb_status st;

	(void)state;
	make_archive();
	st = verify(&err);
	if (st)
		fail_msg("%s", err.text);
}

/* The last log record of leaves in the n bytes at p. */
static uint8_t *last_leaves(uint8_t *p, size_t n)
{
	size_t i;

	for (i = n - 64; i > 0; i--)
		if (nb_le32(p + i) == NB_RECORD_MAGIC &&
		    p[i + 13] == NB_RECORD_LOG && p[i + 32] == 0)
			return p + i;
	fail_msg("no log record");
	return NULL;
}

/* Change a hash of a group in the last log record of leaves, whose check is
 * made right again. */
static void change_last_group(void)
{
	uint8_t digest[NB_SHA256_SIZE], *file, *record;
	struct stat st;
	int fd = open(path, O_RDWR);
	size_t size;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	file = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	assert_true(file != MAP_FAILED);
	record = last_leaves(file, (size_t)st.st_size);
	size = nb_le32(record + 4) + 8;
	record[40] ^= 1;
	nb_sha256(record, size - 8, digest);
	memcpy(record + size - 8, digest, 8);
	assert_int_equal(munmap(file, (size_t)st.st_size), 0);
	assert_int_equal(close(fd), 0);
}

static void test_hash_of_second_part(void **state)
{
	struct nb_error err;

	(void)state;
	make_archive();
	change_last_group();
	assert_int_equal(verify(&err), NB_INVALID);
	if (!strstr(err.text, "a hash of a group does not match"))
		fail_msg("%s", err.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_parts),
		cmocka_unit_test(test_hash_of_second_part),
	};

	return cmocka_run_group_tests_name("log parts", tests, set_up,
					   tear_down) != 0;
}
