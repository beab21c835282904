/* SPDX-License-Identifier: Apache-2.0 */
#define _DEFAULT_SOURCE /* madvise() */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_PAGE ((size_t)2 << 20)

void *nb_alloc(size_t count, size_t size)
{
	return calloc(count ? count : 1, size);
}

void *nb_grow(void *array, size_t *cap, size_t need, size_t size)
{
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

void *nb_alloc_large(size_t size)
{
	size_t whole;
	void *p;

	if (size < HUGE_PAGE / 4)
		return malloc(size ? size : 1);
	if (__builtin_add_overflow(size, HUGE_PAGE - 1, &whole))
		return NULL;
	whole &= ~(HUGE_PAGE - 1);
	if (posix_memalign(&p, HUGE_PAGE, whole) != 0)
		return NULL;
#ifdef MADV_HUGEPAGE
	/* Advice: without it there are only more page faults. */
	(void)madvise(p, whole, MADV_HUGEPAGE);
#endif
	return p;
}
