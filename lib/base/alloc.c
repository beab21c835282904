/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allocation with sizes from input, large blocks on huge pages, and arenas.
 *
 * Every sum or product of sizes goes through the overflow builtins, and an
 * overflow is reported as NULL, as if memory had run out. Large blocks are
 * aligned to huge pages because the archive's frames are decoded into them:
 * with pages of 4 KiB the kernel would fault once a page, which takes about as
 * long as decoding does.
 */
#define _DEFAULT_SOURCE /* madvise() */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The size of a huge page on x86-64 and, with pages of 4 KiB, on ARM64. */
#define HUGE_PAGE ((size_t)2 << 20)
#define ARENA_ALIGN ((size_t)64) /* a cache line: pieces never share one */

void *nb_alloc(uint64_t count, size_t size)
{
	size_t n;

	/* calloc() checks the product; calloc(0, n) may return NULL, which
	 * callers would take for a failure. */
	if (__builtin_add_overflow(count, count == 0, &n))
		return NULL;
	return calloc(n, size);
}

void *nb_grow(void *array, size_t *cap, size_t need, size_t size)
{
	/* 16 elements first: most arrays stay smaller. */
	size_t n = *cap ? *cap : 16, bytes;
	void *grown;

	if (array && need <= *cap)
		return array;
	while (n < need)
		if (__builtin_mul_overflow(n, (size_t)2, &n))
			return NULL;
	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	grown = realloc(array, bytes);
	if (grown)
		*cap = n;
	return grown;
}

char *nb_strndup(const char *s, size_t len)
{
	char *copy;
	size_t size;

	if (__builtin_add_overflow(len, (size_t)1, &size))
		return NULL;
	copy = malloc(size);
	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

/*
 * A block of `size` bytes that begins at the beginning of a huge page, so that
 * the kernel can map whole huge pages below it. Freed by free().
 */
static void *huge_block(size_t size)
{
	void *p;

	if (posix_memalign(&p, HUGE_PAGE, size) != 0)
		return NULL;
#ifdef MADV_HUGEPAGE
	/* Only advice: a failure costs time and nothing else. */
	(void)madvise(p, size, MADV_HUGEPAGE);
#endif
	return p;
}

void *nb_alloc_large(size_t size)
{
	size_t whole;

	/* A small block would waste most of its huge page. */
	if (size < HUGE_PAGE / 4)
		return malloc(size ? size : 1);
	if (__builtin_add_overflow(size, HUGE_PAGE - 1, &whole))
		return NULL;
	return huge_block(whole & ~(HUGE_PAGE - 1));
}

/* ---- arenas */

/* A block of NB_ARENA_SMALL bytes that begins at a cache line. */
static void *small_block(void)
{
	void *p;

	return posix_memalign(&p, ARENA_ALIGN, NB_ARENA_SMALL) == 0 ? p : NULL;
}

/* Bytes of the block, which may not be allocated yet. */
static size_t arena_size(const struct nb_arena *a)
{
	return a->small ? NB_ARENA_SMALL : NB_ARENA_SIZE;
}

void *nb_arena_take(struct nb_arena *a, size_t size)
{
	/* `used` is at most the size, so this cannot wrap. */
	size_t room = a ? arena_size(a) - a->used : 0, whole;
	uint8_t *p;

	if (!a || size > room)
		return nb_alloc_large(size);
	if (!a->block)
		a->block = a->small ? small_block() : huge_block(NB_ARENA_SIZE);
	if (!a->block)
		return NULL;
	p = a->block + a->used;
	/* The last piece may end off the alignment: the arena is full then. */
	whole = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	a->used += whole < room ? whole : room;
	return p;
}

void nb_arena_give(const struct nb_arena *a, void *piece)
{
	uintptr_t p = (uintptr_t)piece;
	uintptr_t block = a ? (uintptr_t)a->block : 0;

	/* For a piece below the block the difference wraps and is huge. */
	if (!block || p - block >= arena_size(a))
		free(piece);
}

void nb_arena_free(struct nb_arena *a)
{
	free(a->block);
	a->block = NULL;
	a->used = 0;
}
