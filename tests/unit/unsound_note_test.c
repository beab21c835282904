/* SPDX-License-Identifier: Apache-2.0 */
/* A record whose checksum is right, and whose text is no signed note: it fails
 * a verification, no copy has it, and a rescue leaves it behind. */
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
#include <nbarc/sign.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "newer.h"
#include "nobody.h"
#include "sample.h"

static char folder[] = "/tmp/nbarc-note-XXXXXX";
static char path[64], copy[64];
static const struct nb_writer_options fast = {.level = 1, .threads = 1};

static int set_up(void **state)
{
	bool added;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(copy, sizeof(copy), "%s/b.nbarc", folder);
	if (append_samples(path, &fast, 1, 3, 0, NULL))
		return -1;
	plan.kind = NB_RECORD_NOTE;
	plan.change = BIT;
	plan.bit_at = 30; /* in its text */
	plan.bit = 0x80;
	return (int)nb_archive_sign(path, NULL, "origin", sign_as_nobody, NULL,
				    &added, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(copy);
	return rmdir(folder);
}

static enum nb_status verify(const char *which)
{
	struct nb_archive *a;
	enum nb_status st;

	assert_int_equal(nb_archive_open(which, &a, NULL), NB_OK);
	st = nb_archive_verify(a, NULL, NULL);
	nb_archive_close(a);
	return st;
}

static void test_verify(void **state)
{
	(void)state;
	assert_int_equal(plan.count, 1);
	assert_int_equal(verify(path), NB_INVALID);
}

/* Frames are made anew, or copied as they are. */
static void test_compact(void **state)
{
	struct nb_rewrite_options options = {.writer = fast};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	(void)state;
	for (; options.writer.frame_content < 2;
	     options.writer.frame_content++) {
		assert_int_equal(
			nb_compact(path, copy, &options, &counts, &err),
			NB_INVALID);
		assert_non_null(strstr(err.text, "note"));
		assert_int_equal(access(copy, F_OK), -1);
	}
}

static void test_rescue(void **state)
{
	struct nb_rescue_counts counts;

	(void)state;
	assert_int_equal(
		nb_archive_rescue(path, copy, NULL, NULL, &counts, NULL),
		NB_OK);
	assert_int_equal(verify(copy), NB_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_compact),
		cmocka_unit_test(test_rescue),
	};

	return cmocka_run_group_tests_name("unsound_note", tests, set_up,
					   tear_down) != 0;
}
