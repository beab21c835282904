/* SPDX-License-Identifier: Apache-2.0 */
/* A page frame whose own checksum is wrong, while its documents and the check
 * in its page directory are right: zstd -d refuses it, a verification finds it,
 * and no copy has it as it is. */
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
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/frame/directory.h"
#include "base/file.h"
#include "base/le.h"
#include "base/sha256.h"
#include "sample.h"

static char folder[] = "/tmp/nbarc-frame-XXXXXX";
static char path[64], copy[64];
/* Each frame is full, so that it is copied as it is. */
static const struct nb_writer_options fast = {
	.level = 1, .threads = 1, .frame_content = 1};

/* The frame ends in its checksum, and what follows it is a record. */
static size_t frame_end(const struct nb_buf *file, size_t frame)
{
	static const uint8_t skippable[] = {0x5B, 0x2A, 0x4D, 0x18};
	size_t at = frame;

	while (memcmp(file->data + at, skippable, sizeof(skippable)) != 0)
		assert_true(++at + sizeof(skippable) < file->len);
	return at;
}

/* Change the checksum of the first page frame, and make the checks of the page
 * directory right again (section 5). */
static void forge(struct nb_buf *file)
{
	const size_t directory = NB_HEADER_SIZE;
	uint8_t *d = file->data + directory, digest[NB_SHA256_SIZE];
	size_t size = 8 + nb_le32(d + 4), end;

	assert_int_equal(d[13], 'D');
	end = frame_end(file, directory + size);
	file->data[end - 1] ^= 1;
	nb_sha256(d + size, end - directory - size, digest);
	memcpy(d + NB_FRAME_CHECK_AT, digest, NB_RECORD_CHECK);
	nb_sha256(d, size - NB_RECORD_CHECK, digest);
	memcpy(d + size - NB_RECORD_CHECK, digest, NB_RECORD_CHECK);
}

static int set_up(void **state)
{
	struct nb_buf file = {0};
	FILE *f;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(copy, sizeof(copy), "%s/b.nbarc", folder);
	if (append_samples(path, &fast, 1, 3, 0, NULL) ||
	    nb_file_read(path, 1 << 20, &file, NULL))
		return -1;
	forge(&file);
	f = fopen(path, "wb");
	if (!f || fwrite(file.data, 1, file.len, f) != file.len)
		return -1;
	nb_buf_free(&file);
	return fclose(f);
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(copy);
	return rmdir(folder);
}

static void report(void *context, const struct nb_problem *problem)
{
	int *count = context;

	assert_int_equal(problem->hurt, NB_HURT_STRUCTURE);
	assert_non_null(strstr(problem->error->text, "checksum"));
	(*count)++;
}

static void test_verify(void **state)
{
	int count = 0;
	struct nb_verify_callbacks callbacks = {.report = report,
						.context = &count};
	struct nb_archive *a;

	(void)state;
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_archive_verify(a, &callbacks, NULL), NB_INVALID);
	assert_int_equal(count, 1);
	nb_archive_close(a);
}

/* The frame would go along as it is. */
static void test_compact(void **state)
{
	struct nb_rewrite_options options = {.writer = fast};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_compact(path, copy, &options, &counts, &err),
			 NB_INVALID);
	assert_non_null(strstr(err.text, "checksum"));
	assert_int_equal(access(copy, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_compact),
	};

	return cmocka_run_group_tests_name("unsound_frame", tests, set_up,
					   tear_down);
}
