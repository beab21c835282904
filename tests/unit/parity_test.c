/* SPDX-License-Identifier: Apache-2.0 */
/* Parity: every kind of damage within the redundancy is healed to the very
 * bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <nbarc/parity.h>
#include <nbarc/verify.h>

#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "protected.h"

static void verify_good(void)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

/* A small archive: each byte, one after the other; then pairs. */
static void test_every_flip(void **state)
{
	uint64_t i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	for (i = 0; i < whole.len; i += 11) {
		hit(i, 1, 0x40);
		heals("a flipped byte");
	}
	for (i = 0; i < whole.len; i += 331) {
		hit(i, 1, 1);
		hit(whole.len - 1 - i, 1, 0x80);
		heals("two flipped bytes");
	}
}

static void test_every_cut(void **state)
{
	struct nb_parity_set set;
	uint64_t i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	load();
	set = last_set();
	/* All parity may be gone, when one table of checks is there. */
	for (i = whole.len - 1; i >= nb_row_offset(&set, 0); i -= 7) {
		assert_int_equal(truncate(path, (off_t)i), 0);
		heals("a cut");
	}
}

/* Bytes inserted or lost anywhere, also in the sets and in commits after them
 * that have no parity. */
static void test_shifts(void **state)
{
	uint64_t i;

	(void)state;
	add_pages(1, 3, 1500);
	protect(20);
	add_pages(4, 5, 1500);
	protect(20);
	load();
	for (i = 0; i < whole.len; i += 61) {
		shift(i, 1, i);
		heals("a byte inserted");
		shift(i, 1 + i % 4096, i);
		heals("bytes inserted");
		shift(i, 0, i + 1);
		heals("a byte lost");
		if (i + 700 < whole.len) {
			shift(i, 0, i + 1 + i % 700);
			heals("bytes lost");
		}
	}
	add_pages(6, 7, 1500);
	load();
	shift(200, 3, 200);
	heals("bytes inserted before a commit without parity");
	shift(300, 0, 301);
	heals("a byte lost before it");
}

/* Scattered hits anywhere, as many as there are rows; a stripe has them all. */
static void test_scattered(void **state)
{
	struct nb_parity_set set;
	uint32_t round, i;

	(void)state;
	add_pages(1, 40, 12000);
	protect(5);
	load();
	set = last_set();
	assert_int_equal(set.stripes, 1);
	for (round = 0; round < 12; round++) {
		/* A hit on the edge of a record of parity costs a row, too. */
		for (i = 0; i < set.rows; i++)
			hit(next_random() % (whole.len - NB_COMMIT_SIZE), 1,
			    (uint8_t)(1 + next_random() % 255));
		heals("scattered hits");
	}
}

/* A burst of as many blocks as a stripe has rows, with the zeros of a lost
 * sector; in data, over the edge to the parity, and in the parity. */
static void test_bursts(void **state)
{
	struct nb_parity_set set;
	uint64_t at, step;
	size_t len;

	(void)state;
	add_pages(1, 40, 12000);
	protect(5);
	load();
	set = last_set();
	len = (size_t)(set.rows - 1) * set.block;
	step = whole.len / 9;
	for (at = 0; at < whole.len; at += step) {
		hit(at, len, 0);
		heals("a burst of zeros");
	}
	hit(set.set - len / 2, len, 0x55);
	heals("a burst over the edge");
	/* Both tables of checks, in different places. */
	hit(nb_piece_offset(&set, 0) + 100, 16, 0);
	hit(nb_piece_offset(&set, nb_set_pieces(&set)) + 900, 16, 0);
	hit(70000, 1, 1);
	heals("both tables of checks");
}

/* Several stripes, and a range that begins where another one ends. */
static void test_growing_archive(void **state)
{
	struct nb_parity_set set;
	struct nb_protected done;
	struct nb_error err;
	uint64_t first_set;
	uint32_t i;

	(void)state;
	add_pages(1, 100, 700000);
	protect(1);
	load();
	set = last_set();
	first_set = set.set;
	assert_true(set.stripes > 1);
	add_pages(101, 110, 20000);
	protect(10);
	add_pages(111, 112, 500);
	load();
	verify_good();
	/* A burst of all that a stripe can bear, times the stripes. */
	hit(5 << 20, (size_t)(set.rows - 1) * set.stripes * set.block, 0);
	heals("a long burst");
	for (i = 0; i < 40; i++)
		hit(next_random() % first_set, 3, 0x3c);
	hit(first_set + 1000, 20000, 0);
	heals("the first set's own records");
	assert_int_equal(
		nb_archive_protect(path, 5, NULL, NULL, NULL, &done, &err),
		NB_OK);
	assert_int_equal(
		nb_archive_protect(path, 5, NULL, NULL, NULL, &done, &err),
		NB_OK);
	assert_int_equal(done.bytes, 0);
}

/* Too much: what was there is not made worse, and it is said. */
static void test_too_much(void **state)
{
	struct nb_parity_set set;
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;

	(void)state;
	add_pages(1, 40, 12000);
	protect(5);
	load();
	set = last_set();
	hit(100000, (size_t)(set.rows + 2) * set.block, 0x11);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_true(done.blocks > set.rows);
	assert_int_equal(done.healed, 0);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_int_equal(after.len, whole.len);
	assert_memory_equal(after.data, whole.data, 100000);
	nb_buf_free(&after);
	(void)unlink(path);
	add_pages(1, 2, 100);
	assert_int_equal(repair(&done), NB_ABSENT);
}

/* Two segments with a set each; returns where the second one begins. */
static uint64_t add_two_sets(void)
{
	uint64_t end;

	add_pages(1, 3, 1500);
	protect(20);
	load();
	end = whole.len;
	add_pages(4, 9, 1500);
	protect(20);
	load();
	return end;
}

/* A set whose records are all displaced, and whose pages are lost, is not taken
 * for one that is not there; what another set can heal is kept. */
static void test_displaced_parity(void **state)
{
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;
	uint64_t end;

	(void)state;
	end = add_two_sets();
	shift(end, 1, end);
	hit(end + 1, last_set().set - end, 0);
	assert_int_equal(repair(&done), NB_INVALID);
	shift(end, 1, end);
	hit(end + 1, last_set().set - end, 0);
	hit(200, 9, 0x40);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_true(done.healed > 0);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_memory_equal(after.data, whole.data, (size_t)end);
	nb_buf_free(&after);
}

/* Of a displaced set only the heads of records are sound, so that the walk does
 * not find it, and more is damaged than it can heal: what is displaced is put
 * back all the same, and nothing is called whole. */
static void test_hidden_parity(void **state)
{
	struct nb_parity_set set;
	struct nb_repaired done;
	struct nb_buf after = {0};
	struct nb_error err;
	uint64_t end, i;

	(void)state;
	end = add_two_sets();
	set = last_set();
	for (i = 0; i < 2 * nb_set_pieces(&set); i++)
		whole.data[nb_piece_offset(&set, (uint32_t)i) +
			   nb_piece_size(&set, (uint32_t)i) - 3] ^= 1;
	for (i = 0; i < set.rows; i++) {
		uint64_t at = nb_row_offset(&set, (uint32_t)i);

		whole.data[at + nb_row_size(&set) - 3] ^= 1;
		whole.data[at + 500] ^= 1;
	}
	whole.data[end + 3000] ^= 0x40;
	shift(end + 200, 7, end + 200);
	assert_int_equal(repair(&done), NB_INVALID);
	assert_int_equal(nb_file_read(path, 1 << 27, &after, &err), NB_OK);
	assert_int_equal(after.len, whole.len);
	nb_buf_free(&after);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_flip),	  TEST(test_every_cut),
		TEST(test_shifts),	  TEST(test_scattered),
		TEST(test_bursts),	  TEST(test_growing_archive),
		TEST(test_too_much),	  TEST(test_displaced_parity),
		TEST(test_hidden_parity),
	};

	keep_memory();
	if (is_emulated()) /* skip() is a failure in TAP */
		cmocka_set_skip_filter("test_growing_archive");
	return cmocka_run_group_tests_name("parity", tests, NULL, NULL) != 0;
}
