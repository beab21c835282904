/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allocation for sizes that come from input.
 *
 * Overflow of a size is reported as NULL, like lack of memory, so that callers
 * have one failure to handle. Nothing here fills a struct nb_error: callers
 * return nb_fail_mem().
 */
#ifndef NB_BASE_ALLOC_H
#define NB_BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A variable of each thread. For those of a library that is loaded by dlopen(3)
 * glibc takes memory when a thread first uses one, and ends the program if
 * there is none; in this model their place is there before. In musl it always
 * is.
 */
#ifdef __GLIBC__
#define NB_THREAD_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))
#else
#define NB_THREAD_LOCAL _Thread_local
#endif

/*
 * count * size bytes, zeroed. A count of 0 gives a valid pointer, too. The
 * count may be one that a file names: size_t has only 32 bits on some machines.
 * Freed by free().
 */
void *nb_alloc(uint64_t count, size_t size);

/*
 * `size` bytes, not zeroed. A block of 512 KiB or more begins at a huge page
 * and is advised to use them: with pages of 4 KiB the page faults of a decoded
 * frame cost as much time as decoding it. Freed by free().
 */
void *nb_alloc_large(size_t size);

/*
 * An arena: memory for pieces that are used together and freed together. They
 * are cut from one block of NB_ARENA_SIZE bytes that begins at a huge page, so
 * that one page fault serves them all.
 *
 * All zeros is a new arena. It owns its block, which is allocated when the
 * first piece is taken. Pieces stay valid until nb_arena_free(). In the
 * functions below, NULL stands for an arena that has no room.
 */
struct nb_arena {
	uint8_t *block; /* NULL before the first piece */
	size_t used;	/* bytes from the start, at most the block's size */
	/* A block of NB_ARENA_SMALL bytes on ordinary pages, for users who need
	 * only a few of them: clearing a huge page takes a tenth of a
	 * millisecond. Set before the first piece. */
	bool small;
};

/*
 * One huge page, and half a mebibyte on ordinary pages for what does not fit.
 * Builds with sanitizers define this as 1: pieces then have memory of their
 * own, so that an access outside of one is noticed.
 */
#ifndef NB_ARENA_SIZE
#define NB_ARENA_SIZE (((size_t)2 << 20) + ((size_t)1 << 19))
#endif
#define NB_ARENA_SMALL (NB_ARENA_SIZE / 5)

/*
 * Take a piece of `size` bytes, not zeroed, aligned to a cache line. If the
 * arena has no room for it, or is NULL, the piece is allocated on its own, by
 * nb_alloc_large(). NULL if out of memory.
 */
void *nb_arena_take(struct nb_arena *arena, size_t size);
/*
 * Give a piece back early. A piece with memory of its own is freed; a piece of
 * the block stays until nb_arena_free(). NULL is fine.
 */
void nb_arena_give(const struct nb_arena *arena, void *piece);
/*
 * Free the block. Pieces with memory of their own must have been given back
 * before.
 */
void nb_arena_free(struct nb_arena *arena);

/*
 * Make an array hold at least `need` elements of `size` bytes; its size doubles
 * as often as necessary. *cap is its capacity in elements: 0 with a NULL array
 * at first. Returns the array, which may have moved; or NULL, and then the old
 * array and *cap are unchanged and still the caller's.
 */
void *nb_grow(void *array, size_t *cap, size_t need, size_t size);

/* A NUL-terminated copy of len bytes, or NULL. Freed by free(). */
char *nb_strndup(const char *s, size_t len);

#endif
