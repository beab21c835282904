/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas: pieces of one block, and what has no room in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"

#define PIECES 8

/* More than the block holds, in pieces of odd sizes. */
static const size_t sizes[PIECES] = {
	1, 95989, 131080, (size_t)2 << 20, 63, 131072, (size_t)1 << 20, 4097};

static void check_pieces(struct nb_arena *arena)
{
	uint8_t *pieces[PIECES];
	size_t i, j;

	for (i = 0; i < PIECES; i++) {
		pieces[i] = nb_arena_take(arena, sizes[i]);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t),
				 0);
		memset(pieces[i], (int)i, sizes[i]);
	}
	/* No piece is where another one is. */
	for (i = 0; i < PIECES; i++)
		for (j = 0; j < sizes[i]; j++)
			if (pieces[i][j] != i)
				fail_msg("piece %zu at %zu", i, j);
	for (i = 0; i < PIECES; i++)
		nb_arena_give(arena, pieces[i]);
}

static void test_pieces(void **state)
{
	struct nb_arena arena = {0};

	(void)state;
	check_pieces(&arena);
	/* The block is full: all of these have memory of their own. */
	check_pieces(&arena);
	nb_arena_free(&arena);
	/* It is as good as a new one. */
	check_pieces(&arena);
	nb_arena_free(&arena);
	nb_arena_give(&arena, NULL);
	nb_arena_free(&arena);
}

static void test_none(void **state)
{
	void *nothing = nb_arena_take(NULL, 0);

	(void)state;
	check_pieces(NULL);
	nb_arena_give(NULL, NULL);
	/* A piece of no bytes is one, too. */
	assert_non_null(nothing);
	nb_arena_give(NULL, nothing);
}

static void test_one_block(void **state)
{
	struct nb_arena arena = {0};
	uint8_t *first = nb_arena_take(&arena, 100);
	uint8_t *second = nb_arena_take(&arena, 100);

	(void)state;
	assert_non_null(first);
	assert_non_null(second);
	/* Where there is an arena at all: see NB_ARENA_SIZE. */
	if (NB_ARENA_SIZE > 1000) {
		assert_ptr_equal(first, arena.block);
		assert_true(second - first >= 100 && second - first < 200);
	}
	nb_arena_give(&arena, second);
	nb_arena_give(&arena, first);
	nb_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_one_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
