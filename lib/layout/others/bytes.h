/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for a string among bytes. */
#ifndef NB_LAYOUT_OTHERS_BYTES_H
#define NB_LAYOUT_OTHERS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Does the string, which is not empty, occur in the bytes? */
static inline bool nb_bytes_have(const void *bytes, size_t len,
				 const char *what)
{
	const char *at = bytes, *end = at + len;
	size_t n = strlen(what);

	while ((size_t)(end - at) >= n &&
	       (at = memchr(at, what[0], (size_t)(end - at) - n + 1)) != NULL)
		if (memcmp(at++, what, n) == 0)
			return true;
	return false;
}

#endif
