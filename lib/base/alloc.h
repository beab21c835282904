/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation of arrays whose sizes come from input: overflow is NULL. */
#ifndef NB_BASE_ALLOC_H
#define NB_BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>

/* count * size zeroed bytes; never NULL for a count of 0. Freed by free(). The
 * count may be one that a file names: size_t has only 32 bits on some machines.
 */
void *nb_alloc(uint64_t count, size_t size);

/*
 * size bytes for a buffer of about a mebibyte or more, on huge pages where the
 * system has them: a page fault for each 4 KiB of a frame costs as much time as
 * decoding it. Freed by free().
 */
void *nb_alloc_large(size_t size);

/*
 * Memory for what is used together and freed together: pieces of one block,
 * whose beginning is a huge page where the system has them, so that all of them
 * cost one page fault. Zeros are a new arena; it gets its block when the first
 * piece is taken. NULL stands for an arena without room.
 */
struct nb_arena {
	uint8_t *block;
	size_t used;
};
/* Builds for the sanitizers have no room in it: they see pieces better that
 * have memory of their own. */
#ifndef NB_ARENA_SIZE
#define NB_ARENA_SIZE (((size_t)2 << 20) + ((size_t)1 << 19))
#endif

/*
 * A piece of size bytes, which are not zeroed; one of its own, not of the
 * block, where that has no room left for it. NULL without memory.
 */
void *nb_arena_take(struct nb_arena *arena, size_t size);
/* Free a piece that has memory of its own; others stay until the end. */
void nb_arena_give(const struct nb_arena *arena, void *piece);
/* Every piece must have been given back, or be of the block. */
void nb_arena_free(struct nb_arena *arena);

/*
 * Grow an array so that it holds at least `need` elements of `size` bytes,
 * doubling. *cap is in elements. Returns the new array or NULL, with the old
 * one untouched.
 */
void *nb_grow(void *array, size_t *cap, size_t need, size_t size);

/* A NUL-terminated copy of len bytes, or NULL. Freed by free(). */
char *nb_strndup(const char *s, size_t len);

#endif
