/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation of arrays whose sizes come from input: overflow is NULL. */
#ifndef NB_BASE_ALLOC_H
#define NB_BASE_ALLOC_H

#include <stddef.h>

/* count * size zeroed bytes; never NULL for a count of 0. Freed by free(). */
void *nb_alloc(size_t count, size_t size);

/*
 * size bytes for a buffer of about a mebibyte or more, on huge pages where the
 * system has them: a page fault for each 4 KiB of a frame costs as much time as
 * decoding it. Freed by free().
 */
void *nb_alloc_large(size_t size);

/*
 * Grow an array so that it holds at least `need` elements of `size` bytes,
 * doubling. *cap is in elements. Returns the new array or NULL, with the old
 * one untouched.
 */
void *nb_grow(void *array, size_t *cap, size_t need, size_t size);

/* A NUL-terminated copy of len bytes, or NULL. Freed by free(). */
char *nb_strndup(const char *s, size_t len);

#endif
