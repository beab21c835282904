/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The geometry of parity: every limit of a set is tried from both sides after
 * a check that is right, and what is planned for a range stays as it is
 * (section 17, tests/digests.h). Beside it: how much the sources of a frame
 * will have, which is looked up ahead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "digests.h"
#include "archive/frame/sources.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "base/le.h"

#define MIB ((uint64_t)1 << 20)

static void note_set(const struct nb_parity_set *s)
{
	note("%" PRIu64 "-%" PRIu64 ": %u x %u, %u + %u, %" PRIu64 " %" PRIu64
	     " %u %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
	     s->from, s->to, s->block, s->stripes, s->columns, s->rows,
	     nb_set_blocks(s), nb_set_checks(s), nb_set_pieces(s),
	     nb_row_size(s), nb_piece_offset(s, 1), nb_set_end(s));
}

static void test_plans(void **state)
{
	static const uint64_t sizes[] = {
		1,	   1023,	 1024,	    1025,
		MIB - 1,   MIB,		 MIB + 1,   64 * MIB - 4096,
		64 * MIB,  64 * MIB + 1, 128 * MIB, 128 * MIB + 4097,
		2049 * MIB};
	static const double percents[] = {.1, 1, 5, 10, 33.3, 50, 99, 100};
	static const uint64_t starts[] = {0, 64, 1024, 5000, 1000000};
	struct nb_parity_set s;
	size_t i, k, j;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (k = 0; k < 8; k++)
			for (j = 0; j < 5; j++) {
				uint64_t to = starts[j] + sizes[i];

				nb_set_plan(&s, starts[j], to, to + 100,
					    percents[k]);
				note_set(&s);
			}
	check_noted("7db4df5393bbcd7e");
}

static void test_blocks_are_small_below_one_mebibyte(void **state)
{
	struct nb_parity_set s;

	(void)state;
	nb_set_plan(&s, 4096, 4096 + MIB - 1, 2 * MIB, 10);
	assert_int_equal(s.block, 1024);
	nb_set_plan(&s, 4096, 4096 + MIB, 2 * MIB, 10);
	assert_int_equal(s.block, 4096);
}

/* ---- reading */

static uint32_t record_index;

/* Is a record of the set found where it belongs, or `aside` of that? */
static bool read_set(const struct nb_parity_set *s, enum nb_record_kind kind,
		     uint64_t aside)
{
	struct nb_buf b = {0};
	struct nb_parity_set found;
	uint64_t place, at = kind == NB_RECORD_PARITY
				     ? nb_row_offset(s, record_index)
				     : nb_piece_offset(s, record_index);
	bool is;

	assert_int_equal(nb_set_begin(s, kind, record_index, &b), NB_OK);
	is = nb_set_read(b.data, &found, &place) && place == at + aside;
	if (is)
		assert_memory_equal(&found, s, sizeof(found));
	nb_buf_free(&b);
	return is;
}

static bool sound(const struct nb_parity_set *s)
{
	record_index = 0;
	return read_set(s, NB_RECORD_CHECKS, 0);
}

static void test_limits_of_a_set(void **state)
{
	/* 100 blocks in 10 stripes of 10 columns. */
	const struct nb_parity_set good = {.set = 200000,
					   .from = 1024,
					   .to = 1024 + 100 * 1024,
					   .block = 1024,
					   .stripes = 10,
					   .columns = 10,
					   .rows = 3};
	struct nb_parity_set s = good;

	(void)state;
	assert_true(sound(&s));
	s.rows = 10;
	assert_true(sound(&s));
	s.rows = 11;
	assert_false(sound(&s));
	s.rows = 0;
	assert_false(sound(&s));
	s = good;
	s.set = s.to;
	assert_true(sound(&s));
	s.set = s.to - 1;
	assert_false(sound(&s));
	s = good;
	s.set = INT64_MAX / 4;
	assert_true(sound(&s));
	s.set++;
	assert_false(sound(&s));
	s = good;
	s.from = 1025;
	assert_false(sound(&s));
	s.from = s.to;
	assert_false(sound(&s));
	s = good;
	s.columns = 9;
	assert_false(sound(&s));
	s.columns = 11;
	assert_false(sound(&s));
	s.columns = 0;
	assert_false(sound(&s));
	s = good;
	s.stripes = 0;
	assert_false(sound(&s));
	s.stripes = 100;
	s.columns = 1;
	s.rows = 2; /* two rows even of one column */
	assert_true(sound(&s));
	s.rows = 1;
	assert_true(sound(&s));
	s.stripes = 101;
	assert_false(sound(&s));
}

static void test_limits_of_blocks(void **state)
{
	struct nb_parity_set s = {.set = 1 << 30,
				  .from = 0,
				  .stripes = 1,
				  .columns = 4,
				  .rows = 2};
	uint32_t block;

	(void)state;
	for (block = 16; block <= 1u << 22; block *= 2) {
		s.block = block;
		s.to = 4 * (uint64_t)block;
		assert_int_equal(sound(&s), block >= 64 && block <= 1u << 20);
	}
	s.block = 96;
	s.to = 4 * 96;
	assert_false(sound(&s));
	/* A row takes a record, of 16 MiB at most. */
	s.block = 1u << 20;
	s.stripes = 15;
	s.to = 4 * 15 * MIB;
	assert_true(sound(&s));
	s.stripes = 16;
	s.to = 4 * 16 * MIB;
	assert_false(sound(&s));
	/* Rows and columns are different elements of a field of 2^16. */
	s = (struct nb_parity_set){.set = 1 << 30,
				   .to = 65000 * 64,
				   .block = 64,
				   .stripes = 1,
				   .columns = 65000,
				   .rows = 536};
	assert_true(sound(&s));
	s.rows++;
	assert_false(sound(&s));
}

static void test_place_of_a_record(void **state)
{
	struct nb_parity_set s;

	(void)state;
	nb_set_plan(&s, 1024, 1024 + 5000 * 1024, 6000 * 1024, 1);
	assert_int_equal(nb_set_pieces(&s), 1);
	for (record_index = 0; record_index < s.rows; record_index++) {
		assert_true(read_set(&s, NB_RECORD_PARITY, 0));
		assert_false(read_set(&s, NB_RECORD_PARITY, 1));
	}
	assert_false(read_set(&s, NB_RECORD_PARITY, 0));
	for (record_index = 0; record_index < 2 * nb_set_pieces(&s);
	     record_index++) {
		assert_true(read_set(&s, NB_RECORD_CHECKS, 0));
		assert_false(read_set(&s, NB_RECORD_CHECKS, 8));
	}
	assert_false(read_set(&s, NB_RECORD_CHECKS, 0));
	record_index = 0;
	assert_false(read_set(&s, NB_RECORD_LEAF, 0));
}

/* ---- sources */

static void test_content_of_sources(void **state)
{
	struct nb_entry e = {.directory = 100,
			     .directory_size = 20,
			     .frame_size = 30,
			     .sources_size = 32};
	uint8_t bytes[182] = {0};
	FILE *f = tmpfile();
	int fd;

	(void)state;
	assert_non_null(f);
	fd = fileno(f);
	nb_put32(bytes + 170, NB_CONTENT_MAX);
	assert_int_equal(pwrite(fd, bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 182),
			 NB_CONTENT_MAX);
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 181), 0);
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 149), 0);
	e.sources_size = 33;
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 182), 0);
	e.sources_size = 31;
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 182), 0);
	e.sources_size = 32;
	nb_put32(bytes + 170, NB_CONTENT_MAX + 1);
	assert_int_equal(pwrite(fd, bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 182), 0);
	e.frame_size = 10000; /* beyond the file */
	assert_int_equal(nb_sources_content(nb_local(fd), &e, 20000), 0);
	assert_int_equal(fclose(f), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plans),
		cmocka_unit_test(test_blocks_are_small_below_one_mebibyte),
		cmocka_unit_test(test_limits_of_a_set),
		cmocka_unit_test(test_limits_of_blocks),
		cmocka_unit_test(test_place_of_a_record),
		cmocka_unit_test(test_content_of_sources),
	};

	printing = argc > 1 && strcmp(argv[1], "--print") == 0;
	return cmocka_run_group_tests_name("parity set", tests, NULL, NULL) !=
	       0;
}
